"""The Salesforce-shaped export says the same as the plain one, in ids and its own columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data.demo import generate
from data.demo.command import demo_files
from data.errors import UsageError
from data.mapping import bundled, load_mapping

DEALS = 1_500
PLAIN = ("accounts", "reps", "opportunities", "stage_history", "close_date_history",
         "opportunity_lines", "activities", "leads")  # fmt: skip
FILES = ("Account", "Lead", "Opportunity", "OpportunityFieldHistory", "OpportunityHistory",
         "OpportunityLineItem", "Product2", "Task", "User")  # fmt: skip

NAMED = """
CREATE VIEW named AS SELECT 'D-' || (right(o.Id, 7)::INTEGER + 100000) AS opportunity_id, o.*,
    a.Name AS account, p.Name AS product, u.Name AS rep
FROM Opportunity AS o JOIN Account AS a ON a.Id = AccountId
JOIN Product2 AS p ON p.Id = Product__c JOIN "User" AS u ON u.Id = OwnerId
"""
# Each query finds rows in which the two exports disagree.
RULES = {
    "deals": """SELECT * FROM opportunities AS o FULL JOIN named AS n USING (opportunity_id)
        WHERE o.account IS DISTINCT FROM n.account OR o.product IS DISTINCT FROM n.product
           OR o.rep IS DISTINCT FROM n.rep OR o.stage IS DISTINCT FROM n.StageName
           OR o.name <> n.Name OR o.created_on <> n.CreatedDate[:10] OR o.note <> Description
           OR o.next_step <> n.NextStep OR o.loss_reason <> n.LossReason__c""",
    "one closing date, planned and then real": """SELECT * FROM opportunities
        JOIN named USING (opportunity_id)
        WHERE CloseDate <> CASE closed_on WHEN '' THEN recorded_close_on ELSE closed_on END""",
    "one amount, offered and then paid": """SELECT * FROM opportunities
        JOIN named USING (opportunity_id)
        WHERE n_amount(named.Amount) IS DISTINCT FROM n_amount(
            CASE stage WHEN 'Closed Won' THEN close_value ELSE opportunities.amount END)""",
    "flags": """SELECT * FROM named WHERE (IsWon = 'true') <> (StageName = 'Closed Won')
        OR (IsClosed = 'true') <> (StageName LIKE 'Closed%')
        OR (IsClosed = 'true') <> (ForecastCategoryName = 'Closed')
        OR Type NOT IN ('New Business', 'Expansion', 'Renewal')""",
    "stages": """(SELECT opportunity_id, stage, entered_on FROM stage_history EXCEPT
        SELECT opportunity_id, h.StageName, h.CreatedDate[:10]
        FROM OpportunityHistory AS h JOIN named ON named.Id = OpportunityId)""",
    "closing dates": """(SELECT opportunity_id, recorded_close_on, changed_on
        FROM close_date_history EXCEPT SELECT opportunity_id, NewValue, h.CreatedDate[:10]
        FROM OpportunityFieldHistory AS h JOIN named ON named.Id = OpportunityId)""",
    "lines": """(SELECT opportunity_id, product, quantity, unit_price
        FROM opportunity_lines EXCEPT SELECT opportunity_id, p.Name, Quantity, UnitPrice
        FROM OpportunityLineItem AS l JOIN named ON named.Id = OpportunityId
        JOIN Product2 AS p ON p.Id = Product2Id)""",
    "activities": """(SELECT opportunity_id, happened_on, kind, rep FROM activities EXCEPT
        SELECT opportunity_id, ActivityDate, lower(t.Type), u.Name
        FROM Task AS t JOIN named ON named.Id = WhatId JOIN "User" AS u ON u.Id = t.OwnerId)""",
    "people": """(SELECT rep, manager, region FROM reps EXCEPT
        SELECT u.Name, coalesce(m.Name, ''), u.Region__c
        FROM "User" AS u LEFT JOIN "User" AS m ON m.Id = u.ManagerId)""",
    "accounts": """(SELECT account, sector, segment, country, employees, annual_revenue, parent
        FROM accounts EXCEPT SELECT a.Name, a.Industry, a.Segment__c, a.BillingCountry,
            a.NumberOfEmployees, a.AnnualRevenue, coalesce(p.Name, '')
        FROM Account AS a LEFT JOIN Account AS p ON p.Id = a.ParentId)""",
    "leads": """(SELECT name, company, title, source, created_on, first_contact_on, converted_on,
            opportunity_id FROM leads EXCEPT
        SELECT l.Name, Company, Title, l.LeadSource, l.CreatedDate[:10], FirstResponse__c,
            ConvertedDate, coalesce(opportunity_id, '')
        FROM Lead AS l LEFT JOIN named ON named.Id = ConvertedOpportunityId)""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("salesforce")
    demo_files(path, shape="salesforce", opportunities=DEALS)
    return path


