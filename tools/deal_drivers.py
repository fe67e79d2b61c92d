"""The tool `deal_drivers`: what speaks for and against one deal, adding up to its risk score."""

from __future__ import annotations

import re
from datetime import timedelta

from pydantic import Field

from data.errors import NoData
from data.periods import Period, display_day
from data.store.snapshot import Row
from tools.arguments import Arguments, AsOfArg
from tools.charts import signed_chart
from tools.context import Context
from tools.deal_summary import find_deal
from tools.deals.driver_evidence import clause, company_subject
from tools.deals.driver_lists import NOTABLE, main_driver
from tools.deals.driver_rows import (
    TABLES,
    WORTH_SAYING,
    driver_name,
    driver_points,
    drivers_of,
    evidence_of,
    has_drivers,
)
from tools.deals.rows import deal_subject, list_deals
from tools.facts import Fact
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

MOST_EVIDENCE = 2
MOST_NAMED = 2
# Peers are counted over so many days up to the as-of date, that day included, as in the evidence.
YEAR = timedelta(days=364)
MINIMUM = 20


class DealDrivers(Arguments):
    """Arguments of `deal_drivers`."""

    deal: str = Field(min_length=1, description="The deal's id.")
    as_of: AsOfArg = None


def deal_drivers(context: Context, args: DealDrivers) -> ToolResult:
    """The risk score of one open deal, split exactly into what speaks against and for it.

    Points are of the risk score; that of a typical live deal and all points add up to the deal's.
    A driver that speaks of a person's record is for managers and for that person.

    Raises:
        NoData: `unknown_entity` for an id that does not exist for this person; `outside_history`
            for a past day that was not published; `missing_table` where the snapshot was published
            without drivers; `too_few` where it has no scores.
    """
    context = context.at(args.as_of)
    context.need_scores()
    _need_drivers(context)
    row = find_deal(context, args.deal)
    report = Report("deal_drivers", context)
    report.rows_read = 1
    drivers = drivers_of(context.snapshot, [row]).get(row["opportunity_id"], [])
    list_deals(report, [row])
    if not drivers:
        _tell_none(report, row)
        return report.result()
    _tell_sum(report, row, drivers)
    _tell_drivers(report, row, drivers)
    _tell_peers(report)
    _show(report, row, drivers)
    return report.result()


def _need_drivers(context: Context) -> None:
    if has_drivers(context.snapshot):
        return
    if context.is_looking_back:
        raise NoData(
            "outside_history",
            "What made a deal risky is kept only for published days; "
            f"{display_day(context.snapshot.as_of)} is not one of them.",
            needs=["a snapshot refreshed with that as-of date"],
        )
    raise NoData(
        "missing_table", "This snapshot was published without drivers.", needs=list(TABLES)
    )


def _tell_none(report: Report, row: Row) -> None:
    """Closed deals have no risk, and a deal without a starting day no score."""
    status = report.ledger.add(deal_subject(row), "status", row["status"], "text")
    report.say("headline", "{status.name} is {status}.", status=status)
    why = "it is closed" if row["status"] != "open" else "it has no creation date"
    report.unknown("too_few", f"No risk score is split for it: {why}.")
    _suggest(report, row)


def _tell_sum(report: Report, row: Row, drivers: list[Row]) -> None:
    subject = deal_subject(row)
    risk = report.ledger.add(
        subject, "risk_score", round(row["risk_score"], 1), "score", good_when="down"
    )
    typical = report.total("base_risk", drivers[0]["base"], "score", good_when="down")
    above = row["risk_score"] > drivers[0]["base"]
    main = [d for d in drivers if d["points"] >= NOTABLE][:MOST_NAMED] if above else []
    facts = {f"main_{at}": main_driver(report, row, d["driver"]) for at, d in enumerate(main)}
    listed = ", then ".join(f"{{{slot}}}" for slot in facts)
    kinds = "main driver" if len(main) == 1 else "main drivers"
    report.say(
        "headline",
        "{risk.name} has a risk score of {risk} by {horizon}"
        + (f"; {kinds}: {listed}." if listed else "."),
        risk=risk,
        horizon=report.ledger.add(subject, "horizon_on", str(row["horizon_on"]), "date"),
        **facts,
    )
    against = round(sum(max(0.0, driver["points"]) for driver in drivers), 1)
    in_favor = round(sum(min(0.0, driver["points"]) for driver in drivers), 1)
    report.say("detail", "A typical live deal has a risk score of {typical}.", typical=typical)
    report.say(
        "detail",
        "What speaks against it adds up to {against}, what speaks for it to {in_favor}.",
        against=report.ledger.add(subject, "points_against", against, "points"),
        in_favor=report.ledger.add(subject, "points_for", in_favor, "points"),
    )


