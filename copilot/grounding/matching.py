"""Matches a figure with a fact: value and unit, then whom it speaks of, which metric, which period.

A figure that only equals some fact is not supported: the words beside it must call up that fact's
metric at least as well as any other fact of the same subject and unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from copilot.grounding.binding import Binder, Owner
from copilot.grounding.direction import attached_direction, required_sign
from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.lexicon import COUNT_NOUNS, GENERIC
from copilot.grounding.periods import states_period
from copilot.grounding.rounding import fits, same
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import Figure, When

_DEFAULTS = (
    "amount", "revenue_won", "open_pipeline", "revenue_p50", "revenue_mean", "due_amount",
    "win_probability", "win_rate", "risk_score", "open_deals", "deals_won", "age_days",
)  # fmt: skip


_INTRODUCES = re.compile(r"\s*(?:is|are|was|were|at|about|score is)?\s*")
_BACKWARD = re.compile(
    r"\b(?:from|against|versus|vs|compared|before|earlier|previous|previously|prior|than|was|were)\b"
)
_PRIOR = ("before", "earlier", "ago")


@dataclass(frozen=True, slots=True)
class Context:
    """What the words around a figure say: cues beside it, cues of its clause, period, direction."""

    owner: Owner
    local: frozenset[str]
    chunk: frozenset[str]
    clause: frozenset[str]
    when: When | None
    direction: int
    noun: str = ""
    looks_back: bool = False

    def joined(self, other: Context) -> Context:
        """The context of two figures that are one claim."""
        return replace(
            self, local=self.local | other.local, chunk=self.chunk | other.chunk, noun=other.noun
        )

    @property
    def distinctive(self) -> frozenset[str]:
        """Local cues that tell one metric from another."""
        return self.local - GENERIC


@dataclass(frozen=True, slots=True)
class Match:
    """The fact behind a figure, or why there is none."""

    say: Say | None
    reason: str = ""


class Matcher:
    """Finds the fact behind each figure of a text."""

    def __init__(self, index: LedgerIndex, binder: Binder) -> None:
        self.index = index
        self.binder = binder

    def context(self, scene: Scene, figure: Figure) -> Context:
        """Everything the sentence says about a figure but its value."""
        owner = self.binder.owner(scene, figure)
        start, end = self._window(scene, figure)
        local = self._local(scene, figure, start, end)
        low, high = scene.clause(figure.start)
        around = scene.chunks[scene.chunk_at(figure.start)]
        chunk = self._concepts(scene, around.start, around.end)
        clause = frozenset(cue.concept for cue in scene.cues_between(low, high))
        direction = attached_direction(scene, figure)
        if direction:
            local |= {"change"}
        when = self._when(scene, figure)
        back = when is None and _looks_back(scene, figure)
        noun = _noun(scene, figure, end)
        return Context(owner, local, chunk, clause, when, direction, noun, back)

    def _window(self, scene: Scene, figure: Figure) -> tuple[int, int]:
        chunk = scene.chunks[scene.chunk_at(figure.start)]
        start, end = chunk.start, max(chunk.end, figure.end)
        place = scene.figures.index(figure)
        if place and scene.figures[place - 1].end > start:
            start = scene.figures[place - 1].end
        if place + 1 < len(scene.figures) and scene.figures[place + 1].start < end:
            end = self._before_next(scene, figure, scene.figures[place + 1].start)
        return start, end

    def _before_next(self, scene: Scene, figure: Figure, end: int) -> int:
        """Words right before the next figure ("worth $1") belong to that one."""
        between = scene.cues_between(figure.end, end)
        if between and between[-1].concept not in COUNT_NOUNS and _INTRODUCES.fullmatch(scene.text[between[-1].end : end]):
            return between[-1].start
        return end

    def _concepts(self, scene: Scene, start: int, end: int) -> frozenset[str]:
        return frozenset(cue.concept for cue in scene.cues_between(start, end))

    def _local(self, scene: Scene, figure: Figure, start: int, end: int) -> frozenset[str]:
        found = self._concepts(scene, start, end)
        found = self._of_pair(scene, figure, found)
        if found - GENERIC:
            return found
        for source in (self._table, self._parenthesis, self._header, self._elided, self._above):
            more = source(scene, figure)
            if more - GENERIC:
                return found | more
        return found

    def _of_pair(self, scene: Scene, figure: Figure, found: frozenset[str]) -> frozenset[str]:
        """In "$1 of its $2 is at risk", what follows the second figure belongs to the first."""
        place = scene.figures.index(figure)
        after = scene.figures[place + 1] if place + 1 < len(scene.figures) else None
        before = scene.figures[place - 1] if place else None
        if after and after.kind == figure.kind and _is_of(scene.text[figure.end : after.start]):
            chunk = scene.chunks[scene.chunk_at(after.start)]
            return found | self._concepts(scene, after.end, chunk.end)
        if before and before.kind == figure.kind and _is_of(scene.text[before.end : figure.start]):
            if figure.kind == "money":
                return self._concepts(scene, before.end, figure.start) | {"amount"}
        return found

    def _table(self, scene: Scene, figure: Figure) -> frozenset[str]:
        header = self.binder.header_cell(scene, figure.start)
        if header is None:
            return frozenset()
        head, start, end = header
        found = self._concepts(head, start, end)
        if not found - GENERIC and scene.chunks:
            found |= self._concepts(scene, scene.chunks[0].start, scene.chunks[0].end)
        return found

    def _parenthesis(self, scene: Scene, figure: Figure) -> frozenset[str]:
        number = scene.chunk_at(figure.start)
        if scene.chunks[number].opener != "(" or number == 0:
            return frozenset()
        chunk = scene.chunks[number - 1]
        earlier = [f for f in scene.figures if f.start < chunk.end]
        start = max(chunk.start, earlier[-1].end - 60 if earlier else chunk.start)
        return self._concepts(scene, start, chunk.end)

    def _header(self, scene: Scene, figure: Figure) -> frozenset[str]:
        """Chunks before it that name a metric and show no figure ("Win rate, East, Q3: 61%")."""
        number = scene.chunk_at(figure.start) - 1
        while number >= 0 and scene.sentence.block != "row":
            chunk = scene.chunks[number]
            if any(chunk.start <= f.start < chunk.end for f in scene.figures):
                return frozenset()
            found = self._concepts(scene, chunk.start, chunk.end)
            if found - GENERIC:
                return found
            number -= 1
        return frozenset()

    def _elided(self, scene: Scene, figure: Figure) -> frozenset[str]:
        """The cue of the figure before, of the same kind ("61% in East and 58% in West")."""
        before = self._same_kind(scene, figure)
        if before is None or scene.sentence.block == "row":
            return frozenset()
        start, end = self._window(scene, before)
        found = self._concepts(scene, start, min(end, figure.start))
        return found if found - GENERIC else self._header(scene, before) or self._elided(scene, before)

    def _above(self, scene: Scene, figure: Figure) -> frozenset[str]:
        for number in scene.sentence.above:
            above = self.binder.scenes[number]
            found = self._concepts(above, above.sentence.start, above.sentence.end)
            if found - GENERIC and above.sentence.block != "item":
                return found
        return frozenset()

    def _when(self, scene: Scene, figure: Figure) -> When | None:
        """The period that governs a figure: of its chunk, else one that frames the sentence."""
        if scene.sentence.block == "row":
            return self._above_when(scene)
        number = scene.chunk_at(figure.start)
        chunk = scene.chunks[number]
        own = [w for w in scene.whens if chunk.start <= w.start < chunk.end]
        if own:
            after = [w for w in own if w.start > figure.start]
            return after[0] if after else own[-1]
        if number + 1 < len(scene.chunks) and scene.chunks[number + 1].opener in (
            "from",
            "to",
            "(",
        ):
            following = scene.chunks[number + 1]
            own = [w for w in scene.whens if following.start <= w.start < following.end]
            alone = not any(following.start <= f.start < following.end for f in scene.figures)
            if own and alone and following.opener != "to":
                return own[0]
        return (
            self._framing(scene, figure)
            or self._trailing(scene, figure)
            or self._elided_when(scene, figure)
            or self._above_when(scene)
        )

    def _elided_when(self, scene: Scene, figure: Figure) -> When | None:
        """The period of the figure before of its kind ("in Q3: 61% in East and 58% in West")."""
        before = self._same_kind(scene, figure)
        if before is None or scene.sentence.block == "row":
            return None
        gap = scene.text[before.end : figure.start]
        return None if _BACKWARD.search(gap) or ";" in gap else self._when(scene, before)

    def _same_kind(self, scene: Scene, figure: Figure) -> Figure | None:
        place = scene.figures.index(figure)
        earlier = (f for f in reversed(scene.figures[:place]) if f.kind == figure.kind)
        return next(earlier, None)

    def _framing(self, scene: Scene, figure: Figure) -> When | None:
        for when in reversed([w for w in scene.whens if w.start < figure.start]):
            chunk = scene.chunks[scene.chunk_at(when.start)]
            alone = not any(chunk.start <= f.start < chunk.end for f in scene.figures)
            cues = self._concepts(scene, chunk.start, chunk.end)
            if alone and not cues & {"expected", "close", "create", "due"} and when.mode != "start":
                return when
        return None

    def _trailing(self, scene: Scene, figure: Figure) -> When | None:
        after = [w for w in scene.whens if w.start > figure.start]
        if len(scene.figures) != 1 or len(after) != 1 or len(scene.whens) != 1:
            return None
        chunk = scene.chunks[scene.chunk_at(after[0].start)]
        cues = self._concepts(scene, chunk.start, chunk.end) - GENERIC
        return None if cues else after[0]

    def _above_when(self, scene: Scene) -> When | None:
        for number in scene.sentence.above:
            above = self.binder.scenes[number]
            if above.whens and above.sentence.block in ("heading", "text"):
                return above.whens[-1]
        return None

    def match(self, figure: Figure, context: Context, says: list[Say] | None = None) -> Match:
        """The fact behind a figure, or the reason why none stands behind it."""
        if figure.problem or figure.kind == "odd":
            return Match(None, figure.problem or "a unit that no fact has")
        if says is None:
            says = self.index.says.get(figure.kind, [])
        found = [say for say in says if self._value_fits(figure, say, context)]
        if not found:
            return Match(None, self._why_no_value(figure, says))
        if context.owner.each:
            return self._for_each(figure, found, says, context)
        owned = [say for say in found if self._owned(say, context)]
        if not owned:
            return Match(None, "the figure belongs to another subject")
        return self._best(figure, owned, says, context)

    def _for_each(
        self, figure: Figure, found: list[Say], says: list[Say], context: Context
    ) -> Match:
        ambient = [
            say for say in found if say.subject in self.index.ambient and context.owner.ambient
        ]
        last = Match(None, "the figure does not hold for all that are named")
        if ambient:
            last = self._best(figure, ambient, says, context)
            if last.say:
                return last
        for member in context.owner.each:
            own = [say for say in found if say.subject in member]
            last = self._best(figure, own, says, context) if own else last
            if not own or last.say is None:
                return Match(None, "the figure does not hold for all that are named")
        return last

    def _value_fits(self, figure: Figure, say: Say, context: Context) -> bool:
        if say.currency != figure.currency:
            return False
        shown = figure
        if say.profile.change or say.kind == "points":
            if context.direction and not figure.signed:
                if say.value * required_sign(context.direction, self.index.facts[say.fact]) < 0:
                    return False
                shown = replace(figure, value=figure.value if say.value >= 0 else -figure.value)
        if fits(shown, say.value):
            return True
        return not shown.hedge and any(same(shown.value, value) for value in self.index.shown(say))

    def _why_no_value(self, figure: Figure, says: list[Say]) -> str:
        if any(same(figure.value, say.value) for kind in self.index.says.values() for say in kind):
            return "no fact has this figure with this unit, sign and currency"
        return "no fact has this figure" if says else "no fact has a figure of this unit"

    def _owned(self, say: Say, context: Context) -> bool:
        owner = context.owner
        if say.subject in owner.allowed:
            return True
        if owner.ambient and say.subject in self.index.ambient:
            return not owner.named or self._unshadowed(say, context)
        return False

    def _unshadowed(self, say: Say, context: Context) -> bool:
        """Beside a name, a figure of the company must be called so, and not be the name's own metric."""
        if not (say.profile.all & (context.local | context.clause)) - GENERIC:
            return False
        named = (f for s in context.owner.allowed for f in self.index.by_subject.get(s, []))
        metric = self.index.facts[say.fact].metric
        return all(self.index.facts[fact].metric != metric for fact in named)

    def _best(
        self, figure: Figure, owned: list[Say], says: Iterable[Say], context: Context
    ) -> Match:
        """The owned facts that the words call up at least as well as any rival."""
        timed = [say for say in owned if self._period_fits(say, context)]
        if not timed:
            return Match(None, "the figure belongs to another period")
        named = [say for say in timed if self._called(say, context)]
        if not named:
            return Match(None, "the words beside the figure name another metric")
        rivals = [
            s for s in says if s.currency == figure.currency and self._owned(s, context) and self._period_fits(s, context)
        ]
        if not (context.local - GENERIC):
            return self._by_default(named, rivals, context)
        best = max(self.score(say, context) for say in [*named, *rivals])
        for say in named:
            if self.score(say, context) >= best - 1e-9:
                return Match(say)
        return Match(None, "the words beside the figure fit another fact better")

    def _period_fits(self, say: Say, context: Context) -> bool:
        period = self.index.facts[say.fact].period
        when = context.when
        if when is None and period is not None and not context.looks_back:
            return not self._outdated(say)
        if when is None or period is None or when.problem:
            return True
        if say.profile.change and (when.mode == "start" or when.phrase.endswith(_PRIOR)):
            return when.grain != "day" or states_period(self.index, when, period)
        return states_period(self.index, when, period) or self._dates_it(say, when)

    def _outdated(self, say: Say) -> bool:
        """Whether the same figure of a later period stands in the ledger; unsaid, the latest is meant."""
        fact = self.index.facts[say.fact]
        for number in self.index.by_subject.get(say.subject, []):
            other = self.index.facts[number]
            if other.metric == fact.metric and other.period and fact.period:
                if other.period.end > fact.period.end:
                    return True
        return False

    def _dates_it(self, say: Say, when: When) -> bool:
        """Whether the date is not the figure's period but another date of the same subject."""
        if when.first is None or when.grain != "day":
            return False
        facts = self.index.by_subject.get(say.subject, [])
        return any(self.index.days.get(fact) == when.first for fact in facts)

    def _called(self, say: Say, context: Context) -> bool:
        """Whether the words beside the figure can mean the fact's metric."""
        profile = say.profile
        if profile.change and not (context.direction or "change" in context.local):
            return False
        if say.aspect in ("low", "high") and "interval" not in context.local:
            return False
        if context.noun and not self._noun_fits(say, context.noun):
            return False
        if context.distinctive - {"change"} and not profile.change:
            near = profile.all & context.distinctive
            return bool(near) or bool(profile.core & (context.clause | context.chunk) - GENERIC)
        if profile.change:
            wanted = context.distinctive - {"change"}
            return (
                not wanted
                or bool(profile.all & wanted)
                or bool(profile.core & context.clause - {"change"})
            )
        return self._counted(say, context)

    def _counted(self, say: Say, context: Context) -> bool:
        """A bare number must say what it counts."""
        if say.kind != "number" or say.score:
            return True
        return bool(context.noun or context.local)

    def _noun_fits(self, say: Say, noun: str) -> bool:
        nouns = {word for word in COUNT_NOUNS if word in self.index.facts[say.fact].metric.lower()}
        return not nouns or noun in nouns or say.aspect != "value"

    def score(self, say: Say, context: Context) -> float:
        """How well the words call up a fact: beside the figure, in its chunk, in its clause."""
        core, may = say.profile.core, say.profile.may - say.profile.core
        chunk = context.chunk - context.local
        further = context.clause - context.local - chunk
        score = 2.0 * len(core & context.local) + len(may & context.local)
        score += 1.0 * len(core & chunk) + 0.5 * len(core & further)
        score -= 0.75 * len(say.profile.unsaid_costs - context.local - chunk - further)
        score += 1.0 if say.subject in context.owner.allowed else 0.0
        period = self.index.facts[say.fact].period
        if context.when and period and states_period(self.index, context.when, period):
            score += 2.0
        return score

    def _by_default(self, named: list[Say], rivals: list[Say], context: Context) -> Match:
        """Without any cue, only what a subject's bare figure means by custom."""
        metrics = {self.metric(say) for say in rivals if self.is_main(say)}
        ranked = sorted(metrics, key=lambda m: _DEFAULTS.index(m) if m in _DEFAULTS else 99)
        for say in named:
            alone = not metrics or metrics == {self.metric(say)}
            if alone or self.metric(say) == ranked[0] and ranked[0] in _DEFAULTS:
                return Match(say)
        return Match(None, "nothing beside the figure says what it is")

    def is_main(self, say: Say) -> bool:
        """Whether a value is said as its unit has it, not as a share in decimals or a part."""
        if say.aspect != "value":
            return False
        return say.kind != "number" or self.index.facts[say.fact].unit in ("count", "score")

    def owns(self, say: Say, context: Context) -> bool:
        """Whether a fact is of the subject and period that a figure speaks of."""
        if context.owner.each and not all(say.subject in member for member in context.owner.each):
            return False
        return self._owned(say, context) and self._period_fits(say, context)

    def called_loosely(self, say: Say, context: Context) -> bool:
        """Whether the cues do not name another metric; intervals need no cue of their own."""
        wanted = context.distinctive - {"interval", "change"}
        return not wanted or bool(
            (say.profile.all | {"close"}) & (wanted | context.clause - GENERIC)
        )

    def metric(self, say: Say) -> str:
        """The name of the metric behind a value."""
        return self.index.facts[say.fact].metric.lower()


def _looks_back(scene: Scene, figure: Figure) -> bool:
    """Whether the words before a figure say that it is an earlier one ("up from 58%")."""
    start = max(scene.sentence.start, figure.start - 30)
    return _BACKWARD.search(scene.text[start : figure.start]) is not None


def _is_of(gap: str) -> bool:
    return (
        re.fullmatch(r"\s*(?:of|out of)\s+(?:its|the|their|a|all|total|our|\s)*", gap) is not None
    )


def _noun(scene: Scene, figure: Figure, end: int) -> str:
    """The thing a bare number counts, if a noun follows it closely."""
    if figure.kind != "number":
        return ""
    for cue in scene.cues_between(figure.end, end)[:4]:
        if cue.concept in COUNT_NOUNS and cue.start - figure.end < 30:
            return cue.concept
    return ""
