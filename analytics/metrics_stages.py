"""Metrics of stages: how many deals get further from one, and how long they stay in it."""

from __future__ import annotations

from analytics.metrics_base import Metric

# A scope's or group's stage is the one that was entered, not the one that the deal is in today.
_ENTRIES = """
    SELECT d.* REPLACE (e.stage AS stage), e.entered_on,
           d.status = 'won' OR e.reached > e.position AS converted
    FROM (SELECT h.opportunity_id, h.stage, s.position, s.status, h.entered_on,
                 max(s.position) FILTER (s.status <> 'lost') OVER (
                     PARTITION BY h.opportunity_id ORDER BY h.entered_on
                     RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS reached,
                 row_number() OVER (
                     PARTITION BY h.opportunity_id, h.stage ORDER BY h.entered_on) AS visit
          FROM stage_history h JOIN stages s ON s.stage = h.stage
          WHERE h.entered_on <= $as_of) e
    JOIN deals_now d ON d.opportunity_id = e.opportunity_id
    WHERE e.status = 'open' AND e.visit = 1
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
