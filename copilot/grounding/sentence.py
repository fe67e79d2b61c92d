"""A sentence with everything found in it: words, names, figures, dates, cues and its clauses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol, TypeVar

from copilot.grounding.layout import Sentence
from copilot.grounding.lexicon import phrases, stem
from copilot.grounding.tokens import ANY_MASK, FIGURE, Cue, Figure, Mention, When, Word
from copilot.grounding.vocabulary import LEVELS


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


_T = TypeVar("_T", bound=_Placed)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_MOVES = re.compile(rf" (?:to|from|by) {FIGURE}")
_EDGE = re.compile(
    r"[;:,()\[\]\"—–•·→/]|\|"
    r"|\b(?:and|but|while|whereas|with|against|versus|vs|compared|plus|or|although|though|which|where|"
    r"because|so|however|yet)\b"
    rf"|\b(?:from|to)\b(?=\s+(?:about\s+|the\s+)?[{ANY_MASK}])"
)


@dataclass(slots=True)
class Chunk:
    """The smallest stretch between separators; `opener` is what it stands after."""

    start: int
    end: int
    opener: str


@dataclass(slots=True)
class Scene:
    """A sentence and its tokens, in order."""

    sentence: Sentence
    text: str
    words: list[Word] = field(default_factory=list)
    names: list[Mention] = field(default_factory=list)
    quotes: list[Mention] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    whens: list[When] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)
    _chunk_starts: list[int] = field(default_factory=list)
    _cue_starts: list[int] = field(default_factory=list)
    _word_starts: list[int] = field(default_factory=list)

    def neighbours(self, figure: Figure) -> tuple[Figure | None, Figure | None]:
        """The figures before and after one, in the same sentence."""
        place = self._places[figure.start]
        before = self.figures[place - 1] if place else None
        return before, self.figures[place + 1] if place + 1 < len(self.figures) else None

    def place_of(self, figure: Figure) -> int:
        """Which figure of the sentence it is."""
        return self._places[figure.start]

    def figures_between(self, start: int, end: int) -> list[Figure]:
        """Figures beginning in a stretch."""
        return within(self.figures, start, end)

    def same_kind_before(self, figure: Figure) -> Figure | None:
        """The last figure of the same kind before one, in the same sentence."""
        place = self._places[figure.start]
        for other in reversed(self.figures[max(0, place - 12) : place]):
            if other.kind == figure.kind:
                return other
        return None

    def finish(self) -> None:
        """Index what has been put in."""
        self._places = {figure.start: place for place, figure in enumerate(self.figures)}
        self._chunk_starts = [chunk.start for chunk in self.chunks]
        self._cue_starts = [cue.start for cue in self.cues]
        self._word_starts = [word.start for word in self.words]

    def chunk_at(self, place: int) -> int:
        """The number of the chunk a place lies in."""
        return max(bisect_right(self._chunk_starts, place) - 1, 0)

    def cues_between(self, start: int, end: int) -> list[Cue]:
        """Cues beginning in a stretch."""
        return self.cues[bisect_left(self._cue_starts, start) : bisect_left(self._cue_starts, end)]

    def words_between(self, start: int, end: int) -> list[Word]:
        """Words beginning in a stretch."""
        return self.words[
            bisect_left(self._word_starts, start) : bisect_left(self._word_starts, end)
        ]

    def clause(self, place: int) -> tuple[int, int]:
        """The stretch between semicolons around a place."""
        start = self.text.rfind(";", self.sentence.start, place) + 1
        end = self.text.find(";", place, self.sentence.end)
        return max(start, self.sentence.start), end if end >= 0 else self.sentence.end


def within(tokens: Sequence[_T], start: int, end: int) -> list[_T]:
    """The tokens of an ordered list that begin in a stretch."""
    low = bisect_left(tokens, start, key=lambda token: token.start)
    return list(tokens[low : bisect_left(tokens, end, key=lambda token: token.start)])


def find_words(text: str) -> list[Word]:
    """Every plain word of a masked text."""
    return [Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]


def find_cues(text: str, words: list[Word], metric_words: dict[str, str]) -> list[Cue]:
    """Concepts that the words call up, the longest phrase first."""
    cues: list[Cue] = []
    table, place = phrases(), 0
    while place < len(words):
        width = _phrase(text, words, place, table)
        if _says_no_metric(text, words, place):
            width = 0
            place += 1
            continue
        if width:
            key = tuple(word.text.lower() for word in words[place : place + width])
            cues.extend(
                Cue(words[place].start, words[place + width - 1].end, c) for c in table[key]
            )
        elif metric_words and (concept := metric_words.get(stem(words[place].text))):
            cues.append(Cue(words[place].start, words[place].end, concept))
        place += width or 1
    return cues


def _says_no_metric(text: str, words: list[Word], place: int) -> bool:
    """Whether a word only completes a level ("high-risk deals") or moves ("slipped to 52%")."""
    word = words[place]
    if word.text.lower().startswith("slip"):
        return _MOVES.match(text, word.end) is not None
    if word.text.lower() != "risk" or not place or words[place - 1].text.lower() not in LEVELS:
        return False
    return text[words[place - 1].end : word.start] == "-"


def _phrase(
    text: str, words: list[Word], place: int, table: dict[tuple[str, ...], tuple[str, ...]]
) -> int:
    for width in (5, 4, 3, 2, 1):
        group = words[place : place + width]
        if len(group) < width or tuple(word.text.lower() for word in group) not in table:
            continue
        gaps = (text[a.end : b.start] for a, b in pairwise(group))
        if all(not gap.strip(" -\n") for gap in gaps):
            return width
    return 0


def make_scene(
    sentence: Sentence, text: str, words: list[Word], names: list[Mention], quotes: list[Mention],
    figures: list[Figure], whens: list[When], cues: list[Cue],
) -> Scene:  # fmt: skip
    """Cut the text's tokens to one sentence and find its chunks."""
    start, end = sentence.start, sentence.end
    scene = Scene(sentence, text)
    scene.words, scene.cues = within(words, start, end), within(cues, start, end)
    scene.names, scene.quotes = within(names, start, end), within(quotes, start, end)
    scene.figures, scene.whens = within(figures, start, end), within(whens, start, end)
    scene.chunks = _cells(sentence) if sentence.cells else _chunks(text, start, end)
    scene.finish()
    return scene


def _cells(sentence: Sentence) -> list[Chunk]:
    return [Chunk(start, end, "|") for start, end in sentence.cells]


def _chunks(text: str, start: int, end: int) -> list[Chunk]:
    chunks, begin, opener = [], start, ""
    for match in _EDGE.finditer(text, start, end):
        chunks.append(Chunk(begin, match.start(), opener))
        begin, opener = match.end(), match.group()
    chunks.append(Chunk(begin, end, opener))
    return chunks
