"""The days for which scores are stored, and the one that a day falls on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from analytics.past import REFITTED
from data.store.snapshot import Snapshot

STEPS = ("score_steps", "step_facts", "step_curves")


def origins_of(snapshot: Snapshot) -> list[date]:
    """The origins of `score_history` with the scores of then, and the as-of date, in order."""
    rows = snapshot.rows(
        "SELECT DISTINCT origin FROM score_history WHERE model = $model AND origin < $day "
        "ORDER BY 1",
        {"model": REFITTED, "day": snapshot.as_of},
    )
    return [*(row["origin"] for row in rows), snapshot.as_of]


def nearest_origin(origins: Sequence[date], day: date) -> date | None:
    """The latest origin up to the day; None before the first."""
    place = bisect_right(origins, day)
    return origins[place - 1] if place else None


def has_steps(snapshot: Snapshot) -> bool:
    """Whether the snapshot was published with what moved scores from one origin to the next."""
    return all(snapshot.has_table(table) for table in STEPS)
