"""Two LightGBM boosters over the hazard table: what all else that is known adds to its log rates.

Stored as LightGBM's own text; nothing in it is code. The library is imported only when needed: its
wheel lacks a system library that a bare machine may not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from models.learners.calibration import Line
from models.learners.centered import centered
from models.learners.inputs import Input, encoded
from models.learners.kinds import Kind
from models.learners.moments import MOMENT_NAMES, Moments, moments
from models.learners.table import HazardTable
from models.learners.terms import Terms
from models.past.history import Floats, Ints
from models.past.rows import Rows

if TYPE_CHECKING:
    from lightgbm import Booster

TIME_GROUP = "age"
# A side keeps what it has said up to so many numbers.
MOST_KEPT = 1_000_000


def lightgbm_reason() -> str:
    """Why LightGBM cannot be used here; "" where it can."""
    try:
        import lightgbm  # noqa: F401, PLC0415
    except (ImportError, OSError) as error:
        return (
            f"LightGBM cannot be loaded ({error}). Its system library libgomp.so.1 comes with the "
            "package libgomp1."
        )
    return ""


def predict(booster: Booster, table: Floats, rounds: int = -1) -> Floats:
    """What the first so many trees say, -1 for all; the offset is not part of it."""
    said = booster.predict(table, raw_score=True, num_iteration=rounds, num_threads=1)
    return np.asarray(said, dtype=np.float64)


@dataclass(frozen=True)
class Side:
    """One cause: the booster's text, "" where nothing was learnt, and its calibration."""

    text: str
    line: Line

    @cached_property
    def booster(self) -> Booster | None:
        """The booster, read from its text."""
        from lightgbm import Booster  # noqa: PLC0415

        return Booster(model_str=self.text) if self.text else None

    @cached_property
    def said(self) -> dict[bytes, Floats]:
        """What was asked of it before: models of several days stand on the same boosters."""
        return {}

    def at_moments(self, known: Floats, moments: Floats) -> Floats:
        """What is added at each moment, row × moment; computed once for the same rows."""
        key = blake2b(known.tobytes() + moments.tobytes(), digest_size=16).digest()
        found = self.said.get(key)
        if found is None:
            each = [self.added(_with_moment(known, moment)) for moment in moments]
            found = np.stack(each, axis=1)
            if sum(one.size for one in self.said.values()) + found.size <= MOST_KEPT:
                self.said[key] = found
        return found

    def added(self, table: Floats) -> Floats:
        """What is added to the table's log rate, row by row."""
        if self.booster is None:
            return np.zeros(len(table))
        return self.line(predict(self.booster, table))

    def parts(self, table: Floats) -> Floats:
        """The same by column, row × (column, rest): they sum to `added`."""
        if self.booster is None:
            return np.zeros((len(table), table.shape[1] + 1))
        parts = np.asarray(self.booster.predict(table, pred_contrib=True, num_threads=1))
        scaled = self.line.slope * parts.astype(np.float64)
        scaled[:, -1] += self.line.shift
        return scaled


@dataclass(frozen=True, eq=False)
class BoostedModel:
    """The table's log rates, plus what the boosters learnt from features frozen at the landmark.

    An interval is told to the boosters by two numbers only, how far ahead it lies and its place in
    the quarter (`models.learners.moments`); everything else about time is the table's.
    """

    table: HazardTable
    inputs: tuple[Input, ...]
    win: Side
    lose: Side
    kind: Kind = "lightgbm"

    def log_rates(self, rows: Rows, days: Ints) -> tuple[Floats, Floats]:
        """See `models.learners.kinds`."""
        win, lose = self.table.log_rates(rows, days)
        told = moments(rows.as_of, days, self.table.first_month)
        known = encoded(self.inputs, rows.columns, len(rows))
        more_win, more_lose = (
            side.at_moments(known, told.distinct)[:, told.number] for side in (self.win, self.lose)
        )
        return win + more_win, lose + more_lose

    def terms(self, rows: Rows, days: Ints) -> Terms:
        """See `learners.kinds`: the table's groups and those of the features, by TreeSHAP."""
        base = self.table.terms(rows, days)
        told = moments(rows.as_of, days, self.table.first_month)
        known = encoded(self.inputs, rows.columns, len(rows))
        groups = self._groups(base.groups)
        win = self._added(self.win, known, told, groups)
        lose = self._added(self.lose, known, told, groups)
        for at, group in enumerate(base.groups):
            win[groups.index(group)] += base.win[at]
            lose[groups.index(group)] += base.lose[at]
        time = groups.index(TIME_GROUP)
        win[time] += base.base_win
        lose[time] += base.base_lose
        return centered(groups, days, list(win), list(lose))

    def _groups(self, of_table: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*of_table, *(one.group for one in self.inputs)]))

    def _added(self, side: Side, known: Floats, told: Moments, groups: tuple[str, ...]) -> Floats:
        """group × deal × interval; what belongs to time, and the rest, goes to TIME_GROUP."""
        owner = [one.group for one in self.inputs] + [TIME_GROUP] * (len(MOMENT_NAMES) + 1)
        place = np.array([groups.index(group) for group in owner])
        found = np.zeros((len(groups), len(known), len(told.number)))
        for number, moment in enumerate(told.distinct):
            parts = side.parts(_with_moment(known, moment))
            intervals = np.flatnonzero(told.number == number)
            for group in range(len(groups)):
                found[group][:, intervals] = parts[:, place == group].sum(axis=1)[:, None]
        return found

    def to_json(self) -> dict[str, object]:
        """Plain JSON types; `from_json` gives a model with equal rates."""
        return {
            "kind": self.kind,
            "table": self.table.to_json(),
            "inputs": [one.model_dump(mode="json") for one in self.inputs],
            **{
                name: {"text": side.text, "line": side.line.model_dump(mode="json")}
                for name, side in (("win", self.win), ("lose", self.lose))
            },
        }


def _with_moment(known: Floats, moment: Floats) -> Floats:
    return np.hstack([known, np.repeat(moment[None, :], len(known), axis=0)])


def read_side(stored: dict[str, Any]) -> Side:
    """A side as stored by `BoostedModel.to_json`."""
    return Side(text=stored["text"], line=Line.model_validate(stored["line"]))
