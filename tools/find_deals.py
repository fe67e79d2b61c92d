"""The tool `find_deals`: a list of deals by status, period, scope, conditions and order."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from analytics.scored import NOW
from data.periods import Period
from data.store.snapshot import Row
from tools.arguments import ALL, Arguments, AsOfArg, LimitArg, ScopeArg
from tools.context import Context
from tools.deals.lists import tell_deal, trait_cell, trait_columns
from tools.deals.orders import (
    Dates,
    SortBy,
    Status,
    check_order,
    field_of,
    order_expression,
    selecting_date,
)
from tools.deals.rows import TEXT_ROWS, cents, iso, list_deals
from tools.filters import Filter, deals_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult
from tools.where import DATE_GAP, WhereArg, WhereField, narrowed, where_filter


class FindDeals(Arguments):
    """Arguments of `find_deals`."""

    scope: ScopeArg = ALL
    status: Status = Field(default="open", description="Which deals; open includes stale ones.")
    period: Period | None = Field(
        default=None,
        description="Won and lost deals by closing date; open ones by the recorded closing date, "
        "else the expected one.",
    )
    dates: Dates | None = Field(
        default=None,
        description="Which date the period selects by: only the recorded or only the expected "
        "closing date of open deals, or the creation date of any deal.",
    )
    where: WhereArg = ()
    sort_by: SortBy = Field(default="amount", description="What to order by.")
    order: Literal["asc", "desc"] = Field(default="desc", description="Direction of the order.")
    limit: LimitArg = 10
    as_of: AsOfArg = None


_STATUS = {
    "open": "status = 'open'",
    "won": "status = 'won'",
    "lost": "status = 'lost'",
    "stale": "status = 'open' AND stale",
    "all": "true",
}
_TOTALS = """
    count(*) AS n, count(*) FILTER (rate IS NULL) AS no_rate,
    coalesce(sum(value * rate), 0)::DOUBLE AS amount,
    count(*) FILTER (status <> 'won' AND amount_is_list_price) AS list_priced
