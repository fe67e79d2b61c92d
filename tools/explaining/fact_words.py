"""The facts of a deal that changed, in words: "the stage from Proposal to Negotiation"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from analytics.score_chain import ChangedFact
from data.periods import Period
from data.store.snapshot import Row, Snapshot
from tools.deals.rows import deal_subject
from tools.facts import Fact, Value, show_value
from tools.report import Report

# Feature → words, unit. The first that changed of a group is told first.
_WORDS = {
    "stage_position": ("stage", "stage"),
    "dated_stage_position": ("stage", "stage"),
    "activities_28d": ("recent activities", "count"),
    "days_since_activity": ("days since the last activity", "days"),
    "days_in_stage": ("days in the present stage", "days"),
    "recorded_close": ("recorded closing date", "date"),
    "push_count": ("number of pushes", "count"),
    "log_amount": ("amount", "money"),
    "discount_rate": ("discount", "ratio"),
    "log_list_value": ("value at list price", "money"),
    "line_count": ("products offered", "count"),
    "rep": ("owner", "text"),
    "rep_win_rate": ("win rate of the owner", "ratio"),
    "rep_open_deals": ("open deals of the owner", "count"),
    "rep_closed_365d": ("deals the owner closed within a year", "count"),
    "account_won_deals": ("deals won with the customer before", "count"),
    "account_has_other_open": ("other open deals with the customer", "yes_no"),
}
# Every feature that a change may be told of; others go by their own name.
FEATURES = (*_WORDS, "product", "family", "segment", "sector", "region", "type", "source",
            "rep_tenure_days")  # fmt: skip
_ORDER = list(_WORDS)
# Told in the table only: said in a sentence, yes and no would read as more than they are.
IN_TABLE_ONLY = ("account_has_other_open",)
_LATE, _AHEAD = "days_overdue", "days_to_recorded_close"


@dataclass(frozen=True)
class Told:
    """A changed fact as values that can be shown."""

    driver: str
    feature: str
    label: str
    unit: str
    was: Value
    now: Value


def told_facts(snapshot: Snapshot, facts: list[ChangedFact]) -> list[Told]:
    """Changed facts as a person would name them, each once, the most telling of a group first."""
    stages = {
        str(row["position"]): row["stage"]
        for row in snapshot.rows("SELECT position, stage FROM stages WHERE status = 'open'")
    }
    told: dict[str, Told] = {}
    for fact in _dated(facts):
        label, unit = _WORDS.get(fact.feature, (fact.feature.replace("_", " "), "text"))
        was, now = (_value(one, unit, fact.feature, stages) for one in (fact.was, fact.now))
        unit = "text" if unit in ("stage", "yes_no") else unit
        if show_value(was, unit) != show_value(now, unit) and label not in told:
            told[label] = Told(fact.driver, fact.feature, label, unit, was, now)
    return sorted(told.values(), key=lambda one: _place(one.feature))


def _place(feature: str) -> int:
    return _ORDER.index(feature) if feature in _ORDER else len(_ORDER)


def _dated(facts: list[ChangedFact]) -> list[ChangedFact]:
    """Days to and past the recorded closing date as that date itself."""
    by_name = {fact.feature: fact for fact in facts}
    found = [fact for fact in facts if fact.feature not in (_LATE, _AHEAD)]
    moved = [by_name[name] for name in (_AHEAD, _LATE) if name in by_name]
    either = max(moved, key=lambda fact: fact.day, default=None)
    if either is not None:
        same_day = {fact.feature: fact for fact in moved if fact.day == either.day}
        days = [same_day.get(name) for name in (_AHEAD, _LATE)]
        was = _recorded(either.day, *(fact.was if fact else None for fact in days))
        now = _recorded(either.day, *(fact.now if fact else None for fact in days))
        found.append(ChangedFact(either.driver, "recorded_close", was, now, either.day))
    return sorted(found, key=lambda fact: _place(fact.feature))


def _recorded(day: date, ahead: str | None, late: str | None) -> str | None:
    """The date that lies so many days ahead, or so many back."""
    if ahead is None and late is None:
        return None
    return str(day + timedelta(days=round(float(ahead or 0) - float(late or 0))))


def _value(text: str | None, unit: str, feature: str, stages: dict[str, str]) -> Value:
    if text is None or unit in ("text", "date"):
        return text
    if unit == "stage":
        return stages.get(text, text)
    if unit == "yes_no":
        return "yes" if float(text) else "no"
    if feature.startswith("log_"):
        return round(exp(float(text)), 2)
    return _NUMBERS[unit](float(text))


_NUMBERS: dict[str, Callable[[float], Value]] = {
    "count": round, "days": round, "ratio": lambda value: round(value, 4),
}  # fmt: skip


def fact_clause(
    report: Report, deal: Row, told: Told, number: int, span: Period
) -> tuple[str, dict[str, Fact]]:
    """Words with slots for one changed fact, and its facts, each of the day at its end."""
    unit = report.currency if told.unit == "money" else told.unit
    slots = {}
    for end, value, day in (("was", told.was, span.start), ("now", told.now, span.end)):
        slots[f"{end}_{number}"] = report.ledger.add(
            deal_subject(deal), told.feature, value, unit, period=Period(start=day, end=day)
        )
    was, now = f"{{was_{number}}}", f"{{now_{number}}}"
    if told.unit == "date":
        return f"{told.label} ({was}, now {now})", slots
    return f"{told.label}{_verb(told)} from {was} to {now}", slots


def _verb(told: Told) -> str:
    """Which way a figure moved."""
    if isinstance(told.was, str) or isinstance(told.now, str) or None in (told.was, told.now):
        return ""
    return " rose" if float(told.now or 0) > float(told.was or 0) else " fell"
