"""An index over names: exact, by words, by the beginning of a word, and by likeness."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from copilot.understanding.lexicon.english import COMMON, GENERIC_NAME_WORDS
from copilot.understanding.lexicon.words import TIME_WORDS
from copilot.understanding.text import compact, name_words

LIKENESS = 90.0
MARGIN = 2.0
_SCANNED_WHOLE = 5_000
_TOO_COMMON = 100
_LONG_WORD = 6  # a word of a product's name, to be found by likeness
_NEAR, _NEAR_IF_BEGUN = 75.0, 60.0  # likeness from which a name is offered for an unknown one
_CLOSED = frozenset({"sector", "region", "segment"})
_BY_WORDS = frozenset({"rep", "team", "account", "product"})


@dataclass(frozen=True)
class NameEntry:
    """A canonical name and what kind of thing bears it."""

    kind: str
    name: str


class NameIndex:
    """Looks names up; every index is built when it is first asked for."""

    def __init__(self, entries: tuple[NameEntry, ...]) -> None:
        self.entries = entries

    @cached_property
    def _exact(self) -> dict[str, list[NameEntry]]:
        found: dict[str, list[NameEntry]] = {}
        for entry in self.entries:
            found.setdefault(compact(entry.name), []).append(entry)
        return found

    @cached_property
    def _by_word(self) -> dict[str, list[NameEntry]]:
        found: dict[str, list[NameEntry]] = {}
        for entry in self.entries:
            if entry.kind in _BY_WORDS:
                for word in dict.fromkeys(name_words(entry.name)):
                    found.setdefault(word, []).append(entry)
        return found

    @cached_property
    def _sorted_words(self) -> list[str]:
        words = set(self._by_word) | {key for key in self._exact if key}
        return sorted(words - GENERIC_NAME_WORDS)

    @cached_property
    def _like_by_letter(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self._like_keys:
            found.setdefault(key[0], []).append(key)
        return found

    def _candidates(self, typed: str) -> list[str]:
        """All names of a small company; in a large one those with the same first letter."""
        if len(self._like_keys) <= _SCANNED_WHOLE:
            return self._like_keys
        return self._like_by_letter.get(typed[:1], [])

    @cached_property
    def _like_keys(self) -> list[str]:
        closed = {compact(entry.name) for entry in self.entries if entry.kind in _CLOSED}
        keys = {key for key in self._exact if len(key) >= 4}
        for word, entries in self._by_word.items():
            least = 4 if any(entry.kind != "product" for entry in entries) else _LONG_WORD
            if len(word) >= least:
                keys.add(word)
        return sorted((keys - GENERIC_NAME_WORDS - COMMON) | (closed & keys))

    def exact(self, key: str) -> list[NameEntry]:
        """Names equal to the key but for case, spaces and hyphens."""
        return self._exact.get(key, [])

    def with_words(self, words: Iterable[str]) -> list[NameEntry]:
        """Names that hold all the words, in that order; words that too many share name nothing."""
        wanted = tuple(words)
        rows = [self._by_word.get(word, []) for word in wanted]
        if not rows or not all(rows):
            return []
        rarest = min(rows, key=len)
        if len(rarest) > _TOO_COMMON:
            return []
        return [entry for entry in rarest if _in_order(wanted, name_words(entry.name))]

    def knows_word(self, word: str) -> bool:
        """Whether some name holds the word."""
        return word in self._by_word

    def starting(self, prefix: str, most: int = 8) -> list[NameEntry]:
        """Names with a word (or the whole) that begins so."""
        at, found = bisect_left(self._sorted_words, prefix), []
        while at < len(self._sorted_words) and self._sorted_words[at].startswith(prefix):
            found += self._named(self._sorted_words[at])
            at += 1
            if len(found) > 4 * most:
                break
        return list(dict.fromkeys(found))[:most]

    def like(self, typed: str) -> list[NameEntry]:
        """The names a misspelt word stands for: one edit or a likeness of at least 90, and no
        other within two points; [] where nothing is close."""
        if len(typed) < 4:
            return []
        slips, keys = 1 if len(typed) >= 5 else 0, self._candidates(typed)
        near = process.extract(typed, keys, scorer=OSA.distance, score_cutoff=slips, limit=6)
        close = process.extract(
            typed, keys, scorer=fuzz.ratio, score_cutoff=LIKENESS - MARGIN, limit=6
        )
        scores = {key: 100.0 - 8 * distance for key, distance, _ in near if key[0] == typed[0]}
        for key, score, _ in close:
            scores[key] = max(score, scores.get(key, 0.0))
        return self._best(scores)

    def nearest(self, typed: str, most: int = 3) -> list[str]:
        """Names to offer when one is unknown: those alike enough, or begun alike."""
        keys = self._candidates(compact(typed))
        close = process.extract(
            compact(typed), keys, scorer=fuzz.ratio, score_cutoff=_NEAR_IF_BEGUN, limit=2 * most
        )
        begun = compact(typed)[:4]
        near = [key for key, score, _ in close if score >= _NEAR or key.startswith(begun)]
        names = [entry.name for key in near for entry in self._named(key)]
        return list(dict.fromkeys(names))[:most]

    def _best(self, scores: dict[str, float]) -> list[NameEntry]:
        if not scores or max(scores.values()) < LIKENESS:
            return []
        top = max(scores.values())
        keys = [key for key, score in scores.items() if score > top - MARGIN]
        return list(dict.fromkeys(entry for key in sorted(keys) for entry in self._named(key)))

    def _named(self, word: str) -> list[NameEntry]:
        return [*self._exact.get(word, []), *self._by_word.get(word, [])]


def is_plain_word(word: str) -> bool:
    """A word of common English or of time: a name made of such words must be typed as a name."""
    return word in COMMON or word in TIME_WORDS or word.isdigit()


def _in_order(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    at = iter(words)
    return all(word in at for word in wanted)
