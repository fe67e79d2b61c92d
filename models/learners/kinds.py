"""What every kind of model answers: daily rates of winning and losing, and the parts they sum from.

Kinds stand in the order of simplicity: where two do equally well the earlier is published.
"""

from __future__ import annotations

from typing import Literal, Protocol

from models.learners.terms import Terms
from models.past.history import Floats, Ints
from models.past.rows import Rows

TableKind = Literal["age", "age_quarter", "age_quarter_cohort", "age_quarter_cohort_rep"]
Kind = Literal[
    "age", "age_quarter", "age_quarter_cohort", "age_quarter_cohort_rep", "logistic", "lightgbm"
]
TABLE_KINDS: tuple[TableKind, ...] = (
    "age",
    "age_quarter",
    "age_quarter_cohort",
    "age_quarter_cohort_rep",
)
# The kind that deals not begun yet are read off.
NEWCOMERS: TableKind = "age_quarter"
KINDS: tuple[Kind, ...] = (*TABLE_KINDS, "logistic", "lightgbm")
KIND_TITLES: dict[Kind, str] = {
    "age": "hazard by age",
    "age_quarter": "hazard by age and month of the quarter",
    "age_quarter_cohort": "hazard by age, month of the quarter and weeks of start",
    "age_quarter_cohort_rep": "hazard by age, month of the quarter, weeks of start and owner",
    "logistic": "logistic regression on all that is known",
    "lightgbm": "LightGBM on all that is known, over the hazard table",
}


class HazardModel(Protocol):
    """A model of how fast open deals are won and lost."""

    @property
    def kind(self) -> Kind:
        """Which kind it is."""

    def log_rates(self, rows: Rows, days: Ints) -> tuple[Floats, Floats]:
        """Log daily rates of winning and losing, deal × interval, all finite.

        Args:
            rows: deals open at the end of `rows.as_of`; other columns than it knows are ignored,
                absent ones count as not known.
            days: last day of each interval, as days after `rows.as_of`, rising; the first interval
                begins on day 1.
        """

    def terms(self, rows: Rows, days: Ints) -> Terms:
        """The same rates in parts, centered on `rows`; their sums equal `log_rates`."""

    def to_json(self) -> dict[str, object]:
        """Plain JSON types; `models.learners.registry.from_json` gives a model with equal rates."""
