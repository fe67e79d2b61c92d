"""Training inside a refresh: deals become a lesson, the model becomes a stored version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np

from analytics.features import STARTED_ON, Feature, check_known
from data.errors import Infrastructure, TooFewOutcomes
from data.loading.load import Loaded
from data.periods import FiscalCalendar
from data.schema import Known
from data.store.home import Home
from models.judging.backtest import origins
from models.judging.refits import Refits
from models.learners.kinds import NEWCOMERS, HazardModel, Kind
from models.past.history import DealHistory, days_of
from models.past.landmarks import (
    OWNER_FEATURE,
    Landmarks,
    landmark_days,
    landmarks_of,
    learning_features,
)
from models.refreshing.artifacts import MODEL_FILE, StoredModel, load, store
from models.refreshing.training import Progress, train

_OUTCOMES = "CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END"


@dataclass(frozen=True, eq=False)
class Lesson:
    """What there is to learn from on one day.

    Attributes:
        ids: the deals of the history, in its order.
        features: what may be looked at, and `notes` why other features may not.
        origins: past as-of dates of the record, the earliest first.
        days: days whose features learning and scoring need, `as_of` the last.
    """

    as_of: date
    calendar: FiscalCalendar
    history: DealHistory
    ids: list[str]
    features: tuple[Feature, ...]
    notes: tuple[str, ...]
    origins: list[date]
    days: list[date]

    def landmarks(self, connection: duckdb.DuckDBPyConnection, features: str) -> Landmarks:
        """The features of the lesson's days, from a table made by `create_features`."""
        return landmarks_of(connection, features, self.ids, self.features, self.notes)


class PastModels:
    """The published kind of model as it would have been on past days, asked for in their order.

    Days that training did not refit on are learnt here, by the same rules.

    Attributes:
        newcomers: tables by age and season of those days that training learnt one on.
    """

    def __init__(
        self,
        lesson: Lesson,
        landmarks: Landmarks,
        kind: Kind,
        known: Mapping[date, HazardModel],
        newcomers: Mapping[date, HazardModel],
    ) -> None:
        self._kind, self._known = kind, known
        self.newcomers = newcomers
        self._refits = Refits(lesson.history, lesson.calendar, landmarks, (kind,))

    def at(self, day: date) -> HazardModel:
        """The model of that day.

        Raises:
            TooFewOutcomes: too little had closed by then.
        """
        if day in self._known:
            return self._known[day]
        found = self._refits.at(day).get(self._kind)
        if found is None:
            raise TooFewOutcomes(f"past deals by {day} for this kind of model", 0, 1)
        return found


def prepare(
    connection: duckdb.DuckDBPyConnection,
    loaded: Loaded,
    tables: Collection[str],
    calendar: FiscalCalendar,
) -> Lesson:
    """The lesson of a snapshot in the making, from the table `deals`.

    Raises:
        FutureColumn: the day on which deals begin could not have been known.
    """
    known, as_of = loaded.rules.known, loaded.as_of
    check_known((STARTED_ON,), known, list(tables))
    features, notes = learning_features(known, list(tables))
    history, ids = history_of(connection, known)
    past = origins(as_of)
    first = history.first_closing
    days = landmark_days(as_of, first, past) if first else [as_of]
    return Lesson(
        as_of, calendar, history, ids, features, notes, [day for day in past if day in days], days
    )


def history_of(
    connection: duckdb.DuckDBPyConnection, known: dict[str, Known] | None = None
) -> tuple[DealHistory, list[str]]:
    """All deals with a starting day, in the order of their ids, and the ids.

    Args:
        known: how columns are known; owners are part of the history only where they are fixed.
    """
    started = STARTED_ON.expression
    found = connection.execute(
        f"SELECT {started} AS started, closed_on, {_OUTCOMES} AS outcome, "
        "coalesce(rep, '') AS owner, opportunity_id FROM deals "
        f"WHERE {started} IS NOT NULL ORDER BY opportunity_id"
    ).fetchnumpy()
    owned = (known or {}).get(OWNER_FEATURE.columns[0]) == "fixed"
    history = DealHistory(
        started=days_of(found["started"]),
        closed=days_of(found["closed_on"]),
        outcome=found["outcome"].astype(np.int8),
        owner=np.asarray(found["owner"], dtype=np.object_) if owned else None,
    )
    return history, [str(one) for one in found["opportunity_id"]]


def learn(
    home: Home, lesson: Lesson, landmarks: Landmarks, progress: Progress
) -> tuple[StoredModel, PastModels]:
    """Train on a lesson, store the version, and give it back with what it was on past days.

    Raises:
        TooFewOutcomes: not enough closed deals.
    """
    trained = train(lesson.history, lesson.as_of, lesson.calendar, landmarks, progress=progress)
    store(home.folder, trained.model, trained.levels, trained.card)
    stored = StoredModel(trained.version, trained.model, trained.levels, trained.card)
    newcomers = trained.backtest.models.get(NEWCOMERS, {})
    past = PastModels(lesson, landmarks, trained.model.kind, trained.refits, newcomers)
    return stored, past


def newest(home: Home, company: str, as_of: date) -> StoredModel:
    """The newest model of this company that knew nothing after `as_of`, to score with.

    Raises:
        Infrastructure: there is none.
    """
    notes = [
        manifest.model
        for manifest in home.published()
        if manifest.company.name == company
        and manifest.model is not None
        and manifest.model.card["as_of"] <= str(as_of)
    ]
    note = max(notes, key=lambda found: found.card["as_of"], default=None)
    if note is None or not (home.models / note.version / MODEL_FILE).is_file():
        raise Infrastructure(
            f"There is no model of this company trained on {as_of} or before.",
            fix="Refresh without --no-train.",
        )
    return load(home.folder, note.version)
