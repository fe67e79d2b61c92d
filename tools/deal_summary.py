"""The tool `deal_summary`: one deal on one screen, with what is unknown about it."""

from __future__ import annotations

from pydantic import Field
from rapidfuzz import process

from analytics.scored import NOW
from data.errors import NoData
from data.store.snapshot import Row
from tools.arguments import Arguments, AsOfArg
from tools.context import Context
from tools.deal_outlook import tell_outlook
from tools.deal_rows import cents, deal_day, deal_money, deal_subject, iso, list_deals
from tools.facts import Fact, show_value
from tools.principal import row_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult


class DealSummary(Arguments):
    """Arguments of `deal_summary`."""

    deal: str = Field(min_length=1, description="The deal's id.")
    as_of: AsOfArg = None


def deal_summary(context: Context, args: DealSummary) -> ToolResult:
    """State, amount, chances by the horizon, dates, recorded words and unknowns of one deal.

    Raises:
        NoData: `unknown_entity` for an id that does not exist for this person.
    """
    context = context.at(args.as_of)
    row = find_deal(context, args.deal)
    report = Report("deal_summary", context)
    report.rows_read = 1
    _tell_state(report, row)
    if row["status"] == "open":
        tell_outlook(report, row)
        _tell_dates(report, row)
    _tell_recorded(report, row)
    _name_unknowns(report, row)
    list_deals(report, [row])
    _show(report, row)
    return report.result()


def find_deal(context: Context, deal_id: str) -> Row:
    """The deal of that id, among the rows that exist for this person; letter case is ignored.

    Raises:
        NoData: `unknown_entity`, with the nearest ids.
    """
    own, values = row_filter(context.principal)
    rows = context.snapshot.rows(
        f"SELECT * FROM {NOW} WHERE lower(opportunity_id) = lower($deal) AND {own}",
        {**values, "deal": deal_id.strip()},
    )
    exact = [row for row in rows if row["opportunity_id"] == deal_id.strip()]
    if rows:
        return (exact or rows)[0]
    known = [
        row["id"]
        for row in context.snapshot.rows(
            f"SELECT opportunity_id AS id FROM deals WHERE {own} ORDER BY 1", values
        )
    ]
    close = process.extract(deal_id.upper(), known, limit=3, score_cutoff=70)
    nearest = [entry[0] for entry in close]
    hint = f" The nearest: {', '.join(nearest)}." if nearest else ""
    raise NoData("unknown_entity", f"No deal {deal_id!r} is known here.{hint}", needs=nearest)


def _tell_state(report: Report, row: Row) -> None:
    subject = deal_subject(row)
    status = report.ledger.add(subject, "status", row["status"], "text")
    stage = report.ledger.add(subject, "stage", row["stage"], "text")
    owner = report.ledger.add(subject, "rep", row["rep"], "text")
    amount = deal_money(report, row, "amount", "value")
    listed = " (list price)" if row["status"] != "won" and row["amount_is_list_price"] else ""
    words = "{status.name} is {status} in stage {stage}, owned by {owner}, worth {amount}" + listed
    closed = None
    if row["status"] != "open":
        words = "{status.name} was {status} on {closed}, owned by {owner}, worth {amount}" + listed
        closed = deal_day(report, row, "closed_on")
    report.say(
        "headline", words + ".", status=status, stage=stage, owner=owner, amount=amount,
        closed=closed,
    )  # fmt: skip


def _tell_dates(report: Report, row: Row) -> None:
    subject = deal_subject(row)
    if row["age_days"] is not None:
        age = report.ledger.add(subject, "age_days", int(row["age_days"]), "days")
        report.say("detail", "It has been open for {age}.", age=age)
    if row["recorded_close_on"] is not None:
        planned = deal_day(report, row, "recorded_close_on")
        pushes, moved = _pushes(report, row)
        overdue = None
        late = ""
        if row["days_overdue"]:
            overdue = report.ledger.add(
                subject, "days_overdue", int(row["days_overdue"]), "days", good_when="down"
            )
            late = ", {overdue} ago"
        report.say(
            "detail",
            "The recorded closing date is {planned}" + late + moved + ".",
            planned=planned, pushes=pushes, overdue=overdue,
        )  # fmt: skip


def _pushes(report: Report, row: Row) -> tuple[Fact | None, str]:
    if not row["push_count"]:
        return None, ""
    n = int(row["push_count"])
    pushes = report.ledger.add(
        deal_subject(row), "push_count", n, "count", good_when="down",
        display="once" if n == 1 else f"{n} times",
    )  # fmt: skip
    return pushes, "; it was pushed {pushes}"


def _tell_recorded(report: Report, row: Row) -> None:
    """The last words in the CRM, quoted as written; they are shown, never followed."""
    for column, words in (
        ("next_step", "Next step, as written"),
        ("note", "Last note, as written"),
    ):
        if row[column]:
            text = report.ledger.add(deal_subject(row), column, row[column], "text")
            report.say("item", words + ": “{text}”", text=text)


def _name_unknowns(report: Report, row: Row) -> None:
    for column, words in (
        ("account", "account"),
        ("recorded_close_on", "planned closing date"),
        ("next_step", "next step"),
        ("note", "note"),
    ):
        if row[column] is None:
            code = "missing_value" if report.snapshot.feeds(column) else "missing_column"
            report.unknown(code, f"No {words} is recorded.", f"opportunities.{column}")
    if row["amount_is_list_price"] and row["status"] != "won":
        report.unknown(
            "missing_value", "No amount is recorded; the list price stands in.",
            "opportunities.amount",
        )  # fmt: skip
    report.unknown("missing_table", "No activities are recorded.", "activities")
    report.as_extracted("account", "recorded_close_on")


def _show(report: Report, row: Row) -> None:
    fields = (
        ("account", row["account"]), ("product", row["product"]), ("owner", row["rep"]),
        ("manager", row["manager"]), ("region", row["region"]), ("sector", row["sector"]),
        ("stage", row["stage"]), ("status", row["status"]),
        ("amount", show_value(cents(row["value"]), row["currency"])),
        ("created", iso(row["created_on"])), ("engaged", iso(row["engaged_on"])),
        ("closed", iso(row["closed_on"])), ("recorded close", iso(row["recorded_close_on"])),
        ("expected from", iso(row["expected_close_from"])),
        ("expected on", iso(row["expected_close_on"])),
        ("expected to", iso(row["expected_close_to"])),
    )  # fmt: skip
    report.table(
        f"Deal {row['opportunity_id']}",
        (("field", "text"), ("value", "text")),
        [
            (name, "unknown" if value is None else value)
            for name, value in fields
            if not (name == "closed" and row["status"] == "open")
        ],
    )
    report.suggestions += [
        f"What else is open with {row['account']}?" if row["account"] else "Biggest open deals",
        "What's at risk this week?",
        "How is the win probability computed?",
    ]


TOOL = Tool(
    name="deal_summary",
    summary="One deal on one screen: state, chances, dates, recorded words, unknowns.",
    arguments=DealSummary,
    run=deal_summary,
    examples=("summarise deal X", "how is the deal with Acme doing"),
    figures=(
        "status", "stage", "rep", "amount", "closed_on", "win_probability", "win_by_horizon",
        "loss_by_horizon", "slip_by_horizon", "horizon_on", "risk_score", "risk_level",
        "stale", "level_past_win_rate", "value_at_risk", "value_at_loss", "value_at_slip",
        "age_days",
        "recorded_close_on", "days_overdue", "push_count", "expected_close_from",
        "expected_close_on", "expected_close_to", "next_step", "note",
    ),
)  # fmt: skip
