"""The names a snapshot knows, as plain values: what understanding may link a word to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, Protocol

from copilot.understanding.names import NameEntry, NameIndex

DealStatus = Literal["open", "won", "lost", "all"]


@dataclass(frozen=True)
class DealRef:
    """As much of a deal as it takes to speak of it. `account` is "" where none is recorded."""

    id: str
    account: str
    product: str
    rep: str
    amount: float | None
    status: str


class DealLookup(Protocol):
    """Finds deals by id or by who and what; what a principal may not see does not exist here."""

    def by_id(self, deal_id: str) -> DealRef | None:
        """The deal of that id, whatever its case; None where there is none."""
        ...

    def find(
        self,
        account: str | None = None,
        product: tuple[str, ...] = (),
        rep: str | None = None,
        status: DealStatus = "open",
    ) -> list[DealRef]:
        """Deals that fit all that is given, the largest amount first."""
        ...


class NoDeals:
    """A lookup that knows no deal."""

    def by_id(self, deal_id: str) -> DealRef | None:  # noqa: ARG002
        """Always None."""
        return None

    def find(
        self,
        account: str | None = None,  # noqa: ARG002
        product: tuple[str, ...] = (),  # noqa: ARG002
        rep: str | None = None,  # noqa: ARG002
        status: DealStatus = "open",  # noqa: ARG002
    ) -> list[DealRef]:
        """Always empty."""
        return []


@dataclass(frozen=True)
class Catalog:
    """Every name of one snapshot.

    Attributes:
        reps: people who own deals; `rep_manager` and `rep_region` say under whom and where.
        managers: people with somebody below them; a person in both lists means the team.
        families: family → its products.
        stages: stages an open deal can be in.
        first_event: the first day anything is known of; a past period wholly before it is
            outside the history.
        sources: optional tables and columns that the snapshot holds (leads, targets,
            stage_history, close_date_history, activities, forecast_category, type, segment,
            next_step, loss_reason, competitor, source); None means unknown, so nothing is refused.
        labels: column → values of it that no scope narrows by: source, competitor, loss_reason,
            country.
    """

    reps: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    rep_manager: Mapping[str, str] = field(default_factory=dict)
    rep_region: Mapping[str, str] = field(default_factory=dict)
    account_sector: Mapping[str, str] = field(default_factory=dict)
    deals: DealLookup = field(default_factory=NoDeals)
    first_event: date | None = None
    has_leads: bool = False
    has_targets: bool = False
    sources: frozenset[str] | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def index(self) -> NameIndex:
        """The names in the order of what they mean, indexed on first use."""
        return NameIndex(tuple(self._entries()))

    def _entries(self) -> list[NameEntry]:
        managers = set(self.managers)
        found = [NameEntry("team", name) for name in self.managers]
        found += [NameEntry("rep", name) for name in self.reps if name not in managers]
        for kind, names in (
            ("product", self.products),
            ("account", self.accounts),
            ("region", self.regions),
            ("sector", self.sectors),
            ("segment", self.segments),
        ):
            found += [NameEntry(kind, name) for name in names if name]
        products = {name.lower() for name in self.products}
        families = [name for name in self.families if name and name.lower() not in products]
        return found + [NameEntry("family", name) for name in families]

    def holds(self, source: str) -> bool:
        """Whether an optional table or column is there, or may be."""
        if source == "leads":
            return self.has_leads
        if source == "targets":
            return self.has_targets
        return self.sources is None or source in self.sources
