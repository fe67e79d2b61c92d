"""How many rows were asked for ("top 5", "ten dodgiest deals")."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.words import CLASSES, words
from copilot.understanding.numbers import Quantity

MOST = 200
_EXTREMES = words("top bottom best worst first last next most least latest") | words(
    f"{CLASSES['big']} {CLASSES['small']}"
)
_COUNTED = _EXTREMES | words(
    f"{CLASSES['anydeal']} {CLASSES['lead']} {CLASSES['account']} {CLASSES['rep']}"
    """ ones products regions teams sectors managers names rows wins losses people industries
    offices months segments risky open lost won """
)
_RANKING = frozenset({"top", "first", "bottom"})
_NOT_A_COUNT = words(
    """
    day days week weeks month quarter quarters year years hour hours min mins minutes % percent
    points times x am pm o'clock wks wk qtr
    """
)
_ENDS = frozenset({"", ".", ",", "and", "in", "of", "to"})


def limit_of(frame: Frame) -> int | None:
    """The first whole number of 1 to 200 that counts rows."""
    quantity = count_said(frame)
    if quantity is not None and 1 <= quantity.value <= MOST:
        return int(quantity.value)
    return None


def count_said(frame: Frame) -> Quantity | None:
    """The first whole number that counts rows, however small or large."""
    for quantity in frame.quantities:
        whole = quantity.value == int(quantity.value)
        if quantity.sort in {"number", "money"} and not quantity.bound and whole:
            before, at = frame.norm(quantity.first - 1), quantity.last
            fits = before in _EXTREMES or _counts(frame, at)
            if quantity.sort == "money":
                fits = before in _RANKING and quantity.value < 1e9
            if frame.norm(at) not in _NOT_A_COUNT and fits:
                return quantity
    return None


def _counts(frame: Frame, at: int) -> bool:
    """A superlative or a noun that can be counted follows ("3 scariest", "10 retail accounts")."""
    after = frame.norm(at)
    if after == "of":
        return frame.norm(at + 1) in {"them", "those", "these"}
    if after in {"please", "pls", "max", "tops"}:
        return frame.tokens[at - 2].is_break if at > 1 else False
    if after.endswith("est") or after in _COUNTED:
        return True
    following = [frame.norm(step) for step in range(at, at + 4)]
    stop = next((step for step, word in enumerate(following) if word in _ENDS), 4)
    return any(word in _COUNTED - {"open"} for word in following[:stop])
