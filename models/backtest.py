"""Past forecasts as they would have been made: refitted at each origin on what was known then.

Origins are 7, 14, … 182 days before the as-of date and the nine month ends before it. An outcome
counts only where its window had passed by the as-of date. One deal stands in many origins and the
windows overlap; whatever is read from these rows must allow for that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.base_rate import base_rate
from models.hazard import Kind, fit_kinds
from models.history import Days, DealHistory, Flags, Floats, Ints
from models.points import CurvePoints, curve_points

WINDOW_DAYS = 28
WEEKLY_ORIGINS = 26
MONTH_ENDS = 9


@dataclass(frozen=True, eq=False)
class Predictions:
    """What one model said, a row each for the rows of the backtest."""

    win_28d: Floats
    win_by_horizon: Floats
    closing_ever: Floats


@dataclass(frozen=True, eq=False)
class Backtest:
    """Every deal open at every origin: what was said then, and what came.

    Attributes:
        origins: as-of dates of the past at which there was enough to learn from.
        left_out: origins at which there was not.
        origin, deal: row by row; `deal` is its place in the history.
        horizon: risk horizon as at the origin.
        window_passed, horizon_passed: whether the outcome is known by the as-of date.
        won_28d, won_by_horizon: what came; False where it is not known yet.
        base_rate_28d: the base rate known at the origin.
        said: what each kind of model said.
    """

    origins: tuple[date, ...]
    left_out: tuple[date, ...]
    origin: Days
    deal: Ints
    horizon: Days
    window_passed: Flags
    horizon_passed: Flags
    won_28d: Flags
    won_by_horizon: Flags
    base_rate_28d: Floats
    said: dict[Kind, Predictions]


def origins(as_of: date) -> list[date]:
    """The as-of dates of the past that a backtest stands on, the earliest first."""
    found = {as_of - timedelta(weeks=week) for week in range(1, WEEKLY_ORIGINS + 1)}
    month_end = as_of.replace(day=1) - timedelta(days=1)
    for _ in range(MONTH_ENDS):
        found.add(month_end)
        month_end = month_end.replace(day=1) - timedelta(days=1)
    return sorted(found)


def backtest(
    history: DealHistory, as_of: date, calendar: FiscalCalendar, kinds: tuple[Kind, ...]
) -> Backtest:
    """Refit at each origin and set what was said beside what came by `as_of`.

    Where no origin has enough closed deals the result has no rows.
    """
    known = history.known_at(as_of)
    place = np.flatnonzero(history.started <= np.datetime64(as_of, "D"))
    used: list[_Origin] = []
    left_out: list[date] = []
    for day in origins(as_of):
        try:
            used.append(_at(known, day, calendar, kinds))
        except TooFewOutcomes:
            left_out.append(day)
    rows = _joined(used, left_out, as_of, kinds)
    return replace(rows, deal=place[rows.deal])


@dataclass(frozen=True, eq=False)
class _Origin:
    day: date
    deal: Ints
    horizon: date
    won_28d: Flags
    won_by_horizon: Flags
    base_rate_28d: float
    said: dict[Kind, Predictions]


def _at(
    known: DealHistory, day: date, calendar: FiscalCalendar, kinds: tuple[Kind, ...]
) -> _Origin:
    deal = np.flatnonzero(known.live_at(day))
    window, horizon = day + timedelta(days=WINDOW_DAYS), calendar.risk_horizon(day)
    past, started = known.known_at(day), known.started[deal]
    return _Origin(
        day=day,
        deal=deal,
        horizon=horizon,
        won_28d=known.won_between(day, window)[deal],
        won_by_horizon=known.won_between(day, horizon)[deal],
        base_rate_28d=base_rate(past, day, WINDOW_DAYS),
        said={
            kind: _said(curve_points(table, started, day), (horizon - day).days)
            for kind, table in fit_kinds(past, day, calendar, kinds).items()
        },
    )


def _said(points: CurvePoints, until_horizon: int) -> Predictions:
    return Predictions(
        win_28d=points.win_by(WINDOW_DAYS),
        win_by_horizon=points.win_by(until_horizon),
        closing_ever=points.closing_ever(),
    )


def _joined(
    used: list[_Origin], left_out: list[date], as_of: date, kinds: tuple[Kind, ...]
) -> Backtest:
    rows = np.array([len(one.deal) for one in used], dtype=np.int64)
    origin = np.repeat(np.array([one.day for one in used], dtype="datetime64[D]"), rows)
    horizon = np.repeat(np.array([one.horizon for one in used], dtype="datetime64[D]"), rows)
    last_origin = np.datetime64(as_of - timedelta(days=WINDOW_DAYS), "D")
    rates = np.array([one.base_rate_28d for one in used], dtype=np.float64)
    return Backtest(
        origins=tuple(one.day for one in used),
        left_out=tuple(left_out),
        origin=origin,
        deal=np.concatenate([np.empty(0, np.int64), *(one.deal for one in used)]),
        horizon=horizon,
        window_passed=np.asarray(origin <= last_origin),
        horizon_passed=np.asarray(horizon <= np.datetime64(as_of, "D")),
        won_28d=_flags([one.won_28d for one in used]),
        won_by_horizon=_flags([one.won_by_horizon for one in used]),
        base_rate_28d=np.repeat(rates, rows),
        said={kind: _joined_said([one.said[kind] for one in used]) for kind in kinds},
    )


def _joined_said(parts: list[Predictions]) -> Predictions:
    return Predictions(
        win_28d=_floats([part.win_28d for part in parts]),
        win_by_horizon=_floats([part.win_by_horizon for part in parts]),
        closing_ever=_floats([part.closing_ever for part in parts]),
    )


def _flags(parts: list[Flags]) -> Flags:
    return np.concatenate([np.empty(0, np.bool_), *parts])


def _floats(parts: list[Floats]) -> Floats:
    return np.concatenate([np.empty(0, np.float64), *parts])
