"""Words and figures a text may use without a fact: scale words, plain English, set phrases.

This is the one place that declares what needs no support. Nothing here states a figure, a name,
a rank or a direction of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from copilot.grounding.tokens import word_set

# "95% interval" says how an interval was made, "of 100" what a score is measured on.
SCALE = re.compile(
    r"(?i)\b95\s?(?:%|percent)(?=\s+(?:confidence\s+|credible\s+)?(?:interval|range|ci\b|confidence))"
)
# P10 to P90 is an 80% range; said only of a ledger that has both.
SCALE_OF_QUANTILES = re.compile(
    r"(?i)\b80\s?(?:%|percent)(?=\s+(?:confidence\s+|prediction\s+)?(?:interval|range|band))"
    r"|(?<=\()eight times out of ten(?=\))"
)
SCORE_SCALE = 100.0

# Negations that take nothing back: what is unknown, missing or left out is said so.
LICENSED_NOT = re.compile(
    r"(?i)\bno(?:t)? (?:yet )?(?:known|recorded|stored|dated|available|scheduled|stated|"
    r"(?:(?:recorded|expected|known|planned|listed) )?(?:close|closing|creation|end) dates?|"
    r"next (?:steps?|action)|contacts?|owner|account|amount|history|data|targets?|quota|"
    r"stage history|forecast categor(?:y|ies)|activit(?:y|ies)|notes?|currency|rate)\b"
    r"|\bwithout (?:an? |any )?(?:(?:recorded|known) )?(?:close date|closing date|owner|"
    r"account|amount|"
    r"creation date|next step|product)s?\b"
    r"|\bnot (?:yet )?(?:included|counted|scored|measured|computed|part of|in the (?:data|"
    r"total|snapshot))"
    r"|\bnot (?:a|the) (?:rank|ranking|forecast|promise|guarantee|cause)\b"
    r"|\b(?:do|does|is|are|was|were) not (?:include|count|hold|contain|part of|say)\b"
    r"|\bnothing (?:else|more) (?:is|was) (?:recorded|known)\b"
)

LEVELS = ("low", "medium", "high")
FOREIGN_LEVELS = word_set(
    "critical severe extreme elevated moderate minimal negligible acute grave serious"
)
SECTORS = word_set(
    "retail medical software finance marketing technology employment telecommunications"
    " telecom entertainment healthcare manufacturing insurance banking energy education"
    " hospitality logistics automotive pharmaceutical pharmaceuticals construction agriculture"
    " mining"
)
COMPASS = word_set("north south east west central northeast northwest southeast southwest")

ACRONYMS = word_set("CRM CSV ID OK CI USD EUR GBP ACV ARR KPI N/A NA VP CEO CRO FAQ PS FYI TBD")


# Plain words that may stand with a capital: at the start of a sentence, a cell, a heading.
@lru_cache(maxsize=1)
def plain_words() -> frozenset[str]:
    """Plain English and the words of the field, kept in a file of their own."""
    return word_set((Path(__file__).parent / "plain_words.txt").read_text("utf-8"))


_ENDINGS = (
    "'s",
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "r",
    "n't",
    "'ll",
    "'re",
    "'ve",
    "'d",
    "'m",
)


def is_plain(word: str) -> bool:
    """Whether a capitalised word is plain English, and so needs no name behind it."""
    low = word.lower().strip("'")
    if low in plain_words() or word in ACRONYMS or low in ("a", "i"):
        return True
    return any(
        low.endswith(ending) and _base(low[: -len(ending)]) for ending in _ENDINGS if len(low) > 4
    )


def _base(low: str) -> bool:
    if low in plain_words() or low + "e" in plain_words():
        return True
    if len(low) > 3 and low[-1] == low[-2] and low[:-1] in plain_words():
        return True
    return low.endswith("i") and low[:-1] + "y" in plain_words()
