"""Steps of one deal added up on one horizon, and the facts behind them, on tables by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from analytics.origins import nearest_origin
from analytics.score_chain import added_up, chain_of, changed_facts
from data.store.snapshot import Row

D1, D2, D3 = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)
MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


class Tables:
    """As much of a snapshot as the functions read."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(
            "CREATE TABLE score_steps (opportunity_id VARCHAR, origin DATE, next_origin DATE, "
            "horizon_on DATE, from_score DOUBLE, part_time DOUBLE, facts_stage DOUBLE, "
            "facts_people DOUBLE, part_model DOUBLE, to_score DOUBLE)"
        )
        self.connection.execute(
            "CREATE TABLE step_facts (opportunity_id VARCHAR, origin DATE, next_origin DATE, "
            "driver VARCHAR, feature VARCHAR, was VARCHAR, now VARCHAR)"
        )

    def add(self, table: str, *rows: tuple[Any, ...]) -> None:
        for row in rows:
            marks = ", ".join("?" for _ in row)
            self.connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)

    def rows(self, query: str, values: dict[str, Any] | None = None) -> list[Row]:
        found = self.connection.execute(query, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def tables() -> Tables:
    made = Tables()
    made.add(
        "score_steps",
        # On June: 50 + 2 − 5 + 0 + 1 = 48, then 48 + 3 + 0 + 4 − 2 = 53.
        ("A", D1, D2, JUNE, 50.0, 2.0, -5.0, 0.0, 1.0, 48.0),
        ("A", D2, D3, JUNE, 48.0, 3.0, 0.0, 4.0, -2.0, 53.0),
        ("A", D1, D2, MARCH, 80.0, 1.0, 1.0, 1.0, 1.0, 84.0),
        ("B", D2, D3, JUNE, 10.0, 0.0, 0.0, 0.0, 0.0, 10.0),
    )
    made.add(
        "step_facts",
        ("A", D1, D2, "stage", "stage_position", "1", "2"),
        ("A", D2, D3, "stage", "stage_position", "2", "3"),
        ("A", D1, D2, "people", "rep_open_deals", "5", "6"),
        ("A", D2, D3, "people", "rep_open_deals", "6", "5"),
        ("A", D1, D2, "stagnation", "days_in_stage", "20", "3"),
        ("A", D2, D3, "stagnation", "days_in_stage", "10", "1"),
    )
    return made


def test_a_longer_span_is_the_sum_of_its_steps(tables: Tables) -> None:
    chain = chain_of(tables, "A", [D1, D2, D3], JUNE)  # type: ignore[arg-type]
    assert chain is not None
    assert (chain.before, chain.after, chain.since, chain.until) == (50.0, 53.0, D1, D3)
    assert (chain.time, chain.model, chain.of_facts) == (5.0, -1.0, -1.0)
    assert chain.facts == {"stage": -5.0, "people": 4.0}
    assert chain.time + chain.of_facts + chain.model == chain.total == 3.0


def test_one_step_is_itself_and_its_horizon_counts(tables: Tables) -> None:
    chain = chain_of(tables, "A", [D1, D2], MARCH)  # type: ignore[arg-type]
    assert chain is not None
    assert (chain.before, chain.time, chain.of_facts, chain.model) == (80.0, 1.0, 2.0, 1.0)


def test_a_missing_step_breaks_the_chain(tables: Tables) -> None:
    assert chain_of(tables, "B", [D1, D2, D3], JUNE) is None  # type: ignore[arg-type]
    assert chain_of(tables, "A", [D1, D2, D3], MARCH) is None  # type: ignore[arg-type]


def test_facts_are_told_from_first_to_last(tables: Tables) -> None:
    found = {
        fact.feature: (fact.was, fact.now)
        for fact in changed_facts(tables, "A", [D1, D2, D3])  # type: ignore[arg-type]
    }
    # Back to 5 is no change; what grows by the day is told as of its last change.
    assert found == {"stage_position": ("1", "3"), "days_in_stage": ("10", "1")}


def test_added_up_keeps_the_ends() -> None:
    row = {"origin": D1, "next_origin": D2, "from_score": 7.0, "part_time": 0.5,
           "facts_size": 0.25, "part_model": -0.25, "to_score": 7.5}  # fmt: skip
    chain = added_up([row])
    assert chain.total == 0.5 == chain.time + chain.of_facts + chain.model


def test_the_nearest_origin_is_the_latest_up_to_the_day() -> None:
    origins = [D1, D2, D3]
    assert nearest_origin(origins, date(2026, 3, 15)) == D2
    assert nearest_origin(origins, D3) == D3
    assert nearest_origin(origins, date(2026, 3, 1)) is None
