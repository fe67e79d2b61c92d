"""Words for the order of a list, for statuses of deals, for conditions on them, and for limits."""

from __future__ import annotations

Phrases = tuple[str, ...]

# In order: the first that fits decides. (sort_by, order, phrases)
DEAL_ORDERS: tuple[tuple[str, str, Phrases], ...] = (
    ("value_at_risk", "desc", (
        "value|money|dollars|amount|revenue|$ at risk|stake", "stand|stands to lose",
        "how much|many? money|revenue|dollars? * lose", "could|can|might|would lose * money|most",
        "most * to lose", "biggest|largest potential? loss|losses exposure?", "costs us most",
    )),
    ("win_probability", "asc", (
        "least|lowest|smallest|worst|slimmest * likely|probable|chance|chances|probability|odds|"
        "certain|promising|win", "long shots|shot", "longest odds|shots", "unlikeliest",
    )),
    ("win_probability", "desc", (
        "surest|safest|likeliest|certain|hottest", "sure things|thing|bets|bet", "slam dunks|dunk",
        "most|best|highest|greatest|good * likely|probable|chance|chances|probability|probabilities|"
        "odds|promising|winnable|shot", "by * win? probability|chance|chances|odds|likelihood",
        "best bets|shots|bet", "likely|going to win|close|land", "low hanging fruit",
        "best|highest win", "no brainers", "quick wins", "probable",
    )),
    ("age", "asc", ("newest|youngest|freshest", "most recent|recently|newly @deals|created|opened|added",
                    "latest @deals|opportunities", "newest first", "just came|opened|created")),
    ("age", "desc", ("oldest|stalest|longest", "by age", "open|around the? longest", "dragging on",
                     "been * longest", "oldest first", "ancient")),
    ("expected_close", "asc", (
        "soonest|earliest", "next to close|land|come", "closing|close|due|closes first|soonest|next",
        "by|in order of * close|closing|due date?", "chronological|chronologically", "by date",
        "nearest close|closing|due", "first to close|land", "order of close|closing",
    )),
    ("risk", "desc", (
        "riskiest|dodgiest|shakiest|wobbliest|dicey|weakest", "by risk", "highest|most|worst risk|"
        "risky", "most at risk", "risk first",
    )),
    ("risk", "asc", ("least|lowest risk|risky",)),
    ("closed", "desc", ("latest|last|recent|recently|newest <number>? wins|losses|won|lost|closed|closes|win|"
                        "signed", "most recent|recently wins|losses|won|lost|closed|signed",
                        "last|latest <number> @deals")),
    ("amount", "asc", ("@small", "small fry")),
    ("amount", "desc", ("@big|whales|whale|elephants", "by|on amount|value|size|worth|price|money",
                        "most valuable|expensive", "high|higher|big value|ticket|money")),
)
STATUSES: tuple[tuple[str, Phrases], ...] = (
    ("stale", ("stale|stalest", "dead wood", "deadwood|zombie|zombies",)),
    ("open", ("open|active|live|pending|outstanding|unclosed", "still * play|running|going",
              "not yet? closed|won", "is|are|be|being due|closing")),
    ("lost", ("lost|lose|losing|losses|loss|loses", "closed lost", "got away", "slipped through our")),
    ("won", ("won|wins|signed|landed|bagged|sold", "did|have|has|we|i|they|<rep>|<team> * win", "did * buy|order|purchase", "bought|purchased", "closed won", "did * close", "have|has|been|"
             "were|was|got|we|recently|just|already closed", "@deals closed", "closed @deals|in|"
             "during|by|last|this|since|<period>")),
    ("all", ("all|every|any @deals ever|regardless", "open and|or closed", "both open|won", "won or|and lost",
             "ever had", "ever done|closed and open")),
)

