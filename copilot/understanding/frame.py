"""Everything read from one question before anything is decided about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from copilot.understanding.catalog import Catalog, DealRef
from copilot.understanding.classes import find_classes
from copilot.understanding.entities import Linker, Mention
from copilot.understanding.lexicon.vocabulary import is_word, mended
from copilot.understanding.numbers import Quantity, find_quantities
from copilot.understanding.phrases import Stream
from copilot.understanding.text import (
    Token,
    plain_words,
    quoted_spans,
    tokenize,
)
from copilot.understanding.time import ImpossibleDate, TimeMention, find_times
from data.periods import FiscalCalendar

_SHORT_ID = re.compile(r"(?!FY|CY|CW|KW|WK)[A-Z]{1,4}-\d{2,}")
Slot = tuple[int, int, str]  # first token, last token (exclusive), placeholder


@dataclass(frozen=True)
class DealMention:
    """An identifier typed in the question; `deal` is None where no such deal exists."""

    first: int
    last: int
    text: str
    deal: DealRef | None


@dataclass(frozen=True)
class Frame:
    """One question (or one clause of it): tokens first..last-1 and what was found there."""

    text: str
    catalog: Catalog
    as_of: date
    calendar: FiscalCalendar
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    deals: tuple[DealMention, ...]
    times: tuple[TimeMention, ...]
    quantities: tuple[Quantity, ...]
    quoted: frozenset[int]
    first: int
    last: int
    impossible: tuple[ImpossibleDate, ...] = ()

    @cached_property
    def slots(self) -> dict[int, Slot]:
        """First token of everything that stands in the stream as one placeholder."""
        found: dict[int, Slot] = {}
        for quantity in self.quantities:
            found[quantity.first] = (quantity.first, quantity.last, _quantity_slot(quantity))
        for mention in self.mentions:
            found[mention.first] = (mention.first, mention.last, f"<{mention.kind}>")
        for deal in self.deals:
            found[deal.first] = (deal.first, deal.last, "<deal>")
        for time in self.times:
            first, last = self.token_span(time)
            found[first] = (first, last, "<bucket>" if time.kind == "bucket" else "<period>")
        return found

    @cached_property
    def words(self) -> list[tuple[str, int]]:
        """The stream's words, each with the token it comes from."""
        found: list[tuple[str, int]] = []
        at = self.first
        while at < self.last:
            slot = self.slots.get(at)
            if slot is not None:
                found.append((slot[2], at))
                at = slot[1]
                continue
            found += [(word, at) for word in self._words_at(at)]
            at += 1
        return found

    def _words_at(self, at: int) -> tuple[str, ...]:
        token = self.tokens[at]
        if at in self.quoted:
            return ("<quote>",)
        if token.is_break:
            return (";",)
        if token.norm == "$":
            return ("dollars",)
        return tuple(mended(word) for word in plain_words(token))

    @cached_property
    def stream(self) -> Stream:
        """The words, ready for phrases."""
        return Stream([word for word, _ in self.words])

    def has(self, *phrases: str) -> bool:
        """Whether any of the phrases stands in the question."""
        return self.stream.has(*phrases)

    def of(self, *kinds: str) -> tuple[Mention, ...]:
        """The mentions of these kinds, in order."""
        return tuple(mention for mention in self.mentions if mention.kind in kinds)

    def token_span(self, time: TimeMention) -> tuple[int, int]:
        """The tokens under a mention of time."""
        inside = [
            at
            for at, token in enumerate(self.tokens)
            if token.start < time.end and token.end > time.start
        ]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def norm(self, at: int) -> str:
        """The bare token at a place, "" outside."""
        return self.tokens[at].norm if 0 <= at < len(self.tokens) else ""

    def part(self, first: int, last: int) -> Frame:
        """The same question narrowed to some of its tokens."""
        return replace(
            self,
            first=first,
            last=last,
            mentions=tuple(m for m in self.mentions if first <= m.first < last),
            deals=tuple(d for d in self.deals if first <= d.first < last),
            times=tuple(t for t in self.times if first <= self.token_span(t)[0] < last),
            quantities=tuple(q for q in self.quantities if first <= q.first < last),
            impossible=tuple(
                date for date in self.impossible if self._holds(first, last, date.start)
            ),
        )

    def _holds(self, first: int, last: int, start: int) -> bool:
        return self.tokens[first].start <= start < self.tokens[last - 1].end

    @property
    def said(self) -> str:
        """The words as typed."""
        if self.first >= self.last:
            return ""
        start, end = self.tokens[self.first].start, self.tokens[self.last - 1].end
        return self.text[start:end].strip(" ,;")


