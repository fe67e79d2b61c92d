"""The words that name a metric: which concepts a phrase calls up, which concepts a metric has.

A metric's profile is derived from the words of its name; the table holds only those whose name
does not say it all. Concepts in GENERIC go with many metrics and prove nothing alone.
`phrases.txt` holds "phrases = concepts", where a phrase of several words wins over its parts;
`profiles.txt` holds "metric = core concepts / concepts that may be said too".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from copilot.grounding.tokens import word_set

GENERIC = word_set(
    "deal account rep product lead customer region team sector row record count rate"
    " probability score share date days hours total company level by on of to in the at name"
    " period and per horizon percent number value largest"
)


_SILENT = frozenset({"p50", "mean", "median", "amount", "revenue", "expected", "total"}) | GENERIC
_CHANGE = re.compile(r"^(?:change_in_|change_|delta_)(.+)$|^(.+)_(?:change|delta)$")
_ENDINGS = {
    "_count": frozenset({"count", "deal", "open", "due"}),
    "_amount": frozenset({"amount", "value", "open", "due"}),
    "_share": frozenset({"share"}),
}
COUNT_NOUNS = frozenset(
    {"deal", "account", "rep", "product", "lead", "row", "region", "team", "sector"}
)
COUNTING = COUNT_NOUNS | {"count", "total", "level", "record", "number"}
STEPS_UP = frozenset({"created", "reopened", "moved_in", "pulled_in", "grown", "create"})
STEPS_DOWN = frozenset({"shrunk", "pushed_out", "moved_out", "removed", "lost"})


@dataclass(frozen=True, slots=True)
class Profile:
    """What a metric is called: `core` concepts name it, `may` ones go with it."""

    core: frozenset[str]
    may: frozenset[str]
    change: bool = False

    @property
    def all(self) -> frozenset[str]:
        """Every concept the metric may be called by."""
        return self.core | self.may

    @property
    def unsaid_costs(self) -> frozenset[str]:
        """Core concepts whose absence counts against the metric."""
        return self.core - _SILENT


def stem(word: str) -> str:
    """A crude stem, the same for a metric's word and a text's."""
    word = word.lower()
    for ending in ("ings", "ing", "ies", "ied", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _read(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


@lru_cache(maxsize=1)
def phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Phrase (as words) → concepts."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _read("phrases.txt").replace("\n=", " =").replace(";\n", "; ").splitlines():
        left, _, right = line.partition("=")
        split = left.split(";") if ";" in left else left.split()
        for phrase in split:
            table[tuple(phrase.split())] = tuple(right.split())
    return table


@lru_cache(maxsize=1)
def _profiles() -> dict[str, Profile]:
    table = {}
    for line in _read("profiles.txt").splitlines():
        name, _, right = line.partition(" = ")
        core, _, may = right.partition(" / ")
        table[name] = Profile(frozenset(core.split()), frozenset(may.split()))
    return table


@lru_cache(maxsize=4096)
def profile(metric: str) -> Profile:
    """The concepts of a metric, from the table or from the words of its name."""
    metric = metric.lower().strip()
    known = _profiles().get(metric)
    if known is not None:
        return known
    change = _CHANGE.match(metric)
    if change:
        inner = profile(change.group(1) or change.group(2))
        return Profile(inner.core | {"change"}, inner.may | {"amount"}, change=True)
    if metric.startswith("share_of_"):
        inner = profile(metric[9:])
        return Profile(inner.core | {"share"}, inner.may)
    for ending, more in _ENDINGS.items():
        if metric.endswith(ending) and len(metric) > len(ending):
            inner = profile(metric.removesuffix(ending))
            return Profile(inner.core, inner.may | more)
    return _from_words(metric)


def _from_words(metric: str) -> Profile:
    words, place = re.findall(r"[a-z0-9]+", metric), 0
    concepts: list[str] = []
    table = phrases()
    while place < len(words):
        for width in (3, 2, 1):
            found = table.get(tuple(words[place : place + width]))
            if found:
                concepts.extend(found)
                place += width
                break
        else:
            concepts.append(words[place] if words[place] in GENERIC else stem(words[place]))
            place += 1
    core = frozenset(concepts) - {"by", "on", "of", "to", "in", "the", "at", "and", "per"}
    return Profile(core, frozenset({"amount", "value"}))


def aspect_profile(metric: str, aspect: str) -> Profile:
    """How the count behind a rate (`n`) and its population (`of`) are called."""
    base = profile(metric)
    if aspect == "n":
        return Profile(frozenset(), base.core | (base.may - {"close"}) | {"deal", "count"})
    if aspect == "all":
        return Profile(frozenset(), base.all | {"close", "deal", "count"})
    if aspect == "of":
        return Profile(
            frozenset(), (base.may - base.core) | {"close", "open", "due", "deal", "total"}
        )
    return base