def _tell_drivers(report: Report, row: Row, drivers: list[Row]) -> None:
    """What speaks against the deal, then what speaks for it, the largest first."""
    evidence = evidence_of(report.snapshot, row["opportunity_id"])
    told = [driver for driver in drivers if abs(driver["points"]) >= WORTH_SAYING]
    for driver in sorted(told, key=lambda d: (d["points"] < 0, -abs(d["points"]))):
        name = driver["driver"]
        _tell_driver(report, row, name, driver["points"], evidence.get(name, []))


def _tell_driver(report: Report, row: Row, driver: str, points: float, evidence: list[Row]) -> None:
    """One driver: which way it moves the risk, by how much, and the evidence beside it."""
    # That the deal has this driver lets what follows the driver's name speak of the deal.
    report.ledger.add(deal_subject(row), "driver", driver_name(driver), "text")
    moved = driver_points(report, row, driver, points, begins=True)
    facts: dict[str, Fact | None] = {"points": moved}
    direction = "increases" if points > 0 else "lowers"
    said: list[str] = []
    for number, piece in enumerate(evidence):
        told = clause(report, row, piece)
        if told is not None and len(said) < MOST_EVIDENCE:
            said.append(re.sub(r"\{(\w+)", rf"{{\1_{number}", told.words))
            facts |= {f"{slot}_{number}": fact for slot, fact in told.facts.items()}
    beside = ": " + "; ".join(said) if said else ""
    report.say(
        "item", f"{{points.name}} {direction} the risk by {{points}}" + beside + ".", **facts
    )


def _tell_peers(report: Report) -> None:
    """What the peers' figures are counted over, and the win rate of all to set beside theirs."""
    year = Period(start=report.snapshot.as_of - YEAR, end=report.snapshot.as_of)
    totals = report.snapshot.row(
        "SELECT count(*) FILTER (status = 'won') AS won, count(*) AS n FROM deals "
        "WHERE status IN ('won', 'lost') AND closed_on BETWEEN $start AND $end",
        {"start": year.start, "end": year.end},
    )
    if totals["n"] < MINIMUM:
        return
    report.say(
        "note",
        "Peers are the deals of the whole company closed {rate.period}; the win rate of all is "
        "{rate} ({rate.n} of {rate.of}).",
        rate=report.ledger.add(
            company_subject(report), "win_rate", totals["won"] / totals["n"], "ratio",
            period=year, n=totals["won"], of=totals["n"], good_when="up",
        ),
    )  # fmt: skip


def _show(report: Report, row: Row, drivers: list[Row]) -> None:
    rows: list[tuple[str, float]] = [("typical live deal", drivers[0]["base"])]
    rows += [(driver_name(driver["driver"]), driver["points"]) for driver in drivers]
    rows.append((f"risk of {row['opportunity_id']}", round(row["risk_score"], 1)))
    report.table("Risk score, part by part", (("part", "text"), ("points", "points")), rows)
    told = [(name, points) for name, points in rows[1:-1] if abs(points) >= WORTH_SAYING]
    if told:
        bars = sorted(told, key=lambda bar: -bar[1])
        signs = ("against it", "for it")
        title = f"What moves the risk of {row['opportunity_id']}"
        report.charts.append(signed_chart(title, "Points of the risk score", "points", bars, signs))
    _suggest(report, row)


def _suggest(report: Report, row: Row) -> None:
    report.suggestions += [
        f"Summarize deal {row['opportunity_id']}",
        "What's at risk this week?",
        "How are drivers computed?",
    ]


TOOL = Tool(
    name="deal_drivers",
    summary="What speaks for and against one deal: the exact parts of its risk score.",
    arguments=DealDrivers,
    run=deal_drivers,
    examples=("why is X risky", "what speaks for and against X"),
    figures=(
        "risk_score", "base_risk", "main_driver", "horizon_on", "points_against", "points_for",
        "driver",
        "driver_points", "status", "age_days", "won_within_days", "share_won_within",
        "days_in_stage", "median_stay_of_won_deals", "days_since_activity",
        "median_days_since_activity", "days_overdue", "push_count", "win_rate", "amount",
        "median_won_amount", "discount_rate", "median_discount", "won_before", "share_closed",
        "list_price",
    ),
)  # fmt: skip
