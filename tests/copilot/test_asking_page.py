"""The page for a person who asks: every question in its table is answered on the demo company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot.engine import Copilot
from data.store.home import Home

PAGE = Path(__file__).resolve().parents[2] / "docs" / "asking.md"


def _questions() -> list[str]:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [question for row in rows for question in re.findall(r'"([^"]+)"', row)]


@pytest.fixture(scope="module")
def engine(demo_home: Home) -> Iterator[Copilot]:
    numbers = iter(range(10_000))
    found = Copilot(
        demo_home, new_id=lambda: f"asking-{next(numbers)}", now=lambda: "2026-01-01T00:00:00"
    )
    yield found
    found.close()


def test_there_are_questions_of_every_kind() -> None:
    assert len(_questions()) > 35


@pytest.mark.parametrize("question", _questions())
def test_a_question_of_the_page_is_answered(engine: Copilot, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered", answer.text
    assert answer.grounding.rejected_drafts == 0, answer.grounding.reasons
    assert answer.grounding.unsupported == 0
