"""An invented company for tests of understanding, told in one JSON file."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copilot.understanding.catalog import Catalog, DealRef
from data.periods import FiscalCalendar
from evals.company import Deal, Deals
from evals.reader import RulesReader

CASES = Path(__file__).parent / "understanding_cases"


def _catalog(told: dict[str, Any]) -> Catalog:
    families: dict[str, list[str]] = defaultdict(list)
    for product, family in told["products"].items():
        families[family].append(product)
    deals = [Deal(DealRef(*row), date(2026, 1, 1), None, 0.0) for row in told["deals"]]
    return Catalog(
        reps=tuple(told["reps"]),
        managers=tuple(told["managers"]),
        accounts=tuple(told["accounts"]),
        products=tuple(told["products"]),
        families={name: tuple(products) for name, products in families.items()},
        regions=tuple(told["regions"]),
        sectors=tuple(dict.fromkeys(told["accounts"].values())),
        segments=tuple(told["segments"]),
        stages=tuple(told["stages"]),
        categories=tuple(told["categories"]),
        types=tuple(told["types"]),
        rep_manager={rep: row[0] for rep, row in told["reps"].items()},
        rep_region={rep: row[1] for rep, row in told["reps"].items()},
        account_sector=told["accounts"],
        deals=Deals(deals),
        first_event=date.fromisoformat(told["first_event"]),
        sources=frozenset(told["sources"]),
    )


@pytest.fixture(scope="session")
def understanding_cases() -> Path:
    """Where the questions and the invented company stand."""
    return CASES


@pytest.fixture
def reader() -> RulesReader:
    """The rules planner over the invented company on Wednesday, May 13, 2026."""
    told = json.loads((CASES / "company.json").read_text(encoding="utf-8"))
    return RulesReader(_catalog(told), date.fromisoformat(told["as_of"]), FiscalCalendar())
