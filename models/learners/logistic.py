"""A multinomial logistic regression over intervals: age in straight pieces by month, and features.

It stands beside the other kinds as the plain way to use all that is known. An interval's length
enters as its logarithm, a column like any other, and rates are read at seven days: an approximation
to an exposure, close where an interval's chances are small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from models.learners.centered import centered
from models.learners.inputs import Input, encoded
from models.learners.moments import moment_columns
from models.learners.tally import MONTHS_IN_QUARTER, positions_in_quarter
from models.learners.terms import Terms
from models.past.history import Floats, Ints
from models.past.rows import Rows

AGE_KNOTS = (0.0, 7.0, 14.0, 28.0, 56.0, 84.0, 126.0, 182.0, 365.0)
WEEK = 7.0
LEAST_LOG_ODDS = -30.0
TIME_GROUP = "age"


class LogisticRecord(BaseModel):
    """What is stored: coefficients of the log odds against staying open, plain numbers.

    Attributes:
        means, scales: of the numbers among the inputs, in their order; 0 and 1 for categories.
        time_win, time_lose: log odds of a week by age knot × season (three months, last days).
        win, lose: coefficients of the columns that `feature_columns` makes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["logistic"] = "logistic"
    inputs: tuple[Input, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    first_month: int
    time_win: tuple[float, ...]
    time_lose: tuple[float, ...]
    win: tuple[float, ...]
    lose: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class LogisticModel:
    """Log rates from a fitted regression; see the module."""

    record: LogisticRecord
    kind: Literal["logistic"] = "logistic"

    def log_rates(self, rows: Rows, days: Ints) -> tuple[Floats, Floats]:
        """See `models.learners.kinds`."""
        terms = self._parts(rows, days)
        return sum(terms[0].values(), np.zeros(1)), sum(terms[1].values(), np.zeros(1))

    def terms(self, rows: Rows, days: Ints) -> Terms:
        """See `models.learners.kinds`; what turns log odds into log rates belongs to age."""
        win, lose = self._parts(rows, days)
        return centered(tuple(win), days, list(win.values()), list(lose.values()))

    def to_json(self) -> dict[str, object]:
        """Plain JSON types; `from_json` gives a model with equal rates."""
        return self.record.model_dump(mode="json")

    def _parts(self, rows: Rows, days: Ints) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """Log daily rates by group, deal × interval, for winning and losing."""
        known = encoded(self.record.inputs, rows.columns, len(rows))
        columns, groups = feature_columns(self.record, known)
        time, start = self._time_columns(rows, days)
        found = [
            _by_group(columns, groups, np.array(weights), (time @ np.array(of_time))[start])
            for weights, of_time in (
                (self.record.win, self.record.time_win),
                (self.record.lose, self.record.time_lose),
            )
        ]
        odds = np.exp(sum(found[0].values())) + np.exp(sum(found[1].values()))
        to_rate = np.log(np.log1p(odds) / odds) - math.log(WEEK)
        for parts in found:
            parts[TIME_GROUP] = parts[TIME_GROUP] + to_rate
        return found[0], found[1]

    def _time_columns(self, rows: Rows, days: Ints) -> tuple[Floats, Ints]:
        """Distinct start × interval × time column, and which start is each deal's."""
        starts, start = np.unique(rows.started, return_inverse=True)
        first = np.concatenate([[1], days[:-1] + 1])
        shape = (len(starts), len(days))
        flat = [np.broadcast_to(one, shape).ravel() for one in (first, days)]
        day = np.full(math.prod(shape), np.datetime64(rows.as_of, "D"))
        age = (np.datetime64(rows.as_of, "D") - starts).astype(np.int64)
        columns = time_columns(
            day, np.repeat(age, len(days)), flat[0], flat[1], self.record.first_month
        )
        return columns.reshape(*shape, -1), start.astype(np.int64)


def time_columns(day: np.ndarray, age: Ints, first: Ints, last: Ints, first_month: int) -> Floats:
    """Age at the middle of intervals, in straight pieces, by month; and the quarter's last days.

    Args:
        day: day before each interval's first possible one (the landmark).
        age: age of the deal on that day.
    """
    middle = (first + last) // 2
    season = positions_in_quarter(day + middle, first_month, MONTHS_IN_QUARTER)
    hats = _hats((age + middle).astype(np.float64))
    by_month = np.zeros((len(hats), MONTHS_IN_QUARTER, len(AGE_KNOTS)))
    by_month[np.arange(len(hats)), season] = hats
    is_closing = moment_columns(day, first, last, first_month)[:, 1] == MONTHS_IN_QUARTER
    return np.hstack([by_month.reshape(len(hats), -1), is_closing[:, None].astype(np.float64)])


def feature_columns(record: LogisticRecord, known: Floats) -> tuple[Floats, list[str]]:
    """Columns of the regression from encoded inputs, and the group of each.

    A number gives two, its distance from the mean in standard deviations (at most five) and
    whether it is not known; a category one for each value.
    """
    columns, groups = [], []
    for place, one in enumerate(record.inputs):
        values = known[:, place]
        if one.levels is None:
            scaled = np.clip((values - record.means[place]) / record.scales[place], -5.0, 5.0)
            columns += [np.nan_to_num(scaled, nan=0.0), np.isnan(values).astype(np.float64)]
        else:
            columns += [(values == level).astype(np.float64) for level in range(len(one.levels))]
        groups += [one.group] * (2 if one.levels is None else len(one.levels))
    return np.stack(columns, axis=1) if columns else np.empty((len(known), 0)), groups


def _hats(age: Floats) -> Floats:
    """How much each knot counts at each age: straight lines between them, level outside."""
    eye = np.eye(len(AGE_KNOTS))
    return np.stack([np.interp(age, AGE_KNOTS, row) for row in eye], axis=1)


def _by_group(
    columns: Floats, groups: list[str], weights: Floats, time: Floats
) -> dict[str, Floats]:
    found = {TIME_GROUP: np.maximum(time, LEAST_LOG_ODDS)}
    for group in dict.fromkeys(groups):
        picked = np.array([one == group for one in groups])
        part = (columns[:, picked] @ weights[picked])[:, None]
        found[group] = found[group] + part if group in found else np.broadcast_to(part, time.shape)
    return found
