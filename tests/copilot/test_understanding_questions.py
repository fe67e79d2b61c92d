"""Whole questions: what was meant, graded against plans that were written down beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evals.questions import Grade, grade, read_lines
from evals.reader import RulesReader

SERVED = {
    "deals_at_risk", "deal_summary", "find_deals", "pipeline_summary", "metric", "explain_method",
    "data_status", "data_quality",
}  # fmt: skip
DEVELOPMENT = Path(__file__).resolve().parents[3] / "shared" / "evals" / "questions_dev.jsonl"


def _share(grades: list[Grade]) -> float:
    return sum(row.passed for row in grades) / len(grades)


def _told(grades: list[Grade]) -> str:
    return "\n".join(
        f"{row.line.id} {row.line.question}: {row.outcome}" for row in grades if not row.passed
    )


def _plain_of_served_tools(grades: list[Grade]) -> list[Grade]:
    return [
        row
        for row in grades
        if row.line.difficulty == "plain"
        and all(call["tool"] in SERVED for plan in row.line.accept for call in plan)
    ]


def test_questions_about_an_invented_company(
    reader: RulesReader, understanding_cases: Path
) -> None:
    lines = read_lines(understanding_cases / "questions.jsonl")
    grades = grade(lines, reader.answer, reader.rules())
    assert len(grades) >= 140
    assert _share(grades) >= 0.98, _told(grades)
    assert _share(_plain_of_served_tools(grades)) == 1.0, _told(grades)


@pytest.mark.maventech
def test_questions_about_the_public_company(public_files: Path, understanding_cases: Path) -> None:
    public = RulesReader.of_files(public_files, date(2017, 10, 16), "maventech")
    lines = read_lines(understanding_cases / "public_questions.jsonl")
    grades = grade(lines, public.answer, public.rules())
    assert len(grades) >= 230
    assert _share(grades) >= 0.96, _told(grades)


@pytest.mark.maventech
def test_the_development_questions(public_files: Path) -> None:
    if not DEVELOPMENT.is_file():
        pytest.skip("the development questions are not in ../shared/evals")
    public = RulesReader.of_files(public_files, date(2017, 10, 16), "maventech")
    grades = grade(read_lines(DEVELOPMENT), public.answer, public.rules())
    assert _share(grades) >= 0.95, _told(grades)
    assert _share(_plain_of_served_tools(grades)) == 1.0, _told(grades)


@pytest.mark.parametrize("file", ["questions.jsonl", "public_questions.jsonl"])
def test_no_question_raises_for_a_company_that_knows_nothing(
    file: str, understanding_cases: Path, reader: RulesReader
) -> None:
    from copilot.understanding.catalog import Catalog

    empty = RulesReader(Catalog(), reader.as_of, reader.calendar)
    for line in read_lines(understanding_cases / file):
        reading = empty.read(line.question)
        assert reading.meant == "planned" or reading.reason is not None
