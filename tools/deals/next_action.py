"""The next action of a deal in words: what to do, by which rule, on which facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.store.snapshot import Row, Snapshot
from tools.deals.rows import cents, deal_subject, iso
from tools.facts import Fact, Value
from tools.report import Report

TABLE = "deal_actions"
_WORDS = {
    "stale": "it is {own}",
    "age_days": "it has been open for {own}",
    "amount": "it is worth {own}",
    "category": "its forecast category is {own}",
    "win_by_horizon": "its chance to be won by the horizon is {own}",
    "push_count": "it was pushed {own}",
    "recorded_close_on": "its recorded closing date is {own}",
    "days_overdue": "it is {own} overdue",
    "days_since_activity": "{own} since its last activity",
    "days_in_stage": "it has been in its stage for {own}",
    "stage": "its stage is {own}",
    "discount_rate": "its discount is {own}",
    "competitor": "its competitor is {own}",
    "type": "its type is {own}",
    "next_step": "no next step is recorded",
    "expected_close_on": "it is expected to close on {own}",
    "value_at_risk": "{own} of it is at risk",
}


def actions_of(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, Row]:
    """The action of each deal for which a rule holds; empty where none were published."""
    if not snapshot.has_table(TABLE):
        return {}
    rows = snapshot.rows(
        f"SELECT * FROM {TABLE} WHERE list_contains($ids, opportunity_id)", {"ids": list(ids)}
    )
    return {row["opportunity_id"]: row for row in rows}


def action_fact(report: Report, deal: Row, action: Row) -> Fact:
    """What to do about a deal."""
    said = in_words(action["action"])
    return report.ledger.add(
        deal_subject(deal), "next_action", action["action"], "text", display=said
    )


def in_words(action: str) -> str:
    """An action as it stands within a sentence."""
    return action[:1].lower() + action[1:]


def tell_action(report: Report, deal: Row) -> None:
    """Say the next action of one deal with the rule and the facts that triggered it, or none."""
    if not report.snapshot.has_table(TABLE):
        return
    action = actions_of(report.snapshot, [deal["opportunity_id"]]).get(deal["opportunity_id"])
    if action is None:
        report.say("item", "There is no next action to suggest.")
        return
    rule = report.ledger.add(
        deal_subject(deal), "rule", action["rule"], "text", display=rule_words(action)
    )
    facts: dict[str, Fact | None] = {"action": action_fact(report, deal, action), "rule": rule}
    clauses = []
    for number, trigger in enumerate(action["triggers"]):
        clauses.append(_trigger(report, deal, trigger, number, facts))
    reason = "; ".join(clauses)
    report.say("item", "Next action: {action}. Reason (rule “{rule}”): " + reason + ".", **facts)


def rule_words(action: Row) -> str:
    """A rule's id as words."""
    return str(action["rule"]).replace("_", " ")


def _trigger(
    report: Report, deal: Row, trigger: dict[str, Any], number: int, facts: dict[str, Fact | None]
) -> str:
    words = _WORDS[trigger["metric"]]
    if "{own}" in words:
        facts[f"own_{number}"] = _own(report, deal, trigger)
        words = words.replace("{own}", f"{{own_{number}}}")
    if trigger["peer_value"] is not None and trigger["unit"] != "money":
        limit = _value(trigger["peer_value"], trigger["unit"])
        facts[f"limit_{number}"] = report.ledger.add(
            deal_subject(deal), "rule_limit", limit, trigger["unit"]
        )
        words += f" (the rule's limit is {{limit_{number}}})"
    return words


def _own(report: Report, deal: Row, trigger: dict[str, Any]) -> Fact:
    unit, metric = trigger["unit"], trigger["metric"]
    if unit == "date":
        return report.ledger.add(deal_subject(deal), metric, iso(trigger["day"]), "date")
    if unit == "text":
        return report.ledger.add(deal_subject(deal), metric, trigger["text"], "text")
    value = _value(trigger["value"], unit)
    display = None
    if metric == "push_count":
        display = "once" if value == 1 else f"{value} times"
    unit = deal["currency"] if unit == "money" else unit
    return report.ledger.add(deal_subject(deal), metric, value, unit, display=display)


def _value(value: float, unit: str) -> Value:
    if unit in ("days", "count"):
        return int(value)
    return cents(value) if unit == "money" else value
