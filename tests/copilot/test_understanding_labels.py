"""Values that no scope narrows by are declined by name, with the split that there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot.understanding.from_snapshot import served_tools
from copilot.understanding.planner import understand
from copilot.understanding.reading import Reading
from evals.reader import RulesReader

LABELS = {
    "source": ("inbound", "partner", "trade show"),
    "competitor": ("Tessaly",),
    "loss_reason": ("no budget", "price"),
    "country": ("Germany",),
}
MORE = frozenset({"source", "competitor", "loss_reason"})


def _read(reader: RulesReader, question: str) -> Reading:
    known = (reader.catalog.sources or frozenset()) | MORE
    return understand(
        question,
        catalog=replace(reader.catalog, labels=LABELS, sources=known),
        as_of=reader.as_of,
        calendar=reader.calendar,
        served=served_tools(),
    )


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("deals we lost to Tessaly", "Tessaly"),
        ("win rate against Tessaly last quarter", "Tessaly"),
        ("open deals that came from a trade show", "trade show"),
        ("show deals sourced by partners", "partner"),
        ("revenue from inbound last quarter", "inbound"),
        ("win rate of partner deals", "partner"),
        ("deals lost on price last month", "price"),
        ("deals lost because of no budget", "no budget"),
        ("list deals in Germany", "Germany"),
    ],
)
def test_a_value_is_declined_by_name(reader: RulesReader, question: str, value: str) -> None:
    reading = _read(reader, question)
    assert reading.status == "out_of_scope"
    assert reading.reason is not None
    assert f"“{value}”" in reading.reason.detail
    assert all(_read(reader, other).status == "planned" for other in reading.suggestions)


@pytest.mark.parametrize(
    "question",
    [
        "win rate by source",
        "how many deals did we lose by competitor?",
    ],
)
def test_a_split_by_the_column_is_planned(reader: RulesReader, question: str) -> None:
    assert _read(reader, question).status == "planned"
