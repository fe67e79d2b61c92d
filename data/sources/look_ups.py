"""Look-ups: a cell that holds an id becomes the name that another file gives that id."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from data.findings import Findings
from data.mapping import ColumnMapping, LookUp, Mapping
from data.schema import BY_NAME
from data.sources.reading import OpenFile, nearest, opened, present_files


@dataclass
class Resolver:
    """Gives the names for the ids of one column, and remembers the ids that have none.

    Attributes:
        names: id → name.
        absent: ids without a name: how many cells, and the first of them.
    """

    names: dict[str, str]
    missing: tuple[str, ...]
    absent: int = 0
    first: tuple[int, str] = (0, "")

    def resolved(self, row: int, cell: str) -> str:
        """The name for an id, or "" for an empty cell and for an id without a name."""
        wanted = cell.strip()
        if wanted in self.names:
            return self.names[wanted]
        if wanted and wanted not in self.missing:
            if not self.absent:
                self.first = (row, wanted)
            self.absent += 1
        return ""


@dataclass
class LookUps:
    """The look-up files of a mapping, each read once for a pair of columns."""

    mapping: Mapping
    folder: Path
    findings: Findings
    _read: dict[LookUp, dict[str, str] | None] = field(default_factory=dict)

    def resolver(self, table: str, column: str, mapped: ColumnMapping) -> Resolver | None:
        """For a column that goes through another file; None where that file cannot be read."""
        if mapped.through is None:
            return None
        if mapped.through not in self._read:
            self._read[mapped.through] = self._names(table, column, mapped.through)
        names = self._read[mapped.through]
        return None if names is None else Resolver(names, self.mapping.missing)

    def report(self, table: str, column: str, through: LookUp, found: Resolver) -> None:
        """Tell the ids that had no name: an error where the cell is needed."""
        if not found.absent:
            return
        row, value = found.first
        is_needed = BY_NAME[table].column(column).required
        self.findings.add(
            "unknown_id" if is_needed else "unlinked_id",
            table,
            f"no row of {through.file} has {through.key} {value!r}."
            + ("" if is_needed else " The cell is left empty."),
            column=column,
            row=row,
            count=found.absent,
            value=value,
            fix=f"Export all rows of {through.file}, deleted and inactive ones too.",
        )

    def _names(self, table: str, column: str, through: LookUp) -> dict[str, str] | None:
        path = self.folder / through.file
        if not path.is_file():
            self.findings.add(
                "missing_file",
                table,
                f"{through.file}, through which {column} is looked up, is not in the folder, which "
                f"holds {present_files(self.folder)}.",
                column=column,
                fix=f"Export it to {through.file}, or correct `through` of {table}.{column} in the "
                "mapping.",
            )
            return None
        names: dict[str, str] | None = None
        with opened(self.mapping, table, path, self.findings) as file:
            if self._has_columns(table, column, through, file.header):
                names = self._pairs(table, column, through, file)
        return names

    def _has_columns(self, table: str, column: str, through: LookUp, header: list[str]) -> bool:
        absent = [name for name in (through.key, through.value) if name not in header]
        for name in absent:
            self.findings.add(
                "missing_column",
                table,
                f"{through.file}, through which {column} is looked up, has no column {name!r}"
                f"{nearest(name, header)}; it has {', '.join(header)}.",
                column=column,
                row=1,
                fix=f"Add the column, or correct `through` of {table}.{column} in the mapping.",
            )
        return not absent

    def _pairs(self, table: str, column: str, through: LookUp, file: OpenFile) -> dict[str, str]:
        key, value = file.header.index(through.key), file.header.index(through.value)
        names: dict[str, str] = {}
        twice: list[tuple[int, str]] = []
        for number, row in file.numbered():
            if len(row) != len(file.header) or not row[key].strip():
                continue
            if row[key].strip() in names:
                twice.append((number, row[key].strip()))
            names[row[key].strip()] = row[value]
        if twice:
            self.findings.add(
                "duplicate_id",
                table,
                f"{through.key} {twice[0][1]!r} stands a second time in {through.file}, through "
                f"which {column} is looked up.",
                column=column,
                row=twice[0][0],
                count=len(twice),
                value=twice[0][1],
                fix="Keep one row for each identifier.",
            )
        return names
