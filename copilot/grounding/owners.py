"""Whom a figure may belong to: its owners, and names listed together."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.grounding.ledger import LedgerIndex
from copilot.grounding.tokens import Mention


@dataclass(frozen=True, slots=True)
class Owner:
    """Who may own a figure: any of `allowed`, or all of `each`; `named` if the sentence says so.

    `guessed` if nothing but the ledger's having one subject alone speaks for it.
    """

    allowed: frozenset[int]
    each: tuple[frozenset[int], ...] = ()
    named: bool = False
    ambient: bool = True
    total: bool = False
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Names in one coordination ("A, B and C"), each with the subjects it may mean."""

    start: int
    end: int
    members: tuple[frozenset[int], ...]

    @property
    def union(self) -> frozenset[int]:
        """Everybody in the group."""
        return frozenset().union(*self.members)


def meaning(index: LedgerIndex, mention: Mention) -> frozenset[int]:
    """The subjects a mention may mean: those called so, else those with it as an attribute."""
    return mention.subjects | frozenset(index.subject_of[fact] for fact in mention.facts)
