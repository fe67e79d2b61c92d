"""One training run: backtest, choice of the model, final fit, levels and card."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.periods import FiscalCalendar
from models.judging.backtest import Backtest, backtest
from models.judging.card import Card
from models.judging.card_texts import NOTES, features_of, not_for
from models.judging.comparison import choose, evaluations
from models.judging.levels import Levels, PastScores, set_levels
from models.learners.kinds import KIND_TITLES, KINDS, TABLE_KINDS, HazardModel, Kind
from models.learners.registry import fit_noted
from models.learners.table import check_enough
from models.past.history import DealHistory
from models.past.landmarks import Landmarks
from models.refreshing.artifacts import version_of
from models.scores.scoring import STALE_BELOW

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Trained:
    """A model ready to score with, its levels, its card, and the backtest both rest on."""

    version: str
    model: HazardModel
    levels: Levels
    card: Card
    backtest: Backtest

    @property
    def refits(self) -> dict[date, HazardModel]:
        """The published kind as it would have been at each origin of the backtest."""
        return self.backtest.models.get(self.model.kind, {})


def train(
    history: DealHistory,
    as_of: date,
    calendar: FiscalCalendar,
    landmarks: Landmarks | None = None,
    *,
    stale_below: float = STALE_BELOW,
    progress: Progress = lambda _: None,
) -> Trained:
    """Learn from what was known at the end of `as_of`. The same history gives the same version.

    Args:
        history: all deals with a starting day.
        as_of: nothing after this day is used.
        calendar: the company's fiscal year.
        landmarks: features of open deals at past days, rows of `history`; without them the tables
            compete alone.
        stale_below: chance of ever closing under which past deals are left out of the levels.
        progress: told one line a step.

    Raises:
        TooFewOutcomes: too few closed or won deals by `as_of`.
    """
    known = history.known_at(as_of)
    check_enough(known)
    if landmarks is not None and not len(landmarks):
        landmarks = None
    progress(f"backtest: refitting at past origins over {len(known):,} deals")
    past = backtest(history, as_of, calendar, KINDS if landmarks else TABLE_KINDS, landmarks)
    kind, choice = choose(past)
    progress(f"model: {KIND_TITLES[kind]} ({len(past.origins)} origins)")
    model, notes = fit_noted(kind, history.reopened_after(as_of), as_of, calendar, landmarks)
    levels = set_levels(past_scores(past, kind, stale_below))
    progress(f"levels: {', '.join(level.name for level in levels.levels) or levels.reason}")
    data_hash = _data_hash(known, as_of, landmarks)
    version = version_of(model, levels, data_hash)
    card = Card(
        version=version,
        kind=kind,
        choice=choice,
        as_of=as_of,
        data_hash=data_hash,
        deals=len(known),
        closed=known.won + known.lost,
        won=known.won,
        closings_recorded_from=known.first_closing or as_of,
        features=features_of(model),
        origins=past.origins,
        origins_left_out=past.left_out,
        evaluations=evaluations(past, kind),
        levels=levels,
        not_for=not_for(model),
        notes=(*NOTES, *_not_compared(past), *(landmarks.notes if landmarks else ()), *notes),
    )
    return Trained(version, model, levels, card, past)


def past_scores(past: Backtest, kind: Kind, stale_below: float) -> PastScores:
    """The rows that levels are set on: horizon passed, not stale at the origin."""
    if kind not in past.said:
        nothing = np.empty(0)
        return PastScores(nothing, nothing.astype(np.bool_), nothing.astype(np.int64), 0, 0)
    said = past.said[kind]
    used = past.horizon_passed & (said.closing_ever >= stale_below)
    return PastScores(
        risk_score=100.0 * (1.0 - said.win_by_horizon[used]),
        won=past.won_by_horizon[used],
        deal=past.deal[used],
        horizons=len(np.unique(past.horizon[used])),
        origins=len(np.unique(past.origin[used])),
    )


def _data_hash(known: DealHistory, as_of: date, landmarks: Landmarks | None) -> str:
    if landmarks is None:
        return known.fingerprint()
    content = f"{known.fingerprint()} {landmarks.fingerprint(as_of)}"
    return hashlib.sha256(content.encode()).hexdigest()


def _not_compared(past: Backtest) -> tuple[str, ...]:
    return tuple(
        f"Not compared: {KIND_TITLES[kind]} ({reason})."
        for kind, reason in past.not_compared.items()
    )
