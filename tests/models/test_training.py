"""A whole training run: origins, choice, card, storage; nothing from the future anywhere."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from data.errors import Infrastructure, TooFewOutcomes
from data.periods import FiscalCalendar
from models.judging.backtest import backtest, origins
from models.judging.comparison import choose
from models.learners.base_rate import base_rate
from models.learners.kinds import TABLE_KINDS as KINDS
from models.past.history import LOST, OPEN, WON, DealHistory
from models.refreshing.artifacts import load, store
from models.refreshing.training import Trained, train

CALENDAR = FiscalCalendar()


@pytest.fixture(scope="module")
def history(make_company) -> DealHistory:  # type: ignore[no-untyped-def]
    made: DealHistory = make_company(1500)
    return made


@pytest.fixture(scope="module")
def trained(history: DealHistory, as_of: date) -> Trained:
    return train(history, as_of, CALENDAR)


def test_origins_are_weeks_and_month_ends() -> None:
    found = origins(date(2017, 10, 16))
    assert found[-1] == date(2017, 10, 9)
    assert date(2017, 4, 17) in found
    assert date(2017, 4, 10) not in found
    assert found[0] == date(2017, 1, 31)
    assert len(found) == 26 + 9 - 1  # Jul 31, 2017 is a Monday and a month end


def test_backtest_rows_agree_with_a_loop(history: DealHistory, as_of: date) -> None:
    past = backtest(history, as_of, CALENDAR, ("age",))
    day = past.origins[3]
    rows = past.origin == np.datetime64(day)
    expected = []
    for deal in range(len(history)):
        start, close = history.started[deal].item(), history.closed[deal].item()
        if start <= day and (close is None or close > day):
            won = bool(history.outcome[deal] == WON) and close <= as_of
            expected.append((deal, won and close <= day + timedelta(days=28)))
    found = list(zip(past.deal[rows].tolist(), past.won_28d[rows].tolist(), strict=True))
    assert found == expected
    assert past.window_passed[rows].all()
    last = past.origin == np.datetime64(as_of - timedelta(days=7))
    assert last.any()
    assert not past.window_passed[last].any()
    assert set(past.horizon[last].astype(str)) == {"2025-12-31"}
    assert not past.horizon_passed[last].any()


def test_the_version_depends_on_the_past_alone(
    trained: Trained, history: DealHistory, as_of: date
) -> None:
    open_then = np.isnat(history.closed) | (history.closed > np.datetime64(as_of))
    late = np.maximum(history.started, np.datetime64(as_of + timedelta(days=1)))
    rewritten = DealHistory(
        history.started,
        np.where(open_then, late, history.closed),
        np.where(open_then, WON, history.outcome).astype(np.int8),
    )
    assert train(rewritten, as_of, CALENDAR).card == trained.card


def test_the_card_sets_the_model_beside_simpler_ones(trained: Trained) -> None:
    by_name = {one.model: one for one in trained.card.evaluations if one.window == "28 days"}
    assert len(by_name) == len(KINDS)  # without owners one kind less, and the base rate
    assert any("no owner" in note for note in trained.card.notes)
    published = [one for one in by_name.values() if one.published]
    assert len(published) == 1
    for one in by_name.values():
        assert one.measures["log_loss"].value is not None
        assert published[0].measures["log_loss"].value is not None
        least = one.measures["log_loss"].value
        assert published[0].measures["log_loss"].value <= least * 1.005 + 1e-3
    assert published[0].measures["auc"].value > 0.6  # type: ignore[operator]
    assert trained.card.levels == trained.levels
    assert trained.levels.horizons >= 2
    assert trained.card.version == trained.version


def test_progress_is_told(history: DealHistory) -> None:
    told: list[str] = []
    train(history, date(2025, 3, 2), CALENDAR, progress=told.append)
    assert [line.split(":")[0] for line in told] == ["backtest", "model", "levels"]


def test_young_data_choose_without_a_past(make_company) -> None:  # type: ignore[no-untyped-def]
    kind, why = choose(backtest(make_company(900), date(2024, 3, 17), CALENDAR, KINDS))
    trained = train(make_company(900), date(2024, 3, 17), CALENDAR)
    assert trained.levels.levels == ()
    assert "passed" in trained.levels.reason
    assert kind == trained.model.kind
    assert why


def test_too_few_outcomes_stop_the_training(history: DealHistory) -> None:
    with pytest.raises(TooFewOutcomes):
        train(history, date(2024, 1, 10), CALENDAR)


def test_storage_round_trip(trained: Trained, tmp_path: Path) -> None:
    folder = store(tmp_path, trained.model, trained.levels, trained.card)
    assert folder.name == trained.version
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "model.json"]
    again = load(tmp_path, trained.version)
    assert again.card == trained.card
    assert again.levels == trained.levels
    assert again.model.to_json() == trained.model.to_json()
    assert store(tmp_path, trained.model, trained.levels, trained.card) == folder


def test_unusable_versions_are_named(trained: Trained, tmp_path: Path) -> None:
    with pytest.raises(Infrastructure, match="not stored completely"):
        load(tmp_path, "nosuchone")
    file = store(tmp_path, trained.model, trained.levels, trained.card) / "model.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["model"]["win"][0][0] = 0.5
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(Infrastructure, match="changed after"):
        load(tmp_path, trained.version)
    content["model"]["win"][0][0] = 5
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(Infrastructure, match="does not fit its format"):
        load(tmp_path, trained.version)
    content["format"] = 1
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(Infrastructure, match="is of format 1, and this product reads format 2"):
        load(tmp_path, trained.version)


def test_base_rate_by_hand() -> None:
    # Closings from Jan 8. At as_of Jan 29 with 7 days the origins are Jan 22, 15, 8 (Jan 1 is
    # before Jan 7). Open: Jan 22 B C, Jan 15 B C, Jan 8 B C; won within 7 days: B, at Jan 22 only.
    history = DealHistory(
        np.array(["2020-01-01"] * 3, "datetime64[D]"),
        np.array(["2020-01-08", "2020-01-24", "NaT"], "datetime64[D]"),
        np.array([LOST, WON, OPEN], np.int8),
    )
    assert base_rate(history, date(2020, 1, 29), 7) == pytest.approx(1 / 6)
    with pytest.raises(TooFewOutcomes):
        base_rate(history, date(2020, 1, 7), 7)
