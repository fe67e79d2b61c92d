"""The tool `data_quality`: what is missing on deals in scope, and what validation found."""

from __future__ import annotations

from tools.arguments import ALL, Arguments, ScopeArg
from tools.context import Context
from tools.facts import Fact
from tools.filters import Filter, deals_filter
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

# Column of deals → what it is called.
_LOOKED_AT = {
    "account": "account",
    "recorded_close_on": "planned closing date",
    "started_on": "creation date",
    "amount_missing": "recorded amount",
    "next_step": "next step",
}
_SOURCE = {"started_on": "engaged_on", "amount_missing": "amount"}
# Optional columns: counted where they are fed, and passed over where they are not.
_IF_FED = {
    "category": ("forecast_category", "forecast category"),
    "type": ("type", "type"),
    "source": ("source", "source"),
}
# Optional tables: column of deals that is 0 or empty for a deal without a row in them.
_TABLES = {
    "activity": ("activities", "any activity", "last_activity_on IS NULL"),
    "lines": ("opportunity_lines", "product lines", "coalesce(line_count, 0) = 0"),
}


# A count of deals, and the words for what they lack.
Counted = tuple[Fact, str]


class DataQuality(Arguments):
    """Arguments of `data_quality`."""

    scope: ScopeArg = ALL


def data_quality(context: Context, args: DataQuality) -> ToolResult:
    """Open deals in scope without an account, dates, an amount, a next step, activity or lines.

    Beside them open deals past their recorded closing date, lost deals without a reason, and the
    findings of the load. A column or table that the source does not feed at all is an unknown, not
    a count of missing cells.
    """
    chosen = deals_filter(context, args.scope)
    report = Report("data_quality", context, chosen)
    row = context.snapshot.row(
        "SELECT count(*) AS n, count(*) FILTER (account IS NULL) AS account, "
        "count(*) FILTER (recorded_close_on IS NULL) AS recorded_close_on, "
        "count(*) FILTER (started_on IS NULL) AS started_on, "
        "count(*) FILTER (amount_is_list_price OR amount IS NULL) AS amount_missing, "
        "count(*) FILTER (next_step IS NULL) AS next_step, "
        + "".join(f"count(*) FILTER ({column} IS NULL) AS {column}, " for column in _IF_FED)
        + "".join(f"count(*) FILTER ({rule}) AS {name}, " for name, (_, _, rule) in _TABLES.items())
        + "count(*) FILTER (days_overdue > 0) AS overdue "
        f"FROM deals WHERE status = 'open' AND {chosen.condition}",
        chosen.values,
    )
    report.rows_read = n = int(row["n"])
    total = report.count("open_deals", n)
    report.say("headline", "{total} open deal" + ("" if n == 1 else "s") + report.place("total")
               + " looked at.", total=total)  # fmt: skip
    found = [
        _missing(report, column, words, int(row[column]), n) for column, words in _LOOKED_AT.items()
    ]
    found += [
        _missing(report, column, words, int(row[column]), n)
        for column, (source, words) in _IF_FED.items()
        if report.snapshot.feeds(source) and row[column]
    ]
    found += [
        _without_rows(report, name, table, words, int(row[name]), n)
        for name, (table, words, _) in _TABLES.items()
    ]
    if row["overdue"]:
        overdue = report.count("overdue_count", row["overdue"], n=int(row["overdue"]), of=n)
        found.append((overdue, "past the recorded closing date"))
    for fact, words in sorted(filter(None, found), key=lambda told: -(told[0].n or 0)):
        report.say("item", f"{words}: {{fact.n}} of {{fact.of}}", fact=fact)
    _tell_lost(report, chosen)
    if context.principal.rows == "all":
        _tell_findings(report)
    else:
        report.unknown("own_rows", "The findings of the load are for those who see all rows.")
    report.suggestions += ["How fresh is the data?", "What are the biggest open deals?"]
    return report.result()


def _missing(report: Report, column: str, words: str, missing: int, n: int) -> Counted | None:
    """How many deals lack a value, or an unknown."""
    source = _SOURCE.get(column, column)
    if not report.snapshot.feeds(source) and column != "started_on":
        report.unknown(
            "missing_column", f"The source records no {words} at all.", f"opportunities.{source}"
        )
        return None
    if _is_as_extracted(report, source):
        report.unknown(
            "as_extracted",
            f"How many deals had no {words} on that day: known only as extracted.",
            f"opportunities.{source}",
        )
        return None
    fact = report.count(f"missing_{column.removesuffix('_missing')}", missing, n=missing, of=n)
    return fact, f"without {words}"


def _without_rows(
    report: Report, name: str, table: str, words: str, without: int, n: int
) -> Counted | None:
    """How many deals have no row in an optional table, or an unknown."""
    if not report.snapshot.has_table(table):
        named = words.removeprefix("any ")
        report.unknown("missing_table", f"The source records no {named} at all.", table)
        return None
    return report.count(f"missing_{name}", without, n=without, of=n), f"without {words}"


def _tell_lost(report: Report, chosen: Filter) -> None:
    """Lost deals without a reason, where reasons are recorded at all."""
    if not report.snapshot.feeds("loss_reason"):
        return
    row = report.snapshot.row(
        "SELECT count(*) AS n, count(*) FILTER (loss_reason IS NULL) AS without "
        f"FROM deals WHERE status = 'lost' AND {chosen.condition}",
        chosen.values,
    )
    if row["without"]:
        n, without = int(row["n"]), int(row["without"])
        fact = report.count("missing_loss_reason", without, n=without, of=n)
        report.say("item", "lost deals without a reason: {fact.n} of {fact.of}", fact=fact)


def _is_as_extracted(report: Report, column: str) -> bool:
    """Whether a blank cell would tell the future: known only as extracted, on an earlier day."""
    manifest = report.snapshot.manifest
    return manifest.as_of < manifest.extracted_on and manifest.known.get(column) == "current"


def _tell_findings(report: Report) -> None:
    rows = report.snapshot.rows(
        'SELECT severity, code, "table", "column", row, count, message, fix FROM data_findings '
        "ORDER BY CASE severity WHEN 'warning' THEN 1 ELSE 2 END, code, \"table\", row"
    )
    if not rows:
        return
    report.table(
        "Findings of the load",
        (("severity", "text"), ("code", "text"), ("table", "text"), ("column", "text"),
         ("row", "count"), ("rows", "count"), ("finding", "text"), ("fix", "text")),
        [tuple(row.values()) for row in rows],
    )  # fmt: skip
    by_severity = {
        kind: sum(1 for row in rows if row["severity"] == kind) for kind in ("warning", "note")
    }
    report.say(
        "note",
        "The load left {warnings} warnings and {notes} notes; the table lists them.",
        warnings=report.count("warnings_count", by_severity["warning"]),
        notes=report.count("notes_count", by_severity["note"]),
    )


TOOL = Tool(
    name="data_quality",
    summary="What is missing or odd in the data.",
    arguments=DataQuality,
    run=data_quality,
    examples=("how many deals have no account or no close date",),
    figures=(
        "open_deals", "missing_account", "missing_recorded_close_on", "missing_started_on",
        "missing_amount", "missing_next_step", "missing_category", "missing_type",
        "missing_source", "missing_activity", "missing_lines", "missing_loss_reason",
        "overdue_count", "warnings_count", "notes_count",
    ),
)  # fmt: skip
