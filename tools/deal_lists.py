"""One line for a deal in a list that is not about risk: amount, and what the list is ordered by."""

from __future__ import annotations

from data.store.snapshot import Row
from tools.deal_rows import deal_day, deal_money, deal_subject, level_words, risk_score
from tools.facts import Fact
from tools.report import Report


def tell_deal(report: Report, row: Row, sort_by: str) -> None:
    """Add the claim for one deal: its amount, the figure of the order, and when it closes."""
    facts: dict[str, Fact | None] = {"amount": deal_money(report, row, "amount", "value")}
    words = "{amount.name}: {amount}" + _order_words(report, row, sort_by, facts)
    if row["status"] == "open":
        words += _closing_words(report, row, facts)
    else:
        facts["closed"] = deal_day(report, row, "closed_on")
        facts["status"] = report.ledger.add(deal_subject(row), "status", row["status"], "text")
        words += ", {status} {closed}"
    report.say("item", words, **facts)


def _order_words(report: Report, row: Row, sort_by: str, facts: dict[str, Fact | None]) -> str:
    subject = deal_subject(row)
    if sort_by == "age" and row["age_days"] is not None:
        facts["age"] = report.ledger.add(subject, "age_days", int(row["age_days"]), "days")
        return ", {age} old"
    if row["risk_score"] is None:
        return ""
    if sort_by == "win_probability":
        facts["win"] = report.ledger.add(
            subject, "win_probability", row["win_probability"], "ratio", good_when="up"
        )
        return ", {win} chance to win within a year"
    if row["stale"]:
        return ", stale"
    facts["risk"] = risk_score(report, row)
    level, facts["level"] = level_words(report, row)
    if sort_by == "value_at_risk":
        facts["at_risk"] = deal_money(report, row, "value_at_risk")
        return ", risk {risk}" + level + ", {at_risk} at risk"
    return ", risk {risk}" + level


def _closing_words(report: Report, row: Row, facts: dict[str, Fact | None]) -> str:
    words = ""
    if row["recorded_close_on"]:
        facts["planned"] = deal_day(report, row, "recorded_close_on")
        words += ", recorded to close {planned}"
    if row["expected_close_on"]:
        facts["expected"] = deal_day(report, row, "expected_close_on")
        words += ", expected to close by {expected}" if not words else ", expected by {expected}"
    return words
