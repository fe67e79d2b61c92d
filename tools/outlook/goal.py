"""The amount that a chance is stated for: said in the question, or recorded as a target."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.targets import Kind, NoTarget
from data.errors import AskBack
from data.periods import Period
from data.store.manifest import GIVEN_TARGETS
from tools.arguments import Scope
from tools.context import Context
from tools.facts import Fact, Subject, show_money
from tools.figures.targets import target_for
from tools.report import Report

SAID, RECORDED, GIVEN = "the question", "the table of targets", "a file of targets"


@dataclass(frozen=True)
class Goal:
    """An amount above 0 to be won in a period.

    Attributes:
        kind: quota or plan; None for an amount said in the question.
        people: how many targets were added; more than one only for a set of people.
        source: where it comes from, in words.
    """

    amount: float
    kind: Kind | None
    people: int
    source: str

    @property
    def noun(self) -> str:
        """What it is called."""
        return self.kind or "target"


def goal_for(context: Context, scope: Scope, period: Period, said: float | None) -> Goal | NoTarget:
    """The amount said, else the target recorded for exactly that scope and period."""
    if said is not None:
        return Goal(said, None, 1, SAID)
    target = target_for(context, scope, period)
    if isinstance(target, NoTarget):
        return target
    if target.amount <= 0:
        return NoTarget("missing_value", f"The {target.kind} recorded for it is zero.")
    return Goal(target.amount, target.kind, len(target.names), recorded_in(context))


def recorded_in(context: Context) -> str:
    """Where the targets of a snapshot come from, in words."""
    return GIVEN if GIVEN_TARGETS in context.snapshot.manifest.files else RECORDED


def add_goal(report: Report, subject: Subject, goal: Goal, period: Period) -> Fact:
    """The target as a fact, with its kind and source beside it."""
    aim = report.ledger.add(subject, "target", goal.amount, report.currency, period=period)
    if goal.kind is not None:
        report.ledger.add(subject, "target_kind", goal.kind, "text", period=period)
    report.ledger.add(subject, "target_source", goal.source, "text", period=period)
    return aim


def ask_for_it(
    report: Report, scope: Scope, period: Period, missing: NoTarget, likely: tuple[float, ...]
) -> AskBack:
    """The question back, with amounts near what the period should bring."""
    whom, where = _spoken(scope)
    now = report.snapshot.calendar.quarter(report.snapshot.as_of)
    when = "this quarter" if (period.start, period.end) == (now.start, now.end) else _when(period)
    amounts = dict.fromkeys(_round(amount) for amount in likely if amount > 0)
    options = [
        f"Will {whom} hit {show_money(amount, report.currency)} {when}{where}?"
        for amount in amounts
    ]
    if missing.code == "missing_table":
        detail = "No targets are stored. Which amount do you want to reach?"
    else:
        detail = f"{missing.detail} Which amount do you want to reach?"
    return AskBack(missing.code, detail, options or ["What will we close this quarter?"])


def _spoken(scope: Scope) -> tuple[str, str]:
    """Whose amount, and where, in words of a question; as far as the scope is one name."""
    lists = scope.lists
    if len(lists) == 1:
        field, names = next(iter(lists.items()))
        if field == "rep":
            return " and ".join(names), ""
        if field == "team" and len(names) == 1:
            return f"{names[0]}'s team", ""
        if field in ("region", "product", "account", "sector") and len(names) == 1:
            return "we", f" for {names[0]}"
        if field == "stage" and len(names) == 1:
            return "we", f" in stage {names[0]}"
    return "we", ""


def _when(period: Period) -> str:
    if period.label and period.label != "week":
        return f"in {period.label}"
    return f"from {period.start} to {period.end}"


def _round(amount: float) -> float:
    """Two digits and zeros: an amount as people say it."""
    step = 10.0 ** max(0, len(str(int(amount))) - 2)
    return max(1.0, round(amount / step) * step)
