"""Writes the demo company in the shape of a Salesforce export: its file names, columns and ids.

As there, things point at each other by id; CloseDate is planned while a deal is open and real once
it is closed; Amount is what was offered, and what the deal closed at once it is won.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from data.demo import commerce
from data.demo.activities import KINDS
from data.demo.book import STAGES, Book
from data.demo.catalog import FAMILIES, NAMES, families, prices
from data.demo.files import Cells, days, moments, numbers, plain, words, write_table
from data.demo.outcomes import WON
from data.demo.process import COMPETITORS, SOURCES
from data.demo.salesforce_ids import ids, truths
from data.demo.salesforce_people import write_accounts, write_leads, write_users
from data.demo.streams import Ints

TYPES = ("New Business", "Expansion", "Renewal")
CATEGORIES = ("Commit", "Best Case", "Pipeline", "Omitted", "Closed")


def write_salesforce(folder: Path, book: Book) -> None:
    """Nine CSV files, among them the two histories of stages and of planned closing dates."""
    write_accounts(folder / "Account.csv", book)
    write_users(folder / "User.csv", book)
    write_leads(folder / "Lead.csv", book)
    _write_products(folder / "Product2.csv")
    _write_opportunities(folder / "Opportunity.csv", book)
    _write_stages(folder / "OpportunityHistory.csv", book)
    _write_closing_dates(folder / "OpportunityFieldHistory.csv", book)
    _write_lines(folder / "OpportunityLineItem.csv", book)
    _write_tasks(folder / "Task.csv", book)


def _write_products(path: Path) -> None:
    every = np.arange(len(NAMES))
    write_table(
        path,
        len(NAMES),
        {
            "Id": ids("Product2", every),
            "Name": words(NAMES, every),
            "Family": words(FAMILIES, families()),
            "ListPrice": numbers(prices()),
        },
    )


def _write_opportunities(path: Path, book: Book) -> None:
    company, deals, outcomes = book.company, book.company.deals, book.company.outcomes
    closed, known = company.closed, commerce.known_competitors(company)
    won = closed & (outcomes.result == WON)
    planned = outcomes.dates.up_to(company.today).latest(deals.count)
    amount = np.where(won, book.close_value, book.items.worth)
    called = np.where(closed, CATEGORIES.index("Closed"), commerce.categories(company))
    every = np.arange(deals.count)
    write_table(
        path,
        deals.count,
        {
            "Id": ids("Opportunity", every),
            "Name": plain(book.titles()),
            "AccountId": ids("Account", deals.account),
            "Product__c": ids("Product2", outcomes.product),
            "OwnerId": ids("User", deals.rep),
            "StageName": words(STAGES, book.stages()),
            "Amount": numbers(amount, won | ~deals.unpriced),
            "CurrencyIsoCode": plain(["USD"] * deals.count),
            "CloseDate": days(np.where(closed, outcomes.ended, planned)),
            "CreatedDate": _moments(deals.created, every),
            "IsClosed": truths(closed),
            "IsWon": truths(won),
            "Type": words(TYPES, outcomes.kind),
            "LeadSource": words(SOURCES, company.sources),
            "ForecastCategoryName": words(CATEGORIES, called),
            "NextStep": plain(book.next_steps()),
            "Description": plain(book.notes()),
            "LossReason__c": words(
                commerce.LOSS_REASONS, commerce.loss_reasons(company), book.lost
            ),
            "MainCompetitor__c": words(COMPETITORS, known, known >= 0),
        },
    )


def _write_stages(path: Path, book: Book) -> None:
    deal, stage, day = book.stage_entries()
    write_table(
        path,
        len(deal),
        {
            "OpportunityId": ids("Opportunity", deal),
            "StageName": words(STAGES, stage),
            "CreatedDate": _moments(day, deal),
        },
    )


def _write_closing_dates(path: Path, book: Book) -> None:
    known = book.company.outcomes.dates.up_to(book.company.today)
    count = len(known.deal)
    write_table(
        path,
        count,
        {
            "OpportunityId": ids("Opportunity", known.deal),
            "Field": plain(["CloseDate"] * count),
            "NewValue": days(known.planned),
            "CreatedDate": _moments(known.changed, known.deal),
        },
    )


def _write_lines(path: Path, book: Book) -> None:
    items = book.items
    at = np.flatnonzero(items.recorded[items.deal])
    shown = ~book.company.deals.unpriced[items.deal[at]]
    write_table(
        path,
        len(at),
        {
            "Id": ids("OpportunityLineItem", np.arange(len(at))),
            "OpportunityId": ids("Opportunity", items.deal[at]),
            "Product2Id": ids("Product2", items.product[at]),
            "Quantity": numbers(items.quantity[at]),
            "UnitPrice": numbers(items.price[at], shown),
        },
    )


def _write_tasks(path: Path, book: Book) -> None:
    done = book.activities
    count = len(done.deal)
    write_table(
        path,
        count,
        {
            "Id": ids("Task", np.arange(count)),
            "WhatId": ids("Opportunity", done.deal),
            "OwnerId": ids("User", done.rep),
            "ActivityDate": days(done.day),
            "Type": words(tuple(kind.capitalize() for kind in KINDS), done.kind),
            "Status": plain(["Completed"] * count),
        },
    )


def _moments(day: Ints, row: Ints) -> Cells:
    """A working hour for each, so that the day reads the same in most time zones."""
    return moments(day, 9 + row % 8)
