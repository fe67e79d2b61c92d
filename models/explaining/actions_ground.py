"""What the rules of next actions look at: open deals with their scores and the thresholds.

A threshold is a quantile over a stated population; of fewer than MINIMUM deals it is empty, and a
rule that needs it then never holds.
"""

from __future__ import annotations

from datetime import date

import duckdb

from data.periods import FiscalCalendar
from models.explaining.evidence import MINIMUM, YEAR
from models.explaining.evidence_spans import AGE

_WON = "status = 'won' AND closed_on > $since"
_LIVE = "deals JOIN deal_scores s USING (opportunity_id) WHERE NOT s.stale"

# Name → one value for all deals, and the column of `deals` that it needs.
THRESHOLDS = {
    "won_amount_upper": (
        f"SELECT quantile_disc(close_value * rate, 0.75) FROM deals WHERE {_WON}", "close_value",
    ),
    "win_median": (f"SELECT quantile_disc(s.win_by_horizon, 0.5) FROM {_LIVE}", "status"),
    "win_upper": (f"SELECT quantile_disc(s.win_by_horizon, 0.75) FROM {_LIVE}", "status"),
    "at_risk_upper": (f"SELECT quantile_disc(s.value_at_risk * rate, 0.9) FROM {_LIVE}", "status"),
    "silence_upper": (
        f"SELECT quantile_disc(days_since_activity, 0.8) FROM {_LIVE} "
        "AND days_since_activity IS NOT NULL", "days_since_activity",
    ),
    "discount_upper": (
        f"SELECT quantile_disc(discount_rate, 0.8) FROM deals WHERE {_WON} "
        "AND discount_rate IS NOT NULL", "discount_rate",
    ),
}  # fmt: skip

_STAYS = """
    SELECT stage, quantile_disc(days, 0.8)::DOUBLE AS stay_upper FROM (
        SELECT h.stage, coalesce(lead(h.entered_on) OVER (
                   PARTITION BY h.opportunity_id ORDER BY h.entered_on, s.position), d.closed_on)
               - h.entered_on AS days
        FROM stage_history h JOIN stages s USING (stage) JOIN deals d USING (opportunity_id)
        WHERE d.status = 'won' AND d.closed_on > $since)
    GROUP BY 1 HAVING count(*) >= $minimum
"""
_NO_STAYS = "SELECT NULL::VARCHAR AS stage, NULL::DOUBLE AS stay_upper WHERE false"


def create_ground(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    calendar: FiscalCalendar,
    wide: set[str],
    tables: set[str],
) -> None:
    """Temporary table `action_ground`: one row an open deal with a score.

    Beside the columns of `deals` and its scores: the thresholds; won_age_upper, the age by which
    80% of the won deals of its product (family, company) had closed; stay_upper, the stay in its
    stage that 80% of won deals did not exceed; late_stage, the position of the last open stage but
    one; quarter_end.
    """
    found = ", ".join(f"({_threshold(name, wide)})::DOUBLE AS {name}" for name in THRESHOLDS)
    stays = _STAYS if "stage_history" in tables else _NO_STAYS
    query = f"""
        CREATE TEMP TABLE action_ground AS
        SELECT d.*, s.win_by_horizon, s.risk_score, s.risk_level, s.stale, s.expected_close_on,
               d.amount * d.rate AS amount_summed,
               s.value_at_risk * d.rate AS value_at_risk,
               a.peer_value AS won_age_upper, h.stay_upper,
               (SELECT max(position) - 1 FROM stages WHERE status = 'open') AS late_stage,
               $quarter_end AS quarter_end, {found}
        FROM deals d JOIN deal_scores s USING (opportunity_id)
        LEFT JOIN ({AGE}) a USING (opportunity_id) LEFT JOIN ({stays}) h ON h.stage = d.stage
        WHERE d.status = 'open'
    """
    values = {
        "since": as_of - YEAR, "minimum": MINIMUM, "quarter_end": calendar.quarter(as_of).end,
    }  # fmt: skip
    connection.execute(query, values)


def _threshold(name: str, wide: set[str]) -> str:
    query, column = THRESHOLDS[name]
    return f"{query} HAVING count(*) >= $minimum" if column in wide else "NULL"
