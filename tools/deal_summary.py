"""The tool `deal_summary`: one deal on one screen, with what is unknown about it."""

from __future__ import annotations

from pydantic import Field
from rapidfuzz import process

from analytics.scored import NOW
from data.errors import NoData
from data.store.snapshot import Row
from tools.arguments import Arguments, AsOfArg
from tools.context import Context
from tools.deals.driver_rows import WORTH_SAYING, driver_points, drivers_of, has_drivers
from tools.deals.next_action import tell_action
from tools.deals.outlook import tell_outlook
from tools.deals.rows import (
    cents,
    close_window,
    deal_day,
    deal_money,
    deal_subject,
    iso,
    list_deals,
)
from tools.facts import Fact, show_value
from tools.principal import row_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

MOST_DRIVERS = 3


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
        _tell_drivers(report, row)
        tell_action(report, row)
        _tell_dates(report, row)
        _tell_ages(report, row)
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
    """When it should close: by the model, and as planned."""
    words: list[str] = []
    facts: dict[str, Fact | None] = {"window": None if row["stale"] else close_window(report, row)}
    if facts["window"]:
        words.append("it is expected to close {window.period}, as likely before as after {window}")
    if row["recorded_close_on"] is not None:
        facts["planned"] = deal_day(report, row, "recorded_close_on")
        facts["pushes"], moved = _pushes(report, row)
        late = ""
        if row["days_overdue"]:
            late = ", {overdue} ago"
            facts["overdue"] = report.ledger.add(
                deal_subject(row), "days_overdue", int(row["days_overdue"]), "days",
                good_when="down",
            )  # fmt: skip
        words.append("the recorded closing date is {planned}" + late + moved)
    if words:
        said = "; ".join(words)
        report.say("item", said[0].upper() + said[1:], **facts)


def _tell_ages(report: Report, row: Row) -> None:
    """How long it has been open, in its stage, and without activity."""
    words: list[str] = []
    facts: dict[str, Fact | None] = {}
    for column, said in (
        ("age_days", "open for {age_days}"),
        ("days_in_stage", "in its stage for {days_in_stage}"),
        ("days_since_activity", "{days_since_activity} since its last activity"),
    ):
        if row.get(column) is not None:
            facts[column] = report.ledger.add(deal_subject(row), column, int(row[column]), "days")
            words.append(said)
    if words:
        said = ", ".join(words)
        report.say("item", said[0].upper() + said[1:], **facts)


def _pushes(report: Report, row: Row) -> tuple[Fact | None, str]:
    if not row["push_count"]:
        return None, ""
    n = int(row["push_count"])
    pushes = report.ledger.add(
        deal_subject(row), "push_count", n, "count", good_when="down",
        display="once" if n == 1 else f"{n} times",
    )  # fmt: skip
    return pushes, ", and it was pushed {pushes}"


def _tell_drivers(report: Report, row: Row) -> None:
    """What speaks most against the deal, and most for it: up to three of each."""
    if not has_drivers(report.snapshot):
        code = "outside_history" if report.context.is_looking_back else "missing_table"
        report.unknown(code, "No drivers and next actions are kept for that day.", "deal_drivers")
        return
    drivers = drivers_of(report.snapshot, [row]).get(row["opportunity_id"], [])
    for sign, side in ((1, "against"), (-1, "for")):
        told = [d for d in drivers if sign * d["points"] >= WORTH_SAYING][:MOST_DRIVERS]
        facts = {
            f"driver_{at}": driver_points(report, row, d["driver"], d["points"])
            for at, d in enumerate(told)
        }
        if facts:
            listed = [f"{{{slot}.name}} ({{{slot}}})" for slot in facts]
            report.say("item", f"What speaks {side} it: {_and(listed)}", **facts)


def _and(words: list[str]) -> str:
    """Words joined as in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


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
            _name_unknown(report, column, words)
    if row["amount_is_list_price"] and row["status"] != "won":
        report.unknown(
            "missing_value", "No amount is recorded; the list price stands in.",
            "opportunities.amount",
        )  # fmt: skip
    if not report.snapshot.has_table("activities"):
        report.unknown("missing_table", "No activities are recorded.", "activities")
    report.as_extracted("account", "recorded_close_on")


def _name_unknown(report: Report, column: str, words: str) -> None:
    """Why a value is not there: not fed, not filled, or not kept for an earlier day."""
    manifest = report.snapshot.manifest
    if not report.snapshot.feeds(column):
        report.unknown("missing_column", f"No {words} is recorded.", f"opportunities.{column}")
    elif report.context.is_looking_back and manifest.known.get(column) == "current":
        report.unknown(
            "outside_history",
            f"The {words} of that day is not known: only the latest is kept.",
            f"opportunities.{column}",
        )
    else:
        report.unknown("missing_value", f"No {words} is recorded.", f"opportunities.{column}")


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
    if has_drivers(report.snapshot) and row["status"] == "open":
        report.suggestions.append(f"Why is {row['opportunity_id']} risky?")
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
        "expected_close_on", "expected_close_to", "next_step", "note", "driver", "driver_points",
        "next_action", "rule", "rule_limit", "amount", "category", "days_since_activity",
        "days_in_stage", "discount_rate", "competitor", "type",
    ),
)  # fmt: skip
