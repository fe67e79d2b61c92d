"""Snapshots: published whole or not at all, read-only, read while the next is built."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.errors import Infrastructure, NoSnapshot, OtherCompany
from data.mapping import bundled, load_mapping
from data.store.home import DATABASE, Home
from data.store.snapshot import Snapshot
from models.refreshing.refresh import Order, refresh

BIN = Path(sys.executable).parent / "revcopilot"


def test_an_empty_home_says_what_to_do(tmp_path) -> None:
    with pytest.raises(NoSnapshot, match="refresh demo"):
        Snapshot.open(Home(tmp_path))


def test_a_snapshot_cannot_be_written_to(demo) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        demo.rows("CREATE TABLE x (a INTEGER)")


def test_a_snapshot_reads_no_file_outside(demo, tmp_path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(duckdb.Error, match="disabled"):
        demo.rows(f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')")


def test_the_same_order_again_publishes_nothing_new(small, refreshed, tmp_path) -> None:
    home = Home(tmp_path / "home")
    small.write()
    first = refreshed(home, small.mapping, small.folder)
    again = refreshed(home, small.mapping, small.folder)
    assert (first.is_unchanged, again.is_unchanged) == (False, True)
    assert first.manifest.snapshot_id == again.manifest.snapshot_id
    small.tables["deals"][2]["worth"] = "130"
    small.write()
    changed = refreshed(home, small.mapping, small.folder)
    assert changed.manifest.snapshot_id != first.manifest.snapshot_id
    assert home.current_id() == changed.manifest.snapshot_id
    assert len(home.published()) == 2


def test_another_company_needs_replace(small, refreshed, tmp_path) -> None:
    home = Home(tmp_path / "home")
    small.write()
    refreshed(home, small.mapping, small.folder)
    small.changes["name"] = "stranger"
    with pytest.raises(OtherCompany, match="--replace"):
        refreshed(home, small.mapping, small.folder)


def test_errors_leave_the_snapshot_before_in_place(small, refreshed, tmp_path) -> None:
    home = Home(tmp_path / "home")
    small.write()
    before = refreshed(home, small.mapping, small.folder).manifest.snapshot_id
    small.tables["deals"][0]["created"] = "never"
    small.write()
    with pytest.raises(Exception, match="nothing was published"):
        refreshed(home, small.mapping, small.folder)
    assert home.current_id() == before
    assert [path.name for path in home.snapshots.iterdir() if path.is_dir()] == [before]


def test_two_refreshes_of_one_home_do_not_run_together(small, refreshed, tmp_path) -> None:
    home = Home(tmp_path / "home")
    small.write()
    with home.refresh_lock(), pytest.raises(Infrastructure, match="Another refresh"):
        refreshed(home, small.mapping, small.folder)


def test_readers_go_on_while_the_next_is_built(small, refreshed, tmp_path) -> None:
    home = Home(tmp_path / "home")
    small.write()
    refreshed(home, small.mapping, small.folder)
    reader = Snapshot.open(home)
    faults: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            if reader.row("SELECT count(*) AS n FROM deals")["n"] != 6:
                faults.append("a read went wrong")

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    small.tables["deals"].pop()
    small.write()
    refreshed(home, small.mapping, small.folder)
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Snapshot.open(home).row("SELECT count(*) AS n FROM deals")["n"] == 5


def test_too_few_closed_deals_publish_without_scores(small, refreshed, tmp_path) -> None:
    home = Home(tmp_path / "home")
    small.write()
    outcome = refreshed(home, small.mapping, small.folder)
    assert outcome.manifest.model is None
    assert "3 closed deals" in outcome.manifest.no_scores
    assert "40 needed" in outcome.manifest.no_scores
    assert "too_few_closed" in {finding.code for finding in outcome.findings}
    snapshot = Snapshot.open(home)
    assert snapshot.row("SELECT count(*) AS n FROM deal_scores")["n"] == 0


REFRESH = [str(BIN), "refresh", "demo", "--opportunities", "300"]


@pytest.fixture(scope="module")
def a_week_ago(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home refreshed once by the command, as of a week before the extract; to be copied."""
    folder = tmp_path_factory.mktemp("week") / "home"
    first = [*REFRESH, "--as-of", "2026-11-09"]
    subprocess.run(first, env=_in(folder), check=True, capture_output=True, timeout=120)
    return folder


