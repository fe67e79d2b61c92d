"""The rules planner over a company's files, as the answer that the grader asks for."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

from copilot.understanding.catalog import Catalog
from copilot.understanding.memory import after
from copilot.understanding.planner import understand
from copilot.understanding.reading import JsonObject, Memory, Reading, ServedTool
from data.periods import FiscalCalendar
from evals.company import Deals, fitting_mapping, read_company
from evals.questions import Line, Outcome, Rules

_STATUS = {"planned": "answered"}


class RulesReader:
    """Plans questions one by one, keeping a memory a conversation.

    Every plan is graded as meant, whether or not this version serves its tool.
    """

    def __init__(self, catalog: Catalog, as_of: date, calendar: FiscalCalendar) -> None:
        self.catalog, self.as_of, self.calendar = catalog, as_of, calendar
        self.memories: dict[str, Memory] = {}
        self.served: dict[str, ServedTool] = {}

    @classmethod
    def of_files(cls, folder: Path, as_of: date, mapping_name: str = "") -> RulesReader:
        """From a company's files and the mapping that fits them."""
        mapping = fitting_mapping(folder, mapping_name)
        calendar = FiscalCalendar(mapping.fiscal_year_starts)
        return cls(read_company(folder, mapping, as_of), as_of, calendar)

    def rules(self) -> Rules:
        """The grader's rules for this company and day."""
        catalog = self.catalog
        names = {
            "team": catalog.managers, "region": catalog.regions, "rep": catalog.reps,
            "product": catalog.products, "account": catalog.accounts, "sector": catalog.sectors,
            "segment": catalog.segments, "stage": catalog.stages,
        }  # fmt: skip
        return Rules(self.as_of, self.calendar, names)

    def answer(self, line: Line) -> Outcome:
        """What was understood of one line."""
        key = line.conversation or line.id
        reading = self.read(line.question, self.memories.get(key))
        self.memories[key] = after(
            self.memories.get(key), line.question, reading, self.catalog, self._listed(reading)
        )
        calls = tuple(call.as_json() for call in reading.wanted)
        status = _STATUS.get(reading.meant, reading.meant)
        return Outcome(status, calls if status == "answered" else ())

    def read(self, question: str, memory: Memory | None = None) -> Reading:
        """One question, understood."""
        return understand(
            question, catalog=self.catalog, as_of=self.as_of, calendar=self.calendar,
            memory=memory, served=self.served,
        )  # fmt: skip

    def _listed(self, reading: Reading) -> list[JsonObject]:
        """What an answer would show where it can be told from the files: reps by revenue won."""
        call = reading.wanted[0] if reading.wanted else None
        if call is None or call.tool != "metric" or call.args.get("group_by") != "rep":
            return []
        period, deals = call.args.get("period"), self.catalog.deals
        if call.args["name"] != "revenue_won" or not period or not isinstance(deals, Deals):
            return []
        won: dict[str, float] = defaultdict(float)
        for deal in deals.all:
            if deal.closed_on and period["start"] <= deal.closed_on.isoformat() <= period["end"]:
                won[deal.ref.rep] += deal.value
        ranked = sorted(won, key=lambda rep: -won[rep])[: call.args.get("limit", 10)]
        return [{"kind": "rep", "id": rep, "name": rep} for rep in ranked]
