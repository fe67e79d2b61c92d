"""Checks lines of JSON: any text against the ledger that comes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from copilot.grounding.verdict import Verdict
from copilot.grounding.verify import check
from data.errors import UsageError
from data.periods import Period
from tools.facts import Fact, Source, Subject


class BadLine(UsageError):
    """A line to verify that is not `{"id", "facts", "text"}`, or holds a fact that is none."""

    default_code = "bad_line"


def check_line(line: object) -> dict[str, Any]:
    """Verify one line `{"id", "facts", "text"}`; fields it does not know are passed over.

    Returns:
        `{"id", "supported", "violations": [{"span": {"start", "end", "text"}, "reason"}]}`.

    Raises:
        BadLine: the line or one of its facts has the wrong shape; all problems told at once.
    """
    if not isinstance(line, Mapping):
        raise BadLine("A line must be a JSON object with id, facts and text.")
    problems = [f"{name} is missing" for name in ("id", "facts", "text") if name not in line]
    if "text" in line and not isinstance(line["text"], str):
        problems.append("text must be a string")
    if "facts" in line and not isinstance(line["facts"], list):
        problems.append("facts must be a list")
    if problems:
        raise BadLine(f"{_name(line)}: {'; '.join(problems)}.")
    verdict = check(line["text"], _facts(line))
    return {"id": line["id"], **verdict_line(verdict)}


def verdict_line(verdict: Verdict) -> dict[str, Any]:
    """The part of a line out that a verdict gives."""
    violations = [violation.model_dump() for violation in verdict.violations]
    return {"supported": verdict.supported, "violations": violations}


def _name(line: Mapping[str, Any]) -> str:
    return f"Line {line['id']!r}" if "id" in line else "A line"


def _facts(line: Mapping[str, Any]) -> list[Fact]:
    facts, problems = [], []
    for number, raw in enumerate(line["facts"], 1):
        try:
            facts.append(_fact(raw))
        except (ValidationError, TypeError) as error:
            problems.append(f"fact {number}: {_first(error)}")
    if problems:
        raise BadLine(f"{_name(line)}: {'; '.join(problems[:10])}.")
    return facts


def _fact(raw: object) -> Fact:
    if not isinstance(raw, Mapping):
        raise TypeError("not an object")
    known = _known(Fact, raw)
    for name, model in (("subject", Subject), ("period", Period)):
        if isinstance(known.get(name), Mapping):
            known[name] = _known(model, known[name])
    source = known.get("source")
    known["source"] = (
        _known(Source, source)
        if isinstance(source, Mapping)
        else {"tool": str(source or "unknown")}
    )
    return Fact.model_validate(known)


def _known(model: type[BaseModel], raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: raw[name] for name in model.model_fields if name in raw}


def _first(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return str(error)
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
