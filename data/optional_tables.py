"""Canonical tables that a source may feed or not: without one, what needs it says so."""

from __future__ import annotations

from data.table_types import Column, Table

_DEAL = Column("opportunity_id", "text", "The deal.", True, "opportunities.opportunity_id")

REP_HISTORY = Table(
    "rep_history",
    "Under whom and where each person worked, from which day on.",
    ("rep", "changed_on"),
    (
        Column("rep", "text", "Name.", True, "reps.rep"),
        Column("manager", "text", "Name of the person above from that day on."),
        Column("region", "text", "Region from that day on."),
        Column("changed_on", "date", "The first day it held.", required=True),
    ),
    dated="changed_on",
)

OPPORTUNITY_LINES = Table(
    "opportunity_lines",
    "Products offered in a deal, with quantity and price.",
    ("opportunity_id", "product"),
    (
        _DEAL,
        Column("product", "text", "What is offered.", True, "products.product"),
        Column("quantity", "number", "How many.", required=True),
        Column("unit_price", "amount", "Price of one, as offered, in the deal's currency."),
    ),
)

ACTIVITIES = Table(
    "activities",
    "What was done on a deal: calls, meetings, messages.",
    ("activity_id",),
    (
        Column("activity_id", "text", "Identifier in the CRM.", required=True),
        _DEAL,
        Column("happened_on", "date", "The day it happened.", required=True),
        Column("kind", "text", "Such as call, email, meeting or demo."),
        Column("rep", "text", "Who did it.", refers_to="reps.rep"),
    ),
    dated="happened_on",
)

ORDERS = Table(
    "orders",
    "What accounts have bought: one row a line of an order.",
    ("order_id", "product"),
    (
        Column("order_id", "text", "Identifier of the order.", required=True),
        Column("account", "text", "Who bought.", True, "accounts.account"),
        Column("product", "text", "What was bought.", True, "products.product"),
        Column("ordered_on", "date", "The day of the order.", required=True),
        Column("quantity", "number", "How many."),
        Column("amount", "amount", "Value of the line.", required=True),
        Column("currency", "text", "ISO 4217 code; empty means the mapping's currency."),
    ),
    dated="ordered_on",
)

LEADS = Table(
    "leads",
    "People or companies that may become deals.",
    ("lead_id",),
    (
        Column("lead_id", "text", "Identifier in the CRM.", required=True),
        Column("name", "text", "Name of the person."),
        Column("company", "text", "Where the person works."),
        Column("account", "text", "The account it belongs to.", refers_to="accounts.account"),
        Column("sector", "text", "Industry."),
        Column("segment", "text", "Size class."),
        Column("country", "text", "Country."),
        Column("title", "text", "Position of the person."),
        Column("source", "text", "Where the lead came from."),
        Column("rep", "text", "Who looks after it.", refers_to="reps.rep"),
        Column("status", "text", "State as extracted, such as new, working or converted."),
        Column("created_on", "date", "The day it came in.", required=True),
        Column("first_contact_on", "date", "The day of the first answer to it."),
        Column("last_contact_on", "date", "The day of the latest contact."),
        Column("converted_on", "date", "The day it became a deal; empty for all others."),
        Column("opportunity_id", "text", "The deal it became."),
    ),
    dated="created_on",
)

TARGETS = Table(
    "targets",
    "What was set out to be won, by person, team or company and period.",
    ("level", "name", "start", "end", "kind"),
    (
        Column("level", "text", "rep, team or company.", required=True),
        Column("name", "text", "Whose target; a team goes by its manager.", required=True),
        Column("start", "date", "First day of the period.", required=True),
        Column("end", "date", "Last day of the period.", required=True),
        Column("kind", "text", "quota or plan; the two are never added.", required=True),
        Column("amount", "amount", "How much.", required=True),
        Column("currency", "text", "ISO 4217 code; empty means the mapping's currency."),
    ),
)

FORECAST_CALLS = Table(
    "forecast_calls",
    "What managers said a period would bring, each with its day.",
    ("who", "period", "category", "called_on"),
    (
        Column("who", "text", "Who called it.", True, "reps.rep"),
        Column("period", "text", "The period, as first and last day: YYYY-MM-DD/YYYY-MM-DD.", True),
        Column("category", "text", "commit or best_case.", required=True),
        Column("amount", "amount", "How much, with what was already won.", required=True),
        Column("called_on", "date", "The day it was said.", required=True),
        Column("currency", "text", "ISO 4217 code; empty means the mapping's currency."),
    ),
    dated="called_on",
)

OPTIONAL: tuple[Table, ...] = (
    REP_HISTORY,
    OPPORTUNITY_LINES,
    ACTIVITIES,
    ORDERS,
    LEADS,
    TARGETS,
    FORECAST_CALLS,
)
