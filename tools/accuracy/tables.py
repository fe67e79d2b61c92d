"""Tables and the chart of a track record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.accuracy import FEWEST_WINDOWS, Window, accuracy, beside
from data.periods import display_day
from tools.charts import outcome_chart
from tools.report import Report

_COLUMNS = (
    ("windows", "count"), ("inside the range", "count"), ("share inside", "ratio"),
    ("share inside, from", "ratio"), ("share inside, to", "ratio"),
    ("error on average (WAPE)", "ratio"), ("too high (+) or too low (−)", "ratio"),
    ("windows that do not overlap", "count"), ("windows with simple rules", "count"),
    ("our error in these", "ratio"), ("error of recent pace", "ratio"),
    ("error of repeating results", "ratio"), ("error of the usual season", "ratio"),
)  # fmt: skip


def _row(name: str, windows: Sequence[Window]) -> tuple[Any, ...]:
    """A line of the table of records; shares only where enough windows stand behind them."""
    told = accuracy(windows)
    same, errors = beside(windows)
    is_told = len(windows) >= FEWEST_WINDOWS
    low, high = told.interval
    return (
        name, told.windows, told.within,
        *(_rounded(one if is_told else None) for one in (told.coverage, low, high)),
        _rounded(told.wape), _rounded(told.bias), told.separate, same,
        *map(_rounded, errors.values()),
    )  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def tell_records(report: Report, what: str, lines: Sequence[tuple[str, Sequence[Window]]]) -> None:
    """One row for each kind of window or group."""
    report.table("Track record", ((what, "text"), *_COLUMNS), [_row(*line) for line in lines])


def tell_each(report: Report, title: str, windows: Sequence[Window]) -> None:
    """One row a window, and the chart of them."""
    money = ("low (P10)", "middle (P50)", "high (P90)", "what came",
             "by recent pace", "by repeating results", "by the usual season")  # fmt: skip
    rows = [
        (
            str(one.origin), str(one.until),
            *(None if value is None else round(value, 2) for value in _amounts(one)),
            "inside" if one.held else "outside",
        )
        for one in windows
    ]  # fmt: skip
    heads = (("made on", "date"), ("until", "date"), *((name, "money") for name in money))
    report.table(title, (*heads, ("range", "text")), rows)
    bars = [
        (
            display_day(one.origin),
            round(one.low, 2), round(one.middle, 2), round(one.high, 2), round(one.came, 2),
        )
        for one in windows
    ]  # fmt: skip
    report.charts.append(outcome_chart(title, "Revenue", report.currency, bars))


def _amounts(one: Window) -> tuple[float | None, ...]:
    return one.low, one.middle, one.high, one.came, one.pace, one.repeat, one.season
