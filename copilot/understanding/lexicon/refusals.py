"""What is no question for the tools: requests to act, other topics, attempts to give orders."""

from __future__ import annotations

Phrases = tuple[str, ...]

# By the kind of act. What a person can do with the answer instead stands in `INSTEAD`.
ACTS: tuple[tuple[str, Phrases], ...] = (
    ("change", (
        "^ update|edit|modify|overwrite|rename|correct|amend|adjust|fix|bump|raise|lower|increase|"
        "decrease|reduce * the|his|her|its|their|my|our|that|this|all|<deal>|<account>|<rep>|"
        "record|crm|deals|every|it",
        "^ change * stage|date|amount|owner|close|name|value|price|status|record|category|rep",
        "^ move|shift|push|drag|advance|promote|kick ** to|into|back|forward|out|along",
        "^ set ** date|stage|amount|value|price|owner|status|probability|category|to|as",
        "^ mark|tag|label|classify|log|register ** as|won|lost|<deal>|<account>|deal|that|this|in",
        "^ close|reopen * <deal>|it|this|that|deal|deals|opp as|won|lost|out|up|now",
        "^ close out|off", "^ reopen|unlock|lock|freeze|approve|reject|escalate|archive|convert|"
        "clone|duplicate * <deal>|<account>|it|that|this|the|deal|lead",
        "^ put|write|save|enter|type ** crm|record|salesforce|hubspot|system|notes",
    )),
    ("delete", (
        "^ delete|erase|purge|wipe|trash|scrap|bin|nuke|ditch",
        "^ remove * <deal>|it|them|deal|deals|record|records|duplicates|opps|accounts|account from|"
        "$|that|which|with", "^ get rid of", "^ clean|clear up|out", "^ merge|dedupe|deduplicate",
    )),
    ("assign", (
        "^ reassign|assign|transfer|reallocate|redistribute|delegate|allocate|swap|route",
        "^ give|pass|hand * <deal>|<account>|<rep>|deals|deal|it|accounts|leads|opps|them|over * to "
        "* <rep>|<team>", "^ make|put <rep>|<team> * owner|charge|on",
        "^ take * off|away from? <rep>|<deal>",
    )),
    ("send", (
        "^ send|email|e-mail|mail|text|sms|ping|dm|notify|alert|cc|bcc|fax|whatsapp|resend|submit",
        "^ forward it|this|that|the|them|my|our|<deal>",
        "^ message|tell|inform|contact|phone|ring|dial|invite|remind|ask|thank|warn|nudge|chase "
        "everyone|everybody|the|our|my|all? <account>|<rep>|<team>|them|her|him|everybody|everyone|"
        "customer|client|buyer",
        "^ remind|alert|notify|ping|warn me", "^ call <account>|<rep>|them|her|him for|now|and|up|$|back",
        "^ let <rep>|<team>|<account>|them|her|him|everyone know", "^ share|post|publish ** with|to|on",
        "^ follow up with * <account>|them|<deal> for|on|now|automatically", "^ reply|respond to",
        "^ reach out to", "^ get in touch",
    )),
    ("schedule", (
        "^ schedule|reschedule|arrange|organize|organise",
        "^ cancel * meeting|call|demo|appointment|it",
        "^ book|set|fix up? * meeting|call|demo|slot|room|minutes|mins|lunch|appointment|session",
        "^ put|add|block|drop|stick|pencil|slot|pop ** calendar|diary|agenda",
        "on|in|to my|our|the|his|her calendar|diary", "^ set a? reminder|alarm",
        "^ block|reserve ** time|calendar|hour|minutes",
    )),
    ("create", (
        "^ create|add|log|insert|enter|register * deal|opportunity|opp|task|account|contact|note|"
        "record|lead|ticket|user|activity|reminder|field|quote|invoice|order|comment|entry|meeting|"
        "call|visit",
        "^ open|raise|make a|an|another new? * deal|opportunity|opp|task|account|ticket|record|quote",
        "^ generate|issue|create|prepare a|an|the quote|invoice|contract|order",
        "^ retrain|reload|restart|deploy|reset|rerun|install|refresh * the|model|data|it|snapshot|crm",
        "^ turn|switch on|off", "^ export|download|upload|import|connect ** to|into|crm|salesforce|"
        "hubspot|csv|excel|file", "^ hire|fire|promote|refund|pay|subscribe <rep>|<team>|the|a|an",
    )),
)  # fmt: skip
# Words to edit are a draft, not an act, unless sending is asked for beside it.
DRAFTS: Phrases = (
    "@write ** @mail", "draft|wording", "help|need|want ** word|write|phrase",
    "@write them|her|him|<account>|<rep> something|a|an|the", "want|like|need ** draft",
)
SENDING: Phrases = ("^ send", "and|then send|mail|email it|them|that|this", "send it|them|this|that")

