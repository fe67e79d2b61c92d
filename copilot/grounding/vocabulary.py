"""Words and figures a text may use without a fact: scale words, plain English, set phrases.

This is the one place that declares what needs no support. Nothing here states a figure, a name,
a rank or a direction of its own.
"""

from __future__ import annotations

import re

# "95% interval" says how an interval was made, "of 100" what a score is measured on.
SCALE = re.compile(
    r"(?i)\b95\s?(?:%|percent)(?=\s+(?:confidence\s+|credible\s+)?(?:interval|range|ci\b|confidence))"
)
# P10 to P90 is an 80% range; said only of a ledger that has both.
SCALE_OF_QUANTILES = re.compile(
    r"(?i)\b80\s?(?:%|percent)(?=\s+(?:confidence\s+|prediction\s+)?(?:interval|range|band))"
)
SCORE_SCALE = 100.0

# Negations that take nothing back: what is unknown, missing or left out is said so.
LICENSED_NOT = re.compile(
    r"(?i)\bno(?:t)? (?:yet )?(?:known|recorded|stored|dated|available|scheduled|stated|"
    r"(?:(?:recorded|expected|known|planned|listed) )?(?:close|closing|creation|end) dates?|"
    r"next (?:steps?|action)|contacts?|owner|account|amount|history|data|targets?|quota|"
    r"stage history|forecast categor(?:y|ies)|activit(?:y|ies)|notes?|currency|rate)\b"
    r"|\bwithout (?:an? |any )?(?:(?:recorded|known) )?(?:close date|closing date|owner|account|amount|"
    r"creation date|next step|product)s?\b"
    r"|\bnot (?:yet )?(?:included|counted|scored|measured|computed|part of|in the (?:data|total|snapshot))"
    r"|\bnot (?:a|the) (?:rank|ranking|forecast|promise|guarantee|cause)\b"
    r"|\b(?:do|does|is|are|was|were) not (?:include|count|hold|contain|part of|say)\b"
    r"|\bnothing (?:else|more) (?:is|was) (?:recorded|known)\b"
)

LEVELS = ("low", "medium", "high")
FOREIGN_LEVELS = frozenset(
    "critical severe extreme elevated moderate minimal negligible acute grave serious".split()
)
SECTORS = frozenset(
    "retail medical software finance marketing technology employment telecommunications telecom"
    " entertainment healthcare manufacturing insurance banking energy education hospitality"
    " logistics automotive pharmaceutical pharmaceuticals construction agriculture mining".split()
)
COMPASS = frozenset("north south east west central northeast northwest southeast southwest".split())

ACRONYMS = frozenset(
    "CRM CSV ID OK CI USD EUR GBP ACV ARR KPI N/A NA VP CEO CRO FAQ PS FYI TBD".split()
)

