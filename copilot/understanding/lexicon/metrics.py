"""Words for metrics, for what to group by, and for the topics of an explanation."""

from __future__ import annotations

Phrases = tuple[str, ...]

# In order: the first that fits takes its words, so that longer names come before shorter ones.
METRICS: tuple[tuple[str, Phrases], ...] = (
    ("win_rate_by_value", (
        "@win|close rate by|in|on value|amount|dollars|revenue|money|dollar",
        "value|dollar|amount|revenue weighted? @win|close rate|rates", "value-weighted win rate",
        "@win rate weighted by value|amount",
        "percent|share|fraction of the? value|dollars|money|revenue * @win",
    )),
    ("win_rate", (
        "@win|close|closing|hit|strike|success|conversion rate|rates|ratio|ratios|percent|pct",
        "winrate|winrates|hitrate", "how often do|did|does * @win|close",
        "percent|share|fraction|proportion|ratio of * @deals|them|those ** @win|close|converted|"
        "convert|closed|won",
        "@win * versus|to|against @lose|loss", "won|win * lost|loss ratio", "batting average",
        "convert|converts|converted|converting", "% of * @deals ** @win|close|won|closed",
        "win|won one in", "success * rate", "out of * @deals * @win",
        "what percent|share ** @win|won",
    )),
    ("average_deal_size", (
        "average|mean|typical|median|usual|normal|standard * deal|order|sale|contract|ticket|win|"
        "opp|size|value|sizes",
        "deal|deals|order|contract|ticket|sale|opp|basket size|sizes|value|values",
        "how big|large|small is|are|was|were a|an|our|the|their|his|her average|typical|usual|"
        "normal? @anydeal|sale|win", "acv|asp|aov|acvs", "per won? deal|win",
        "average|typical worth", "size of * @deals|wins|contracts",
        "how much is|was a|an|our|the typical|average? @deal|win worth",
    )),
    ("days_in_stage", (
        "days|time|weeks|long ** in|per each|a|the|every|<stage>? stage|stages|phase",
        "time|days|long|duration ** <stage>", "how long ** in|at <stage>", "stage duration|age|time|durations",
    )),
    ("sales_cycle_days", (
        "sales|deal|selling|buying|closing|average cycle|cycles", "cycle|cycles time|times|length|"
        "lengths|days|duration|long|short", "how long ** take|takes|took|need|needs|taken",
        "time|days to close|win|sign|signature|won|cash", "how fast|quick|quickly|slow|slowly|soon ** "
        "close|win|sign|closing|sell|deal|deals",
        "many|long|much|days|weeks|months time? ** to close|win|sign|signature",
        "from * first|creation|start|engagement|contact|engaging * to * close|win|sign|signature|signed|won",
        "sales velocity", "fastest|slowest|quickest closer|closers|to|closing|sellers|cycle|cycles",
        "closes|close|closing fastest|slowest|quickest|quicker|faster|slower",
    )),
    ("discount_rate", (
        "discount|discounts|discounting|discounted|discounter|discounters|rebate|rebates",
        "off|below|under|against list|price", "knock|knocking|knocked|shave|shaving|giving|give|gave "
        "off|away", "list price * @close|@win|sold|sell",
    )),
    ("slip_rate", (
        "slip|slippage|slipping rate|rates", "slippage", "how often do|did|does * slip|slips",
        "percent|share of * @deals * slip|slipped|slips",
    )),
    ("push_count", (
        "push count|counts|rate", "how often|many ** pushed|push|pushes|postponed|pushing|moved out|back?",
        "number of pushes|postponements", "pushes|postponements",
    )),
    ("stage_conversion", (
        "stage conversion|conversions", "conversion|convert|converts * from|between|by|per|at|to|of|through * "
        "stage|stages|<stage>", "make|makes|made|get|gets it? * past|beyond|through|from|out <stage>",
        "funnel conversion|conversions", "drop off|out by|between|per stage|stages",
        "convert|converts|conversion ** <stage>",
    )),
    ("quota_attainment", (
        "quota|target|plan attainment|achievement|performance", "attainment|attain|attained",
        "percent|share|% * of|to quota|target|plan|goal",
        "hit|made|met|missed|beat|achieved|making * quota|target|their number|their numbers",
        "over|under|above|below|against quota|target|plan",
    )),
    ("lead_conversion_rate", ("lead|leads conversion|convert|converted|converts", "@lead to win|deal|"
                              "opportunity|customer", "conversion|rate * of|from|for @lead",
                              "percent|share|how many ** @lead ** convert|converted|converts")),
    ("response_hours", ("response|reply|reaction time|times|hours", "how fast|quickly|long ** "
                        "respond|reply|answer|get back|react", "speed to lead")),
    ("leads_created", ("many|number|count|new ** @lead * get|got|come|came|created|in|new|"
                       "received|generated?", "@lead created|generated|received|by|per")),
    ("pipeline_created", (
        "@pipe creation|generation|gen|generated|created|added|built|building|generating|sourced|"
        "sourcing", "create|creating|created|generate|generated|generating|add|added|build|built|"
        "building|adding|sourced|source * @pipe", "pipegen", "new @pipe", "pipe gen",
        "value|worth|amount of new|created @deals",
        "how much ** @pipe ** create|created|generate|generated|add|added|build|built|open|opened",
    )),
    ("deals_created", (
        "many|number|count|total|new|more ** @deals ** created|opened|started|added|entered|engaged|"
        "generated|began|begun|logged|sourced", "many|number|count|new|more ** @deals did|have|has|do|does|to|we|i|"
        "they|<rep>|<team> * create|open|start|add|enter|engage|generate|begin|log|kick",
        "number|count|many of? new @deals", "@deals created|started|added|entered|engaged|"
        "generated|opened|begun|logged", "created|started|opened|added|generated|entered|engaged|"
        "logged the? most|fewest|least|many|more|number? of? new? @deals",
        "new @deals", "most|fewest new @deals", "deal|deals|opportunity creation|creations",
    )),
    ("weighted_pipeline", (
        "weighted|risk-adjusted|probability-weighted|probability-adjusted * @pipe|deals|value|amount|"
        "open|total", "@pipe * weighted|weighting", "risk|probability adjusted|weighted @pipe?",
        "weighted",
    )),
    ("deals_lost", (
        "many|number|count|total ** lose|lost|losing|losses|loss", "losses|deals lost", "and|;|or|plus losses", "losses and|;|or",
        "lost|losing|loses|lose the? most|fewest|least|many|more @deals", "lost @deals|deal count|"
        "number|total", "loss count|counts|total", "most|fewest|number of? losses|lost",
        "losses per|by|a|each|in|for|last|this|<period>|<bucket>",
        "lose|loses|lost|losing more|most|fewer|fewest|less|least",
    )),
    ("open_deals", (
        "many|number|count|total ** open|live|active|outstanding|pending|running ** @deals?",
        "how many @deals * in|have|has|are|is|do|does|on|sit ** @pipe|open|plate|carry|carrying|now|"
        "holding|hold|working|own|juggling|running|progress|play", "open @deal count|counts",
        "count|number of @deals $", "number|count of * @deals * open|now",
    )),
    ("deals_won", (
        "many|number|count|total ** @win|close|closed|sign|signed|land|landed|bring|brought|wins|"
        "bag|bagged|seal|sealed|sell|sold|convert|converted", "wins and|;|plus|or", "and|;|or|plus wins", "wins by|per|a|each|in|for|last|this|"
        "<period>|<bucket>|count", "@win|closed|signed|landed|bagged|sealed|closes|close the? most|"
        "fewest|least|many|more @deals|wins", "most|fewest|number|count|more of? @win|wins|@deals",
        "won deal|deals|opps count|number|total", "deal|win count|counts", "win|won count|total",
        "number of? * deals|opps|wins", "how many wins|deals|opps", "deals won|closed|signed|landed by|per|in|"
        "for|last|this|<period>|<bucket>|each",
    )),
    ("open_pipeline", (
        "how much * open", "value|amount|total|sum|dollars|money|worth ** "
        "open @deals|@pipe|business", "open pipeline by|per", "dollar|dollars|money|amount|value "
        "still? open|outstanding",
    )),
    ("revenue_won", (
        "revenue|revenues|turnover|bookings|booking|takings|topline|proceeds|billings",
        "sales|sold|outsell|outsold|outsells|outselling",
        "much|what|did|have|has|who|which|any ** @win|won|close|closed|sign|signed|book|booked|sell|sold|brought|"
        "bring|land|landed|make|made|earn|earned|generate|generated|take|took|bag|bagged|rake|raked|"
        "brings|sells|makes|earns|generates|deliver|delivered|produce|produced|pull|pulled in|home?",
        "top|best|worst|star|strongest|weakest|leading performer|performers|seller|sellers|selling|producer|producers|"
        "earner|earners|rep|reps|team|teams|region|regions|product|products|account|accounts|"
        "customer|customers|sector|sectors|industry|industries|office|offices|manager|managers|"
        "client|clients|salesperson|salespeople|vertical|verticals|market|markets|month|months|quarter|quarters",
        "@big customer|customers|account|accounts|client|clients|buyer|buyers|spender|spenders|"
        "product|products|market|markets|region|sector", "top line", "money|cash|dollars|business ** brought|"
        "made|came|come|won|closed|booked|bring|win|do", "closed won|business|deals|value|amount",
        "won value|amount|business|dollars", "spend|spends|spent|spending",
        "outperform|outperformed|outperforms|beat", "made|making|bring|brings|brought|bringing|generate|generated|"
        "generates|sells|sell|earn|earned * the? most|least|more|money",
        "who sold|closed|won|made|booked", "bestseller|bestsellers|best-selling|bestselling|leaderboard",
    )),
)  # fmt: skip

