"""The shape of the code base: what serving imports, where packages come from, what is known."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("data", "analytics", "models", "tools", "copilot", "prompts", "evals")
MODEL_LIBRARIES = {"models", "lightgbm", "shap", "sklearn", "scipy", "implicit", "torch"}
LARGEST_FILE = 350


def _python_files(*packages: str) -> list[Path]:
    return [
        path
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


def _modules_after(code: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return set(json.loads(told.stdout.splitlines()[-1]))


def test_serving_loads_no_model_library() -> None:
    code = (
        "from copilot.engine import Copilot\nfrom copilot.graph.build import compiled\ncompiled()\n"
        "from tools import registry\nregistry.every()\nimport copilot.cli.ask, copilot.cli.tool"
    )
    loaded = {name.partition(".")[0] for name in _modules_after(code)}
    assert not loaded & MODEL_LIBRARIES


def test_an_answer_needs_no_data_frame() -> None:
    code = "from copilot.engine import Copilot\nfrom tools import registry\nregistry.every()"
    assert "pandas" not in {name.partition(".")[0] for name in _modules_after(code)}


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_come_from_this_repository(package: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import {package}; print({package}.__file__)"],
        capture_output=True, text=True, check=True, cwd=Path("/"), timeout=60,
    )  # fmt: skip
    assert ROOT in Path(told.stdout.strip()).parents


def test_no_code_knows_a_data_set() -> None:
    """Names and dates of the public files stand in their mapping, tests and benchmarks only."""
    words = re.compile(r"maven|gtx|gtk 500|2017-1[02]|sales_pipeline|technolgy", re.IGNORECASE)
    found = []
    for path in _python_files(*PACKAGES):
        if "demo" in path.parts or path.parts[-2:] == ("evals", "questions.py"):
            continue
        for constant in _constants(path):
            if words.search(constant):
                found.append(f"{path.relative_to(ROOT)}: {constant[:60]!r}")
    assert found == []


def _constants(path: Path) -> list[str]:
    """String constants of a module that are no docstrings, and its names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and id(node) not in docstrings
    ]  # fmt: skip


@pytest.mark.parametrize("path", _python_files(*PACKAGES), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_it_is_for_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LARGEST_FILE
    if text.strip() and path.name != "__main__.py":
        assert ast.get_docstring(ast.parse(text)), "no docstring"


def test_no_clock_and_no_environment_below_the_command_line() -> None:
    allowed = {
        "data/home_folder.py", "data/state/store.py", "models/refreshing/commands.py",
        "copilot/telemetry.py",
    }  # fmt: skip
    words = re.compile(
        r"datetime\.now|date\.today|time\.time\(|os\.environ|\bprint\(|^import random"
    )
    found = []
    for path in _python_files("data", "analytics", "models", "tools", "copilot", "evals"):
        name = str(path.relative_to(ROOT))
        if name in allowed or name.startswith(("copilot/cli/", "copilot/app/", "evals/")):
            continue
        if words.search(path.read_text(encoding="utf-8")):
            found.append(name)
    assert found == []


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pins = re.findall(r"^[a-z0-9][\w.\-\[\]]*==", lock, flags=re.MULTILINE)
    assert len(pins) > 50
    assert lock.count("--hash=sha256:") >= len(pins)


def test_nothing_is_unpickled_or_evaluated() -> None:
    words = re.compile(r"import pickle|import joblib|\beval\(|\bexec\(|yaml\.load\(|shell=True")
    found = [
        str(path.relative_to(ROOT))
        for path in _python_files(*PACKAGES)
        if words.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
