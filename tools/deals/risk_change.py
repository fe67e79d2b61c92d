"""What changed in a list of deals at risk since the stored earlier cut, seven days before."""

from __future__ import annotations

from analytics.due import due_condition
from analytics.scored import BEFORE, NOW
from data.periods import Period
from data.store.snapshot import Row
from tools.facts import Fact, show_money
from tools.filters import Filter
from tools.report import Report

_CHANGE = """
    count(*) FILTER (now.id IS NOT NULL AND was.id IS NULL) AS new,
    count(*) FILTER (now.id IS NULL AND was.id IS NOT NULL) AS gone,
    count(*) FILTER (now.id IS NOT NULL AND was.id IS NOT NULL AND now.v > was.v) AS grown,
    count(*) FILTER (now.id IS NOT NULL AND was.id IS NOT NULL AND now.v < was.v) AS shrunk,
    count(*) FILTER (was.id IS NOT NULL) AS before_n,
    count(*) FILTER (now.id IS NULL AND d.status = 'won') AS gone_won,
    count(*) FILTER (now.id IS NULL AND d.status = 'lost') AS gone_lost,
    count(*) FILTER (now.id IS NULL AND d.status = 'open') AS gone_open,
    coalesce(sum(was.v), 0)::DOUBLE AS before, coalesce(sum(now.v), 0)::DOUBLE AS after
"""
_KINDS = ("new", "gone", "grown", "shrunk")


def tell_change(report: Report, chosen: Filter, period: Period | None) -> None:
    """Say how the value at risk moved, and how many deals are new, gone, grown and shrunk.

    The same scope and period at both ends, on the present horizon and with the present model.
    Amounts in the reporting currency; equal values are neither grown nor shrunk. Beside a period,
    whose deals move in and out of it, how all live deals moved is said first.
    """
    since = report.snapshot.manifest.earlier_cut
    if since is None:
        report.unknown("outside_history", "No earlier cut is stored, so no change can be told.")
        return
    change, span = _change(report, chosen, period), Period(start=since, end=report.snapshot.as_of)
    if period is None:
        _tell_moved(report, change, span)
        return
    _tell_all_live(report, _change(report, chosen, None), span)
    _tell_due(report, change, span)


def _tell_moved(report: Report, change: Row, span: Period) -> None:
    """How all live deals moved, when they are what was asked for."""
    report.say(
        "change",
        f"Since {{day}}, value at risk is {_direction(change)}: {_kinds(change)}.",
        day=report.total("changed_since", str(span.start), "date"),
        moved=_moved(report, change, span, "change_in_value_at_risk"),
        **_counts(report, change, span),
    )
    if change["gone"]:
        still = "{open} is" if change["gone_open"] == 1 else "{open} are"
        report.say(
            "change",
            f"Of those gone, {_ended(change)}, and {still} open but stale.",
            **_gone(report, change, span),
        )


def _tell_all_live(report: Report, change: Row, span: Period) -> None:
    """How all live deals moved, beside a period."""
    won, lost = (int(change[f"gone_{end}"]) for end in ("won", "lost"))
    report.say(
        "change",
        f"Since {{day}}, over all live deals, whenever due, value at risk is {_direction(change)}; "
        f"{{won}} {'deal' if won == 1 else 'deals'} closed won and {{lost}} closed lost.",
        day=report.total("changed_since", str(span.start), "date"),
        moved=_moved(report, change, span, "change_in_live_value_at_risk"),
        won=report.count("closed_won_count", won, span),
        lost=report.count("closed_lost_count", lost, span),
    )


def _tell_due(report: Report, change: Row, span: Period) -> None:
    """How the deals due in a period moved; most of those gone are usually due at another time."""
    moved = _moved(report, change, span, "change_in_value_at_risk")
    # Where most of what is gone is only due at another time, the sum says nothing about risk.
    told = (
        ""
        if 2 * change["gone_open"] > change["gone"]
        else f", value at risk is {_direction(change)}"
    )
    report.say(
        "change",
        f"Of the deals due in the period asked for{told}: {_kinds(change)}.",
        moved=moved,
        **_counts(report, change, span),
    )
    if change["gone"]:
        still = "{open} is" if change["gone_open"] == 1 else "{open} are"
        report.say(
            "change",
            f"Of those gone, {still} still open and due at another time, {_ended(change)}.",
            **_gone(report, change, span),
        )


def _moved(report: Report, change: Row, span: Period, metric: str) -> Fact:
    delta = _delta(change)
    return report.total(
        metric, delta, period=span, good_when="down",
        display=show_money(abs(delta), report.currency), n=int(change["before_n"]),
    )  # fmt: skip


def _direction(change: Row) -> str:
    delta = _delta(change)
    return "unchanged" if not delta else ("up {moved}" if delta > 0 else "down {moved}")


def _delta(change: Row) -> float:
    return round(round(float(change["after"]), 2) - round(float(change["before"]), 2), 2)


def _kinds(change: Row) -> str:
    """The words for new, gone, grown and shrunk deals; "deals" is said of the first."""
    return f"{{new}} new {'deal' if change['new'] == 1 else 'deals'}, {{gone}} gone, " + (
        "{grown} grown, {shrunk} shrunk"
    )


def _counts(report: Report, change: Row, span: Period) -> dict[str, Fact]:
    return {kind: report.count(f"{kind}_count", change[kind], span) for kind in _KINDS}


def _ended(change: Row) -> str:
    return f"{{won}} {_were(change['gone_won'])} won and {{lost}} lost"


def _gone(report: Report, change: Row, span: Period) -> dict[str, Fact]:
    """What became of the deals that are gone."""
    return {
        kind: report.count(f"gone_{kind}_count", change[f"gone_{kind}"], span)
        for kind in ("won", "lost", "open")
    }


def _were(n: int) -> str:
    return "was" if n == 1 else "were"


def _change(report: Report, chosen: Filter, period: Period | None) -> Row:
    selected, values = f"status = 'open' AND NOT stale AND {chosen.condition}", dict(chosen.values)
    if period is not None:
        due, due_values = due_condition(period, report.snapshot.as_of, report.snapshot.calendar)
        selected, values = f"{selected} AND {due}", {**values, **due_values}
    picked = "SELECT opportunity_id AS id, coalesce(value_at_risk_summed, 0) AS v FROM"
    return report.snapshot.row(
        f"SELECT {_CHANGE} FROM ({picked} {NOW} WHERE {selected}) now "
        f"FULL JOIN ({picked} {BEFORE} WHERE {selected}) was ON was.id = now.id "
        "LEFT JOIN deals d ON d.opportunity_id = was.id",
        values,
    )
