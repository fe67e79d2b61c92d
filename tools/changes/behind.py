"""The deals behind the steps of a bridge: what they are, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.changes.bridge import ENTRIES, Step
from data.store.snapshot import Row
from tools.changes.report import ChangeReport
from tools.changes.words import told
from tools.deals.rows import cents, deal_subject, iso
from tools.facts import Fact

MOST_ROWS = 50
_COLUMNS = (
    "opportunity_id, account, product, rep, status, stage, started_on, recorded_close_on, "
    "closed_on, currency"
)
_HEADS = (
    ("step", "text"), ("deal", "text"), ("account", "text"), ("owner", "text"),
    ("amount", "money"), ("amount before", "money"), ("amount after", "money"),
    ("won for", "money"), ("stage", "text"), ("created on", "date"),
    ("recorded close before", "date"),
    ("recorded close after", "date"), ("closed on", "date"),
)  # fmt: skip


class Behind:
    """Rows of a bridge with what is recorded of their deals at both ends."""

    def __init__(self, report: ChangeReport, rows: Sequence[Row]) -> None:
        self.report = report
        self.rows = list(rows[:MOST_ROWS])
        self.count = len(rows)
        ids = sorted({row["id"] for row in self.rows})
        self._before = _by_id(report, ids, earlier=True)
        self._after = _by_id(report, ids, earlier=False)

    def deal(self, row: Row) -> Row:
        """The deal as it was where it belonged to the pipeline: an entry at the later day."""
        before, after = self._before.get(row["id"]), self._after.get(row["id"])
        came = row["step"] in ENTRIES or row["before"] is None
        first, second = (after, before) if came else (before, after)
        found = first or second
        if found is None:
            raise KeyError(row["id"])
        return found

    def later(self, row: Row) -> Row | None:
        """The deal as it is at the later day, or None."""
        return self._after.get(row["id"])

    def table(self, title: str) -> None:
        """All rows as a table."""
        self.report.table(title, _HEADS, [self._cells(row) for row in self.rows])

    def _cells(self, row: Row) -> tuple[Any, ...]:
        deal = self.deal(row)
        before, after = self._before.get(row["id"]), self._after.get(row["id"])
        return (
            told(row["step"]), row["id"], deal["account"], deal["rep"], cents(row["amount"]),
            cents(row["before"]), cents(row["after"]),
            cents(row["won_for"]) if row["step"] == "won" else None,
            (after or deal)["stage"], iso(deal["started_on"]),
            iso(before and before["recorded_close_on"]), iso(after and after["recorded_close_on"]),
            iso(after and after["closed_on"]),
        )  # fmt: skip


def _by_id(report: ChangeReport, ids: list[str], *, earlier: bool) -> dict[str, Row]:
    ends = report.ends
    snapshots = [ends.before, ends.earlier] if earlier else [ends.after]
    found: dict[str, Row] = {}
    for snapshot in snapshots:
        if snapshot is None:
            continue
        rows = snapshot.rows(
            f"SELECT {_COLUMNS} FROM deals WHERE list_contains($ids, opportunity_id)", {"ids": ids}
        )
        found = {row["opportunity_id"]: row for row in rows} | found
    return found


def tell_deals(behind: Behind, most: int, *, with_passing: bool = False) -> list[Row]:
    """One line for each of the first deals: its amount and what became of it.

    Args:
        with_passing: also deals that came and went, which count on both sides.
    """
    rows = [row for row in behind.rows if with_passing or not row["passes"]][:most]
    for row in rows:
        _tell(behind, row)
    return rows


def _tell(behind: Behind, row: Row) -> None:
    report, step = behind.report, row["step"]
    subject = deal_subject(behind.deal(row))
    x = report.ledger.add(subject, step, cents(row["amount"]), report.currency)
    facts: dict[str, Fact | None] = {"x": x}
    if step in ("grown", "shrunk"):
        words = f"{{x.name}}: {step} by {{x}}; amount now {{to}}"
        facts["to"] = report.ledger.add(subject, "amount", cents(row["after"]), report.currency)
    else:
        words = f"{{x.name}}: {{x}} {told(step)}"
    more, added = _more(behind, row, step)
    report.say("item", words + more, **facts, **added)


def _more(behind: Behind, row: Row, step: Step) -> tuple[str, dict[str, Fact | None]]:
    """What one wants to know next of a deal of that step."""
    report, after = behind.report, behind.later(row)
    subject = deal_subject(behind.deal(row))
    if after is None:
        return "", {}
    if step in ("pushed_out", "pulled_in") and after["recorded_close_on"]:
        day = iso(after["recorded_close_on"])
        planned = report.ledger.add(subject, "recorded_close_on", day, "date")
        return ", now recorded to close {planned}", {"planned": planned}
    if step not in ("lost", "won"):
        return "", {}
    closed = report.ledger.add(subject, "closed_on", iso(after["closed_on"]), "date")
    if step == "lost" or row["won_for"] in (None, row["amount"]):
        return " on {closed}", {"closed": closed}
    worth = report.ledger.add(subject, "won_for", cents(row["won_for"]), report.currency)
    return " for {worth} on {closed}", {"closed": closed, "worth": worth}
