"""Reads numbers, amounts of money, limits and shares, in digits and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from copilot.understanding.lexicon.orders import UNIT_DAYS
from copilot.understanding.lexicon.words import MONEY_WORDS, NUMBERS, SCALES, words
from copilot.understanding.text import Token

Sort = Literal["money", "number", "percent"]
_DIGITS = re.compile(r"([$€£]?)(\d[\d,]*(?:\.\d+)?|\.\d+)([a-z]*)")
_MIN = words("over above exceeding exceeds from minimum min north plus beyond >")
_MAX = words("under below beneath maximum max south within cheaper smaller <")
_MORE = words("more greater bigger larger higher upwards")
_LESS = words("less fewer smaller lower cheaper")

# "Older than a year": a unit of time counts one after these.
_SPANNED = words("than least over most")
# Numbers only before a scale: "a hundred", "one million", "quarter million".
_ONLY_SCALED = {"a": 1.0, "an": 1.0, "one": 1.0, "once": 1.0, "zero": 0.0, "half": 0.5,
                "quarter": 0.25}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A number at tokens first..last-1. `bound` says whether it is a lower or an upper limit."""

    first: int
    last: int
    value: float
    sort: Sort
    bound: Literal["", "min", "max"] = ""
    high: float | None = None


def find_quantities(tokens: list[Token], taken: set[int]) -> list[Quantity]:
    """Every number among free tokens with its unit and, where one is said, its bound."""
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        quantity = None if at in taken else _number(tokens, at, taken)
        if quantity is None:
            at += 1
            continue
        found.append(quantity)
        at = quantity.last
    return _bounded(tokens, found)


def _number(tokens: list[Token], at: int, taken: set[int]) -> Quantity | None:
    value, last, money = _digits(tokens[at]), at + 1, False
    if value is not None:
        number, money = value
    else:
        word = _words(tokens, at)
        if word is None:
            return None
        number, last = word
    while last < len(tokens) and last not in taken and tokens[last].norm in SCALES:
        number *= SCALES[tokens[last].norm]
        money = money or tokens[last].norm in {"grand", "k"} or number >= 1e4
        last += 1
    after = tokens[last].norm if last < len(tokens) else ""
    if after in {"figure", "figures"} and 3 <= number <= 9:
        return Quantity(at, last + 1, 10 ** (number - 1), "money", "min")
    if after in MONEY_WORDS:
        return Quantity(at, last + 1, number, "money")
    if after in {"%", "percent", "pct", "percentage"} and not money:
        return Quantity(at, last + 1, number, "percent")
    return Quantity(at, last, number, "money" if money else "number")


def _digits(token: Token) -> tuple[float, bool] | None:
    match = _DIGITS.fullmatch(token.norm)
    if match is None:
        return None
    sign, digits, suffix = match.groups()
    if suffix and suffix not in SCALES:
        return None
    value = float(digits.replace(",", "")) * SCALES.get(suffix, 1.0)
    return value, bool(sign) or bool(suffix) or "," in digits


def _words(tokens: list[Token], at: int) -> tuple[float, int] | None:
    word = tokens[at].norm
    after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    if word == "half" and after in {"a", "of"}:
        return _half(tokens, at)
    if word in {"a", "an"} and after in {"dozen", "couple"}:
        return NUMBERS[after], at + 2
    if word in _ONLY_SCALED:
        scaled = after in SCALES and len(after) > 1
        spanned = at > 0 and after in UNIT_DAYS and tokens[at - 1].norm in _SPANNED
        return (_ONLY_SCALED[word], at + 1) if scaled or spanned else None
    if word not in NUMBERS:
        return None
    value, last = NUMBERS[word], at + 1
    if 20 <= value < 100 and after in NUMBERS and 0 < NUMBERS[after] < 10:
        value, last = value + NUMBERS[after], at + 2
    return value, last


def _half(tokens: list[Token], at: int) -> tuple[float, int] | None:
    unit = tokens[at + 2].norm if at + 2 < len(tokens) else ""
    if unit == "dozen":
        return 6.0, at + 3
    return (0.5, at + 2) if unit in SCALES else None


def _bounded(tokens: list[Token], found: list[Quantity]) -> list[Quantity]:
    told: list[Quantity] = []
    skip = False
    for number, quantity in enumerate(found):
        if skip:
            skip = False
            continue
        after = found[number + 1] if number + 1 < len(found) else None
        pair = _between(tokens, quantity, after)
        skip = pair is not None
        told.append(pair or _one_bound(tokens, quantity))
    return told


def _between(tokens: list[Token], low: Quantity, high: Quantity | None) -> Quantity | None:
    if high is None or high.first - low.last > 1:
        return None
    joint = tokens[low.last].norm if high.first > low.last else ""
    before = tokens[low.first - 1].norm if low.first else ""
    if joint not in {"and", "to", "-", ""} or before not in {"between", "from", "in", "of"}:
        return None
    value = low.value
    if high.value >= 1000 * value and high.sort == "money" and value < 1000:
        value *= 1000 if high.value < 1e6 else 1e6
    sort: Sort = "money" if "money" in (low.sort, high.sort) or high.value >= 500 else high.sort
    return Quantity(low.first - 1, high.last, value, sort, "min", high.value)


def _one_bound(tokens: list[Token], quantity: Quantity) -> Quantity:
    article = quantity.first > 1 and tokens[quantity.first - 1].norm in {"a", "an", "the"}
    end = quantity.first - article
    before = [tokens[at].norm for at in range(max(0, end - 3), end)]
    after = [token.norm for token in tokens[quantity.last : quantity.last + 2]]
    if quantity.bound:
        return quantity
    bound, words, extra = _bound_before(before)
    if not bound:
        bound, extra = _bound_after(after)
    first = quantity.first - (words + article if words else 0)
    last = quantity.last + extra
    return Quantity(first, last, quantity.value, quantity.sort, bound)


def _bound_before(before: list[str]) -> tuple[Literal["", "min", "max"], int, int]:
    last, two = (before or [""])[-1], tuple(before[-2:])
    if len(two) == 2 and two[1] in {"than", "of"}:
        denied = len(before) > 2 and before[0] in {"no", "not"}
        if two[0] in _MORE or two == ("north", "of"):
            return ("max", 3, 0) if denied else ("min", 2, 0)
        if two[0] in _LESS or two == ("south", "of"):
            return "max", 2, 0
    if two in {("at", "least"), ("no", "less"), ("not", "under")}:
        return "min", 2, 0
    if two in {("at", "most"), ("up", "to"), ("not", "over")}:
        return "max", 2, 0
    if last in _MIN and last not in {"from", "plus"}:
        return "min", 1, 0
    return ("max", 1, 0) if last in _MAX - {"within"} else ("", 0, 0)


def _bound_after(after: list[str]) -> tuple[Literal["", "min", "max"], int]:
    pair = tuple(after)
    if after[:1] in (["+"], ["plus"], ["upwards"], ["upward"]):
        return "min", 1
    if pair in {("or", "more"), ("and", "up"), ("or", "above"), ("and", "above"), ("or", "bigger")}:
        return "min", 2
    if pair in {("or", "less"), ("and", "under"), ("or", "below"), ("and", "below")}:
        return "max", 2
    return "", 0
