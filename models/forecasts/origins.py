"""What a forecast could know at a past day: open deals with their curves, newcomers, won revenue.

Nothing after the origin is read, but for one column: the amount of a deal is the one recorded now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa

from analytics.curves import stored_days
from analytics.forecast.ahead import Ahead, arrivals, steps
from analytics.forecast.arrivals import NewcomerCurve
from analytics.forecast.baselines import Past
from analytics.forecast.levels import CREATION_DAYS, YEAR_DAYS, Creation, Realized, by_week
from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.learners.kinds import NEWCOMERS, HazardModel
from models.learners.table import HazardTable, fit
from models.past.history import Days, DealHistory, Flags, Floats, days_of
from models.scores.newcomers import starts

LONGEST = timedelta(days=92)


@dataclass(frozen=True, eq=False)
class Facts:
    """Every deal with a starting day, a column each; amounts in the reporting currency.

    Attributes:
        place: where a deal stands in the columns, by its id.
        amounts, values: NaN where unknown; `values` what won deals were won for.
    """

    place: dict[str, int]
    history: DealHistory
    amounts: Floats
    values: Floats

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection) -> Facts:
        """Read from `deals`."""
        found = connection.execute(
            "SELECT opportunity_id, started_on, closed_on, "
            "CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END::TINYINT AS outcome, "
            "(amount * rate)::DOUBLE AS amount, (close_value * rate)::DOUBLE AS value "
            "FROM deals WHERE started_on IS NOT NULL ORDER BY opportunity_id"
        ).fetchnumpy()
        filled = {
            name: np.ma.filled(found[name].astype(np.float64), np.nan)
            for name in ("amount", "value")
        }
        started, closed = days_of(found["started_on"]), days_of(found["closed_on"])
        outcome = np.ma.filled(found["outcome"], 0)
        return cls(
            {str(deal): place for place, deal in enumerate(found["opportunity_id"])},
            DealHistory(started, closed, outcome),
            filled["amount"],
            filled["value"],
        )

    def won(self, after: date, until: date) -> Flags:
        """Deals won after the one day and by the end of the other, for a known value."""
        found: Flags = self.history.won_between(after, until) & ~np.isnan(self.values)
        return found

    def revenue(self, after: date, until: date) -> float:
        """What they were won for."""
        return float(self.values[self.won(after, until)].sum())


@dataclass(frozen=True, eq=False)
class Origin:
    """What was known at the end of a day: everything ahead, and revenue won by day."""

    day: date
    ahead: Ahead
    newcomers: list[NewcomerCurve]
    past: Past


def origins_of(
    connection: duckdb.DuckDBPyConnection,
    facts: Facts,
    calendar: FiscalCalendar,
    tables: Mapping[date, HazardModel],
) -> Iterator[Origin]:
    """Every origin of `score_history` with refitted curves, the earliest first.

    One at which no table of hazards can be learnt for newcomers is left out.

    Args:
        tables: those learnt already.
    """
    days = connection.execute(
        "SELECT DISTINCT origin FROM score_history WHERE model = 'refitted' "
        "AND cum_win IS NOT NULL ORDER BY 1"
    ).fetchall()
    for (day,) in days:
        table = tables.get(day)
        try:
            if not isinstance(table, HazardTable):
                table = fit(facts.history, day, calendar, NEWCOMERS)
        except TooFewOutcomes:
            continue
        yield _origin(connection, facts, day, table)


def _origin(
    connection: duckdb.DuckDBPyConnection, facts: Facts, day: date, table: HazardTable
) -> Origin:
    realized, (amounts, cum_win) = _realized(facts, day), _open(connection, facts, day)
    ends = steps([day + timedelta(days=offset) for offset in stored_days(day)], day + LONGEST)
    newcomers = newcomer_curves(table, day)
    ahead = Ahead(
        as_of=day,
        ends=ends,
        amounts=amounts * realized.share,
        chances=np.maximum(np.diff(cum_win[:, : len(ends)], axis=1, prepend=0.0), 0.0),
        arrivals=arrivals(newcomers, day, ends),
        creation=_creation(facts, day),
        realized=realized,
    )
    return Origin(day, ahead, newcomers, _past(facts, day))


def _open(connection: duckdb.DuckDBPyConnection, facts: Facts, day: date) -> tuple[Floats, Floats]:
    found = connection.execute(
        "SELECT opportunity_id, cum_win FROM score_history WHERE model = 'refitted' "
        "AND origin = $day AND cum_win IS NOT NULL ORDER BY opportunity_id",
        {"day": day},
    ).to_arrow_table()
    width = len(stored_days(day))
    flat = found["cum_win"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    places = np.array([facts.place.get(one, -1) for one in found["opportunity_id"].to_pylist()])
    amounts = np.where(places >= 0, facts.amounts[places] if len(facts.amounts) else 0.0, np.nan)
    known = ~np.isnan(amounts)
    return amounts[known], flat.reshape(len(places), width)[known]


def newcomer_curves(table: HazardTable, day: date) -> list[NewcomerCurve]:
    """Curves of deals that would start in the 92 days after a day, from the table by age."""
    stored = np.array(stored_days(day), dtype=np.int64)
    found = []
    for start in starts(day):
        if start > day + LONGEST:
            break
        lead = (start - day).days
        ahead = stored[(stored > lead) & (stored <= LONGEST.days + 31)] - lead
        win, _ = table.curves(np.array([start], dtype="datetime64[D]"), start, ahead)
        days = [start + timedelta(days=int(one)) for one in ahead]
        found.append(NewcomerCurve(start, days, win[0].tolist()))
    return found


def create_newcomer_history(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `newcomer_history`: curves of newcomers as at each origin."""
    connection.execute(
        "CREATE TABLE newcomer_history (origin DATE, started_on DATE, day DATE, cum_win DOUBLE)"
    )


