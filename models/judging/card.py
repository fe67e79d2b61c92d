"""The model card: what a version learnt from, how good it was beside simpler rules, its limits."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from data.errors import TooFewOutcomes
from models.judging.evaluation import auc, brier, calibration_error, log_loss
from models.judging.intervals import jackknife
from models.judging.levels import Levels
from models.past.history import Flags, Floats, Ints

MEASURES = {
    "auc": auc,
    "brier": brier,
    "log_loss": log_loss,
    "calibration_error": calibration_error,
}


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Measure(_Stored):
    """A measure with its 95% interval, or the reason why there is none."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


class Evaluation(_Stored):
    """How good one model's chances of winning within a window were on past origins."""

    model: str
    window: str
    published: bool
    rows: int
    deals: int
    origins: int
    won: int
    measures: dict[str, Measure]


class Card(_Stored):
    """Everything a reader needs to judge a model version.

    Attributes:
        kind: the published kind of model, and `choice` why it is that one.
        data_hash: hash of the deals learnt from.
        origins: past as-of dates of the backtest; `origins_left_out` had too few closed deals.
        closings_recorded_from: deals enter the count on this day at the earliest.
    """

    version: str
    kind: str
    choice: str
    as_of: date
    data_hash: str
    deals: int
    closed: int
    won: int
    closings_recorded_from: date
    features: tuple[str, ...]
    origins: tuple[date, ...]
    origins_left_out: tuple[date, ...]
    evaluations: tuple[Evaluation, ...]
    levels: Levels
    not_for: tuple[str, ...]
    notes: tuple[str, ...]


def measured(chance: Floats, happened: Flags, deal: Ints) -> dict[str, Measure]:
    """Every measure with its interval; one that cannot be taken says why."""
    found = {}
    for name, measure in MEASURES.items():
        try:
            value, low, high = jackknife(measure, chance, happened, deal)
            found[name] = Measure(value=value, low=low, high=high)
        except TooFewOutcomes as error:
            found[name] = Measure(reason=error.detail)
    return found
