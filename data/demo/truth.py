"""Writes what was planted and what becomes of every deal, for tests only."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np

from data.demo.book import Book
from data.demo.calendar import day_of
from data.demo.files import (
    Cell,
    Cells,
    days,
    identifiers,
    numbers,
    plain,
    words,
    write_json,
    write_table,
)
from data.demo.outcomes import OUTCOME_NAMES, WON
from data.demo.streams import Floats
from data.demo.true_chances import DAYS, true_chances

_DIGITS = 6


def write_truth(folder: Path, book: Book) -> None:
    """Three tables and `parameters.json`.

    `deals.csv` has a row a deal and its end also after the extract, `open_deals.csv` the true
    chances of open ones, `leads.csv` the planted chance of every lead.
    """
    _write_deals(folder / "deals.csv", book)
    _write_open_deals(folder / "open_deals.csv", book)
    leads = book.leads
    write_table(
        folder / "leads.csv",
        len(leads.chance),
        {"lead_id": identifiers("L-", leads.numbers), "chance": plain(_shown(leads.chance))},
    )
    write_json(folder / "parameters.json", _parameters(book))


def _write_deals(path: Path, book: Book) -> None:
    deals, outcomes, traits = book.company.deals, book.company.outcomes, book.company.traits
    write_table(
        path,
        deals.count,
        {
            "opportunity_id": identifiers("D-", deals.numbers),
            "lingers": numbers(traits.lingers.astype(np.int64)),
            "outcome": words(OUTCOME_NAMES, outcomes.result),
            "ended_on": days(outcomes.ended),
            "worth": numbers(book.items.worth),
            "close_value": numbers(book.close_value, outcomes.result == WON),
            "pushes": numbers(outcomes.dates.pushes(deals.count)),
            "discount": plain(_shown(deals.discount)),
            "competitor": numbers((deals.competitor >= 0).astype(np.int64)),
        },
    )


def _write_open_deals(path: Path, book: Book) -> None:
    found, columns = true_chances(book.company), {}
    for at, span in enumerate(DAYS):
        columns[f"win_{span}d"] = plain(_shown(found.won[at]))
        columns[f"loss_{span}d"] = plain(_shown(found.lost[at]))
    named: dict[str, Cells] = {
        "opportunity_id": identifiers("D-", book.company.deals.numbers[found.deal])
    }
    write_table(path, len(found.deal), named | columns)


def _parameters(book: Book) -> dict[str, object]:
    company, people = book.company, book.company.people
    factors = zip(people.sellers, company.traits.rep_win, company.traits.rep_loss, strict=True)
    return {
        "seed": company.seed,
        "extracted_on": day_of(company.today).isoformat(),
        "opportunities": company.deals.count,
        "regime_from": day_of(company.chances.regime_from).isoformat(),
        "process": asdict(company.process),
        "reps": {
            name: {"win": round(float(win), _DIGITS), "loss": round(float(loss), _DIGITS)}
            for name, win, loss in factors
        },
        "leans": dict(zip(people.managers, book.calls.lean.tolist(), strict=True)),
        "affinity": company.affinity.told(),
        "leads": asdict(book.lead_process),
    }


def _shown(values: Floats) -> list[Cell]:
    return np.round(values, _DIGITS).tolist()  # type: ignore[no-any-return]
