"""The command line as a person and a script use it: output, exit codes, files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent / "revcopilot"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "home"
    told = _run(folder, "refresh", "demo", "--opportunities", "900")
    assert told.returncode == 0, told.stderr
    return folder


def _run(home: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "REVCOPILOT_HOME": str(home), "COLUMNS": "100"}
    return subprocess.run(
        [str(BIN), *arguments], env=env, input=stdin, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def test_ask_prints_one_json_object_and_logs_apart(home) -> None:
    told = _run(home, "ask", "what's at risk this week?", "--json")
    assert told.returncode == 0
    assert len(told.stdout.splitlines()) == 1
    answer = json.loads(told.stdout)
    assert answer["status"] == "answered"
    assert answer["grounding"]["unsupported"] == 0


def test_ask_for_a_person_prints_text_tables_and_the_receipt(home) -> None:
    told = _run(home, "ask", "what's at risk this week?", "--explain", "--show-outbound")
    assert told.returncode == 0
    for words in ("at risk", "Next you might ask", "as of 2026-11-16", "rows read", "Nothing left"):
        assert words in told.stdout


@pytest.mark.parametrize("question", ["send an email to Bob", "how is it doing?", "won in 2015?"])
def test_ask_ends_0_for_anything_but_an_error(home, question) -> None:
    assert _run(home, "ask", question).returncode == 0


def test_without_a_snapshot_it_says_what_to_run(tmp_path) -> None:
    told = _run(tmp_path / "none", "ask", "what's at risk?")
    assert told.returncode == 3
    assert "revcopilot refresh demo" in told.stderr
    assert "Traceback" not in told.stderr


def test_bad_usage_ends_2(home) -> None:
    for arguments in (
        ["ask"],
        ["ask", "x", "--batch", "y"],
        ["tool", "deals_at_riks", "{}"],
        ["tool", "deals_at_risk", "{"],
        ["tool", "deals_at_risk", '{"where": [{"field": "age"}]}'],
        ["export", "deal_score", "--out", "x.csv"],
        ["export", "deal_scores", "--out", "x.txt"],
        ["refresh", "nowhere"],
        ["refresh", "demo", "--as-of", "yesterday"],
        ["refresh", "demo", "--as-of", "soon"],
        ["nonsense"],
    ):
        told = _run(home, *arguments)
        assert told.returncode == 2, (arguments, told.stderr)
        assert told.stderr
        assert "Traceback" not in told.stderr


def test_a_batch_answers_every_line_in_order(home, tmp_path) -> None:
    lines = [
        {"id": "a", "question": "what's at risk this week?", "conversation_id": "talk"},
        {"id": "b", "question": "and in the East?", "conversation_id": "talk"},
        {"id": 3, "question": "how fresh is the data?"},
    ]
    file = tmp_path / "batch.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    told = _run(home, "ask", "--batch", str(file), "--json")
    made = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.returncode == 0
    assert [line["id"] for line in made] == ["a", "b", 3]
    assert made[1]["plan"][0]["args"]["scope"] == {"region": ["East"]}


def test_a_bad_batch_line_is_an_error_line_and_the_others_are_answered(home, tmp_path) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_text('{"id": 1}\nnot json\n{"id": 2, "question": "how fresh is the data?"}\n')
    told = _run(home, "ask", "--batch", str(file), "--json")
    made = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.returncode == 1
    assert [line["status"] for line in made] == ["error", "error", "answered"]
    assert made[0]["id"] == 1


def test_tool_prints_the_fields_of_the_contract(home) -> None:
    told = _run(home, "tool", "pipeline_summary", '{"group_by": "region"}', "--json")
    made = json.loads(told.stdout)
    assert set(made) == {"tool", "args", "facts", "tables", "charts", "unknowns", "receipt"}
    listed = json.loads(_run(home, "tool", "--list", "--json").stdout)
    assert {entry["name"] for entry in listed} >= {"deals_at_risk", "metric"}


def test_export_writes_the_table_and_defuses_formulas(home, tmp_path) -> None:
    out = tmp_path / "accounts.csv"
    assert _run(home, "export", "accounts", "--out", str(out)).returncode == 0
    with out.open(encoding="utf-8", newline="") as handle:
        names = [row["account"] for row in csv.DictReader(handle)]
    assert "'=SUM(Trading) Co" in names
    assert not any(name.startswith("=") for name in names)
    parquet = tmp_path / "scores.parquet"
    assert _run(home, "export", "deal_scores", "--out", str(parquet)).returncode == 0
    assert parquet.stat().st_size > 1000
    assert not list(tmp_path.glob(".*part"))


def test_verify_passes_an_answer_and_fails_a_changed_one(home, tmp_path) -> None:
    answer = json.loads(_run(home, "ask", "win rate by region last quarter", "--json").stdout)
    line = {"id": "x", "facts": answer["facts"], "text": answer["text"]}
    file = tmp_path / "texts.jsonl"
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    told = _run(home, "verify", str(file), "--json")
    assert told.returncode == 0, told.stdout
    assert json.loads(told.stdout) == {"id": "x", "supported": True, "violations": []}
    line["text"] = line["text"].replace("%", "0%", 1)
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    told = _run(home, "verify", str(file), "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["violations"]


def test_replay_is_equal_and_says_when_the_snapshot_is_gone(home, tmp_path) -> None:
    answer = json.loads(_run(home, "ask", "what's at risk this week?", "--json").stdout)
    told = _run(home, "replay", answer["answer_id"], "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["equal"] is True
    assert _run(home, "replay", "no-such-answer").returncode == 2
    folder = home / "snapshots" / answer["snapshot_id"]
    aside = tmp_path / "aside"
    folder.rename(aside)
    try:
        told = _run(home, "replay", answer["answer_id"])
    finally:
        aside.rename(folder)
    assert told.returncode == 3
    assert "Traceback" not in told.stderr


def test_chat_holds_a_conversation(home) -> None:
    told = _run(home, "chat", stdin="what's at risk this week?\nand in the East?\n\n")
    assert told.returncode == 0
    assert "for East" in told.stdout


def test_status_and_doctor(home) -> None:
    assert "Quillhaven" in _run(home, "status").stdout
    told = _run(home, "doctor")
    assert told.returncode == 0, told.stdout
    assert "imported from this repository" in told.stdout


def test_errors_in_the_data_are_all_told_and_nothing_is_published(home, tmp_path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    source = next((home / "sources").iterdir())
    for path in source.glob("*.csv"):
        files.joinpath(path.name).write_bytes(path.read_bytes())
    deals = (files / "opportunities.csv").read_text(encoding="utf-8").splitlines()
    deals[1] = deals[1].replace("2024-", "2024/", 1).replace("2025-", "2025/", 1)
    (files / "opportunities.csv").write_text("\n".join(deals) + "\n", encoding="utf-8")
    (files / "reps.csv").unlink()
    mapping = Path(__file__).resolve().parents[2] / "data" / "mappings" / "demo.yaml"
    before = _run(home, "status", "--json").stdout
    told = _run(home, "refresh", "csv", str(files), "--mapping", str(mapping))
    assert told.returncode == 1
    assert "missing_file" in told.stderr
    assert "nothing was published" in told.stderr
    assert _run(home, "status", "--json").stdout == before


def test_help_names_every_command(home) -> None:
    told = _run(home, "--help").stdout
    for command in ("refresh", "ask", "chat", "ui", "tool", "export", "verify", "replay", "status",
                    "doctor"):  # fmt: skip
        assert command in told
