"""Planned closing dates: the first one recorded, then pushed to later or pulled in, each dated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.calendar import month_end, next_working_day
from data.demo.outcomes import Outcomes
from data.demo.process import Process
from data.demo.streams import Ints, Streams

_ROUNDS = 14
_PUSH_DAYS = (14, 75)
_MONTH_END_SHARE = 0.4


@dataclass(frozen=True)
class ClosingDates:
    """Every recorded closing date, ordered by deal and day of recording."""

    deal: Ints
    planned: Ints
    changed: Ints

    def up_to(self, day: int) -> ClosingDates:
        """What had been recorded by the end of that day."""
        kept = self.changed <= day
        return ClosingDates(self.deal[kept], self.planned[kept], self.changed[kept])

    def latest(self, count: int) -> Ints:
        """The last recorded date of each of so many deals."""
        last = np.zeros(count, dtype=np.int64)
        last[self.deal] = self.planned
        return last


def make_closing_dates(
    streams: Streams, process: Process, created: Ints, outcomes: Outcomes
) -> ClosingDates:
    """Reps look at a deal about when it is due; one still open then may be pushed.

    Pushes depend on how the deal will end (truth: `push_if_won` and so on), never on chance alone.
    """
    deals = np.arange(len(created))
    planned, changed = _first_plan(streams, created), created.copy()
    log = [(deals, planned.copy(), created)]
    pulled, sooner, half_way = _pull_ins(streams, process, created, planned, outcomes)
    planned[pulled], changed[pulled] = sooner, half_way
    log.append((pulled, sooner, half_way))
    random = streams.of("pushes")
    push = np.asarray([process.push_if_open, process.push_if_won, process.push_if_lost])
    asking = deals
    for _ in range(_ROUNDS):
        review = _review_day(random, planned[asking], changed[asking])
        agreed = random.random(len(asking)) < push[outcomes.result[asking]]
        later = _later(random, np.maximum(planned[asking], review))
        moved = agreed & (review < outcomes.ended[asking])
        asking, review, later = asking[moved], review[moved], later[moved]
        planned[asking], changed[asking] = later, review
        log.append((asking, later, review))
    return _sorted(log)


def _first_plan(streams: Streams, created: Ints) -> Ints:
    random = streams.of("first plans")
    span = np.exp(np.log(60) + 0.45 * random.standard_normal(len(created)))
    plain = created + np.clip(span, 14, 260).astype(np.int64)
    return _rounded(random, plain)


def _rounded(random: np.random.Generator, days: Ints) -> Ints:
    """Many plans name the end of a month, the others a working day."""
    at_end = random.random(len(days)) < _MONTH_END_SHARE
    return np.asarray(np.where(at_end, month_end(days), next_working_day(days)))


def _pull_ins(
    streams: Streams, process: Process, created: Ints, planned: Ints, outcomes: Outcomes
) -> tuple[Ints, Ints, Ints]:
    """A few deals get an earlier date about half way: which, the new date, the day recorded."""
    random = streams.of("pull-ins")
    chosen, when, how_far = random.random((3, len(created)))
    half_way = next_working_day(
        created + 1 + ((planned - created) * (0.3 + 0.3 * when)).astype(np.int64)
    )
    sooner = half_way + ((planned - half_way) * (0.3 + 0.4 * how_far)).astype(np.int64)
    moved = (chosen < process.pull_in_share) & (half_way < outcomes.ended)
    at = np.flatnonzero(moved & (sooner > half_way) & (sooner < planned))
    return at, sooner[at], half_way[at]


def _review_day(random: np.random.Generator, planned: Ints, changed: Ints) -> Ints:
    """Within a week before the planned date to ten days past it, after the last change."""
    around = planned + random.integers(-7, 11, size=len(planned))
    return next_working_day(np.maximum(around, changed + 1))


def _later(random: np.random.Generator, after: Ints) -> Ints:
    return _rounded(random, after + random.integers(*_PUSH_DAYS, size=len(after)))


def _sorted(log: list[tuple[Ints, Ints, Ints]]) -> ClosingDates:
    deal, planned, changed = (np.concatenate(column) for column in zip(*log, strict=True))
    order = np.lexsort((changed, deal))
    return ClosingDates(deal[order], planned[order], changed[order])
