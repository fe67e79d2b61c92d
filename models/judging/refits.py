"""Models as they would have been at past days: tables learnt each time, costly kinds now and then.

Between two refits a costly kind is renewed with the table of the day. A kind that cannot be learnt
here is left out, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.learners.boosted import lightgbm_reason
from models.learners.kinds import TABLE_KINDS, HazardModel, Kind, TableKind
from models.learners.registry import best_table_kind, fit_kind, over_table
from models.learners.table import HazardTable, fit_kinds
from models.past.history import DealHistory
from models.past.landmarks import Landmarks

REFIT_DAYS = 91
# About five for each of the some sixty columns that features become.
LEAST_CLOSED = 300


@dataclass
class Refits:
    """Gives the models of each past day, asked for in rising order.

    Attributes:
        kinds: the kinds wanted.
        refit_days: days after which a costly kind is learnt again.
        left_out: kinds that cannot be learnt here, and why.
    """

    history: DealHistory
    calendar: FiscalCalendar
    landmarks: Landmarks | None
    kinds: tuple[Kind, ...]
    refit_days: int = REFIT_DAYS
    left_out: dict[Kind, str] = field(default_factory=dict)
    _costly: dict[Kind, tuple[date, HazardModel]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tables = [kind for kind in TABLE_KINDS if kind in self.kinds]
        self._tables = tuple(tables)
        if self.history.owner is None and "age_quarter_cohort_rep" in self._tables:
            self.left_out["age_quarter_cohort_rep"] = "no owner was known at past dates"
            self._tables = tuple(kind for kind in tables if kind != "age_quarter_cohort_rep")
        costly = [kind for kind in self.kinds if kind not in TABLE_KINDS]
        if self.landmarks is None:
            self.left_out.update(dict.fromkeys(costly, "no features of past days were given"))
        elif (closed := self.history.won + self.history.lost) < LEAST_CLOSED:
            too_few = f"{closed} closed deals; features are learnt from with {LEAST_CLOSED}"
            self.left_out.update(dict.fromkeys(costly, too_few))
        elif "lightgbm" in costly and (reason := lightgbm_reason()):
            self.left_out["lightgbm"] = reason

    def at(self, day: date) -> dict[Kind, HazardModel]:
        """The models of the kinds that can be learnt, as known at the end of a day.

        Raises:
            TooFewOutcomes: too little had closed by then for any kind.
        """
        under = best_table_kind(self.history)
        tables = fit_kinds(self.history, day, self.calendar, (*self._tables, under))
        found: dict[Kind, HazardModel] = {kind: tables[kind] for kind in self._tables}
        for kind in self.kinds:
            if kind not in TABLE_KINDS and kind not in self.left_out:
                self._refit(kind, day, tables)
                if kind in self._costly:
                    found[kind] = self._costly[kind][1]
        return found

    def _refit(self, kind: Kind, day: date, tables: dict[TableKind, HazardTable]) -> None:
        last, model = self._costly.get(kind, (None, None))
        try:
            if last is None or model is None or (day - last).days >= self.refit_days:
                fresh = fit_kind(kind, self.history, day, self.calendar, self.landmarks)
                self._costly[kind] = (day, fresh)
            else:
                fresh = over_table(model, tables[best_table_kind(self.history)])
                self._costly[kind] = (last, fresh)
        except TooFewOutcomes as error:
            self.left_out[kind] = error.detail
            self._costly.pop(kind, None)
