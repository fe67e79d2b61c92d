"""What a list of deals may be ordered by, and by which of its dates a period selects."""

from __future__ import annotations

from typing import Literal

from analytics.due import COUNTS_ON
from data.errors import NoData, UsageError
from tools.context import Context
from tools.where import FIELDS, WhereField, check_fed

SortBy = Literal[
    "amount", "risk", "win_probability", "value_at_risk", "age", "expected_close", "closed",
    "risk_level", "risk_score", "age_days", "days_in_stage", "days_since_activity", "push_count",
    "discount_rate", "days_overdue", "date_gap_days", "next_step", "account", "close_date",
]  # fmt: skip
Dates = Literal["recorded", "expected", "created"]
Status = Literal["open", "won", "lost", "stale", "all"]

_OTHER_NAMES: dict[str, WhereField] = {"risk": "risk_score", "age": "age_days"}
_OWN = {
    "value_at_risk": "value_at_risk_summed",
    "expected_close": "expected_close_on",
    "closed": "closed_on",
}
_LEVEL_ORDER = "list_position(['low', 'medium', 'high'], risk_level)"
# What only an open deal has.
_OPEN_ONLY = frozenset(
    {"risk", "win_probability", "value_at_risk", "expected_close", "risk_level", "risk_score",
     "days_in_stage", "days_since_activity", "days_overdue", "date_gap_days"}
)  # fmt: skip
CREATED = "coalesce(created_on, engaged_on)"


def field_of(sort_by: SortBy) -> WhereField | None:
    """The field of `where` that an order goes by, or None for one of its own."""
    name = _OTHER_NAMES.get(sort_by, sort_by)
    return next((field for field in FIELDS if field == name), None)


def order_expression(sort_by: SortBy) -> str:
    """SQL over deals beside their scores; empty values come last whatever the direction."""
    if sort_by == "risk_level":
        return _LEVEL_ORDER
    field = field_of(sort_by)
    return FIELDS[field].expression if field else _OWN[sort_by]


def check_order(
    context: Context, status: Status, sort_by: SortBy, fields: tuple[WhereField, ...]
) -> None:
    """Refuse an order or condition that deals of that status cannot have.

    Raises:
        UsageError: it names the field and what to take instead.
        NoData: the source does not feed it, or there are no scores.
    """
    closed = status in ("won", "lost")
    for name in (sort_by, *fields):
        if closed and name in _OPEN_ONLY:
            raise UsageError(
                f"find_deals: closed deals have no {name.replace('_', ' ')}.",
                fix="Take open deals, or amount, age or closed.",
            )
    if status in ("open", "stale") and sort_by == "closed":
        raise UsageError(
            "find_deals: open deals have no closing date yet.", fix="Sort by expected_close."
        )
    field = field_of(sort_by)
    if field:
        check_fed(context, field, closed=closed)
    if sort_by in ("value_at_risk", "expected_close") or status == "stale":
        context.need_scores()


def selecting_date(context: Context, status: Status, dates: Dates | None) -> str:
    """SQL for the date that a period selects by.

    Open deals: the recorded closing date, else the expected one, or only the one that `dates`
    names; closed deals: the closing date; `created` is the creation date of any deal.

    Raises:
        NoData: `missing_column`, where closing dates are not recorded.
        UsageError: an expected date of deals that are closed.
    """
    if dates == "created":
        return CREATED
    if dates == "expected" and status in ("won", "lost"):
        raise UsageError(
            "find_deals: closed deals have no expected closing date.",
            fix="Leave out dates; closed deals are selected by their closing date.",
        )
    if dates == "recorded" and not context.snapshot.feeds("recorded_close_on"):
        raise NoData(
            "missing_column",
            "The source records no planned closing dates.",
            needs=["opportunities.recorded_close_on"],
        )
    if dates == "expected":
        context.need_scores()
    planned = {"recorded": "recorded_close_on", "expected": "expected_close_on"}
    counted = COUNTS_ON if dates is None else planned[dates]
    return f"CASE WHEN status = 'open' THEN {counted} ELSE closed_on END"
