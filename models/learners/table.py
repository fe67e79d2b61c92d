"""The hazard table: how often deals are won and lost, a day, by age and position in the quarter.

A small table with two kinds of closing that compete; a deal that never closes just stays at risk,
so the rates of ages at which nothing closes come out near 0. Two more factors, shrunk hard, let all
deals that began in the same four weeks, and all deals of one owner, close faster or slower than the
table says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.learners.centered import centered
from models.learners.kinds import TableKind
from models.learners.shrinkage import ROUNDS, daily_rates, shrunk_factors
from models.learners.table_rates import daily_hazards, expected_closings, interval_rates
from models.learners.table_record import HazardRecord
from models.learners.tally import Tally, age_bands, cohorts, positions_in_quarter, tally
from models.learners.terms import Terms
from models.past.history import LOST, WON, Days, DealHistory, Floats, Ints
from models.past.rows import Rows, Texts

MINIMUM_CLOSED = 40
MINIMUM_WON = 10
AGE_EDGES = (*range(7, 141, 7), *range(168, 365, 28), *range(455, 729, 91))


@dataclass(frozen=True, eq=False)
class HazardTable:
    """Chance a day of a deal that is still open, by age band × position in the quarter.

    Attributes:
        win, lose: chance of being won or lost on one day (age band × position).
        edges: first age, in days, of every band but the first.
        first_month: month in which the fiscal year starts.
        factors: closing of each four-week cohort as a multiple of the table; empty: all 1.
        first_cohort: the day the first of these cohorts begins.
        owners: closing of each owner's deals as a multiple of the table; others have 1.
        entered: the day from which closings are recorded.
        as_of: what was known at the end of this day was learnt from.
        closed, won: deals learnt from.
    """

    kind: TableKind
    win: Floats
    lose: Floats
    edges: tuple[int, ...]
    first_month: int
    factors: Floats
    first_cohort: date
    owners: dict[str, float]
    entered: date
    as_of: date
    closed: int
    won: int

    def log_rates(self, rows: Rows, days: Ints) -> tuple[Floats, Floats]:
        """See `learners.kinds`: the daily table averaged over each interval, times the factors."""
        win, lose = self._ages(rows, days)
        factor = (self._log_starts(rows.started) + self._log_owners(rows.owners))[:, None]
        return win + factor, lose + factor

    def terms(self, rows: Rows, days: Ints) -> Terms:
        """See `models.learners.kinds`: groups age, start_weeks and, with owners, people."""
        win, lose = self._ages(rows, days)
        factors = {"start_weeks": self._log_starts(rows.started)}
        if self.owners:
            factors["people"] = self._log_owners(rows.owners)
        flat = [np.repeat(one[:, None], len(days), axis=1) for one in factors.values()]
        return centered(("age", *factors), days, [win, *flat], [lose, *flat])

    def _ages(self, rows: Rows, days: Ints) -> tuple[Floats, Floats]:
        win, lose = interval_rates(
            daily_hazards(self.win, self.lose),
            self.edges,
            self.first_month,
            rows.started,
            rows.as_of,
            np.asarray(days, dtype=np.int64),
        )
        return np.log(win), np.log(lose)

    def _log_starts(self, started: Days) -> Floats:
        return np.log(self._factors(started))

    def _log_owners(self, owners: Texts) -> Floats:
        names, place = np.unique(owners.astype(np.str_), return_inverse=True)
        return np.log([self.owners.get(str(name), 1.0) for name in names])[place]

    def curves(self, started: Days, as_of: date, days: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Chance to be won, and lost, within so many days of `as_of`, for deals open at its end.

        Day by day, and without a factor for the owner.

        Args:
            started: starting day of each deal, `as_of` at the latest.
            as_of: the day at whose end the deals are open.
            days: whole days after `as_of`, each at least 1, in any order.

        Returns:
            Two tables, deal × day. Neither falls with the days; together they never pass 1.

        Raises:
            ValueError: a deal starts after `as_of`, or a day is below 1.
        """
        days = np.asarray(days, dtype=np.int64)
        if len(days) and days.min() < 1:
            raise ValueError("days after as_of start at 1")
        distinct, deal = np.unique(np.asarray(started, "datetime64[D]"), return_inverse=True)
        if len(distinct) and distinct[-1] > np.datetime64(as_of, "D"):
            raise ValueError(f"a deal starts after {as_of}: it is not open then")
        last = int(days.max()) if len(days) else 0
        win, lose = self._daily(distinct, as_of, last)
        still_open = np.cumprod(1.0 - win - lose, axis=1)
        before = np.ones_like(still_open)
        before[:, 1:] = still_open[:, :-1]
        cum_win = np.cumsum(before * win, axis=1)[:, days - 1]
        cum_lose = np.cumsum(before * lose, axis=1)[:, days - 1]
        return cum_win[deal], cum_lose[deal]

    def _daily(self, started: Days, as_of: date, last: int) -> tuple[Floats, Floats]:
        """Chance of being won and lost on each of the days 1 … last, given that it is open."""
        offsets = np.arange(1, last + 1)
        first_age = (np.datetime64(as_of, "D") - started).astype(np.int64)
        band = age_bands(first_age[:, None] + offsets, self.edges)
        calendar_days = np.datetime64(as_of, "D") + offsets
        position = positions_in_quarter(calendar_days, self.first_month, self.win.shape[1])
        factor = self._factors(started)[:, None]
        win, lose = self.win[band, position] * factor, self.lose[band, position] * factor
        over = np.maximum(win + lose, 1.0)
        return win / over, lose / over

    def _factors(self, started: Days) -> Floats:
        found = np.ones(len(started))
        number: Ints = cohorts(started, self.first_cohort)
        known = (number >= 0) & (number < len(self.factors))
        found[known] = self.factors[number[known]]
        return found

    def to_json(self) -> dict[str, object]:
        """Plain JSON types; `from_json` gives a table with equal curves."""
        record = HazardRecord(
            kind=self.kind,
            win=self.win.tolist(),
            lose=self.lose.tolist(),
            edges=self.edges,
            first_month=self.first_month,
            factors=tuple(self.factors.tolist()),
            first_cohort=self.first_cohort,
            owners=self.owners,
            entered=self.entered,
            as_of=self.as_of,
            closed=self.closed,
            won=self.won,
        )
        return record.model_dump(mode="json")

    @classmethod
    def from_json(cls, stored: object) -> HazardTable:
        """The table again.

        Raises:
            pydantic.ValidationError: a field is absent or unknown, a chance lies outside 0–1 or
                the shapes do not fit.
        """
        record = HazardRecord.model_validate(stored)
        return cls(
            kind=record.kind,
            win=np.array(record.win, dtype=np.float64),
            lose=np.array(record.lose, dtype=np.float64),
            edges=record.edges,
            first_month=record.first_month,
            factors=np.array(record.factors, dtype=np.float64),
            first_cohort=record.first_cohort,
            owners=record.owners,
            entered=record.entered,
            as_of=record.as_of,
            closed=record.closed,
            won=record.won,
        )


