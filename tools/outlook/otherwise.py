"""What a what-if says: the forecast before and after, the chance of the target, deal by deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.forecast.total import QUANTILES, Outlook
from analytics.forecast.what_if import Changed
from analytics.targets import NoTarget
from data.periods import Period
from tools.charts import range_chart, with_target
from tools.deals.rows import cents, deal_subject, list_deals
from tools.facts import Fact, show_money
from tools.filters import Filter
from tools.forecasting.words import account_for, named, scoped_part
from tools.outlook.chances import add_chance, chance_of
from tools.outlook.goal import Goal, add_goal, goal_for
from tools.outlook.resolving import Asked, Resolved, apply, resolve
from tools.outlook.scenario import basis_of
from tools.report import Report

if TYPE_CHECKING:
    from tools.what_if import WhatIf

_NAMES = ("p10", "p50", "p90")
_TOLD = 6
_FATES = {
    "win": "won", "lose": "lost", "slip": "slipped", "remove": "removed", "amount": "changed",
}  # fmt: skip


def tell(report: Report, chosen: Filter, period: Period, args: WhatIf) -> None:
    """Everything about the forecast of a period before and after changes.

    Raises:
        NoData, AskBack, UsageError: as the tool says.
    """
    period = named(period, report.snapshot.calendar)
    part, _ = scoped_part(report, chosen, period)
    basis = basis_of(part, period)
    asked = resolve(report, chosen, basis, args.changes)
    result = apply(basis, asked)
    before, after = part.outlook(period), basis.outlook(result.book)
    _tell_ranges(report, before, after, period)
    goal = goal_for(report.context, args.scope, period, args.target)
    if isinstance(goal, Goal):
        _tell_goal(report, goal, before, after, period)
    _tell_rates(report, asked, result, len(basis.ids), period)
    _tell_deals(report, asked, result, period)
    _tell_added(report, asked, period)
    _chart(report, before, after, goal)
    report.leave_out("selected, but in no forecast for want of an amount or date", asked.unscored)
    account_for(report, chosen, part)
    report.suggestions += [
        "What will we close this quarter?", "Which deals are at risk this quarter?",
        "What are the 5 biggest open deals?",
    ]  # fmt: skip


def _tell_ranges(report: Report, before: Outlook, after: Outlook, period: Period) -> None:
    facts: dict[str, Fact] = {}

    def add(name: str, was: float, now: float) -> None:
        was, now = round(was, 2), round(now, 2)
        for metric, value in (("revenue", was), ("after", now), ("delta", round(now - was, 2))):
            display = show_money(abs(value), report.currency) if metric == "delta" else None
            facts[f"{metric}_{name}"] = report.total(
                f"{metric}_{name}", value, period=period, good_when="up", display=display
            )

    for name, share in zip(_NAMES, QUANTILES, strict=True):
        add(name, before.total.quantile(share), after.total.quantile(share))
    add("mean", before.total.mean, after.total.mean)
    place = "{after_p50.name}: " if report.is_scoped else ""
    if all(not facts[f"delta_{name}"].value for name in (*_NAMES, "mean")):
        report.say(
            "headline",
            place + "{after_p50.label} stays as it is, with a median of {after_p50}.",
            **facts,
        )
        return
    report.say(
        "headline",
        place
        + f"{{after_p50.label}} would have a median of {{after_p50}}, {_way(facts['delta_p50'])}.",
        **facts,
    )
    report.say(
        "detail",
        "The range was {revenue_p10} to {revenue_p90} (eight times out of ten) and would be "
        "{after_p10} to {after_p90}; the mean would be {after_mean}, "
        f"{_way(facts['delta_mean'])}.",
        **facts,
    )


def _way(delta: Fact) -> str:
    """How far from the forecast, in the direction of the change."""
    name = delta.metric
    if not delta.value:
        return "as forecast"
    return f"{{{name}}} {'more' if float(delta.value) > 0 else 'less'}"


def _tell_goal(report: Report, goal: Goal, before: Outlook, after: Outlook, period: Period) -> None:
    aim = add_goal(report, report.subject, goal, period)
    was, now = (chance_of(told, goal.amount) for told in (before, after))
    facts = {
        name: add_chance(
            report, report.subject, chance, period, metric, is_met=told.won >= goal.amount
        )
        for name, chance, metric, told in (
            ("was", was, "chance_of_target", before), ("now", now, "chance_after", after),
        )
    }  # fmt: skip
    report.total("delta_chance", 100 * (now - was), "points", period=period)
    whose = f"the {goal.kind} of" if goal.kind else "the target of"
    is_same = facts["was"].display == facts["now"].display
    words = "stays at {was}." if is_same else "is {was}; it would be {now} after this."
    report.say("detail", f"The chance of making {whose} {{aim}} " + words, aim=aim, **facts)


def _tell_rates(report: Report, asked: Resolved, result: Changed, of: int, period: Period) -> None:
    if not asked.rates:
        return
    for rate in sorted(asked.rates, key=lambda rate: (rate.unit, rate.by)):
        unit = "points" if rate.unit == "points" else "ratio"
        value = rate.by if rate.unit == "points" else rate.by / 100
        display = f"{abs(rate.by):g}" + (" points" if unit == "points" else "%")
        fact = report.total("win_rate_change", value, unit, display=display, period=period)
        verb = "are moved" if not rate.by else "rise" if rate.by > 0 else "fall"
        report.say("detail", f"All win rates {verb} by {{fact}}.", fact=fact)
    report.count("moved_deals", of, period)
    if result.clamped:
        report.say(
            "note",
            "{clamped.n} of {clamped.of} deals reach the limit of a chance and stop there.",
            clamped=report.count("clamped_count", result.clamped, period, n=result.clamped, of=of),
        )


def _tell_deals(report: Report, asked: Resolved, result: Changed, period: Period) -> None:
    by_deal: dict[int, list[Asked]] = {}
    for one in asked.deals:
        by_deal.setdefault(one.change.place, []).append(one)
    ordered = sorted(
        by_deal.items(),
        key=lambda item: (-abs(float(result.deltas[item[0]])), item[1][0].row["opportunity_id"]),
    )
    cells: list[tuple[Any, ...]] = []
    for place, own in ordered:
        # To the cent; never a zero with a sign.
        delta = round(float(result.deltas[place]), 2) + 0.0
        fact = report.ledger.add(
            deal_subject(own[0].row), "delta_mean", delta, report.currency, period=period
        )
        words, facts = _fates(report, own, period)
        if len(cells) < _TOLD:
            report.say("item", _item(words, facts, period), delta=fact, **facts)
        told = " and ".join(sorted({_FATES[one.arg.change] for one in own}))
        cells.append((fact.subject.name, told, cents(own[0].row["amount_summed"]), fact.value))
    if cells:
        count = report.count("changed_deals", len(cells), period)
        if len(cells) > _TOLD:
            report.say("shared", "{count} deals go otherwise, these first:", count=count)
        list_deals(report, [own[0].row for _, own in ordered])
        columns = (("deal", "text"), ("change", "text"), ("amount", "money"),
                   ("change in the mean", "money"))  # fmt: skip
        report.table("Changed deals", columns, cells)


def _item(words: str, facts: dict[str, Fact], period: Period) -> str:
    """One deal's line; where other days are named, the days of the change are named before."""
    if "to" not in facts:
        return f"{{delta.name}}: {words}, a change of {{delta}} in the mean"
    when = "" if facts["to"].period == period else " for {delta.label}"
    return f"{{delta.name}}: a change of {{delta}} in the mean{when} {words}"


