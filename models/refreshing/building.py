"""The steps of a build: wide deals, features, the model, what follows from it, the findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import duckdb

from analytics.amount_bands import create_amount_bands
from analytics.deals import create_deals, create_rates, create_stages, create_team_members
from analytics.features import create_features
from analytics.scored import create_scored
from data.cut import cut
from data.errors import TooFewOutcomes
from data.findings import Finding, Findings
from data.loading.load import Loaded, load
from data.periods import FiscalCalendar
from data.schema import BY_NAME
from data.store.home import Home
from models.past.landmarks import Landmarks
from models.refreshing.artifacts import StoredModel
from models.refreshing.filling import create_empty_results, fill_results
from models.refreshing.learning import Lesson, PastModels, learn, newest, prepare
from models.refreshing.manifest import Built, Order
from models.scores.storing import Scorer

Progress = Callable[[str], None]
EARLIER = timedelta(days=7)
FEATURES_BY_DAY, FEATURES_NOW = "features_by_day", "deal_features"


def build(
    home: Home, order: Order, connection: duckdb.DuckDBPyConnection, progress: Progress
) -> Built:
    """Fill an empty database with a snapshot's tables.

    Raises:
        DataRejected: the data have errors; all are told.
    """
    for name in ("raw", "staged"):
        connection.execute(f"ATTACH ':memory:' AS {name}")
    loaded = load(
        connection, order.mapping, order.folder, order.as_of, progress, targets=order.targets
    )
    for name in ("staged", "raw"):
        connection.execute(f"DETACH {name}")
    calendar = FiscalCalendar(order.mapping.fiscal_year_starts)
    findings = Findings()
    findings.all.extend(loaded.findings)
    tables = _fed(connection, order, findings)
    earlier = _build_deals(connection, order, loaded, tables)
    create_amount_bands(connection)
    create_empty_results(connection)
    progress("features of open deals, now and on past days")
    lesson = prepare(connection, loaded, tables, calendar)
    create_features(connection, lesson.days, lesson.features, target=FEATURES_BY_DAY)
    landmarks = lesson.landmarks(connection, FEATURES_BY_DAY)
    stored, past, why_not = _model(home, order, lesson, landmarks, findings, progress)
    if stored is not None and past is not None:
        scorer = Scorer(stored.model, stored.levels, stored.version, calendar, order.built_at)
        fill_results(connection, scorer, lesson, past, FEATURES_BY_DAY, loaded.rules, progress)
    connection.execute(
        f"CREATE TABLE {FEATURES_NOW} AS SELECT * EXCLUDE (day) FROM {FEATURES_BY_DAY} "
        "WHERE day = $day ORDER BY opportunity_id",
        {"day": loaded.as_of},
    )
    connection.execute(f"DROP TABLE {FEATURES_BY_DAY}")
    create_scored(connection, earlier)
    _store_findings(connection, findings.all)
    connection.execute("CHECKPOINT")
    return Built(loaded, earlier, stored, why_not, findings.all)


def _fed(connection: duckdb.DuckDBPyConnection, order: Order, findings: Findings) -> list[str]:
    """The tables with rows; an optional one without is dropped, as if it were not mapped.

    An empty table of activities would otherwise say that nobody has ever called.
    """
    fed = []
    for name in order.mapping.tables:
        rows = connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
        if rows or BY_NAME[name].required:
            fed.append(name)
            continue
        connection.execute(f"DROP TABLE {name}")
        findings.add(
            "empty_optional_table",
            name,
            f"{order.mapping.tables[name].file} holds no row up to the as-of date; {name} counts "
            "as not recorded.",
            fix="Export it again, or take the table out of the mapping.",
        )
    return fed


def _build_deals(
    connection: duckdb.DuckDBPyConnection, order: Order, loaded: Loaded, tables: list[str]
) -> date | None:
    """The wide tables now and seven days before; gives the earlier day, or None."""
    mapping = order.mapping
    create_stages(connection, mapping.stages)
    create_rates(connection, mapping.currency, mapping.rates)
    create_team_members(connection, loaded.as_of, tables)
    earlier = loaded.as_of - EARLIER
    cut(
        connection, loaded.rules, earlier, source="opportunities", target="opportunities_before",
        stage_history="stage_history" if "stage_history" in tables else None,
        close_date_history="close_date_history" if "close_date_history" in tables else None,
    )  # fmt: skip
    for day, opportunities, target in (
        (loaded.as_of, "opportunities", "deals"),
        (earlier, "opportunities_before", "deals_before"),
    ):
        create_deals(
            connection, day, opportunities=opportunities, tables=tables, target=target,
            currency=mapping.currency,
        )  # fmt: skip
    connection.execute("DROP TABLE opportunities_before")
    known = connection.execute("SELECT count(*) FROM deals_before").fetchall()[0][0]
    return earlier if known else None


def _model(
    home: Home,
    order: Order,
    lesson: Lesson,
    landmarks: Landmarks,
    findings: Findings,
    progress: Progress,
) -> tuple[StoredModel | None, PastModels | None, str]:
    """The model to score with, also on past days, or none and the reason, which is a finding."""
    if not order.is_training:
        stored = newest(home, order.mapping.name, lesson.as_of)
        return stored, PastModels(lesson, landmarks, stored.model.kind, {}, {}), ""
    if not lesson.history.lost:
        findings.add(
            "no_lost_deals",
            "opportunities",
            "no deal was ever lost, so the chance to lose cannot be learnt: every deal that is not "
            "won counts as still open.",
            column="stage",
            fix="Check the stages of the mapping, and that lost deals are exported.",
        )
    try:
        return *learn(home, lesson, landmarks, progress), ""
    except TooFewOutcomes as error:
        reason = f"{error.detail} No chances, risks or expected dates can be computed yet."
        findings.add(
            "too_few_closed", "opportunities", reason, count=error.n,
            fix="Load a longer history, or wait for more deals to close.",
        )  # fmt: skip
        progress(f"no scores: {error.detail}")
        return None, None, reason


def _store_findings(connection: duckdb.DuckDBPyConnection, findings: list[Finding]) -> None:
    connection.execute(
        'CREATE TABLE data_findings (code VARCHAR, severity VARCHAR, "table" VARCHAR, '
        '"column" VARCHAR, row BIGINT, count BIGINT, value VARCHAR, message VARCHAR, fix VARCHAR)'
    )
    for finding in findings:
        connection.execute(
            "INSERT INTO data_findings VALUES ($code, $severity, $table, $column, $row, $count, "
            "$value, $message, $fix)",
            finding.model_dump(),
        )
