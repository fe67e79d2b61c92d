"""What is computed once a model stands: scores, curves, the record, drivers, actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import duckdb
import numpy as np

from analytics.curves import stored_days
from data.cut import CutRules
from data.errors import TooFewOutcomes
from models.explaining.actions import build_actions, create_empty_actions
from models.explaining.drivers import build_drivers, create_empty_drivers
from models.forecasts.record import build_forecast_record
from models.learners.kinds import NEWCOMERS
from models.learners.table import fit
from models.past.rows import Rows, rows_at
from models.refreshing.learning import Lesson, PastModels
from models.scores.empty import create_empty
from models.scores.newcomers import store_newcomers
from models.scores.steps import End
from models.scores.storing import PRESENT, REFITTED, Scorer, score_now, score_past
from models.scores.storing_steps import store_steps

Progress = Callable[[str], None]


def create_empty_results(connection: duckdb.DuckDBPyConnection) -> None:
    """Every computed table without a row, so that a snapshot without a model has them too."""
    create_empty(connection)
    create_empty_drivers(connection)
    create_empty_actions(connection)


def fill_results(
    connection: duckdb.DuckDBPyConnection,
    scorer: Scorer,
    lesson: Lesson,
    past: PastModels,
    features: str,
    rules: CutRules,
    progress: Progress,
) -> None:
    """Fill every computed table.

    Args:
        scorer: the published model.
        newcomers: the table by age and season that deals not yet begun are read off.
        lesson: what was learnt from; its past days become the record.
        past: the models of those days; a day with too little to learn from has scores by the
            present model only.
        features: table made by `analytics.features.create_features` for the lesson's days.
    """
    progress("scoring open deals")
    rows = rows_at(connection, features, lesson.as_of)
    scores = score_now(connection, scorer, rows)
    _store_newcomers(connection, lesson)
    progress("drivers and next actions")
    _explain(connection, scorer, rows, scores.horizon_on, rules)
    build_actions(connection, lesson.as_of, lesson.calendar, rules.known, rules.extracted_on)
    progress(f"scoring {len(lesson.origins)} past days")
    ends = []
    for origin in lesson.origins:
        found = rows_at(connection, features, origin)
        ends.append(_fill_origin(connection, scorer, lesson, past, found))
    progress("what moved scores from one day to the next")
    _fill_steps(connection, lesson, [*ends, End(rows, scorer.model, scores.points)])
    progress("forecasts of the past beside what came")
    build_forecast_record(connection, lesson.as_of, lesson.calendar, past.newcomers)


def _store_newcomers(connection: duckdb.DuckDBPyConnection, lesson: Lesson) -> None:
    """Deals that do not exist yet are read off the table by age and season."""
    table = fit(lesson.history, lesson.as_of, lesson.calendar, NEWCOMERS)
    store_newcomers(connection, table, lesson.as_of)


def _fill_origin(
    connection: duckdb.DuckDBPyConnection,
    scorer: Scorer,
    lesson: Lesson,
    past: PastModels,
    rows: Rows,
) -> End | None:
    """One past day: by the model of then, and by the present one on the present horizon.

    Gives the day with the model of then, or None where there was none.
    """
    if not len(rows):
        return None
    horizon = scorer.calendar.risk_horizon(lesson.as_of)
    score_past(connection, scorer, rows, PRESENT, horizon)
    try:
        then = scorer.with_model(past.at(rows.as_of))
    except TooFewOutcomes:
        return None
    return End(rows, then.model, score_past(connection, then, rows, REFITTED).points)


def _fill_steps(
    connection: duckdb.DuckDBPyConnection, lesson: Lesson, ends: list[End | None]
) -> None:
    """The steps between days that follow on each other."""
    horizons = [lesson.calendar.risk_horizon(day) for day in (*lesson.origins, lesson.as_of)]
    store_steps(connection, ends, horizons)


def _explain(
    connection: duckdb.DuckDBPyConnection,
    scorer: Scorer,
    rows: Rows,
    horizon: date,
    rules: CutRules,
) -> None:
    """Drivers from the intervals up to the first stored day at or after the horizon."""
    until = (horizon - rows.as_of).days
    days = np.array(stored_days(rows.as_of), dtype=np.int64)
    days = days[: int(np.searchsorted(days, until)) + 1]
    if len(rows):
        terms = scorer.model.terms(rows, days)
        build_drivers(connection, terms, rows.ids, until, rows.as_of, rules.known)
