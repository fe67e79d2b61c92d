"""Grades understanding on a file of questions: tool, arguments and status, and nothing else.

`python -m evals.questions FILE --data DIR` reads a company's files, plans every question by rules
and prints the share passed, by difficulty and category, with what failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.periods import FiscalCalendar

Json = dict[str, Any]
Answer = Callable[["Line"], "Outcome"]
_LISTS = ("team", "region", "rep", "product", "account", "sector", "segment", "stage")
_QUARTER_TOOLS = ("forecast", "target_outlook", "what_if")


@dataclass(frozen=True)
class Line:
    """One question with what counts as having understood it."""

    id: str
    conversation: str | None
    turn: int
    question: str
    category: str
    difficulty: str
    status: str
    accept: tuple[tuple[Json, ...], ...]

    @classmethod
    def read(cls, raw: Json) -> Line:
        """From one line of the file."""
        expect = raw["expect"]
        return cls(
            raw["id"], raw["conversation"], raw["turn"], raw["question"], raw["category"],
            raw["difficulty"], expect["status"], tuple(tuple(plan) for plan in expect["accept"]),
        )  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What was understood: a status and the calls meant."""

    status: str
    calls: tuple[Json, ...]


@dataclass(frozen=True)
class Grade:
    """A line, what came, and whether it passes."""

    line: Line
    outcome: Outcome
    passed: bool


class Rules:
    """How two plans are compared: what may be left out, and what a scope leaves after excluding.

    Args:
        names: every name by scope field, to expand `exclude`.
    """

    def __init__(
        self, as_of: date, calendar: FiscalCalendar, names: Mapping[str, Sequence[str]]
    ) -> None:
        self.as_of, self.names = as_of, names
        quarter, year = calendar.quarter(as_of), calendar.year(as_of)
        self._quarter = {"start": quarter.start.isoformat(), "end": quarter.end.isoformat()}
        self._to_date = {"start": year.start.isoformat(), "end": as_of.isoformat()}

    def passes(self, line: Line, outcome: Outcome) -> bool:
        """Status equal and, for an answer, the plan equal to an accepted one as a set of calls."""
        if line.status != outcome.status:
            return False
        return line.status != "answered" or any(
            self._equal(plan, outcome.calls) for plan in line.accept
        )

    def _equal(self, accepted: Sequence[Json], calls: Sequence[Json]) -> bool:
        if len(accepted) != len(calls):
            return False
        limits = any("limit" in call["args"] for call in accepted)
        told = sorted(json.dumps(self._plain(call, limits), sort_keys=True) for call in accepted)
        got = sorted(json.dumps(self._plain(call, limits), sort_keys=True) for call in calls)
        return told == got

    def _plain(self, call: Json, limits: bool) -> Json:
        args = {key: value for key, value in call["args"].items() if limits or key != "limit"}
        if "scope" in args:
            args["scope"] = self._scope(args["scope"])
        if "changes" in args:
            args["changes"] = [_change(row) for row in args["changes"]]
        args = {key: _value(value) for key, value in args.items()}
        args = {key: value for key, value in args.items() if value not in (None, [], {}, "")}
        defaults = self._defaults(call["tool"], args)
        kept = {key: value for key, value in args.items() if value != defaults.get(key)}
        return {"tool": call["tool"], "args": kept}

    def _scope(self, scope: Json) -> Json:
        left = {key: value for key, value in scope.items() if key != "exclude"}
        for kind, out in (scope.get("exclude") or {}).items():
            gone = {name.lower() for name in out}
            known = left.get(kind) or self.names.get(kind, ())
            left[kind] = [name for name in known if name.lower() not in gone]
        return left

    def _defaults(self, tool: str, args: Json) -> Json:
        until = args.get("until", self.as_of.isoformat())
        week = (date.fromisoformat(until) - timedelta(days=7)).isoformat()
        told: Json = {"as_of": self.as_of.isoformat(), "until": self.as_of.isoformat()}
        told |= {"status": "open", "sort_by": "amount", "order": "desc", "sort": "desc"}
        told |= {"grain": "total", "tone": "professional", "aim": "follow_up", "since": week}
        if tool in _QUARTER_TOOLS or (tool == "explain_change" and args.get("forecast")):
            told["period"] = self._quarter
        if tool == "rep_summary":
            told["period"] = self._to_date
        return told


