"""The planted process as tables: chances of winning, losing and advancing on one working day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.process import Knots, Process, at_age
from data.demo.state import State
from data.demo.streams import Floats, Ints

_LONGEST = 1_500
_PLAN_SPAN = 120


@dataclass(frozen=True)
class Side:
    """The factors on winning, or on losing, by whole numbers."""

    age: Floats
    stage: Floats
    inactivity: Floats
    days_in_stage: Floats
    pushes: Floats
    days_to_plan: Floats


@dataclass(frozen=True)
class Chances:
    """All that the chances of a day are looked up in."""

    process: Process
    regime_from: int
    win: Side
    loss: Side
    advance: Floats

    def on(self, state: State, at: Ints, today: int) -> tuple[Floats, Floats, Floats]:
        """Chances of these deals to be won, lost and moved to the next stage on a working day.

        They depend on the end of the day before only.
        """
        day = np.asarray([today])
        slow = self.process.regime_pace if today >= self.regime_from else 1.0
        won = state.win[at] * (slow * float(self.process.win_by_day(day)[0]))
        if today >= self.regime_from:
            won = won * state.shaken[at]
        lost = state.loss[at] * (slow * float(self.process.loss_by_day(day)[0]))
        stage = state.stage[at]
        age, silent, stayed, pushed, ahead = _spans(state, at, today)
        pushed = np.minimum(pushed, self.process.most_pushes)
        factors = [
            side.age[age]
            * side.stage[stage]
            * side.inactivity[silent]
            * side.days_in_stage[stayed]
            * side.pushes[pushed]
            for side in (self.win, self.loss)
        ]
        moved = self.advance[stage] * state.pace[at] * slow
        return won * factors[0] * self.win.days_to_plan[ahead], lost * factors[1], moved


def make_chances(process: Process, regime_from: int) -> Chances:
    """The tables of one process."""
    pushes: Floats = np.arange(process.most_pushes + 1, dtype=np.float64)
    plan = np.arange(-_PLAN_SPAN, _PLAN_SPAN + 1)
    win = Side(
        age=process.win_base * _table(process.win_by_age),
        stage=np.asarray(process.win_by_stage),
        inactivity=_table(process.win_by_inactivity),
        days_in_stage=_table(process.win_by_days_in_stage),
        pushes=np.power(process.win_by_push, pushes),
        days_to_plan=at_age(process.win_by_days_to_plan, plan),
    )
    loss = Side(
        age=process.loss_base * _table(process.loss_by_age),
        stage=np.asarray(process.loss_by_stage),
        inactivity=_table(process.loss_by_inactivity),
        days_in_stage=_table(process.loss_by_days_in_stage),
        pushes=np.power(process.loss_by_push, pushes),
        days_to_plan=np.ones(len(plan)),
    )
    return Chances(process, regime_from, win, loss, np.asarray(process.advance_by_stage))


def _table(knots: Knots) -> Floats:
    return at_age(knots, np.arange(_LONGEST + 1))


def _spans(state: State, at: Ints, today: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Age, days of silence, days in stage, pushes and place before the planned date, in bounds."""
    age, silent, stayed = (
        np.minimum(today - since[at], _LONGEST)
        for since in (state.created, state.active, state.entered)
    )
    ahead = np.clip(state.planned[at] - today, -_PLAN_SPAN, _PLAN_SPAN) + _PLAN_SPAN
    return age, silent, stayed, state.pushes[at], ahead
