"""The hazard table as it is stored: plain JSON types, checked on the way in and out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.learners.kinds import TableKind

Chance = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Factor = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class HazardRecord(BaseModel):
    """Field by field what HazardTable holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: TableKind
    win: list[list[Chance]]
    lose: list[list[Chance]]
    edges: tuple[int, ...]
    first_month: int = Field(ge=1, le=12)
    factors: tuple[Factor, ...]
    first_cohort: date
    owners: dict[str, Factor] = {}
    entered: date
    as_of: date
    closed: int = Field(ge=0)
    won: int = Field(ge=0)

    @model_validator(mode="after")
    def _fits(self) -> HazardRecord:
        bands, positions = len(self.edges) + 1, 1 if self.kind == "age" else 3
        if list(self.edges) != sorted(set(self.edges)):
            raise ValueError("edges must rise")
        for name, table in (("win", self.win), ("lose", self.lose)):
            if len(table) != bands or any(len(row) != positions for row in table):
                raise ValueError(f"{name} must have {bands} rows of {positions}")
        return self
