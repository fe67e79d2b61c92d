"""One period that has passed: what was forecast for it at its start and since, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from analytics.accuracy import Window, wape
from analytics.groups import PLAIN
from data.errors import NoData
from data.periods import FiscalCalendar, Period, display_day
from tools.accuracy.days import past_days
from tools.accuracy.figures import RULE_WORDS, listed, say_better
from tools.accuracy.scoped import Scoped
from tools.accuracy.tables import tell_each
from tools.accuracy.windows import scoped, too_few
from tools.facts import Fact, Subject
from tools.figures.grouped import Groups
from tools.filters import Filter
from tools.report import Report

# An origin so many days before a period still counts as its start.
NEAR = timedelta(days=7)
_SHOWN = 8


def tell(report: Report, chosen: Filter, period: Period, group_by: str | None) -> None:
    """The forecast made at the start of a period against what came, those made in it below.

    Each speaks of the whole period: what was won of it by then, open deals and new business. Made
    at its start is the last origin before its first day, at most a week earlier; where none is
    stored, the earliest inside it, and the answer says so.

    Raises:
        NoData: `outside_history`: no forecast was made before its end.
    """
    period = _named(period, report.snapshot.calendar)
    origins = origins_of(report, period)
    if not origins:
        raise too_few(report, 0, period)
    scope = scoped(chosen, report)
    windows = [scope.window(origin, period) for origin in origins]
    if not any(one.came or one.high for one in windows):
        raise NoData(
            "too_few",
            f"No deal in scope ({report.subject.name}) was open, created lately or won then.",
            needs=["a wider scope"],
        )
    report.rows_read = len(windows)
    _say_first(report, windows[0], period)
    _say_later(report, windows[1:])
    if group_by in PLAIN:
        _say_groups(report, scoped(chosen, report, PLAIN[group_by]), origins[0], period, group_by)
    tell_each(report, f"Forecasts of {period.label or period.display} and what came", windows)
    report.suggestions += [
        "How good were our forecasts?", "How accurate are forecasts by region?",
        "What will we close this quarter?",
    ]  # fmt: skip


def _named(period: Period, calendar: FiscalCalendar) -> Period:
    """The same days, called by the month or quarter that they are."""
    for block in (calendar.month(period.start), calendar.quarter(period.start)):
        if block.start == period.start and block.end == period.end:
            return block
    return Period(start=period.start, end=period.end)


def origins_of(report: Report, period: Period) -> list[date]:
    """The origin at a period's start, if one is stored, and every one inside it but its end."""
    before = period.start - timedelta(days=1)
    every = past_days(report.snapshot).origins
    at_start = [one for one in every if before - NEAR < one <= before][-1:]
    return at_start + [one for one in every if before < one < period.end]


def _say_first(report: Report, first: Window, period: Period) -> None:
    def money(metric: str, value: float) -> Fact:
        return report.total(metric, value, period=period)

    facts = {
        "made": report.total("forecast_on", str(first.origin), "date"),
        "p10": money("revenue_p10", first.low),
        "p50": money("revenue_p50", first.middle),
        "p90": money("revenue_p90", first.high),
        "won": money("revenue_won", first.came),
    }
    late = first.origin >= period.start
    report.say(
        "headline",
        ("{won.name}, {won.label}" if report.is_scoped else "{won.label}")
        + ": {won} was won; the "
        + ("earliest stored forecast" if late else "forecast")
        + " of it, of {made}, was {p50}, with a range of {p10} to {p90}.",
        **facts,
    )
    miss = wape([(first.middle, first.came)])
    if miss is None:
        report.unknown("too_few", "Nothing was won in it, so the error of its forecast is unknown.")
        return
    side = "too_high" if first.middle > first.came else "too_low"
    inside = "within" if first.held else "outside"
    told = report.total(side, miss, "ratio", period=period)
    report.say(
        "detail",
        f"So the middle was {{miss}} {side.replace('_', ' ')}; what came was {inside} the range.",
        miss=told,
    )
    _say_rules(report, first, period, told)


def _say_rules(report: Report, first: Window, period: Period, ours: Fact) -> None:
    facts: dict[str, Fact] = {}
    for name in RULE_WORDS:
        said = getattr(first, name)
        error = None if said is None else wape([(said, first.came)])
        if error is not None:
            facts[name] = report.total(
                f"{name}_error", error, "ratio", period=period, good_when="down"
            )
    if facts:
        told = listed([f"{{{name}}} for {RULE_WORDS[name]}" for name in facts])
        report.say("beside", f"For comparison, simple rules had an error of {told}.", **facts)
        say_better(report, facts, ours)


def _say_later(report: Report, later: Sequence[Window]) -> None:
    if not later:
        return
    held = sum(one.held for one in later)
    report.say(
        "detail",
        "Later forecasts of it had it within their range {later.n} of {later.of} times; these "
        "count as one.",
        later=report.total("later_held", held / len(later), "ratio", n=held, of=len(later)),
    )


def _say_groups(report: Report, scope: Scoped, origin: date, period: Period, name: str) -> None:
    called = Groups(name, [], report.context)
    rows: list[tuple[Subject, Window]] = []
    for key in scope.keys([origin]):
        one = scope.window(origin, period, key)
        if one.came or one.high:
            rows.append((called.subject({"key": key}), one))
    rows.sort(key=lambda row: (-row[1].came, row[0].name))
    for subject, one in rows[:_SHOWN]:
        _say_group(report, subject, one, period)
    heads = ("low (P10)", "middle (P50)", "high (P90)", "what came")
    title = name.replace("_", " ")
    report.table(
        f"Forecast of {display_day(origin)} by {title}",
        ((title, "text"), *((head, "money") for head in heads), ("error", "ratio"),
         ("range", "text")),
        [
            (
                subject.name,
                *(round(value, 2) for value in (one.low, one.middle, one.high, one.came)),
                _share(one), "inside" if one.held else "outside",
            )
            for subject, one in rows
        ],
    )  # fmt: skip


def _share(one: Window) -> float | None:
    found = wape([(one.middle, one.came)])
    return None if found is None else round(found, 4)


def _say_group(report: Report, subject: Subject, one: Window, period: Period) -> None:
    miss = wape([(one.middle, one.came)])
    if miss is None:
        return
    side = "too_high" if one.middle > one.came else "too_low"
    ledger, currency = report.ledger, report.currency
    report.say(
        "item",
        f"{{won.name}}: {{won}} was won, {{p50}} forecast, {{miss}} {side.replace('_', ' ')}, "
        + ("within the range" if one.held else "outside the range"),
        won=ledger.add(subject, "revenue_won", one.came, currency, period=period),
        p50=ledger.add(subject, "revenue_p50", one.middle, currency, period=period),
        miss=ledger.add(subject, side, miss, "ratio", period=period),
    )
