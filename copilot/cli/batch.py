"""Many questions in one process: a line in, a line out, lines of one conversation in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copilot.cli.common import collect_garbage, put_json
from copilot.cli.opening import opened
from copilot.engine import Copilot
from data.errors import CopilotError, Infrastructure


class BatchLine(BaseModel):
    """A line of a batch file."""

    model_config = ConfigDict(extra="ignore")

    id: Any = None
    question: str = Field(min_length=1)
    conversation_id: str | None = None
    principal: str | None = None


def run_batch(path: Path, snapshot_id: str | None) -> int:
    """Answer every line of a file on standard output; 1 if any line ended as an error.

    Raises:
        Infrastructure: the file is not there.
    """
    if not path.is_file():
        raise Infrastructure(f"There is no file {path.name}.", fix="Check the path of --batch.")
    failed = False
    collect_garbage()
    with opened(snapshot_id) as engine, path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                made = _line(engine, number, line)
                failed = failed or made["status"] == "error"
                put_json(made)
    return 1 if failed else 0


def _line(engine: Copilot, number: int, line: str) -> dict[str, Any]:
    raw: Any = {}
    try:
        raw = json.loads(line)
        asked = BatchLine.model_validate(raw)
        answer = engine.ask(
            asked.question, conversation_id=asked.conversation_id, as_name=asked.principal
        )
    except json.JSONDecodeError as error:
        return _refused(engine, raw, f"Line {number} is not JSON: {error.msg}.")
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join(str(s) for s in p['loc'])}: {p['msg']}" for p in error.errors()
        )
        return _refused(engine, raw, f"Line {number}: {told}.")
    except CopilotError as error:
        return _refused(engine, raw, f"Line {number}: {error}")
    return {**answer.as_json(), "id": asked.id}


def _refused(engine: Copilot, raw: Any, detail: str) -> dict[str, Any]:
    """A whole answer that says why the line could not be answered; it is not kept."""
    given = raw if isinstance(raw, dict) else {}
    answer = engine.refused(
        str(given.get("question") or ""), str(given.get("conversation_id") or ""), detail
    )
    return {**answer.as_json(), "id": given.get("id")}
