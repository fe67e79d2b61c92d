"""Who asks, and which rows exist for them. Enforced in the tools, never by a prompt."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from data.errors import NoData
from data.store.snapshot import Snapshot

Rows = Literal["own", "team", "all"]


class Principal(BaseModel):
    """The person who asks. `own`: their own deals; `team`: theirs and everybody's below them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    rows: Rows = "all"


EVERYTHING = Principal()


def principal_named(snapshot: Snapshot, name: str | None) -> Principal:
    """The principal of that name: a manager sees their team, anybody else their own rows.

    Only None, nobody named, stands for everything; an empty name is nobody known.

    Raises:
        NoData: `unknown_entity`, when nobody of that name is known.
    """
    if name is None:
        return EVERYTHING
    found = snapshot.rows(
        "SELECT who, bool_or(manages) AS manages FROM ("
        " SELECT rep AS who, false AS manages FROM reps"
        " UNION ALL SELECT manager, true FROM team_members)"
        " WHERE lower(who) = lower($name) GROUP BY 1 ORDER BY who = $name DESC, who",
        {"name": name.strip()},
    )
    if not found:
        raise NoData("unknown_entity", f"Nobody named {name!r} is known here.")
    return Principal(name=found[0]["who"], rows="team" if found[0]["manages"] else "own")


def row_filter(principal: Principal) -> tuple[str, dict[str, str]]:
    """SQL condition on a deal's `rep`, with its values, for the rows that exist for them."""
    if principal.rows == "all":
        return "true", {}
    if principal.rows == "own":
        return "rep = $principal", {"principal": principal.name}
    return (
        "(rep = $principal OR rep IN (SELECT rep FROM team_members WHERE manager = $principal))",
        {"principal": principal.name},
    )
