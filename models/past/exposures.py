"""What became of landmarks, cut into intervals: days at risk, won and lost in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.errors import TooFewOutcomes
from models.learners.table import HazardTable
from models.past.history import LOST, WON, Days, DealHistory, Flags, Floats, Ints, as_date
from models.past.landmarks import Landmarks

LONGEST_LEAD = 182
WEEKLY_UNTIL = 63


@dataclass(frozen=True, eq=False)
class Intervals:
    """What became of landmarks, a row an interval in which the deal was still at risk.

    Attributes:
        row: which landmark row it follows.
        first, last: the whole interval, as days after the landmark, both included.
        exposure: days of it at risk: up to the closing or to the last known day.
        won, lost: 1.0 where the deal was won, or lost, in it.
    """

    row: Ints
    first: Ints
    last: Ints
    exposure: Floats
    won: Floats
    lost: Floats

    def __len__(self) -> int:
        return len(self.row)

    def take(self, picked: Ints | Flags) -> Intervals:
        """These rows only."""
        return Intervals(
            self.row[picked],
            self.first[picked],
            self.last[picked],
            self.exposure[picked],
            self.won[picked],
            self.lost[picked],
        )


def first_landmark(history: DealHistory, until: date) -> date:
    """The day before the first closing known at the end of `until`.

    Raises:
        TooFewOutcomes: nothing has closed by then.
    """
    entered = history.known_at(until).first_closing
    if entered is None:
        raise TooFewOutcomes("closed deals with a starting day", 0, 1)
    return entered - timedelta(days=1)


def cuts(day: date) -> Ints:
    """Last days of the intervals after a landmark: Sundays and month ends for nine weeks, then
    month ends alone, up to half a year."""
    found = []
    for offset in range(1, LONGEST_LEAD + 1):
        then = day + timedelta(days=offset)
        is_month_end = (then + timedelta(days=1)).day == 1
        if is_month_end or (then.weekday() == 6 and offset <= WEEKLY_UNTIL):
            found.append(offset)
    return np.array(found, dtype=np.int64)


def intervals_of(landmarks: Landmarks, history: DealHistory, days: Days, until: date) -> Intervals:
    """The intervals after the landmarks of some days, as far as known at the end of `until`.

    An interval counts where the deal was at risk for at least one of its days; the closing day is
    at risk. A closing after `until` is not known.
    """
    parts = [_after(landmarks, history, day, until) for day in days]
    return Intervals(
        *(
            np.concatenate([np.empty(0, kind), *(part[field] for part in parts)])
            for field, kind in enumerate((np.int64, np.int64, np.int64, *[np.float64] * 3))
        )
    )


_Part = tuple[Ints, Ints, Ints, Floats, Floats, Floats]


def _after(landmarks: Landmarks, history: DealHistory, day: np.datetime64, until: date) -> _Part:
    begin, end = np.searchsorted(landmarks.day, [day, day + 1])
    deal = landmarks.deal[begin:end]
    last = cuts(as_date(day))
    first = np.concatenate([[1], last[:-1] + 1])
    known = int((np.datetime64(until, "D") - day).astype(int))
    closing = (history.closed[deal] - day).astype(np.int64)
    has_closed = ~np.isnat(history.closed[deal]) & (closing <= known)
    at_risk_until = np.where(has_closed, closing, known)[:, None]
    exposure = np.minimum(at_risk_until, last) - first + 1
    row, interval = np.nonzero(exposure > 0)
    closes = has_closed[row] & (closing[row] >= first[interval]) & (closing[row] <= last[interval])
    outcome = history.outcome[deal][row]
    return (
        (begin + row).astype(np.int64),
        first[interval],
        last[interval],
        exposure[row, interval].astype(np.float64),
        (closes & (outcome == WON)).astype(np.float64),
        (closes & (outcome == LOST)).astype(np.float64),
    )


def expected_in(
    table: HazardTable, landmarks: Landmarks, history: DealHistory, intervals: Intervals
) -> tuple[Floats, Floats]:
    """Wins and losses that the table expects in each interval: its mean rate × days at risk."""
    win, lose = np.empty(len(intervals)), np.empty(len(intervals))
    of_day = landmarks.day[intervals.row]
    for day in np.unique(of_day):
        here = np.flatnonzero(of_day == day)
        last = cuts(as_date(day))
        begin = int(np.searchsorted(landmarks.day, day))
        log_win, log_lose = table.log_rates(landmarks.at(as_date(day), history)[1], last)
        cell = (intervals.row[here] - begin, np.searchsorted(last, intervals.last[here]))
        win[here] = np.exp(log_win[cell]) * intervals.exposure[here]
        lose[here] = np.exp(log_lose[cell]) * intervals.exposure[here]
    return win, lose


def sampled(landmarks: Landmarks, intervals: Intervals, most: int) -> Intervals:
    """At most about `most` intervals: all those of a fixed share of landmarks, by deal and day."""
    if len(intervals) <= most:
        return intervals
    day = landmarks.day.astype(np.int64)
    mixed = (landmarks.deal * 2_654_435_761 + day * 40_503) % 2**32
    kept = mixed < most / len(intervals) * 2**32
    return intervals.take(kept[intervals.row])
