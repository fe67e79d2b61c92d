"""The record of past scores: it says of a day what a refresh on that day would have said."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.curves import read_off, stored_days
from data.mapping import bundled, load_mapping
from data.store.home import Home
from data.store.snapshot import Snapshot
from models.learners.kinds import TABLE_KINDS

AS_OF = date(2017, 10, 16)
FIGURES = ("win_by_horizon", "loss_by_horizon", "win_probability", "win_probability_28d")


def _origins(snapshot: Snapshot, which: str) -> list[date]:
    rows = snapshot.rows(
        "SELECT DISTINCT origin FROM score_history WHERE model = $which ORDER BY 1",
        {"which": which},
    )
    return [row["origin"] for row in rows]


def test_origins_are_weeks_back_and_month_ends(company: Snapshot) -> None:
    as_of = company.as_of
    weeks = {as_of - timedelta(weeks=week) for week in range(1, 27)}
    first = as_of.replace(day=1)
    month_ends = set()
    for _ in range(9):
        month_ends.add(first - timedelta(days=1))
        first = (first - timedelta(days=1)).replace(day=1)
    stored = set(_origins(company, "present"))
    assert stored <= weeks | month_ends
    assert set(_origins(company, "refitted")) <= stored
    assert {as_of - timedelta(weeks=week) for week in range(1, 20)} <= stored


def test_every_past_model_has_a_version_of_its_own(company: Snapshot) -> None:
    rows = company.rows(
        "SELECT model, count(DISTINCT origin) AS origins, "
        "count(DISTINCT model_version) AS versions "
        "FROM score_history GROUP BY 1"
    )
    found = {row["model"]: row for row in rows}
    assert found["present"]["versions"] == 1
    assert found["refitted"]["versions"] == found["refitted"]["origins"]


@pytest.mark.maventech
@pytest.mark.slow
def test_a_past_day_is_as_a_refresh_on_that_day_said(
    public: Snapshot,
    public_files: Path,
    tmp_path: Path,
    refreshed,  # type: ignore[no-untyped-def]
) -> None:
    day = AS_OF - timedelta(weeks=3)
    home = Home(tmp_path)
    refreshed(home, load_mapping(bundled()["maventech"]), public_files, day)
    then = Snapshot.open(home)
    columns = ", ".join(("opportunity_id", "horizon_on", *FIGURES))
    said = then.rows(f"SELECT {columns} FROM deal_scores ORDER BY 1")
    kept = public.rows(
        f"SELECT {columns} FROM score_history WHERE origin = $day AND model = 'refitted' "
        "ORDER BY 1",
        {"day": day},
    )
    then.close()
    assert [row["opportunity_id"] for row in kept] == [row["opportunity_id"] for row in said]
    # A costly kind is learnt anew every 28 days only, and another kind may have been published.
    is_same = then.manifest.model.kind == public.manifest.model.kind in TABLE_KINDS
    most = 1e-9 if is_same else 0.05
    for one, other in zip(kept, said, strict=True):
        assert one["horizon_on"] == other["horizon_on"]
    for figure in FIGURES:
        apart = [abs(one[figure] - other[figure]) for one, other in zip(kept, said, strict=True)]
        assert sum(apart) / len(apart) < most, figure


def test_stored_curves_give_the_stored_figures(company: Snapshot) -> None:
    rows = company.rows(
        "SELECT origin, horizon_on, cum_win, cum_loss, win_by_horizon, loss_by_horizon, "
        "win_probability_28d FROM score_history WHERE model = 'refitted' "
        "ORDER BY hash(opportunity_id || origin::VARCHAR) LIMIT 300"
    )
    assert len(rows) == 300
    for row in rows:
        days = stored_days(row["origin"])
        ahead = (row["horizon_on"] - row["origin"]).days
        assert read_off(days, row["cum_win"], ahead) == pytest.approx(
            row["win_by_horizon"], abs=1e-6
        )
        assert read_off(days, row["cum_loss"], ahead) == pytest.approx(
            row["loss_by_horizon"], abs=1e-6
        )
        assert read_off(days, row["cum_win"], 28) == pytest.approx(
            row["win_probability_28d"], abs=1e-6
        )


def test_only_deals_open_then_are_in_it(company: Snapshot) -> None:
    wrong = company.row(
        "SELECT count(*) AS n FROM score_history s JOIN deals d USING (opportunity_id) "
        "WHERE d.started_on > s.origin OR d.closed_on <= s.origin"
    )
    missing = company.row(
        "SELECT count(*) AS n FROM (SELECT DISTINCT origin FROM score_history) o, deals d "
        "WHERE d.started_on <= o.origin AND coalesce(d.closed_on > o.origin, true) "
        "AND NOT EXISTS (SELECT 1 FROM score_history s WHERE s.origin = o.origin "
        "AND s.opportunity_id = d.opportunity_id)"
    )
    assert wrong["n"] == 0
    assert missing["n"] == 0


def test_newcomers_start_at_zero_and_never_fall(company: Snapshot) -> None:
    rows = company.rows("SELECT * FROM newcomer_curves ORDER BY started_on, day")
    starts = sorted({row["started_on"] for row in rows})
    assert starts[0] == company.as_of + timedelta(days=1)
    assert all(day.weekday() == 0 for day in starts[1:])
    before: dict[date, float] = {}
    for row in rows:
        assert row["day"] > row["started_on"]
        assert row["cum_win"] >= before.get(row["started_on"], 0.0)
        assert row["cum_win"] + row["cum_loss"] <= 1 + 1e-12
        before[row["started_on"]] = row["cum_win"]
