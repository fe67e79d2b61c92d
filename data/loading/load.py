"""One load: read, type, link, check, cut; canonical tables at the end, or every problem told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data.cut import CutRules, undated
from data.errors import UsageError
from data.findings import Finding, Findings
from data.loading.checking import EVENTS, LATER_EVENTS, Loading
from data.loading.checks import CHECKS
from data.loading.cut_tables import cut_tables
from data.loading.date_checks import LONGEST_GAP_DAYS
from data.loading.known_facts import note_known_facts
from data.loading.links import link_tables
from data.loading.typing_cells import type_tables
from data.mapping import Mapping
from data.schema import Known
from data.sources.csv_files import read_all
from data.sources.given_targets import in_the_file

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What a load knows besides the tables it left in the database."""

    as_of: date
    extracted_on: date
    rules: CutRules
    checksums: dict[str, str]
    findings: list[Finding]


def load(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    folder: Path,
    as_of: date | None,
    progress: Progress,
    *,
    targets: Path | None = None,
) -> Loaded:
    """Fill the canonical tables of the connection's main schema as known at `as_of`.

    `targets` is the file of a mapping made by `with_given_targets`.

    The connection needs an attached, empty database `raw` and a schema `staged`; both may be
    dropped afterwards.

    Raises:
        Infrastructure: the folder is missing.
        DataRejected: at least one finding is an error; all findings are told.
    """
    findings = Findings()
    progress(f"reading {len(mapping.tables)} tables of {mapping.title}")
    files = read_all(connection, mapping, folder, findings, targets)
    findings.stop_on_errors()
    progress("checking dates, amounts, names and stages")
    type_tables(connection, mapping, findings)
    tables = list(mapping.tables)
    link_tables(connection, tables, findings)
    for check in CHECKS:
        check(Loading(connection, mapping, findings, tables))
    if targets is not None:
        findings.all[:] = [in_the_file(finding) for finding in findings.all]
    findings.stop_on_errors()
    first, last = _history(connection, tables)
    rules = CutRules(mapping.stages, _known(mapping), last)
    day = _as_of(as_of, first, last, findings)
    progress(f"keeping what was known on {day:%b} {day.day}, {day.year}")
    cut_tables(connection, mapping, rules, day)
    note_known_facts(connection, rules, day, findings)
    return Loaded(day, last, rules, files.checksums, findings.all)


def _known(mapping: Mapping) -> dict[str, Known]:
    found = {}
    for column in mapping.tables["opportunities"].columns:
        known = mapping.known("opportunities", column)
        if known is not None:
            found[column] = known
    return found


def _history(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> tuple[date, date]:
    """First event of a deal, and the last event of any kind."""
    parts = [
        f"SELECT min({column}) AS a, max({column}) AS b FROM staged.{table}"
        for table, column in EVENTS
        if table in tables
    ]
    parts += [
        f"SELECT NULL AS a, max({column}) AS b FROM staged.{table}"
        for table, column in LATER_EVENTS
        if table in tables
    ]
    first, last = connection.execute(
        f"SELECT min(a), max(b) FROM ({' UNION ALL '.join(parts)})"
    ).fetchall()[0]
    if first is None:
        raise UsageError(
            "No deal has any date, so nothing can be placed in time.",
            fix="Map created_on, engaged_on or closed_on.",
        )
    return first, last


def _as_of(asked: date | None, first: date, last: date, findings: Findings) -> date:
    if asked is None:
        return last
    if asked < first:
        findings.add(
            "before_history",
            "opportunities",
            f"{asked} lies before the first recorded event, {first}.",
            fix=f"Use an as-of date from {first} on.",
        )
        findings.stop_on_errors()
    if (asked - last).days > LONGEST_GAP_DAYS:
        findings.add(
            "as_of_too_late",
            "opportunities",
            f"{asked} lies more than a year after the last recorded event, {last}.",
            fix=f"Use an as-of date up to {last}, or refresh from a newer export.",
        )
        findings.stop_on_errors()
    if asked > last:
        findings.add(
            "after_extract",
            "opportunities",
            f"the last recorded event is of {last}; nothing is known of the days up to {asked}.",
            fix="Refresh from a newer export.",
        )
    return asked


__all__ = ["Loaded", "Progress", "load", "undated"]
