"""`deal_drivers`, and drivers and actions beside deals: sums, row scope, words that hold."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pytest

from copilot.grounding import check
from copilot.narration.merge import merge
from copilot.narration.template import narrate
from data.errors import NoData
from data.periods import FiscalCalendar
from data.store.home import DATABASE, MANIFEST, Home
from data.store.manifest import Manifest
from data.store.snapshot import Snapshot
from models.explaining.actions import build_actions
from models.explaining.drivers import build_drivers
from models.learners.terms import Terms
from tools import registry
from tools.context import Context
from tools.deals.driver_lists import Reasons
from tools.deals.driver_rows import NAMES
from tools.principal import Principal
from tools.result import ToolResult

GROUPS = tuple(NAMES)
TABLES = ("deal_drivers", "deal_evidence", "deal_actions")


def made_terms(deals: int) -> Terms:
    """Made-up log rates with a part of every group for every deal."""
    rng = np.random.default_rng(8)
    days = np.array([6, 14, 20, 27, 34, 41, 46])
    shape = (len(GROUPS), deals, 1)
    base = np.full(len(days), np.log(0.008))
    parts = [np.repeat(rng.normal(0, 0.4, shape), len(days), axis=2) for _ in range(2)]
    return Terms(GROUPS, days, base, base, *parts)


@pytest.fixture(scope="module")
def explained(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The demo snapshot with drivers of every group, made up, and the risk scores to match."""
    home = Home(tmp_path_factory.mktemp("explained"))
    home.prepare()
    manifest = demo_home.manifest(demo_home.current_id())
    folder = home.snapshots / manifest.snapshot_id
    shutil.copytree(demo_home.snapshots / manifest.snapshot_id, folder)
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
    _explain(str(folder / DATABASE), manifest)
    told = manifest.model_copy(update={"tables": (*manifest.tables, *TABLES)})
    (folder / MANIFEST).write_text(told.model_dump_json(), "utf-8")
    snapshot = Snapshot.open(home, manifest.snapshot_id)
    yield snapshot
    snapshot.close()


def _explain(path: str, manifest: Manifest) -> None:
    connection = duckdb.connect(path)
    for table in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    rows = connection.execute("SELECT opportunity_id FROM deal_scores ORDER BY 1").fetchall()
    ids = [row[0] for row in rows]
    build_drivers(connection, made_terms(len(ids)), ids, 45, manifest.as_of, manifest.known)
    for table in ("deal_scores", "deals_now"):
        connection.execute(
            f"UPDATE {table} SET risk_score = r.risk, win_by_horizon = 1 - r.risk / 100 FROM "
            "(SELECT opportunity_id AS i, any_value(base) + sum(points) AS risk "
            f"FROM deal_drivers GROUP BY 1) r WHERE r.i = {table}.opportunity_id"
        )
    calendar = FiscalCalendar(manifest.fiscal_year_starts)
    build_actions(connection, manifest.as_of, calendar, manifest.known, manifest.extracted_on)
    connection.close()


def call(snapshot: Snapshot, tool: str, principal: Principal | None = None, **args: Any):
    context = Context(snapshot) if principal is None else Context(snapshot, principal)
    found = registry.get(tool)
    return found.run(context, found.validate(args))


def text_of(result: ToolResult) -> tuple[str, list[Any]]:
    facts, claims = merge([result])
    return narrate(claims, facts, []), facts


def live_ids(snapshot: Snapshot, limit: int = 25) -> list[str]:
    rows = snapshot.rows(
        f"SELECT opportunity_id AS i FROM deal_scores ORDER BY hash(opportunity_id) LIMIT {limit}"
    )
    return [row["i"] for row in rows]


def values(result: ToolResult, metric: str) -> list[float]:
    return [fact.value for fact in result.facts if fact.metric == metric]


def test_points_shown_add_up_to_the_score_for_every_deal(explained) -> None:
    for deal in live_ids(explained, 120):
        result = call(explained, "deal_drivers", deal=deal)
        cells = [row[1] for row in result.tables[0].rows]
        assert sum(cells[:-1]) == pytest.approx(cells[-1], abs=1e-9)
        stored = explained.row("SELECT risk_score FROM deal_scores WHERE opportunity_id = $d",
                               {"d": deal})  # fmt: skip
        assert values(result, "risk_score") == [round(stored["risk_score"], 1)]
        total = values(result, "points_against")[0] + values(result, "points_for")[0]
        assert values(result, "base_risk")[0] + total == pytest.approx(cells[-1], abs=1e-9)
        exact = {
            row["driver"]: row["points"]
            for row in explained.rows(
                "SELECT driver, points FROM deal_drivers WHERE opportunity_id = $d", {"d": deal}
            )
        }
        for name, points in result.tables[0].rows[1:-1]:
            driver = next(key for key, label in NAMES.items() if label == name)
            assert points == pytest.approx(exact[driver], abs=0.151)


