"""The template narrator: renders claims and puts them in order; it writes nothing of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import prompts
from tools.claims import Claim, Role, render
from tools.facts import Fact

Sections = list[dict[str, list[str]]]


def narrate(
    claims: Sequence[Sequence[Claim]], facts: Sequence[Fact], unanswered: Sequence[str]
) -> str:
    """The Markdown text of an answer: one section a call, then what could not be answered."""
    ledger = {fact.id: fact for fact in facts}
    sections: Sections = []
    for call in claims:
        section: dict[str, list[str]] = {role: [] for role in get_args(Role)}
        for claim in call:
            section[claim.role].append(render(claim, ledger)[0])
        if call:
            sections.append(section)
    return prompts.fill("answer", sections=sections, unanswered=list(unanswered))


def headline_facts(claims: Sequence[Sequence[Claim]]) -> list[str]:
    """Ids of the facts that a text must not leave out: those of the headlines."""
    return sorted(
        {
            fact
            for call in claims
            for claim in call
            if claim.role == "headline"
            for fact in claim.slots.values()
        }
    )
