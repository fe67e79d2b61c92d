"""What a scope, a name said twice or a person who sees few rows may not change in an answer."""

from __future__ import annotations

from typing import Any

import pytest

from data.errors import AskBack, UsageError
from data.store.snapshot import Snapshot
from tools import registry
from tools.context import Context
from tools.principal import EVERYTHING, Principal, principal_named
from tools.result import ToolResult


def run(snapshot: Snapshot, tool: str, who: Principal = EVERYTHING, **args: Any) -> ToolResult:
    found = registry.get(tool)
    return found.run(Context(snapshot, who), found.validate(args))


def total(result: ToolResult, metric: str) -> Any:
    """The first figure of that name that is not one deal's."""
    found = [f for f in result.facts if f.metric == metric and f.subject.kind != "deal"]
    return found[0].value


@pytest.mark.parametrize(
    "scope", [{"min_amount": 100_000.0}, {"min_amount": 90_000.0, "exclude": {"region": ["East"]}}]
)
def test_a_selection_keeps_every_part_of_its_scope(demo: Snapshot, scope: dict[str, Any]) -> None:
    listed = run(demo, "find_deals", scope=scope, limit=200).listed
    assert 0 < len(listed) < 200
    change = {"change": "lose", "select": {"scope": scope}}
    assert total(run(demo, "what_if", changes=[change]), "changed_deals") == len(listed)


def test_a_selection_lies_within_the_scope_of_the_forecast(demo: Snapshot) -> None:
    change = {"change": "lose", "select": {"scope": {"min_amount": 100_000.0}}}
    around = {"region": ["East"], "exclude": {"type": ["renewal"]}}
    listed = run(demo, "find_deals", scope={**around, "min_amount": 100_000.0}, limit=200).listed
    result = run(demo, "what_if", scope=around, changes=[change])
    assert total(result, "changed_deals") == len(listed)


def test_no_chance_falls_by_more_than_all_of_itself(demo: Snapshot) -> None:
    rate = {"change": "rate", "unit": "percent"}
    with pytest.raises(UsageError, match="more than 100 percent"):
        run(demo, "what_if", changes=[{**rate, "by": -101}])
    none = run(demo, "what_if", changes=[{**rate, "by": -100}])
    assert total(none, "after_mean") < total(none, "revenue_mean")


def test_a_person_named_twice_has_one_quota(demo: Snapshot) -> None:
    rep = demo.row(
        "SELECT min(name) AS name FROM targets WHERE level = 'rep' AND \"end\" >= $day "
        "AND name IN (SELECT rep FROM deals WHERE status = 'open')",
        {"day": demo.as_of},
    )["name"]
    once, twice = (
        total(run(demo, "target_outlook", scope={"rep": names}), "target")
        for names in ([rep], [rep, rep.upper()])
    )
    assert once == twice


@pytest.mark.parametrize("group", ["rep", "team", "region"])
@pytest.mark.parametrize("scope", [{"product": ["Quorel 20"]}, {"min_amount": 50_000}])
def test_a_quota_is_not_held_against_some_of_the_deals(
    demo: Snapshot, scope: dict[str, Any], group: str
) -> None:
    with pytest.raises(AskBack):
        run(demo, "target_outlook", scope=scope, group_by=group)
    result = run(demo, "target_outlook", scope=scope, group_by=group, target=1_000_000)
    assert not [f for f in result.facts if f.metric == "target" and f.subject.kind == group]
    assert any("Targets are for all deals" in one.detail for one in result.unknowns)


def test_a_team_is_told_by_name_only_as_a_whole(demo: Snapshot) -> None:
    row = demo.row(
        "SELECT manager AS team, min(rep) AS rep FROM deals WHERE status = 'open' "
        "AND manager IN (SELECT name FROM targets WHERE level = 'team') GROUP BY 1 "
        "HAVING count(DISTINCT rep) > 1 ORDER BY 1 LIMIT 1"
    )
    whole = run(demo, "target_outlook", scope={"team": [row["team"]]}, group_by="team")
    assert row["team"] in {f.subject.name for f in whole.facts if f.metric == "target"}
    one = run(demo, "target_outlook", scope={"rep": [row["rep"]]}, group_by="team")
    assert not [f for f in one.facts if f.metric == "target" and f.subject.kind == "team"]


def test_records_by_rep_name_nobody_who_has_left_the_team(demo: Snapshot) -> None:
    left = demo.rows(
        "SELECT h.manager, min(h.rep) AS rep FROM rep_history h WHERE h.changed_on < $day AND NOT "
        "EXISTS (SELECT 1 FROM team_members t WHERE t.manager = h.manager AND t.rep = h.rep) AND "
        "h.manager IN (SELECT manager FROM team_members) GROUP BY 1 ORDER BY 1 LIMIT 3",
        {"day": demo.as_of},
    )
    assert left
    for row in left:
        who = principal_named(demo, row["manager"])
        below = demo.rows(
            "SELECT rep FROM team_members WHERE manager = $who", {"who": row["manager"]}
        )
        result = run(demo, "forecast_accuracy", who, group_by="rep")
        named = {f.subject.name for f in result.facts if f.subject.kind == "rep"}
        assert named <= {row["manager"], *(one["rep"] for one in below)}
        assert all(one.count > 0 for one in result.receipt.left_out)


def test_deals_that_decide_move_the_chance_most_of_all_open_deals(demo: Snapshot) -> None:
    """Against a what-if of every open deal of a person that may well be won in the quarter."""
    rep = demo.row("SELECT rep FROM deal_scores GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
    args: dict[str, Any] = {"scope": {"rep": [rep["rep"]]}}
    args["target"] = float(total(run(demo, "forecast", **args), "revenue_p50")) * 1.3
    told = run(demo, "target_outlook", **args)
    table = next(one for one in told.tables if one.title == "Deals that decide it")
    shown = [row[3] - row[4] for row in table.rows]
    moved = []
    for row in demo.rows(
        "SELECT opportunity_id AS id FROM deal_scores WHERE rep = $rep AND win_by_horizon > 0.03",
        rep,
    ):
        chances = [
            run(demo, "what_if", changes=[{"change": kind, "deal": row["id"]}], **args)
            for kind in ("win", "lose")
        ]
        won, lost = (total(one, "chance_after") for one in chances)
        moved.append(won - lost)
    most = sorted(moved, reverse=True)[: len(shown)]
    assert len(moved) > len(shown) == 5
    assert all(one >= other - 0.002 for one, other in zip(shown, most, strict=True))
