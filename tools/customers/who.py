"""Who an account is: what the accounts table records of it, whom it belongs to, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.snapshot import Row
from tools.context import Context
from tools.facts import Fact
from tools.principal import row_filter
from tools.report import Report

_FIELDS = ("sector", "segment", "country", "employees", "annual_revenue", "founded")
# Fields whose absence is worth a word; the others are shown where they are known.
_EXPECTED = ("sector", "segment", "country", "employees")
MOST_NAMED = 3


@dataclass(frozen=True)
class Account:
    """An account as recorded; all fields are empty where the accounts table lacks it.

    Attributes:
        parent: the account it belongs to, if the person who asks may see it.
        children: accounts that belong to it and that the person who asks may see, by name.
    """

    name: str
    row: Row
    parent: str | None
    children: tuple[str, ...]


def account_named(context: Context, name: str) -> Account:
    """The account of that canonical name; sizes and places are as extracted."""
    snapshot = context.snapshot
    found = snapshot.rows("SELECT * FROM accounts WHERE account = $name", {"name": name})
    row = found[0] if found else dict.fromkeys((*_FIELDS, "parent"))
    own, values = row_filter(context.principal)
    seen = "true" if own == "true" else f"account IN (SELECT account FROM deals WHERE {own})"
    family = snapshot.rows(
        "SELECT account, parent IS NOT DISTINCT FROM $name AS below FROM accounts "
        f"WHERE (parent = $name OR account = $parent) AND {seen} ORDER BY account",
        {"name": name, "parent": row["parent"], **values},
    )
    children = tuple(one["account"] for one in family if one["below"])
    parent = next((one["account"] for one in family if not one["below"]), None)
    return Account(name, row, parent, children)


def tell_account(report: Report, account: Account) -> None:
    """Say sector, size class, country and size, and the accounts it belongs with."""
    facts: dict[str, Fact | None] = {}
    words = []
    for name in ("sector", "segment", "country"):
        if account.row[name]:
            facts[name] = report.total(name, account.row[name], "text")
            words.append(f"{name} {{{name}}}")
    if account.row["employees"] is not None:
        facts["employees"] = report.count("employees", account.row["employees"])
        words.append("{employees} employees")
    if words:
        said = ", ".join(words)
        report.say("detail", said[0].upper() + said[1:] + ".", **facts)
    _tell_family(report, account)


def _tell_family(report: Report, account: Account) -> None:
    if account.parent:
        report.say(
            "detail", "It belongs to {parent}.",
            parent=report.total("parent", account.parent, "text"),
        )  # fmt: skip
    if account.children:
        n = len(account.children)
        one = "account belongs" if n == 1 else "accounts belong"
        named = ", ".join(account.children[:MOST_NAMED]) + (" and others" if n > MOST_NAMED else "")
        report.say(
            "detail",
            f"{{count}} {one} to it: {{names}}. What is said here is of itself alone.",
            count=report.count("child_accounts", n),
            names=report.total("children", named, "text"),
        )


def name_missing(report: Report, account: Account) -> None:
    """Say which fields are not recorded, and that all of them are as extracted."""
    missing = [name for name in _EXPECTED if account.row[name] is None]
    if missing:
        report.unknown(
            "missing_value", f"Not recorded for this account: {', '.join(missing)}.",
            f"accounts.{missing[0]}",
        )  # fmt: skip
    manifest = report.snapshot.manifest
    if manifest.as_of < manifest.extracted_on:
        report.unknown(
            "as_extracted",
            "Shown as extracted, not as known on the as-of date: who the account is, and which "
            "deals are its.",
            "accounts",
        )


def account_cells(account: Account) -> list[tuple[str, object]]:
    """What is recorded of it, as rows of a table."""
    told = [(name.replace("_", " "), account.row[name]) for name in _FIELDS]
    return [*told, ("parent", account.parent), ("children", ", ".join(account.children) or None)]
