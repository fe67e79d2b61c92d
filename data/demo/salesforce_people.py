"""Writes accounts, users and leads in the shape of a Salesforce export."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from data.demo.accounts import REGION_OF, SECTORS, SEGMENTS
from data.demo.book import Book
from data.demo.calendar import NEVER
from data.demo.export_sales import employer, person
from data.demo.files import days, moments, words, write_csv, write_table
from data.demo.leads import STATUSES, TITLES
from data.demo.process import SOURCES
from data.demo.salesforce_ids import ids, one_id, truths

_ACCOUNT = ["Id", "Name", "Industry", "Segment__c", "BillingCountry", "NumberOfEmployees",
            "AnnualRevenue", "ParentId"]  # fmt: skip


def write_accounts(path: Path, book: Book) -> None:
    """One row an account; a parent by its id."""
    accounts = book.company.accounts
    place = {name: at for at, name in enumerate(accounts.names)}
    rows = [
        (
            one_id("Account", at),
            item.account,
            item.sector,
            item.segment,
            item.country,
            item.employees,
            item.annual_revenue,
            one_id("Account", place[item.parent]) if item.parent else "",
        )
        for at, item in enumerate(accounts.rows)
    ]
    write_csv(path, _ACCOUNT, rows)


def write_users(path: Path, book: Book) -> None:
    """Sellers first, so that a deal's owner is at its own position; then those above them."""
    people = book.company.people
    everybody = [*people.rows()[len(people.leaders) :], *people.leaders]
    place = {item.rep: at for at, item in enumerate(everybody)}
    rows = [
        (
            one_id("User", at),
            item.rep,
            one_id("User", place[item.manager]) if item.manager else "",
            item.region,
            "true",
        )
        for at, item in enumerate(everybody)
    ]
    write_csv(path, ["Id", "Name", "ManagerId", "Region__c", "IsActive"], rows)


def write_leads(path: Path, book: Book) -> None:
    """One row a lead; the account and the deal of those that became one."""
    leads, deals = book.leads, book.company.deals
    won_over = leads.deal >= 0
    converted = np.where(won_over, deals.created[leads.deal], NEVER)
    statuses = tuple(status.capitalize() for status in STATUSES)
    every = np.arange(len(leads.created))
    write_table(
        path,
        len(every),
        {
            "Id": ids("Lead", every),
            "Name": person(leads),
            "Company": employer(book),
            "Industry": words(tuple(SECTORS), leads.sector),
            "Segment__c": words(SEGMENTS, leads.segment),
            "Country": words(tuple(REGION_OF), leads.country),
            "Title": words(TITLES, leads.title),
            "LeadSource": words(SOURCES, leads.source),
            "OwnerId": ids("User", leads.rep),
            "Status": words(statuses, leads.status),
            "CreatedDate": moments(leads.created, 9 + every % 8),
            "FirstResponse__c": days(leads.answered),
            "LastActivityDate": days(leads.latest),
            "IsConverted": truths(won_over),
            "ConvertedDate": days(converted),
            "ConvertedAccountId": ids("Account", leads.account, won_over),
            "ConvertedOpportunityId": ids("Opportunity", leads.deal, won_over),
        },
    )
