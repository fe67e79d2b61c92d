"""`revcopilot chat`: a conversation in the terminal; an empty line or Ctrl-D ends it."""

from __future__ import annotations

from typing import Annotated

import typer

from copilot.cli.common import collect_garbage, new_id
from copilot.cli.opening import opened
from copilot.cli.show import show_answer

AsOption = Annotated[str | None, typer.Option("--as", help="Answer for this person's rows only.")]
ConversationOption = Annotated[
    str | None, typer.Option("--conversation", help="Continue this conversation.")
]
SnapshotOption = Annotated[
    str | None, typer.Option("--snapshot", help="Use this snapshot instead of the current one.")
]


def chat(
    as_name: AsOption = None,
    conversation: ConversationOption = None,
    snapshot: SnapshotOption = None,
) -> None:
    """Hold a conversation in the terminal."""

    collect_garbage()
    talk = conversation or new_id()
    with opened(snapshot) as engine:
        typer.echo(f"Conversation {talk}, as of {engine.snapshot.as_of}. An empty line ends it.")
        while True:
            try:
                question = input("> ").strip()
            except (EOFError, KeyboardInterrupt):
                break
            if not question:
                break
            show_answer(engine.ask(question, conversation_id=talk, as_name=as_name))
