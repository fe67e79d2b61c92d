"""What each tool does in a person's words, and what to ask instead where it is not served yet."""

from __future__ import annotations

DOES: dict[str, str] = {
    "deals_at_risk": "Open deals by risk",
    "deal_summary": "A deal on one screen",
    "deal_drivers": "The reasons behind one deal's score",
    "find_deals": "Lists of deals",
    "pipeline_summary": "The pipeline as it stands",
    "pipeline_changes": "What changed in the pipeline between two days",
    "explain_change": "Why a forecast or a score changed",
    "forecast": "A forecast of what will close",
    "target_outlook": "The chance of reaching a target",
    "what_if": "A forecast under other assumptions",
    "forecast_accuracy": "The track record of past forecasts",
    "metric": "Figures about the past and the pipeline",
    "rep_summary": "The page about a rep or a team",
    "account_summary": "The page about an account",
    "whitespace": "What an account may buy next",
    "rank_leads": "A ranking of leads",
    "lead_summary": "The page about a lead",
    "draft_follow_up": "A draft of a follow-up",
    "explain_method": "How a figure is computed",
    "data_status": "The state of the data",
    "data_quality": "What is missing in the data",
}
# A question that is served today and comes nearest. {where} is a scope in words, or "".
NEAREST: dict[str, str] = {
    "deal_drivers": "Summarize deal {deal}",
    "what_if": "How does the pipeline look{where}?",
    "forecast": "How does the pipeline look{where}?",
    "target_outlook": "What did we win{where} this quarter so far?",
    "forecast_accuracy": "What did we win{where} last quarter?",
    "pipeline_changes": "What deals did we create{where} this month?",
    "explain_change": "Which deals are at risk{where}?",
    "rep_summary": "How much did we win this year{where}?",
    "account_summary": "What are the open deals{where}?",
    "whitespace": "What did we win by product{where}?",
    "draft_follow_up": "Summarize deal {deal}",
    "find_deals": "What are the biggest open deals{where}?",
    "deals_at_risk": "Which deals are at risk{where}?",
    "metric": "How much did we win this year{where}?",
    "pipeline_summary": "How does the pipeline look{where}?",
}
ARGUMENTS: dict[str, str] = {
    "where": "a condition such as age, activity, pushes, overdue dates or chance",
    "dates": "a choice of recorded, expected or creation dates",
    "as_of": "an earlier day",
    "compare_to": "a second period",
    "group_by": "that grouping",
    "period": "a period",
}
CAN = (
    "I answer questions about the pipeline: deals at risk, one deal, lists of deals, forecasts and "
    "targets, what changed and why, what-ifs, people and accounts, figures such as win rate or "
    "revenue, how something is computed, and the state of the data."
)
STARTERS = (
    "What's at risk this week?",
    "How does the pipeline look?",
    "What are the 5 biggest open deals?",
)