def store_newcomer_history(connection: duckdb.DuckDBPyConnection, origin: Origin) -> None:
    """Keep an origin's curves of newcomers, for whoever asks for that day later."""
    curves = origin.newcomers
    rows = pa.table(
        {
            "started_on": [curve.started_on for curve in curves for _ in curve.days],
            "day": [day for curve in curves for day in curve.days],
            "cum_win": [chance for curve in curves for chance in curve.cum_win],
        }
    )
    connection.register("newcomers_in", rows)
    connection.execute(
        "INSERT INTO newcomer_history SELECT $origin, started_on, day, cum_win FROM newcomers_in",
        {"origin": origin.day},
    )
    connection.unregister("newcomers_in")


def _between(days: Days, after: date, until: date) -> Flags:
    found: Flags = (days > np.datetime64(after, "D")) & (days <= np.datetime64(until, "D"))
    return found


def _realized(facts: Facts, day: date) -> Realized:
    year_ago = day - timedelta(days=YEAR_DAYS)
    won = facts.won(year_ago, day) & (facts.amounts > 0)
    created = _between(facts.history.started, year_ago, day) & ~np.isnan(facts.amounts)
    mean = float(facts.amounts[created].mean()) if created.any() else None
    return Realized.of(
        float(facts.values[won].sum()), float(facts.amounts[won].sum()), int(won.sum()), mean
    )


def _creation(facts: Facts, day: date) -> Creation:
    started = facts.history.started
    used = _between(started, day - timedelta(days=CREATION_DAYS), day)
    ago = (np.datetime64(day, "D") - started[used]).astype(np.float64)
    known = used & ~np.isnan(facts.amounts)
    return Creation(facts.amounts[known], by_week(ago, CREATION_DAYS), CREATION_DAYS)


def _past(facts: Facts, day: date) -> Past:
    first = facts.history.first_closing or day
    won = facts.won(first - timedelta(days=1), day)
    daily: dict[date, float] = {}
    closed: Sequence[date] = facts.history.closed[won].tolist()
    for one, value in zip(closed, facts.values[won].tolist(), strict=True):
        daily[one] = daily.get(one, 0.0) + value
    return Past(daily, first, day)
