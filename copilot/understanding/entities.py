"""Finds the names of a catalog in a question, however they were typed, and never guesses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from copilot.understanding.catalog import Catalog
from copilot.understanding.lexicon.english import GENERIC_NAME_WORDS
from copilot.understanding.lexicon.names import (
    ACCOUNT_NOUNS,
    CREW_NOUNS,
    DEAL_NOUNS,
    LOOSE_SECTOR_WORDS,
    SECTOR_NOUNS,
)
from copilot.understanding.lexicon.words import (
    CONTRACTIONS,
    NUMBERS,
    SHORTHAND,
    TIME_PREPOSITIONS,
    TIME_WORDS,
    words,
)
from copilot.understanding.names import NameEntry, NameIndex, is_plain_word
from copilot.understanding.text import Token, caseless, compact, name_words

_LONGEST = 12
_PEOPLE = frozenset({"rep", "team"})
_CLOSED = frozenset({"region", "sector", "segment"})
_SELLING = words("sell sells selling sold pitch pitching offer offering propose upsell")
_TOWARDS = words("for from with at to")
_DURING = words("in during this last next since")
# "The Q4 forecast" is that of the quarter, whoever else is called Q4.
_OF_A_PERIOD = words(
    "forecast forecasts outlook projection number target targets plan quota commit pipeline results"
)
_RISKY_PAIRS = TIME_WORDS | words("will won none no all open lost any may can")


@dataclass(frozen=True)
class Mention:
    """Names found at tokens first..last-1.

    Attributes:
        kind: team, rep, account, product, region, sector, segment, stage, category, type, deal.
        entries: what it may stand for; more than one means that they fit equally well.
        values: the canonical names it narrows to (a family's products; one name otherwise).
        how: exact, words, prefix, like, family or synonym; "unlike" where a number was typed that
            the only name like it does not have, so that it must not stand for it.
    """

    first: int
    last: int
    text: str
    kind: str
    entries: tuple[NameEntry, ...]
    values: tuple[str, ...]
    how: str

    @property
    def ambiguous(self) -> bool:
        """Whether several names fit equally well."""
        return len(self.entries) > 1


@dataclass(frozen=True)
class _Hit:
    last: int
    entries: tuple[NameEntry, ...]
    how: str


class Linker:
    """Links the tokens of one question; `is_word` says which words the lexicon knows."""

    def __init__(
        self, text: str, tokens: list[Token], catalog: Catalog, is_word: Callable[[str], bool]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.catalog = catalog
        self.index: NameIndex = catalog.index
        self.is_word = is_word
        self.caseless = caseless(tokens)

    def link(self) -> list[Mention]:
        """The names, left to right, none overlapping."""
        found, at = [], 0
        while at < len(self.tokens):
            hit = None if self.tokens[at].is_break else self._at(at)
            if hit is None:
                at += 1
                continue
            found.append((at, hit))
            at = hit.last
        return [self._mention(first, hit) for first, hit in self._merged(found)]

    # -- one position --------------------------------------------------------------------------

    def _at(self, at: int) -> _Hit | None:
        for last in range(min(at + _LONGEST, len(self.tokens)), at, -1):
            run = self.tokens[at:last]
            if any(token.is_break for token in run):
                continue
            hit = self._exact(at, last) or self._by_words(at, last) or self._by_likeness(at, last)
            if hit is not None:
                return hit
        return self._fragment(at)

    def _exact(self, at: int, last: int) -> _Hit | None:
        run = self.tokens[at:last]
        if not (compact(run[0].norm) and compact(run[-1].norm)):
            return None
        head = compact("".join(token.norm for token in run[:-1]))
        for ending in _endings(self.tokens[last - 1]):
            entries = self.index.exact(head + ending)
            if entries and self._typed_as_name(at, last, ending, entries):
                return _Hit(last, tuple(entries), "exact")
        return None

    def _by_words(self, at: int, last: int) -> _Hit | None:
        head = tuple(token.norm for token in self.tokens[at : last - 1])
        for ending in _endings(self.tokens[last - 1]):
            words = (*head, ending)
            entries = self.index.with_words(words)
            if not entries or not self._distinctive(words, entries):
                continue
            if last - at == 1 and not self._typed_as_name(at, last, ending, entries):
                continue
            return _Hit(last, tuple(dict.fromkeys(entries)), "words")
        return None

    def _by_likeness(self, at: int, last: int) -> _Hit | None:
        """Two to four words, one of them misspelt, that together are like one name."""
        run = self.tokens[at:last]
        if not 2 <= len(run) <= 4 or not all(token.base.isalnum() for token in run):
            return None
        strange = [token for token in run if self._may_be_name(token)]
        strange = [token for token in strange if not self.index.knows_word(token.base)]
        if not strange or not all(t in strange or self.index.knows_word(t.base) for t in run):
            return None
        found = self.index.like("".join(token.base for token in run))
        entries = tuple(e for e in found if len(name_words(e.name)) == len(run))
        return _Hit(last, entries, "like") if entries else None

    @staticmethod
    def _distinctive(words: tuple[str, ...], entries: list[NameEntry]) -> bool:
        """Common words alone name nothing, but for two words of a product ("plus pro")."""
        if len(words) > 1 and all(entry.kind == "product" for entry in entries):
            return True
        return any(word not in GENERIC_NAME_WORDS and len(word) > 1 for word in words) and (
            len(words) == 1 or not all(is_plain_word(word) for word in words)
        )

    def _fragment(self, at: int) -> _Hit | None:
        token = self.tokens[at]
        hyphened = at + 1 < len(self.tokens) and self.gap(token, self.tokens[at + 1]) == "-"
        if hyphened:
            joined = self.index.starting(token.norm + self.tokens[at + 1].base)
            if joined:
                return _Hit(at + 2, tuple(joined), "prefix")
        if not self._may_be_name(token):
            return None
        for typed in _endings(token):
            entries = self.index.starting(typed) if len(typed) >= 3 else []
            if entries:
                return _Hit(at + 1, tuple(entries), "prefix")
        for typed in _endings(token):
            entries = self.index.like(typed)
            if entries:
                return _Hit(at + 1, tuple(entries), "like")
        return None

    def _may_be_name(self, token: Token) -> bool:
        if not token.norm.isalpha() or len(token.norm) < 3:
            return False
        if token.norm in CONTRACTIONS or token.norm in SHORTHAND:
            return False
        return not any(
            is_plain_word(form) or self.is_word(form) for form in (token.norm, token.base)
        )

    # -- how it was typed ----------------------------------------------------------------------

    def _typed_as_name(self, at: int, last: int, ending: str, entries: Iterable[NameEntry]) -> bool:
        """Whether words that are also plain English were meant as a name."""
        words = [*(token.norm for token in self.tokens[at : last - 1]), ending]
        if not all(is_plain_word(word) or self.is_word(word) for word in words):
            return True
        kinds = {entry.kind for entry in entries}
        if kinds & _CLOSED:
            return words[-1] not in LOOSE_SECTOR_WORDS or self._norm(last) in SECTOR_NOUNS
        if len(words) > 1 and self._otherwise_split(at, last, words, entries):
            return False
        if len(words) > 1 and (kinds <= {"product"} or not _RISKY_PAIRS & set(words)):
            return True
        if len(words) > 1:
            return all(token.capital for token in self.tokens[at:last]) and not self.caseless
        return self._single_as_name(at, ending, kinds)

    def _otherwise_split(
        self, at: int, last: int, words: list[str], entries: Iterable[NameEntry]
    ) -> bool:
        """Whether common words only make a name when run together ("year in" for "Yearin")."""
        if any(name_words(entry.name) == tuple(words) for entry in entries):
            return False
        run = self.tokens[at:last]
        return any(after.start - before.end > 0 and not after.raw[:1].isdigit()
                   and self.gap(before, after) == " "
                   for before, after in pairwise(run))  # fmt: skip

    def gap(self, before: Token, after: Token) -> str:
        """What stands between two tokens."""
        return self.text[before.end : after.start]

    def _single_as_name(self, at: int, word: str, kinds: set[str]) -> bool:
        token, before, after = self.tokens[at], self._norm(at - 1), self._norm(at + 1)
        owned = token.norm != word or token.possessive
        if owned and kinds & _PEOPLE and after in CREW_NOUNS | DEAL_NOUNS:
            return True
        of_a_year = word in TIME_WORDS and after.isdigit() and len(after) == 4
        if "product" in kinds or not token.capital or self.caseless or of_a_year:
            return False
        if word in TIME_WORDS and self._sold_to(at, kinds):
            return True
        noun = after in DEAL_NOUNS | ACCOUNT_NOUNS | {"account"}
        timed = before in TIME_PREPOSITIONS | TIME_WORDS or (after in _OF_A_PERIOD and not owned)
        if not noun and word in TIME_WORDS and timed:
            return False
        if not noun and word in TIME_WORDS and kinds & _PEOPLE and not owned:
            return after in {"doing", "performing"}
        return not self._opens_sentence(at) or owned

    def _sold_to(self, at: int, kinds: set[str]) -> bool:
        """A name that is also a month: "sell to May", "from May in May", "May deals"."""
        if "account" not in kinds:
            return False
        before = self._norm(at - 1)
        words = {self._norm(place) for place in range(max(0, at - 6), at)}
        if before == "to" and words & _SELLING:
            return True
        months = [
            place
            for place, token in enumerate(self.tokens)
            if place != at and token.norm in TIME_WORDS and self._norm(place - 1) in _DURING
        ]
        opens = self._opens_sentence(at) and self._norm(at + 1) in DEAL_NOUNS
        return opens or (before in _TOWARDS and bool(months))

    def _opens_sentence(self, at: int) -> bool:
        return at == 0 or self.tokens[at - 1].norm in {".", "?", "!", ":"}

    def _norm(self, at: int) -> str:
        return self.tokens[at].norm if 0 <= at < len(self.tokens) else ""

    # -- putting together ----------------------------------------------------------------------

    def _merged(self, found: list[tuple[int, _Hit]]) -> list[tuple[int, _Hit]]:
        """Neighbors that share a name are one mention of it ("Jonathan" "Berthlot")."""
        merged: list[tuple[int, _Hit]] = []
        for first, hit in found:
            if merged and merged[-1][1].last == first:
                before_first, before = merged[-1]
                both = tuple(entry for entry in before.entries if entry in hit.entries)
                if both:
                    merged[-1] = (before_first, _Hit(hit.last, both, before.how))
                    continue
            merged.append((first, hit))
        return [(first, self._narrowed(hit)) for first, hit in merged]

    def _narrowed(self, hit: _Hit) -> _Hit:
        """Use what follows: an initial ("Jonathan B"), a team word, a deal or account noun."""
        after, entries, last = self._norm(hit.last), hit.entries, hit.last
        if len(entries) > 1 and len(after) == 1 and after.isalpha() and after not in {"a", "i"}:
            fits = tuple(e for e in entries if e.name.lower().split()[-1].startswith(after))
            entries, last = (fits, last + 1) if fits else (entries, last)
        elif len(after) == 1 and after.isalpha() and after not in {"a", "i"}:
            words = entries[0].name.lower().split()
            if len(words) > 1 and words[-1].startswith(after):
                last += 1
        if len(entries) == 1 and self._norm(last) in {"and", "&", "n"}:
            rest = self._norm(last + 1) in name_words(entries[0].name)  # "O'Hara and Sons"
            last += 2 * rest
        entries = _preferred(entries, self._norm(last))
        return self._other_model(_Hit(last, entries, hit.how))

    def _other_model(self, hit: _Hit) -> _Hit:
        """A model number behind a family that is none of its ("Dranix T9", "Hesperon Two"): part of
        what was typed, so that the family's own models are asked back."""
        if not hit.entries or not {entry.kind for entry in hit.entries} <= {"product", "family"}:
            return hit
        after = self._norm(hit.last)
        models = [m for e in hit.entries for m in self.catalog.families.get(e.name, (e.name,))]
        shapes = {_shape(name_words(name)[-1]) for name in models if name_words(name)}
        last_words = {name_words(name)[-1] for name in models if name_words(name)}
        numbered = any(character.isdigit() for character in after) or (
            after in NUMBERS and bool(last_words & set(NUMBERS))
        )
        taken = [entry for name in models for entry in self.index.exact(compact(name))]
        full = len(hit.entries) == 1 and hit.how == "exact" and hit.entries[0].kind == "product"
        if full or not numbered or _shape(after) not in shapes:
            return hit
        products = tuple(e for e in taken if e.kind == "product")
        how = "unlike" if len(products) == 1 and after not in last_words else "words"
        return _Hit(hit.last + 1, products, how)

    def _mention(self, first: int, hit: _Hit) -> Mention:
        text = " ".join(token.raw for token in self.tokens[first : hit.last])
        entry = hit.entries[0]
        mention = Mention(first, hit.last, text, entry.kind, hit.entries, (entry.name,), hit.how)
        if entry.kind == "family":
            products = tuple(self.catalog.families[entry.name])
            return replace(mention, kind="product", values=products, how="family")
        if mention.ambiguous:
            return replace(mention, values=tuple(entry.name for entry in hit.entries))
        return mention


def _preferred(entries: tuple[NameEntry, ...], after: str) -> tuple[NameEntry, ...]:
    """The entries of the kind that the next word asks for; all of them where it asks nothing."""
    wanted: frozenset[str] = frozenset()
    if after in CREW_NOUNS and any(entry.kind == "team" for entry in entries):
        wanted = frozenset({"team"})
    elif after in ACCOUNT_NOUNS and any(entry.kind == "account" for entry in entries):
        wanted = frozenset({"account"})
    elif after == "family":
        wanted = frozenset({"family"})
    kept = tuple(entry for entry in entries if entry.kind in wanted) if wanted else entries
    family = tuple(entry for entry in kept if entry.kind == "family")
    return family[:1] if family else kept


def _shape(word: str) -> str:
    """A word with every letter as "a" and every digit as "0": "t9" and "t4" are alike."""
    return "".join("0" if c.isdigit() else "a" for c in word)


def _endings(token: Token) -> tuple[str, ...]:
    """The forms a name's last word may have: as typed, without a possessive, without a plural s."""
    forms = [token.norm, token.base]
    short = len(token.norm) == 3 and token.raw[:-1].isupper()
    if token.norm.endswith("s") and (len(token.norm) > 3 or short):
        forms.append(token.norm[:-1])
    return tuple(dict.fromkeys(forms))
