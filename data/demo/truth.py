"""Writes what was planted and what becomes of every deal, for tests only."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np

from data.demo import commerce
from data.demo.calendar import day_of, texts
from data.demo.draw import Company
from data.demo.files import shown_numbers, write_columns, write_json
from data.demo.outcomes import OUTCOME_NAMES, WON


def write_truth(folder: Path, company: Company) -> None:
    """`deals.csv` (one row a deal, its end also after the extract) and `parameters.json`."""
    deals, outcomes = company.deals, company.outcomes
    won_for = commerce.close_values(company.streams, deals, outcomes)
    pushes = np.bincount(company.dates.deal, minlength=deals.count) - 1
    write_columns(
        folder / "deals.csv",
        {
            "opportunity_id": deals.ids(),
            "lingers": outcomes.lingers.astype(np.int64).tolist(),
            "outcome": [OUTCOME_NAMES[at] for at in outcomes.result.tolist()],
            "ended_on": texts(outcomes.ended),
            "quantity": deals.quantity.tolist(),
            "worth": deals.worth.tolist(),
            "close_value": shown_numbers(won_for, outcomes.result == WON),
            "date_changes": pushes.tolist(),
        },
    )
    factors = zip(company.people.sellers, outcomes.rep_win, outcomes.rep_loss, strict=True)
    by_rep = {
        person.rep: {"win": round(float(win), 6), "loss": round(float(loss), 6)}
        for person, win, loss in factors
    }
    planted = {"process": asdict(company.process), "reps": by_rep}
    start = {"seed": company.seed, "extracted_on": day_of(company.today).isoformat()}
    write_json(folder / "parameters.json", {**start, "opportunities": deals.count, **planted})