# Conditions on deals. A quantity is read where <n> stands. (field, op, unit, phrases)
CONDITIONS: tuple[tuple[str, str, str, Phrases], ...] = (
    ("push_count", ">=", "count", (
        "pushed|slipped|postponed|moved|delayed|rescheduled|slid|kicked * <n>", "<n> pushes|"
        "postponements|slips|times", "pushed|postponed|rescheduled|delayed * more|again|repeatedly|once|twice",
    )),
    ("days_in_stage", ">=", "days", (
        "stuck|sat|sitting|been|parked|stayed ** stage ** <n>", "in * stage * <n>",
        "stuck|parked|stalled for|since|over|than * <n>", "<n> ** in|at the? same|this|that|a|their? stage",
    )),
    ("days_overdue", ">=", "days", (
        "<n> overdue|late", "<n> past|after|beyond|behind the|their|its? * close|closing|due|date",
        "overdue|late by <n>",
    )),
    ("days_since_activity", ">=", "days", (
        "no|without|zero|any * activity|contact|touch|touches|touchpoint|update|updates|movement|"
        "news|response|reply|word|call|calls|meeting|email|emails * <n>",
        "not|never been? touched|contacted|heard|updated|moved|called|met|spoken * <n>",
        "untouched|silent|inactive|quiet|idle|dormant|cold|dark|neglected|ignored * <n>",
        "last * activity|contact|touch|touched|contacted ** <n>", "<n> without|since|of * activity|contact|silence|"
        "last",
    )),
    ("win_probability", ">=", "ratio", ("probability|chance|chances|odds|likelihood|likely * <pmin>", "<pmin> ** "
                                        "probability|chance|chances|odds|likelihood|likely|to")),
    ("win_probability", "<=", "ratio", ("probability|chance|chances|odds|likelihood|likely * <pmax>", "<pmax> ** "
                                        "probability|chance|chances|odds|likelihood|likely|to")),
    ("discount_rate", ">=", "ratio", ("discount|discounts|discounted|off * <pmin>", "<pmin> * discount|discounts|off")),
    ("discount_rate", "<=", "ratio", ("discount|discounts|discounted|off * <pmax>", "<pmax> * discount|discounts|off")),
    ("risk_score", ">=", "score", ("risk|score|scores|scoring|rated * <min>", "<min> * risk")),
    ("risk_score", "<=", "score", ("risk|score|scores|scoring|rated * <max>", "<max> * risk")),
    ("age_days", "<=", "days", ("younger|newer|fresher|less than? * <n> days|weeks|months|old", "younger|newer|fresher than * <n>",
                                "<max> days|weeks|months|week|day|month * old|open")),
    ("age_days", ">=", "days", (
        "older|longer|open|aged|age|around|lingering|running|old|sitting|dragging * <n> days|weeks|months|quarters|years|"
        "day|week|month|quarter|year", "older than * <n>", "<n> days|weeks|months|years old|open|plus|or|in|and",
        "open|running|aging|around since|for|over|than * <n>", "<min> days|weeks|months * old|open?",
    )),
)
# Conditions without a quantity. (field, op, value, phrases)
FIXED_CONDITIONS: tuple[tuple[str, str, str | int, Phrases], ...] = (
    ("days_overdue", ">=", 1, ("overdue|overrun", "past due", "past|passed|beyond|after the|their|its? expected|planned|recorded? "
                               "close|closing|due date?", "should have * closed|landed", "close|closing|due date|dates has|have|"
                               "is|are|already passed|gone|past|expired|lapsed", "late @deals")),
    ("next_step", "missing", "", ("no|without|missing|lacking|lack|blank|empty a|the|any? next? steps|step|action|actions",)),
    ("close_date", "missing", "", ("no|without|missing|lacking|lack|blank|empty a|the|any? close|closing|due date|dates",)),
    ("account", "missing", "", ("no|without|missing|lacking|lack|blank|empty an|the|any? account|accounts|customer|company",)),
    ("amount", "missing", "", ("no|without|missing|lacking|lack|blank|empty an|the|any? amount|amounts|value|price",)),
    ("risk_level", "=", "high", ("high|highest risk", "red @deals", "risk level? is? high", "rated|marked|labelled|flagged high|red")),
    ("risk_level", "=", "medium", ("medium|moderate|amber|yellow risk|@deals",)),
    ("risk_level", "=", "low", ("low|lowest risk", "green @deals", "risk level? is? low")),
)
UNIT_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "quarter": 91,
             "quarters": 91, "year": 365, "years": 365}  # fmt: skip
DATES: tuple[tuple[str, Phrases], ...] = (
    ("created", ("created|opened|added|entered|started|engaged|logged * <period>", "<period> * created|opened",
                 "new @deals", "came in|on * <period>", "creation date")),
    ("recorded", ("recorded|crm|planned|scheduled|committed close|closing|date|dates", "crm says|say", "according to the? crm",
                  "close date in * crm")),
    ("expected", ("model|you|expected|predicted expect|expects|thinks|predict|predicts|close|closing date?",)),
)
ASCENDING_WORDS: Phrases = ("@worst|@small|slowest|laggards|laggard|losers", "bottom", "shortest|fastest|quickest",
                            "ascending|upwards", "least|fewest|lowest first?", "worst first")
DESCENDING_WORDS: Phrases = ("@best|@big|top|most|highest|leading|leader|leaders|champion|longest|slowest|star", "descending",
                             "best first", "ranked|rank|ranking|leaderboard")
QUALITY_WORDS: Phrases = ("worst|bad|poorest|weakest|laggards|laggard",)
PRAISE_WORDS: Phrases = ("best|strongest|fastest|quickest|shortest|champion|star",)
EXCLUDING = frozenset(
    "not without excluding exclude excludes except minus besides ignoring ignore outside leaving "
    "leave skip skipping drop bar sans less no omit omitting barring dropping".split()
)
EXCLUDING_PAIRS = frozenset(
    {("other", "than"), ("apart", "from"), ("leaving", "out"), ("leave", "out"), ("aside", "from"),
     ("everything", "but"), ("all", "but"), ("anything", "but"), ("everyone", "but"),
     ("except", "for"), ("take", "out"), ("filter", "out"), ("anywhere", "but")}
)  # fmt: skip
