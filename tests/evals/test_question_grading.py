"""The grader of questions: what may differ passes, and every near miss fails."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data.periods import FiscalCalendar
from evals.questions import Line, Outcome, Rules, grade, report

RULES = Rules(
    date(2017, 10, 16),
    FiscalCalendar(),
    {"product": ("Alpha", "Beta", "Gamma"), "region": ("East", "West")},
)
Q4 = {"start": "2017-10-01", "end": "2017-12-31"}


def _line(*calls: dict[str, Any], status: str = "answered") -> Line:
    return Line("x1", None, 1, "?", "find", "plain", status, (calls,) if calls else ())


def _call(tool: str, **args: Any) -> dict[str, Any]:
    return {"tool": tool, "args": args}


def _passes(accepted: dict[str, Any], got: dict[str, Any]) -> bool:
    return RULES.passes(_line(accepted), Outcome("answered", (got,)))


@pytest.mark.parametrize(
    ("accepted", "got"),
    [
        (_call("find_deals"), _call("find_deals", status="open", order="desc", sort_by="amount")),
        (_call("find_deals"), _call("find_deals", limit=7, scope={})),
        (_call("find_deals", scope={"rep": ["Ann", "Bob"]}),
         _call("find_deals", scope={"rep": ["bob", "ANN"], "region": []})),
        (_call("find_deals", scope={"min_amount": 2800000}),
         _call("find_deals", scope={"min_amount": 2.8e6})),
        (_call("forecast"), _call("forecast", period={**Q4, "label": "Q4 2017"}, grain="total")),
        (_call("rep_summary", rep="Ann"),
         _call("rep_summary", rep="Ann", period={"start": "2017-01-01", "end": "2017-10-16"})),
        (_call("pipeline_changes", since="2017-10-09"), _call("pipeline_changes")),
        (_call("metric", name="win_rate", scope={"product": ["Alpha", "Gamma"]}),
         _call("metric", name="win_rate", scope={"exclude": {"product": ["Beta"]}})),
        (_call("what_if", changes=[{"change": "slip", "deal": "d", "to": Q4}]),
         _call("what_if", changes=[{"change": "slip", "deal": "D",
                                    "to": {"start": "2017-10-05", "end": "2017-10-05"}}])),
    ],
)  # fmt: skip
def test_what_may_differ_passes(accepted: dict[str, Any], got: dict[str, Any]) -> None:
    assert _passes(accepted, got)


@pytest.mark.parametrize(
    ("accepted", "got"),
    [
        (_call("find_deals"), _call("find_deals", status="won")),
        (_call("find_deals"), _call("deals_at_risk")),
        (_call("find_deals", limit=5), _call("find_deals", limit=6)),
        (_call("find_deals", limit=5), _call("find_deals")),
        (_call("find_deals", scope={"region": ["East"]}), _call("find_deals")),
        (_call("find_deals", scope={"region": ["East"]}),
         _call("find_deals", scope={"region": ["East", "West"]})),
        (_call("find_deals", period=Q4),
         _call("find_deals", period={"start": "2017-10-01", "end": "2017-12-30"})),
        (_call("metric", name="win_rate"), _call("metric", name="win_rate", sort="asc")),
        (_call("metric", name="win_rate", period=Q4, compare_to=None),
         _call("metric", name="win_rate", period=Q4, compare_to=Q4)),
        (_call("pipeline_changes", since="2017-10-08"), _call("pipeline_changes")),
        (_call("what_if", changes=[{"change": "lose", "deal": "D1"}]),
         _call("what_if", changes=[{"change": "win", "deal": "D1"}])),
    ],
)  # fmt: skip
def test_near_misses_fail(accepted: dict[str, Any], got: dict[str, Any]) -> None:
    assert not _passes(accepted, got)


def test_calls_are_a_set_none_missing_none_extra() -> None:
    one, other = _call("data_status"), _call("forecast")
    line = _line(one, other)
    assert RULES.passes(line, Outcome("answered", (other, one)))
    assert not RULES.passes(line, Outcome("answered", (one,)))
    assert not RULES.passes(line, Outcome("answered", (one, other, other)))


def test_the_status_must_be_equal() -> None:
    assert RULES.passes(_line(status="clarify"), Outcome("clarify", ()))
    assert not RULES.passes(_line(status="clarify"), Outcome("answered", ()))
    assert not RULES.passes(_line(_call("forecast")), Outcome("no_data", (_call("forecast"),)))


def test_conversations_are_asked_in_the_order_of_their_turns() -> None:
    lines = [
        Line(f"c{turn}", "talk", turn, str(turn), "find", "plain", "clarify", ())
        for turn in (3, 1, 2)
    ]
    asked: list[str] = []

    def answer(line: Line) -> Outcome:
        asked.append(line.question)
        return Outcome("clarify", ())

    grades = grade(lines, answer, RULES)
    assert asked == ["1", "2", "3"]
    assert "overall" in report(grades)
    assert "3 of 3" in report(grades)
