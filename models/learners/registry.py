"""All kinds of model behind one door: fit any of them, renew one at a later day, read one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.learners.boosted import BoostedModel, read_side
from models.learners.boosting import fit_boosted
from models.learners.inputs import Input
from models.learners.kinds import TABLE_KINDS, HazardModel, Kind, TableKind
from models.learners.logistic import LogisticModel, LogisticRecord
from models.learners.regressing import fit_logistic
from models.learners.table import HazardTable, fit
from models.past.history import DealHistory
from models.past.landmarks import Landmarks

Fitted = tuple[HazardModel, tuple[str, ...]]


def fit_kind(
    kind: Kind,
    history: DealHistory,
    as_of: date,
    calendar: FiscalCalendar,
    landmarks: Landmarks | None = None,
) -> HazardModel:
    """Learn a model of this kind from what was known at the end of `as_of`; see `fit_noted`."""
    return fit_noted(kind, history, as_of, calendar, landmarks)[0]


def fit_noted(
    kind: Kind,
    history: DealHistory,
    as_of: date,
    calendar: FiscalCalendar,
    landmarks: Landmarks | None = None,
) -> Fitted:
    """A model of this kind from what was known at the end of `as_of`, and notes on what it lacks.

    Args:
        history: all deals with a starting day; later facts in it are not used.
        landmarks: past days with features, rows of `history`; the tables need none.

    Raises:
        TooFewOutcomes: too little has closed, or no landmark tells deals apart.
    """
    if is_table(kind):
        return fit(history, as_of, calendar, cast(TableKind, kind)), ()
    if landmarks is None:
        raise TooFewOutcomes("past days with features", 0, 1)
    if kind == "logistic":
        return fit_logistic(history, landmarks, as_of, calendar)
    return fit_boosted(history, landmarks, best_table(history, as_of, calendar), calendar)


def best_table(history: DealHistory, as_of: date, calendar: FiscalCalendar) -> HazardTable:
    """The fullest table the history can teach: with owners where they are known."""
    return fit(history, as_of, calendar, best_table_kind(history))


def best_table_kind(history: DealHistory) -> TableKind:
    """The kind that the boosters are laid over."""
    return "age_quarter_cohort" if history.owner is None else "age_quarter_cohort_rep"


def renewed(
    model: HazardModel, history: DealHistory, as_of: date, calendar: FiscalCalendar
) -> HazardModel:
    """The model as it stands on a later day, at little cost.

    A table is learnt again; boosters stay and get the table of the day; a regression stays.

    Raises:
        TooFewOutcomes: too little has closed by then for a table.
    """
    if isinstance(model, HazardTable):
        return fit(history, as_of, calendar, model.kind)
    if isinstance(model, BoostedModel):
        return over_table(model, fit(history, as_of, calendar, model.table.kind))
    return model


def over_table(model: HazardModel, table: HazardTable) -> HazardModel:
    """The same boosters over another table; any other model as it is."""
    return replace(model, table=table) if isinstance(model, BoostedModel) else model


def is_table(kind: Kind) -> bool:
    """Whether the kind is a table, learnt within a fraction of a second."""
    return kind in TABLE_KINDS


def from_json(stored: Mapping[str, Any]) -> HazardModel:
    """The model again, with equal rates.

    Raises:
        pydantic.ValidationError, KeyError: a field is absent, unknown or out of range.
        ValueError: the kind is unknown here.
    """
    kind = stored["kind"]
    if kind in TABLE_KINDS:
        return HazardTable.from_json(stored)
    if kind == "logistic":
        return LogisticModel(LogisticRecord.model_validate(stored))
    if kind == "lightgbm":
        return BoostedModel(
            table=HazardTable.from_json(stored["table"]),
            inputs=tuple(Input.model_validate(one) for one in stored["inputs"]),
            win=read_side(stored["win"]),
            lose=read_side(stored["lose"]),
        )
    raise ValueError(f"there is no kind of model called {kind!r}")
