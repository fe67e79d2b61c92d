"""One deal between two days: the change of its risk score, or what happened instead."""

from __future__ import annotations

from datetime import date

from analytics.past import REFITTED
from data.store.snapshot import Row
from tools.deal_summary import find_deal
from tools.deals.rows import deal_subject, list_deals
from tools.explaining.deal_change import tell_change
from tools.explaining.ends import Ends, tell_ends
from tools.report import Report


def tell_deal(report: Report, deal_id: str, ends: Ends) -> None:
    """Everything about the change of one deal's risk score.

    Raises:
        NoData: `unknown_entity`; `missing_table` where steps of the deal are missing.
    """
    row = find_deal(report.context, deal_id)
    report.rows_read = 1
    list_deals(report, [row])
    report.suggestions += [
        f"Why is {row['opportunity_id']} risky?", f"Summarize deal {row['opportunity_id']}",
        "What's at risk this week?",
    ]  # fmt: skip
    scored = _scored(report, row, ends)
    if ends.until not in scored:
        _tell_absent(report, row, ends, scored)
    elif len(scored) == 1:
        _tell_first(report, row, ends)
    else:
        tell_change(report, row, ends.begin(scored[0]))
    tell_ends(report, ends)


def _scored(report: Report, row: Row, ends: Ends) -> list[date]:
    """The days from end to end for which the deal has a score."""
    values = {"deal": row["opportunity_id"], "since": ends.since, "until": ends.until}
    rows = report.snapshot.rows(
        "SELECT origin FROM score_history WHERE opportunity_id = $deal AND model = $model "
        "AND origin BETWEEN $since AND $until ORDER BY 1",
        {**values, "model": REFITTED},
    )
    found = [found["origin"] for found in rows]
    is_now = ends.until == report.snapshot.as_of and row["risk_score"] is not None
    return [*found, ends.until] if is_now else found


def _tell_absent(report: Report, row: Row, ends: Ends, scored: list[date]) -> None:
    """No score at the later end: closed by then, not begun yet, or never dated."""
    closed, started = row["closed_on"], row["started_on"]
    subject = deal_subject(row)
    if closed is not None and closed <= ends.until:
        status = report.ledger.add(subject, "status", row["status"], "text")
        day = report.ledger.add(subject, "closed_on", str(closed), "date")
        report.say("headline", "{status.name} was {status} on {day}.", status=status, day=day)
        if scored:
            _tell_last(report, row, scored[-1])
        report.unknown("too_few", "A closed deal has no risk, so no change of it is split.")
    elif started is not None and started > ends.until:
        begun = report.ledger.add(subject, "started_on", str(started), "date")
        report.say("headline", "{begun.name} was created on {begun}.", begun=begun)
        report.unknown("outside_history", "It did not exist on the days asked about.")
    else:
        status = report.ledger.add(subject, "status", row["status"], "text")
        report.say("headline", "{status.name} is {status}.", status=status)
        why = "it has no creation date" if started is None else "no score of that day is stored"
        report.unknown("too_few", f"No change of its risk is split: {why}.")


def _tell_last(report: Report, row: Row, day: date) -> None:
    """The last score of a deal that is closed."""
    found = report.snapshot.row(
        "SELECT risk_score FROM score_history WHERE opportunity_id = $deal AND origin = $day "
        "AND model = $model",
        {"deal": row["opportunity_id"], "day": day, "model": REFITTED},
    )["risk_score"]
    subject = deal_subject(row)
    report.say(
        "detail",
        "Its last risk score, of {day}, was {risk}.",
        risk=report.ledger.add(subject, "earlier_risk_score", found, "score", good_when="down"),
        day=report.ledger.add(subject, "scored_on", str(day), "date"),
    )


def _tell_first(report: Report, row: Row, ends: Ends) -> None:
    """Only one score lies within the days asked for."""
    subject = deal_subject(row)
    report.say(
        "headline",
        "{risk.name} was created on {begun}; its first risk score is {risk}, of {day}.",
        begun=report.ledger.add(subject, "started_on", str(row["started_on"]), "date"),
        risk=report.ledger.add(
            subject, "risk_score", _score_on(report, row, ends.until), "score", good_when="down"
        ),
        day=report.ledger.add(subject, "scored_on", str(ends.until), "date"),
    )
    report.unknown("outside_history", "There is no earlier score of it to compare with.")


def _score_on(report: Report, row: Row, day: date) -> float:
    if day == report.snapshot.as_of:
        return float(row["risk_score"])
    return float(
        report.snapshot.row(
            "SELECT risk_score FROM score_history WHERE opportunity_id = $deal AND origin = $day "
            "AND model = $model",
            {"deal": row["opportunity_id"], "day": day, "model": REFITTED},
        )["risk_score"]
    )
