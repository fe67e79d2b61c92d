"""Targets given in a file beside the source: read, checked, in the place of the source's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.errors import Infrastructure
from data.findings import DataRejected
from data.loading.load import Loaded, load
from data.sources.given_targets import with_given_targets
from data.store.home import Home
from data.store.manifest import GIVEN_TARGETS
from data.store.snapshot import Snapshot
from models.refreshing.refresh import Order, refresh

HEAD = "level,name,start,end,kind,amount"
GOOD = [
    "company,Small,2026-04-01,2026-06-30,plan,900",
    "team,Mia,2026-04-01,2026-06-30,quota,450.50",
    "rep,Bob,2026-04-01,2026-06-30,quota,200",
]


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "plan.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    return path


def loaded(small: Any, path: Path) -> tuple[Loaded, duckdb.DuckDBPyConnection]:
    small.write()
    connection = duckdb.connect()
    for name in ("raw", "staged"):
        connection.execute(f"ATTACH ':memory:' AS {name}")
    mapping = with_given_targets(small.mapping, path)
    return load(connection, mapping, small.folder, None, lambda _: None, targets=path), connection


def codes(rejected: pytest.ExceptionInfo[DataRejected]) -> list[tuple[str, int | None]]:
    errors = [one for one in rejected.value.findings if one.severity == "error"]
    return sorted((one.code, one.row) for one in errors)


def test_the_rows_of_the_file_are_the_targets(small, tmp_path) -> None:
    told, connection = loaded(small, written(tmp_path, *GOOD))
    rows = connection.execute("SELECT * FROM targets ORDER BY amount").fetchall()
    assert [(row[0], row[1], float(row[5]), row[6]) for row in rows] == [
        ("rep", "Bob", 200.0, "USD"), ("team", "Mia", 450.5, "USD"),
        ("company", "Small", 900.0, "USD"),
    ]  # fmt: skip
    assert GIVEN_TARGETS in told.checksums
    assert not [one for one in told.findings if one.table == "targets"]


def test_they_replace_those_of_the_source(small, tmp_path) -> None:
    small.feed("targets", HEAD, "rep,Ann,2026-01-01,2026-03-31,quota,100")
    told, connection = loaded(small, written(tmp_path, *GOOD))
    assert connection.execute("SELECT count(*) FROM targets WHERE name = 'Ann'").fetchall() == [
        (0,)
    ]
    assert "targets.csv" not in told.checksums


def test_another_form_of_the_source_is_not_asked_of_the_file(small, tmp_path) -> None:
    small.changes |= {"dates": "%Y-%m-%d", "encoding": "cp1252", "missing": ("", "Small")}
    path = written(tmp_path, "rep,Zoë,2026-04-01,2026-06-30,quota,5")
    told, _ = loaded(small, path)
    found = [one for one in told.findings if one.table == "targets"]
    assert [(one.code, one.value) for one in found] == [("unknown_rep", "Zoë")]


def test_every_problem_is_told_at_once_with_its_row(small, tmp_path) -> None:
    path = written(
        tmp_path,
        "rep,Ann,2026-04-01,2026-06-30,quotas,5", "rep,Bob,2026-13-01,2026-06-30,quota,5x",
        "rep,Cyd,2026-04-01,2026-06-30,quota,-5", "rep,Cyd,2026-04-01,2026-06-30,quota,6",
        "boss,Mia,2026-06-30,2026-04-01,quota,7", "team,Ned,2026-04-01,2026-06-30,quota,7",
        "team,Ned,2026-05-01,2026-07-31,quota,7",
    )  # fmt: skip
    with pytest.raises(DataRejected) as rejected:
        loaded(small, path)
    assert codes(rejected) == [
        ("bad_date", 3), ("bad_number", 3), ("bad_period", 6), ("bad_value", 2), ("bad_value", 6),
        ("duplicate_id", 5), ("negative_amount", 4), ("overlapping_targets", 8),
    ]  # fmt: skip
    fixes = " ".join(one.fix for one in rejected.value.findings)
    assert "mapping" not in fixes


def test_a_header_names_what_is_missing_and_the_nearest(small, tmp_path) -> None:
    path = written(tmp_path, head="levl,name,start,until,kind,amount")
    with pytest.raises(DataRejected) as rejected:
        with_given_targets(small.mapping, path)
    told = [one.message for one in rejected.value.findings]
    assert len(told) == 2
    assert "'level' (nearest: 'levl')" in told[0]


def test_no_file_and_no_text_are_told(small, tmp_path) -> None:
    with pytest.raises(Infrastructure, match="nowhere"):
        with_given_targets(small.mapping, tmp_path / "nowhere.csv")
    bytes_file = tmp_path / "bytes.csv"
    bytes_file.write_bytes(b"\xff\xfe\x00level")
    with pytest.raises(DataRejected):
        with_given_targets(small.mapping, bytes_file)


def test_the_file_decides_which_snapshot_it_is(small, tmp_path) -> None:
    small.write()
    home, path = Home(tmp_path / "home"), written(tmp_path, *GOOD)

    def ordered(targets: Path | None) -> Any:
        mapping = small.mapping if targets is None else with_given_targets(small.mapping, targets)
        order = Order(mapping, small.folder, None, "2026-05-01T00:00:00+00:00", targets=targets)
        return refresh(home, order, lambda _: None)

    without, first, again = ordered(None), ordered(path), ordered(path)
    assert again.is_unchanged
    assert first.manifest.snapshot_id != without.manifest.snapshot_id
    written(tmp_path, *GOOD[:1])
    second = ordered(path)
    assert second.manifest.snapshot_id != first.manifest.snapshot_id
    written(tmp_path, "rep,Ann,2026-04-01,2026-06-30,quotas,5")
    with pytest.raises(DataRejected):
        ordered(path)
    snapshot = Snapshot.open(home)
    assert snapshot.manifest.snapshot_id == second.manifest.snapshot_id
    assert snapshot.row("SELECT count(*) AS n FROM targets")["n"] == 1
    snapshot.close()
