"""The planted process: what drives winning, losing, lingering and pushing. Exported as truth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.demo.calendar import days_to_quarter_end, is_working_day, month_of_quarter
from data.demo.streams import Floats, Ints

Knots = tuple[tuple[float, float], ...]

OPEN_STAGES = ("Discovery", "Qualification", "Evaluation", "Proposal", "Negotiation")
WON_STAGE, LOST_STAGE = "Closed Won", "Closed Lost"


@dataclass(frozen=True)
class Process:
    """Chances per working day, each a base times factors; no event falls on a weekend.

    Chance to win = win_base x win_by_age x win_by_stage x win_by_month [x win_last_factor in the
    last `win_last_days` of the quarter] x family factor x rep factor; to lose likewise with the
    loss columns; to enter the next stage = advance_by_stage. Ages are in days, stages in the order
    of `OPEN_STAGES`, months are those of the quarter. A lingering deal has no chance to win or lose
    and advances more slowly. At most one of the three happens on a day.
    """

    linger_share: float = 0.135
    linger_advance: float = 0.1
    win_base: float = 0.0044
    loss_base: float = 0.0097
    win_by_age: Knots = ((0, 0.05), (20, 0.5), (45, 1.1), (75, 1.6), (120, 1.5), (200, 0.7))
    loss_by_age: Knots = (
        (0, 0.3), (20, 0.9), (60, 1.3), (100, 1.5), (160, 1.4), (240, 2.0), (320, 4.0),
    )  # fmt: skip
    win_by_stage: tuple[float, ...] = (0.05, 0.2, 0.7, 1.5, 2.4)
    loss_by_stage: tuple[float, ...] = (0.9, 1.2, 1.1, 1.0, 0.8)
    advance_by_stage: tuple[float, ...] = (0.115, 0.085, 0.075, 0.060, 0.0)
    win_by_month: tuple[float, ...] = (0.75, 0.95, 1.35)
    win_last_days: int = 14
    win_last_factor: float = 1.6
    loss_by_month: tuple[float, ...] = (0.95, 1.0, 1.05)
    win_by_family: dict[str, float] = field(
        default_factory=lambda: {
            "Edge Suite": 1.0,
            "Lab Systems": 0.75,
            "Orvane": 1.3,
            "Sensor Line": 1.05,
        }
    )
    loss_by_family: dict[str, float] = field(
        default_factory=lambda: {
            "Edge Suite": 1.0,
            "Lab Systems": 1.15,
            "Orvane": 0.9,
            "Sensor Line": 1.0,
        }
    )
    rep_spread: float = 0.22
    push_if_won: float = 0.42
    push_if_lost: float = 0.8
    push_if_open: float = 0.86
    pull_in_share: float = 0.08

    def win_by_day(self, days: Ints) -> Floats:
        """The calendar's factor on winning, 0 on weekends."""
        factor = np.asarray(self.win_by_month)[month_of_quarter(days)]
        late = days_to_quarter_end(days) < self.win_last_days
        return np.asarray(factor * np.where(late, self.win_last_factor, 1.0) * is_working_day(days))

    def loss_by_day(self, days: Ints) -> Floats:
        """The calendar's factor on losing, 0 on weekends."""
        return np.asarray(
            np.asarray(self.loss_by_month)[month_of_quarter(days)] * is_working_day(days)
        )


def at_age(knots: Knots, ages: Ints) -> Floats:
    """The factor at each age: straight lines between the knots, level outside them."""
    return np.interp(ages, [knot[0] for knot in knots], [knot[1] for knot in knots])
