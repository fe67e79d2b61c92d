"""The queries that features read: each gives what was known at the end of each day, never later.

They run one after another, each into a temporary table `feature_<name>`, so that only their small
results are held at once. Three such tables come first: `feature_days` (day), `feature_deals` (a row
a deal open on any of them, with its `number`) and `feature_rows` (number, day: open on that day,
with the row's `place` in the order of the result).
A query reads rows dated up to the day only; what it yields stands once for each of its keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analytics.features.catalog import ACTIVITY_DAYS, RECORD_DAYS


@dataclass(frozen=True)
class Part:
    """One query over the canonical tables.

    Attributes:
        query: its SQL.
        keys: columns by which its result is joined to the deal on its day.
    """

    query: str
    keys: tuple[str, ...]


_ROW = ("place",)

# Several changes on one day count in the order of the table. A stage recorded again, without
# another in between, is not entered again.
_STAGE_THEN = """
    SELECT r.place, max(h.entered_on) AS entered_on,
           arg_max(h.position, h.place) AS position
    FROM feature_rows r JOIN (
        SELECT e.number, e.entered_on, s.position,
               (e.entered_on - DATE '1900-01-01') * 4294967296 + e.place AS place
        FROM (
            SELECT d.number, c.stage, c.entered_on, c.place, lag(c.stage) OVER (
                PARTITION BY d.number ORDER BY c.entered_on, c.place) AS before
            FROM (SELECT *, row_number() OVER () AS place FROM stage_history) c
            JOIN feature_deals d USING (opportunity_id)) e
        JOIN stages s ON s.stage = e.stage AND s.status = 'open'
        WHERE e.before IS DISTINCT FROM e.stage
    ) h ON h.number = r.number AND h.entered_on <= r.day
    GROUP BY ALL
"""

_CLOSING_DATES = """
    SELECT r.place, arg_max(h.recorded_close_on, h.changed_on) AS close_on,
           count(*) FILTER (h.recorded_close_on > h.before) AS pushes
    FROM feature_rows r JOIN (
        SELECT d.number, c.changed_on, c.recorded_close_on, lag(c.recorded_close_on) OVER (
            PARTITION BY d.number ORDER BY c.changed_on) AS before
        FROM close_date_history c JOIN feature_deals d USING (opportunity_id)
    ) h ON h.number = r.number AND h.changed_on <= r.day
    GROUP BY ALL
"""

_ACTIVITY = f"""
    SELECT r.place, max(a.happened_on) AS last_on,
           count(*) FILTER (a.happened_on > r.day - {ACTIVITY_DAYS}) AS recent
    FROM feature_rows r
    JOIN feature_deals d ON d.number = r.number
    JOIN activities a ON a.opportunity_id = d.opportunity_id AND a.happened_on <= r.day
    GROUP BY ALL
"""

# A deal with a line whose quantity or list price is not known has no value at list price.
_LINES = """
    SELECT d.number, count(*) AS line_count,
           CASE WHEN count(*) = count(l.quantity * p.list_price)
                THEN sum(l.quantity * p.list_price::DOUBLE) END AS list_value
    FROM opportunity_lines l
    JOIN feature_deals d USING (opportunity_id)
    LEFT JOIN products p ON p.product = l.product
    GROUP BY ALL
"""

_NO_LINES = """
    SELECT NULL::INTEGER AS number, NULL::BIGINT AS line_count, NULL::DOUBLE AS list_value
    WHERE false
"""

# Where the history has told no region of anybody yet, regions are those of the table of people.
_REGION_THEN = """
    SELECT r.rep, r.day, CASE WHEN t.day IS NULL THEN r.region ELSE h.region END AS region
    FROM (SELECT rep, region, day FROM reps, feature_days) r
    LEFT JOIN (
        SELECT rep, day, last(region ORDER BY changed_on) AS region
        FROM feature_days JOIN rep_history ON changed_on <= day GROUP BY ALL) h
      ON h.rep = r.rep AND h.day = r.day
    LEFT JOIN (
        SELECT DISTINCT day
        FROM feature_days JOIN rep_history ON changed_on <= day AND region IS NOT NULL) t
      ON t.day = r.day
