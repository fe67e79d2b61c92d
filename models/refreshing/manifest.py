"""What a refresh was asked for, what it built, and the manifest that tells both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data.findings import Finding
from data.loading.load import Loaded
from data.mapping import Mapping
from data.periods import FiscalCalendar
from data.store.manifest import GIVEN_TARGETS, Company, Manifest, ModelNote
from data.version import SCHEMA, code_version
from models.refreshing.artifacts import StoredModel


@dataclass(frozen=True)
class Order:
    """What a refresh was asked for. `built_at` is the caller's clock, UTC, for people only.

    Attributes:
        targets: a file of targets beside the source; the mapping then names it as its own.
    """

    mapping: Mapping
    folder: Path
    as_of: date | None
    built_at: str
    is_training: bool = True
    is_replacing: bool = False
    targets: Path | None = None

    def path(self, file: str) -> Path:
        """Where a file of the mapping lies."""
        is_given = file == GIVEN_TARGETS and self.targets is not None
        return self.targets if is_given and self.targets else self.folder / file


@dataclass(frozen=True, eq=False)
class Built:
    """What a build left behind, besides the tables.

    Attributes:
        earlier: as-of date of the stored earlier cut, or None.
        stored: the model that scored, or None, and `why_not`.
    """

    loaded: Loaded
    earlier: date | None
    stored: StoredModel | None
    why_not: str
    findings: list[Finding]


def snapshot_id(order: Order, files: dict[str, str], day: date, model: ModelNote | None) -> str:
    """The id that this order gives: the as-of date and a hash of all that decides the content."""
    parts = [
        order.mapping.model_dump_json(),
        repr(sorted(files.items())),
        str(day),
        code_version(),
        "trained" if order.is_training else f"scored with {model.version if model else ''}",
    ]
    return f"{day}-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:10]}"


def manifest_of(connection: duckdb.DuckDBPyConnection, order: Order, built: Built) -> Manifest:
    """The manifest of the tables that a build left in the database."""
    mapping, loaded = order.mapping, built.loaded
    note = None
    if built.stored is not None:
        card = built.stored.card.model_dump(mode="json")
        note = ModelNote(version=built.stored.version, kind=built.stored.card.kind, card=card)
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION ALL "
            "SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1"
        ).fetchall()
    ]
    first, last = _events(connection, loaded)
    return Manifest(
        snapshot_id=snapshot_id(order, loaded.checksums, loaded.as_of, note),
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
            kind: sum(1 for finding in built.findings if finding.severity == kind)
            for kind in ("warning", "note")
        },
        first_event=first,
        last_event=last,
        horizon_on=FiscalCalendar(mapping.fiscal_year_starts).risk_horizon(loaded.as_of),
        earlier_cut=built.earlier,
        model=note,
        no_scores=built.why_not,
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
