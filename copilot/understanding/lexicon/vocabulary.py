"""Every word the lexicon knows, and the word that a misspelt one most likely stands for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from copilot.understanding.lexicon.english import COMMON
from copilot.understanding.lexicon.metrics import DIMENSIONS
from copilot.understanding.lexicon.tables import TABLES, sections
from copilot.understanding.lexicon.words import (
    CONTRACTIONS,
    MONEY_WORDS,
    NUMBERS,
    ORDINALS,
    SCALES,
    SHORTHAND,
    TIME_WORDS,
)
from copilot.understanding.phrases import phrase_words


@cache
def known_words() -> frozenset[str]:
    """All words of the phrases, classes and tables."""
    words: set[str] = set()
    for phrase in _phrases():
        words |= phrase_words(phrase)
    for names in DIMENSIONS.values():
        words.update(names.split())
    return frozenset(
        words | set(NUMBERS) | set(ORDINALS) | set(SCALES) | set(CONTRACTIONS) | set(SHORTHAND)
    )


def _phrases() -> Iterable[str]:
    return (phrase for table in TABLES for _, found in sections(table) for phrase in found)


@cache
def _targets() -> tuple[str, ...]:
    words = known_words() - set(SHORTHAND) - set(CONTRACTIONS)
    return tuple(sorted(word for word in words if len(word) >= 4 and word.isalpha()))


def is_word(word: str) -> bool:
    """Whether the word is English or jargon, and so no name typed badly."""
    return word in COMMON or word in MONEY_WORDS or word in known_words() or word in TIME_WORDS


@cache
def mended(word: str) -> str:
    """The known word meant by a misspelt one: one slip, two in words of seven letters or more,
    the first letter right, no other word as close; the word itself where there is none."""
    if len(word) < 4 or not word.isalpha() or is_word(word):
        return word
    slips = 2 if len(word) >= 7 else 1
    near = process.extract(word, _targets(), scorer=OSA.distance, score_cutoff=slips, limit=4)
    close = [(key, far) for key, far, _ in near if key[0] == word[0] and len(key) >= 5 - (far < 2)]
    if not close:
        return word
    best = min(far for _, far in close)
    keys = [key for key, far in close if far == best]
    same_length = [key for key in keys if len(key) == len(word)] or keys
    if best == 2 and len(keys) > 1:
        return word
    return same_length[0]
