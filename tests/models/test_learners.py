"""Regression and boosters on a company whose truth is drawn here: what they learn, and refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from analytics.features import Feature
from data.errors import TooFewOutcomes
from data.periods import FiscalCalendar
from models.judging import refits
from models.judging.evaluation import auc
from models.learners.boosted import BoostedModel, lightgbm_reason
from models.learners.boosting import fit_boosted
from models.learners.kinds import HazardModel
from models.learners.registry import best_table, fit_kind, from_json
from models.learners.table import fit
from models.past.exposures import cuts, expected_in, intervals_of, sampled
from models.past.history import LOST, OPEN, WON, DealHistory
from models.past.landmarks import Landmarks
from models.past.rows import Rows
from models.refreshing.artifacts import load, store
from models.refreshing.training import train

CALENDAR = FiscalCalendar()
AS_OF = date(2025, 11, 16)
FEATURES = (
    Feature("warm", "", (), group="stage"),
    Feature("kind", "", (), group="product", is_category=True),
    Feature("same", "", (), group="size", label="always the same"),
    Feature("never", "", (), group="people", label="never filled"),
)
needs_lightgbm = pytest.mark.skipif(
    bool(lightgbm_reason()), reason=f"boosters not tested: {lightgbm_reason()}"
)


def _as_if_never_asked(model: BoostedModel) -> BoostedModel:
    return replace(model, win=replace(model.win), lose=replace(model.lose))


def company(deals: int = 2500, seed: int = 3, *, losses: bool = True) -> DealHistory:
    """A constant hazard of 2% a day; warm deals are won three times as often as cold ones."""
    rng = np.random.default_rng(seed)
    started = np.datetime64("2024-01-01") + np.sort(rng.integers(0, 680, deals))
    warm = np.arange(deals) % 2 == 0
    win, lose = np.where(warm, 0.018, 0.006), np.full(deals, 0.01 if losses else 0.0)
    length = 1 + rng.exponential(1 / (win + lose)).astype(int)
    won = rng.random(deals) < win / (win + lose)
    closed = started + length
    is_open = closed > np.datetime64(AS_OF)
    return DealHistory(
        started,
        np.where(is_open, np.datetime64("NaT"), closed),
        np.where(is_open, OPEN, np.where(won, WON, LOST)).astype(np.int8),
        np.where(np.arange(deals) % 3 == 0, "Ann", "Bob").astype(np.object_),
    )


def landmarks_for(history: DealHistory) -> Landmarks:
    days = sorted(AS_OF - timedelta(weeks=week) for week in range(80))
    days = sorted({*days, *(date(2025, month, 1) - timedelta(days=1) for month in range(3, 12))})
    live = [np.flatnonzero(history.live_at(day)) for day in days]
    deal = np.concatenate(live)
    return Landmarks(
        day=np.repeat(np.array(days, "datetime64[D]"), [len(one) for one in live]),
        deal=deal,
        columns={
            "warm": (deal % 2 == 0).astype(float),
            "kind": np.where(deal % 5 == 0, "big", "small").astype(np.object_),
            "same": np.ones(len(deal)),
            "never": np.full(len(deal), np.nan),
            "rep": np.array([history.owner[one] for one in deal], np.object_),  # type: ignore[index]
        },
        features=FEATURES,
        notes=("Left out of learning: source (not fed).",),
    )


@pytest.fixture(scope="module")
def history() -> DealHistory:
    return company()


@pytest.fixture(scope="module")
def landmarks(history: DealHistory) -> Landmarks:
    return landmarks_for(history)


@pytest.fixture(scope="module")
def rows(history: DealHistory, landmarks: Landmarks) -> Rows:
    return landmarks.at(AS_OF, history)[1]


@pytest.fixture(scope="module")
def learnt(history: DealHistory, landmarks: Landmarks) -> dict[str, HazardModel]:
    kinds = ["age_quarter_cohort_rep", "logistic"] + ([] if lightgbm_reason() else ["lightgbm"])
    return {
        kind: fit_kind(kind, history, AS_OF, CALENDAR, landmarks)  # type: ignore[arg-type]
        for kind in kinds
    }


DAYS = np.array([7, 14, 28, 60, 120])


def test_intervals_agree_with_a_loop(history: DealHistory, landmarks: Landmarks) -> None:
    day, until = np.datetime64("2025-08-31"), date(2025, 10, 10)
    found = intervals_of(landmarks, history, np.array([day]), until)
    place = {
        (row, last): at for at, (row, last) in enumerate(zip(found.row, found.last, strict=True))
    }
    begin = int(np.searchsorted(landmarks.day, day))
    expected, first = 0, 1
    for last in cuts(day.item()):
        for row in range(begin, int(np.searchsorted(landmarks.day, day + 1))):
            closed = history.closed[landmarks.deal[row]]
            risk = [
                day + offset
                for offset in range(first, int(last) + 1)
                if day + offset <= np.datetime64(until)
                and (np.isnat(closed) or day + offset <= closed)
            ]
            if not risk:
                assert (row, last) not in place
                continue
            expected += 1
            at = place[row, last]
            assert found.exposure[at] == len(risk)
            came = history.outcome[landmarks.deal[row]] if closed == risk[-1] else OPEN
            assert (found.won[at], found.lost[at]) == (came == WON, came == LOST)
        first = int(last) + 1
    assert expected == len(found)


def test_a_sample_keeps_whole_landmarks(history: DealHistory, landmarks: Landmarks) -> None:
    days = landmarks.days[landmarks.days < np.datetime64(AS_OF)]
    whole = intervals_of(landmarks, history, days, AS_OF)
    part = sampled(landmarks, whole, 5_000)
    assert len(part) == pytest.approx(5_000, rel=0.1)
    assert part.won.mean() == pytest.approx(whole.won.mean(), rel=0.2)
    assert int(np.isin(whole.row, part.row).sum()) == len(part)
    assert sampled(landmarks, whole, len(whole)) is whole


def test_expected_closings_come_near_those_seen(history: DealHistory, landmarks: Landmarks) -> None:
    table = best_table(history, AS_OF, CALENDAR)
    days = landmarks.days[(landmarks.days < np.datetime64(AS_OF))][-60:-20:4]
    intervals = intervals_of(landmarks, history, days, AS_OF)
    win, lose = expected_in(table, landmarks, history, intervals)
    assert win.sum() == pytest.approx(intervals.won.sum(), rel=0.15)
    assert lose.sum() == pytest.approx(intervals.lost.sum(), rel=0.15)


def test_every_kind_is_the_sum_of_its_terms(learnt: dict[str, HazardModel], rows: Rows) -> None:
    for model in learnt.values():
        terms = model.terms(rows, DAYS)
        assert len(terms.groups) <= 10
        for found, whole in zip(terms.log_rates(), model.log_rates(rows, DAYS), strict=True):
            assert np.isfinite(whole).all()
            assert found == pytest.approx(whole, abs=1e-9)
        assert terms.win.mean(axis=1) == pytest.approx(0.0, abs=1e-9)
        assert terms.lose.mean(axis=1) == pytest.approx(0.0, abs=1e-9)


def test_every_kind_reads_back_as_it_was(learnt: dict[str, HazardModel], rows: Rows) -> None:
    for model in learnt.values():
        again = from_json(model.to_json())
        assert again.kind == model.kind
        for first, second in zip(
            model.log_rates(rows, DAYS), again.log_rates(rows, DAYS), strict=True
        ):
            assert (first == second).all()
    with pytest.raises(ValueError, match="no kind of model called 'magic'"):
        from_json({"kind": "magic"})


@pytest.mark.parametrize("kind", ["logistic", pytest.param("lightgbm", marks=needs_lightgbm)])
def test_learners_find_what_was_planted(
    learnt: dict[str, HazardModel], rows: Rows, kind: str
) -> None:
    win, lose = (np.exp(one).mean(axis=1) for one in learnt[kind].log_rates(rows, DAYS[:3]))
    warm = rows.columns["warm"] == 1
    assert win[warm].mean() == pytest.approx(0.018, rel=0.25)
    assert win[~warm].mean() == pytest.approx(0.006, rel=0.35)
    assert lose.mean() == pytest.approx(0.01, rel=0.25)
    assert auc(np.minimum(win * 20, 1), warm) > 0.95
    terms = learnt[kind].terms(rows, DAYS[:3])
    assert terms.win[terms.groups.index("stage")][warm].min() > 0


@pytest.mark.parametrize("kind", ["logistic", pytest.param("lightgbm", marks=needs_lightgbm)])
def test_nothing_after_the_day_is_learnt(
    history: DealHistory, landmarks: Landmarks, kind: str
) -> None:
    day = date(2025, 6, 1)
    later = np.isnat(history.closed) | (history.closed > np.datetime64(day))
    late = np.maximum(history.started, np.datetime64("2025-06-02"))
    rewritten = DealHistory(
        history.started,
        np.where(later, late, history.closed),
        np.where(later, LOST, history.outcome).astype(np.int8),
        history.owner,
    )
    known = landmarks.day <= np.datetime64(day)
    changed = replace(
        landmarks,
        columns={
            **landmarks.columns,
            "warm": np.where(known, landmarks.columns["warm"], 9.0),
        },
    )
    first = fit_kind(kind, history, day, CALENDAR, landmarks)  # type: ignore[arg-type]
    second = fit_kind(kind, rewritten, day, CALENDAR, changed)  # type: ignore[arg-type]
    assert first.to_json() == second.to_json()


@pytest.mark.parametrize("kind", ["logistic", pytest.param("lightgbm", marks=needs_lightgbm)])
def test_unknown_features_still_give_rates(
    learnt: dict[str, HazardModel], rows: Rows, kind: str
) -> None:
    bare = replace(rows, columns={})
    odd = replace(
        rows,
        columns={**rows.columns, "kind": np.full(len(rows), "new one", np.object_)},
    )
    for one in (bare, odd):
        for rates in learnt[kind].log_rates(one, DAYS):
            assert rates.shape == (len(rows), len(DAYS))
            assert np.isfinite(rates).all()


@needs_lightgbm
def test_what_teaches_nothing_is_named(history: DealHistory, landmarks: Landmarks) -> None:
    model, notes = fit_boosted(history, landmarks, best_table(history, AS_OF, CALENDAR), CALENDAR)
    assert [one.name for one in model.inputs] == ["warm", "kind"]
    assert "Left out of learning: never filled (never known)." in notes
    assert "Left out of learning: always the same (the same for all deals)." in notes
    constant = replace(landmarks, features=FEATURES[2:])
    with pytest.raises(TooFewOutcomes, match="differ between deals"):
        fit_boosted(history, constant, best_table(history, AS_OF, CALENDAR), CALENDAR)


@needs_lightgbm
def test_a_company_without_losses_is_named() -> None:
    history = company(1200, losses=False)
    landmarks = landmarks_for(history)
    model, notes = fit_boosted(history, landmarks, best_table(history, AS_OF, CALENDAR), CALENDAR)
    assert "Chances of deals being lost are the table's: too few seen (0)." in notes
    rows = landmarks.at(AS_OF, history)[1]
    assert np.exp(model.log_rates(rows, DAYS)[1]).max() < 1e-9
    regression = fit_kind("logistic", history, AS_OF, CALENDAR, landmarks)
    assert np.exp(regression.log_rates(rows, DAYS)[1]).max() < 1e-6


@needs_lightgbm
def test_parts_are_those_of_the_tree_explainer(learnt: dict[str, HazardModel], rows: Rows) -> None:
    shap = pytest.importorskip("shap")
    model = learnt["lightgbm"]
    assert isinstance(model, BoostedModel)
    numbers = replace(model, inputs=model.inputs)
    table = np.column_stack(
        [rows.columns["warm"], (rows.columns["kind"] == "big").astype(float)]
        + [np.zeros(len(rows))] * 2
    ).astype(float)[:40]
    explained = shap.TreeExplainer(numbers.win.booster).shap_values(table)
    parts = numbers.win.parts(table)
    assert parts[:, :-1] == pytest.approx(numbers.win.line.slope * np.asarray(explained), abs=1e-9)


@pytest.mark.slow
@needs_lightgbm
def test_the_learner_is_published_where_it_is_clearly_better(
    history: DealHistory, landmarks: Landmarks, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    trained = train(history, AS_OF, CALENDAR, landmarks)
    assert trained.model.kind in ("logistic", "lightgbm")
    windows = {(one.window, one.model) for one in trained.card.evaluations}
    assert ("91 days", "base rate") in windows
    assert sum(one.published for one in trained.card.evaluations if one.window == "28 days") == 1
    assert landmarks.notes[0] in trained.card.notes
    assert set(trained.refits) == set(trained.backtest.origins)
    store(tmp_path, trained.model, trained.levels, trained.card)
    again = load(tmp_path, trained.version)
    assert again.model.to_json() == trained.model.to_json()


def test_without_lightgbm_the_rest_compete(
    history: DealHistory, landmarks: Landmarks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refits, "lightgbm_reason", lambda: "LightGBM cannot be loaded (no library)")
    found = refits.Refits(history, CALENDAR, landmarks, ("age", "lightgbm"))
    assert set(found.at(date(2025, 6, 1))) == {"age"}
    assert "no library" in found.left_out["lightgbm"]


def test_owners_closing_faster_have_a_larger_factor() -> None:
    history = company()
    fast = np.arange(len(history)) % 4 == 0
    owner = np.where(fast, "Fay", "Sam").astype(np.object_)
    closed = np.where(fast, history.started + (history.closed - history.started) // 3,
                      history.closed)  # fmt: skip
    quick = DealHistory(history.started, closed, history.outcome, owner)
    table = fit(quick, AS_OF, CALENDAR, "age_quarter_cohort_rep")
    assert table.owners["Fay"] > 1.3
    assert table.owners["Sam"] < 1.0
    plain = fit(quick, AS_OF, CALENDAR, "age_quarter_cohort")
    assert (plain.win == table.win).all()
    assert plain.owners == {}


@needs_lightgbm
def test_what_boosters_said_before_is_said_again_only_of_the_same_rows(
    history: DealHistory, landmarks: Landmarks, rows: Rows
) -> None:
    model, _ = fit_boosted(history, landmarks, best_table(history, AS_OF, CALENDAR), CALENDAR)
    days = np.array([7, 28, 91, 364])
    other = replace(rows, columns=rows.columns | {"warm": 1.0 - rows.columns["warm"]})
    first = model.log_rates(rows, days)
    for asked in (rows, other, rows.take(np.arange(len(rows))[::-1]), rows):
        fresh = _as_if_never_asked(model).log_rates(asked, days)
        for said, anew in zip(model.log_rates(asked, days), fresh, strict=True):
            assert np.array_equal(said, anew)
    assert not np.array_equal(first[0], model.log_rates(other, days)[0])
    assert len(model.win.said) == 3
