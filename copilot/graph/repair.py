"""Repair of a narration: the claims that no fact supports are left out, one by one."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.grounding import check
from copilot.narration.template import narrate
from tools.claims import Claim
from tools.facts import Fact


def repaired(claims: Sequence[Sequence[Claim]], facts: Sequence[Fact]) -> list[list[Claim]]:
    """The claims that stand on their own. Headlines are kept: without them there is no answer."""
    return [
        [claim for claim in call if claim.role == "headline" or _stands(claim, facts)]
        for call in claims
    ]


def _stands(claim: Claim, facts: Sequence[Fact]) -> bool:
    return check(narrate([[claim]], facts, ()), facts).supported
