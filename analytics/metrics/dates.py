"""Metrics of recorded closing dates: how often they move later, and how many deals miss them."""

from __future__ import annotations

from analytics.metrics.base import Metric

_PUSHES = """
    SELECT d.*, h.changed_on AS pushed_on FROM (
        SELECT opportunity_id, changed_on, recorded_close_on, lag(recorded_close_on) OVER (
            PARTITION BY opportunity_id ORDER BY changed_on) AS before
        FROM close_date_history WHERE changed_on <= $as_of) h
    JOIN deals_now d ON d.opportunity_id = h.opportunity_id
    WHERE h.recorded_close_on > h.before
"""
# The closing date recorded when a window begins: set before it, and not moved until it.
_PLANNED = """
    SELECT d.*, w.window_start,
           d.closed_on IS NULL OR d.closed_on > w.window_end AS slipped
    FROM (SELECT opportunity_id, changed_on, recorded_close_on, lead(changed_on) OVER (
              PARTITION BY opportunity_id ORDER BY changed_on) AS moved_on
          FROM close_date_history) h
    JOIN windows w ON h.recorded_close_on BETWEEN w.window_start AND w.window_end
        AND h.changed_on < w.window_start
        AND (h.moved_on IS NULL OR h.moved_on >= w.window_start)
    JOIN deals_now d ON d.opportunity_id = h.opportunity_id
    WHERE d.closed_on IS NULL OR d.closed_on >= w.window_start
"""

DATES: tuple[Metric, ...] = (
    Metric(
        "slip_rate", "Slip rate", "ratio",
        "Of the deals open when the period began whose recorded closing date then lay in it, the "
        "share still open at its end. A period still running is measured up to the as-of date. "
        "Without a period: every fiscal quarter that has ended, each counted for itself.",
        "windows", "count(*) FILTER (slipped) / nullif(count(*), 0)::DOUBLE",
        count="count(*) FILTER (slipped)", of="count(*)", count_label="deals planned to close",
        part_label="still open", is_rate=True, good_when="down", said="slip rate {fact}",
        relation=_PLANNED, dated="window_start", table="close_date_history",
    ),
    Metric(
        "push_count", "Pushes", "count",
        "Number of times that a recorded closing date was moved to a later one in the period, "
        "over all deals, open and closed. A move to an earlier date is none.",
        "dated", "count(*)", count="", good_when="down", said="{fact} pushes",
        beside=("pushed_deals", "count(DISTINCT opportunity_id)", "count"),
        beside_said="Number of deals pushed at least once: {beside}.",
        relation=_PUSHES, dated="pushed_on", table="close_date_history",
    ),
)  # fmt: skip
