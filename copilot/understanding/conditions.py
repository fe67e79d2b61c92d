"""Conditions on deals ("pushed twice or more", "no next step") as the contract's `where`."""

from __future__ import annotations

import re

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.orders import UNIT_DAYS
from copilot.understanding.lexicon.tables import group
from copilot.understanding.periods import spans
from copilot.understanding.phrases import Stream
from copilot.understanding.reading import JsonObject
from copilot.understanding.scope import is_money

_COUNTS = {"once": 1, "twice": 2, "repeatedly": 2, "again": 2, "more": 2}


def conditions_of(frame: Frame) -> list[JsonObject]:
    """The conditions of a question, each field once, in the order of the lexicon."""
    found: dict[str, JsonObject] = {}
    stream = _condition_stream(frame)
    for (field, op, unit), said in group("orders", "condition"):
        for phrase in said:
            match = stream.find(phrase) if field not in found else None
            value = None if match is None else _value(match.group(), unit, frame)
            if value is not None:
                found[field] = {"field": field, "op": op, "value": value}
    for (field, op, *fixed), said in group("orders", "fixed"):
        if field not in found and stream.has(*said):
            values = [int(text) if text.isdigit() else text for text in fixed]
            found[field] = {"field": field, "op": op, **({"value": values[0]} if values else {})}
    return _one_reading(list(found.values()))


def _one_reading(rows: list[JsonObject]) -> list[JsonObject]:
    """A number counts once: days in a stage are not also an age."""
    taken: set[object] = set()
    kept = []
    for row in rows:
        value = row.get("value")
        if isinstance(value, int | float) and row["field"] != "days_overdue" and value in taken:
            continue
        taken.add(value)
        kept.append(row)
    return kept


def _condition_stream(frame: Frame) -> Stream:
    """The stream with every quantity and span of days shown as <n> beside its own placeholder."""
    words: list[str] = []
    by_token = {quantity.first: quantity for quantity in frame.quantities}
    times = {frame.token_span(time)[0]: time for time in spans(frame)}
    for word, at in frame.words:
        quantity = by_token.get(at)
        if quantity is not None and word == "<percent>":
            words += [f"<p{quantity.bound}>" if quantity.bound else word]
        elif quantity is not None and is_money(frame, quantity):
            words.append("<money>")
        elif quantity is not None:
            words += [f"<n>#{at}"] if word == "<number>" else [f"<n>#{at}", word]
        elif at in times and word == "<period>":
            words += [f"<n>#t{at}", word]
        else:
            words.append(word)
    return _Marked(words)


class _Marked(Stream):
    """A stream whose <n> carry the token they come from, matched as plain <n>."""

    def __init__(self, words: list[str]) -> None:
        super().__init__([word.split("#")[0] for word in words])
        self.marks = [word for word in words if word.startswith("<n>#")]
        self.words |= {"<number>"} if self.marks else set()

    def find(self, phrase: str) -> re.Match[str] | None:
        """The phrase with <number>, <min> and <max> allowed to be any <n>."""
        return super().find(phrase.replace("<number>", "<n>"))


def _value(said: str, unit: str, frame: Frame) -> float | int | None:
    if unit == "ratio":
        percents = [q for q in frame.quantities if q.sort == "percent"]
        return percents[0].value / 100 if percents else None
    numbers = [q for q in frame.quantities if q.sort == "number"]
    if unit == "days":
        return _days(frame)
    if unit == "count":
        for word, count in _COUNTS.items():
            if word in said.split():
                return count
    return _whole(numbers[0].value) if numbers else None


def _days(frame: Frame) -> int | None:
    for quantity in frame.quantities:
        unit = frame.norm(quantity.last)
        if quantity.sort == "number" and unit in UNIT_DAYS:
            return int(quantity.value * UNIT_DAYS[unit])
    for time in spans(frame):
        if time.past.end == frame.as_of:
            return time.past.days - (time.kind == "since")
        if time.kind == "since" or time.past.end < frame.as_of:
            return (frame.as_of - time.past.start).days
    return None


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) else value
