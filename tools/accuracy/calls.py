"""Calls of managers beside what came: the opening call of each period, and sums by caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.accuracy import bias, leans, wape
from data.periods import Period
from data.store.snapshot import Row
from tools.accuracy.teams import Structure, teams_of
from tools.filters import Filter
from tools.report import Report

FEWEST_CALLED = 4


@dataclass(frozen=True)
class Called:
    """The first call of somebody for a period, in one category, and what came."""

    who: str
    period: Period
    category: str
    called_on: date
    amount: float
    came: float


@dataclass(frozen=True)
class Caller:
    """Somebody's first calls in one category, all periods that have ended.

    Attributes:
        over: in how many periods more was called than came.
        bias: Σ (called − came) ÷ Σ came; wape: Σ |called − came| ÷ Σ came.
    """

    who: str
    category: str
    periods: int
    over: int
    called: float
    came: float
    bias: float | None
    wape: float | None

    @property
    def leans(self) -> int:
        """1 clearly too much, −1 clearly too little, else 0; see `analytics.accuracy.leans`."""
        return leans(self.over, self.periods) if self.periods >= FEWEST_CALLED else 0


def first_calls(report: Report, chosen: Filter, period: Period | None) -> list[Called]:
    """See `tell`."""
    rows = report.snapshot.rows(
        "SELECT who, category, called_on, (f.amount * x.rate)::DOUBLE AS amount, "
        "split_part(period, '/', 1)::DATE AS starts, split_part(period, '/', 2)::DATE AS ends "
        "FROM forecast_calls f LEFT JOIN rates x ON x.currency = coalesce(f.currency, $own) "
        "WHERE called_on <= $day AND ends <= $day AND ($from IS NULL OR starts >= $from) "
        "AND ($to IS NULL OR ends <= $to) QUALIFY row_number() OVER "
        "(PARTITION BY who, period, category ORDER BY called_on) = 1 "
        "ORDER BY who, category DESC, starts",
        {"own": report.currency, "day": report.snapshot.as_of,
         "from": period.start if period else None, "to": period.end if period else None},
    )  # fmt: skip
    visible, teams = _Visible(report, chosen), teams_of(report.snapshot)
    won = _won(report, {(row["starts"], row["ends"]) for row in rows})
    found = []
    for row in rows:
        team = teams.on(row["called_on"])
        if row["amount"] is not None and visible(row["who"], team):
            found.append(_called(report, row, won, team))
    return found


class _Visible:
    """Whether a caller's whole team lies in the scope and the rows of the person who asks."""

    def __init__(self, report: Report, chosen: Filter) -> None:
        self._principal = report.context.principal
        self._now = teams_of(report.snapshot).on(report.snapshot.as_of)
        self._teams = chosen.values.get("keep_team")
        self._regions = chosen.values.get("keep_region")

    def __call__(self, who: str, team: Structure) -> bool:
        asks = self._principal
        if asks.rows == "own" and who != asks.name:
            return False
        if asks.rows == "team" and who not in self._now.below(asks.name):
            return False
        if self._teams and not any(who in team.below(top) for top in self._teams):
            return False
        below = team.below(who) - {who} or {who}
        return not self._regions or team.regions(below) <= set(self._regions)


Won = dict[tuple[date, date], dict[str, float]]


def _won(report: Report, spans: set[tuple[date, date]]) -> Won:
    """Revenue of each period by owner."""
    rows = report.snapshot.rows(
        "SELECT starts, ends, rep, sum(close_value * rate)::DOUBLE AS won FROM deals JOIN "
        "(SELECT unnest($starts::DATE[]) AS starts, unnest($ends::DATE[]) AS ends) "
        "ON closed_on BETWEEN starts AND ends WHERE status = 'won' "
        "GROUP BY ALL HAVING won IS NOT NULL ORDER BY ALL",
        {
            "starts": [start for start, _ in sorted(spans)],
            "ends": [end for _, end in sorted(spans)],
        },
    )
    found: Won = {}
    for row in rows:
        found.setdefault((row["starts"], row["ends"]), {})[row["rep"]] = row["won"]
    return found


def _called(report: Report, row: Row, won: Won, team: Structure) -> Called:
    calendar = report.snapshot.calendar
    span = Period(start=row["starts"], end=row["ends"])
    for block in (calendar.quarter(span.start), calendar.month(span.start)):
        if (block.start, block.end) == (span.start, span.end):
            span = block
    by_owner = won.get((span.start, span.end), {})
    came = sum(by_owner.get(rep, 0.0) for rep in sorted(team.below(row["who"])))
    return Called(row["who"], span, row["category"], row["called_on"], row["amount"], came)


def summed(calls: Sequence[Called]) -> list[Caller]:
    """One line a caller and category."""
    found: dict[tuple[str, str], list[Called]] = {}
    for one in calls:
        found.setdefault((one.who, one.category), []).append(one)
    return [_summed(who, category, own) for (who, category), own in found.items()]


def _summed(who: str, category: str, own: Sequence[Called]) -> Caller:
    pairs = [(one.amount, one.came) for one in own]
    return Caller(
        who=who,
        category=category,
        periods=len(own),
        over=sum(said > came for said, came in pairs),
        called=sum(said for said, _ in pairs),
        came=sum(came for _, came in pairs),
        bias=bias(pairs),
        wape=wape(pairs),
    )
