"""Finds names that the ledger does not hold: capitalised words, ids, lower-case sectors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import Cue, Problem, Word
from copilot.grounding.vocabulary import COMPASS, SECTORS, is_plain

REASON = "a name that the ledger does not hold"
_SECTOR = re.compile(
    r"(?i)\b(?:(?:in|for|from|across|within)\s+(?:the\s+)?(?P<a>[a-z]+)\b(?!-)|(?P<b>[a-z]+)\s+"
    r"(?:sector|industry|accounts|deals|customers|segment|region|team)\b)"
)


def unknown_names(scene: Scene, own_words: frozenset[str]) -> Iterator[Problem]:
    """Words written like names that are neither names of the ledger nor plain English."""
    run: list[Word] = []
    for word in scene.words:
        if not _capital(word.text) or word.text == "I":
            yield from _flush(scene, run, own_words)
            run = []
            continue
        if run and scene.text[run[-1].end : word.start].strip(" &'-."):
            yield from _flush(scene, run, own_words)
            run = []
        run.append(word)
    yield from _flush(scene, run, own_words)
    yield from _lower_names(scene)


def _capital(word: str) -> bool:
    return any(char.isupper() for char in word) or any(ord(char) > 0x24F for char in word)


def _flush(scene: Scene, run: list[Word], own_words: frozenset[str]) -> Iterator[Problem]:
    if not run:
        return
    strange = [word for word in run if not _plain(word.text, own_words)]
    if strange:
        yield Problem(run[0].start if len(run) > 1 else strange[0].start, run[-1].end, REASON)
    elif len(run) > 1 and not _may_be_capital(scene, run):
        yield Problem(run[0].start, run[-1].end, REASON)


def _plain(word: str, own_words: frozenset[str]) -> bool:
    if any(ord(char) > 0x24F for char in word):
        return False
    return is_plain(word) or word.lower() in own_words


def _may_be_capital(scene: Scene, run: list[Word]) -> bool:
    """Title case in headings and cells, metric names, or a first word before another."""
    if scene.sentence.block in ("heading", "row"):
        return True
    before = scene.text[scene.sentence.start : run[0].start].strip(" \"'(")
    if not before or before.endswith((":", "–", "—", "-", "|")):
        return True
    cues = {cue.start: cue for cue in scene.cues}
    return all(word.start in cues or _inside(scene.cues, word) for word in run)


def _inside(cues: list[Cue], word: Word) -> bool:
    return any(cue.start <= word.start < cue.end for cue in cues)


def _lower_names(scene: Scene) -> Iterator[Problem]:
    """Sectors and compass points in lower case are names too."""
    for match in _SECTOR.finditer(scene.text, scene.sentence.start, scene.sentence.end):
        word = match.group("a") or match.group("b")
        if word in SECTORS or word in COMPASS:
            group = "a" if match.group("a") else "b"
            yield Problem(match.start(group), match.end(group), REASON)