"""

_REGION = "SELECT rep, day, region FROM reps, feature_days"

_OWNER = f"""
    WITH record AS (
        SELECT c.rep, w.day, sum(c.closed) AS closed, sum(c.won) AS won
        FROM feature_days w JOIN (
            SELECT o.rep, o.closed_on, count(*) AS closed,
                   count(*) FILTER (s.status = 'won') AS won
            FROM opportunities o JOIN stages s ON s.stage = o.stage
            WHERE o.closed_on IS NOT NULL GROUP BY ALL) c
          ON c.closed_on <= w.day AND c.closed_on > w.day - {RECORD_DAYS}
        GROUP BY ALL),
    company AS (SELECT day, sum(closed) AS closed, sum(won) AS won FROM record GROUP BY ALL),
    load AS (
        SELECT d.rep, r.day, count(*) AS open_deals
        FROM feature_rows r JOIN feature_deals d USING (number) GROUP BY ALL),
    beginning AS (
        SELECT rep, min(least(created_on, engaged_on)) AS first_on
        FROM opportunities GROUP BY ALL)
    SELECT l.rep, l.day, l.open_deals, b.first_on, g.region, coalesce(r.closed, 0) AS closed,
           coalesce(r.won, 0) AS won, c.won / c.closed AS company_rate
    FROM load l
    LEFT JOIN record r ON r.rep = l.rep AND r.day = l.day
    LEFT JOIN company c ON c.day = l.day
    LEFT JOIN beginning b ON b.rep = l.rep
    LEFT JOIN ({{region}}) g ON g.rep = l.rep AND g.day = l.day
"""

_CUSTOMER = """
    WITH load AS (
        SELECT d.account, r.day, count(*) AS open_deals
        FROM feature_rows r JOIN feature_deals d USING (number)
        WHERE d.account IS NOT NULL GROUP BY ALL),
    record AS (
        SELECT l.account, l.day, count(*) AS won
        FROM load l
        JOIN opportunities o ON o.account = l.account AND o.closed_on <= l.day
        JOIN stages s ON s.stage = o.stage AND s.status = 'won'
        GROUP BY ALL)
    SELECT l.account, l.day, l.open_deals, a.segment, a.sector, coalesce(r.won, 0) AS won
    FROM load l
    LEFT JOIN record r ON r.account = l.account AND r.day = l.day
    LEFT JOIN accounts a ON a.account = l.account
"""

_PARTS: dict[str, Part] = {
    "stage_then": Part(_STAGE_THEN, _ROW),
    "closing_dates": Part(_CLOSING_DATES, _ROW),
    "activity": Part(_ACTIVITY, _ROW),
    "lines": Part(_LINES, ("number",)),
    "listed": Part("SELECT product, family, list_price FROM products", ("product",)),
    "owner": Part(_OWNER.format(region=_REGION_THEN), ("rep", "day")),
    "customer": Part(_CUSTOMER, ("account", "day")),
}
_WITHOUT: dict[str, tuple[str, Part]] = {
    "lines": ("opportunity_lines", Part(_NO_LINES, ("number",))),
    "owner": ("rep_history", Part(_OWNER.format(region=_REGION), ("rep", "day"))),
}


def parts_of(names: Iterable[str], tables: frozenset[str]) -> dict[str, Part]:
    """The parts of these names, each once.

    Args:
        tables: the tables that are there; some parts do without one.

    Raises:
        KeyError: there is no part of that name.
    """
    found = {name: _PARTS[name] for name in names}
    for name, (table, other) in _WITHOUT.items():
        if name in found and table not in tables:
            found[name] = other
    return found
