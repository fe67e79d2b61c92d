"""The refresh: load, validate, train, score, publish; one snapshot at the end, or nothing."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.errors import NoSnapshot, OtherCompany
from data.findings import Finding
from data.store.home import DATABASE, Home
from data.store.manifest import Manifest
from data.store.snapshot import Snapshot
from models.refreshing.building import build
from models.refreshing.manifest import Order, manifest_of, snapshot_id

__all__ = ["Order", "Outcome", "refresh"]

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a refresh did."""

    manifest: Manifest
    findings: list[Finding]
    is_unchanged: bool


def refresh(home: Home, order: Order, progress: Progress) -> Outcome:
    """Build and publish a snapshot; on any failure the one before stays current.

    An order whose files, mapping, as-of date and code are those of a published snapshot makes that
    one current again, without building.

    Raises:
        OtherCompany: the home holds another company and replacing was not asked for.
        DataRejected: the data have errors; all are told.
        Infrastructure: another refresh runs, or a folder is missing.
    """
    with home.refresh_lock():
        _check_company(home, order)
        known = _already_published(home, order)
        if known is not None:
            home.point_to(known.snapshot_id)
            progress(f"nothing has changed since snapshot {known.snapshot_id}")
            return Outcome(known, [], is_unchanged=True)
        folder = home.building()
        try:
            return _publish(home, order, folder, progress)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _check_company(home: Home, order: Order) -> None:
    published = home.published()
    if order.is_replacing or not published:
        return
    present = (home.current() or published[-1]).company
    if present.name != order.mapping.name:
        raise OtherCompany(
            f"This home holds {present.title}, not {order.mapping.title}.",
            fix="Add --replace to put the other company in its place, or set REVCOPILOT_HOME.",
        )


def _already_published(home: Home, order: Order) -> Manifest | None:
    """The snapshot that this order would build again; None where files are missing."""
    paths = {name: order.path(name) for name in order.mapping.files}
    if not all(path.is_file() for path in paths.values()):
        return None
    files = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}
    for manifest in reversed(home.published()):
        day = order.as_of or manifest.extracted_on
        is_same = manifest.snapshot_id == snapshot_id(order, files, day, manifest.model)
        if manifest.as_of == day and is_same and _opens(home, manifest):
            return manifest
    return None


def _opens(home: Home, manifest: Manifest) -> bool:
    """Whether the snapshot can be read; a damaged one is built again."""
    try:
        snapshot = Snapshot.open(home, manifest.snapshot_id)
        found = snapshot.row("SELECT count(*) AS n FROM deals_now")["n"]
        snapshot.close()
    except (NoSnapshot, duckdb.Error):
        return False
    return bool(found == manifest.row_counts["deals_now"])


def _publish(home: Home, order: Order, folder: Path, progress: Progress) -> Outcome:
    connection = duckdb.connect(str(folder / DATABASE), config={"threads": "2"})
    try:
        built = build(home, order, connection, progress)
        manifest = manifest_of(connection, order, built)
    finally:
        connection.close()
    progress(f"publishing snapshot {manifest.snapshot_id}")
    home.publish(folder, manifest)
    return Outcome(manifest, built.findings, is_unchanged=False)