@pytest.fixture(scope="module")
def both(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    plain = tmp_path_factory.mktemp("plain")
    generate(plain, opportunities=DEALS)
    with duckdb.connect() as connection:
        paths = [plain / f"{name}.csv" for name in PLAIN]
        for path in (*paths, *(folder / f"{name}.csv" for name in FILES)):
            connection.execute(
                f'CREATE TABLE "{path.stem}" AS SELECT COLUMNS(*)::VARCHAR FROM read_csv('
                f"'{path}', header = true, all_varchar = true, nullstr = '<null>', quote = '\"', "
                "escape = '\"')"
            )
        connection.execute("CREATE MACRO n_amount(x) AS nullif(x, '')")
        connection.execute(NAMED)
        yield connection


@pytest.mark.parametrize("rule", list(RULES))
def test_both_say_the_same(both: duckdb.DuckDBPyConnection, rule: str) -> None:
    assert both.execute(RULES[rule]).fetchmany(3) == []


def test_nothing_is_left_out(both: duckdb.DuckDBPyConnection) -> None:
    pairs = (("opportunities", "Opportunity"), ("activities", "Task"), ("leads", "Lead"),
             ("stage_history", "OpportunityHistory"), ("accounts", "Account"), ("reps", "User"),
             ("opportunity_lines", "OpportunityLineItem"))  # fmt: skip
    for plain, theirs in pairs:
        counts = [
            both.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in (plain, theirs)
        ]
        assert counts[0] == counts[1], plain


def test_ids_are_their_own_and_of_one_length(folder: Path) -> None:
    for name in ("Account", "Lead", "Opportunity", "OpportunityLineItem", "Product2", "Task",
                 "User"):  # fmt: skip
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            found = [row["Id"] for row in csv.DictReader(stream)]
        assert len(found) == len(set(found))
        assert {len(each) for each in found} == {15}


def test_the_export_holds_no_truth(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [f"{name}.csv" for name in FILES]


def test_the_command_tells_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo_files(tmp_path / "new", opportunities=50, seed=3, extracted_on="2025-02-28")
    told = capsys.readouterr().out
    assert "opportunities.csv: " in told
    assert "truth/deals.csv: " in told
    again = tmp_path / "again"
    demo_files(again, opportunities=50, seed=3, extracted_on="2025-02-28")
    for path in again.glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "new" / path.name).read_bytes()


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty"):
        demo_files(tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        demo_files(tmp_path / "mine.txt")
    with pytest.raises(UsageError, match="plain, salesforce"):
        demo_files(tmp_path / "new", shape="hubspot")
    with pytest.raises(UsageError, match="--extracted-on"):
        demo_files(tmp_path / "new", extracted_on="yesterday")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_bundled_mapping_fits(folder: Path) -> None:
    mapping = load_mapping(bundled()["salesforce"])
    for table in mapping.tables.values():
        header = (folder / table.file).read_text(encoding="utf-8").splitlines()[0].split(",")
        assert {column.source for column in table.columns.values()} <= set(header), table.file
