"""Whose record is asked for: one person's, a team's, or everybody's; and who stands beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from analytics.equal_windows import EqualWindows, equal_windows
from data.errors import NoData
from data.periods import Period, display_day
from tools.arguments import Scope
from tools.context import Context
from tools.facts import Subject
from tools.filters import Filter, deals_filter
from tools.principal import EVERYTHING

Kind = Literal["rep", "team", "all"]


@dataclass(frozen=True)
class Who:
    """Deals of the people asked for, and of the whole company by the same other conditions.

    Attributes:
        scope: with the person or team in it.
        name: the person's, or the manager's whose team it is; "" for everybody in scope.
        company: the context of somebody who sees everything, for figures of at least so many
            people that nobody is told apart.
    """

    kind: Kind
    name: str
    scope: Scope
    chosen: Filter
    company: Context
    others: Filter

    def subject(self, standing: Subject) -> Subject:
        """How the person or team is called; further conditions name the scope instead."""
        alone = len(self.chosen.scope.lists) == 1 and not self.chosen.scope.exclude.lists
        bounded = self.scope.min_amount is not None or self.scope.max_amount is not None
        if self.kind == "all" or bounded or not alone:
            return standing
        called = f"{self.name}’s team" if self.kind == "team" else self.name
        return Subject(kind="scope", id=called, name=called)


def who_is_asked_for(context: Context, kind: Kind, name: str, scope: Scope) -> Who:
    """The people asked for, by their canonical name.

    Raises:
        NoData: `unknown_entity`: nobody of that name is known to the person who asks.
    """
    own = scope if kind == "all" else scope.model_copy(update={kind: (name,)})
    chosen = deals_filter(context, own)
    canonical = "" if kind == "all" else str(chosen.values[f"keep_{kind}"][0])
    company = replace(context, principal=EVERYTHING)
    beside = scope.model_copy(update={"rep": (), "team": ()})
    return Who(kind, canonical, own, chosen, company, deals_filter(company, beside))


def windows_of(context: Context, period: Period | None) -> EqualWindows:
    """The period asked for, year to date without one, beside its equal window.

    Raises:
        NoData: `outside_history`: the period ends before the data begin, or has not begun.
    """
    snapshot = context.snapshot
    as_of, first = snapshot.as_of, snapshot.manifest.first_event
    period = period or Period(start=snapshot.calendar.year(as_of).start, end=as_of)
    if period.end < first:
        raise NoData(
            "outside_history",
            f"The data begin on {display_day(first)}; {period.display} lies before.",
            needs=["older data"],
        )
    if period.start > as_of:
        raise NoData(
            "outside_history",
            f"{period.display} lies after the as-of date; nothing has happened in it yet.",
            needs=["a later snapshot"],
        )
    return equal_windows(period, as_of, snapshot.calendar)
