"""What the verifier says of a text: whether every claim in it has a fact, and what has none."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from tools.claims import Span


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stretch(_Model):
    """A stretch of the text as written, `end` exclusive."""

    start: int
    end: int
    text: str


class Violation(_Model):
    """A stretch that no fact of the ledger supports, and why."""

    span: Stretch
    reason: str


class Verdict(_Model):
    """The outcome of one check.

    Attributes:
        supported: no violation, and every required fact is said.
        violations: in the order of the text.
        spans: supported stretches and the fact behind each.
        claims: figures, dates, names, ranks, levels, directions and negations looked at.
        unsupported: how many of them no fact supports.
        required_missing: required facts that the text does not say.
    """

    supported: bool
    violations: tuple[Violation, ...]
    spans: tuple[Span, ...]
    claims: int
    unsupported: int
    required_missing: int
