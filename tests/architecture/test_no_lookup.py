"""No name is looked up outside this machine during a whole run: refresh, ask, tool, export."""

from __future__ import annotations

import os
import subprocess
import sys

GUARDED = """
import socket, sys
asked = []
real = socket.getaddrinfo
def guard(host, *rest, **more):
    if host not in (None, "", "localhost", "127.0.0.1", "::1"):
        asked.append(host)
        raise OSError(f"looked up {host}")
    return real(host, *rest, **more)
socket.getaddrinfo = guard
socket.gethostbyname = lambda host: guard(host, None)
from copilot.cli.main import run
for arguments in (
    ["refresh", "demo", "--opportunities", "600"],
    ["ask", "what's at risk this week?", "--json"],
    ["ask", "win rate by region last quarter"],
    ["tool", "data_status", "{}", "--json"],
    ["status"],
    ["doctor"],
):
    code = run(arguments)
    assert code == 0, (arguments, code)
import copilot.app.main
print("looked up:", asked)
assert not asked
"""


def test_a_whole_run_looks_nothing_up(tmp_path) -> None:
    env = {
        **os.environ,
        "REVCOPILOT_HOME": str(tmp_path / "home"),
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "invented",
    }
    told = subprocess.run(
        [sys.executable, "-c", GUARDED], env=env, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-2000:]
    assert "looked up: []" in told.stdout
