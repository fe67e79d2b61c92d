"""The report that a tool fills in while it works: facts, claims, tables and what was left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from analytics.past import PastSnapshot
from analytics.scored import NOW
from data.periods import Period
from tools.arguments import Scope
from tools.claims import Claim, Role, say
from tools.context import Context
from tools.facts import Fact, Ledger, Subject, Value
from tools.filters import Filter
from tools.result import Column, LeftOut, Receipt, Table, ToolResult, Unknown


class Report:
    """Collects the parts of one call's result. Money is in the snapshot's currency by default."""

    def __init__(self, tool: str, context: Context, chosen: Filter | None = None) -> None:
        self.tool = tool
        self.context = context
        self.snapshot = context.snapshot
        self.currency = context.snapshot.currency
        self.chosen = chosen
        self.subject = self._subject(chosen)
        self.is_scoped = bool(chosen and chosen.label)
        self.ledger = Ledger(tool)
        self.claims: list[Claim] = []
        self.tables: list[Table] = []
        self.charts: list[dict[str, Any]] = []
        self.unknowns: list[Unknown] = []
        self.left_out: list[LeftOut] = []
        self.suggestions: list[str] = []
        self.listed: list[dict[str, str]] = []
        self.rows_read = 0

    def _subject(self, chosen: Filter | None) -> Subject:
        if chosen and chosen.label:
            return Subject(kind="scope", id=chosen.label, name=chosen.label)
        company = self.snapshot.manifest.company
        return Subject(kind="company", id=company.name, name=company.title)

    def total(self, metric: str, value: Value, unit: str = "money", **more: Any) -> Fact:
        """A fact about the whole scope."""
        unit = self.currency if unit == "money" else unit
        return self.ledger.add(self.subject, metric, value, unit, **more)

    def count(self, metric: str, value: int, period: Period | None = None, **more: Any) -> Fact:
        """A count about the whole scope."""
        return self.ledger.add(self.subject, metric, int(value), "count", period=period, **more)

    def say(self, role: Role, template: str, **facts: Fact | None) -> None:
        """Add a claim; facts that the template does not use are not bound to it.

        The headline begins with the day, where one was asked for.
        """
        if role == "headline" and self.context.names_day:
            template, facts = "As of {as_of_day}. " + template, {**facts, "as_of_day": self._day()}
        used = set(re.findall(r"\{(\w+)", template))
        self.claims.append(
            say(role, template, **{k: f for k, f in facts.items() if k in used and f is not None})
        )

    def place(self, slot: str) -> str:
        """Words that name the scope of a fact in a template, or "" for the whole company.

        Conditions alone need no "for": "3 open deals with no next step".
        """
        if not self.is_scoped:
            return ""
        only_conditions = self.subject.name.startswith("with ")
        return f" {{{slot}.name}}" if only_conditions else f" for {{{slot}.name}}"

    def none(self, slot: str, words: str) -> str:
        """ "No live deal", or the count as a figure where the scope is told by figures alone."""
        if any(letter.isdigit() for letter in self.subject.name):
            return f"{{{slot}}} {words}s"
        return f"No {words}"

    def table(
        self, title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Add a table of plain cells."""
        heads = tuple(Column(name=name, unit=unit) for name, unit in columns)
        self.tables.append(
            Table(title=title, columns=heads, rows=tuple(tuple(row) for row in rows))
        )

    def unknown(self, code: str, detail: str, column: str | None = None) -> None:
        """Say what the data does not hold; the sentence is a fact of its own, said verbatim."""
        self.unknowns.append(Unknown(code=code, detail=detail, column=column))
        fact = self.ledger.add(self.subject, "unknown", detail, "text")
        self.say("unknown", "{unknown}", unknown=fact)

    def leave_out(self, reason: str, count: int) -> None:
        """Say which rows a figure does not count."""
        if count:
            self.left_out.append(LeftOut(reason=reason, count=int(count)))

    def as_extracted(self, *columns: str) -> None:
        """Say which of these columns are as extracted and not as known on an earlier as-of date."""
        manifest = self.snapshot.manifest
        if manifest.as_of >= manifest.extracted_on:
            return
        told = [column for column in columns if manifest.known.get(column) == "current"]
        if told:
            names = " and ".join(column.replace("_", " ") for column in told)
            self.unknown(
                "as_extracted",
                f"Shown as extracted, not as known on the as-of date: {names}.",
                f"opportunities.{told[0]}",
            )

    def as_extracted_scope(self, scope: Scope, group_by: str | None) -> None:
        """The same for what a figure is filtered or grouped by; sectors follow accounts."""
        asked = {group_by, *scope.lists, *scope.exclude.lists}
        columns = [
            ("account", {"account", "sector", "segment"}),
            ("forecast_category", {"category"}),
            *((name, {name}) for name in ("type", "source", "competitor", "loss_reason")),
        ]
        self.as_extracted(*(column for column, fields in columns if fields & asked))

    def no_rate(self, rows: int) -> None:
        """Said where amounts could not be summed for want of a rate."""
        if rows:
            self.leave_out("no exchange rate", rows)
            self.say(
                "note",
                "{rows} deals are in a currency without an exchange rate; their amounts are in "
                "no sum.",
                rows=self.count("no_rate_count", rows),
            )
            self.unknown(
                "missing_rate",
                f"The exchange rate to {self.currency} is not given for every currency.",
                "opportunities.currency",
            )

    def list_priced(self, rows: int, of: int) -> None:
        """Said where the list price stands in for an amount that is not recorded."""
        if rows:
            self.say(
                "note",
                "{listed.n} of {listed.of} deals have no recorded amount; the list price stands "
                "in.",
                listed=self.count("list_priced_count", rows, n=int(rows), of=int(of)),
            )

    def _day(self) -> Fact:
        """The day that was asked for."""
        said = [fact for fact in self.ledger.facts if fact.metric == "as_of"]
        return said[0] if said else self.total("as_of", str(self.snapshot.as_of), "date")

    def _looking_back(self) -> None:
        """Say whose facts and scores these are."""
        self._day()
        if isinstance(self.snapshot, PastSnapshot):
            self.say(
                "note",
                "Scores are those of {scored}, by model {model}, which learned only from what was "
                "known then.",
                scored=self.total("scored_on", str(self.snapshot.origin), "date"),
                model=self.total("model_version", self.snapshot.model_version, "text"),
            )
            self._begun_since(self.snapshot.origin)
            return
        snapshot = self.total("snapshot_id", self.snapshot.manifest.snapshot_id, "text")
        words, model = "Facts are those of snapshot {snapshot}.", None
        if self.snapshot.manifest.model is not None:
            words = "Facts and scores are those of snapshot {snapshot}, by model {model}."
            model = self.total("model_version", self.snapshot.manifest.model.version, "text")
        self.say("note", words, snapshot=snapshot, model=model)

    def _begun_since(self, origin: date) -> None:
        """Say which open deals in scope began after the scores of a past day were made."""
        if self.chosen is None or origin == self.snapshot.as_of:
            return
        begun = self.snapshot.row(
            f"SELECT count(*) AS n FROM {NOW} WHERE status = 'open' AND started_on > $origin "
            f"AND {self.chosen.condition}",
            {**self.chosen.values, "origin": origin},
        )["n"]
        if begun:
            self.leave_out("begun after the day of the scores", begun)
            have = " has" if begun == 1 else "s have"
            self.say(
                "note",
                f"{{unscored}} open deal{have} no score, having begun later.",
                unscored=self.count("unscored_count", begun),
            )

    def result(self) -> ToolResult:
        """The finished result; one of another day says so."""
        if self.chosen is not None:
            self.as_extracted("amount")
        if self.context.is_looking_back:
            self._looking_back()
        return ToolResult(
            facts=tuple(self.ledger.facts),
            claims=tuple(self.claims),
            tables=tuple(self.tables),
            charts=tuple(self.charts),
            unknowns=tuple(self.unknowns),
            receipt=Receipt(
                tool=self.tool,
                snapshot_id=self.snapshot.manifest.snapshot_id,
                rows_read=self.rows_read,
                left_out=tuple(self.left_out),
            ),
            suggestions=tuple(self.suggestions),
            listed=tuple(self.listed),
        )
