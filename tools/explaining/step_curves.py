"""The curves of a step: what the earlier model says of both days' facts on the later day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from analytics.curves import read_off, stored_days
from analytics.forecast.grid import Floats
from data.store.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class StepCurves:
    """Chance to be won by each stored day after the later end, by the model of the earlier one.

    Attributes:
        aged: from the earlier facts with ages moved on; 0 for a deal that has none.
        moved: from the later facts; 0 for a deal that is not open then.
        has_aged: which deals have the former.
    """

    aged: Floats
    moved: Floats
    has_aged: Any

    @classmethod
    def read(cls, present: Snapshot, day: date, ids: Sequence[str]) -> StepCurves:
        """Those of the step that ends on a day, in the order of the deals."""
        place = {deal: at for at, deal in enumerate(ids)}
        width = len(stored_days(day))
        aged, has_aged = _filled(*_stored(present, day, "aged_win", width), place)
        moved, _ = _filled(*_stored(present, day, "moved_win", width), place)
        return cls(aged, moved, has_aged)


def _stored(present: Snapshot, day: date, name: str, width: int) -> tuple[list[str], Floats]:
    """The deals of the step that have such a curve, and the curves, a row each."""
    chosen = f"FROM step_curves WHERE next_origin = $day AND {name} IS NOT NULL"
    ids = present.columns(f"SELECT opportunity_id AS id {chosen} ORDER BY 1", {"day": day})["id"]
    chances = present.columns(
        f"SELECT unnest({name})::DOUBLE AS chance FROM (SELECT {name} {chosen} "
        "ORDER BY opportunity_id)",
        {"day": day},
    )["chance"]
    return [str(one) for one in ids], np.asarray(chances, np.float64).reshape(-1, width)


def _filled(stored: list[str], curves: Floats, place: Mapping[str, int]) -> tuple[Floats, Any]:
    """The curves in the places of their deals, 0 elsewhere, and which places have one."""
    at = np.array([place.get(deal, -1) for deal in stored], dtype=np.int64)
    filled, has_one = np.zeros((len(place), curves.shape[1])), np.zeros(len(place), dtype=np.bool_)
    filled[at[at >= 0]], has_one[at[at >= 0]] = curves[at >= 0], True
    return filled, has_one


def aged_curves(
    older: Snapshot, day: date, open_then: Collection[str], ids: Sequence[str], curves: StepCurves
) -> Floats:
    """The aged curve of every deal that was open; of one closed since, its old one.

    The latter is given that the deal is still open on the later day: (chance by then − chance by
    that day) ÷ chance to be open.

    Args:
        older: the company of the earlier day.
        open_then: deals that were open then.
    """
    found = curves.aged.copy()
    lacking = [at for at, deal in enumerate(ids) if deal in open_then and not curves.has_aged[at]]
    for at, curve in zip(
        lacking, _still_open(older, day, [ids[at] for at in lacking]), strict=True
    ):
        found[at] = curve
    return found


def _still_open(older: Snapshot, day: date, deals: Sequence[str]) -> list[Floats]:
    if not deals:
        return []
    origin = older.as_of
    rows = older.rows(
        "SELECT opportunity_id AS id, list(cum_win ORDER BY day) AS won, "
        "list(cum_loss ORDER BY day) AS lost FROM deal_curves "
        "WHERE list_contains($deals::VARCHAR[], opportunity_id) GROUP BY 1",
        {"deals": list(deals)},
    )
    found = {row["id"]: row for row in rows}
    days = stored_days(origin)
    passed = (day - origin).days
    ahead = [
        min((day + timedelta(days=after) - origin).days, days[-1]) for after in stored_days(day)
    ]
    curves = []
    for deal in deals:
        won, lost = found[deal]["won"], found[deal]["lost"]
        before = read_off(days, won, passed)
        still = 1.0 - before - read_off(days, lost, passed)
        by = np.interp(ahead, [0, *days], [0.0, *won])
        curves.append(np.maximum(by - before, 0.0) / still if still > 0 else np.zeros(len(ahead)))
    return curves
