"""Values of a deal that no scope narrows by: where it came from, why and to whom it was lost."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.names import DEAL_NOUNS
from copilot.understanding.lexicon.words import words
from copilot.understanding.reading import Option
from copilot.understanding.stops import not_yet
from copilot.understanding.text import name_words

_FROM = words("from via through by sourced source came")
_LOST = words("lost lose losing loses loss losses")
_BECAUSE = words("on to of over for due by because reason was is")
_FIGURES = DEAL_NOUNS | words("pipeline revenue business sales wins bookings leads customers")
_SAID = {
    "competitor": ("a competitor", Option("How many deals did we lose by competitor?")),
    "source": ("a source", Option("What is the win rate by source?")),
    "loss_reason": ("a reason of loss", Option("Why do we lose deals?")),
    "country": ("a country", Option("How does the pipeline look by region?")),
}


def check_labels(frame: Frame) -> None:
    """Decline a list or figure narrowed to a recorded value that is no argument of a tool.

    Raises:
        Stop: not_served; it offers the split by that column where there is one.
    """
    held = {at for first, last, _ in frame.slots.values() for at in range(first, last)}
    for kind, values in frame.catalog.labels.items():
        for value in values:
            at = _place(frame, name_words(value), held)
            if at is None or not _meant(frame, kind, at, at + len(name_words(value))):
                continue
            said, instead = _SAID[kind]
            raise not_yet(f"deals or figures narrowed to {said} (“{value}”).", instead)


def _place(frame: Frame, parts: list[str] | tuple[str, ...], held: set[int]) -> int | None:
    """The first token of a value as typed, in the singular or the plural."""
    for at in range(frame.first, frame.last - len(parts) + 1):
        typed = [frame.norm(at + step) for step in range(len(parts))]
        same = all(one in {part, f"{part}s"} for one, part in zip(typed, parts, strict=True))
        if parts and same and not held & set(range(at, at + len(parts))):
            return at
    return None


def _meant(frame: Frame, kind: str, first: int, last: int) -> bool:
    """Whether the words around say that the value narrows: "lost on price", "partner deals"."""
    before = {frame.norm(at) for at in range(first - 3, first)}
    if kind == "source":
        return bool(before & _FROM) or frame.norm(last) in _FIGURES
    if kind == "loss_reason":
        said = {frame.norm(at) for at in range(frame.first, frame.last)}
        return bool(said & _LOST) and bool(before & _BECAUSE)
    return True
