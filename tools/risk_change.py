"""What changed in a list of deals at risk since the stored earlier cut, seven days before."""

from __future__ import annotations

from analytics.due import due_condition
from analytics.scored import BEFORE, NOW
from data.periods import Period
from data.store.snapshot import Row
from tools.facts import show_money
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
    Amounts in the reporting currency; equal values are neither grown nor shrunk.
    """
    since = report.snapshot.manifest.earlier_cut
    if since is None:
        report.unknown("outside_history", "No earlier cut is stored, so no change can be told.")
        return
    change = _change(report, chosen, period)
    delta = _delta(change)
    span = Period(start=since, end=report.snapshot.as_of)
    moved = report.total(
        "change_in_value_at_risk", delta, period=span, good_when="down",
        display=show_money(abs(delta), report.currency), n=int(change["before_n"]),
    )  # fmt: skip
    direction = "unchanged" if not delta else ("up {moved}" if delta > 0 else "down {moved}")
    report.say(
        "change",
        f"Since {{day}}, value at risk is {direction}: "
        "{new} new, {gone} gone, {grown} grown, {shrunk} shrunk.",
        day=report.total("changed_since", str(since), "date"),
        moved=moved,
        **{kind: report.count(f"{kind}_count", change[kind], span) for kind in _KINDS},
    )
    if change["gone"]:
        _tell_gone(report, change, span, period)
    if period is not None:
        _tell_all_live(report, _change(report, chosen, None), span)


def _tell_all_live(report: Report, change: Row, span: Period) -> None:
    """Beside a period, whose deals move in and out of it: how all live deals moved."""
    delta = _delta(change)
    direction = "unchanged" if not delta else ("up {moved}" if delta > 0 else "down {moved}")
    report.say(
        "change",
        "Over all live deals, whenever due, value at risk is " + direction + ".",
        moved=report.total(
            "change_in_value_at_risk_of_all_live", delta, period=span, good_when="down",
            display=show_money(abs(delta), report.currency),
        ),
    )  # fmt: skip


def _delta(change: Row) -> float:
    return round(round(float(change["after"]), 2) - round(float(change["before"]), 2), 2)


def _tell_gone(report: Report, change: Row, span: Period, period: Period | None) -> None:
    """Say what became of the deals that are gone."""
    still = "{still} are open and due at another time" if period else "{still} are open but stale"
    report.say(
        "change",
        "Of those gone, {won} were won, {lost} were lost, and " + still + ".",
        **{
            kind: report.count(f"gone_{name}_count", change[f"gone_{name}"], span)
            for kind, name in (("won", "won"), ("lost", "lost"), ("still", "open"))
        },
    )


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
