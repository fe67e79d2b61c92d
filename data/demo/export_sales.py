"""Writes what stands around the deals: postings, orders, leads, targets and forecast calls."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from data.demo.account_names import MOST_STEMS, stem
from data.demo.accounts import REGION_OF, REGIONS, SECTORS, SEGMENTS
from data.demo.book import Book
from data.demo.calendar import NEVER, texts
from data.demo.calls import CALLED
from data.demo.catalog import NAMES
from data.demo.files import (
    Cell,
    Cells,
    days,
    identifiers,
    numbers,
    plain,
    words,
    write_csv,
    write_table,
)
from data.demo.leads import STATUSES, TITLES, Leads
from data.demo.people import TEAM_REGIONS
from data.demo.person_names import FIRST, LAST
from data.demo.process import SOURCES

COMPANY = "Quillhaven Instruments"
_OTHER_ENDINGS = ("Group", "Works", "Studio", "Associates")


def write_sales(folder: Path, book: Book) -> None:
    """Five files."""
    _write_postings(folder / "rep_history.csv", book)
    _write_orders(folder / "orders.csv", book)
    _write_leads(folder / "leads.csv", book)
    _write_targets(folder / "targets.csv", book)
    _write_calls(folder / "forecast_calls.csv", book)


def _write_postings(path: Path, book: Book) -> None:
    people, start = book.company.people, texts(np.asarray([book.company.first]))[0]
    rows = [(item.rep, item.manager, item.region, start) for item in people.leaders]
    postings = zip(people.rep.tolist(), people.team.tolist(), texts(people.since), strict=True)
    for seller, team, day in postings:
        manager, region = people.managers[team], REGIONS[TEAM_REGIONS[team]]
        rows.append((people.sellers[seller], manager, region, day))
    rows.sort(key=lambda row: (row[0], row[3]))
    write_csv(path, ["rep", "manager", "region", "changed_on"], rows)


def _write_orders(path: Path, book: Book) -> None:
    """O- and the number of the deal; P- and a number for what was bought before."""
    orders, names, count = book.orders, book.company.accounts.names, len(book.orders.number)
    earlier, later = slice(0, book.orders.earlier), slice(book.orders.earlier, count)
    at = np.concatenate([np.arange(count)[later], np.arange(count)[earlier]])
    of_deals = identifiers("O-", orders.number)(later)
    write_table(
        path,
        count,
        {
            "order_id": plain([*of_deals, *identifiers("P-", orders.number)(earlier)]),
            "account": words(names, orders.account[at]),
            "product": words(NAMES, orders.product[at]),
            "ordered_on": days(orders.day[at]),
            "quantity": numbers(orders.quantity[at]),
            "amount": numbers(orders.amount[at]),
            "currency": plain(["USD"] * count),
        },
    )


def _write_leads(path: Path, book: Book) -> None:
    leads, company = book.leads, book.company
    won_over = leads.deal >= 0
    converted = np.where(won_over, company.deals.created[leads.deal], NEVER)
    write_table(
        path,
        len(leads.created),
        {
            "lead_id": identifiers("L-", leads.numbers),
            "name": person(leads),
            "company": employer(book),
            "account": words(company.accounts.names, leads.account, leads.account >= 0),
            "sector": words(tuple(SECTORS), leads.sector),
            "segment": words(SEGMENTS, leads.segment),
            "country": words(tuple(REGION_OF), leads.country),
            "title": words(TITLES, leads.title),
            "source": words(SOURCES, leads.source),
            "rep": words(company.people.sellers, leads.rep),
            "status": words(STATUSES, leads.status),
            "created_on": days(leads.created),
            "first_contact_on": days(leads.answered),
            "last_contact_on": days(leads.latest),
            "converted_on": days(converted),
            "opportunity_id": identifiers("D-", company.deals.numbers[leads.deal], won_over),
        },
    )


def person(leads: Leads) -> Cells:
    """Names of the people behind leads."""
    first, last = leads.place % len(FIRST), leads.place // len(FIRST) % len(LAST)
    given, family = words(FIRST, first), words(LAST, last)
    return lambda part: [f"{a} {b}" for a, b in zip(given(part), family(part), strict=True)]


def employer(book: Book) -> Cells:
    """Where they work: an account, or a company that has no account."""
    leads, names = book.leads, book.company.accounts.names

    def written(part: slice) -> list[Cell]:
        pairs = zip(leads.account[part].tolist(), leads.place[part].tolist(), strict=True)
        return [names[account] if account >= 0 else _unknown(place) for account, place in pairs]

    return written


def _unknown(place: int) -> str:
    ending = _OTHER_ENDINGS[place // MOST_STEMS % len(_OTHER_ENDINGS)]
    return f"{stem(place % MOST_STEMS)} {ending}"


def _write_targets(path: Path, book: Book) -> None:
    people, targets = book.company.people, book.targets
    rows: list[tuple[str, str, str, str, str, int, str]] = []
    starts, ends = texts(book.quarters.first), texts(book.quarters.last)
    levels = (
        ("company", (COMPANY,), targets.company[None, :], "plan"),
        ("rep", people.sellers, targets.reps, "quota"),
        ("team", people.managers, targets.teams, "quota"),
    )
    for level, names, amounts, kind in levels:
        for at, quarter in np.argwhere(amounts > 0).tolist():
            amount = int(amounts[at, quarter])
            rows.append((level, names[at], starts[quarter], ends[quarter], kind, amount, "USD"))
    rows.sort(key=lambda row: row[:3])
    header = ["level", "name", "start", "end", "kind", "amount", "currency"]
    write_csv(path, header, rows)


def _write_calls(path: Path, book: Book) -> None:
    calls, people = book.calls, book.company.people
    starts, ends = texts(book.quarters.first), texts(book.quarters.last)
    places = zip(calls.manager.tolist(), calls.quarter.tolist(), calls.category.tolist(),
                 strict=True)  # fmt: skip
    said = zip(calls.amount.tolist(), texts(calls.day), strict=True)
    rows = [
        (people.managers[who], f"{starts[at]}/{ends[at]}", CALLED[category], amount, day, "USD")
        for (who, at, category), (amount, day) in zip(places, said, strict=True)
    ]
    rows.sort(key=lambda row: (row[0], row[1], row[2], row[4]))
    header = ["who", "period", "category", "amount", "called_on", "currency"]
    write_csv(path, header, rows)
