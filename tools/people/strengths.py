"""A win rate beside everybody's: the company, and products and segments where it stands apart."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.fairness import FEWEST_CLOSED, FEWEST_PEOPLE, stands_apart
from analytics.intervals import wilson
from data.periods import Period
from data.store.snapshot import Row
from tools.facts import Fact, Subject
from tools.people.who import Who
from tools.report import Report

MOST_TOLD = 2


@dataclass(frozen=True)
class Beside:
    """Closed deals of the people asked for and of the whole company, in all and by part.

    Attributes:
        parts: a row for each product and segment: `kind`, `key`, and the counts.
    """

    whole: Row
    parts: list[Row]

    @property
    def is_visible(self) -> bool:
        """Whether the company is of enough people that none is told apart."""
        return int(self.whole["people"]) >= FEWEST_PEOPLE


def beside_the_company(who: Who, period: Period) -> Beside:
    """Counts of deals won and closed in a period, own and everybody's, in one query."""
    own = f"coalesce({who.chosen.condition}, false)"
    rows = who.company.snapshot.rows(
        f"""
        SELECT CASE grouping(product, segment) WHEN 3 THEN 'all' WHEN 1 THEN 'product'
                    ELSE 'segment' END AS kind, coalesce(product, segment) AS key,
          count(*) AS closed, count(*) FILTER (status = 'won') AS won,
          count(*) FILTER (mine) AS own_closed,
          count(*) FILTER (status = 'won' AND mine) AS own_won,
          count(DISTINCT rep) AS people, count(DISTINCT rep) FILTER (NOT mine) AS others
        FROM (SELECT product, segment, status, rep, {own} AS mine FROM deals
              WHERE closed_on BETWEEN $start AND $end AND {who.others.condition})
        GROUP BY GROUPING SETS ((), (product), (segment)) ORDER BY 1, 2
        """,
        {**who.others.values, **who.chosen.values, "start": period.start, "end": period.end},
    )
    whole = next(row for row in rows if row["kind"] == "all")
    return Beside(whole, [row for row in rows if row["kind"] != "all" and row["key"] is not None])


def company_rate(report: Report, beside: Beside, period: Period) -> Fact | None:
    """The win rate of the whole company, where it may be shown."""
    whole = beside.whole
    if not whole["closed"] or (report.context.principal.rows != "all" and not beside.is_visible):
        return None
    company = report.snapshot.manifest.company
    subject = Subject(kind="company", id=company.name, name=company.title)
    return _rate(report, subject, "win_rate", (whole["won"], whole["closed"]), period)


def tell_strengths(report: Report, beside: Beside, period: Period) -> None:
    """Say products and segments whose win rate stands apart from that of all the others there.

    Own closed deals against those of all others, on the same product or segment in the same
    period; each on at least FEWEST_CLOSED closed deals, and intervals that do not overlap even
    with all these comparisons allowed for. Others are at least FEWEST_PEOPLE people.
    """
    able = [
        row
        for row in beside.parts
        if row["own_closed"] >= FEWEST_CLOSED and row["others"] >= FEWEST_PEOPLE
    ]
    sides = [stands_apart(*own, *rest, len(able)) for own, rest in map(_counts, able)]
    for row, side in [pair for pair in zip(able, sides, strict=True) if pair[1]][:MOST_TOLD]:
        _tell(report, row, period, side)
    if able:
        _table(report, able, sides)


def _counts(row: Row) -> tuple[tuple[int, int], tuple[int, int]]:
    """Deals won and closed: own, and of all others."""
    own = (int(row["own_won"]), int(row["own_closed"]))
    return own, (int(row["won"]) - own[0], int(row["closed"]) - own[1])


def _tell(report: Report, row: Row, period: Period, side: int) -> None:
    own, rest = _counts(row)
    subject = Subject(kind=row["kind"], id=row["key"], name=row["key"])
    report.say(
        "beside",
        "On {mine.name} the win rate is {mine} ({mine.n} of {mine.of}; {mine.interval}), "
        + ("above" if side > 0 else "below")
        + " the win rate of all the others, {rest} ({rest.n} of {rest.of}).",
        mine=_rate(report, subject, "win_rate", own, period),
        rest=_rate(report, subject, "win_rate_of_others", rest, period),
    )


def _rate(
    report: Report, subject: Subject, metric: str, counts: tuple[int, int], period: Period
) -> Fact:
    won, closed = int(counts[0]), int(counts[1])
    return report.ledger.add(
        subject, metric, won / closed, "ratio", period=period, n=won, of=closed,
        interval=wilson(won, closed), good_when="up",
    )  # fmt: skip


def _table(report: Report, rows: list[Row], sides: list[int]) -> None:
    cells = []
    for row, side in zip(rows, sides, strict=True):
        own, rest = _counts(row)
        apart = {1: "above", 0: "no", -1: "below"}[side]
        cells.append((row["key"], row["kind"], *_rate_cells(*own), *_rate_cells(*rest), apart))
    told = ("won", "closed", "win rate", "win rate from", "win rate to")
    units = ("count", "count", "ratio", "ratio", "ratio")
    others = tuple(f"{name} (others)" for name in told)
    report.table(
        "Win rate beside all the others",
        (
            ("name", "text"), ("kind", "text"), *zip(told, units, strict=True),
            *zip(others, units, strict=True), ("stands apart", "text"),
        ),
        cells,
    )  # fmt: skip


def _rate_cells(won: int, closed: int) -> tuple[float, ...]:
    return won, closed, won / closed, *wilson(won, closed)