def test_drivers_against_come_first_and_the_largest_first(explained) -> None:
    for deal in live_ids(explained):
        points = values(call(explained, "deal_drivers", deal=deal), "driver_points")
        assert points == sorted(points, key=lambda value: (value < 0, -abs(value)))


@pytest.mark.parametrize("tool", ["deal_drivers", "deal_summary"])
def test_what_is_said_passes_the_verifier(explained, tool) -> None:
    closed = explained.rows("SELECT opportunity_id AS i FROM deals WHERE status <> 'open' LIMIT 2")
    for deal in [*live_ids(explained), *(row["i"] for row in closed)]:
        text, facts = text_of(call(explained, tool, deal=deal))
        assert check(text, facts).supported, (text, check(text, facts).violations)


def test_a_list_passes_the_verifier_and_shows_drivers_and_actions(explained) -> None:
    result = call(explained, "deals_at_risk")
    text, facts = text_of(result)
    assert check(text, facts).supported, check(text, facts).violations
    heads = [column.name for column in result.tables[0].columns]
    for row in result.tables[0].rows:
        cells = dict(zip(heads, row, strict=True))
        stored = explained.rows(
            "SELECT driver, points FROM deal_drivers WHERE opportunity_id = $d "
            "ORDER BY points DESC LIMIT 1", {"d": cells["deal"]},
        )[0]  # fmt: skip
        if stored["points"] >= 1.2:
            assert cells["main driver"] == NAMES[stored["driver"]]
            assert cells["its points"] == pytest.approx(stored["points"], abs=0.151)
        action = explained.rows(
            "SELECT action FROM deal_actions WHERE opportunity_id = $d", {"d": cells["deal"]}
        )
        assert cells["next action"] == (action[0]["action"] if action else None)


TURNED = (
    (r"increases the risk", "lowers the risk"),
    (r"lowers the risk", "increases the risk"),
    (r"speaks against it adds", "speaks for it adds"),
    (r"What speaks for it:", "What speaks against it:"),
    (r"What speaks against it:", "What speaks for it:"),
)


@pytest.mark.parametrize("tool", ["deal_drivers", "deal_summary"])
def test_for_and_against_cannot_be_turned(explained, tool) -> None:
    made = 0
    for deal in live_ids(explained, 8):
        text, facts = text_of(call(explained, tool, deal=deal))
        for pattern, other in TURNED:
            if re.search(pattern, text):
                made += 1
                assert not check(re.sub(pattern, other, text, count=1), facts).supported, other
    assert made >= 12


@pytest.mark.parametrize("tool", ["deal_drivers", "deal_summary"])
def test_points_cannot_be_swapped_between_drivers(explained, tool) -> None:
    made = 0
    for deal in live_ids(explained, 8):
        text, facts = text_of(call(explained, tool, deal=deal))
        shown = [f.display for f in facts if f.metric == "driver_points" and f.display in text]
        for first, second in itertools.pairwise(shown):
            if first == second or text.count(first) > 1 or text.count(second) > 1:
                continue
            made += 1
            swapped = text.replace(first, "\0").replace(second, first).replace("\0", second)
            assert not check(swapped, facts).supported, (first, second)
    assert made >= 10


def test_another_deals_age_or_peers_are_refused(explained) -> None:
    text, facts = text_of(call(explained, "deal_drivers", deal=live_ids(explained)[0]))
    age = next(fact.display for fact in facts if fact.metric == "age_days")
    other = f"{int(age.split()[0].replace(',', '')) + 3} days"
    assert not check(text.replace(f"open for {age}", f"open for {other}"), facts).supported


def test_the_age_of_won_peers_is_that_of_the_deals_table(explained) -> None:
    for deal in live_ids(explained):
        row = explained.row("SELECT * FROM deals WHERE opportunity_id = $d", {"d": deal})
        won = sorted(
            other["age_days"] for other in explained.rows(
                "SELECT age_days, as_of - closed_on AS ago FROM deals, "
                "(SELECT $day::DATE AS as_of) WHERE status = 'won' AND product = $product "
                "AND age_days IS NOT NULL",
                {"day": explained.as_of, "product": row["product"]},
            ) if other["ago"] < 365
        )  # fmt: skip
        facts = [fact for fact in call(explained, "deal_drivers", deal=deal).facts
                 if fact.metric == "won_within_days"]  # fmt: skip
        if len(won) >= 20 and facts:
            fact = facts[0]
            assert (fact.subject.name, fact.n) == (row["product"], len(won))
            assert sum(age <= fact.value for age in won) >= 0.8 * len(won)
            assert sum(age < fact.value for age in won) < 0.8 * len(won)


def test_the_win_rate_of_all_is_that_of_the_closed_deals(explained) -> None:
    result = call(explained, "deal_drivers", deal=live_ids(explained)[0])
    fact = next(f for f in result.facts if f.metric == "win_rate" and f.subject.kind == "company")
    rows = explained.rows("SELECT status, closed_on FROM deals WHERE closed_on IS NOT NULL")
    closed = [r["status"] for r in rows if 0 <= (explained.as_of - r["closed_on"]).days < 365]
    assert (fact.n, fact.of) == (closed.count("won"), len(closed))
    assert fact.value == pytest.approx(closed.count("won") / len(closed))