def _in(home: Path) -> dict[str, str]:
    return {**os.environ, "REVCOPILOT_HOME": str(home), "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize("step", ["checking dates", "backtest:", "publishing snapshot"])
def test_a_refresh_killed_at_any_step_leaves_the_last_snapshot(tmp_path, step, a_week_ago) -> None:
    """SIGKILL as soon as the step is announced; then read, then refresh again to the end."""
    home = Home(shutil.copytree(a_week_ago, tmp_path / "home"))
    env = _in(home.folder)
    before = home.current_id()

    killed = subprocess.Popen(
        REFRESH, env=env, stderr=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL
    )
    assert killed.stderr is not None
    for line in killed.stderr:
        if step in line:
            killed.send_signal(signal.SIGKILL)
            break
    killed.stderr.close()
    assert killed.wait(timeout=30) == -signal.SIGKILL

    assert home.current_id() == before
    snapshot = Snapshot.open(home)
    assert snapshot.as_of == date(2026, 11, 9)
    assert snapshot.row("SELECT count(*) AS n FROM deal_scores")["n"] > 0
    snapshot.close()

    subprocess.run(REFRESH, env=env, check=True, capture_output=True, timeout=120)
    assert Snapshot.open(home).as_of == date(2026, 11, 16)
    assert not list(home.snapshots.glob(".building-*"))


def test_models_and_scores_do_not_depend_on_when_they_were_built(few_deals, tmp_path) -> None:
    mapping = load_mapping(bundled()["demo"])
    snapshots = []
    for name, built_at in (("one", "2026-11-20T08:00:00"), ("two", "2026-11-21T09:30:00")):
        home = Home(tmp_path / name)
        refresh(home, Order(mapping, few_deals, None, built_at), lambda _: None)
        snapshots.append(Snapshot.open(home))
    first, second = snapshots
    for table in ("deal_scores", "score_history"):
        query = f"SELECT * EXCLUDE (scored_at) FROM {table} ORDER BY ALL"
        assert first.rows(query) == second.rows(query)
    for table in ("deal_drivers", "deal_actions", "forecast_record"):
        query = f"SELECT * FROM {table} ORDER BY ALL"
        assert first.rows(query) == second.rows(query)


def test_a_lost_pointer_and_a_damaged_database_are_mended_by_a_refresh(
    small, refreshed, tmp_path
) -> None:
    home = Home(tmp_path / "home")
    small.write()
    first = refreshed(home, small.mapping, small.folder).manifest
    (home.snapshots / "CURRENT").unlink()
    assert refreshed(home, small.mapping, small.folder).is_unchanged
    assert home.current_id() == first.snapshot_id
    (home.snapshots / first.snapshot_id / DATABASE).write_bytes(b"not a database")
    with pytest.raises(NoSnapshot, match="cannot be opened"):
        Snapshot.open(home)
    assert not refreshed(home, small.mapping, small.folder).is_unchanged
    assert Snapshot.open(home).row("SELECT count(*) AS n FROM deals")["n"] == 6
    (home.snapshots / first.snapshot_id / "manifest.json").write_text("{}")
    with pytest.raises(NoSnapshot, match="another version, or is damaged"):
        Snapshot.open(home)
    refreshed(home, small.mapping, small.folder)
    assert Snapshot.open(home).row("SELECT count(*) AS n FROM deals")["n"] == 6


def test_scoring_without_training_takes_no_model_from_the_future(few_deals, tmp_path) -> None:
    home = Home(tmp_path / "home")
    mapping = load_mapping(bundled()["demo"])

    def order(day: date, is_training: bool) -> Order:
        return Order(mapping, few_deals, day, "2026-11-20T08:00:00", is_training=is_training)

    refresh(home, order(date(2026, 11, 16), True), lambda _: None)
    with pytest.raises(Infrastructure, match="trained on 2026-06-30 or before"):
        refresh(home, order(date(2026, 6, 30), False), lambda _: None)
    trained = refresh(home, order(date(2026, 6, 30), True), lambda _: None).manifest
    again = refresh(home, order(date(2026, 7, 31), False), lambda _: None).manifest
    assert again.model is not None
    assert trained.model is not None
    assert again.model.version == trained.model.version
