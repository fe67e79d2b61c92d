"""The tool `forecast_accuracy`: against pandas, the past day itself, and plain SQL on raw files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import pandas as pd
import pytest

from analytics.past import past_snapshot
from copilot.grounding import check
from copilot.narration.merge import merge
from copilot.narration.template import narrate
from data.errors import NoData, UsageError
from data.periods import Period
from data.store.home import Home
from data.store.snapshot import Snapshot
from tools import registry
from tools.accuracy.calls import first_calls
from tools.accuracy.days import past_days
from tools.accuracy.scoped import Scoped
from tools.arguments import Scope
from tools.context import Context
from tools.filters import deals_filter
from tools.forecasting.parts import part_of
from tools.principal import Principal
from tools.report import Report
from tools.result import ToolResult

Q3 = {"start": "2026-07-01", "end": "2026-09-30"}
_RULES = {
    "our error in these": "p50",
    "error of recent pace": "trailing_8_weeks",
    "error of repeating results": "weeks_13_ago",
    "error of the usual season": "month_of_quarter",
}
ARGS: list[dict[str, Any]] = [
    {},
    {"period": Q3},
    {"period": {"start": "2026-01-01", "end": "2026-12-31"}},
    {"scope": {"region": ["Central"]}, "period": {"start": "2026-04-01", "end": "2026-06-30"}},
    {"scope": {"region": ["East"]}},
    {"group_by": "region"},
    {"group_by": "rep"},
    {"group_by": "team", "period": Q3},
    {"group_by": "month"},
]


def run(snapshot: Snapshot, principal: Principal | None = None, **args: Any) -> ToolResult:
    tool = registry.get("forecast_accuracy")
    context = Context(snapshot, principal) if principal else Context(snapshot)
    return tool.run(context, tool.validate(args))


def first(result: ToolResult, metric: str) -> Any:
    return next(fact for fact in result.facts if fact.metric == metric)


def rows_of(result: ToolResult, title: str) -> list[dict[str, Any]]:
    table = next(table for table in result.tables if table.title == title)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def frame(snapshot: Snapshot) -> pd.DataFrame:
    return pd.DataFrame(snapshot.rows("SELECT * FROM forecast_record WHERE actual IS NOT NULL"))


def check_against_the_record(snapshot: Snapshot) -> None:
    result, record = run(snapshot), frame(snapshot)
    for row in rows_of(result, "Track record"):
        if not row["forecasts"].endswith("days ahead"):
            continue
        days = int(row["forecasts"].split()[0])
        used = record[(record.kind == "window") & (record.window_days == days)]
        miss, came = used.p50 - used.actual, used.actual.sum()
        assert row["windows"] == len(used)
        assert row["error on average (WAPE)"] == pytest.approx(miss.abs().sum() / came, abs=1e-4)
        assert row["too high (+) or too low (−)"] == pytest.approx(miss.sum() / came, abs=1e-4)
        assert (
            row["inside the range"] == ((used.p10 <= used.actual) & (used.actual <= used.p90)).sum()
        )
        same = used.dropna(subset=["trailing_8_weeks", "weeks_13_ago", "month_of_quarter"])
        for name, column in _RULES.items():
            error = (same[column] - same.actual).abs().sum() / same.actual.sum()
            assert row[name] == pytest.approx(error, abs=1e-4)
    month = record[(record.kind == "window") & (record.window_days == 28)]
    assert first(result, "windows").value == len(month)
    assert first(result, "interval_coverage").of == len(month)


def check_against_the_past_day(snapshot: Snapshot, scopes: list[Scope]) -> None:
    """What is said anew equals what the past day itself says, built the slow way."""
    days = past_days(snapshot)
    for scope in scopes:
        chosen = deals_filter(Context(snapshot), scope)
        again = Scoped(days, chosen.condition, chosen.values)
        for origin in days.origins[2::11]:
            past = past_snapshot(snapshot, origin)
            part = part_of(past, chosen.condition, chosen.values)
            for length in (7, 28, 91):
                period = Period(
                    start=origin + timedelta(days=1), end=origin + timedelta(days=length)
                )
                told, found = part.outlook(period).total, again.after(origin, length)
                for share, value in ((0.1, found.low), (0.5, found.middle), (0.9, found.high)):
                    assert value == pytest.approx(told.quantile(share), abs=0.005)
                mine = again.part(origin).outlook(period).total
                assert mine.mean == pytest.approx(told.mean, abs=0.005)
                for name, value in part.rules(period, snapshot.calendar).items():
                    assert getattr(found, name) == pytest.approx(value, abs=0.005)


def test_the_company_is_the_stored_record(demo: Snapshot) -> None:
    check_against_the_record(demo)


def test_a_scope_is_said_as_the_past_day_would_say_it(demo: Snapshot) -> None:
    team = demo.rows("SELECT manager FROM team_members ORDER BY 1 LIMIT 1")[0]["manager"]
    product = demo.rows("SELECT product FROM products ORDER BY 1 LIMIT 1")[0]["product"]
    scopes = [
        Scope(), Scope(region=("Central",)), Scope(team=(team,)),
        Scope(product=(product,), min_amount=5_000), Scope(exclude=Scope(region=("East",))),
    ]  # fmt: skip
    check_against_the_past_day(demo, scopes)


def test_groups_are_said_like_their_scopes_and_add_up_to_what_came(demo: Snapshot) -> None:
    days = past_days(demo)
    by_region, origin = Scoped(days, "true", {}, "region"), days.origins[5]
    whole, parts = Scoped(days, "true", {}).after(origin, 28), []
    for key in by_region.keys([origin]):
        parts.append(by_region.after(origin, 28, key))
        if key is not None:
            own = Scoped(days, "coalesce(region = $r, false)", {"r": key}).after(origin, 28)
            assert own == parts[-1]
    assert sum(one.came for one in parts) == pytest.approx(whole.came, abs=0.01)


def test_what_came_is_what_the_raw_file_says(demo: Snapshot, demo_home: Home) -> None:
    raw = demo_home.sources / "demo"
    query = (
        "SELECT o.closed_on, sum(o.close_value) AS won FROM read_csv(?, all_varchar = true) o "
        "WHERE o.stage = 'Closed Won' AND o.product = ? GROUP BY 1"
    )
    product = demo.rows("SELECT product FROM products ORDER BY 1 LIMIT 1")[0]["product"]
    text = query.replace("sum(o.close_value)", "sum(o.close_value::DOUBLE)")
    found = duckdb.connect().execute(text, [str(raw / "opportunities.csv"), product]).fetchall()
    won = {date.fromisoformat(day): value for day, value in found}
    result = run(demo, scope={"product": [product]})
    told = rows_of(result, "Forecasts and what came")
    assert len(told) > 20
    for row in told:
        begin, end = date.fromisoformat(row["made on"]), date.fromisoformat(row["until"])
        came = sum(value for day, value in won.items() if begin < day <= end)
        assert row["what came"] == pytest.approx(came, abs=0.01)


def test_a_period_is_the_forecast_of_its_start(demo: Snapshot) -> None:
    result = run(demo, period=Q3)
    assert first(result, "forecast_on").value == "2026-06-30"
    tool = registry.get("forecast")
    context = Context(past_snapshot(demo, date(2026, 6, 30)))
    said = tool.run(context, tool.validate({"period": Q3}))
    for metric in ("revenue_p10", "revenue_p50", "revenue_p90"):
        assert first(result, metric).value == pytest.approx(first(said, metric).value, abs=0.01)
    won = demo.row(
        "SELECT sum(close_value)::DOUBLE AS won FROM opportunities WHERE close_value > 0 "
        "AND closed_on BETWEEN DATE '2026-07-01' AND DATE '2026-09-30'"
    )["won"]
    assert first(result, "revenue_won").value == pytest.approx(won, abs=0.01)
    told = rows_of(result, "Forecasts of Q3 2026 and what came")
    inside = [origin for origin in past_days(demo).origins if date(2026, 7, 1) <= origin]
    assert len(told) == 1 + sum(origin < date(2026, 9, 30) for origin in inside)


_CALLS = """
WITH calls AS (
    SELECT who, period, category, min(called_on::DATE) AS day, arg_min(amount::DOUBLE, called_on)
           AS amount, split_part(period, '/', 1)::DATE AS starts,
           split_part(period, '/', 2)::DATE AS ends
    FROM read_csv($calls, all_varchar = true) GROUP BY 1, 2, 3),
