"""What the track record says: how often the range held, how far off, which rule did better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analytics.accuracy import FEWEST_WINDOWS, Window
from data.errors import NoData
from data.periods import Period
from tools.accuracy import callers, groups, one_period
from tools.accuracy.figures import Facts, add_facts, add_rules, say_rules, side_words
from tools.accuracy.tables import tell_each, tell_records
from tools.accuracy.windows import is_whole, recorded, too_few, windows_of
from tools.filters import Filter
from tools.report import Report

if TYPE_CHECKING:
    from tools.forecast_accuracy import ForecastAccuracy

HEADLINE_DAYS = 28
# From P10 to P90.
MEANT = 0.8
BESIDE = (7, 91)
LONGEST_PERIOD = 92
_BUCKETS = ("week", "month", "quarter")


def tell(report: Report, chosen: Filter, args: ForecastAccuracy) -> None:
    """The record asked for: of one period, of groups, or of all windows.

    Raises:
        NoData: `too_few`, `outside_history`: nothing has come due that it could speak of.
    """
    period = args.period
    if args.group_by == "rep" and callers.tell(report, chosen, period, leads=True):
        groups.tell(report, chosen, period, args.group_by, leads=False)
        return
    if period is not None and _is_one(report, period):
        one_period.tell(report, chosen, period, args.group_by)
        _tell_inside(report, chosen, period)
    elif args.group_by and args.group_by not in _BUCKETS:
        groups.tell(report, chosen, period, args.group_by, leads=True)
    else:
        _tell_all(report, chosen, period, args.group_by)
    if args.group_by in (None, "rep", "team", "region"):
        callers.tell(report, chosen, period, leads=False)


def _is_one(report: Report, period: Period) -> bool:
    """Whether a period is short enough, and over, so that its own forecast has a record."""
    return period.days <= LONGEST_PERIOD and period.end <= report.snapshot.as_of


def _tell_all(report: Report, chosen: Filter, period: Period | None, bucket: str | None) -> None:
    windows, are_all = windows_of(report, chosen, HEADLINE_DAYS, period)
    days = HEADLINE_DAYS
    if len(windows) < FEWEST_WINDOWS:
        days = 7
        windows, are_all = windows_of(report, chosen, days, period)
    _check(report, windows, period)
    report.rows_read = len(windows)
    facts = _say_headline(report, windows, days)
    lines = [(f"{days} days ahead", windows)]
    if are_all and not bucket:
        lines += _tell_beside(report, chosen, period, days)
    say_rules(report, add_rules(report, report.subject, windows))
    _say_notes(report, chosen, facts, are_all=are_all)
    _not_over(report, period)
    if bucket:
        groups.tell_buckets(report, windows, bucket)
    tell_records(report, "forecasts", lines)
    tell_each(report, "Forecasts and what came", windows)
    report.suggestions += [
        "How accurate are forecasts by region?", "How far off was the forecast last quarter?",
        "What will we close this quarter?",
    ]  # fmt: skip


def _check(report: Report, windows: Sequence[Window], period: Period | None) -> None:
    """Refuse where nothing can be said.

    Raises:
        NoData: see `tell`.
    """
    if len(windows) < FEWEST_WINDOWS:
        raise too_few(report, len(windows), period)
    if not any(one.came or one.high for one in windows):
        raise NoData(
            "too_few",
            f"No deal in scope ({report.subject.name}) was open, created lately or won on any of "
            "these days, so there is no record.",
            needs=["a wider scope"],
        )


def _say_headline(report: Report, windows: Sequence[Window], days: int) -> Facts:
    length = report.total("window_days", days, "days")
    facts = add_facts(report, report.subject, windows)
    facts |= {"length": length, "meant": report.total("coverage_meant", MEANT, "ratio")}
    report.say(
        "headline",
        ("{held.name}: the" if report.is_scoped else "The")
        + " forecast range covered {held.n} of {held.of} windows of {length} ({held}, "
        "{held.interval}); it should cover {meant}.",
        **facts,
    )
    if "wape" in facts:
        report.say(
            "detail",
            "The middle of the range had an error of {wape} on average; in all it was "
            + side_words(facts)
            + ".",
            **facts,
        )
    else:
        report.unknown(
            "too_few", "Nothing was won in these windows, so an error relative to it is unknown."
        )
    return facts


def _tell_beside(
    report: Report, chosen: Filter, period: Period | None, told: int
) -> list[tuple[str, list[Window]]]:
    """A line for each other length, and rows of the calendar periods that are stored."""
    found = []
    for days in BESIDE:
        if days == told:
            continue
        windows, _ = windows_of(report, chosen, days, period)
        if len(windows) < FEWEST_WINDOWS:
            continue
        found.append((f"{days} days ahead", windows))
        facts = add_facts(report, report.subject, windows)
        facts["length"] = report.total("window_days", days, "days")
        if "wape" in facts:
            report.say(
                "item",
                "Windows of {length}: the range covered {held.n} of {held.of}, with an error of "
                "{wape}, "
                + side_words(facts)
                + " in all",
                **facts,
            )  # fmt: skip
    if is_whole(chosen):
        for kind in ("month", "quarter"):
            windows = recorded(report, None, period, kind)
            found += [(f"a calendar {kind}", windows)] if windows else []
    return found


def _say_notes(report: Report, chosen: Filter, facts: Facts, *, are_all: bool) -> None:
    if not are_all:
        report.say("note", "Only the {windows} windows that stand side by side are used.", **facts)
    elif facts["apart"].value == 1:
        report.say("note", "All of these windows share days, so they count as one.")
    elif facts["apart"].value != facts["windows"].value:
        report.say(
            "note",
            "The windows overlap, with room for {apart} side by side.",
            **facts,
        )
    anew = "" if is_whole(chosen) else ", computed again for this scope,"
    report.say("note", f"Each forecast{anew} used only what was known on its day.")


def _not_over(report: Report, period: Period | None) -> None:
    if period is not None and period.end > report.snapshot.as_of:
        report.unknown(
            "outside_history", "The period is not over yet; only windows that have passed count."
        )


def _tell_inside(report: Report, chosen: Filter, period: Period) -> None:
    """The usual windows that lie in a period: the longest length of which enough do."""
    for days in (HEADLINE_DAYS, 7):
        windows, _ = windows_of(report, chosen, days, period)
        if len(windows) >= FEWEST_WINDOWS:
            break
    else:
        return
    facts = add_facts(report, report.subject, windows)
    facts["length"] = report.total("window_days", days, "days")
    if "wape" in facts:
        report.say(
            "beside",
            "Within it the range covered {held.n} of {held.of} windows of {length}, with an error "
            "of {wape}.",
            **facts,
        )
    tell_records(report, "forecasts", [(f"{days} days ahead", windows)])
