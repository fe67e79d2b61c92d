"""All features of an open deal, in the order in which they are told.

The name of the owner is none of them: record, load and tenure say what can be expected of a person
and hold for a newcomer too, while a name learns a past that people move on from. `OWNER` gives it
to a model that shrinks a rate for each person.
Columns written when a deal closes (its stage then, closing date, value, loss reason) feed none of
them either; closed deals are read for the records of their owners and accounts only, and only from
their closing date on.
"""

from __future__ import annotations

from analytics.features.types import Feature

SHRINKING_DEALS = 20
RECORD_DAYS = 365
ACTIVITY_DAYS = 28

STARTED_ON = Feature(
    "started_on",
    "started_on",
    ("created_on", "engaged_on"),
    label="first day",
    optional=("created_on", "engaged_on"),
)

OWNER = Feature("rep", "deal.rep", ("rep",), "people", "owner", True)

_LIST_VALUE = (
    "CASE WHEN lines.line_count IS NULL THEN listed.list_price::DOUBLE ELSE lines.list_value END"
)
_AMOUNT = f"coalesce(deal.amount * deal.rate, {_LIST_VALUE})"
_SIZE = ("lines", "listed")
_OWNED = ("owner",)
_SOLD = ("customer",)
_ACTIVE = ("activity",)
_PLANNED = ("closing_dates",)

FEATURES: tuple[Feature, ...] = (
    Feature(
        "age_days",
        "deal.day - deal.started_on",
        STARTED_ON.columns,
        label="days open",
        optional=STARTED_ON.columns,
    ),
    Feature(
        "stage_position",
        "coalesce(stage_then.position, deal.dated_position)",
        (),
        "stage",
        "stage reached",
        tables=("stage_history",),
        parts=("stage_then",),
    ),
    Feature(
        "dated_stage_position",
        "deal.dated_position",
        ("created_on", "engaged_on"),
        "stage",
        "stage reached by its dates",
    ),
    Feature(
        "days_in_stage",
        "deal.day - stage_then.entered_on",
        (),
        "stagnation",
        "days in the present stage",
        tables=("stage_history",),
        parts=("stage_then",),
    ),
    Feature(
        "days_since_activity",
        "deal.day - coalesce(activity.last_on, deal.started_on)",
        (),
        "stagnation",
        "days since the last activity",
        tables=("activities",),
        parts=_ACTIVE,
    ),
    Feature(
        "activities_28d",
        "coalesce(activity.recent, 0)",
        (),
        "stagnation",
        "activities in the last 28 days",
        tables=("activities",),
        parts=_ACTIVE,
    ),
    Feature(
        "push_count",
        "coalesce(closing_dates.pushes, 0)",
        (),
        "closing_date",
        "times the closing date was pushed",
        tables=("close_date_history",),
        parts=_PLANNED,
    ),
    Feature(
        "days_overdue",
        "CASE WHEN closing_dates.close_on IS NOT NULL "
        "THEN greatest(deal.day - closing_dates.close_on, 0) END",
        (),
        "closing_date",
        "days past the recorded closing date",
        tables=("close_date_history",),
        parts=_PLANNED,
    ),
    Feature(
        "days_to_recorded_close",
        "CASE WHEN closing_dates.close_on IS NOT NULL "
        "THEN greatest(closing_dates.close_on - deal.day, 0) END",
        (),
        "closing_date",
        "days to the recorded closing date",
        tables=("close_date_history",),
        parts=_PLANNED,
    ),
    Feature(
        "log_amount",
        f"CASE WHEN {_AMOUNT} > 0 THEN ln({_AMOUNT}) END",
        ("amount", "currency", "product"),
        "size",
        "amount",
        parts=_SIZE,
        optional=("amount", "currency"),
    ),
    Feature(
        "log_list_value",
        f"CASE WHEN {_LIST_VALUE} > 0 THEN ln({_LIST_VALUE}) END",
        ("product",),
        "size",
        "value at list price",
        parts=_SIZE,
    ),
    Feature(
        "discount_rate",
        f"1 - deal.amount * deal.rate / nullif({_LIST_VALUE}, 0)",
        ("amount", "currency", "product"),
        "size",
        "discount",
        parts=_SIZE,
        optional=("currency",),
    ),
    Feature(
        "line_count",
        "coalesce(lines.line_count, 0)",
        (),
        "size",
        "number of products offered",
        tables=("opportunity_lines",),
        parts=("lines",),
    ),
    Feature("product", "deal.product", ("product",), "product", "product", True),
    Feature(
        "family",
        "listed.family",
        ("product",),
        "product",
        "product family",
        True,
        parts=("listed",),
    ),
    Feature(
        "rep_win_rate",
        f"(owner.won + {SHRINKING_DEALS} * owner.company_rate) "
        f"/ (owner.closed + {SHRINKING_DEALS})",
        ("rep",),
        "people",
        "win rate of the owner",
        parts=_OWNED,
    ),
    Feature(
        "rep_closed_365d",
        "owner.closed",
        ("rep",),
        "people",
        "deals the owner closed in the last 365 days",
        parts=_OWNED,
    ),
    Feature(
        "rep_open_deals",
        "owner.open_deals",
        ("rep",),
        "people",
        "open deals of the owner",
        parts=_OWNED,
    ),
    Feature(
        "rep_tenure_days",
        "deal.day - owner.first_on",
        ("rep",),
        "people",
        "days since the owner's first deal",
        parts=_OWNED,
    ),
    Feature("segment", "customer.segment", ("account",), "customer", "segment", True, parts=_SOLD),
    Feature("sector", "customer.sector", ("account",), "customer", "sector", True, parts=_SOLD),
    Feature("region", "owner.region", ("rep",), "customer", "region", True, parts=_OWNED),
    Feature(
        "account_won_deals",
        "customer.won",
        ("account",),
        "customer",
        "deals won with the customer before",
        parts=_SOLD,
    ),
    Feature(
        "account_has_other_open",
        "(customer.open_deals > 1)::INTEGER",
        ("account",),
        "customer",
        "other open deals with the customer",
        parts=_SOLD,
    ),
    Feature("type", "deal.type", ("type",), "origin", "type", True),
    Feature("source", "deal.source", ("source",), "origin", "source", True),
)
