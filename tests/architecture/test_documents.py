"""Documents that can go stale: reference pages, the answers of the README, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from copilot import reference
from copilot.engine import Copilot
from copilot.graph.build import run
from copilot.understanding.reading import Memory
from data.mapping import Mapping

ROOT = Path(__file__).resolve().parent.parent.parent
ANSWER = re.compile(r"<!-- answer: (.+?) -->\n(.*?)\n<!-- end -->", re.DOTALL)


def _documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")]


@pytest.mark.parametrize(("name", "text"), reference.pages().items(), ids=lambda value: value[:20])
def test_reference_pages_are_up_to_date(name: str, text: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == text.rstrip() + "\n", "run `make docs`"


def test_the_answers_of_the_readme_are_what_the_code_says(demo_home) -> None:
    found = ANSWER.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(found) >= 3
    engine = Copilot(demo_home, new_id=lambda: "readme", now=lambda: "2026-11-20T08:00")
    for question, text in found:
        around = engine._around(engine.principal(None))
        turn = run({"question": question, "memory": Memory()}, around)
        assert turn["text"].strip() == text.strip(), question
    engine.close()


@pytest.mark.parametrize("path", _documents(), ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    text = ANSWER.sub("", path.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (path.parent / target).exists(), target


def test_no_document_names_a_machine_or_a_registry() -> None:
    words = re.compile(r"/(?:home|root)/|/usr/(?:local)|pypi\.org|/simple/")
    assert [path.name for path in _documents() if words.search(path.read_text("utf-8"))] == []


def test_the_mapping_of_the_guide_fits_the_schema() -> None:
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert block is not None
    mapping = Mapping.model_validate(yaml.safe_load(block.group(1)))
    assert mapping.known("opportunities", "amount") == "current"


def test_no_document_holds_a_placeholder() -> None:
    assert [path.name for path in _documents() if "@@" in path.read_text("utf-8")] == []
