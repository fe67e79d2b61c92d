"""The chance of a target as a fact: certain only where it is met, never impossible by rounding."""

from __future__ import annotations

from analytics.forecast.total import Outlook
from data.periods import Period
from tools.facts import Fact, Subject
from tools.report import Report


def chance_of(told: Outlook, target: float) -> float:
    """Chance that the period brings the target or more; 1 where it is won already."""
    return 1.0 if told.won >= target else told.total.at_least(target)


def add_chance(
    report: Report, subject: Subject, chance: float, period: Period, metric: str, *, is_met: bool
) -> Fact:
    """A chance as shown: 100% only where the target is met."""
    display = None
    if not is_met and chance >= 1.0:
        display = "over 99%"
    elif chance <= 0.0:
        display = "under 0.1%"
    return report.ledger.add(
        subject, metric, chance, "ratio", period=period, display=display, good_when="up"
    )
