"""Whether the period a sentence states is the period of the fact behind a figure.

A period right beside a figure must be the fact's. One that frames the sentence or stands above it
may also be a wider or narrower one of the same days, unless the ledger has this very figure for it.
"""

from __future__ import annotations

from copilot.grounding.context import Context
from copilot.grounding.dates import same_day
from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.periods import states_period
from copilot.grounding.tokens import When
from data.periods import Period
from tools.facts import Fact

_PRIOR = ("before", "earlier", "ago")


class Timing:
    """Compares the period that governs a figure with the period of a fact."""

    def __init__(self, index: LedgerIndex) -> None:
        self.index = index

    def fits(self, say: Say, context: Context) -> bool:
        """Whether a fact may be said of the period the sentence states, or states not."""
        fact, when = self.index.facts[say.fact], context.when
        if fact.period is None or (when is not None and when.problem):
            return True
        if when is None:
            return context.looks_back or not self._outdated(say, fact)
        if say.profile.change and (when.mode == "start" or when.phrase.endswith(_PRIOR)):
            return when.grain != "day" or states_period(self.index, when, fact.period)
        if states_period(self.index, when, fact.period) or self._dates_it(say, when):
            return True
        return not context.strict and self._meets(say, when, fact)

    def states(self, say: Say, context: Context) -> bool:
        """Whether the sentence states the very period of a fact."""
        period = self.index.facts[say.fact].period
        stated = context.when is not None and period is not None
        return stated and states_period(self.index, context.when, period)  # type: ignore[arg-type]

    def _siblings(self, say: Say, fact: Fact) -> list[Period]:
        """Periods of the same figure of the same subject elsewhere in the ledger."""
        others = (self.index.facts[n] for n in self.index.by_subject.get(say.subject, []))
        return [o.period for o in others if o.metric == fact.metric and o.period and o != fact]

    def _outdated(self, say: Say, fact: Fact) -> bool:
        """Unsaid, the latest period is meant."""
        end = fact.period.end if fact.period else None
        return any(end is not None and period.end > end for period in self._siblings(say, fact))

    def _meets(self, say: Say, when: When, fact: Fact) -> bool:
        if any(states_period(self.index, when, period) for period in self._siblings(say, fact)):
            return False
        if fact.period is None or when.grain == "day":
            return False
        if when.first and when.last and not when.yearless:
            return when.first <= fact.period.end and fact.period.start <= when.last
        named = (f.period for f in self.index.facts if f.period)
        return any(states_period(self.index, when, p) and p.meets(fact.period) for p in named)

    def _dates_it(self, say: Say, when: When) -> bool:
        """Whether the date is not the figure's period but another date of the same subject."""
        if when.first is None or when.grain != "day":
            return False
        facts = self.index.by_subject.get(say.subject, [])
        days = (self.index.days.get(fact) for fact in facts)
        return any(day is not None and same_day(when, when.first, day) for day in days)
