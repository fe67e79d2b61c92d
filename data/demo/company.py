"""Generates the demo company: draws it by seed, writes its CRM export and the truth for tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.demo.book import Book, make_book
from data.demo.calendar import number
from data.demo.draw import draw_company
from data.demo.export import write_export
from data.demo.salesforce import write_salesforce
from data.demo.truth import write_truth
from data.errors import UsageError

SEED, OPPORTUNITIES, EXTRACTED_ON = 7, 12_000, date(2026, 11, 16)


def generate(
    folder: Path,
    *,
    seed: int = SEED,
    opportunities: int = OPPORTUNITIES,
    extracted_on: date = EXTRACTED_ON,
) -> None:
    """Write the export (thirteen CSV files) and, under `truth/`, what was planted and what follows.

    The same arguments give the same bytes. Nothing in the export happens after `extracted_on`;
    deals are created in the 36 months before it. A loader never reads `truth/`.

    Raises:
        UsageError: a negative seed or number of opportunities.
    """
    book = open_book(seed, opportunities, extracted_on)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    write_export(folder, book)
    write_truth(folder / "truth", book)


def generate_salesforce(
    folder: Path,
    *,
    seed: int = SEED,
    opportunities: int = OPPORTUNITIES,
    extracted_on: date = EXTRACTED_ON,
) -> None:
    """The same company as Salesforce would export it (nine CSV files), without what was planted.

    Raises:
        UsageError: a negative seed or number of opportunities.
    """
    book = open_book(seed, opportunities, extracted_on)
    folder.mkdir(parents=True, exist_ok=True)
    write_salesforce(folder, book)


def open_book(seed: int, opportunities: int, extracted_on: date) -> Book:
    """The whole company in memory.

    Raises:
        UsageError: a negative seed or number of opportunities.
    """
    for name, value in (("seed", seed), ("opportunities", opportunities)):
        if value < 0:
            raise UsageError(f"{name} must be 0 or more, not {value}.")
    return make_book(draw_company(seed, opportunities, number(extracted_on)))
