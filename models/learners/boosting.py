"""Fits the boosters: on frozen features, over the table, few and shallow trees, calibrated later.

The number of trees and the calibration are found on landmarks after those learnt from, with a table
that knew no more than they did; then everything is learnt once more from all landmarks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.learners.boosted import BoostedModel, Side, predict
from models.learners.calibration import Line, deviance, fit_line
from models.learners.inputs import Input, encoded, find_inputs
from models.learners.moments import MOMENT_NAMES, moment_columns
from models.learners.table import HazardTable, fit
from models.past.exposures import Intervals, expected_in, first_landmark, intervals_of, sampled
from models.past.history import DealHistory, Floats
from models.past.landmarks import Landmarks, spaced

if TYPE_CHECKING:
    from lightgbm import Dataset

LATER_DAYS = 84
LEAST_CLOSINGS = 100
STEPS = (20, 40, 80, 120)
MOST_ROWS = 150_000
MOST_ROWS_BEFORE = 100_000
CAUSES = ("won", "lost")
UNTESTED = (30, Line(slope=0.5))
# One thread: a second one waits for the first at every step, which costs more than it gives as soon
# as anything else runs on the machine.
PARAMETERS: dict[str, Any] = {
    "objective": "poisson",
    "learning_rate": 0.2,
    "num_leaves": 8,
    "max_depth": 3,
    "min_data_in_leaf": 100,
    "min_sum_hessian_in_leaf": 20.0,
    "lambda_l2": 20.0,
    "feature_fraction": 0.7,
    "cat_l2": 20.0,
    "cat_smooth": 50.0,
    "max_bin": 63,
    "boost_from_average": False,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


@dataclass(frozen=True, eq=False)
class Lesson:
    """Intervals to learn from, for each cause with what the table expects and what came.

    Attributes:
        inputs: what the first columns of the table are.
        table: interval × (input, lead, season).
        expected, came: wins and losses of each interval.
    """

    inputs: tuple[Input, ...]
    table: Floats
    expected: tuple[Floats, Floats]
    came: tuple[Floats, Floats]

    @cached_property
    def dataset(self) -> Dataset:
        """The table sorted into bins, which is the same for both causes."""
        from lightgbm import Dataset  # noqa: PLC0415

        return Dataset(
            self.table,
            feature_name=[one.name for one in self.inputs] + list(MOMENT_NAMES),
            categorical_feature=[one.name for one in self.inputs if one.levels],
            params=PARAMETERS,
        )


def fit_boosted(
    history: DealHistory, landmarks: Landmarks, table: HazardTable, calendar: FiscalCalendar
) -> tuple[BoostedModel, tuple[str, ...]]:
    """Boosters over a table, learnt from what was known at the end of the table's `as_of`.

    Gives the model, and notes on what it could not learn.

    Raises:
        TooFewOutcomes: no feature is known and differs between deals.
    """
    until = table.as_of
    first = first_landmark(history, until)
    intervals = _intervals(history, landmarks, first, until, until, MOST_ROWS)
    inputs, notes = find_inputs(landmarks, np.unique(intervals.row))
    if not inputs:
        raise TooFewOutcomes("features that differ between deals", 0, 1)
    lesson = lesson_of(history, landmarks, intervals, inputs, table)
    found = _found_later(history, landmarks, inputs, table, calendar)
    sides = []
    for cause, name in enumerate(CAUSES):
        closings = int(lesson.came[cause].sum())
        rounds, line = found[cause]
        if closings < LEAST_CLOSINGS:
            notes += (f"Chances of deals being {name} are the table's: too few seen ({closings}).",)
            sides.append(Side("", Line()))
        else:
            sides.append(Side(_boosted(lesson, cause, rounds), line))
    return BoostedModel(table, inputs, sides[0], sides[1]), notes


def lesson_of(
    history: DealHistory,
    landmarks: Landmarks,
    intervals: Intervals,
    inputs: tuple[Input, ...],
    table: HazardTable,
) -> Lesson:
    """The intervals as a learner is told them."""
    rows, place = np.unique(intervals.row, return_inverse=True)
    columns = {name: column[rows] for name, column in landmarks.columns.items()}
    known = encoded(inputs, columns, len(rows))[place]
    day = landmarks.day[intervals.row]
    told = moment_columns(day, intervals.first, intervals.last, table.first_month)
    return Lesson(
        inputs=inputs,
        table=np.hstack([known, told]),
        expected=expected_in(table, landmarks, history, intervals),
        came=(intervals.won, intervals.lost),
    )


def _intervals(
    history: DealHistory, landmarks: Landmarks, first: date, last: date, until: date, most: int
) -> Intervals:
    days = spaced(landmarks.days, last, first)
    return sampled(landmarks, intervals_of(landmarks, history, days, until), most)


def _found_later(
    history: DealHistory,
    landmarks: Landmarks,
    inputs: tuple[Input, ...],
    table: HazardTable,
    calendar: FiscalCalendar,
) -> list[tuple[int, Line]]:
    """For each cause the number of trees and the calibration, by landmarks not learnt from."""
    until, early = table.as_of, table.as_of - timedelta(days=LATER_DAYS)
    try:
        past = fit(history, early, calendar, table.kind)
        first = first_landmark(history, early)
    except TooFewOutcomes:
        return [UNTESTED, UNTESTED]
    learnt = _intervals(history, landmarks, first, early, early, MOST_ROWS_BEFORE)
    later = _intervals(history, landmarks, early, until, until, MOST_ROWS_BEFORE)
    if len(learnt) == 0 or len(later) == 0:
        return [UNTESTED, UNTESTED]
    lesson = lesson_of(history, landmarks, learnt, inputs, past)
    test = lesson_of(history, landmarks, later, inputs, table)
    return [_tested(lesson, test, cause) for cause in range(len(CAUSES))]


def _tested(lesson: Lesson, test: Lesson, cause: int) -> tuple[int, Line]:
    from lightgbm import Booster  # noqa: PLC0415

    if min(lesson.came[cause].sum(), test.came[cause].sum()) < LEAST_CLOSINGS:
        return UNTESTED
    booster = Booster(model_str=_boosted(lesson, cause, STEPS[-1]))
    expected, came = test.expected[cause], test.came[cause]
    found = []
    for rounds in STEPS:
        added = predict(booster, test.table, rounds)
        line = fit_line(added, expected, came)
        found.append((deviance(line(added), expected, came), rounds, line))
    _, rounds, line = min(found, key=lambda one: one[:2])
    return rounds, line


def _boosted(lesson: Lesson, cause: int, rounds: int) -> str:
    """The booster's text after so many rounds."""
    from lightgbm import train  # noqa: PLC0415

    data = lesson.dataset
    data.set_label(lesson.came[cause])
    data.set_init_score(np.log(lesson.expected[cause]))
    return str(train(PARAMETERS, data, num_boost_round=rounds).model_to_string())
