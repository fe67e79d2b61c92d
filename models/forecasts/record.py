"""The record of past forecasts: what would have been said at each origin, and what came.

At every origin the blend with the calendar and the spread are learnt only from windows that had
passed by then, so that each row is a forecast as it could have been given out. The present figures
of both, learnt from all rows, are what the product forecasts with.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

import duckdb

from analytics.forecast.ahead import Ahead
from analytics.forecast.baselines import quarter_ago, season, trailing
from analytics.forecast.learned import WINDOWS, Learned, Looked, at_length, learn
from analytics.forecast.total import QUANTILES, outlook
from data.periods import FiscalCalendar, Period
from models.forecasts.accuracy import Row, create_accuracy
from models.forecasts.origins import (
    Facts,
    Origin,
    create_newcomer_history,
    origins_of,
    store_newcomer_history,
)
from models.learners.kinds import HazardModel

Kind = Literal["window", "month", "quarter"]


def build_forecast_record(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    calendar: FiscalCalendar,
    tables: Mapping[date, HazardModel] | None = None,
) -> int:
    """Create `forecast_record`, `forecast_spread`, `newcomer_history`; gives the forecasts made.

    Needs `score_history` with curves of model 'refitted'; without any, all three are empty and
    forecasts stand on stated defaults. Windows of 7, 28 and 91 days at every origin; at month ends
    also the month and the quarter that begin on the next day. `actual` is empty where the window
    has not passed.

    Args:
        tables: tables of newcomers by origin, as far as they are learnt already.
    """
    facts = Facts.of(connection)
    rows: list[Row] = []
    create_newcomer_history(connection)
    for origin in origins_of(connection, facts, calendar, tables or {}):
        store_newcomer_history(connection, origin)
        known = [learn(days, _passed(rows, days, origin.day)) for days in WINDOWS]
        ahead = origin.ahead.blended(origin.past, calendar, known)
        for kind, period in _windows(origin.day, calendar):
            won = None if period.end > as_of else facts.revenue(origin.day, period.end)
            rows.append(_row(origin, ahead, kind, period, known, won, calendar))
    create_accuracy(connection, rows)
    return len(rows)


def _windows(day: date, calendar: FiscalCalendar) -> list[tuple[Kind, Period]]:
    following = day + timedelta(days=1)
    found: list[tuple[Kind, Period]] = [
        ("window", Period(start=following, end=day + timedelta(days=days))) for days in WINDOWS
    ]
    if following.day == 1:
        found.append(("month", calendar.month(following)))
        if calendar.quarter(following).start == following:
            found.append(("quarter", calendar.quarter(following)))
    return found


def _row(
    origin: Origin,
    ahead: Ahead,
    kind: Kind,
    period: Period,
    known: list[Learned],
    won: float | None,
    calendar: FiscalCalendar,
) -> Row:
    weight, spread = at_length(known, period.days)
    chances, new = ahead.won_in(period), ahead.new_in(period)
    told = outlook(0.0, ahead.amounts, chances, new, spread)
    p10, p50, p90 = (told.total.quantile(share) for share in QUANTILES)
    return Row(
        origin=origin.day,
        until=period.end,
        window_days=period.days,
        kind=kind,
        p10=p10,
        p50=p50,
        p90=p90,
        mean=told.total.mean,
        deals_mean=float(origin.ahead.mean_by_step() @ ahead.shares(period)),
        weight=weight,
        spread=spread,
        variance=float((ahead.amounts**2 * chances) @ (1.0 - chances)) + new.variance,
        actual=won,
        trailing_8_weeks=trailing(origin.past, period),
        weeks_13_ago=quarter_ago(origin.past, period),
        month_of_quarter=season(origin.past, period, calendar),
    )


def _passed(rows: list[Row], window_days: int, day: date) -> list[Looked]:
    return [
        row.looked
        for row in rows
        if row.kind == "window" and row.window_days == window_days and row.until <= day
    ]
