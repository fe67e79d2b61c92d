"""What changed in a record since the equal window before, and a warning while a period runs."""

from __future__ import annotations

from analytics.equal_windows import EqualWindows
from analytics.metrics import METRICS, MetricName
from data.periods import display_day
from tools.facts import Fact, show_value
from tools.filters import Filter
from tools.people.record import Record, add_figure, record_of
from tools.report import Report

_COMPARED: tuple[tuple[MetricName, str], ...] = (
    ("revenue_won", "revenue won"), ("deals_won", "deals won"), ("deals_lost", "deals lost"),
    ("win_rate", "win rate"), ("average_deal_size", "average deal size"),
    ("sales_cycle_days", "sales cycle"),
)  # fmt: skip
_SAID = ("revenue_won", "win_rate")


def tell_change(
    report: Report, chosen: Filter, windows: EqualWindows, now: dict[str, Fact]
) -> Record | None:
    """Say how the record moved from one window to the other, both named.

    A window that the data reach only in part is not compared with. Returns the record before.
    """
    first = report.snapshot.manifest.first_event
    if windows.before.start < first:
        report.unknown(
            "outside_history",
            f"{windows.before.display} cannot be compared with: the data begin on "
            f"{display_day(first)}.",
        )
        return None
    before = record_of(report.context, chosen, windows.before)
    if not before.closed and now["win_rate"].value is None:
        return before
    cells: list[tuple[object, ...]] = []
    words: list[str] = []
    facts: dict[str, Fact | None] = {"window": _window(report, windows, before)}
    for name, said in _COMPARED:
        was = add_figure(report, report.subject, before, name, windows.before)
        change = _difference(report, now[name], was)
        cells.append((METRICS[name].label.lower(), now[name].display, was.display,
                      _signed(change)))  # fmt: skip
        if name in _SAID and was.value is not None:
            words += _words(said, name, was, change)
            facts |= {f"{name}_was": was, f"{name}_change": change}
    if words:
        report.say("change", f"Against {{window.period}}: {'; '.join(words)}.", **facts)
    _table(report, windows, cells)
    return before


def _words(said: str, name: str, was: Fact, change: Fact | None) -> list[str]:
    """How a figure moved; where it was all or nothing, or the window is a day, what it was."""
    if change is None or not change.value:
        return []
    is_all = abs(float(change.value)) == abs(float(was.value or 0)) or not was.value
    if is_all or (was.period is not None and was.period.days == 1):
        return [f"{said} was {{{name}_was}}"] if was.unit != "ratio" else []
    way = "up" if float(change.value) > 0 else "down"
    return [f"{said} {way} {{{name}_change}} from {{{name}_was}}"]


def _window(report: Report, windows: EqualWindows, before: Record) -> Fact:
    """How many deals closed in the window before; it names the days."""
    return report.count("deals_closed", before.closed, windows.before)


def _difference(report: Report, now: Fact, was: Fact) -> Fact | None:
    if now.value is None or was.value is None:
        return None
    delta, unit = float(now.value) - float(was.value), now.unit
    if unit == "ratio":
        delta, unit = round(delta * 100, 6), "points"
        size = f"{abs(delta):.{1 if abs(delta) >= 0.05 else 2}f} points"
    else:
        delta = round(delta, 2)
        size = show_value(abs(delta), unit)
    return report.ledger.add(
        now.subject, f"change_in_{now.metric}", int(delta) if unit == "count" else delta, unit,
        display=size, period=now.period, parents=(now, was), good_when=now.good_when,
    )  # fmt: skip


def _signed(change: Fact | None) -> str | None:
    if change is None:
        return None
    value = float(change.value or 0)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{change.display}"


def _table(report: Report, windows: EqualWindows, cells: list[tuple[object, ...]]) -> None:
    report.table(
        "Against the window before",
        (
            ("figure", "text"), (windows.now.display, "text"), (windows.before.display, "text"),
            ("change", "text"),
        ),
        cells,
    )  # fmt: skip


def note_running(report: Report, windows: EqualWindows) -> None:
    """Warn where the period asked for goes on: it is compared with the same stretch before."""
    if windows.is_running:
        report.say(
            "note",
            "The period is still running: figures are up to {as_of}.",
            as_of=report.total("as_of", str(report.snapshot.as_of), "date"),
        )
