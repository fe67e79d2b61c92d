"""Everybody in scope side by side: the record of all together, then one table."""

from __future__ import annotations

from analytics.equal_windows import EqualWindows
from tools.charts import bar_chart
from tools.deals.rows import cents
from tools.people.by_rep import Person, people_of, tell_people
from tools.people.change import note_running, tell_change
from tools.people.open_deals import open_totals
from tools.people.page import tell_head
from tools.people.record import add_all, add_figure, record_of
from tools.people.who import Who
from tools.report import Report

MOST_NAMED = 8


def tell_everybody(report: Report, who: Who, windows: EqualWindows) -> None:
    """All people in scope: totals, change, one row each in a fair order."""
    record = record_of(report.context, who.chosen, windows.now)
    report.rows_read = record.closed + int(open_totals(report.context, who.chosen)["n"])
    facts = add_all(report, report.subject, record, windows.now)
    tell_head(report, record, facts)
    people = people_of(report, who, windows)
    if record.closed:
        report.say(
            "detail",
            "{reps} reps; the win rate of all together is {rate} ({rate.n} of {rate.of} closed "
            "deals; {rate.interval}).",
            reps=report.count("reps", len(people), windows.now),
            rate=facts["win_rate"],
        )
    tell_change(report, who.chosen, windows, facts)
    ordered = tell_people(report, people, windows.now)
    if len(ordered) <= MOST_NAMED:
        for one in ordered:
            _item(report, one, windows)
    note_running(report, windows)
    if ordered:
        rows = [(one.name, cents(one.revenue) or 0.0) for one in ordered]
        report.charts.append(bar_chart("Revenue won by rep", "Revenue won", report.currency, rows))


def _item(report: Report, one: Person, windows: EqualWindows) -> None:
    if one.record is None:
        return
    won = add_figure(report, one.subject, one.record, "revenue_won", windows.now)
    rate = add_figure(report, one.subject, one.record, "win_rate", windows.now)
    report.say(
        "item",
        "{won.name}: {won} revenue won, win rate {rate} ({rate.n} of {rate.of}; {rate.interval})",
        won=won,
        rate=rate,
    )
