"""Metrics of histories on the demo company, recomputed row by row from its raw files."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from tools.context import Context
from tools.registry import get

START, END = date(2026, 7, 1), date(2026, 9, 30)
QUARTER = {"start": str(START), "end": str(END)}
OPEN = ("Discovery", "Qualification", "Evaluation", "Proposal", "Negotiation")


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def raw(demo_home) -> dict[str, list[dict[str, str]]]:
    folder = demo_home.sources / "demo"
    names = ("opportunities", "stage_history", "close_date_history")
    return {name: _read(folder, name) for name in names}


@pytest.fixture(scope="module")
def planned(raw) -> dict[str, list[tuple[date, date]]]:
    """Deal → (recorded on, closing date), in order."""
    found = defaultdict(list)
    for row in raw["close_date_history"]:
        found[row["opportunity_id"]].append(
            (_day(row["changed_on"]), _day(row["recorded_close_on"]))
        )
    return {deal: sorted(rows) for deal, rows in found.items()}


def _facts(demo, **args):
    tool = get("metric")
    result = tool.run(Context(demo), tool.validate({"period": QUARTER, **args}))
    return [fact for fact in result.facts if fact.metric == args["name"]]


def test_slips_are_those_planned_at_the_start_and_open_at_the_end(demo, raw, planned) -> None:
    outcomes = []
    for deal in raw["opportunities"]:
        closed = _day(deal["closed_on"])
        known = [on for at, on in planned.get(deal["opportunity_id"], []) if at < START]
        if not known or (closed and closed < START) or not START <= known[-1] <= END:
            continue
        outcomes.append(closed is None or closed > END)
    fact = _facts(demo, name="slip_rate")[0]
    assert (fact.n, fact.of) == (sum(outcomes), len(outcomes))
    assert fact.of > 100


def test_pushes_are_moves_to_a_later_date(demo, planned) -> None:
    pushes = [
        at
        for rows in planned.values()
        for (_, before), (at, after) in pairwise(rows)
        if after > before and START <= at <= END
    ]
    assert _facts(demo, name="push_count")[0].value == len(pushes) > 100


def test_conversion_and_stays_of_every_stage(demo, raw) -> None:
    deals = {row["opportunity_id"]: row for row in raw["opportunities"]}
    entered = defaultdict(list)
    for row in raw["stage_history"]:
        entered[row["opportunity_id"]].append((_day(row["entered_on"]), row["stage"]))
    reached, stays = defaultdict(list), defaultdict(list)
    for deal, rows in entered.items():
        order = [stage for _, stage in sorted(rows, key=lambda r: (r[0], _place(r[1])))]
        days = sorted(day for day, _ in rows)
        closed = _day(deals[deal]["closed_on"])
        for at, stage in enumerate(order):
            if stage not in OPEN:
                continue
            further = any(_place(later) > _place(stage) and later != "Closed Lost"
                          for later in order[at + 1 :])  # fmt: skip
            if START <= days[at] <= END and stage not in order[:at]:
                reached[stage].append(further or deals[deal]["stage"] == "Closed Won")
            left = days[at + 1] if at + 1 < len(days) else closed
            if left and START <= left <= END:
                stays[stage].append((left - days[at]).days)
    found = {f.subject.name: f for f in _facts(demo, name="stage_conversion", group_by="stage")}
    for stage in OPEN:
        assert (found[stage].n, found[stage].of) == (sum(reached[stage]), len(reached[stage]))
    found = {f.subject.name: f for f in _facts(demo, name="days_in_stage", group_by="stage")}
    for stage in OPEN:
        assert (found[stage].value, found[stage].n) == (median(stays[stage]), len(stays[stage]))


def _place(stage: str) -> int:
    return OPEN.index(stage) if stage in OPEN else len(OPEN)
