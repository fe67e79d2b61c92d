"""Which facts that a text must say it does not say."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.grounding.ledger import AMBIENT
from tools.claims import Span
from tools.facts import Fact


def missing_of(
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
    equal = {_reads(by_id[number]) for number in said}
    return unknown + sum(
        1
        for fact in wanted
        if fact.id not in said
        and (fact.subject, fact.display) not in shown
        and _reads(fact) not in equal
        and not (fact.unit == "date" and fact.subject.kind in AMBIENT and fact.display in texts)
    )


def _reads(fact: Fact) -> tuple[object, ...]:
    """Metric, display and days of a fact, whoever it is of."""
    days = (fact.period.start, fact.period.end) if fact.period else None
    return fact.metric, fact.display, days
