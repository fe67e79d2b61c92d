"""What is known of metrics, and the words for what a figure is grouped by."""

from __future__ import annotations

from copilot.understanding.lexicon.words import words

# Names that mean the metric alone; the other phrases of METRICS need nothing else to be meant.
EXPLICIT = words(
    """
    win_rate_by_value win_rate average_deal_size days_in_stage sales_cycle_days discount_rate
    slip_rate push_count stage_conversion quota_attainment lead_conversion_rate response_hours
    pipeline_created weighted_pipeline deals_created deals_won deals_lost
    """
)
LEAD_METRICS = frozenset({"leads_created", "lead_conversion_rate", "response_hours"})
# Figures of a deal that a list may be ordered by, beyond amount, risk, chance and dates.
TRAITS = frozenset(
    {"discount_rate", "push_count", "days_in_stage", "days_since_activity", "days_overdue"}
)
STOCKS = frozenset({"open_deals", "open_pipeline", "weighted_pipeline"})
LOWER_IS_BETTER = frozenset(
    {"deals_lost", "sales_cycle_days", "discount_rate", "slip_rate", "push_count", "days_in_stage",
     "response_hours"}
)  # fmt: skip

# What the snapshot must hold for a metric, a grouping or a condition: an optional table or column.
NEEDS: dict[str, str] = {
    "slip_rate": "close_date_history", "push_count": "close_date_history",
    "stage_conversion": "stage_history", "days_in_stage": "stage_history",
    "quota_attainment": "targets", "leads_created": "leads", "lead_conversion_rate": "leads",
    "response_hours": "leads", "days_since_activity": "activities", "next_step": "next_step",
    "close_date": "recorded_close_on", "days_overdue": "recorded_close_on",
    "date_gap_days": "recorded_close_on", "segment": "segment", "type": "type",
    "category": "forecast_category", "source": "source", "loss_reason": "loss_reason",
    "competitor": "competitor",
}  # fmt: skip
TABLES = frozenset({"close_date_history", "stage_history", "targets", "leads", "activities"})

DIMENSIONS: dict[str, str] = {
    "team": "team teams manager managers boss bosses crew crews leader leaders squad squads",
    "region": "region regions office offices territory territories area areas geography geo "
    "location regional geographies",
    "rep": "rep reps salesperson salespeople seller sellers ae aes agent agents salesman salesmen "
    "people person individual owner owners everyone everybody each head who salesrep salesreps",
    "product": "product products sku skus item items offering offerings line lines",
    "account": "account accounts customer customers client clients company companies logo logos "
    "buyer buyers",
    "sector": "sector sectors industry industries vertical verticals",
    "segment": "segment segments size tier tiers",
    "stage": "stage stages phase phases step",
    "category": "category categories",
    "type": "type types kind",
    "source": "source sources channel channels",
    "loss_reason": "reason reasons",
    "competitor": "competitor competitors competition rival rivals",
    "amount_band": "band bands bracket brackets",
    "week": "week weeks weekly",
    "month": "month months monthly",
    "quarter": "quarter quarters quarterly",
}
TIME_BUCKETS = ("week", "month", "quarter")
