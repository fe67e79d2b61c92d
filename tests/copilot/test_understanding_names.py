"""Names in questions: however typed, linked to the right thing, asked back, or called unknown."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest

from copilot.understanding.catalog import Catalog
from copilot.understanding.frame import Frame, read_frame
from evals.reader import RulesReader


def _frame(reader: RulesReader, question: str) -> Frame:
    return read_frame(
        question, catalog=reader.catalog, as_of=reader.as_of, calendar=reader.calendar
    )


def _links(reader: RulesReader, question: str) -> list[tuple[str, tuple[str, ...]]]:
    mentions = _frame(reader, question).mentions
    return [(mention.kind, mention.values) for mention in mentions]


@pytest.mark.parametrize(
    ("question", "kind", "name"),
    [
        ("how is keltorvia doing", "account", "Kel-torvia"),
        ("kel torvia's deals", "account", "Kel-torvia"),
        ("KEL-TORVIA", "account", "Kel-torvia"),
        ("deals with narsun register", "account", "The Narsun Register"),
        ("creMerie brulard fils", "account", "Crémerie Brûlard & Fils"),
        ("ohara & sons", "account", 'O\'Hara & Sons "Precision" Tools'),
        ("gretas pipeline", "rep", "Greta Hathersby"),
        ("Greta’s pipeline", "rep", "Greta Hathersby"),
        ("hathersby's deals", "rep", "Greta Hathersby"),
        ("pavel ivarstn", "rep", "Pavel Ivarsten"),
        ("Quistgrad deals", "rep", "Jonas Quistgard"),
        ("Edda's crew", "team", "Edda Mazurani"),
        ("wexcombes people", "team", "Farid Wexcombe"),
        ("dranixt8 deals", "product", "Dranix T8"),
        ("the orvane lite deals", "product", "Orvane Lite"),
        ("quorel80", "product", "Quorel 80"),
        ("out east", "region", "East"),
        ("western region", "region", "West"),
        ("health care is fine but healthcare deals", "sector", "healthcare"),
        ("banks and insurers in finance", "sector", "financial services"),
        ("midmarket deals", "segment", "mid-market"),
        ("deals in negotiating", "stage", "Negotiation"),
        ("proposal-stage deals", "stage", "Proposal"),
        ("Barlen deals", "account", "Barlenford"),
        ("how is April May doing", "rep", "April May"),
        ("what did Will Won sell", "rep", "Will Won"),
        ("Q4 Holdings", "account", "Q4 Holdings"),
        ("none inc deals", "account", "None Inc"),
        ("tell me about the May deal", "account", "May"),
        ("Mark's deals", "rep", "Mark Fennimoor"),
    ],
)
def test_a_name_is_found_however_it_was_typed(
    reader: RulesReader, question: str, kind: str, name: str
) -> None:
    assert (kind, (name,)) in _links(reader, question)


@pytest.mark.parametrize(
    "question",
    [
        "what will we have won by may", "revenue in May", "none of the deals in april",
        "mark my words",
        "in Q4 and in H1", "how did April go", "since May 1", "may I see the open deals",
        "how do I power through the proposal", "who will win", "what is the top deal of the year",
    ],
)  # fmt: skip
def test_plain_words_are_no_names(reader: RulesReader, question: str) -> None:
    assert _links(reader, question) == []


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("how is Castelmar doing", {"Castelmar Foods", "Castelmar Foundry"}),
        ("tell me about Tavri", {"Tavrin Labs", "Tavrix Labs"}),
        ("deals of Ros", {"Rosalba Castorin", "Rosina Yarborne", "Rosgodale"}),
        ("win rate of dranix", {"Dranix T4", "Dranix T8"}),
    ],
)
def test_names_that_fit_equally_well_are_asked_back(
    reader: RulesReader, question: str, names: set[str]
) -> None:
    mention = _frame(reader, question).mentions[0]
    assert {entry.name for entry in mention.entries} == names
    reading = reader.read(question)
    assert reading.meant == "clarify"
    assert reading.reason is not None
    assert reading.reason.code == "ambiguous_entity"
    assert len(reading.options) == len(names)


def test_a_family_stands_for_its_products(reader: RulesReader) -> None:
    assert _links(reader, "Orvane deals")[0] == (
        "product",
        ("Orvane Lite", "Orvane Plus", "Orvane Pro"),
    )


def test_a_kind_word_decides_between_a_rep_and_an_account(reader: RulesReader) -> None:
    assert _links(reader, "the Ros account") == [("account", ("Rosgodale",))]


def test_the_longest_name_wins(reader: RulesReader) -> None:
    names = (*reader.catalog.accounts, "May Department Partners")
    wider = RulesReader(replace(reader.catalog, accounts=names), reader.as_of, reader.calendar)
    assert _links(wider, "deals at May Department Partners") == [
        ("account", ("May Department Partners",))
    ]


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("Tell me about Barlonsted", "Barlenford"),
        ("tell me about siemens", None),
        ("the Globex deal", None),
        ("how is Gretchen Muller doing", None),
        ("revenue from Initech last quarter", None),
    ],
)
def test_an_unknown_name_is_said_to_be_unknown(
    reader: RulesReader, question: str, nearest: str | None
) -> None:
    reading = reader.read(question)
    assert (reading.status, reading.calls) == ("no_data", ())
    assert reading.reason is not None
    assert reading.reason.code == "unknown_entity"
    assert nearest is None or nearest in reading.reason.needs


def test_what_was_linked_by_likeness_is_told(reader: RulesReader) -> None:
    assert reader.read("Barlenfrod deals").links == {"Barlenfrod": "Barlenford"}


def test_a_hundred_thousand_accounts_link_in_a_moment(reader: RulesReader) -> None:
    parts = [f"{a}{b}{c}" for a in ("Bar", "Cal", "Dren", "Fen", "Gor") for b in "aeiou" for c in (
        "dale", "ford", "gate", "holm")]  # fmt: skip
    names = tuple(f"{one} {other}{n}" for n in range(10) for one in parts for other in parts)
    assert len(names) == 100_000
    big = RulesReader(
        replace(reader.catalog, accounts=(*reader.catalog.accounts, *names)),
        reader.as_of,
        reader.calendar,
    )
    big.read("how is Rosgodale doing")
    best = 1.0
    for _ in range(3):
        started = perf_counter()
        reading = big.read("open deals with Quilmistd")
        best = min(best, perf_counter() - started)
    assert reading.wanted[0].args["scope"] == {"account": ["Quilmistad"]}
    assert best < 0.05


def test_a_catalog_without_names_links_nothing(reader: RulesReader) -> None:
    bare = RulesReader(Catalog(), reader.as_of, reader.calendar)
    assert _links(bare, "how is Darcel doing in the East") == []
