"""The tool `account_summary`: one account on one page, with what is unknown about it."""

from __future__ import annotations

from pydantic import Field

from data.store.snapshot import Row
from tools.arguments import Arguments, Scope
from tools.context import Context
from tools.customers.history import ends_of, tell_history, tell_people, tell_products
from tools.customers.open_deals import tell_open_deals, tell_recorded
from tools.customers.who import Account, account_cells, account_named, name_missing, tell_account
from tools.deals.rows import iso
from tools.facts import Subject
from tools.filters import deals_filter
from tools.people.open_deals import open_totals, tell_open
from tools.people.page import chart_quarters
from tools.people.record import FIGURES, record_of
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

_ABSENT = {"parent": "none recorded", "children": "none recorded", "last activity": "none"}


class AccountSummary(Arguments):
    """Arguments of `account_summary`."""

    account: str = Field(min_length=1, description="The account's name.")


def account_summary(context: Context, args: AccountSummary) -> ToolResult:
    """Who an account is, what was won and lost with it, what is open, and what is unknown.

    Population: deals of the account that the person who asks may see; those of accounts that
    belong to it are not counted. The history is all that is known, each figure the one `metric`
    says for this account; the win rate stands with its count and 95% interval. Open deals are as
    of now. Products are those ordered, where orders are fed, else those of won deals.

    Raises:
        NoData: `unknown_entity`, with the nearest names.
    """
    chosen = deals_filter(context, Scope(account=(args.account.strip(),)))
    name = str(chosen.values["keep_account"][0])
    report = Report("account_summary", context, chosen)
    report.subject = Subject(kind="scope", id=name, name=name)
    account, ends = account_named(context, name), ends_of(context, chosen)
    record, totals = record_of(context, chosen, None), open_totals(context, chosen)
    report.rows_read = int(ends["deals"])
    tell_history(report, record, ends)
    tell_account(report, account)
    tell_open(report, totals)
    tell_people(report, chosen)
    tell_products(report, chosen)
    rows = tell_open_deals(report, chosen)
    tell_recorded(report, chosen, ends["last_activity"])
    if not ends["deals"]:
        report.unknown("too_few", "No deal with this account is recorded.")
    name_missing(report, account)
    _table(report, account, ends)
    chart_quarters(report, chosen)
    report.suggestions += _suggestions(name, rows)
    return report.result()


def _table(report: Report, account: Account, ends: Row) -> None:
    more = [
        ("deals in all", int(ends["deals"])), ("first won", iso(ends["first_won"])),
        ("last won", iso(ends["last_won"])), ("last closed", iso(ends["last_closed"])),
        ("last activity", iso(ends["last_activity"])),
    ]  # fmt: skip
    cells = [*account_cells(account), *more]
    report.table(
        f"Account {account.name}",
        (("field", "text"), ("value", "text")),
        [
            (field, _ABSENT.get(field, "unknown") if value is None else str(value))
            for field, value in cells
        ],
    )


def _suggestions(name: str, rows: list[Row]) -> list[str]:
    first = [f"Summarize deal {rows[0]['opportunity_id']}"] if rows else []
    return [
        *first,
        f"What is open with {name}?",
        f"Which deals did we win with {name}?",
        f"Revenue won by quarter for {name}",
    ]


TOOL = Tool(
    name="account_summary",
    summary="One account on one page: who it is, its history, what is open with it.",
    arguments=AccountSummary,
    run=account_summary,
    examples=("tell me about Cancity", "what is our history with Genco"),
    figures=(
        *FIGURES, "first_won_on", "last_won_on", "sector", "segment", "country", "employees",
        "parent", "children", "child_accounts", "open_deals", "open_pipeline", "value_at_risk",
        "weighted_pipeline", "horizon_on", "undated_count", "ordered_amount", "amount", "stage",
        "win_probability", "risk_score", "risk_level", "expected_close_on", "expected_close_from",
        "expected_close_to", "next_action", "last_activity_on", "next_step", "note",
    ),
)  # fmt: skip
