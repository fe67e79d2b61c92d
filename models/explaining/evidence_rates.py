"""Queries of evidence by win rates: of the product, owner, stage, customer, type, pushed deals.

A win rate is won ÷ (won + lost) of the deals closed in the last year. Each yields a row an open
deal that belongs to a group with enough closed deals; the company's rate stands beside it.
"""

from __future__ import annotations

_CLOSED = "status IN ('won', 'lost') AND closed_on > $since"
_COUNTS = "count(*) FILTER (status = 'won') AS won, count(*) AS n"


def win_rate(column: str) -> str:
    """The win rate of all deals that share the deal's value of a column."""
    return f"""
    WITH closed AS (SELECT * FROM deals WHERE {_CLOSED}),
    company AS (SELECT {_COUNTS} FROM closed HAVING count(*) >= $minimum),
    grouped AS (SELECT {column} AS name, {_COUNTS} FROM closed WHERE {column} IS NOT NULL
                GROUP BY 1 HAVING count(*) >= $minimum)
    SELECT d.opportunity_id, 'ratio' AS unit, '{column}' AS peers, g.name AS peer_name,
           g.won / g.n AS peer_value, g.won AS peer_n, g.n AS peer_of, c.won / c.n AS all_value,
           c.n AS all_n
    FROM deals d JOIN grouped g ON g.name = d.{column} CROSS JOIN company c
    WHERE d.status = 'open'
    """


# Of the deals closed in the last year that were ever in the deal's stage, the share won.
STAGE = f"""
    WITH closed AS (SELECT * FROM deals WHERE {_CLOSED}),
    company AS (SELECT {_COUNTS} FROM closed HAVING count(*) >= $minimum),
    grouped AS (SELECT h.stage AS name, {_COUNTS}
                FROM (SELECT DISTINCT opportunity_id, stage FROM stage_history) h
                JOIN closed USING (opportunity_id) GROUP BY 1 HAVING count(*) >= $minimum)
    SELECT d.opportunity_id, 'ratio' AS unit, 'stage' AS peers, g.name AS peer_name,
           g.won / g.n AS peer_value, g.won AS peer_n, g.n AS peer_of,
           c.won / c.n AS all_value, c.n AS all_n
    FROM deals d JOIN grouped g ON g.name = d.stage CROSS JOIN company c
    WHERE d.status = 'open'
"""

# The win rate of deals pushed as often or more often; of never pushed ones where the deal is one.
PUSHES = f"""
    WITH closed AS (SELECT * FROM deals WHERE {_CLOSED} AND push_count IS NOT NULL),
    company AS (SELECT {_COUNTS} FROM closed HAVING count(*) >= $minimum),
    pushed AS (SELECT DISTINCT push_count AS pushes FROM deals
               WHERE status = 'open' AND push_count IS NOT NULL),
    grouped AS (SELECT pushes, {_COUNTS} FROM pushed JOIN closed
                ON CASE WHEN pushes = 0 THEN push_count = 0 ELSE push_count >= pushes END
                GROUP BY 1 HAVING count(*) >= $minimum)
    SELECT d.opportunity_id, d.push_count::DOUBLE AS value, 'count' AS unit,
           CASE WHEN g.n IS NOT NULL THEN 'pushed' END AS peers, '' AS peer_name,
           g.won / g.n AS peer_value, g.won AS peer_n, g.n AS peer_of,
           c.won / c.n AS all_value, c.n AS all_n
    FROM deals d LEFT JOIN grouped g ON g.pushes = d.push_count LEFT JOIN company c ON true
    WHERE d.status = 'open' AND d.push_count IS NOT NULL
"""

# How many deals the deal's account has won us so far, and the win rate of such deals: those whose
# account had won before they began.
WON_BEFORE = f"""
    WITH firsts AS (SELECT account, min(closed_on) AS first_won_on FROM deals
                    WHERE status = 'won' AND account IS NOT NULL GROUP BY 1),
    closed AS (SELECT d.*, coalesce(f.first_won_on <= d.started_on, false) AS is_known
               FROM deals d LEFT JOIN firsts f USING (account)
               WHERE {_CLOSED} AND account IS NOT NULL AND started_on IS NOT NULL),
    company AS (SELECT {_COUNTS} FROM closed HAVING count(*) >= $minimum),
    grouped AS (SELECT is_known, {_COUNTS} FROM closed GROUP BY 1
                HAVING count(*) >= $minimum),
    wins AS (SELECT account, count(*) AS wins FROM deals WHERE status = 'won' GROUP BY 1)
    SELECT d.opportunity_id, coalesce(w.wins, 0)::DOUBLE AS value, 'count' AS unit,
           CASE WHEN g.n IS NOT NULL THEN 'won_before' END AS peers, d.account AS peer_name,
           g.won / g.n AS peer_value, g.won AS peer_n, g.n AS peer_of,
           c.won / c.n AS all_value, c.n AS all_n
    FROM deals d LEFT JOIN wins w USING (account)
    LEFT JOIN grouped g ON g.is_known = (w.wins IS NOT NULL) LEFT JOIN company c ON true
    WHERE d.status = 'open' AND d.account IS NOT NULL
"""
