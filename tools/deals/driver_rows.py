"""Drivers of a deal's risk as a snapshot holds them: their names, their points, their evidence."""

from __future__ import annotations

from collections.abc import Sequence

from data.store.snapshot import Row, Snapshot
from tools.facts import Fact, Subject
from tools.report import Report

# Group of the model → what a person calls it.
NAMES = {
    "age": "Time open",
    "stage": "Stage reached",
    "stagnation": "Time without progress",
    "closing_date": "Planned closing date",
    "size": "Size and discount",
    "product": "Product offered",
    "people": "Owner's record",
    "customer": "Kind of customer",
    "origin": "Type and source",
    "start_weeks": "Weeks of start",
}
# Parts that show as 0.0 points are not worth a word.
WORTH_SAYING = 0.05
TABLES = ("deal_drivers", "deal_evidence")


def has_drivers(snapshot: Snapshot) -> bool:
    """Whether the snapshot was published with drivers."""
    return all(snapshot.has_table(table) for table in TABLES)


def drivers_of(snapshot: Snapshot, deals: Sequence[Row]) -> dict[str, list[Row]]:
    """The drivers of each deal, the largest first; base and points rounded so that they add up.

    Deals without a risk score have no entry.
    """
    rows = snapshot.rows(
        "SELECT opportunity_id, driver, points, base FROM deal_drivers "
        "WHERE list_contains($ids, opportunity_id) ORDER BY opportunity_id, rank",
        {"ids": [deal["opportunity_id"] for deal in deals]},
    )
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["opportunity_id"], []).append(row)
    for deal in deals:
        _round(found.get(deal["opportunity_id"], []), deal["risk_score"])
    return found


def evidence_of(snapshot: Snapshot, deal_id: str) -> dict[str, list[Row]]:
    """The evidence beside each driver of one deal, in the order it was stored."""
    rows = snapshot.rows(
        "SELECT * FROM deal_evidence WHERE opportunity_id = $deal ORDER BY rowid",
        {"deal": deal_id},
    )
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["driver"], []).append(row)
    return found


def driver_name(driver: str) -> str:
    """What a person calls the driver."""
    return NAMES.get(driver, driver.replace("_", " ").capitalize())


def driver_words(driver: str) -> str:
    """The same within a sentence: "time without progress"."""
    name = driver_name(driver)
    return name[:1].lower() + name[1:]


def driver_points(
    report: Report, deal: Row, driver: str, points: float, *, begins: bool = False
) -> Fact:
    """The points of one driver of one deal.

    Args:
        begins: its name begins a sentence whose verb tells the direction, so without a sign.
    """
    name = driver_name(driver) if begins else driver_words(driver)
    value = round(points, 1)
    return report.ledger.add(
        Subject(kind="group", id=f"{deal['opportunity_id']}/{driver}", name=name),
        "driver_points", value, "points", good_when="down",
        display=f"{abs(value):.1f} points" if begins else None,
    )  # fmt: skip


def _round(drivers: list[Row], risk: float) -> None:
    """Give base and points one decimal, such that they add up to the rounded risk.

    What rounding leaves over goes to the points whose rounding took most the other way.
    """
    if not drivers:
        return
    exact = [10 * float(row["points"]) for row in drivers]
    tenths, base = [round(value) for value in exact], round(10 * float(drivers[0]["base"]))
    rest = round(10 * round(risk, 1)) - base - sum(tenths)
    step = 1 if rest > 0 else -1
    by_error = sorted(range(len(exact)), key=lambda i: step * (tenths[i] - exact[i]))
    for place in range(abs(rest)):
        tenths[by_error[place % len(exact)]] += step
    for row, value in zip(drivers, tenths, strict=True):
        row["points"], row["base"] = value / 10, base / 10
