"""`revcopilot ask`: one question, or many from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilot.cli.batch import run_batch
from copilot.cli.common import put_json
from copilot.cli.opening import opened
from copilot.cli.show import show_answer
from data.errors import UsageError

QuestionArg = Annotated[str | None, typer.Argument(help="The question, in plain words.")]
BatchOption = Annotated[
    Path | None,
    typer.Option("--batch", help='A file of JSON lines: {"id", "question", "conversation_id"…}.'),
]
AsOption = Annotated[str | None, typer.Option("--as", help="Answer for this person's rows only.")]
ConversationOption = Annotated[
    str | None, typer.Option("--conversation", help="Continue this conversation.")
]
SnapshotOption = Annotated[
    str | None, typer.Option("--snapshot", help="Use this snapshot instead of the current one.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")]
ExplainOption = Annotated[bool, typer.Option("--explain", help="Also print plan, facts, receipt.")]
OutboundOption = Annotated[
    bool, typer.Option("--show-outbound", help="Also print what left this machine.")
]


def ask(
    question: QuestionArg = None,
    batch: BatchOption = None,
    as_name: AsOption = None,
    conversation: ConversationOption = None,
    snapshot: SnapshotOption = None,
    as_json: JsonOption = False,
    explain: ExplainOption = False,
    show_outbound: OutboundOption = False,
) -> None:
    """Answer a question from the current snapshot."""
    if (question is None) == (batch is None):
        raise UsageError("Give a question or --batch FILE, one of the two.")

    if batch is not None:
        raise typer.Exit(run_batch(batch, snapshot))
    with opened(snapshot) as engine:
        answer = engine.ask(question or "", conversation_id=conversation, as_name=as_name)
    if as_json:
        put_json(answer.as_json())
    else:
        show_answer(answer, explain=explain, show_outbound=show_outbound)
    if answer.status == "error":
        raise typer.Exit(1)
