"""Bad input: every kind is a finding with its code, row and fix; all are told at once."""

from __future__ import annotations

from datetime import date

import pytest

from data.errors import Infrastructure
from data.findings import CODES, DataRejected, Finding


def _set(table: str, row: int, column: str, value: str):
    def change(company) -> None:
        company.tables[table][row][column] = value

    return change


def _add(table: str, **cells: str):
    def change(company) -> None:
        company.tables[table].append({**company.tables[table][-1], **cells})

    return change


def _drop_column(table: str, column: str):
    def change(company) -> None:
        for row in company.tables[table]:
            del row[column]

    return change


def _empty(table: str):
    def change(company) -> None:
        company.tables[table] = []

    return change


ERRORS = [
    ("bad_date", _set("deals", 2, "created", "02/30/2026"), 4, "02/30/2026"),
    ("bad_date", _set("deals", 2, "created", "2026-02-30"), 4, "2026-02-30"),
    ("bad_number", _set("deals", 0, "worth", "1.234,56"), 2, "1.234,56"),
    ("bad_number", _set("products", 1, "price", "free"), 3, "free"),
    ("negative_amount", _set("deals", 3, "worth", "-5"), 5, "-5"),
    ("missing_value", _set("deals", 1, "owner", " "), 3, "rep is empty"),
    ("duplicate_id", _add("deals", id="A2"), 8, "A2"),
    ("duplicate_id", _add("accounts", name="Acme"), 5, "Acme"),
    ("unknown_product", _set("deals", 4, "item", "Alfa"), 6, "the nearest is 'Alpha'"),
    ("unmapped_stage", _set("deals", 5, "phase", "Qualifying"), 7, "Qualifying"),
    ("closed_without_date", _set("deals", 0, "closed", ""), 2, "Won"),
    ("closed_before_start", _set("deals", 0, "closed", "2025-12-31"), 2, "2025-12-31"),
    ("missing_column", _drop_column("deals", "closed"), 1, "closed"),
    ("empty_table", _empty("deals"), None, "holds no rows"),
    ("manager_cycle", _set("reps", 5, "boss", "Ann"), 2, "Ann"),
    ("bad_date", _set("deals", 2, "planned", "0026-05-15"), 4, "between 1970 and 2100"),
    ("implausible_date", _set("deals", 3, "created", "2042-03-01"), 5, "2042-03-01"),
    ("implausible_date", _set("deals", 3, "created", "1999-03-01"), 5, "1999-03-01"),
]


@pytest.mark.parametrize(("code", "change", "row", "told"), ERRORS)
def test_errors_stop_the_load_and_name_row_and_fix(small, code, change, row, told) -> None:
    change(small)
    small.write()
    with pytest.raises(DataRejected) as caught:
        small.load()
    found = [finding for finding in caught.value.findings if finding.code == code]
    assert found, [finding.line for finding in caught.value.findings]
    assert found[0].row == row
    assert told in found[0].line
    assert found[0].fix
    assert caught.value.exit_code == 1


WARNINGS = [
    ("unknown_rep", _set("deals", 0, "owner", "Zoe"), 2),
    ("unknown_account", _set("deals", 0, "customer", "Unheard Of"), 2),
    ("open_with_close_date", _set("deals", 2, "closed", "2026-04-01"), 4),
    ("markup_in_name", _set("accounts", 2, "name", "<i>Cone</i>"), 4),
    ("formula_in_name", _set("accounts", 2, "name", "=SUM(1)"), 4),
    ("case_twins", _set("reps", 5, "name", "ANN"), 7),
]


@pytest.mark.parametrize(("code", "change", "row"), WARNINGS)
def test_warnings_stay_visible_and_do_not_stop(small, code, change, row) -> None:
    change(small)
    small.write()
    loaded, connection = small.load()
    found = _found(loaded.findings, code)
    assert found.severity == "warning"
    assert found.row == row
    assert connection.execute("SELECT count(*) FROM opportunities").fetchone() == (6,)


def _found(findings: list[Finding], code: str) -> Finding:
    matching = [finding for finding in findings if finding.code == code]
    assert matching, [finding.code for finding in findings]
    return matching[0]


def test_a_clean_company_has_no_error_and_no_warning_but_past_due(small) -> None:
    small.write()
    loaded, _ = small.load()
    assert {f.code for f in loaded.findings if f.severity != "note"} == {"past_due"}


def test_all_problems_are_told_at_once(small) -> None:
    small.tables["deals"][0]["created"] = "soon"
    small.tables["deals"][1]["worth"] = "much"
    small.tables["deals"][2]["phase"] = "Thinking"
    small.write()
    with pytest.raises(DataRejected) as caught:
        small.load()
    assert {"bad_date", "bad_number", "unmapped_stage"} <= {f.code for f in caught.value.findings}


def test_missing_file_names_what_is_there(small) -> None:
    small.write()
    (small.folder / "reps.csv").unlink()
    with pytest.raises(DataRejected) as caught:
        small.load()
    assert "accounts.csv, deals.csv, products.csv" in caught.value.findings[0].message


def test_missing_folder_is_infrastructure(small) -> None:
    with pytest.raises(Infrastructure, match="no folder"):
        small.load()


