"""Changes as asked become changes to the inputs of a forecast: deals found, chances moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from analytics.forecast.what_if import Addition, Change, Contradiction, Kind, Rate, changed
from analytics.forecast.what_if import Changed as Result
from analytics.scored import NOW
from data.errors import AskBack, NoData, UsageError
from data.periods import Period, display_day
from data.store.snapshot import Row
from tools.arguments import Scope, ScopeLists
from tools.deal_summary import find_deal
from tools.facts import show_money
from tools.filters import Filter
from tools.find_deals import find_deals
from tools.outlook.changes import ChangeArg, ChangeKind
from tools.outlook.scenario import Basis
from tools.report import Report

_ALL = 1_000_000
_FATES: dict[ChangeKind, Kind] = {
    "win": "win", "lose": "lose", "slip": "slip", "remove": "remove", "amount": "amount",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One change to one deal, as asked."""

    row: Row
    arg: ChangeArg
    change: Change


@dataclass
class Resolved:
    """All changes, with the deals they are about.

    Attributes:
        unscored: deals of a selection that are in no forecast (no creation date, amount or rate).
    """

    deals: list[Asked] = field(default_factory=list)
    additions: list[tuple[ChangeArg, Addition]] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    unscored: int = 0


def resolve(report: Report, chosen: Filter, basis: Basis, args: Sequence[ChangeArg]) -> Resolved:
    """Every change with its deals.

    Raises:
        NoData: an unknown deal, one out of scope, one that is closed, or one without a chance.
        AskBack: an added deal without a chance.
        UsageError: a change into days that have passed.
    """
    found = Resolved()
    places = basis.places
    for arg in args:
        if arg.change == "rate":
            found.rates.append(Rate(float(arg.by or 0), arg.unit or "points"))
        elif arg.change == "add":
            found.additions.append((arg, _addition(report, basis, arg)))
        else:
            for row in _rows(report, chosen, arg):
                place = places.get(row["opportunity_id"])
                if place is not None:
                    found.deals.append(Asked(row, arg, _change(basis, arg, row, place)))
                elif arg.deal:
                    raise _without_chance(row)
                else:
                    found.unscored += 1
    return found


def apply(basis: Basis, asked: Resolved) -> Result:
    """The book after all changes.

    Raises:
        UsageError: two changes to one deal contradict each other.
    """
    try:
        return changed(
            basis.book,
            [one.change for one in asked.deals],
            [addition for _, addition in asked.additions],
            asked.rates,
        )
    except Contradiction as error:
        one, other = error.kinds
        told = f"{one} and {other}" if one != other else f"two different kinds of {one}"
        raise UsageError(
            f"what_if: deal {basis.ids[error.place]} cannot {told} at once.",
            fix="Leave one of the two changes out.",
        ) from error


def _rows(report: Report, chosen: Filter, arg: ChangeArg) -> list[Row]:
    if arg.select is None:
        return [_named(report, chosen, arg.deal or "")]
    select = arg.select
    if select.status not in ("open", "stale"):
        raise UsageError(
            f"what_if: select takes open deals, not status {select.status!r}.",
            fix="Leave status out.",
        )
    if select.as_of is not None:
        raise UsageError("what_if: select takes no as_of.", fix="Leave it out.")
    select = select.model_copy(update={"scope": _within(chosen.scope, select.scope)})
    if not select.model_fields_set & {"limit", "sort_by"}:
        select = select.model_copy(update={"limit": _ALL})
    listed = find_deals(report.context, select).listed
    ids = [one["id"] for one in listed if one["kind"] == "deal"]
    rows = report.snapshot.rows(
        f"SELECT * FROM {NOW} WHERE list_contains($ids::VARCHAR[], opportunity_id) AND "
        f"({chosen.condition})",
        {**chosen.values, "ids": ids},
    )
    if not rows:
        raise NoData("unknown_entity", "No open deal meets the selection.", needs=["deals"])
    return sorted(rows, key=lambda row: ids.index(row["opportunity_id"]))


