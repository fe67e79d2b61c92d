"""The benchmark's two programs give the same rows, and its comparison notices a changed one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from benchmarks import features_data, features_duckdb, features_pandas
from benchmarks.features_time import differences


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("features")
    (folder / "tables").mkdir()
    features_data.write(folder / "tables", 3000)
    ours, theirs = folder / "ours.parquet", folder / "theirs.parquet"
    features_duckdb.run(folder / "tables", ours)
    features_pandas.run(folder / "tables", theirs)
    return ours, theirs


def test_pandas_gives_the_same_rows(files) -> None:
    rows, found = differences(*files)
    assert rows > 500
    assert found == []


def test_every_column_holds_something_and_varies(files) -> None:
    query = f"SELECT column_name, approx_unique FROM (SUMMARIZE FROM '{files[0]}')"
    counts = dict(duckdb.sql(query).fetchall())
    assert [name for name, count in counts.items() if count < 2 and name != "day"] == []


def test_a_changed_value_and_a_lost_row_are_noticed(files, tmp_path: Path) -> None:
    changed = tmp_path / "changed.parquet"
    duckdb.sql(
        "SELECT * REPLACE (rep_win_rate + CASE WHEN row = 7 THEN 1e-6 ELSE 0 END AS rep_win_rate) "
        f"FROM (SELECT *, row_number() OVER () AS row FROM '{files[1]}') WHERE row <> 9"
    ).write_parquet(str(changed))
    _, found = differences(files[0], changed)
    assert "rep_win_rate: 2 rows" in found
    assert any("rows against" in line for line in found)
