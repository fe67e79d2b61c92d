"""Matches a figure with a fact: value and unit, then whom it speaks of, which metric, which period.

A figure that only equals some fact is not supported: the words beside it must call up that fact's
metric at least as well as any other fact of the same subject and unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from copilot.grounding.context import Context
from copilot.grounding.direction import required_sign
from copilot.grounding.labels import contradicted
from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.lexicon import COUNT_NOUNS, COUNTING, GENERIC
from copilot.grounding.owners import Owner
from copilot.grounding.rounding import fits, same
from copilot.grounding.timing import Timing
from copilot.grounding.tokens import Figure

_DEFAULTS = (
    "amount", "revenue_won", "open_pipeline", "revenue_p50", "revenue_mean", "due_amount",
    "win_probability", "win_rate", "risk_score", "open_deals", "deals_won", "age_days",
)  # fmt: skip

_STATES = frozenset({"win", "lose", "open", "stale", "slip"})
_TYPES = frozenset({"rate", "probability", "share"})


@dataclass(frozen=True, slots=True)
class Match:
    """The fact behind a figure, or why there is none."""

    say: Say | None
    reason: str = ""


class Matcher:
    """Finds the fact behind each figure of a text."""

    def __init__(self, index: LedgerIndex) -> None:
        self.index = index
        self.timing = Timing(index)

    def match(self, figure: Figure, context: Context, says: list[Say] | None = None) -> Match:
        """The fact behind a figure, or the reason why none stands behind it."""
        if figure.problem or figure.kind == "odd":
            return Match(None, figure.problem or "a unit that no fact has")
        if says is None:
            says = self.candidates(figure, context)
        found = [say for say in says if self._value_fits(figure, say, context)]
        if not found:
            return Match(None, self._why_no_value(figure, context))
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
        shown = self._signed(figure, say, context)
        if say.currency != figure.currency or shown is None:
            return False
        if fits(shown, say.value):
            return True
        if shown.hedge:
            return self._across(shown, say)
        if abs(abs(shown.value) - abs(say.value)) > max(shown.step, 0.05 * abs(say.value)):
            return False
        unsigned = say.profile.change and bool(context.direction)
        sizes = [abs(x) if unsigned else x for x in (shown.value, *self.index.shown(say))]
        return any(same(sizes[0], size) for size in sizes[1:])

    def _signed(self, figure: Figure, say: Say, context: Context) -> Figure | None:
        """The figure with the sign a direction word gives it; None where that is the wrong one."""
        moves = say.profile.change or say.kind == "points"
        if not moves or not context.direction or figure.signed:
            return figure
        if say.value * required_sign(context.direction, self.index.facts[say.fact]) < 0:
            return None
        return replace(figure, value=figure.value if say.value >= 0 else -figure.value)

    def _across(self, figure: Figure, say: Say) -> bool:
        """A sentence that begins "Over 51,550 predictions" says "across", not "more than"."""
        return figure.opens and figure.kind == "number" and same(figure.value, say.value)

    def _why_no_value(self, figure: Figure, context: Context) -> str:
        says = self.index.says.get(figure.kind, [])
        if any(self._value_fits(figure, say, context) for say in says):
            return "the figure belongs to another subject"
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
        """Beside a name, a company's figure must be called so, and not be the name's own metric."""
        if not (say.profile.all & (context.local | context.clause)) - GENERIC:
            return False
        named = (f for s in context.owner.allowed for f in self.index.by_subject.get(s, []))
        metric = self.index.facts[say.fact].metric
        return all(self.index.facts[fact].metric != metric for fact in named)

    def _best(
        self, figure: Figure, owned: list[Say], says: Iterable[Say], context: Context
    ) -> Match:
        """The owned facts that the words call up at least as well as any rival."""
        timed = [say for say in owned if self.timing.fits(say, context)]
        if not timed:
            return Match(None, "the figure belongs to another period")
        named = [say for say in timed if self._called(say, context)]
        if not named:
            return Match(None, "the words beside the figure name another metric")
        rivals = [s for s in says if self._is_rival(s, figure, context)]
        if not (context.local - GENERIC):
            return self._by_default(named, rivals, context)
        best = max(self.score(say, context) for say in [*named, *rivals])
        for say in sorted(named, key=lambda say: say.aspect != "value"):
            if self.score(say, context) >= best - 1e-9:
                return Match(say)
        return Match(None, "the words beside the figure fit another fact better")

    def _is_rival(self, say: Say, figure: Figure, context: Context) -> bool:
        """Whether the words could just as well have meant another fact."""
        if say.currency != figure.currency or not (
            self.is_main(say) or say.aspect in ("n", "all", "of")
        ):
            return False
        owned = self._owned(say, context) and self.timing.fits(say, context)
        return owned and self._called(say, context)

    def _called(self, say: Say, context: Context) -> bool:
        """Whether the words beside the figure can mean the fact's metric."""
        if say.aspect in ("low", "high") and "interval" not in context.local:
            return False
        if not self.noun_fits(say, context.noun) or not self._type_fits(say, context):
            return False
        if contradicted(say, context):
            return False
        if say.profile.change:
            return self._called_change(say, context)
        if context.distinctive - {"change"}:
            return self._named(say, context)
        return self._counted(say, context)

    def _named(self, say: Say, context: Context) -> bool:
        profile = say.profile
        if profile.all & context.distinctive:
            return True
        if not profile.core - COUNTING:
            return say.aspect == "value" or not context.distinctive & _STATES
        return bool(profile.core & (context.clause | context.chunk) - GENERIC)

    def _called_change(self, say: Say, context: Context) -> bool:
        """A change must be said to be one."""
        if not context.direction and "change" not in context.local:
            return False
        wanted = context.distinctive - {"change"}
        if not wanted or (say.profile.core - {"change"}) & wanted:
            return True
        return bool(say.profile.core & context.clause - {"change"})

    def _type_fits(self, say: Say, context: Context) -> bool:
        """Rates, chances and shares are not called by each other's name."""
        types, said = _TYPES & say.profile.all, _TYPES & context.beside
        return say.kind != "percent" or not types or not said or bool(types & said)

    def _counted(self, say: Say, context: Context) -> bool:
        """A bare number must say what it counts."""
        if say.kind != "number" or say.score or not say.profile.core - COUNTING:
            return True
        return bool(context.noun or context.local)

    def noun_fits(self, say: Say, noun: str) -> bool:
        """Whether what a bare number is said to count is what the fact counts."""
        if not noun:
            return True
        parts = self.index.facts[say.fact].metric.lower().split("_")
        nouns = {word for word in COUNT_NOUNS if any(part.startswith(word) for part in parts)}
        if say.aspect != "value":
            return noun in nouns | {"deal", "row"}
        return noun in (nouns or {"deal", "row"})

    def score(self, say: Say, context: Context) -> float:
        """How well the words call up a fact: beside the figure, in its chunk, in its clause."""
        core, may = say.profile.core, say.profile.may - say.profile.core
        chunk = context.chunk - context.local
        further = context.clause - context.local - chunk
        score = 2.0 * len(core & context.local) + len(may & context.local)
        score += (
            0.6 * len(core & chunk) + 0.3 * len(core & further) + 0.2 * len(core & context.earlier)
        )
        score -= 0.75 * len(say.profile.unsaid_costs - context.local - chunk - further)
        score += 1.0 if self._is_meant(say, context.owner) else 0.0
        score += 2.0 if self.timing.states(say, context) else 0.0
        score += 1.0 if self._by_horizon(say, context) else 0.0
        return score

    def _is_meant(self, say: Say, owner: Owner) -> bool:
        """Whether a fact is of whom the sentence speaks; where nobody is named, of the total."""
        return say.subject in (self.index.ambient if owner.guessed else owner.allowed)

    def _by_horizon(self, say: Say, context: Context) -> bool:
        """Whether the sentence says "by" a day and the metric is one by a horizon."""
        ends = context.when is not None and context.when.mode == "end"
        return ends and self.metric(say).endswith(("_by_horizon", "_in_period"))

    def _by_default(self, named: list[Say], rivals: list[Say], context: Context) -> Match:
        """Without any cue, what a subject's bare figure means by custom, or what was spoken of."""
        for say in named:
            metrics = {
                self.metric(s) for s in rivals if self.is_main(s) and s.subject == say.subject
            }
            ranked = sorted(metrics, key=lambda m: _DEFAULTS.index(m) if m in _DEFAULTS else 99)
            alone = not metrics or metrics == {self.metric(say)}
            if alone or (self.metric(say) == ranked[0] and ranked[0] in _DEFAULTS):
                return Match(say)
            plain = not say.profile.core - COUNTING and ranked[0] not in _DEFAULTS
            if plain and self._counted(say, context):
                return Match(say)
        return self._by_chunk(named, rivals, context)

    def _by_chunk(self, named: list[Say], rivals: list[Say], context: Context) -> Match:
        """What only the rest of the chunk tells ("61 deals worth $1 were lost")."""
        scores = sorted((self.score(say, context) for say in rivals), reverse=True)
        clear = len(scores) == 1 or (len(scores) > 1 and scores[0] - scores[1] >= 0.5)
        for say in named:
            told = say.profile.core & context.chunk - GENERIC
            if told and clear and self.score(say, context) >= scores[0] - 1e-9:
                return Match(say)
        return Match(None, "nothing beside the figure says what it is")

    def is_main(self, say: Say) -> bool:
        """Whether a value is said as its unit has it, not as a share in decimals or a part."""
        if say.aspect != "value":
            return False
        return say.kind != "number" or self.index.facts[say.fact].unit in ("count", "score")

    def candidates(self, figure: Figure, context: Context) -> list[Say]:
        """Values of a figure's kind, of the subjects it may speak of."""
        able = context.owner.allowed | self.index.ambient
        return self.index.says_of(figure.kind, sorted(able))

    def owns(self, say: Say, context: Context) -> bool:
        """Whether a fact is of the subject and period that a figure speaks of."""
        if context.owner.each and not all(say.subject in member for member in context.owner.each):
            return False
        return self._owned(say, context) and self.timing.fits(say, context)

    def called_loosely(self, say: Say, context: Context) -> bool:
        """Whether the cues do not name another metric; intervals need no cue of their own."""
        wanted = context.distinctive - {"interval", "change"}
        return not wanted or bool(
            (say.profile.all | {"close"}) & (wanted | context.clause - GENERIC)
        )

    def metric(self, say: Say) -> str:
        """The name of the metric behind a value."""
        return self.index.facts[say.fact].metric.lower()
