"""Drivers and next actions beside lists of deals: what most share is said once, the rest by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from data.store.snapshot import Row
from tools.deals.driver_rows import driver_name, driver_words, drivers_of, has_drivers
from tools.deals.next_action import action_fact, actions_of, in_words
from tools.deals.rows import deal_subject
from tools.deals.shared_traits import of_listed
from tools.facts import Fact, Subject
from tools.report import Report

# A driver below this many points says little beside a list.
NOTABLE = 1.0


@dataclass(frozen=True)
class Reasons:
    """What a list knows of its deals' drivers and actions.

    Attributes:
        against: deal → its drivers that speak against it, the largest first.
        actions: deal → its next action, where a rule holds.
        shared_driver: what speaks most against more than half of the listed deals, or "".
        shared_action: the action of more than half of them, or "".
    """

    against: dict[str, list[Row]] = field(default_factory=dict)
    actions: dict[str, Row] = field(default_factory=dict)
    shared_driver: str = ""
    shared_action: str = ""

    def main_driver(self, deal_id: str) -> Row | None:
        """What speaks most against a deal, all told."""
        return next(iter(self.against.get(deal_id, [])), None)

    def setting_apart(self, deal_id: str) -> Row | None:
        """What speaks most against a deal beside what most listed deals share."""
        rows = self.against.get(deal_id, [])
        return next((row for row in rows if row["driver"] != self.shared_driver), None)


def reasons_for(report: Report, rows: list[Row]) -> Reasons:
    """Read the drivers and actions of the listed deals; empty where none were published."""
    ids = [row["opportunity_id"] for row in rows]
    actions = actions_of(report.snapshot, ids)
    drivers = drivers_of(report.snapshot, rows) if has_drivers(report.snapshot) else {}
    against = {
        deal: [row for row in found if row["points"] >= NOTABLE] for deal, found in drivers.items()
    }
    main = [found[0]["driver"] for found in against.values() if found]
    return Reasons(
        against, actions, _of_most(main, len(ids)),
        _of_most([row["action"] for row in actions.values()], len(ids)),
    )  # fmt: skip


def _of_most(values: list[str], listed: int) -> str:
    """The value that more than half of the listed deals, and at least three, have; or ""."""
    value, n = Counter(values).most_common(1)[0] if values else ("", 0)
    return value if n >= 3 and n > listed / 2 else ""


def tell_shared_reasons(report: Report, reasons: Reasons, listed: int) -> None:
    """Say once what speaks against most listed deals, and what to do about most of them."""
    if reasons.shared_driver:
        name = driver_name(reasons.shared_driver)
        n = sum(
            rows[0]["driver"] == reasons.shared_driver for rows in reasons.against.values() if rows
        )
        words = f"{{shared.name}} is the main driver of {of_listed(n, listed)}."
        _tell(report, "main_driver_count", name, n, listed, words)
    if reasons.shared_action:
        n = sum(row["action"] == reasons.shared_action for row in reasons.actions.values())
        words = f"The next action of {of_listed(n, listed)} is “{{shared.name}}”."
        _tell(report, "next_action_count", in_words(reasons.shared_action), n, listed, words)


def _tell(report: Report, metric: str, name: str, n: int, listed: int, words: str) -> None:
    shared = report.ledger.add(
        Subject(kind="group", id=name, name=name), metric, n, "count", n=n, of=listed
    )
    report.say("shared", words, shared=shared)


def main_driver(report: Report, row: Row, driver: str) -> Fact:
    """A driver that a sentence about a deal names."""
    said = driver_words(driver)
    return report.ledger.add(
        deal_subject(row), "main_driver", driver_name(driver), "text", display=said
    )


def reason_words(report: Report, row: Row, reasons: Reasons) -> tuple[str, dict[str, Fact | None]]:
    """What sets a listed deal apart: a driver and its next action, as words with slots.

    Where most listed deals share their main driver, and this deal too, it is the next largest.
    """
    words, facts = "", dict[str, Fact | None]()
    driver = reasons.setting_apart(row["opportunity_id"])
    if driver is not None:
        facts["driver"] = main_driver(report, row, driver["driver"])
        is_main = driver is reasons.main_driver(row["opportunity_id"])
        words += "; main driver: {driver}" if is_main else "; stands out by: {driver}"
    action = reasons.actions.get(row["opportunity_id"])
    if action is not None and action["action"] != reasons.shared_action:
        facts["action"] = action_fact(report, row, action)
        words += "; next action: {action}"
    return words, facts
