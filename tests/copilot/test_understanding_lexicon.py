"""The lexicon as data: every phrase can be read and matched, and typing errors are mended."""

from __future__ import annotations

import pytest

from copilot.understanding.intents import CASCADE
from copilot.understanding.lexicon.tables import TABLES, sections
from copilot.understanding.lexicon.vocabulary import mended
from copilot.understanding.lexicon.words import CLASSES
from copilot.understanding.phrases import Stream, words_of
from copilot.understanding.planner import PLANS
from copilot.understanding.text import plain_words, tokenize


def _sample(phrase: str) -> list[str]:
    """Words that the phrase says: the last choice of each element, nothing for gaps."""
    parts = [part for part in phrase.split() if part not in {"*", "**", "^", "$"}]
    return [words_of(part)[-1] for part in parts if not part.endswith("?")]


@pytest.mark.parametrize("table", TABLES)
def test_every_phrase_matches_what_it_says(table: str) -> None:
    for title, phrases in sections(table):
        assert phrases, title
        assert len(set(phrases)) == len(phrases), title
        for phrase in phrases:
            for part in phrase.split():
                for choice in part.rstrip("?").split("|"):
                    assert not choice.startswith("@") or choice[1:] in CLASSES, (title, phrase)
            stream = Stream(_sample(phrase))
            assert stream.find(phrase) is not None, (title, phrase)
            assert Stream(["zzz"]).find(phrase) is None, (title, phrase)


def test_every_intent_has_phrases_and_a_plan() -> None:
    titles = {title[0] for title, _ in sections("intents")}
    tools = {tool for tool, _ in CASCADE}
    assert tools <= set(PLANS)
    assert titles - {"about"} <= set(PLANS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("piplines", "pipelines"), ("forcast", "forecast"), ("revenu", "revenue"),
        ("discuont", "discount"), ("latley", "lately"), ("summarise", "summarise"),
        ("siemens", "siemens"), ("deal", "deal"), ("xqzt", "xqzt"), ("D-100", "D-100"),
    ],
)  # fmt: skip
def test_typing_errors_are_mended_and_names_left_alone(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what's up", ["what", "is", "up"]), ("whats up", ["what", "is", "up"]),
        ("gimme teh fcst", ["give", "me", "the", "forecast"]),
        ("won’t close", ["will", "not", "close"]), ("1:1 with", ["1:1", "with"]),
    ],
)  # fmt: skip
def test_contractions_and_shorthand_are_opened(text: str, words: list[str]) -> None:
    assert [word for token in tokenize(text) for word in plain_words(token)] == words


def test_gaps_do_not_cross_a_clause() -> None:
    assert Stream(["how", "is", "it", "going"]).has("how * going")
    assert not Stream(["how", ";", "is", "it", "going"]).has("how * going")
    assert not Stream(["how", "a", "b", "c", "d", "going"]).has("how * going")
    assert Stream(["how", "a", "b", "c", "d", "going"]).has("how ** going")
