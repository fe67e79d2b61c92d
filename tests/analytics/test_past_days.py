"""Past days derived from a later snapshot: the facts of a load of that day, an origin's scores."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics.curves import stored_days
from analytics.deals import create_deals, create_rates, create_stages, create_team_members
from analytics.past import KEPT_DAYS, PastSnapshot, past_snapshot
from analytics.scored import SCORE_COLUMNS
from copilot.grounding.verify import check
from copilot.narration.template import narrate
from data.demo.company import generate
from data.errors import NoData
from data.loading.load import Loaded, load
from data.mapping import Mapping, bundled, load_mapping
from data.store.manifest import Company, Manifest, ModelNote
from data.store.snapshot import Snapshot
from data.version import SCHEMA
from tools.context import Context
from tools.registry import get

EXTRACT = date(2026, 11, 16)
ORIGINS = (date(2026, 8, 31), date(2026, 10, 12), date(2026, 10, 19))
WIN, LOSS = 0.3, 0.6  # of each curve, by its last stored day, rising evenly
_TYPES = {
    **dict.fromkeys(SCORE_COLUMNS, "DOUBLE"), "horizon_on": "DATE", "stale": "BOOLEAN",
    "risk_level": "VARCHAR", "expected_close_from": "DATE", "expected_close_on": "DATE",
    "expected_close_to": "DATE",
}  # fmt: skip


def _facts(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, folder: Path, day: date
) -> Loaded:
    """What a refresh with that as-of date holds before it learns anything."""
    for schema in ("raw", "staged"):
        connection.execute(f"ATTACH ':memory:' AS {schema}")
    loaded = load(connection, mapping, folder, day, lambda _: None)
    for schema in ("raw", "staged"):
        connection.execute(f"DETACH {schema}")
    create_stages(connection, mapping.stages)
    create_rates(connection, mapping.currency, mapping.rates)
    create_team_members(connection, day, mapping.tables)
    create_deals(
        connection, day, opportunities="opportunities", tables=mapping.tables, target="deals",
        currency=mapping.currency,
    )  # fmt: skip
    return loaded


def _scores(connection: duckdb.DuckDBPyConnection) -> None:
    """Made-up scores of the deals open at each origin; one table too many, computed about now."""
    scored = ", ".join(f"{name} {_TYPES[name]}" for name in SCORE_COLUMNS)
    connection.execute(
        "CREATE TABLE deal_scores (opportunity_id VARCHAR, account VARCHAR, amount DECIMAL(18,2), "
        f"age_days BIGINT, {scored}, next_action VARCHAR, model_version VARCHAR)"
    )
    connection.execute(
        f"CREATE TABLE score_history (opportunity_id VARCHAR, origin DATE, model VARCHAR, {scored},"
        " model_version VARCHAR, cum_win DOUBLE[], cum_loss DOUBLE[])"
    )
    connection.execute("CREATE TABLE deals_before AS SELECT * FROM deals")
    connection.execute("CREATE TABLE drift AS SELECT 1 AS told_later")
    connection.execute(
        "CREATE TABLE deal_drivers AS "
        "SELECT opportunity_id, 'age' AS driver, 5.0 AS points FROM deals"
    )
    connection.execute("CREATE TABLE data_findings AS SELECT 'past_due' AS code")
    for origin in ORIGINS:
        days = stored_days(origin)
        for model, share in (("refitted", 1.0), ("present", 0.5)):
            connection.execute(
                "INSERT INTO score_history BY NAME SELECT opportunity_id, $origin AS origin, "
                "$model AS model, $horizon AS horizon_on, 0.2 AS win_by_horizon, "
                "0.5 AS loss_by_horizon, 0.3 AS slip_by_horizon, 80.0 AS risk_score, "
                "false AS stale, 'm-' || $origin AS model_version, $wins AS cum_win, "
                "$losses AS cum_loss FROM deals "
                "WHERE started_on <= $origin AND coalesce(closed_on > $origin, true)",
                {
                    "origin": origin, "model": model, "horizon": origin + timedelta(days=60),
                    "wins": [share * WIN * day / days[-1] for day in days],
                    "losses": [share * LOSS * day / days[-1] for day in days],
                },
            )  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("past") / "files"
    generate(folder, opportunities=400)
    return folder


@pytest.fixture(scope="module")
def built(files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, Path]:
    """The present: all facts, and scores at three origins."""
    mapping, path = load_mapping(bundled()["demo"]), tmp_path_factory.mktemp("built") / "now.duckdb"
    connection = duckdb.connect(str(path))
    loaded = _facts(connection, mapping, files, EXTRACT)
    _scores(connection)
    tables = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
    first = connection.execute("SELECT min(started_on) FROM deals").fetchall()[0][0]
    connection.close()
    return _manifest(mapping, loaded, tables, first), path


@pytest.fixture
def present(built: tuple[Manifest, Path], tmp_path: Path) -> Iterator[Snapshot]:
    """A copy of it, open."""
    manifest, path = built
    snapshot = Snapshot(manifest, Path(shutil.copy(path, tmp_path / "now.duckdb")))
    yield snapshot
    snapshot.close()


def _manifest(mapping: Mapping, loaded: Loaded, tables: list[str], first: date) -> Manifest:
    return Manifest(
        snapshot_id="now", as_of=loaded.as_of, extracted_on=loaded.extracted_on,
        company=Company(name=mapping.name, title=mapping.title), currency=mapping.currency,
        fiscal_year_starts=1, stages=mapping.stages, known=loaded.rules.known,
        tables=tuple(tables), files={}, row_counts={"opportunities": 400}, findings={},
        first_event=first, last_event=EXTRACT, horizon_on=date(2026, 12, 31), earlier_cut=None,
        model=ModelNote(version="now", kind="table", card={}), no_scores="",
        schema_version=SCHEMA, code_version="x", built_at="2026-11-20T08:00:00",
    )  # fmt: skip


SAME = ("deals", "opportunities", "reps", "team_members", "leads", "activities", "orders",
        "stage_history", "close_date_history", "forecast_calls", "targets", "rep_history",
        "accounts", "products")  # fmt: skip


@pytest.mark.parametrize("day", [date(2026, 9, 15), date(2026, 10, 12), date(2026, 10, 25)])
def test_the_facts_are_those_of_a_load_of_that_day(present: Snapshot, files: Path, day) -> None:
    past = past_snapshot(present, day)
    loaded = duckdb.connect()
    _facts(loaded, load_mapping(bundled()["demo"]), files, day)
    for table in SAME:
        query = f"SELECT * FROM {table} ORDER BY ALL"
        expected = loaded.execute(query).fetchall()
        if table in ("activities", "stage_history", "close_date_history"):
            # rows about deals that start later tell nothing
            query = query.replace("ORDER", "WHERE opportunity_id IN (FROM opportunities SELECT "
                                  "opportunity_id) ORDER")  # fmt: skip
        assert [tuple(row.values()) for row in past.rows(query)] == expected, table
        assert expected, table
    assert past.as_of == day


def test_nothing_later_than_the_day_is_told(present: Snapshot) -> None:
    day = date(2026, 10, 14)
    past = past_snapshot(present, day)
    ends = past.row(
        "SELECT (SELECT max(closed_on) FROM deals) AS closed, "
        "(SELECT max(happened_on) FROM activities) AS done, "
        "(SELECT max(converted_on) FROM leads) AS converted, "
        "(SELECT max(origin) FROM score_history) AS origin, "
        "(SELECT count(*) FROM drift) AS drift, (SELECT count(*) FROM deals_then) AS then"
    )
    assert all(ends[name] <= day for name in ("closed", "done", "converted", "origin"))
    assert (ends["drift"], ends["then"]) == (0, 0)
    assert not past.has_table("drift")
    assert past.has_table("activities")


def test_scores_are_those_of_the_nearest_origin_by_its_own_model(present: Snapshot) -> None:
    past = past_snapshot(present, date(2026, 10, 18))
    assert (past.origin, past.model_version) == (ORIGINS[1], "m-2026-10-12")
    assert past.manifest.model is not None
    assert past.manifest.model.version == "m-2026-10-12"
    assert past.manifest.horizon_on == date(2026, 12, 11)
    told = past.row(
        "SELECT count(*) AS n, count(win_by_horizon) AS scored, "
        "sum(value_at_risk)::DOUBLE AS at_risk, "
        "sum(amount * 0.8) FILTER (win_by_horizon IS NOT NULL)::DOUBLE AS expected "
        "FROM deals_now WHERE status = 'open'"
    )
    scored = present.row(
        "SELECT count(*) AS n FROM deals WHERE started_on <= DATE '2026-10-12' "
        "AND coalesce(closed_on > DATE '2026-10-18', true)"
    )
    assert told["scored"] == scored["n"] > 0
    assert told["n"] > told["scored"]  # those that started after the origin
    assert told["at_risk"] == pytest.approx(told["expected"])


@pytest.mark.parametrize("passed", [0, 3, 6])
def test_curves_are_given_that_the_deal_is_still_open(present: Snapshot, passed: int) -> None:
    origin = ORIGINS[1]
    day = origin + timedelta(days=passed)
    past = past_snapshot(present, day)
    last = stored_days(origin)[-1]
    left = [origin + timedelta(days=at) for at in stored_days(origin) if at > passed]
    assert [row["day"] for row in past.rows("SELECT * FROM curve_days ORDER BY day")] == left
    deal = past.rows("SELECT opportunity_id AS id FROM deal_scores ORDER BY 1 LIMIT 1")[0]["id"]
    rows = past.rows(
        "SELECT day, cum_win, cum_loss FROM deal_curves WHERE opportunity_id = $id ORDER BY day",
        {"id": deal},
    )
    assert [row["day"] for row in rows] == left
    still_open = 1 - (WIN + LOSS) * passed / last
    for row in rows:
        share = (row["day"] - day).days / last / still_open
        assert row["cum_win"] == pytest.approx(WIN * share)
        assert row["cum_loss"] == pytest.approx(LOSS * share)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2020, 1, 1), "lies outside what is recorded"),
        (date(2026, 11, 17), "lies outside what is recorded"),
        (date(2026, 8, 30), "they begin on Aug 31, 2026"),
    ],
)
def test_days_that_cannot_be_told_say_why(present: Snapshot, day: date, told: str) -> None:
    with pytest.raises(NoData, match=told) as caught:
        Context(present).at(day)
    assert caught.value.code == "outside_history"


def test_an_origin_whose_horizon_has_passed_tells_nothing(present: Snapshot) -> None:
    with pytest.raises(NoData, match="No scores are stored for"):
        past_snapshot(_without(present, *ORIGINS[1:]), date(2026, 10, 30))


def _without(present: Snapshot, *origins: date) -> Snapshot:
    present.close()
    connection = duckdb.connect(str(present.path))
    for origin in origins:
        connection.execute("DELETE FROM score_history WHERE origin = $origin", {"origin": origin})
    connection.close()
    return Snapshot(present.manifest, present.path)


def test_the_last_days_asked_for_are_kept(present: Snapshot) -> None:
    days = [date(2026, 10, 20) + timedelta(days=at) for at in range(KEPT_DAYS + 1)]
    built = [past_snapshot(present, day) for day in days[:-1]]
    assert past_snapshot(present, days[0]) is built[0]
    past_snapshot(present, days[-1])  # the second was asked for longest ago
    assert past_snapshot(present, days[0]) is built[0]
    assert past_snapshot(present, days[1]) is not built[1]


FROM_HISTORIES = ("push_count", "stage_entered_on", "days_in_stage", "last_activity_on",
              "days_since_activity", "activities_28d", "list_value", "discount_rate",
              "line_count")  # fmt: skip


def test_a_lean_day_is_the_same_but_for_what_histories_add(present: Snapshot) -> None:
    day = date(2026, 10, 14)
    lean = past_snapshot(present, day, lean=True)
    assert past_snapshot(present, day, lean=True) is lean
    query = "SELECT * FROM deals_now ORDER BY opportunity_id"
    short = lean.rows(query)
    whole = past_snapshot(present, day)
    assert whole is not lean
    assert past_snapshot(present, day, lean=True) is whole  # which holds all of it
    rows = whole.rows(query)
    assert len(short) == len(rows) > 0
    for one, other in zip(short, rows, strict=True):
        assert one | dict.fromkeys(FROM_HISTORIES) == other | dict.fromkeys(FROM_HISTORIES)
    assert any(row["push_count"] for row in rows)
    for table in ("deal_curves", "deal_scores", "team_members", "curve_days"):
        query = f"SELECT * FROM {table} ORDER BY ALL"
        assert lean.rows(query) == whole.rows(query), table


def test_a_past_day_can_read_no_file_and_change_no_setting(present: Snapshot) -> None:
    past = past_snapshot(present, ORIGINS[1])
    for statement in ("SELECT * FROM read_csv('/etc/hosts')", "SET enable_external_access = true",
                      "INSERT INTO origin.drift VALUES (2)"):  # fmt: skip
        with pytest.raises(duckdb.Error):
            past.rows(statement)


@pytest.mark.parametrize("name", ["find_deals", "pipeline_summary", "deals_at_risk"])
def test_tools_answer_for_a_past_day_and_name_the_origin(present: Snapshot, name: str) -> None:
    day = date(2026, 10, 15)
    tool = get(name)
    result = tool.run(Context(present), tool.validate({"as_of": day}))
    told: dict[str, Any] = {fact.metric: fact.value for fact in result.facts}
    assert (told["as_of"], told["scored_on"]) == ("2026-10-15", "2026-10-12")
    assert told["model_version"] == "m-2026-10-12"
    text = narrate([result.claims], result.facts, [])
    assert text.startswith("**As of Oct 15, 2026. ")
    assert (
        "Scores are those of Oct 12, 2026, by model m-2026-10-12, which learned only from what was "
        "known then."
    ) in text
    assert check(text, result.facts, required=[]).supported
    opened = present.row(
        "SELECT count(*) AS n FROM deals WHERE started_on <= $day "
        "AND coalesce(closed_on > $day, true)", {"day": day},
    )["n"]  # fmt: skip
    if name == "find_deals":
        assert opened in {fact.value for fact in result.facts if fact.unit == "count"}


def test_a_past_snapshot_is_a_snapshot(present: Snapshot) -> None:
    assert isinstance(past_snapshot(present, ORIGINS[2]), PastSnapshot)
    assert Context(present).at(EXTRACT).snapshot is present
