"""The chat page over a small demo company, driven as a person would, without a browser."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import copilot.app
from copilot.answer import Answer
from copilot.app.shown_text import as_typed, markdown
from copilot.cli.common import new_id, now
from copilot.engine import Copilot
from data.demo import generate
from data.mapping import bundled, load_mapping
from data.state.store import StateStore, StoredAnswer, state_url
from data.store.home import Home
from models.refreshing.refresh import Order, refresh
from tools.facts import show_money

PAGE = Path(copilot.app.__file__).with_name("main.py")
AT_RISK = "what's at risk this week?"
MARKUP = "<b>Bold</b> Beverages"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home with one published snapshot of about 600 deals."""
    made = Home(tmp_path_factory.mktemp("page"))
    folder = made.folder / "files"
    generate(folder, seed=7, opportunities=600)
    order = Order(load_mapping(bundled()["demo"]), folder, None, "2026-11-16T08:00:00+00:00")
    refresh(made, order, lambda _: None)
    yield made
    st.cache_resource.clear()


@pytest.fixture
def engine(home: Home) -> Iterator[Copilot]:
    """The same engine as the page's, opened apart from it."""
    opened = Copilot(home, new_id=new_id, now=now)
    yield opened
    opened.close()


@pytest.fixture
def page(home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page just opened."""
    monkeypatch.setenv("REVCOPILOT_HOME", str(home.folder))
    return opened()


def opened(conversation: str = "") -> AppTest:
    made = AppTest.from_file(str(PAGE), default_timeout=30)
    if conversation:
        made.query_params["conversation"] = conversation
    return sound(made.run())


def sound(page: AppTest) -> AppTest:
    assert not page.exception
    return page


def asked(page: AppTest, question: str) -> AppTest:
    return sound(page.chat_input[0].set_value(question).run())


def conversation_of(page: AppTest) -> str:
    kept = page.query_params["conversation"]
    return kept if isinstance(kept, str) else kept[0]


def words(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.markdown, *page.caption])


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def click(page: AppTest, label: str) -> AppTest:
    [button] = [button for button in page.button if button.label == label]
    return sound(button.click().run())


def test_text_table_and_facts_are_those_of_the_engine(page: AppTest, engine: Copilot) -> None:
    told = engine.ask(AT_RISK)
    assert told.status == "answered"
    asked(page, AT_RISK)
    assert markdown(told.text).split("\n")[0] in words(page)
    assert "\\$" in words(page), "dollars would be set as formulas"

    table, facts = (frame.value for frame in page.dataframe)
    names = [column.name for column in told.tables[0].columns]
    assert list(table.columns) == names
    for name in ("deal", "account"):
        at = names.index(name)
        assert list(table[name].astype(object)) == [row[at] for row in told.tables[0].rows]
    for name in ("amount", "value at risk"):
        at = names.index(name)
        written = [f"${value:,.0f}" for value in table[name].astype(object)]
        assert written == [show_money(row[at], "USD") for row in told.tables[0].rows]

    kept = [fact for fact in told.facts if fact.metric != "unknown"]
    assert list(facts["Value"]) == [fact.display for fact in kept]
    assert list(facts["Fact"]) == [fact.id for fact in kept]
    assert "What's at risk next week?" in labels(page)


def test_the_bars_of_the_drivers_are_the_points_of_the_table(engine: Copilot) -> None:
    [deal] = engine.snapshot.rows(
        "SELECT opportunity_id AS id FROM deals_now WHERE status = 'open' "
        "ORDER BY value_at_risk DESC LIMIT 1"
    )
    told = engine.ask(f"Why is {deal['id']} risky?")
    [parts], [chart] = told.tables, told.charts
    bars = [(bar["name"], bar["value"]) for bar in chart["data"]["values"]]
    listed = [(name, points) for name, points in parts.rows[1:-1] if abs(points) >= 0.05]
    assert sorted(bars) == sorted(listed)
    assert [value for _, value in bars] == sorted((value for _, value in bars), reverse=True)


def test_the_way_to_check_an_answer_stands_under_it(page: AppTest, home: Home) -> None:
    asked(page, AT_RISK)
    with sqlite3.connect(home.folder / "state.db") as connection:
        [answer_id] = connection.execute(
            "SELECT id FROM answers ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
    connection.close()
    commands = [element.value for element in page.code]
    assert f"revcopilot replay {answer_id}" in commands
    assert any(command.startswith("revcopilot tool deals_at_risk ") for command in commands)
    assert home.current_id() in words(page)
    assert "**0 unsupported**" in words(page)


def test_a_suggestion_asks_itself(page: AppTest) -> None:
    asked(page, AT_RISK)
    click(page, "What's at risk next week?")
    users = [message for message in page.chat_message if message.name == "user"]
    assert [message.markdown[0].value for message in users] == [
        "what's at risk this week?", "What's at risk next week?",
    ]  # fmt: skip


def test_history_outlives_a_rerun_and_a_reload(page: AppTest) -> None:
    asked(page, AT_RISK)
    live = words(page)
    assert words(sound(page.run())) == live
    conversation = conversation_of(page)
    reloaded = opened(conversation)
    assert words(reloaded) == live
    asked(reloaded, "and next week?")
    assert len(reloaded.chat_message) == 4
    assert any("Carried over" in caption.value for caption in reloaded.caption)


def test_a_new_conversation_is_empty_and_the_old_one_is_kept(page: AppTest) -> None:
    asked(page, AT_RISK)
    conversation = conversation_of(page)
    click(page, "New conversation")
    assert not page.chat_message
    assert "conversation" not in page.query_params
    assert len(opened(conversation).chat_message) == 2


def test_every_example_of_the_empty_page_is_answered(page: AppTest, engine: Copilot) -> None:
    examples = [label for label in labels(page) if label != "New conversation"]
    assert len(examples) == 8
    assert sum(example.startswith("Why is ") for example in examples) == 1
    assert {engine.ask(example).status for example in examples} == {"answered"}


def test_out_of_scope_is_told_calmly_with_what_can_be_asked(page: AppTest) -> None:
    asked(page, "what's the weather in Boston?")
    assert "Not something I answer" in words(page)
    assert not page.dataframe
    assert not page.error
    assert not page.success
    assert "What's at risk this week?" in labels(page)


def test_a_question_asked_back_offers_its_options(page: AppTest) -> None:
    asked(page, AT_RISK)
    asked(page, "why is it risky?")
    options = [label for label in labels(page) if label.startswith("Why is")]
    assert len(options) > 1
    assert "Which do you mean?" in words(page)
    assert all("$" not in option.replace("\\$", "") for option in options)


def test_without_a_snapshot_the_page_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVCOPILOT_HOME", str(tmp_path))
    page = opened()
    assert page.code[0].value == "revcopilot refresh demo"
    assert not page.chat_input


def test_a_name_with_markup_shows_as_typed(page: AppTest, engine: Copilot) -> None:
    deals = engine.snapshot.rows(
        "SELECT opportunity_id AS id FROM deals WHERE account = $name ORDER BY value DESC",
        {"name": MARKUP},
    )
    assert deals, "the demo company always has this account"
    asked(page, f"Summarize deal {deals[0]['id']}")
    assert "\\<b\\>Bold\\</b\\> Beverages" in words(page)
    assert "<b>" not in words(page).replace("\\<b\\>", "")
    assert any(MARKUP in str(list(frame.value.iloc[:, -1])) for frame in page.dataframe)


def test_somebody_elses_conversation_is_not_shown(page: AppTest, engine: Copilot) -> None:
    [rep] = engine.snapshot.rows("SELECT rep FROM reps ORDER BY rep LIMIT 1")
    theirs = engine.ask(AT_RISK, as_name=rep["rep"])
    seen = opened(theirs.conversation_id)
    assert "belongs to somebody else" in words(seen)
    assert not seen.dataframe
    assert not seen.chat_message


def test_a_question_that_fails_is_told_and_the_page_lives_on(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Answer:
        raise RuntimeError("secret of the machine")

    with monkeypatch.context() as patch:
        patch.setattr(Copilot, "ask", broken)
        asked(page, AT_RISK)
    assert "Something went wrong inside." in words(page)
    assert "secret" not in words(page)
    assert not page.success
    assert "Since" in words(asked(page, AT_RISK)) or page.dataframe


def test_a_turn_of_another_version_does_not_break_the_page(home: Home, page: AppTest) -> None:
    store = StateStore(state_url(home.folder))
    store.save(
        StoredAnswer(
            answer_id="old1", conversation_id="old", turn=0, question="before $5 & $6",
            principal="", snapshot_id="s", code_version="0", memory_before={}, memory_after={},
            answer={"question": "before $5 & $6", "shape": "of long ago"}, created_at="then",
        )
    )  # fmt: skip
    store.close()
    seen = opened("old")
    assert as_typed("before $5 & $6") in words(seen)
    assert "another version" in words(seen)
