"""What understanding hands over: calls, a reading of one question, and a turn's memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["planned", "clarify", "out_of_scope", "no_data"]
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One tool call; `args` are plain JSON: scopes as lists, periods as ISO dates and a label."""

    tool: str
    args: JsonObject = field(default_factory=dict)

    def as_json(self) -> JsonObject:
        """The form of `plan` in an answer."""
        return {"tool": self.tool, "args": self.args}


@dataclass(frozen=True)
class Reason:
    """Why a question is not simply answered. `needs` names what would have to be there."""

    code: str
    detail: str
    needs: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        """The form of `reason` in an answer."""
        return {"code": self.code, "detail": self.detail, "needs": list(self.needs)}


@dataclass(frozen=True)
class Option:
    """One of the things that may be meant: a complete question, and words it is picked by."""

    question: str
    traits: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        """The form kept in a turn's memory."""
        return {"question": self.question, "traits": list(self.traits)}


@dataclass(frozen=True)
class Reading:
    """A question, understood.

    Attributes:
        status: planned · clarify · out_of_scope · no_data, with the tools this version serves.
        calls: what to run; empty unless planned.
        wanted: the calls meant, whether or not this version serves them.
        meant: the status if every tool and argument of the contract were served.
        inherited: argument → value that earlier turns supplied.
        parts: one entry a part where the question holds several.
        links: what was typed → the name it was linked to, where the two differ.
        confident: whether the plan may stand without a second opinion.
    """

    status: Status
    calls: tuple[Call, ...] = ()
    wanted: tuple[Call, ...] = ()
    meant: Status = "planned"
    reason: Reason | None = None
    choices: tuple[Option, ...] = ()
    inherited: JsonObject = field(default_factory=dict)
    parts: tuple[JsonObject, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    confident: bool = True

    @property
    def options(self) -> list[str]:
        """What may be meant, each a complete question."""
        return [choice.question for choice in self.choices]

    @property
    def plan(self) -> tuple[Call, ...]:
        """The calls meant, whether or not all are served."""
        return self.wanted or self.calls


@dataclass(frozen=True)
class Memory:
    """What a turn leaves for the next one; plain JSON throughout.

    Attributes:
        calls: the plan of the last turn that had one.
        listed: what the answer showed, in order: {"kind", "id", "name"}.
        focus: the one deal, account, rep or team spoken of, or None.
        options: the choices of a question asked back, still open.
        question: the last question as asked.
        list_calls: the plan of the last list shown, kept while single deals of it are spoken of.
        others: the choices that were not picked when one was.
    """

    calls: tuple[Call, ...] = ()
    listed: tuple[JsonObject, ...] = ()
    focus: JsonObject | None = None
    options: tuple[Option, ...] = ()
    question: str = ""
    list_calls: tuple[Call, ...] = ()
    others: tuple[Option, ...] = ()

    def as_json(self) -> JsonObject:
        """To be stored with the turn."""
        return {
            "calls": [call.as_json() for call in self.calls],
            "listed": list(self.listed),
            "focus": self.focus,
            "options": [option.as_json() for option in self.options],
            "question": self.question,
            "list_calls": [call.as_json() for call in self.list_calls],
            "others": [option.as_json() for option in self.others],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Memory:
        """The memory stored by `as_json`."""
        return cls(
            calls=_calls(kept.get("calls", [])),
            listed=tuple(dict(row) for row in kept.get("listed", [])),
            focus=dict(kept["focus"]) if kept.get("focus") else None,
            options=_options(kept.get("options", [])),
            question=str(kept.get("question", "")),
            list_calls=_calls(kept.get("list_calls", [])),
            others=_options(kept.get("others", [])),
        )


def _calls(rows: Sequence[Mapping[str, Any]]) -> tuple[Call, ...]:
    return tuple(Call(row["tool"], dict(row["args"])) for row in rows)


def _options(rows: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(row["question"], tuple(row.get("traits", []))) for row in rows)


@dataclass(frozen=True)
class ServedTool:
    """A tool of this version: the arguments it takes, and the metrics and topics it knows.

    Empty `metrics` or `topics` mean that all are served; so do empty `groups`.
    """

    name: str
    arguments: frozenset[str]
    metrics: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
