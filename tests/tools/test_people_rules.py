"""Pages of people and accounts: equal to the other tools, fair, scoped, and sound when empty."""

from __future__ import annotations

import re
from typing import Any

import pytest

from analytics.fairness import FEWEST_CLOSED
from copilot.grounding import check
from copilot.narration.template import headline_facts, narrate
from data.errors import NoData, UsageError
from data.store.home import Home
from data.store.snapshot import Snapshot
from tools.context import Context
from tools.principal import principal_named
from tools.registry import get
from tools.result import ToolResult

PARAMS = ["demo", pytest.param("public", marks=pytest.mark.maventech)]
SPANS = {"demo": ("2026-07-01", "2026-09-30"), "public": ("2017-07-01", "2017-09-30")}


@pytest.fixture(scope="module", params=PARAMS)
def company(request: Any) -> tuple[str, Snapshot]:
    home: Home = request.getfixturevalue(f"{request.param}_home")
    return request.param, Snapshot.open(home)


def _call(snapshot: Snapshot, tool_name: str, who: str | None = None, /, **args: Any) -> ToolResult:
    tool = get(tool_name)
    return tool.run(Context(snapshot, principal_named(snapshot, who)), tool.validate(args))


def _text(result: ToolResult) -> str:
    return narrate([result.claims], result.facts, ())


def _holds(result: ToolResult) -> None:
    """The page passes the verifier as the template says it."""
    verdict = check(_text(result), result.facts, required=headline_facts([result.claims]))
    assert verdict.supported, (_text(result), verdict.violations)


def _figure(result: ToolResult, metric: str, start: str | None = None) -> Any:
    """The figure of the whole scope, of the period that starts on the day given or of none."""
    for fact in result.facts:
        begins = str(fact.period.start) if fact.period else None
        if fact.metric == metric and fact.subject.kind == "scope" and begins == start:
            return fact.value
    return None


