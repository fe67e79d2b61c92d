"""Risk levels: which risk scores are called low, medium and high, and how such deals fared.

Thresholds are set on past origins whose horizon has passed and are frozen with the model version.
A level that past deals do not set apart from its neighbour is not used, so there may be fewer
levels than three, or none, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.judging.intervals import clustered_rate
from models.past.history import Flags, Floats, Ints

LevelName = Literal["low", "medium", "high"]

MINIMUM_DEALS = 30
MINIMUM_SHARE = 0.05
HIGH_AT_MOST = (0.5, 0.75, 1.0)
LOW_AT_LEAST = (1.5, 1.25, 1.0)
CANDIDATE_SHARES = tuple(step / 20 for step in range(1, 20))
METHOD = (
    "Share of past forecasts whose deal was won by the risk horizon, stale deals left out. The "
    "95% interval is Wilson's for as many independent rows as the rows are worth, given that one "
    "deal stands in many origins (variance clustered by deal). Deals of one origin share the "
    "season, which the interval does not see. Thresholds were chosen on these same rows."
)


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PastRate(_Stored):
    """How often deals of a kind were won by their horizon, with a 95% interval."""

    rows: int = Field(ge=0)
    deals: int = Field(ge=0)
    win_rate: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class Level(_Stored):
    """One level: risk scores from `from_score` up to the next level's."""

    name: LevelName
    from_score: float = Field(ge=0, le=100)
    past: PastRate


_Group = tuple[float, PastRate]


class Levels(_Stored):
    """The levels in use, the lowest risk first; none where `reason` says why.

    Attributes:
        all_live: past rate of all deals that were not stale.
        horizons: distinct horizons (quarter ends) that the rates rest on.
        origins: distinct origins they rest on.
    """

    levels: tuple[Level, ...] = ()
    reason: str = ""
    all_live: PastRate | None = None
    horizons: int = Field(default=0, ge=0)
    origins: int = Field(default=0, ge=0)
    method: str = METHOD

    @model_validator(mode="after")
    def _rises_from_zero(self) -> Levels:
        starts = [level.from_score for level in self.levels]
        if starts and (starts[0] != 0 or starts != sorted(set(starts))):
            raise ValueError("levels must start at 0 and rise")
        if not starts and not self.reason:
            raise ValueError("no levels, and no reason")
        return self

    def named(self, risk_score: Floats) -> NDArray[np.str_]:
        """The level of each score, "" where there are no levels."""
        if not self.levels:
            return np.full(len(risk_score), "", dtype="<U6")
        starts = np.array([level.from_score for level in self.levels])
        names = np.array([level.name for level in self.levels], dtype="<U6")
        return names[np.searchsorted(starts, risk_score, side="right") - 1]


@dataclass(frozen=True, eq=False)
class PastScores:
    """Past forecasts whose horizon has passed, stale ones left out: a row each.

    Attributes:
        risk_score: 100 × (1 − chance to be won by the horizon), as said then.
        won: whether it was won by the horizon.
        deal: the deal's number; several rows may share it.
        horizons, origins: how many distinct ones the rows come from.
    """

    risk_score: Floats
    won: Flags
    deal: Ints
    horizons: int
    origins: int


def set_levels(past: PastScores) -> Levels:
    """Choose thresholds on past forecasts.

    High is a group of highest scores that was won at most half as often as all live deals (else
    three quarters, else clearly less often); low a group of lowest scores won at least half as
    often again (else a quarter, else clearly more often); medium lies between, and all three
    intervals are apart. Of the thresholds that do that, those are taken whose smallest level holds
    the most deals, so that no level swallows the others. Where none do, high and the rest, called
    medium; where that fails too, none.
    """
    if len(past.won) == 0:
        return Levels(reason="No past forecast's risk horizon has passed yet.")
    everything = _past_rate(past, np.ones(len(past.won), dtype=np.bool_))
    found = _three(past, everything) or _two(past, everything)
    reason = "" if found else "No score set past deals clearly apart from the others."
    return Levels(
        levels=found,
        reason=reason,
        all_live=everything,
        horizons=past.horizons,
        origins=past.origins,
    )


def _three(past: PastScores, everything: PastRate) -> tuple[Level, ...]:
    """Low, medium and high with intervals apart; () where no thresholds give that."""
    lows = list(reversed(list(_groups(past, above=False))))
    highs = list(_groups(past, above=True))
    for at_most, at_least in product(HIGH_AT_MOST, LOW_AT_LEAST):
        pairs = product(
            _clearly_below(highs, everything, at_most), _clearly_above(lows, everything, at_least)
        )
        for (start, high), (end, low) in sorted(pairs, key=lambda p: _smallest(p, everything)):
            medium = _between(past, end, start)
            if medium and high.high < medium.low and medium.high < low.low:
                return (
                    Level(name="low", from_score=0, past=low),
                    Level(name="medium", from_score=end, past=medium),
                    Level(name="high", from_score=start, past=high),
                )
    return ()


def _smallest(pair: tuple[_Group, _Group], everything: PastRate) -> int:
    """Rows of the smallest of the three levels, negative: the most balanced pair sorts first."""
    (_, high), (_, low) = pair
    return -min(high.rows, low.rows, everything.rows - high.rows - low.rows)


def _two(past: PastScores, everything: PastRate) -> tuple[Level, ...]:
    """Medium and high with intervals apart; () where no threshold gives that."""
    highs = list(_groups(past, above=True))
    for at_most in HIGH_AT_MOST:
        for start, high in _clearly_below(highs, everything, at_most):
            rest = _between(past, 0, start)
            if rest and high.high < rest.low:
                return (
                    Level(name="medium", from_score=0, past=rest),
                    Level(name="high", from_score=start, past=high),
                )
    return ()


def _clearly_below(groups: list[_Group], everything: PastRate, times: float) -> list[_Group]:
    return [
        (score, rate)
        for score, rate in groups
        if rate.win_rate <= times * everything.win_rate and rate.high < everything.low
    ]


def _clearly_above(groups: list[_Group], everything: PastRate, times: float) -> list[_Group]:
    return [
        (score, rate)
        for score, rate in groups
        if rate.win_rate >= times * everything.win_rate and rate.low > everything.high
    ]


def _between(past: PastScores, from_score: float, until: float) -> PastRate | None:
    """The past rate of scores in a range; None where the range is empty or too thin."""
    inside = (past.risk_score >= from_score) & (past.risk_score < until)
    return _past_rate(past, inside) if _enough(past, inside) else None


def _groups(past: PastScores, *, above: bool) -> Iterator[tuple[float, PastRate]]:
    """Whole scores near the twentieths of past ones, rising, with the group above or below."""
    scores = np.unique(np.round(np.quantile(past.risk_score, CANDIDATE_SHARES)))
    for score in scores[(scores > 0) & (scores <= 100)]:
        group = past.risk_score >= score if above else past.risk_score < score
        if _enough(past, group):
            yield float(score), _past_rate(past, group)


def _enough(past: PastScores, group: Flags) -> bool:
    rows = int(group.sum())
    return rows >= MINIMUM_SHARE * len(group) and len(np.unique(past.deal[group])) >= MINIMUM_DEALS


def _past_rate(past: PastScores, group: Flags) -> PastRate:
    rate, low, high = clustered_rate(past.won[group], past.deal[group])
    return PastRate(
        rows=int(group.sum()),
        deals=len(np.unique(past.deal[group])),
        win_rate=rate,
        low=low,
        high=high,
    )
