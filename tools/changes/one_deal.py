"""One deal field by field between two days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapidfuzz import process

from analytics.changes.days import reopened_later
from data.errors import NoData
from data.periods import Period, display_day
from data.store.snapshot import Row, Snapshot
from tools.changes.ends import Ends
from tools.changes.report import ChangeReport
from tools.deals.rows import cents, deal_subject, iso, list_deals
from tools.facts import Fact, Subject, show_value
from tools.principal import row_filter
from tools.result import ToolResult


@dataclass(frozen=True)
class Field:
    """One field of a deal: its column among the deals, and what tells it in the source, or ""."""

    name: str
    column: str
    source: str
    unit: str = "text"


FIELDS = (
    Field("status", "status", ""),
    Field("stage", "stage", "stage"),
    Field("amount", "amount", "amount", "money"),
    Field("owner", "rep", "rep"),
    Field("manager", "manager", "rep"),
    Field("region", "region", "rep"),
    Field("recorded close", "recorded_close_on", "recorded_close_on", "date"),
    Field("forecast category", "category", "forecast_category"),
    Field("next step", "next_step", "next_step"),
    Field("type", "type", "type"),
    Field("product", "product", "product"),
    Field("account", "account", "account"),
    Field("competitor", "competitor", "competitor"),
    Field("closed on", "closed_on", "closed_on", "date"),
    Field("closing value", "close_value", "close_value", "money"),
)


_METRICS = {"close_value": "won_for"}


def tell_deal_change(ends: Ends, deal_id: str) -> ToolResult:
    """What changed of one deal: old and new value of every field, and its activities in between.

    Raises:
        NoData: `unknown_entity` for an id that neither day knows for this person, with the nearest.
    """
    report = ChangeReport(ends)
    before, after = _states(ends, deal_id)
    row = after or before
    if row is None:
        raise _unknown(ends, deal_id.strip())
    subject = deal_subject(row)
    if before is None or after is None:
        hidden = _is_hidden(ends, row["opportunity_id"], earlier=before is None)
        tell = _tell_handed_over if hidden else _tell_half
        tell(report, subject, before, after)
    else:
        _tell_both(report, subject, before, after)
    _tell_activities(report, subject, row)
    _show(report, row, before, after)
    list_deals(report, [row])
    report.suggestions += [
        f"Summarize deal {row['opportunity_id']}",
        f"Why is {row['opportunity_id']} risky?",
        "What changed in the pipeline since last week?",
    ]
    return report.finished(1)


def _states(ends: Ends, deal_id: str) -> tuple[Row | None, Row | None]:
    wanted = deal_id.strip()
    before, after = _found(ends, ends.before, wanted), _found(ends, ends.after, wanted)
    if before is None and ends.earlier is not None and ends.found == "cut" and after is None:
        before = _found(ends, ends.earlier, wanted)
    return before, after


def _found(ends: Ends, snapshot: Snapshot, deal_id: str) -> Row | None:
    own, values = row_filter(ends.context.principal)
    rows = snapshot.rows(
        f"SELECT * FROM deals WHERE lower(opportunity_id) = lower($deal) AND {own} "
        "ORDER BY opportunity_id = $deal DESC",
        {**values, "deal": deal_id},
    )
    if not rows:
        return None
    row = rows[0]
    if ends.found == "cut" and snapshot is not ends.context.snapshot and row["status"] == "open":
        closed = reopened_later(ends.context.snapshot, snapshot.as_of).get(row["opportunity_id"])
        row |= {} if closed is None else {k: closed[k] for k in ("stage", "status", "closed_on")}
    return row


def _unknown(ends: Ends, deal_id: str) -> NoData:
    own, values = row_filter(ends.context.principal)
    present = ends.context.snapshot
    known = [
        row["id"]
        for row in present.rows(
            f"SELECT opportunity_id AS id FROM deals WHERE {own} ORDER BY 1", values
        )
    ]
    if deal_id.casefold() in {known_id.casefold() for known_id in known}:
        begun = "It began only after both days."
        return NoData("outside_history", f"Deal {deal_id} did not exist on either day. {begun}")
    close = process.extract(deal_id.upper(), known, limit=3, score_cutoff=70)
    nearest = [entry[0] for entry in close]
    hint = f" The nearest: {', '.join(nearest)}." if nearest else ""
    return NoData("unknown_entity", f"No deal {deal_id!r} is known here.{hint}", needs=nearest)


def _tell_half(
    report: ChangeReport, subject: Subject, before: Row | None, after: Row | None
) -> None:
    """A deal that one of the two days does not know."""
    row = after or before or {}
    worth = _value(report, subject, "amount", row["amount"], "money", row)
    if after is not None:
        status = report.ledger.add(subject, "status", after["status"], "text")
        started = report.ledger.add(subject, "created_on", iso(after["started_on"]), "date")
        report.say(
            "headline", "{worth.name} was created on {started}, worth {worth}.",
            started=started, worth=worth,
        )  # fmt: skip
        report.say("item", "Status: {status}", status=status)
        day = display_day(report.ends.since)
        report.unknown("outside_history", f"The deal did not exist yet on {day}.")
        return
    report.say("headline", "{worth.name} was removed; it was open, worth {worth}.", worth=worth)
    day = display_day(report.ends.until)
    report.unknown("outside_history", f"The deal is no longer in the data of {day}.")


def _tell_handed_over(
    report: ChangeReport, subject: Subject, before: Row | None, after: Row | None
) -> None:
    """A deal that is among the rows of the person who asks on one of the two days only."""
    row = after or before or {}
    worth = _value(report, subject, "amount", row["amount"], "money", row)
    way = "in" if before is None else "out"
    words = f"{{worth.name}} moved {way}: it changed hands, worth {{worth}}."
    report.say("headline", words, worth=worth)


def _is_hidden(ends: Ends, deal_id: str, *, earlier: bool) -> bool:
    """Whether a day knows the deal, but not among the rows of the person who asks."""
    if ends.context.principal.rows == "all":
        return False
    snapshot = ends.before if earlier else ends.after
    found = snapshot.row(
        "SELECT count(*) AS n FROM deals WHERE opportunity_id = $deal", {"deal": deal_id}
    )
    return bool(found["n"])


def _tell_both(report: ChangeReport, subject: Subject, before: Row, after: Row) -> None:
    changed = [f for f in FIELDS if _known_then(report, f) and before[f.column] != after[f.column]]
    days = report.days()
    status = report.ledger.add(subject, "status", after["status"], "text")
    count = report.ledger.add(subject, "changed_fields", len(changed), "count")
    when = " as on {since}" if not changed else " since {since}"
    if not changed:
        worth = _value(report, subject, "amount", after["amount"], "money", after)
        words = f"{{status.name}} is the same{when}: {{status}}, worth {{worth}}."
        report.say("headline", words, status=status, worth=worth, **days)
        return
    fields = "field" if len(changed) == 1 else "fields"
    later = "" if report.is_open_end else " on {until}"
    words = f"{{count}} {fields} of {{status.name}} changed{when}; it is {{status}}{later}."
    report.say("headline", words, status=status, count=count, **days)
    for field in changed:
        _tell_field(report, subject, field, before, after)


def _tell_field(
    report: ChangeReport, subject: Subject, field: Field, before: Row, after: Row
) -> None:
    column, unit = field.column, field.unit
    metric = _METRICS.get(column, column)
    was = _value(report, subject, f"{metric}_before", before[column], unit, before)
    now = _value(report, subject, metric, after[column], unit, after)
    words = "{was} → {now}"
    if before[column] is None:
        words = "{now}"
    elif after[column] is None:
        words = "cleared, it was {was}"
    name = field.name[0].upper() + field.name[1:]
    report.say("item", f"{name}: {words}", was=was, now=now)


def _value(
    report: ChangeReport, subject: Subject, metric: str, value: object, unit: str, row: Row
) -> Fact:
    unit = row["currency"] if unit == "money" else unit
    if value is None:
        return report.ledger.add(subject, metric, None, unit, display="none")
    if unit == "date":
        return report.ledger.add(subject, metric, iso(value), "date")
    if len(unit) == 3 and unit.isupper():
        return report.ledger.add(subject, metric, cents(value), unit)
    return report.ledger.add(subject, metric, str(value), unit)


def _known_then(report: ChangeReport, field: Field) -> bool:
    """Whether the field is fed, and known as it was on the first day."""
    if not field.source:
        return True
    return report.snapshot.feeds(field.source) and not report.ends.as_extracted(field.source)


def _tell_activities(report: ChangeReport, subject: Subject, row: Row) -> None:
    if not report.snapshot.has_table("activities"):
        report.unknown("missing_table", "No activities are recorded.", "activities")
        return
    found = report.snapshot.row(
        "SELECT count(*) AS n FROM activities WHERE opportunity_id = $deal "
        "AND happened_on > $since AND happened_on <= $until",
        {
            "deal": row["opportunity_id"],
            "since": report.ends.since,
            "until": report.ends.until,
        },
    )
    n = int(found["n"])
    count = report.ledger.add(subject, "activities", n, "count")
    report.say("item", "Activities in between: {n}", n=count)


def _show(report: ChangeReport, row: Row, before: Row | None, after: Row | None) -> None:
    """Every field at both ends; what is known only as extracted is told so."""
    cells = [
        (field.name, _cell(report, field, before), _cell(report, field, after, is_later=True),
         _judged(report, field, before, after))
        for field in FIELDS
        if not field.source or report.snapshot.feeds(field.source)
    ]  # fmt: skip
    days = Period(start=report.ends.since, end=report.ends.until)
    title = f"Deal {row['opportunity_id']}, {days.display}"
    report.table(
        title, (("field", "text"), ("before", "text"), ("after", "text"), ("change", "text")), cells
    )
    hidden = [field for field in FIELDS if field.source and report.ends.as_extracted(field.source)]
    fed = [field for field in hidden if report.snapshot.feeds(field.source)]
    if fed and before is not None and after is not None:
        names = ", ".join(field.name for field in fed)
        report.unknown(
            "as_extracted",
            f"Known only as extracted, so whether it changed is unknown: {names}.",
            f"opportunities.{fed[0].source}",
        )


def _cell(report: ChangeReport, field: Field, row: Row | None, *, is_later: bool = False) -> Any:
    if row is None:
        return "not in the data"
    if not is_later and not _known_then(report, field):
        return "unknown"
    value = row[field.column]
    if value is None:
        return "none"
    if field.unit == "money":
        return show_value(cents(value), row["currency"])
    return show_value(str(value), field.unit)


def _judged(report: ChangeReport, field: Field, before: Row | None, after: Row | None) -> str:
    if before is None or after is None:
        return "new" if before is None else "removed"
    if not _known_then(report, field):
        return "unknown"
    return "changed" if before[field.column] != after[field.column] else "no change"
