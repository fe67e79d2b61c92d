"""Evidence beside a driver, as clauses: the deal's own figure and the same figure of its peers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.store.snapshot import Row
from tools.deals.rows import cents, deal_subject
from tools.facts import Fact, Subject, SubjectKind, Value
from tools.report import Report

_KINDS: dict[str, SubjectKind] = {
    "product": "product", "family": "family", "stage": "stage", "rep": "rep",
    "segment": "segment", "sector": "sector", "region": "region",
}  # fmt: skip
# Peers that share a past: their name where the deal's own count is above 0, and where it is 0.
_GROUPS = {
    "pushed": ("deals pushed so often", "deals without a push"),
    "won_before": ("returning customers", "first-time customers"),
    "begun_together": ("deals begun about then", "deals begun about then"),
}
_SHARE = 0.8


@dataclass(frozen=True)
class Clause:
    """Words with slots, and the facts in them."""

    words: str
    facts: dict[str, Fact | None]


def clause(report: Report, deal: Row, row: Row) -> Clause | None:
    """One piece of evidence in words; None for a person's record that is not for this reader."""
    if row["evidence"] == "owner_win_rate" and not _may_see_record(report, row["peer_name"]):
        return None
    make = _CLAUSES.get(row["evidence"], _rates("the win rate of {peer.name} deals"))
    return make(report, deal, row)


def _may_see_record(report: Report, owner: str) -> bool:
    principal = report.context.principal
    return principal.rows != "own" or principal.name == owner


def _own(report: Report, deal: Row, row: Row, **more: str) -> Fact:
    unit = deal["currency"] if row["unit"] == "money" else row["unit"]
    value: Value = row["value"]
    if row["unit"] in ("days", "count"):
        value = int(row["value"])
    elif row["unit"] == "money":
        value = cents(row["value"])
    return report.ledger.add(deal_subject(deal), row["evidence"], value, unit, **more)  # type: ignore[arg-type]


def _peers(report: Report, row: Row) -> Subject:
    if row["peers"] in _KINDS and row["peer_name"]:
        return Subject(kind=_KINDS[row["peers"]], id=row["peer_name"], name=row["peer_name"])
    if row["peers"] in ("type", "source"):
        name = f"{row['peers']} {row['peer_name']}"
        return Subject(kind="group", id=name, name=name)
    if row["peers"] in _GROUPS:
        name = _GROUPS[row["peers"]][0 if row["value"] else 1]
        return Subject(kind="group", id=name, name=name)
    return company_subject(report)


def _peer(report: Report, row: Row, metric: str, unit: str) -> Fact:
    """The peers' figure; its counts travel with it."""
    value: Value = row["peer_value"]
    if unit == "days":
        value = int(row["peer_value"])
    elif unit not in ("ratio", "days"):
        value = cents(value)
    return report.ledger.add(
        _peers(report, row), metric, value, unit, n=row["peer_n"], of=row["peer_of"]
    )


def _won(row: Row, slot: str) -> str:
    """The peers whose won deals a figure is of."""
    if row["peers"] == "company":
        return f"won deals of {{{slot}.name}}"
    return f"won {{{slot}.name}} deals"


def _age(report: Report, deal: Row, row: Row) -> Clause:
    facts: dict[str, Fact | None] = {"own": _own(report, deal, row)}
    words = "it has been open for {own}"
    if row["peers"]:
        facts["peer"] = _peer(report, row, "won_within_days", "days")
        facts["share"] = report.ledger.add(_peers(report, row), "share_won_within", _SHARE, "ratio")
        words += f"; of {_won(row, 'peer')}, {{share}} were won within {{peer}} ({{peer.n}} deals)"
    return Clause(words, facts)


def _silence(report: Report, deal: Row, row: Row) -> Clause:
    facts: dict[str, Fact | None] = {"own": _own(report, deal, row)}
    words = "{own} since its last activity"
    if row["peers"]:
        facts["peer"] = _peer(report, row, "median_days_since_activity", "days")
        words += "; the median of all live deals is {peer} without activity"
    return Clause(words, facts)


