"""Reads the states of all deals at both ends, held against scope, window and groups."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from weakref import WeakKeyDictionary

from analytics.changes.bridge import Bridge, GroupFrom
from analytics.changes.days import reopened_later
from analytics.changes.states import DealState
from analytics.groups import PLAIN
from analytics.scored import NOW
from data.errors import NoData
from data.periods import Period, display_day
from data.store.bound import bound_list, list_of
from data.store.snapshot import Snapshot
from tools.arguments import Scope, ScopeLists
from tools.changes.ends import Ends
from tools.figures.grouped import check_grouping
from tools.filters import Filter, deals_filter

ChangeGroup = Literal[
    "team", "region", "rep", "product", "account", "sector", "segment", "stage", "category",
    "type", "source", "loss_reason", "competitor", "risk_level",
]  # fmt: skip
# Closing changes the first two; only closing tells the last.
_GROUP_FROM: Mapping[str, GroupFrom] = {
    "stage": "before", "category": "before", "risk_level": "before", "loss_reason": "after",
}  # fmt: skip

KEPT_BRIDGES = 2
_KEPT: WeakKeyDictionary[Snapshot, OrderedDict[str, tuple[Bridge, int]]] = WeakKeyDictionary()
_AMONG = f"d.opportunity_id IN (SELECT unnest({list_of('ids')}))"


@dataclass(frozen=True)
class Selection:
    """What is bridged: the scope, held against open and against closed deals, window and group."""

    chosen: Filter
    lasting: Filter
    window: Period | None
    group_by: ChangeGroup | None

    @property
    def is_narrowed(self) -> bool:
        """Whether deals can move in or out of the scope."""
        return bool(self.chosen.label)


def selection(
    ends: Ends, scope: Scope, window: Period | None, group_by: ChangeGroup | None
) -> Selection:
    """The scope with its names checked against the later day, else against the earlier.

    Raises:
        NoData: `unknown_entity` for a name of neither day; `missing_column` for a group, scope or
            window that the source does not feed.
    """
    if window is not None and not ends.context.snapshot.feeds("recorded_close_on"):
        raise NoData(
            "missing_column",
            "No closing dates are recorded, so nothing can be told to close in a period, to be "
            "pushed out of it or pulled into it. What changed can be told without one.",
            needs=["opportunities.recorded_close_on"],
        )
    if group_by is not None:
        check_grouping(ends.context, group_by)
    by_stage = group_by == "stage" or scope.stage or scope.exclude.stage
    if by_stage and ends.as_extracted("stage"):
        raise NoData(
            "missing_table",
            f"No stage history is recorded, so the stages of {display_day(ends.since)} are "
            "unknown. What changed can be told without them.",
            needs=["stage_history"],
        )
    kept = {"stage": (), "category": ()}
    lasting = scope.model_copy(
        update={
            **kept,
            "min_amount": None,
            "max_amount": None,
            "exclude": ScopeLists.model_validate(
                {**scope.exclude.model_dump(), **kept},
            ),
        }
    )
    return Selection(_filter(ends, scope), _filter(ends, lasting), window, group_by)


def _filter(ends: Ends, scope: Scope) -> Filter:
    try:
        return deals_filter(ends.context, scope, amount="amount")
    except NoData as error:
        if error.code != "unknown_entity":
            raise
        try:
            earlier = replace(ends.context, snapshot=ends.before)
            return deals_filter(earlier, scope, amount="amount")
        except NoData:
            raise error from None


def bridge_of(ends: Ends, selected: Selection) -> tuple[Bridge, int]:
    """The bridge between the two ends, and how many deals were read for it; the last are kept."""
    present, name = ends.context.snapshot, _name(ends, selected)
    with present.lock:
        kept = _KEPT.setdefault(present, OrderedDict())
        found = kept.get(name)
    if found is None:
        found = _bridge_of(ends, selected)
        with present.lock:
            kept[name] = found
            if len(kept) > KEPT_BRIDGES:
                kept.popitem(last=False)
    return found


def _name(ends: Ends, selected: Selection) -> str:
    """All that a bridge depends on."""
    earlier = ends.earlier and ends.earlier.manifest.snapshot_id
    filters = [
        (one.condition, sorted(one.values.items())) for one in (selected.chosen, selected.lasting)
    ]
    window, group = selected.window, selected.group_by
    days = window and (window.start, window.end)
    return f"{ends.since} {ends.until} {ends.found} {earlier} {filters} {days} {group}"


def _bridge_of(ends: Ends, selected: Selection) -> tuple[Bridge, int]:
    reader = _Reader(ends, selected)
    before = reader.states(ends.before, "d.status = 'open'", {})
    opened = [state.id for state in before]
    after = reader.states(
        ends.after,
        f"d.status = 'open' OR d.closed_on > $since OR {_AMONG}",
        {"since": ends.since, "ids": bound_list(opened)},
    )
    others = list({state.id for state in after} - set(opened))
    before += reader.states(
        ends.before,
        f"d.status <> 'open' AND {_AMONG}",
        {"ids": bound_list(sorted(others))},
    )
    if ends.found == "cut":
        before = _reopened(ends, ends.before, before)
        after = _reopened(ends, ends.after, after)
        before += _deleted(ends, reader)
    group_from = _GROUP_FROM.get(selected.group_by or "", "each")
    bridge = Bridge(before, after, ends.since, group_from)
    return bridge, len({state.id for state in (*before, *after)})


class _Reader:
    """Reads states of one selection, in the reporting currency at the answering day's rates."""

    def __init__(self, ends: Ends, selected: Selection) -> None:
        rates = ends.context.snapshot.rows("SELECT currency, rate FROM rates")
        self._values: dict[str, Any] = {
            "codes": [row["currency"] for row in rates],
            "rates": [row["rate"] for row in rates],
            **selected.lasting.values,
            **selected.chosen.values,
        }
        self._selected = selected

    def states(self, snapshot: Snapshot, which: str, values: dict[str, Any]) -> list[DealState]:
        """The states of the deals that meet the condition `which`."""
        all_values = self._values | values | self._window_values()
        rows = snapshot.rows(self._query(which), all_values)
        return [DealState(**row) for row in rows]

    def _query(self, which: str) -> str:
        chosen, lasting = self._selected.chosen.condition, self._selected.lasting.condition
        group = self._selected.group_by
        table = NOW if group == "risk_level" else "deals"
        return f"""
            SELECT opportunity_id AS id, status, coalesce({chosen}, false) AS in_scope,
                   coalesce(CASE WHEN status = 'open' THEN {chosen} ELSE {lasting} END, false)
                       AS stays_in_scope,
                   {self._in_window()} AS in_window,
                   CASE WHEN started_on IS NULL THEN 'undated' WHEN x.worth IS NULL THEN 'no_rate'
                        WHEN amount IS NULL THEN 'no_amount' END AS left_out,
                   (amount * x.worth)::DECIMAL(18,2) AS amount,
                   (close_value * x.worth)::DECIMAL(18,2) AS won_for,
                   amount_is_list_price AS is_list_priced,
                   {PLAIN[group] if group else "NULL"}::VARCHAR AS key, closed_on
            FROM {table} d LEFT JOIN (
                SELECT unnest($codes::VARCHAR[]) AS code, unnest($rates::DOUBLE[]) AS worth) x
                ON x.code = d.currency
            WHERE {which} ORDER BY 1
        """

    def _in_window(self) -> str:
        if self._selected.window is None:
            return "true"
        closes = (
            "CASE WHEN status = 'open' THEN recorded_close_on ELSE "
            "coalesce(recorded_close_on, closed_on) END"
        )
        return f"coalesce({closes} BETWEEN $window_start AND $window_end, false)"

    def _window_values(self) -> dict[str, Any]:
        window = self._selected.window
        return {} if window is None else {"window_start": window.start, "window_end": window.end}


def _reopened(ends: Ends, snapshot: Snapshot, states: list[DealState]) -> list[DealState]:
    """The states with those closed that the stage history had closed then and open again later."""
    if snapshot is ends.context.snapshot:
        return states
    closed = reopened_later(ends.context.snapshot, snapshot.as_of)
    return [
        replace(state, status=closed[state.id]["status"], closed_on=closed[state.id]["closed_on"])
        if state.id in closed and state.status == "open"
        else state
        for state in states
    ]


def _deleted(ends: Ends, reader: _Reader) -> list[DealState]:
    """Deals open in the snapshot published of the first day that the present source has not."""
    if ends.earlier is None or ends.earlier is ends.context.snapshot:
        return []
    present = ends.context.snapshot.rows("SELECT opportunity_id AS id FROM deals ORDER BY 1")
    return reader.states(
        ends.earlier,
        f"d.status = 'open' AND NOT {_AMONG}",
        {"ids": bound_list(row["id"] for row in present)},
    )
