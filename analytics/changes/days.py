"""The facts of a past day beside a snapshot, without its scores, and deals reopened since."""

from __future__ import annotations

from datetime import date

from analytics.deals import create_deals, create_team_members
from analytics.past import KEPT_DAYS, check_recorded
from analytics.past_tables import create_people_and_opportunities
from data.store.snapshot import Row, Snapshot

_READ = (
    "accounts", "products", "stages", "rates", "rep_history", "stage_history", "close_date_history",
)  # fmt: skip


def facts_at(present: Snapshot, day: date) -> Snapshot:
    """The company at the end of `day` by the as-of cut; the last few days asked for are kept.

    Unlike `past_snapshot` it needs no stored scores, so it reaches back to the first event.

    Raises:
        NoData: `outside_history`: the day lies after the snapshot's, or before the first event.
    """
    check_recorded(present, day)
    if day == present.as_of:
        return present
    with present.lock:
        kept = present.derived.get(day)
        if kept is None:
            kept = present.derived[day] = _build(present, day)
            if len(present.derived) > KEPT_DAYS:
                present.derived.popitem(last=False)
        present.derived.move_to_end(day)
    return kept


def _build(present: Snapshot, day: date) -> Snapshot:
    """Deals, their owners and teams; what histories and activities add to a deal stays empty."""
    connection = present.beside()
    for name in _READ:
        if present.has_table(name):
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM origin.{name}")
    people = [name for name in present.manifest.tables if name == "rep_history"]
    create_people_and_opportunities(connection, present, day)
    create_team_members(connection, day, people)
    create_deals(
        connection,
        day,
        opportunities="opportunities",
        tables=people,
        target="deals",
        currency=present.currency,
    )
    manifest = present.manifest.model_copy(
        update={"as_of": day, "model": None, "no_scores": "no scores are kept for that day"}
    )
    return Snapshot(manifest, present.path, connection)


def reopened_later(present: Snapshot, day: date) -> dict[str, Row]:
    """Deals that the stage history has closed at the end of `day` and open again later.

    The cut knows only the last closing date of a deal, so it takes these for open on that day.
    Each with `stage`, `status` (won, lost) and `closed_on`. Changes of one day count in the order
    of the file.
    """
    if not present.has_table("stage_history"):
        return {}
    rows = present.rows(
        """
        WITH entered AS (
            SELECT h.opportunity_id, h.stage, h.entered_on, s.status, row_number() OVER () AS place
            FROM stage_history h JOIN stages s ON s.stage = h.stage),
        state AS (
            SELECT opportunity_id, last(status ORDER BY entered_on, place) AS status,
                   last(stage ORDER BY entered_on, place) AS stage,
                   last(entered_on ORDER BY entered_on, place) AS closed_on
            FROM entered WHERE entered_on <= $day GROUP BY 1)
        SELECT opportunity_id AS id, stage, status, closed_on FROM state
        WHERE status <> 'open' AND opportunity_id IN (
            SELECT opportunity_id FROM entered WHERE entered_on > $day AND status = 'open')
        """,
        {"day": day},
    )
    return {row["id"]: row for row in rows}
