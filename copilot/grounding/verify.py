"""The verifier: every figure, date, name, rank, level, direction and negation needs a fact.

Whoever wrote the text, it is read as a person would see it; what no fact of this ledger supports,
for the subject, metric, unit and period that the words name, is a violation. In doubt it rejects.
"""

from __future__ import annotations

from collections.abc import Sequence

from copilot.grounding.claims_of_sentence import Checks, Findings, SentenceCheck
from copilot.grounding.ledger import LedgerIndex
from copilot.grounding.normal import Normal
from copilot.grounding.reading import Reading
from copilot.grounding.required import missing_of
from copilot.grounding.sections import by_call, divided, joined
from copilot.grounding.verdict import Stretch, Verdict, Violation
from tools.claims import Span
from tools.facts import Fact

LONGEST = 200_000


def check(text: str, facts: Sequence[Fact], *, required: Sequence[str] = ()) -> Verdict:
    """Check a text against the ledger of its answer.

    A text of several sections, divided by rules (`---`), answers several calls: a section is
    supported by the facts of one call, or else by those of the whole ledger.

    Args:
        text: Markdown or plain text, whoever wrote it.
        facts: the ledger; nothing else supports anything.
        required: ids of facts that the text must say.
    """
    if len(text) > LONGEST:
        return _too_long(text, len(required))
    sections, ledgers = divided(text), by_call(facts)
    if len(sections) == 1 or len(ledgers) == 1:
        return _check_section(text, facts, required)
    verdicts = [_best(section, at, ledgers, facts) for at, (_, section) in enumerate(sections)]
    return joined(text, facts, [start for start, _ in sections], verdicts, required)


def _best(
    section: str, at: int, ledgers: Sequence[Sequence[Fact]], facts: Sequence[Fact]
) -> Verdict:
    """The verdict by the facts of one call, its own first, else by all of them."""
    first = min(at, len(ledgers) - 1)
    for ledger in (ledgers[first], *ledgers[:first], *ledgers[first + 1 :]):
        verdict = _check_section(section, ledger, ())
        if verdict.supported:
            return verdict
    return _check_section(section, facts, ())


def _check_section(text: str, facts: Sequence[Fact], required: Sequence[str]) -> Verdict:
    index = LedgerIndex(facts)
    reading = Reading(text, index)
    found = Findings(problems=list(reading.problems), claims=len(reading.problems))
    scenes = reading.scenes()
    checks = Checks(index, scenes, reading.ordinals)
    for scene in scenes:
        SentenceCheck(checks, scene, found).run()
    return _verdict(index, reading.normal, found, required)


def _too_long(text: str, required: int) -> Verdict:
    span = Stretch(start=0, end=len(text), text=text[:80])
    violation = Violation(span=span, reason="the text is too long to check")
    return Verdict(
        supported=False, violations=(violation,), spans=(), claims=1, unsupported=1,
        required_missing=required,
    )  # fmt: skip


def _verdict(
    index: LedgerIndex, normal: Normal, found: Findings, required: Sequence[str]
) -> Verdict:
    problems = sorted({(p.start, p.end, p.reason) for p in found.problems})
    violations = tuple(_violation(normal, *problem) for problem in problems)
    spans = []
    for start, end, fact in sorted(set(found.spans)):
        first, last = normal.raw_span(start, end)
        spans.append(Span(start=first, end=last, fact=index.facts[fact].id))
    missing = missing_of(index.facts, normal.raw, spans, required)
    return Verdict(
        supported=not violations and not missing, violations=violations, spans=tuple(spans),
        claims=max(found.claims, len(violations)), unsupported=len(violations),
        required_missing=missing,
    )  # fmt: skip


def _violation(normal: Normal, start: int, end: int, reason: str) -> Violation:
    first, last = normal.raw_span(start, end)
    span = Stretch(start=first, end=last, text=normal.raw[first:last])
    return Violation(span=span, reason=reason)
