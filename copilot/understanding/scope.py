"""From what was linked to a scope: names to keep, names to leave out, and amounts."""

from __future__ import annotations

from dataclasses import replace

from copilot.understanding.entities import Mention
from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.orders import EXCLUDING, EXCLUDING_PAIRS
from copilot.understanding.lexicon.words import words
from copilot.understanding.numbers import Quantity
from copilot.understanding.options import ask_which
from copilot.understanding.reading import JsonObject

LISTS = (
    "team", "region", "rep", "product", "account", "sector", "segment", "stage", "category", "type",
)  # fmt: skip
_UNITS = words(
    """
    day days week weeks month months quarter quarters year years times time points point deals
    pushes hours minutes mins percent score risk
    """
)
_JOINTS = words("and or nor & in the from for any at with all , s")


def scope_of(frame: Frame, *, leave: tuple[str, ...] = ()) -> JsonObject:
    """The scope a question narrows to; kinds in `leave` are said otherwise (an account argument).

    Raises:
        Stop: a name fits several things equally well.
    """
    scope: JsonObject = {}
    out: JsonObject = {}
    for mention in frame.mentions:
        if mention.kind not in LISTS or mention.kind in leave:
            continue
        if mention.ambiguous:
            raise ask_which(frame, mention)
        target = out if is_excluded(frame, mention) else scope
        names = target.setdefault(mention.kind, [])
        names += [name for name in mention.values if name not in names]
    if out:
        scope["exclude"] = out
    return {**scope, **amounts_of(frame)}


def is_excluded(frame: Frame, mention: Mention) -> bool:
    """Whether the words before a name (or before the names it is listed with) leave it out."""
    at = mention.first - 1
    while at >= frame.first:
        word, before = frame.norm(at), frame.norm(at - 1)
        if (before, word) in EXCLUDING_PAIRS or word in EXCLUDING:
            return not (word in {"less", "no"} and before in {"or", "is"})
        other = next((m for m in frame.mentions if m.first <= at < m.last), None)
        if other is not None:
            at = other.first - 1
            continue
        if word not in _JOINTS:
            return False
        at -= 1
    return False


def amounts_of(frame: Frame) -> JsonObject:
    """Smallest and largest amount, where they are said as bounds on money."""
    bounds: JsonObject = {}
    for quantity in frame.quantities:
        if not quantity.bound or not is_money(frame, quantity):
            continue
        if quantity.bound == "min":
            bounds["min_amount"] = quantity.value
            if quantity.high is not None:
                bounds["max_amount"] = quantity.high
        else:
            bounds["max_amount"] = quantity.value
    return bounds


def is_money(frame: Frame, quantity: Quantity) -> bool:
    """Money by its sign, word or scale, or a plain bound that counts nothing else."""
    if quantity.sort != "number":
        return quantity.sort == "money"
    if frame.norm(quantity.last) in _UNITS or frame.norm(quantity.last + 1) in _UNITS - {"deals"}:
        return False
    before = {frame.norm(at) for at in range(quantity.first - 3, quantity.first)}
    return quantity.value >= 20 and not before & {"score", "risk", "scoring", "older", "pushed"}


def without(frame: Frame, *kinds: str) -> Frame:
    """The same question as if names of these kinds had not been said."""
    return replace(frame, mentions=tuple(m for m in frame.mentions if m.kind not in kinds))
