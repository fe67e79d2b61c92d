"""Generates the demo company: draws it by seed, writes its CRM export and the truth for tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.demo.calendar import number
from data.demo.draw import draw_company
from data.demo.export import write_export
from data.demo.truth import write_truth
from data.errors import UsageError


def generate(
    folder: Path,
    *,
    seed: int = 7,
    opportunities: int = 3000,
    extracted_on: date = date(2026, 11, 16),
) -> None:
    """Write the export (six CSV files) and, under `truth/`, what was planted and what follows.

    The same arguments give the same bytes. Nothing in the export happens after `extracted_on`;
    deals are created in the 25 months before it. A loader never reads `truth/`.

    Raises:
        UsageError: a negative seed or number of opportunities.
    """
    for name, value in (("seed", seed), ("opportunities", opportunities)):
        if value < 0:
            raise UsageError(f"{name} must be 0 or more, not {value}.")
    company = draw_company(seed, opportunities, number(extracted_on))
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    write_export(folder, company)
    write_truth(folder / "truth", company)
