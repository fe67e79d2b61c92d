"""From what was linked to a scope: names to keep, names to leave out, and amounts."""

from __future__ import annotations

from copilot.understanding.entities import Mention
from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.names import DEAL_NOUNS
from copilot.understanding.lexicon.orders import EXCLUDING, EXCLUDING_PAIRS
from copilot.understanding.lexicon.words import words
from copilot.understanding.numbers import Quantity
from copilot.understanding.options import ask_which
from copilot.understanding.reading import JsonObject

LISTS = (
    "team", "region", "rep", "product", "account", "sector", "segment", "stage", "category", "type",
)  # fmt: skip
_SCORES = words("score risk scoring older pushed")
_AFTER_AMOUNT = DEAL_NOUNS | words(
    """
    in for by with at from to and or that which on of due closing this next last still open are is
    only please pls each per we i right now soon wins losses won lost sorted ranked
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
            ends = [quantity.value] if quantity.high is None else [quantity.value, quantity.high]
            bounds["min_amount"] = min(ends)
            if quantity.high is not None:
                bounds["max_amount"] = max(ends)
        else:
            bounds["max_amount"] = quantity.value
    return bounds


def is_money(frame: Frame, quantity: Quantity) -> bool:
    """Money by its sign, word or scale, or a plain bound of 20 or more that counts nothing."""
    if quantity.sort != "number":
        return quantity.sort == "money"
    after = frame.norm(quantity.last)
    alone = (
        after in _AFTER_AMOUNT
        or not after.isalpha()
        or any(mention.first == quantity.last for mention in frame.mentions)
        or any(frame.token_span(time)[0] == quantity.last for time in frame.times)
    )
    if after in {"open", "won", "lost", "live"} and frame.norm(quantity.last + 1) in DEAL_NOUNS:
        alone = alone and quantity.value >= 1000
    before = {frame.norm(at) for at in range(quantity.first - 3, quantity.first)}
    return alone and quantity.value >= 20 and not before & _SCORES
