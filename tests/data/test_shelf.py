"""What is stored: the list of snapshots, marks to keep, and clearing away the rest."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from copilot.cli.main import run
from data.errors import UsageError
from data.state.store import StateStore, StoredAnswer, state_url
from data.store.home import DATABASE, MANIFEST, Home
from data.store.shelf import Shelf, size_of
from data.store.snapshot import Snapshot

DAYS = [date(2026, month, 28) for month in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def four_days(tmp_path_factory, six_deals, refreshed) -> Path:
    """A home of four snapshots of six deals; too few to learn from, so without models."""
    folder = tmp_path_factory.mktemp("shelf")
    company = six_deals(folder / "files")
    company.write()
    for day in DAYS:
        refreshed(Home(folder / "home"), company.mapping, company.folder, day)
    return folder / "home"


@pytest.fixture
def home(four_days, tmp_path, monkeypatch) -> Home:
    """A copy to change, also the home of commands; with a model for the first and the last day."""
    found = Home(shutil.copytree(four_days, tmp_path / "home"))
    for folder, version in ((found.folders()[0], "model-a"), (found.folders()[-1], "model-b")):
        noted = json.loads((folder / MANIFEST).read_text())
        noted["model"] = {"version": version, "kind": "age", "card": {}}
        (folder / MANIFEST).write_text(json.dumps(noted))
        (found.models / version).mkdir()
        (found.models / version / "model.json").write_text("{}" * 100)
    monkeypatch.setenv("REVCOPILOT_HOME", str(found.folder))
    monkeypatch.delenv("REVCOPILOT_STATE_URL", raising=False)
    return found


def _ids(home: Home) -> list[str]:
    """Ids of what lies on disk, the oldest first."""
    return sorted(path.name for path in home.snapshots.iterdir() if path.is_dir())


def _answer(home: Home, answer_id: str, own: str, *others: str) -> None:
    state = StateStore(state_url(home.folder, {}))
    state.save(
        StoredAnswer(
            answer_id=answer_id, conversation_id=f"c-{answer_id}", turn=0, question="?",
            principal="", snapshot_id=own, code_version="x", memory_before={}, memory_after={},
            answer={"other_snapshots": list(others)}, created_at="2026-11-20T08:00:00",
        )
    )  # fmt: skip
    state.close()


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert run(["snapshots", *arguments, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_the_list_says_what_is_stored_the_newest_first(home, capsys) -> None:
    ids = _ids(home)
    _answer(home, "a1", ids[3], ids[0])
    _answer(home, "a2", ids[0])
    Shelf(home, {}).keep(ids[1])
    told = _json(capsys, "list")["snapshots"]
    assert [row["snapshot_id"] for row in told] == ids[::-1]
    assert [row["as_of"] for row in told] == [str(day) for day in DAYS[::-1]]
    assert [row["current"] for row in told] == [True, False, False, False]
    assert [row["kept"] for row in told] == [False, False, True, False]
    assert [row["answers"] for row in told] == [1, 0, 0, 2]
    assert [row["model"] for row in told] == ["model-b", None, None, "model-a"]
    assert {row["state"] for row in told} == {"readable"}
    assert {row["company_title"] for row in told} == {"Small Company"}
    counts = [manifest.row_counts["opportunities"] for manifest in home.published()]
    assert [row["deals"] for row in told] == counts[::-1]
    on_disk = [
        sum((Path(at) / name).stat().st_size for at, _, names in os.walk(home.snapshots / one)
            for name in names)
        for one in ids[::-1]
    ]  # fmt: skip
    assert [row["bytes"] for row in told] == on_disk

    assert run(["snapshots", "list"]) == 0
    shown = capsys.readouterr().out
    for words in ("current, named by 1 answer", "kept", "named by 2 answers", "4 snapshots,"):
        assert words in shown


def test_a_mark_changes_nothing_within_the_snapshot(home, capsys) -> None:
    one = _ids(home)[0]
    before = {path: path.read_bytes() for path in (home.snapshots / one).iterdir()}
    assert run(["snapshots", "keep", one]) == 0
    assert run(["snapshots", "keep", one]) == 0  # again is no error
    assert {path: path.read_bytes() for path in (home.snapshots / one).iterdir()} == before
    assert [row.snapshot_id for row in Shelf(home, {}).all() if row.is_kept] == [one]
    assert run(["snapshots", "keep", one, "--undo"]) == 0
    assert not any(row.is_kept for row in Shelf(home, {}).all())


def test_an_unknown_id_is_told_with_the_nearest(home, capsys) -> None:
    one = _ids(home)[0]
    for arguments in (["keep", one[:-1] + "x"], ["keep", one[:-1] + "x", "--undo"]):
        assert run(["snapshots", *arguments]) == 2
        told = capsys.readouterr().err
        assert f"The nearest is {one}." in told
        assert "snapshots list" in told


def test_prune_leaves_the_newest_and_sweeps_models_that_nobody_names(home, capsys) -> None:
    ids = _ids(home)
    sizes = [size_of(home.snapshots / one) for one in ids]
    model = size_of(home.models / "model-a")
    dry = _json(capsys, "prune", "--keep", "2", "--dry-run")
    assert _ids(home) == ids
    done = _json(capsys, "prune", "--keep", "2")
    assert {**dry, "dry_run": False} == done
    assert _ids(home) == ids[2:]
    assert [row["snapshot_id"] for row in done["removed"]] == [ids[1], ids[0]]
    assert done["removed_models"] == ["model-a"]
    assert [path.name for path in home.models.iterdir()] == ["model-b"]
    assert done["freed_bytes"] == sizes[0] + sizes[1] + model
    assert done["left"] == 2
    assert run(["snapshots", "prune", "--keep", "2"]) == 0
    assert "0 snapshots and 0 models removed, 0 bytes freed; 2 snapshots left." in (
        capsys.readouterr().out
    )


def test_the_current_one_stays_even_when_it_is_the_oldest(home, capsys) -> None:
    ids = _ids(home)
    home.point_to(ids[0])
    assert run(["snapshots", "prune", "--keep", "0", "--force"]) == 0
    assert _ids(home) == ids[:1]
    assert Snapshot.open(home).as_of == DAYS[0]


def test_marked_and_named_ones_go_only_by_force(home, capsys) -> None:
    ids = _ids(home)
    Shelf(home, {}).keep(ids[0])
    _answer(home, "a1", ids[3], ids[1])
    _answer(home, "a2", ids[1])
    told = _json(capsys, "prune", "--keep", "1")
    assert told["held"] == {ids[1]: "named by answers", ids[0]: "kept"}
    assert _ids(home) == [ids[0], ids[1], ids[3]]
    assert run(["snapshots", "prune", "--keep", "1", "--force"]) == 0
    assert "2 stored answers can no longer be replayed." in capsys.readouterr().out
    assert _ids(home) == [ids[3]]
    assert not any((home.folder / "kept").iterdir())


def test_nothing_is_pruned_while_a_refresh_runs(home, capsys) -> None:
    ids = _ids(home)
    with home.refresh_lock():
        assert run(["snapshots", "prune", "--keep", "1"]) == 3
        assert run(["snapshots", "prune", "--keep", "1", "--dry-run"]) == 0
        assert run(["snapshots", "keep", ids[0]]) == 0
    assert _ids(home) == ids


def test_a_prune_that_was_killed_leaves_nothing_half(home, monkeypatch, capsys) -> None:
    ids = _ids(home)

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("data.store.shelf.shutil.rmtree", die)
        with pytest.raises(Killed):
            run(["snapshots", "prune", "--keep", "1"])
    left = [path for path in home.snapshots.iterdir() if path.name.startswith(".building-")]
    assert len(left) == 1  # out of sight, not yet deleted
    assert [one.snapshot_id for one in Shelf(home, {}).all()] == [ids[3], ids[1], ids[0]]
    assert all(one.state == "readable" for one in Shelf(home, {}).all())
    assert run(["snapshots", "prune", "--keep", "1"]) == 0
    assert _ids(home) == [ids[3]]


def test_whoever_has_a_snapshot_open_reads_on(home, capsys) -> None:
    reader = Snapshot.open(home, _ids(home)[0])
    before = reader.rows("SELECT * FROM deals ORDER BY ALL")
    assert run(["snapshots", "prune", "--keep", "1"]) == 0
    assert reader.rows("SELECT * FROM deals ORDER BY ALL") == before
    reader.close()


def test_what_cannot_be_opened_is_listed_so_and_goes_first(home, capsys) -> None:
    ids = _ids(home)
    old = home.snapshots / ids[0] / MANIFEST
    old.write_text(json.dumps({**json.loads(old.read_text()), "schema_version": 1}))
    (home.snapshots / ids[1] / DATABASE).write_bytes(b"cut off")
    (home.snapshots / ids[2] / MANIFEST).write_text("{")
    told = {row["snapshot_id"]: row for row in _json(capsys, "list")["snapshots"]}
    assert [told[one]["state"] for one in ids] == [
        "other version", "damaged", "damaged", "readable",
    ]  # fmt: skip
    assert (told[ids[0]]["as_of"], told[ids[0]]["model"]) == (str(DAYS[0]), "model-a")
    assert told[ids[2]]["as_of"] is None
    assert run(["snapshots", "list"]) == 0
    assert "written by another version" in capsys.readouterr().out
    # it is no reason to keep fewer good ones, and its mark holds it
    assert run(["snapshots", "keep", ids[1]]) == 0
    assert run(["snapshots", "prune", "--keep", "3"]) == 0
    assert _ids(home) == [ids[1], ids[3]]


def test_an_empty_home_ends_3(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("REVCOPILOT_HOME", str(tmp_path / "none"))
    for arguments in (["list"], ["keep", "x"], ["prune", "--keep", "1"]):
        assert run(["snapshots", *arguments]) == 3
    assert not (tmp_path / "none" / "state.db").exists()
    assert run(["snapshots", "prune"]) == 2
    assert run(["snapshots", "prune", "--keep", "-1"]) == 2


def test_a_mark_set_while_a_snapshot_goes_brings_it_back(home) -> None:
    """Whichever comes last is told the truth: removed and no mark, or marked and there."""
    one = Shelf(home, {}).all()[-1]
    shelf = Shelf(home, {})
    (home.folder / "kept").mkdir()
    (home.folder / "kept" / one.snapshot_id).touch()
    assert not shelf.remove(one)
    assert one.folder.is_dir()
    assert shelf.remove(one, forced=True)
    with pytest.raises(UsageError, match="There is no snapshot"):
        shelf.keep(one.snapshot_id)


def test_snapshots_of_another_company_count_last(home, six_deals, refreshed, tmp_path) -> None:
    """After a company took the place of another, its own are the newest, whatever their dates."""
    company = six_deals(tmp_path / "files")
    company.changes["name"] = "stranger"
    company.write()
    from models.refreshing.refresh import Order, refresh

    day = date(2026, 2, 15)
    order = Order(company.mapping, company.folder, day, "2026-11-20T08:00:00", is_replacing=True)
    new = refresh(home, order, lambda _: None).manifest.snapshot_id
    listed = [one.snapshot_id for one in Shelf(home, {}).all()]
    assert listed[0] == new
    assert list(Shelf(home, {}).stays(1)) == [new]
