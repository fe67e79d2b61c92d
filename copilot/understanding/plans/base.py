"""What every family of plans is given, and the bits that they share."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.understanding.frame import Frame
from copilot.understanding.periods import Tense, as_json, check_history, main_period
from copilot.understanding.reading import Call, JsonObject, Memory
from copilot.understanding.scope import scope_of


@dataclass(frozen=True)
class Asked:
    """A question read, and what was said before it."""

    frame: Frame
    memory: Memory | None = None

    def scope(self, *leave: str) -> JsonObject:
        """The scope without the kinds that are said as arguments of their own."""
        return scope_of(self.frame, leave=leave)


def call(tool: str, **args: object) -> Call:
    """A call without empty arguments."""
    return Call(tool, {name: value for name, value in args.items() if value not in (None, {}, [])})


def period_arg(frame: Frame, tense: Tense) -> JsonObject | None:
    """The period of a question as an argument, checked against the history for the past."""
    period = main_period(frame, tense)
    check_history(frame, period, tense)
    return None if period is None else as_json(period)
