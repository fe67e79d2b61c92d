"""Sixteen weekly refreshes of a source that grew, and what is answered from them."""

from __future__ import annotations

import csv
import itertools
import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from copilot.cli.main import run
from copilot.engine import Copilot
from data.errors import NoData
from data.mapping import bundled, load_mapping
from data.store.home import Home
from data.store.shelf import Shelf
from data.store.snapshot import Snapshot
from models.refreshing.refresh import Order, refresh
from tools import registry
from tools.result import ToolResult

pytestmark = [pytest.mark.maventech, pytest.mark.slow]
PRESENT = ("deals_at_risk", "pipeline_summary", "forecast", "find_deals")


@pytest.fixture
def weekly(weekly_home, tmp_path, monkeypatch) -> Iterator[Any]:
    """A copy to change, by hard links, open as an engine and as the home of commands."""
    folder = tmp_path / "home"
    shutil.copytree(weekly_home.home.folder, folder, copy_function=os.link)
    monkeypatch.setenv("REVCOPILOT_HOME", str(folder))
    monkeypatch.delenv("REVCOPILOT_STATE_URL", raising=False)
    engine = _engine(folder)
    yield weekly_home, engine
    engine.close()


def _engine(folder: Path) -> Copilot:
    ids = itertools.count()
    return Copilot(
        Home(folder), new_id=lambda: f"i{next(ids)}-{os.urandom(4).hex()}", now=lambda: "now"
    )


def _call(engine: Copilot, name: str, **arguments: object) -> ToolResult:
    tool = registry.get(name)
    result: ToolResult = tool.run(engine.context(engine.principal(None)), tool.validate(arguments))
    return result


def _told(result: ToolResult) -> dict[str, object]:
    """The figures about the whole company."""
    return {fact.metric: fact.value for fact in result.facts if fact.subject.kind == "company"}


