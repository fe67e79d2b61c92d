"""Conditions are planned, asked back or declined by name; none is dropped, none is reversed."""

from __future__ import annotations

import json

import pytest

from copilot.understanding.from_snapshot import served_tools
from copilot.understanding.memory import after
from copilot.understanding.planner import understand
from copilot.understanding.reading import Call, Memory, Reading
from evals.reader import RulesReader

DEALS = tuple({"kind": "deal", "id": deal, "name": deal} for deal in ("D-1005", "D-1007", "D-1001"))


def _asked(reader: RulesReader, question: str, memory: Memory | None = None) -> Reading:
    return understand(
        question,
        catalog=reader.catalog,
        as_of=reader.as_of,
        calendar=reader.calendar,
        memory=memory,
        served=served_tools(),
    )


def _talk(reader: RulesReader, *questions: str) -> Reading:
    memory: Memory | None = None
    for question in questions:
        reading = _asked(reader, question, memory)
        listed = DEALS if reading.plan and reading.plan[0].tool == "find_deals" else ()
        memory = after(memory, question, reading, reader.catalog, listed)
        assert Memory.from_json(json.loads(json.dumps(memory.as_json()))) == memory
    return reading


@pytest.mark.parametrize(
    ("question", "tools"),
    [
        ("what's at risk? how is the risk score computed?", ["deals_at_risk", "explain_method"]),
        ("how fresh is the data and what is stale", ["data_status", "explain_method"]),
        ("win rate last month, and biggest open deals, and data quality",
         ["metric", "find_deals", "data_quality"]),
        ("what's at risk this week and what's at risk next week",
         ["deals_at_risk", "deals_at_risk"]),
        ("win rate by region; pipeline by stage; top 3 deals",
         ["metric", "pipeline_summary", "find_deals"]),
    ],
)  # fmt: skip
def test_every_question_of_several_is_planned(
    reader: RulesReader, question: str, tools: list[str]
) -> None:
    reading = _asked(reader, question)
    assert [call.tool for call in reading.calls] == tools
    assert [part["calls"] for part in reading.parts] == [[at] for at in range(len(tools))]


@pytest.mark.parametrize(
    ("question", "call", "code"),
    [
        ("summarize D-1003 and tell me a joke", Call("deal_summary", {"deal": "D-1003"}),
         "off_topic"),
        ("biggest open deals and send an email to Greta", Call("find_deals", {"sort_by": "amount"}),
         "act_request"),
    ],
)  # fmt: skip
def test_a_part_that_is_no_question_is_named(
    reader: RulesReader, question: str, call: Call, code: str
) -> None:
    reading = _asked(reader, question)
    assert reading.calls == (call,)
    assert [part["calls"] for part in reading.parts] == [[0], []]
    assert reading.parts[1]["reason"]["code"] == code


def test_won_and_lost_are_two_figures(reader: RulesReader) -> None:
    reading = _asked(reader, "how many deals did we win and lose last month")
    assert [call.args["name"] for call in reading.calls] == ["deals_won", "deals_lost"]


EAST_OUT = {"scope": {"exclude": {"region": ["East"]}}}
NEXT_MONTH = {"start": "2026-06-01", "end": "2026-06-30", "label": "Jun 2026"}


@pytest.mark.parametrize(
    ("question", "tool", "args"),
    [
        ("how much revenue did we lose", "find_deals", {"status": "lost"}),
        ("deals neither in East nor West", "find_deals",
         {"scope": {"exclude": {"region": ["East", "West"]}}}),
        ("non-renewal deals", "find_deals", {"scope": {"exclude": {"type": ["renewal"]}}}),
        ("which deals are we not going to win", "find_deals",
         {"sort_by": "win_probability", "order": "asc"}),
        ("how many deals are at risk in Europe", "deals_at_risk",
         {"scope": {"region": ["Europe"]}}),
        ("how many deals are in Negotiation", "metric",
         {"name": "open_deals", "scope": {"stage": ["Negotiation"]}}),
        ("how many deals miss an amount", "data_quality", {}),
        ("how many deals are not in East", "metric", {"name": "open_deals", **EAST_OUT}),
        ("how many deals are stale", "find_deals", {"status": "stale"}),
        ("Hesparon One deals", "find_deals", {"scope": {"product": ["Hesperon One"]}}),
        ("Orvane Liet win rate", "metric",
         {"name": "win_rate", "scope": {"product": ["Orvane Lite"]}}),
        ("Cremerie Brulard deals", "find_deals",
         {"scope": {"account": ["Crémerie Brûlard & Fils"]}}),
        ("revenue by customer size", "metric", {"name": "revenue_won", "group_by": "segment"}),
        ("deals between 20k and 10k", "find_deals",
         {"scope": {"min_amount": 10000.0, "max_amount": 20000.0}}),
        ("pipeline by account top 5", "metric",
         {"name": "open_pipeline", "group_by": "account", "limit": 5}),
        ("is our win rate going up", "metric", {"name": "win_rate", "group_by": "quarter"}),
        ("which account has the most open deals", "metric",
         {"name": "open_deals", "group_by": "account"}),
        ("explain value at risk", "explain_method", {"topic": "value_at_risk"}),
        ("what is coverage", "explain_method", {"topic": "coverage"}),
        ("first 3 open deals by expected close", "find_deals",
         {"sort_by": "expected_close", "order": "asc", "limit": 3}),
        ("biggest open deal", "find_deals", {"sort_by": "amount", "limit": 1}),
        ("any problems in the data", "data_quality", {}),
        ("which open deals are the least risky", "find_deals", {"sort_by": "risk", "order": "asc"}),
        ("May deals", "find_deals", {"scope": {"account": ["May"]}}),
    ],
)  # fmt: skip
def test_a_condition_is_in_the_plan(
    reader: RulesReader, question: str, tool: str, args: dict[str, object]
) -> None:
    assert _asked(reader, question).calls == (Call(tool, args),)


