"""Words that say which way something moved, and whether the ledger says so too.

A direction holds if the figure beside it is a change of that sign, if the two figures it joins
("from 58% to 61%") differ that way, or if a change of the subject has that sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.lexicon import GENERIC, STEPS_DOWN, STEPS_UP, profile
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import ANY_MASK, Figure
from tools.facts import Fact

_UP = (
    r"up|rose|rises?|risen|rising|gr[eo]w|grows|grown|growing|growth|increas(?:e|es|ed|ing)|climb(?:s|ed|ing)?|"
    r"gain(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|swell(?:s|ed)?|swollen|"
    r"expand(?:s|ed|ing)?|higher|upward|uptick|upturn|rebound(?:s|ed)?|rall(?:y|ied)|escalat(?:es|ed|ing)|"
    r"accelerat(?:es|ed|ing)|heavier|bigger|larger|greater|longer|advanced"
)
_DOWN = (
    r"down|fell|falls?|fallen|falling|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|shr[aiu]nk(?:s|ing)?|"
    r"sank|sinks?|sunk|lower(?:ed|s)?|sli(?:d|des|ding)|slump(?:s|ed)?|dip(?:s|ped|ping)?|plung(?:e|es|ed|ing)|"
    r"plummet(?:s|ed|ing)?|reduc(?:ed|es|tion)|downward|downturn|eas(?:ed|es|ing)|erod(?:es|ed|ing)|"
    r"tumbl(?:es|ed|ing)|smaller|shorter|cooled|softened|retreated|receded"
)
_GOOD = r"improv(?:e|es|ed|ing|ement)|better|recover(?:s|ed|ing)|healthier|stronger"
_BAD = (
    r"wors(?:e|en|ens|ened|ening)|deteriorat(?:e|es|ed|ing|ion)|weaken(?:s|ed|ing)?|weaker|poorer"
)
_FLAT = r"unchanged|flat|steady|stable|constant|static"
DIRECTION_WORDS = re.compile(
    rf"(?i)\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<good>{_GOOD})|(?P<bad>{_BAD})|(?P<flat>{_FLAT}))\b"
)
_IDIOM_BEFORE = re.compile(
    r"(?i)\b(?:follow(?:s|ed|ing)?|set|break|broken|breaks|add|adds|added|sum|sums|end|ends|make|makes|made|making|pick|"
    r"picks|catch|speed|line|lined|back|backed|wrap|drill|drilled|narrow|narrowed|come|comes|came|boil|boils|"
    r"sign|signed|look|write|clean|open|opened|show|shows|double|doubled|round|rounded|split|the)[ -]$"
)
_NOUN_AFTER_THE = re.compile(r"(?i)\bthe $")
_IDIOM_AFTER = re.compile(
    r"(?i)^(?:(?:-| )?(?:to|for|front|side|end|ended|case|half|quartile|bound|limit|payment)\b)"
)
_MODAL = re.compile(r"(?i)\b(?:could|would|can|may|might|should|must|help|helps|(?<!set )(?<!likely )(?<!expected )"
                    r"(?<!about )(?<!continue )(?<!continues )to|please)\s+$")  # fmt: skip
_BASE = re.compile(r"(?i)(?:rise|grow|increase|climb|gain|improve|drop|decline|decrease|lower|reduce|expand|recover|worsen|"
                   r"deteriorate|weaken|fall|jump|dip)$")  # fmt: skip
_LEAD = rf"(?:{_UP}|{_DOWN}|{_GOOD}|{_BAD})"
_BEFORE = re.compile(
    rf"(?i)\b(?P<word>{_LEAD})(?:\s+(?:by|of|another|an|a|about|around|roughly|nearly|almost|over|just|some|more than|~))*\s*~?$"
)
_OF = re.compile(rf"(?i)\b(?P<word>{_LEAD})\b[^{ANY_MASK};:,()]{{0,30}}?\b(?:by|of)\s+$")
_AFTER = re.compile(
    rf"(?i)^\s*-?(?P<word>{_LEAD}|more|less|fewer)\b(?!\s+(?:deals|opportunities)\s+are)"
)
COMPARATIVE = frozenset(
    "higher lower bigger larger greater smaller longer shorter better worse stronger weaker heavier".split()
)


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction word: +1 up, -1 down, +2 good, -2 bad, 0 flat."""

    start: int
    end: int
    sign: int
    word: str


