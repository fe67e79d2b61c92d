"""The as-of cut: states by hand, and files that end on a day give what the cut gives."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from analytics.features import Feature, check_known
from data.errors import FutureColumn
from data.loading.load import load
from data.mapping import bundled, load_mapping
from data.schema import OPPORTUNITIES


def _states(company, day: date) -> dict[str, tuple]:
    _, connection = company.load(day)
    rows = connection.execute(
        "SELECT opportunity_id, stage, closed_on, close_value::DOUBLE FROM opportunities ORDER BY 1"
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_states_by_hand(small) -> None:
    small.write()
    assert _states(small, date(2026, 2, 14)) == {
        "A1": ("Open", None, None),
        "A2": ("Open", None, None),
        "A3": ("Open", None, None),
        "A5": ("Open", None, None),
    }
    assert _states(small, date(2026, 2, 15))["A2"] == ("Lost", date(2026, 2, 15), 0.0)
    assert _states(small, date(2026, 4, 25)) == {
        "A1": ("Won", date(2026, 3, 2), 90.0),
        "A2": ("Lost", date(2026, 2, 15), 0.0),
        "A3": ("Open", None, None),
        "A4": ("Open", None, None),
        "A5": ("Won", date(2026, 4, 20), 240.0),
        "A6": ("Open", None, None),
    }


def test_the_default_day_is_the_latest_event_of_the_files(small) -> None:
    small.write()
    assert small.load()[0].as_of == date(2026, 4, 25)


def test_a_deal_without_any_date_is_known_only_on_the_extract(small) -> None:
    small.tables["deals"].append(
        {"id": "A7", "owner": "Ann", "item": "Alpha", "customer": "", "phase": "Open",
         "created": "", "planned": "", "closed": "", "worth": "", "paid": ""}
    )  # fmt: skip
    small.write()
    assert "A7" in _states(small, date(2026, 4, 25))
    assert "A7" not in _states(small, date(2026, 4, 24))
    loaded, _ = small.load(date(2026, 4, 24))
    assert [f.count for f in loaded.findings if f.code == "undated_deal"] == [1]


def test_history_columns_follow_their_history(tmp_path: Path, demo_home) -> None:
    folder = demo_home.sources / "demo"
    mapping = load_mapping(bundled()["demo"])
    day = date(2026, 6, 30)
    connection = _loaded(mapping, folder, day)
    expected = (
        duckdb.connect()
        .execute(
            f"""
        SELECT o.opportunity_id,
          (SELECT arg_max(h.stage, h.entered_on) FROM read_csv('{folder}/stage_history.csv') h
           WHERE h.opportunity_id = o.opportunity_id AND h.entered_on <= DATE '{day}'),
          (SELECT arg_max(c.recorded_close_on, c.changed_on)
           FROM read_csv('{folder}/close_date_history.csv') c
           WHERE c.opportunity_id = o.opportunity_id AND c.changed_on <= DATE '{day}')
        FROM read_csv('{folder}/opportunities.csv') o
        WHERE o.created_on <= DATE '{day}' ORDER BY 1
        """
        )
        .fetchall()
    )
    found = connection.execute(
        "SELECT opportunity_id, stage, recorded_close_on FROM opportunities ORDER BY 1"
    ).fetchall()
    assert found == expected
    assert len(found) > 2000


def _loaded(mapping, folder: Path, day: date | None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name in ("raw", "staged"):
        connection.execute(f"ATTACH ':memory:' AS {name}")
    load(connection, mapping, folder, day, lambda _: None)
    return connection


@pytest.mark.maventech
@pytest.mark.parametrize("day", [date(2017, 4, 3), date(2017, 7, 31), date(2017, 10, 16)])
def test_files_that_end_on_a_day_give_the_same_tables(public_files, tmp_path, day) -> None:
    """An independent cut of the raw file, written with the csv module, must change nothing.

    The account is known only as extracted, so it is compared as the full file has it.
    """
    for name in ("accounts.csv", "products.csv", "sales_teams.csv"):
        (tmp_path / name).write_bytes((public_files / name).read_bytes())
    with (public_files / "sales_pipeline.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    kept = [_as_then(row, day) for row in rows if _day(row["engage_date"]) not in (None,)
            and _day(row["engage_date"]) <= day]  # fmt: skip
    with (tmp_path / "sales_pipeline.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    mapping = load_mapping(bundled()["maventech"])
    query = f"SELECT {', '.join(OPPORTUNITIES.names)} FROM opportunities ORDER BY opportunity_id"
    full = _loaded(mapping, public_files, day).execute(query).fetchall()
    ended = _loaded(mapping, tmp_path, day).execute(query).fetchall()
    assert full == ended
    assert len(full) == len(kept)


def _day(text: str) -> date | None:
    return datetime.strptime(text, "%m/%d/%Y").date() if text else None  # noqa: DTZ007


def _as_then(row: dict[str, str], day: date) -> dict[str, str]:
    closed = _day(row["close_date"])
    if closed is not None and closed <= day:
        return row
    return {**row, "deal_stage": "Engaging", "close_date": "", "close_value": ""}


def test_a_planted_column_from_the_future_is_caught_by_name(small) -> None:
    planted = Feature("paid", "close_value", ("close_value",))
    known = {name: column.known for name, column in
             small.mapping.tables["opportunities"].columns.items()}  # fmt: skip
    with pytest.raises(FutureColumn, match="close_value") as caught:
        check_known([planted], known, list(small.mapping.tables))
    assert caught.value.column == "close_value"


def test_a_column_known_only_as_extracted_is_caught_by_name(public_files) -> None:
    mapping = load_mapping(bundled()["maventech"])
    known = {name: column.known for name, column in mapping.tables["opportunities"].columns.items()}
    with pytest.raises(FutureColumn, match="account"):
        check_known([Feature("has_account", "account", ("account",))], known, [])


def test_a_refresh_refuses_a_feature_from_the_future(
    small, refreshed, tmp_path, monkeypatch
) -> None:
    from data.store.home import Home
    from models.refreshing import learning as module

    planted = Feature("planned", "recorded_close_on", ("recorded_close_on",))
    monkeypatch.setattr(module, "STARTED_ON", planted)
    small.write()
    home = Home(tmp_path / "home")
    with pytest.raises(FutureColumn, match="recorded_close_on"):
        refreshed(home, small.mapping, small.folder)
    assert home.published() == []
    assert not [path for path in home.snapshots.iterdir() if path.is_dir()]


def test_a_history_column_without_its_history_is_refused() -> None:
    feature = Feature("stage", "stage", ("stage",))
    check_known([feature], {"stage": "history"}, ["stage_history"])
    with pytest.raises(FutureColumn, match="no table holds them"):
        check_known([feature], {"stage": "history"}, [])
