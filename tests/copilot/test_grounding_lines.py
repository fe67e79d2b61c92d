"""Lines to verify: what goes in, what comes out, and what a malformed line is told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from copilot.grounding import BadLine, check_line

FACT: dict[str, Any] = {
    "id": "F1",
    "subject": {"kind": "deal", "id": "1C1I7A6R", "name": "Cancity – GTX Pro", "colour": "blue"},
    "metric": "amount",
    "value": 4821,
    "unit": "USD",
    "display": "$4,821",
    "period": None,
    "source": {"tool": "find_deals", "call": 0},
    "currency": "USD",
    "added_later": [1],
}


def line(text: str, **changes: object) -> dict[str, Any]:
    return {"id": "x", "facts": [{**FACT, **changes}], "text": text}


def test_a_supported_line() -> None:
    assert check_line(line("Cancity is worth $4,821.")) == {
        "id": "x",
        "supported": True,
        "violations": [],
    }


def test_a_violation_has_span_and_reason() -> None:
    found = check_line(line("Cancity is worth $4,822."))
    assert found["supported"] is False
    (violation,) = found["violations"]
    assert violation["span"] == {"start": 17, "end": 23, "text": "$4,822"}
    assert violation["reason"] == "no fact has this figure"


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ([], "JSON object"),
        ({"id": 1}, "facts is missing; text is missing"),
        ({"id": 1, "facts": {}, "text": "a"}, "facts must be a list"),
        ({"id": 1, "facts": [], "text": 3}, "text must be a string"),
        ({"id": 1, "facts": [3], "text": "a"}, "fact 1: not an object"),
        ({"id": 1, "facts": [FACT, {"id": "F2"}], "text": "a"}, "fact 2: subject"),
        (line("a", subject={"kind": "planet", "id": "1", "name": "Mars"}), "fact 1: subject.kind"),
        (line("a", period={"start": "2017-13-01", "end": "2017-01-01"}), "fact 1: period.start"),
    ],
)
def test_malformed_lines_are_named(bad: object, told: str) -> None:
    with pytest.raises(BadLine, match=re.escape(told)) as raised:
        check_line(bad)
    assert raised.value.exit_code == 2
