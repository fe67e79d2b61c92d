"""Clauses that narrow deals by what no plan carries ("deals from the web"): told, never dropped."""

from __future__ import annotations

from collections.abc import Iterator

from copilot.understanding.conditions import conditions_of
from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.metrics import DIMENSIONS
from copilot.understanding.lexicon.tables import Phrases, group, sections, weighted
from copilot.understanding.lexicon.words import CLASSES, FILLERS, words
from copilot.understanding.phrases import phrase_words, words_of
from copilot.understanding.stops import not_yet

_NOUNS = words(f"{CLASSES['anydeal']} {CLASSES['pipe']} {CLASSES['account']} {CLASSES['rep']}") | (
    words("revenue sales bookings wins losses rate forecast risk ones anything everything business")
)
_INTRODUCES = words(
    "with without by from where whose mentioning mention involving because via sourced that which "
    "who having"
)
# These go on with the noun only where they stand behind it ("deals that", "deals by margin").
_AFTER_NOUN = frozenset({"by", "that", "which", "who"})
_SORTED = frozenset({"sorted", "ranked", "ordered"})
_DIMENSIONS = words(" ".join(DIMENSIONS.values())) | {"risk", "level", "levels"}
_ORDERS = ("order", "status", "condition", "fixed", "dates", "movement")
_NEUTRAL = FILLERS | words(
    """
    most highest lowest biggest best worst data crm system snapshot list start beginning today now
    still currently actually really even ever already soon later recently right way far any some
    many much few little really too very quite about around roughly almost nearly between each
    both either neither none nothing something someone anyone one two three four five his her
    him she they their theirs its itself mine yours ours who whom whose what which when where why
    can could may might must shall should would will being been was were has had does done doing
    got get gets getting have having need needs want wants like likes think thinks know knows see
    say says look looks come comes came goes going make makes made take takes took hand front
    least below above under higher lower greater larger bigger smaller respect regard regards
    numbers number dates date day days weeks months quarters year years hours close closes closing
    closed due sons win winning won amount amounts value values detail details total totals
    boss board ceo cfo cro vp meeting meetings call calls review qbr manager management finance ops
    forecast presentation report slide slides deck standup noon morning afternoon evening tonight
    asap please thanks help focus talk ask asks asked asking keeps keep told tell
    """
)


def check_qualifiers(frame: Frame, tool: str) -> None:
    """Decline a clause after a noun of sales whose words no phrase of the lexicon reads.

    Raises:
        Stop: not_served, with the clause as typed.
    """
    explained: set[int] | None = None
    for first, last in _clauses(frame):
        content = [at for word, at in frame.words[first + 1 : last] if _says(word)]
        if not content:
            continue
        explained = _explained(frame, tool) if explained is None else explained
        rest = [at for at in content if at not in explained]
        if rest:
            start = frame.tokens[frame.words[first][1]].start
            end = frame.tokens[frame.words[last - 1][1]].end
            raise not_yet(f"deals or figures narrowed by “{frame.text[start:end]}”.")


def _says(word: str) -> bool:
    plain = word.isalpha() and len(word) > 2
    return plain and word not in _NEUTRAL and word not in _NOUNS and word not in _DIMENSIONS


def _clauses(frame: Frame) -> Iterator[tuple[int, int]]:
    """Places in the stream of a word that introduces a clause, and of its end."""
    row = [word for word, _ in frame.words]
    for place, word in enumerate(row):
        if word not in _INTRODUCES or not any(before in _NOUNS for before in row[:place]):
            continue
        if word in _AFTER_NOUN and row[place - 1] not in _NOUNS | _SORTED:
            continue
        last = place + 1
        while last < len(row) and row[last] != ";" and row[last] not in _INTRODUCES:
            last += 1
        yield place, last


def _explained(frame: Frame, tool: str) -> set[int]:
    """Tokens that a phrase in play reads literally."""
    found: set[int] = set()
    text, row = frame.stream.text, frame.words
    for phrase in _phrases(tool):
        match = frame.stream.find(phrase)
        if match is None:
            continue
        literal = {
            word for part in phrase.split() if part not in {"*", "**", "^", "$"}
            for word in words_of(part.rstrip("?"))
        }  # fmt: skip
        place = text[: match.start()].count(" ") - 1
        size = len(match.group().split())
        found |= {at for word, at in row[place : place + size] if word in literal}
    return found | _of_conditions(frame)


def _of_conditions(frame: Frame) -> set[int]:
    """The words of the conditions that were read from the question."""
    fields = {row["field"] for row in conditions_of(frame)}
    tables = [*group("orders", "condition"), *group("orders", "fixed")]
    said = {
        word
        for title, phrases in tables
        if title[0] in fields
        for phrase in phrases
        for word in phrase_words(phrase)
    }
    return {at for word, at in frame.words if word in said}


def _phrases(tool: str) -> Iterator[str]:
    tables: list[Phrases] = [said for name in (tool, "find_deals") for _, said in weighted(name)]
    tables += [said for name in _ORDERS for _, said in group("orders", name)]
    if tool in {"metric", "pipeline_summary", "forecast"}:
        tables += [said for _, said in sections("metrics")]
    for said in tables:
        yield from said
