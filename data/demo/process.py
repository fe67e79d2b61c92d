"""The planted process: what drives winning, losing, lingering and pushing. Exported as truth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.demo.calendar import days_to_quarter_end, is_working_day, month_of_quarter
from data.demo.streams import Floats, Ints

Knots = tuple[tuple[float, float], ...]

OPEN_STAGES = ("Discovery", "Qualification", "Evaluation", "Proposal", "Negotiation")
WON_STAGE, LOST_STAGE = "Closed Won", "Closed Lost"
TYPES = ("new", "expansion", "renewal")
SOURCES = ("inbound", "outbound", "partner", "referral", "trade show", "webinar",
           "existing customer")  # fmt: skip
COMPETITORS = ("Brightmoor Controls", "Kestane Systems", "Northvale Instruments", "Tessaly")


@dataclass(frozen=True)
class Process:
    """Chances per working day, each a base times factors; no event falls on a weekend.

    Chance to win = win_base x the factors called win_by_... x [win_last_factor in the last
    `win_last_days` of the quarter] x win_by_push to the number of pushes x exp(win_by_discount x
    (discount - usual_discount)) x rep factor; to lose likewise with the loss columns; to enter the
    next stage = advance_by_stage x pace_by_segment. From `regime_months` before the extract on, all
    three are multiplied by regime_pace, and winning also by the regime's factors for its family and
    its region. Ages and spans are in days, at the end of the day before; stages in the order of
    `OPEN_STAGES`; months are those of the quarter. A lingering deal cannot be won; it is lost and
    advances far more slowly. At most one of the three happens on a day.

    An activity falls on a working day with chance activity_base x activity_by_stage x a factor of
    the deal, far less often while the deal is quiet; what quiet does to winning it does through the
    days since the last activity.
    """

    linger_share: float = 0.045
    linger_loss: float = 0.002
    linger_advance: float = 0.1
    win_base: float = 0.0044
    loss_base: float = 0.0097
    win_by_age: Knots = ((0, 0.05), (20, 0.5), (45, 1.1), (75, 1.5), (130, 1.5), (220, 0.8))
    loss_by_age: Knots = (
        (0, 0.3), (20, 0.9), (60, 1.2), (100, 1.3), (160, 1.3), (240, 1.7), (360, 3.0),
    )  # fmt: skip
    win_by_stage: tuple[float, ...] = (0.05, 0.2, 0.7, 1.5, 2.4)
    loss_by_stage: tuple[float, ...] = (0.9, 1.2, 1.1, 1.0, 0.8)
    advance_by_stage: tuple[float, ...] = (0.115, 0.085, 0.075, 0.060, 0.0)
    win_by_month: tuple[float, ...] = (0.75, 0.95, 1.35)
    win_last_days: int = 14
    win_last_factor: float = 1.6
    loss_by_month: tuple[float, ...] = (0.95, 1.0, 1.05)
    win_by_inactivity: Knots = ((0, 1.3), (7, 1.15), (14, 0.95), (28, 0.55), (60, 0.25))
    loss_by_inactivity: Knots = ((0, 0.85), (14, 1.0), (28, 1.3), (60, 1.6))
    win_by_days_in_stage: Knots = ((0, 1.15), (14, 1.05), (30, 0.85), (60, 0.6), (100, 0.4))
    loss_by_days_in_stage: Knots = ((0, 0.95), (30, 1.0), (60, 1.2), (100, 1.4))
    win_by_days_to_plan: Knots = ((-45, 0.9), (-10, 1.1), (0, 1.3), (20, 1.15), (60, 0.8))
    win_by_push: float = 0.84
    loss_by_push: float = 1.05
    most_pushes: int = 5
    win_by_discount: float = 2.2
    usual_discount: float = 0.09
    win_by_type: tuple[float, ...] = (0.85, 1.1, 1.7)
    loss_by_type: tuple[float, ...] = (1.1, 1.0, 0.75)
    win_by_source: tuple[float, ...] = (1.1, 0.8, 1.05, 1.35, 0.85, 0.95, 1.0)
    win_by_segment: tuple[float, ...] = (1.05, 1.0, 0.9)
    pace_by_segment: tuple[float, ...] = (1.15, 1.0, 0.8)
    competitor_share: float = 0.38
    win_by_competitor: tuple[float, ...] = (0.9, 0.8, 0.9, 0.85)
    win_by_family: dict[str, float] = field(default_factory=dict)
    loss_by_family: dict[str, float] = field(default_factory=dict)
    rep_spread: float = 0.22
    activity_base: float = 0.12
    activity_by_stage: tuple[float, ...] = (0.8, 0.9, 1.1, 1.15, 1.2)
    activity_if_quiet: float = 0.1
    activity_if_lingering: float = 0.25
    turns_quiet: float = 0.010
    wakes_up: float = 0.022
    push_if_live: float = 0.72
    push_if_quiet: float = 0.45
    pull_in_share: float = 0.08
    regime_months: int = 11
    regime_family: str = ""
    regime_region: str = ""
    regime_family_win: float = 0.72
    regime_region_win: float = 0.66
    regime_pace: float = 0.85

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
