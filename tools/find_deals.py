"""The tool `find_deals`: a list of deals by status, period, scope and order."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from analytics.due import COUNTS_ON
from analytics.scored import NOW
from data.errors import UsageError
from data.periods import Period
from data.store.snapshot import Row
from tools.arguments import ALL, Arguments, AsOfArg, LimitArg, ScopeArg
from tools.context import Context
from tools.deal_lists import tell_deal
from tools.deal_rows import TEXT_ROWS, cents, iso, list_deals
from tools.filters import deals_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

Status = Literal["open", "won", "lost", "stale", "all"]
SortBy = Literal[
    "amount", "risk", "win_probability", "value_at_risk", "age", "expected_close", "closed"
]


class FindDeals(Arguments):
    """Arguments of `find_deals`."""

    scope: ScopeArg = ALL
    status: Status = Field(default="open", description="Which deals; open includes stale ones.")
    period: Period | None = Field(
        default=None,
        description="Won and lost deals by closing date; open ones by the recorded closing date, "
        "else the expected one.",
    )
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
_SORT = {
    "amount": "value * rate",
    "risk": "risk_score",
    "win_probability": "win_probability",
    "value_at_risk": "value_at_risk_summed",
    "age": "age_days",
    "expected_close": "expected_close_on",
    "closed": "closed_on",
}
_SCORED_SORTS = ("risk", "win_probability", "value_at_risk", "expected_close")
_COUNTS_ON = f"CASE WHEN status = 'open' THEN {COUNTS_ON} ELSE closed_on END"
_TOTALS = """
    count(*) AS n, count(*) FILTER (rate IS NULL) AS no_rate,
    coalesce(sum(value * rate), 0)::DOUBLE AS amount,
    count(*) FILTER (status <> 'won' AND amount_is_list_price) AS list_priced
"""


def find_deals(context: Context, args: FindDeals) -> ToolResult:
    """Deals of a status in scope and period, in the order asked for; ties go to the smaller id.

    The amount of a won deal is its closing value, of any other its amount, else list price. Deals
    without a value to sort by come last.
    """
    context = context.at(args.as_of)
    if args.sort_by in _SCORED_SORTS or args.status == "stale":
        context.need_scores()
    _refuse_impossible(args)
    chosen = deals_filter(context, args.scope)
    report = Report("find_deals", context, chosen)
    everything = f"{_STATUS[args.status]} AND {chosen.condition}"
    selected, values = everything, dict(chosen.values)
    if args.period:
        selected += f" AND {_COUNTS_ON} BETWEEN $start AND $end"
        values |= {"start": args.period.start, "end": args.period.end}
    totals = context.snapshot.row(f"SELECT {_TOTALS} FROM {NOW} WHERE {selected}", values)
    rows = context.snapshot.rows(
        f"SELECT * FROM {NOW} WHERE {selected} ORDER BY {_SORT[args.sort_by]} {args.order} "
        f"NULLS LAST, opportunity_id LIMIT {args.limit}",
        values,
    )
    _account_for(report, args, everything, chosen.values, totals)
    _tell(report, args, totals, rows)
    return report.result()


def _refuse_impossible(args: FindDeals) -> None:
    if args.status in ("won", "lost") and args.sort_by in _SCORED_SORTS:
        raise UsageError(
            f"find_deals: closed deals have no {args.sort_by.replace('_', ' ')}.",
            fix="Sort them by amount, age or closed.",
        )
    if args.status in ("open", "stale") and args.sort_by == "closed":
        raise UsageError(
            "find_deals: open deals have no closing date yet.", fix="Sort by expected_close."
        )


def _account_for(
    report: Report, args: FindDeals, everything: str, values: dict[str, Any], totals: Row
) -> None:
    around = report.snapshot.row(
        f"SELECT count(*) AS n, count(*) FILTER (({_COUNTS_ON}) IS NULL) AS undated "
        f"FROM {NOW} WHERE {everything}",
        values,
    )
    report.rows_read = int(around["n"])
    if args.period:
        report.leave_out("no closing date, recorded or expected", around["undated"])
        report.leave_out("outside the period", around["n"] - around["undated"] - totals["n"])
    report.no_rate(int(totals["no_rate"]))
    report.list_priced(totals["list_priced"], totals["n"])
    report.as_extracted("account", "recorded_close_on")


def _tell(report: Report, args: FindDeals, totals: Row, rows: list[Row]) -> None:
    n = int(totals["n"])
    before, after = _KINDS[args.status]
    count = report.count(_COUNTS[args.status], n, args.period, n=n)
    when = _when(args)
    deals = "deal" if n == 1 else "deals"
    if not n:
        report.say("headline", f"No {before}deal{after}" + report.place("count") + when + ".",
                   count=count)  # fmt: skip
        return
    report.say(
        "headline",
        "{count} " + before + deals + after + report.place("count") + when + ", worth {amount}"
        + (" in all." if n > 1 else "."),
        count=count,
        amount=report.total("amount", totals["amount"], period=args.period),
    )  # fmt: skip
    for row in rows[:TEXT_ROWS]:
        tell_deal(report, row, args.sort_by)
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


def _when(args: FindDeals) -> str:
    if not args.period:
        return ""
    verb = {"won": "", "lost": "", "all": " closing"}.get(args.status, " set to close")
    return verb + " {count.period}"


def _show(report: Report, args: FindDeals, rows: list[Row]) -> None:
    report.table(
        f"{args.status.capitalize()} deals",
        (
            ("deal", "text"), ("account", "text"), ("product", "text"), ("rep", "text"),
            ("stage", "text"), ("status", "text"), ("amount", "money"), ("age", "days"),
            ("risk", "score"), ("win probability", "ratio"), ("value at risk", "money"),
            ("recorded close", "date"), ("expected on", "date"), ("closed", "date"),
        ),
        [
            (
                row["opportunity_id"], row["account"], row["product"], row["rep"], row["stage"],
                row["status"], cents(row["value"]), row["age_days"],
                None if row["risk_score"] is None else round(row["risk_score"], 1),
                row["win_probability"], cents(row["value_at_risk"]),
                iso(row["recorded_close_on"]), iso(row["expected_close_on"]),
                iso(row["closed_on"]),
            )
            for row in rows
        ],
    )  # fmt: skip
    report.suggestions += [
        f"Summarize deal {rows[0]['opportunity_id']}",
        "What's at risk this week?",
        "How does the pipeline look by stage?",
    ]


TOOL = Tool(
    name="find_deals",
    summary="A list of deals by status, scope and period, in any order.",
    arguments=FindDeals,
    run=find_deals,
    examples=("biggest open deals", "deals closing this month", "deals we lost last month"),
    figures=(
        "deals_count", "open_deals", "deals_won", "deals_lost", "stale_count", "amount",
        "close_value", "age_days", "risk_score", "risk_level", "win_probability",
        "value_at_risk", "expected_close_on", "recorded_close_on", "closed_on", "status",
    ),
    later=("where", "dates"),
)  # fmt: skip
