"""What every answer of `pipeline_changes` says: its days, how its states were found, who is out."""

from __future__ import annotations

from data.periods import Period, display_day
from tools.changes.ends import Ends
from tools.changes.reading import Selection
from tools.facts import Fact
from tools.report import Report
from tools.result import ToolResult

Facts = dict[str, Fact | None]
_METHODS = {
    "cut": "both states by the as-of cut of this snapshot",
    "published": "both states as published on their days",
}
_OWNERS = ("team", "region", "rep")
# Columns of the source beside owners → what they narrow or group by.
_SCOPE_COLUMNS = {
    "account": {"account", "sector", "segment"},
    "forecast_category": {"category"},
    **{name: {name} for name in ("product", "type", "source", "competitor", "loss_reason")},
}


class ChangeReport(Report):
    """A report about two days."""

    def __init__(self, ends: Ends, selected: Selection | None = None) -> None:
        super().__init__("pipeline_changes", ends.context, selected.chosen if selected else None)
        self.ends = ends
        self.selected = selected

    @property
    def span(self) -> Period:
        """From the first day to the later one, or the closing window that is bridged."""
        window = self.selected.window if self.selected else None
        return window or Period(start=self.ends.since, end=self.ends.until)

    @property
    def is_open_end(self) -> bool:
        """Whether the later day is the as-of date, which needs no saying."""
        return self.ends.until == self.snapshot.as_of

    def days(self) -> Facts:
        """The two days as facts."""
        return {
            "since": self.total("changed_since", str(self.ends.since), "date"),
            "until": self.total("changed_until", str(self.ends.until), "date"),
        }

    def tell_left_out(self, left_out: dict[str, int]) -> None:
        """Deals that are in no change: without creation date, exchange rate or amount."""
        self.no_rate(left_out.get("no_rate", 0))
        for reason, metric, words in (
            ("undated", "undated_count", "no creation date"),
            ("no_amount", "no_amount_count", "no amount"),
        ):
            count = left_out.get(reason, 0)
            if count:
                self.leave_out(words, count)
                deals = (
                    f"deal has {words}; it is" if count == 1 else f"deals have {words}; they are"
                )
                self.say("note", f"{{n}} {deals} in no change.", n=self.count(metric, count))

    def tell_method(self) -> None:
        """How the two states were found, and which columns are known only as extracted."""
        if self.ends.found == "published":
            self.say("note", "Both states are as recorded in the snapshots of their own days.")
        elif self.ends.earlier is not None:
            words = "Both states follow from the dates recorded in the latest data, removed "
            self.say("note", words + "deals from the earlier snapshot.")
        else:
            words = "Both states follow from the dates recorded in the latest data; deals removed "
            self.say("note", words + "since are not in it.")
        ends = self.ends
        if not self.snapshot.feeds("amount"):
            self.unknown(
                "missing_column",
                "No amounts of open deals are recorded, so whether any grew or shrank is unknown.",
                "opportunities.amount",
            )
        elif ends.as_extracted("amount"):
            self.unknown(
                "as_extracted",
                "Amounts are known only as extracted, so whether deals grew or shrank is unknown.",
                "opportunities.amount",
            )
        if ends.as_extracted("rep") and self._is_by_owner():
            self.unknown(
                "as_extracted",
                "Owners are known only as extracted, so whether deals changed hands is unknown.",
                "opportunities.rep",
            )
        if self.selected and self.selected.window and ends.as_extracted("recorded_close_on"):
            self.unknown(
                "as_extracted",
                "Closing dates are known only as extracted, so whether deals were pushed out or "
                "pulled in is unknown.",
                "opportunities.recorded_close_on",
            )
        self._tell_scope_as_extracted()

    def _is_by_owner(self) -> bool:
        return bool(self._asked() & set(_OWNERS)) or self.context.principal.rows != "all"

    def _tell_scope_as_extracted(self) -> None:
        """The same for what the bridge is narrowed or grouped by, other than owners."""
        asked = self._asked()
        for column, fields in _SCOPE_COLUMNS.items():
            if asked & fields and self.ends.as_extracted(column):
                self.unknown(
                    "as_extracted",
                    f"Shown as extracted, not as known on {display_day(self.ends.since)}: "
                    f"{column.replace('_', ' ')}.",
                    f"opportunities.{column}",
                )

    def _asked(self) -> set[str | None]:
        """What the bridge is narrowed or grouped by."""
        if self.selected is None:
            return set()
        scope = self.selected.chosen.scope
        return {self.selected.group_by, *scope.lists, *scope.exclude.lists}

    def finished(self, rows_read: int) -> ToolResult:
        """The result, its receipt saying how the states were found."""
        self.rows_read = rows_read
        result = self.result()
        receipt = result.receipt.model_copy(update={"method": _METHODS[self.ends.found]})
        return result.model_copy(update={"receipt": receipt})

    def known_steps(self) -> dict[str, bool]:
        """Whether the steps that need a column's history can be told at all."""
        grown = self.snapshot.feeds("amount") and not self.ends.as_extracted("amount")
        window = self.selected.window if self.selected else None
        pushed = window is not None and not self.ends.as_extracted("recorded_close_on")
        return {
            "grown": grown, "shrunk": grown, "pulled_in": pushed, "pushed_out": pushed,
            "removed": self.ends.earlier is not None,
        }  # fmt: skip
