"""What moved a score between two origins: exact parts, facts that changed, old facts aged."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.curves import read_off, stored_days
from analytics.features import create_features, usable
from analytics.past import past_snapshot
from data.store.snapshot import Snapshot
from models.past.aging import aged, recent_activities
from models.past.rows import Rows, rows_at
from models.scores.steps import FACT_GROUPS, PARTS

SUM = " + ".join(PARTS)
WEEK = timedelta(days=7)


def test_parts_add_up_to_the_change(company: Snapshot) -> None:
    row = company.row(
        f"SELECT count(*) AS n, max(abs(from_score + {SUM} - to_score)) AS apart FROM score_steps"
    )
    assert row["n"] > 1000
    assert row["apart"] < 1e-9


def test_ends_are_the_scores_that_were_stored(company: Snapshot) -> None:
    before = company.row(
        "SELECT count(*) AS n, max(abs(s.from_score - h.risk_score)) AS apart FROM score_steps s "
        "JOIN score_history h USING (opportunity_id, origin, horizon_on) "
        "WHERE h.model = 'refitted'"
    )
    now = company.row(
        "SELECT count(*) AS n, max(abs(s.to_score - d.risk_score)) AS apart FROM score_steps s "
        "JOIN deal_scores d USING (opportunity_id, horizon_on) WHERE s.next_origin = $as_of",
        {"as_of": company.as_of},
    )
    for found in (before, now):
        assert found["n"] > 50
        assert found["apart"] < 1e-9


def test_steps_follow_on_each_other(company: Snapshot) -> None:
    row = company.row(
        "SELECT count(*) AS n, max(abs(a.to_score - b.from_score)) AS apart FROM score_steps a "
        "JOIN score_steps b ON a.opportunity_id = b.opportunity_id "
        "AND a.next_origin = b.origin AND a.horizon_on = b.horizon_on"
    )
    assert row["n"] > 1000
    assert row["apart"] < 1e-9


def test_a_step_holds_the_deals_open_at_both_ends(company: Snapshot) -> None:
    since = company.as_of - WEEK
    found = company.rows(
        "SELECT DISTINCT opportunity_id FROM score_steps WHERE next_origin = $as_of ORDER BY 1",
        {"as_of": company.as_of},
    )
    # The last month end may lie between the two Mondays.
    last = company.row(
        "SELECT max(origin) AS day FROM score_steps WHERE next_origin = $as_of",
        {"as_of": company.as_of},
    )["day"]
    assert last >= since
    expected = company.rows(
        "SELECT opportunity_id FROM deals WHERE status = 'open' AND started_on <= $last ORDER BY 1",
        {"last": last},
    )
    assert found == expected


def test_every_later_horizon_is_there(company: Snapshot) -> None:
    rows = company.rows("SELECT next_origin, list(DISTINCT horizon_on) AS days FROM score_steps "
                        "GROUP BY 1 ORDER BY 1")  # fmt: skip
    calendar = company.calendar
    ends = [row["next_origin"] for row in rows]
    for row in rows:
        later = {calendar.risk_horizon(day) for day in ends if day >= row["next_origin"]}
        reached = {day for day in later if (day - row["next_origin"]).days < 350}
        assert reached <= set(row["days"]) <= later


def test_a_group_without_a_changed_fact_moves_nothing(company: Snapshot) -> None:
    for group in FACT_GROUPS:
        row = company.row(
            f"SELECT count(*) AS n, max(abs(facts_{group})) AS most FROM score_steps s "
            "WHERE NOT EXISTS (SELECT 1 FROM step_facts f WHERE f.driver = $group "
            "AND f.opportunity_id = s.opportunity_id AND f.next_origin = s.next_origin)",
            {"group": group},
        )
        assert not row["n"] or row["most"] == 0.0, group


def test_changed_facts_are_those_of_the_histories(demo: Snapshot) -> None:
    """Stages told as changed are those that the history shows entered in between."""
    found = demo.rows(
        "SELECT opportunity_id, now FROM step_facts WHERE feature = 'stage_position' "
        "AND next_origin = $as_of ORDER BY 1",
        {"as_of": demo.as_of},
    )
    since = demo.row(
        "SELECT max(origin) AS day FROM score_steps WHERE next_origin = $as_of",
        {"as_of": demo.as_of},
    )["day"]
    expected = demo.rows(
        """
        WITH at_day AS (
            SELECT opportunity_id, d.day, arg_max(stage, entered_on) AS stage
            FROM stage_history, (SELECT unnest([$since::DATE, $as_of::DATE]) AS day) d
            WHERE entered_on <= d.day GROUP BY ALL)
        SELECT now.opportunity_id, s.position::VARCHAR AS now
        FROM at_day was JOIN at_day now USING (opportunity_id)
        JOIN stages s ON s.stage = now.stage
        JOIN deals d ON d.opportunity_id = now.opportunity_id
        WHERE was.day = $since AND now.day = $as_of AND was.stage <> now.stage
        AND d.status = 'open' ORDER BY 1
        """,
        {"since": since, "as_of": demo.as_of},
    )
    assert len(found) > 20
    assert found == expected


def test_stored_curves_of_the_old_model_give_the_parts(company: Snapshot) -> None:
    rows = company.rows(
        "SELECT s.*, aged_win, moved_win FROM score_steps s "
        "JOIN step_curves USING (opportunity_id, origin, next_origin) "
        "ORDER BY hash(opportunity_id || next_origin::VARCHAR || horizon_on::VARCHAR) LIMIT 300"
    )
    assert len(rows) == 300
    for row in rows:
        days = stored_days(row["next_origin"])
        ahead = (row["horizon_on"] - row["next_origin"]).days
        by_time = 100 * (1 - read_off(days, row["aged_win"], ahead))
        by_facts = 100 * (1 - read_off(days, row["moved_win"], ahead))
        assert by_time == pytest.approx(row["from_score"] + row["part_time"], abs=1e-3)
        assert by_facts == pytest.approx(row["to_score"] - row["part_model"], abs=1e-3)


def test_aged_facts_are_those_of_a_day_on_which_nothing_happened(demo: Snapshot) -> None:
    """Tables cut at the origin and looked at two weeks later give the same features."""
    origin, day = demo.as_of - 4 * WEEK, demo.as_of - 2 * WEEK
    tables = list(demo.manifest.tables)
    features, _ = usable(demo.manifest.known, tables)
    past = past_snapshot(demo, origin)
    connection = past._connection
    create_features(connection, [origin, day], features, target="features_of_two_days")
    then = rows_at(connection, "features_of_two_days", origin)
    expected = rows_at(connection, "features_of_two_days", day)
    found = aged(then, day, recent_activities(connection, origin, day))
    connection.execute("DROP TABLE features_of_two_days")
    assert found.ids == expected.ids
    window = {"rep_win_rate", "rep_closed_365d"}  # a year of record, which counts as a fact
    for name in found.columns.keys() - window:
        one, other = found.columns[name], expected.columns[name]
        if one.dtype.kind == "O":
            assert one.tolist() == other.tolist(), name
        else:
            np.testing.assert_allclose(one.astype(float), other.astype(float), err_msg=name)
    assert len(found) > 1000


def test_aging_by_hand() -> None:
    columns = {
        "age_days": np.array([10.0, 20.0]),
        "days_to_recorded_close": np.array([5.0, np.nan]),
        "days_overdue": np.array([0.0, np.nan]),
        "activities_28d": np.array([3.0, np.nan]),
        "log_amount": np.array([8.0, 9.0]),
    }
    started = np.array(["2026-01-01", "2026-01-02"], "datetime64[D]")
    rows = Rows(date(2026, 2, 1), ["a", "b"], started, dict(columns))
    found = aged(rows, date(2026, 2, 8), {"a": 1}).columns
    assert found["age_days"].tolist() == [17.0, 27.0]
    assert found["days_to_recorded_close"].tolist()[0] == 0.0
    assert found["days_overdue"].tolist()[0] == 2.0
    assert np.isnan(found["days_overdue"].astype(float)[1])
    assert found["activities_28d"].tolist()[0] == 1.0
    assert np.isnan(found["activities_28d"].astype(float)[1])
    assert found["log_amount"].tolist() == [8.0, 9.0]
    with pytest.raises(ValueError, match="before"):
        aged(rows, date(2026, 1, 31), {})
