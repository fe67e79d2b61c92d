"""The page of one person or team: record, change, what is open, what lies ahead, what to do."""

from __future__ import annotations

from datetime import date, timedelta

from analytics.equal_windows import EqualWindows
from analytics.metrics import METRICS
from data.periods import FiscalCalendar, Period
from tools.charts import line_chart
from tools.facts import Fact
from tools.figures.metric_query import Query, computed_by_group
from tools.filters import Filter
from tools.people.ahead import tell_forecast, tell_target
from tools.people.by_rep import people_of, tell_people
from tools.people.change import note_running, tell_change
from tools.people.open_deals import open_totals, tell_attention, tell_open, tell_stalled
from tools.people.record import Record, add_all, record_of
from tools.people.strengths import beside_the_company, company_rate, tell_strengths
from tools.people.who import Who
from tools.report import Report

MOST_QUARTERS = 12


def tell_page(report: Report, who: Who, windows: EqualWindows, asked: Period | None) -> None:
    """Everything about one person or team in a period.

    Args:
        asked: the period as asked for, which may have a target; None for the year to date.
    """
    record = record_of(report.context, who.chosen, windows.now)
    beside = beside_the_company(who, windows.now)
    totals = open_totals(report.context, who.chosen)
    report.rows_read = record.closed + int(totals["n"])
    facts = add_all(report, report.subject, record, windows.now)
    tell_head(report, record, facts)
    if record.closed:
        _tell_rate(report, facts["win_rate"], company_rate(report, beside, windows.now))
        _tell_size(report, facts)
    tell_change(report, who.chosen, windows, facts)
    tell_open(report, totals)
    tell_forecast(report, who)
    tell_target(report, who, asked)
    if who.kind == "team":
        tell_people(report, people_of(report, who, windows), windows.now)
    tell_attention(report, who.chosen)
    tell_stalled(report, who.chosen, totals)
    tell_strengths(report, beside, windows.now)
    note_running(report, windows)
    chart_quarters(report, who.chosen)


def tell_head(report: Report, record: Record, facts: dict[str, Fact]) -> None:
    """Say revenue won and deals won and lost, or that nothing was closed."""
    if not record.closed:
        count = facts["deals_won"]
        report.say(
            "headline",
            "{count.name}, {count.period}: {count} deals won.",
            count=count,
        )
        return
    won = "deal" if record.won == 1 else "deals"
    report.say(
        "headline",
        "{revenue.name}, {revenue.period}: {revenue} revenue won; {won} "
        + won
        + " won and {lost} lost.",
        revenue=facts["revenue_won"],
        won=facts["deals_won"],
        lost=facts["deals_lost"],
    )


def _tell_rate(report: Report, rate: Fact, company: Fact | None) -> None:
    """The win rate with its count and interval, beside that of the whole company."""
    report.say(
        "detail",
        "The win rate is {rate} ({rate.n} of {rate.of} closed deals; {rate.interval})"
        + (
            "; for {beside.name} it is {beside} ({beside.n} of {beside.of}; {beside.interval})."
            if company
            else "."
        ),
        rate=rate,
        beside=company,
    )


def _tell_size(report: Report, facts: dict[str, Fact]) -> None:
    size, cycle = facts["average_deal_size"], facts["sales_cycle_days"]
    words = []
    if size.value is not None:
        words.append("the average deal size is {size}")
    if cycle.value is not None:
        words.append("the median sales cycle is {cycle}")
    if words:
        said = " and ".join(words)
        report.say("detail", said[0].upper() + said[1:] + ".", size=size, cycle=cycle)


def chart_quarters(report: Report, chosen: Filter) -> None:
    """Draw revenue won by quarter, the last few up to the as-of date; one without any is zero."""
    query = Query(report.context, METRICS["revenue_won"], chosen)
    groups = computed_by_group(query, "quarter", None, "desc")
    won = {groups.subject(row).name: float(row["amount"]) for row in groups.rows}
    drawn = _quarters_to(report.snapshot.as_of, report.snapshot.calendar, MOST_QUARTERS)
    if won.keys() <= {quarter.label for quarter in drawn}:
        drawn = drawn[next((at for at, one in enumerate(drawn) if one.label in won), 0) :]
    if won:
        rows = [(quarter.label, won.get(quarter.label, 0.0)) for quarter in drawn]
        if drawn[-1].end > report.snapshot.as_of:
            rows[-1] = (f"{rows[-1][0]} to date", rows[-1][1])
        title = "Revenue won by quarter"
        report.charts.append(line_chart(title, "Revenue won", report.currency, rows))


def _quarters_to(day: date, calendar: FiscalCalendar, count: int) -> list[Period]:
    """The fiscal quarters up to the one around a day, the earliest first."""
    found = [calendar.quarter(day)]
    while len(found) < count:
        found.insert(0, calendar.quarter(found[0].start - timedelta(days=1)))
    return found
