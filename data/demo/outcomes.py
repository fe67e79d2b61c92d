"""What becomes of each deal: stages entered, won, lost or lingering, also after the extract."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.calendar import NEVER
from data.demo.catalog import FAMILIES, PRODUCTS
from data.demo.deals import Deals
from data.demo.process import OPEN_STAGES, Process, at_age
from data.demo.streams import Flags, Floats, Ints, Streams

STILL_OPEN, WON, LOST = 0, 1, 2
OUTCOME_NAMES = ("open", "won", "lost")
_OLDEST = 720


@dataclass(frozen=True)
class Outcomes:
    """What really happens to each deal, whether or not it is known yet.

    Attributes:
        lingers: whether the deal can never close.
        result: `STILL_OPEN`, `WON` or `LOST`.
        ended: the day it is won or lost, else `NEVER`.
        entered: per deal and open stage the day it is entered, else `NEVER`.
        rep_win, rep_loss: the factors planted for each seller.
    """

    lingers: Flags
    result: Ints
    ended: Ints
    entered: Ints
    rep_win: Floats
    rep_loss: Floats

    def closed_by(self, day: int) -> Flags:
        """Which deals are won or lost up to the end of that day."""
        return np.asarray(self.ended <= day)

    def stage_on(self, day: int) -> Ints:
        """The latest open stage entered up to the end of that day."""
        return np.asarray((self.entered <= day).sum(axis=1) - 1)


@dataclass(frozen=True)
class _Chances:
    """The planted process as tables by age, stage and day, and factors by deal."""

    first: int
    win_age: Floats
    loss_age: Floats
    win_stage: Floats
    loss_stage: Floats
    advance_stage: Floats
    win_day: Floats
    loss_day: Floats
    win: Floats
    loss: Floats
    pace: Floats

    def edges(
        self, age: int, today: Ints, stage: Ints, deal: Ints
    ) -> tuple[Floats, Floats, Floats]:
        """Upper ends of the stretches of [0, 1) that mean won, lost and next stage."""
        on = today - self.first
        won = self.win_age[age] * self.win_stage[stage] * self.win_day[on] * self.win[deal]
        lost = self.loss_age[age] * self.loss_stage[stage] * self.loss_day[on] * self.loss[deal]
        moved = self.advance_stage[stage] * (self.loss_day[on] > 0) * self.pace[deal]
        return won, won + lost, won + lost + moved


@dataclass
class _Run:
    """The state of the simulation; `living` holds the deals to which something may yet happen."""

    living: Ints
    stage: Ints
    result: Ints
    ended: Ints
    entered: Ints


def make_outcomes(streams: Streams, process: Process, deals: Deals, sellers: int) -> Outcomes:
    """Lives each deal day by day until it closes or is two years old."""
    random = streams.of("rep effects")
    rep_win = np.exp(process.rep_spread * random.standard_normal(sellers))
    rep_loss = np.exp(0.4 * process.rep_spread * random.standard_normal(sellers))
    lingers = streams.of("lingering").random(deals.count) < process.linger_share
    family = np.asarray([FAMILIES.index(item.family) for item in PRODUCTS])[deals.product]
    win = _by_family(process.win_by_family)[family] * rep_win[deals.rep] * ~lingers
    loss = _by_family(process.loss_by_family)[family] * rep_loss[deals.rep] * ~lingers
    pace = np.where(lingers, process.linger_advance, 1.0)
    chances = _chances(process, deals.created, win, loss, pace)
    run = _live(streams.of("outcomes"), chances, deals.created)
    return Outcomes(lingers, run.result, run.ended, run.entered, rep_win, rep_loss)


def _by_family(factors: dict[str, float]) -> Floats:
    return np.asarray([factors[name] for name in FAMILIES])


def _chances(process: Process, created: Ints, win: Floats, loss: Floats, pace: Floats) -> _Chances:
    first, last = (int(created[0]), int(created[-1])) if len(created) else (0, 0)
    days, ages = np.arange(first, last + _OLDEST + 1), np.arange(_OLDEST + 1)
    return _Chances(
        first=first,
        win_age=process.win_base * at_age(process.win_by_age, ages),
        loss_age=process.loss_base * at_age(process.loss_by_age, ages),
        win_stage=np.asarray(process.win_by_stage),
        loss_stage=np.asarray(process.loss_by_stage),
        advance_stage=np.asarray(process.advance_by_stage),
        win_day=process.win_by_day(days),
        loss_day=process.loss_by_day(days),
        win=win,
        loss=loss,
        pace=pace,
    )


def _live(random: np.random.Generator, chances: _Chances, created: Ints) -> _Run:
    count = len(created)
    run = _Run(
        living=np.arange(count),
        stage=np.zeros(count, dtype=np.int64),
        result=np.full(count, STILL_OPEN, dtype=np.int64),
        ended=np.full(count, NEVER, dtype=np.int64),
        entered=np.full((count, len(OPEN_STAGES)), NEVER, dtype=np.int64),
    )
    run.entered[:, 0] = created
    stuck = chances.win + chances.loss == 0
    for age in range(1, _OLDEST + 1):
        deal = run.living
        if not len(deal):
            break
        today = created[deal] + age
        edges = chances.edges(age, today, run.stage[deal], deal)
        _spend_day(run, deal, today, random.random(len(deal)), edges)
        at_rest = stuck[deal] & (run.stage[deal] == len(OPEN_STAGES) - 1)
        run.living = deal[(run.result[deal] == STILL_OPEN) & ~at_rest]
    return run


def _spend_day(
    run: _Run, deal: Ints, today: Ints, chance: Floats, edges: tuple[Floats, Floats, Floats]
) -> None:
    """At most one of winning, losing and entering the next stage for each deal."""
    event = (chance >= edges[0]).astype(np.int64) + (chance >= edges[1]) + (chance >= edges[2])
    for number, result in ((0, WON), (1, LOST)):
        ends = event == number
        run.result[deal[ends]] = result
        run.ended[deal[ends]] = today[ends]
    moves = event == 2
    run.stage[deal[moves]] += 1
    run.entered[deal[moves], run.stage[deal[moves]]] = today[moves]
