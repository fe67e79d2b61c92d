"""One ledger from several calls: facts are numbered anew, claims follow them."""

from __future__ import annotations

from collections.abc import Sequence

from tools.claims import Claim
from tools.facts import Fact
from tools.result import ToolResult


def merge(results: Sequence[ToolResult | None]) -> tuple[list[Fact], list[list[Claim]]]:
    """All facts with ids unique in the answer, and each call's claims pointing to them."""
    facts: list[Fact] = []
    claims: list[list[Claim]] = []
    for call, result in enumerate(results):
        if result is None:
            claims.append([])
            continue
        ids = {fact.id: f"F{len(facts) + at}" for at, fact in enumerate(result.facts, start=1)}
        facts += [_renumbered(fact, ids, call) for fact in result.facts]
        claims.append(
            [
                claim.model_copy(update={"slots": {k: ids[v] for k, v in claim.slots.items()}})
                for claim in result.claims
            ]
        )
    return facts, claims


def _renumbered(fact: Fact, ids: dict[str, str], call: int) -> Fact:
    return fact.model_copy(
        update={
            "id": ids[fact.id],
            "source": fact.source.model_copy(update={"call": call}),
            "parents": tuple(ids[parent] for parent in fact.parents),
        }
    )
