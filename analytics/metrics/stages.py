"""Metrics of stages: how many deals get further from one, and how long they stay in it."""

from __future__ import annotations

from analytics.metrics.base import Metric

# A scope's or group's stage is the one that was entered, not the one that the deal is in today.
_ENTRIES = """
    SELECT d.* REPLACE (e.stage AS stage), e.entered_on,
           d.status = 'won' OR coalesce(e.further_on >= e.entered_on, false) AS converted
    FROM (SELECT v.*, s.status, max(CASE WHEN s.status <> 'lost' THEN v.last_on END) OVER (
                     PARTITION BY v.opportunity_id ORDER BY s.position DESC
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS further_on
          FROM (SELECT opportunity_id, stage, min(entered_on) AS entered_on,
                       max(entered_on) AS last_on
                FROM stage_history WHERE entered_on <= $as_of GROUP BY ALL) v
          JOIN stages s ON s.stage = v.stage) e
    JOIN deals_now d ON d.opportunity_id = e.opportunity_id
    WHERE e.status = 'open'
"""
_STAYS = """
    SELECT d.* REPLACE (e.stage AS stage), coalesce(e.left_on, d.closed_on) AS left_on,
           coalesce(e.left_on, d.closed_on) - e.entered_on AS stay
    FROM (SELECT h.opportunity_id, h.stage, s.status, h.entered_on,
                 lead(h.entered_on) OVER (
                     PARTITION BY h.opportunity_id ORDER BY h.entered_on, s.position) AS left_on
          FROM stage_history h JOIN stages s ON s.stage = h.stage
          WHERE h.entered_on <= $as_of) e
    JOIN deals_now d ON d.opportunity_id = e.opportunity_id
    WHERE e.status = 'open'
"""

STAGES: tuple[Metric, ...] = (
    Metric(
        "stage_conversion", "Stage conversion", "ratio",
        "Of the deals that first entered a stage in the period, the share that reached a later "
        "stage or was won by the as-of date. Over several stages every entry counts for itself. "
        "Deals still in the stage count as not converted.",
        "dated", "count(*) FILTER (converted) / nullif(count(*), 0)::DOUBLE",
        count="count(*) FILTER (converted)", of="count(*)", count_label="entries into a stage",
        part_label="went further", is_rate=True, said="stage conversion {fact}",
        relation=_ENTRIES, dated="entered_on", table="stage_history",
    ),
    Metric(
        "days_in_stage", "Days in stage", "days",
        "Median days between entering a stage and leaving it for another, or closing, of stays "
        "that ended in the period. Stays that still last do not count.",
        "dated", "median(stay)", count="count(stay)", count_label="completed stays",
        good_when="down", said="days in stage {fact}",
        relation=_STAYS, dated="left_on", table="stage_history",
    ),
)  # fmt: skip
