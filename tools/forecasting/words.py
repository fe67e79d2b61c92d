"""What a forecast of days to come says: the range, its parts, its largest deal, its groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.forecast.spans import split
from analytics.forecast.total import QUANTILES, Outlook
from analytics.groups import PLAIN
from analytics.scored import NOW
from data.errors import NoData
from data.periods import FiscalCalendar, Period
from tools.charts import range_chart
from tools.deals.rows import deal_subject
from tools.facts import Fact, Subject
from tools.figures.grouped import Groups
from tools.filters import Filter
from tools.forecasting.beside import tell_beside
from tools.forecasting.calls import tell_calls
from tools.forecasting.parts import Part, part_of, parts_by
from tools.report import Report

if TYPE_CHECKING:
    from tools.forecast import Forecast

Bar = tuple[str, float, float, float]
_NAMES = ("p10", "p50", "p90")
_SHOWN = 8
MOST_GROUPS = 40
# Groups of the present state, which deals still to be created have not got yet.
_OF_OPEN_DEALS = ("stage", "category", "risk_level")
_COLUMNS = (
    ("won to date", "money"), ("open deals (mean)", "money"), ("new business (mean)", "money"),
    ("mean", "money"), ("low (P10)", "money"), ("middle (P50)", "money"), ("high (P90)", "money"),
)  # fmt: skip


def tell(report: Report, chosen: Filter, period: Period, args: Forecast) -> None:
    """Everything about a period that has not passed.

    Raises:
        NoData: `outside_history`: it reaches beyond the curves; `too_few`: nothing is in scope.
    """
    period = named(period, report.snapshot.calendar)
    part, is_present = scoped_part(report, chosen, period)
    told = part.outlook(period)
    facts = add_facts(report, report.subject, told, period)
    report.say(
        "headline",
        ("{p50.name}: " if report.is_scoped else "") + "{p50.label} should bring between {p10} "
        "and {p90} (eight times out of ten), with {p50} in the middle.",
        **facts,
    )
    _tell_parts(report, facts, has_new=not is_present)
    _tell_own(report, part, period, told)
    _tell_largest(report, part, period, told)
    if args.group_by:
        _tell_groups(report, chosen, period, args.group_by)
    elif args.grain != "total":
        _tell_grain(report, part, period, args)
    else:
        _chart_parts(report, told)
    tell_calls(report, chosen, period, told.won)
    if not is_present:
        tell_beside(report, part, period)
    account_for(report, chosen, part)
    report.suggestions += _suggestions(args)


def scoped_part(report: Report, chosen: Filter, period: Period) -> tuple[Part, bool]:
    """The deals of a scope, and whether it is one of the present state, without new business.

    Raises:
        NoData: `outside_history`: the period reaches beyond the curves; `too_few`: nothing is in
            scope.
    """
    part = part_of(report.snapshot, chosen.condition, chosen.values)
    part.company.check_inside(period)
    is_present = bool({*chosen.scope.lists} & {*_OF_OPEN_DEALS})
    if is_present:
        part = part.without_new()
        report.unknown(
            "too_few", "Deals still to be created have no stage or category yet; none is counted."
        )
    if part.is_empty:
        raise NoData(
            "too_few",
            f"No deal in scope ({report.subject.name}) is open, was won or was created lately, so "
            "there is nothing to forecast from.",
            needs=["a wider scope"],
        )
    return part, is_present


def named(period: Period, calendar: FiscalCalendar) -> Period:
    """The same days, called by the month, quarter, half or year that they are."""
    for block in (calendar.month, calendar.quarter, calendar.half, calendar.year):
        found = block(period.start)
        if found.end == period.end and found.start == period.start:
            return found
    return Period(start=period.start, end=period.end)


def add_facts(report: Report, subject: Subject, told: Outlook, period: Period) -> dict[str, Fact]:
    """All figures of one forecast; the mean is the sum of its parts as shown, to the cent."""
    parts = {"revenue": told.total, "open_pipeline": told.open, "new_business": told.new}
    won, means = round(told.won, 2), {k: round(one.mean, 2) for k, one in parts.items()}
    means["revenue"] = won + means["open_pipeline"] + means["new_business"]
    facts: dict[str, Fact] = {}

    def add(name: str, metric: str, value: float) -> None:
        facts[name] = report.ledger.add(
            subject, metric, value, report.currency, period=period, good_when="up"
        )

    for part, distribution in parts.items():
        prefix = "" if part == "revenue" else f"{part.split('_')[0]}_"
        for name, share in zip(_NAMES, QUANTILES, strict=True):
            add(prefix + name, f"{part}_{name}", distribution.quantile(share))
        add(f"{prefix}mean", f"{part}_mean", means[part])
    add("won", "won_to_date", won)
    return facts


def _tell_parts(report: Report, facts: dict[str, Fact], *, has_new: bool) -> None:
    begin = "{won} is won already; open" if facts["won"].value else "Open"
    if not has_new:
        report.say("detail", begin + " deals should bring {open_mean} on average.", **facts)
        return
    report.say(
        "detail",
        begin + " deals should bring {open_mean} on average, and new business, still to be "
        "created, {new_mean}; the mean of it all is {mean}.",
        **facts,
    )


def _tell_own(report: Report, part: Part, period: Period, told: Outlook) -> None:
    """What the deals say by themselves, where the calendar moves the forecast away from it."""
    own = part.own_mean(period)
    if round(own) == round(told.open.mean):
        return
    report.say(
        "detail",
        "By their own chances the open deals would bring {own}; the forecast leans to the usual "
        "level for the season as far as past forecasts bear that out.",
        own=report.total("open_pipeline_own_mean", own, period=period),
    )


def _tell_largest(report: Report, part: Part, period: Period, told: Outlook) -> None:
    ids, added = part.contributions(period)
    if not ids or told.open.mean <= 0:
        return
    place = int(added.argmax())
    row = report.snapshot.row(f"SELECT * FROM {NOW} WHERE opportunity_id = $id", {"id": ids[place]})
    subject = deal_subject(row)
    share = report.ledger.add(
        subject, "top_share", float(added[place]) / told.open.mean, "ratio", period=period
    )
    largest = report.ledger.add(
        subject, "top_contribution", float(added[place]), report.currency, period=period
    )
    report.say(
        "detail",
        "The largest single deal, {share.name}, makes up {largest}, or {share} of the expected "
        "open pipeline.",
        share=share, largest=largest,
    )  # fmt: skip
    rest = report.total("rest_mean", told.total.mean - float(added[place]), period=period)
    report.say("detail", "The rest together has a mean of {rest}.", rest=rest)


def _tell_grain(report: Report, part: Part, period: Period, args: Forecast) -> None:
    rows: list[tuple[Any, ...]] = []
    bars: list[Bar] = []
    calendar = report.snapshot.calendar
    for span in (named(days, calendar) for days in split(period, args.grain, calendar)):
        told = part.outlook(span)
        facts = add_facts(report, report.subject, told, span)
        if span.end <= report.snapshot.as_of:
            report.say("item", "{won.label}: {won} won", **facts)
        elif len(rows) < _SHOWN * 2:
            report.say("item", "{p50.label}: {p10} to {p90}, {p50} in the middle", **facts)
        rows.append((span.display, *_cells(facts)))
        bars.append(_bar(span.display, facts))
    title = f"Forecast by {args.grain}"
    report.table(title, ((args.grain, "text"), *_COLUMNS), rows)
    report.charts.append(range_chart(title, "Revenue", report.currency, bars))
    _not_added_up(report)


def _tell_groups(report: Report, chosen: Filter, period: Period, name: str) -> None:
    rows: list[tuple[Any, ...]] = []
    bars: list[Bar] = []
    for subject, part in _largest(_groups(report, chosen, name), period):
        told = part.outlook(period)
        if told.total.mean <= 0:
            continue
        facts = add_facts(report, subject, told, period)
        if len(rows) < _SHOWN:
            report.say("item", "{p50.name}: {p10} to {p90}, {p50} in the middle", **facts)
        rows.append((subject.name, *_cells(facts)))
        bars.append(_bar(subject.name, facts))
    title = f"Forecast by {name.replace('_', ' ')}"
    report.table(title, ((name.replace("_", " "), "text"), *_COLUMNS), rows)
    report.charts.append(range_chart(title, "Revenue", report.currency, bars[: _SHOWN * 2]))
    if len(rows) > 1:
        _not_added_up(report)


def _largest(groups: list[tuple[Subject, Part]], period: Period) -> list[tuple[Subject, Part]]:
    """Groups by their mean, largest first; those beyond MOST_GROUPS together as one."""
    means = {subject: part.mean(period) for subject, part in groups}
    ordered = sorted(groups, key=lambda one: (-means[one[0]], one[0].name))
    first, others = ordered[:MOST_GROUPS], [part for _, part in ordered[MOST_GROUPS:]]
    if others:
        rest = Subject(kind="group", id="others", name="all others")
        first.append((rest, others[0].with_others(others[1:])))
    return first


def _groups(report: Report, chosen: Filter, name: str) -> list[tuple[Subject, Part]]:
    condition = chosen.condition
    if name in _OF_OPEN_DEALS:
        condition = f"({condition}) AND status = 'open'"
    parts = parts_by(report.snapshot, PLAIN[name], condition, chosen.values)
    groups = Groups(name, [], report.context)
    if name not in _OF_OPEN_DEALS:
        return [(groups.subject({"key": key}), part) for key, part in parts.items()]
    whole = part_of(report.snapshot, chosen.condition, chosen.values)
    rest = Subject(kind="group", id="rest", name="won to date and new business")
    found = [(groups.subject({"key": key}), part.of_open()) for key, part in parts.items()]
    return [*found, (rest, whole.without_open())]


def _cells(facts: dict[str, Fact]) -> tuple[Any, ...]:
    names = ("won", "open_mean", "new_mean", "mean", *_NAMES)
    return tuple(facts[name].value for name in names)


def _bar(name: str, facts: dict[str, Fact]) -> Bar:
    low, middle, high = (float(facts[key].value or 0) for key in _NAMES)
    return name, low, middle, high


def _chart_parts(report: Report, told: Outlook) -> None:
    named = (
        ("open deals", told.open), ("new business", told.new),
        ("in all, with what is won", told.total),
    )  # fmt: skip
    rows: list[Bar] = []
    for name, one in named:
        low, middle, high = (round(one.quantile(share), 2) for share in QUANTILES)
        rows.append((name, low, middle, high))
    report.charts.append(range_chart("Forecast", "Revenue", report.currency, rows))


def _not_added_up(report: Report) -> None:
    words = "Only the means of these add up to the total; each range is one of its own."
    report.say("beside", words)


def account_for(report: Report, chosen: Filter, part: Part) -> None:
    """Say which open deals the forecast counts otherwise, or not at all."""
    row = report.snapshot.row(
        "SELECT count(*) AS n, count(*) FILTER (started_on IS NULL) AS undated, "
        "count(*) FILTER (rate IS NULL) AS no_rate, count(*) FILTER (amount IS NULL) AS none, "
        "count(*) FILTER (amount_is_list_price) AS listed "
        f"FROM {NOW} WHERE status = 'open' AND ({chosen.condition})",
        chosen.values,
    )
    report.rows_read = int(row["n"])
    realized = part.company.ahead.realized
    if realized.deals and realized.share != 1.0:
        report.say(
            "note",
            "Open amounts count at a realized share of {realized}.",
            realized=report.total("realized_share", realized.share, "ratio", n=realized.deals),
        )
    if not part.company.has_newcomers:
        report.unknown(
            "outside_history",
            "New business is not in it: no curves of new deals are stored for that day.",
            "newcomer_curves",
        )
    if row["undated"]:
        report.leave_out("no creation date, so no chance", row["undated"])
        report.say(
            "note",
            "{undated} open deals have no creation date and no score.",
            undated=report.count("undated_count", row["undated"]),
        )
    report.leave_out("no amount", row["none"])
    report.no_rate(int(row["no_rate"]))
    report.list_priced(row["listed"], row["n"])


def _suggestions(args: Forecast) -> list[str]:
    return [
        "Forecast by month" if args.grain != "month" else "Forecast by week",
        "Forecast by team" if args.group_by != "team" else "Forecast by region",
        "What's at risk this week?",
    ]
