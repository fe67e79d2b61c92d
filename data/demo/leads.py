"""People who write in: when, how soon they were answered, and who became a deal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import REGION_OF, REGIONS, SEGMENTS
from data.demo.calendar import NEVER, next_working_day
from data.demo.draw import Company
from data.demo.people import TEAM_REGIONS
from data.demo.process import SOURCES
from data.demo.streams import Flags, Floats, Ints, Streams, draw
from data.demo.wishes import NEW

DEALS_A_LEAD = 2
TITLES = ("plant manager", "head of purchasing", "finance director", "lab director", "IT lead",
          "operations manager", "engineer", "student")  # fmt: skip
STATUSES = ("new", "working", "nurturing", "disqualified", "converted")
_SOURCE_WEIGHTS = [0.36, 0.08, 0.12, 0.1, 0.16, 0.18]
_TITLE_WEIGHTS = [0.12, 0.14, 0.1, 0.1, 0.14, 0.16, 0.18, 0.06]
_KNOWN_ACCOUNT = 0.4
_NEVER_ANSWERED = 0.07
_OLD = 120


@dataclass(frozen=True)
class LeadProcess:
    """Log-odds to become a deal: base plus one term each, less `by_day` a day of waiting."""

    base: float = -1.75
    by_source: tuple[float, ...] = (0.4, -0.5, 0.3, 0.9, -0.4, 0.0)
    by_title: tuple[float, ...] = (0.5, 0.4, 0.3, 0.5, 0.1, 0.2, -0.4, -2.0)
    by_segment: tuple[float, ...] = (-0.2, 0.1, 0.2)
    known_account: float = 0.4
    by_day: float = 0.14
    most_days: int = 12


@dataclass(frozen=True)
class Leads:
    """One entry a lead, ordered by creation; positions in the tuples of that name, -1 for none.

    Attributes:
        chance: the planted chance to become a deal.
        deal: the deal it became by the extract.
        answered, latest: days of the first and the latest contact, else `NEVER`.
        place: a number that the person's and the company's names are made from.
    """

    created: Ints
    source: Ints
    title: Ints
    account: Ints
    sector: Ints
    segment: Ints
    country: Ints
    rep: Ints
    answered: Ints
    latest: Ints
    deal: Ints
    status: Ints
    chance: Floats
    place: Ints

    @property
    def numbers(self) -> Ints:
        """The numbers in the identifiers."""
        return 100_001 + np.arange(len(self.created))


def make_leads(company: Company, process: LeadProcess) -> Leads:
    """Half as many leads as deals, over the same time.

    Whoever is to become a deal is joined to the next deal of new business from the same source and
    segment; where there is none, to none.
    """
    streams, today = company.streams, company.today
    count = company.deals.count // DEALS_A_LEAD
    random = streams.of("leads")
    created = np.sort(random.integers(company.first, today + 1, size=count))
    source, title = draw(random, _SOURCE_WEIGHTS, count), draw(random, _TITLE_WEIGHTS, count)
    account = random.integers(len(company.accounts.rows), size=count)
    known = random.random(count) < _KNOWN_ACCOUNT
    wait = random.geometric(0.35, size=count) - 1
    chance = _chance(process, source, title, company.accounts.segment[account], known, wait)
    wanted = random.random(count) < chance
    deal = _joined(company, wanted, created, source, company.accounts.segment[account])
    account = np.where(deal >= 0, company.deals.account[deal], account)
    answered, latest = _contacts(streams, company, created, wait, deal)
    country = _countries(company)[account]
    return Leads(
        created=created,
        source=source,
        title=title,
        account=np.where(known | (deal >= 0), account, -1),
        sector=company.accounts.sector[account],
        segment=company.accounts.segment[account],
        country=country,
        rep=np.where(deal >= 0, company.deals.rep[deal], _owners(streams, company, account)),
        answered=answered,
        latest=latest,
        deal=deal,
        status=_status(streams, today - created, answered, deal),
        chance=chance,
        place=random.integers(1 << 40, size=count),
    )


def _chance(
    process: LeadProcess, source: Ints, title: Ints, segment: Ints, known: Flags, wait: Ints
) -> Floats:
    odds = process.base + np.asarray(process.by_source)[source]
    odds = odds + np.asarray(process.by_title)[title] + np.asarray(process.by_segment)[segment]
    odds = odds + process.known_account * known
    return np.asarray(1 / (1 + np.exp(process.by_day * np.minimum(wait, process.most_days) - odds)))


def _joined(company: Company, wanted: Flags, created: Ints, source: Ints, segment: Ints) -> Ints:
    deals = company.deals
    fresh = np.flatnonzero(company.outcomes.kind == NEW)
    joined = np.full(len(created), -1, dtype=np.int64)
    of_deal = company.accounts.segment[deals.account[fresh]]
    for kind in range(len(SOURCES) - 1):
        for size in range(len(SEGMENTS)):
            asking = np.flatnonzero(wanted & (source == kind) & (segment == size))
            offered = fresh[(deals.source[fresh] == kind) & (of_deal == size)]
            _join(joined, asking, created, offered, deals.created[offered])
    return joined


def _join(joined: Ints, asking: Ints, created: Ints, offered: Ints, starts: Ints) -> None:
    """Each lead takes the first deal that begins two weeks to four months after it came in."""
    free = 0
    for lead in asking.tolist():
        free = max(free, int(np.searchsorted(starts, created[lead] + 14)))
        if free < len(offered) and starts[free] <= created[lead] + 120:
            joined[lead] = offered[free]
            free += 1


def _contacts(
    streams: Streams, company: Company, created: Ints, wait: Ints, deal: Ints
) -> tuple[Ints, Ints]:
    random = streams.of("lead contacts")
    answered = next_working_day(created + np.where(deal >= 0, np.minimum(wait, 12), wait))
    silent = (deal < 0) & (random.random(len(created)) < _NEVER_ANSWERED)
    answered = np.where(silent | (answered > company.today), NEVER, answered)
    further = (60 * random.random(len(created)) ** 2).astype(np.int64)
    end = np.where(deal >= 0, company.deals.created[deal], company.today)
    latest = np.minimum(next_working_day(np.minimum(answered, company.today) + further), end)
    return answered, np.where(answered < NEVER, np.maximum(latest, answered), NEVER)


def _countries(company: Company) -> Ints:
    places = {name: at for at, name in enumerate(REGION_OF)}
    found = [places[item.country] for item in company.accounts.rows]
    return np.asarray(found, dtype=np.int64)


def _owners(streams: Streams, company: Company, account: Ints) -> Ints:
    """Somebody who has worked in the region of the company all along."""
    random = streams.of("lead owners")
    people = company.people
    regions = np.asarray(TEAM_REGIONS)[people.team_on(company.today)]
    hired = people.team_on(company.first) >= 0
    owner = np.zeros(len(account), dtype=np.int64)
    for region in range(len(REGIONS)):
        pool = np.flatnonzero((regions == region) & hired)
        chosen = company.accounts.region[account] == region
        owner[chosen] = pool[random.integers(len(pool), size=int(chosen.sum()))]
    return owner


def _status(streams: Streams, age: Ints, answered: Ints, deal: Ints) -> Ints:
    given_up = streams.of("lead status").random(len(age)) < 0.6
    old = np.where(given_up, STATUSES.index("disqualified"), STATUSES.index("nurturing"))
    young = np.where(answered < NEVER, STATUSES.index("working"), STATUSES.index("new"))
    status = np.where(age > _OLD, old, young)
    return np.where(deal >= 0, STATUSES.index("converted"), status)
