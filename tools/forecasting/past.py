"""A period that has passed: what was won in it, beside what was forecast when it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.forecast.spans import split
from analytics.groups import PLAIN
from analytics.scored import NOW
from data.errors import NoData
from data.periods import Period, display_day
from data.store.snapshot import Row
from tools.figures.grouped import Groups
from tools.filters import Filter
from tools.forecasting.company import daily_revenue
from tools.report import Report

_SHOWN = 12

if TYPE_CHECKING:
    from tools.forecast import Forecast


def tell(report: Report, chosen: Filter, period: Period, args: Forecast) -> None:
    """Revenue won, and the recorded forecast of exactly that period; the record is company-wide.

    Raises:
        NoData: `outside_history`: the period ends before the data begin.
    """
    row = won_in(report, chosen, period)
    won = report.total("revenue_won", row["won"], period=period, n=int(row["n"]), good_when="up")
    report.say("headline", "{won.period}: {won} was won" + report.place("won") + ".", won=won)
    if args.group_by:
        _tell_groups(report, chosen, period, args.group_by)
    elif args.grain != "total":
        _tell_grain(report, chosen, period, args)
    recorded = None if report.is_scoped else _recorded(report, period)
    if recorded is None:
        whole = " of the whole company" if report.is_scoped else ""
        report.unknown(
            "outside_history",
            f"What was forecast for it is unknown: only some periods{whole} have a stored "
            "forecast.",
            "forecast_record",
        )
    else:
        _tell_recorded(report, period, recorded)
    report.suggestions += [
        "What will we close this quarter?", "Revenue by month", "Which deals did we win last month?"
    ]  # fmt: skip


def won_in(report: Report, chosen: Filter, period: Period) -> Row:
    """Deals won in a period: `n`, `won` in the reporting currency, `no_rate` of those in no sum.

    Counts the rows as read, and says which have no rate.

    Raises:
        NoData: `outside_history`: the period ends before the data begin.
    """
    first = report.snapshot.manifest.first_event
    if period.end < first:
        raise NoData(
            "outside_history",
            f"The data begin on {display_day(first)}; {period.display} lies before.",
            needs=["older data"],
        )
    row = report.snapshot.row(
        "SELECT count(*) AS n, coalesce(sum(close_value * rate), 0)::DOUBLE AS won, "
        f"count(*) FILTER (rate IS NULL) AS no_rate FROM {NOW} WHERE status = 'won' "
        f"AND closed_on BETWEEN $start AND $end AND ({chosen.condition})",
        {**chosen.values, "start": period.start, "end": period.end},
    )
    report.rows_read = int(row["n"])
    report.no_rate(int(row["no_rate"]))
    return row


def _tell_groups(report: Report, chosen: Filter, period: Period, name: str) -> None:
    """What each group won, the largest first."""
    rows = report.snapshot.rows(
        f"SELECT {PLAIN[name]} AS key, coalesce(sum(close_value * rate), 0)::DOUBLE AS won, "
        f"count(*) AS n FROM {NOW} WHERE status = 'won' AND closed_on BETWEEN $start AND $end "
        f"AND ({chosen.condition}) GROUP BY 1 ORDER BY won DESC, key",
        {**chosen.values, "start": period.start, "end": period.end},
    )
    groups = Groups(name, rows, report.context)
    told = [(groups.subject(row), row["won"], int(row["n"])) for row in rows]
    for subject, won, n in told[:_SHOWN]:
        fact = report.ledger.add(
            subject, "revenue_won", won, report.currency, period=period, n=n, good_when="up"
        )
        report.say("item", "{won.name}: {won} won", won=fact)
    title = name.replace("_", " ")
    report.table(
        f"Won by {title}",
        ((title, "text"), ("won", "money"), ("deals", "count")),
        [(subject.name, round(won, 2), n) for subject, won, n in told],
    )


def _tell_grain(report: Report, chosen: Filter, period: Period, args: Forecast) -> None:
    """What was won in each part in time."""
    daily = daily_revenue(report.snapshot, chosen.condition, chosen.values)
    rows = []
    for span in split(period, args.grain, report.snapshot.calendar):
        won = sum(value for day, value in daily.items() if span.holds(day))
        fact = report.total("revenue_won", won, period=span, good_when="up")
        report.say("item", "{won.period}: {won} won", won=fact)
        rows.append((span.display, fact.value))
    report.table(f"Won by {args.grain}", ((args.grain, "text"), ("won", "money")), rows)


def _recorded(report: Report, period: Period) -> Row | None:
    """The forecast made on the day before the period began."""
    if not report.snapshot.has_table("forecast_record"):
        return None
    rows = report.snapshot.rows(
        "SELECT * FROM forecast_record WHERE origin = $start::DATE - 1 AND until = $end "
        "ORDER BY kind LIMIT 1",
        {"start": period.start, "end": period.end},
    )
    return rows[0] if rows else None


def _tell_recorded(report: Report, period: Period, recorded: Row) -> None:
    report.say(
        "detail",
        "As known on {made}, the forecast for {p50.period} was {p50}, with a range of {p10} to "
        "{p90}.",
        made=report.total("forecast_on", str(recorded["origin"]), "date"),
        p10=report.total("revenue_p10", recorded["p10"], period=period),
        p50=report.total("revenue_p50", recorded["p50"], period=period),
        p90=report.total("revenue_p90", recorded["p90"], period=period),
    )
