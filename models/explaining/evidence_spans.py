"""Queries of evidence by length and size: age, stays, silence, lateness, amount, discount.

Each yields a row an open deal: its own figure and that of its peers, empty where these are too few.
"""

from __future__ import annotations


def against_peers(value: str, unit: str, statistic: str, peers: str, alike: str = "0") -> str:
    """A figure of each open deal against a statistic of peers: same product, family, or company.

    Args:
        value: the deal's own figure, over a deal `d`; deals where it is empty have no row.
        statistic: an aggregate over the peers.
        peers: which deals are peers.
        alike: what must agree between a deal and any of its peers, such as the currency.
    """
    fallbacks = " ".join(
        f"LEFT JOIN peers {kind} ON {kind}.kind = '{kind}' AND {kind}.alike = d.alike "
        f"AND {kind}.name = {name}"
        for kind, name in (("product", "d.product"), ("family", "d.family"), ("company", "''"))
    )
    return f"""
    WITH peers AS (
        SELECT CASE WHEN grouping(product) = 0 THEN 'product' WHEN grouping(family) = 0
                    THEN 'family' ELSE 'company' END AS kind,
               coalesce(product, family, '') AS name, alike, {statistic} AS value, count(*) AS n
        FROM (SELECT *, {alike} AS alike FROM deals WHERE {peers})
        GROUP BY GROUPING SETS ((product, alike), (family, alike), (alike))
        HAVING count(*) >= $minimum AND (grouping(product) = 1 OR product IS NOT NULL)
           AND (grouping(family) = 1 OR grouping(product) = 0 OR family IS NOT NULL))
    SELECT d.opportunity_id, d.own AS value, '{unit}' AS unit,
           coalesce(product.kind, family.kind, company.kind) AS peers,
           coalesce(product.name, family.name, company.name) AS peer_name,
           coalesce(product.value, family.value, company.value)::DOUBLE AS peer_value,
           coalesce(product.n, family.n, company.n) AS peer_n
    FROM (SELECT *, ({value})::DOUBLE AS own, {alike} AS alike FROM deals d
          WHERE status = 'open') d {fallbacks}
    WHERE d.own IS NOT NULL
    """


_WON = "status = 'won' AND closed_on > $since"

# peer_value: the age by which 80% of the peers won in the last year had closed.
AGE = against_peers("age_days", "days", "quantile_disc(age_days, 0.8)",
                    f"{_WON} AND age_days IS NOT NULL")  # fmt: skip

# peer_value: the median amount of the peers won in the last year, in the deal's currency.
AMOUNT = against_peers("CASE WHEN NOT amount_is_list_price THEN amount END", "money",
                       "quantile_disc(close_value, 0.5)",
                       f"{_WON} AND close_value IS NOT NULL", "currency")  # fmt: skip

# A list price that stands in for an amount, against the median amount of all won deals.
LIST_PRICE = """
    WITH company AS (
        SELECT currency, quantile_disc(close_value, 0.5) AS value, count(*) AS n FROM deals
        WHERE status = 'won' AND closed_on > $since AND close_value IS NOT NULL
        GROUP BY 1 HAVING count(*) >= $minimum)
    SELECT d.opportunity_id, d.amount::DOUBLE AS value, 'money' AS unit,
           CASE WHEN c.n IS NOT NULL THEN 'company' END AS peers, '' AS peer_name,
           c.value::DOUBLE AS peer_value, c.n AS peer_n
    FROM deals d LEFT JOIN company c USING (currency)
    WHERE d.status = 'open' AND d.amount_is_list_price
"""

# peer_value: the median discount of the peers won in the last year.
DISCOUNT = against_peers("CASE WHEN discount_rate >= 0 THEN discount_rate END", "ratio",
                         "quantile_disc(discount_rate, 0.5)",
                         f"{_WON} AND discount_rate IS NOT NULL")  # fmt: skip

# peer_value: the median over all open deals that are not stale.
DAYS_SINCE_ACTIVITY = """
    WITH live AS (
        SELECT quantile_disc(days_since_activity, 0.5) AS value, count(*) AS n
        FROM deals JOIN deal_scores s USING (opportunity_id)
        WHERE NOT s.stale AND days_since_activity IS NOT NULL HAVING count(*) >= $minimum)
    SELECT opportunity_id, days_since_activity::DOUBLE AS value, 'days' AS unit,
           CASE WHEN live.n IS NOT NULL THEN 'live' END AS peers, '' AS peer_name,
           live.value::DOUBLE AS peer_value, live.n AS peer_n
    FROM deals LEFT JOIN live ON true
    WHERE status = 'open' AND days_since_activity IS NOT NULL
"""

# peer_value: the median stay of deals won in the last year in the deal's stage.
DAYS_IN_STAGE = """
    WITH stays AS (
        SELECT h.stage, coalesce(lead(h.entered_on) OVER (
                   PARTITION BY h.opportunity_id ORDER BY h.entered_on, s.position), d.closed_on)
               - h.entered_on AS days
        FROM stage_history h JOIN stages s USING (stage) JOIN deals d USING (opportunity_id)
        WHERE d.status = 'won' AND d.closed_on > $since),
    peers AS (SELECT stage, quantile_disc(days, 0.5) AS value, count(*) AS n FROM stays
              GROUP BY 1 HAVING count(*) >= $minimum)
    SELECT d.opportunity_id, d.days_in_stage::DOUBLE AS value, 'days' AS unit,
           CASE WHEN p.n IS NOT NULL THEN 'stage' END AS peers, d.stage AS peer_name,
           p.value::DOUBLE AS peer_value, p.n AS peer_n
    FROM deals d LEFT JOIN peers p ON p.stage = d.stage
    WHERE d.status = 'open' AND d.days_in_stage IS NOT NULL
"""

DAYS_OVERDUE = """
    SELECT opportunity_id, days_overdue::DOUBLE AS value, 'days' AS unit FROM deals
    WHERE status = 'open' AND days_overdue > 0
"""

# Of the deals begun within 14 days of this one (peer_of), the share that has closed; beside it the
# share of all deals begun at least as long ago as this one (all_n) that had closed by its age.
BEGUN_TOGETHER = """
    WITH begun AS (SELECT DISTINCT started_on, $day - started_on AS age FROM deals
                   WHERE status = 'open' AND started_on IS NOT NULL),
    counts AS (SELECT started_on, CASE WHEN status <> 'open' THEN age_days END AS closed_at,
                      count(*) AS n
               FROM deals WHERE started_on IS NOT NULL GROUP BY ALL),
    together AS (
        SELECT b.started_on, sum(n) AS of, coalesce(sum(n) FILTER (closed_at IS NOT NULL), 0) AS n
        FROM begun b JOIN counts c ON c.started_on BETWEEN b.started_on - 14 AND b.started_on + 14
        GROUP BY 1 HAVING sum(n) >= $minimum),
    others AS (
        SELECT b.started_on, sum(n) AS of, coalesce(sum(n) FILTER (closed_at <= b.age), 0) AS n
        FROM begun b JOIN counts c ON c.started_on < b.started_on - 14
        GROUP BY 1 HAVING sum(n) >= $minimum)
    SELECT d.opportunity_id, NULL AS value, 'ratio' AS unit, 'begun_together' AS peers,
           '' AS peer_name, t.n / t.of AS peer_value, t.n::BIGINT AS peer_n,
           t.of::BIGINT AS peer_of, o.n / o.of AS all_value, o.of::BIGINT AS all_n
    FROM deals d JOIN together t USING (started_on) JOIN others o USING (started_on)
    WHERE d.status = 'open'
"""
