"""Finds classes of deals in a question: sectors and regions by other words, stages, types."""

from __future__ import annotations

import re

from copilot.understanding.catalog import Catalog
from copilot.understanding.entities import Mention
from copilot.understanding.lexicon.names import (
    DEAL_NOUNS,
    LOOSE_SECTOR_WORDS,
    REGION_WORDS,
    SECTOR_NOUNS,
    SECTOR_WORDS,
    STAGE_NOUNS,
)
from copilot.understanding.names import NameEntry
from copilot.understanding.text import Token, compact

_LISTED = frozenset({"and", "or", "&", ",", "/"})
_CLOSED_STAGES = frozenset({"won", "lost", "closedwon", "closedlost"})
_BEFORE_STAGE = frozenset({"in", "at", "stage", "into", "reached"})
_TYPES = {
    "renewal": "renewal", "renewals": "renewal", "expansion": "expansion",
    "expansions": "expansion", "upsell": "expansion", "upsells": "expansion",
    "newbusiness": "new", "newlogo": "new", "newlogos": "new", "netnew": "new",
}  # fmt: skip
_CATEGORIES = {"commit": "commit", "bestcase": "best_case", "omitted": "omitted"}


def find_classes(tokens: list[Token], catalog: Catalog, taken: set[int]) -> list[Mention]:
    """Mentions of sectors, regions, stages, types and forecast categories among free tokens."""
    found: list[Mention] = []
    for at, token in enumerate(tokens):
        if at in taken or token.is_break:
            continue
        mention = (
            _stage(at, tokens, catalog)
            or _sector(at, tokens, catalog)
            or _region(at, tokens, catalog)
            or _labelled(at, tokens, catalog)
        )
        if mention is not None and not taken & set(range(mention.first, mention.last)):
            found.append(mention)
            taken |= set(range(mention.first, mention.last))
    return found


def _norm(tokens: list[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""


def _made(kind: str, name: str, at: int, last: int, tokens: list[Token]) -> Mention:
    text = " ".join(token.raw for token in tokens[at:last])
    return Mention(at, last, text, kind, (NameEntry(kind, name),), (name,), "synonym")


def _is_category(before: str, after: str) -> bool:
    """Whether the words around speak of a category of deals, not of a forecast ("best case")."""
    return before in {"in", "as", "category", "only", "just"} or after in DEAL_NOUNS | {
        "category",
        "and",
        "or",
    }


def _sector(at: int, tokens: list[Token], catalog: Catalog) -> Mention | None:
    word, pair = tokens[at].base, tokens[at].norm + _norm(tokens, at + 1)
    for name in catalog.sectors:
        key = compact(name)
        groups = [group for group in SECTOR_WORDS if key in group or name.lower() in group]
        for group in groups:
            if pair in group and len(_norm(tokens, at + 1)) > 1:
                return _made("sector", name, at, at + 2, tokens)
            if word in group and _sector_here(at, tokens, word):
                return _made("sector", name, at, at + 1, tokens)
    return None


def _sector_here(at: int, tokens: list[Token], word: str) -> bool:
    if word not in LOOSE_SECTOR_WORDS:
        return True
    return _norm(tokens, at + 1) in SECTOR_NOUNS and _norm(tokens, at + 1) not in DEAL_NOUNS


def _region(at: int, tokens: list[Token], catalog: Catalog) -> Mention | None:
    meant = REGION_WORDS.get(tokens[at].base)
    for name in catalog.regions:
        if meant is not None and compact(name) == meant:
            return _made("region", name, at, at + 1, tokens)
    return None


def _stage(at: int, tokens: list[Token], catalog: Catalog) -> Mention | None:
    for name in catalog.stages:
        if compact(name) in _CLOSED_STAGES:
            continue
        size = len(name.split())
        words = tokens[at : at + size]
        typed = _stem("".join(token.norm for token in words))
        if len(words) == size and typed == _stem(compact(name)):
            after = _norm(tokens, at + size)
            listed = after in _LISTED and _begins_stage(tokens, at + size + 1, catalog)
            if listed or _norm(tokens, at - 1) in _BEFORE_STAGE or after in STAGE_NOUNS | {"ones"}:
                last = at + size + (after in {"stage", "stages", "phase"})
                return _made("stage", name, at, last, tokens)
            if tokens[at].capital and at > 0 and not tokens[at - 1].is_break:
                return _made("stage", name, at, at + size, tokens)
    return None


def _begins_stage(tokens: list[Token], at: int, catalog: Catalog) -> bool:
    """Whether the next of the stages listed follows ("proposal and negotiation deals")."""
    return _stage(at, tokens, catalog) is not None if at < len(tokens) else False


def _stem(word: str) -> str:
    return re.sub(r"(?:iation|ations|ation|ions|ion|iating|ating|ing|ed|ies|s|y|e)$", "", word)


def _labelled(at: int, tokens: list[Token], catalog: Catalog) -> Mention | None:
    after = _norm(tokens, at + 1)
    pair = tokens[at].norm + after if after.isalpha() else ""
    for words, kind, known in (
        (_TYPES, "type", catalog.types),
        (_CATEGORIES, "category", catalog.categories),
    ):
        following = _norm(tokens, at + 2)
        apart = kind == "type" or _is_category(_norm(tokens, at - 1), following)
        if pair in words and words[pair] in known and apart:
            return _made(kind, words[pair], at, at + 2, tokens)
        single = words.get(tokens[at].norm)
        listed = (after in _LISTED and words.get(following) in known) or (
            _norm(tokens, at - 1) in _LISTED and words.get(_norm(tokens, at - 2)) in known
        )
        named = (
            listed
            or tokens[at].norm.startswith("renewal")
            or after in DEAL_NOUNS | {"category"}
            or (kind == "category" and _is_category(_norm(tokens, at - 1), after))
        )
        if single is not None and single in known and named:
            return _made(kind, single, at, at + 1, tokens)
    return None
