"""One training run: backtest, choice of the model, final fit, levels and card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.periods import FiscalCalendar
from models.artifacts import version_of
from models.backtest import WINDOW_DAYS, Backtest, backtest
from models.card import FEATURES, Card, Evaluation, measured
from models.evaluation import log_loss
from models.hazard import KIND_TITLES, KINDS, HazardTable, Kind, check_enough, fit
from models.history import DealHistory, Flags, Floats
from models.levels import Levels, PastScores, set_levels
from models.scoring import STALE_BELOW

Progress = Callable[[str], None]
WITHOUT_PAST: Kind = "age_quarter"
WINDOW = f"{WINDOW_DAYS} days"


@dataclass(frozen=True, eq=False)
class Trained:
    """A model ready to score with, its levels, its card, and the backtest both rest on."""

    version: str
    model: HazardTable
    levels: Levels
    card: Card
    backtest: Backtest


def train(
    history: DealHistory,
    as_of: date,
    calendar: FiscalCalendar,
    *,
    stale_below: float = STALE_BELOW,
    progress: Progress = lambda _: None,
) -> Trained:
    """Learn from what was known at the end of `as_of`. The same history gives the same version.

    Args:
        history: all deals with a starting day.
        as_of: nothing after this day is used.
        calendar: the company's fiscal year.
        stale_below: chance of ever closing under which past deals are left out of the levels.
        progress: told one line a step.

    Raises:
        TooFewOutcomes: too few closed or won deals by `as_of`.
    """
    known = history.known_at(as_of)
    check_enough(known)
    progress(f"backtest: refitting at past origins over {len(known):,} deals")
    past = backtest(known, as_of, calendar, KINDS)
    kind, choice = choose(past)
    progress(f"model: {KIND_TITLES[kind]} ({len(past.origins)} origins)")
    model = fit(known, as_of, calendar, kind)
    levels = set_levels(past_scores(past, kind, stale_below))
    progress(f"levels: {', '.join(level.name for level in levels.levels) or levels.reason}")
    data_hash = known.fingerprint()
    version = version_of(model, levels, data_hash)
    card = Card(
        version=version,
        kind=kind,
        choice=choice,
        as_of=as_of,
        data_hash=data_hash,
        deals=len(known),
        closed=model.closed,
        won=model.won,
        closings_recorded_from=model.entered,
        features=FEATURES[: KINDS.index(kind) + 1],
        origins=past.origins,
        origins_left_out=past.left_out,
        evaluations=evaluations(past, kind),
        levels=levels,
    )
    return Trained(version, model, levels, card, past)


def choose(past: Backtest) -> tuple[Kind, str]:
    """The kind with the least 28-day log-loss over the origins; on a tie the simpler one."""
    passed = past.window_passed
    if not passed.any():
        return WITHOUT_PAST, (
            f"{KIND_TITLES[WITHOUT_PAST]}: no past window of {WINDOW} has passed yet, so nothing "
            "could be compared"
        )
    losses = {
        kind: log_loss(past.said[kind].win_28d[passed], past.won_28d[passed]) for kind in KINDS
    }
    best = min(KINDS, key=lambda kind: losses[kind])
    told = ", ".join(f"{KIND_TITLES[kind]} {losses[kind]:.4f}" for kind in KINDS)
    return best, f"{KIND_TITLES[best]} has the least log-loss over {WINDOW} ({told})"


def past_scores(past: Backtest, kind: Kind, stale_below: float) -> PastScores:
    """The rows that levels are set on: horizon passed, not stale at the origin."""
    said = past.said[kind]
    used = past.horizon_passed & (said.closing_ever >= stale_below)
    return PastScores(
        risk_score=100.0 * (1.0 - said.win_by_horizon[used]),
        won=past.won_by_horizon[used],
        deal=past.deal[used],
        horizons=len(np.unique(past.horizon[used])),
        origins=len(np.unique(past.origin[used])),
    )


def evaluations(past: Backtest, published: Kind) -> tuple[Evaluation, ...]:
    """All models over 28 days, then the published one to the risk horizon."""
    rows, found = past.window_passed, []
    if rows.any():
        found.append(_evaluation(past, "base rate", WINDOW, rows, past.base_rate_28d))
        for kind in KINDS:
            chance = past.said[kind].win_28d
            one = _evaluation(past, KIND_TITLES[kind], WINDOW, rows, chance)
            found.append(one.model_copy(update={"published": kind == published}))
    if past.horizon_passed.any():
        chance = past.said[published].win_by_horizon
        title = KIND_TITLES[published]
        one = _evaluation(past, title, "risk horizon", past.horizon_passed, chance)
        found.append(one.model_copy(update={"published": True}))
    return tuple(found)


def _evaluation(past: Backtest, title: str, window: str, rows: Flags, chance: Floats) -> Evaluation:
    happened = (past.won_28d if window == WINDOW else past.won_by_horizon)[rows]
    return Evaluation(
        model=title,
        window=window,
        published=False,
        rows=int(rows.sum()),
        deals=len(np.unique(past.deal[rows])),
        origins=len(np.unique(past.origin[rows])),
        won=int(happened.sum()),
        measures=measured(chance[rows], happened, past.deal[rows]),
    )
