"""Names and quotations as claims: whose owner, stage or note a text says it is."""

from __future__ import annotations

from collections.abc import Iterator

from copilot.grounding.binding import Binder
from copilot.grounding.ledger import LedgerIndex
from copilot.grounding.lexicon import profile
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import Mention, Problem

_OUTCOMES = frozenset({"win", "lose", "slip"})


class Attributes:
    """Finds the fact behind a name or a quoted value."""

    def __init__(self, index: LedgerIndex, binder: Binder) -> None:
        self.index = index
        self.binder = binder

    def behind(self, scene: Scene, mention: Mention) -> int | None:
        """The fact whose subject is named, or whose value the name is, for whom it speaks of."""
        own = next((self.index.by_subject[s][0] for s in mention.subjects), None)
        if not mention.facts:
            return own
        before = [g.union for g in self.binder.groups(scene) if g.start < mention.start]
        carried = frozenset[int]() if own is not None else self.binder.carried(scene)
        speaks_of = before[-1] if before else carried
        values = [f for f in mention.facts if self.index.subject_of[f] in speaks_of]
        if values:
            return values[0]
        if self._has_another(speaks_of, mention) and not mention.subjects & speaks_of:
            return None
        return own if own is not None else next(iter(mention.facts))

    def _has_another(self, speaks_of: frozenset[int], mention: Mention) -> bool:
        """Whether the ledger gives whom the text speaks of another value of this metric."""
        metrics = {self.index.facts[f].metric for f in mention.facts}
        others = (f for s in speaks_of for f in self.index.by_subject.get(s, []))
        return any(self.index.facts[f].metric in metrics for f in others)

    def quoted(self, scene: Scene, quote: Mention) -> int | None:
        """The fact whose text is quoted, of whom the sentence speaks."""
        owner = self.binder.owner(scene, quote)
        chunk = scene.chunks[scene.chunk_at(quote.start)]
        cues = {c.concept for c in scene.cues_between(chunk.start, quote.start)} & _OUTCOMES
        able = owner.allowed | self.index.ambient
        for fact in sorted(quote.facts):
            if cues and not self._has_outcome(fact, cues):
                continue
            if not owner.allowed or self.index.subject_of[fact] in able:
                return fact
        return None

    def _has_outcome(self, number: int, cues: set[str]) -> bool:
        """Whether a chance shown in words ("under 0.1%") is that of the outcome named."""
        fact = self.index.facts[number]
        named = profile(fact.metric).core & _OUTCOMES
        return fact.unit == "text" or not named or bool(named & cues)

    def no_such_pairs(self, scene: Scene) -> Iterator[Problem]:
        """ "Account – Product" must be a deal of the ledger where both are parts of deals."""
        common: frozenset[int] = frozenset()
        for left, right in zip(scene.names, scene.names[1:], strict=False):
            common = common or self._deals(left)
            gap, other = scene.text[left.end : right.start].strip(" ("), self._deals(right)
            joined = gap in ("", "–", "-", "/", "'s") and bool(common) and bool(other)
            if joined and not common & other:
                yield Problem(left.start, right.end, "no such pair in the ledger")
            common = common & other if joined else frozenset()

    def _deals(self, mention: Mention) -> frozenset[int]:
        return frozenset(s for s in mention.subjects if self.index.kinds[s] == "deal")
