"""The table of several people: one row each, in a fair order, with counts and intervals."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.equal_windows import EqualWindows
from analytics.fairness import FEWEST_CLOSED, fair_order, stands_apart
from data.periods import Period
from data.store.snapshot import Row
from tools.deals.rows import cents
from tools.facts import Fact, Subject
from tools.people.open_deals import open_totals_by_rep
from tools.people.record import Record, add_figure, records_by
from tools.people.who import Who
from tools.report import Report

MOST_APART = 3
_NOTHING: Row = {"n": 0, "amount": 0.0, "stale": 0, "at_risk": 0.0, "weighted": 0.0}


@dataclass(frozen=True)
class Person:
    """One row: a name, what was closed in the period, what is open now."""

    name: str
    record: Record | None
    open: Row

    @property
    def subject(self) -> Subject:
        """The person as the subject of a fact."""
        return Subject(kind="rep", id=self.name, name=self.name)

    @property
    def won(self) -> int:
        """Deals won."""
        return self.record.won if self.record else 0

    @property
    def closed(self) -> int:
        """Closed deals."""
        return self.record.closed if self.record else 0

    @property
    def revenue(self) -> float:
        """Revenue won."""
        return self.record.revenue if self.record else 0.0


def people_of(report: Report, who: Who, windows: EqualWindows) -> list[Person]:
    """Everybody in scope with a deal closed in the period or open now, by name."""
    records = records_by(report.context, who.chosen, windows.now, "rep")
    still_open = open_totals_by_rep(report.context, who.chosen)
    names = sorted({*records, *still_open})
    return [Person(name, records.get(name), still_open.get(name, _NOTHING)) for name in names]


def tell_people(report: Report, people: list[Person], period: Period) -> list[Person]:
    """Put all into a table, say how it is ordered and whose win rates stand apart.

    Returns the people as ordered: see `fair_order`.
    """
    ordered, ranked = fair_order(
        people, lambda one: one.name, lambda one: one.closed, lambda one: one.revenue
    )
    _table(report, ordered)
    report.listed += [{"kind": "rep", "id": one.name, "name": one.name} for one in ordered]
    if len(ordered) > 1:
        _say_order(report, len(ordered), ranked)
        _say_apart(report, ordered, period)
    return ordered


def _say_order(report: Report, people: int, ranked: int) -> None:
    limit = report.count("fewest_closed_deals", FEWEST_CLOSED)
    if not ranked:
        report.say(
            "note",
            "The table by rep is in alphabetical order, not a ranking: a rank takes {limit} closed "
            "deals.",
            limit=limit,
        )
        return
    words = "The table by rep is ordered by revenue won"
    if ranked < people:
        words += (
            ". A rank takes {limit} closed deals: {few} "
            + _reps(people - ranked)
            + (" have too few and follow in alphabetical order")
        )
    report.say("note", words + ".", limit=limit, few=report.count("unranked_reps", people - ranked))


def _reps(n: int) -> str:
    return "rep" if n == 1 else "reps"


def _say_apart(report: Report, people: list[Person], period: Period) -> None:
    """Whose win rate lies above or below that of everybody else listed, intervals apart."""
    judged = [one for one in people if one.closed >= FEWEST_CLOSED]
    if not judged:
        return
    won, closed = sum(one.won for one in people), sum(one.closed for one in people)
    sides = [
        (one, stands_apart(one.won, one.closed, won - one.won, closed - one.closed, len(judged)))
        for one in judged
    ]
    _tell_apart(report, [(one, side) for one, side in sides if side], len(judged), period)


def _tell_apart(
    report: Report, apart: list[tuple[Person, int]], judged: int, period: Period
) -> None:
    count = report.count("reps_apart", len(apart), period, n=len(apart), of=judged)
    facts: dict[str, Fact | None] = {"count": count}
    words = []
    for at, (one, side) in enumerate(apart[:MOST_APART]):
        slot, way = f"one_{at}", "above" if side > 0 else "below"
        if one.record is not None:
            facts[slot] = add_figure(report, one.subject, one.record, "win_rate", period)
            words.append(
                f"{{{slot}.name}} {{{slot}}} ({{{slot}.n}} of {{{slot}.of}}; "
                f"{{{slot}.interval}}), {way}"
            )
    stand = "stands" if len(apart) == 1 else "stand"
    report.say(
        "beside",
        f"{{count}} {_reps(len(apart))} {stand} apart from all the others by win rate"
        + (f": {'; '.join(words)}." if words else "; the intervals overlap."),
        **facts,
    )


def _table(report: Report, people: list[Person]) -> None:
    has_scores = report.snapshot.manifest.model is not None
    rows = [_cells(one) for one in people]
    report.table(
        "By rep",
        (
            ("rep", "text"), ("revenue won", "money"), ("deals won", "count"),
            ("deals lost", "count"), ("win rate", "ratio"), ("win rate from", "ratio"),
            ("win rate to", "ratio"), ("average deal size", "money"), ("sales cycle", "days"),
            ("open deals", "count"), ("open pipeline", "money"), ("stale deals", "count"),
            *((("value at risk", "money"), ("weighted", "money")) if has_scores else ()),
        ),
        [row if has_scores else row[:-2] for row in rows],
    )  # fmt: skip


def _cells(one: Person) -> list[object]:
    row: Row = one.record.row if one.record else {}
    low, high = (one.record.interval() if one.record else None) or (None, None)
    return [
        one.name, cents(one.revenue), one.won, one.closed - one.won, row.get("win_rate"), low,
        high, cents(row.get("average_deal_size")), row.get("sales_cycle_days"),
        int(one.open["n"]), cents(one.open["amount"]), int(one.open["stale"] or 0),
        cents(one.open["at_risk"]), cents(one.open["weighted"]),
    ]  # fmt: skip