def _within(around: Scope, scope: Scope) -> Scope:
    """The scope of a selection, and where it says nothing that of the forecast."""
    said = {name: getattr(scope, name) for name in scope.model_fields_set - {"exclude"}}
    left_out = {**around.exclude.lists, **scope.exclude.lists}
    return around.model_copy(update={**said, "exclude": ScopeLists.model_validate(left_out)})


def _named(report: Report, chosen: Filter, deal: str) -> Row:
    """The open deal of that id; one out of scope reads like one that does not exist."""
    row = find_deal(report.context, deal)
    inside = report.snapshot.row(
        f"SELECT count(*) AS n FROM {NOW} WHERE opportunity_id = $deal AND ({chosen.condition})",
        {**chosen.values, "deal": row["opportunity_id"]},
    )["n"]
    if not inside:
        raise NoData("unknown_entity", f"No deal {deal!r} is known here.")
    if row["status"] != "open":
        day = f" on {display_day(row['closed_on'])}" if row["closed_on"] else ""
        raise NoData(
            "too_few",
            f"Deal {row['opportunity_id']} was {row['status']}{day}; only open deals can go "
            "otherwise.",
            needs=["an open deal"],
        )
    return row


def _without_chance(row: Row) -> NoData:
    why = "creation date" if row["started_on"] is None else "amount"
    if row["amount"] is not None and row["rate"] is None:
        why = "exchange rate"
    return NoData(
        "too_few",
        f"Deal {row['opportunity_id']} has no {why}, so it is in no forecast.",
        needs=[f"a deal with a {why}"],
    )


def _change(basis: Basis, arg: ChangeArg, row: Row, place: int) -> Change:
    """An amount counts at the realized share while open, and in full once won."""
    share = basis.part.company.ahead.realized.share
    kind = _FATES[arg.change]
    if kind == "win":
        return Change(place, kind, amount=float(row["amount_summed"]))
    if kind == "amount":
        amount = float(arg.amount or 0)
        return Change(place, kind, amount=amount * share, won_for=amount)
    if kind == "slip" and arg.to is not None:
        return Change(place, kind, chance=_moved(basis, arg.to, row["opportunity_id"]))
    return Change(place, kind)


def _moved(basis: Basis, to: Period, deal: str) -> float:
    """The chance in the period of a deal that slips into `to`.

    Its chance to be won by the end of `to` moves whole into `to`, evenly over the days of it that
    are still to come; what lies after `to` stays where it is.
    """
    company, rest = basis.part.company, basis.rest
    into = _ahead_of(basis, to)
    day = company.ahead.as_of + timedelta(days=1)
    where = company.ids.index(deal)
    before = float(company.won_in(Period(start=day, end=into.end))[where])
    chance = before * _overlap(into, rest)
    after = max(rest.start, into.end + timedelta(days=1))
    if after <= rest.end:
        chance += float(company.won_in(Period(start=after, end=rest.end))[where])
    return min(1.0, chance)


def _ahead_of(basis: Basis, to: Period) -> Period:
    """The days of `to` that are still to come, all within the curves."""
    company = basis.part.company
    start = max(to.start, company.ahead.as_of + timedelta(days=1))
    if start > to.end:
        raise UsageError(
            f"what_if: {to.display} has passed; nothing can move into it.",
            fix="Give days after the as-of date.",
        )
    company.check_inside(to)
    return Period(start=start, end=to.end)


def _overlap(into: Period, rest: Period) -> float:
    """The part of the days of one period that lies in another."""
    start, end = max(into.start, rest.start), min(into.end, rest.end)
    return max(0, (end - start).days + 1) / into.days


def _addition(report: Report, basis: Basis, arg: ChangeArg) -> Addition:
    amount = float(arg.amount or 0)
    if arg.win_probability is None:
        money = show_money(amount, report.currency)
        raise AskBack(
            "ambiguous_intent",
            "With which chance should the added deal count?",
            [f"What if we add a {money} deal at {percent}%?" for percent in (25, 50, 100)],
        )
    share = 1.0 if arg.to is None else _overlap(_ahead_of(basis, arg.to), basis.rest)
    return Addition(amount, arg.win_probability * share)
