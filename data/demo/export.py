"""Writes the demo company as its CRM would export it: nothing later than the extract."""

from __future__ import annotations

from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from data.demo import commerce, remarks
from data.demo.accounts import Account
from data.demo.calendar import NEVER, texts
from data.demo.catalog import PRODUCTS, Product
from data.demo.draw import Company
from data.demo.files import shown_numbers, write_columns, write_csv
from data.demo.outcomes import LOST, Outcomes
from data.demo.people import Person
from data.demo.process import LOST_STAGE, OPEN_STAGES, WON_STAGE
from data.demo.streams import Flags, Ints

_STAGES = (*OPEN_STAGES, WON_STAGE, LOST_STAGE)


def write_export(folder: Path, company: Company) -> None:
    """Six CSV files, sorted by their keys."""
    _write_reference(folder, company)
    _write_opportunities(folder / "opportunities.csv", company)
    _write_stage_history(folder / "stage_history.csv", company)
    _write_closing_dates(folder / "close_date_history.csv", company)


def _write_reference(folder: Path, company: Company) -> None:
    header = [item.name for item in fields(Account) if item.name != "region"]
    write_csv(
        folder / "accounts.csv",
        header,
        sorted(astuple(item)[: len(header)] for item in company.accounts),
    )
    header = [item.name for item in fields(Product)]
    write_csv(folder / "products.csv", header, sorted(map(astuple, PRODUCTS)))
    everybody = (*company.people.leaders, *company.people.sellers)
    header = [item.name for item in fields(Person)]
    write_csv(folder / "reps.csv", header, sorted(map(astuple, everybody)))


def _write_opportunities(path: Path, company: Company) -> None:
    deals, outcomes, streams = company.deals, company.outcomes, company.streams
    closed, count = company.closed, company.deals.count
    stage, age = outcomes.stage_on(company.today), company.today - deals.created
    category = commerce.categories(streams, stage, age)
    won_for = commerce.close_values(streams, deals, outcomes)
    accounts = [company.accounts[at].account for at in deals.account.tolist()]
    products = [PRODUCTS[at].product for at in deals.product.tolist()]
    write_columns(
        path,
        {
            "opportunity_id": deals.ids(),
            "name": remarks.titles(streams, accounts, products),
            "account": accounts,
            "product": products,
            "rep": [company.people.sellers[at].rep for at in deals.rep.tolist()],
            "stage": _stages(outcomes, closed, stage),
            "created_on": texts(deals.created),
            "recorded_close_on": texts(company.dates.up_to(company.today).latest(count)),
            "closed_on": texts(np.where(closed, outcomes.ended, NEVER)),
            "amount": shown_numbers(deals.worth, ~deals.unpriced),
            "close_value": shown_numbers(won_for, closed),
            "currency": ["USD"] * count,
            "type": commerce.types(streams, deals, outcomes),
            "forecast_category": _words(commerce.CATEGORIES, category, ~closed),
            "next_step": remarks.next_steps(streams, count, ~closed),
            "note": remarks.notes(streams, ~closed, closed & (outcomes.result == LOST)),
        },
    )


def _stages(outcomes: Outcomes, closed: Flags, stage: Ints) -> list[str]:
    ending = len(OPEN_STAGES) + (outcomes.result == LOST)
    return [_STAGES[at] for at in np.where(closed, ending, stage).tolist()]


def _words(words: tuple[str, ...], picked: Ints, shown: Flags) -> list[str]:
    pairs = zip(picked.tolist(), shown.tolist(), strict=True)
    return [words[at] if keep else "" for at, keep in pairs]


def _write_stage_history(path: Path, company: Company) -> None:
    outcomes, closed = company.outcomes, company.closed
    deal, stage = np.nonzero(outcomes.entered <= company.today)
    ends = np.flatnonzero(closed)
    ending = len(OPEN_STAGES) + (outcomes.result[ends] == LOST)
    deals, stages = np.concatenate([deal, ends]), np.concatenate([stage, ending])
    days = np.concatenate([outcomes.entered[deal, stage], outcomes.ended[ends]])
    order = np.lexsort((days, deals))
    ids = company.deals.ids()
    write_columns(
        path,
        {
            "opportunity_id": [ids[at] for at in deals[order].tolist()],
            "stage": [_STAGES[at] for at in stages[order].tolist()],
            "entered_on": texts(days[order]),
        },
    )


def _write_closing_dates(path: Path, company: Company) -> None:
    ids, known = company.deals.ids(), company.dates.up_to(company.today)
    write_columns(
        path,
        {
            "opportunity_id": [ids[at] for at in known.deal.tolist()],
            "recorded_close_on": texts(known.planned),
            "changed_on": texts(known.changed),
        },
    )
