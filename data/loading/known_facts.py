"""What stays to be said after the cut: notes and warnings about the data as known on that day."""

from __future__ import annotations

from datetime import date

import duckdb

from data.cut import STARTED, CutRules, undated
from data.findings import Findings


def note_known_facts(
    connection: duckdb.DuckDBPyConnection,
    rules: CutRules,
    day: date,
    findings: Findings,
) -> None:
    """Add the findings that depend on the as-of date."""
    _note_later_rows(connection, day, findings)
    _note_undated(connection, rules, day, findings)
    _note_reps(connection, findings)
    _note_open_deals(connection, rules, day, findings)
    _note_first_closing(connection, findings)


def _one(connection: duckdb.DuckDBPyConnection, query: str, **values: object) -> int:
    return int(connection.execute(query, values or None).fetchall()[0][0] or 0)


def _note_later_rows(connection: duckdb.DuckDBPyConnection, day: date, findings: Findings) -> None:
    begun = _one(
        connection, f"SELECT count(*) FROM staged.opportunities WHERE {STARTED} > $day", day=day
    )
    if begun:
        findings.add(
            "after_as_of",
            "opportunities",
            f"deals that start after {day} are left out, and later events of the others are not "
            "known.",
            count=begun,
        )


def _note_undated(
    connection: duckdb.DuckDBPyConnection, rules: CutRules, day: date, findings: Findings
) -> None:
    count = undated(connection, "staged.opportunities")
    if count:
        then = "counted as open" if day >= rules.extracted_on else "not known before that day"
        findings.add(
            "undated_deal",
            "opportunities",
            f"{count:,} deals have no date at all; known from {rules.extracted_on}, {then}.",
            count=count,
        )


def _note_reps(connection: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    owners = _one(connection, "SELECT count(DISTINCT rep) FROM opportunities")
    if owners == 1:
        findings.add(
            "one_rep",
            "opportunities",
            "all deals belong to one rep.",
            column="rep",
            fix="Nothing to do if that is right.",
        )
    idle = connection.execute(
        "SELECT rep FROM reps WHERE rep NOT IN (SELECT rep FROM opportunities WHERE rep IS NOT "
        "NULL) AND rep NOT IN (SELECT manager FROM reps WHERE manager IS NOT NULL) ORDER BY 1"
    ).fetchall()
    if idle:
        names = ", ".join(row[0] for row in idle[:8]) + (" …" if len(idle) > 8 else "")
        findings.add(
            "idle_rep", "reps", f"{len(idle)} own no deal: {names}.", column="rep", count=len(idle)
        )


def _note_open_deals(
    connection: duckdb.DuckDBPyConnection, rules: CutRules, day: date, findings: Findings
) -> None:
    opened = ", ".join(
        "'" + stage.name.replace("'", "''") + "'"
        for stage in rules.stages
        if stage.status == "open"
    )
    live = f"FROM opportunities WHERE stage IN ({opened})"
    if not _one(connection, f"SELECT count(*) {live}"):
        findings.add("no_open_deals", "opportunities", f"no deal is open on {day}.")
        return
    priced = _one(connection, f"SELECT count(*) {live} AND amount IS NULL")
    if priced:
        findings.add(
            "list_price_used",
            "opportunities",
            f"{priced:,} open deals have no amount; their product's list price stands in.",
            column="amount",
            count=priced,
        )
    late = _one(connection, f"SELECT count(*) {live} AND recorded_close_on < $day", day=day)
    if late:
        findings.add(
            "past_due",
            "opportunities",
            f"{late:,} open deals were to close before {day}.",
            column="recorded_close_on",
            count=late,
            fix="Ask the owners for a new closing date.",
        )


def _note_first_closing(connection: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    began, closed = connection.execute(
        f"SELECT min({STARTED}), min(closed_on) FROM opportunities"
    ).fetchall()[0]
    if began and closed and (closed - began).days > 60:
        findings.add(
            "late_first_closing",
            "opportunities",
            f"deals begin on {began}, yet none closes before {closed}: earlier closings are "
            "absent, so learning starts there.",
            column="closed_on",
        )
