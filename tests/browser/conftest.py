"""The chat, served on this machine, and a headless browser that looks at it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from data.store.home import Home

START_SECONDS = 60.0
ANSWER_MS = 30_000
INPUT, MESSAGE = "stChatInputTextArea", "stChatMessage"
ANSWERED = re.compile("How I know|Which do you mean|Not something I answer|The data cannot say")
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@dataclass(frozen=True)
class Chat:
    """The chat as seen by a browser."""

    browser: Browser
    address: str
    answered: re.Pattern[str] = ANSWERED

    def page(self, *, width: int = 1280, dark: bool = False) -> Page:
        """The page on a screen of that width, ready for a question."""
        page = self.browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        page.set_default_timeout(ANSWER_MS)
        page.goto(self.address)
        page.get_by_test_id(INPUT).wait_for()
        return page

    @staticmethod
    def ask(page: Page, question: str) -> Locator:
        """The answer to a question, once it stands whole."""
        before = page.get_by_test_id(MESSAGE).count()
        page.get_by_test_id(INPUT).fill(question)
        page.keyboard.press("Enter")
        answer = page.get_by_test_id(MESSAGE).nth(before + 1)
        expect(answer).to_contain_text(ANSWERED, timeout=ANSWER_MS)
        return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail("the chat did not start")


@pytest.fixture(scope="session")
def chat_address(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat over the demo company."""
    port, log = _free_port(), tmp_path_factory.mktemp("chat") / "log.txt"
    command = [sys.executable, "-m", "copilot", "ui", "--port", str(port)]
    environment = {**os.environ, "REVCOPILOT_HOME": str(demo_home.folder)}
    with log.open("wb") as told:
        server = subprocess.Popen(command, env=environment, stdout=told, stderr=told)
        try:
            _wait(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """A system Chromium; where there is none, tests that need it are skipped and say so."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return Path(found)
    pytest.skip("no Chromium is installed, so the chat was not looked at")


@pytest.fixture(scope="session")
def browser(browser_path: Path) -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(browser_path), args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def chat(browser: Browser, chat_address: str) -> Chat:
    """The chat over the demo company."""
    return Chat(browser, chat_address)
