"""Metrics of leads: how many came in, how many became deals, how fast they were answered."""

from __future__ import annotations

from analytics.groups import BUCKETS
from analytics.metrics.base import Metric

# Leads with the columns that a scope, a group and the rows of a person are told by;
# {people} stands for the reps as of the day.
_LEADS = """
    SELECT l.lead_id, l.rep, r.manager, r.region, l.account,
           coalesce(l.sector, a.sector) AS sector, coalesce(l.segment, a.segment) AS segment,
           l.source, l.created_on, 1.0 AS rate,
           l.converted_on <= $as_of AS converted,
           CASE WHEN l.first_contact_on BETWEEN l.created_on AND $as_of
                THEN 24 * (l.first_contact_on - l.created_on) END AS response
    FROM leads l
    LEFT JOIN ({people}) r ON r.rep = l.rep
    LEFT JOIN accounts a ON a.account = l.account
"""
_GROUPS = ("team", "region", "rep", "account", "sector", "segment", "source", *BUCKETS)
_UNSCOPED = ("product", "stage", "category", "type", "min_amount", "max_amount")

LEADS: tuple[Metric, ...] = (
    Metric(
        "leads_created", "Leads created", "count",
        "Number of leads that came in during the period.",
        "dated", "count(*)", count="", said="{fact} leads created",
        relation=_LEADS, dated="created_on", table="leads", groups=_GROUPS, unscoped=_UNSCOPED,
    ),
    Metric(
        "lead_conversion_rate", "Lead conversion rate", "ratio",
        "Of the leads that came in during the period, the share that became a deal by the as-of "
        "date. Young leads have had less time for it.",
        "dated", "count(*) FILTER (converted) / nullif(count(*), 0)::DOUBLE",
        count="count(*) FILTER (converted)", of="count(*)", count_label="leads",
        part_label="converted", is_rate=True, said="lead conversion rate {fact}",
        relation=_LEADS, dated="created_on", table="leads", groups=_GROUPS, unscoped=_UNSCOPED,
    ),
    Metric(
        "response_hours", "Response time", "hours",
        "Median hours from a lead's arrival to the first contact, of leads that came in during "
        "the period and were contacted by the as-of date. Both are recorded by the day, so it is "
        "a multiple of a day. Leads not contacted yet are left out.",
        "dated", "median(response)", count="count(response)",
        count_label="answered", good_when="down",
        said="response time {fact}",
        relation=_LEADS, dated="created_on", table="leads", groups=_GROUPS, unscoped=_UNSCOPED,
    ),
)  # fmt: skip
