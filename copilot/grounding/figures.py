"""Finds figures in a text: money, percentages, points, durations, counts, in digits and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from copilot.grounding.number_words import VAGUE, fractions, number_words
from copilot.grounding.tokens import ANY_MASK, Figure, Hedge, Kind, Problem, word_set

_SIGNS = {"$": "USD", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD",
          "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}  # fmt: skip
_CODES = word_set(
    "USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF INR CNY HKD SGD KRW BRL MXN ZAR"
    " TRY ILS AED SAR THB"
)
_MONEY_WORDS = {"dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY"}
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9,
           "bn": 1e9, "billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12}  # fmt: skip
_UNITS: dict[str, Kind] = {
    "%": "percent", "percent": "percent", "per cent": "percent", "pct": "percent",
    "percentage point": "points", "point": "points", "pt": "points", "day": "days",
    "week": "weeks", "month": "months", "hour": "hours", "hr": "hours", "x": "times", "×": "times",
    "time": "number",
}  # fmt: skip
_UNIT = (
    r"(?P<unit>%|percentage\s+points?|percent|per\s+cent|pct|points?|pts?|bps|basis\s+points?|‰|days?|"
    r"weeks?|months?|quarters?|years?|hours?|hrs?|minutes?|dollars?|euros?|pounds?|yen|cents?|"
    r"(?:US\s+)?dollars?|[A-Z]{3}|x|×|times)(?![A-Za-z0-9])"
)
_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w{ANY_MASK}])[+±-])?"
    r"(?P<cur>(?:US|CA|C|AU|A)?\$ ?|[€£¥₹] ?|(?<![A-Za-z])[A-Z]{3} ?(?=[\d+.-]))?"
    r"(?P<sign2>[+-])?"
    r"(?P<num>\d+(?:[.,]\d+)*|(?<![\w.])\.\d+)"
    r"(?P<exp>[eE][+-]?\d+)?"
    r"(?:[ -]?(?P<scale>[kKbBmMtT]|MM|mm|mn|bn|tn|(?i:thousand|million|billion|"
    r"trillion))(?![A-Za-z0-9]))?"
    rf"(?:[ -]?{_UNIT})?"
)
_AFTER = re.compile(rf"[ -]?{_UNIT}")
_MIXED = re.compile(r"(?<!\w)(?=[^\W\d_]*\d)(?=\d*[^\W\d])\w+")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_SUFFIXED = re.compile(
    r"\d+(?:[kKmMbBtTxX]|MM|mm|mn|bn|tn|[eE]\d+)$|(?:[A-Z]{3})\d+(?:[kKmMbB])?$|\d+(?:days?|pts?|pct)$"
)
_GROUPED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$|\.\d+$")
_HEDGES: tuple[tuple[Hedge, re.Pattern[str]], ...] = tuple(
    (hedge, re.compile(rf"(?i)(?:{words})\s*$"))  # type: ignore[misc]
    for hedge, words in (
        (
            "about",
            r"~|\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|close to|"
            r"some|circa)",
        ),
        (
            "over",
            r"\b(?:over|more than|above|exceeding|exceeds|north of|just over|greater than|"
            r"upwards of)|>",
        ),
        (
            "under",
            r"\b(?:under|less than|fewer than|below|south of|just under|"
            r"(?:young|small|short|earli|low|new)er than)|<",
        ),
        ("least", r"\b(?:at least|no less than|no fewer than|minimum of)|≥"),
        ("most", r"\b(?:at most|no more than|up to|maximum of)|≤"),
    )
)


def find_mixed(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Tokens of letters and digits: ranks ("1st"), quantiles ("P50"), ids (anything else)."""
    for match in _MIXED.finditer(text):
        word = match.group()
        if _ORDINAL.match(word):
            yield match, "ordinal"
        elif re.fullmatch(r"[Pp]\d\d", word):
            yield match, "quantile"
        elif not _SUFFIXED.match(word):
            yield match, "id"