def _exported(folder: Path) -> list[dict[str, str]]:
    with (folder / "sales_pipeline.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _is_open(row: dict[str, str]) -> bool:
    return row["deal_stage"] in ("Engaging", "Prospecting")


def test_sixteen_snapshots_are_listed_and_each_holds_its_export(weekly) -> None:
    weeks, engine = weekly
    listed = Shelf(engine.home, {}).all()
    assert [one.snapshot_id for one in listed] == list(weeks.ids.values())[::-1]
    assert len(listed) == 16
    for one in listed:
        assert one.manifest is not None
        rows = _exported(weeks.exports[one.manifest.as_of])
        assert one.manifest.row_counts["opportunities"] == len(rows)
    trained = {one.model for one in listed}
    assert len(trained) == 4  # four trainings, each scoring four weeks


def test_an_earlier_monday_is_answered_from_what_was_published_then(weekly) -> None:
    """Counts and amounts by the raw export of that day, scores from its own snapshot."""
    weeks, engine = weekly
    day = weeks.mondays[9]
    rows = _exported(weeks.exports[day])
    for name in PRESENT:
        told = _told(_call(engine, name, as_of=day))
        assert (told["as_of"], told["snapshot_id"]) == (str(day), weeks.ids[day])
    assert _told(_call(engine, "find_deals", as_of=day))["open_deals"] == sum(map(_is_open, rows))
    assert _told(_call(engine, "pipeline_summary", as_of=day))["open_deals"] == sum(
        map(_is_open, rows)
    )
    won = sum(
        float(row["close_value"])
        for row in rows
        if row["deal_stage"] == "Won" and int(row["close_date"].split("/")[0]) >= 10
    )
    assert _told(_call(engine, "forecast", as_of=day))["won_to_date"] == pytest.approx(won)
    own = Snapshot.open(engine.home, weeks.ids[day])
    best = own.rows(
        "SELECT opportunity_id AS id, risk_score FROM deal_scores WHERE NOT stale "
        "ORDER BY value_at_risk DESC, 1 LIMIT 1"
    )[0]
    own.close()
    listed = _call(engine, "deals_at_risk", as_of=day).tables[-1]
    assert listed.rows[0][0] == best["id"]
    result = _call(engine, "deal_summary", deal=best["id"], as_of=day)
    scores = [fact.value for fact in result.facts if fact.metric == "risk_score"]
    assert scores == [pytest.approx(best["risk_score"], abs=0.06)]
    # why it was risky then is known only because that day was published
    assert _call(engine, "deal_drivers", deal=best["id"], as_of=day).facts


def test_between_two_mondays_the_cut_answers_with_the_origin_before(weekly) -> None:
    weeks, engine = weekly
    day = weeks.mondays[11] + timedelta(days=3)
    for name in PRESENT:
        told = _told(_call(engine, name, as_of=day))
        assert told["as_of"] == str(day)
        assert date.fromisoformat(str(told["scored_on"])) == weeks.mondays[11]
        assert "snapshot_id" not in told
    with pytest.raises(NoData, match="kept only for published days"):
        _call(engine, "deal_drivers", deal=_any_deal(engine), as_of=day)


def _any_deal(engine: Copilot) -> str:
    return str(engine.snapshot.row("SELECT min(opportunity_id) AS id FROM deal_scores")["id"])


def test_the_cut_gives_the_facts_that_were_published(weekly) -> None:
    """The source only grew, so both ways of looking back agree; undated deals are only listed."""
    weeks, engine = weekly
    days = weeks.mondays[2:15:4]
    published = {day: _told(_call(engine, "pipeline_summary", as_of=day)) for day in days}
    won = {day: _won(engine, day) for day in days}
    for snapshot_id in [weeks.ids[day] for day in days]:
        shutil.rmtree(engine.home.snapshots / snapshot_id)
    for day in days:
        cut = _told(_call(engine, "pipeline_summary", as_of=day))
        assert "scored_on" in cut
        undated = int(str(published[day].get("undated_count", 0)))
        assert cut["open_deals"] == int(str(published[day]["open_deals"])) - undated
        assert won[day] == _won(engine, day)
        rows = [r for r in _exported(weeks.exports[day]) if _is_open(r) and r["engage_date"]]
        assert cut["open_deals"] == len(rows)


def _won(engine: Copilot, day: date) -> tuple[object, object]:
    told = _told(_call(engine, "find_deals", status="won", as_of=day))
    return told["deals_won"], told["amount"]


def test_a_day_that_cannot_be_is_named(weekly) -> None:
    weeks, engine = weekly
    first = engine.snapshot.row(
        "SELECT min(origin) AS day FROM score_history WHERE model = 'refitted'"
    )["day"]
    for name in PRESENT:
        _call(engine, name, as_of=first)
        for day, words in (
            (first - timedelta(days=1), f"they begin on {first:%b} {first.day}, {first.year}"),
            (date(2016, 1, 4), "outside what is recorded"),
            (weeks.mondays[-1] + timedelta(days=1), "outside what is recorded"),
        ):
            with pytest.raises(NoData, match=words):
                _call(engine, name, as_of=day)


def test_a_later_snapshot_tells_an_earlier_one_nothing(weekly) -> None:
    """Opened as of an earlier Monday, what was published later lies in the future."""
    weeks, engine = weekly
    earlier = Copilot(
        engine.home, new_id=lambda: "i", now=lambda: "now", snapshot_id=weeks.ids[weeks.mondays[8]]
    )
    with pytest.raises(NoData, match="outside what is recorded"):
        _call(earlier, "pipeline_summary", as_of=weeks.mondays[9])
    earlier.close()


def test_after_a_prune_the_cut_answers_and_says_so(weekly, capsys) -> None:
    weeks, engine = weekly
    day = weeks.mondays[5]
    assert run(["snapshots", "prune", "--keep", "4"]) == 0
    assert len(Shelf(engine.home, {}).all()) == 4
    told = _told(_call(engine, "pipeline_summary", as_of=day))
    assert told["scored_on"] == str(day)
    assert "snapshot_id" not in told
    kept = weeks.mondays[-3]
    assert _told(_call(engine, "pipeline_summary", as_of=kept))["snapshot_id"] == weeks.ids[kept]
    named = {one.model for one in Shelf(engine.home, {}).all()}
    assert {path.name for path in engine.home.models.iterdir()} == named


def test_a_stored_answer_holds_the_snapshots_it_read(weekly, capsys) -> None:
    """Both the one that answered and the one of the day asked for; without it a replay ends 3."""
    weeks, engine = weekly
    day = weeks.mondays[4]
    answer = engine.ask(f"how did the pipeline look on {day:%b} {day.day}")
    assert answer.status == "answered"
    assert answer.grounding.rejected_drafts == 0
    assert answer.other_snapshots == [weeks.ids[day]]
    assert run(["replay", answer.answer_id]) == 0
    assert run(["snapshots", "prune", "--keep", "2"]) == 0
    left = [one.snapshot_id for one in Shelf(engine.home, {}).all()]
    assert weeks.ids[day] in left
    assert run(["replay", answer.answer_id]) == 0
    assert run(["snapshots", "prune", "--keep", "2", "--force"]) == 0
    assert run(["replay", answer.answer_id]) == 3


def test_an_answer_from_the_cut_is_replayed_from_the_cut(weekly, capsys) -> None:
    """A snapshot of that day published later does not change what the answer says again."""
    weeks, engine = weekly
    day = weeks.mondays[7]
    aside = engine.home.snapshots / ".aside"
    place = engine.home.snapshots / weeks.ids[day]
    place.rename(aside)
    answer = engine.ask(f"how did the pipeline look on {day:%b} {day.day}")
    assert answer.other_snapshots == []
    aside.rename(place)
    assert _told(_call(engine, "pipeline_summary", as_of=day))["snapshot_id"] == weeks.ids[day]
    assert run(["replay", answer.answer_id]) == 0


def test_a_damaged_snapshot_of_the_day_is_passed_over(weekly) -> None:
    weeks, engine = weekly
    day = weeks.mondays[6]
    database = engine.home.snapshots / weeks.ids[day] / "snapshot.duckdb"
    database.unlink()
    database.write_bytes(b"cut off")
    assert "scored_on" in _told(_call(engine, "pipeline_summary", as_of=day))


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("pipeline now vs four weeks ago", (15, 11)),
        ("compare the forecast today with two weeks ago", (15, 13)),
        ("what was at risk a week ago compared to now", (15, 14)),
        ("pipeline on Nov 6 versus Oct 9", (9, 5)),
        ("how did the pipeline look on Nov 6", (9,)),
        ("our forecast four weeks ago", (11,)),
    ],
)
def test_two_days_side_by_side_each_name_their_day(weekly, question, days) -> None:
    weeks, engine = weekly
    answer = engine.ask(question)
    assert answer.status == "answered"
    assert answer.grounding.rejected_drafts == 0
    asked = [weeks.mondays[week] for week in days]
    assert answer.other_snapshots == [
        weeks.ids[day] for day in asked if day != engine.snapshot.as_of
    ]
    for day in asked:
        assert f"**As of {day:%b} {day.day}, {day.year}. " in answer.text


