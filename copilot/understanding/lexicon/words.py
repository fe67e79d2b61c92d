"""Classes of words, contractions, shorthand and number words."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def _open(table: str) -> dict[str, tuple[str, ...]]:
    pairs = (line.split("=") for line in table.strip().splitlines())
    return {word: tuple(right.split()) for left, right in pairs for word in left.split()}


CONTRACTIONS = _open("""
whats wats=what is
whos=who is
whose=whose
hows=how is
wheres=where is
whens=when is
whys=why is
whatre=what are
howre=how are
thats=that is
theres=there is
heres=here is
its=its
lets=let us
im=i am
ive=i have
id=i would
ill=i will
youre=you are
youve=you have
youd=you would
youll=you will
weve=we have
wed=we would
were=were
theyre=they are
theyve=they have
theyll=they will
theyd=they would
hes=he is
shes=she is
dont=do not
doesnt=does not
didnt=did not
isnt=is not
arent=are not
wasnt=was not
werent=were not
wont=will not
wouldnt=would not
cant=can not
cannot=can not
couldnt=could not
shouldnt=should not
hasnt=has not
havent=have not
hadnt=had not
aint=is not
gonna=going to
wanna=want to
gotta=have to
gimme=give me
lemme=let me
whatll=what will
wholl=who will
whove=who have
howd=how did
whatd=what did
""")

SHORTHAND = _open("""
teh hte=the
wat wot=what
abt bout=about
pls plz plse pleas=please
ur=your
u=you
r=are
b4=before
tmrw tmr tomoro tommorow tomorow=tomorrow
bc bcuz coz cuz cos=because
w=with
wo=without
thx ty=thanks
hav hv=have
bckgrnd backgrnd bkgd=background
msg=message
qtr=quarter
qtrs=quarters
mth mo=month
mths=months
wk=week
wks=weeks
yr=year
yrs=years
avg ave=average
pct percent percentage=percent
prob=probability
probs=probabilities
fcst fcast fc=forecast
rev=revenue
num nr nbr=number
mgr mngr=manager
mgrs=managers
terr=territory
cust custs=customers
acct acc=account
accts accs=accounts
info=info
vs v=versus
thru=through
nd=and
n=and
goin=going
doin=doing
lookin=looking
comin=coming
closin=closing
loose=lose
loosing=losing
lossing=losing
summarise summarize sumarize summarice=summarize
optys=opps
y=why
biz=business
""")

CLASSES: dict[str, str] = {
    "be": "is are was were be been being am",
    "do": "do does did done doing",
    "will": "will would shall going gonna",
    "deal": "deal opp oppty opportunity oppy opty",
    "deals": "deals opps oppties opportunities opptys oppys opportunitys",
    "anydeal": "deal opp oppty opportunity oppy opty deals opps oppties opportunities opptys oppys",
    "pipe": "pipeline pipelines pipe funnel",
    "crew": "team crew people lot folks group guys squad bunch org reps gang side teams",
    "rep": "rep reps salesperson salespeople seller sellers ae aes agent agents salesman salesmen "
    "saleswoman owner owners closer closers individual individuals person",
    "account": "account accounts customer customers client clients company companies logo logos "
    "firm firms business businesses organization organisations org buyer buyers",
    "month": "week month quarter qtr year half period",
    "show": "show list give get pull find see display name bring fetch",
    "write": "draft write word compose prepare pen phrase formulate",
    "mail": "mail email e-mail emails message note letter follow-up followup text reply "
    "msg line lines something nudge reminder",
    "we": "we us our ours i my me you they he she it",
    "lose": "lose loses losing lost loss",
    "win": "win wins winning won",
    "close": "close closes closed closing",
    "big": "biggest largest top highest greatest priciest chunkiest fattest juiciest heaviest "
    "big large",
    "small": "smallest lowest cheapest tiniest littlest least fewest small",
    "best": "best top highest strongest leading most greatest",
    "worst": "worst lowest weakest bottom least fewest poorest",
    "lead": "lead leads prospect prospects inquiry inquiries inbound inbounds mql mqls",
    "forecast": "forecast forecasts projection projections prediction predictions call calls "
    "estimate estimates",
    "win_chance": "win chance chances probability likelihood odds",
}

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
NUMBERS: dict[str, float] = {word: value for value, word in enumerate(_UNITS.split(" "))} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "dozen": 12, "couple": 2, "half": 0.5, "quarter": 0.25,
    "once": 1, "twice": 2, "thrice": 3,
}  # fmt: skip
SCALES: dict[str, float] = {
    "hundred": 100, "thousand": 1e3, "grand": 1e3, "k": 1e3, "million": 1e6, "mil": 1e6,
    "mill": 1e6, "millions": 1e6, "mm": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
    "mio": 1e6, "thousands": 1e3,
}  # fmt: skip
ORDINALS: dict[str, int] = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "last": -1, "former": 1, "latter": -1, "bottom": -1, "top": 1, "final": -1,
}  # fmt: skip
MONEY_WORDS = words("dollars dollar bucks buck usd eur gbp euros euro pounds")
MONTH_NAMES = words(
    """
    january february march april may june july august september october november december jan
    feb mar apr jun jul aug sep sept oct nov dec
    """
)
TIME_WORDS = MONTH_NAMES | words(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs
    fri sat sun thanksgiving christmas xmas easter labor memorial halloween q1 q2 q3 q4 h1 h2
    fy ytd qtd mtd spring summer autumn fall winter today yesterday tomorrow noon eod eow eom
    eoq eoy new independence
    """
)
TIME_PREPOSITIONS = words(
    """
    in during since until till by before after for this last next of early late mid past
    through to into from between end
    """
)
# Little words of a follow-up: beside names, periods and numbers they say nothing of their own.
FILLERS = words(
    """
    ; and what about how ok okay now same thing for in the only just but with at also then
    please again by per this time instead them those of on to from a an so s it that team crew
    people lot folks guys reps rep one ones too as well can i get see show me us you have give
    do make break split out down up each every not without excluding except exclude minus
    other than leave drop region regions product products sector account accounts manager
    managers month week quarter yeah yes sure cool great thanks hmm and/or is are be chart
    graph plot table bar line view visual visually deals deal company companies customers
    customer worth more less than or side our my all everyone everybody everywhere whole
    overall total first sorted sort order ordered rank ranked try limit top bottom next last
    look looks like did go was were would will repeat group grouped stage stages segment
    industry office into turn put let only filter narrow focus switch change compare compared
    versus against no instead before previous prior earlier preceding
    """
)
