"""What every forecast of a snapshot starts from: the whole company ahead, read once and kept.

Imported by the tool when it runs, not with it: numpy loads here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from analytics.forecast.ahead import Ahead, arrivals, steps
from analytics.forecast.arrivals import NewcomerCurve, curves_of
from analytics.forecast.baselines import Past
from analytics.forecast.grid import Floats
from analytics.forecast.learned import WINDOWS, Learned, Looked, learn
from analytics.forecast.levels import CREATION_DAYS, YEAR_DAYS, Creation, Realized, by_week
from analytics.forecast.total import Outlook
from analytics.scored import NOW
from data.errors import NoData
from data.periods import Period, display_day
from data.store.snapshot import Row, Snapshot

MOST_PERIODS = 100
MOST_PARTS = 100
T = TypeVar("T")
_KEPT: WeakKeyDictionary[Snapshot, Company] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Created:
    """Deals created in the window before the as-of date; amounts in the reporting currency."""

    ids: Sequence[str]
    amounts: Floats
    days_ago: Floats

    def creation(self, used: Any = slice(None)) -> Creation:
        """Those used (a mask; all without one), as rates."""
        return Creation(
            self.amounts[used], by_week(self.days_ago[used], CREATION_DAYS), CREATION_DAYS
        )


@dataclass(frozen=True, eq=False)
class Company:
    """The company at the snapshot's as-of date.

    Attributes:
        ids: open deals with a chance and an amount.
        ahead: the same deals in that order; every stored day is a step.
        past: revenue won by day, all of it.
        learned: weight and spread by length of window, from forecasts of the past.
        newcomers: curves of deals still to be created.
        amounts: of the open deals, as known; those of `ahead` are at their realized share.
        told: forecasts already computed, by part and period.
        own: the same as `ahead` with every chance as it was scored, without the calendar.
        chances: chances already computed, by period.
        parts: parts of the company already read, by name.
    """

    ids: Sequence[str]
    stored: tuple[date, ...]
    ahead: Ahead
    own: Ahead
    created: Created
    past: Past
    learned: tuple[Learned, ...]
    newcomers: tuple[NewcomerCurve, ...]
    amounts: Floats
    told: dict[tuple[str, date, date], Outlook] = field(default_factory=dict)
    chances: dict[tuple[date, date], Floats] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)

    @property
    def has_newcomers(self) -> bool:
        """Whether curves of deals still to be created are stored for this day."""
        return bool(self.newcomers)

    def kept(self, name: str, read: Callable[[], T]) -> T:
        """What was read under a name before, else read now."""
        if name not in self.parts:
            if len(self.parts) >= MOST_PARTS:
                self.parts.clear()
            self.parts[name] = read()
        found: T = self.parts[name]
        return found

    def won_in(self, period: Period) -> Floats:
        """Chance of each open deal to be won in a period, computed once."""
        key = (period.start, period.end)
        if key not in self.chances:
            if len(self.chances) >= MOST_PERIODS:
                self.chances.clear()
            self.chances[key] = self.ahead.won_in(period)
        return self.chances[key]

    def check_inside(self, period: Period) -> None:
        """Refuse a period that the curves do not reach.

        Raises:
            NoData: `outside_history`.
        """
        if period.end > self.stored[-1]:
            raise NoData(
                "outside_history",
                f"Chances are known up to {display_day(self.stored[-1])}; {period.display} reaches "
                "beyond.",
                needs=["a period that ends earlier"],
            )


def company_of(snapshot: Snapshot) -> Company:
    """The company of a snapshot; read on the first call, kept as long as the snapshot is open."""
    if snapshot not in _KEPT:
        _KEPT[snapshot] = _read(snapshot)
    return _KEPT[snapshot]


def _read(snapshot: Snapshot) -> Company:
    stored = tuple(row["day"] for row in snapshot.rows("SELECT day FROM curve_days ORDER BY 1"))
    if not stored:
        raise NoData("too_few", "No curves are stored.", needs=["a new refresh"])
    realized, created = _realized(snapshot), _created(snapshot)
    ids, amounts, cumulative = _curves(snapshot, len(stored))
    newcomers = _newcomers(snapshot)
    ahead = Ahead(
        as_of=snapshot.as_of,
        ends=steps(stored, stored[-1]),
        amounts=amounts * realized.share,
        chances=np.maximum(np.diff(cumulative, axis=1, prepend=0.0), 0.0),
        arrivals=arrivals(newcomers, snapshot.as_of, stored),
        creation=created.creation(),
        realized=realized,
    )
    past, learned = _past(snapshot), _learned(snapshot)
    blended = ahead.blended(past, snapshot.calendar, learned)
    return Company(ids, stored, blended, ahead, created, past, learned, tuple(newcomers), amounts)


def _curves(snapshot: Snapshot, width: int) -> tuple[Sequence[str], Floats, Floats]:
    """Open deals with an amount, and the chance of each to be won by every stored day."""
    chosen = f"SELECT opportunity_id FROM {NOW} WHERE status = 'open' AND amount_summed IS NOT NULL"
    curves = snapshot.columns(
        f"SELECT cum_win FROM deal_curves WHERE opportunity_id IN ({chosen}) "
        "ORDER BY opportunity_id, day"
    )
    cumulative = _floats(curves["cum_win"]).reshape(-1, width)
    deals = snapshot.columns(
        f"SELECT opportunity_id, amount_summed::DOUBLE AS amount FROM {NOW} "
        "WHERE opportunity_id IN (SELECT opportunity_id FROM deal_curves) AND status = 'open' "
        "AND amount_summed IS NOT NULL ORDER BY opportunity_id"
    )
    ids = [str(one) for one in deals["opportunity_id"]]
    return ids, _floats(deals["amount"]), cumulative


def _created(snapshot: Snapshot) -> Created:
    found = snapshot.columns(
        "SELECT opportunity_id, coalesce(amount * rate, 0)::DOUBLE AS amount, "
        "($day - started_on)::DOUBLE AS ago FROM deals "
        "WHERE started_on > $first AND started_on <= $day ORDER BY opportunity_id",
        {"day": snapshot.as_of, "first": snapshot.as_of - timedelta(days=CREATION_DAYS)},
    )
    ids = [str(one) for one in found["opportunity_id"]]
    return Created(ids, _floats(found["amount"]), _floats(found["ago"]))


def _realized(snapshot: Snapshot) -> Realized:
    days = {"day": snapshot.as_of, "first": snapshot.as_of - timedelta(days=YEAR_DAYS)}
    won = snapshot.row(
        "SELECT count(*) AS n, coalesce(sum(close_value * rate), 0)::DOUBLE AS value, "
        "coalesce(sum(amount * rate), 0)::DOUBLE AS amount FROM deals WHERE status = 'won' "
        "AND amount * rate > 0 AND close_value IS NOT NULL AND started_on IS NOT NULL "
        "AND closed_on > $first AND closed_on <= $day",
        days,
    )
    mean = snapshot.row(
        "SELECT avg(amount * rate)::DOUBLE AS mean FROM deals WHERE started_on > $first "
        "AND started_on <= $day",
        days,
    )["mean"]
    return Realized.of(won["value"], won["amount"], int(won["n"]), mean)


def _newcomers(snapshot: Snapshot) -> list[NewcomerCurve]:
    """Curves of newcomers of the day, or of the nearest earlier origin."""
    rows: list[dict[str, Any]] = []
    if snapshot.has_table("newcomer_curves"):
        rows = snapshot.rows("SELECT started_on, day, cum_win FROM newcomer_curves")
    if not rows and snapshot.has_table("newcomer_history"):
        rows = snapshot.rows(
            "SELECT started_on, day, cum_win FROM newcomer_history WHERE origin = "
            "(SELECT max(origin) FROM newcomer_history WHERE origin <= $day)",
            {"day": snapshot.as_of},
        )
    return curves_of(rows)


def _past(snapshot: Snapshot) -> Past:
    return Past(daily_revenue(snapshot, "true", {}), _first_closing(snapshot), snapshot.as_of)


def daily_revenue(
    snapshot: Snapshot, condition: str, values: Mapping[str, Any]
) -> dict[date, float]:
    """Won revenue by day in the reporting currency, of deals that meet a condition."""
    return daily_revenue_by(snapshot, "true", condition, values).get(True, {})


def daily_revenue_by(
    snapshot: Snapshot, expression: str, condition: str, values: Mapping[str, Any]
) -> dict[Any, dict[date, float]]:
    """The same for each value of an expression over deals that has any."""
    rows = snapshot.rows(
        f"SELECT {expression} AS key, closed_on AS day, sum(close_value * rate)::DOUBLE AS won "
        f"FROM {NOW} WHERE status = 'won' AND closed_on <= $until AND ({condition}) "
        "GROUP BY ALL HAVING won IS NOT NULL ORDER BY day",
        {**values, "until": snapshot.as_of},
    )
    found: dict[Any, dict[date, float]] = {}
    for row in rows:
        found.setdefault(row["key"], {})[row["day"]] = row["won"]
    return found


def _first_closing(snapshot: Snapshot) -> date:
    first = snapshot.row(f"SELECT min(closed_on) AS day FROM {NOW} WHERE status <> 'open'")["day"]
    return first or snapshot.as_of


def _learned(snapshot: Snapshot) -> tuple[Learned, ...]:
    """From the windows of the record that had passed by the snapshot's day."""
    rows = []
    if snapshot.has_table("forecast_record"):
        rows = snapshot.rows(
            "SELECT * FROM forecast_record WHERE kind = 'window' AND actual IS NOT NULL "
            "AND until <= $day ORDER BY origin",
            {"day": snapshot.as_of},
        )
    return learned_from(rows)


def learned_from(rows: Sequence[Row]) -> tuple[Learned, ...]:
    """What these windows of the record teach, by length of window."""
    return tuple(
        learn(
            days,
            [
                Looked(row["origin"], row["deals_mean"], row["month_of_quarter"], row["mean"],
                       row["variance"], row["actual"])
                for row in rows
                if row["window_days"] == days
            ],
        )
        for days in WINDOWS
    )  # fmt: skip


def _floats(column: Any) -> Floats:
    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), 0.0)
