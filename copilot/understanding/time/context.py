"""Tells months and weekdays from ordinary words that are spelled the same: may, march, sat, sun."""

from __future__ import annotations

from copilot.understanding.time.scan import Scan
from copilot.understanding.time.vocabulary import (
    DOUBTFUL_SPELLINGS,
    FIGURE_WORDS,
    MONTH_NUMBER,
    OCCASIONS,
    WEEKDAY_NUMBER,
    words,
)

# "in may" can only be the month; "by may" needs the phrase to end there or a capital letter.
_STRONG = words("in during since until through of between early mid late versus against")
_WEAK = words(
    "this by for to and than last next previous before after from about over on around with"
)
_ONLY_NOUNS = frozenset({"revenue", "bookings", "numbers", "sales", "quota", "losses", "actuals"})
_FINISHING = words("finish end close look be land turn shape come")  # "how will may finish"
_BETWEEN_MONTHS = frozenset({"and", "or", "to", "versus", "through", "-", "–", ",", "&", "/"})
_BEFORE_WEEKDAY = words(
    "on by since until before after last next this previous past coming from through between "
    "to early late"
)


def month_at(scan: Scan, i: int) -> int:
    """The number of the month named at this place, 0 if none is."""
    number = MONTH_NUMBER.get(scan.word(i), 0)
    if not number or scan.at(i).text.lower() not in DOUBTFUL_SPELLINGS:
        return number
    return number if _month_in_context(scan, i) else 0


def _month_in_context(scan: Scan, i: int) -> bool:
    before, capital = scan.word(i - 1), scan.at(i).text[0].isupper()
    return (
        _dated(scan, i, capital)
        or before in _STRONG
        or (before in _WEAK and (scan.closes(i + 1) or capital))
        or _of_figures(scan, i, capital)
        or _among_months(scan, i)
        or (scan.word(i) == "may" and before == "will" and scan.word(i + 1) in _FINISHING)
        or (len(scan.tokens) <= 2 and i == len(scan.tokens) - 1 and not before)
    )


def _of_figures(scan: Scan, i: int, capital: bool) -> bool:
    """ "March forecast", "may bookings"; but not "may win", "may target"."""
    after = scan.word(i + 1)
    if scan.word(i) == "march":
        return after in FIGURE_WORDS
    return after in FIGURE_WORDS - {"win"} if capital and i > 0 else after in _ONLY_NOUNS


def _dated(scan: Scan, i: int, capital: bool) -> bool:
    """Followed by a day or a year."""
    after = scan.at(i + 1)
    if after.kind in {"ordinal", "year2"}:
        return True
    if after.kind != "number":
        return False
    introduced = scan.word(i - 1) in _STRONG | _WEAK
    return len(after.text) == 4 or (after.parts[0] <= 31 and (introduced or (capital and i > 0)))


def _among_months(scan: Scan, i: int) -> bool:
    for joint, month in ((i - 1, i - 2), (i + 1, i + 2)):
        if scan.at(joint).word in _BETWEEN_MONTHS and scan.word(month) in MONTH_NUMBER:
            return True
    return False


def weekday_at(scan: Scan, i: int) -> int | None:
    """0 for Monday to 6 for Sunday where the word means the day, else None."""
    number = WEEKDAY_NUMBER.get(scan.word(i))
    if number is None:
        return None
    introduced = scan.word(i - 1) in _BEFORE_WEEKDAY
    dated = scan.word(i + 1) in MONTH_NUMBER or scan.at(i + 1).kind == "date"
    if scan.at(i).text.lower() in DOUBTFUL_SPELLINGS and not (introduced or dated):
        return None
    after = i + 1 + (scan.at(i + 1).kind == "possessive")
    if scan.word(after) in OCCASIONS or not (introduced or scan.closes(i + 1) or dated):
        return None
    return number
