"""One step of a forecast, from one stored day to the next: both companies in one order of deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from analytics.forecast.ahead import arrivals, leaning_of
from analytics.forecast.grid import Floats
from analytics.forecast.moves import Fate, Move
from analytics.forecast.stand import Stand
from analytics.past import past_snapshot
from analytics.scored import NOW
from data.periods import Period
from data.store.snapshot import Snapshot
from tools.explaining.step_curves import StepCurves, aged_curves
from tools.filters import Filter
from tools.forecasting.parts import Part, part_of

_STATES: dict[str, Fate] = {"won": "won", "lost": "lost"}


@dataclass(frozen=True, eq=False)
class End:
    """One end of a step: the company of that day as this snapshot knows it, and a part of it."""

    snapshot: Snapshot
    part: Part

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each open deal of the company stands."""
        return {deal: at for at, deal in enumerate(self.part.company.ids)}


def end_of(present: Snapshot, chosen: Filter, day: date, *, has_new: bool) -> End:
    """A scope on a stored day: the snapshot itself on its own day, else the past derived from it.

    Args:
        has_new: whether deals still to be created are in scope.
    """
    snapshot = present if day == present.as_of else past_snapshot(present, day, lean=True)
    part = part_of(snapshot, chosen.condition, chosen.values)
    return End(snapshot, part if has_new else part.without_new())


@dataclass(frozen=True, eq=False)
class Step:
    """What moves a forecast from one end to the next.

    Attributes:
        ids: the deals of the move, in order.
        won_at_once: deals in scope begun and won between the ends, with a closing in the period.
    """

    ids: list[str]
    move: Move
    won_at_once: set[str]


def step_of(present: Snapshot, chosen: Filter, older: End, newer: End, period: Period) -> Step:
    """The step between two ends that follow on each other."""
    ids = sorted({*older.part.company.ids, *newer.part.company.ids})
    curves = StepCurves.read(present, newer.snapshot.as_of, ids)
    fates = _fates(older, newer, ids, curves)
    old, new = _stand(older, ids, period), _stand(newer, ids, period)
    old = replace(old, used=np.where(_is(fates, "kept") & _absent(older, ids), new.used, old.used))
    new = replace(new, used=np.where(_is(fates, "kept") & _absent(newer, ids), old.used, new.used))
    moved_on = aged_curves(older.snapshot, newer.snapshot.as_of, older.place, ids, curves)
    won_before = newer.part.past.won(period.start, min(period.end, older.snapshot.as_of))
    aged = _aged(older, old, new, _by_step(moved_on))
    move = Move(old, aged, _by_step(curves.moved), new, tuple(fates), won_before - old.won)
    return Step(ids, move, _won_at_once(chosen, older, newer, period))


def _won_at_once(chosen: Filter, older: End, newer: End, period: Period) -> set[str]:
    rows = newer.snapshot.rows(
        f"SELECT opportunity_id AS id FROM {NOW} WHERE status = 'won' AND started_on > $since_day "
        f"AND closed_on > $since_day AND closed_on BETWEEN $start AND $end AND {chosen.condition}",
        {
            **chosen.values,
            "since_day": older.snapshot.as_of,
            "start": period.start,
            "end": period.end,
        },
    )
    return {row["id"] for row in rows}


def _stand(end: End, ids: Sequence[str], period: Period) -> Stand:
    """A part of a company, its deals in the order given; deals that are not open have no chance."""
    company, part = end.part.company, end.part
    at, here = _places(end, ids)
    whole = company.own
    amounts, used = np.zeros(len(ids)), np.zeros(len(ids), dtype=np.bool_)
    chances = np.zeros((len(ids), len(whole.ends)))
    amounts[here] = company.amounts[at[here]]
    chances[here] = whole.chances[at[here]]
    used[here] = part.used[at[here]]
    return Stand(
        as_of=whole.as_of,
        ends=whole.ends,
        amounts=amounts,
        chances=chances,
        used=used,
        arrivals=whole.arrivals,
        creation=whole.creation,
        own_creation=part.creation,
        realized=whole.realized,
        leaning=leaning_of(
            whole.as_of, whole.ends, company.past, end.snapshot.calendar, company.learned
        ),
        won=part.past.won(period.start, period.end),
    )


def _aged(older: End, old: Stand, new: Stand, chances: Floats) -> Stand:
    """The older company on the later day, had nothing happened."""
    company = older.part.company
    return replace(
        old,
        as_of=new.as_of,
        ends=new.ends,
        chances=chances,
        arrivals=arrivals(company.newcomers, new.as_of, new.ends),
        leaning=leaning_of(
            new.as_of, new.ends, company.past, older.snapshot.calendar, company.learned
        ),
    )


def _places(end: End, ids: Sequence[str]) -> tuple[Any, Any]:
    place = end.place
    at = np.array([place.get(deal, -1) for deal in ids], dtype=np.int64)
    return at, at >= 0


def _absent(end: End, ids: Sequence[str]) -> Any:
    return ~_places(end, ids)[1]


def _is(fates: Sequence[Fate], fate: Fate) -> Any:
    return np.array([one == fate for one in fates], dtype=np.bool_)


def _by_step(cumulative: Floats) -> Floats:
    return np.maximum(np.diff(cumulative, axis=1, prepend=0.0), 0.0)


def _fates(older: End, newer: End, ids: Sequence[str], curves: StepCurves) -> list[Fate]:
    """What became of each deal; one that had no amount before but was open is kept."""
    rows = newer.snapshot.rows(
        f"SELECT opportunity_id AS id, status FROM {NOW} WHERE status = 'open' OR closed_on > $day",
        {"day": older.snapshot.as_of},
    )
    status = {row["id"]: row["status"] for row in rows}
    before = older.place
    fates: list[Fate] = []
    for at, deal in enumerate(ids):
        state = status.get(deal)
        if state == "open":
            was_open = deal in before or bool(curves.has_aged[at])
            fates.append("kept" if was_open else "created")
        else:
            fates.append(_STATES.get(str(state), "removed"))
    return fates