def find_directions(scene: Scene) -> Iterator[Direction]:
    """Direction words of a sentence, idioms ("follow up", "up to") left out."""
    for match in DIRECTION_WORDS.finditer(scene.text, scene.sentence.start, scene.sentence.end):
        before = scene.text[max(scene.sentence.start, match.start() - 24) : match.start()]
        after = scene.text[match.end() : match.end() + 12]
        if _is_idiom(match.group(), before, after):
            continue
        yield Direction(match.start(), match.end(), _sign(match), match.group().lower())


def _is_idiom(word: str, before: str, after: str) -> bool:
    low = word.lower()
    if low in ("up", "down") and (_IDIOM_BEFORE.search(before) or _IDIOM_AFTER.match(after)):
        return (
            not re.match(r"(?i) to (?:\d|$|[\ue003$])", after)
            or _IDIOM_BEFORE.search(before) is not None
        )
    if low in ("lower", "higher", "larger", "smaller", "bigger") and _IDIOM_AFTER.match(after):
        return True
    if before[-1:] == "-" or low in ("advanced", "constant", "static") and not before:
        return low in ("up", "down")
    return bool(_BASE.match(low) and _MODAL.search(before))


def _sign(match: re.Match[str]) -> int:
    return {"up": 1, "down": -1, "good": 2, "bad": -2, "flat": 0}[match.lastgroup or "flat"]


def sign_of_word(word: str) -> int:
    """The direction of a word; "more" is up, "less" and "fewer" are down."""
    if word.lower() in ("more", "less", "fewer"):
        return 1 if word.lower() == "more" else -1
    match = DIRECTION_WORDS.fullmatch(word)
    return _sign(match) if match else 0


def attached_direction(scene: Scene, figure: Figure) -> int:
    """The direction that the words right beside a figure give it, 0 for none."""
    start = max(scene.sentence.start, figure.start - 60)
    before = _BEFORE.search(scene.text[start : figure.start]) or _OF.search(
        scene.text[start : figure.start]
    )
    if before and not _is_idiom(
        before.group("word"), scene.text[start : start + before.start()], " "
    ):
        return sign_of_word(before.group("word"))
    after = _AFTER.match(scene.text[figure.end : figure.end + 16])
    return sign_of_word(after.group("word")) if after else 0


def required_sign(direction: int, fact: Fact) -> int:
    """The sign a change must have: "improved" is up where up is good. 0 where nobody can tell."""
    if abs(direction) < 2:
        return direction
    good = {"up": 1, "down": -1}.get(fact.good_when or "", 0)
    return good * (1 if direction > 0 else -1)


