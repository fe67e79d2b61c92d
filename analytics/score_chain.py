"""Why the risk score of one deal moved over several steps: their parts added up on one horizon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from data.store.snapshot import Row, Snapshot

_FACTS = "facts_"


@dataclass(frozen=True)
class ChangedFact:
    """A fact of a deal that changed in a step other than by time passing.

    Attributes:
        driver: the group of drivers it belongs to.
        was, now: before and after, as text; None where it was not known. What grows by the day is
            given as it would have been without the change.
        day: the later end of the step.
    """

    driver: str
    feature: str
    was: str | None
    now: str | None
    day: date


@dataclass(frozen=True)
class Chain:
    """Two risk scores of a deal on one horizon, and what lies between; all in points.

    Attributes:
        before, after: the scores at both ends, each by the model of its day.
        time: old facts aged, old model.
        facts: what each group of facts added, in the order in which they were moved on.
        model: what the new model added on the new facts.
    """

    since: date
    until: date
    before: float
    after: float
    time: float
    facts: dict[str, float]
    model: float

    @property
    def of_facts(self) -> float:
        """What all facts added."""
        return fsum(self.facts.values())

    @property
    def total(self) -> float:
        """All of the change."""
        return self.after - self.before


def chain_of(snapshot: Snapshot, deal_id: str, days: Sequence[date], horizon: date) -> Chain | None:
    """The steps of a deal between days that follow on each other; None where one is missing."""
    rows = _rows(snapshot, "score_steps", deal_id, days, "AND horizon_on = $horizon", horizon)
    if len(rows) != len(days) - 1 or not rows:
        return None
    return added_up(rows)


def added_up(rows: Sequence[Row]) -> Chain:
    """Steps that follow on each other as one: each part is the sum of that part of the steps."""
    groups = [name for name in rows[0] if name.startswith(_FACTS)]
    return Chain(
        since=rows[0]["origin"],
        until=rows[-1]["next_origin"],
        before=rows[0]["from_score"],
        after=rows[-1]["to_score"],
        time=fsum(row["part_time"] for row in rows),
        facts={name.removeprefix(_FACTS): fsum(row[name] for row in rows) for name in groups},
        model=fsum(row["part_model"] for row in rows),
    )


def changed_facts(snapshot: Snapshot, deal_id: str, days: Sequence[date]) -> list[ChangedFact]:
    """The facts that changed between two days, each once: what it was first and is last.

    A fact that changed back is not among them. What grows by the day is told as of its last change.
    """
    rows = _rows(snapshot, "step_facts", deal_id, days)
    found: dict[tuple[str, str], ChangedFact] = {}
    for row in rows:
        key = (row["driver"], row["feature"])
        first = None if row["feature"] in RISING else found.get(key)
        was = first.was if first else row["was"]
        found[key] = ChangedFact(*key, was, row["now"], row["next_origin"])
    return [fact for fact in found.values() if fact.was != fact.now]


# Grow or shrink by the day, so that an earlier value would not compare.
RISING = frozenset(
    {"days_in_stage", "days_since_activity", "rep_tenure_days", "days_overdue",
     "days_to_recorded_close", "age_days"}
)  # fmt: skip


def _rows(
    snapshot: Snapshot,
    table: str,
    deal_id: str,
    days: Sequence[date],
    more: str = "",
    horizon: date | None = None,
) -> list[Row]:
    values = {"deal": deal_id, "since": days[0], "until": days[-1]}
    if horizon is not None:
        values["horizon"] = horizon
    return snapshot.rows(
        f"SELECT * FROM {table} WHERE opportunity_id = $deal AND origin >= $since "
        f"AND next_origin <= $until {more} ORDER BY origin",
        values,
    )
