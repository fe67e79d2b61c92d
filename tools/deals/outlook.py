"""What the model expects of one open deal: chances by the horizon, risk, level, closing window."""

from __future__ import annotations

from data.store.snapshot import Row
from tools.deals.risk_levels import PAST_WORDS, past_levels, past_rate
from tools.deals.rows import deal_money, deal_subject, level_words, risk_score
from tools.facts import Fact
from tools.report import Report


def tell_outlook(report: Report, row: Row) -> None:
    """Say the outlook, or why there is none."""
    if row["win_by_horizon"] is None:
        reason = report.snapshot.manifest.no_scores or "the deal has no creation date"
        report.unknown("too_few", f"No chances: {reason}")
        return
    _tell_chances(report, row)
    if row["stale"]:
        report.say(
            "note",
            "{stale.name} is {stale}: too little chance of ever closing for a level or a window.",
            stale=report.ledger.add(deal_subject(row), "stale", "stale", "text"),
        )
        return
    _tell_risk(report, row)


def _tell_chances(report: Report, row: Row) -> None:
    subject = deal_subject(row)

    def chance(metric: str, good: str | None = None) -> Fact:
        return report.ledger.add(subject, metric, row[metric], "ratio", good_when=good)  # type: ignore[arg-type]

    report.say(
        "detail",
        "By {horizon}, the chance to be won is {win}, to be lost {loss}, and to be still open "
        "{slip}. Its win probability within a year is {ever}.",
        horizon=report.ledger.add(subject, "horizon_on", str(row["horizon_on"]), "date"),
        win=chance("win_by_horizon", "up"),
        loss=chance("loss_by_horizon", "down"),
        slip=chance("slip_by_horizon", "down"),
        ever=chance("win_probability", "up"),
    )


def _tell_risk(report: Report, row: Row) -> None:
    level, level_fact = level_words(report, row)
    report.say(
        "detail",
        "Its risk is {risk}" + level + "; {at_risk} is at risk: {loss} to a loss and {slip} to "
        "a slip.",
        risk=risk_score(report, row),
        level=level_fact,
        at_risk=deal_money(report, row, "value_at_risk"),
        loss=deal_money(report, row, "value_at_loss"),
        slip=deal_money(report, row, "value_at_slip"),
    )
    past = past_levels(report).get(row["risk_level"] or "")
    if past:
        report.say(
            "detail",
            "Deals at {rate.name} risk: " + PAST_WORDS + ".",
            rate=past_rate(report, past),
        )
