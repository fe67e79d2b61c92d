"""Landmarks: deals open at past days with what was known of them then, to learn from and to test.

The features of a landmark are frozen; `exposures` cuts what came after it into intervals, so that a
later interval is predicted from what was known at the landmark and never from more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np

from analytics.features import FEATURES, Feature, usable
from data.schema import Known
from models.past.history import Days, DealHistory, Ints
from models.past.rows import KEYS, OWNER, Column, Rows, known_columns

SPACING_DAYS = 28
OWNER_FEATURE = Feature(
    OWNER, "deal.rep", ("rep",), group="people", label="owner", is_category=True
)


@dataclass(frozen=True, eq=False)
class Landmarks:
    """Deals open at the end of past days, ordered by day and deal, a row each.

    Attributes:
        day: the day of each row.
        deal: the deal's place in the history learnt from.
        columns: features by name, as known on the day; see `models.past.rows.Rows`.
        features: what the columns are; columns without a feature are not learnt from.
        notes: features that the source cannot feed, and why.
    """

    day: Days
    deal: Ints
    columns: dict[str, Column]
    features: tuple[Feature, ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.day)

    @property
    def days(self) -> Days:
        """The distinct days, rising."""
        return np.unique(self.day)

    def fingerprint(self, until: date) -> str:
        """SHA-256 of the rows up to a day, whatever places the deals have in the history."""
        end = int(np.searchsorted(self.day, np.datetime64(until) + 1))
        found = hashlib.sha256(self.day[:end].astype("<i8").tobytes())
        for name in sorted(self.columns):
            column = self.columns[name][:end]
            found.update(name.encode())
            if column.dtype.kind == "O":
                found.update("\n".join(column.tolist()).encode())
            else:
                found.update(np.ascontiguousarray(column, dtype="<f8").tobytes())
        return found.hexdigest()

    def at(self, day: date, history: DealHistory) -> tuple[Ints, Rows]:
        """Places in the history and rows of the deals open at the end of one day."""
        first, end = np.searchsorted(self.day, [np.datetime64(day), np.datetime64(day) + 1])
        deal = self.deal[first:end]
        columns = {name: column[first:end] for name, column in self.columns.items()}
        ids = [str(place) for place in deal.tolist()]
        return deal, Rows(day, ids, history.started[deal], columns)


def learning_features(
    known: Mapping[str, Known], tables: Sequence[str]
) -> tuple[tuple[Feature, ...], tuple[str, ...]]:
    """The features that `create_features` is to make for learning, the owner's name with them."""
    return usable(known, tables, (*FEATURES, OWNER_FEATURE))


def landmark_days(as_of: date, first: date, origins: Sequence[date]) -> list[date]:
    """Days whose features learning needs: `as_of`, the origins, and every 28 days back to `first`.

    Args:
        first: the day before the first recorded closing; no landmark lies before it.
        origins: past as-of dates at which models are refitted and judged.
    """
    found = {as_of, *(day for day in origins if day >= first)}
    day = as_of
    while day >= first:
        found.add(day)
        day -= timedelta(days=SPACING_DAYS)
    return sorted(found)


def landmarks_of(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    ids: Sequence[str],
    features: Sequence[Feature],
    notes: tuple[str, ...] = (),
) -> Landmarks:
    """Landmarks from a table made by `create_features`.

    Args:
        ids: the deals of the history, in its order.
        features: those the table was made with.

    Raises:
        ValueError: the table holds a deal that the history does not.
    """
    found = connection.execute(
        f"SELECT * EXCLUDE (started_on) FROM {table} ORDER BY day, opportunity_id"
    ).fetchnumpy()
    place = {deal: number for number, deal in enumerate(ids)}
    owners = [str(one) for one in found["opportunity_id"]]
    missing = sum(one not in place for one in owners)
    if missing:
        raise ValueError(f"{missing:,} rows of {table} belong to deals outside the history")
    return Landmarks(
        day=np.asarray(found["day"], dtype="datetime64[D]"),
        deal=np.array([place[one] for one in owners], dtype=np.int64),
        columns=known_columns({name: found[name] for name in found if name not in KEYS}),
        features=tuple(features),
        notes=notes,
    )


def spaced(days: Days, until: date, first: date) -> Days:
    """Of these days, going back from `until`, each that lies 28 days or more before the last taken.

    None lies before `first`.
    """
    taken: list[np.datetime64] = []
    for day in days[::-1]:
        if np.datetime64(first) <= day < np.datetime64(until) and (
            not taken or (taken[-1] - day).astype(int) >= SPACING_DAYS
        ):
            taken.append(day)
    return np.array(taken[::-1], dtype="datetime64[D]")
