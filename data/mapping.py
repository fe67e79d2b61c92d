"""Mappings: YAML files that say how a source's files become the canonical tables.

A mapping is data. It holds everything that is peculiar to one source (file names, columns, date
format, stages, corrections), so that no code below it needs to know the source's name.
"""

from __future__ import annotations

import codecs
import re
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from rapidfuzz import process

from data.errors import Infrastructure, UsageError
from data.schema import BY_NAME, TABLES, Known

Status = Literal["open", "won", "lost"]
USUALLY: dict[str, Known] = {
    "opportunity_id": "fixed",
    "created_on": "fixed",
    "engaged_on": "fixed",
    "stage": "outcome",
    "closed_on": "outcome",
    "close_value": "outcome",
    "loss_reason": "outcome",
}
HISTORIES = {"stage": "stage_history", "recorded_close_on": "close_date_history"}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LookUp(_Model):
    """A file that gives a name for an id: the row whose `key` is the cell tells its `value`."""

    file: str
    key: str
    value: str


class ColumnMapping(_Model):
    """Where a canonical column comes from, and how it is known as of a past date.

    `through` looks the cell up in another file, for exports that hold ids instead of names.

    `known`: fixed (true since creation) · history (its changes are recorded in a history table) ·
    outcome (known from the closing date on) · current (only as extracted); where it is not said,
    `Mapping.known` tells what holds.
    """

    source: str = Field(alias="from")
    known: Known | None = None
    dates: str | None = None
    through: LookUp | None = None


class TableMapping(_Model):
    """One canonical table's file and columns.

    `only` keeps the rows whose cell in a column of the file is one of the words listed.
    """

    file: str
    columns: dict[str, ColumnMapping]
    only: dict[str, tuple[str, ...]] = {}


class Stage(_Model):
    """One stage of the pipeline, in order. `entered_with` names the date column that dates it."""

    name: str
    status: Status
    entered_with: Literal["created_on", "engaged_on", "closed_on"] | None = None


class Rate(_Model):
    """What one unit of a currency is worth in the reporting currency, and on which day."""

    rate: float = Field(gt=0)
    dated: date


class Mapping(_Model):
    """A whole source: its files, stages, corrections, currency and fiscal year."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    title: str
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    fiscal_year_starts: int = Field(default=1, ge=1, le=12)
    encoding: str = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    dates: str = "%Y-%m-%d"
    missing: tuple[str, ...] = ("",)
    tables: dict[str, TableMapping]
    stages: tuple[Stage, ...]
    corrections: dict[str, dict[str, str | None]] = {}
    rates: dict[str, Rate] = {}

    @model_validator(mode="after")
    def _fits_the_schema(self) -> Mapping:
        problems = [
            *self._unknown_names(),
            *self._absent_names(),
            *self._stage_problems(),
            *self._format_problems(),
            *self._known_problems(),
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _unknown_names(self) -> list[str]:
        found = []
        for name, table in self.tables.items():
            if name not in BY_NAME:
                found.append(
                    f"unknown table '{name}' (known: {', '.join(BY_NAME)}"
                    f"{_nearest(name, tuple(BY_NAME))})"
                )
                continue
            for column in table.columns:
                if column not in BY_NAME[name].names:
                    names = BY_NAME[name].names
                    found.append(
                        f"unknown column '{name}.{column}' (known: {', '.join(names)}"
                        f"{_nearest(column, names)})"
                    )
        return found

    def _absent_names(self) -> list[str]:
        found = []
        for table in TABLES:
            if table.name not in self.tables:
                if table.required:
                    found.append(f"table '{table.name}' is not mapped")
                continue
            mapped = self.tables[table.name].columns
            for column in table.columns:
                if column.required and column.name not in mapped:
                    found.append(f"column '{table.name}.{column.name}' is not mapped")
        return found

    def _stage_problems(self) -> list[str]:
        names = [stage.name for stage in self.stages]
        found = [f"stage '{name}' twice" for name in sorted(set(names)) if names.count(name) > 1]
        for status in ("open", "won", "lost"):
            if not any(stage.status == status for stage in self.stages):
                found.append(f"no stage with status '{status}'")
        return found

    def _format_problems(self) -> list[str]:
        found = []
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            found.append(f"unknown encoding '{self.encoding}' (utf-8 and cp1252 are common)")
        patterns = [self.dates]
        for mapped in self.tables.values():
            patterns += [column.dates for column in mapped.columns.values() if column.dates]
        for pattern in patterns:
            if not set(re.findall(r"%-?(.)", pattern)) & set("YyDdmbBjFx"):
                found.append(f"'{pattern}' is no date format (such as %Y-%m-%d or %m/%d/%Y)")
        for place, words in self.corrections.items():
            table, _, column = place.partition(".")
            if table not in BY_NAME or column not in BY_NAME[table].names:
                found.append(f"corrections for '{place}', which is no table.column")
            elif BY_NAME[table].column(column).type != "text":
                found.append(f"corrections for '{place}', which holds no text")
            elif BY_NAME[table].column(column).required and None in words.values():
                found.append(f"corrections for '{place}' empty it, but it is needed")
        return found

    def _known_problems(self) -> list[str]:
        found = []
        for column, table in HISTORIES.items():
            if self.known("opportunities", column) == "history" and table not in self.tables:
                found.append(
                    f"'opportunities.{column}' is known by history, but '{table}' is not mapped"
                )
        for column in ("closed_on", "close_value", "loss_reason"):
            if self.known("opportunities", column) in ("fixed", "history"):
                found.append(f"'opportunities.{column}' cannot be known before the closing")
        return found

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is read, each once: those of the tables, then look-ups."""
        columns = [column for table in self.tables.values() for column in table.columns.values()]
        names = [table.file for table in self.tables.values()]
        names += [column.through.file for column in columns if column.through is not None]
        return tuple(dict.fromkeys(names))

    def known(self, table: str, column: str) -> Known | None:
        """How a canonical column is known, or None where the source does not feed it.

        Where the mapping does not say: what closes a deal is an outcome, its identifier and its
        first dates are fixed, and everything else of a deal is known only as extracted. Columns of
        other tables are fixed.
        """
        mapped = self.tables.get(table)
        if mapped is None or column not in mapped.columns:
            return None
        said = mapped.columns[column].known
        if said is not None:
            return said
        return USUALLY.get(column, "current") if table == "opportunities" else "fixed"


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = process.extractOne(name, known, score_cutoff=60)
    return f"; nearest: {close[0]}" if close else ""


def bundled() -> dict[str, Path]:
    """The mappings that ship with the product, by name."""
    folder = Path(str(resources.files("data"))) / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping.

    Raises:
        Infrastructure: the file does not exist.
        UsageError: it is not YAML or does not fit; every problem is named.
    """
    if not path.is_file():
        raise Infrastructure(
            f"No mapping file at {path.name}.", fix="Check the path given to --mapping."
        )
    try:
        return Mapping.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} is not readable YAML: {error}.") from error
    except ValidationError as error:
        raise UsageError(f"{path.name} does not fit: {_told(error)}.") from error


def _told(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        where = ".".join(str(step) for step in problem["loc"])
        lines.append(f"{where}: {problem['msg']}" if where else problem["msg"])
    return "; ".join(lines)
