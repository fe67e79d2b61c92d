"""What people say when they mean a tool: phrases with a weight, one table per intent.

Weight 5 says it alone, 3 says it unless something stronger is said, 1 is a hint. The phrase
language is described in `copilot.understanding.phrases`.
"""

from __future__ import annotations

Cues = tuple[tuple[int, tuple[str, ...]], ...]

INTENTS: dict[str, Cues] = {
    "deals_at_risk": (
        (5, (
            "at risk", "in danger|jeopardy|peril|trouble", "on thin|shaky|rocky ice|ground",
            "lose|losing|lost sleep", "keep|keeps|keeping * up|awake", "jump on",
            "wobbly|shaky|shakiest|wobbliest|wobbling|dodgy|dodgiest|risky|riskier|riskiest|dicey|"
            "iffy|iffiest|fragile|precarious|vulnerable|endangered|troubled|rocky|scary|scariest|"
            "sketchy|sketchiest|flaky|flakiest",
            "worry|worried|worrying|nervous|anxious|concerned|concerns|sweat|sweating|worries",
            "about|likely|going|bound|liable|close to|of fall|slip|die|collapse|falling|slipping|"
            "dying|collapsing|slide|blow|bolt|walk",
            "fall|falls|falling over|through|apart", "slip|slips|slipping|slide|sliding away|through",
            "likely|going|about|might|may|could|probably|gonna * lose|losing",
            "going|go|goes|gone|heading|turning south|sideways|cold|dark|off|wrong|bad|sour|pear",
            "need|needs|deserve|deserves|require|want * attention|saving|rescue|rescuing|love",
            "save|saving|rescue|rescuing", "red|warning|alarm flags|flag|signs|bells",
            "unlikely|not likely? to close|win|land|make|come|sign",
            "bleeding|dying|sinking|crumbling|unraveling|unravelling|wavering|slipping",
            "where should i|we focus|spend|start|look|put", "what|who|where should i|we * first",
            "what|which * i|we tackle|handle|attack|fix first",
            "biggest|main|top|greatest|worst risks|risk|threats|worries|dangers|headaches",
            "bite|hurt|burn|kill|sink us|me", "hot seat", "headed for a? loss|trouble",
            "weakest|sickest|shakiest @deals", "fires to? put|fight|out", "lose if|unless",
            "stand to lose", "most exposed", "on the line", "on life support", "circling the drain",
            "prioritize|priorities|triage",
        )),
        (3, ("risk|risks|danger|trouble|threatened|threat|exposure|exposed|fire|fires|attention|focus",
             "risk list|report|view|overview|picture|radar", "look weak|bad|off|ugly")),
    ),
    "deal_drivers": (
        (5, (
            "^ why", "why|reason|reasons", "how come", "what is|are behind|driving|dragging|hurting",
            "what is|are holding|helping|pulling|pushing|wrong|killing|weighing",
            "what drives|drags|hurts|helps|makes|explains|moves|causes|holds|speaks|weighs",
            "speaks|speak|talks|counts|argues for|against", "for and? against|it",
            "pros and cons", "pros|cons|drivers|driver|factors|factor|plus and minuses",
            "strengths|weaknesses|upsides|downsides", "explain the|its|her|his|their|that * score|"
            "risk|probability|odds|rating|chance|number", "reasoning|rationale",
            "positives|negatives", "behind the|that|this|its * score|risk|probability|odds",
            "what makes|made", "breakdown of * score|risk|probability", "working for|against",
        )),
    ),
    "what_if": (
        (5, (
            "what if", "happen|happens|happened|becomes|about ** if", "suppose|supposing|imagine|"
            "hypothetically|assume|assuming|pretend|presume",
            "^ say we|i|they|he|she|<rep>|<deal>|<account>|the|that",
            "if * closed|won|lost|@lose|falls|fall|slips|slip|slides|slide|dies|drops|drop|moves|pushes|goes|walks|"
            "close|closes|@win|sign|signs|land|lands|bring|brings|collapses|vanishes|disappears|"
            "delays|postpones|cut|cuts|doubles|halves|raise|raises|improves|comes|get|gets|pull|"
            "pulls|bail|bails|came|fell|slipped",
            "without the|that|this * deal|deals|one|<deal> what|where|how", "scenario",
            "happens to the|our|my|q1|q2|q3|q4|<period> ** if", "would that|it do|leave|mean",
        )),
    ),
    "forecast_accuracy": (
        (5, (
            "track record", "forecast|forecasts|forecasting accuracy|error|errors|bias|misses|"
            "performance|quality|record",
            "how accurate|good|bad|reliable|right|wrong|precise|trustworthy|close|well|far * "
            "@forecast|predicted|forecasted|you|model|called",
            "how far off", "were|was|are|have you|it|they * right|wrong|accurate", "were|was you|it|they * off|close", "accuracy|accurate|calibrated|calibration|backtest|backtests|backtested|"
            "backtesting|reliability|trustworthy",
            "trust|believe|rely|bank|count|bet on? this|that|your|the|these|it|any|you|those|"
            "anything|<period>",
            "was|were|is|are ** @forecast any? good|right|off|wrong|accurate|close|ok|decent",
            "was|were ** @forecast", "overcall|overcalls|sandbag|sandbags|sandbagging|overcalling|"
            "overpromise|overpromises|optimistic|undercall|overshoot|overshot|undershoot|undershot",
            "over call|calls|calling|promise|promises", "how often * right|wrong|off|miss",
            "@forecast|predicted|promised|called|forecasted versus|against|to actual|actuals|reality",
            "did|do|does|has|have ** @forecast|predictions ** come|hold|match|hit|miss|pan",
            "did you|we|the ** forecast|predict|call", "you|we|it|forecast missed|miss by",
            "past|previous|earlier|old @forecast", "been wrong|right|off",
        )),
    ),
    "explain_change": (
        (5, (
            "why|come|reason|explain|explains|what ** forecast|projection|outlook|number|p50|"
            "commit|landing ** drop|dropped|fall|fell|fallen|rise|rose|risen|up|down|lower|higher|"
            "change|changed|worse|better|move|moved|jump|jumped|shrink|shrank|grow|grew|increase|"
            "increased|decrease|decreased|decline|declined|slide|slid|different|dip|dipped|sink|"
            "sank|sunk|gone|tanked|swing|swung",
            "why|come|reason|explain|explains|what ** drop|fall|rise|change|move|jump|decline|"
            "increase|decrease|dip|swing ** in|of * forecast|projection|outlook|risk|score|p50",
            "what drove|moved|caused|changed|pushed|dragged|knocked ** forecast|projection|p50",
            "why ** risk|score|probability|odds|chance|chances|rating ** drop|dropped|fall|fell|"
            "rise|rose|risen|jump|jumped|change|changed|increase|increased|decrease|decreased|"
            "gone|went|climbed|climb|worsened|improved",
            "why ** get|got|become|became|gotten|turn|turned riskier|worse|safer|better|weaker|"
            "shakier|riskiest|risky",
        )),
    ),
    "target_outlook": (
        (5, (
            "target|targets|quota|quotas|goal|goals|budgeted",
            "make|hit|reach|meet|beat|miss|attain|clear|crack|achieve * number|plan|numbers|"
            "<money>|<min>|budget",
            "get|gets|getting|go|climb|up to|at|past|over|above? <money>", "get to? <min>",
            "chance|chances|odds|likelihood|probability|shot * making|hitting|reaching|get|gets|"
            "make|makes|hit|hits|meeting|beating|getting|reach|clearing|missing|landing|closing|"
            "book|booking <money>|it|the|our|my|that|to|there|<min>",
            "my|our|the|her|his|their|your number for|is|of|this|in|<period>", "on track|pace|course",
            "make it", "gap|short|shortfall|shy to|of|from <money>|plan|number|target|quota",
            "how much more|pipeline|pipe ** need|needed|require|required|missing", "plan attainment",
            "will|can|could|do|would|are|is ** hit|make|reach|crack|clear|beat|break|top|exceed|pass "
            "<money>|<min>", "how short|close|far are|is|off|from|behind",
            "behind|ahead|off|against plan|number|quota|schedule", "get there",
            "<money>|<min> doable|realistic|reachable|feasible|possible|achievable|likely",
            "is <money>|<min>", "miss|missing * number|plan",
        )),
        (3, ("doable|achievable|attainable|feasible", "how likely * <money>|<min>")),
    ),
    "forecast": (
        (5, (
            "forecast|forecasts|forecasting|projection|projections|projected|projecting|outlook|"
            "prediction|predictions",
            "p10|p50|p90", "how * will ** finish|end|land", "where|what * land|landing|end|ending|finish|finishing|wind|come|"
            "coming up|in|out|at?", "where will|do|are|is|might|would|could|should * land|landing",
            "expected|expect|expecting|anticipate|anticipated|likely|predicted|anticipating * "
            "bookings|revenue|sales|close|closings|business|book|win|income|wins|bring|sell|land|"
            "booked|in|deals",
            "what|how * @will * @close|book|win|land|sell|bring|sign|make|do|earn|generate|deliver",
            "what|how ** can|could|might|should we|i|they|<rep>|<team> * expect|close|book|win|land|"
            "sell|bring|count",
            "what|how much|many? ** see|expect|get * coming|come|landing|closing in|through?",
            "commit|commits|runrate", "best|worst|upside|base case", "run rate", "best|good guess|estimate",
            "quarter|month|week|year|<period> shaping|shape|shapes|turning|turn|pan|panning up|out",
            "shaping|shape|shapes up|like", "end up with|at", "going|gonna to? close|book|land",
            "look ahead", "predict|predicts|predicting|project", "how much ** come in",
            "how big|good|bad|strong will",
            "your|the|our|my call for|on", "expected|likely|probable outcome|range|result",
        )),
        (3, ("expect|expected|expecting|expectation|land|landing|coming in", "will|gonna close")),
    ),
    "whitespace": (
        (5, (
            "whitespace|white space|spaces?", "cross|up sell|selling|sells", "crosssell|upsell|"
            "upselling|crossselling|upsells",
            "sell|pitch|offer|propose|flog|push|position|introduce|show * next|else|them|to|more",
            "should|could|can|would|might|to we|i|you|be|he|she|they|<rep>|also? sell|pitch|offer|"
            "propose|pushing|selling|pitching|offering|target|approach",
            "what|which|who|whom|else ** sell|pitch|offer|propose",
            "buy|buying|need|purchase|order|take|want next|else|also|more",
            "else * buy|want|need|purchase|take|order|like", "not * buying|bought|buy|own|owning|"
            "using|have|purchased|purchasing|got", "never|yet|still * bought|buy|buying|purchased",
            "who|which|what @account? should|would|could|might|may|else|are|is|to|can ** buy|want|"
            "need|purchase|interested|like|take",
            "go after|target|approach|chase|hunt * with|for", "best|good|right|likely|likeliest|ideal|"
            "next @account|fit|fits|candidates|targets|bets|buyers|buyer|candidate|match|home for",
            "candidates|targets|fit|fits|market for <product>", "do not|never yet? have|own <product>",
            "missing from|in their|its|the portfolio|stack|basket|lineup",
            "next best product|offer|purchase", "expand|grow|expansion in|at|with|within <account>",
            "potential for|at|with|in <product>|<account>", "who lacks|lack|misses <product>",
            "ripe for|ready", "gaps at|in|with <account>", "product gaps|recommendations",
        )),
        (3, ("sell|pitch|offer * <account>|them|her|him",)),
    ),
    "pipeline_changes": (
        (5, (
            "what|anything|how|much|stuff|things ** changed|change|moved|shifted|changes",
            "what is|are * new|different", "what|anything happened|happening|new|different",
            "changes|movement|movements|bridge|waterfall|moves", "walk me from|through ** from|to",
            "slipped|pushed|slid|moved|dropped|pulled|fell|fallen|sliding|slipping out|into|forward|"
            "in|back|from <period>|of|to|the|our|pipeline",
            "which|what @deals * slipped|pushed|slid|moved|shrunk|shrank|grew|reopened|disappeared|"
            "appeared|dropped|vanished|postponed|delayed",
            "came|come|entered|left|added|joined|entering|leaving in|into|to|out? the? @pipe",
            "added to the? @pipe", "@pipe * changed|change|moved|move|evolve|evolved|bridge|walk|waterfall|grown|"
            "grow|shrunk|shrink|develop|developed|shifted",
            "since <period> ** changed|moved|new|different|happened|pipeline|added|lost|won|slipped|"
            "update|shifted",
            "what did i|we miss", "catch me up", "delta|deltas|net change|difference between",
            "opening|starting * closing|ending @pipe?", "reconcile|reconciliation",
            "compare * @pipe", "in and out of the @pipe", "what has|have|had been? happening|happened",
        )),
        (3, ("changed|moved|shifted",)),
    ),
    "pipeline_summary": (
        (5, (
            "@pipe", "coverage|covered", "what is|are * in play|flight", "in play|flight",
            "open business|book", "book of business", "sitting in", "total|overall|all open @deals?",
            "how much|many? * in play|open|out there|cooking|brewing",
        )),
        (3, ("what have|do we * got|have|cooking", "by|per stage|stages", "pipeline")),
    ),
    "find_deals": (
        (5, (
            "@show * @deals", "which|what|any|whose|list|all|every ** @deals", "@deals * open|due",
            "<number> ** @deals", "@big|@small|oldest|newest|latest|safest|surest|best|stalest|"
            "youngest|fattest|next|most|recent|last|hottest ** @anydeal",
            "@big|oldest|newest|latest|safest|surest|best open|live|pending|wins|losses|ones",
            "@deals <min>|<max>|with|closing|that|which|created|we|due|in|over|older|sorted|ranked",
            "@deals", "due|expected|slated|scheduled|set|meant|supposed|planned to? close|land|"
            "in|be|come", "closing in|on|by|before|this|next|<period>|soon|first|soonest|when",
            "surest|safest|best bets|bet|shots|chances", "sure things", "slam dunks|dunk",
            "long shots|shot", "low hanging fruit", "show|list|give me everything|anything|all",
            "anything|everything|what|something|all|stuff ** open|outstanding|live|pending|lost|won|signed|closed",
            "what|which * did they|he|she|<account> buy|order|purchase",
            "rank|sort|order|list|rate|prioritize|prioritise * @deals", "quick wins",
            "what|which * due|closes|close|closing|land|lands", "@deals * won|lost|closed",
            "our|my|the|her|his|their|latest|recent|last|biggest|all * wins|losses",
            "peanuts|crumbs|whales|whale|elephants|dead wood|deadwood|zombies|zombie",
            "stale @deals?", "won|lost|landed|signed @deals", "which|what ones",
            "most|least likely|probable|certain|promising",
        )),
        (3, ("due|open|pending|outstanding", "@deal")),
    ),
    "rep_summary": (
        (5, (
            "1:1|1on1|oneonone|one on one", "coach|coaching|performance|performing|perform|"
            "performs|scorecard|appraisal",
            "review with|for|of <rep>|<team>", "prep|prepare|brief|ready me|for|us ** <rep>|<team>|her|"
            "him|them", "sit|sitting|meeting|meet|catching|catchup|chat|talk|lunch|call|check down|up|"
            "with? <rep>|<team>|her|him", "ask|raise|bring|talk|discuss up? with? <rep>|<team>|her|him",
            "each|every|all|our|my|the reps|team|teams|rep|seller|sellers|salespeople|people doing|"
            "performing|do|perform|stack|compare|look",
            "strengths|track|numbers|stats|results|year|quarter|month of|for <rep>|<team>",
            "<rep>|<team> numbers|stats|results|quarter|year|month|record|scorecard|review",
            "pulling her|his|their|its weight", "struggling|slacking|crushing|killing|shining|"
            "underperforming|overperforming|outperforming",
        )),
    ),
    "account_summary": (
        (5, (
            "history|background|relationship|profile|backstory|dossier with|of|on|at|for|about? "
            "<account>?", "who are|is they|it|<account>|she|these", "who they|it are|is", "rundown|primer|briefing|brief|"
            "lowdown|scoop|intel|info|information|overview|profile|background|details|story|facts|"
            "synopsis|recap|sketch|dope|skinny|digest",
            "what|anything|everything|all * know|known|got|have ** <account>", "know about|of",
            "done|bought|spent|purchased|buys|spend|buying with|from|so|us|far|at|to?",
            "calling|meeting|visiting|ringing|phoning|seeing|visit|call|talking|meet <account>",
            "<account> account", "customer|account summary|overview|page|view|profile",
            "where|how do we stand with",
        )),
    ),
    "about": (
        (5, (
            "tell me|us * about|on|of", "fill me|us in", "catch me|us up on", "bring me up to speed",
            "summarize", "how is|are|was|were|has|did|does|do ** doing|going|looking|faring|coming|"
            "progressing|doin|look|been|along|getting|holding|trending|tracking|shaping|performing|"
            "travelling|developing|moving|sitting|fare|do|go|this|<period>|these|lately|so|today|now",
            "how is|are <rep>|<team>|<account>|<deal>|<region>|<product>|<sector>|it|that|they|she|he",
            "where do|does|are|is ** stand|at|standing|up|with|now|today|currently",
            "status|update|latest|news|scoop|rundown|overview|recap|lowdown|skinny|summary|"
            "summarize|brief|briefing|sitrep|picture|details|snapshot|story|digest|synopsis|state",
            "what is|are the? (deal|story|status|latest|situation|score|news) with|on|at|for|about",
            "what is|are|was * up|happening|going|new|doing|cooking|latest|story|status|situation|"
            "score with|on|at|for?", "update|brief|inform|school|enlighten me|us",
            "talk|walk|run|take me|us through", "give|gimme|show|pull|get|let me|us|up? * <deal>|"
            "<account>|<rep>|<team>|on", "look at|into|like", "anything|something on|about|with",
            "know about|of|on", "doing|going|faring|progressing|coming along|ok|well|this|these|?",
            "thoughts|think on|about|of", "heard from", "how about", "chance|chances|odds|probability|"
            "likelihood", "close|win|land|sign|happen|risky",
            "@show|open <deal>|<account>|<rep>|<team>",
        )),
    ),
    "draft_follow_up": (
        (5, (
            "@write * @mail", "@write * them|her|him|<account>|<rep>|customer|buyer|client",
            "@write|help|need|want|give|suggest|send ** draft|follow-up|followup|mail|email|wording",
            "follow|chase|check|nudge|reach up|in|out ** mail|email|message|note|draft|letter|words|"
            "text|with <account>|<deal>|<product>",
            "draft", "help me word|write|phrase|say|reply|respond|nudge|follow|chase",
            "what should|do|can|could i say|write|reply|tell|email to?",
            "@write * something|anything|few|short|quick|friendly|polite", "put together * @mail",
            "^ follow up", "come up with * @mail", "@mail to|for <account>|<deal>|them|her|him",
            "@mail ** re-engage|reengage|revive|restart",
        )),
    ),
    "data_status": (
        (5, (
            "how fresh|stale|old|current|recent|live|up|dated * is|are|this|data|it|the|numbers|to",
            "fresh|freshness", "last|lastly|latest|recently|when|newest ** refresh|refreshed|updated|"
            "loaded|synced|sync|pulled|imported|trained|ingested|import|load|extract|snapshot|built|"
            "run|retrained|scored|calculated",
            "model|models|data|snapshot|code|software version|versions", "which|what model|models|"
            "version|snapshot|algorithm", "drift|drifts|drifting|drifted", "as of when|what|which",
            "up to date", "data|feed|system|database|crm status|age|health|date|dates|as",
            "how old|recent is|are ** data|numbers|figures|this|these|it|snapshot|crm|model",
            "when was|were|did|is ** data|crm|numbers|model|snapshot|figures|scores",
            "what date|day * data|numbers|these|this|is|are|snapshot|as", "yesterday's|today's data",
            "data * stale|old|current|live|recent|fresh|real-time|realtime", "real time|realtime",
            "how far * data|history go|goes|reach|reaches|back", "what|how much * data|history do|"
            "have|are|you", "trained on|when", "still? valid|working|healthy",
        )),
    ),
    "data_quality": (
        (5, (
            "data|crm|record|records quality|hygiene|cleanliness|problems|issues|gaps|errors|"
            "completeness|integrity|cleanup|mess", "how clean|dirty|messy|complete|tidy|good|bad ** "
            "data|crm|records|pipeline|database",
            "missing|lack|lacks|lacking|without|no|blank|empty|incomplete * account|accounts|"
            "close|amount|amounts|owner|owners|product|products|stage|data|info|information|"
            "field|fields|sector|date|dates|value|values|price|region|manager|step|customer",
            "what|which|anything|how|is|are * missing|incomplete|blank in|from|on|data|the?",
            "duplicates|duplicate|duplicated|dupes|dupe", "dirty|messy|garbage|junk|rubbish|broken|"
            "inconsistent data|crm|records|rows", "data|crm * clean|dirty|messy|complete|tidy|wrong",
            "what is wrong with * data|crm", "hygiene", "clean|cleaned up * crm|data|records",
            "not|never have|has|linked|assigned|filled|got * account|close|amount|owner|in|out",
            "unassigned|orphan|orphans|orphaned|misspelled|misspelt|typos|mismatches", "findings",
            "wrong|bad|invalid dates|amounts|values|entries",
        )),
    ),
}
