"""How many listed deals stand at each level, and how often such deals were won in the past."""

from __future__ import annotations

from typing import Any

from analytics.scored import NOW
from tools.facts import Fact, Subject
from tools.report import Report

ORDER = ("high", "medium", "low")
PAST_WORDS = "past win rate {rate} by the horizon ({rate.interval}; {rate.n} past forecasts)"


def tell_levels(report: Report, selected: str, values: dict[str, Any]) -> None:
    """Say the count of deals at each level in use, with the level's past win rate."""
    levels = past_levels(report)
    if not levels:
        reason = level_reason(report)
        report.unknown("too_few", f"No risk levels: {reason}" if reason else "No risk levels.")
        return
    rows = report.snapshot.rows(
        f"SELECT risk_level AS level, count(*) AS n FROM {NOW} WHERE {selected} GROUP BY 1", values
    )
    counts = {row["level"]: int(row["n"]) for row in rows}
    for name in ORDER:
        if name not in levels or not counts.get(name):
            continue
        subject = Subject(kind="level", id=name, name=name)
        level = levels[name]
        count = report.ledger.add(subject, "level_count", counts[name], "count")
        rate = past_rate(report, level)
        deals = "deal" if counts[name] == 1 else "deals"
        report.say(
            "level",
            "{rate.name} risk: {count} " + deals + "; " + PAST_WORDS,
            count=count, rate=rate,
        )  # fmt: skip


def past_levels(report: Report) -> dict[str, dict[str, Any]]:
    """Levels in use with their past win rates, from the model card frozen in the snapshot."""
    return {level["name"]: level for level in _frozen(report).get("levels", [])}


def level_reason(report: Report) -> str:
    """Why levels are not in use, as the card says it."""
    return str(_frozen(report).get("reason", ""))


def past_rate(report: Report, level: dict[str, Any]) -> Fact:
    """How often past deals at a level were won by their horizon; n counts past forecasts."""
    past = level["past"]
    return report.ledger.add(
        Subject(kind="level", id=level["name"], name=level["name"]),
        "level_past_win_rate", past["win_rate"], "ratio",
        n=past["rows"], interval=(past["low"], past["high"]), good_when="up",
    )  # fmt: skip


def _frozen(report: Report) -> dict[str, Any]:
    model = report.snapshot.manifest.model
    return dict(model.card.get("levels", {})) if model else {}