def _change(row: Json) -> Json:
    kept: Json = {key: row[key] for key in ("change", "deal", "select", "by", "unit") if key in row}
    if row.get("change") == "slip" and row.get("to"):
        kept["to"] = str(row["to"]["start"])[:7]
    if row.get("change") in {"amount", "add"}:
        kept["amount"] = row.get("amount")
    return kept


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        return value.lower() if not value[:4].isdigit() else value
    if isinstance(value, dict):
        told = {key: _value(inner) for key, inner in value.items() if key != "label"}
        return {key: inner for key, inner in told.items() if inner not in (None, [], {}, "")}
    if isinstance(value, list | tuple):
        return sorted(
            (_value(inner) for inner in value), key=lambda v: json.dumps(v, sort_keys=True)
        )
    return value


def grade(lines: Iterable[Line], answer: Answer, rules: Rules) -> list[Grade]:
    """Grade every line by itself, those of a conversation in the order of their turns."""
    ordered = sorted(
        enumerate(lines), key=lambda row: (row[1].conversation or "", row[1].turn, row[0])
    )
    grades = []
    for _, line in ordered:
        outcome = answer(line)
        grades.append(Grade(line, outcome, rules.passes(line, outcome)))
    return sorted(grades, key=lambda row: row.line.id)


_BREAKDOWNS: tuple[tuple[str, Callable[[Grade], str]], ...] = (
    ("difficulty", lambda row: row.line.difficulty),
    ("category", lambda row: row.line.category),
    ("expected", lambda row: row.line.status),
)


def report(grades: Sequence[Grade]) -> str:
    """Shares passed with their counts; clarify and out_of_scope apart; then what failed."""
    rows = [_share("overall", grades)]
    for title, key in _BREAKDOWNS:
        groups: dict[str, list[Grade]] = defaultdict(list)
        for row in grades:
            groups[key(row)].append(row)
        rows += [f"\nby {title}", *(_share(name, groups[name]) for name in sorted(groups))]
    plain = [
        row for row in grades if row.line.difficulty == "plain" and row.line.status == "answered"
    ]
    away = [row for row in plain if row.outcome.status != "answered"]
    rows.append(f"\nplain questions turned away: {len(away)} of {len(plain)}")
    rows += [_failure(row) for row in grades if not row.passed]
    return "\n".join(rows)


def _share(name: str, grades: Sequence[Grade]) -> str:
    passed = sum(row.passed for row in grades)
    return f"{name:<14} {passed:>4} of {len(grades):<4} {passed / max(len(grades), 1):6.1%}"


def _failure(row: Grade) -> str:
    wanted = json.dumps(row.line.accept[0]) if row.line.accept else ""
    got = json.dumps([dict(call) for call in row.outcome.calls])
    return (
        f"\n{row.line.id} [{row.line.category}, {row.line.difficulty}] {row.line.question}\n"
        f"  expected {row.line.status} {wanted}\n  got      {row.outcome.status} {got}"
    )


def read_lines(path: Path) -> list[Line]:
    """The questions of a file."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return [Line.read(json.loads(row)) for row in rows if row.strip()]


def main(argv: Sequence[str] | None = None) -> int:
    """Grade a file of questions and print the report; ends 0 whatever the share."""
    from evals.reader import RulesReader  # noqa: PLC0415 - the grader itself needs no copilot

    parser = argparse.ArgumentParser(prog="python -m evals.questions", description=main.__doc__)
    parser.add_argument("file", type=Path, help="questions, one JSON object a line")
    parser.add_argument("--data", type=Path, required=True, help="folder with the company's files")
    parser.add_argument(
        "--mapping", default="", help="a bundled mapping's name [the one that fits]"
    )
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2017, 10, 16))
    told = parser.parse_args(argv)
    reader = RulesReader.of_files(told.data, told.as_of, told.mapping)
    grades = grade(read_lines(told.file), reader.answer, reader.rules())
    sys.stdout.write(report(grades) + "\n")
    return 0


__all__ = ["Answer", "Grade", "Line", "Outcome", "Rules", "grade", "read_lines", "report"]

if __name__ == "__main__":
    raise SystemExit(main())
