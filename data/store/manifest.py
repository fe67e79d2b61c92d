"""The manifest of a snapshot: which facts it holds, where they come from, and what built them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from data.mapping import Stage
from data.schema import Known

# In `files`: targets given beside the source, in the place of the source's own.
GIVEN_TARGETS = "--targets"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Company(_Model):
    """Whose pipeline it is: the mapping's name and title."""

    name: str
    title: str


class ModelNote(_Model):
    """The model whose scores a snapshot holds; its card stands in the models folder and here."""

    version: str
    kind: str
    card: dict[str, Any]


class Manifest(_Model):
    """Written once, beside the database; never changed after publication.

    Attributes:
        known: opportunities column → how it is known; columns absent here are not fed.
        files: file name → sha256 of what was read.
        no_scores: why there are no scores, or "".
        first_event, last_event: of what was known on the as-of date.
        horizon_on: the risk horizon of this snapshot.
        earlier_cut: as-of date of the stored earlier cut, or None.
        built_at: when the build began, UTC, for people; no figure depends on it.
    """

    snapshot_id: str
    as_of: date
    extracted_on: date
    company: Company
    currency: str
    fiscal_year_starts: int
    stages: tuple[Stage, ...]
    known: dict[str, Known]
    tables: tuple[str, ...]
    files: dict[str, str]
    row_counts: dict[str, int]
    findings: dict[str, int]
    first_event: date
    last_event: date
    horizon_on: date
    earlier_cut: date | None
    model: ModelNote | None
    no_scores: str
    schema_version: int
    code_version: str
    built_at: str