@pytest.fixture
def edited(weekly, tmp_path) -> tuple[Any, Copilot, dict[str, dict[str, str]]]:
    """A seventeenth week whose export rewrites the past, and the rows it rewrote as they were.

    One open deal is deleted, one has another owner, a lost one is open again, and the value of a
    won one has grown.
    """
    weeks, engine = weekly
    last = weeks.mondays[-1]
    rows = _exported(weeks.exports[last])
    was = {
        "deleted": next(r for r in rows if _is_open(r) and r["engage_date"]),
        "reassigned": next(r for r in rows if _is_open(r) and r["engage_date"] > "2/1"),
        "reopened": next(r for r in rows if r["deal_stage"] == "Lost"),
        "revalued": next(r for r in rows if r["deal_stage"] == "Won"),
    }
    kept = {name: dict(row) for name, row in was.items()}
    rows.remove(was["deleted"])
    owners = {row["sales_agent"] for row in rows}
    was["reassigned"]["sales_agent"] = min(owners - {was["reassigned"]["sales_agent"]})
    was["reopened"].update(deal_stage="Engaging", close_date="", close_value="")
    was["revalued"]["close_value"] = str(float(was["revalued"]["close_value"]) + 1000)
    folder = Path(shutil.copytree(weeks.exports[last], tmp_path / "edited"))
    with (folder / "sales_pipeline.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    order = Order(
        load_mapping(bundled()["maventech"]), folder, last + timedelta(weeks=1),
        "2026-11-20T08:00:00", is_training=False,
    )  # fmt: skip
    refresh(engine.home, order, lambda _: None)
    now = _engine(engine.home.folder)
    assert now.snapshot.as_of == last + timedelta(weeks=1)
    return weeks, now, kept


