"""The chat in a real browser: questions typed, answers read, light, dark and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.slow

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
INPUT = "stChatInputTextArea"
ANSWER_MS = 30_000


@pytest.fixture(scope="module")
def browser(browser_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(browser_path), args=_FLAGS)
        yield opened
        opened.close()


def _page(browser: Browser, address: str, *, width: int = 1280, dark: bool = False) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    page.set_default_timeout(ANSWER_MS)
    page.goto(address)
    page.get_by_test_id(INPUT).wait_for()
    return page


def _ask(page: Page, question: str) -> str:
    """The text of the answer to a question, once it stands whole."""
    before = page.get_by_test_id("stChatMessage").count()
    page.get_by_test_id(INPUT).fill(question)
    page.keyboard.press("Enter")
    answer = page.get_by_test_id("stChatMessage").nth(before + 1)
    expect(answer).to_contain_text("How I know", timeout=ANSWER_MS)
    return answer.inner_text()


def test_a_question_and_a_follow_up(browser: Browser, chat_address: str) -> None:
    page = _page(browser, chat_address)
    first = _ask(page, "What's at risk this week, top 3?")
    assert "$" in first
    assert "of 100" in first
    second = _ask(page, "How does the pipeline look by region?")
    assert "open deals" in second
    expect(page.get_by_test_id("stDataFrame").nth(1)).to_be_attached()
    page.close()


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, chat_address: str, width: int, dark: bool
) -> None:
    page = _page(browser, chat_address, width=width, dark=dark)
    _ask(page, "How does the pipeline look by stage?")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    page.close()


def test_nothing_is_fetched_from_elsewhere(browser: Browser, chat_address: str) -> None:
    page = _page(browser, chat_address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_test_id(INPUT).wait_for()
    _ask(page, "What are the biggest open deals?")
    hosts = {url.split("/")[2] for url in asked if url.startswith(("http", "ws"))}
    assert hosts == {chat_address.removeprefix("http://")}
    page.close()
