"""The step from one origin to the next: how time, each kind of fact and the model moved a score.

In this order: the old model on the old facts with ages moved on, then on the new facts group after
group, then the new model. Each part is the difference that its move makes, so that they add up to
the change by construction. Another order of the groups would share out differently what groups do
together; the order is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analytics.curves import stored_days
from analytics.features import FEATURES
from analytics.features.types import FeatureGroup
from models.learners.kinds import HazardModel
from models.past.history import Flags, Floats, Ints
from models.past.rows import OWNER, Column, Rows
from models.scores.points import CurvePoints, points_from, read_off_rows

# Groups of facts in the order in which they are moved on; ages move with time alone.
FACT_GROUPS: tuple[FeatureGroup, ...] = (
    "stage", "stagnation", "closing_date", "size", "product", "people", "customer", "origin",
)  # fmt: skip
PARTS = ("part_time", *(f"facts_{group}" for group in FACT_GROUPS), "part_model")
_GROUP_OF = {feature.name: feature.group for feature in FEATURES} | {OWNER: "people"}


@dataclass(frozen=True, eq=False)
class End:
    """One end of a step: the deals open then, the model of then, and the curves it gave them."""

    rows: Rows
    model: HazardModel
    points: CurvePoints


@dataclass(frozen=True, eq=False)
class Changed:
    """A fact that is another one at the later end, of one deal."""

    deal: str
    group: str
    feature: str
    was: float | str
    now: float | str


@dataclass(frozen=True, eq=False)
class Step:
    """What moved the scores of deals open at both ends.

    Attributes:
        ids: the deals, in order.
        horizons: days that the scores refer to; those that the curves of both ends reach.
        before, after: risk score by the earlier and by the later end: horizon × deal.
        parts: for each of PARTS what it added: horizon × deal.
        changed: the facts behind the parts of facts.
        aged: chance to be won by each stored day after the later origin, by the earlier model from
            the earlier facts with ages moved on: deal × stored day.
        moved: the same from the later facts, for every deal of the later end.
    """

    ids: list[str]
    horizons: tuple[date, ...]
    before: Floats
    after: Floats
    parts: dict[str, Floats]
    changed: list[Changed]
    aged: Floats
    moved: Floats


def step(old: End, new: End, aged_rows: Rows, horizons: Sequence[date]) -> Step:
    """The parts of the change from one end to the next.

    Args:
        aged_rows: the deals of the earlier end with ages moved on to the later day.
        horizons: days after the later origin; those beyond the curves are left out.
    """
    here, there = _shared(old.rows.ids, new.rows.ids)
    reach = min(end.rows.as_of + timedelta(days=int(end.points.days[-1])) for end in (old, new))
    kept = tuple(day for day in horizons if day <= reach)
    told = _Earlier(old.model, new.rows.as_of, kept)
    facts, later = aged_rows.take(here), new.rows.take(there)
    aged, moved = told.curves(facts), told.curves(new.rows)
    before, after = _risk(old.points, kept)[:, here], _risk(new.points, kept)[:, there]
    at, final = _risk(aged, kept), _risk(moved, kept)[:, there]
    moves = _moves(facts, later)
    parts = {"part_time": at - before}
    for move, then in zip(moves, told.after_each(moves, at, final), strict=True):
        parts[f"facts_{move.group}"], at = then - at, then
    parts["part_model"] = after - at
    return Step(
        ids=later.ids,
        horizons=kept,
        before=before,
        after=after,
        parts=parts,
        changed=[fact for move in moves for fact in move.changed],
        aged=aged.cum_win[aged.curve],
        moved=moved.cum_win[moved.curve],
    )


@dataclass(frozen=True, eq=False)
class _Move:
    """One group of facts moved on, after all groups before it.

    Attributes:
        facts: the rows after it.
        who: whose facts are others by it.
    """

    group: str
    facts: Rows
    who: Flags
    changed: list[Changed]


@dataclass(frozen=True, eq=False)
class _Earlier:
    """The earlier model on the later day."""

    model: HazardModel
    day: date
    horizons: tuple[date, ...]

    def curves(self, rows: Rows, last: int | None = None) -> CurvePoints:
        """Curves at every stored day, or up to the first one at or after a day."""
        days = np.array(stored_days(self.day), dtype=np.int64)
        if last is not None:
            days = days[: int(np.searchsorted(days, last)) + 1]
        return points_from(self.day, days, *self.model.log_rates(rows, days))

    def after_each(self, moves: list[_Move], at: Floats, final: Floats) -> list[Floats]:
        """Risk scores after each group, horizon × deal; only of deals that it moves are computed.

        After the last group that moves a deal its facts are the later ones, so its score is known.
        """
        moving = np.array([move.who for move in moves])
        last = len(moves) - 1 - np.argmax(moving[::-1], axis=0)
        found = []
        for place, move in enumerate(moves):
            ends = move.who & (last == place)
            goes_on = np.flatnonzero(move.who & ~ends)
            at = np.where(ends, final, at)
            if len(goes_on) and self.horizons:
                until = (max(self.horizons) - self.day).days
                at[:, goes_on] = _risk(self.curves(move.facts.take(goes_on), until), self.horizons)
            found.append(at)
        return found


def _risk(points: CurvePoints, horizons: Sequence[date]) -> Floats:
    """100 × (1 − chance to be won by the horizon): horizon × deal."""
    found = np.empty((len(horizons), len(points.curve)))
    for place, day in enumerate(horizons):
        by_then = read_off_rows(points.days, points.cum_win, (day - points.as_of).days)
        found[place] = 100.0 * (1.0 - by_then[points.curve])
    return found


def _shared(old: list[str], new: list[str]) -> tuple[Ints, Ints]:
    """Places of the deals that are open at both ends, in the order of their ids."""
    _, here, there = np.intersect1d(
        np.array(old, np.str_), np.array(new, np.str_), assume_unique=True, return_indices=True
    )
    return here.astype(np.int64), there.astype(np.int64)


def _moves(rows: Rows, later: Rows) -> list[_Move]:
    """The groups moved on one after the other; in the end all facts are the later ones."""
    found = []
    for group in FACT_GROUPS:
        move = _moved(rows, later, group)
        rows = move.facts
        found.append(move)
    return found


def _moved(rows: Rows, later: Rows, group: str) -> _Move:
    """One group's facts as they are later.

    The first day of a deal, should another have become known, moves with the stage.
    """
    is_first = group == FACT_GROUPS[0]
    groups = {group, "age"} if is_first else {group}
    columns, who, told = dict(rows.columns), np.zeros(len(rows), dtype=np.bool_), []
    for name in sorted(rows.columns.keys() & later.columns.keys()):
        if _GROUP_OF.get(name) not in groups:
            continue
        was, now = rows.columns[name], later.columns[name]
        other = _differs(was, now)
        who |= other
        columns[name] = now
        told += [
            Changed(rows.ids[at], group, name, was[at], now[at])
            for at in np.flatnonzero(other).tolist()
        ]
    started = later.started if is_first else rows.started
    who |= started != rows.started
    return _Move(group, Rows(rows.as_of, rows.ids, started, columns), who, told)


def _differs(was: Column, now: Column) -> Flags:
    if was.dtype.kind == "O":
        return np.asarray(was != now, dtype=np.bool_)
    unknown = np.isnan(was.astype(np.float64)) & np.isnan(now.astype(np.float64))
    return np.asarray((was != now) & ~unknown, dtype=np.bool_)
