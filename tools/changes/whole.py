"""The bridge as a whole and by group: headline, the steps beside it, tables and the chart."""

from __future__ import annotations

from typing import Any

from analytics.changes.bridge import ADDING, STEPS, Bridge, Row, Step
from tools.changes.behind import MOST_ROWS, Behind, tell_deals
from tools.changes.report import ChangeReport
from tools.changes.words import clauses, told
from tools.charts import StepKind, bridge_chart
from tools.deals.rows import cents, list_deals
from tools.facts import Fact, Subject, show_money
from tools.figures.grouped import Groups

MOST_CLAUSES = 3
MOST_DEALS = 3
MOST_GROUPS = 12
_GOOD = ("opening", "closing", *ADDING, "won")


def tell_bridge(report: ChangeReport, bridge: Bridge) -> None:
    """The whole bridge: from opening to closing, the largest movements, the deals behind."""
    total = bridge.total()
    facts = bridge_facts(report, report.subject, total)
    _headline(report, total, facts)
    if not total["deals"]:
        return
    _tell_movements(report, total, facts)
    tell_passing(report, total)
    behind = Behind(report, bridge.deals())
    if report.selected and not report.selected.group_by:
        told_rows = tell_deals(behind, MOST_DEALS)
        list_deals(report, [behind.deal(row) for row in told_rows])
    _show(report, total)
    behind.table("Deals behind the changes")
    _tell_rest_of_rows(report, behind)


def bridge_facts(report: ChangeReport, subject: Subject, row: Row) -> dict[str, Fact]:
    """All parts of the identity that can be told, each with its count."""
    known = report.known_steps()
    names = ["opening", *(step for step in STEPS if known.get(step, True)), "closing"]
    facts = {}
    for name in names:
        facts[name] = report.ledger.add(
            subject, name, cents(row[name]), report.currency, period=report.span,
            good_when="up" if name in _GOOD else "down",
        )  # fmt: skip
        facts[f"{name}_count"] = report.ledger.add(
            subject, f"{name}_count", int(row[f"{name}_count"]), "count", period=report.span
        )
    return facts


def _headline(report: ChangeReport, total: Row, facts: dict[str, Fact]) -> None:
    window = report.selected.window if report.selected else None
    pipeline = "{closing.label} pipeline" if window else "pipeline"
    what = f"Since {{since}} the {pipeline}{report.place('closing')}"
    later = "" if report.is_open_end else " on {until}"
    days = report.days()
    if not total["deals"]:
        report.say("headline", f"{what} is at {{closing}}{later}, as before.", **facts, **days)
        return
    delta = cents(total["closing"] - total["opening"]) or 0.0
    change = report.total(
        "change_in_open_pipeline", delta, period=report.span, good_when="up",
        display=show_money(abs(delta), report.currency),
    )  # fmt: skip
    way = "rose" if delta > 0 else "fell"
    words = f"{what} {way} by {{change}}, from {{opening}} to {{closing}}"
    if not delta:
        words = f"{what} is unchanged at {{closing}}"
    report.say("headline", f"{words}{later}.", **facts, **days, change=change)


def _moved(total: Row, facts: dict[str, Fact]) -> list[Step]:
    """Steps with deals, largest amount first; of equal ones the earlier in the identity."""
    moved = [step for step in STEPS if step in facts and total[f"{step}_count"]]
    return sorted(moved, key=lambda step: -total[step])


def _sentence(total: Row, steps: list[Step]) -> str:
    return clauses([(step, int(total[f"{step}_count"])) for step in steps])


def _tell_movements(report: ChangeReport, total: Row, facts: dict[str, Fact]) -> None:
    """The largest movements, the others, and what won deals were won for."""
    moved = _moved(total, facts)
    if not moved:
        return
    report.say("detail", f"{_sentence(total, moved[:MOST_CLAUSES])}.", **facts)
    if moved[MOST_CLAUSES:]:
        report.say("detail", f"Besides, {_sentence(total, moved[MOST_CLAUSES:])}.", **facts)
    if total["won_count"]:
        tell_won_for(report, total)


