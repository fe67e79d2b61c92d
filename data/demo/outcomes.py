"""What becomes of each deal, lived day by day: stages, activities, plans, winning and losing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.demo.calendar import NEVER, is_working_day
from data.demo.chances import Chances
from data.demo.plans import ClosingDates, review
from data.demo.process import OPEN_STAGES
from data.demo.state import State
from data.demo.streams import Flags, Floats, Ints, Streams
from data.demo.traits import Traits
from data.demo.wishes import Wishes

STILL_OPEN, WON, LOST = 0, 1, 2
OUTCOME_NAMES = ("open", "won", "lost")
DAYS_AFTER = 540


@dataclass(frozen=True)
class Outcomes:
    """What really happens to each deal, whether or not it is known yet.

    Attributes:
        kind, product: positions in `TYPES` and `PRODUCTS`.
        result: `STILL_OPEN`, `WON` or `LOST`, as far as it is lived: 540 days past the extract.
        ended: the day it is won or lost, else `NEVER`.
        entered: per deal and open stage the day it is entered, else `NEVER`.
        active_deal, active_day: every activity, by day.
        dates: every planned closing date.
        still_open: the deals open at the extract, and `standing` how they stand then.
    """

    kind: Ints
    product: Ints
    result: Ints
    ended: Ints
    entered: Ints
    active_deal: Ints
    active_day: Ints
    dates: ClosingDates
    still_open: Ints
    standing: State

    def closed_by(self, day: int) -> Flags:
        """Which deals are won or lost up to the end of that day."""
        return np.asarray(self.ended <= day)

    def stage_on(self, day: int) -> Ints:
        """The latest open stage entered up to the end of that day."""
        return np.asarray((self.entered <= day).sum(axis=1) - 1)


@dataclass
class Log:
    """What happens, in pieces of one day: deals, and for each the day or the planned date."""

    deals: list[Ints] = field(default_factory=list)
    values: list[Ints] = field(default_factory=list)
    days: list[int] = field(default_factory=list)

    def add(self, deals: Ints, values: Ints, day: int) -> None:
        """One day's entries."""
        self.deals.append(deals.astype(np.int32))
        self.values.append(values.astype(np.int32))
        self.days.append(day)

    def columns(self) -> tuple[Ints, Ints, Ints]:
        """Deals, values and days of all entries in order."""
        sizes = [len(piece) for piece in self.deals]
        days = np.repeat(np.asarray(self.days, dtype=np.int64), sizes)
        nothing = [np.zeros(0, dtype=np.int32)]
        deals = np.concatenate([*nothing, *self.deals]).astype(np.int64)
        return deals, np.concatenate([*nothing, *self.values]).astype(np.int64), days


@dataclass
class Run:
    """The company on its way through the days."""

    chances: Chances
    traits: Traits
    wishes: Wishes
    state: State
    account: Ints
    kind: Ints
    product: Ints
    result: Ints
    ended: Ints
    entered: Ints
    activities: Log = field(default_factory=Log)
    plans: Log = field(default_factory=Log)


def live(
    streams: Streams,
    chances: Chances,
    traits: Traits,
    wishes: Wishes,
    state: State,
    account: Ints,
    today: int,
) -> Outcomes:
    """Lives all working days from the first creation to 540 days after `today`, the extract."""
    run = _start(chances, traits, wishes, state, account)
    random, asking = streams.of("outcomes"), streams.of("wishes")
    living = np.zeros(0, dtype=np.int64)
    still_open, standing = living, state.take(living)
    first = int(state.created[0]) if len(account) else today
    every = np.arange(first, today + DAYS_AFTER + 1)
    born = np.searchsorted(state.created, every, side="right")
    before = 0
    for day, until in zip(every.tolist(), born.tolist(), strict=True):
        if is_working_day(np.asarray([day]))[0]:
            living = _spend_day(random, run, living, day)
            newcomers = np.arange(before, until)
            _receive(asking, run, newcomers, day)
            living, before = np.concatenate([living, newcomers]), until
        if day == today:
            still_open, standing = living, state.take(living)
    active_deal, _, active_day = run.activities.columns()
    return Outcomes(
        kind=run.kind,
        product=run.product,
        result=run.result,
        ended=run.ended,
        entered=run.entered,
        active_deal=active_deal,
        active_day=active_day,
        dates=_sorted(run.plans),
        still_open=still_open,
        standing=standing,
    )


def _start(chances: Chances, traits: Traits, wishes: Wishes, state: State, account: Ints) -> Run:
    count = len(account)
    return Run(
        chances=chances,
        traits=traits,
        wishes=wishes,
        state=state,
        account=account,
        kind=np.zeros(count, dtype=np.int64),
        product=np.zeros(count, dtype=np.int64),
        result=np.full(count, STILL_OPEN, dtype=np.int64),
        ended=np.full(count, NEVER, dtype=np.int64),
        entered=np.full((count, len(OPEN_STAGES)), NEVER, dtype=np.int64),
    )


def _receive(random: np.random.Generator, run: Run, deal: Ints, today: int) -> None:
    """Deals created today: what they are about, and what follows from that."""
    if not len(deal):
        return
    kind, product = run.wishes.next(random, run.account[deal])
    run.kind[deal], run.product[deal] = kind, product
    run.traits.settle(run.state, deal, kind, product)
    run.entered[deal, 0] = today
    run.plans.add(deal, run.state.planned[deal], today)


def _spend_day(random: np.random.Generator, run: Run, deal: Ints, today: int) -> Ints:
    """Lives one working day and returns the deals still open at its end."""
    if not len(deal):
        return deal
    won, lost, moved = run.chances.on(run.state, deal, today)
    chance = random.random(len(deal))
    wins, closes = chance < won, chance < won + lost
    ends = deal[closes]
    run.result[ends] = np.where(wins[closes], WON, LOST)
    run.ended[ends] = today
    bought = deal[wins]
    run.wishes.bought(run.account[bought], run.product[bought])
    left = ~closes
    advance(run.state, deal[left & (chance < won + lost + moved)], today, run.entered)
    deal = deal[left]
    active = be_active(random, run.chances, run.state, deal, today)
    run.activities.add(active, active, today)
    replanned = review(random, run.chances.process, run.state, deal, today)
    run.plans.add(replanned, run.state.planned[replanned], today)
    return deal


def advance(state: State, deal: Ints, today: int, entered: Ints | None) -> None:
    """Enter the next stage."""
    state.stage[deal] += 1
    state.entered[deal] = today
    if entered is not None:
        entered[deal, state.stage[deal]] = today


def be_active(
    random: np.random.Generator, chances: Chances, state: State, deal: Ints, today: int
) -> Ints:
    """Who is active today, after which some go quiet and some wake up."""
    process = chances.process
    by_stage: Floats = np.asarray(process.activity_by_stage)[state.stage[deal]]
    loud = np.where(state.quiet[deal], process.activity_if_quiet, 1.0)
    active = random.random(len(deal)) < process.activity_base * by_stage * loud * state.vigor[deal]
    state.active[deal[active]] = today
    turns = np.where(state.quiet[deal], process.wakes_up, process.turns_quiet)
    state.quiet[deal] ^= random.random(len(deal)) < turns
    return deal[active]


def _sorted(plans: Log) -> ClosingDates:
    deal, planned, changed = plans.columns()
    order = np.lexsort((changed, deal))
    return ClosingDates(deal[order], planned[order], changed[order])
