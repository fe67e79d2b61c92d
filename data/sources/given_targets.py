"""A file of targets beside a source: its rows stand in the place of the source's own targets.

A comma-separated file in UTF-8 with ISO days and the columns level, name, start, end, kind, amount
and, where amounts are not in the reporting currency, currency.
"""

from __future__ import annotations

import csv
from pathlib import Path

from data.errors import Infrastructure
from data.findings import Finding, Findings
from data.mapping import ColumnMapping, Mapping, TableMapping
from data.schema import BY_NAME
from data.sources.reading import nearest
from data.store.manifest import GIVEN_TARGETS

_TABLE = BY_NAME["targets"]
_FIXES = {
    "bad_value": "Write one of these words.",
    "bad_date": "Write days as 2026-01-31.",
    "no_rate": "Add a rate for it to `rates` in the mapping of the source.",
    "unknown_rep": "Correct the name; a team goes by its manager's name.",
}


def with_given_targets(mapping: Mapping, path: Path) -> Mapping:
    """The mapping with its targets, if any, replaced by those of the file.

    Raises:
        Infrastructure: there is no such file.
        DataRejected: its header lacks columns; all are named, each with the nearest there is.
    """
    findings = Findings()
    header = _header(path, findings)
    columns = {}
    for column in _TABLE.columns:
        if column.name in header:
            dates = "%Y-%m-%d" if column.type == "date" else None
            columns[column.name] = ColumnMapping.model_validate(
                {"from": column.name, "dates": dates}
            )
        elif column.required:
            findings.add(
                "missing_column",
                "targets",
                f"{path.name} has no column {column.name!r}{nearest(column.name, header)}; it has "
                f"{', '.join(header) or 'none'}.",
                column=column.name,
                row=1,
                fix=f"The columns are {', '.join(_TABLE.names)}, separated by commas; currency may "
                "be left out.",
            )
    findings.stop_on_errors()
    given = TableMapping(file=GIVEN_TARGETS, columns=columns)
    return mapping.model_copy(update={"tables": {**mapping.tables, "targets": given}})


def plain(mapping: Mapping) -> Mapping:
    """The mapping with the form of a given file, whatever the form of the source's own files."""
    return mapping.model_copy(update={"encoding": "utf-8", "delimiter": ","})


def in_the_file(finding: Finding) -> Finding:
    """A finding about targets, with the fix that a file needs rather than a mapping."""
    if finding.table != "targets" or finding.code not in _FIXES:
        return finding
    return finding.model_copy(update={"fix": _FIXES[finding.code]})


def _header(path: Path, findings: Findings) -> list[str]:
    if not path.is_file():
        raise Infrastructure(
            f"There is no file {str(path)!r} to read targets from.", fix="Check --targets."
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return [cell.strip() for cell in next(csv.reader(handle), [])]
    except (UnicodeDecodeError, csv.Error):
        findings.add(
            "wrong_encoding",
            "targets",
            f"{path.name} is not a CSV file in UTF-8.",
            fix="Save it as UTF-8.",
        )
        findings.stop_on_errors()
        return []
