"""What the outlook on a target says: the chance, what is missing, coverage, the deals behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.forecast.total import QUANTILES, Outlook
from analytics.targets import NoTarget
from data.periods import Period
from tools.charts import range_chart, with_target
from tools.claims import Role
from tools.facts import Fact
from tools.figures.coverage import coverage_of
from tools.filters import Filter
from tools.forecasting.words import account_for, add_facts, named, scoped_part
from tools.outlook.by_name import tell_by_name
from tools.outlook.chances import add_chance, chance_of
from tools.outlook.deciding import tell_deciding
from tools.outlook.goal import Goal, add_goal, ask_for_it, goal_for
from tools.outlook.needed import tell_needed
from tools.outlook.scenario import basis_of
from tools.report import Report

if TYPE_CHECKING:
    from tools.target_outlook import TargetOutlook

_STEPS = (0.5, 0.9)


def tell(report: Report, chosen: Filter, period: Period, args: TargetOutlook) -> None:
    """Everything about the target of a period that has not passed.

    Raises:
        AskBack: no target is said or recorded.
        NoData: `outside_history`: it reaches beyond the curves; `too_few`: nothing is in scope.
    """
    period = named(period, report.snapshot.calendar)
    part, is_present = scoped_part(report, chosen, period)
    told = part.outlook(period)
    goal = goal_for(report.context, args.scope, period, args.target)
    by_name = bool(args.group_by) and tell_by_name(report, chosen, args.group_by or "", period)
    if isinstance(goal, NoTarget):
        if not by_name:
            likely = tuple(told.total.quantile(step) for step in _STEPS)
            raise ask_for_it(report, args.scope, period, goal, likely)
        report.unknown(goal.code, goal.detail, "targets")
    else:
        facts = _goal_facts(report, period, told, goal)
        is_met = told.won >= goal.amount
        _tell_chance(report, goal, facts, "detail" if by_name else "headline", is_met=is_met)
        if not by_name:
            _tell_range(report, facts)
        if not by_name and not is_met:
            _tell_coverage(report, chosen, period, facts["gap"])
            if not is_present:
                tell_needed(report, chosen, period, facts["gap"])
        if not by_name:
            _chart(report, told, goal)
        if not by_name and not is_met:
            tell_deciding(report, basis_of(part, period), goal.amount, period)
    if not is_present:
        account_for(report, chosen, part)
    report.suggestions += _suggestions(report, args)


def _goal_facts(report: Report, period: Period, told: Outlook, goal: Goal) -> dict[str, Fact]:
    """The forecast beside the target: chance, attainment and gap."""
    aim = add_goal(report, report.subject, goal, period)
    facts = add_facts(report, report.subject, told, period) | {"aim": aim}
    facts["chance"] = add_chance(
        report, report.subject, chance_of(told, goal.amount), period, "chance_of_target",
        is_met=told.won >= goal.amount,
    )  # fmt: skip
    facts["share"] = report.total(
        "attainment", told.won / goal.amount, "ratio", period=period,
        parents=(facts["won"], aim), good_when="up",
    )  # fmt: skip
    facts["gap"] = report.total(
        "gap_to_target", max(0.0, goal.amount - told.won), period=period,
        parents=(aim, facts["won"]), good_when="down",
    )  # fmt: skip
    return facts


def _tell_chance(
    report: Report, goal: Goal, facts: dict[str, Fact], role: Role, *, is_met: bool
) -> None:
    if is_met:
        start = "{aim.name}: the" if report.is_scoped else "The"
        words = "target of {aim} for {aim.label} has a chance of {chance}: it is already reached."
        report.say(role, f"{start} {words}", **facts)
        report.say("detail", "{won} is won, an attainment of {share}.", **facts)
    else:
        start = "{chance.name}: the" if report.is_scoped else "The"
        words = f"chance of making the {goal.noun} of {{aim}} in {{chance.label}} is {{chance}}."
        report.say(role, f"{start} {words}", **facts)
        if facts["won"].value:
            words = "{won} is won so far, an attainment of {share}, which leaves a gap of {gap}."
        else:
            words = "All of it is still to be won: the gap is {gap}."
        report.say("detail", words, **facts)
    if goal.people > 1:
        report.say("note", f"The target is the sum of their {goal.noun}s.")


def _tell_range(report: Report, facts: dict[str, Fact]) -> None:
    report.say(
        "detail",
        "It should end between {p10} and {p90} (eight times out of ten), with a median of {p50}.",
        **facts,
    )


def _tell_coverage(report: Report, chosen: Filter, period: Period, gap: Fact) -> None:
    coverage, amount = coverage_of(report, chosen, period, gap)
    report.say(
        "detail",
        "Coverage is {coverage}, with a live open pipeline of {amount} in the period.",
        amount=amount, coverage=coverage,
    )  # fmt: skip


def _chart(report: Report, told: Outlook, goal: Goal) -> None:
    rows = []
    shown = (("open deals", told.open), ("new business", told.new), ("in all", told.total))
    for name, one in shown:
        low, middle, high = (round(one.quantile(share), 2) for share in QUANTILES)
        rows.append((name, low, middle, high))
    chart = range_chart("Revenue against the target", "Revenue", report.currency, rows)
    report.charts.append(with_target(chart, goal.amount, report.currency))


def _suggestions(report: Report, args: TargetOutlook) -> list[str]:
    found = ["What if we lose the two biggest deals?", "Forecast by month"]
    if report.snapshot.has_table("targets") and args.group_by != "rep":
        found.insert(0, "Which reps will miss quota?")
    return [*found, "What's at risk this week?"]