people AS (
    -- Who joined after the call counts in the team that they joined.
    SELECT c.who, c.period, c.category, r.rep,
           coalesce(arg_max(h.manager, h.changed_on), any_value(r.manager)) AS manager
    FROM calls c CROSS JOIN read_csv($reps, all_varchar = true) r
    LEFT JOIN read_csv($history, all_varchar = true) h
           ON h.rep = r.rep AND h.changed_on::DATE <= c.day
    GROUP BY 1, 2, 3, 4),
team AS (
    SELECT who, period, category, rep FROM people WHERE manager = who
    UNION SELECT who, period, category, who FROM calls),
deals AS (
    SELECT rep, closed_on::DATE AS day, close_value::DOUBLE AS won
    FROM read_csv($deals, all_varchar = true) WHERE stage = 'Closed Won')
SELECT c.who, c.category, count(*) AS periods, sum((amount > came)::INT) AS over,
       sum(amount) AS called, sum(came) AS came
FROM (SELECT c.*, (SELECT coalesce(sum(won), 0) FROM deals d JOIN team t ON t.rep = d.rep
                   WHERE t.who = c.who AND t.period = c.period AND t.category = c.category
                   AND d.day BETWEEN c.starts AND c.ends) AS came FROM calls c) c
WHERE ends <= $day GROUP BY 1, 2
"""


def test_calls_are_those_of_the_raw_files(demo: Snapshot, demo_home: Home) -> None:
    raw = demo_home.sources / "demo"
    files = {"calls": "forecast_calls.csv", "history": "rep_history.csv",
             "deals": "opportunities.csv", "reps": "reps.csv"}  # fmt: skip
    values = {name: str(raw / file) for name, file in files.items()}
    rows = duckdb.connect().execute(_CALLS, {**values, "day": demo.as_of}).fetchall()
    wanted = {(row[0], row[1].replace("_", " ")): row[2:] for row in rows}
    result = run(demo, group_by="rep")
    told = rows_of(result, "Calls of managers")
    assert {(row["manager"], row["category"]) for row in told} == set(wanted)
    for row in told:
        periods, over, called, came = wanted[row["manager"], row["category"]]
        assert (row["periods"], row["called more than came"]) == (periods, over)
        assert row["first calls"] == pytest.approx(called, abs=0.01)
        assert row["what came"] == pytest.approx(came, abs=0.01)
        assert row["too high (+) or too low (−)"] == pytest.approx((called - came) / came, abs=1e-4)


def test_calls_are_only_of_whole_teams_in_scope(demo: Snapshot) -> None:
    def whose(scope: Scope, principal: Principal | None = None) -> set[str]:
        context = Context(demo, principal) if principal else Context(demo)
        chosen = deals_filter(context, scope)
        report = Report("forecast_accuracy", context, chosen)
        return {one.who for one in first_calls(report, chosen, None)}

    everyone = whose(Scope())
    somebody = sorted(everyone)[0]
    region = demo.row("SELECT region FROM reps WHERE rep = $r", {"r": somebody})["region"]
    assert somebody in whose(Scope(region=(region,))) < everyone
    assert whose(Scope(), Principal(name=somebody, rows="team")) == {somebody}
    rep = demo.rows("SELECT rep FROM reps WHERE manager = $m ORDER BY 1", {"m": somebody})[0]["rep"]
    assert whose(Scope(), Principal(name=rep, rows="own")) == set()


def test_a_persons_own_record_is_said_anew_from_their_own_deals(demo: Snapshot) -> None:
    rep = demo.rows(
        "SELECT rep, count(*) AS n FROM deals WHERE status = 'won' GROUP BY 1 ORDER BY 2 DESC, 1"
    )[0]["rep"]
    own = run(demo, Principal(name=rep, rows="own"))
    scoped = run(demo, scope={"rep": [rep]})
    for metric in ("wape", "bias", "interval_coverage", "windows"):
        assert first(own, metric).value == first(scoped, metric).value
    assert not any(table.title == "Calls of managers" for table in own.tables)


@pytest.mark.parametrize("args", ARGS, ids=str)
def test_every_answer_is_supported_and_says_nothing_unsaid(demo: Snapshot, args: Any) -> None:
    result = run(demo, **args)
    facts, claims = merge([result])
    verdict = check(narrate(claims, facts, []), facts)
    assert verdict.violations == ()
    bias = [fact for fact in result.facts if fact.metric == "bias"]
    assert all(fact.value is not None and abs(fact.value) < 10 for fact in bias)


@pytest.mark.parametrize(
    ("period", "code", "words"),
    [
        (("2027-01-01", "2027-03-31"), "outside_history", "has not begun"),
        (("2025-01-01", "2025-12-31"), "outside_history", "the first was made on"),
        (("2026-11-10", "2026-11-30"), "too_few", "is not over"),
    ],
)
def test_what_has_no_record_is_refused_with_the_reason(
    demo: Snapshot, period: tuple[str, str], code: str, words: str
) -> None:
    with pytest.raises(NoData, match=words) as refused:
        run(demo, period={"start": period[0], "end": period[1]})
    assert refused.value.code == code


def test_an_empty_scope_and_a_past_state_are_refused(demo: Snapshot) -> None:
    with pytest.raises(NoData, match="no record") as refused:
        run(demo, scope={"min_amount": 10**9})
    assert refused.value.code == "too_few"
    for args in ({"group_by": "stage"}, {"scope": {"stage": ["Discovery"]}}):
        with pytest.raises(UsageError, match="not split by stage"):
            run(demo, **args)


def test_a_period_that_still_runs_counts_what_has_passed(demo: Snapshot) -> None:
    result = run(demo, period={"start": "2026-10-01", "end": "2026-12-31"})
    told = rows_of(result, "Forecasts and what came")
    assert all(date(2026, 9, 30) <= date.fromisoformat(row["made on"]) for row in told)
    assert all(date.fromisoformat(row["until"]) <= demo.as_of for row in told)
    assert any(unknown.code == "outside_history" for unknown in result.unknowns)


def test_the_public_record_and_its_regions(public_home: Home) -> None:
    snapshot = Snapshot.open(public_home)
    check_against_the_record(snapshot)
    check_against_the_past_day(snapshot, [Scope(region=("Central",)), Scope(product=("GTX Pro",))])
    result = run(snapshot, group_by="rep")
    assert [unknown.code for unknown in result.unknowns] == ["missing_table"]
    assert all(row["windows"] >= 4 for row in rows_of(result, "Track record"))
    snapshot.close()
