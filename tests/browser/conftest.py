"""The chat, served on this machine, and a headless browser that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store.home import Home

START_SECONDS = 60.0


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
