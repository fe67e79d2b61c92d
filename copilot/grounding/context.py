"""What a sentence says about a figure besides its value: whom, which metric, which period.

Cues right beside a figure count first; where there are none it takes them from what it stands in:
the head of its column, what a parenthesis explains, a lead-in, the figure before of its kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from copilot.grounding.binding import Binder
from copilot.grounding.direction import attached_direction
from copilot.grounding.lexicon import COUNT_NOUNS, GENERIC
from copilot.grounding.owners import Owner
from copilot.grounding.sentence import Chunk, Scene
from copilot.grounding.tokens import Figure, When

_BACKWARD = re.compile(
    r"\b(?:from|against|versus|vs|compared|before|earlier|previous|previously|prior|than|was|were)\b"
)
_FOLLOWS = re.compile(r"(?i)\b(?:follows?|followed by|comes? next|then come)\b")
_INTRODUCES = re.compile(r"\s*(?:is|are|was|were|at|about|score is)?\s*")
_OF = re.compile(
    r"\s*(?:(?:is|at risk|exposed|lost|won|due|open|expected)\s+){0,2}(?:of|out of)\s+"
    r"(?:its|the|their|a|all|total|our|\s)*$"
)
_LABEL = re.compile(r"\n\s*[A-Z][^:\n]{0,30}(?=:|$)")
_BARE_OF = re.compile(r"\s*(?:of|out of)\s+(?:its|the|their|a|all|total|our|\s)*$")
_DATED = {"expected", "close", "create", "due"}
Concepts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """The words around a figure.

    Attributes:
        owner: whom it speaks of.
        beside: concepts named right beside it.
        local: the same, or where there are none those of what it stands in.
        chunk, clause: concepts of its chunk and its clause.
        earlier: concepts of the sentence before, for figures without any cue.
        when, strict: the period that governs it; strict where it stands right beside it.
        direction: +1 up, -1 down, +2 better, -2 worse, 0 none.
        noun: the thing that a bare number counts.
        looks_back: whether the words say that it is an earlier figure.
    """

    owner: Owner
    beside: Concepts
    local: Concepts
    chunk: Concepts
    clause: Concepts
    earlier: Concepts = frozenset()
    when: When | None = None
    strict: bool = True
    direction: int = 0
    noun: str = ""
    looks_back: bool = False

    @property
    def distinctive(self) -> Concepts:
        """Local concepts that tell one metric from another."""
        return self.local - GENERIC

    def joined(self, other: Context) -> Context:
        """The context of two figures that are one claim: only what stands beside them."""
        beside = self.beside | other.beside
        return replace(
            self, beside=beside, local=beside, chunk=self.chunk | other.chunk, noun=other.noun
        )


class Reader:
    """Reads the contexts of a text's figures, from left to right."""

    def __init__(self, binder: Binder) -> None:
        self.binder = binder
        self._known: dict[int, Context] = {}

    def context(self, scene: Scene, figure: Figure) -> Context:
        """Everything the sentence says about a figure but its value."""
        if figure.start not in self._known:
            self._known[figure.start] = self._read(scene, figure)
        return self._known[figure.start]

    def _read(self, scene: Scene, figure: Figure) -> Context:
        start, end = self._window(scene, figure)
        beside = self._of_pair(scene, figure, self._beside(scene, figure, start, end))
        local = self._local(scene, figure, beside)
        around = scene.chunks[scene.chunk_at(figure.start)]
        direction = attached_direction(scene, figure)
        if direction:
            local, beside = local | {"change"}, beside | {"change"}
        when, strict = self._when(scene, figure)
        if direction and when is None:
            when, strict = self._start(scene, figure), True
        owner = self.binder.owner(scene, figure)
        if any(self.binder.index.kinds[s] == "stage" for s in owner.allowed):
            beside, local = beside - {"stage"}, local - {"stage"}
        return Context(
            owner, beside, local,
            _concepts(scene, around.start, around.end),
            _concepts(scene, *scene.clause(figure.start)),
            self._earlier(scene), when, strict, direction, _noun(scene, figure, end),
            when is None and _looks_back(scene, figure),
        )  # fmt: skip

    def _window(self, scene: Scene, figure: Figure) -> tuple[int, int]:
        chunk = scene.chunks[scene.chunk_at(figure.start)]
        start, end = chunk.start, max(chunk.end, figure.end)
        before, after = scene.neighbours(figure)
        if before and before.end > start:
            start = before.end
        if after and after.start < end:
            end = self._before_next(scene, figure, after.start)
        label = _LABEL.search(scene.text, figure.end, end)
        return start, label.start() if label else end

    def _before_next(self, scene: Scene, figure: Figure, end: int) -> int:
        """Words right before the next figure ("worth $1") belong to that one."""
        between = scene.cues_between(figure.end, end)
        if not between or between[-1].concept in COUNT_NOUNS:
            return end
        leads = _INTRODUCES.fullmatch(scene.text[between[-1].end : end])
        return between[-1].start if leads else end

    def _beside(self, scene: Scene, figure: Figure, start: int, end: int) -> Concepts:
        """Concepts of the window, and of a parenthesis that explains the figure ("$1 (P10)")."""
        found = _concepts(scene, start, end)
        number = scene.chunk_at(figure.start) + 1
        if number < len(scene.chunks) and scene.chunks[number].opener == "(":
            chunk = scene.chunks[number]
            if chunk.start - figure.end <= 3 and not _figures(scene, chunk):
                found |= _concepts(scene, chunk.start, chunk.end)
            found |= _resumed(scene, number)
        return found

    def _of_pair(self, scene: Scene, figure: Figure, found: Concepts) -> Concepts:
        """In "$1 of its $2 is at risk", what follows the second figure belongs to the first."""
        before, after = scene.neighbours(figure)
        alike = after is not None and after.kind == figure.kind
        if after and alike and _BARE_OF.fullmatch(scene.text[figure.end : after.start]):
            chunk = scene.chunks[scene.chunk_at(after.start)]
            return found | _concepts(scene, after.end, chunk.end)
        if before and before.kind == figure.kind == "money":
            gap = scene.text[before.end : figure.start]
            if _OF.fullmatch(gap):
                return _concepts(scene, before.end + gap.rfind("of"), figure.start) | {"amount"}
        return found

    def _local(self, scene: Scene, figure: Figure, beside: Concepts) -> Concepts:
        if beside - GENERIC:
            return beside
        if _FOLLOWS.search(scene.text, scene.sentence.start, figure.start):
            return beside | self._earlier(scene)
        for source in (self._table, self._parenthesis, self._header, self._elided, self._above):
            more = source(scene, figure)
            if more - GENERIC:
                return beside | more
        return beside or self._before(scene, figure)

    def _before(self, scene: Scene, figure: Figure) -> Concepts:
        """What the chunk before a lone figure counts ("Low-risk deals: 205")."""
        number = scene.chunk_at(figure.start) - 1
        if number < 0 or _figures(scene, scene.chunks[number]):
            return frozenset()
        return _concepts(scene, scene.chunks[number].start, scene.chunks[number].end)

    def _table(self, scene: Scene, figure: Figure) -> Concepts:
        header = self.binder.header_cell(scene, figure.start)
        if header is None:
            return frozenset()
        head, start, end = header
        found = _concepts(head, start, end)
        if not found - GENERIC:
            found |= _concepts(scene, scene.chunks[0].start, scene.chunks[0].end)
        return found

    def _parenthesis(self, scene: Scene, figure: Figure) -> Concepts:
        number = scene.chunk_at(figure.start)
        if scene.chunks[number].opener != "(" or number == 0:
            return frozenset()
        chunk = scene.chunks[number - 1]
        earlier = _figures(scene, chunk)
        start = max(chunk.start, earlier[-1].end - 60 if earlier else chunk.start)
        return _concepts(scene, start, chunk.end) | _resumed(scene, number)

    def _header(self, scene: Scene, figure: Figure) -> Concepts:
        """Chunks before it that name a metric and show no figure ("Win rate, East, Q3: 61%")."""
        number = scene.chunk_at(figure.start) - 1
        while number >= 0 and scene.sentence.block != "row":
            chunk = scene.chunks[number]
            if _figures(scene, chunk):
                return frozenset()
            found = _concepts(scene, chunk.start, chunk.end)
            if found - GENERIC:
                return found
            number -= 1
        return frozenset()

    def _elided(self, scene: Scene, figure: Figure) -> Concepts:
        """The cues of the figure before of its kind ("61% in East and 58% in West")."""
        before = scene.same_kind_before(figure)
        known = self._known.get(before.start) if before else None
        if known is None or scene.sentence.block == "row":
            return frozenset()
        return known.local - {"change"}

    def _above(self, scene: Scene, _: Figure) -> Concepts:
        for number in scene.sentence.above:
            above = self.binder.scenes[number]
            found = _concepts(above, above.sentence.start, above.sentence.end)
            if found - GENERIC and above.sentence.block != "item":
                return found
        return frozenset()

    def _earlier(self, scene: Scene) -> Concepts:
        if scene.sentence.before is None:
            return frozenset()
        before = self.binder.scenes[scene.sentence.before].sentence
        return _concepts(self.binder.scenes[before.number], before.start, before.end)

    def _when(self, scene: Scene, figure: Figure) -> tuple[When | None, bool]:
        """The period that governs a figure, and whether it stands right beside it."""
        if scene.sentence.block == "row":
            return self._above_when(scene), False
        number = scene.chunk_at(figure.start)
        own = _whens(scene, scene.chunks[number])
        if own:
            after = [when for when in own if when.start > figure.start]
            return (after[0] if after else own[-1]), True
        if number + 1 < len(scene.chunks) and scene.chunks[number + 1].opener in ("from", "("):
            following = scene.chunks[number + 1]
            own = _whens(scene, following)
            if own and not _figures(scene, following):
                return own[0], True
        when = self._framing(scene, figure) or self._trailing(scene, figure)
        if when is not None:
            return when, False
        known = self._elided_when(scene, figure)
        return known if known[0] else (self._above_when(scene), False)

    def _elided_when(self, scene: Scene, figure: Figure) -> tuple[When | None, bool]:
        """The period of the figure before of its kind ("in Q3: 61% in East and 58% in West")."""
        before = scene.same_kind_before(figure)
        known = self._known.get(before.start) if before else None
        if before is None or known is None:
            return None, False
        gap = scene.text[before.end : figure.start]
        return (None, False) if _BACKWARD.search(gap) or ";" in gap else (known.when, known.strict)

    def _framing(self, scene: Scene, figure: Figure) -> When | None:
        for when in reversed([w for w in scene.whens if w.start < figure.start]):
            chunk = scene.chunks[scene.chunk_at(when.start)]
            cues = _concepts(scene, chunk.start, chunk.end)
            dated = when.grain not in ("quarter", "half", "year") and cues & _DATED
            if not _figures(scene, chunk) and not dated and when.mode != "start":
                return when
        return None

    def _start(self, scene: Scene, figure: Figure) -> When | None:
        """The day a change is counted from ("compared with Oct 9, ... rose by $1")."""
        low, high = scene.clause(figure.start)
        starts = [w for w in scene.whens if w.mode == "start" and low <= w.start < high]
        return starts[0] if len(starts) == 1 else None

    def _trailing(self, scene: Scene, figure: Figure) -> When | None:
        after = [when for when in scene.whens if when.start > figure.start]
        if len(scene.figures) != 1 or len(after) != 1 or len(scene.whens) != 1:
            return None
        chunk = scene.chunks[scene.chunk_at(after[0].start)]
        return None if _concepts(scene, chunk.start, chunk.end) - GENERIC else after[0]

    def _above_when(self, scene: Scene) -> When | None:
        for number in scene.sentence.above:
            above = self.binder.scenes[number]
            if above.whens and above.sentence.block in ("heading", "text"):
                return above.whens[-1]
        return None


