"""Sentences of the model card: what a kind of model looks at, its limits, how it was judged."""

from __future__ import annotations

from analytics.features import FEATURES
from models.learners.boosted import BoostedModel
from models.learners.kinds import TABLE_KINDS, HazardModel
from models.learners.logistic import LogisticModel
from models.learners.tally import RECENCY_HALF_LIFE_DAYS

TABLE_FEATURES = (
    "age: days since the deal started",
    "position in the fiscal quarter: its first, second or third month",
    "weeks of start: how deals begun in the same four weeks have closed so far",
    "owner: how fast the owner's deals have closed so far, shrunk towards everybody's",
)
NOT_FOR = (
    "judging a person: what is learnt of an owner is how deals fared, not why",
    "deals without a starting day: they get no score",
    "effects: a deal does not become safer because a date or an owner is changed",
)
OF_TABLES = "telling deals apart on the day they start: only age, season, start and owner count"
NOTES = (
    "One deal stands at many origins and their windows overlap; the intervals leave out a "
    "twentieth of the deals at a time (jackknife) and so allow for repeated deals, but not for a "
    "season that all deals of an origin share.",
    "The kind of model was chosen on these origins, which flatters the chosen one a little.",
    "Recent deal-days weigh more in the table of hazards: a day's weight halves every "
    f"{RECENCY_HALF_LIFE_DAYS:.0f} days.",
)


def features_of(model: HazardModel) -> tuple[str, ...]:
    """What the model looks at, a line each."""
    if isinstance(model, BoostedModel):
        return (*features_of(model.table), *_labels([one.name for one in model.inputs]))
    if isinstance(model, LogisticModel):
        return (*TABLE_FEATURES[:2], *_labels([one.name for one in model.record.inputs]))
    return TABLE_FEATURES[: TABLE_KINDS.index(model.kind) + 1]


def not_for(model: HazardModel) -> tuple[str, ...]:
    """What the model must not be used for."""
    return (*NOT_FOR, OF_TABLES) if model.kind in TABLE_KINDS else NOT_FOR


def _labels(names: list[str]) -> list[str]:
    label = {feature.name: feature.label for feature in FEATURES}
    return [label.get(name) or name for name in names]
