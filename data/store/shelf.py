"""What is stored in a home: every snapshot with its size and marks, and clearing old ones away."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rapidfuzz import process

from data.errors import NoSnapshot, UsageError
from data.store.home import DATABASE, MANIFEST, Home
from data.store.manifest import Manifest
from data.version import SCHEMA

State = Literal["readable", "other version", "damaged"]
Because = Literal["current", "kept", "named by answers", "among the newest"]

_MAGIC, _MAGIC_AT = b"DUCK", 8


@dataclass(frozen=True)
class Stored:
    """One snapshot as it lies on disk.

    Attributes:
        state: `other version`: its manifest was written by another version of the product;
            `damaged`: manifest or database cannot be read. Neither can be opened.
        manifest: None unless readable.
        noted: what its manifest says, as far as that is JSON at all.
        size: of all its files, in bytes.
        answers: how many stored answers name it.
    """

    snapshot_id: str
    folder: Path
    state: State
    manifest: Manifest | None
    noted: Mapping[str, Any]
    size: int
    is_current: bool
    is_kept: bool
    answers: int

    @property
    def model(self) -> str | None:
        """The version of its model, also of a snapshot that cannot be opened."""
        model = self.noted.get("model")
        return model.get("version") if isinstance(model, dict) else None

    @property
    def company(self) -> tuple[str, str]:
        """Name and title of its company, or empty texts."""
        company = self.noted.get("company")
        known = company if isinstance(company, dict) else {}
        return str(known.get("name", "")), str(known.get("title", ""))


class Shelf:
    """The snapshots of a home and the marks of those to keep.

    A mark is an empty file beside the snapshots, so that no snapshot ever changes.

    Args:
        answers: snapshot → ids of the stored answers that name it.
    """

    def __init__(self, home: Home, answers: Mapping[str, Collection[str]]) -> None:
        self._home, self._answers = home, answers
        self._marks = home.folder / "kept"

    def all(self) -> list[Stored]:
        """Every snapshot, the newest first: the present company's by as-of date and time of
        building, then those of other companies, then what cannot be read."""
        pointed = self._current()
        kept = self._kept()
        found = [self._stored(folder, pointed, kept) for folder in self._home.folders()]
        present = next((one.company[0] for one in found if one.is_current), "")
        return sorted(found, key=lambda one: _rank(one, present), reverse=True)

    def keep(self, snapshot_id: str) -> None:
        """Mark a snapshot, so that clearing away leaves it.

        Raises:
            UsageError: there is none of that id; the nearest are named.
        """
        self._check(snapshot_id)
        self._marks.mkdir(parents=True, exist_ok=True)
        (self._marks / snapshot_id).touch()
        if not (self._home.snapshots / snapshot_id).is_dir():  # cleared away at the same moment
            self.release(snapshot_id)
            self._check(snapshot_id)

    def release(self, snapshot_id: str) -> None:
        """Take the mark off again; one without a mark is left as it is.

        Raises:
            UsageError: there is no such snapshot, nor a mark of that name.
        """
        if snapshot_id not in self._kept():
            self._check(snapshot_id)
        (self._marks / snapshot_id).unlink(missing_ok=True)

    def stays(self, newest: int, *, forced: bool = False) -> dict[str, Because]:
        """Which snapshots clearing away would leave, and why.

        The current one always; the `newest` readable ones, the current one among them where it
        is; unless `forced`, marked ones and those that a stored answer names. What cannot be read
        counts for nothing, but its mark and its answers hold it.
        """
        found = self.all()
        counted = [one.snapshot_id for one in found if one.state == "readable"][:newest]
        kept: dict[str, Because] = {}
        for one in found:
            reason = _because(one, one.snapshot_id in counted, forced)
            if reason is not None:
                kept[one.snapshot_id] = reason
        return kept

    def remove(self, one: Stored, *, forced: bool = False) -> bool:
        """Clear one snapshot away: out of sight in one step, then deleted. Hold the refresh lock.

        A mark set at the very moment holds it, unless `forced`.
        """
        aside = self._home.put_aside(one.folder)
        if one.snapshot_id in self._kept() and not forced:
            aside.rename(one.folder)
            aside.parent.rmdir()
            return False
        (self._marks / one.snapshot_id).unlink(missing_ok=True)
        shutil.rmtree(aside.parent, ignore_errors=True)
        return True

    def answers_naming(self, snapshots: Collection[str]) -> int:
        """How many stored answers name any of these snapshots."""
        return len({one for name in snapshots for one in self._answers.get(name, ())})

    def unused_models(self, gone: Collection[str] = ()) -> list[Path]:
        """Folders of models that no snapshot names but those of the ids `gone`."""
        named = {one.model for one in self.all() if one.snapshot_id not in gone}
        models = self._home.models
        found = sorted(models.iterdir()) if models.is_dir() else []
        return [path for path in found if path.is_dir() and path.name not in named]

    def remove_model(self, folder: Path) -> None:
        """Clear a model away, as `remove` does. Hold the refresh lock."""
        shutil.rmtree(self._home.put_aside(folder).parent, ignore_errors=True)

    def _stored(self, folder: Path, current: str, kept: set[str]) -> Stored:
        noted = _noted(folder / MANIFEST)
        manifest = None
        with suppress(NoSnapshot):
            manifest = self._home.manifest(folder.name)
        state: State = "readable"
        if noted.get("schema_version", SCHEMA) != SCHEMA:
            state = "other version"
        elif manifest is None or not _is_database(folder / DATABASE):
            state = "damaged"
        return Stored(
            snapshot_id=folder.name,
            folder=folder,
            state=state,
            manifest=manifest if state == "readable" else None,
            noted=noted,
            size=size_of(folder),
            is_current=folder.name == current,
            is_kept=folder.name in kept,
            answers=len(self._answers.get(folder.name, ())),
        )

    def _current(self) -> str:
        with suppress(NoSnapshot):
            return self._home.current_id()
        return ""

    def _kept(self) -> set[str]:
        return {path.name for path in self._marks.iterdir()} if self._marks.is_dir() else set()

    def _check(self, snapshot_id: str) -> None:
        known = [folder.name for folder in self._home.folders()]
        if snapshot_id in known:
            return
        close = process.extractOne(snapshot_id, known, score_cutoff=50)
        nearest = f" The nearest is {close[0]}." if close else ""
        raise UsageError(
            f"There is no snapshot {snapshot_id!r}.{nearest}",
            fix="`revcopilot snapshots list` names them all.",
            code="unknown_snapshot",
        )


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _because(one: Stored, is_newest: bool, forced: bool) -> Because | None:
    if one.is_current:
        return "current"
    if one.is_kept and not forced:
        return "kept"
    if is_newest:
        return "among the newest"
    return "named by answers" if one.answers and not forced else None


def _rank(one: Stored, company: str) -> tuple[bool, bool, str, str, str]:
    said = one.noted
    return (
        one.state == "readable",
        one.company[0] == company,
        str(said.get("as_of", "")),
        str(said.get("built_at", "")),
        one.snapshot_id,
    )


def _noted(path: Path) -> Mapping[str, Any]:
    """What a manifest says, whichever version wrote it; nothing where it is no JSON object."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_database(path: Path) -> bool:
    """Whether a file begins as a database does; cut off or overwritten ones do not."""
    try:
        with path.open("rb") as handle:
            return handle.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] == _MAGIC
    except OSError:
        return False