def find_figures(text: str) -> list[Figure]:
    """Every figure of a masked text, in digits or words, in order."""
    found = [_figure(text, match) for match in _FIGURE.finditer(text)]
    taken = bytearray(len(text))
    for figure in found:
        taken[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
    for start, end, value in fractions(text):
        if not any(taken[start:end]):
            half = Figure(start, end, "percent", value, 1.0, 2, 10.0, 2)
            found.append(half)
            taken[start:end] = b"\1" * (end - start)
    for start, end, value in number_words(text):
        if not any(taken[start:end]):
            found.append(_word_figure(text, start, end, value))
    found.sort(key=lambda figure: figure.start)
    return [_hedged(text, figure) for figure in _ranges(text, found)]


def find_vague(text: str) -> Iterator[Problem]:
    """Quantities without a figure: "dozens of", "doubled"."""
    for match in VAGUE.finditer(text):
        yield Problem(match.start(), match.end(), "a quantity without a figure behind it")


def _hedged(text: str, figure: Figure) -> Figure:
    hedge = _hedge(text, figure.start)
    opens = hedge == "over" and text[max(0, figure.start - 5) : figure.start] == "Over "
    return replace(figure, hedge=hedge, opens=opens) if hedge else figure


def _hedge(text: str, start: int) -> Hedge:
    before = text[max(0, start - 18) : start]
    return next((hedge for hedge, pattern in _HEDGES if pattern.search(before)), "")


def _figure(text: str, match: re.Match[str]) -> Figure:
    number, problem = match.group("num"), ""
    if not _GROUPED.match(number):
        problem = "a figure in an unusual form"
    plain = number.replace(",", "") if not problem else re.sub(r"\D", "", number)
    scale = _SCALES.get((match.group("scale") or "").lower(), 1.0)
    value = float(plain[:300]) * scale
    kind, currency, kind_problem = _unit(match)
    sign = match.group("sign") or match.group("sign2")
    if match.group("exp") or sign == "±" or (match.group("sign") and match.group("sign2")):
        problem = "a figure in an unusual form"
    if re.match(r"\w", text[match.end() : match.end() + 1]) or re.match(
        r"\w", text[match.start() - 1 : match.start()]
    ):
        problem = problem or "a figure grown into a word"
    step, digits, coarse, coarse_digits = _precision(plain, scale)
    return Figure(
        match.start(), match.end(), kind, -value if sign == "-" else value, step, digits, coarse,
        coarse_digits, currency, sign in ("+", "-"), "", problem or kind_problem,
    )  # fmt: skip


def _precision(plain: str, scale: float) -> tuple[float, int, float, int]:
    whole, _, decimals = plain.partition(".")
    digits = len((whole + decimals).lstrip("0")) or 1
    step = scale * 10.0 ** -len(decimals)
    if decimals:
        return step, digits, step, digits
    zeros = len(whole) - len(whole.rstrip("0")) if whole.strip("0") else 0
    return step, digits, step * 10.0**zeros, max(digits - zeros, 1)


def _unit(match: re.Match[str]) -> tuple[Kind, str, str]:
    sign, unit = (match.group("cur") or "").strip(), " ".join((match.group("unit") or "").split())
    singular = unit.lower().rstrip("s") if unit not in ("%", "bps") else unit
    word = singular.removeprefix("us ")
    if sign:
        code = _SIGNS.get(sign, sign if sign in _CODES else "")
        clash = unit in _CODES and unit != code
        if not code:
            return "odd", "", "letters before a figure that are no currency"
        other = bool(unit) and not clash and word not in _MONEY_WORDS and unit not in _CODES
        bad = clash or (other and not re.fullmatch(r"[A-Z]{3}", unit))
        return "money", code, "two units for one figure" if bad else ""
    if word in _MONEY_WORDS:
        return "money", _MONEY_WORDS[word], ""
    if unit in _CODES:
        return "money", unit, ""
    if not unit or re.fullmatch(r"[A-Z]{3}", unit):
        return "number", "", ""
    return _UNITS.get(word, "odd"), "", ""


def _word_figure(text: str, start: int, end: int, value: float) -> Figure:
    match = _AFTER.match(text, end)
    kind, currency, problem = ("number", "", "") if match is None else _worded_unit(match)
    if kind == "number" and match is not None and match.group("unit").lower() != "times":
        match = None
    stop = match.end() if match else end
    return Figure(start, stop, kind, value, 1.0, 2, 1.0, 2, currency, problem=problem)  # type: ignore[arg-type]


def _worded_unit(match: re.Match[str]) -> tuple[Kind, str, str]:
    unit = " ".join(match.group("unit").lower().split())
    singular = unit.rstrip("s").removeprefix("us ")
    if singular in _MONEY_WORDS:
        return "money", _MONEY_WORDS[singular], ""
    return (
        _UNITS.get(singular, "number" if len(unit) == 3 and singular not in _UNITS else "odd"),
        "",
        "",
    )


def _ranges(text: str, figures: list[Figure]) -> list[Figure]:
    """Give the first figure of "57–65%" or "$1.2–1.4M" the unit of its mate."""
    for i in range(len(figures) - 1):
        left, right = figures[i], figures[i + 1]
        if right.start - left.end > 5 or not is_range_gap(text, left, right):
            continue
        if left.kind == "number" and right.kind not in ("number", "money"):
            figures[i] = replace(left, kind=right.kind)
        elif text[left.end : right.start].strip() == "to":
            continue
        elif left.kind == "money" and right.kind == "number":
            figures[i + 1] = replace(right, kind="money", currency=left.currency)
        elif left.kind == "number" and right.kind == "money":
            figures[i] = replace(left, kind="money", currency=right.currency)
        figures[i] = _scaled(text, figures[i], figures[i + 1])
    return figures


def _scaled(text: str, left: Figure, right: Figure) -> Figure:
    own = re.search(r"[A-Za-z]", text[left.start : left.end].replace("USD", ""))
    letter = re.search(
        r"(?i)(?<=\d)\s?(k|mm|m|bn|b|thousand|million|billion)\b", text[right.start : right.end]
    )
    if own or letter is None or left.kind != "money":
        return left
    scale = _SCALES[letter.group(1).lower()]
    return replace(
        left, value=left.value * scale, step=left.step * scale, coarse=left.coarse * scale
    )


def is_range_gap(text: str, left: Figure, right: Figure) -> bool:
    """Whether only a dash, "to", or the "and" of "between" stands between two figures."""
    gap = text[left.end : right.start].strip().lower()
    if gap in ("–", "—", "-", "to", "through"):
        return True
    return gap == "and" and text[max(0, left.start - 10) : left.start].lower().rstrip().endswith(
        "between"
    )
