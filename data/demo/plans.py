"""Planned closing dates: the first one recorded, then pushed to later or pulled in, each dated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.calendar import month_end, next_working_day
from data.demo.process import Process
from data.demo.state import State
from data.demo.streams import Flags, Ints, Streams

_PUSH_DAYS = (14, 75)
_WAIT_DAYS = (25, 61)
_MONTH_END_SHARE = 0.4
_SPAN, _SPREAD = 68, 0.45


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

    def pushes(self, count: int) -> Ints:
        """How often each of so many deals was moved to a later date."""
        later = (np.diff(self.deal) == 0) & (np.diff(self.planned) > 0)
        return np.bincount(self.deal[1:][later], minlength=count)


def first_plans(streams: Streams, process: Process, state: State) -> None:
    """Fills in the first planned date of every deal and when it is looked at."""
    random = streams.of("first plans")
    created = state.created
    span = np.exp(np.log(_SPAN) + _SPREAD * random.standard_normal(len(created)))
    state.planned = _rounded(random, created + np.clip(span, 14, 260).astype(np.int64))
    state.pulls = random.random(len(created)) < process.pull_in_share
    half_way = created + 1 + ((state.planned - created) * 0.45).astype(np.int64)
    due = state.planned + random.integers(-7, 11, size=len(created))
    state.review = np.maximum(np.where(state.pulls, half_way, due), created + 1)


def review(
    random: np.random.Generator, process: Process, state: State, at: Ints, today: int
) -> Ints:
    """Looks at the deals due for it today and returns those whose date is moved.

    A rep looks at a deal about when it is due: live ones are mostly pushed, quiet ones are often
    left overdue and looked at again weeks later. A few are pulled in half way.
    """
    at = at[state.review[at] <= today]
    if not len(at):
        return at
    pulling = state.pulls[at] & (state.planned[at] > today + 10)
    sooner = today + 1 + ((state.planned[at] - today) * (0.3 + 0.4 * random.random(len(at))))
    agreed = random.random(len(at)) < np.where(
        state.quiet[at], process.push_if_quiet, process.push_if_live
    )
    after = np.maximum(state.planned[at], today) + random.integers(*_PUSH_DAYS, size=len(at))
    later = _rounded(random, after)
    moved = pulling | agreed
    state.planned[at] = np.where(
        pulling, sooner.astype(np.int64), np.where(agreed, later, state.planned[at])
    )
    state.pushes[at] += agreed & ~pulling
    state.pulls[at] = False
    state.review[at] = _next_look(random, state.planned[at], today, moved)
    return at[moved]


def _next_look(random: np.random.Generator, planned: Ints, today: int, moved: Flags) -> Ints:
    due = np.maximum(planned + random.integers(-7, 11, size=len(planned)), today + 1)
    return np.where(moved, due, today + random.integers(*_WAIT_DAYS, size=len(planned)))


def _rounded(random: np.random.Generator, days: Ints) -> Ints:
    """Many plans name the end of a month, the others a working day."""
    at_end = random.random(len(days)) < _MONTH_END_SHARE
    return np.asarray(np.where(at_end, month_end(days), next_working_day(days)))