def test_a_source_that_rewrote_its_past_is_answered_as_known_on_each_day(edited) -> None:
    """What was published stands; a day between is as the newest export tells it."""
    weeks, engine, was = edited
    published, between = weeks.mondays[-1], weeks.mondays[-1] + timedelta(days=2)

    def state(name: str, day: date | None) -> dict[str, object]:
        result = _call(engine, "deal_summary", deal=was[name]["opportunity_id"], as_of=day)
        return {fact.metric: fact.value for fact in result.facts if fact.subject.kind == "deal"}

    assert state("deleted", published)["status"] == "open"
    for day in (between, None):
        with pytest.raises(NoData, match="No deal"):
            state("deleted", day)
    owners = [state("reassigned", day)["rep"] for day in (published, between, None)]
    assert owners[0] == was["reassigned"]["sales_agent"]
    assert owners[1] == owners[2] != owners[0]
    statuses = [state("reopened", day)["status"] for day in (published, between, None)]
    assert statuses == ["lost", "open", "open"]
    value = float(was["revalued"]["close_value"])
    amounts = [state("revalued", day)["amount"] for day in (published, between, None)]
    assert amounts == [value, value + 1000, value + 1000]
    engine.close()


def test_changes_between_mondays_open_and_close_with_their_exports(weekly) -> None:
    """Opening and closing by list prices over the raw exports; the steps add up between them."""
    weeks, engine = weekly
    prices = _prices(weeks.exports[weeks.mondays[0]])
    for since, until in ((7, 15), (3, 9)):
        days = weeks.mondays[since], weeks.mondays[until]
        told = _told(_call(engine, "pipeline_changes", since=days[0], until=days[1]))
        ends = [
            sum(prices[_name(r["product"])] for r in _exported(weeks.exports[day])
                if _is_open(r) and r["engage_date"])
            for day in days
        ]  # fmt: skip
        assert [told["opening"], told["closing"]] == pytest.approx(ends)
        steps = {name: float(str(told.get(name, 0) or 0)) for name in (*_INTO, *_OUT_OF)}
        moved = sum(steps[name] for name in _INTO) - sum(steps[name] for name in _OUT_OF)
        assert ends[0] + moved == pytest.approx(ends[1])


_INTO = ("created", "reopened", "moved_in", "grown")
_OUT_OF = ("shrunk", "moved_out", "removed", "lost", "won")


def _prices(folder: Path) -> dict[str, float]:
    with (folder / "products.csv").open(encoding="utf-8", newline="") as handle:
        return {_name(row["product"]): float(row["sales_price"]) for row in csv.DictReader(handle)}


def _name(product: str) -> str:
    """The pipeline file writes one product without its space."""
    return product.replace(" ", "")


def test_why_a_forecast_changed_adds_up_from_weekly_snapshots(weekly) -> None:
    """The parts make the change; both ends are what `forecast` said as of those two days."""
    weeks, engine = weekly
    since, until = weeks.mondays[11], weeks.mondays[15]
    told = _told(_call(engine, "explain_change", forecast=True, since=since, until=until))
    parts = [float(str(told[f"part_{name}"])) for name in ("time", "facts", "model")]
    assert sum(parts) == pytest.approx(float(str(told["part_total"])), abs=0.011)
    assert float(str(told["revenue_mean"])) - float(str(told["earlier_revenue_mean"])) == (
        pytest.approx(float(str(told["part_total"])), abs=0.011)
    )


def test_past_forecasts_have_a_track_record_after_sixteen_weeks(weekly) -> None:
    _, engine = weekly
    told = _told(_call(engine, "forecast_accuracy"))
    assert int(str(told["windows"])) > 0
    assert 0 <= float(str(told["interval_coverage"])) <= 1


def test_what_a_rewritten_week_had_said_is_told_beside_the_reasons(edited) -> None:
    """The bridge opens where last week closed; a forecast names the median that was shown then."""
    weeks, engine, _ = edited
    since = weeks.mondays[-1]
    bridge = _call(engine, "pipeline_changes", since=since)
    exported = [row for row in _exported(weeks.exports[since]) if _is_open(row)]
    assert _told(bridge)["opening_count"] == sum(1 for row in exported if row["engage_date"])
    assert _told(bridge)["removed_count"] == 1
    then = _told(_call(engine, "forecast", as_of=since))["revenue_p50"]
    result = _call(engine, "explain_change", forecast=True, since=since)
    named = [fact.value for fact in result.facts if fact.metric == "earlier_revenue_p50"]
    assert named[-1] == pytest.approx(then, abs=0.011)
    assert any("rows of its data have changed" in claim.template for claim in result.claims)
    engine.close()
