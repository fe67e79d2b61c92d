"""The words that name a metric: which concepts a phrase calls up, which concepts a metric has.

A metric's profile is derived from the words of its name; the table holds only those whose name
does not say it all. Concepts in GENERIC go with many metrics and prove nothing alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from copilot.grounding.tokens import word_set

GENERIC = word_set(
    "deal account rep product lead customer region team sector row record count rate"
    " probability score share date days hours total company level by on of to in the at name"
    " period and per horizon percent number value largest"
)

# phrase = concepts; a phrase of several words wins over its parts
_PHRASES = """
worth valued totalling totaling amount amounts size sized price priced = amount
value values = value
deal size; deal value; deal values = amount
list price; list prices = list_price
at risk; value at risk; amount at risk; revenue at risk; pipeline at risk; in danger; in jeopardy;
exposed; exposure; endangered = at_risk
risk risks risky riskier riskiest riskiness = risk
risk score; risk scores; scores for risk; score for risk = risk score
win wins won winning winnable = win
win rate; win rates = win rate
lose loses lost losing loss losses = lose
slip slips slipped slipping slippage = slip
still open; linger = slip open
probability probabilities chance chances likelihood odds likely likelier likeliest = probability
rate rates ratio = rate
open = open
opened = create
still in play; live = open
close closes closed closing closure = close
expected expect expects expectation expecting = expected
expected close; expected to close; likely to close; should close; set to close = expected close
forecast forecasts forecasted predicted predicts prediction projection projected = forecast expected
p10; low end; low case; downside; pessimistic; worst case; lower end; ten percent chance = p10
p90; high end; high case; upside; optimistic; best case; upper end = p90
p50; median; midpoint; most likely; middle case; central case = p50 median
mean average averages averaged avg = mean
due = due
stale dead lifeless = stale
dead wood = stale
age aged ages old older oldest = age
been open; days open; open for; open since; sat open; has stood open = age open
created create creates creation new added started start starts began begun = create
engaged engage = create
revenue revenues sales bookings booked turnover = revenue
pipeline pipelines = pipeline
deal deals opportunity opportunities = deal
account accounts customer customers client clients = account
rep reps seller sellers salesperson salespeople = rep
product products = product
lead leads = lead
row rows record records = row
region regions = region
team teams = team
sector sectors industry industries = sector
count counts = count
share shares portion part proportion fraction = share
target targets goal goals = target
quota quotas = quota
attainment attained attain = attainment
gap shortfall = gap
coverage covered covers cover = coverage
needed need needs required = need
sales cycle; sales cycles; cycle; cycles; cycle time = cycle
discount discounts discounted discounting = discount
push pushes pushed = push
pull pulled pulls = pull
closing pipeline; closing balance; closing value; closes at = close
opening pipeline; opening balance; opening value = opening pipeline
change changes changed difference delta swing movement moved moves = change
stage stages = stage
level levels = level
score scores scored scoring = score
interval intervals range ranges confidence between = interval
left out; excluded; omitted; missing; not dated; unscored; skipped
= left_out missing
missing; without; lacking; lack; lacks; have no; has no; had no; no = missing
no close date; no closing date = left_out missing close
weighted weight = weighted
top share; concentration; concentrated = share largest
largest biggest = largest
revenue won; won revenue = win revenue
overdue; past due; past the recorded closing date; past the recorded close date;
past its closing date; past their closing date; past its close date = overdue
within a year; ever; eventually; at all = ever
activity activities = activity
window windows = window
error errors = error
season seasons seasonal = season
pace = pace
repeat repeats = repeat
opening = opening
total totals overall altogether = total
not won; not being won; fail to win; failing to win = risk lose
next action; next step; next steps = next step
quarter to date; year to date; month to date = date
speak against; speaks against = against
speak for; speaks for = in_favor
typical = typical
silent; silence; last activity = activity
""".strip()

# metric = core concepts / concepts that may be said too
_PROFILES = """
amount = amount / value
value_at_risk = at_risk / lose slip value
value_at_loss = lose / at_risk amount
value_at_slip = slip / at_risk amount
share_at_risk = at_risk share
risk_score = risk / score lose
risk_level = risk / level
win_probability = win probability / close probability ever
win_probability_in_period = win / close probability
win_by_horizon = win probability / close
loss_by_horizon = lose probability
slip_by_horizon = slip probability / open
age_days = age / open create
sales_cycle_days = cycle / close win median mean
expected_close_on = expected close / forecast due
expected_close_from = expected close / forecast due
expected_close_to = expected close / forecast due
close_date = close / due
open_pipeline = open pipeline / amount total deal
weighted_pipeline = weighted pipeline / open expected amount
open_deals = open / pipeline
revenue_won = win revenue / amount close
deals_won = win / close
deals_lost = lose / close
win_rate = win rate / close
win_rate_by_value = win rate value / close
average_deal_size = mean amount / win
won_to_date = win / revenue close amount date
revenue_mean = mean revenue / forecast expected close total
revenue_p50 = p50 revenue / forecast expected close total median
revenue_p10 = p10 revenue / forecast expected close total
revenue_p90 = p90 revenue / forecast expected close total
open_pipeline_mean = open mean / pipeline revenue forecast expected close total amount deal
open_pipeline_p50 = open p50 / pipeline revenue forecast expected close median
open_pipeline_p10 = open p10 / pipeline revenue forecast expected close
open_pipeline_p90 = open p90 / pipeline revenue forecast expected close
new_business_mean = create mean / revenue forecast expected close total amount
new_business_p50 = create p50 / revenue forecast expected close median
new_business_p10 = create p10 / revenue forecast expected close
new_business_p90 = create p90 / revenue forecast expected close
realized_share = share / amount open win value
commit_call = commit / call amount forecast
best_case_call = p90 / call amount forecast
callers = call / count
window_days = window / forecast expected
separate_windows = window / count
interval_coverage = interval coverage / window forecast expected
forecast_error = error / forecast expected mean window
season_error = error season / mean window
pace_rule = pace / revenue forecast expected close
repeat_rule = repeat / revenue forecast expected close
season_rule = season / revenue forecast expected close
rest_mean = mean rest / revenue forecast expected close total
top_contribution = largest expected / open share amount close
target = target / quota
attainment = attainment / target quota
gap_to_target = gap / target quota
chance_of_target = probability target / quota
pipeline_needed = need pipeline
stale_amount = stale / amount open
stale_count = stale / open
list_priced_count = list_price / missing amount deal count
undated_count = missing / create date deal open score probability
top_share = share largest / forecast expected pipeline open close
slip_rate = slip rate / push
discount_rate = discount rate / list_price win close
opening = opening / pipeline amount open value
closing = close / pipeline amount open value
pipeline_created = create pipeline / amount
response_hours = response / lead contact
driver_points = risk change / score point driver against in_favor
base_risk = risk typical / score open
points_against = against / point
points_for = in_favor / point
median_days_since_activity = median p50 activity / open missing
median_discount = discount median p50 / win
won_within_days = win / age close median
share_won_within = win share / age close
shared_count = deal / count open due stage product rep region
main_driver_count = main driver / deal count open due age
next_action_count = next step / deal count open due action
""".strip()

_SILENT = frozenset({"p50", "mean", "median", "amount", "revenue", "expected", "total"}) | GENERIC
_CHANGE = re.compile(r"^(?:change_in_|change_|delta_)(.+)$|^(.+)_(?:change|delta)$")
_ENDINGS = {
    "_count": frozenset({"count", "deal", "open", "due"}),
    "_amount": frozenset({"amount", "value", "open", "due"}),
    "_share": frozenset({"share"}),
}
COUNT_NOUNS = frozenset(
    {"deal", "account", "rep", "product", "lead", "row", "region", "team", "sector"}
)
COUNTING = COUNT_NOUNS | {"count", "total", "level", "record", "number"}
STEPS_UP = frozenset({"created", "reopened", "moved_in", "pulled_in", "grown", "create"})
STEPS_DOWN = frozenset({"shrunk", "pushed_out", "moved_out", "removed", "lost"})


@dataclass(frozen=True, slots=True)
class Profile:
    """What a metric is called: `core` concepts name it, `may` ones go with it."""

    core: frozenset[str]
    may: frozenset[str]
    change: bool = False

    @property
    def all(self) -> frozenset[str]:
        """Every concept the metric may be called by."""
        return self.core | self.may

    @property
    def unsaid_costs(self) -> frozenset[str]:
        """Core concepts whose absence counts against the metric."""
        return self.core - _SILENT


def stem(word: str) -> str:
    """A crude stem, the same for a metric's word and a text's."""
    word = word.lower()
    for ending in ("ings", "ing", "ies", "ied", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


@lru_cache(maxsize=1)
def phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Phrase (as words) → concepts."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _PHRASES.replace("\n=", " =").replace(";\n", "; ").splitlines():
        left, _, right = line.partition("=")
        split = left.split(";") if ";" in left else left.split()
        for phrase in split:
            table[tuple(phrase.split())] = tuple(right.split())
    return table


@lru_cache(maxsize=1)
def _profiles() -> dict[str, Profile]:
    table = {}
    for line in _PROFILES.splitlines():
        name, _, right = line.partition(" = ")
        core, _, may = right.partition(" / ")
        table[name] = Profile(frozenset(core.split()), frozenset(may.split()))
    return table


@lru_cache(maxsize=4096)
def profile(metric: str) -> Profile:
    """The concepts of a metric, from the table or from the words of its name."""
    metric = metric.lower().strip()
    known = _profiles().get(metric)
    if known is not None:
        return known
    change = _CHANGE.match(metric)
    if change:
        inner = profile(change.group(1) or change.group(2))
        return Profile(inner.core | {"change"}, inner.may | {"amount"}, change=True)
    if metric.startswith("share_of_"):
        inner = profile(metric[9:])
        return Profile(inner.core | {"share"}, inner.may)
    for ending, more in _ENDINGS.items():
        if metric.endswith(ending) and len(metric) > len(ending):
            inner = profile(metric.removesuffix(ending))
            return Profile(inner.core, inner.may | more)
    return _from_words(metric)


def _from_words(metric: str) -> Profile:
    words, place = re.findall(r"[a-z0-9]+", metric), 0
    concepts: list[str] = []
    table = phrases()
    while place < len(words):
        for width in (3, 2, 1):
            found = table.get(tuple(words[place : place + width]))
            if found:
                concepts.extend(found)
                place += width
                break
        else:
            concepts.append(words[place] if words[place] in GENERIC else stem(words[place]))
            place += 1
    core = frozenset(concepts) - {"by", "on", "of", "to", "in", "the", "at", "and", "per"}
    return Profile(core, frozenset({"amount", "value"}))


def aspect_profile(metric: str, aspect: str) -> Profile:
    """How the count behind a rate (`n`) and its population (`of`) are called."""
    base = profile(metric)
    if aspect == "n":
        return Profile(frozenset(), base.core | (base.may - {"close"}) | {"deal", "count"})
    if aspect == "all":
        return Profile(frozenset(), base.all | {"close", "deal", "count"})
    if aspect == "of":
        return Profile(
            frozenset(), (base.may - base.core) | {"close", "open", "due", "deal", "total"}
        )
    return base
