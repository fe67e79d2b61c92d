"""Reads a text as a person sees it: escapes and emphasis gone, digits and dashes of one kind.

Every character keeps its place in the raw text. What a reader would not see as written (hidden
characters, entities, odd digits) is noted as a problem, to be dismissed only inside a known name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from copilot.grounding.tokens import Problem

_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:()%$'\"/+?!=@#|\n-]+")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ENTITIES = {
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " ", "#39": "'",
    "ndash": "–", "mdash": "—",
}  # fmt: skip
_SAME = {
    "‐": "-", "‑": "-", "−": "-", "﹣": "-", "－": "-", "‒": "–", "–": "–", "—": "—", "―": "—",
    "‘": "'", "’": "'", "ʼ": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "\t": " ", "…": "…",
    "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    "\r": "\n", "•": "•", "·": "·", "×": "×", "→": "→",
    "€": "€", "£": "£", "¥": "¥",
}  # fmt: skip
_EMPHASIS = "*_`~"


@dataclass(slots=True)
class Normal:
    """The text as seen; `starts[i]`, `stops[i]` bound character i in the raw text."""

    raw: str
    text: str = ""
    starts: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    literal: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the raw text of a stretch of the normalised one."""
        if not self.starts:
            return 0, len(self.raw)
        first = min(start, len(self.starts) - 1)
        last = min(max(end - 1, first), len(self.stops) - 1)
        return self.starts[first], self.stops[last]


class _Reader:
    """Builds a `Normal` from left to right."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.out: list[str] = []
        self.normal = Normal(raw)

    def read(self) -> Normal:
        place, raw = 0, self.raw
        while place < len(raw):
            run = _PLAIN.match(raw, place)
            place = self._plain(run.start(), run.end()) if run else self._special(place)
        self.normal.text = "".join(self.out)
        return self.normal

    def _plain(self, start: int, end: int) -> int:
        self.out.extend(self.raw[start:end])
        self.normal.starts.extend(range(start, end))
        self.normal.stops.extend(range(start + 1, end + 1))
        return end

    def _put(self, text: str, start: int, end: int, *, literal: bool = False) -> int:
        for char in text:
            if literal:
                self.normal.literal.add(len(self.out))
            self.out.append(char)
            self.normal.starts.append(start)
            self.normal.stops.append(end)
        return end

    def _note(self, reason: str, width: int = 1) -> None:
        at = len(self.out)
        self.normal.problems.append(Problem(at, at + width, reason))

    def _special(self, place: int) -> int:
        char = self.raw[place]
        if char == "\\" and self.raw[place + 1 : place + 2] in _ESCAPABLE:
            return self._put(self.raw[place + 1], place, place + 2, literal=True)
        if char in _EMPHASIS:
            return self._emphasis(place, char)
        if char == "&" and (entity := _ENTITY.match(self.raw, place)):
            return self._entity(place, entity)
        if char == "\r" and self.raw[place + 1 : place + 2] == "\n":
            return place + 1
        if char in _SAME or (char.isascii() and char.isprintable()):
            return self._put(_SAME.get(char, char), place, place + 1)
        return self._foreign(place, char)

    def _entity(self, place: int, entity: re.Match[str]) -> int:
        shown = _ENTITIES.get(entity.group(1))
        if shown is None:
            self._note("an HTML entity hides what it shows")
            shown = " "
        return self._put(shown, place, entity.end(), literal=True)

    def _emphasis(self, place: int, char: str) -> int:
        end = place
        while end < len(self.raw) and self.raw[end] == char:
            end += 1
        before = self.raw[place - 1] if place else " "
        after = self.raw[end] if end < len(self.raw) else " "
        if char == "~":
            if end - place == 1:
                return self._put("~", place, end)
            self._note("struck-through text takes back what it says")
            return end
        if (char == "_" and before.isalnum() and after.isalnum()) or (
            char != "`" and before.isspace() and after.isspace()
        ):
            return self._put(char * (end - place), place, end)
        if before.isdigit() and after.isdigit():
            self._note("markup inside a figure")
        return end

    def _foreign(self, place: int, char: str) -> int:
        category = unicodedata.category(char)
        if category in ("Cf", "Cc", "Co", "Cs", "Cn"):
            self._note("a hidden character")
            return place + 1
        if category == "Nd":
            return self._put(str(unicodedata.decimal(char)), place, place + 1)
        if category in ("No", "Nl"):
            self._note("a figure in an unusual form")
            return self._put("¤", place, place + 1)
        if category in ("Mn", "Me"):
            return self._mark(place, char)
        if category == "Zs":
            return self._put(" ", place, place + 1)
        return self._put(unicodedata.normalize("NFKC", char), place, place + 1)

    def _mark(self, place: int, char: str) -> int:
        before = self.out[-1] if self.out else " "
        joined = unicodedata.normalize("NFC", before + char)
        if len(joined) == 1 and self.out:
            self.out[-1] = joined
            self.normal.stops[-1] = place + 1
        elif before.isdigit() or before in "$%.,-":
            self._note("a figure in an unusual form")
        return place + 1


_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def normalise(raw: str) -> Normal:
    """The text as a reader sees it, with the way back to the raw one."""
    return _Reader(raw).read()


def seen(raw: str) -> str:
    """Only the normalised text, for names and values of the ledger."""
    return normalise(raw).text