@pytest.mark.parametrize(
    ("question", "start", "other"),
    [
        ("revenue last 30 days vs the 30 days before", "2026-04-14", "2026-03-15"),
        ("win rate 2025 vs 2026", "2026-01-01", "2025-01-01"),
        ("how did win rate change from Q4 to Q1", "2026-01-01", "2025-10-01"),
        ("revenue from May in May", "2026-05-01", None),
    ],
)
def test_two_periods_are_compared_the_later_first(
    reader: RulesReader, question: str, start: str, other: str | None
) -> None:
    args = _asked(reader, question).calls[0].args
    assert args["period"]["start"] == start
    assert args.get("compare_to", {}).get("start") == other


@pytest.mark.parametrize(
    ("question", "code", "word"),
    [
        ("deals in the south region", "unknown_entity", "south"),
        ("pipeline in the North", "unknown_entity", "North"),
        ("win rate for startups", "unknown_entity", "startups"),
        ("why is D-100 risky", "unknown_entity", "D-100"),
        ("revenue by country", "not_served", "country"),
        ("revenue by weekday", "not_served", "weekday"),
        ("value at risk by region", "not_served", "region"),
        ("pipeline by stage and by region", "not_served", "two groupings"),
        ("revenue per rep per month", "not_served", "two groupings"),
        ("revenue Q1 vs Q2 vs Q3", "not_served", "three periods"),
        ("Greta's win rate vs company", "not_served", "everybody"),
        ("median deal size", "not_served", "median"),
        ("average size of open deals", "not_served", "not won"),
        ("how many deals did we lose to competitors", "missing_column", "competitor"),
        ("deals that are not stale", "not_served", "stale"),
        ("what's not at risk", "not_served", "not at risk"),
        ("deals not due this month", "not_served", "leaving out"),
        ("revenue lost by rep", "not_served", "lost deals"),
    ],
)
def test_what_is_not_carried_is_declined_by_name(
    reader: RulesReader, question: str, code: str, word: str
) -> None:
    reading = _asked(reader, question)
    assert reading.calls == ()
    assert reading.reason is not None
    assert reading.reason.code == code
    assert word in reading.reason.detail
    for suggestion in reading.suggestions:
        assert _asked(reader, suggestion).status == "planned", suggestion


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("revenue in week 40", "week 40"),
        ("revenue in the last 0 days", "0 days"),
        ("revenue in the last 999999999 days", "999999999"),
        ("revenue in year 9999", "9999"),
        ("deals in Feb 30", "Feb 30"),
        ("deals closing on 2026-13-45", "2026-13-45"),
        ("revenue from 2026-05-01 to 2026-01-01", "before it begins"),
        ("top 0 deals", "not 0"),
        ("top 201 open deals", "201"),
        ("top 1000000 deals", "1,000,000"),
        ("revenue in Q1 and Q2", "one span"),
        ("which deals did we not win", "either lost or open"),
        ("how many deals last month", "won"),
        ("Dranix T9 deals", "Dranix T9"),
        ("why is it so risky?", "which deal"),
        ("will we make the number", "target"),
    ],
)
def test_what_cannot_be_meant_is_asked_back_with_answerable_options(
    reader: RulesReader, question: str, word: str
) -> None:
    reading = _asked(reader, question)
    assert reading.status == "clarify"
    assert reading.reason is not None
    assert word in reading.reason.detail
    assert len(reading.options) >= 2
    for option in reading.options:
        assert _asked(reader, option).status == "planned", option


def test_nearest_names_are_near(reader: RulesReader) -> None:
    reading = _asked(reader, "tell me about Globexy")
    assert reading.reason is not None
    assert reading.reason.needs == ()


@pytest.mark.parametrize(
    ("questions", "call"),
    [
        (("the second one", "and the first one?"), Call("deal_summary", {"deal": "D-1005"})),
        (("the second one", "the last one"), Call("deal_summary", {"deal": "D-1001"})),
        (("the second one", "and the third?"), Call("deal_summary", {"deal": "D-1001"})),
        (("the second one", "now the won ones"),
         Call("find_deals", {"sort_by": "amount", "status": "won"})),
        (("the second one", "only those over 30k"),
         Call("find_deals", {"sort_by": "amount", "scope": {"min_amount": 30000.0}})),
        (("the second one", "sort by age"), Call("find_deals", {"sort_by": "age"})),
        (("sort by age", "top 3"), Call("find_deals", {"sort_by": "age", "limit": 3})),
    ],
)  # fmt: skip
def test_a_list_is_kept_while_its_deals_are_spoken_of(
    reader: RulesReader, questions: tuple[str, ...], call: Call
) -> None:
    assert _talk(reader, "biggest open deals", *questions).calls == (call,)


def test_the_other_one_is_the_choice_not_picked(reader: RulesReader) -> None:
    reading = _talk(reader, "win rate of Dranix", "the first", "no, the other one")
    assert reading.calls[0].args["scope"] == {"product": ["Dranix T8"]}
