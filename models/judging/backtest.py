"""Past forecasts as they would have been made: refitted at each origin on what was known then.

Origins are 7, 14, … 182 days before the as-of date and the nine month ends before it. An outcome
counts only where its window had passed by the as-of date. One deal stands in many origins and the
windows overlap; whatever is read from these rows must allow for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.judging.refits import Refits
from models.learners.base_rate import base_rate
from models.learners.kinds import HazardModel, Kind
from models.past.history import Days, DealHistory, Flags, Floats, Ints
from models.past.landmarks import Landmarks
from models.past.rows import Rows, plain_rows
from models.scores.points import CurvePoints, points_of

WINDOW_DAYS = 28
LONG_WINDOW_DAYS = 91
WEEKLY_ORIGINS = 26
MONTH_ENDS = 9


@dataclass(frozen=True, eq=False)
class Predictions:
    """What one model said, a row each for the rows of the backtest."""

    win_28d: Floats
    win_91d: Floats
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
        window_passed, long_passed, horizon_passed: whether the outcome within 28 days, 91 days and
            by the horizon is known by the as-of date.
        won_28d, won_91d, won_by_horizon: what came; False where it is not known yet.
        base_rate_28d, base_rate_91d: the base rates known at the origin.
        said: what each kind of model said.
        models: each kind's model at each origin.
        not_compared: kinds that could not be learnt, and why.
    """

    origins: tuple[date, ...]
    left_out: tuple[date, ...]
    origin: Days
    deal: Ints
    horizon: Days
    window_passed: Flags
    long_passed: Flags
    horizon_passed: Flags
    won_28d: Flags
    won_91d: Flags
    won_by_horizon: Flags
    base_rate_28d: Floats
    base_rate_91d: Floats
    said: dict[Kind, Predictions]
    models: dict[Kind, dict[date, HazardModel]]
    not_compared: dict[Kind, str]


def origins(as_of: date) -> list[date]:
    """The as-of dates of the past that a backtest stands on, the earliest first."""
    found = {as_of - timedelta(weeks=week) for week in range(1, WEEKLY_ORIGINS + 1)}
    month_end = as_of.replace(day=1) - timedelta(days=1)
    for _ in range(MONTH_ENDS):
        found.add(month_end)
        month_end = month_end.replace(day=1) - timedelta(days=1)
    return sorted(found)


def backtest(
    history: DealHistory,
    as_of: date,
    calendar: FiscalCalendar,
    kinds: tuple[Kind, ...],
    landmarks: Landmarks | None = None,
) -> Backtest:
    """Refit at each origin and set what was said beside what came by `as_of`.

    A kind that cannot be learnt at one of the origins is not compared. Where no origin has enough
    closed deals the result has no rows.

    Args:
        landmarks: features at the origins and earlier days; without them tables alone compete.

    Raises:
        ValueError: landmarks lack a deal that was open at an origin.
    """
    known = history.reopened_after(as_of)
    refits = Refits(known, calendar, landmarks, kinds)
    used: list[_Origin] = []
    left_out: list[date] = []
    for day in origins(as_of):
        try:
            used.append(_at(known, day, calendar, refits, landmarks))
        except TooFewOutcomes:
            left_out.append(day)
    compared = tuple(kind for kind in kinds if kind not in refits.left_out)
    return _joined(used, left_out, as_of, compared, refits.left_out)


def rows_of(history: DealHistory, day: date, landmarks: Landmarks | None) -> tuple[Ints, Rows]:
    """Places in the history and rows of the deals open at the end of a past day.

    Raises:
        ValueError: landmarks lack one of them.
    """
    deal = np.flatnonzero(history.live_at(day))
    if landmarks is None:
        owners = None if history.owner is None else history.owner[deal]
        return deal, plain_rows(day, history.started[deal], owners)
    found, rows = landmarks.at(day, history)
    order = np.argsort(found)
    if not np.array_equal(found[order], deal):
        raise ValueError(f"the features at {day} are not those of the deals open then")
    return deal, rows.take(order)


