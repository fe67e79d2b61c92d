"""Drivers of each open deal's risk: the tables `deal_drivers` and `deal_evidence` of a snapshot.

The parts come from `shapley`; the evidence beside them (the deal's own figure and that of its
peers) is counted by SQL over the same snapshot, so that a person can check it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from data.schema import Known
from models.explaining.evidence import COLUMNS as EVIDENCE_COLUMNS
from models.explaining.evidence import store_evidence
from models.explaining.shapley import Parts, risk_parts
from models.learners.terms import Terms
from models.past.history import Flags

TABLES = {
    "deal_drivers": "opportunity_id VARCHAR, driver VARCHAR, points DOUBLE, base DOUBLE, "
    "rank BIGINT",
    "deal_evidence": EVIDENCE_COLUMNS,
}


def create_empty_drivers(connection: duckdb.DuckDBPyConnection) -> None:
    """Both tables without a row, for a snapshot without scores."""
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")


def build_drivers(
    connection: duckdb.DuckDBPyConnection,
    terms: Terms,
    ids: Sequence[str],
    horizon_day: int,
    as_of: date,
    known: Mapping[str, Known],
) -> None:
    """Fill `deal_drivers` and `deal_evidence`; creates them where they are absent.

    deal_drivers: one row a deal and group of the terms. `points`: of the risk score, positive
    speaks against the deal; `base`: the risk score of a typical live deal, with all rates at the
    live deals' mean; base + the sum of the points = risk_score. `rank`: by the size of the points,
    ties in the order of the groups.

    Args:
        connection: the snapshot in the making, with `deals` and `deal_scores` filled.
        terms: the published model's log-hazards; they are centered anew on the live deals, those
            not stale in `deal_scores`, or on all where none is live.
        ids: opportunity ids, in the order of the terms.
        horizon_day: days from `as_of` to the risk horizon.
        as_of: the day at whose end the facts are known.
        known: opportunity column → how it is known; evidence never rests on a column that is
            known only as extracted.

    Raises:
        ValueError: ids and terms differ in number, or see `models.explaining.shapley.risk_parts`.
    """
    if len(ids) != terms.win.shape[1]:
        raise ValueError(f"{len(ids)} ids for terms of {terms.win.shape[1]} deals")
    create_empty_drivers(connection)
    parts = risk_parts(centered_on(terms, _live(connection, ids)), horizon_day)
    connection.register("parts_in", _rows(parts, ids))
    connection.execute("INSERT INTO deal_drivers SELECT * FROM parts_in ORDER BY 1, 5")
    connection.unregister("parts_in")
    store_evidence(connection, terms.groups, as_of, known)


def centered_on(terms: Terms, peers: Flags) -> Terms:
    """The same log rates, with each group's factor on the rate of mean 1 over these deals.

    The mean of the rates, not of their logarithms: ages at which hardly anything closes pull a mean
    of logarithms so far down that a typical deal would be riskier than nearly all. So the base is
    close to the live deals' mean risk, and a group's points are about 0 on average.
    """
    if not bool(peers.any()):
        return terms
    win, lose = (np.log(np.exp(side[:, peers]).mean(axis=1)) for side in (terms.win, terms.lose))
    return replace(
        terms,
        base_win=terms.base_win + win.sum(axis=0),
        base_lose=terms.base_lose + lose.sum(axis=0),
        win=terms.win - win[:, None, :],
        lose=terms.lose - lose[:, None, :],
    )


def _live(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Flags:
    """Which of the deals are not stale."""
    rows = connection.execute("SELECT opportunity_id FROM deal_scores WHERE NOT stale").fetchall()
    live = {row[0] for row in rows}
    return np.array([deal in live for deal in ids], dtype=np.bool_)


def _rows(parts: Parts, ids: Sequence[str]) -> pa.Table:
    groups = len(parts.groups)
    order = np.argsort(-np.abs(parts.points), axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(1, groups + 1), order.shape), axis=1)
    return pa.table(
        {
            "opportunity_id": pa.array(np.repeat(np.array(ids, dtype=object), groups), pa.string()),
            "driver": pa.array(list(parts.groups) * len(ids), pa.string()),
            "points": pa.array(parts.points.ravel()),
            "base": pa.array(np.full(parts.points.size, parts.base)),
            "rank": pa.array(ranks.ravel().astype(np.int64)),
        }
    )
