"""A small language for phrases, so that the lexicon is data and not a pile of expressions.

A phrase is a row of elements over the words of a question:

    at risk              these words, next to each other
    slip|slide|slips     one of these
    @deal                one of the words of a class (lexicon.words.CLASSES)
    <account>            something that was linked: a name, a period, a number
    me?                  may be missing
    *  **                up to three, up to eight words of the same clause
    ^                    the beginning of a clause, after words of politeness
    $                    the end of a clause
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from copilot.understanding.lexicon.words import CLASSES

_POLITE = (
    "please|can|could|would|will|you|u|ok|okay|perfect|great|thanks|then|and|so|now|just|go|ahead|"
    "also|hey|hi|hello|yes|yep|lets|let|us|i|want|need|to|like|kindly|alright|cool|nice|good|ya|"
    "quickly|copilot|go|help|me|got|it|do|for|maybe|actually|well|oh|but|right|fine|sure|go"
)
_START = rf"(?:(?<=; )|(?<=^ )|(?<= and )|(?<= then ))(?:(?:{_POLITE}) ){{0,7}}"


@lru_cache(maxsize=4096)
def compiled(phrase: str) -> re.Pattern[str]:
    """The phrase as an expression over " word word ; word "."""
    return re.compile("(?<= )" + "".join(_element(part) for part in phrase.split()))


def _element(part: str) -> str:
    if part == "*":
        return r"(?:[^ ;]+ ){0,3}?"
    if part == "**":
        return r"(?:[^ ;]+ ){0,8}?"
    if part == "^":
        return _START
    if part == "$":
        return r"(?=;|$)"
    if part.endswith("?"):
        return f"(?:(?:{_alternatives(part[:-1])}) )?"
    return f"(?:{_alternatives(part)}) "


def _alternatives(part: str) -> str:
    return "|".join(re.escape(word) for word in words_of(part))


@cache
def words_of(part: str) -> tuple[str, ...]:
    """The words an element stands for, classes opened."""
    words: list[str] = []
    for choice in part.split("|"):
        words += CLASSES[choice[1:]].split() if choice.startswith("@") else [choice]
    return tuple(words)


@cache
def _needed(phrase: str) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(words_of(part))
        for part in phrase.split()
        if part not in {"*", "**", "^", "$"} and not part.endswith("?")
    )


@cache
def phrase_words(phrase: str) -> frozenset[str]:
    """Every literal word of a phrase: together they are the vocabulary."""
    words = (words_of(part.rstrip("?")) for part in phrase.split() if part not in "* ** ^ $")
    return frozenset(word for row in words for word in row if word.isalpha())


class Stream:
    """The words of a question in the form that phrases are matched against."""

    def __init__(self, words: list[str]) -> None:
        self.words = frozenset(words)
        self.text = " " + "".join(f"{word} " for word in words)

    def find(self, phrase: str) -> re.Match[str] | None:
        """The first place where the phrase stands, or None."""
        if not all(self.words & needed for needed in _needed(phrase)):
            return None
        return compiled(phrase).search(self.text)

    def has(self, *phrases: str) -> bool:
        """Whether any of the phrases stands in it."""
        return any(self.find(phrase) is not None for phrase in phrases)
