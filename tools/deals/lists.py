"""One line for a deal in a list: amount, what the list is filtered and ordered by, its closing."""

from __future__ import annotations

from collections.abc import Callable

from data.store.snapshot import Row
from tools.deals.rows import deal_day, deal_money, deal_subject, iso, level_words, risk_score
from tools.facts import Fact
from tools.report import Report
from tools.where import WhereField

Facts = dict[str, Fact | None]


def tell_deal(report: Report, row: Row, sort_by: str, shown: tuple[WhereField, ...]) -> None:
    """Add the claim for one deal: its amount, the figures of the list, and when it closes.

    Args:
        shown: fields of `where` that the list is filtered or ordered by.
    """
    facts: Facts = {"amount": deal_money(report, row, "amount", "value")}
    words = "{amount.name}: {amount}" + _risk_words(report, row, sort_by, facts)
    for field in shown:
        if field in _TRAITS and row[field] is not None:
            words += _TRAITS[field](report, row, facts)
    if row["status"] == "open":
        words += _closing_words(report, row, facts)
    else:
        facts["closed"] = deal_day(report, row, "closed_on")
        facts["status"] = report.ledger.add(deal_subject(row), "status", row["status"], "text")
        words += ", {status} {closed}"
    report.say("item", words, **facts)


def _risk_words(report: Report, row: Row, sort_by: str, facts: Facts) -> str:
    if row["risk_score"] is None or sort_by in ("age", "age_days", "win_probability"):
        return ""
    if row["stale"]:
        return ", stale"
    facts["risk"] = risk_score(report, row)
    level, facts["level"] = level_words(report, row)
    if sort_by == "value_at_risk":
        facts["at_risk"] = deal_money(report, row, "value_at_risk")
        return ", risk {risk}" + level + ", {at_risk} at risk"
    return ", risk {risk}" + level


def _age(report: Report, row: Row, facts: Facts) -> str:
    facts["age"] = _days(report, row, "age_days")
    return ", {age} old"


def _win(report: Report, row: Row, facts: Facts) -> str:
    facts["win"] = report.ledger.add(
        deal_subject(row), "win_probability", row["win_probability"], "ratio", good_when="up"
    )
    return ", {win} chance to win within a year"


def _stay(report: Report, row: Row, facts: Facts) -> str:
    facts["stay"] = _days(report, row, "days_in_stage")
    return ", {stay} in its stage"


def _idle(report: Report, row: Row, facts: Facts) -> str:
    facts["idle"] = _days(report, row, "days_since_activity")
    return ", {idle} since the last activity"


def _pushes(report: Report, row: Row, facts: Facts) -> str:
    n = int(row["push_count"])
    facts["pushes"] = report.ledger.add(
        deal_subject(row), "push_count", n, "count", good_when="down",
        display={0: "never", 1: "once"}.get(n, f"{n} times"),
    )  # fmt: skip
    return ", pushed {pushes}" if n else ""


def _discount(report: Report, row: Row, facts: Facts) -> str:
    facts["discount"] = report.ledger.add(
        deal_subject(row), "discount_rate", row["discount_rate"], "ratio", good_when="down"
    )
    return ", discount {discount}"


def _overdue(report: Report, row: Row, facts: Facts) -> str:
    if not row["days_overdue"]:
        return ""
    facts["overdue"] = _days(report, row, "days_overdue")
    return ", {overdue} overdue"


def _gap(report: Report, row: Row, facts: Facts) -> str:
    days = int(row["date_gap_days"])
    facts["gap"] = report.ledger.add(
        deal_subject(row), "date_gap_days", days, "days",
        display=f"{abs(days)} day{'' if abs(days) == 1 else 's'}",
    )  # fmt: skip
    side = "before" if days < 0 else "after"
    return f", recorded {{gap}} {side} the expected date" if days else ""


def _step(report: Report, row: Row, facts: Facts) -> str:
    facts["step"] = report.ledger.add(deal_subject(row), "next_step", row["next_step"], "text")
    return ", next step as written: “{step}”"


def _days(report: Report, row: Row, metric: str) -> Fact:
    return report.ledger.add(
        deal_subject(row), metric, int(row[metric]), "days",
        good_when=None if metric == "age_days" else "down",
    )  # fmt: skip


_TRAITS: dict[WhereField, Callable[[Report, Row, Facts], str]] = {
    "age_days": _age,
    "win_probability": _win,
    "days_in_stage": _stay,
    "days_since_activity": _idle,
    "push_count": _pushes,
    "discount_rate": _discount,
    "days_overdue": _overdue,
    "date_gap_days": _gap,
    "next_step": _step,
}
# Fields that every list shows in columns of its own.
_ALWAYS = ("age_days", "win_probability", "amount", "account", "risk_score", "close_date")
_COLUMNS: dict[WhereField, tuple[str, str]] = {
    "risk_level": ("level", "text"),
    "days_in_stage": ("days in stage", "days"),
    "days_since_activity": ("days since activity", "days"),
    "push_count": ("pushes", "count"),
    "discount_rate": ("discount", "ratio"),
    "days_overdue": ("overdue", "days"),
    "date_gap_days": ("recorded after expected", "days"),
    "next_step": ("next step", "text"),
}


def trait_columns(shown: tuple[WhereField, ...], dates: str | None) -> list[tuple[str, str, str]]:
    """Columns that a list gets for its conditions, order and dates: field, heading, unit."""
    found = [(field, *_COLUMNS[field]) for field in shown if field not in _ALWAYS]
    return [*found, *([("created", "created", "date")] if dates == "created" else [])]


def trait_cell(row: Row, field: str) -> object:
    """A cell of such a column."""
    if field == "created":
        return iso(row["created_on"] or row["engaged_on"])
    return row[field]


def _closing_words(report: Report, row: Row, facts: Facts) -> str:
    words = ""
    if row["recorded_close_on"]:
        facts["planned"] = deal_day(report, row, "recorded_close_on")
        words += ", recorded to close {planned}"
    if row["expected_close_on"]:
        facts["expected"] = deal_day(report, row, "expected_close_on")
        words += ", expected to close by {expected}" if not words else ", expected by {expected}"
    return words