@dataclass(frozen=True, eq=False)
class _Origin:
    day: date
    deal: Ints
    horizon: date
    won: tuple[Flags, Flags, Flags]
    base_rates: tuple[float, float]
    said: dict[Kind, Predictions]
    models: dict[Kind, HazardModel]


def _at(
    known: DealHistory,
    day: date,
    calendar: FiscalCalendar,
    refits: Refits,
    landmarks: Landmarks | None,
) -> _Origin:
    models = refits.at(day)
    deal, rows = rows_of(known, day, landmarks)
    horizon = calendar.risk_horizon(day)
    ends = [day + timedelta(days=days) for days in (WINDOW_DAYS, LONG_WINDOW_DAYS)]
    won = [known.won_between(day, end)[deal] for end in (*ends, horizon)]
    past = known.known_at(day)
    return _Origin(
        day=day,
        deal=deal,
        horizon=horizon,
        won=(won[0], won[1], won[2]),
        base_rates=(base_rate(past, day, WINDOW_DAYS), base_rate(past, day, LONG_WINDOW_DAYS)),
        said={
            kind: _said(points_of(model, rows), (horizon - day).days)
            for kind, model in models.items()
        },
        models=models,
    )


def _said(points: CurvePoints, until_horizon: int) -> Predictions:
    return Predictions(
        win_28d=points.win_by(WINDOW_DAYS),
        win_91d=points.win_by(LONG_WINDOW_DAYS),
        win_by_horizon=points.win_by(until_horizon),
        closing_ever=points.closing_ever(),
    )


def _joined(
    used: list[_Origin],
    left_out: list[date],
    as_of: date,
    kinds: tuple[Kind, ...],
    not_compared: dict[Kind, str],
) -> Backtest:
    rows = np.array([len(one.deal) for one in used], dtype=np.int64)
    origin = np.repeat(np.array([one.day for one in used], dtype="datetime64[D]"), rows)
    horizon = np.repeat(np.array([one.horizon for one in used], dtype="datetime64[D]"), rows)
    rates = np.array([one.base_rates for one in used], dtype=np.float64).reshape(-1, 2)
    known_until = np.datetime64(as_of, "D")
    return Backtest(
        origins=tuple(one.day for one in used),
        left_out=tuple(left_out),
        origin=origin,
        deal=np.concatenate([np.empty(0, np.int64), *(one.deal for one in used)]),
        horizon=horizon,
        window_passed=np.asarray(origin + WINDOW_DAYS <= known_until),
        long_passed=np.asarray(origin + LONG_WINDOW_DAYS <= known_until),
        horizon_passed=np.asarray(horizon <= known_until),
        won_28d=_flags([one.won[0] for one in used]),
        won_91d=_flags([one.won[1] for one in used]),
        won_by_horizon=_flags([one.won[2] for one in used]),
        base_rate_28d=np.repeat(rates[:, 0], rows),
        base_rate_91d=np.repeat(rates[:, 1], rows),
        said={kind: _joined_said([one.said[kind] for one in used]) for kind in kinds},
        models={kind: {one.day: one.models[kind] for one in used} for kind in kinds},
        not_compared=not_compared,
    )


def _joined_said(parts: list[Predictions]) -> Predictions:
    return Predictions(
        win_28d=_floats([part.win_28d for part in parts]),
        win_91d=_floats([part.win_91d for part in parts]),
        win_by_horizon=_floats([part.win_by_horizon for part in parts]),
        closing_ever=_floats([part.closing_ever for part in parts]),
    )


def _flags(parts: list[Flags]) -> Flags:
    return np.concatenate([np.empty(0, np.bool_), *parts])


def _floats(parts: list[Floats]) -> Floats:
    return np.concatenate([np.empty(0, np.float64), *parts])
