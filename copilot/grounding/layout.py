"""The blocks and sentences of a masked text, and what each sentence stands under.

A list item stands under the line that leads it in and its parent item, everything under its
headings, a table row under its header. Nothing here knows facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Block = Literal["text", "item", "heading", "row"]
_ITEM = re.compile(r"(?P<indent>\s*)(?:(?P<number>\d{1,3})[.)]|[-*+•·–])\s+")
_HEADING = re.compile(r"\s*(?P<hashes>#{1,6})\s+")
_RULE = re.compile(r"\s*(?:[-=*_]\s?){3,}\s*$")
_TABLE_RULE = re.compile(r"[\s|:-]*-[\s|:-]*$")
_STOP = re.compile(r"[.!?]+[\"')\]]*(?=\s)")
_ABBREVIATION = re.compile(
    r"(?i)(?:\b(?:vs|e\.g|i\.e|approx|no|dr|mr|mrs|ms|st|jr|sr|etc|avg|est|dept|fig|incl|excl|resp)"
    r"|\b[A-Z])\.$"
)


@dataclass(slots=True)
class Sentence:
    """A sentence, item part, heading or table row, and where it stands."""

    start: int
    end: int
    block: Block
    number: int
    before: int | None = None
    above: tuple[int, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    header: int | None = None
    items_below: int = 0


@dataclass(slots=True)
class _State:
    sentences: list[Sentence] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    items: list[tuple[int, int]] = field(default_factory=list)
    lead: int | None = None
    last: int | None = None
    header: int | None = None
    expected: dict[int, int] = field(default_factory=dict)
    markers: list[tuple[int, int]] = field(default_factory=list)
    paragraph: tuple[int, int] | None = None


def lay_out(text: str) -> tuple[list[Sentence], list[tuple[int, int]]]:
    """Sentences in order, and the stretches of list numbers that only count items."""
    state, place = _State(), 0
    lines = text.split("\n")
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        _line(text, state, place, line, following)
        place += len(line) + 1
    _close(text, state)
    return state.sentences, state.markers


def _line(text: str, state: _State, place: int, line: str, following: str) -> None:
    bare = re.match(r"(?:\s*>)*", line)
    skip = bare.end() if bare else 0
    item, heading = _ITEM.match(line, skip), _HEADING.match(line, skip)
    if not line.strip() or _RULE.match(line):
        _close(text, state)
        return
    if line.lstrip().startswith("|"):
        _close(text, state)
        _row(state, place, line, following)
    elif heading:
        _close(text, state)
        _heading(state, place + heading.end(), place + len(line), len(heading.group("hashes")))
    elif item:
        _close(text, state)
        _item(text, state, place, line, item)
    else:
        start = place + skip
        if state.paragraph is None and state.items and not line[skip:].startswith(" "):
            state.items, state.expected, state.last = [], {}, state.lead
        state.paragraph = (state.paragraph[0] if state.paragraph else start, place + len(line))
        state.header = None


def _above(state: _State, *more: int | None) -> tuple[int, ...]:
    own = [number for number in more if number is not None]
    return tuple(own + [number for _, number in reversed(state.headings)])


def _heading(state: _State, start: int, end: int, level: int) -> None:
    state.headings = [entry for entry in state.headings if entry[0] < level]
    number = len(state.sentences)
    state.sentences.append(Sentence(start, end, "heading", number, None, _above(state)))
    state.headings.append((level, number))
    state.lead = state.last = state.header = None
    state.items, state.expected = [], {}


def _item(text: str, state: _State, place: int, line: str, match: re.Match[str]) -> None:
    indent = len(match.group("indent"))
    if not state.items:
        state.lead, state.expected = state.last, {}
        if state.lead is not None and not _leads(text, state.sentences[state.lead]):
            state.lead = None
    state.items = [entry for entry in state.items if entry[0] < indent]
    _marker(state, place, indent, match)
    if not state.items and state.lead is not None:
        state.sentences[state.lead].items_below += 1
    parents = [number for _, number in reversed(state.items)]
    first = len(state.sentences)
    state.last = None
    _split(text, state, place + match.end(), place + len(line), "item", (*parents, state.lead))
    if len(state.sentences) > first:
        state.items.append((indent, first))


def _leads(text: str, sentence: Sentence) -> bool:
    ending = text[sentence.start : sentence.end].rstrip()
    return ending.endswith(":") or not ending.endswith((".", "!", "?"))


def _marker(state: _State, place: int, indent: int, match: re.Match[str]) -> None:
    state.expected = {level: n for level, n in state.expected.items() if level <= indent}
    if match.group("number") is None:
        return
    number = int(match.group("number"))
    if number == state.expected.get(indent, 1):
        state.markers.append((place + match.start("number"), place + match.end("number") + 1))
        state.expected[indent] = number + 1


def _row(state: _State, place: int, line: str, following: str) -> None:
    if _TABLE_RULE.match(line):
        return
    edges = [i for i, char in enumerate(line) if char == "|"]
    if line.rstrip()[-1:] != "|" or len(edges) == 1:
        edges.append(len(line))
    cells = tuple((place + a + 1, place + b) for a, b in pairwise(edges))
    number, is_header = len(state.sentences), bool(_TABLE_RULE.match(following)) and bool(following)
    row = Sentence(place, place + len(line), "row", number, None, _above(state, state.last), cells)
    row.header = None if is_header else state.header
    state.sentences.append(row)
    if is_header:
        state.header = number


def _close(text: str, state: _State) -> None:
    if state.paragraph is not None:
        start, end = state.paragraph
        state.paragraph = None
        block: Block = "item" if state.items else "text"
        parents = [number for _, number in reversed(state.items)]
        _split(text, state, start, end, block, tuple(parents))


def _split(
    text: str, state: _State, start: int, end: int, block: Block, parents: tuple[int | None, ...]
) -> None:
    begin = start
    for match in [*_STOP.finditer(text, start, end), None]:
        stop = match.end() if match else end
        if match and _ABBREVIATION.search(text, max(start, match.start() - 8), match.start() + 1):
            continue
        if text[begin:stop].strip():
            number = len(state.sentences)
            above = _above(state, *parents)
            state.sentences.append(Sentence(begin, stop, block, number, state.last, above))
            state.last = number
        begin = stop
