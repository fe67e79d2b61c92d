"""Tables of a past day, built in memory beside a snapshot that is attached as `origin`."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

import duckdb

from analytics.curves import stored_days
from analytics.deals import create_deals, create_team_members
from data.cut import cut, lead_columns, reps_at
from data.schema import BY_NAME
from data.store.snapshot import Snapshot

# Read as they are: neither dated nor computed from what came later.
_UNCHANGED = (
    "accounts", "products", "stages", "rates", "targets", "data_findings", "amount_bands",
)  # fmt: skip
# Computed tables with the condition under which a row was known on the day.
_KNOWN_BY = {
    "score_history": "origin <= {day} AND model = 'refitted'",
    "forecast_record": "until <= {day}",
    "newcomer_history": "origin <= {day}",
    **dict.fromkeys(("score_steps", "step_facts", "step_curves"), "next_origin <= {day}"),
}
_BUILT = {
    "opportunities", "reps", "team_members", "deals", "deals_now", "deals_then", "deal_scores",
    "curve_days", "deal_curves",
}  # fmt: skip


def create_facts(
    connection: duckdb.DuckDBPyConnection, present: Snapshot, day: date, *, is_lean: bool = False
) -> None:
    """Every table of the snapshot as known at the end of `day`, but for the scores.

    Tables that were computed about a later day keep their columns and have no rows.

    Args:
        is_lean: leave what histories, lines and activities add to a deal empty.
    """
    known = f"DATE '{day}'"
    fed = [name for name in present.manifest.tables if name in BY_NAME]
    for name in present.manifest.tables:
        if name not in _BUILT and name not in ("opportunity_lines", "leads"):
            _create_view(connection, name, known)
    create_people_and_opportunities(connection, present, day)
    _create_rows_of_deals(connection, fed, known, day >= present.manifest.extracted_on)
    create_team_members(connection, day, fed)
    create_deals(
        connection,
        day,
        opportunities="opportunities",
        tables=[name for name in fed if name == "rep_history"] if is_lean else fed,
        target="deals",
        currency=present.currency,
    )


def create_people_and_opportunities(
    connection: duckdb.DuckDBPyConnection, present: Snapshot, day: date
) -> None:
    """Tables `reps` and `opportunities` as known at the end of `day`.

    Reads `stage_history` and `close_date_history` under these names, where they are fed.
    """
    fed, known = present.manifest.tables, f"DATE '{day}'"
    people = reps_at("origin.reps", "origin.rep_history" if "rep_history" in fed else None)
    connection.execute(f"CREATE TABLE reps AS {people.replace('$day', known)} ORDER BY rep")
    cut(
        connection,
        present.rules,
        day,
        source="origin.opportunities",
        target="opportunities",
        stage_history="stage_history" if "stage_history" in fed else None,
        close_date_history="close_date_history" if "close_date_history" in fed else None,
    )


def _create_view(connection: duckdb.DuckDBPyConnection, name: str, day: str) -> None:
    condition = "false"
    if name in _UNCHANGED or (name in BY_NAME and not BY_NAME[name].dated):
        condition = "true"
    elif name in BY_NAME:
        condition = f"{BY_NAME[name].dated} <= {day}"
    elif name in _KNOWN_BY:
        condition = _KNOWN_BY[name].format(day=day)
    if condition == "false":
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM origin.{name} WHERE false")
    else:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM origin.{name} WHERE {condition}")


def _create_rows_of_deals(
    connection: duckdb.DuckDBPyConnection, fed: list[str], day: str, is_extract: bool
) -> None:
    """Lines of the deals known on the day, and leads with what was known of them."""
    if "opportunity_lines" in fed:
        connection.execute(
            "CREATE VIEW opportunity_lines AS SELECT * FROM origin.opportunity_lines "
            "WHERE opportunity_id IN (SELECT opportunity_id FROM opportunities)"
        )
    if "leads" in fed:
        # Where no lead has an account before it is converted, the account is part of converting.
        before = "SELECT count(*) FROM origin.leads WHERE converted_on IS NULL AND account <> ''"
        is_outcome = not connection.execute(before).fetchall()[0][0]
        columns = lead_columns(("account",) if is_outcome else (), day=day, is_extract=is_extract)
        connection.execute(
            f"CREATE VIEW leads AS SELECT {columns} FROM origin.leads WHERE created_on <= {day}"
        )


def create_scores(
    connection: duckdb.DuckDBPyConnection, day: date, origin: date, model: str
) -> None:
    """Tables `deal_scores`, `curve_days`, `deal_curves` of deals open on `day`, by an origin.

    Scores stand as at the origin, the value at risk by the amount known on the day. Curves are
    given that the deal is still open on the day; they hold the stored days after it.
    """
    connection.execute(
        "CREATE TABLE at_origin AS SELECT s.* FROM origin.score_history s "
        "JOIN deals d USING (opportunity_id) "
        "WHERE s.origin = $origin AND s.model = $model AND d.status = 'open' ORDER BY 1",
        {"origin": origin, "model": model},
    )
    _create_deal_scores(connection)
    _create_curves(connection, day, origin)


def _create_deal_scores(connection: duckdb.DuckDBPyConnection) -> None:
    stored, facts = _columns(connection, "at_origin"), _columns(connection, "deals")
    columns = []
    for name, kind in _columns(connection, "origin.deal_scores").items():
        source = f"s.{name}" if name in stored else f"d.{name}" if name in facts else "NULL"
        if name == "value_at_risk":
            source = "d.amount * (s.loss_by_horizon + s.slip_by_horizon)"
        columns.append(f"({source})::{kind} AS {name}")
    connection.execute(
        f"CREATE TABLE deal_scores AS SELECT {', '.join(columns)} FROM at_origin s "
        "JOIN deals d USING (opportunity_id) ORDER BY s.opportunity_id"
    )


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Columns of a table with their types."""
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE {table}").fetchall()}


def _create_curves(connection: duckdb.DuckDBPyConnection, day: date, origin: date) -> None:
    days = stored_days(origin)
    passed = (day - origin).days
    begin = next(place for place, after in enumerate(days) if after > passed)
    left = [origin + timedelta(days=after) for after in days[begin:]]
    connection.execute("CREATE TABLE curve_days AS SELECT unnest($days::DATE[]) AS day",
                       {"days": left})  # fmt: skip
    connection.execute(
        f"""
        CREATE VIEW deal_curves AS
        SELECT opportunity_id, day,
               coalesce(greatest((win - won_before) / still_open, 0), 0) AS cum_win,
               coalesce(greatest((loss - lost_before) / still_open, 0), 0) AS cum_loss
        FROM (SELECT opportunity_id, {_read_off("cum_win", days, passed)} AS won_before,
                     {_read_off("cum_loss", days, passed)} AS lost_before,
                     nullif(1 - won_before - lost_before, 0) AS still_open,
                     unnest((SELECT list(day ORDER BY day) FROM curve_days)) AS day,
                     unnest(cum_win[{begin + 1}:]) AS win, unnest(cum_loss[{begin + 1}:]) AS loss
              FROM at_origin)
        """
    )


def _read_off(curve: str, days: tuple[int, ...], day: int) -> str:
    """SQL for the curve by a day after the origin, read linearly as everywhere."""
    if day == 0:
        return "0.0::DOUBLE"
    right = bisect_left(days, day)
    before, lower = (days[right - 1], f"{curve}[{right}]") if right else (0, "0.0")
    share = (day - before) / (days[right] - before)
    return f"({lower} + {share!r} * ({curve}[{right + 1}] - {lower}))"
