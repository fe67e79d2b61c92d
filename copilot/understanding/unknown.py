"""Names that a person speaks of and the snapshot does not hold."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.english import GENERIC_NAME_WORDS
from copilot.understanding.lexicon.names import (
    ACCOUNT_NOUNS,
    AFTER_NAME,
    CREW_NOUNS,
    KNOWN_CAPITALS,
)
from copilot.understanding.lexicon.vocabulary import is_word, mended
from copilot.understanding.stops import unknown
from copilot.understanding.text import caseless

_ABOUT = frozenset({"about", "on", "with", "at", "for", "to", "from"})


def check_numbers(frame: Frame) -> None:
    """Refuse a product by a number that none has ("Hesperon Two"), with the one that is like it.

    Raises:
        Stop: `unknown_entity`.
    """
    for mention in frame.mentions:
        if mention.how == "unlike":
            raise unknown(mention.text, list(mention.values))


def unknown_name(frame: Frame) -> str | None:
    """The first stretch that was typed as a name and is none of the catalog's."""
    held = _held(frame)
    no_case = caseless(list(frame.tokens))
    at = frame.first
    while at < frame.last:
        if at not in held and _is_name(frame, at, no_case):
            return _whole(frame, at, held)
        at += 1
    return None


def _held(frame: Frame) -> set[int]:
    held = set(frame.quoted)
    for slot in frame.slots.values():
        held |= set(range(slot[0], slot[1]))
    return held


def _is_name(frame: Frame, at: int, no_case: bool) -> bool:
    token = frame.tokens[at]
    forms = {token.norm, token.base, token.base.removesuffix("s")}
    if not token.base.isalpha() or len(token.base) < 3 or forms & KNOWN_CAPITALS:
        return False
    if any(is_word(form) for form in forms):
        return False
    opens = at == 0 or frame.tokens[at - 1].norm in {".", "?", "!"}
    if token.capital and not no_case and not opens:
        return True
    return mended(token.norm) == token.norm and _where_names_stand(frame, at, opens)


def _where_names_stand(frame: Frame, at: int, opens: bool) -> bool:
    """Before "deal" or "team", owning something, after "about", or alone."""
    token, before, after = frame.tokens[at], frame.norm(at - 1), frame.norm(at + 1)
    if after in AFTER_NAME | CREW_NOUNS or (after in ACCOUNT_NOUNS and before != "our"):
        return True
    ends = at + 1 >= frame.last or frame.tokens[at + 1].is_break
    introduced = before in _ABOUT and (ends or token.capital)
    owns = token.possessive and not opens
    return introduced or owns or (opens and ends and token.capital)


def _whole(frame: Frame, at: int, held: set[int]) -> str:
    """The name with its neighbors that are part of it."""
    first, last = at, at + 1
    while first > 0 and frame.tokens[first - 1].capital and _joins(frame, first - 1, held):
        first -= 1
    while last < frame.last and frame.tokens[last].capital and _joins(frame, last, held):
        last += 1
    raw = frame.text[frame.tokens[first].start : frame.tokens[last - 1].end]
    return raw.removesuffix("'s").removesuffix("’s")


def _joins(frame: Frame, at: int, held: set[int]) -> bool:
    word = frame.norm(at)
    return at not in held and (not is_word(word) or word in GENERIC_NAME_WORDS)