# Names that mean the metric alone; the other phrases of METRICS need nothing else to be meant.
EXPLICIT = frozenset(
    "win_rate_by_value win_rate average_deal_size days_in_stage sales_cycle_days discount_rate "
    "slip_rate push_count stage_conversion quota_attainment lead_conversion_rate response_hours "
    "pipeline_created weighted_pipeline deals_created deals_won deals_lost".split()
)
STOCKS = frozenset({"open_deals", "open_pipeline", "weighted_pipeline"})
LOWER_IS_BETTER = frozenset(
    {"deals_lost", "sales_cycle_days", "discount_rate", "slip_rate", "push_count", "days_in_stage",
     "response_hours"}
)  # fmt: skip

# What the snapshot must hold for a metric, a grouping or a condition: an optional table or column.
NEEDS: dict[str, str] = {
    "slip_rate": "close_date_history", "push_count": "close_date_history",
    "stage_conversion": "stage_history", "days_in_stage": "stage_history",
    "quota_attainment": "targets", "leads_created": "leads", "lead_conversion_rate": "leads",
    "response_hours": "leads", "days_since_activity": "activities", "next_step": "next_step",
    "close_date": "recorded_close_on", "days_overdue": "recorded_close_on",
    "date_gap_days": "recorded_close_on", "segment": "segment", "type": "type",
    "category": "forecast_category", "source": "source", "loss_reason": "loss_reason",
    "competitor": "competitor",
}  # fmt: skip
TABLES = frozenset({"close_date_history", "stage_history", "targets", "leads", "activities"})

