"""Levels of risk and negations: words that change what a clause says without any figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.lexicon import GENERIC
from copilot.grounding.owners import Owner
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import FIGURE, Figure, Problem, Word, word_set
from copilot.grounding.vocabulary import FOREIGN_LEVELS, LEVELS, LICENSED_NOT

_NEGATORS = word_set(
    "not never no none neither nor cannot without hardly scarcely barely nothing nobody"
    " nowhere unlikely formerly false untrue lacks lacking ceased isnt arent wasnt doesnt"
    " didnt wont dont"
)
_NEGATING = re.compile(
    r"(?i)\b(?:no longer|far from|fail(?:s|ed)? to|failing to|unable to|used to|"
    r"instead of|rather than|anything but|"
    r"stopped|refus(?:es|ed) to|avoid(?:s|ed)?|free of|out of danger|ruled out|denie[sd]|"
    r"except for)\b"
)
_LEVEL_IDIOM = re.compile(r"(?i)^[ -](?:end|case|season|time|point|quality|priority|hanging)\b")


def find_levels(scene: Scene) -> Iterator[Word]:
    """Words that state a level: low, medium, high."""
    cued = {cue.start for cue in scene.cues if cue.concept in ("p10", "p90")}
    for word in scene.words:
        level = word.text.lower() in LEVELS and word.start not in cued
        if level and not _LEVEL_IDIOM.match(scene.text[word.end : word.end + 10]):
            yield word


def level_fact(
    index: LedgerIndex,
    word: Word,
    owner: Owner,
    said: Sequence[tuple[Figure, Say | None]],
) -> int | None:
    """The fact that gives the subject this level, or that counts subjects of this level."""
    level = word.text.lower()
    counted = _counted(index, level, word, said)
    if counted is not None:
        return counted
    found = None
    for member in owner.each or (owner.allowed,):
        facts = [f for s in member for f in index.by_subject.get(s, [])]
        levels = {f: str(index.facts[f].value).lower() for f in facts if _is_level(index, f)}
        found = next((f for f, value in levels.items() if value == level), None)
        if found is None or (len(set(levels.values())) > 1 and len(member) == 1):
            return None
    return found


def _is_level(index: LedgerIndex, fact: int) -> bool:
    return index.facts[fact].unit == "text" and str(index.facts[fact].value).lower() in LEVELS


def _counted(
    index: LedgerIndex, level: str, word: Word, said: Sequence[tuple[Figure, Say | None]]
) -> int | None:
    for figure, say in said:
        if say is None or abs(figure.start - word.end) > 60:
            continue
        fact = index.facts[say.fact]
        parts = fact.metric.lower().split("_") + fact.subject.name.lower().split()
        if level in parts and (
            fact.subject.kind in ("level", "group") or level in fact.metric.lower().split("_")
        ):
            return say.fact
    return None


def foreign_levels(scene: Scene) -> Iterator[Problem]:
    """Levels that no model gives ("critical risk")."""
    for word in scene.words:
        if word.text.lower() in FOREIGN_LEVELS:
            near = scene.words_between(word.start - 20, word.end + 20)
            if (
                any(other.text.lower() in ("risk", "level", "risky", "rated") for other in near)
                or scene.text[word.start - 1 : word.start] == "("
            ):
                yield Problem(word.start, word.end, "a level that no fact gives")


def find_negations(scene: Scene) -> Iterator[Problem]:
    """Negations that set phrases of the vocabulary do not cover."""
    start, end = scene.sentence.start, scene.sentence.end
    licensed = [
        match.span()
        for match in LICENSED_NOT.finditer(scene.text, start, end)
        if not scene.text.startswith((f": {FIGURE}", f" {FIGURE}"), match.end())
    ]
    chunks = [scene.chunk_at(word.start) for word in scene.words if _negates(word)]
    if len(chunks) > len(set(chunks)):
        licensed = []
    seen: set[int] = set()
    for word in scene.words:
        low = word.text.lower()
        if _negates(word):
            seen.add(word.start)
            if not any(a <= word.start < b for a, b in licensed):
                yield Problem(word.start, word.end, low)
    for match in _NEGATING.finditer(scene.text, start, end):
        if match.start() not in seen and not any(a <= match.start() < b for a, b in licensed):
            yield Problem(match.start(), match.end(), match.group().lower())


def _negates(word: Word) -> bool:
    low = word.text.lower()
    return low in _NEGATORS or low.endswith("n't")


def negation_holds(
    index: LedgerIndex, scene: Scene, negation: Problem, said: Sequence[tuple[Figure, Say | None]]
) -> bool:
    """Whether a negation is itself a fact ("no deals" where the count is 0), or denies nothing."""
    within = {cue.concept for cue in scene.cues if cue.start <= negation.start < cue.end}
    if within - {"missing"}:
        return any(say and {"risk", "lose", "missing"} & say.profile.all for _, say in said)
    if within and any(say and "missing" in say.profile.all for _, say in said):
        return True
    if negation.reason in ("no", "none") and _zero(index, scene, negation):
        return True
    start, end = scene.clause(negation.start)
    if scene.names or any(start <= f.start < end for f in scene.figures):
        return False
    if scene.whens or any(start <= q.start < end for q in scene.quotes):
        return False
    cues = {cue.concept for cue in scene.cues_between(start, end)} - GENERIC
    return not cues and not any(w.text.lower() in LEVELS for w in scene.words_between(start, end))


def _zero(index: LedgerIndex, scene: Scene, negation: Problem) -> bool:
    chunk = scene.chunks[scene.chunk_at(negation.start)]
    cues = {c.concept for c in scene.cues_between(negation.end, chunk.end)}
    if scene.text.startswith(" such figure", negation.end):
        return any(fact.value is None for fact in index.facts)
    named = frozenset(s for name in scene.names for s in name.subjects)
    for say in index.says.get("number", []):
        ours = say.subject in named if named else say.subject in index.ambient
        if say.value == 0 and say.aspect == "value" and ours and say.profile.all & cues:
            return True
    return False
