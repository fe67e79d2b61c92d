"""Common English words: they never become a name by likeness, and are never taken for a typo."""

from __future__ import annotations

from copilot.understanding.lexicon.words import words

COMMON: frozenset[str] = words("""
a able about above absolutely accept access across act action active activity actual actually add
added adding addition advance advice affect afraid after afternoon again against age ago agree ahead
aim air all allow almost alone along already alright also although always am among amount an and
angry another answer any anybody anymore anyone anything anyway anywhere apart appear apply approach
are area argue arm around arrive art article as ask asked asking asleep at attack attention average
avoid away awful baby back bad badly bag ball bank banks bar base based basic basically basis be
bear beat beautiful became because become bed been before began begin behind being believe below
beside besides best bet bets better between beyond big bigger biggest bill birthday bit black blame
blue board boat body book booking bookings books boost boring boss both bother bottom bought box
boy boys brain brand break breakdown breaking bright bring bringing brings broad broke broken
brought brown buck bucks budget build building built burn business busy but button buy buyer buyers
buying by calendar call called calling calls came can candidate capital car card care carry
carrying case cash cat catch caught cause center central certain certainly chain chair challenge
chance chances change changed changes changing channel charge chart charts chase cheap cheaper
cheapest check checked cheers chief child children choice choose chunk churn city claim class clean
cleaning clear clearly click client clients close closed closely closer closes closest closing club
coach code coffee cold collect college color come comes comfortable coming comment commission commit
commits common companies company compare compared comparing complete completely computer concern
condition confidence confident confirm connect consider contact contacts content continue contract
contracts control conversation cook cool copy core corner correct cost could count country couple
course court cover coverage cream create created crew critical cross cup current currently curious
curve customer customers cut cycle daily damage dark data database date dates daughter day days dead
deal dealing deals dear death decide decided decision decline deep definitely delay delayed delete
deliver demand depend describe desk despite detail details develop did die died differ difference
different difficult dig dinner direct direction dirty discount discounts discuss disappear display
do doctor document does dog doing dollar dollars done door double doubt down dozen draft drag drive
driver drivers drives driving drop dropped dropping drops dry due during dying each earlier earliest
early earn ease easier easiest easily east eastern easy eat edge effect effort either else emergency
employee employees empty end ended ending ends enemy energy engage engaged engagement english enjoy
enough ensure enter entire entirely entry equal error especially estimate even evening event events
ever every everybody everyone everything evidence exact exactly example excel excellent except
excited expect expected expecting expensive experience explain exposed exposure express extra
extreme eye eyes face fact factor factors facts fail failed failing fair fairly fall fallen falling
falls false family far farm fast faster fastest fat father favor favorite fear feature feed feel
feeling feels fell felt few fewer fewest field fight figure figures file fill final finally
financial find fine finish finished fire firm firms first fish fit fits five fix fixed flag flags
flat float floor flow fly focus folk folks follow following food foot for force forecast foreign
forget forgot form former forward found four free fresh friday friend friendly friends from front
full fully fun function fund funny further future gain game gap garden gave general generally
generate generated get gets getting gift girl give given gives giving glad glance go goal goals goes
going gold golden gone good got grab grade grand great green grew ground group groups grow growing
grown growth guard guess guide guy guys had hair half hand handle hands hang happen happened
happening happens happy hard harder hardest hardly has hat hate have having he head heads health
healthy hear heard heart heat heavy held hell hello help helped helping helps her here hers herself
hey hi hide high higher highest highly him himself his hit hits hitting hold holding holds hole
holiday holidays home honest honestly hope hopefully hoping hospital host hot hottest hour hours
house how however huge human hundred hunt hurry hurt hurting i idea ideas if ignore image imagine
immediately impact important impossible improve in inbox include included including income increase
indeed industry info inside instead interest interested interesting into invest investment invoice
invoices involve involved is issue issues it item items its itself job jobs join joke joint july
jump june just keen keep keeping keeps kept key kick kid kids kill kind kinda king knew know known
knows lack lady land landed landing large larger largest last late lately later latest laugh launch
law lay lazy lead leader leaders leading leads league learn least leave leaving left leg legal less
let letter letters level levels lie life light like likely limit line lines link list listed listen
lists little live lives loan local lock logic logo logos long longer longest look looked looking
looks loose lose loser losers loses losing loss losses lost lot lots loud love low lower lowest luck
lucky lunch machine mad made mail main major majority make makes making man manage manager managers
many march mark market marketing markets mass match matter matters may maybe me mean meaning means
meant meet meeting meetings member memory men mention mess message met method middle might mile mind
mine minor minute minutes miss missed misses missing mistake mix mobile mode model models modern mom
moment monday money month monthly months mood moon more morning most mostly mother motion mountain
mouth move moved movement moves moving much multiple music must my myself nail name named names
narrow nasty natural near nearest nearly neat necessary neck need needed needs negative neither net
network never new newer newest news next nice night nine no nobody noise none noon nor normal
normally north northern not note notes nothing notice now number numbers nuts object obvious
obviously odd odds of off offer offers office officer often oh oil ok okay old older oldest olive on
once one ones only onto open opened opening opens opinion opportunity opposite option options or
orange order orders other others otherwise ought our ours ourselves out outcome outlook outside
outstanding over overall overdue own owner owners pace pack page pages paid pain paint pair paper
parent park part particular partner partners parts party pass passed past path pattern pause pay
payment peanuts pending people per percent perfect performance performing perhaps period person
personal phone phrase pick picked picking picks picture piece pieces pile pipe pitch place places
plan planned planning plans plant play player players plays plenty plus point points poll pool poor
poorest pop popular position positive possible possibly post pot potential pour power practice
predict predicted prefer prep prepare prepared present president press pressure pretty prevent
previous previously price prices pricing print prior priority private pro probably problem problems
process produce product products profile profit program progress project promise promising proper
properly proposal prospect protect prove provide public pull pulled pulling purchase purple purpose
push pushed pushing put puts putting quality quarter quarterly quarters question questions quick
quicker quickest quickly quiet quietly quit quite quota quote quotes race radio rain raise ran
random range rank ranked ranking rate rates rather ratio raw reach reached read reading ready real
realistic reality realize really reason reasonable reasons recap receive recent recently recommend
record red reduce refer refresh region regional regions regular related relation relationship
release relevant reliable remain remaining remember remind remove rep repeat replace reply report
reports represent reps request require rescue research resolve resource respect respond response
rest result results return revenue reverse review rich rid ride right ring rise rising risk risks
risky river road rock role roll room root rough roughly round row rows rule rules rumor run rundown
running runs rush sad safe safer safest said sale sales same sample save saved saving saw say saying
says scale scared scary scenario schedule school science score scores scoring scratch screen script
sea search season seat second secret section sector sectors secure see seeing seem seems seen
segment select sell seller sellers selling sells send sense sent separate series serious seriously
serve service services set sets setting settle seven several shaky shape share shares sharp she
sheet shift ship shop shops short shorter shortest shot should show showing shown shows shut sick
side sides sign signed significant signs silent silly similar simple simply since sing single sir
sister sit site sits sitting situation six size sized sizes skip sky sleep slice slide slides slip
slipped slipping slips slow slower slowest slowly small smaller smallest smart smooth snapshot so
social soft sold solid solution some somebody somehow someone something sometimes somewhere son song
soon sooner soonest sorry sort sound sounds source sources south southern space speak special
specific specifically speech speed spend spending spent split spoke sport sports spot spread spring
square stack staff stage stages stake stand standing stands star start started starting starts stat
state status stats stay stays steady step steps stick still stock stone stood stop stopped store
stores story straight strange strategy street strength strong stronger strongest struggle struggling
stuck student study stuff stupid style subject succeed success such sudden suddenly suggest suggests
sum summary summer sun sunday super supply support suppose supposed sure surely surest surprise
surprised swear sweet swing switch system table take taken takes taking talk talked talking tank
target targets task taste tax team teams tech technical technology tell telling tells ten tend term
terms terrible territory test text than thank thanks that the their theirs them themselves then
there these they thing things think thinking third this those though thought thousand threat three
through throw thursday thus tie tight till time times tired title to today together told tomorrow
ton tone tonight too took tool tools top topic total totally touch tough toward towards town track
trade train training travel treat tree trend trends tricky tried trip trouble true truly trust truth
try trying tuesday turn turned turning turns tv twelve twenty twice two type types typical typically
ugly under understand understood unit units unless unlikely until up upcoming update updated updates
upon upper upset upside us usage use used useful user users uses using usual usually value values
various version versus very via victory video view visit voice volume vote vs wait waiting walk wall
want wanted wants war warm warmest wash waste wasting watch water way ways we weak weaker weakest
wear weather website wednesday week weekend weekly weeks weight weird welcome well went were west
western wet what whatever wheel when whenever where wherever whether which while white who whoever
whole whom whose why wide wife wild will win wind window wine winner winners winning wins winter
wise wish with within without woman women won wonder wondering wooden word words work worked worker
working works world worried worries worry worse worst worth would wow write writes writing written
wrong wrote yard yeah year yearly years yellow yep yes yesterday yet you young younger youngest your
yours yourself zero zone please pls recall polite
ill were id wed shell hell ahead anytime asap ballpark bunch chunky comparison cheerful crap damn
dodgy downside fishy gig gross guru handful hunch jackpot juicy lineup monthly outlier overview
payday peek pickle pulse quiet ramp recap scoop shortlist slump smell snag soft spike sticky
takeaway tally ticket vibe wobble wobbly yikes zombie zombies upsell crosssell ceo cfo cro vp svp
coo cmo crm kpi roi qbr saas b2b poc rfp rfq sla sme smb nda faq pdf csv api hr it pr tv uk usa us
eu hq ai ml sql excel slack zoom linkedin google outlook salesforce hubspot zoho
accounts acme? bridge burn bucket buckets contest customerless decent deck demo demos expand expands
expansion renew renewal renewals forecasted forecasts forecasting historical historically history
hygiene inherit insight insights lever levers logged losing manual mid midpoint momentum negotiate
negotiating negotiation neglected optimistic pessimistic pipeline prospecting prospects proposals
qualified qualify qualification recover revive seasonality sanity sandbagging signature signing
slipping stale stalled stalling stall summarize surface swings takeover tracker trending untouched
upcoming velocity waterfall whitespace yield yoy qoq mom wow non neither median
min mins
""")
GENERIC_NAME_WORDS: frozenset[str] = words("""
inc incorporated llc ltd limited corp corporation co company companies group holding holdings
partners capital gmbh ag sa plc the and of & international global systems solutions technologies
industries enterprises services labs bank associates brothers sons oil olive new york
""")
