"""The chat in a real browser: questions typed, answers read, light, dark and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

INPUT = "stChatInputTextArea"


def test_a_question_and_a_follow_up(chat) -> None:
    page = chat.page()
    first = chat.ask(page, "What's at risk this week, top 3?").inner_text()
    assert "$" in first
    assert "of 100" in first
    second = chat.ask(page, "How does the pipeline look by region?").inner_text()
    assert "open deals" in second
    expect(page.get_by_test_id("stDataFrame").nth(1)).to_be_attached()
    page.close()


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_nothing_is_wider_than_the_screen(chat, width: int, dark: bool) -> None:
    page = chat.page(width=width, dark=dark)
    chat.ask(page, "How does the pipeline look by stage?").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    page.close()


def test_nothing_is_fetched_from_elsewhere(chat) -> None:
    page = chat.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_test_id(INPUT).wait_for()
    chat.ask(page, "What are the biggest open deals?").inner_text()
    hosts = {url.split("/")[2] for url in asked if url.startswith(("http", "ws"))}
    assert hosts == {chat.address.removeprefix("http://")}
    page.close()
