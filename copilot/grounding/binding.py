"""Whom a figure or date speaks of: the names of its clause, of what it stands under, or nobody.

A figure binds to the nearest name before it, in coordinated lists position by position; a sentence
without a name speaks of the company or of whom the sentence before spoke.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.grounding.ledger import LedgerIndex
from copilot.grounding.owners import Group, Owner, meaning
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import ANY_MASK, Figure, Mention, When, word_set

_COORDINATED = re.compile(
    r"\s*(?:deals?|accounts?|regions?|teams?)?\s*(?:,|and|&|or|, and|versus|vs\.?|against|"
    r"/)\s*(?:the\s+|at\s+)?$"
)
_MERGED = re.compile(
    r"(?:'s?)?[\s(–—/,-]*(?:\b(?:the|a|deal|opportunity|for|on|of|with|at|account|account's|product|owned|by|"
    r"open|id)\b[\s(#:]*){0,5}$"
)
_FOLLOW = re.compile(
    rf"[^{ANY_MASK};:,()]{{0,40}}?\b(?P<link>for|in|at|from|by|with|to|on|of|is|are|"
    rf"goes to|belongs to)\s+(?:the\s+)?$"
)
_ADJECTIVE = re.compile(r"\s*(?:(?:open|won|lost|live|stale|new|closed|more)\s+){0,2}$")
_COUNTED = re.compile(
    r"\s*(?:deals?|opportunit|accounts?|customers?|reps?|pipeline)\b", re.IGNORECASE
)
_NOT_OWNER = re.compile(
    r"(?i)\b(?:than|unlike|besides|behind|ahead of|beyond|after|below|above|except)\s+(?:the\s+)?$"
)
_ANAPHOR = re.compile(
    r"(?i)^\W*(?:it|its|they|their|this (?:deal|one|account|rep)|that deal|the (?:deal|account))\b"
)
TOTAL_WORDS = word_set(
    "deals opportunities pipeline total overall all altogether together combined company"
    " across portfolio accounts reps everything whole average quarter target forecast"
)


_SIDE = frozenset({"level", "stage", "product", "family", "group"})


class Binder:
    """Names of a text's sentences, and whom each figure of them speaks of."""

    def __init__(self, index: LedgerIndex, scenes: Sequence[Scene]) -> None:
        self.index = index
        self.scenes = scenes
        side = index.ambient | {s for s, kind in enumerate(index.kinds) if kind in _SIDE}
        named = [s for s in range(len(index.subjects)) if s not in side]
        self._only = frozenset(named) if len(named) == 1 else frozenset[int]()
        self._groups: dict[int, list[Group]] = {}

    def groups(self, scene: Scene) -> list[Group]:
        """The coordinations of names in a sentence, owners only."""
        number = scene.sentence.number
        if number not in self._groups:
            self._groups[number] = list(self._find_groups(scene))
        return self._groups[number]

    def _find_groups(self, scene: Scene) -> list[Group]:
        merged: list[Group] = []
        compared: Mention | None = None
        for mention in scene.names:
            before = scene.text[max(scene.sentence.start, mention.start - 16) : mention.start]
            if _NOT_OWNER.search(before) and scene.names[0] is not mention:
                compared = mention
                continue
            if compared and self._same_deal(scene, compared, mention):
                continue
            if meaning(self.index, mention):
                self._add(scene, merged, mention)
        return merged

    def _same_deal(self, scene: Scene, left: Mention, right: Mention) -> bool:
        gap = scene.text[left.end : right.start]
        return len(gap) < 40 and bool(left.subjects & right.subjects) and bool(_MERGED.match(gap))

    def _add(self, scene: Scene, merged: list[Group], mention: Mention) -> None:
        """Merge a mention with the one before (one subject, or a coordination), or begin anew."""
        subjects = meaning(self.index, mention)
        if not merged:
            merged.append(Group(mention.start, mention.end, (subjects,)))
            return
        last = merged[-1]
        gap = scene.text[last.end : mention.start]
        common = last.members[-1] & subjects
        if common and (
            self._is_value_of(mention, common) or (len(gap) < 40 and _MERGED.match(gap))
        ):
            merged[-1] = Group(last.start, mention.end, (*last.members[:-1], common))
        elif len(gap) < 24 and self._coordinated(gap, last.members[-1], subjects):
            merged[-1] = Group(last.start, mention.end, (*last.members, subjects))
        elif mention.subjects:
            merged.append(Group(mention.start, mention.end, (subjects,)))

    def _is_value_of(self, mention: Mention, common: frozenset[int]) -> bool:
        """Whether the mention is an attribute ("owner Ada Quill") of whom the text speaks."""
        return any(self.index.subject_of[fact] in common for fact in mention.facts)

    def _coordinated(self, gap: str, left: frozenset[int], right: frozenset[int]) -> bool:
        kinds = self.index.kinds
        alike = {kinds[s] for s in left} & {kinds[s] for s in right}
        return bool(alike) and _COORDINATED.match(gap) is not None

    def carried(self, scene: Scene) -> frozenset[int]:
        """Whom a sentence without a name may speak of: as told before, or the only one there is."""
        return self._told(scene) or self._only

    def _told(self, scene: Scene) -> frozenset[int]:
        """Whom the sentence before speaks of, or what this one stands under."""
        sentence = scene.sentence
        chain = ([sentence.before] if sentence.before is not None else []) + list(sentence.above)
        for number in chain:
            groups = self._carriers(number)
            if groups:
                ends = {groups[0], groups[-1]} if number == sentence.before else set(groups)
                return frozenset().union(*(group.union for group in ends))
            if number == sentence.before and (further := self._further(number)):
                return further
        return frozenset()

    def _carriers(self, number: int) -> list[Group]:
        """Names of a sentence that the next may go on about; a level of risk is none."""
        scene = self.scenes[number]
        level = scene.sentence.block == "text"
        kinds = self.index.kinds
        return [
            group
            for group in self.groups(scene)
            if not (level and all(kinds[s] == "level" for s in group.union))
        ]

    def _further(self, number: int) -> frozenset[int]:
        """A few sentences further back, where those between name nobody."""
        before = self.scenes[number].sentence.before
        for _ in range(6):
            if before is None:
                break
            groups = self._carriers(before)
            if groups:
                return groups[0].union | groups[-1].union
            before = self.scenes[before].sentence.before
        return frozenset()

    def owner(self, scene: Scene, token: Figure | When | Mention) -> Owner:
        """Whom a figure or date speaks of."""
        if scene.sentence.block == "row":
            return self._cell_owner(scene, token)
        groups = self.groups(scene)
        total = self._total(scene, token)
        before = [group for group in groups if group.start < token.start]
        after = [group for group in groups if group.start > token.start]
        if not groups:
            return self._unnamed(scene, total)
        follow = self._follows(scene, token, after[0]) if after else ""
        if not before:
            return self._first(scene, token, after[0], follow, total)
        return self._after(scene, token, before[-1], after, follow)

    def _after(
        self,
        scene: Scene,
        token: Figure | When | Mention,
        last: Group,
        after: list[Group],
        follow: str,
    ) -> Owner:
        """A token after a name: that one's, unless the words tie it to the next."""
        total, groups = self._total(scene, token), self.groups(scene)
        if follow == "adjective" or (follow and self._leads(scene, groups[0])):
            return self._of(after[0], total)
        if follow in ("for", "from", "by", "at", "in") and self._taken(scene, last, token):
            return self._of(after[0], total)
        if follow:
            return Owner(last.union | after[0].union, named=True, ambient=total, total=total)
        return self._positional(scene, last, token, total)

    def _unnamed(self, scene: Scene, total: bool) -> Owner:
        start = scene.text[scene.sentence.start : scene.sentence.start + 40]
        carried = self.carried(scene)
        anaphor = bool(carried) and _ANAPHOR.match(start) is not None
        if scene.sentence.block == "item" and self._under_item(scene):
            anaphor = bool(carried)
        guessed = not anaphor and not self._told(scene)
        return Owner(carried, ambient=total or not anaphor, total=total, guessed=guessed)

    def _under_item(self, scene: Scene) -> bool:
        sentence = scene.sentence
        chain = [sentence.before, *sentence.above]
        return any(
            n is not None
            and self.scenes[n].sentence.block == "item"
            and self.groups(self.scenes[n])
            for n in chain
        )

    def _first(
        self, scene: Scene, token: Figure | When | Mention, group: Group, follow: str, total: bool
    ) -> Owner:
        """A token before every name of its sentence."""
        cut = re.search(r"[;:,()]", scene.text[token.end : group.start])
        if follow or cut is None:
            return Owner(group.union, named=True, ambient=total and not follow, total=total)
        carried = self._unnamed(scene, total)
        if isinstance(token, Figure):
            return carried
        return Owner(carried.allowed | group.union, named=True, ambient=True, total=total)

    def _of(self, group: Group, total: bool) -> Owner:
        if len(group.members) == 1:
            return Owner(group.members[0], named=True, ambient=total, total=total)
        return Owner(group.union, each=group.members, named=True, ambient=total, total=total)

    def _leads(self, scene: Scene, first: Group) -> bool:
        return bool(scene.figures) and scene.figures[0].start < first.start

    def _taken(self, scene: Scene, group: Group, token: Figure | When | Mention) -> bool:
        """Whether a name already has its figure, behind or before it ("523 in West")."""
        if any(group.end <= f.start < token.start for f in scene.figures):
            return True
        earlier = [f for f in scene.figures if f.end <= group.start]
        return bool(earlier) and bool(self._follows(scene, earlier[-1], group))

    def _follows(self, scene: Scene, token: Figure | When | Mention, group: Group) -> str:
        gap, tail = scene.text[token.end : group.start], scene.text[group.end : group.end + 14]
        if _ADJECTIVE.match(gap) and _COUNTED.match(tail):
            return "adjective"
        match = _FOLLOW.match(scene.text[token.end : group.start])
        return match.group("link") if match else ""

    def _total(self, scene: Scene, token: Figure | When | Mention) -> bool:
        chunk = scene.chunks[scene.chunk_at(token.start)]
        words = scene.words_between(chunk.start, chunk.end)
        return any(word.text.lower() in TOTAL_WORDS for word in words)

    def _positional(
        self, scene: Scene, group: Group, token: Figure | When | Mention, total: bool
    ) -> Owner:
        size = len(group.members)
        if size == 1 or not isinstance(token, Figure):
            return (
                self._of(group, total)
                if isinstance(token, Figure)
                else Owner(group.union, named=True)
            )
        run = self._run(scene, group, token)
        if len(run) == size:
            return Owner(group.members[run.index(token)], named=True, ambient=False)
        if len(run) == 1:
            return Owner(group.union, each=group.members, named=True, ambient=total, total=total)
        return Owner(frozenset(), named=True, ambient=total, total=total)

    def _run(self, scene: Scene, group: Group, token: Figure) -> list[Figure]:
        """Figures of one kind listed together with a token ("$1, $2 and $3")."""
        place = scene.place_of(token)
        run = [token]
        for step in (-1, 1):
            at, edge = place + step, token
            while 0 <= at < len(scene.figures):
                other = scene.figures[at]
                left, right = (other, edge) if step < 0 else (edge, other)
                gap = scene.text[left.end : right.start].strip(" ,")
                if (
                    other.start < group.end
                    or other.kind != token.kind
                    or gap not in ("", "and", "or")
                ):
                    break
                run.insert(0, other) if step < 0 else run.append(other)
                edge, at = other, at + step
        return run

    def _cell_owner(self, scene: Scene, token: Figure | When | Mention) -> Owner:
        """In a table, the name in the column's head, else the names of the row."""
        header = self.header_cell(scene, token.start)
        if header is not None:
            head_scene, start, end = header
            heads = [g for g in self.groups(head_scene) if start <= g.start < end]
            if heads:
                return Owner(heads[0].union, named=True, ambient=False)
        groups = self.groups(scene)
        if groups:
            own = frozenset.intersection(*(g.union for g in groups)) or groups[0].union
            return Owner(own, named=True, ambient=False)
        return self._unnamed(scene, self._total(scene, token))

    def header_cell(self, scene: Scene, place: int) -> tuple[Scene, int, int] | None:
        """The cell of the table's head above a place."""
        if scene.sentence.header is None:
            return None
        head = self.scenes[scene.sentence.header]
        column = next((i for i, (a, b) in enumerate(scene.sentence.cells) if a <= place < b), -1)
        if not 0 <= column < len(head.sentence.cells):
            return None
        start, end = head.sentence.cells[column]
        return head, start, end
