"""How deals are named, and the facts and claims that every list of deals is made of."""

from __future__ import annotations

from collections.abc import Mapping

from data.periods import Period
from data.store.snapshot import Row
from tools.facts import Fact, Subject
from tools.report import Report

TEXT_ROWS = 10


def deal_subject(row: Row) -> Subject:
    """A deal is called by its account, product and id, so that no two share a name."""
    account = row["account"] or "No account recorded"
    name = f"{account} – {row['product']} ({row['opportunity_id']})"
    return Subject(kind="deal", id=row["opportunity_id"], name=name)


def list_deals(report: Report, rows: list[Row]) -> None:
    """Remember what a list showed, in order, for follow-ups such as "the second one"."""
    subjects = [deal_subject(row) for row in rows]
    report.listed += [{"kind": "deal", "id": s.id, "name": s.name} for s in subjects]


def iso(day: object) -> str | None:
    """A date as ISO text, or None."""
    return None if day is None else str(day)


def cents(value: object) -> float | None:
    """An amount with two decimals, or None."""
    return None if value is None else round(float(str(value)), 2)


def deal_money(report: Report, row: Row, metric: str, column: str | None = None) -> Fact:
    """An amount of one deal in its own currency."""
    value = cents(row[column or metric])
    return report.ledger.add(deal_subject(row), metric, value, row["currency"])


def deal_day(report: Report, row: Row, metric: str, column: str | None = None) -> Fact:
    """A date of one deal."""
    return report.ledger.add(deal_subject(row), metric, iso(row[column or metric]), "date")


def close_window(report: Report, row: Row) -> Fact | None:
    """The expected closing day; its period is the window from the earliest to the latest tenth."""
    if row["expected_close_on"] is None:
        return None
    for part in ("expected_close_from", "expected_close_to"):
        deal_day(report, row, part)
    window = Period(start=row["expected_close_from"], end=row["expected_close_to"])
    day = str(row["expected_close_on"])
    return report.ledger.add(deal_subject(row), "expected_close_on", day, "date", period=window)


def level_words(report: Report, row: Row) -> tuple[str, Fact | None]:
    """The level in brackets, where levels are in use."""
    if not row["risk_level"]:
        return "", None
    return " ({level})", report.ledger.add(
        deal_subject(row), "risk_level", row["risk_level"], "text"
    )


def risk_score(report: Report, row: Row) -> Fact:
    """The risk score of one deal, with one decimal kept in its value."""
    value = round(row["risk_score"], 1)
    return report.ledger.add(deal_subject(row), "risk_score", value, "score", good_when="down")


def risk_item(
    report: Report, row: Row, more: str = "", facts: Mapping[str, Fact | None] | None = None
) -> None:
    """One row of a list by risk: amount, risk, level, value at risk, expected window, and more."""
    level, level_fact = level_words(report, row)
    window = ", expected to close {window.period}" if row["expected_close_on"] else ""
    late, overdue = _late_words(report, row)
    for part in ("value_at_loss", "value_at_slip"):
        deal_money(report, row, part)
    report.say(
        "item",
        "{amount.name}: {amount}, risk {risk}"
        + level
        + ", {at_risk} at risk"
        + late
        + window
        + more,
        amount=deal_money(report, row, "amount"),
        risk=risk_score(report, row),
        level=level_fact,
        at_risk=deal_money(report, row, "value_at_risk"),
        overdue=overdue,
        window=close_window(report, row),
        **(facts or {}),
    )


def _late_words(report: Report, row: Row) -> tuple[str, Fact | None]:
    """How long the recorded closing date has passed."""
    if not row["days_overdue"]:
        return "", None
    days = int(row["days_overdue"])
    fact = report.ledger.add(deal_subject(row), "days_overdue", days, "days", good_when="down")
    return ", {overdue} overdue", fact
