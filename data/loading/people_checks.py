"""Checks of who worked under whom: a chain of managers may lead back to itself on a past day."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from data.loading.checking import Loading


def past_manager_cycles(load: Loading) -> None:
    """Changes of `rep_history` after which somebody is above themselves."""
    if "rep_history" not in load.tables:
        return
    changes = load.connection.execute(
        "SELECT row, rep, manager, changed_on FROM staged.rep_history "
        "WHERE rep IS NOT NULL AND changed_on IS NOT NULL ORDER BY changed_on, row"
    ).fetchall()
    above: dict[str, str | None] = {}
    found = []
    for _, group in groupby(changes, key=itemgetter(3)):
        of_a_day = list(group)
        above.update((rep, manager) for _, rep, manager, _ in of_a_day)
        found += [change for change in of_a_day if _is_above_itself(change[1], above)]
    if found:
        row, rep, _, day = found[0]
        load.findings.add(
            "manager_cycle",
            "rep_history",
            f"{rep!r} is above themselves from {day} on.",
            column="manager",
            row=row,
            count=len(found),
            value=rep,
            fix="Leave `manager` empty at the top of the chain.",
        )


def _is_above_itself(person: str, above: dict[str, str | None]) -> bool:
    seen = set()
    at = above.get(person)
    while at is not None and at not in seen:
        if at == person:
            return True
        seen.add(at)
        at = above.get(at)
    return False
