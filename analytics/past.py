"""The company on a past day: facts by the as-of cut, scores of the nearest origin before it.

Built in memory beside the snapshot, under the names of its tables, so that whoever reads a
snapshot can read a past day. What was computed later than that day is empty there.
"""

from __future__ import annotations

from datetime import date

import duckdb

from analytics.past_tables import create_facts, create_scores
from analytics.scored import create_scored
from data.errors import NoData
from data.periods import display_day
from data.store.manifest import Manifest
from data.store.snapshot import Snapshot

KEPT_DAYS = 2
REFITTED = "refitted"
_LEVELS = {
    "levels": {"levels": [], "reason": "past win rates are kept for the present model only."}
}


class PastSnapshot(Snapshot):
    """A snapshot of a past day, derived from a later one.

    Attributes:
        origin: the day whose stored scores these are; the day itself or before it.
        model_version: the model that gave them, refitted on what was known at the origin.
        is_lean: what histories, lines and activities add to a deal is left empty.
    """

    def __init__(
        self,
        manifest: Manifest,
        present: Snapshot,
        connection: duckdb.DuckDBPyConnection,
        origin: date,
        model_version: str,
        *,
        is_lean: bool = False,
    ) -> None:
        super().__init__(manifest, present.path, connection)
        self.origin = origin
        self.model_version = model_version
        self.is_lean = is_lean


def past_snapshot(present: Snapshot, day: date, *, lean: bool = False) -> PastSnapshot:
    """The company at the end of `day`; the last few days asked for are kept.

    Facts are those known on that day, by the same cut as a refresh with that as-of date. Scores are
    those stored for the nearest origin up to the day, as they stood at the origin, on its risk
    horizon; a deal that started after the origin has none. Curves are the origin's, given that the
    deal is still open on the day: (chance by then − chance by the day) ÷ chance to be open.

    Args:
        lean: for who needs neither pushes, days in a stage, activities nor lines of a deal; these
            columns are then empty, which takes half the time.

    Raises:
        NoData: `outside_history`: the day lies after the snapshot's, before the first event, or
            before the first origin.
    """
    with present.lock:
        kept = present.derived.get(day)
        if not isinstance(kept, PastSnapshot) or (kept.is_lean and not lean):
            kept = _build(present, day, is_lean=lean)
            present.derived[day] = kept
            if len(present.derived) > KEPT_DAYS:
                present.derived.popitem(last=False)
        present.derived.move_to_end(day)
    return kept


def check_recorded(present: Snapshot, day: date) -> None:
    """Refuse a day of which nothing is recorded.

    Raises:
        NoData: `outside_history`: it lies after the snapshot's, or before the first event.
    """
    first = present.manifest.first_event
    if not first <= day <= present.as_of:
        raise NoData(
            "outside_history",
            f"{display_day(day)} lies outside what is recorded, {display_day(first)} to "
            f"{display_day(present.as_of)}.",
            needs=[f"days from {first} to {present.as_of}"],
        )


def _build(present: Snapshot, day: date, *, is_lean: bool) -> PastSnapshot:
    origin, horizon, version = _origin(present, day)
    connection = present.beside()
    create_facts(connection, present, day, is_lean=is_lean)
    create_scores(connection, day, origin, REFITTED)
    create_scored(connection, None, is_view=True)
    manifest = _manifest(connection, present, day, horizon, version)
    return PastSnapshot(manifest, present, connection, origin, version, is_lean=is_lean)


def _origin(present: Snapshot, day: date) -> tuple[date, date, str]:
    """The nearest origin up to the day, its horizon and its model.

    Raises:
        NoData: see `past_snapshot`.
    """
    check_recorded(present, day)
    rows = present.rows(
        "SELECT origin, max(horizon_on) AS horizon, max(model_version) AS version "
        "FROM score_history WHERE model = $model GROUP BY 1 ORDER BY 1",
        {"model": REFITTED},
    )
    before = [row for row in rows if row["origin"] <= day < row["horizon"]]
    if not before:
        since = f"; they begin on {display_day(rows[0]['origin'])}" if rows else ""
        raise NoData(
            "outside_history",
            f"No scores are stored for {display_day(day)}{since}.",
            needs=["a snapshot refreshed with that as-of date"],
        )
    return before[-1]["origin"], before[-1]["horizon"], before[-1]["version"]


def _manifest(
    connection: duckdb.DuckDBPyConnection,
    present: Snapshot,
    day: date,
    horizon: date,
    version: str,
) -> Manifest:
    """The manifest of the later snapshot with everything that differs on the past day."""
    counts = dict(
        connection.execute(
            "SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND "
            "database_name = 'memory' UNION ALL SELECT table_name, estimated_size "
            "FROM duckdb_tables() WHERE database_name = 'memory' AND NOT internal"
        ).fetchall()
    )
    last = connection.execute("SELECT greatest(max(started_on), max(closed_on)) FROM deals")
    model = present.manifest.model
    known = present.manifest
    return known.model_copy(
        update={
            "as_of": day,
            "tables": tuple(name for name in known.tables if counts.get(name, 1) != 0),
            "row_counts": known.row_counts
            | {name: count for name, count in counts.items() if count is not None},
            "last_event": last.fetchall()[0][0] or day,
            "horizon_on": horizon,
            "earlier_cut": None,
            "model": model and model.model_copy(update={"version": version, "card": _LEVELS}),
        }
    )
