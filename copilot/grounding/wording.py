"""Words that need a fact or may not stand at all: strange ones, causes, judgments, false limits.

A text is made of plain English, the words of metrics and what the ledger calls its subjects. No
tool computes causes, feelings or promises, so a sentence that states one is never supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from copilot.grounding.lexicon import phrases
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import DATE, NAME, Problem, word_set
from copilot.grounding.vocabulary import is_plain

STRANGE = "a word that neither plain English nor the facts have"
CAUSE = "a cause, which no fact gives"
JUDGMENT = "a judgment or promise that no fact gives"

_CAUSE = re.compile(
    r"(?i)\b(?:because|due to|thanks to|owing to|driven by|caused?|causing|as a result|result of|"
    r"resulted|resulting|led to|leads to|leading to|stems? from|stemming|reflect(?:s|ed|ing)|"
    r"attributable|therefore|hence|thus|thereby|explained by|on account of|in response to)\b"
)
_JUDGMENT = re.compile(
    r"(?i)\ball-time\b|\brecord(?:-|\s+)(?:high|low|year|quarter|month|week|sales|revenue|setting)"
    r"|\b(?:a|an|the|new|this|set|sets)\s+(?:\w+\s+)?record\b(?!\s+(?:of|is|holds|date))"
    r"|\b(?:records?|history) (?:was|were) (?:set|made|broken)\b"
)
_JUDGING = word_set(
    "surely certainly definitely undoubtedly obviously clearly guaranteed guarantee healthy"
    " unhealthy strong strongly strength weak weakly weakness great excellent poor fantastic"
    " impressive bad badly good worried worry worries surprise surprised surprising surprisingly"
    " unfortunately unusual unusually successful success hot trust loyal satisfied safe secure"
    " secured won't happen leaving demand margin margins serious seriously future bright"
)
_LIMITS = re.compile(
    r"(?i)\bwithin (?:a|an|one|the|this) (?:day|week|month|quarter|half|decade)\b"
    rf"|\b(?:outside(?: of)?|excluding|other than|except(?: for)?)\s+(?:the\s+)?(?={NAME})"
    r"|\b(?:past|after|before|until) (?:the|its|their) (?:expected|likely)\b"
    r"|\bbefore (?:the|its|their) (?:recorded|planned)\b"
    r"|\bdo(?:es)? (?:count|include|hold)\b|\b(?:and|that|which|all) counts? in\b"
    r"|\b(?:included|counted) in (?:it|them|the|all|its|every|this|these)\b"
)
_NOT_BEFORE = re.compile(r"(?i)(?:\bnot|n't|never)\s+(?:yet\s+)?$")
_AROUND_DATE = re.compile(
    rf"(?i)\b(?P<word>after|before|until|till|prior to|beyond|later than|earlier than|outside)\s+"
    rf"(?=(?:the\s+end\s+of\s+)?{DATE})"
)
_MEDIAN = re.compile(r"(?i)as likely before as $|as likely $|as likely before as after $")
LIMIT = "a limit that no fact gives"


@lru_cache(maxsize=8192)
def _known(word: str) -> bool:
    return is_plain(word) or (word.lower(),) in _single_words()


@lru_cache(maxsize=1)
def _single_words() -> frozenset[tuple[str, ...]]:
    return frozenset((word,) for phrase in phrases() for word in phrase)


def unsupported_words(scene: Scene, own_words: frozenset[str]) -> Iterator[Problem]:
    """Every stretch of a sentence that words alone make false or unknowable."""
    start, end = scene.sentence.start, scene.sentence.end
    yield from _words(scene, own_words)
    for pattern, reason in ((_CAUSE, CAUSE), (_JUDGMENT, JUDGMENT)):
        for match in pattern.finditer(scene.text, start, end):
            yield Problem(match.start(), match.end(), reason)
    for match in _LIMITS.finditer(scene.text, start, end):
        if not _NOT_BEFORE.search(scene.text[max(start, match.start() - 12) : match.start()]):
            yield Problem(match.start(), match.end(), LIMIT)
    for match in _AROUND_DATE.finditer(scene.text, start, end):
        if not _MEDIAN.search(scene.text[max(start, match.start() - 24) : match.start()]):
            yield Problem(match.start(), match.end(), LIMIT)


def _words(scene: Scene, own_words: frozenset[str]) -> Iterator[Problem]:
    for word in scene.words:
        low = word.text.lower()
        if low in own_words:
            continue
        if low in _JUDGING:
            yield Problem(word.start, word.end, JUDGMENT)
        elif low == word.text and len(low) > 1 and not _known(low):
            yield Problem(word.start, word.end, STRANGE)
