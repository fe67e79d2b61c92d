"""Many questions in one process: a line in, a line out, lines of one conversation in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copilot.cli.common import put_json
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
    with opened(snapshot_id) as engine, path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                made = _line(engine, number, line)
                failed = failed or made["status"] == "error"
                put_json(made)
    return 1 if failed else 0


def _line(engine: Copilot, number: int, line: str) -> dict[str, Any]:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        return _error(None, f"line {number} is not JSON: {error.msg}")
    line_id = raw.get("id") if isinstance(raw, dict) else None
    try:
        asked = BatchLine.model_validate(raw)
        answer = engine.ask(
            asked.question, conversation_id=asked.conversation_id, as_name=asked.principal
        )
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join(str(s) for s in p['loc'])}: {p['msg']}" for p in error.errors()
        )
        return _error(line_id, f"line {number}: {told}")
    except CopilotError as error:
        return _error(line_id, f"line {number}: {error}")
    return {**answer.as_json(), "id": line_id}


def _error(line_id: Any, detail: str) -> dict[str, Any]:
    reason = {"code": "bad_argument", "detail": detail, "needs": []}
    return {"id": line_id, "status": "error", "reason": reason, "text": detail}
