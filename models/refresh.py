"""The refresh: load, validate, train, score, publish; one snapshot at the end, or nothing."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from analytics.deals import create_deals, create_rates, create_stages, create_team_members
from analytics.features import FEATURES, check_known
from analytics.scored import create_scored
from data.cut import cut
from data.errors import NoSnapshot, OtherCompany, TooFewOutcomes
from data.findings import Finding, Findings
from data.loading.load import Loaded, load
from data.mapping import Mapping
from data.periods import FiscalCalendar
from data.store.home import DATABASE, Home
from data.store.manifest import Company, Manifest, ModelNote
from data.store.snapshot import Snapshot
from data.version import SCHEMA, code_version
from models.artifacts import StoredModel
from models.learning import learn, newest
from models.tables import create_empty, score_before, score_now

Progress = Callable[[str], None]
EARLIER = timedelta(days=7)


@dataclass(frozen=True)
class Order:
    """What a refresh was asked for. `built_at` is the caller's clock, UTC, for people only."""

    mapping: Mapping
    folder: Path
    as_of: date | None
    built_at: str
    is_training: bool = True
    is_replacing: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a refresh did."""

    manifest: Manifest
    findings: list[Finding]
    is_unchanged: bool


def refresh(home: Home, order: Order, progress: Progress) -> Outcome:
    """Build and publish a snapshot; on any failure the one before stays current.

    An order whose files, mapping, as-of date and code are those of a published snapshot makes that
    one current again, without building.

    Raises:
        OtherCompany: the home holds another company and replacing was not asked for.
        DataRejected: the data have errors; all are told.
        Infrastructure: another refresh runs, or a folder is missing.
    """
    with home.refresh_lock():
        _check_company(home, order)
        known = _already_published(home, order)
        if known is not None:
            home.point_to(known.snapshot_id)
            progress(f"nothing has changed since snapshot {known.snapshot_id}")
            return Outcome(known, [], is_unchanged=True)
        folder = home.building()
        try:
            return _build(home, order, folder, progress)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _check_company(home: Home, order: Order) -> None:
    published = home.published()
    if order.is_replacing or not published:
        return
    present = (home.current() or published[-1]).company
    if present.name != order.mapping.name:
        raise OtherCompany(
            f"This home holds {present.title}, not {order.mapping.title}.",
            fix="Add --replace to put the other company in its place, or set REVCOPILOT_HOME.",
        )


def _already_published(home: Home, order: Order) -> Manifest | None:
    """The snapshot that this order would build again; None where files are missing."""
    paths = [order.folder / table.file for table in order.mapping.tables.values()]
    if not all(path.is_file() for path in paths):
        return None
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    for manifest in reversed(home.published()):
        day = order.as_of or manifest.extracted_on
        is_same = manifest.snapshot_id == _id(order, files, day, manifest.model)
        if manifest.as_of == day and is_same and _opens(home, manifest):
            return manifest
    return None


def _opens(home: Home, manifest: Manifest) -> bool:
    """Whether the snapshot can be read; a damaged one is built again."""
    try:
        snapshot = Snapshot.open(home, manifest.snapshot_id)
        found = snapshot.row("SELECT count(*) AS n FROM deals_now")["n"]
        snapshot.close()
    except (NoSnapshot, duckdb.Error):
        return False
    return bool(found == manifest.row_counts["deals_now"])


def _id(order: Order, files: dict[str, str], day: date, model: ModelNote | None) -> str:
    parts = [
        order.mapping.model_dump_json(),
        repr(sorted(files.items())),
        str(day),
        code_version(),
        "trained" if order.is_training else f"scored with {model.version if model else ''}",
    ]
    return f"{day}-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:10]}"


def _build(home: Home, order: Order, folder: Path, progress: Progress) -> Outcome:
    connection = duckdb.connect(str(folder / DATABASE), config={"threads": "2"})
    try:
        for name in ("raw", "staged"):
            connection.execute(f"ATTACH ':memory:' AS {name}")
        loaded = load(connection, order.mapping, order.folder, order.as_of, progress)
        for name in ("staged", "raw"):
            connection.execute(f"DETACH {name}")
        calendar = FiscalCalendar(order.mapping.fiscal_year_starts)
        earlier = _build_deals(connection, order.mapping, loaded)
        findings = Findings()
        findings.all.extend(loaded.findings)
        stored, why_not = _model(home, connection, order, loaded, calendar, findings, progress)
        create_empty(connection)
        if stored is not None:
            progress("scoring open deals")
            score_now(connection, stored, loaded.as_of, calendar, order.built_at)
            if earlier is not None:
                horizon = calendar.risk_horizon(loaded.as_of)
                score_before(connection, stored, earlier, calendar, horizon, order.built_at)
        create_scored(connection)
        _store_findings(connection, findings.all)
        manifest = _manifest(connection, order, loaded, earlier, stored, why_not, findings)
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    progress(f"publishing snapshot {manifest.snapshot_id}")
    home.publish(folder, manifest)
    return Outcome(manifest, findings.all, is_unchanged=False)


def _build_deals(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, loaded: Loaded
) -> date | None:
    """The wide tables now and seven days before; gives the earlier day, or None."""
    create_stages(connection, mapping.stages)
    create_rates(connection, mapping.currency, mapping.rates)
    create_team_members(connection)
    history = "close_date_history" if "close_date_history" in mapping.tables else None
    create_deals(
        connection, loaded.as_of, opportunities="opportunities", close_date_history=history,
        target="deals",
        currency=mapping.currency,
    )  # fmt: skip
    earlier = loaded.as_of - EARLIER
    cut(
        connection, loaded.rules, earlier, source="opportunities", target="opportunities_before",
        stage_history="stage_history" if "stage_history" in mapping.tables else None,
        close_date_history=history,
    )  # fmt: skip
    create_deals(
        connection, earlier, opportunities="opportunities_before", close_date_history=history,
        target="deals_before",
        currency=mapping.currency,
    )  # fmt: skip
    connection.execute("DROP TABLE opportunities_before")
    known = connection.execute("SELECT count(*) FROM deals_before").fetchall()[0][0]
    return earlier if known else None


def _model(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    order: Order,
    loaded: Loaded,
    calendar: FiscalCalendar,
    findings: Findings,
    progress: Progress,
) -> tuple[StoredModel | None, str]:
    """The model to score with, or None and the reason, which becomes a finding."""
    check_known(FEATURES, loaded.rules.known, list(order.mapping.tables))
    if not order.is_training:
        return newest(home, order.mapping.name, loaded.as_of), ""
    try:
        return learn(home, connection, loaded.as_of, calendar, progress), ""
    except TooFewOutcomes as error:
        reason = f"{error.detail} No chances, risks or expected dates can be computed yet."
        findings.add(
            "too_few_closed", "opportunities", reason, count=error.n,
            fix="Load a longer history, or wait for more deals to close.",
        )  # fmt: skip
        progress(f"no scores: {error.detail}")
        return None, reason


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


def _manifest(
    connection: duckdb.DuckDBPyConnection,
    order: Order,
    loaded: Loaded,
    earlier: date | None,
    stored: StoredModel | None,
    why_not: str,
    findings: Findings,
) -> Manifest:
    mapping = order.mapping
    note = None
    if stored is not None:
        card = stored.card.model_dump(mode="json")
        note = ModelNote(version=stored.version, kind=stored.card.kind, card=card)
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION ALL "
            "SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1"
        ).fetchall()
    ]
    first, last = _events(connection, loaded)
    return Manifest(
        snapshot_id=_id(order, loaded.checksums, loaded.as_of, note),
        as_of=loaded.as_of,
        extracted_on=loaded.extracted_on,
        company=Company(name=mapping.name, title=mapping.title),
        currency=mapping.currency,
        fiscal_year_starts=mapping.fiscal_year_starts,
        stages=mapping.stages,
        known=loaded.rules.known,
        tables=tuple(tables),
        files=loaded.checksums,
        row_counts={name: _count(connection, name) for name in tables},
        findings={
            kind: sum(1 for finding in findings.all if finding.severity == kind)
            for kind in ("warning", "note")
        },
        first_event=first,
        last_event=last,
        horizon_on=FiscalCalendar(mapping.fiscal_year_starts).risk_horizon(loaded.as_of),
        earlier_cut=earlier,
        model=note,
        no_scores=why_not,
        schema_version=SCHEMA,
        code_version=code_version(),
        built_at=order.built_at,
    )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _events(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> tuple[date, date]:
    """First and last day of which anything was known on the as-of date."""
    first, last = connection.execute(
        "SELECT least(min(started_on), min(closed_on)), greatest(max(started_on), max(closed_on)) "
        "FROM deals"
    ).fetchall()[0]
    return first or loaded.as_of, last or loaded.as_of
