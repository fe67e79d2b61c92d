"""The change of one deal's risk score in parts: time, each group of facts, the model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analytics.score_chain import Chain, chain_of, changed_facts
from data.errors import NoData
from data.periods import Period, display_day
from data.store.snapshot import Row
from tools.charts import signed_chart
from tools.deals.driver_rows import NAMES, WORTH_SAYING, driver_name
from tools.deals.rows import deal_subject
from tools.explaining.adding_up import tenths
from tools.explaining.ends import Ends, since_fact
from tools.explaining.fact_words import IN_TABLE_ONLY, Told, fact_clause, told_facts
from tools.facts import Fact, Subject
from tools.report import Report

MOST_FACTS = 2
MOST_GROUPS = 4
MOST_CLAUSES = 5
_SIGNS = ("raises the risk", "lowers the risk")


@dataclass(frozen=True)
class _Shown:
    """The parts with one decimal, adding up; the scores with one where whole ones are equal."""

    time: float
    facts: float
    model: float
    groups: dict[str, float]
    before: str
    after: str

    @property
    def total(self) -> float:
        """All of the change."""
        return round(self.time + self.facts + self.model, 1)


def _shown(chain: Chain) -> _Shown:
    time, facts, model = tenths([chain.time, chain.of_facts, chain.model], chain.total)
    groups = dict(zip(chain.facts, tenths(list(chain.facts.values()), facts), strict=True))
    digits = 0 if round(chain.before) != round(chain.after) else 1
    before, after = (f"{score:.{digits}f}" for score in (chain.before, chain.after))
    return _Shown(time, facts, model, groups, before, after)


def tell_change(report: Report, row: Row, ends: Ends) -> None:
    """Both scores and what lies between, with the facts that changed.

    Raises:
        NoData: `missing_table`: a step between the ends is not stored.
    """
    horizon = report.snapshot.calendar.risk_horizon(ends.until)
    chain = chain_of(report.snapshot, row["opportunity_id"], ends.days, horizon)
    if chain is None:
        raise NoData(
            "missing_table",
            "What moved the score of this deal is not stored for every day in between.",
            needs=["score_steps"],
        )
    shown = _shown(chain)
    facts = _add_parts(report, row, ends, chain, shown)
    report.say("headline", _headline(shown), **facts)
    if chain.since != ends.asked_since and row["started_on"] > ends.asked_since:
        report.say(
            "detail",
            "It was created on {begun}; its first score is of {since}.",
            begun=report.ledger.add(
                deal_subject(row), "started_on", str(row["started_on"]), "date"
            ),
            since=facts["since"],
        )
    told = _told(report, row, ends)
    _tell_groups(report, row, chain, shown)
    _tell_facts(report, row, ends, chain, told)
    report.say(
        "note",
        "Both scores are read at {horizon}.",
        horizon=report.ledger.add(deal_subject(row), "horizon_on", str(horizon), "date"),
    )
    _show(report, row, ends, chain, told)


def _add_parts(
    report: Report, row: Row, ends: Ends, chain: Chain, shown: _Shown
) -> dict[str, Fact]:
    subject = deal_subject(row)
    add = report.ledger.add
    facts = {
        "then": _risk(report, row, chain.before, shown.before, ends.since),
        "now": _risk(report, row, chain.after, f"{shown.after} of 100", ends.until),
        "since": since_fact(report, ends),
    }
    parts = {
        "total": (chain.total, shown.total),
        "time": (chain.time, shown.time),
        "facts": (chain.of_facts, shown.facts),
        "model": (chain.model, shown.model),
    }
    for name, (exact, told) in parts.items():
        facts[name] = add(
            subject, f"part_{name}", exact, "points", display=_points(told), period=ends.span,
            good_when="down",
        )  # fmt: skip
    return facts


def _risk(report: Report, row: Row, value: float, shown: str, day: date) -> Fact:
    """The risk score of a day, which is its period."""
    return report.ledger.add(
        deal_subject(row), "risk_score", value, "score", display=shown,
        period=Period(start=day, end=day), good_when="down",
    )  # fmt: skip


def _points(value: float) -> str:
    return f"{round(value, 1) + 0.0:+.1f} points"


def _headline(shown: _Shown) -> str:
    """How the score moved, and the parts that show."""
    said = [
        f"{{{name}}} {words}"
        for name, value, words in (
            ("time", shown.time, "by time alone"),
            ("facts", shown.facts, "by facts that changed"),
            ("model", shown.model, "by the model"),
        )
        if value
    ]
    listed = " and ".join(filter(None, [", ".join(said[:-1]), said[-1]])) if said else ""
    end = f": {listed}." if said else "."
    if shown.before == shown.after:
        return "The risk score of {now.name} is {now} and was {then} on {since}" + end
    verb = "rose" if shown.total > 0 else "fell"
    return f"Since {{since}}, the risk score of {{now.name}} {verb} from {{then}} to {{now}}" + end


def _told(report: Report, row: Row, ends: Ends) -> list[Told]:
    """The changed facts this reader may see."""
    found = told_facts(
        report.snapshot, changed_facts(report.snapshot, row["opportunity_id"], ends.days)
    )
    principal = report.context.principal
    may_see = principal.rows != "own" or principal.name == row["rep"]
    return [told for told in found if may_see or told.feature != "rep_win_rate"]


def _tell_groups(report: Report, row: Row, chain: Chain, shown: _Shown) -> None:
    """Each group of facts that moved the score, the largest first."""
    groups = [name for name, value in chain.facts.items() if value]
    for place, name in enumerate(sorted(groups, key=lambda name: -abs(chain.facts[name]))):
        points = _group_fact(report, row, name, chain.facts[name], shown.groups[name])
        if shown.groups[name] and place < MOST_GROUPS:
            report.say("item", "{points.name}: {points}", points=points)


def _tell_facts(report: Report, row: Row, ends: Ends, chain: Chain, told: list[Told]) -> None:
    """What changed in the groups that moved the score most."""
    words: list[str] = []
    facts: dict[str, Fact] = {}
    for name in sorted(chain.facts, key=lambda name: -abs(chain.facts[name])):
        of_group = [one for one in told if one.driver == name and one.feature not in IN_TABLE_ONLY]
        for one in of_group[:MOST_FACTS]:
            clause, slots = fact_clause(report, row, one, len(words), ends.span)
            if abs(chain.facts[name]) >= WORTH_SAYING and len(words) < MOST_CLAUSES:
                words.append(clause)
                facts |= slots
    if words:
        report.say("beside", f"What changed: {'; '.join(words)}.", **facts)


def _group_fact(report: Report, row: Row, driver: str, exact: float, told: float) -> Fact:
    name = driver_name(driver)
    subject = Subject(kind="group", id=f"{row['opportunity_id']}/{driver}", name=name)
    return report.ledger.add(
        subject,
        "part_of_driver",
        exact,
        "points",
        display=_points(told),
        good_when="down",
    )


def _show(report: Report, row: Row, ends: Ends, chain: Chain, told: list[Told]) -> None:
    groups = [(driver_name(name), chain.facts[name]) for name in NAMES if chain.facts.get(name)]
    parts = [("Time alone", chain.time), *groups, ("Model", chain.model)]
    rows = [
        (f"risk score of {display_day(ends.since)}", round(chain.before, 4)),
        *((name, round(value, 4)) for name, value in parts),
        (f"risk score of {display_day(ends.until)}", round(chain.after, 4)),
    ]
    report.table("Change of the risk score, part by part",
                 (("part", "text"), ("points", "points")), rows)  # fmt: skip
    if told:
        report.table(
            "Facts that changed",
            (("group", "text"), ("fact", "text"), ("before", "text"), ("after", "text")),
            [(driver_name(one.driver), one.label, _cell(one.was), _cell(one.now)) for one in told],
        )
    bars = [(name, round(value, 4)) for name, value in parts if abs(value) >= WORTH_SAYING]
    if bars:
        title = f"What moved the risk of {row['opportunity_id']}"
        report.charts.append(
            signed_chart(title, "Points of the risk score", "points", bars, _SIGNS)
        )


def _cell(value: object) -> str:
    return "unknown" if value is None else str(value)
