"""Whether the ledger says so when a text says that something moved.

A direction holds if the figure beside it is a change of that sign, if the two figures it joins
("from 58% to 61%") differ that way, or if a change of the subject has that sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.grounding.direction import (
    COMPARATIVE,
    Direction,
    attached_direction,
    required_sign,
)
from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.lexicon import GENERIC, STEPS_DOWN, STEPS_UP, profile
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import ANY_MASK, Figure, Mention
from tools.facts import Fact

_OWN = {"riskier": "risk", "safer": "risk", "older": "age", "younger": "age", "newer": "age"}
_WHEN = re.compile(rf"\s(?:in|for|on|of|at)\s[{ANY_MASK}]+(?=\s)")
Said = Sequence[tuple[Figure, Say | None]]


class DirectionCheck:
    """Finds the support of each direction word, once the sentence's figures have their facts."""

    def __init__(self, index: LedgerIndex) -> None:
        self.index = index

    def holds(
        self,
        scene: Scene,
        direction: Direction,
        said: Sequence[tuple[Figure, Say | None]],
        owners: frozenset[int],
    ) -> int | None:
        """The fact that supports a direction word, or None."""
        compared = self._compared(scene, direction, said)
        if compared is not None and compared < 0:
            return None
        beside = self._beside(scene, direction, said)
        if beside is not None or compared is not None:
            return beside if beside is not None else compared
        than = self._than(scene, direction, owners)
        if than is not None:
            return than if than >= 0 else None
        return self._by_subject(scene, direction, owners)

    def _beside(
        self, scene: Scene, direction: Direction, said: Sequence[tuple[Figure, Say | None]]
    ) -> int | None:
        for figure, say in said:
            near = abs(figure.start - direction.end) < 60 and abs(direction.start - figure.end) < 60
            if say is None or not near or not attached_direction(scene, figure):
                continue
            fact = self.index.facts[say.fact]
            if _is_step(fact.metric, direction.sign):
                return say.fact
            if (say.profile.change or say.kind == "points") and self._agrees(direction, fact):
                return say.fact
        return None

    def _agrees(self, direction: Direction, fact: Fact) -> bool:
        value = fact.value
        if not isinstance(value, int | float):
            return False
        if direction.sign == 0:
            return value == 0
        return value * required_sign(direction.sign, fact) > 0

    def _compared(
        self, scene: Scene, direction: Direction, said: Sequence[tuple[Figure, Say | None]]
    ) -> int | None:
        """ "rose from A to B", "B, up from A": -1 where the two figures differ the other way."""
        after = [(f, s) for f, s in said if f.start > direction.end and s]
        before = [s for f, s in said if f.start < direction.start and s]
        for place, (figure, say) in enumerate(after[:4]):
            lead = scene.text[max(direction.end, figure.start - 12) : figure.start]
            mate = after[place + 1] if place + 1 < len(after) else None
            gap = _WHEN.sub("", scene.text[figure.end : mate[0].start]).strip(" ,") if mate else ""
            if mate and lead.endswith("from ") and gap == "to":
                return self._moved(direction, say, mate[1])
            if mate and lead.endswith("to ") and gap == "from":
                return self._moved(direction, mate[1], say)
            if place == 0 and lead.endswith("from ") and before and len(lead) < 12:
                return self._moved(direction, say, before[-1])
            if place == 0 and lead.endswith("to "):
                return self._to(direction, say)
        return None

    def _moved(self, direction: Direction, old: Say | None, new: Say | None) -> int | None:
        """The later fact if it differs from the earlier one in the direction said, else -1."""
        if old is None or new is None:
            return None
        sign = required_sign(direction.sign, self.index.facts[new.fact])
        metrics = {self.index.facts[say.fact].metric for say in (old, new)}
        one = len(metrics) == 1 or old.subject == new.subject
        right = old.kind == new.kind and one and (new.value - old.value) * sign > 0
        return new.fact if right else -1

    def _to(self, direction: Direction, new: Say | None) -> int | None:
        """ "fell to B": another period of the same figure, or a change of it, must say so."""
        if new is None:
            return None
        fact = self.index.facts[new.fact]
        for number in self.index.by_subject.get(new.subject, []):
            other = self.index.facts[number]
            earlier = other.period and fact.period and other.period.end < fact.period.end
            if other.metric == fact.metric and earlier and isinstance(other.value, int | float):
                delta = new.value - other.value * (
                    100 if new.kind == "percent" and other.unit == "ratio" else 1
                )
                return new.fact if delta * required_sign(direction.sign, fact) > 0 else -1
        return None

    def _than(self, scene: Scene, direction: Direction, owners: frozenset[int]) -> int | None:
        """ "A's risk is higher than B's": compare the two by the metric that is named."""
        if direction.word not in COMPARATIVE:
            return None
        tail = re.match(
            rf"[^{ANY_MASK};:,]{{0,40}}?\bthan\s+(?:the\s+)?", scene.text[direction.end :][:60]
        )
        other = next(
            (n for n in scene.names if tail and n.start == direction.end + tail.end()), None
        )
        if other is None:
            other = self._compared_name(scene, direction)
        if other is None:
            return None
        own = _OWN.get(direction.word)
        cues = {own} if own else self._near_cues(scene, direction) or {"amount"}
        for mine in self._facts(owners, cues):
            for theirs in self._facts(other.subjects, cues):
                a, b = self.index.facts[mine], self.index.facts[theirs]
                if (
                    a.metric == b.metric
                    and isinstance(a.value, int | float)
                    and isinstance(b.value, int | float)
                ):
                    return (
                        mine if (a.value - b.value) * required_sign(direction.sign, a) > 0 else -1
                    )
        return -1

    def _compared_name(self, scene: Scene, direction: Direction) -> Mention | None:
        """The name after an earlier "than" of the sentence ("..., but its risk is lower")."""
        for name in scene.names:
            before = scene.text[max(scene.sentence.start, name.start - 10) : name.start]
            if name.end < direction.start and re.search(r"\bthan\s+(?:the\s+)?$", before):
                return name
        return None

    def _facts(self, subjects: frozenset[int], cues: set[str]) -> list[int]:
        facts = [f for s in subjects for f in self.index.by_subject.get(s, [])]
        return [f for f in facts if profile(self.index.facts[f].metric).core & cues]

    def _cues(self, scene: Scene) -> set[str]:
        found = {
            cue.concept for cue in scene.cues_between(scene.sentence.start, scene.sentence.end)
        }
        return found - GENERIC - {"change"}

    def _near_cues(self, scene: Scene, direction: Direction) -> set[str]:
        chunk = scene.chunks[scene.chunk_at(direction.start)]
        found = {cue.concept for cue in scene.cues_between(chunk.start, chunk.end)}
        return found - GENERIC - {"change", "age"}

    def _by_subject(self, scene: Scene, direction: Direction, owners: frozenset[int]) -> int | None:
        """Without a figure: all changes of the subject that the cues name must go that way."""
        cues = self._cues(scene)
        changes = [
            f
            for s in owners
            for f in self.index.by_subject.get(s, [])
            if profile(self.index.facts[f].metric).change
            and (not cues or profile(self.index.facts[f].metric).all & cues)
        ]
        if changes and all(self._agrees(direction, self.index.facts[f]) for f in changes):
            return changes[0]
        return None


def _is_step(metric: str, sign: int) -> bool:
    base = metric.removesuffix("_count")
    return (sign > 0 and base in STEPS_UP) or (sign < 0 and base in STEPS_DOWN)
