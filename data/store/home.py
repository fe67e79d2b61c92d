"""The home folder of one company: where its snapshots, models, sources and state live."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from data.errors import Infrastructure, NoSnapshot
from data.store.manifest import Manifest
from data.version import SCHEMA

DATABASE = "snapshot.duckdb"
MANIFEST = "manifest.json"
_BUILDING = ".building-"


class Home:
    """Paths and atomic publication. `current` is the only pointer, replaced in one step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshots = folder / "snapshots"
        self.models = folder / "models"
        self.sources = folder / "sources"
        self.state = folder / "state.db"
        self._pointer = self.snapshots / "CURRENT"

    def prepare(self) -> None:
        """Create the folders.

        Raises:
            Infrastructure: the place cannot be written to.
        """
        try:
            for folder in (self.snapshots, self.models, self.sources):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Infrastructure(
                f"The home folder {self.folder} cannot be written: {error.strerror}.",
                fix="Set REVCOPILOT_HOME to a folder that can.",
            ) from error

    @contextlib.contextmanager
    def refresh_lock(self) -> Iterator[None]:
        """Hold the only refresh of this home; released by the system if the process dies.

        Raises:
            Infrastructure: another refresh is running.
        """
        self.prepare()
        with (self.folder / "refresh.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Infrastructure(
                    "Another refresh of this home is running, or a prune.",
                    fix="Wait until it has ended.",
                ) from error
            self._sweep()
            yield

    def _sweep(self) -> None:
        for leftover in self.snapshots.glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)

    def building(self) -> Path:
        """A fresh folder to build in; readers never look at it."""
        folder = self.snapshots / f"{_BUILDING}{uuid.uuid4().hex[:12]}"
        folder.mkdir(parents=True)
        return folder

    def put_aside(self, folder: Path) -> Path:
        """Take a folder of this home away in one step; what is left of it goes with the next sweep.

        Whoever has its files open reads on.
        """
        aside = self.building() / folder.name
        folder.rename(aside)
        return aside

    def publish(self, folder: Path, manifest: Manifest) -> None:
        """Make a finished build the current snapshot: manifest, rename, pointer, in this order."""
        _write_durably(folder / MANIFEST, manifest.model_dump_json(indent=2))
        final = self.snapshots / manifest.snapshot_id
        _sync(folder / DATABASE)
        if final.exists():  # the same content as before, built again because it was damaged
            self.put_aside(final)
        folder.rename(final)
        self.point_to(manifest.snapshot_id)

    def point_to(self, snapshot_id: str) -> None:
        """Replace the pointer atomically."""
        aside = self._pointer.with_name(f"{_BUILDING}pointer-{os.getpid()}")
        _write_durably(aside, snapshot_id + "\n")
        aside.replace(self._pointer)

    def current_id(self) -> str:
        """Id of the published snapshot.

        Raises:
            NoSnapshot: nothing has been published here.
        """
        if not self._pointer.is_file():
            raise NoSnapshot(
                "Nothing has been published here yet.",
                fix="Run `revcopilot refresh demo`, or refresh from your own files.",
            )
        return self._pointer.read_text(encoding="utf-8").strip()

    def current(self) -> Manifest | None:
        """The manifest of the current snapshot, or None where there is none that can be read."""
        try:
            return self.manifest(self.current_id())
        except NoSnapshot:
            return None

    def manifest(self, snapshot_id: str) -> Manifest:
        """The manifest of a published snapshot.

        Raises:
            NoSnapshot: there is no such snapshot (any more).
        """
        path = self.snapshots / snapshot_id / MANIFEST
        if "/" in snapshot_id or snapshot_id.startswith(".") or not path.is_file():
            raise NoSnapshot(
                f"There is no snapshot {snapshot_id}.",
                fix="`revcopilot status` names the published ones.",
            )
        found = _readable(path)
        if found is None:
            raise NoSnapshot(
                f"Snapshot {snapshot_id} was written by another version, or is damaged.",
                fix="Refresh again.",
            )
        return found

    def folders(self) -> list[Path]:
        """The folder of every published snapshot, readable or not."""
        found = self.snapshots.iterdir() if self.snapshots.is_dir() else ()
        return sorted(path for path in found if path.is_dir() and not path.name.startswith("."))

    def published(self, day: date | None = None) -> list[Manifest]:
        """All readable published snapshots, oldest as-of date first, then by time of building.

        Args:
            day: only those with this as-of date, with which their names begin.
        """
        folders = [one for one in self.folders() if one.name.startswith(str(day or ""))]
        found = [_readable(folder / MANIFEST) for folder in folders]
        kept = [manifest for manifest in found if manifest is not None]
        return sorted(kept, key=lambda manifest: (manifest.as_of, manifest.built_at))


def _readable(path: Path) -> Manifest | None:
    """The manifest of this version's shape, or None."""
    try:
        found = Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if found.schema_version == SCHEMA else None


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