def check_enough(history: DealHistory) -> None:
    """Refuse to learn from a handful of deals. A history without any lost deal is accepted.

    Raises:
        TooFewOutcomes: fewer than MINIMUM_CLOSED deals have closed, or fewer than MINIMUM_WON won.
    """
    closed = history.won + history.lost
    if closed < MINIMUM_CLOSED:
        raise TooFewOutcomes("closed deals with a starting day", closed, MINIMUM_CLOSED)
    if history.won < MINIMUM_WON:
        raise TooFewOutcomes("won deals with a starting day", history.won, MINIMUM_WON)


def fit(
    history: DealHistory,
    as_of: date,
    calendar: FiscalCalendar,
    kind: TableKind = "age_quarter_cohort",
) -> HazardTable:
    """Learn a table from what was known at the end of `as_of`.

    Raises:
        TooFewOutcomes: see `check_enough`.
    """
    return fit_kinds(history, as_of, calendar, (kind,))[kind]


def fit_kinds(
    history: DealHistory, as_of: date, calendar: FiscalCalendar, kinds: tuple[TableKind, ...]
) -> dict[TableKind, HazardTable]:
    """Learn several kinds of table from one count; see `fit`.

    Raises:
        TooFewOutcomes: see `check_enough`.
    """
    known = history.known_at(as_of)
    check_enough(known)
    counts = tally(known, as_of, AGE_EDGES, calendar.first_month)
    found: dict[TableKind, HazardTable] = {}
    for kind in kinds:
        with_starts = found.get("age_quarter_cohort")
        if kind == "age_quarter_cohort_rep" and with_starts is not None:
            found[kind] = replace(with_starts, kind=kind)
        else:
            found[kind] = _fit(known, counts, as_of, calendar, kind)
        if kind == "age_quarter_cohort_rep" and known.owner is not None:
            factors = _owner_factors(found[kind], known, known.owner)
            found[kind] = replace(found[kind], owners=factors)
    return found


def _fit(
    known: DealHistory, counts: Tally, as_of: date, calendar: FiscalCalendar, kind: TableKind
) -> HazardTable:
    win, lose, factors = _rates(counts, kind)
    return HazardTable(
        kind=kind,
        win=win,
        lose=lose,
        edges=AGE_EDGES,
        first_month=calendar.first_month,
        factors=factors,
        first_cohort=counts.first_cohort,
        owners={},
        entered=counts.entered,
        as_of=as_of,
        closed=known.won + known.lost,
        won=known.won,
    )


def _rates(counts: Tally, kind: TableKind) -> tuple[Floats, Floats, Floats]:
    """Chances a day by band × position, and cohort factors found in turn with them."""
    counts = counts.without_positions() if kind == "age" else counts
    with_cohorts = kind in ("age_quarter_cohort", "age_quarter_cohort_rep")
    wins, losses = counts.wins.sum(axis=2), counts.losses.sum(axis=2)
    factors = np.ones(counts.exposure.shape[2])
    for _ in range(ROUNDS if with_cohorts else 1):
        exposure = (counts.exposure * factors).sum(axis=2)
        win, lose = daily_rates(wins, exposure), daily_rates(losses, exposure)
        if with_cohorts:
            total = (win + lose)[:, :, None]
            expected = (counts.plain_exposure * total).sum(axis=(0, 1))
            factors = shrunk_factors(counts.cohort_closings, expected)
    over = np.maximum(win + lose, 1.0)
    return win / over, lose / over, factors if with_cohorts else np.empty(0)


def _owner_factors(table: HazardTable, known: DealHistory, owner: Texts) -> dict[str, float]:
    """For each owner: closings seen beside those the table expects, shrunk; deals count once."""
    expected, seen = expected_closings(
        table.win + table.lose,
        table.edges,
        table.first_month,
        table._factors(known.started),
        known,
        table.as_of,
        table.entered,
    )
    used = seen & (owner != "")
    names, number = np.unique(owner[used].astype(np.str_), return_inverse=True)
    closed = np.isin(known.outcome[used], (WON, LOST)).astype(np.float64)
    if not len(names):
        return {}
    seen_closings: Floats = np.bincount(number, weights=closed).astype(np.float64)
    expected_ones: Floats = np.bincount(number, weights=expected[used]).astype(np.float64)
    factors = shrunk_factors(seen_closings, expected_ones)
    return dict(zip(names.tolist(), factors.tolist(), strict=True))
