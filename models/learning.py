"""Training inside a refresh: deals become a history, the model becomes a stored version."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from analytics.features import FEATURES
from data.errors import Infrastructure
from data.periods import FiscalCalendar
from data.store.home import Home
from models.artifacts import MODEL_FILE, StoredModel, load, store
from models.history import DealHistory
from models.training import Progress, train

_OUTCOMES = "CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END"


def history_of(connection: duckdb.DuckDBPyConnection) -> DealHistory:
    """All deals of the snapshot with a starting day, in the order of their ids."""
    started = next(feature.expression for feature in FEATURES if feature.name == "started_on")
    rows = connection.execute(
        f"SELECT {started}, closed_on, {_OUTCOMES} FROM deals WHERE {started} IS NOT NULL "
        "ORDER BY opportunity_id"
    ).fetchall()
    return DealHistory(
        started=np.array([row[0] for row in rows], dtype="datetime64[D]"),
        closed=np.array([row[1] for row in rows], dtype="datetime64[D]"),
        outcome=np.array([row[2] for row in rows], dtype=np.int8),
    )


def learn(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    calendar: FiscalCalendar,
    progress: Progress,
) -> StoredModel:
    """Train on the snapshot's deals, store the version, and give it back.

    Raises:
        TooFewOutcomes: not enough closed deals.
    """
    trained = train(history_of(connection), as_of, calendar, progress=progress)
    store(home.folder, trained.model, trained.levels, trained.card)
    return StoredModel(trained.version, trained.model, trained.levels, trained.card)


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
