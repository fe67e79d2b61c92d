"""Finds the words that say which way something moved: "rose", "down", "better", "unchanged"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import ANY_MASK, Figure, word_set
from tools.facts import Fact

_UP = (
    r"up|rose|rises?|risen|rising|gr[eo]w|grows|grown|growing|growth|increas(?:e|es|ed|ing)|climb(?:s|ed|ing)?|"
    r"gain(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|swell(?:s|ed)?|swollen|"
    r"expand(?:s|ed|ing)?|higher|upward|uptick|upturn|rebound(?:s|ed)?|rall(?:y|ied)|escalat(?:es|ed|ing)|"
    r"accelerat(?:es|ed|ing)|riskier(?= than)|older(?= than)|heavier|bigger|larger|"
    r"greater|longer|advanced"
)
_DOWN = (
    r"down|fell|falls?|fallen|falling|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|shr[aiu]nk(?:s|ing)?|"
    r"sank|sinks?|sunk|lower(?:ed|s)?|sli(?:d|des|ding)|slump(?:s|ed)?|dip(?:s|ped|ping)?|plung(?:e|es|ed|ing)|"
    r"plummet(?:s|ed|ing)?|reduc(?:ed|es|tion)|downward|downturn|eas(?:ed|es|ing)|erod(?:es|ed|ing)|"
    r"slip(?:s|ped|ping)?(?= (?:to|from|by) \ue003)|tumbl(?:es|ed|ing)|smaller|shorter|"
    r"safer(?= than)|younger(?= than)|newer(?= than)|cooled|softened|retreated|receded"
)
_GOOD = r"improv(?:e|es|ed|ing|ement)|better|recover(?:s|ed|ing)|healthier|stronger"
_BAD = (
    r"wors(?:e|en|ens|ened|ening)|deteriorat(?:e|es|ed|ing|ion)|weaken(?:s|ed|ing)?|weaker|poorer"
)
_FLAT = r"unchanged|flat|steady|stable|constant|static"
DIRECTION_WORDS = re.compile(
    rf"(?i)\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<good>{_GOOD})|(?P<bad>{_BAD})|(?P<flat>{_FLAT}))\b"
)
_UP_IDIOM = re.compile(
    r"(?i)\b(?:follow(?:s|ed|ing)?|set|adds?|added|sums?|ends?|ended|makes?|made|making|picks?|catch|"
    r"speed|lined?|backed|back|wrap|signed|sign|look|clean|open|opened|show|shows|rounded|split|"
    r"break|broken|top)[ -]$"
)
_DOWN_IDIOM = re.compile(
    r"(?i)\b(?:breaks?|broken|drill|drilled|narrow|narrowed|comes?|came|boils?|write|slow|slowed|"
    r"split|double|doubled)[ -]$"
)
_IDIOM_AFTER = re.compile(
    r"(?i)^(?:(?:-| )?(?:to|for|front|side|end|ended|case|half|quartile|bound|limit|payment)\b)"
)
_MODAL = re.compile(r"(?i)\b(?:could|would|can|may|might|should|must|help|helps|"
                    r"(?<!set )(?<!likely )(?<!expected )"
                    r"(?<!about )(?<!continue )(?<!continues )to|please)\s+$")  # fmt: skip
_BASE = re.compile(r"(?i)(?:rise|grow|increase|climb|gain|improve|drop|decline|decrease|"
                   r"lower|reduce|expand|recover|worsen|"
                   r"deteriorate|weaken|fall|jump|dip)$")  # fmt: skip
_LEAD = rf"(?:{_UP}|{_DOWN}|{_GOOD}|{_BAD})"
_BEFORE = re.compile(
    rf"(?i)\b(?P<word>{_LEAD})(?:\s+(?:by|of|another|an|a|about|around|roughly|nearly|"
    rf"almost|over|just|some|more than|~))*\s*~?$"
)
_OF = re.compile(
    rf"(?i)\b(?P<word>{_LEAD})\b(?! (?:from|to)\b)[^{ANY_MASK};:,()]{{0,30}}?\b(?:by|of)\s+$"
)
_AFTER = re.compile(
    rf"(?i)^\s*-?(?P<word>{_LEAD}|more|less|fewer)\b(?!\s+(?:deals|opportunities)\s+are)"
)
COMPARATIVE = word_set(
    "riskier older safer younger newer higher lower bigger larger greater smaller longer"
    " shorter better worse stronger weaker heavier"
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
    if low in ("up", "down"):
        idiom = (_UP_IDIOM if low == "up" else _DOWN_IDIOM).search(before) is not None
        to_figure = re.match(r" to (?:\d|$|[\ue003$])", after)
        return idiom or (low == "up" and not to_figure and _IDIOM_AFTER.match(after) is not None)
    if low in ("lower", "higher", "larger", "smaller", "bigger") and _IDIOM_AFTER.match(after):
        return True
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
