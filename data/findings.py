"""Findings: what validation has to say about a load, each with a code, a place and a fix.

An error stops the load; a warning or a note stays visible in the snapshot and in answers.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from data.errors import CopilotError

Severity = Literal["error", "warning", "note"]

CODES: dict[str, tuple[Severity, str]] = {
    "missing_file": ("error", "A file that the mapping names is not there."),
    "wrong_encoding": ("error", "A file is not in the encoding that the mapping states."),
    "bad_header": ("error", "A file has no header, or the same column twice."),
    "missing_column": ("error", "A column that the mapping names is not in the file."),
    "ragged_row": ("error", "A row has more or fewer cells than the header."),
    "empty_table": ("error", "A needed table has no rows."),
    "bad_date": ("error", "A date does not fit the mapping's format."),
    "bad_number": ("error", "A number or amount cannot be read."),
    "missing_value": ("error", "A required cell is empty."),
    "duplicate_id": ("error", "Two rows share an identifier."),
    "unknown_product": ("error", "A row names a product that the price list lacks."),
    "unmapped_stage": ("error", "A stage that the mapping does not list."),
    "unknown_id": ("error", "An id in a needed cell that its look-up file lacks."),
    "negative_amount": ("error", "An amount below zero."),
    "negative_quantity": ("error", "A quantity or a count below zero."),
    "bad_value": ("error", "A word outside the closed set of its column."),
    "bad_period": ("error", "A period that is not a first and a last day, in this order."),
    "overlapping_targets": ("error", "Two targets of one name and kind share a part of a period."),
    "closed_without_date": ("error", "A won or lost deal without a closing date."),
    "closed_before_start": ("error", "A deal that closes before it starts."),
    "bad_currency": ("error", "A currency that is not a three-letter ISO code."),
    "implausible_date": ("error", "A date far from all others, most likely mistyped."),
    "same_day_change": ("note", "Several recorded changes on one day; the last one counts."),
    "manager_cycle": ("error", "A chain of managers that leads back to itself."),
    "before_history": ("error", "The as-of date lies before the first recorded event."),
    "as_of_too_late": ("error", "The as-of date lies long after the last recorded event."),
    "unknown_rep": ("warning", "A person named there is not in the list of reps."),
    "unknown_account": ("warning", "A row names an account that the accounts file lacks."),
    "unlinked_id": ("warning", "An id that its look-up file lacks; the cell is left empty."),
    "unknown_deal": (
        "warning",
        "A row of a history, line or activity names a deal that does not exist.",
    ),
    "no_rate": ("warning", "Amounts in a currency without a rate; they are shown, not summed."),
    "open_with_close_date": ("warning", "An open deal with a closing date; the date is ignored."),
    "past_due": ("warning", "Open deals whose recorded closing date has passed."),
    "markup_in_name": ("warning", "A name holds markup; it is shown as typed and never acts."),
    "formula_in_name": ("warning", "A name begins like a spreadsheet formula; exports defuse it."),
    "case_twins": ("warning", "Two names that differ in letter case only."),
    "one_rep": ("warning", "Only one rep owns deals; comparisons between reps say nothing."),
    "empty_optional_table": ("warning", "An optional table has no rows; it counts as not fed."),
    "no_lost_deals": ("warning", "No deal was ever lost; chances to lose cannot be learnt."),
    "no_open_deals": ("warning", "No deal is open on the as-of date."),
    "too_few_closed": ("warning", "Too few closed deals to learn from; no scores are published."),
    "after_extract": ("warning", "The as-of date lies after the last recorded event."),
    "merged_lines": ("note", "Lines of one deal or order for the same product; added up."),
    "mended_reference": ("note", "A name was linked although it is spelled differently."),
    "corrected_value": ("note", "A known misspelling of the source was mended."),
    "undated_deal": ("note", "A deal without any date, known only from the day of extraction."),
    "after_as_of": ("note", "Rows about later days; they are not known on the as-of date."),
    "as_extracted": ("note", "A column known only as extracted; never a feature or a driver."),
    "equal_but_for_id": ("note", "Rows equal in all but their identifier; kept."),
    "late_first_closing": ("note", "No closing is recorded before a day long after deals began."),
    "list_price_used": ("note", "Open deals without an amount; the list price stands in."),
    "idle_rep": ("note", "Reps who own no deal."),
}


LONGEST = 120


class Finding(BaseModel):
    """One thing found. `row` is the first row concerned, the header being row 1.

    Attributes:
        count: how many rows it concerns.
        value: the offending value, or "".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Severity
    table: str
    column: str = ""
    row: int | None = None
    count: int = 1
    value: str = ""
    message: str
    fix: str = ""

    @property
    def line(self) -> str:
        """One line for a terminal."""
        place = f"{self.table}.{self.column}" if self.column else self.table
        row = f" row {self.row:,}" if self.row is not None else ""
        more = f" (and {self.count - 1:,} more)" if self.count > 1 and self.row is not None else ""
        fix = f" Fix: {self.fix}" if self.fix else ""
        return f"{self.severity} {self.code}: {place}{row}{more}: {self.message}{fix}"


class Findings:
    """Collects findings; nothing is raised until all problems are known."""

    def __init__(self) -> None:
        self.all: list[Finding] = []

    def add(
        self,
        code: str,
        table: str,
        message: str,
        *,
        column: str = "",
        row: int | None = None,
        count: int = 1,
        value: str = "",
        fix: str = "",
    ) -> None:
        """Add one; the code fixes the severity."""
        self.all.append(
            Finding(
                code=code,
                severity=CODES[code][0],
                table=table,
                column=column,
                row=row,
                count=count,
                value=value[:LONGEST],
                message=message if len(message) <= 4 * LONGEST else message[: 4 * LONGEST] + " …",
                fix=fix,
            )
        )

    @property
    def errors(self) -> list[Finding]:
        """Only those that stop a load."""
        return [finding for finding in self.all if finding.severity == "error"]

    def stop_on_errors(self) -> None:
        """Raise DataRejected if any error was found."""
        if self.errors:
            raise DataRejected(self.all)


class DataRejected(CopilotError):
    """The data has errors; all findings are told, nothing was published."""

    exit_code: ClassVar[int] = 1
    default_code: ClassVar[str] = "data_rejected"

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        errors = [finding for finding in findings if finding.severity == "error"]
        super().__init__(
            f"{len(errors)} problem{'s' if len(errors) != 1 else ''} in the data; "
            "nothing was published.",
            fix="Mend what is listed and refresh again; the snapshot before stays in place.",
        )