# Plain words that may stand with a capital: at the start of a sentence, a cell, a heading.
PLAIN = frozenset(
    """
a about above according account accuracy across act action active activity actual actually add
additional address advice after again against age ago agree ahead aim all almost alone along
already also although altogether always amid among amount an analysis and another answer any
anyone anything apart apply approach are area around article as ask assess asset assist assume
assumption at attach attain attention attractive average avoid aware away back backlog bad balance
base basis be bear because become been before begin behind being below beneath beside between
beyond big bit book booking both bottom breakdown brief bright bring broad build built business but
buy buyer by calculate calendar call came campaign can candidate cannot care carry case cash
category cause caution cell central certain chance change channel chart check choice choose clean
clear clearly client close closer closing coach code cold column come comment commit committed
common company compare comparison compute concentrate concentration concern conclusion condition
confidence confident confirm connect consider consistent consistently contact contain context
continue contract contrast contribute contribution control conversation conversion convert core
correct cost could count counter couple course cover coverage create creation critical current
currently customer cut cycle daily data dataset date day days deal dear debrief decide decision
decision deep default define definition delay deliver demand depend describe description despite
detail develop did difference different difficult direct discount discuss discussion distribution
divide do document does doing done double doubt draft draw drive driver due during duration each
earlier early earn easy effect effort either else email encourage end engage engagement enough
ensure enter entire entirely entry equal escalate especially estimate even ever every everyone
everything evidence exact exactly examine example exceed except exclude executive exist expand
expect expectation expected expiry explain explanation explore export expose exposure extra face
fact factor fair fairly fall family far feature few field figure file filter final finally find
finding fine firm first fiscal fit fix flag focus follow following followup for forecast forget
form former forward found four fourth free fresh freshness from full fully further future gain gap
general generally get give given glance go goal going good grade granted great group grow guard
guess guidance guide had half hand handle happen hard has have having he head heading headline
health healthy hear help hence her here hi high highlight him his history hit hold hope horizon hot
hour how however idea identify if impact important improve in include including income indeed
indicate individual industry inform information input insight inspect instead interest interval
into introduce inventory invest involve is isolate issue it item its itself join judge just keep
key kind know knowledge known label lack large largely last late lately latest latter lead leader
learn least leave left length less let level like likelihood likely limit line link list little
live load local long look lose loss lost lot low lower main mainly maintain make manage manager
manual many margin mark market match material matter may maybe me mean meaning means meanwhile
measure median medium meet meeting member mention merely message method metric middle might
mind minimum minus miss missing mix mode model moderate moment momentum month monthly more moreover
most mostly move movement much multiple must my name named narrow near nearly necessary need
negative neither net never nevertheless new newest next no nobody none nor normal normally not note
notes nothing notice now nudge number objective observe obviously occur odds of off offer often old
older on once one ones ongoing only onto open opening opportunity opposite option or order ordinary
origin original other others otherwise ought our ours out outcome outlook outside over overall
overdue overview own owner owned owns page paragraph part partial particular particularly partly
past patience path pattern pay peer pending people per percent percentage performance perhaps
period person phase pick picture piece pipeline place plan planning play please plus point portfolio
portion position positive possibility possible possibly potential practice precise predict
prediction prefer prepare presence present pressure previous previously price primary print prior
priority probability probable probably problem process product profile progress project promise
proportion prospect protect prove provide provided pull purchase purpose push put qualify quality
quarter quarterly question quick quickly quite quota quote range rank ranking rate rather ratio reach
read ready real reason recall receipt recent recently recheck recommend recommendation
reconnect record recorded reduce refer reference refresh regard regarding region regular related
relation relationship relative relatively relevant reliable reliability remain remainder remaining remember
remind remove rep repeat report representative represent request require rescue research reserve resolve
respond response rest result return revenue review revisit right rise risk riskiest risky rest room
rough roughly round row rule run running safe said sale sales same save say scale scenario
schedule scheduled scope score score scored screen search season second secondly section sector
secure see seek seem segment select selection sell seller send sense separate separately series
serious seriously set seven several shape share sharp she shift short shortfall should show shown
side sign signal similar similarly simple simply since single situation six size skip sliding slip
slippage slow small smaller snapshot so some someone something sometimes somewhat soon sort source
space speak special specific specifically split spot stage stake stakeholder stale stalled stand
standard start state stated statement statistic status stay step still stock stop story straight
strategy strength strong stronger structure stuck subject substantial success such suggest
suggestion suit sum summary supply support suppose sure surprise system table take taken talk target
task team tell ten term terms test than thank thanks that the their them themselves then there
therefore these they thing think third this those though three threshold through throughout thus
tie time timeline timing title to today together told tomorrow tone too tool top topic total
totals touch toward towards track trade trail treat trend triage true trust try turn two type typical
typically ultimately uncertain uncertainty under understand undated unfortunately unit unknown unless
unlike unlikely until unusual up upcoming update upon upside urgent us use used useful user usual
usually valid valuable value various vary version versus very view visible visit volume wait want
warn warning warrant was watch way we weak weaker wear week weekly weight weighted well were what
whatever when whenever where whereas wherever whether which while whitespace who whoever whole whose
why wide widely will win window winner with within without won wonder word work worry worse worst
worth would write written year yearly yes yesterday yet you your yours zero
account accounts attainment bucket best biggest highest largest smallest lowest lead leads owner
overview bookings captured cadence champion checklist club combined compared composite computed
contributor couple coverage declining details dips discounting drop drops due eight excluded
exposure fewer fifth five fourth gone gross growth heavily holds increase increases injured insights
jointly landed leading leans ledger lifted likeliest listed losing median mid nine omitted
outstanding oldest pace p parked peers plainly pooled prioritize prioritise pushes quarters
reach reasons reps riskier roll rose sits sixth slipped spread still stands subtotal
sums takeaway tends trailing undone unowned unscored wins yield recap remaining regionally rising
falling climbing dropping deteriorating worsening improving down higher lower rank ranks ranked
summarize summarise engage worse better behind ahead against alongside among via recorded
unchanged steady flat stable doubled tripled halved growing shrinking
""".split()
)

_ENDINGS = (
    "'s",
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "r",
    "n't",
    "'ll",
    "'re",
    "'ve",
    "'d",
    "'m",
)


def is_plain(word: str) -> bool:
    """Whether a capitalised word is plain English, and so needs no name behind it."""
    low = word.lower().strip("'")
    if low in PLAIN or word in ACRONYMS or low in ("a", "i"):
        return True
    return any(
        low.endswith(ending) and _base(low[: -len(ending)]) for ending in _ENDINGS if len(low) > 4
    )


def _base(low: str) -> bool:
    if low in PLAIN or low + "e" in PLAIN:
        return True
    if len(low) > 3 and low[-1] == low[-2] and low[:-1] in PLAIN:
        return True
    return low.endswith("i") and low[:-1] + "y" in PLAIN