def _stay(report: Report, deal: Row, row: Row) -> Clause:
    facts: dict[str, Fact | None] = {"own": _own(report, deal, row)}
    words = "it has been in its stage for {own}"
    if row["peers"]:
        facts["peer"] = _peer(report, row, "median_stay_of_won_deals", "days")
        words += "; won deals stayed in {peer.name} for a median of {peer} ({peer.n} stays)"
    return Clause(words, facts)


def _overdue(report: Report, deal: Row, row: Row) -> Clause:
    own = _own(report, deal, row)
    return Clause("it is {own} overdue", {"own": own})


def _pushed(report: Report, deal: Row, row: Row) -> Clause:
    n = int(row["value"])
    shown = {0: "0 times", 1: "once"}.get(n, f"{n} times")
    facts: dict[str, Fact | None] = {"own": _own(report, deal, row, display=shown)}
    words = "it was pushed {own}"
    if row["peers"]:
        facts["peer"] = _peer(report, row, "win_rate", "ratio")
        words += "; the win rate of {peer.name} is {peer} ({peer.n} of {peer.of})"
    return Clause(words, facts)


def _amount(report: Report, deal: Row, row: Row) -> Clause:
    facts: dict[str, Fact | None] = {"own": _own(report, deal, row)}
    words = "it is worth {own}" if row["evidence"] == "amount" else "its list price is {own}"
    if row["peers"]:
        facts["peer"] = _peer(report, row, "median_won_amount", deal["currency"])
        words += f"; {_won(row, 'peer')} were worth a median of {{peer}} ({{peer.n}} deals)"
    return Clause(words, facts)


def _discount(report: Report, deal: Row, row: Row) -> Clause:
    facts: dict[str, Fact | None] = {"own": _own(report, deal, row)}
    words = "its discount is {own}"
    if row["peers"]:
        facts["peer"] = _peer(report, row, "median_discount", "ratio")
        words += f"; {_won(row, 'peer')} had a median discount of {{peer}} ({{peer.n}} deals)"
    return Clause(words, facts)


def _rates(words: str) -> Callable[[Report, Row, Row], Clause]:
    """A clause that gives the peers' win rate."""

    def made(report: Report, _: Row, row: Row) -> Clause:
        peer = _peer(report, row, "win_rate", "ratio")
        return Clause(words + " is {peer} ({peer.n} of {peer.of})", {"peer": peer})

    return made


def _won_before(report: Report, deal: Row, row: Row) -> Clause:
    n = int(row["value"])
    facts: dict[str, Fact | None] = {"own": _own(report, deal, row)}
    words = f"{{own}} {'deal was' if n == 1 else 'deals were'} won from this account so far"
    if row["peers"]:
        facts["peer"] = _peer(report, row, "win_rate", "ratio")
        words += "; the win rate with {peer.name} is {peer} ({peer.n} of {peer.of})"
    return Clause(words, facts)


def _together(report: Report, _: Row, row: Row) -> Clause:
    earlier = Subject(kind="group", id="deals begun earlier", name="deals begun earlier")
    return Clause(
        "the closed share of {peer.name} is {peer} ({peer.n} of {peer.of}); that of {all.name} "
        "was {all} after as many days",
        {
            "peer": _peer(report, row, "share_closed", "ratio"),
            "all": report.ledger.add(
                earlier, "share_closed", row["all_value"], "ratio", n=row["all_n"]
            ),
        },
    )


_CLAUSES: dict[str, Callable[[Report, Row, Row], Clause]] = {
    "age_days": _age,
    "begun_together": _together,
    "days_since_activity": _silence,
    "days_in_stage": _stay,
    "days_overdue": _overdue,
    "push_count": _pushed,
    "amount": _amount,
    "list_price": _amount,
    "discount_rate": _discount,
    "owner_win_rate": _rates("the win rate of {peer.name}"),
    "type_win_rate": _rates("the win rate of deals of {peer.name}"),
    "source_win_rate": _rates("the win rate of deals of {peer.name}"),
    "region_win_rate": _rates("the win rate of deals in {peer.name}"),
    "stage_win_rate": _rates("the win rate of deals that reached {peer.name}"),
    "won_before": _won_before,
}


def company_subject(report: Report) -> Subject:
    """The company itself, whatever the scope of the call."""
    company = report.snapshot.manifest.company
    return Subject(kind="company", id=company.name, name=company.title)
