"""The tokens of one text with the day and calendar they are read by; every reader takes one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.understanding.time.reading import Reading
from copilot.understanding.time.tokens import Token
from copilot.understanding.time.vocabulary import CLOSING_WORDS
from data.periods import FiscalCalendar

_END = Token("end", "", "", 0, 0)


@dataclass(frozen=True)
class Found:
    """A reading of the tokens up to, not including, `stop`."""

    stop: int
    reading: Reading


@dataclass(frozen=True)
class Scan:
    """One text being read."""

    tokens: Sequence[Token]
    as_of: date
    calendar: FiscalCalendar

    def at(self, i: int) -> Token:
        """The token at a place; an "end" token outside the text."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else _END

    def word(self, i: int) -> str:
        """The canonical word at a place, "" where there is none."""
        token = self.at(i)
        return token.word if token.kind == "word" else ""

    def mark(self, i: int) -> str:
        """The punctuation mark at a place, "" where there is none."""
        token = self.at(i)
        return token.word if token.kind == "mark" else ""

    def skip(self, i: int, words: Collection[str]) -> int:
        """The place after one optional word or mark of the given ones."""
        token = self.at(i)
        return i + 1 if token.kind in {"word", "mark"} and token.word in words else i

    def matches(self, i: int, *words: str) -> int:
        """How many tokens the phrase takes at this place: all of its words or 0."""
        hit = all(self.word(i + step) == word for step, word in enumerate(words))
        return len(words) if hit else 0

    def closes(self, i: int) -> bool:
        """Whether a phrase of time can have ended before this place."""
        token = self.at(i)
        if token.kind == "mark":
            return token.word not in "$%€£#@"
        return token.kind in {"end", "possessive", "date"} or token.word in CLOSING_WORDS
