"""Sections of a text that answers several calls, and the facts of each call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.grounding.required import missing_of
from copilot.grounding.verdict import Stretch, Verdict
from tools.claims import Span
from tools.facts import Fact

_RULE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def divided(text: str) -> list[tuple[int, str]]:
    """The sections between rules, each with where it starts."""
    starts, ends = [0], []
    for rule in _RULE.finditer(text):
        ends.append(rule.start())
        starts.append(rule.end())
    return [(s, text[s:e]) for s, e in zip(starts, [*ends, len(text)], strict=True)]


def by_call(facts: Sequence[Fact]) -> list[list[Fact]]:
    """The facts of each call, in the order of the calls."""
    calls: dict[int, list[Fact]] = {}
    for fact in facts:
        calls.setdefault(fact.source.call, []).append(fact)
    return [calls[call] for call in sorted(calls)] or [[]]


def joined(
    text: str,
    facts: Sequence[Fact],
    starts: Sequence[int],
    verdicts: Sequence[Verdict],
    required: Sequence[str],
) -> Verdict:
    """One verdict of those of the sections; all places are places of the whole text."""
    spans = tuple(
        Span(start=span.start + start, end=span.end + start, fact=span.fact)
        for start, verdict in zip(starts, verdicts, strict=True)
        for span in verdict.spans
    )
    violations = tuple(
        violation.model_copy(update={"span": _moved(violation.span, start)})
        for start, verdict in zip(starts, verdicts, strict=True)
        for violation in verdict.violations
    )
    missing = missing_of(facts, text, spans, required)
    return Verdict(
        supported=not violations and not missing,
        violations=violations,
        spans=spans,
        claims=sum(verdict.claims for verdict in verdicts),
        unsupported=len(violations),
        required_missing=missing,
    )


def _moved(span: Stretch, start: int) -> Stretch:
    return span.model_copy(update={"start": span.start + start, "end": span.end + start})
