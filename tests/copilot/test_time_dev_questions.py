"""The public development questions: what they accept is the oracle for the dates in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from copilot.understanding.time import TimeMention, find_periods
from data.periods import FiscalCalendar

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "evals" / "questions_dev.jsonl"
AS_OF = date(2017, 10, 16)
BUCKETS = {"week", "month", "quarter"}
# Days and stretches that are said but are no argument of the plan: a meeting, a history.
SAID_ONLY = {"since spring", "tomorrow", "since april"}


def _lines() -> list[dict[str, Any]]:
    if not FILE.exists():
        return []
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def _periods(value: Any) -> Iterator[tuple[date, date]]:
    """Every period anywhere in a plan's arguments."""
    if isinstance(value, dict):
        if {"start", "end"} <= value.keys():
            yield date.fromisoformat(value["start"]), date.fromisoformat(value["end"])
        else:
            for inner in value.values():
                yield from _periods(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _periods(inner)


def _readings(mentions: list[TimeMention]) -> set[tuple[date, date]]:
    return {(p.start, p.end) for mention in mentions for p in (mention.past, mention.future)}


def _covers(mentions: list[TimeMention], plan: list[dict[str, Any]]) -> bool:
    """Whether each date of the plan is a reading of some mention.

    A plan's `since` is a mention's first day or the end of the day before it, `until` its last.
    """
    readings = _readings(mentions)
    starts = {start - timedelta(days=days) for start, _ in readings for days in (0, 1)}
    ends = {end for _, end in readings} | {AS_OF}
    arguments = [call["args"] for call in plan]
    since = {date.fromisoformat(args["since"]) for args in arguments if "since" in args}
    until = {date.fromisoformat(args["until"]) for args in arguments if "until" in args}
    grains = {args.get(key) for args in arguments for key in ("grain", "group_by")} & BUCKETS
    return (
        set(_periods(plan)) <= readings
        and since <= starts
        and until <= ends
        and grains <= {mention.bucket for mention in mentions}
    )


def _dated(plan: list[dict[str, Any]]) -> bool:
    text = json.dumps(plan)
    return '"start"' in text or '"since"' in text


def _cases() -> list[object]:
    return [pytest.param(line, id=line["id"]) for line in _lines() if line["turn"] == 1]


pytestmark = pytest.mark.maventech


@pytest.mark.skipif(not FILE.exists(), reason=f"the development questions are absent: {FILE}")
def test_the_file_is_there_and_holds_dated_questions() -> None:
    assert sum(any(map(_dated, line["expect"]["accept"])) for line in _lines()) > 40


@pytest.mark.parametrize("line", _cases())
def test_first_turns(line: dict[str, Any]) -> None:
    """Every date of an accepted plan is read; and where no plan has one, none is made up."""
    mentions = find_periods(line["question"], as_of=AS_OF, calendar=FiscalCalendar())
    plans = line["expect"]["accept"]
    if not plans:
        return
    if not any(map(_dated, plans)):
        assert {mention.text for mention in mentions if not mention.bucket} <= SAID_ONLY
    assert any(_covers(mentions, plan) for plan in plans)


@pytest.mark.parametrize(
    "line", [pytest.param(line, id=line["id"]) for line in _lines() if line["turn"] > 1]
)
def test_follow_ups(line: dict[str, Any]) -> None:
    """A follow-up that says a period says one that an accepted plan holds."""
    mentions = find_periods(line["question"], as_of=AS_OF, calendar=FiscalCalendar())
    accepted = set(_periods(line["expect"]["accept"]))
    said = _readings([mention for mention in mentions if not mention.bucket])
    assert not said or said & accepted
