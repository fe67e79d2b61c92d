"""Conditions on deals ("pushed twice or more", "no next step") as the contract's `where`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.orders import UNIT_DAYS
from copilot.understanding.lexicon.tables import group
from copilot.understanding.numbers import Quantity
from copilot.understanding.periods import spans
from copilot.understanding.phrases import Stream
from copilot.understanding.reading import JsonObject
from copilot.understanding.scope import is_money
from copilot.understanding.time import TimeMention

_COUNTS = {"once": 1, "twice": 2, "repeatedly": 2, "again": 2, "more": 2}
_EXACTLY = frozenset({"exactly", "precisely", "only", "just"})
_DENIED = frozenset({"not", "never"})
_Source = Quantity | TimeMention


@dataclass(frozen=True)
class Condition:
    """One row of `where`, and the token of the number or span of time that it was read from."""

    row: JsonObject
    token: int | None = None


def conditions_of(frame: Frame) -> list[JsonObject]:
    """The conditions of a question, each field once, in the order of the lexicon."""
    return [condition.row for condition in read_conditions(frame)]


def read_conditions(frame: Frame) -> list[Condition]:
    """The conditions with where their values stand; a number is read for one field only."""
    found: dict[str, Condition] = {}
    taken: set[int | None] = {None}
    stream = _condition_stream(frame)
    for (field, op, unit), said in group("orders", "condition"):
        for phrase in said:
            read = _read(stream, phrase, (field, op, unit), frame) if field not in found else None
            if read is not None and (read.token is None or read.token not in taken):
                found[field] = read
                taken.add(read.token)
    for (field, op, *fixed), said in group("orders", "fixed"):
        if field not in found and stream.has(*said):
            values = [int(text) if text.isdigit() else text for text in fixed]
            row = {"field": field, "op": op, **({"value": values[0]} if values else {})}
            found[field] = Condition(row)
    return list(found.values())


def _read(
    stream: _Marked, phrase: str, title: tuple[str, str, str], frame: Frame
) -> Condition | None:
    """What a phrase says, with the number that stands in the phrase itself."""
    field, op, unit = title
    match = stream.find(phrase)
    if match is None:
        return None
    said = match.group().split()
    source = stream.source(match, last=not phrase.startswith("<"))
    value = _value(said, unit, source, frame)
    if value is None:
        return None
    at = _first(source, frame)
    if _EXACTLY & set(said) and unit == "count":
        op = "="
    elif op == ">=" and _is_upper(stream, match, source):
        op = "<="
    return Condition({"field": field, "op": op, "value": value}, at)


def _is_upper(stream: _Marked, match: re.Match[str], source: _Source | None) -> bool:
    """ "Pushed less than 3 times", "never pushed more than twice"."""
    bound = source.bound if isinstance(source, Quantity) else ""
    return bound == "max" or (bound == "min" and stream.before(match) in _DENIED)


def _first(source: _Source | None, frame: Frame) -> int | None:
    if source is None:
        return None
    return source.first if isinstance(source, Quantity) else frame.token_span(source)[0]


def _condition_stream(frame: Frame) -> _Marked:
    """The stream with every quantity and span of days shown as <n> beside its own placeholder."""
    rows: list[tuple[str, _Source | None]] = []
    by_token = {quantity.first: quantity for quantity in frame.quantities}
    times = {frame.token_span(time)[0]: time for time in spans(frame)}
    for word, at in frame.words:
        quantity = by_token.get(at)
        if quantity is not None and word == "<percent>":
            rows.append((f"<p{quantity.bound}>" if quantity.bound else word, quantity))
        elif quantity is not None and is_money(frame, quantity):
            rows.append(("<money>", None))
        elif quantity is not None:
            rows += [("<n>", quantity), *([(word, quantity)] if word != "<number>" else [])]
        elif at in times and word == "<period>":
            rows += [("<n>", times[at]), (word, None)]
        else:
            rows.append((word, None))
    return _Marked(rows)


class _Marked(Stream):
    """A stream that knows which number or span of time each of its <n> stands for."""

    def __init__(self, rows: list[tuple[str, _Source | None]]) -> None:
        super().__init__([word for word, _ in rows])
        self.rows = rows
        self.words |= {"<number>"} if any(source for _, source in rows) else set()

    def find(self, phrase: str) -> re.Match[str] | None:
        """The phrase with <number> allowed to be any <n>."""
        return super().find(phrase.replace("<number>", "<n>"))

    def source(self, match: re.Match[str], *, last: bool) -> _Source | None:
        """The first, or the last, number of a match."""
        start = self._place(match)
        held = self.rows[start : start + len(match.group().split())]
        found = [source for _, source in held if source is not None]
        return found[-1 if last else 0] if found else None

    def before(self, match: re.Match[str]) -> str:
        """The word before a match, leaving "been" out."""
        words = [word for word, _ in self.rows[: self._place(match)] if word != "been"]
        return words[-1] if words else ""

    def _place(self, match: re.Match[str]) -> int:
        return self.text[: match.start()].count(" ") - 1


def _value(said: list[str], unit: str, source: _Source | None, frame: Frame) -> float | int | None:
    if unit == "days":
        return _days(source, frame)
    if unit == "count":
        counts = [_COUNTS[word] for word in said if word in _COUNTS]
        if counts and not isinstance(source, Quantity):
            return counts[0]
    if not isinstance(source, Quantity):
        return None
    return source.value / 100 if unit == "ratio" else _whole(source.value)


def _days(source: _Source | None, frame: Frame) -> int | None:
    if isinstance(source, Quantity):
        unit = frame.norm(source.last)
        return int(source.value * UNIT_DAYS[unit]) if unit in UNIT_DAYS else None
    if source is None:
        return None
    if source.past.end == frame.as_of:
        return source.past.days - (source.kind == "since")
    if source.kind == "since" or source.past.end < frame.as_of:
        return (frame.as_of - source.past.start).days
    return None


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) else value
