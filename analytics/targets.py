"""Targets: which recorded target stands for a period, and when none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from data.periods import Period

Level = Literal["rep", "team", "company"]
Kind = Literal["quota", "plan"]
# Where a name has both, the kind that its level usually goes by; the two are never added.
PREFERRED: dict[Level, tuple[Kind, Kind]] = {
    "company": ("plan", "quota"),
    "team": ("quota", "plan"),
    "rep": ("quota", "plan"),
}


@dataclass(frozen=True)
class Recorded:
    """One row of the table `targets`; `amount` is in the reporting currency, None without a rate.

    `name` is as recorded: a team goes by its manager.
    """

    level: Level
    name: str
    kind: Kind
    period: Period
    amount: float | None


@dataclass(frozen=True)
class Target:
    """What was set out to be won in a period.

    Attributes:
        names: whose; more than one only for a set of people.
        pieces: how many recorded periods it was put together from, for each name.
    """

    level: Level
    names: tuple[str, ...]
    kind: Kind
    amount: float
    pieces: int


@dataclass(frozen=True)
class NoTarget:
    """Why there is no target, in one sentence."""

    code: str
    detail: str


def target_of(
    recorded: Sequence[Recorded], level: Level, name: str, period: Period
) -> Target | NoTarget:
    """The target of one name for exactly that period.

    A row of that very period is taken as it is; else rows that tile it without gap or overlap are
    added, the fewest there are. A row that reaches beyond the period is never cut. Kinds are never
    added: the one that the level usually goes by is taken, the other where there is none of it.
    """
    own = [row for row in recorded if row.level == level and row.name.lower() == name.lower()]
    if not own:
        return NoTarget("missing_value", f"No target is recorded for {_called(level, name)}.")
    for kind in PREFERRED[level]:
        rows = [row for row in own if row.kind == kind]
        tiles = _tiling(rows, period.start, period.end)
        if tiles is None:
            continue
        amounts = [row.amount for row in tiles]
        known = [amount for amount in amounts if amount is not None]
        if len(known) < len(amounts):
            return NoTarget("missing_rate", "The target is in a currency without an exchange rate.")
        return Target(level, (own[0].name,), kind, round(sum(known), 2), len(tiles))
    return NoTarget(
        "missing_value",
        f"No target is recorded for {_called(level, name)} for {period.display}; targets of "
        "longer periods are not cut.",
    )


def target_of_people(
    recorded: Sequence[Recorded], names: Sequence[str], period: Period
) -> Target | NoTarget:
    """The sum of the targets of a set of people, each of whom must have one of the same kind."""
    found: list[Target] = []
    for name in names:
        target = target_of(recorded, "rep", name, period)
        if isinstance(target, NoTarget):
            return target
        found.append(target)
    if len({target.kind for target in found}) > 1:
        return NoTarget("missing_value", "Some have a quota and some a plan; they are not added.")
    total = round(sum(target.amount for target in found), 2)
    whose = tuple(target.names[0] for target in found)
    return Target("rep", whose, found[0].kind, total, max(target.pieces for target in found))


def company_name(recorded: Sequence[Recorded]) -> str | None:
    """The name that the company's targets go by; None where there is none, or more than one."""
    names = {row.name for row in recorded if row.level == "company"}
    return names.pop() if len(names) == 1 else None


def _tiling(rows: Sequence[Recorded], start: date, end: date) -> list[Recorded] | None:
    """The fewest rows that cover the days from start to end exactly, each day once."""
    best: dict[date, list[Recorded]] = {start: []}
    for row in sorted(rows, key=lambda row: (row.period.start, row.period.end)):
        before = best.get(row.period.start)
        if before is None or row.period.end > end:
            continue
        following = row.period.end + timedelta(days=1)
        if following not in best or len(best[following]) > len(before) + 1:
            best[following] = [*before, row]
    return best.get(end + timedelta(days=1))


def _called(level: Level, name: str) -> str:
    return {"company": "the company", "team": f"{name}’s team", "rep": name}[level]
