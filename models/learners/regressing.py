"""Fits the logistic regression, by scikit-learn, on intervals after landmarks."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.learners.inputs import Input, encoded, find_inputs
from models.learners.logistic import (
    LEAST_LOG_ODDS,
    WEEK,
    LogisticModel,
    LogisticRecord,
    feature_columns,
    time_columns,
)
from models.past.exposures import Intervals, first_landmark, intervals_of, sampled
from models.past.history import DealHistory, Floats
from models.past.landmarks import Landmarks, spaced

MOST_ROWS = 25_000
PENALTY = 1.0
ROUNDS = 100


def fit_logistic(
    history: DealHistory, landmarks: Landmarks, as_of: date, calendar: FiscalCalendar
) -> tuple[LogisticModel, tuple[str, ...]]:
    """Learn from what was known at the end of `as_of`; gives the model and notes.

    Raises:
        TooFewOutcomes: no interval holds a win.
    """
    days = spaced(landmarks.days, as_of, first_landmark(history, as_of))
    intervals = intervals_of(landmarks, history, days, as_of)
    intervals = sampled(landmarks, intervals, MOST_ROWS)
    if not intervals.won.any():
        raise TooFewOutcomes("wins after past landmarks", 0, 1)
    rows, place = np.unique(intervals.row, return_inverse=True)
    inputs, notes = find_inputs(landmarks, rows)
    columns = {name: column[rows] for name, column in landmarks.columns.items()}
    known = encoded(inputs, columns, len(rows))
    record = _blank(inputs, known, calendar.first_month)
    features = feature_columns(record, known)[0][place]
    time = _time(landmarks, history, intervals, calendar.first_month)
    length = np.log(_lengths(landmarks, intervals, as_of))[:, None]
    outcome = (intervals.won + 2 * intervals.lost).astype(np.int64)
    odds = _odds(np.hstack([time, length, features]), outcome)
    return LogisticModel(_filled(record, odds, time.shape[1])), notes


def _blank(inputs: tuple[Input, ...], known: Floats, first_month: int) -> LogisticRecord:
    means, scales = [], []
    for place, one in enumerate(inputs):
        values = known[:, place]
        means.append(0.0 if one.levels else float(np.nanmean(values)))
        scales.append(1.0 if one.levels else float(np.nanstd(values)))
    return LogisticRecord(
        inputs=inputs, means=tuple(means), scales=tuple(scales), first_month=first_month,
        time_win=(), time_lose=(), win=(), lose=(),
    )  # fmt: skip


def _time(
    landmarks: Landmarks, history: DealHistory, intervals: Intervals, first_month: int
) -> Floats:
    day = landmarks.day[intervals.row]
    age = (day - history.started[landmarks.deal[intervals.row]]).astype(np.int64)
    return time_columns(day, age, intervals.first, intervals.last, first_month)


def _lengths(landmarks: Landmarks, intervals: Intervals, as_of: date) -> Floats:
    """Days that an open deal could have been at risk: whole intervals, cut off at `as_of` only.

    Not the days until the deal closed, which would tell that it closed.
    """
    known = (np.datetime64(as_of, "D") - landmarks.day[intervals.row]).astype(np.int64)
    lengths = np.minimum(intervals.last, known) - intervals.first + 1
    return lengths.astype(np.float64)


def _odds(table: Floats, outcome: np.ndarray) -> dict[int, Floats]:
    """Coefficients and, last, the constant of the log odds of each outcome against staying open.

    An outcome that never happened has odds of next to nothing.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from threadpoolctl import (  # type: ignore[import-untyped]  # noqa: PLC0415
        threadpool_limits,
    )

    fitted = LogisticRegression(C=1 / PENALTY, solver="newton-cholesky", max_iter=ROUNDS)
    with threadpool_limits(limits=1):
        fitted.fit(table, outcome)
    weights = np.hstack([fitted.coef_, fitted.intercept_[:, None]])
    if len(fitted.classes_) == 2:
        weights = np.vstack([np.zeros_like(weights), weights])
    never = np.zeros(table.shape[1] + 1)
    never[-1] = LEAST_LOG_ODDS
    found = {1: never, 2: never}
    for place, kind in enumerate(fitted.classes_.tolist()):
        if kind:
            found[kind] = weights[place] - weights[0]
    return found


def _filled(record: LogisticRecord, odds: dict[int, Floats], times: int) -> LogisticRecord:
    """The record with coefficients; the constant and the week's length go into the ages."""
    found: dict[str, tuple[float, ...]] = {}
    for kind, name in ((1, "win"), (2, "lose")):
        of_time = odds[kind][:times].copy()
        of_time[:-1] += odds[kind][-1] + odds[kind][times] * math.log(WEEK)
        found[f"time_{name}"] = tuple(of_time.tolist())
        found[name] = tuple(odds[kind][times + 1 : -1].tolist())
    return record.model_copy(update=found)
