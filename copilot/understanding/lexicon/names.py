"""Words around names: other words for sectors and regions, and nouns that announce a name."""

from __future__ import annotations

from copilot.understanding.lexicon.words import words

SECTOR_WORDS: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "technology tech technological it hightech hitech",
        "software saas softwares",
        "medical healthcare health med medicine hospital hospitals medtech pharma pharmaceutical",
        "finance financial financials banking banks fintech fin finserv financialservices",
        "retail retailer retailers retailing shops stores ecommerce",
        "telecommunications telecom telecoms telco telcos telecommunication telecomm",
        "entertainment media",
        "employment staffing recruiting recruitment recruiters",
        "marketing advertising",
        "services service",
        "manufacturing manufacturer manufacturers industrial industrials",
        "education schools edu universities",
        "energy utilities utility",
        "logistics transportation transport shipping freight",
        "government publicsector gov",
        "insurance insurers insurer",
        "hospitality hotels restaurants travel",
        "construction builders",
        "nonprofit nonprofits ngo charity",
        "food beverage foodbeverage",
        "automotive auto cars",
        "realestate property",
        "agriculture farming agri",
    )
)
# Words that name a sector only beside one of the nouns below, or when typed with a capital.
LOOSE_SECTOR_WORDS = words(
    """
    it services service other general global public energy property stores shops food banks
    travel cars health med auto schools fin media shipping transport property
    """
)
REGION_WORDS: dict[str, str] = {
    "eastern": "east", "western": "west", "northern": "north", "southern": "south",
    "centre": "central", "center": "central", "midwest": "midwest", "europe": "emea",
    "northeastern": "northeast", "southeastern": "southeast", "northwestern": "northwest",
    "southwestern": "southwest",
}  # fmt: skip

COMPASS = words(
    """
    north south east west northeast northwest southeast southwest central midwest northern southern
    eastern western northeastern northwestern southeastern southwestern emea apac amer latam dach
    nordics benelux anz mena
    """
)
COUNTRIES = words(
    """
    us usa uk canada mexico brazil germany france spain italy austria switzerland netherlands
    belgium sweden norway denmark finland poland ireland portugal india china japan korea singapore
    australia europe asia africa america texas california london paris berlin
    """
)
# Classes of customers by size or kind: names only where the company has them.
CUSTOMER_CLASSES = words(
    """
    startups startup smb smbs sme smes enterprise enterprises midmarket commercial nonprofits
    freelancers consumers households resellers distributors partners
    """
)
PLACE_NOUNS = words("region regions territory territories area areas geography continent country")
PLACED = words("in from for across within at of with among outside")

DEAL_NOUNS = words(
    """
    deal deals opp opps oppty oppties opportunity opportunities oppy opptys optys oppys
    """
)
ACCOUNT_NOUNS = words(
    """
    account accounts acct accts acc accs customer customers client clients company companies
    logo logos firm firms business businesses guys people folks buyers buyer cust custs
    """
)
CREW_NOUNS = words("team crew people lot folks group guys squad bunch org reps gang side teams")
STAGE_NOUNS = words("stage stages phase") | DEAL_NOUNS
SECTOR_NOUNS = (
    ACCOUNT_NOUNS
    | DEAL_NOUNS
    | words("sector sectors industry industries vertical verticals space one ones")
)
# A capital mid-sentence is no sign of a name in these.
KNOWN_CAPITALS = words(
    """
    i crm ceo cfo cro coo cmo vp svp evp qbr kpi kpis roi acv tcv arr mrr asp p10 p50 p90 ytd
    qtd mtd us usa uk eu emea apac americas amer latam anz dach usd eur gbp csv pdf excel ae
    aes sdr sdrs bdr bdrs smb api url sql python linkedin slack zoom outlook gmail google
    salesforce hubspot zoho java javascript html chatgpt gpt openai claude faq hr it ok fyi
    asap eod eow eom eoq eoy tbd tba ps english spanish german french monday tuesday wednesday
    thursday friday saturday sunday thanksgiving christmas halloween easter labor memorial
    independence day xmas board var am pm st nd rd th llm ai ml p&l
    """
)
AFTER_NAME = DEAL_NOUNS | words("account acct customer client team crew pipeline pipe rep manager")