class DirectionCheck:
    """Finds the support of each direction word, once the sentence's figures have their facts."""

    def __init__(self, index: LedgerIndex) -> None:
        self.index = index

    def holds(
        self,
        scene: Scene,
        direction: Direction,
        said: Sequence[tuple[Figure, Say | None]],
        owners: frozenset[int],
    ) -> int | None:
        """The fact that supports a direction word, or None."""
        beside = self._beside(scene, direction, said)
        if beside is not None:
            return beside
        compared = self._compared(scene, direction, said)
        if compared is not None:
            return compared if compared >= 0 else None
        than = self._than(scene, direction, owners)
        if than is not None:
            return than if than >= 0 else None
        return self._by_subject(scene, direction, owners)

    def _beside(
        self, scene: Scene, direction: Direction, said: Sequence[tuple[Figure, Say | None]]
    ) -> int | None:
        for figure, say in said:
            near = abs(figure.start - direction.end) < 60 and abs(direction.start - figure.end) < 60
            if say is None or not near or not attached_direction(scene, figure):
                continue
            fact = self.index.facts[say.fact]
            if _is_step(fact.metric, direction.sign):
                return say.fact
            if (say.profile.change or say.kind == "points") and self._agrees(direction, fact):
                return say.fact
        return None

    def _agrees(self, direction: Direction, fact: Fact) -> bool:
        value = fact.value
        if not isinstance(value, int | float):
            return False
        if direction.sign == 0:
            return value == 0
        return value * required_sign(direction.sign, fact) > 0

    def _compared(
        self, scene: Scene, direction: Direction, said: Sequence[tuple[Figure, Say | None]]
    ) -> int | None:
        """ "rose from A to B", "B, up from A": -1 where the two figures differ the other way."""
        after = [(f, s) for f, s in said if f.start > direction.end and s]
        before = [(f, s) for f, s in said if f.start < direction.start and s]
        pair: tuple[Say, Say] | None = None
        if after and re.match(
            r"\s+(?:\w+\s+)?from\s", scene.text[direction.end : after[0][0].start + 1]
        ):
            if len(after) > 1 and re.search(
                r"\bto\s*$", scene.text[after[0][0].end : after[1][0].start]
            ):
                pair = (after[0][1], after[1][1])  # type: ignore[assignment]
            elif before:
                pair = (after[0][1], before[-1][1])  # type: ignore[assignment]
        elif after and re.search(r"\bto\s*$", scene.text[direction.end : after[0][0].start]):
            return self._to(direction, after[0][1])
        if pair is None:
            return None
        old, new = pair
        fact = self.index.facts[new.fact]
        right = (
            old.kind == new.kind
            and (new.value - old.value) * required_sign(direction.sign, fact) > 0
        )
        return new.fact if right else -1

    def _to(self, direction: Direction, new: Say | None) -> int | None:
        """ "fell to B": another period of the same figure, or a change of it, must say so."""
        if new is None:
            return None
        fact = self.index.facts[new.fact]
        for number in self.index.by_subject.get(new.subject, []):
            other = self.index.facts[number]
            earlier = other.period and fact.period and other.period.end < fact.period.end
            if other.metric == fact.metric and earlier and isinstance(other.value, int | float):
                delta = new.value - other.value * (
                    100 if new.kind == "percent" and other.unit == "ratio" else 1
                )
                return new.fact if delta * required_sign(direction.sign, fact) > 0 else -1
        return None

    def _than(self, scene: Scene, direction: Direction, owners: frozenset[int]) -> int | None:
        """ "A's risk is higher than B's": compare the two by the metric that is named."""
        if direction.word not in COMPARATIVE:
            return None
        tail = re.match(
            rf"[^{ANY_MASK};:,]{{0,40}}?\bthan\s+(?:the\s+)?", scene.text[direction.end :][:60]
        )
        other = next(
            (n for n in scene.names if tail and n.start == direction.end + tail.end()), None
        )
        if other is None:
            return None
        cues = self._cues(scene) or {"amount"}
        for mine in self._facts(owners, cues):
            for theirs in self._facts(other.subjects, cues):
                a, b = self.index.facts[mine], self.index.facts[theirs]
                if (
                    a.metric == b.metric
                    and isinstance(a.value, int | float)
                    and isinstance(b.value, int | float)
                ):
                    return (
                        mine if (a.value - b.value) * required_sign(direction.sign, a) > 0 else -1
                    )
        return -1

    def _facts(self, subjects: frozenset[int], cues: set[str]) -> list[int]:
        facts = [f for s in subjects for f in self.index.by_subject.get(s, [])]
        return [f for f in facts if profile(self.index.facts[f].metric).core & cues]

    def _cues(self, scene: Scene) -> set[str]:
        found = {
            cue.concept for cue in scene.cues_between(scene.sentence.start, scene.sentence.end)
        }
        return found - GENERIC - {"change"}

    def _by_subject(self, scene: Scene, direction: Direction, owners: frozenset[int]) -> int | None:
        """Without a figure: all changes of the subject that the cues name must go that way."""
        cues = self._cues(scene)
        changes = [
            f
            for s in owners
            for f in self.index.by_subject.get(s, [])
            if profile(self.index.facts[f].metric).change
            and (not cues or profile(self.index.facts[f].metric).all & cues)
        ]
        if changes and all(self._agrees(direction, self.index.facts[f]) for f in changes):
            return changes[0]
        return None


def _is_step(metric: str, sign: int) -> bool:
    base = metric.removesuffix("_count")
    return (sign > 0 and base in STEPS_UP) or (sign < 0 and base in STEPS_DOWN)