INJECTION: Phrases = (
    "ignore|disregard|forget|override|bypass ** instructions|rules|prompt|prompts|guidelines|"
    "constraints|restrictions|guardrails|policies",
    "system|hidden|developer|initial prompt|prompts|instruction|message",
    "api|access|private|encryption key|keys|token|tokens",
    "password|passwords|credentials|passphrase|jailbreak|jailbroken", "you are now",
    "act|behave|roleplay|talk|speak as|like a|an|if|you|my", "pretend you|to",
    "reveal|print|leak|dump|repeat|show|display|output * your|system * prompt|instructions|rules|"
    "configuration|config|environment|keys|secrets|source", "env|environment variables|variable",
    "from now on", "do anything now", "developer|god|admin mode",
    "drop|truncate|alter table|tables|database", "rm rf", "your|original instructions|prompt",
    "execute|run * shell|command|sql|bash|code",
)
OFF_TOPIC: Phrases = (
    "weather|raining|snowing|sunny|humidity|celsius|fahrenheit",
    "share|stock|stocks|crypto price|prices|market|markets|exchange|ticker|trading",
    "nasdaq|nyse|bitcoin|ethereum|crypto|dividend|dividends|ipo", "market cap|capitalization",
    "exchange|mortgage|inflation|interest rate|rates",
    "vacation|vacations|pto|paternity|maternity|sickness", "sick|leave|holiday|parental days|day|leave|"
    "balance|request|policy|allowance|entitlement", "salary|salaries|payroll|paycheck|payslip|wage|"
    "wages|pension|401k|severance|reimbursement|reimbursed|expense|expenses", "how much ** get paid",
    "poem|poems|haiku|limerick|lyrics|joke|jokes|riddle|sonnet|rhyme|rap",
    "python|javascript|typescript|golang|html|css|regex|powershell|vba|leetcode|scrape|scrapes|"
    "scraping|scraper|crawler|linkedin|github|programming", "write|make|build|create ** script|code|"
    "program|app|macro|function|website|query|essay|blog|article|story|song|speech|novel|tweet|post",
    "recipe|recipes|horoscope|zodiac|lottery|lotto|superbowl|nfl|nba|mlb|nhl|olympics|netflix",
    "translate|translation", "meaning of life", "phone|mobile|cell|fax number|numbers",
    "home|postal|street address", "president|king|queen|mayor|capital of", "square root",
    "tell me a joke|story|secret", "who will? won|win|wins ** election|war|world|super|oscar|cup|championship|league", "who won the election|war|world|game|super|match|oscar|cup",
    "ceo|headquarters|founder|competitors of",
)
# Only where nothing of sales is asked.
OFF_TOPIC_SOFT: Phrases = (
    "bonus|bonuses|commission|commissions|compensation|raise|benefits|overtime",
    "cook|cooking|restaurant|restaurants|pizza|dinner|lunch|breakfast|coffee|beer|wine|sushi|burger|"
    "sandwich|food|hungry|eat", "football|soccer|basketball|baseball|tennis|hockey|sports|sport",
    "movie|movies|film|films|tv|music|spotify|concert", "flight|flights|hotel|hotels|taxi|uber|train|"
    "parking|visa|passport", "election|elections|politics|political", "birthday|married|wife|husband|"
    "girlfriend|boyfriend|kids|religion|hobbies|dating", "news|headlines", "sing|dance|laugh",
    "are you a|an|human|sentient|alive|real|chatgpt|gpt|claude", "who made|built|created|invented you",
    "your name|age|favorite|favourite|feelings|creator|opinion", "favorite|favourite", "bored|lonely",
    "medical|legal|tax|investment|financial advice", "headache|doctor|flu|covid|diet|workout|gym|yoga",
    "resign|hire|hiring|layoff|layoffs|onboarding|resume|cv|interview|interviews|handbook|vacancy",
    "wifi|printer|laptop|vpn|login|monitor|keyboard|helpdesk", "homework|slogan|tagline",
    "solve|equation|integral|fibonacci", "what time", "time is it", "sue|lawsuit|lawyer|court",
    "how tall|heavy", "what is|are <number>", "email|mail address|addresses",
)

INSTEAD: dict[str, str] = {
    "change": "I only read the CRM and cannot change a record; I can list the deals concerned, so "
    "that you can change them there.",
    "delete": "I only read the CRM and cannot delete anything; I can list the records concerned.",
    "assign": "I cannot change who owns a deal; I can list the deals concerned.",
    "send": "I do not contact anybody; I can give you the facts to write it from.",
    "schedule": "I keep no calendar; I can give you the facts to prepare the meeting with.",
    "create": "I only read the snapshot and create nothing; I can show what it holds.",
}
