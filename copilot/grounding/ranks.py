"""Superlatives and ranks: "largest", "riskiest", "third", "the only", and whether they hold.

A rank holds if a fact states it, or if among all subjects of that kind in this ledger the named
one has that place by the metric that the words name. A tie is no first place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.lexicon import GENERIC, profile
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import ANY_MASK, Figure, word_set
from tools.facts import Fact

_LEAST = word_set("smallest lowest least fewest bottom shortest weakest cheapest")
_OWN = {
    "riskiest": ("risk", 1), "safest": ("risk", -1), "oldest": ("age", 1), "newest": ("age", -1),
    "youngest": ("age", -1), "likeliest": ("win", 1), "longest": ("age", 1),
    "shortest": ("age", -1),
}  # fmt: skip
_ORDINALS = {
    w: n
    for n, w in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
        ],
        1,
    )
}
_NOT_SUPERLATIVE = word_set(
    "interest request rest test west invest suggest contest latest honest forest protest"
    " guest best-case midwest harvest digest manifest modest northwest southwest arrest quest"
    " nest vest pest fest chest"
)
_WORD = re.compile(
    r"(?i)\b(?:(?P<only>the only|only one|sole|lone|the single|unique)|(?P<lead>leads?|"
    r"tops|heads|outranks|outperforms|beats|"
    r"exceeds|surpasses|trails|ahead of|outsells)(?=\s+(?:with|the|all|every|at|by|"
    r"everyone|\ue000))"
    r"|(?P<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
    r"|(?P<rank>(?:no\.|number|rank(?:ed|s)?|place[ds]?)\s(?=\ue003))|"
    r"(?P<est>[a-z]{1,14}est|worst|most|least|top|bottom|leading|foremost|number one))\b"
)
_PLAIN_ORDINAL = re.compile(
    r"\s*(?:of all|time|steps?|things?|calls?|priority|move|question|place|point|contact|meeting)\b"
)
_ORDERED = re.compile(r"(?:\bthe|\branks?|\branked|\bis|\bare|\bcomes?|\bin|\bplaced?|'s)\s*$")
_SIZE = word_set("largest biggest greatest smallest top bottom most least")


@dataclass(frozen=True, slots=True)
class Rank:
    """A claim to a place: +1 the first, -1 the last, n the n-th, 0 the only, 50 most of them."""

    start: int
    end: int
    place: int
    concept: str
    word: str


def find_ranks(scene: Scene) -> Iterator[Rank]:
    """Claims of rank in a sentence; idioms and cues ("at least", "worst case") left out."""
    text, start, end = scene.text, scene.sentence.start, scene.sentence.end
    for match in _WORD.finditer(text, start, end):
        word = match.group().lower()
        before, after = (
            text[max(start, match.start() - 12) : match.start()].lower(),
            text[match.end() : match.end() + 16].lower(),
        )
        if match.group("only"):
            yield Rank(match.start(), match.end(), 0, "", word)
        elif match.group("lead") or match.group("rank"):
            yield Rank(match.start(), match.end(), 99 if match.group("rank") else 1, "", word)
        elif match.group("ordinal"):
            if _ORDERED.search(before) and not _PLAIN_ORDINAL.match(after):
                yield Rank(match.start(), match.end(), _ORDINALS[word], "", word)
        elif (rank := _superlative(match, word, before, after)) is not None:
            yield rank


def _superlative(match: re.Match[str], word: str, before: str, after: str) -> Rank | None:
    if word in _NOT_SUPERLATIVE or (
        re.search(r"\bat (?:the )?$", before) and word in ("least", "most", "best", "worst")
    ):
        return None
    if re.match(r"[ -](?:case|likely)\b", after) or (
        re.search(r"\bon $", before) and word == "top"
    ):
        return None
    if word == "most" and not re.search(r"\bthe $", before):
        if re.match(r" (?:of|deals|open|listed|live|reps|accounts)\b", after):
            return Rank(match.start(), match.end(), 50, "", word)
        if re.match(r" (?:recent|probable|often|commonly|relevant)", after):
            return None
    concept, sign = _OWN.get(word, ("", 1))
    if word in _LEAST or word == "worst":
        sign = -1
    return Rank(match.start(), match.end(), sign, concept, word)


class RankCheck:
    """Whether a rank is a fact, or follows from the facts of all subjects of the kind."""

    def __init__(self, index: LedgerIndex) -> None:
        self.index = index

    def holds(
        self,
        scene: Scene,
        rank: Rank,
        said: Sequence[tuple[Figure, Say | None]],
        carried: frozenset[int],
    ) -> int | None:
        """The fact behind a rank, or None."""
        if rank.place == 50:
            return self._majority(said)
        if rank.place == 0:
            return self._unique(said)
        stated = self._stated(scene, rank, said)
        if stated is not None:
            return stated
        if rank.place == 99:
            return None
        subjects = self._subject(scene, rank) or self._by_figure(said) or self._it(scene, carried)
        for fact in self._candidates(scene, rank, said, subjects):
            if self._has_place(fact, rank):
                return fact
        return None

    def _it(self, scene: Scene, carried: frozenset[int]) -> frozenset[int]:
        """The one subject that "it" means, if there is just one."""
        start = scene.text[scene.sentence.start : scene.sentence.start + 8]
        one = len({self.index.subjects[s].name for s in carried}) == 1
        return carried if one and re.match(r"\W*(?:It|Its)\b", start) else frozenset()

    def _majority(self, said: Sequence[tuple[Figure, Say | None]]) -> int | None:
        for _, say in said:
            if say and say.kind == "percent" and say.value > 50:
                return say.fact
        return None

    def _unique(self, said: Sequence[tuple[Figure, Say | None]]) -> int | None:
        for figure, say in said:
            if say and say.kind == "number" and figure.value == 1:
                return say.fact
        return None

    def _stated(
        self, scene: Scene, rank: Rank, said: Sequence[tuple[Figure, Say | None]]
    ) -> int | None:
        wanted = 1 if abs(rank.place) == 1 else rank.place
        for subject in self._subject(scene, rank):
            for fact in self.index.by_subject.get(subject, []):
                metric = self.index.facts[fact].metric.lower()
                if (
                    "rank" in metric.split("_")
                    and self.index.facts[fact].value == wanted
                    and rank.place > 0
                ):
                    return fact
        for _, say in said:
            if say is None or rank.place < 0:
                continue
            metric = self.index.facts[say.fact].metric.lower()
            if "largest" in profile(metric).core or "rank" in metric.split("_"):
                return say.fact
        return None

    def _subject(self, scene: Scene, rank: Rank) -> frozenset[int]:
        after = [n for n in scene.names if n.start >= rank.end and n.subjects]
        before = [n for n in scene.names if n.end <= rank.start and n.subjects]
        if after:
            gap = scene.text[rank.end : after[0].start]
            if re.match(
                r"[^\ue000\ue001\ue003;]{0,60}?(?:\b(?:is|are|was)\b|[:,–(])\s*(?:the\s+)?$", gap
            ):
                return after[0].subjects
            if not before and re.match(rf"[^;:,{ANY_MASK}]*$", gap):
                return after[0].subjects if not before else before[-1].subjects
        return before[-1].subjects if before else frozenset()

    def _by_figure(self, said: Sequence[tuple[Figure, Say | None]]) -> frozenset[int]:
        return frozenset(
            say.subject for _, say in said if say and say.subject not in self.index.ambient
        )

    def _candidates(
        self,
        scene: Scene,
        rank: Rank,
        said: Sequence[tuple[Figure, Say | None]],
        subjects: frozenset[int],
    ) -> list[int]:
        facts = [f for s in subjects for f in self.index.by_subject.get(s, [])]
        concepts = {rank.concept} if rank.concept else self._concepts(scene, rank)
        if concepts:
            return self._best_called(facts, concepts, self._all_concepts(scene, rank))
        said_facts = {
            self.index.facts[say.fact].metric for _, say in said if say and say.subject in subjects
        }
        if rank.word in ("best", "worst"):
            return []
        if said_facts and len(said_facts) == 1:
            return [f for f in facts if self.index.facts[f].metric in said_facts]
        if rank.word in _SIZE:
            return [f for f in facts if "amount" in profile(self.index.facts[f].metric).all]
        return []

    def _concepts(self, scene: Scene, rank: Rank) -> set[str]:
        chunk = scene.chunks[scene.chunk_at(rank.start)]
        found = {cue.concept for cue in scene.cues_between(chunk.start, chunk.end)}
        tail = re.match(r"[^;.,]{0,30}?\bby\s", scene.text[rank.end : rank.end + 40])
        if tail:
            after = rank.end + tail.end()
            named = {cue.concept for cue in scene.cues_between(after, after + 30)}
            found = named - GENERIC or found
        return found - GENERIC - {"largest", "open", "due", "change", "stage"}

    def _best_called(self, facts: list[int], needed: set[str], all_said: set[str]) -> list[int]:
        """Facts whose metric has most of the concepts said ("win rate", not "deals won")."""
        cores = {f: profile(self.index.facts[f].metric).core for f in facts}
        able = {f: len(core & all_said) for f, core in cores.items() if core & needed}
        return [f for f, hits in able.items() if hits == max(able.values())]

    def _all_concepts(self, scene: Scene, rank: Rank) -> set[str]:
        chunk = scene.chunks[scene.chunk_at(rank.start)]
        said = {
            cue.concept for cue in scene.cues_between(chunk.start, max(chunk.end, rank.end + 40))
        }
        return said | ({rank.concept} if rank.concept else set())

    def _has_place(self, number: int, rank: Rank) -> bool:
        fact = self.index.facts[number]
        kind = fact.subject.kind
        if not isinstance(fact.value, int | float) or kind in ("company", "snapshot", "model"):
            return False
        peers = self._peers(fact)
        if not peers:
            return False
        sign = self._sense(rank, fact.good_when)
        above = sum(1 for value in peers if value * sign > fact.value * sign)
        ties = sum(1 for value in peers if value == fact.value)
        return above == abs(rank.place) - 1 and not ties

    def _peers(self, fact: Fact) -> list[float]:
        """The same metric, unit and period of the other subjects of the kind."""
        same = (fact.metric, fact.unit, fact.period, fact.subject.kind)
        return [
            other.value
            for other in self.index.facts
            if (other.metric, other.unit, other.period, other.subject.kind) == same
            and isinstance(other.value, int | float)
            and other.subject != fact.subject
        ]

    def _sense(self, rank: Rank, good_when: str | None) -> int:
        if rank.word in ("best", "worst"):
            good = -1 if good_when == "down" else 1
            return good if rank.word == "best" else -good
        return -1 if rank.place < 0 else 1
