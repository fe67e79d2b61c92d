"""Finds the ledger's names and quoted values in a text, the longest first, escaped or plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from copilot.grounding.lexicon import phrases
from copilot.grounding.normal import seen
from copilot.grounding.tokens import Mention, word_set
from copilot.grounding.vocabulary import LEVELS, plain_words
from tools.claims import escape
from tools.facts import Fact, Subject

_WORD = re.compile(r"\w+")
_PARTS = re.compile(r"\s+[–—|/·-]\s+|\s*[(),;:·|]\s*")
_MONTHS = word_set(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
_SHORT_ID = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w-]{4,}$|[A-Z]{2,}-?\d+$|[\w-]{8,}$")
_LEVEL_TAIL = re.compile(r"[ -]risk\b(?! score)", re.IGNORECASE)
_ITEM_START = re.compile(r"(?:(?:^|\n)\s*(?:[-+•·*]\s+|\d+[.)]\s+)?|[|;,:]\s*)$")
_ITEM_HEAD = re.compile(r"\s*(?:[:|–—(]|$)")
PEOPLE = ("rep", "team")


@dataclass(slots=True)
class Entry:
    """One spelling and what it may mean."""

    spelling: str
    offset: int
    exact: bool
    quote: bool = False
    ordinary: bool = False
    subjects: set[int] = field(default_factory=set)
    facts: set[int] = field(default_factory=set)
    level: str = ""


def lower(text: str) -> str:
    """Lower case without changing the length."""
    low = text.lower()
    return (
        low
        if len(low) == len(text)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


class NameIndex:
    """All spellings of a ledger by their first word."""

    def __init__(self, subjects: list[Subject], facts: Iterable[Fact]) -> None:
        self._entries: dict[str, Entry] = {}
        self._by_word: dict[str, list[Entry]] = {}
        for number, subject in enumerate(subjects):
            self._add_subject(number, subject)
        for number, fact in enumerate(facts):
            self._add_value(number, fact)
        for entries in self._by_word.values():
            entries.sort(key=lambda entry: -len(entry.spelling))

    def _add_subject(self, number: int, subject: Subject) -> None:
        for spelling in _spellings(subject):
            exact = _needs_case(spelling) and subject.kind != "level"
            entry = self._entry(spelling, exact=exact)
            if entry is not None:
                entry.subjects.add(number)
                entry.ordinary = subject.kind != "level" and _is_ordinary(spelling)
                if subject.kind == "level":
                    entry.level = next((x for x in LEVELS if x in spelling.lower()), "")

    def _add_value(self, number: int, fact: Fact) -> None:
        text = " ".join(fact.display.split())
        if fact.unit != "text" or len(text) < 2 or text.lower() in plain_words():
            return
        quote = len(text) > 40 or (" " in text and not text[:1].isupper()) or text.endswith(".")
        for spelling in dict.fromkeys((seen(escape(text)), seen(text))):
            entry = self._entry(spelling, exact=_needs_case(spelling), quote=quote)
            if entry is not None:
                entry.facts.add(number)

    def _entry(self, spelling: str, *, exact: bool, quote: bool = False) -> Entry | None:
        first = _WORD.search(spelling)
        if first is None:
            return None
        key = spelling if exact else lower(spelling)
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = Entry(key, first.start(), exact, quote)
            self._by_word.setdefault(lower(first.group()), []).append(entry)
        return entry

    def find(self, text: str) -> Iterator[Mention]:
        """Mentions from left to right, longest first, never overlapping."""
        low, reached = lower(text), 0
        for word in _WORD.finditer(low):
            if word.start() < reached or word.group() not in self._by_word:
                continue
            found = self._match(text, low, word.start(), self._by_word[word.group()], reached)
            if found is not None:
                reached = found.end
                yield found

    def _match(
        self, text: str, low: str, place: int, entries: list[Entry], reached: int
    ) -> Mention | None:
        for entry in entries:
            start = place - entry.offset
            end = start + len(entry.spelling)
            where = text if entry.exact else low
            if start < reached or not where.startswith(entry.spelling, start):
                continue
            if entry.ordinary and not _stands_alone(text, start, end):
                continue
            if _bounded(text, start, end) and not _is_something_else(text, start, end):
                if entry.level and (risk := _LEVEL_TAIL.match(text, end)):
                    end = risk.end()
                subjects, facts = frozenset(entry.subjects), frozenset(entry.facts)
                return Mention(start, end, subjects, facts, entry.quote, entry.level)
        return None


def _spellings(subject: Subject) -> list[str]:
    name = " ".join(subject.name.split())
    found = [seen(name), seen(escape(name))]
    parts = [part for part in _PARTS.split(seen(name)) if _tells(part)]
    if len(parts) > 1:
        found += parts
        if subject.kind == "deal":
            found.append(" ".join(parts[:2]))
    if subject.kind in PEOPLE:
        bare = re.sub(r"(?:'s)? team$", "", seen(name))
        words = [w for w in bare.split() if w[:1].isupper() and len(w) > 2 and _tells(w)]
        found += [bare, *words]
    if _SHORT_ID.match(subject.id) and subject.id.lower() not in plain_words():
        found.append(seen(subject.id))
    return [spelling for spelling in dict.fromkeys(found) if _names(spelling)]


def _tells(part: str) -> bool:
    return (
        len(part) > 1
        and not part.islower()
        and not part.isdigit()
        and part.lower() not in plain_words()
    )


def _names(spelling: str) -> bool:
    return bool(spelling.strip()) and not re.fullmatch(r"[\d.,%$ -]+", spelling)


def _needs_case(spelling: str) -> bool:
    low = spelling.lower()
    return low in plain_words() or low in _MONTHS or (" " not in spelling and len(spelling) < 4)


def _is_ordinary(spelling: str) -> bool:
    """Whether a name is also a word that texts use for metrics or states ("pipeline", "open")."""
    return (lower(spelling),) in phrases() or (
        spelling.islower() and " " not in spelling and spelling in plain_words()
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether an ordinary word is a name here: the subject of a list item or cell, or quoted."""
    before, after = text[max(0, start - 8) : start], text[end : end + 3]
    if before.endswith(('"', "(")) and after[:1] in ('"', ")"):
        return True
    return _ITEM_START.search(before) is not None and _ITEM_HEAD.match(after) is not None


def _bounded(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start > 0 else " "
    after = text[end] if end < len(text) else " "
    if start < 0 or end > len(text):
        return False
    left = not (before.isalnum() and text[start].isalnum())
    return left and not (after.isalnum() and text[end - 1].isalnum())


def _is_something_else(text: str, start: int, end: int) -> bool:
    """A month before a day or year ("May 5") is a date; a name inside a longer figure is none."""
    name = text[start:end]
    if name.lower() in _MONTHS and re.match(r"\.? \d", text[end : end + 3]):
        return True
    return bool(name.lower() in LEVELS and text[end : end + 1] == "er")
