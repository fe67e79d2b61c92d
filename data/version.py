"""The version of the running code: the package's number and a hash over its sources and texts."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

NUMBER = "0.1.0"
SCHEMA = 4
_PACKAGES = ("data", "analytics", "models", "tools", "copilot", "prompts")
_KINDS = {".py", ".yaml", ".j2", ".md", ".lark", ".txt"}


def repository() -> Path:
    """The folder that holds the packages."""
    return Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def code_version() -> str:
    """Such as "0.1.0+3fa9c1d2"; the same sources give the same version on any machine."""
    digest = hashlib.sha256()
    root = repository()
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in _KINDS and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return f"{NUMBER}+{digest.hexdigest()[:8]}"
