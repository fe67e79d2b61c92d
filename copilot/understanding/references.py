"""Words that point back ("her", "them", "the second one"), put in the place of what they mean."""

from __future__ import annotations

from dataclasses import replace

from copilot.understanding.catalog import Catalog
from copilot.understanding.entities import Mention
from copilot.understanding.frame import DealMention, Frame
from copilot.understanding.lexicon.names import DEAL_NOUNS
from copilot.understanding.lexicon.words import ORDINALS, words
from copilot.understanding.names import NameEntry
from copilot.understanding.reading import JsonObject, Memory

_PERSON = frozenset({"her", "his", "him", "he", "she", "hers"})
_PLURAL = frozenset({"them", "they", "their", "theirs", "theyre", "theyll", "theyd", "theyve"})
_ONES = words("one ones deal opp oppty opportunity account rep team person guy product")
_POINTING = (
    "that|this|same deal|opp|oppty|opportunity|one",
    "first|second|third|fourth|fifth|last|other one",
)
_OF_A_GOAL = words("make making made hit hitting reach reaching meet meeting beat miss missing")
_OWNED = ("who owns|own|covers|handles|runs|manages|has it", "who is ** owner|rep of|for|on|at it")
_NAMED = ("team", "rep", "account", "region", "sector", "product", "segment")


def resolved(frame: Frame, memory: Memory | None) -> tuple[Frame, JsonObject]:
    """The frame with references replaced by mentions, and what they were taken for."""
    if memory is None:
        return frame, {}
    for at in range(frame.first, frame.last):
        span = _ordinal(frame, at, memory)
        if span is not None:
            last, row = span
            return _with(frame, at, last, row), {str(row["kind"]): row["name"]}
    for at in range(frame.first, frame.last):
        meant = _pronoun(frame, at, memory)
        if meant is not None:
            last = at + 2 if frame.norm(at) in {"that", "this", "the", "same"} else at + 1
            return _with(frame, at, last, meant), {str(meant["kind"]): meant["name"]}
    return frame, {}


def dangles(frame: Frame) -> bool:
    """Whether a word still points back to something that was never said."""
    words = {frame.norm(at) for at in range(frame.first, frame.last)}
    if words & _PERSON and not frame.of("rep", "team"):
        return True
    named = frame.deals or frame.of("account", "product", "rep")
    return not named and frame.has(*_POINTING)


def _ordinal(frame: Frame, at: int, memory: Memory) -> tuple[int, JsonObject] | None:
    """ "the second one", "#2", "number 3", "the last deal" among what was listed."""
    word, after = frame.norm(at), frame.norm(at + 1)
    place, last = ORDINALS.get(word), at + 2
    if word in {"number", "no", "nr"} and after.isdigit():
        place = int(after)
    elif _alone(frame, at):
        last = at + 1
    elif place is None or after not in _ONES or (word in {"top", "bottom"} and after != "one"):
        return None
    listed = memory.listed
    if not listed or place is None or not (place == -1 or 1 <= place <= len(listed)):
        return None
    return last, listed[-1] if place == -1 else listed[place - 1]


def _alone(frame: Frame, at: int) -> bool:
    """ "And the third?": a place and nothing else."""
    ends = at + 1 >= frame.last or frame.tokens[at + 1].is_break
    short = len([word for word, _ in frame.words if word != ";"]) <= 4
    named = frame.norm(at) in ORDINALS and frame.norm(at) not in {"top", "bottom"}
    return named and frame.norm(at - 1) == "the" and ends and short


def _pronoun(frame: Frame, at: int, memory: Memory) -> JsonObject | None:
    word, catalog = frame.norm(at), frame.catalog
    if word in _PERSON:
        return None if frame.of("rep", "team") else _seek(memory, catalog, ("rep", "team"))
    if word in _PLURAL:
        taken = ("account",) if frame.of("account") else ()
        if taken or frame.deals:
            return None
        return _seek(memory, catalog, ("account", "team", "rep")) or _scoped(memory)
    if word in {"it", "its"} or (
        word in {"that", "this", "the", "same"} and frame.norm(at + 1) in DEAL_NOUNS
    ):
        return _thing(frame, at, memory)
    return None


def _thing(frame: Frame, at: int, memory: Memory) -> JsonObject | None:
    """The deal spoken of, or the account where it is asked who owns it; the "it" of "will we make
    it" is the target, whatever was spoken of."""
    focus = memory.focus
    if focus is None or frame.deals or frame.of("account", "product"):
        return None
    if frame.norm(at) == "it" and frame.norm(at - 1) in _OF_A_GOAL:
        return None
    owned = focus["kind"] == "account" and frame.has(*_OWNED)
    return focus if focus["kind"] == "deal" or owned else None


def _seek(memory: Memory, catalog: Catalog, kinds: tuple[str, ...]) -> JsonObject | None:
    focus = memory.focus
    if focus is None:
        return _scoped(memory, kinds)
    if focus["kind"] in kinds:
        return focus
    deal = catalog.deals.by_id(str(focus["id"])) if focus["kind"] == "deal" else None
    told = {"account": deal.account, "rep": deal.rep} if deal is not None else {}
    for kind in kinds:
        if told.get(kind):
            return {"kind": kind, "id": told[kind], "name": told[kind]}
    return _scoped(memory, kinds)


def _scoped(memory: Memory, kinds: tuple[str, ...] = _NAMED) -> JsonObject | None:
    """The only name that the last call was narrowed to."""
    for call in memory.calls[:1]:
        named = {kind: [call.args[kind]] for kind in _NAMED if kind in call.args}
        scope = {**call.args.get("scope", {}), **named}
        for kind in kinds:
            if len(scope.get(kind, [])) == 1:
                return {"kind": kind, "id": scope[kind][0], "name": scope[kind][0]}
    return None


def _with(frame: Frame, first: int, last: int, row: JsonObject) -> Frame:
    """The frame with a name in the place of tokens first..last-1."""
    start = first - (frame.norm(first - 1) == "the")
    held = set(range(start, last))
    mentions = tuple(m for m in frame.mentions if m.first not in held)
    times = tuple(t for t in frame.times if frame.token_span(t)[0] not in held)
    quantities = tuple(q for q in frame.quantities if q.first not in held)
    cleaned = replace(frame, mentions=mentions, times=times, quantities=quantities)
    text = " ".join(token.raw for token in frame.tokens[start:last])
    if row["kind"] == "deal":
        deal = DealMention(start, last, text, frame.catalog.deals.by_id(str(row["id"])))
        return replace(cleaned, deals=(*frame.deals, deal))
    entry = NameEntry(str(row["kind"]), str(row["name"]))
    mention = Mention(start, last, text, entry.kind, (entry,), (entry.name,), "reference")
    ordered = tuple(sorted((*mentions, mention), key=lambda found: found.first))
    return replace(cleaned, mentions=ordered)