def tell_won_for(report: ChangeReport, total: Row) -> None:
    """Deals leave at what they were open with; what they were won for stands beside it."""
    report.say(
        "detail",
        "Deals leave at what they were open with; the won deals were won for {won_for}.",
        won_for=report.total("won_for", cents(total["won_for"]), period=report.span),
    )


def tell_passing(report: ChangeReport, total: Row) -> None:
    """Deals that came in and closed in between count on both sides."""
    n = int(total["came_and_went_count"])
    if n:
        deals, they = ("deal", "it counts") if n == 1 else ("deals", "they count")
        report.say(
            "note",
            f"{{n}} {deals} came and went in between ({{amount}}); {they} on both sides.",
            n=report.count("came_and_went_count", n, report.span),
            amount=report.total("came_and_went", cents(total["came_and_went"]), period=report.span),
        )


def _show(report: ChangeReport, total: Row) -> None:
    known = report.known_steps()
    names = ["opening", *(s for s in STEPS if known.get(s, True)), "closing"]
    window = report.selected.window if report.selected else None
    title = "Pipeline bridge" + (f", closing in {window.label or window.display}" if window else "")
    report.table(
        title,
        (("step", "text"), ("amount", "money"), ("deals", "count")),
        [(told(name), cents(total[name]), int(total[f"{name}_count"])) for name in names],
    )
    steps: list[tuple[str, float, StepKind]] = [
        (told(name), cents(total[name]) or 0.0, _kind(name))
        for name in names
        if total[f"{name}_count"] or name in ("opening", "closing")
    ]
    report.charts.append(bridge_chart(title, report.currency, steps))


def _kind(name: str) -> StepKind:
    if name in ("opening", "closing"):
        return "total"
    if name == "won":
        return "won"
    return "added" if name in ADDING else "taken"


def _tell_rest_of_rows(report: ChangeReport, behind: Behind) -> None:
    if behind.count > MOST_ROWS:
        report.leave_out("smaller movements not listed", behind.count - MOST_ROWS)


def tell_groups(report: ChangeReport, bridge: Bridge) -> None:
    """The bridge of each group: a line for the largest, all in one table."""
    name = report.selected.group_by if report.selected else None
    if name is None:
        return
    rows = bridge.groups()
    groups = Groups(name, rows, report.context)
    known = report.known_steps()
    parts = ["opening", *(s for s in STEPS if known.get(s, True)), "closing"]
    shown = [p for p in parts if p in ("opening", "closing") or any(r[f"{p}_count"] for r in rows)]
    for row in rows[:MOST_GROUPS]:
        facts = bridge_facts(report, groups.subject(row), row)
        report.say("item", _group_words(row, facts), **facts)
    cells: list[list[Any]] = [
        [groups.subject(row).name, *(cents(row[part]) for part in shown)] for row in rows
    ]
    report.table(
        f"Pipeline bridge by {name.replace('_', ' ')}",
        ((name.replace("_", " "), "text"), *((told(part), "money") for part in shown)),
        cells,
    )
    if any(row["moved_out_count"] for row in rows):
        report.say("note", "A deal that changed its group moved out of one and into the other.")


def _group_words(row: Row, facts: dict[str, Fact]) -> str:
    """A group in a line: how its pipeline moved, and by which two steps most."""
    delta = row["closing"] - row["opening"]
    parts = []
    if delta:
        way = "up" if delta > 0 else "down"
        parts.append(f"pipeline {way} from {{opening}} to {{closing}}")
    elif row["closing"]:
        parts.append("pipeline still {closing}")
    moved = _moved(row, facts)[:2]
    if moved:
        parts.append(_sentence(row, moved))
    return "{closing.name}: " + "; ".join(parts)
