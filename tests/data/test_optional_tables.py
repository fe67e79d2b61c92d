"""Optional tables: cut to the day, checked with codes, and never in the way where absent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data.findings import DataRejected, Finding

EXTRACT = date(2026, 4, 25)


def _rows(connection: Any, query: str) -> list[tuple[Any, ...]]:
    return list(connection.execute(query).fetchall())


def _found(findings: list[Finding], code: str) -> Finding:
    matching = [finding for finding in findings if finding.code == code]
    assert matching, [finding.line for finding in findings]
    return matching[0]


def _rejected(company: Any, code: str) -> Finding:
    company.write()
    with pytest.raises(DataRejected) as caught:
        company.load()
    return _found(caught.value.findings, code)


LEADS = (
    "leads",
    "lead_id,company,account,status,created_on,first_contact_on,last_contact_on,converted_on,"
    "opportunity_id",
    "L1,Acme Ltd,Acme,converted,2026-01-20,2026-01-21,2026-01-31,2026-02-01,A3",
    "L2,Bolt Inc,Bolt,working,2026-02-10,2026-02-12,2026-04-02,,",
    "L3,Cone Plc,Cone,converted,2026-03-01,2026-03-02,2026-03-03,2026-03-20,A4",
    "L4,Dash,,new,2026-04-01,,,,",
)


def test_leads_are_cut_by_hand(small: Any) -> None:
    small.feed(*LEADS, known={"account": "outcome"})
    small.write()
    _, connection = small.load(date(2026, 3, 2))
    assert _rows(
        connection,
        "SELECT lead_id, account, status, first_contact_on, last_contact_on, converted_on, "
        "opportunity_id FROM leads",
    ) == [
        ("L1", "Acme", None, date(2026, 1, 21), date(2026, 1, 31), date(2026, 2, 1), "A3"),
        ("L2", None, None, date(2026, 2, 12), None, None, None),
        ("L3", None, None, date(2026, 3, 2), None, None, None),
    ]
    _, connection = small.load(EXTRACT)
    assert _rows(connection, "SELECT lead_id, account, status, opportunity_id FROM leads") == [
        ("L1", "Acme", "converted", "A3"), ("L2", "Bolt", "working", None),
        ("L3", "Cone", "converted", "A4"), ("L4", None, "new", None),
    ]  # fmt: skip


def test_dated_rows_are_known_from_their_day_on_and_plans_always(small: Any) -> None:
    small.feed("orders", "order_id,account,product,ordered_on,amount",
               "O1,Acme,Alpha,2015-01-05,10", "O2,Acme,Beta,2026-04-01,20")  # fmt: skip
    small.feed("activities", "activity_id,opportunity_id,happened_on",
               "T1,A3,2026-02-02", "T2,A3,2026-04-02", "T3,A1,2026-03-20")  # fmt: skip
    small.feed("targets", "level,name,start,end,kind,amount",
               "company,Small,2027-01-01,2027-12-31,plan,1000")  # fmt: skip
    small.feed("forecast_calls", "who,period,category,amount,called_on",
               "Mia,2026-01-01/2026-03-31,commit,300,2026-01-10",
               "Mia,2026-04-01/2026-06-30,best_case,400,2026-04-05")  # fmt: skip
    small.feed("opportunity_lines", "opportunity_id,product,quantity", "A1,Alpha,1", "A6,Alpha,3")
    small.write()
    loaded, connection = small.load(date(2026, 3, 31))
    counts = {
        name: _rows(connection, f"SELECT count(*) FROM {name}")[0][0]
        for name in ("orders", "activities", "targets", "forecast_calls", "opportunity_lines")
    }
    assert counts == {"orders": 1, "activities": 2, "targets": 1, "forecast_calls": 1,
                      "opportunity_lines": 1}  # fmt: skip
    assert _rows(connection, "SELECT DISTINCT currency FROM orders") == [("USD",)]
    assert loaded.extracted_on == EXTRACT
    assert {f.code for f in loaded.findings if f.severity == "error"} == set()


def test_events_move_the_last_day_and_plans_do_not(small: Any) -> None:
    small.feed("targets", "level,name,start,end,kind,amount",
               "rep,Ann,2027-01-01,2027-03-31,quota,1000")  # fmt: skip
    small.write()
    assert small.load()[0].as_of == EXTRACT
    small.feed("activities", "activity_id,opportunity_id,happened_on", "T1,A3,2026-05-04")
    small.write()
    assert small.load()[0].as_of == date(2026, 5, 4)


def test_an_activity_in_a_mistyped_year_is_an_error(small: Any) -> None:
    small.feed("activities", "activity_id,opportunity_id,happened_on",
               "T1,A3,2026-04-01", "T2,A3,2042-04-01")  # fmt: skip
    found = _rejected(small, "implausible_date")
    assert (found.table, found.column, found.row) == ("activities", "happened_on", 3)


TARGET = "level,name,start,end,kind,amount"
ERRORS = [
    ("bad_value", 2, "targets", TARGET, ["squad,Ann,2026-01-01,2026-03-31,quota,5"]),
    ("bad_value", 2, "targets", TARGET, ["rep,Ann,2026-01-01,2026-03-31,goal,5"]),
    ("bad_period", 2, "targets", TARGET, ["rep,Ann,2026-03-31,2026-01-01,quota,5"]),
    ("overlapping_targets", 3, "targets", TARGET,
     ["rep,Ann,2026-01-01,2026-03-31,quota,5", "rep,Ann,2026-03-31,2026-06-30,quota,5"]),
    ("duplicate_id", 3, "targets", TARGET,
     ["rep,Ann,2026-01-01,2026-03-31,quota,5", "rep,Ann,2026-01-01,2026-03-31,quota,6"]),
    ("negative_amount", 2, "targets", TARGET, ["rep,Ann,2026-01-01,2026-03-31,quota,-5"]),
    ("bad_period", 2, "forecast_calls", "who,period,category,amount,called_on",
     ["Mia,2026-03-31/2026-01-01,commit,5,2026-01-02"]),
    ("bad_period", 2, "forecast_calls", "who,period,category,amount,called_on",
     ["Mia,Q1 2026,commit,5,2026-01-02"]),
    ("bad_value", 2, "forecast_calls", "who,period,category,amount,called_on",
     ["Mia,2026-01-01/2026-03-31,pipeline,5,2026-01-02"]),
    ("negative_quantity", 3, "opportunity_lines", "opportunity_id,product,quantity",
     ["A1,Alpha,1", "A3,Alpha,-2"]),
    ("negative_quantity", 2, "orders", "order_id,account,product,ordered_on,quantity,amount",
     ["O1,Acme,Alpha,2026-01-05,-1,10"]),
    ("unknown_product", 2, "opportunity_lines", "opportunity_id,product,quantity", ["A1,Alfa,1"]),
    ("duplicate_id", 3, "activities", "activity_id,opportunity_id,happened_on",
     ["T1,A3,2026-02-02", "T1,A3,2026-04-02"]),
    ("duplicate_id", 3, "orders", "order_id,account,product,ordered_on,amount",
     ["O1,Acme,Alpha,2026-01-05,10", "O1,Bolt,Alpha,2026-01-05,20"]),
    ("missing_value", 2, "activities", "activity_id,opportunity_id,happened_on", ["T1,A3,"]),
    ("bad_currency", 2, "orders", "order_id,account,product,ordered_on,amount,currency",
     ["O1,Acme,Alpha,2026-01-05,10,Dollars"]),
    ("manager_cycle", 3, "rep_history", "rep,manager,changed_on",
     ["Mia,Ann,2026-01-01", "Ann,Mia,2026-02-01"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "row", "table", "head", "rows"), ERRORS)
def test_errors_name_table_row_and_fix(small: Any, code, row, table, head, rows) -> None:
    small.feed(table, head, *rows)
    found = _rejected(small, code)
    assert (found.table, found.row) == (table, row)
    assert found.fix


WARNINGS = [
    ("unknown_rep", "activities", "activity_id,opportunity_id,happened_on,rep",
     ["T1,A3,2026-02-02,Zoe"]),
    ("unknown_rep", "rep_history", "rep,manager,changed_on", ["Zoe,Mia,2026-02-02"]),
    ("unknown_rep", "targets", TARGET, ["team,Zoe,2026-01-01,2026-03-31,quota,5"]),
    ("unknown_rep", "forecast_calls", "who,period,category,amount,called_on",
     ["Zoe,2026-01-01/2026-03-31,commit,5,2026-01-02"]),
    ("unknown_account", "orders", "order_id,account,product,ordered_on,amount",
     ["O1,Zinc,Alpha,2026-01-05,10"]),
    ("unknown_deal", "activities", "activity_id,opportunity_id,happened_on", ["T1,A9,2026-02-02"]),
    ("unknown_deal", "opportunity_lines", "opportunity_id,product,quantity", ["A9,Alpha,1"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "table", "head", "rows"), WARNINGS)
def test_warnings_do_not_stop_the_load(small: Any, code, table, head, rows) -> None:
    small.feed(table, head, *rows)
    small.write()
    loaded, connection = small.load()
    found = _found(loaded.findings, code)
    assert (found.severity, found.table, found.row) == ("warning", table, 2)
    kept = _rows(connection, f"SELECT count(*) FROM {table}")[0][0]
    assert kept == (0 if code == "unknown_deal" else 1)


def test_a_year_beside_its_quarters_is_no_fault(small: Any) -> None:
    small.feed(
        "targets", TARGET, "rep,Ann,2026-01-01,2026-12-31,quota,20",
        "rep,Ann,2026-01-01,2026-03-31,quota,5", "rep,Ann,2026-04-01,2026-06-30,quota,5",
        "rep,Ann,2026-03-01,2026-05-31,plan,5", "rep,Bob,2026-03-01,2026-05-31,quota,5",
    )  # fmt: skip
    small.write()
    loaded, _ = small.load()
    assert "overlapping_targets" not in {finding.code for finding in loaded.findings}


def test_activities_after_the_closing_are_no_fault(small: Any) -> None:
    small.feed("activities", "activity_id,opportunity_id,happened_on", "T1,A1,2026-04-01")
    small.write()
    loaded, _ = small.load()
    assert {f.code for f in loaded.findings if f.severity != "note"} == {"past_due"}


def test_lines_of_one_product_are_added_up(small: Any) -> None:
    small.feed("opportunity_lines", "opportunity_id,product,quantity,unit_price",
               "A1,Alpha,1,100", "A1,Alpha,3,80", "A1,Beta,2,200")  # fmt: skip
    small.feed("orders", "order_id,account,product,ordered_on,quantity,amount",
               "O1,Acme,Alpha,2026-01-05,1,10", "O1,Acme,Alpha,2026-01-05,2,20")  # fmt: skip
    small.write()
    loaded, connection = small.load()
    assert [f.table for f in loaded.findings if f.code == "merged_lines"] == [
        "opportunity_lines", "orders",
    ]  # fmt: skip
    query = "SELECT product, quantity, unit_price::DOUBLE FROM opportunity_lines ORDER BY 1"
    assert _rows(connection, query) == [("Alpha", 4.0, 85.0), ("Beta", 2.0, 200.0)]
    assert _rows(connection, "SELECT quantity, amount::DOUBLE FROM orders") == [(3.0, 30.0)]


def test_the_last_of_two_changes_of_a_person_on_a_day_counts(small: Any) -> None:
    small.feed("rep_history", "rep,manager,changed_on", "Ann,Mia,2026-02-01", "Ann,Ned,2026-02-01")
    small.write()
    loaded, connection = small.load()
    assert "'Ann' changes more than once" in _found(loaded.findings, "same_day_change").message
    assert _rows(connection, "SELECT manager FROM rep_history") == [("Ned",)]


def test_words_of_the_source_are_mended_by_corrections(small: Any) -> None:
    words = {"A1": ("New Business", "Closed"), "A3": ("Renewal", "Best Case")}
    for deal in small.tables["deals"]:
        deal["kind"], deal["call"] = words.get(deal["id"], ("", ""))
    small.map_deals(type={"from": "kind"}, forecast_category={"from": "call"})
    found = _rejected(small, "bad_value")
    assert (found.row, found.column, found.value) == (2, "type", "New Business")
    assert "{opportunities.type: {New Business: new}}" in found.fix
    small.changes["corrections"] = {
        "opportunities.type": {"New Business": "new", "Renewal": "renewal"},
        "opportunities.forecast_category": {"Best Case": "best_case", "Closed": None},
    }
    _, connection = small.load()
    query = "SELECT opportunity_id, type, forecast_category FROM opportunities WHERE type <> ''"
    assert _rows(connection, query) == [("A1", "new", None), ("A3", "renewal", "best_case")]


def test_a_file_of_an_optional_table_that_is_missing_says_the_way_out(small: Any) -> None:
    small.feed("orders", "order_id,account,product,ordered_on,amount",
               "O1,Acme,Alpha,2026-01-05,10")  # fmt: skip
    small.write()
    (small.folder / "orders.csv").unlink()
    with pytest.raises(DataRejected) as caught:
        small.load()
    found = _found(caught.value.findings, "missing_file")
    assert "orders.csv" in found.message
    assert "remove that table from the mapping" in found.fix


def test_every_optional_table_of_the_schema_can_be_fed_with_every_column(small: Any) -> None:
    """No column's name may be a word that SQL keeps for itself."""
    from data.schema import TABLES

    cells = {"date": "2026-02-01", "amount": "5", "number": "1", "integer": "1"}
    words = {"level": "rep", "kind": "quota", "category": "commit", "name": "Ann", "rep": "Ann",
             "period": "2026-01-01/2026-03-31", "opportunity_id": "A1", "product": "Alpha",
             "account": "Acme", "who": "Mia", "stage": "Open", "currency": "USD"}  # fmt: skip
    for table in TABLES:
        if not table.required:
            row = (words.get(c.name) or cells.get(c.type, "x") for c in table.columns)
            small.feed(table.name, ",".join(table.names), ",".join(row))
    small.write()
    _, connection = small.load()
    for table in TABLES:
        assert _rows(connection, f"SELECT count(*) > 0 FROM {table.name}") == [(True,)], table.name


def test_the_mapping_refuses_a_reason_that_is_known_before_the_loss(small: Any) -> None:
    small.map_deals(loss_reason={"from": "why", "known": "fixed"})
    with pytest.raises(ValueError, match=r"loss_reason' cannot be known before the closing"):
        _ = small.mapping


def test_a_closing_date_without_history_is_known_as_extracted_on_that_day_only(small: Any) -> None:
    small.map_deals(recorded_close_on={"from": "planned", "known": "fixed"})
    small.feed("close_date_history", "opportunity_id,recorded_close_on,changed_on",
               "A3,2026-03-15,2026-02-01", "A3,2026-05-14,2026-03-01")  # fmt: skip
    small.changes["tables"]["opportunities"]["columns"]["recorded_close_on"]["known"] = "history"
    small.write()
    query = "SELECT recorded_close_on FROM opportunities WHERE opportunity_id IN ('A3', 'A4')"
    assert _rows(small.load(EXTRACT)[1], query) == [(date(2026, 5, 14),), (date(2026, 4, 1),)]
    earlier = small.load(date(2026, 4, 24))[1]
    assert _rows(earlier, query) == [(date(2026, 5, 14),), (None,)]
