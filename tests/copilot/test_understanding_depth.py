"""Questions that conditions, orders, leads, targets and causes answer; nothing is dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from copilot.understanding.from_snapshot import served_tools
from copilot.understanding.planner import understand
from copilot.understanding.reading import Reading
from evals.reader import RulesReader

MORE = frozenset({"activities", "targets", "leads", "source", "loss_reason", "competitor"})
APRIL = {"start": "2026-04-01", "end": "2026-04-30"}
Q1 = {"start": "2026-01-01", "end": "2026-03-31"}


@pytest.fixture
def full_reader(reader: RulesReader) -> RulesReader:
    """The invented company with every optional table and column."""
    known = (reader.catalog.sources or frozenset()) | MORE
    reader.catalog = replace(reader.catalog, sources=known, has_leads=True, has_targets=True)
    return reader


def _read(reader: RulesReader, question: str) -> Reading:
    return understand(
        question, catalog=reader.catalog, as_of=reader.as_of, calendar=reader.calendar,
        served=served_tools(),
    )  # fmt: skip


def _where(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def _metric(name: str, **args: Any) -> tuple[str, dict[str, Any]]:
    return "metric", {"name": name, **args}


@pytest.mark.parametrize(
    ("question", "tool", "args"),
    [
        ("pushed twice or more", "find_deals", {"where": [_where("push_count", ">=", 2)]}),
        ("deals with no next step", "find_deals", {"where": [_where("next_step", "missing")]}),
        ("no activity for 30 days", "find_deals",
         {"where": [_where("days_since_activity", ">=", 30)]}),
        ("deals created last month and still open", "find_deals",
         {"period": APRIL, "dates": "created"}),
        ("biggest deals by discount", "find_deals", {"sort_by": "discount_rate"}),
        ("what's at risk with no next step", "deals_at_risk",
         {"where": [_where("next_step", "missing")]}),
        ("deals with high risk and no next step", "find_deals",
         {"where": [_where("next_step", "missing"), _where("risk_level", "=", "high")]}),
        ("slip rate last quarter by team", *_metric("slip_rate", period=Q1, group_by="team")),
        ("quota attainment by rep last quarter",
         *_metric("quota_attainment", period=Q1, group_by="rep")),
        ("did we hit our quota last quarter", *_metric("quota_attainment", period=Q1)),
        ("stage conversion by stage", *_metric("stage_conversion", group_by="stage")),
        ("days in stage by stage last quarter",
         *_metric("days_in_stage", period=Q1, group_by="stage")),
        ("response time for leads by source", *_metric("response_hours", group_by="source")),
        ("lead conversion rate last month", *_metric("lead_conversion_rate", period=APRIL)),
        ("how many leads did we get last month", *_metric("leads_created", period=APRIL)),
        ("win rate by competitor", *_metric("win_rate", group_by="competitor")),
        ("loss reasons last quarter",
         *_metric("deals_lost", period=Q1, group_by="loss_reason")),
        ("win rate by deal size band", *_metric("win_rate", group_by="amount_band")),
    ],
)  # fmt: skip
def test_what_became_served_is_planned(full_reader, question, tool, args) -> None:
    reading = _read(full_reader, question)
    assert reading.status == "planned", reading.reason
    calls = [(call.tool, _plain(call.args)) for call in reading.calls]
    assert calls == [(tool, args)]


def _plain(args: dict[str, Any]) -> dict[str, Any]:
    period = args.get("period")
    kept = {k: v for k, v in period.items() if k != "label"} if period else None
    return {**args, "period": kept} if kept else dict(args)


@pytest.mark.parametrize(
    ("question", "part", "tool"),
    [
        ("what is our win rate and who is the president of France",
         "who is the president of France", "metric"),
        ("show the pipeline and play some music", "play some music", "pipeline_summary"),
        ("What's at risk this week? Also what should I cook tonight?",
         "what should I cook tonight", "deals_at_risk"),
        ("how does the pipeline look and why is the sky blue", "why is the sky blue",
         "pipeline_summary"),
    ],
)  # fmt: skip
def test_a_part_that_nothing_recognizes_is_named(reader, question, part, tool) -> None:
    reading = _read(reader, question)
    assert [call.tool for call in reading.calls] == [tool]
    told = {row["question"]: (row["status"], row["reason"]) for row in reading.parts}
    status, reason = told[part]
    assert (status, reason["code"]) == ("out_of_scope", "off_topic")
    assert part in reason["detail"]


@pytest.mark.parametrize(
    "question",
    [
        "win rate last quarter and what about Q4",
        "I have a meeting with my boss. What's at risk this week?",
        "please show me the pipeline and thanks",
        "which deals are at risk in Central and East",
    ],
)
def test_what_only_goes_on_is_no_part_of_its_own(reader, question) -> None:
    reading = _read(reader, question)
    assert reading.status == "planned"
    assert not [row for row in reading.parts if row["status"] != "planned"]


@pytest.mark.parametrize("question", ["deals with Hesperon Two", "hesperon two pipeline"])
def test_another_number_of_a_product_is_another_product(reader, question) -> None:
    reading = _read(reader, question)
    assert reading.reason is not None
    assert reading.reason.code == "unknown_entity"
    assert "Hesperon One" in reading.reason.needs


def test_the_product_itself_is_still_found_by_a_part_of_its_name(reader) -> None:
    for question in ("Hesperon One deals", "hesperon deals"):
        (call,) = _read(reader, question).calls
        assert call.args["scope"]["product"] == ["Hesperon One"]