def test_another_encoding_is_named_with_its_line(small) -> None:
    small.tables["accounts"][1]["name"] = "Bölt"
    small.tables["deals"][1]["customer"] = "Bölt"
    small.tables["deals"][5]["customer"] = "Bölt"
    small.write(encoding="cp1252")
    with pytest.raises(DataRejected) as caught:
        small.load()
    found = _found(caught.value.findings, "wrong_encoding")
    assert found.row == 3
    assert "cp1252" in found.fix


def test_the_stated_encoding_is_used(small) -> None:
    small.tables["accounts"][1]["name"] = "Bölt"
    small.tables["deals"][1]["customer"] = "Bölt"
    small.tables["deals"][5]["customer"] = "Bölt"
    small.changes["encoding"] = "cp1252"
    small.write(encoding="cp1252")
    _, connection = small.load()
    assert connection.execute(
        "SELECT count(*) FROM accounts WHERE account = 'Bölt'"
    ).fetchone() == (1,)


def test_a_byte_order_mark_is_no_part_of_the_first_column(small) -> None:
    small.write(encoding="utf-8-sig")
    loaded, _ = small.load()
    assert loaded.as_of == date(2026, 4, 25)


def test_a_ragged_row_is_named(small) -> None:
    folder = small.write()
    with (folder / "deals.csv").open("a", encoding="utf-8") as handle:
        handle.write("A7,Ann,Alpha\n")
    with pytest.raises(DataRejected) as caught:
        small.load()
    assert _found(caught.value.findings, "ragged_row").row == 8


def test_a_currency_without_a_rate_is_warned_about_and_one_with_a_rate_is_not(small) -> None:
    for at, deal in enumerate(small.tables["deals"]):
        deal["money"] = "EUR" if at == 2 else "USD"
    small.map_deals(currency={"from": "money"})
    small.write()
    loaded, _ = small.load()
    assert _found(loaded.findings, "no_rate").row == 4
    small.changes["rates"] = {"EUR": {"rate": 1.1, "dated": "2026-04-01"}}
    loaded, _ = small.load()
    assert "no_rate" not in {finding.code for finding in loaded.findings}


def test_a_word_as_currency_is_an_error(small) -> None:
    for deal in small.tables["deals"]:
        deal["money"] = "Dollars"
    small.map_deals(currency={"from": "money"})
    small.write()
    with pytest.raises(DataRejected) as caught:
        small.load()
    assert _found(caught.value.findings, "bad_currency").row == 2


def test_one_rep_and_no_open_deal_are_named(small) -> None:
    for deal in small.tables["deals"]:
        deal["owner"] = "Ann"
        if deal["phase"] == "Open":
            deal.update(phase="Lost", closed="2026-05-01", paid="0")
    small.write()
    loaded, _ = small.load()
    assert {"one_rep", "no_open_deals"} <= {finding.code for finding in loaded.findings}


def test_past_due_counts_open_deals_only(small) -> None:
    small.write()
    loaded, _ = small.load(date(2026, 4, 25))
    assert _found(loaded.findings, "past_due").count == 1


def test_an_as_of_date_before_history_is_refused(small) -> None:
    small.write()
    with pytest.raises(DataRejected) as caught:
        small.load(date(2025, 1, 1))
    assert "2026-01-05" in _found(caught.value.findings, "before_history").message


def test_an_as_of_date_after_the_extract_is_warned_about(small) -> None:
    small.write()
    loaded, _ = small.load(date(2026, 12, 31))
    assert _found(loaded.findings, "after_extract").severity == "warning"


def test_every_code_says_what_it_means() -> None:
    assert all(meaning.endswith(".") and severity for severity, meaning in CODES.values())


def test_an_as_of_date_long_after_the_extract_is_refused(small) -> None:
    small.write()
    with pytest.raises(DataRejected) as caught:
        small.load(date(9999, 12, 31))
    assert "2026-04-25" in _found(caught.value.findings, "as_of_too_late").message


def test_another_delimiter_is_hinted_at(small) -> None:
    folder = small.write()
    text = (folder / "deals.csv").read_text(encoding="utf-8")
    (folder / "deals.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    with pytest.raises(DataRejected) as caught:
        small.load()
    assert [finding.code for finding in caught.value.findings] == ["bad_header"]
    assert "delimiter" in caught.value.findings[0].fix
    small.changes["delimiter"] = ";"
    for name in ("accounts", "products", "reps"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert small.load()[0].as_of == date(2026, 4, 25)


def test_the_row_of_a_wrong_byte_is_right_in_a_large_file(small) -> None:
    small.tables["deals"] += [{**small.tables["deals"][2], "id": f"B{at:05}"} for at in range(2000)]
    folder = small.write()
    lines = (folder / "deals.csv").read_bytes().split(b"\n")
    lines[1500] = lines[1500].replace(b"Bob", b"B\xf6b")
    (folder / "deals.csv").write_bytes(b"\n".join(lines))
    with pytest.raises(DataRejected) as caught:
        small.load()
    assert _found(caught.value.findings, "wrong_encoding").row == 1501


def test_one_column_may_be_planned_and_real_closing_date(small) -> None:
    for deal in small.tables["deals"]:
        deal["planned"] = deal["closed"] or deal["planned"]
    small.map_deals(closed_on={"from": "planned", "known": "outcome"})
    small.write()
    loaded, connection = small.load(date(2026, 4, 25))
    assert "open_with_close_date" not in {finding.code for finding in loaded.findings}
    query = "SELECT count(closed_on), count(recorded_close_on) FROM opportunities"
    assert connection.execute(query).fetchone() == (3, 6)
