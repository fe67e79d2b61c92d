"""Claims: clauses rendered by code from facts, so that a figure can never part from its entity.

A claim's template holds words and slots; a slot is filled with a fact's display, its subject's name
or its period. Nothing else can put a figure, a name or a date into an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from tools.facts import Fact, show_value

T = TypeVar("T")
Role = Literal[
    "headline", "detail", "level", "change", "shared", "item", "beside", "note", "unknown"
]  # fmt: skip
_SLOT = re.compile(r"\{(\w+)(?:\.(name|period|label|n|of|interval))?\}")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


class Claim(BaseModel):
    """A clause and the facts in its slots.

    Attributes:
        role: where a narrator puts it: headline, details below it, one line a risk level, a change,
            what most rows share, one row of a list, what stands beside for comparison, a note on
            method or data, or something unknown.
        template: words with slots: "{x}" is a fact's display, "{x.name}" its subject, "{x.period}"
            its days, "{x.label}" the name of a quarter or month, else the days, "{x.n}" and
            "{x.of}" its counts, "{x.interval}" its interval.
        slots: slot name → fact id.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    template: str
    slots: dict[str, str]


class Span(BaseModel):
    """A stretch of the final text and the fact that stands behind it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    end: int
    fact: str


def say(role: Role, template: str, **slots: Fact) -> Claim:
    """Make a claim; every slot of the template must be given, and every fact be used.

    The scale "of 100" is the only figure that a template may write itself.

    Raises:
        ValueError: slots and facts do not match, or the template writes a digit of its own.
    """
    used = {match.group(1) for match in _SLOT.finditer(template)}
    if used != set(slots):
        raise ValueError(f"slots {sorted(used)} and facts {sorted(slots)} differ: {template!r}")
    if re.search(r"\d", _SLOT.sub("", template).replace("of 100", "")):
        raise ValueError(f"a claim writes no digit of its own: {template!r}")
    return Claim(role=role, template=template, slots={k: fact.id for k, fact in slots.items()})


def plain(text: str) -> str:
    """Text from data on one line, without control and text-direction characters."""
    kept = (c if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") else " " for c in text)
    return " ".join("".join(kept).split())


def escape(text: str) -> str:
    """Text from data, safe inside Markdown: markup shows as typed and never acts."""
    return _MARKUP.sub(r"\\\1", plain(text))


def render(claim: Claim, facts: dict[str, Fact]) -> tuple[str, list[Span]]:
    """The claim's words and where each fact stands in them."""
    text, spans, last = "", [], 0
    for match in _SLOT.finditer(claim.template):
        text += claim.template[last : match.start()]
        fact = facts[claim.slots[match.group(1)]]
        filled = _filled(fact, match.group(2))
        spans.append(Span(start=len(text), end=len(text) + len(filled), fact=fact.id))
        text += filled
        last = match.end()
    return text + claim.template[last:], spans


def _filled(fact: Fact, part: str | None) -> str:
    if part is None:
        return escape(fact.display) if fact.unit == "text" else fact.display
    if part == "name":
        return escape(fact.subject.name)
    return _PARTS[part](fact)


def _given(fact: Fact, part: str, value: T | None) -> T:
    if value is None:
        raise ValueError(f"fact {fact.id} ({fact.metric}) has no {part} to show")
    return value


def _period(fact: Fact) -> str:
    return _given(fact, "period", fact.period).display


def _label(fact: Fact) -> str:
    period = _given(fact, "period", fact.period)
    return period.label or period.display


def _n(fact: Fact) -> str:
    return f"{_given(fact, 'n', fact.n):,}"


def _of(fact: Fact) -> str:
    return f"{_given(fact, 'of', fact.of):,}"


def _interval(fact: Fact) -> str:
    low, high = _given(fact, "interval", fact.interval)
    show = _share if fact.unit == "ratio" else lambda end: show_value(end, fact.unit)
    return f"95% interval {show(low)} – {show(high)}"


_PARTS: dict[str, Callable[[Fact], str]] = {
    "period": _period, "label": _label, "n": _n, "of": _of, "interval": _interval,
}  # fmt: skip


def _share(end: float) -> str:
    """The end of an interval of a share, with two significant digits below one percent."""
    percent = 100 * end
    if percent == 0 or percent >= 10:
        return f"{percent:.0f}%"
    return f"{percent:#.2g}%" if percent < 1 else f"{percent:.1f}%"
