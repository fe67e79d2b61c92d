"""Mappings: every problem named before a file is read; what holds where nothing is said."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from data.errors import UsageError
from data.mapping import bundled, load_mapping


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"encoding": "klingon"}, "unknown encoding 'klingon'"),
        ({"dates": "%Q"}, "'%Q' is no date format"),
        ({"corrections": {"nope.nope": {"a": "b"}}}, "'nope.nope', which is no table.column"),
        ({"corrections": {"opportunities.amount": {"1": "2"}}}, "which holds no text"),
        ({"corrections": {"opportunities.rep": {"x": None}}}, "empty it, but it is needed"),
        ({"stages": []}, "no stage with status 'won'"),
        ({"currency": "dollars"}, "currency"),
        ({"fiscal_year_starts": 13}, "fiscal_year_starts"),
    ],
)
def test_a_problem_is_named(small, changes, told) -> None:
    small.changes.update(changes)
    with pytest.raises(ValidationError, match=told):
        _ = small.mapping


def test_history_needs_its_table_and_outcomes_cannot_be_fixed(small) -> None:
    small.map_deals(recorded_close_on={"from": "planned", "known": "history"})
    with pytest.raises(ValidationError, match="'close_date_history' is not mapped"):
        _ = small.mapping
    small.map_deals(close_value={"from": "paid", "known": "fixed"})
    with pytest.raises(ValidationError, match="cannot be known before the closing"):
        _ = small.mapping


def test_what_is_not_said_is_the_cautious_reading(small) -> None:
    small.map_deals(stage={"from": "phase"}, closed_on={"from": "closed"}, amount={"from": "worth"})
    known = {name: small.mapping.known("opportunities", name) for name in
             ("opportunity_id", "created_on", "stage", "closed_on", "amount")}  # fmt: skip
    assert known == {
        "opportunity_id": "fixed", "created_on": "fixed", "stage": "outcome",
        "closed_on": "outcome", "amount": "current",
    }  # fmt: skip
    assert small.mapping.known("accounts", "sector") == "fixed"
    assert small.mapping.known("opportunities", "note") is None


def test_broken_yaml_is_told_without_a_traceback(tmp_path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("name: [unclosed")
    with pytest.raises(UsageError, match="not readable YAML"):
        load_mapping(file)
    file.write_text("name: x\nsurprise: 1\n")
    with pytest.raises(UsageError, match="surprise"):
        load_mapping(file)


def test_bundled_mappings_load() -> None:
    assert {load_mapping(path).name for path in bundled().values()} == set(bundled())