def _whoever(snapshot: Snapshot) -> list[tuple[dict[str, str], dict[str, list[str]]]]:
    """A few people and teams, as arguments of a page and as scopes."""
    reps = [row["rep"] for row in snapshot.rows("SELECT DISTINCT rep FROM deals ORDER BY 1")]
    teams = [
        row["manager"]
        for row in snapshot.rows("SELECT DISTINCT manager FROM team_members ORDER BY 1")
    ]
    people: list[tuple[str, str]] = [("rep", name) for name in reps[:: len(reps) // 4]]
    people += [("team", name) for name in teams[:: max(1, len(teams) // 3)]]
    return [({kind: name}, {kind: [name]}) for kind, name in people]


def test_every_figure_is_the_one_that_the_other_tools_say(company) -> None:
    name, snapshot = company
    start, end = SPANS[name]
    period = {"start": start, "end": end}
    quarter = str(snapshot.calendar.quarter(snapshot.as_of).start)
    for args, scope in _whoever(snapshot):
        page = _call(snapshot, "rep_summary", period=period, **args)
        _holds(page)
        for metric in ("revenue_won", "deals_won", "deals_lost", "win_rate",
                       "average_deal_size", "sales_cycle_days"):  # fmt: skip
            alone = _call(snapshot, "metric", name=metric, scope=scope, period=period)
            assert _figure(page, metric, start) == pytest.approx(alone.facts[0].value), metric
        pipeline = _call(snapshot, "pipeline_summary", scope=scope)
        for metric in ("open_deals", "open_pipeline", "weighted_pipeline", "stale_count",
                       "stale_amount", "overdue_count", "overdue_amount"):  # fmt: skip
            assert _figure(page, metric) == _figure(pipeline, metric), metric
        risk = _call(snapshot, "deals_at_risk", scope=scope)
        assert _figure(page, "value_at_risk") == _figure(risk, "value_at_risk")
        ahead = _call(snapshot, "forecast", scope=scope)
        for metric in ("revenue_p10", "revenue_p50", "revenue_p90", "won_to_date"):
            assert _figure(page, metric, quarter) == _figure(ahead, metric, quarter), metric


def test_the_first_deals_are_those_at_risk(company) -> None:
    _, snapshot = company
    for args, scope in _whoever(snapshot)[:3]:
        page = _call(snapshot, "rep_summary", **args)
        risk = _call(snapshot, "deals_at_risk", scope=scope)
        told = [row["id"] for row in page.listed if row["kind"] == "deal"]
        assert told == [row["id"] for row in risk.listed]


def test_attainment_is_that_of_the_metric(demo: Snapshot) -> None:
    period = {"start": "2026-07-01", "end": "2026-09-30"}
    alone = _call(demo, "metric", name="quota_attainment", scope={"rep": ["April May"]},
                  period=period)  # fmt: skip
    page = _call(demo, "rep_summary", rep="April May", period=period)
    for metric in ("quota_attainment", "target"):
        assert _figure(page, metric, "2026-07-01") == _figure(alone, metric, "2026-07-01")
    # The year to date has no target of its own: the present quarter's is told.
    page = _call(demo, "rep_summary", rep="April May")
    assert _figure(page, "target", "2026-10-01") is not None


def test_an_account_says_what_the_metric_and_the_lists_say(company) -> None:
    _, snapshot = company
    rows = snapshot.rows("SELECT account, count(*) FROM deals WHERE account IS NOT NULL "
                         "GROUP BY 1 ORDER BY 1")  # fmt: skip
    for row in rows[:: len(rows) // 8]:
        scope = {"account": [row["account"]]}
        page = _call(snapshot, "account_summary", account=row["account"].upper())
        _holds(page)
        for metric in ("revenue_won", "deals_won", "win_rate"):
            alone = _call(snapshot, "metric", name=metric, scope=scope).facts[0].value
            assert _figure(page, metric) == alone
        risk = _call(snapshot, "deals_at_risk", scope=scope)
        at_risk = _figure(risk, "value_at_risk")
        assert at_risk is None or _figure(page, "value_at_risk") == at_risk


RANKED = re.compile(r"(?i)\b(best|worst|top|bottom|leader|strongest|weakest|rank(?:s|ed) \w+)\b")


def test_nobody_is_ranked_on_too_few_deals(company) -> None:
    name, snapshot = company
    for period in (None, {"start": SPANS[name][0][:8] + "03", "end": SPANS[name][0][:8] + "20"}):
        result = _call(snapshot, "rep_summary", **({"period": period} if period else {}))
        _holds(result)
        table = next(table for table in result.tables if table.title == "By rep")
        rows = [(row[0], row[1], row[2] + row[3]) for row in table.rows]
        enough = [row for row in rows if row[2] >= FEWEST_CLOSED]
        if len(enough) > 1:
            assert rows[: len(enough)] == sorted(enough, key=lambda row: (-row[1], row[0]))
            few = rows[len(enough) :]
        else:
            few = rows
        assert [row[0] for row in few] == sorted(row[0] for row in few)
        text = _text(result)
        assert not RANKED.search(text)
        assert ("alphabetical" in text) == bool(few)


def test_every_rate_stands_with_its_count_and_interval(company) -> None:
    _, snapshot = company
    for args, _ in _whoever(snapshot):
        page = _call(snapshot, "rep_summary", **args)
        rates = [fact for fact in page.facts if fact.metric.startswith("win_rate")]
        for rate in rates:
            assert rate.value is None or (rate.of and rate.interval)
            if rate.value is not None:
                assert rate.interval[0] <= rate.value <= rate.interval[1]
        assert not RANKED.search(_text(page))


def test_what_somebody_may_not_see_does_not_exist(demo: Snapshot) -> None:
    def refused(tool: str, who: str, /, **args: Any) -> str:
        with pytest.raises(NoData) as told:
            _call(demo, tool, who, **args)
        assert told.value.code == "unknown_entity"
        # The nearest names that follow are visible ones; they depend on what was typed.
        return str(told.value).split(" The nearest")[0].replace(next(iter(args.values())), "X")

    assert refused("rep_summary", "April May", rep="Kelvin Inglesund") == refused(
        "rep_summary", "April May", rep="Nemo Nowhere"
    )
    assert refused("rep_summary", "April May", team="Zelda Amberlow") == refused(
        "rep_summary", "April May", team="Nemo Nowhere"
    )
    assert refused("rep_summary", "Zelda Amberlow", rep="April May")
    hidden = demo.row("SELECT min(account) AS a FROM deals WHERE account NOT IN "
                      "(SELECT account FROM deals WHERE rep = 'April May' "
                      "AND account IS NOT NULL)")["a"]  # fmt: skip
    assert refused("account_summary", "April May", account=hidden) == refused(
        "account_summary", "April May", account="Zzyzx Nowhere"
    )


def test_own_rows_only_and_no_other_name(demo: Snapshot) -> None:
    page = _call(demo, "rep_summary", "April May", rep="April May")
    _holds(page)
    everything = _call(demo, "rep_summary", rep="April May")
    assert _figure(page, "revenue_won", "2026-01-01") == _figure(
        everything, "revenue_won", "2026-01-01"
    )
    table = _call(demo, "rep_summary", "April May").tables
    assert [row[0] for row in next(t for t in table if t.title == "By rep").rows] == ["April May"]
    mine = demo.rows("SELECT account, min(rep) AS low, max(rep) AS high FROM deals "
                     "GROUP BY 1 HAVING bool_or(rep = 'April May') AND count(DISTINCT rep) > 1 "
                     "ORDER BY 1")[0]  # fmt: skip
    page = _call(demo, "account_summary", "April May", account=mine["account"])
    _holds(page)
    assert {row[0] for t in page.tables if t.title == "People" for row in t.rows} == {"April May"}
    others = [row["rep"] for row in demo.rows("SELECT rep FROM reps WHERE rep <> 'April May'")]
    assert not any(name in page.model_dump_json() for name in others)


def test_a_person_without_deals_and_a_period_without_closings(demo: Snapshot) -> None:
    page = _call(demo, "rep_summary", rep="Pavel Yardleigh")
    _holds(page)
    assert _figure(page, "deals_won", "2026-01-01") == 0
    assert _figure(page, "win_rate", "2026-01-01") is None
    sunday = {"start": "2026-11-15", "end": "2026-11-15"}
    rep = demo.row("SELECT min(rep) AS rep FROM deals WHERE rep NOT IN (SELECT rep FROM deals "
                   "WHERE closed_on = DATE '2026-11-15')")["rep"]  # fmt: skip
    _holds(_call(demo, "rep_summary", rep=rep, period=sunday))


def test_periods_before_the_data_ahead_and_still_running(demo: Snapshot) -> None:
    for start, end in (("2020-01-01", "2020-12-31"), ("2027-01-01", "2027-03-31")):
        with pytest.raises(NoData) as told:
            _call(demo, "rep_summary", rep="April May", period={"start": start, "end": end})
        assert told.value.code == "outside_history"
    running = {"start": "2026-10-01", "end": "2026-12-31"}
    page = _call(demo, "rep_summary", rep="April May", period=running)
    assert "still running: figures are up to Nov 16, 2026" in _text(page)
    assert "Jul 1 – Aug 16, 2026" in page.model_dump_json() + _text(page)
    # Data begin on Nov 1, 2023: the year before 2024 is not whole, so nothing is compared.
    page = _call(demo, "rep_summary", period={"start": "2024-01-01", "end": "2024-12-31"})
    assert "outside_history" in {unknown.code for unknown in page.unknowns}
    assert _figure(page, "change_in_revenue_won") is None


def test_bad_arguments_name_the_field(demo: Snapshot) -> None:
    for args, word in (
        ({"rep": "A", "team": "B"}, "leave one of them out"),
        ({"rep": "A", "scope": {"rep": ["B"]}}, "rep and scope.rep"),
        ({"rep": ""}, "rep"),
        ({"reps": "A"}, "nearest 'rep'"),
    ):
        with pytest.raises(UsageError, match=word):
            _call(demo, "rep_summary", **args)
    with pytest.raises(NoData, match="Ashabefield Power"):
        _call(demo, "account_summary", account="Ashabefield Powr")


def test_six_deals_by_hand(full: Snapshot) -> None:
    page = _call(
        full, "rep_summary", rep="Cyd", period={"start": "2026-04-01", "end": "2026-06-30"}
    )
    _holds(page)
    assert _figure(page, "revenue_won", "2026-04-01") == 240
    assert _figure(page, "target", "2026-04-01") == 200  # 100 euros at two dollars
    assert _figure(page, "quota_attainment", "2026-04-01") == pytest.approx(1.2)
    page = _call(full, "account_summary", account="acme")
    _holds(page)
    assert _figure(page, "revenue_won") == 90
    assert _figure(page, "open_pipeline") == 120.5
    assert _figure(page, "last_activity_on") == "2026-04-10"
    assert "“call”" in _text(page)
    assert {"as_extracted", "missing_value"} >= {row.code for row in page.unknowns} - {"too_few"}


def test_parents_and_children_are_told_where_fed(demo: Snapshot) -> None:
    row = demo.row("SELECT parent, count(*) AS n, min(account) AS child FROM accounts "
                   "WHERE parent IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 LIMIT 1")  # fmt: skip
    page = _call(demo, "account_summary", account=row["parent"])
    _holds(page)
    assert _figure(page, "child_accounts") == row["n"]
    assert _figure(_call(demo, "account_summary", account=row["child"]), "parent") == row["parent"]
