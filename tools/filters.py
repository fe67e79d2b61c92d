"""Scope and row scope as one SQL condition over deals, with every name checked against the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapidfuzz import process, utils

from data.errors import NoData
from tools.arguments import Scope
from tools.context import Context
from tools.facts import show_money
from tools.principal import Principal, row_filter

# Scope field → column of the deals table.
COLUMNS = {
    "region": "region", "rep": "rep", "product": "product", "account": "account",
    "sector": "sector", "segment": "segment", "stage": "stage", "category": "category",
    "type": "type",
}  # fmt: skip

_KNOWN = {
    "team": "SELECT DISTINCT manager AS name FROM team_members",
    "region": "SELECT DISTINCT region AS name FROM reps",
    "rep": "SELECT rep AS name FROM reps UNION SELECT rep FROM deals",
    "product": "SELECT product AS name FROM products UNION SELECT family FROM products",
    "account": "SELECT account AS name FROM accounts UNION SELECT account FROM deals",
    "sector": "SELECT DISTINCT sector AS name FROM accounts",
    "segment": "SELECT DISTINCT segment AS name FROM accounts",
    "stage": "SELECT stage AS name FROM stages",
}
_SOURCE_COLUMN = {"category": "forecast_category"}


@dataclass(frozen=True)
class Filter:
    """A condition on the deals table and its values; `label` says it in words, or ""."""

    condition: str
    values: dict[str, Any]
    label: str
    scope: Scope


def deals_filter(context: Context, scope: Scope, amount: str = "value") -> Filter:
    """The condition for a scope and the person who asks.

    Limits of amounts are in the reporting currency; a deal without a rate is not within them.

    Args:
        amount: the column that the limits speak of; `amount` for a state in the past.

    Raises:
        NoData: `unknown_entity` for a name that does not exist for this person; `missing_column`
            where the source does not feed the field.
    """
    own, values = row_filter(context.principal)
    parts: list[str] = [own]
    collected: dict[str, Any] = dict(values)
    labels: list[str] = []
    for prefix, lists in (("keep", scope.lists), ("drop", scope.exclude.lists)):
        for field, names in lists.items():
            canonical = _canonical(context, field, names)
            collected[f"{prefix}_{field}"] = canonical
            parts.append(_kept(field, prefix))
            labels.append(("all but " if prefix == "drop" else "") + _listed(field, canonical))
    for field, sign in (("min_amount", ">="), ("max_amount", "<=")):
        limit = getattr(scope, field)
        if limit is not None:
            parts.append(f"coalesce({amount} * rate {sign} ${field}, false)")
            collected[field] = limit
    labels += _amounts(scope, context.snapshot.currency)
    labels += _whose(context.principal)
    return Filter(" AND ".join(parts), collected, ", ".join(labels), scope)


def _kept(field: str, prefix: str) -> str:
    """A deal without a value is not among those kept, and not among those left out."""
    condition = _condition(field, f"{prefix}_{field}")
    if prefix == "drop":
        return f"coalesce(NOT ({condition}), true)"
    return f"coalesce({condition}, false)"


def _amounts(scope: Scope, currency: str) -> list[str]:
    """The limits of amounts in words."""
    low, high = scope.min_amount, scope.max_amount
    if low is not None and high is not None:
        return [f"amounts from {show_money(low, currency)} to {show_money(high, currency)}"]
    if low is not None:
        return [f"amounts from {show_money(low, currency)}"]
    return [f"amounts up to {show_money(high, currency)}"] if high is not None else []


def _whose(principal: Principal) -> list[str]:
    """Whose rows these are, where not everybody's."""
    if principal.rows == "all":
        return []
    return [f"{principal.name}’s {'own' if principal.rows == 'own' else 'team’s'} deals"]


def _condition(field: str, name: str) -> str:
    if field == "team":
        return (
            "rep IN (SELECT rep FROM team_members WHERE list_contains("
            f"${name}, manager)) OR list_contains(${name}, rep)"
        )
    if field == "product":
        return f"list_contains(${name}, product) OR list_contains(${name}, family)"
    return f"list_contains(${name}, {COLUMNS[field]})"


def _listed(field: str, names: list[str]) -> str:
    said = " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
    if field == "team" and len(names) == 1:
        return f"{said}’s team"
    return f"{field} {said}" if field in ("stage", "category", "type", "segment") else said


def _canonical(context: Context, field: str, names: tuple[str, ...]) -> list[str]:
    known = _known_names(context, field)
    exact = set(known)
    by_fold = {name.casefold(): name for name in known}
    found = []
    for name in names:
        if name not in exact and name.casefold() not in by_fold:
            raise unknown_entity(field, name, known)
        found.append(name if name in exact else by_fold[name.casefold()])
    return found


def unknown_entity(kind: str, name: str, known: list[str]) -> NoData:
    """The refusal for a name that is not in the data, with the nearest names."""
    close = process.extract(name, known, limit=3, score_cutoff=60, processor=utils.default_process)
    nearest = [entry[0] for entry in close]
    hint = f" The nearest: {', '.join(nearest)}." if nearest else ""
    return NoData("unknown_entity", f"No {kind} named {name!r} is known here.{hint}", needs=nearest)


def _known_names(context: Context, field: str) -> list[str]:
    snapshot = context.snapshot
    source = _SOURCE_COLUMN.get(field, field)
    if field in ("category", "type"):
        if not snapshot.feeds(source):
            raise NoData(
                "missing_column",
                f"The source records no {source.replace('_', ' ')}.",
                needs=[f"opportunities.{source}"],
            )
        query = f"SELECT DISTINCT {field} AS name FROM deals"
    else:
        query = _KNOWN[field]
    if context.principal.rows != "all" and field in ("account", "rep", "team"):
        query = _visible(context, field)
    _, values = row_filter(context.principal)
    needs_values = "$principal" in query
    rows = snapshot.rows(f"{query} ORDER BY 1", values if needs_values else None)
    names = [row["name"] for row in rows if row["name"]]
    if not names and context.principal.rows == "all":
        table = "accounts" if field in ("sector", "segment") else "reps"
        raise NoData(
            "missing_column", f"The source records no {field}.", needs=[f"{table}.{field}"]
        )
    return names


def _visible(context: Context, field: str) -> str:
    own, _ = row_filter(context.principal)
    if field == "account":
        return f"SELECT DISTINCT account AS name FROM deals WHERE {own}"
    if field == "rep":
        return f"SELECT DISTINCT rep AS name FROM reps WHERE {own}"
    return (
        f"SELECT DISTINCT manager AS name FROM team_members WHERE manager IN ("
        f"SELECT rep FROM reps WHERE {own}) OR manager = $principal"
    )
