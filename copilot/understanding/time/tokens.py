"""Cuts a text into the tokens that the readers of time look at, and keeps their places in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from copilot.understanding.time.vocabulary import canonical

TokenKind = Literal[
    "word", "number", "ordinal", "count", "code", "date", "year2", "possessive", "mark", "other",
    "end",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        word: the canonical word; for codes "q", "h", "fy", "cy"; for dates the order of `parts`
            ("ymd", "mdy", "md", "ym", "my"); for counts the unit; for marks the mark itself.
        parts: the numbers in it; for codes (number, year or 0).
    """

    kind: TokenKind
    word: str
    text: str
    start: int
    end: int
    parts: tuple[int, ...] = ()


NAME = "name"  # the word of a protected token, which no reader takes for time

_PIECES = re.compile(
    r"""
    (?P<ymd>(?<![\w/.-])[0-9]{4}([-/])[0-9]{1,2}\2[0-9]{1,2}(?![\w/]))
  | (?P<mdy>(?<![\w/.])[0-9]{1,2}([-/])[0-9]{1,2}\4(?:[0-9]{4}|[0-9]{2})(?![\w/]))
  | (?P<ym>(?<![\w/.-])[0-9]{4}-(?:0[1-9]|1[0-2])(?![\w/-]))
  | (?P<my>(?<![\w/.-])[0-9]{1,2}/[0-9]{4}(?![\w/]))
  | (?P<md>(?<![\w/.])[0-9]{1,2}/[0-9]{1,2}(?![\w/%]))
  | (?P<other>[0-9]+(?:[:.][0-9]+|,[0-9]{3}(?![0-9]))+\w*%?|[0-9]+%|[$€£][0-9][\w.,]*)
  | (?P<year2>['’‘][0-9]{2}(?!\w))
  | (?P<possessive>['’]s(?!\w))
  | (?P<run>[^\W_]+)
  | (?P<mark>\S)
    """,
    re.VERBOSE,
)
_CODE = re.compile(
    r"(?:(?P<kind>[qh])(?P<n>[0-9])|(?P<n2>[0-9])(?P<kind2>[qh]))(?:fy)?(?P<year>[0-9]{4}|[0-9]{2})?s?"
)
_FISCAL = re.compile(r"(?P<kind>fy|cy)(?P<year>[0-9]{4}|[0-9]{2})")
_COUNT = re.compile(r"(?P<n>[0-9]{1,4})(?P<unit>[a-z]+)")
_GLUED_UNITS = {"d": "day", "w": "week", "q": "quarter", "y": "year", "h": "hour"}
_UNIT_WORDS = frozenset({"day", "week", "month", "quarter", "year", "hour"})


def tokenize(text: str, protected: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """The tokens of a text; one that overlaps a protected stretch is kept as "other"."""
    found = []
    for match in _PIECES.finditer(text):
        start, end = match.span()
        if any(start < stop and begin < end for begin, stop in protected):
            found.append(Token("other", NAME, match.group(), start, end))
        else:
            found.append(_token(match))
    return found


def full_year(digits: str) -> int:
    """1999 of "1999", 2017 of "17"."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _token(match: re.Match[str]) -> Token:
    group = match.lastgroup or ""
    raw, start, end = match.group(), *match.span()
    if group in {"ymd", "mdy", "ym", "my", "md"}:
        return Token("date", group, raw, start, end, _date_parts(raw, group))
    if group == "run":
        return _run(raw, start, end)
    if group == "year2":
        return Token("year2", "", raw, start, end, (full_year(raw[1:]),))
    if group == "mark":
        return Token("mark", raw, raw, start, end)
    kind: TokenKind = "possessive" if group == "possessive" else "other"
    return Token(kind, "'s" if kind == "possessive" else "", raw, start, end)


def _date_parts(raw: str, order: str) -> tuple[int, ...]:
    pieces = re.split("[-/]", raw)
    return tuple(
        full_year(piece) if letter == "y" else int(piece)
        for letter, piece in zip(order, pieces, strict=True)
    )


def _run(raw: str, start: int, end: int) -> Token:
    """A run of letters and digits: a word, a number, "3rd", "Q3", "30d", or an id."""
    lower = raw.lower()
    if lower.isalpha():
        return Token("word", canonical(raw), raw, start, end)
    if not lower.isascii() or not lower.isalnum():
        return Token("other", "", raw, start, end)
    if lower.isdigit():
        if len(lower) > 6:
            return Token("other", "", raw, start, end)
        return Token("number", lower, raw, start, end, (int(lower),))
    return _mixed(lower, raw, start, end)


def _mixed(lower: str, raw: str, start: int, end: int) -> Token:
    if re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)", lower):
        return Token("ordinal", lower, raw, start, end, (int(lower[:-2]),))
    if code := _CODE.fullmatch(lower):
        number = int(code["n"] or code["n2"])
        year = full_year(code["year"]) if code["year"] else 0
        return Token("code", code["kind"] or code["kind2"], raw, start, end, (number, year))
    if fiscal := _FISCAL.fullmatch(lower):
        return Token("code", fiscal["kind"], raw, start, end, (0, full_year(fiscal["year"])))
    if count := _COUNT.fullmatch(lower):
        unit = _GLUED_UNITS.get(count["unit"]) or canonical(count["unit"])
        if unit in _UNIT_WORDS:
            return Token("count", unit, raw, start, end, (int(count["n"]),))
    word = canonical(raw)
    return Token("word" if word != lower else "other", word, raw, start, end)
