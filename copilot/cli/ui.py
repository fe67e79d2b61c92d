"""`revcopilot ui`: opens the chat in a browser."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from data.errors import Infrastructure

PortOption = Annotated[int, typer.Option("--port", help="Port on this machine.")]


def ui(port: PortOption = 8501) -> None:
    """Serve the chat on http://localhost:8501 until stopped."""

    _refuse_taken(port)
    page = Path(__file__).resolve().parent.parent / "app" / "main.py"
    if not page.is_file():
        raise Infrastructure("The chat page is missing from this installation.")
    options = [
        f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true",
        "--browser.gatherUsageStats=false", "--server.fileWatcherType=none",
        "--client.toolbarMode=viewer", "--client.showErrorDetails=none",
    ]  # fmt: skip
    typer.echo(f"The chat is at http://localhost:{port} (Ctrl-C stops it)", err=True)
    command = [sys.executable, "-m", "streamlit", "run", str(page), *options]
    os.execv(sys.executable, command)  # noqa: S606 - fixed words, no shell


def _refuse_taken(port: int) -> None:

    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Infrastructure(
                f"Port {port} is in use.", fix=f"Use `revcopilot ui --port {port + 1}`."
            )
