"""The verifier: every figure, date, name, rank, level, direction and negation needs a fact.

Whoever wrote the text, it is read as a person would see it; what no fact of this ledger supports,
for the subject, metric, unit and period that the words name, is a violation. In doubt it rejects.
"""

from __future__ import annotations

from collections.abc import Sequence

from copilot.grounding.claims_of_sentence import Checks, Findings, SentenceCheck
from copilot.grounding.ledger import AMBIENT, LedgerIndex
from copilot.grounding.normal import Normal
from copilot.grounding.reading import Reading
from copilot.grounding.verdict import Stretch, Verdict, Violation
from tools.claims import Span
from tools.facts import Fact

LONGEST = 200_000


def check(text: str, facts: Sequence[Fact], *, required: Sequence[str] = ()) -> Verdict:
    """Check a text against the ledger of its answer.

    Args:
        text: Markdown or plain text, whoever wrote it.
        facts: the ledger; nothing else supports anything.
        required: ids of facts that the text must say.
    """
    if len(text) > LONGEST:
        return _too_long(text, len(required))
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
    missing = _missing(index.facts, normal.raw, spans, required)
    return Verdict(
        supported=not violations and not missing, violations=violations, spans=tuple(spans),
        claims=max(found.claims, len(violations)), unsupported=len(violations),
        required_missing=missing,
    )  # fmt: skip


def _missing(
    facts: Sequence[Fact], text: str, spans: Sequence[Span], required: Sequence[str]
) -> int:
    """Required facts that the text does not say.

    Of two facts of one subject that read the same, saying it once says both; a day that all
    deals have in common is said wherever a supported date shows it, a total where its only group
    shows the same figure of the same metric and period.
    """
    by_id = {fact.id: fact for fact in facts}
    said = {span.fact for span in spans}
    shown = {(by_id[span.fact].subject, text[span.start : span.end]) for span in spans}
    wanted = [by_id[fact] for fact in dict.fromkeys(required) if fact in by_id]
    unknown = len(set(required) - set(by_id))
    texts = {display for _, display in shown}
    equal = {(by_id[s].metric, by_id[s].display, by_id[s].period) for s in said}
    return unknown + sum(
        1
        for fact in wanted
        if fact.id not in said
        and (fact.subject, fact.display) not in shown
        and (fact.metric, fact.display, fact.period) not in equal
        and not (fact.unit == "date" and fact.subject.kind in AMBIENT and fact.display in texts)
    )


def _violation(normal: Normal, start: int, end: int, reason: str) -> Violation:
    first, last = normal.raw_span(start, end)
    span = Stretch(start=first, end=last, text=normal.raw[first:last])
    return Violation(span=span, reason=reason)