def _concepts(scene: Scene, start: int, end: int) -> Concepts:
    return frozenset(cue.concept for cue in scene.cues_between(start, end))


def _resumed(scene: Scene, number: int) -> Concepts:
    """Concepts right after the parenthesis that opens a chunk ("$1 of it (80%) is at risk")."""
    for chunk in scene.chunks[number + 1 : number + 6]:
        if chunk.opener == ")":
            figures = _figures(scene, chunk)
            return _concepts(scene, chunk.start, figures[0].start if figures else chunk.end)
    return frozenset()


def _figures(scene: Scene, chunk: Chunk) -> list[Figure]:
    return scene.figures_between(chunk.start, chunk.end)


def _whens(scene: Scene, chunk: Chunk) -> list[When]:
    return [when for when in scene.whens if chunk.start <= when.start < chunk.end]


def _looks_back(scene: Scene, figure: Figure) -> bool:
    """Whether the words before a figure say that it is an earlier one ("up from 58%")."""
    start = max(scene.sentence.start, figure.start - 30)
    return _BACKWARD.search(scene.text[start : figure.start]) is not None


def _noun(scene: Scene, figure: Figure, end: int) -> str:
    """The thing a bare number counts, if a noun follows it closely."""
    if figure.kind != "number":
        return ""
    for cue in scene.cues_between(figure.end, end)[:4]:
        if cue.concept in COUNT_NOUNS and cue.start - figure.end < 30:
            return cue.concept
    return ""