"""


def find_deals(context: Context, args: FindDeals) -> ToolResult:
    """Deals of a status in scope and period that meet all conditions, in the order asked for.

    Ties go to the smaller id. The amount of a won deal is its closing value, of any other its
    amount, else list price. Deals without a value to sort by come last.

    Raises:
        NoData: a condition, order or date that this snapshot cannot have, by table or column.
        UsageError: one that deals of that status cannot have.
    """
    context = context.at(args.as_of)
    check_order(context, args.status, args.sort_by, tuple(row.field for row in args.where))
    dated = selecting_date(context, args.status, args.dates)
    scoped = deals_filter(context, args.scope)
    where = where_filter(context, args.where, closed=args.status in ("won", "lost"))
    chosen = narrowed(scoped, where)
    report = Report("find_deals", context, chosen)
    selected = f"{_STATUS[args.status]} AND {chosen.condition}"
    values = dict(chosen.values)
    if args.period:
        selected += f" AND {dated} BETWEEN $start AND $end"
        values |= {"start": args.period.start, "end": args.period.end}
    totals = context.snapshot.row(f"SELECT {_TOTALS} FROM {NOW} WHERE {selected}", values)
    rows = context.snapshot.rows(
        f"SELECT *, {DATE_GAP} AS date_gap_days FROM {NOW} WHERE {selected} "
        f"ORDER BY {order_expression(args.sort_by)} {args.order} "
        f"NULLS LAST, opportunity_id LIMIT {args.limit}",
        values,
    )
    _account_for(report, args, scoped, chosen, dated, totals)
    _tell(report, args, totals, rows)
    return report.result()


def _shown(args: FindDeals) -> tuple[WhereField, ...]:
    """Fields that a list shows because it is filtered or ordered by them."""
    sorted_by = field_of(args.sort_by)
    fields = [row.field for row in args.where] + ([sorted_by] if sorted_by else [])
    return tuple(dict.fromkeys(fields))


def _account_for(
    report: Report, args: FindDeals, scoped: Filter, chosen: Filter, dated: str, totals: Row
) -> None:
    def counted(where: Filter) -> Row:
        return report.snapshot.row(
            f"SELECT count(*) AS n, count(*) FILTER (({dated}) IS NULL) AS undated "
            f"FROM {NOW} WHERE {_STATUS[args.status]} AND {where.condition}",
            where.values,
        )

    around = counted(chosen)
    report.rows_read = int(counted(scoped)["n"]) if args.where else int(around["n"])
    report.leave_out("does not meet the conditions", report.rows_read - around["n"])
    if args.period:
        date = "creation date" if args.dates == "created" else "closing date"
        report.leave_out(f"no {date}, recorded or expected", around["undated"])
        report.leave_out("outside the period", around["n"] - around["undated"] - totals["n"])
    report.no_rate(int(totals["no_rate"]))
    report.list_priced(totals["list_priced"], totals["n"])
    fields = (*(row.field for row in args.where), args.sort_by)
    report.as_extracted(
        "account", "recorded_close_on", *(["next_step"] if "next_step" in fields else [])
    )


def _tell(report: Report, args: FindDeals, totals: Row, rows: list[Row]) -> None:
    n = int(totals["n"])
    before, after = _KINDS[args.status]
    created = "_created" if args.period and args.dates == "created" else ""
    count = report.count(_COUNTS[args.status] + created, n, args.period, n=n)
    when = _when(args)
    deals = "deal" if n == 1 else "deals"
    if not n:
        none = report.none("count", f"{before}deal") + after + report.place("count") + when
        report.say("headline", none + ".", count=count)
        return
    report.say(
        "headline",
        "{count} " + before + deals + after + report.place("count") + when + ", worth {amount}"
        + (" in all." if n > 1 else "."),
        count=count,
        amount=report.total("amount", totals["amount"], period=args.period),
    )  # fmt: skip
    for row in rows[:TEXT_ROWS]:
        tell_deal(report, row, args.sort_by, _shown(args))
    list_deals(report, rows)
    _show(report, args, rows)


# What the number of deals of each status is called.
_COUNTS: dict[Status, str] = {
    "open": "open_deals",
    "won": "deals_won",
    "lost": "deals_lost",
    "stale": "stale_count",
    "all": "deals_count",
}
# Words around "deal" for each status.
_KINDS: dict[Status, tuple[str, str]] = {
    "open": ("open ", ""),
    "won": ("", " won"),
    "lost": ("", " lost"),
    "stale": ("stale ", ""),
    "all": ("", ""),
}
_DATED: dict[Dates, str] = {
    "recorded": " recorded to close",
    "expected": " expected to close",
    "created": " created",
}


def _when(args: FindDeals) -> str:
    if not args.period:
        return ""
    verb = {"won": "", "lost": "", "all": " closing"}.get(args.status, " set to close")
    if args.dates and (args.dates == "created" or args.status not in ("won", "lost")):
        verb = _DATED[args.dates]
    return verb + " {count.period}"


def _show(report: Report, args: FindDeals, rows: list[Row]) -> None:
    more = trait_columns(_shown(args), args.dates)
    report.table(
        f"{args.status.capitalize()} deals",
        (
            ("deal", "text"), ("account", "text"), ("rep", "text"), ("amount", "money"),
            *((heading, unit) for _, heading, unit in more),
            ("stage", "text"), ("product", "text"), ("status", "text"), ("age", "days"),
            ("risk", "score"), ("win probability", "ratio"), ("value at risk", "money"),
            ("recorded close", "date"), ("expected on", "date"), ("closed", "date"),
        ),
        [
            (*_first(row), *(trait_cell(row, field) for field, _, _ in more), *_cells(row))
            for row in rows
        ],
    )  # fmt: skip
    report.suggestions += [
        f"Summarize deal {rows[0]['opportunity_id']}",
        "What's at risk this week?",
        "How does the pipeline look by stage?",
    ]


def _first(row: Row) -> tuple[Any, ...]:
    """What a person needs first; what the list is filtered or ordered by comes right after."""
    return row["opportunity_id"], row["account"], row["rep"], cents(row["value"])


def _cells(row: Row) -> tuple[Any, ...]:
    return (
        row["stage"], row["product"], row["status"], row["age_days"],
        None if row["risk_score"] is None else round(row["risk_score"], 1),
        row["win_probability"], cents(row["value_at_risk"]), iso(row["recorded_close_on"]),
        iso(row["expected_close_on"]), iso(row["closed_on"]),
    )  # fmt: skip


TOOL = Tool(
    name="find_deals",
    summary="A list of deals by status, scope, period and conditions, in any order.",
    arguments=FindDeals,
    run=find_deals,
    examples=(
        "biggest open deals", "deals closing this month", "pushed twice or more",
        "deals we lost last month",
    ),
    figures=(
        "deals_count", "open_deals", "deals_won", "deals_lost", "stale_count", "amount",
        "close_value", "age_days", "risk_score", "risk_level", "win_probability",
        "value_at_risk", "expected_close_on", "recorded_close_on", "closed_on", "status",
        "days_in_stage", "days_since_activity", "push_count", "discount_rate", "days_overdue",
        "date_gap_days", "next_step", *(f"{name}_created" for name in _COUNTS.values()),
    ),
)  # fmt: skip
