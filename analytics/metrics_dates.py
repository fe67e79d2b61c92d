"""Metrics of recorded closing dates: how often they move later, and how many deals miss them."""

from __future__ import annotations

from analytics.metrics_base import Metric

_PUSHES = """
    SELECT d.*, h.changed_on AS pushed_on FROM (
        SELECT opportunity_id, changed_on, recorded_close_on, lag(recorded_close_on) OVER (
            PARTITION BY opportunity_id ORDER BY changed_on) AS before
        FROM close_date_history WHERE changed_on <= $as_of) h
    JOIN deals_now d ON d.opportunity_id = h.opportunity_id
    WHERE h.recorded_close_on > h.before
"""
_PLANNED = """
    SELECT d.*, p.window_start, p.slipped FROM (
        SELECT o.* FROM (
            SELECT d.opportunity_id, w.window_start, w.window_end,
                   d.closed_on IS NULL OR d.closed_on > w.window_end AS slipped
            FROM windows w
            JOIN deals_now d ON d.closed_on IS NULL OR d.closed_on >= w.window_start) o
        ASOF JOIN close_date_history h
            ON h.opportunity_id = o.opportunity_id AND o.window_start > h.changed_on
        WHERE h.recorded_close_on BETWEEN o.window_start AND o.window_end) p
    JOIN deals_now d ON d.opportunity_id = p.opportunity_id
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
