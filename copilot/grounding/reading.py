"""Reads a text against a ledger: what it names, quotes, dates and counts, each masked once found.

Names come first, so that "Q4 Holdings" is no quarter and "None Inc" no negation; then dates, then
figures; what is left are plain words.
"""

from __future__ import annotations

import re

from copilot.grounding import proper
from copilot.grounding.dates import find_dates
from copilot.grounding.figures import find_figures, find_mixed, find_vague
from copilot.grounding.layout import Sentence, lay_out
from copilot.grounding.ledger import LedgerIndex
from copilot.grounding.markup import active, risky_name
from copilot.grounding.normal import Normal, normalise
from copilot.grounding.ranks import Rank
from copilot.grounding.sentence import Scene, find_cues, find_words, make_scene
from copilot.grounding.tokens import (
    DATE,
    FIGURE,
    NAME,
    QUOTE,
    Cue,
    Figure,
    Mention,
    Problem,
    When,
)
from copilot.grounding.vocabulary import SCALE, SCALE_OF_QUANTILES

_COUNTED = re.compile(r"\d\s+(?:[a-z]+\s+)?(?:are|is)\s+(?:at\s+)?$")
_PREDICATE = re.compile(
    r"(?i)\b(?:is|are|was|were|be|rated|carries|remains|looks|as|its|stays)\s+(?:at\s+|an?\s+|rated\s+)?$"
)
_ATTRIBUTIVE = re.compile(r"(?i)\s*(?::|–|\b(?:risk|deals|level)\b)")


def _names_level(text: str, mention: Mention) -> bool:
    """Whether a level's name speaks of all deals of that level, not of one deal's ("(high)")."""
    before, after = text[max(0, mention.start - 24) : mention.start], text[mention.end :][:12]
    if _COUNTED.search(before):
        return True
    if _PREDICATE.search(before) or before.rstrip(" ").endswith("("):
        return False
    if before.rstrip(" ").endswith("|"):
        return before.rstrip(" |").endswith("\n") or not before.rstrip(" |")
    return text[mention.start : mention.end].lower().endswith("risk") or bool(
        _ATTRIBUTIVE.match(after)
    )


class Reading:
    """All tokens of a text; `problems` are what must not stand whatever the facts are."""

    def __init__(self, text: str, index: LedgerIndex) -> None:
        self.index = index
        self.normal: Normal = normalise(text)
        self.text = self.normal.text
        self.problems: list[Problem] = []
        self.names: list[Mention] = []
        self.quotes: list[Mention] = []
        self.whens: list[When] = []
        self.figures: list[Figure] = []
        self.ordinals: list[Rank] = []
        self.sentences: list[Sentence] = []
        self._quantiles: list[Cue] = []
        self._masks: list[tuple[int, int, str]] = []
        self._read_names()
        self._read_markup()
        self._read_scale()
        self._read_displays()
        self._read_dates()
        self._read_layout()
        self._read_mixed()
        self._read_figures()

    def scenes(self) -> list[Scene]:
        """Each sentence with its tokens."""
        words = find_words(self.text)
        cues = [*find_cues(self.text, words, self.index.words), *self._quantiles]
        cues.sort(key=lambda cue: cue.start)
        return [
            make_scene(s, self.text, words, self.names, self.quotes, self.figures, self.whens, cues)
            for s in self.sentences
        ]

    def _mask(self, start: int, end: int, char: str) -> None:
        self._masks.append((start, end, char))

    def _apply(self) -> None:
        pieces, last = [], 0
        for start, end, char in sorted(self._masks):
            if start >= last:
                pieces += [self.text[last:start], char * (end - start)]
                last = end
        self.text = "".join(pieces) + self.text[last:]
        self._masks = []

    def _read_names(self) -> None:
        for mention in self.index.names.find(self.text):
            if mention.level and not _names_level(self.text, mention):
                continue
            (self.quotes if mention.quote else self.names).append(mention)
            self._mask(mention.start, mention.end, QUOTE if mention.quote else NAME)
            place = range(mention.start, mention.end)
            literal = any(i in self.normal.literal for i in place)
            if risky_name(self.text[mention.start : mention.end], literal):
                reason = "a name with active markup, not escaped"
                self.problems.append(Problem(mention.start, mention.end, reason))
        self._apply()

    def _read_markup(self) -> None:
        self.problems.extend(active(self.normal, self.text))
        for problem in self.normal.problems:
            if self.text[problem.start : problem.start + 1] not in (NAME, QUOTE):
                self.problems.append(problem)

    def _read_scale(self) -> None:
        metrics = {fact.metric.lower() for fact in self.index.facts}
        quantiles = any("p10" in m for m in metrics) and any("p90" in m for m in metrics)
        for pattern in (SCALE, SCALE_OF_QUANTILES) if quantiles else (SCALE,):
            for match in pattern.finditer(self.text):
                self._mask(match.start(), match.end(), " ")
        self._apply()

    def _read_displays(self) -> None:
        """Displays with words ("under 0.1%", "2.1x to 3x") count as said when said verbatim."""
        odd: dict[str, set[int]] = {}
        for number, fact in enumerate(self.index.facts):
            if fact.unit not in ("text", "date") and fact.display.startswith(("under ", "over ")):
                odd.setdefault(fact.display, set()).add(number)
        for display, facts in odd.items():
            place = self.text.find(display)
            while place >= 0:
                end = place + len(display)
                if not self.text[end : end + 1].isalnum():
                    mention = Mention(place, end, frozenset(), frozenset(facts), quote=True)
                    self.quotes.append(mention)
                    self._mask(place, end, QUOTE)
                place = self.text.find(display, end)
        self._apply()
        self.quotes.sort(key=lambda mention: mention.start)

    def _read_dates(self) -> None:
        self.whens = find_dates(self.text)
        for when in self.whens:
            self._mask(when.start, when.end, DATE)
        self._apply()

    def _read_layout(self) -> None:
        self.sentences, markers = lay_out(self.text)
        for start, end in markers:
            self._mask(start, end, " ")
        self._apply()

    def _read_mixed(self) -> None:
        for match, kind in find_mixed(self.text):
            word = match.group().lower()
            if kind == "ordinal":
                place = int(word[:-2][:6])
                self.ordinals.append(Rank(match.start(), match.end(), place, "", word))
            elif kind == "quantile" and any(word in f.metric.lower() for f in self.index.facts):
                self._quantiles.append(Cue(match.start(), match.end(), word))
            else:
                self.problems.append(Problem(match.start(), match.end(), proper.REASON))
            self._mask(match.start(), match.end(), " ")
        self._apply()

    def _read_figures(self) -> None:
        self.figures = find_figures(self.text)
        self.problems.extend(find_vague(self.text))
        for figure in self.figures:
            self._mask(figure.start, figure.end, FIGURE)
        self._apply()
