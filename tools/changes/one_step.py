"""One step of the bridge: the deals behind it, with amounts before and after, dates and owners."""

from __future__ import annotations

from analytics.changes.bridge import Bridge, Step
from data.errors import NoData
from data.periods import display_day
from tools.changes.behind import MOST_ROWS, Behind, tell_deals
from tools.changes.report import ChangeReport, Facts
from tools.changes.whole import bridge_facts, tell_passing, tell_won_for
from tools.changes.words import happened, told
from tools.deals.rows import list_deals

MOST_DEALS = 10
_NEEDED = {
    "grown": ("amount", "the amounts of open deals"),
    "shrunk": ("amount", "the amounts of open deals"),
    "pulled_in": ("recorded_close_on", "the recorded closing dates"),
    "pushed_out": ("recorded_close_on", "the recorded closing dates"),
}


def tell_step(report: ChangeReport, bridge: Bridge, step: Step) -> None:
    """The number and amount of one step, its deals largest first.

    Raises:
        NoData: `missing_column` for a step that the data cannot tell.
    """
    total = bridge.total()
    _check(report, step)
    facts = bridge_facts(report, report.subject, total)
    count = int(total[f"{step}_count"])
    said: Facts = {"x": facts[step], "n": facts[f"{step}_count"], **report.days()}
    report.say(
        "headline",
        happened(step, count, report.place("n"), _when(report), _none(report)),
        **said,
    )
    if not count:
        return
    if step == "won":
        tell_won_for(report, total)
    behind = Behind(report, bridge.deals(step))
    told_rows = tell_deals(behind, MOST_DEALS, with_passing=True)
    list_deals(report, [behind.deal(row) for row in told_rows])
    behind.table(f"Deals {told(step)}")
    if behind.count > MOST_ROWS:
        report.leave_out("smaller movements not listed", behind.count - MOST_ROWS)
    if step in ("created", "reopened", "moved_in", "pulled_in", "lost", "won"):
        tell_passing(report, total)


def _none(report: ChangeReport) -> str:
    """No deal at all; as a figure where the words around it hold figures of their own."""
    window = report.selected.window if report.selected else None
    return "{n} deals" if window else report.none("n", "deal")


def _when(report: ChangeReport) -> str:
    return " since {since}" + ("" if report.is_open_end else " up to {until}")


def _check(report: ChangeReport, step: Step) -> None:
    """Refuse a step that the data cannot tell: it is all that was asked for."""
    if report.known_steps().get(step, True):
        return
    day = display_day(report.ends.since)
    if step == "removed":
        raise NoData(
            "outside_history",
            f"Which deals were deleted shows only beside a snapshot published of {day}; there is "
            "none.",
            needs=[f"a snapshot published as of {report.ends.since}"],
        )
    column, words = _NEEDED[step]
    raise NoData(
        "missing_column",
        f"The data do not tell what this was on {day}: {words}. So "
        f"nobody can say which deals have {told(step)} since.",
        needs=[f"opportunities.{column}"],
    )
