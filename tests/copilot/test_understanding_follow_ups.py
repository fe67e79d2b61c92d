"""Conversations: what is carried over, what is picked, and what there is nothing to refer to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot.understanding.memory import after
from copilot.understanding.reading import Call, Memory, Reading
from evals.questions import read_lines
from evals.reader import RulesReader


def _talk(reader: RulesReader, *questions: str, listed: tuple[dict[str, str], ...] = ()) -> Reading:
    memory: Memory | None = None
    for question in questions:
        reading = reader.read(question, memory)
        memory = after(memory, question, reading, reader.catalog, listed)
    return reading


def _args(reading: Reading) -> dict[str, object]:
    return reading.wanted[0].args


def test_memory_survives_json(reader: RulesReader) -> None:
    first = reader.read("how is Castelmar doing")
    memory = after(None, "how is Castelmar doing", first, reader.catalog)
    assert memory.options
    assert Memory.from_json(json.loads(json.dumps(memory.as_json()))) == memory
    assert Memory.from_json({}) == Memory()


@pytest.mark.parametrize(
    "question",
    ["and in the East?", "same for next week", "why?", "why is it so risky?",
     "what about her deals?",
     "the second one", "summarize that deal", "who are they?"],
)  # fmt: skip
def test_with_nothing_before_it_asks_back(reader: RulesReader, question: str) -> None:
    reading = reader.read(question)
    assert reading.meant == "clarify"
    assert 2 <= len(reading.options) <= 5


@pytest.mark.parametrize("file", ["questions.jsonl", "public_questions.jsonl"])
def test_every_option_asked_by_itself_is_understood(
    file: str, reader: RulesReader, understanding_cases: Path
) -> None:
    asked_back = 0
    for line in read_lines(understanding_cases / file):
        reading = reader.read(line.question)
        if reading.meant != "clarify":
            continue
        asked_back += 1
        assert 2 <= len(reading.options) <= 5, line.question
        for option in reading.options:
            again = reader.read(option)
            assert again.meant == "planned", (line.question, option, again.reason)
    assert asked_back >= 5


@pytest.mark.parametrize(
    ("answer", "account"),
    [
        ("the foundry", "Castelmar Foundry"), ("2", "Castelmar Foundry"),
        ("the second one", "Castelmar Foundry"), ("the manufacturing one", "Castelmar Foundry"),
        ("first", "Castelmar Foods"), ("foods please", "Castelmar Foods"),
        ("I mean the food and beverage company", "Castelmar Foods"),
        ("the last one", "Castelmar Foundry"),
    ],
)  # fmt: skip
def test_an_option_is_picked_by_place_name_or_trait(
    reader: RulesReader, answer: str, account: str
) -> None:
    reading = _talk(reader, "rundown on Castelmar", answer)
    assert reading.wanted == (Call("account_summary", {"account": account}),)
    assert "question" in reading.inherited


def test_another_question_leaves_the_options(reader: RulesReader) -> None:
    reading = _talk(reader, "rundown on Castelmar", "what's at risk this week?")
    assert reading.wanted[0].tool == "deals_at_risk"


def test_a_deal_is_picked_among_those_that_fit(reader: RulesReader) -> None:
    reading = _talk(reader, "how's the rosgodale deal going", "the orvane one")
    assert reading.wanted == (Call("deal_summary", {"deal": "D-1002"}),)


def test_and_replaces_only_narrows(reader: RulesReader) -> None:
    start = "open deals of Edda's team"
    assert _args(_talk(reader, start, "and in the East?"))["scope"] == {"region": ["East"]}
    assert _args(_talk(reader, start, "only East"))["scope"] == {
        "team": ["Edda Mazurani"],
        "region": ["East"],
    }


def test_without_moves_a_name_to_exclude(reader: RulesReader) -> None:
    start = "open deals with Orvane Pro or Orvane Lite"
    assert _args(_talk(reader, start, "without Orvane Lite"))["scope"] == {
        "product": ["Orvane Pro"],
        "exclude": {"product": ["Orvane Lite"]},
    }


def test_what_was_carried_over_is_told(reader: RulesReader) -> None:
    reading = _talk(reader, "win rate by region last quarter", "only West")
    assert reading.inherited["name"] == "win_rate"
    assert reading.inherited["period"]["label"] == "Q1 2026"
    assert "scope" not in reading.inherited


def test_a_chart_of_it_is_the_same_plan(reader: RulesReader) -> None:
    first = reader.read("win rate by region last quarter")
    assert _talk(reader, "win rate by region last quarter", "as a chart please").wanted == (
        first.wanted
    )


def test_the_second_one_is_what_was_listed_second(reader: RulesReader) -> None:
    rows = tuple(
        {"kind": "deal", "id": deal, "name": deal} for deal in ("D-1005", "D-1007", "D-1001")
    )
    reading = _talk(reader, "biggest open deals", "why is the second one so risky?", listed=rows)
    assert reading.wanted == (Call("deal_drivers", {"deal": "D-1007"}),)


def test_pronouns_reach_from_a_deal_to_its_people(reader: RulesReader) -> None:
    start = "summarize D-1003"
    assert _args(_talk(reader, start, "his other open deals"))["scope"] == {
        "rep": ["Pavel Ivarsten"]
    }
    assert _args(_talk(reader, start, "tell me about them")) == {"account": "Barlenford"}
    assert _args(_talk(reader, start, "why?")) == {"deal": "D-1003"}


def test_the_quarter_before_steps_by_quarters(reader: RulesReader) -> None:
    period = _args(_talk(reader, "revenue last quarter", "and the quarter before?"))["period"]
    assert period == {"start": "2025-10-01", "end": "2025-12-31", "label": "Q4 2025"}


def test_a_plain_question_inherits_nothing(reader: RulesReader) -> None:
    reading = _talk(reader, "open deals in the East", "how many deals did we win last month?")
    assert "scope" not in _args(reading)
    assert reading.inherited == {}
