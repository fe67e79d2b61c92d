"""Targets name by name: who has one, what is won of it, and the chance to make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analytics.targets import NoTarget, Recorded, Target, target_of, target_of_people
from data.periods import Period
from tools.arguments import Scope
from tools.charts import bar_chart
from tools.context import Context
from tools.facts import Fact, Subject
from tools.figures.targets import recorded_targets
from tools.filters import Filter, deals_filter
from tools.forecasting.parts import Part, part_of
from tools.outlook.chances import add_chance, chance_of
from tools.report import Report

NAMED = ("team", "rep", "region")
_TOLD = 8
_IN_PART = "Targets are for all deals of a person or team, not for some of them."


@dataclass(frozen=True, eq=False)
class Named:
    """One name of a group: its deals, and its target or why there is none."""

    subject: Subject
    part: Part
    target: Target | NoTarget


def tell_by_name(report: Report, chosen: Filter, name: str, period: Period) -> bool:
    """A table of target, won, gap, P50 and chance by rep, team or region; the least sure first.

    A period that has passed: what was made of each, the least first. A team's target is that of its
    manager's name, a region's the sum over the people of it who have open deals or won something in
    the period, each of whom must have one of the same kind. A target is of all deals of a person
    or team: where the scope holds only some of them, there is none. Names with deals and without a
    target are said, and stand in the table without a chance. False where no name has a target,
    which is an unknown.
    """
    found = list(_named(report, chosen, name, period))
    rows: list[tuple[Any, ...]] = []
    short = 0
    if not any(isinstance(one.target, Target) and one.target.amount > 0 for one in found):
        why = {one.target.detail for one in found if isinstance(one.target, NoTarget)}
        none = f"No target is recorded for any {name} in {period.display}."
        report.unknown("missing_value", why.pop() if len(why) == 1 else none, "targets")
        return False
    ordered = sorted(_measured(found, period), key=lambda one: _order(one, period))
    is_past = period.end <= report.snapshot.as_of
    for chance, one, amount in ordered:
        facts = _facts(report, one, amount, chance, period, is_past=is_past)
        short += chance < 0.5
        if len(rows) < _TOLD:
            _tell(report, facts, is_past=is_past)
        rows.append((*_cells(one, facts), _kind(one)))
        kind, subject = one.subject.kind, one.subject
        report.listed.append({"kind": kind, "id": subject.id, "name": subject.name})
    without = [one for one in found if isinstance(one.target, NoTarget)]
    _head(report, name, short, len(ordered), period, is_past=is_past)
    _show(report, name, rows, without)
    return True


def _named(report: Report, chosen: Filter, name: str, period: Period) -> Iterator[Named]:
    """Every name with deals in scope that are open or were won in the period."""
    column = {"team": "manager", "rep": "rep", "region": "region"}[name]
    rows = report.snapshot.rows(
        f"SELECT {column} AS name, list(DISTINCT rep ORDER BY rep) AS people FROM deals "
        f"WHERE {column} IS NOT NULL AND ({chosen.condition}) AND (status = 'open' OR "
        "(status = 'won' AND closed_on BETWEEN $start AND $end)) GROUP BY 1 ORDER BY 1",
        {**chosen.values, "start": period.start, "end": period.end},
    )
    recorded = recorded_targets(report.context)
    for row in rows:
        own = _own_filter(report.context, chosen.scope, name, row["name"])
        part = part_of(report.snapshot, own.condition, own.values)
        target = _target(recorded, name, row["name"], row["people"], period)
        if _is_part(report.context, chosen.scope, own, name, period):
            target = NoTarget("missing_value", _IN_PART)
        yield Named(Subject(kind=_kind_of(name), id=row["name"], name=row["name"]), part, target)


def _kind_of(name: str) -> Any:
    return name


def _own_filter(context: Context, scope: Scope, field: str, name: str) -> Filter:
    """The scope narrowed to one name."""
    return deals_filter(context, scope.model_copy(update={field: (name,)}))


def _is_part(context: Context, scope: Scope, own: Filter, name: str, period: Period) -> bool:
    """Whether a scope holds only some of the deals that the target of a name is for."""
    fields = {*scope.lists, *scope.exclude.lists}
    if fields - {*NAMED} or scope.min_amount is not None or scope.max_amount is not None:
        return True
    if name != "team" or not fields - {"team"} | {*scope.exclude.lists}:
        return False
    whole = deals_filter(context, Scope(team=own.scope.team))
    row = context.snapshot.row(
        f"SELECT count(*) FILTER (NOT ({own.condition})) AS outside FROM deals "
        f"WHERE ({whole.condition}) AND (status = 'open' OR "
        "(status = 'won' AND closed_on BETWEEN $start AND $end))",
        {**whole.values, **own.values, "start": period.start, "end": period.end},
    )
    return bool(row["outside"])


def _target(
    recorded: list[Recorded], name: str, key: str, people: list[str], period: Period
) -> Target | NoTarget:
    if name == "region":
        return target_of_people(recorded, people, period)
    return target_of(recorded, "team" if name == "team" else "rep", key, period)


def _measured(found: list[Named], period: Period) -> Iterator[tuple[float, Named, float]]:
    """Names with a target above 0: the chance to make it (of a past period: whether it was)."""
    for one in found:
        if isinstance(one.target, Target) and one.target.amount > 0:
            told = one.part.outlook(period)
            yield chance_of(told, one.target.amount), one, one.target.amount


def _order(one: tuple[float, Named, float], period: Period) -> tuple[float, float, str]:
    """By chance, then by attainment, then by name."""
    chance, named, amount = one
    return chance, named.part.outlook(period).won / amount, named.subject.name


def _facts(
    report: Report, one: Named, amount: float, chance: float, period: Period, *, is_past: bool
) -> dict[str, Fact]:
    subject, money, told = one.subject, report.currency, one.part.outlook(period)

    def add(metric: str, value: float, unit: str, good: Any = "up") -> Fact:
        return report.ledger.add(subject, metric, value, unit, period=period, good_when=good)

    facts = {
        "target": add("target", amount, money, None),
        "won": add("won_to_date", told.won, money),
        "gap": add("gap_to_target", max(0.0, amount - told.won), money, "down"),
        "share": add("attainment", told.won / amount, "ratio"),
    }
    if not is_past:
        is_met = told.won >= amount
        facts["p50"] = add("revenue_p50", told.total.quantile(0.5), money)
        facts["chance"] = add_chance(
            report, subject, chance, period, "chance_of_target", is_met=is_met
        )
    return facts


def _tell(report: Report, facts: dict[str, Fact], *, is_past: bool) -> None:
    if is_past:
        report.say(
            "item",
            "{share.name}: {won} won, an attainment of {share} of the target of {target}",
            **facts,
        )
        return
    report.say(
        "item",
        "{chance.name}: a chance of {chance} to make the target of {target}, with {won} won",
        **facts,
    )


def _cells(one: Named, facts: dict[str, Fact]) -> tuple[Any, ...]:
    names = ("target", "chance", "won", "gap", "share", "p50")
    return (one.subject.name, *(facts[key].value if key in facts else None for key in names))


def _kind(one: Named) -> str:
    return one.target.kind if isinstance(one.target, Target) else "no target"


def _head(report: Report, name: str, short: int, of: int, period: Period, *, is_past: bool) -> None:
    """How many are more likely than not to miss."""
    count = report.count(f"{name}s_short_of_target", short, period, n=short, of=of)
    missed = (
        "missed it"
        if is_past
        else "are likely to miss it"
        if short != 1
        else "is likely to miss it"
    )
    words = f"{{count.n}} of {{count.of}} {name}s with a target {missed} in {{count.label}}."
    report.say("headline", words, count=count)


def _show(report: Report, name: str, rows: list[tuple[Any, ...]], without: list[Named]) -> None:
    title = f"Targets by {name}"
    cells = [*rows, *((one.subject.name, *(None,) * 6, "no target") for one in without)]
    report.table(
        title,
        ((name, "text"), ("target", "money"), ("chance of the target", "ratio"),
         ("won to date", "money"), ("gap", "money"), ("attainment", "ratio"),
         ("middle (P50)", "money"),
         ("kind of target", "text")),
        cells,
    )  # fmt: skip
    bars = [(row[0], row[2] if row[2] is not None else row[5]) for row in rows]
    if bars:
        is_past = rows[0][2] is None
        label = "Attainment" if is_past else "Chance of the target"
        report.charts.append(bar_chart(f"{label} by {name}", label, "ratio", bars))
    if without:
        names = ", ".join(one.subject.name for one in without[:5])
        more = f" and {len(without) - 5} more" if len(without) > 5 else ""
        report.unknown("missing_value", f"No target is recorded for {names}{more}.", "targets")