def test_a_persons_record_is_shown_to_managers_and_to_that_person_only(explained) -> None:
    row = explained.rows(
        "SELECT opportunity_id, rep FROM deals JOIN deal_evidence USING (opportunity_id) "
        "WHERE evidence = 'owner_win_rate' ORDER BY 1"
    )[0]
    own = Principal(name=row["rep"], rows="own")
    assert _records(call(explained, "deal_drivers", own, deal=row["opportunity_id"])) == {
        row["rep"]
    }
    manager = explained.rows(
        "SELECT manager FROM team_members WHERE rep = $rep ORDER BY 1", {"rep": row["rep"]}
    )[0]["manager"]
    team = Principal(name=manager, rows="team")
    assert _records(call(explained, "deal_drivers", team, deal=row["opportunity_id"]))
    other = explained.rows("SELECT rep FROM deals WHERE rep <> $rep LIMIT 1", {"rep": row["rep"]})
    with pytest.raises(NoData, match="No deal"):
        call(explained, "deal_drivers", Principal(name=other[0]["rep"], rows="own"),
             deal=row["opportunity_id"])  # fmt: skip


def _records(result: ToolResult) -> set[str]:
    return {fact.subject.name for fact in result.facts
            if fact.metric == "win_rate" and fact.subject.kind == "rep"}  # fmt: skip


def test_a_record_of_somebody_else_is_left_out(explained, monkeypatch) -> None:
    """As where a deal's owner changed since the snapshot's evidence was counted."""
    row = explained.rows(
        "SELECT opportunity_id, rep FROM deals JOIN deal_evidence USING (opportunity_id) "
        "WHERE evidence = 'owner_win_rate' ORDER BY 1"
    )[0]
    own = Principal(name=row["rep"], rows="own")
    real = explained.rows

    def renamed(query: str, given: Any = None) -> list[dict[str, Any]]:
        found = real(query, given)
        for one in found:
            if one.get("evidence") == "owner_win_rate":
                one["peer_name"] = "Somebody Else"
        return found

    monkeypatch.setattr(explained, "rows", renamed)
    assert not _records(call(explained, "deal_drivers", own, deal=row["opportunity_id"]))


def test_a_closed_deal_has_no_drivers_and_says_so(explained) -> None:
    row = explained.row("SELECT min(opportunity_id) AS i FROM deals WHERE status = 'lost'")
    result = call(explained, "deal_drivers", deal=row["i"])
    assert not values(result, "driver_points")
    assert [unknown.code for unknown in result.unknowns] == ["too_few"]


def test_a_snapshot_without_drivers_says_what_is_missing(explained, monkeypatch) -> None:
    deal = live_ids(explained)[0]
    bare = explained.manifest.model_copy(update={"tables": ("deals", "deals_now")})
    monkeypatch.setattr(explained, "manifest", bare)
    with pytest.raises(NoData) as raised:
        call(explained, "deal_drivers", deal=deal)
    assert raised.value.code == "missing_table"
    assert "next_action" not in {f.metric for f in call(explained, "deal_summary", deal=deal).facts}
    assert call(explained, "deals_at_risk", limit=2).tables[0].rows[0][-1] is None


def test_a_past_day_that_was_not_published_has_no_drivers(explained, monkeypatch) -> None:
    deal = live_ids(explained)[0]
    bare = explained.manifest.model_copy(update={"tables": ("deals", "deals_now")})
    monkeypatch.setattr(explained, "manifest", bare)
    tool = registry.get("deal_drivers")
    with pytest.raises(NoData) as raised:
        tool.run(Context(explained, is_looking_back=True), tool.validate({"deal": deal}))
    assert raised.value.code == "outside_history"


def test_the_next_action_names_its_rule_and_every_trigger(explained) -> None:
    rows = explained.rows(
        "SELECT rule, any_value(opportunity_id) AS i, any_value(action) AS action, "
        "any_value(triggers) AS triggers FROM deal_actions GROUP BY 1"
    )
    assert len(rows) >= 5
    for row in rows:
        result = call(explained, "deal_summary", deal=row["i"])
        told = {fact.metric: fact for fact in result.facts}
        found = explained.row(
            "SELECT action, triggers FROM deal_actions WHERE opportunity_id = $d", {"d": row["i"]}
        )
        assert told["next_action"].value == found["action"]
        for trigger in found["triggers"]:
            assert trigger["metric"] in told or trigger["metric"] == "next_step"


def test_what_most_listed_deals_share_is_not_repeated_in_each_row() -> None:
    rows = [{"driver": "age", "points": 9.0}, {"driver": "size", "points": 4.0}]
    reasons = Reasons(against={"D-1": rows, "D-2": rows[:1]}, shared_driver="age")
    assert reasons.main_driver("D-1") == rows[0]
    assert reasons.setting_apart("D-1") == rows[1]
    assert reasons.setting_apart("D-2") is None
    assert reasons.main_driver("D-3") is None
