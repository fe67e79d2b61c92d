"""Past forecasts of one length: the stored ones of the whole company, or said anew in a scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analytics.accuracy import FEWEST_WINDOWS, Window, separate
from data.errors import NoData
from data.periods import Period, display_day
from data.store.snapshot import Row
from tools.accuracy.days import past_days
from tools.accuracy.scoped import Scoped
from tools.filters import Filter
from tools.report import Report

MOST_FORECASTS = 150
MOST_DEALS = 100_000


@dataclass(frozen=True)
class Stretch:
    """The days of a window that is not computed yet."""

    origin: date
    until: date


def is_whole(chosen: Filter) -> bool:
    """Whether a filter leaves everything in, so that the stored record speaks."""
    return chosen.condition == "true"


def lies_in(origin: date, until: date, period: Period | None) -> bool:
    """Whether a window lies in a period, made at its start or inside it; in none, always."""
    return period is None or (origin >= period.start - timedelta(days=1) and until <= period.end)


def recorded(
    report: Report, days: int | None, period: Period | None, kind: str = "window"
) -> list[Window]:
    """Windows of the stored record that have passed, those of one length; the earliest first."""
    if not report.snapshot.has_table("forecast_record"):
        return []
    rows = report.snapshot.rows(
        "SELECT * FROM forecast_record WHERE kind = $kind AND actual IS NOT NULL ORDER BY origin",
        {"kind": kind},
    )
    return [
        _window(row)
        for row in rows
        if days in (None, row["window_days"]) and lies_in(row["origin"], row["until"], period)
    ]


def _window(row: Row) -> Window:
    return Window(
        row["origin"], row["until"], row["p10"], row["p50"], row["p90"], row["actual"],
        row["trailing_8_weeks"], row["weeks_13_ago"], row["month_of_quarter"],
    )  # fmt: skip


def scoped(chosen: Filter, report: Report, by: str = "true") -> Scoped:
    """The scope, or its groups, on all past days; kept."""
    days = past_days(report.snapshot)
    name = f"scoped {chosen.condition} {sorted(chosen.values.items())} {by}"
    if name not in days.kept:
        days.kept[name] = Scoped(days, chosen.condition, chosen.values, by)
    found: Scoped = days.kept[name]
    return found


def stretches(
    report: Report, days: int, period: Period | None, groups: int = 1
) -> tuple[list[Stretch], bool]:
    """Windows of a length that have passed, and whether they are all of them.

    Where all of them would take too long, only as many as fit without sharing a day.
    """
    past = past_days(report.snapshot)
    ends = [Stretch(origin, origin + timedelta(days=days)) for origin in past.origins]
    passed = [
        one
        for one in ends
        if one.until <= report.snapshot.as_of and lies_in(one.origin, one.until, period)
    ]
    if groups * len(passed) > MOST_FORECASTS or len(past.facts.ids) > MOST_DEALS:
        fewer = separate(passed)
        return fewer, len(fewer) == len(passed)
    return passed, True


def said_again(scope: Scoped, chosen: list[Stretch], key: Any = True) -> list[Window]:
    """The windows of a scope or one of its groups."""
    return [scope.after(one.origin, (one.until - one.origin).days, key) for one in chosen]


def windows_of(
    report: Report, chosen: Filter, days: int, period: Period | None
) -> tuple[list[Window], bool]:
    """Windows of a length that have passed, and whether they are all there are."""
    if is_whole(chosen):
        return recorded(report, days, period), True
    found, are_all = stretches(report, days, period)
    return said_again(scoped(chosen, report), found), are_all


def too_few(report: Report, found: int, period: Period | None) -> NoData:
    """The refusal where fewer windows than needed have come due: how many, and since when."""
    first = None
    if report.snapshot.has_table("forecast_record"):
        query = "SELECT min(origin) AS day FROM forecast_record"
        first = report.snapshot.row(query)["day"]
    if first is None:
        return NoData(
            "too_few",
            "No forecast of the past is stored: the history was too short to make any.",
            needs=["a longer history, then a new refresh"],
        )
    if period and not found and period.end <= first:
        return NoData(
            "outside_history",
            f"No forecast of {period.display} is stored: the first was made on "
            f"{display_day(first)}.",
            needs=["a later period"],
        )
    inside = ""
    if period:
        is_over = period.end <= report.snapshot.as_of
        inside = f" in {period.display}" + ("" if is_over else ", which is not over,")
    return NoData(
        "too_few",
        f"{found or 'No'} forecast window{'' if found == 1 else 's'}{inside} "
        f"{'has' if found == 1 else 'have'} passed; {FEWEST_WINDOWS} of one length are needed. "
        f"Forecasts are stored since {display_day(first)}.",
        needs=["a longer period" if period else "more weeks of history"],
    )
