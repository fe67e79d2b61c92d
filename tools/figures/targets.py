"""The target for a scope and period, as this snapshot records it, for the person who asks."""

from __future__ import annotations

from analytics.targets import (
    NoTarget,
    Recorded,
    Target,
    company_name,
    target_of,
    target_of_people,
)
from data.periods import Period
from tools.arguments import Scope
from tools.context import Context

_WHOSE = "Targets are recorded for the company, for teams and for people, not for {what}."


def recorded_targets(context: Context) -> list[Recorded]:
    """All targets of the snapshot, in the reporting currency; [] where there is no table."""
    if not context.snapshot.has_table("targets"):
        return []
    rows = context.snapshot.rows(
        "SELECT t.level, t.name, t.kind, t.\"start\" AS first, t.\"end\" AS last, "
        "(t.amount * x.rate)::DOUBLE AS amount "
        "FROM targets t LEFT JOIN rates x ON x.currency = coalesce(t.currency, $own) "
        "ORDER BY ALL",
        {"own": context.snapshot.currency},
    )  # fmt: skip
    return [
        Recorded(
            row["level"], row["name"], row["kind"],
            Period(start=row["first"], end=row["last"]), row["amount"],
        )
        for row in rows
    ]  # fmt: skip


def target_for(context: Context, scope: Scope, period: Period) -> Target | NoTarget:
    """The target of the company, of one team, of one person or of a set of people.

    Targets of people are added only where the scope is a set of people. Any other scope has no
    target. A person who sees few rows is measured against their own or their team's.
    """
    recorded = recorded_targets(context)
    if not recorded:
        return NoTarget("missing_table", "Coverage needs a target; the source holds no targets.")
    strange = _without_targets(scope)
    if strange:
        return NoTarget("missing_value", strange)
    if scope.team:
        return target_of(recorded, "team", scope.team[0], period)
    if scope.rep:
        once = {name.casefold(): name for name in scope.rep}
        return target_of_people(recorded, tuple(once.values()), period)
    return _of_the_whole(context, recorded, period)


def _without_targets(scope: Scope) -> str:
    """Why a scope has no target, or ""."""
    others = sorted(scope.lists.keys() - {"team", "rep"})
    if others:
        return _WHOSE.format(what=f"a {others[0]}")
    narrower = scope.exclude.lists or scope.min_amount is not None or scope.max_amount is not None
    if narrower or (scope.team and scope.rep) or len({*scope.team}) > 1:
        return _WHOSE.format(what="a choice like this")
    return ""


def _of_the_whole(context: Context, recorded: list[Recorded], period: Period) -> Target | NoTarget:
    """The company's target, or that of the person who asks and sees only some rows."""
    asks = context.principal
    if asks.rows == "own":
        return target_of(recorded, "rep", asks.name, period)
    if asks.rows == "team":
        return target_of(recorded, "team", asks.name, period)
    company = company_name(recorded)
    if company is None:
        return NoTarget("missing_value", "No target is recorded for the company as a whole.")
    return target_of(recorded, "company", company, period)
