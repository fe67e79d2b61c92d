"""Reference pages made from the code: tools, data dictionary, findings, glossary, commands.

`python -m copilot.reference docs` writes them; a test checks that they are up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from analytics.glossary import TOPICS
from analytics.metrics import METRICS
from data.findings import CODES
from data.schema import TABLES
from tools import registry

NOTE = "<!-- Made by `make docs` from the code; edits are lost. -->\n\n"


def pages() -> dict[str, str]:
    """File name → text of every page."""
    return {
        "tools.md": _tools(),
        "data-dictionary.md": _dictionary(),
        "findings.md": _findings(),
        "glossary.md": _glossary(),
    }


def _tools() -> str:
    lines = ["# Tools", "", NOTE.strip(), ""]
    for tool in registry.every():
        schema = tool.arguments.model_json_schema()
        lines += [f"## `{tool.name}`", "", tool.summary, ""]
        lines += [f"For example: {'; '.join(tool.examples)}.", ""]
        lines += _arguments(schema)
        if tool.later:
            names = ", ".join(f"`{name}`" for name in tool.later)
            lines += [f"Not served in this version: {names} (a named error, never ignored).", ""]
        figures = ", ".join(f"`{name}`" for name in tool.figures)
        lines += [f"Figures: {figures}.", ""]
    return "\n".join(lines)


def _arguments(schema: dict[str, Any]) -> list[str]:
    fields = schema.get("properties", {})
    if not fields:
        return ["Takes no arguments.", ""]
    needed = set(schema.get("required", []))
    rows = ["| argument | what it is | default |", "|---|---|---|"]
    for name, field in fields.items():
        default = "needed" if name in needed else f"`{_default(field)}`"
        rows.append(f"| `{name}` | {field.get('description', '')} | {default} |")
    return [*rows, ""]


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    return (
        "everything" if isinstance(default, dict) else "none" if default is None else str(default)
    )


def _dictionary() -> str:
    lines = ["# Data dictionary", "", NOTE.strip(), ""]
    for table in TABLES:
        needed = "needed" if table.required else "optional"
        key = ", ".join(f"`{name}`" for name in table.key)
        lines += [f"## `{table.name}` ({needed})", "", f"{table.description} Key: {key}.", ""]
        lines += ["| column | type | needed | meaning |", "|---|---|---|---|"]
        for column in table.columns:
            refers = f" Refers to `{column.refers_to}`." if column.refers_to else ""
            mark = "yes" if column.required else ""
            lines.append(
                f"| `{column.name}` | {column.type} | {mark} | {column.description}{refers} |"
            )
        lines.append("")
    return "\n".join(lines)


def _findings() -> str:
    lines = ["# Findings", "", NOTE.strip(), "", "| code | severity | meaning |", "|---|---|---|"]
    lines += [
        f"| `{code}` | {severity} | {meaning} |" for code, (severity, meaning) in CODES.items()
    ]
    return "\n".join([*lines, ""])


def _glossary() -> str:
    lines = ["# Glossary", "", NOTE.strip(), ""]
    for name, topic in TOPICS.items():
        kind = "metric" if name in METRICS else "topic"
        lines += [f"## {topic.title} (`{name}`, {kind})", "", topic.body, ""]
        if topic.caution:
            lines += [topic.caution, ""]
    return "\n".join(lines)


def main() -> None:
    """Write all pages into the folder given."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    for name, text in pages().items():
        (folder / name).write_text(text.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
