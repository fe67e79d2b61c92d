"""A forecast between two days: its steps added up, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

import numpy as np

from analytics.forecast.moves import PARTS
from analytics.forecast.total import Outlook
from data.periods import Period
from data.store.snapshot import Snapshot
from tools.explaining.step import End, Step, end_of, step_of
from tools.filters import Filter

COUNTED = ("won", "lost", "removed", "created", "amounts", "prospects", "scope")


@dataclass(frozen=True, eq=False)
class Span:
    """What moved a forecast between two days.

    Attributes:
        parts: for each of PARTS, the sum over the steps.
        counts: deals in scope behind each kind of fact, each deal once.
    """

    period: Period
    first: End
    last: End
    parts: dict[str, float]
    counts: dict[str, int]

    @property
    def outlooks(self) -> tuple[Outlook, Outlook]:
        """The distributions at both ends."""
        return self.first.part.outlook(self.period), self.last.part.outlook(self.period)

    @property
    def means(self) -> tuple[float, float]:
        """The means at both ends as a forecast shows them: the sum of its parts to the cent."""
        before, after = (
            round(one.won, 2) + round(one.open.mean, 2) + round(one.new.mean, 2)
            for one in self.outlooks
        )
        return round(before, 2), round(after, 2)


def span_of(
    present: Snapshot, chosen: Filter, days: Sequence[date], period: Period, *, has_new: bool
) -> Span:
    """The steps between days that follow on each other, added up.

    Raises:
        NoData: `outside_history`: the period reaches beyond the curves of the first day.
    """
    first = older = end_of(present, chosen, days[0], has_new=has_new)
    first.part.company.check_inside(period)
    steps: list[dict[str, float]] = []
    touched: dict[str, set[str]] = {kind: set() for kind in COUNTED}
    for day in days[1:]:
        newer = end_of(present, chosen, day, has_new=has_new)
        step = step_of(present, chosen, older, newer, period)
        steps.append({str(part): value for part, value in step.move.parts(period).items()})
        for kind, deals in _touched(step).items():
            touched[kind] |= deals
        older = newer
    parts = {str(part): fsum(step[part] for step in steps) for part in PARTS}
    counts = {kind: len(deals) for kind, deals in touched.items()}
    return Span(period, first, older, parts, counts)


def _touched(step: Step) -> dict[str, set[str]]:
    """Deals in scope behind each kind of fact of one step."""
    move = step.move
    kept = move.is_of("kept") & move.old.used & move.new.used
    found = {fate: move.is_of(fate) & move.old.used for fate in ("won", "lost", "removed")}
    found["created"] = move.is_of("created") & move.new.used
    found["amounts"] = kept & (move.old.amounts != move.new.amounts)
    found["prospects"] = kept & (move.aged.chances != move.moved).any(axis=1)
    found["scope"] = move.is_of("kept") & (move.old.used != move.new.used)
    touched = {
        name: {step.ids[at] for at in np.flatnonzero(deals)} for name, deals in found.items()
    }
    touched["won"] |= step.won_at_once
    return touched
