"""The argument `changes` of a what-if: which deals go otherwise, and how, field by field."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from data.periods import Period
from tools.arguments import Arguments
from tools.find_deals import FindDeals

ChangeKind = Literal["win", "lose", "slip", "amount", "remove", "add", "rate"]
_NEEDED: dict[ChangeKind, tuple[str, ...]] = {
    "amount": ("amount",), "add": ("amount",), "rate": ("by",),
}  # fmt: skip
_ALLOWED: dict[ChangeKind, tuple[str, ...]] = {
    "win": ("deal", "select"),
    "lose": ("deal", "select"),
    "remove": ("deal", "select"),
    "slip": ("deal", "select", "to"),
    "amount": ("deal", "select", "amount"),
    "add": ("amount", "win_probability", "to"),
    "rate": ("by", "unit"),
}


class ChangeArg(Arguments):
    """One change; `add` and `rate` are of no deal, every other names one or selects some."""

    change: ChangeKind = Field(description="What happens.")
    deal: str | None = Field(default=None, min_length=1, description="The id of an open deal.")
    select: FindDeals | None = Field(
        default=None,
        description="Open deals, as find_deals lists them with these arguments; with neither "
        "limit nor sort_by all that fit.",
    )
    to: Period | None = Field(
        default=None,
        description="Of a slip: where its chance moves; without it, out of the period. Of an added "
        "deal: when it may be won; without it, in the period.",
    )
    amount: float | None = Field(
        default=None, ge=0, allow_inf_nan=False,
        description="The new amount, or that of an added deal, in the reporting currency.",
    )  # fmt: skip
    win_probability: float | None = Field(
        default=None, ge=0, le=1, description="Of an added deal: its chance to be won then."
    )
    by: float | None = Field(
        default=None, allow_inf_nan=False, description="Of a rate: by how much every chance moves."
    )
    unit: Literal["points", "percent"] | None = Field(
        default=None, description="Of a rate: percentage points [default], or percent of itself."
    )

    @model_validator(mode="after")
    def _fits(self) -> ChangeArg:
        given = {name for name in type(self).model_fields if getattr(self, name) is not None}
        given -= {"change"}
        strange = sorted(given - {*_ALLOWED[self.change]})
        if strange:
            valid = ", ".join(_ALLOWED[self.change])
            raise ValueError(f"{self.change} takes no {', '.join(strange)}; it takes {valid}")
        absent = [name for name in _NEEDED.get(self.change, ()) if name not in given]
        if absent:
            raise ValueError(f"{self.change} needs {', '.join(absent)}")
        if self.unit == "percent" and self.by is not None and self.by < -100:
            raise ValueError("no chance can fall by more than 100 percent of itself")
        if "deal" in _ALLOWED[self.change] and len(given & {"deal", "select"}) != 1:
            raise ValueError(f"{self.change} needs either deal or select")
        return self
