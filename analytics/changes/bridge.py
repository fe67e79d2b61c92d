"""The bridge of a pipeline: every deal's way from its state on one day to that on a later one.

The pipeline of a day: deals open at its end, in the scope and, where one is given, in the closing
window. For the two days, and to the cent:

    opening + created + reopened + moved_in + pulled_in + grown
            - shrunk - pushed_out - moved_out - removed - lost - won = closing

One way in and one way out a deal, the first that fits:

in both       grown or shrunk by the difference; equal amounts are neither.
only closing  created: not known on the first day. reopened: closed then. moved_in: open, but out of
              the scope. pulled_in: open and in the scope, but out of the window. It comes in at
              its later amount, whatever it was before.
only opening  removed: not known on the later day. won, lost: closed in the scope, in whatever
              window. moved_out: out of the scope, closed or open. pushed_out: open in the scope,
              out of the window. It leaves at the amount it last had in the pipeline, that of the
              first day; what it was won for stands beside it.
in neither    no step, unless it came and went: won or lost in between in the scope and window. Then
              it counts as what it came in by and as won or lost, at one amount: that of the first
              day if it was open then, else what it was open with.

Closing itself changes stage, forecast category and amount; a deal of the opening pipeline that
closes is still held against the scope by everything else.

A group is a scope of its own: a deal that changes its group leaves one (moved_out) and comes into
the other (moved_in), where it is also won or lost if it closed there. So opening, closing, won and
lost of the groups add up to the total; moved_in and moved_out hold the moves between groups too,
and a deal that moved with another amount is grown or shrunk in the total only.

Left out at both ends: deals that at either have no creation date, no amount or no exchange rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, get_args

import duckdb

from analytics.changes.states import DealState, create_states

Step = Literal[
    "created", "reopened", "moved_in", "pulled_in", "grown", "shrunk", "pushed_out", "moved_out",
    "removed", "lost", "won",
]  # fmt: skip
STEPS: tuple[Step, ...] = get_args(Step)
ENTRIES: tuple[Step, ...] = ("created", "reopened", "moved_in", "pulled_in")
ADDING: tuple[Step, ...] = (*ENTRIES, "grown")
# Whose group a deal belongs to at each end: its own at each; the first day's where it has closed
# since (closing changes it); the later day's (only closing tells it).
GroupFrom = Literal["each", "before", "after"]
Row = dict[str, Any]

_KEYS: dict[GroupFrom, tuple[str, str]] = {
    "each": ("b.key", "a.key"),
    "before": ("b.key", "CASE WHEN a.status <> 'open' AND b.status = 'open' THEN b.key "
               "ELSE a.key END"),
    "after": ("CASE WHEN a.id IS NULL THEN b.key ELSE a.key END", "a.key"),
}  # fmt: skip


class Bridge:
    """All steps between two tables of states; money is exact, in DECIMAL. Threads may share it."""

    def __init__(
        self,
        before: Sequence[DealState],
        after: Sequence[DealState],
        since: date,
        group_from: GroupFrom = "each",
    ) -> None:
        """Args: since: the first day; a deal closed after it closed in between."""
        self._connection = duckdb.connect(config={"threads": "1"})
        self._since = since
        create_states(self._connection, "before", before)
        create_states(self._connection, "after", after)
        for table, keys in (("moves", None), ("group_moves", _KEYS[group_from])):
            self._connection.execute(f"CREATE TABLE {table} AS {_moves(keys)}", {"since": since})

    def total(self) -> Row:
        """One row: every part of the identity as an amount and with `_count`, and what is beside.

        won_for: what won deals were won for. came_and_went: deals in neither state that count on
        both sides. list_priced: deals with a list price for an amount; deals: all in any state.
        """
        return self._rows(f"SELECT {_AGGREGATES} FROM moves")[0]

    def groups(self) -> list[Row]:
        """The same for each group, with `key`; largest at either end first, then by name."""
        return self._rows(
            f"SELECT key, {_AGGREGATES} FROM group_moves GROUP BY key "
            "ORDER BY greatest(opening, closing) DESC, key NULLS LAST"
        )

    def deals(self, step: Step | None = None) -> list[Row]:
        """Deals behind the steps, one row a step, by amount, then by id.

        amount: of the step; before, after: in the opening and in the closing pipeline.
        """
        chosen = "true" if step is None else "step = $step"
        return self._rows(
            f"SELECT * FROM ({_LONG}) WHERE {chosen} ORDER BY amount DESC, id, step",
            None if step is None else {"step": step},
        )

    def left_out(self) -> dict[str, int]:
        """How many deals of either pipeline, or closed in between, are left out, by reason."""
        rows = self._rows(
            f"""
            SELECT coalesce(b.left_out, a.left_out) AS reason, count(*) AS n
            FROM before b FULL JOIN after a ON a.id = b.id
            WHERE coalesce(b.left_out, a.left_out) IS NOT NULL AND (
                {_in_pipeline("b")} OR {_in_pipeline("a")} OR coalesce(
                    a.status <> 'open' AND a.in_scope AND a.in_window AND a.closed_on > $since,
                    false))
            GROUP BY 1 ORDER BY 1
            """,
            {"since": self._since},
        )
        return {row["reason"]: int(row["n"]) for row in rows}

    def _rows(self, query: str, values: dict[str, Any] | None = None) -> list[Row]:
        cursor = self._connection.cursor()
        try:
            result = cursor.execute(query, values)
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        finally:
            cursor.close()


def _in_pipeline(side: str, in_scope: str = "in_scope") -> str:
    return f"coalesce({side}.status = 'open' AND {side}.{in_scope} AND {side}.in_window, false)"


def _moves(keys: tuple[str, str] | None) -> str:
    """One row a deal and group that is in either pipeline or came and went."""
    before, after = keys or ("NULL::VARCHAR", "NULL::VARCHAR")
    return f"""
        WITH pairs AS (
            SELECT b, a, {before} AS key_before, {after} AS key_after
            FROM before b FULL JOIN after a ON a.id = b.id
            WHERE coalesce(b.left_out, a.left_out) IS NULL),
        placed AS (
            SELECT b, a, key_before, key_after, unnest(CASE
                WHEN b.id IS NULL THEN [key_after]
                WHEN a.id IS NULL OR key_before IS NOT DISTINCT FROM key_after THEN [key_before]
                ELSE [key_before, key_after] END) AS key
            FROM pairs),
        held AS (
            SELECT b, a, key, {_in_pipeline("b")} AS was_in_all,
                   coalesce(b.in_scope AND key_before IS NOT DISTINCT FROM key, false) AS was_in,
                   coalesce(a.in_scope AND key_after IS NOT DISTINCT FROM key, false) AS is_in,
                   coalesce(a.stays_in_scope AND key_after IS NOT DISTINCT FROM key, false)
                       AS stays_in
            FROM placed),
        ends AS (
            SELECT *, was_in_all AND was_in AS opens,
                   coalesce(a.status = 'open' AND a.in_window, false) AND is_in AS closes,
                   coalesce(a.status <> 'open', false) AS has_closed
            FROM held),
        passing AS (
            SELECT *, NOT opens AND has_closed
                      AND CASE WHEN was_in_all THEN stays_in ELSE is_in AND a.in_window END
                      AND (coalesce(b.status = 'open', false)
                           OR coalesce(a.closed_on > $since, false)) AS passes
            FROM ends)
        SELECT coalesce(b.id, a.id) AS id, key, passes,
               CASE WHEN opens THEN NULL WHEN b.id IS NULL THEN 'created'
                    WHEN b.status <> 'open' THEN 'reopened'
                    WHEN NOT was_in THEN 'moved_in' ELSE 'pulled_in' END AS entry,
               CASE WHEN closes THEN NULL WHEN a.id IS NULL THEN 'removed'
                    WHEN has_closed AND (stays_in OR passes) THEN a.status
                    WHEN has_closed OR NOT is_in THEN 'moved_out' ELSE 'pushed_out' END AS exit,
               CASE WHEN opens THEN b.amount END AS before,
               CASE WHEN closes THEN a.amount END AS after,
               CASE WHEN b.status = 'open' THEN b.amount ELSE a.amount END AS passing_amount,
               CASE WHEN exit = 'won' THEN a.won_for END AS won_for,
               coalesce(b.is_list_priced, false) OR coalesce(a.is_list_priced, false)
                   AS is_list_priced
        FROM passing WHERE opens OR closes OR passes
    """


_IN, _OUT = "coalesce(after, passing_amount)", "coalesce(before, passing_amount)"


def _summed(amount: str, condition: str) -> str:
    return f"coalesce(sum({amount}) FILTER ({condition}), 0)::DECIMAL(18,2)"


def _aggregates() -> str:
    parts = {"opening": ("before", "before IS NOT NULL"), "closing": ("after", "after IS NOT NULL")}
    parts |= {step: (_IN, f"entry = '{step}'") for step in ENTRIES}
    parts |= {
        step: (_OUT, f"exit = '{step}'")
        for step in STEPS
        if step not in (*ENTRIES, "grown", "shrunk")
    }
    parts |= {"grown": ("after - before", "after > before")}
    parts |= {"shrunk": ("before - after", "after < before")}
    parts |= {"came_and_went": ("passing_amount", "passes")}
    found = [
        f"{_summed(amount, condition)} AS {name}, count(*) FILTER ({condition}) AS {name}_count"
        for name, (amount, condition) in parts.items()
    ]
    found += [
        f"{_summed('won_for', 'true')} AS won_for",
        "count(DISTINCT id) FILTER (is_list_priced) AS list_priced",
        "count(DISTINCT id) AS deals",
    ]
    return ", ".join(found)


_AGGREGATES = _aggregates()
_LONG = f"""
    SELECT id, entry AS step, {_IN} AS amount, before, after, won_for, passes
    FROM moves WHERE entry IS NOT NULL
    UNION ALL
    SELECT id, exit, {_OUT}, before, after, won_for, passes FROM moves WHERE exit IS NOT NULL
    UNION ALL
    SELECT id, CASE WHEN after > before THEN 'grown' ELSE 'shrunk' END, abs(after - before),
           before, after, won_for, passes
    FROM moves WHERE after <> before
"""
