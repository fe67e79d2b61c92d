"""Steps between consecutive origins as tables: the parts, the facts behind them, the curves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from models.past.aging import RECENT, aged, recent_activities
from models.past.history import Floats
from models.scores.steps import PARTS, Changed, End, Step, step

# Chances of a step are kept with so many digits after the point.
_DIGITS = 6
# So many steps are held before they are written.
_HELD = 12


def store_steps(
    connection: duckdb.DuckDBPyConnection, ends: Sequence[End | None], horizons: Sequence[date]
) -> None:
    """Fill score_steps, step_facts and step_curves with the steps between consecutive ends.

    Args:
        ends: origins, the earliest first; None for one without a model, which breaks the chain.
        horizons: the risk horizon of each. A step refers to those of its later end and all after.
    """
    held: dict[str, list[pa.Table]] = {}
    for place, (old, new) in enumerate(pairwise(ends), start=1):
        if old is not None and new is not None and len(new.rows):
            for name, rows in _tables(connection, old, new, sorted(set(horizons[place:]))).items():
                held.setdefault(name, []).append(rows)
        if place % _HELD == 0:
            _insert(connection, held)
    _insert(connection, held)


def _tables(
    connection: duckdb.DuckDBPyConnection, old: End, new: End, horizons: Sequence[date]
) -> dict[str, pa.Table]:
    """One step as rows of each table."""
    origin, day = old.rows.as_of, new.rows.as_of
    recent = recent_activities(connection, origin, day) if RECENT in old.rows.columns else {}
    found = step(old, new, aged(old.rows, day, recent), horizons)
    ends = {"origin": origin, "next_origin": day}
    return {
        "score_steps": pa.table(_scores(found, ends)),
        "step_facts": pa.table(_facts(found.changed, ends)),
        "step_curves": pa.table(_curves(new.rows.ids, found, ends)),
    }


def _insert(connection: duckdb.DuckDBPyConnection, held: dict[str, list[pa.Table]]) -> None:
    for name, tables in held.items():
        connection.register("steps_in", pa.concat_tables(tables))
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM steps_in")
        connection.unregister("steps_in")
    held.clear()


def _ends(ends: dict[str, date], rows: int) -> dict[str, pa.Array]:
    return {name: pa.array([day] * rows, pa.date32()) for name, day in ends.items()}


def _scores(found: Step, ends: dict[str, date]) -> dict[str, Any]:
    horizons = [day for day in found.horizons for _ in found.ids]
    return {
        "opportunity_id": pa.array(found.ids * len(found.horizons), pa.string()),
        **_ends(ends, len(horizons)),
        "horizon_on": pa.array(horizons, pa.date32()),
        "from_score": pa.array(found.before.ravel()),
        **{name: pa.array(found.parts[name].ravel()) for name in PARTS},
        "to_score": pa.array(found.after.ravel()),
    }


def _facts(changed: list[Changed], ends: dict[str, date]) -> dict[str, Any]:
    text = cache(_text)
    return {
        "opportunity_id": pa.array([one.deal for one in changed], pa.string()),
        **_ends(ends, len(changed)),
        "driver": pa.array([one.group for one in changed], pa.string()),
        "feature": pa.array([one.feature for one in changed], pa.string()),
        "was": pa.array([text(one.was) for one in changed], pa.string()),
        "now": pa.array([text(one.now) for one in changed], pa.string()),
    }


def _text(value: float | str) -> str | None:
    """A value as text; None where it is not known."""
    if isinstance(value, str):
        return value or None
    return None if np.isnan(value) else f"{value:.12g}"


def _curves(ids: list[str], found: Step, ends: dict[str, date]) -> dict[str, Any]:
    """Every deal open at the later end; `aged_win` is empty for those begun since."""
    place = {deal: at for at, deal in enumerate(found.ids)}
    at = np.array([place.get(deal, -1) for deal in ids], dtype=np.int64)
    aged_win = np.full((len(at), found.moved.shape[1]), np.nan)
    aged_win[at >= 0] = found.aged[at[at >= 0]]
    return {
        "opportunity_id": pa.array(ids, pa.string()),
        **_ends(ends, len(at)),
        "aged_win": _lists(aged_win, at < 0),
        "moved_win": _lists(found.moved, None),
    }


def _lists(values: Floats, empty: Any) -> pa.Array:
    rows, width = values.shape
    flat = pa.array(np.round(values, _DIGITS).astype(np.float32).ravel())
    found = pa.ListArray.from_arrays(pa.array(np.arange(rows + 1, dtype=np.int32) * width), flat)
    if empty is None:
        return found
    return pa.compute.if_else(pa.array(~empty), found, pa.scalar(None, found.type))
