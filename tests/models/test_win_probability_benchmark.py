"""The public benchmark's rows and figures, where its files are present."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics

from data.periods import FiscalCalendar
from models.learners.table import fit
from models.scores.points import curve_points

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "maventech"

pytestmark = [
    pytest.mark.maventech,
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason="the public MavenTech files are absent: benchmark not run"
    ),
]


@pytest.mark.parametrize("kind", ["age_quarter", "age_quarter_cohort"])
def test_beats_the_published_table(kind) -> None:  # type: ignore[no-untyped-def]
    from benchmarks.win_probability import read

    history = read(FOLDER)
    chances, came = [], []
    for week in range(23):
        monday = np.datetime64("2017-07-03") + 7 * week
        as_of = date(2017, 7, 2) + timedelta(weeks=week)
        live = (history.started < monday) & ~(history.closed < monday)
        points = curve_points(
            fit(history, as_of, FiscalCalendar(), kind), history.started[live], as_of
        )
        chances.append(points.win_by(28))
        came.append((history.outcome[live] == 1) & (history.closed[live] < monday + 28))
    chance, happened = np.concatenate(chances), np.concatenate(came)
    assert len(chance) == 52_216
    assert metrics.roc_auc_score(happened, chance) >= 0.80
    assert metrics.brier_score_loss(happened, chance) <= 0.091
