"""What most listed deals have in common, said once above a list."""

from __future__ import annotations

from collections import Counter
from typing import Any

from analytics.scored import NOW
from data.store.snapshot import Row
from tools.arguments import Scope
from tools.facts import Subject
from tools.report import Report

_TRAITS = (("product", "product"), ("stage", "stage"), ("rep", "rep"), ("region", "region"))


# How much more frequent a trait must be among the listed deals than among all that were selected.
_NOTABLE = 0.2


def tell_shared(
    report: Report, rows: list[Row], scope: Scope, selected: str, values: dict[str, Any]
) -> None:
    """Say a trait that more than half of the listed deals, and at least three, share.

    It must be clearly more frequent among them than among all selected deals; a trait that the
    scope asked for is not news; of several, the most frequent is said.
    """
    asked = set(scope.lists)
    best: tuple[int, str, str] | None = None
    for column, kind in _TRAITS:
        if column in asked or (column in ("rep", "region") and "team" in asked):
            continue
        value, n = Counter(row[column] for row in rows).most_common(1)[0]
        if not value or n < 3 or n <= len(rows) / 2 or (best and n <= best[0]):
            continue
        if n / len(rows) >= _share(report, column, value, selected, values) + _NOTABLE:
            best = (n, kind, value)
    if best is None:
        return
    n, kind, value = best
    subject = Subject(kind=kind, id=value, name=value)
    shared = report.ledger.add(subject, "shared_count", n, "count", n=n, of=len(rows))
    words = {"product": "are", "stage": "are in stage", "rep": "belong to", "region": "are in"}
    report.say(
        "shared",
        f"{of_listed(n, len(rows))} {words[kind]} {{shared.name}}.".replace("all", "All", 1),
        shared=shared,
    )


def of_listed(n: int, listed: int) -> str:
    """How many of the listed deals, in words with the slot `shared`."""
    return "all {shared.of} listed" if n == listed else "{shared.n} of the {shared.of} listed"


def _share(report: Report, column: str, value: str, selected: str, values: dict[str, Any]) -> float:
    """How frequent a trait is among all selected deals."""
    row = report.snapshot.row(
        f"SELECT avg(CASE WHEN {column} = $trait THEN 1.0 ELSE 0.0 END) AS share "
        f"FROM {NOW} WHERE {selected}",
        {**values, "trait": value},
    )
    return float(row["share"])