def read_frame(
    question: str,
    *,
    catalog: Catalog,
    as_of: date,
    calendar: FiscalCalendar,
) -> Frame:
    """Read names, identifiers, periods, numbers and words from a question."""
    tokens = tokenize(question)
    deals = _deals(question, tokens, catalog)
    taken = {at for deal in deals for at in range(deal.first, deal.last)}
    mentions = [
        m for m in Linker(question, tokens, catalog, is_word).link() if m.first not in taken
    ]
    taken |= {at for mention in mentions for at in range(mention.first, mention.last)}
    mentions += find_classes(tokens, catalog, taken)
    mentions.sort(key=lambda mention: mention.first)
    spans = [(tokens[at].start, tokens[at].end) for at in sorted(taken)]
    found = find_times(question, as_of=as_of, calendar=calendar, protected=tuple(spans))
    times = found.mentions
    spoken = [(time.start, time.end) for time in times]
    spoken += [(date.start, date.end) for date in found.impossible]
    held = taken | {
        at
        for at, token in enumerate(tokens)
        if any(token.start < end and token.end > start for start, end in spoken)
    }
    return Frame(
        text=question,
        catalog=catalog,
        as_of=as_of,
        calendar=calendar,
        tokens=tuple(tokens),
        mentions=tuple(mentions),
        deals=tuple(deals),
        times=times,
        impossible=found.impossible,
        quantities=tuple(find_quantities(tokens, held)),
        quoted=_quoted(question, tokens, taken),
        first=0,
        last=len(tokens),
    )


def _quantity_slot(quantity: Quantity) -> str:
    if quantity.sort == "percent":
        return "<percent>"
    if quantity.bound:
        return f"<{quantity.bound}>"
    return "<money>" if quantity.sort == "money" else "<number>"


def _quoted(question: str, tokens: list[Token], taken: set[int]) -> frozenset[int]:
    """Tokens in quotation marks that are no name: text shown, which never plans."""
    inside: set[int] = set()
    for start, end in quoted_spans(question):
        run = {at for at, token in enumerate(tokens) if start <= token.start and token.end <= end}
        if not run <= taken:
            inside |= run
    return frozenset(inside)


def _deals(text: str, tokens: list[Token], catalog: Catalog) -> list[DealMention]:
    found: list[DealMention] = []
    at = 0
    while at < len(tokens):
        mention = _deal_at(text, tokens, at, catalog)
        if mention is not None:
            found.append(mention)
        at = mention.last if mention is not None else at + 1
    return found


def _deal_at(text: str, tokens: list[Token], at: int, catalog: Catalog) -> DealMention | None:
    """An id at this token, of up to three pieces joined by hyphens ("OPP-2017-0042")."""
    for last in range(min(at + 3, len(tokens)), at, -1):
        run = tokens[at:last]
        typed = "-".join(token.raw for token in run).removesuffix("'s").rstrip("'")
        if not _hyphened(text, run) or len(typed) < 3 or not any(c.isdigit() for c in typed):
            continue
        deal = catalog.deals.by_id(typed) or catalog.deals.by_id(typed.upper())
        if deal is not None:
            return DealMention(at, last, typed, deal)
    return _unknown_id(text, tokens, at)


def _hyphened(text: str, run: list[Token]) -> bool:
    pairs = pairwise(run)
    return all(text[before.end : after.start] in {"-", "_", "/"} for before, after in pairs)


def _unknown_id(text: str, tokens: list[Token], at: int) -> DealMention | None:
    """What looks like an id but is none of the snapshot's, in one piece or two."""
    for last in range(min(at + 2, len(tokens)), at, -1):
        run = tokens[at:last]
        if not _hyphened(text, run):
            continue
        raw = "-".join(token.raw for token in run).removesuffix("'s")
        if _looks_like_id(raw.replace("-", "")) or _SHORT_ID.fullmatch(raw):
            return DealMention(at, last, raw, None)
    return None


def _looks_like_id(raw: str) -> bool:
    letters = sum(character.isalpha() for character in raw)
    digits = sum(character.isdigit() for character in raw)
    if not raw.isalnum() or not raw.isupper() or re.fullmatch(r"(FY|Q|H|P)\d+", raw):
        return False
    return len(raw) >= 5 and digits >= 1 and letters >= (1 if digits >= 3 else 2)
