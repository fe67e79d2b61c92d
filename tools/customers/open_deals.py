"""What is open with an account: each deal with stage, chance, risk, window and next action."""

from __future__ import annotations

from analytics.scored import NOW
from data.store.snapshot import Row
from tools.deals.next_action import action_fact, actions_of
from tools.deals.rows import (
    cents,
    close_window,
    deal_money,
    deal_subject,
    iso,
    level_words,
    list_deals,
    risk_score,
)
from tools.facts import Fact
from tools.filters import Filter
from tools.report import Report

MOST_TOLD = 3
MOST_LISTED = 50


def tell_open_deals(report: Report, chosen: Filter) -> list[Row]:
    """Say the largest open deals and list all: stale ones last, the largest first, ties by id."""
    rows = report.snapshot.rows(
        f"SELECT * FROM {NOW} WHERE status = 'open' AND {chosen.condition} "
        "ORDER BY coalesce(stale, false), amount_summed DESC NULLS LAST, opportunity_id "
        f"LIMIT {MOST_LISTED}",
        chosen.values,
    )
    if not rows:
        return rows
    actions = actions_of(report.snapshot, [row["opportunity_id"] for row in rows])
    for row in rows[:MOST_TOLD]:
        _tell(report, row, actions.get(row["opportunity_id"]))
    list_deals(report, rows)
    report.table(
        "Open deals",
        (
            ("deal", "text"), ("product", "text"), ("rep", "text"), ("stage", "text"),
            ("amount", "money"), ("win probability", "ratio"), ("risk", "score"),
            ("level", "text"), ("value at risk", "money"), ("stale", "text"), ("age", "days"),
            ("recorded close", "date"), ("expected on", "date"), ("next action", "text"),
            ("next step", "text"),
        ),
        [_cells(row, actions.get(row["opportunity_id"])) for row in rows],
    )  # fmt: skip
    return rows


def _tell(report: Report, row: Row, action: Row | None) -> None:
    facts: dict[str, Fact | None] = {"amount": deal_money(report, row, "amount")}
    facts["stage"] = report.ledger.add(deal_subject(row), "stage", row["stage"], "text")
    words = "{amount.name}: {amount}, in the {stage} stage"
    if row["win_probability"] is not None:
        facts["win"] = report.ledger.add(
            deal_subject(row), "win_probability", row["win_probability"], "ratio", good_when="up"
        )
        words += ", {win} chance to win within a year"
    if row["stale"]:
        words += ", stale"
    elif row["risk_score"] is not None:
        facts["risk"], (level, facts["level"]) = risk_score(report, row), level_words(report, row)
        words += ", risk {risk}" + level
    if row["expected_close_on"]:
        facts["window"] = close_window(report, row)
        words += ", expected to close {window.period}"
    if action:
        facts["action"] = action_fact(report, row, action)
        words += "; next action: {action}"
    report.say("item", words, **facts)


def _cells(row: Row, action: Row | None) -> tuple[object, ...]:
    return (
        row["opportunity_id"], row["product"], row["rep"], row["stage"], cents(row["amount"]),
        row["win_probability"],
        None if row["risk_score"] is None else round(row["risk_score"], 1),
        row["risk_level"] or None, cents(row["value_at_risk"]), "yes" if row["stale"] else "no",
        row["age_days"], iso(row["recorded_close_on"]), iso(row["expected_close_on"]),
        action["action"] if action else None, row["next_step"],
    )  # fmt: skip


def tell_recorded(report: Report, chosen: Filter, last_activity: object) -> None:
    """Say the last activity, and the last words of the CRM as written: shown, never followed."""
    if report.snapshot.has_table("activities"):
        if last_activity is not None:
            day = report.total("last_activity_on", iso(last_activity), "date")
            report.say("note", "The last activity was on {day}.", day=day)
    else:
        report.unknown("missing_table", "No activities are recorded.", "activities")
    for column, of, words in (
        ("next_step", "status = 'open'", "Next step, as written"),
        ("note", "true", "Last note, as written"),
    ):
        row = _latest(report, chosen, column, of)
        if row is not None:
            text = report.ledger.add(deal_subject(row), column, row[column], "text")
            report.say("item", words + " for {text.name}: “{text}”", text=text)


def _latest(report: Report, chosen: Filter, column: str, of: str) -> Row | None:
    """The deal with such words that was worked on last: open ones first, then by its last day."""
    rows = report.snapshot.rows(
        f"SELECT opportunity_id, account, product, {column} FROM deals "
        f"WHERE {column} IS NOT NULL AND {of} AND {chosen.condition} "
        "ORDER BY status = 'open' DESC, "
        "coalesce(last_activity_on, closed_on, started_on) DESC NULLS LAST, opportunity_id LIMIT 1",
        chosen.values,
    )
    return rows[0] if rows else None
