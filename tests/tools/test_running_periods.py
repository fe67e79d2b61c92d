"""A period that still runs: how much of it is in, and the same days of the one it is beside."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from copilot.grounding import check
from copilot.narration.template import narrate
from data.store.home import Home
from tools.context import Context
from tools.registry import get
from tools.result import ToolResult

Q4 = {"start": "2026-10-01", "end": "2026-12-31"}
Q3 = {"start": "2026-07-01", "end": "2026-09-30"}
TO_DATE = {"start": "2026-11-01", "end": "2026-11-16"}
OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}


def _asked(demo: Any, **arguments: Any) -> ToolResult:
    tool = get("metric")
    result: ToolResult = tool.run(Context(demo), tool.validate(arguments))
    return result


def _said(result: ToolResult) -> str:
    text = narrate([result.claims], result.facts, [])
    verdict = check(text, result.facts)
    assert verdict.supported, [one.reason for one in verdict.violations]
    return text


def _values(result: ToolResult, metric: str) -> list[Any]:
    return [fact.value for fact in result.facts if fact.metric == metric]


@pytest.fixture(scope="module")
def raw(demo_home: Home) -> duckdb.DuckDBPyConnection:
    """Closed deals of the demo company, straight from its file."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE d AS SELECT stage = 'Closed Won' AS won, close_value::DOUBLE AS paid, "
        "closed_on::DATE AS closed_on FROM read_csv("
        f"'{demo_home.sources / 'demo' / 'opportunities.csv'}', "
        "types={'closed_on': 'DATE', 'close_value': 'DECIMAL(18,2)'}) WHERE closed_on IS NOT NULL"
    )
    return connection


def _one(raw: duckdb.DuckDBPyConnection, figure: str, start: str, end: str) -> float:
    query = f"SELECT {figure} FROM d WHERE closed_on BETWEEN DATE '{start}' AND DATE '{end}'"
    return float(raw.execute(query).fetchall()[0][0])


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("revenue_won", "coalesce(sum(paid) FILTER (won), 0)"),
        ("deals_won", "count(*) FILTER (won)"),
        ("deals_lost", "count(*) FILTER (NOT won)"),
        ("win_rate", "count(*) FILTER (won) / count(*)"),
    ],
)
def test_the_same_days_of_the_other_period_stand_beside(demo, raw, name, figure) -> None:
    """On Nov 16, 47 of the quarter's 92 days have passed: Jul 1 to Aug 16 is as long."""
    result = _asked(demo, name=name, period=Q4, compare_to=Q3)
    now = _one(raw, figure, "2026-10-01", "2026-11-16")
    whole = _one(raw, figure, "2026-07-01", "2026-09-30")
    as_many = _one(raw, figure, "2026-07-01", "2026-08-16")
    assert _values(result, name) == pytest.approx([now, whole, as_many])
    scale = 100 if name == "win_rate" else 1
    assert _values(result, f"change_in_{name}") == pytest.approx(
        [scale * (now - whole), scale * (now - as_many)]
    )
    assert (_values(result, "days_passed"), _values(result, "days_in_period")) == ([47], [92])
    text = _said(result)
    assert "Oct 1 – Dec 31, 2026 is still running: 47 days of its 92 days have passed." in text
    assert "Over as many days" in text
    assert "Jul 1 – Aug 16, 2026" in text


def test_a_period_that_is_over_needs_no_warning(demo) -> None:
    result = _asked(demo, name="revenue_won", period=Q3, compare_to=OCTOBER | {"end": "2026-12-31"})
    assert "days_passed" not in {fact.metric for fact in result.facts}
    result = _asked(
        demo, name="revenue_won", period=Q3, compare_to={"start": "2026-04-01", "end": "2026-06-30"}
    )
    assert {"days_passed", "days_compared"}.isdisjoint(fact.metric for fact in result.facts)


def test_periods_of_unequal_length_are_told(demo) -> None:
    result = _asked(demo, name="revenue_won", period=TO_DATE, compare_to=OCTOBER)
    assert _values(result, "days_compared") == [16, 31]
    assert "The length of the periods is 16 days against 31 days." in _said(result)
    months = _asked(
        demo, name="revenue_won", period=OCTOBER,
        compare_to={"start": "2026-09-01", "end": "2026-09-30"},
    )  # fmt: skip
    assert _values(months, "days_compared") == []


def test_a_stock_is_that_of_a_day_and_told_as_of_it(demo) -> None:
    result = _asked(demo, name="open_deals", period=Q4, compare_to=Q3)
    told = [fact for fact in result.facts if fact.metric == "open_deals"]
    assert told[1].period is not None
    assert (told[1].period.start, told[1].period.end) == (date(2026, 9, 30), date(2026, 9, 30))
    opened = demo.row(
        "SELECT count(*) AS n FROM deals WHERE started_on <= DATE '2026-09-30' "
        "AND coalesce(closed_on > DATE '2026-09-30', true)"
    )["n"]
    assert told[1].value == opened
    text = _said(result)
    assert "on Sep 30, 2026." in text
    assert "47 days of its 92 days have passed." in text
    assert "Over as many days" not in text


def test_the_day_the_data_begin_is_named_where_it_lies_within(demo) -> None:
    first = demo.manifest.first_event
    year = {"start": f"{first.year}-01-01", "end": f"{first.year}-12-31"}
    text = _said(_asked(demo, name="revenue_won", period=year))
    assert f"The data begin on {first:%b} {first.day}, {first.year}" in text
    later = _asked(demo, name="revenue_won", period=Q3)
    assert "first_event" not in {fact.metric for fact in later.facts}


def test_quota_attainment_names_the_days_too(demo) -> None:
    assert "47 days of its 92 days have passed." in _said(
        _asked(demo, name="quota_attainment", period=Q4)
    )
