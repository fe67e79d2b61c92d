"""The registry: one list of tools that yields Python callables, schemas and documentation.

Adding a tool is one file in this folder that defines TOOL, and one line in MODULES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from rapidfuzz import process

from data.errors import UsageError
from tools.arguments import Arguments
from tools.context import Context
from tools.result import ToolResult

MODULES = (
    "deals_at_risk",
    "deal_summary",
    "deal_drivers",
    "find_deals",
    "pipeline_summary",
    "pipeline_changes",
    "explain_change",
    "forecast",
    "target_outlook",
    "what_if",
    "forecast_accuracy",
    "metric",
    "rep_summary",
    "account_summary",
    "explain_method",
    "data_status",
    "data_quality",
)

A = TypeVar("A", bound=Arguments)
# Metrics that any tool may add: what is unknown, rows that stand apart, another day.
COMMON_FIGURES = (
    "unknown", "list_priced_count", "no_rate_count", "as_of", "snapshot_id",
    "unscored_count", "scored_on", "model_version",
)  # fmt: skip


@dataclass(frozen=True)
class Tool(Generic[A]):
    """One tool: what it is called, what it takes, what it answers.

    Attributes:
        later: arguments of the contract that this version does not serve yet.
        figures: names of the metrics its facts may carry.
    """

    name: str
    summary: str
    arguments: type[A]
    run: Callable[[Context, A], ToolResult]
    examples: tuple[str, ...]
    figures: tuple[str, ...]
    later: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field, info in self.arguments.model_fields.items():
            if not info.description:
                raise TypeError(f"{self.name}.{field} has no description")

    def validate(self, raw: dict[str, Any]) -> A:
        """The typed arguments.

        Raises:
            UsageError: every problem at once, with valid names and the nearest one.
        """
        problems = [self._unknown(name) for name in raw if name not in self._names]
        try:
            known = {name: value for name, value in raw.items() if name in self._names}
            arguments = self.arguments.model_validate(known)
        except ValidationError as error:
            problems += [_told(problem) for problem in error.errors()]
        if problems:
            code = "not_served" if all("not served" in p for p in problems) else "bad_argument"
            raise UsageError(f"{self.name}: {'; '.join(problems)}.", code=code)
        return arguments

    @property
    def schema(self) -> dict[str, Any]:
        """The definition for function calling."""
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": f"{self.summary} For example: {'; '.join(self.examples)}",
                "parameters": self.arguments.model_json_schema(),
            },
        }

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.arguments.model_fields)

    def _unknown(self, name: str) -> str:
        if name in self.later:
            return f"argument {name!r} is not served in this version"
        valid = ", ".join(self._names) or "none"
        close = process.extractOne(name, self._names, score_cutoff=60)
        nearest = f", nearest {close[0]!r}" if close else ""
        return f"unknown argument {name!r} (valid: {valid}{nearest})"


def get(name: str) -> Tool[Any]:
    """The tool of that name.

    Raises:
        UsageError: there is none; names the valid ones and the nearest.
    """
    if name not in MODULES:
        close = process.extractOne(name, MODULES, score_cutoff=60)
        nearest = f" The nearest is {close[0]!r}." if close else ""
        raise UsageError(
            f"There is no tool {name!r}.{nearest}", fix=f"Valid: {', '.join(MODULES)}."
        )
    found: Tool[Any] = import_module(f"tools.{name}").TOOL
    return found


def every() -> list[Tool[Any]]:
    """All tools, in the contract's order."""
    return [get(name) for name in MODULES]


def _told(problem: Any) -> str:
    where = ".".join(str(step) for step in problem["loc"])
    valid = problem.get("ctx", {}).get("expected")
    given = problem.get("input")
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "missing":
        return f"argument {where!r} is needed"
    if valid and isinstance(given, str):
        names = [part.strip(" '") for part in valid.replace(" or ", ", ").split(",")]
        close = process.extractOne(given, names, score_cutoff=50)
        nearest = f", nearest {close[0]!r}" if close else ""
        return f"{where}: {given!r} is not one of {', '.join(names)}{nearest}"
    return f"{where}: {message} (given {given!r})"
