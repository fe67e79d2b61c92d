"""Deals that any past day may need, as columns, with what was known of them open and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.forecast.grid import Floats
from analytics.forecast.levels import YEAR_DAYS
from data.store.snapshot import Snapshot

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NEVER = np.iinfo(np.int64).max
EPOCH = date(1970, 1, 1).toordinal()
USED = "(closed_on IS NULL OR closed_on > $used_from)"
_BEFORE = timedelta(days=YEAR_DAYS + 35)


@dataclass(frozen=True, eq=False)
class Facts:
    """Deals that any past day may need, a column each; days are counted from 1970.

    Attributes:
        started, closed: the largest number where there is no such day.
        open_amount, amount, value: in the reporting currency, NaN where unknown; as known while
            open, as known once closed, and what a won deal was won for.
    """

    ids: list[str]
    started: Ints
    closed: Ints
    won: Flags
    open_amount: Floats
    amount: Floats
    value: Floats

    @classmethod
    def of(cls, snapshot: Snapshot, first: date) -> Facts:
        """Those that were open, created or won from a year before the first origin on."""
        amount = "list_price" if "amount" in snapshot.rules.outcome_columns else "amount * rate"
        found = snapshot.columns(
            "SELECT opportunity_id, started_on, closed_on, status = 'won' AS won, "
            f"({amount})::DOUBLE AS open_amount, (amount * rate)::DOUBLE AS amount, "
            "(close_value * rate)::DOUBLE AS value FROM deals "
            f"WHERE {USED} ORDER BY opportunity_id",
            {"used_from": used_from(first)},
        )
        return cls(
            [str(one) for one in found["opportunity_id"]],
            _days(found["started_on"]),
            _days(found["closed_on"]),
            np.ma.filled(found["won"], False).astype(np.bool_),
            *(_numbers(found[name]) for name in ("open_amount", "amount", "value")),
        )

    def won_by_day(self, which: Flags, until: int) -> dict[date, float]:
        """Revenue by closing day of deals won up to a day, of those chosen."""
        used = which & self.won & (self.closed <= until) & ~np.isnan(self.value)
        days, place = np.unique(self.closed[used], return_inverse=True)
        sums = np.bincount(place, weights=self.value[used], minlength=len(days))
        return {
            date.fromordinal(day + EPOCH): won
            for day, won in zip(days.tolist(), sums.tolist(), strict=True)
        }


def used_from(first: date) -> date:
    """Deals closed up to this day are of no use to any origin."""
    return first - _BEFORE


def number(day: date) -> int:
    """A day as it is counted here."""
    return day.toordinal() - EPOCH


def _days(column: Any) -> Ints:
    days = np.ma.asarray(column)
    whole = np.ma.getdata(days).astype("datetime64[D]").astype(np.int64)
    return np.where(np.ma.getmaskarray(days), NEVER, whole)


def _numbers(column: Any) -> Floats:
    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)