DIMENSIONS: dict[str, str] = {
    "team": "team teams manager managers boss bosses crew crews leader leaders squad squads",
    "region": "region regions office offices territory territories area areas geography geo "
    "location regional geographies",
    "rep": "rep reps salesperson salespeople seller sellers ae aes agent agents salesman salesmen "
    "people person individual owner owners everyone everybody each head who salesrep salesreps",
    "product": "product products sku skus item items offering offerings line lines",
    "account": "account accounts customer customers client clients company companies logo logos "
    "buyer buyers",
    "sector": "sector sectors industry industries vertical verticals",
    "segment": "segment segments size tier tiers",
    "stage": "stage stages phase phases step",
    "category": "category categories",
    "type": "type types kind",
    "source": "source sources channel channels",
    "loss_reason": "reason reasons",
    "competitor": "competitor competitors competition rival rivals",
    "amount_band": "band bands bracket brackets",
    "week": "week weeks weekly",
    "month": "month months monthly",
    "quarter": "quarter quarters quarterly",
}
TIME_BUCKETS = ("week", "month", "quarter")

EXPLAIN: Phrases = (
    "come up with", "how do|does|did|is|are|was|were * you|it|they|this|that ** compute|calculate|derive|get|"
    "make|determine|measure|define|build|arrive|score|work|decide|figure|estimate|know|find|rank|"
    "rate|predict|count|produce|pick|choose|forecast|project|score", "how do|can i|we * know|check|verify|sure",
    "how is|are|was|were|do|does|did ** computed|calculated|worked|derived|made|determined|measured|defined|"
    "built|arrived|scored|work|works|estimated|done|set|produced|decided|figured|come|generated|ranked|predicted",
    "what does|do|did|is ** mean|means|meaning|stand|stands|represent|measure|tell", "define|definition|meaning|"
    "definitions|methodology|formula|method|glossary|maths|math",
    "explain how|what|the|your|to|me|<percent>", "where do|does|did|is ** come|comes|coming from", "what counts|count|"
    "qualifies|makes|goes as|into|in", "when is|do|does|are ** count|counts|considered|called|"
    "stale|classed|flagged|become|becomes",
    "how should|do|can i|we read|interpret|understand", "what do you mean", "what is meant by",
    "what is a|an", "how come up with", "how|what exactly is|are", "difference between", "based on what",
    "what * based on", "how you ** compute|calculate|score|work|decide|get",
    "what is the? idea|logic|thinking|math behind", "what goes into", "what is behind",
)
# Without a word of EXPLAIN: "what is X" about something that only a method can answer.
ONLY_METHOD: Phrases = (
    "what is|are the? value at risk $", "what is|are a|the? p10|p50|p90|whitespace|grounding|var|stale $",
    "what is|are the? risk score|scores|level|levels $",
)
TOPICS: tuple[tuple[str, Phrases], ...] = (
    ("value_at_risk", ("value|money|dollars|revenue|amount at risk", "var")),
    ("whitespace", ("whitespace", "white space", "cross-sell|upsell|propensity score|scores|model?",
                    "product recommendations|suggestions")),
    ("lead_score", ("@lead score|scores|scoring|ranking|ranked|scored|rank|rating", "rank|score * @lead")),
    ("win_rate_by_value", ("win rate by value",)),
    ("win_rate", ("win|close rate|rates", "winrate")),
    ("win_probability", ("win|winning|won|closing|close chance|chances|probability|probabilities|odds|percent|"
                         "likelihood|score", "chance|chances|probability|odds|likelihood|percent|<percent> "
                         "* win|winning|closing|close|won|of", "probability|probabilities|likelihood",
                         "<percent> * win|close|chance|likely", "odds|chances")),
    ("next_action", ("next|recommended|suggested|best action|actions|step|steps|move", "recommendation|"
                     "recommendations|suggestion|suggestions|next best action", "what * to do next")),
    ("time_to_close", ("time|days|long to close", "expected|predicted|estimated close|closing date|dates|"
                       "window?", "expected close", "when * will? close", "close date|window prediction")),
    ("drivers", ("drivers|driver|factors|for and against|explanations|shap",)),
    ("coverage", ("coverage",)),
    ("stale", ("stale|staleness|deadwood|zombie|zombies", "dead wood")),
    ("changes", ("bridge|waterfall|changes|walk|pushed|pulled|reconciliation|moved",)),
    ("grounding", ("grounding|grounded|verified|verify|verification|hallucinate|hallucinating|hallucination|receipt|"
                   "invent|invented|unsupported|checked|check", "make|made|making ** up", "true|correct figures|numbers|answers")),
    ("as_of", ("as of|as-of|asof date?", "today", "reference date|day")),
    ("risk_score", ("risk|risky|riskiness|risks", "score|scores|scoring|rating", "high|medium|low|red risk?")),
    ("forecast", ("p10|p50|p90|percentile|percentiles|range|ranges|quantile", "p <number>",
                  "forecast|forecasts|projection|projections|prediction|predictions|commit|outlook",
                  "new business")),
    ("sales_cycle_days", ("sales cycle|cycles", "cycle time|length")),
    ("average_deal_size", ("average|mean deal|order size|value?", "deal size")),
    ("discount_rate", ("discount|discounts|discounting rate?",)),
    ("weighted_pipeline", ("weighted * pipeline?",)),
    ("open_pipeline", ("open pipeline|pipe",)),
    ("pipeline_created", ("pipeline created|generation|creation",)),
    ("deals_created", ("deals created",)),
    ("slip_rate", ("slip rate", "slippage|slip")),
    ("push_count", ("push count|counts", "pushes")),
    ("stage_conversion", ("stage conversion",)),
    ("days_in_stage", ("days|time in stage",)),
    ("quota_attainment", ("attainment|quota",)),
    ("lead_conversion_rate", ("lead conversion",)),
    ("response_hours", ("response time|hours|times",)),
    ("revenue_won", ("revenue|bookings|sales",)),
    ("deals_won", ("deals won|closed", "won deals")),
    ("deals_lost", ("deals lost", "lost deals")),
    ("open_deals", ("open deals",)),
)  # fmt: skip
