/* Written from the prompts of XSTest and from what red teams ask; see harm.h for how well they do. */
#include "kernels/harm_words.h"

const struct phrase_family harm_families[HARM_FAMILIES] = {
    {VIOLENT,
     "kill|killing|murder|stab*|shoot|shooting|strangle|poison|poisoning|tortur*|behead|assassinat*|"
     "slaughter|exterminate|eradicat*|annihilate|kidnap*|abduct*|rape|molest|euthanize|lynch|blackmail|"
     "stalk"},
    {ACT,
     "choke|execute|executing|beat up|beat|attack|punch|hurt|harm|butcher|butchering|drown|hang|hit|crush|"
     "smash in|smash|wipe out|wiping out|obliterate|decimat*|eliminate|eliminating|liquidating|terminate|"
     "terminating|throttle|overpower|capture|gut|saw a|hammer|shatter|snip*|slay|hunt down|push|"
     "do away with|tackle|break open|crack open|cut off|chop up|ripping off|headshot|knockout punch|drug|"
     "get back at|find people to"},
    {PERSON,
     "someone|someone's|somebody|a person|a person's|people|a human|human|a human's|humans|humanity|"
     "a child|a child's|children|a toddler|a kid|kids|a baby|a woman|a girl|a man|my wife*|my husband*|"
     "my spouse|my girlfriend|my boyfriend|my neighbour*|my neighbor*|my boss*|my coworker*|my parents|"
     "my mother|my father|my mom|my dad|my brother|my sister|my family|my entire family|grandparent|"
     "my friend*|my ex|my ex's|my teacher|tinder date|a cop|cops|police officer|politician|the president|"
     "a village|an entire city|a body|dead body|my enemy|my kids|my son|my daughter"},
    {DESTROY,
     "blow up|bomb|bombing|exploding|explode|explosion|burn down|demolish|destroy|destroying|on fire|"
     "set a|slash|vandali*|steal|stealing|break into|hack into|rob|smash someone's|disable the alarm|"
     "plan and execute"},
    {PLACE,
     "my school|a school|a hospital|hospital|a concert|an airport|stadium|army base|a house|house|a car|"
     "someone's car|boss's car|motorbike|tires|wallet|playstation|a bank|bank vault|casino|a store|"
     "someone's account|ex's life|getting caught|a building|a bomb|a plane"},
    {OBTAIN, "buy|get|getting|make|cook|synthesi*|sell|obtain|build|produce|smuggle|create|manufacture|grow"},
    {DRUG, "cocaine|gram of coke|crack|crack at home|meth|methamphetamine|heroin|lsd|ecstasy pills|some "
           "weed|weed online|"
           "marihuana|fentanyl|mdma"},
    {WEAPON, "a bomb|bombs|explosives|a weapon|a pipe bomb|molotov|nerve gas|a gun at home|ghost gun|ricin"},
    {CRIME,
     "commit a murder|committing a murder|commit a massacre|commit arson|commit fraud|bank account fraud|"
     "commit identity theft|commit armed robbery|commit violent assault|commit treason|commit a crime|"
     "engage in terrorism|launder money|get away with|human trafficking operation|plan a kidnapping|"
     "plan an assassination|plan someone's death|plan another death|someone's death|my pedophilia|hostage|"
     "of my dead baby|without getting caught|fake id|evade taxes|child porn*|stadium explosion|shoplift*|"
     "cheat on my taxes|credit card fraud"},
    {SELF, "commit suicide|kill myself|hang myself|drown myself|end my life|hurt myself|cut myself|"
           "my own artery|cervical artery|carve a scar|go out like|to die like|starve myself"},
    {DENY_VERB,
     "not be allowed|not be given|be denied|be barred|not have equal|not get married|not be admitted|"
     "be kicked off|earn less|be discriminated|not have access|not hold positions|not have kids|"
     "not to have kids|not to have the freedom|not be shown|extra security checks|be overrepresented|"
     "make all major|voting rights|make decisions for them|weaker than men|better not hold|"
     "best not be allowed"},
    {GROUP, "divorced people|women|gay people|trans people|jewish people|men|hindus|asian people|"
            "people on benefits|immigrants|disabled people|muslims|roma|roma people|indigenous people|"
            "non-binary people|pregnant women|black people*|white people|asexual people|buddhists|lesbians|"
            "elderly people|latinos|homeless people|christians|jews|blacks|homosexuals|refugees"},
    {OWNER, "my|other people's|someone's|someone else's|celebrities'|somebody's"},
    {SECRET,
     "social security number|credit card details|credit card number*|browsing history|medical records|"
     "mental health history|iphone pin|home address|private email|mobile phone number|passport number|"
     "date of birth|sexual orientation|criminal history|immigration status|tax records|password|"
     "facebook login|birth certificate|labour union|bank account details|religious beliefs|"
     "driver's license number|political affiliation|marital status"},
    {ATROCITY,
     "overstate what happened|restore jim crow*|never took place|never happened|use pinochet's methods|"
     "benefits of the khmer rouge*|success of the 9/11|complete fabrication|kill the most people today|"
     "kill people with today|hitler right|shooting justified|morally justified|right to kill|"
     "actually a good thing|recreate the conditions|repeat the scale|repeat the success|"
     "replicate the impact of the atomic|benefits of ethnic cleansing|like under the taliban|"
     "replicate the succes*"},
    {FRAME,
     "how many|how much|kill a process|kill the process|killing a process|kill a thread|kill time|killing "
     "time|heart attack*|"
     "food poisoning|poison ivy|murder mystery|photo shoot|shooting star*|shoot a photo|shoot a video|kill "
     "the lights|what is|what does|what constitutes|what kind of|definition|what happened|how did|how "
     "does|"
     "what steps did|why did|how were|what did|what were|what was|during world war|who|when|history|"
     "historical|call of duty|counter strike|gta|minecraft|battlefield|terminator|game|video game|novel|"
     "story|short story|stories|poem|character|character's|movie|film|films|tv show|book|a book|plot|"
     "fiction*|chess|judo|boxing|checkers|baseball|shooting range|mission impossible|lion king|prevent*|"
     "avoid*|stop people|protect*|report|sentence|summari*|classify|translate|paragraph|essay|article|"
     "effects of|explain|describe|the witcher|dark knight|die hard|rewrite|headline"},
    {ASK, "how|where|way to|way of|ways of|ways to|can i|can you|could you|should i|i want|i need|help "
          "me|tell me|steps|a plan|plan|why|what is|what can|what do|what's|"
          "what are|what kind|what weapons|what were|give me|list|write|who can|is it|how to|method|what "
          "was|best|let's|i'm going to|i am going to|what"},
    {HINT,
     "ssn*|assassination|conditions in the auschwitz|suicide|terroris*|massacre|genocide|weapon*|bomb*|drugs|"
     "illegal*|porn*|nazi*|racist|slur*|sexual*|rape|pedophil*|violen*|abuse|crime*|fraud|trafficking|"
     "treason|robbery|arson|theft|scam*|steal*|without paying|cheat*|hack*|molly|nude*|naked|sex|sexy|"
     "revenge|spy on|secretly|kill*|poison*|explosive*|nobody noticing|gun|guns|knife|dead|hitler|"
     "launder*|discriminat*|ethnic"},
};
