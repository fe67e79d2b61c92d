"""The argument models every tool builds on: scope, period, row filters of the contract."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Names = Annotated[tuple[str, ...], Field(default=())]
Category = Literal["commit", "best_case", "pipeline", "omitted"]
DealType = Literal["new", "expansion", "renewal"]

SCOPE_LISTS = (
    "team", "region", "rep", "product", "account", "sector", "segment", "stage", "category", "type",
)  # fmt: skip


class Arguments(BaseModel):
    """Base of every tool's arguments: unknown names are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ScopeLists(Arguments):
    """The list fields of a scope; empty means all."""

    team: Names = Field(default=(), description="Managers; everybody below them, at any depth.")
    region: Names = Field(default=(), description="Sales regions.")
    rep: Names = Field(default=(), description="Owners of deals.")
    product: Names = Field(default=(), description="Products; a family's name stands for all.")
    account: Names = Field(default=(), description="Accounts.")
    sector: Names = Field(default=(), description="Industries of accounts.")
    segment: Names = Field(default=(), description="Size classes of accounts.")
    stage: Names = Field(default=(), description="Stages of the pipeline.")
    category: tuple[Category, ...] = Field(default=(), description="Forecast categories.")
    type: tuple[DealType, ...] = Field(default=(), description="Types of deals.")

    @property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """Only the fields that narrow anything."""
        return {name: getattr(self, name) for name in SCOPE_LISTS if getattr(self, name)}


class Scope(ScopeLists):
    """What narrows a tool: names to keep, names to leave out, and amounts (both ends inclusive)."""

    min_amount: float | None = Field(default=None, ge=0, description="Smallest amount kept.")
    max_amount: float | None = Field(default=None, ge=0, description="Largest amount kept.")
    exclude: ScopeLists = Field(default=ScopeLists(), description="Names to leave out.")

    @model_validator(mode="after")
    def _amounts_in_order(self) -> Scope:
        low, high = self.min_amount, self.max_amount
        if low is not None and high is not None and low > high:
            raise ValueError(f"min_amount {low:g} lies above max_amount {high:g}")
        return self


ALL = Scope()
ScopeArg = Annotated[Scope, Field(description="What to narrow to; empty means everything.")]
LimitArg = Annotated[int, Field(ge=1, le=200, description="How many rows to list.")]
AsOfArg = Annotated[
    date | None,
    Field(
        description="The day to answer for: by its published snapshot, else facts as known then "
        "and scores of the nearest origin up to it."
    ),
]
