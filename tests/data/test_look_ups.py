"""Exports with ids: look-ups through other files, rows that are kept, and a whole such export."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.demo.company import generate, generate_salesforce
from data.findings import DataRejected, Finding
from data.loading.load import Loaded, load
from data.mapping import bundled, load_mapping

DAY = date(2026, 11, 16)


def _with_ids(company: Any) -> None:
    """The customers' and owners' ids in the deals, their names in files of their own."""
    accounts = {"Acme": "a1", "Bolt": "a2", "Cone": "a3", "": ""}
    people = {"Ann": "u1", "Bob": "u2", "Cyd": "u3"}
    for deal in company.tables["deals"]:
        deal["customer"], deal["owner"] = accounts[deal["customer"]], people[deal["owner"]]
    company.tables["customers"] = [
        {"Id": key, "Name": name} for name, key in accounts.items() if key
    ]  # fmt: skip
    company.tables["owners"] = [{"Id": key, "Name": name} for name, key in people.items()]
    company.map_deals(account=_through("customer", "customers"), rep=_through("owner", "owners"))


def _through(column: str, file: str, **names: str) -> dict[str, Any]:
    look_up = {"file": f"{file}.csv", "key": "Id", "value": "Name", **names}
    return {"from": column, "known": "fixed", "through": look_up}


def _rejected(company: Any) -> list[Finding]:
    company.write()
    with pytest.raises(DataRejected) as caught:
        company.load()
    return [finding for finding in caught.value.findings if finding.severity == "error"]


def test_ids_become_names(small: Any) -> None:
    _with_ids(small)
    small.write()
    loaded, connection = small.load()
    query = "SELECT opportunity_id, account, rep FROM opportunities ORDER BY 1"
    assert connection.execute(query).fetchall() == [
        ("A1", "Acme", "Ann"), ("A2", "Bolt", "Ann"), ("A3", "Acme", "Bob"), ("A4", None, "Bob"),
        ("A5", "Cone", "Cyd"), ("A6", "Bolt", "Cyd"),
    ]  # fmt: skip
    assert {"customers.csv", "owners.csv"} <= set(loaded.checksums)
    assert not [f for f in loaded.findings if f.code in ("unknown_id", "unlinked_id")]


def test_an_id_without_a_name_empties_a_cell_that_may_be_empty(small: Any) -> None:
    _with_ids(small)
    small.tables["deals"][2]["customer"] = "a9"
    small.write()
    loaded, connection = small.load()
    found = [f for f in loaded.findings if f.code == "unlinked_id"]
    assert [(f.severity, f.table, f.column, f.row, f.value) for f in found] == [
        ("warning", "opportunities", "account", 4, "a9")
    ]
    query = "SELECT account FROM opportunities WHERE opportunity_id = 'A3'"
    assert connection.execute(query).fetchone() == (None,)


def test_an_id_without_a_name_stops_the_load_where_the_cell_is_needed(small: Any) -> None:
    _with_ids(small)
    small.tables["deals"][1]["owner"] = small.tables["deals"][4]["owner"] = "u9"
    [found] = _rejected(small)
    assert (found.code, found.table, found.column, found.row, found.count) == (
        "unknown_id", "opportunities", "rep", 3, 2,
    )  # fmt: skip
    assert "'u9'" in found.message
    assert "owners.csv" in found.message


def test_a_key_that_stands_twice_is_named_with_its_row(small: Any) -> None:
    _with_ids(small)
    small.tables["customers"].append({"Id": "a2", "Name": "Zinc"})
    [found] = _rejected(small)
    assert (found.code, found.row, found.value) == ("duplicate_id", 5, "a2")
    assert "customers.csv" in found.message


def test_a_look_up_file_that_is_missing_is_named(small: Any) -> None:
    _with_ids(small)
    small.write()
    (small.folder / "owners.csv").unlink()
    with pytest.raises(DataRejected) as caught:
        small.load()
    [found] = [f for f in caught.value.findings if f.code == "missing_file"]
    assert "owners.csv, through which rep is looked up" in found.message
    assert "customers.csv" in found.message


def test_a_column_of_a_look_up_file_that_is_missing_comes_with_the_nearest(small: Any) -> None:
    _with_ids(small)
    small.map_deals(account=_through("customer", "customers", key="ID"), rep=_through(
        "owner", "owners"))  # fmt: skip
    [found] = _rejected(small)
    assert (found.code, found.table, found.column) == ("missing_column", "opportunities", "account")
    assert "no column 'ID' (nearest: 'Id')" in found.message


def test_a_missing_column_names_table_column_and_the_nearest_header(small: Any) -> None:
    small.map_deals(created_on={"from": "Creatd"})
    [found] = _rejected(small)
    assert (found.code, found.table, found.column) == ("missing_column", "opportunities",
                                                       "created_on")  # fmt: skip
    assert "deals.csv has no column 'Creatd' (nearest: 'created')" in found.message


def test_only_the_rows_that_are_asked_for_are_read(small: Any) -> None:
    small.feed("activities", "activity_id,opportunity_id,happened_on,kind",
               "T1,A3,2026-02-02,done", "T2,A3,2999-01-01,planned")  # fmt: skip
    small.changes["tables"]["activities"]["only"] = {"kind": ["done"]}
    small.write()
    _, connection = small.load()
    query = "SELECT activity_id FROM activities"
    assert connection.execute(query).fetchall() == [("T1",)]
    small.changes["tables"]["activities"]["only"] = {"knd": ["done"]}
    [found] = _rejected(small)
    assert "no column 'knd' (nearest: 'kind')" in found.message


def test_names_of_a_mapping_come_with_the_nearest(small: Any) -> None:
    small.map_deals(stgae={"from": "phase"})
    with pytest.raises(ValueError, match=r"opportunities.stgae.*nearest: stage"):
        _ = small.mapping
    small.changes["tables"] = {"oportunities": {"file": "x.csv", "columns": {}}}
    with pytest.raises(ValueError, match="nearest: opportunities"):
        _ = small.mapping


def _loaded(name: str, folder: Path) -> tuple[Loaded, duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    for schema in ("raw", "staged"):
        connection.execute(f"ATTACH ':memory:' AS {schema}")
    return load(connection, load_mapping(bundled()[name]), folder, DAY, lambda _: None), connection


# Columns that both shapes of the export hold; ids differ, and so does what Amount means.
_SAME = {
    "accounts": "account, sector, segment, country, employees, parent",
    "products": "product, family, list_price",
    "reps": "rep, manager, region",
    "opportunities": "name, account, product, rep, stage, created_on, closed_on, currency, type, "
    "source, forecast_category, loss_reason, competitor, next_step, note, "
    "CASE WHEN stage = 'Closed Won' THEN close_value END AS won_for",
    "stage_history": "stage, entered_on",
    "close_date_history": "recorded_close_on, changed_on",
    "opportunity_lines": "product, quantity, unit_price",
    "activities": "happened_on, lower(kind), rep",
    "leads": "name, company, created_on, first_contact_on, last_contact_on, converted_on, rep",
}


def test_a_salesforce_export_holds_the_same_company_as_the_plain_one(tmp_path: Path) -> None:
    """One generated company, written in two shapes and read by two mappings."""
    for write, name in ((generate, "plain"), (generate_salesforce, "salesforce")):
        write(tmp_path / name, opportunities=300)
    plain_load, plain = _loaded("demo", tmp_path / "plain")
    other_load, other = _loaded("salesforce", tmp_path / "salesforce")
    assert (plain_load.as_of, plain_load.extracted_on) == (other_load.as_of, DAY)
    for table, columns in _SAME.items():
        query = f"SELECT {columns} FROM {table} ORDER BY ALL"
        expected = plain.execute(query).fetchall()
        assert expected, table
        assert other.execute(query).fetchall() == expected, table
