"""The canonical tables, typed once: loading, validation, the snapshot and the dictionary read this.

A source is mapped onto these names; nothing downstream knows what a source called them.
"""

from __future__ import annotations

from data.optional_tables import OPTIONAL
from data.table_types import SQL_TYPES, Column, ColumnType, Known, Table

__all__ = [
    "BY_NAME",
    "OPPORTUNITIES",
    "SQL_TYPES",
    "TABLES",
    "Column",
    "ColumnType",
    "Known",
    "Table",
]

ACCOUNTS = Table(
    "accounts",
    "Companies sold to.",
    ("account",),
    (
        Column("account", "text", "Name, as written in the CRM.", required=True),
        Column("sector", "text", "Industry."),
        Column("segment", "text", "Size class, such as enterprise or mid-market."),
        Column("country", "text", "Country of the office dealt with."),
        Column("employees", "integer", "Number of employees."),
        Column("annual_revenue", "number", "Yearly revenue in the source's unit."),
        Column("founded", "integer", "Year of foundation."),
        Column("parent", "text", "The account it belongs to.", refers_to="accounts.account"),
    ),
    required=True,
)

PRODUCTS = Table(
    "products",
    "What is sold, with its list price.",
    ("product",),
    (
        Column("product", "text", "Name, as on the price list.", required=True),
        Column("family", "text", "Product family; its name stands for all its products."),
        Column("list_price", "amount", "List price in the reporting currency.", required=True),
    ),
    required=True,
)

REPS = Table(
    "reps",
    "People who own deals, and the managers above them.",
    ("rep",),
    (
        Column("rep", "text", "Name.", required=True),
        Column("manager", "text", "Name of the person above; empty at the top."),
        Column("region", "text", "Sales region or regional office."),
    ),
    required=True,
)

OPPORTUNITIES = Table(
    "opportunities",
    "Deals: one row each, as known on the as-of date.",
    ("opportunity_id",),
    (
        Column("opportunity_id", "text", "Identifier in the CRM.", required=True),
        Column("name", "text", "Title of the deal."),
        Column("account", "text", "Who would buy.", refers_to="accounts.account"),
        Column("product", "text", "What is offered.", True, "products.product"),
        Column("rep", "text", "Who owns the deal.", True, "reps.rep"),
        Column("stage", "text", "Stage; the mapping says which are open, won or lost.", True),
        Column("created_on", "date", "Day the deal was entered."),
        Column("engaged_on", "date", "Day work on the deal began."),
        Column("recorded_close_on", "date", "Planned closing date while open, as recorded."),
        Column("closed_on", "date", "Day it was won or lost; empty while open.", True),
        Column("amount", "amount", "Expected value while open; empty means list price."),
        Column("close_value", "amount", "Value it was won for; 0 or empty for a lost deal."),
        Column("currency", "text", "ISO 4217 code; empty means the mapping's currency."),
        Column("type", "text", "new, expansion or renewal."),
        Column("source", "text", "Where the deal came from, such as referral or trade show."),
        Column("forecast_category", "text", "commit, best_case, pipeline or omitted."),
        Column("loss_reason", "text", "Why it was lost; empty for all others."),
        Column("competitor", "text", "Who else is, or was, in the running."),
        Column("next_step", "text", "Next step, as the rep wrote it."),
        Column("note", "text", "Last note, as the rep wrote it. Shown, never interpreted."),
    ),
    required=True,
)

STAGE_HISTORY = Table(
    "stage_history",
    "When a deal entered each stage.",
    ("opportunity_id", "stage", "entered_on"),
    (
        Column("opportunity_id", "text", "The deal.", True, "opportunities.opportunity_id"),
        Column("stage", "text", "The stage entered.", required=True),
        Column("entered_on", "date", "The day it was entered.", required=True),
    ),
    dated="entered_on",
)

CLOSE_DATE_HISTORY = Table(
    "close_date_history",
    "Every recorded closing date of a deal, with the day it was recorded.",
    ("opportunity_id", "changed_on"),
    (
        Column("opportunity_id", "text", "The deal.", True, "opportunities.opportunity_id"),
        Column("recorded_close_on", "date", "The closing date recorded.", required=True),
        Column("changed_on", "date", "The day it was recorded.", required=True),
    ),
    dated="changed_on",
)

TABLES: tuple[Table, ...] = (
    ACCOUNTS,
    PRODUCTS,
    REPS,
    OPPORTUNITIES,
    STAGE_HISTORY,
    CLOSE_DATE_HISTORY,
    *OPTIONAL,
)
BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
