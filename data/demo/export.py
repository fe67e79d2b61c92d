"""Writes the demo company as its CRM would export it: nothing later than the extract."""

from __future__ import annotations

from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from data.demo import commerce
from data.demo.accounts import Account
from data.demo.activities import KINDS
from data.demo.book import STAGES, Book
from data.demo.calendar import NEVER
from data.demo.catalog import NAMES, PRODUCTS, Product
from data.demo.export_sales import write_sales
from data.demo.files import days, identifiers, numbers, plain, words, write_csv, write_table
from data.demo.people import Person
from data.demo.process import COMPETITORS, SOURCES, TYPES


def write_export(folder: Path, book: Book) -> None:
    """Thirteen CSV files, sorted by their keys."""
    _write_reference(folder, book)
    _write_opportunities(folder / "opportunities.csv", book)
    _write_stage_history(folder / "stage_history.csv", book)
    _write_closing_dates(folder / "close_date_history.csv", book)
    _write_lines(folder / "opportunity_lines.csv", book)
    _write_activities(folder / "activities.csv", book)
    write_sales(folder, book)


def _write_reference(folder: Path, book: Book) -> None:
    header = [item.name for item in fields(Account) if item.name != "region"]
    rows = sorted(astuple(item)[: len(header)] for item in book.company.accounts.rows)
    write_csv(folder / "accounts.csv", header, rows)
    header = [item.name for item in fields(Product)]
    write_csv(folder / "products.csv", header, sorted(map(astuple, PRODUCTS)))
    header = [item.name for item in fields(Person)]
    write_csv(folder / "reps.csv", header, sorted(map(astuple, book.company.people.rows())))


def _write_opportunities(path: Path, book: Book) -> None:
    company, deals, outcomes = book.company, book.company.deals, book.company.outcomes
    closed, known = company.closed, commerce.known_competitors(company)
    write_table(
        path,
        deals.count,
        {
            "opportunity_id": identifiers("D-", deals.numbers),
            "name": plain(book.titles()),
            "account": words(company.accounts.names, deals.account),
            "product": words(NAMES, outcomes.product),
            "rep": words(company.people.sellers, deals.rep),
            "stage": words(STAGES, book.stages()),
            "created_on": days(deals.created),
            "recorded_close_on": days(outcomes.dates.up_to(company.today).latest(deals.count)),
            "closed_on": days(np.where(closed, outcomes.ended, NEVER)),
            "amount": numbers(book.items.worth, ~deals.unpriced),
            "close_value": numbers(book.close_value, closed),
            "currency": plain(["USD"] * deals.count),
            "type": words(TYPES, outcomes.kind),
            "source": words(SOURCES, company.sources),
            "forecast_category": words(commerce.CATEGORIES, commerce.categories(company), ~closed),
            "loss_reason": words(commerce.LOSS_REASONS, commerce.loss_reasons(company), book.lost),
            "competitor": words(COMPETITORS, known, known >= 0),
            "next_step": plain(book.next_steps()),
            "note": plain(book.notes()),
        },
    )


def _write_stage_history(path: Path, book: Book) -> None:
    deal, stage, day = book.stage_entries()
    write_table(
        path,
        len(deal),
        {
            "opportunity_id": identifiers("D-", book.company.deals.numbers[deal]),
            "stage": words(STAGES, stage),
            "entered_on": days(day),
        },
    )


def _write_closing_dates(path: Path, book: Book) -> None:
    known = book.company.outcomes.dates.up_to(book.company.today)
    write_table(
        path,
        len(known.deal),
        {
            "opportunity_id": identifiers("D-", book.company.deals.numbers[known.deal]),
            "recorded_close_on": days(known.planned),
            "changed_on": days(known.changed),
        },
    )


def _write_lines(path: Path, book: Book) -> None:
    items, deals = book.items, book.company.deals
    at = np.flatnonzero(items.recorded[items.deal])
    deal = items.deal[at]
    write_table(
        path,
        len(at),
        {
            "opportunity_id": identifiers("D-", deals.numbers[deal]),
            "product": words(NAMES, items.product[at]),
            "quantity": numbers(items.quantity[at]),
            "unit_price": numbers(items.price[at], ~deals.unpriced[deal]),
        },
    )


def _write_activities(path: Path, book: Book) -> None:
    done = book.activities
    write_table(
        path,
        len(done.deal),
        {
            "activity_id": identifiers("A-", done.numbers),
            "opportunity_id": identifiers("D-", book.company.deals.numbers[done.deal]),
            "happened_on": days(done.day),
            "kind": words(KINDS, done.kind),
            "rep": words(book.company.people.sellers, done.rep),
        },
    )