def _fates(report: Report, own: list[Asked], period: Period) -> tuple[str, dict[str, Fact]]:
    """What becomes of one deal, in words with their facts."""
    words, facts = [], {}
    for one in sorted(own, key=lambda one: one.arg.change == "amount"):
        subject = deal_subject(one.row)
        if one.arg.change == "amount":
            facts["amount"] = report.ledger.add(
                subject, "new_amount", float(one.arg.amount or 0), report.currency
            )
            words.append("with a new amount of {amount}")
        elif one.arg.change == "slip" and one.arg.to is not None:
            to = named(one.arg.to, report.snapshot.calendar)
            facts["to"] = report.ledger.add(subject, "slip_to", to.display, "text", period=to)
            words.append("if it slips to {to.label}")
        elif one.arg.change == "slip":
            facts["to"] = report.ledger.add(
                subject, "slip_to", "after " + period.display, "text", period=period
            )
            words.append("if it slips out of {to.label}")
        else:
            words.append(f"if {_FATES[one.arg.change]}")
    return " ".join(dict.fromkeys(words)), facts


def _tell_added(report: Report, asked: Resolved, period: Period) -> None:
    if not asked.additions:
        return
    for arg, _ in sorted(asked.additions, key=lambda pair: pair[1]):
        amount = report.total("added_amount", float(arg.amount or 0), period=period)
        chance = report.total("added_probability", arg.win_probability, "ratio", period=period)
        report.say(
            "item",
            "A deal added at {amount}, won with a chance of {chance}",
            amount=amount, chance=chance,
        )  # fmt: skip


def _chart(report: Report, before: Outlook, after: Outlook, goal: Goal | NoTarget) -> None:
    rows = []
    for name, told in (("before", before), ("after", after)):
        low, middle, high = (round(told.total.quantile(share), 2) for share in QUANTILES)
        rows.append((name, low, middle, high))
    chart: dict[str, Any] = range_chart(
        "Revenue before and after", "Revenue", report.currency, rows, from_zero=False
    )
    if isinstance(goal, Goal):
        chart = with_target(chart, goal.amount, report.currency)
    report.charts.append(chart)
