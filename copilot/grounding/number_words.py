"""Numbers written as words: "three", "forty-seven", "a dozen", "half", "two thirds"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SMALL = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: 10 * (number + 2)
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    )
}
_LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_OTHER = {"dozen": 12, "twice": 2, "thrice": 3, "couple": 2}
_ANY = "|".join(sorted([*_SMALL, *_LARGE, *_OTHER], key=len, reverse=True))
_SEQUENCE = re.compile(rf"(?i)(?<![\w-])(?:{_ANY})(?:(?:[ -]|\sand\s)(?:{_ANY}))*(?![\w])")
_LONGEST = 120
_PARTS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}
_FRACTION = re.compile(
    r"(?i)(?<![\w-])(?:(?P<top>an?|one|two|three|four|nine)[ -])?(?P<part>half|thirds?|"
    r"quarters?|fifths?|tenths?)\b"
)
VAGUE = re.compile(
    r"(?i)\b(?:dozens|scores|hundreds|thousands|millions|billions|tens)\s+of\b"
    r"|\b(?:doubl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|quadrupl\w{1,4}|halved|halving|twofold|tenfold|threefold)\b"
)


def small_number(word: str) -> int | None:
    """The value of a number word or a string of digits; "a" and "one" are 1."""
    low = word.lower()
    if low.isdigit() and len(low) < 6:
        return int(low)
    if low in ("a", "an"):
        return 1
    return _value(low) if _SEQUENCE.fullmatch(low) else None


def number_words(text: str) -> Iterator[tuple[int, int, float]]:
    """Stretches that spell out a whole number, and the number."""
    for match in _SEQUENCE.finditer(text):
        if match.group().lower() == "one" and not _counts(text, match.end()):
            continue
        start = match.start()
        if match.end() - start > _LONGEST:
            yield start, match.end(), float("inf")
            continue
        if re.match(r"(?i)hundred|thousand|million|billion|dozen|couple", match.group()):
            lead = re.search(r"(?i)\ban? $", text[max(0, start - 3) : start])
            start -= len(lead.group()) if lead else 0
        yield start, match.end(), float(_value(match.group().lower()))


def _counts(text: str, end: int) -> bool:
    after = text[end : end + 30].lower()
    return re.match(r"[ -](?:open |won |lost |stale |high-?\s?|low-?\s?|more |"
                    r"other )?(?:deal|day|week|month|account|rep\b|"
                    r"product|lead|hundred|percent|point|dollar|opportunit|customer|"
                    r"in )", after) is not None  # fmt: skip


def _value(words: str) -> int:
    total = current = 0
    for word in re.split(r"[\s-]+", words):
        if word in _LARGE:
            current = max(current, 1) * _LARGE[word]
            if _LARGE[word] > 100:
                total, current = total + current, 0
        elif word == "dozen":
            current = max(current, 1) * 12
        elif word != "and":
            current += _SMALL.get(word, _OTHER.get(word, 0))
    return total + current


def fractions(text: str) -> Iterator[tuple[int, int, float]]:
    """Stretches that say a fraction in words, and the fraction in percent."""
    for match in _FRACTION.finditer(text):
        part, top = match.group("part").lower().rstrip("s"), (match.group("top") or "").lower()
        before, after = (
            text[max(0, match.start() - 8) : match.start()].lower(),
            text[match.end() :][:4].lower(),
        )
        if part == "half":
            if re.search(r"(?:first|second) $", before):
                continue
        elif not top or (part == "quarter" and not after.startswith(" of")):
            continue
        times = small_number(top) if top else 1
        yield match.start(), match.end(), 100 * _PARTS[part] * (times or 1)
