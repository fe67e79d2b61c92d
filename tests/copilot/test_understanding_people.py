"""Questions about people and accounts: their team, comparisons, and talks to prepare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from copilot.understanding.memory import after
from copilot.understanding.reading import Memory
from data.periods import FiscalCalendar
from evals.reader import RulesReader

YEAR = {"start": "2026-01-01", "end": "2026-12-31", "label": "2026"}


def _plan(reader: RulesReader, *questions: str) -> list[tuple[str, dict[str, object]]]:
    memory: Memory | None = None
    for question in questions:
        reading = reader.read(question, memory)
        memory = after(memory, question, reading, reader.catalog, ())
    return [(call.tool, dict(call.args)) for call in reading.wanted]


@pytest.mark.parametrize(
    "question",
    ["compare all reps this year", "compare our sellers this year", "compare the reps this year"],
)
def test_comparing_everybody_is_one_table(reader: RulesReader, question: str) -> None:
    assert _plan(reader, question) == [("rep_summary", {"period": YEAR})]


def test_a_figure_by_rep_stays_a_figure(reader: RulesReader) -> None:
    assert _plan(reader, "compare reps by win rate") == [
        ("metric", {"name": "win_rate", "group_by": "rep"})
    ]


def test_the_team_of_a_person_with_nobody_below_is_the_one_around_them(
    reader: RulesReader,
) -> None:
    rep = next(
        name
        for name, manager in sorted(reader.catalog.rep_manager.items())
        if name not in reader.catalog.managers and manager in reader.catalog.managers
    )
    manager = reader.catalog.rep_manager[rep]
    assert _plan(reader, f"how is {rep} doing", "and his team?") == [
        ("rep_summary", {"team": manager})
    ]
    assert _plan(reader, f"how is {rep}'s team doing") == [("rep_summary", {"team": manager})]


def test_what_to_bring_up_asks_for_the_page_of_whom_one_meets(reader: RulesReader) -> None:
    rep = min(set(reader.catalog.rep_manager) - set(reader.catalog.managers))
    assert _plan(reader, f"one-on-one with {rep} tomorrow, what should I bring up?") == [
        ("rep_summary", {"rep": rep})
    ]


def test_two_people_side_by_side_share_their_period(reader: RulesReader) -> None:
    one, other = sorted(set(reader.catalog.rep_manager) - set(reader.catalog.managers))[:2]
    assert _plan(reader, f"{one} vs {other} this year") == [
        ("rep_summary", {"rep": one, "period": YEAR}),
        ("rep_summary", {"rep": other, "period": YEAR}),
    ]


def test_minutes_are_no_product(reader: RulesReader) -> None:
    """Also where a product is called Mini."""
    catalog = replace(reader.catalog, products=(*reader.catalog.products, "Hesperon Mini"))
    reader = RulesReader(catalog, date(2026, 5, 13), FiscalCalendar())
    question = "calling tavrin labs in 10 min, quick background pls"
    assert _plan(reader, question) == [("account_summary", {"account": "Tavrin Labs"})]
