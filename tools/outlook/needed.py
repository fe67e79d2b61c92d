"""Pipeline needed for a gap, at the conversion that comparable past windows have shown."""

from __future__ import annotations

from datetime import date

from analytics.conversion import TooFew, Window, comparable, conversion
from analytics.scored import NOW
from data.periods import Period
from tools.facts import Fact
from tools.filters import Filter
from tools.report import Report


def tell_needed(report: Report, chosen: Filter, period: Period, gap: Fact) -> None:
    """Say how much open pipeline the gap takes, and how much there is.

    pipeline_needed = gap ÷ historic conversion: of the deals open on past days with as long to go
    to the end of a like period, what those won in time were won for ÷ what all of them stood for
    (`analytics.conversion`). Amounts count in the reporting currency; deals without an amount, a
    rate or a creation date are in neither sum. It stands against all open deals of the scope, stale
    ones included, because past days count theirs too.
    """
    snapshot = report.snapshot
    days = comparable(period, snapshot.as_of, snapshot.calendar, snapshot.manifest.first_event)
    found = conversion([_window(report, chosen, day, end) for day, end in days])
    if isinstance(found, TooFew):
        report.unknown(
            "too_few",
            "Too little history to say how much pipeline is needed: "
            f"{_counted(found.windows, 'comparable past window')} with "
            f"{_counted(found.deals, 'won deal')}.",
            "opportunities.closed_on",
        )
        return
    to_go = (period.end - snapshot.as_of).days
    share = report.total("historic_conversion", found.share, "ratio", n=found.deals, good_when="up")
    needed = report.total(
        "pipeline_needed", float(gap.value or 0) / found.share, period=period, parents=(gap, share)
    )
    row = snapshot.row(
        "SELECT count(*) AS n, coalesce(sum(amount_summed), 0)::DOUBLE AS amount "
        f"FROM {NOW} WHERE status = 'open' AND {chosen.condition}",
        chosen.values,
    )
    have = report.total("pipeline_at_hand", row["amount"], n=int(row["n"]), good_when="up")
    missing = float(needed.value or 0) - float(have.value or 0)
    more = report.total("pipeline_missing", max(0.0, missing), period=period, good_when="down")
    report.say(
        "detail",
        "With {to_go} to go, {windows} past windows show a conversion of {share}, so the gap needs "
        "{needed} of open pipeline; {have} is at hand"
        + (", so {more} is missing." if missing > 0 else "."),
        to_go=report.total("days_to_go", to_go, "days", period=period),
        windows=report.count("conversion_windows", found.windows),
        share=share, needed=needed, have=have, more=more,
    )  # fmt: skip


def _window(report: Report, chosen: Filter, day: date, end: date) -> Window:
    """The deals open at the end of a past day, and those of them won by the end of the window."""
    row = report.snapshot.row(
        "SELECT coalesce(sum(amount * rate), 0)::DOUBLE AS opened, "
        "coalesce(sum(close_value * rate) FILTER (status = 'won' AND closed_on <= $end), 0)::DOUBLE"
        " AS won, count(*) FILTER (status = 'won' AND closed_on <= $end) AS n "
        f"FROM {NOW} WHERE started_on <= $day AND (closed_on IS NULL OR closed_on > $day) "
        f"AND amount * rate IS NOT NULL AND ({chosen.condition})",
        {**chosen.values, "day": day, "end": end},
    )
    return Window(day, end, row["opened"], row["won"], int(row["n"]))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
