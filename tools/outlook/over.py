"""A target of a period that has passed: what was won against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.periods import Period
from tools.claims import Role
from tools.filters import Filter
from tools.forecasting.past import won_in
from tools.forecasting.words import named
from tools.outlook.by_name import tell_by_name
from tools.outlook.goal import Goal, add_goal, ask_for_it, goal_for
from tools.report import Report

if TYPE_CHECKING:
    from tools.target_outlook import TargetOutlook


def tell(report: Report, chosen: Filter, period: Period, args: TargetOutlook) -> None:
    """Revenue won in the period ÷ its target; no chance, because nothing is left to chance.

    Raises:
        AskBack: no target is said or recorded.
        NoData: `outside_history`: the period ends before the data begin.
    """
    period = named(period, report.snapshot.calendar)
    row = won_in(report, chosen, period)
    goal = goal_for(report.context, args.scope, period, args.target)
    by_name = bool(args.group_by) and tell_by_name(report, chosen, args.group_by or "", period)
    if isinstance(goal, Goal):
        role: Role = "detail" if by_name else "headline"
        _tell_goal(report, goal, period, row["won"], int(row["n"]), role)
    elif by_name:
        report.unknown(goal.code, goal.detail, "targets")
    else:
        raise ask_for_it(report, args.scope, period, goal, (row["won"],))
    report.suggestions += ["What will we close this quarter?", "Revenue by month"]
    if report.snapshot.has_table("targets"):
        report.suggestions.insert(0, "Will we make the number this quarter?")


def _tell_goal(
    report: Report, goal: Goal, period: Period, amount: float, n: int, role: Role
) -> None:
    aim = add_goal(report, report.subject, goal, period)
    won = report.total("won_to_date", amount, period=period, n=n, good_when="up")
    share = report.total(
        "attainment", amount / goal.amount, "ratio", period=period, parents=(won, aim),
        good_when="up",
    )  # fmt: skip
    gap = report.total(
        "gap_to_target", max(0.0, goal.amount - amount), period=period, parents=(aim, won),
        good_when="down",
    )  # fmt: skip
    place = "{won.name}: " if report.is_scoped else ""
    report.say(
        role,
        place + "{won} was won in {won.label}, an attainment of {share} of the "
        f"{goal.noun} of {{aim}}.",
        won=won, share=share, aim=aim,
    )  # fmt: skip
    if amount < goal.amount:
        report.say("detail", "The gap to it was {gap}.", gap=gap)
    if goal.people > 1:
        report.say("note", f"The target is the sum of their {goal.noun}s.")
