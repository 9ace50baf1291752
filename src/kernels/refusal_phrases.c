/* Written from what the well-known models say when they refuse, English first. */
#include "kernels/refusal_phrases.h"

const struct phrase_family refusal_families[REFUSAL_FAMILIES] = {
    {FAMILY_APOLOGY,
     "sorry|apologize|apologise|apologies|unfortunately|i regret|i'm afraid|lo siento|lamento|me disculpo|"
     "desculpe|sinto muito|mi dispiace|je suis désolé*|désolé*|es tut mir leid|tut mir leid|"
     "entschuldigung|het spijt me|przykro mi|przepraszam|извините|простите|"
     "к сожалению|üzgünüm|maalesef|xin lỗi|maaf|~抱歉|~对不起|~對不起|~申し訳|"
     "~すみません|~죄송|عذرا|عذراً|آسف|क्षमा करें*|"
     "माफ़ करें*|माफ कीजिए*"},
    {FAMILY_UNABLE,
     "i cannot|i can't|i can not|i cant|i could not|i couldn't|i won't|i will not|i am not able to|"
     "i'm not able to|i am unable to|i'm unable to|i am not going to|i'm not going to|"
     "i am not authorized to|i am not programmed to|i'm not programmed to|i am not designed to|"
     "i'm not designed to|i am not capable of|i'm not capable of|i do not have the ability to|"
     "i don't have the ability to|i do not have the capability to|i don't have the capability to|"
     "we cannot|we are unable to|and cannot|but cannot"},
    {FAMILY_REFUSE,
     "i must decline|i have to decline|i respectfully decline|i refuse to|i'd rather not|"
     "i would rather not|i prefer not to|i'd prefer not to|i am not comfortable|i'm not comfortable|"
     "i don't feel comfortable|i do not feel comfortable|i can't do that|i cannot do that|"
     "i can't in good conscience|i cannot in good conscience|not within my programming|"
     "against my programming|against my guidelines|against my ethical guidelines|unable to fulfill|"
     "unable to fulfil|unable to assist|unable to comply|unable to determine|can't assist with|"
     "cannot assist with|can't help with|cannot help with|can't help you with|cannot help you with|"
     "model and do not have the ability to|model and do not have the capability to|"
     "ai and do not have the ability to|and i do not have the ability to|"
     "and do not have the capability to|don't have enough information|do not have enough information|"
     "no puedo ayudar*|no puedo asistir*|no puedo proporcionar*|no puedo cumplir|no puedo responder|"
     "no puedo ofrecer*|no puedo generar|no puedo crear|não posso ajudar*|não posso fornecer|"
     "não posso responder|não posso oferecer|não posso criar|não posso cumprir|não consigo ajudar*|"
     "non posso aiutar*|non posso fornir*|non posso rispondere|non posso assister*|non sono in grado di|"
     "je ne peux pas vous aider|je ne peux pas t'aider|je ne peux pas fournir|je ne peux pas vous fournir|"
     "je ne peux pas répondre|je ne peux pas aider|je ne suis pas en mesure de|kann ich nicht helfen|"
     "kann ich ihnen nicht helfen|kann ich dir nicht helfen|kann dabei nicht helfen|"
     "kann ihnen nicht helfen|kann dir nicht helfen|ich kann ihnen dabei nicht|ich kann dir dabei nicht|"
     "ich kann ihnen leider nicht|kann ich nicht beantworten|kann ich nicht erfüllen|"
     "ich bin nicht in der lage|kan ik niet helpen|kan ik je niet helpen|kan je daar niet mee helpen|"
     "nie mogę pomóc|nie mogę w tym pomóc|nie mogę udzielić|nie jestem w stanie|"
     "я не могу помочь|не могу помочь|я не могу предоставить|"
     "я не могу ответить|я не могу выполнить|"
     "не могу вам помочь|yardımcı olamam|yardımcı olamıyorum|yardım edemem|"
     "tôi không thể giúp|tôi không thể hỗ trợ|tôi không thể cung cấp|"
     "tôi không thể trả lời|saya tidak bisa membantu|saya tidak dapat membantu|"
     "saya tidak dapat memberikan|saya tidak bisa memberikan|~我无法|~我無法|~我不能提供|"
     "~我不能协助|~我不能帮|~我不能回答|~お手伝いできません|"
     "~お手伝いすることはできません|~お答えできません|"
     "~お答えすることはできません|~対応できません|"
     "~提供することはできません|~提供できません|~お応えできません|"
     "~도와드릴 수 없|~도와 드릴 수 없|~제공할 수 없|~제공해 드릴 수 없|"
     "~답변할 수 없|~답변드릴 수 없|لا أستطيع مساعدتك*|"
     "لا يمكنني مساعدتك*|لا يمكنني المساعدة*|"
     "لا أستطيع المساعدة*|لا يمكنني تقديم*|لا أستطيع تقديم*|"
     "मैं मदद नहीं कर सकत*|मदद नहीं कर सकत*|"
     "सहायता नहीं कर सकत*|"
     "प्रदान नहीं कर सकत*"},
    {FAMILY_MACHINE,
     "as an ai|as a language model|as a large language model|as a responsible ai|"
     "as a responsible and ethical|as an artificial intelligence|as an assistant|i am an ai|i'm an ai|"
     "i am just an ai|i'm just an ai|i am a language model|respecting ai|como modelo de lenguaje|"
     "como una ia|como um modelo de linguagem|como uma ia|come modello linguistico|"
     "en tant que modèle de langage|en tant qu'ia|als ki|als sprachmodell|als ai-taalmodel|"
     "как языковая модель|как ии|bir yapay zeka|~作为一个人工智能|"
     "~作为人工智能|~作为一个ai|~作为ai|~作为一个语言模型"},
    {FAMILY_CONDONE,
     "do not condone|don't condone|cannot condone|can't condone|strongly condemn|strongly advise against|"
     "strongly discourage|do not support or|do not promote|don't promote|i don't think it's appropriate|"
     "i do not think it is appropriate|i'm not sure that it's appropriate"},
    {FAMILY_JUDGE,
     "it is not appropriate|it's not appropriate|is not appropriate to|it is inappropriate|"
     "it's inappropriate|it would be inappropriate|it is not ethical|it's not ethical|"
     "it is not acceptable|it's not acceptable|it is never|it's never|is never acceptable|is never okay|"
     "is never the answer|is never the solution|it is not safe|it's not safe|is not a safe|"
     "it is not legal|it is illegal|it's illegal|is both illegal|it is not accurate|it's not accurate|"
     "it is not right|it is not best|it would not be|it is not a good idea|it is not respectful|"
     "it's not recommended|it is not recommended|harmful and unethical|illegal and unethical|"
     "unethical and illegal|not ethical or"},
    {FAMILY_NORM,
     "is illegal and|is a serious crime|is a criminal|is a crime|unethical|ethical|illegal|immoral|"
     "morally|harmful|discriminat*|human rights|others with respect|with respect and|treated with "
     "respect|and respect|to respect|dignity|consent|"
     "stereotype*|equality|equal opportunit*|well-being|consequences|against the law|violence|privacy"},
    {FAMILY_NOTE,
     "it is important to|it's important to|it is crucial to|it's crucial to|i must clarify|"
     "i must emphasize|i must point out|i must inform|i must say|first and foremost|please remember|"
     "please note"},
    {FAMILY_REDIRECT,
     "sorry to hear|sorry that you're|sorry for your loss|instead|if you are feeling|if you're feeling|"
     "if you or someone|if you are struggling|if you're struggling|if you are experiencing|"
     "if you have any other|if you have concerns|if you have any questions|seek help|seek professional|"
     "reach out to|is there anything else|is there something else|feel free to ask|i would suggest|"
     "i suggest|i would recommend|i recommend|i encourage you|i would encourage|i strongly encourage|"
     "let's focus|it is best to"},
    {FAMILY_ACCESS,
     "don't have access to|do not have access to|don't have the information|not publicly available|"
     "no access to|private information|personal information|confidential"},
    {FAMILY_OPINION, "don't hold personal|do not hold personal|don't have personal|do not have personal|"
                     "don't have feelings|do not have feelings|don't have opinions|do not have opinions"},
    {FAMILY_DENY,
     "there is no reason|there is no inherent reason|there is no valid reason|there is no justification|"
     "there are no benefits|there were no benefits|was not justified|is not justified|"
     "not morally justified|was not right|was not a good thing|should not be discriminated|"
     "should not be denied|should not be barred|are not inherently|question seems to|no, it is not|no, i"},
    {FAMILY_COMPLY,
     "sorry for the confusion|apologize for the confusion|here are|here is|here's|however, i can|"
     "but i can|i can provide|i can offer|i can give you|that being said|with that said|that said|"
     "however, if you|you can use|such as:|follow these steps|some suggestions|the following|some tips|"
     "as an example|for example"},
    {FAMILY_MISSING,
     "didn't provide|did not provide|have not provided|haven't provided|you haven't given|"
     "need more information|need more context|provide more context|don't understand the question|"
     "do not understand the question|please provide|could you please provide|was not provided|"
     "is not provided|wasn't provided|no input was|there is no input|without more information"},
};

const char *const refusal_services[] = {"help",
                                        "helping",
                                        "assist",
                                        "provide",
                                        "providing",
                                        "fulfill",
                                        "fulfil",
                                        "answer",
                                        "give you",
                                        "offer",
                                        "support",
                                        "suggest",
                                        "recommend",
                                        "encourage",
                                        "promote",
                                        "engage",
                                        "discuss",
                                        "create",
                                        "comply",
                                        "condone",
                                        "satisfy",
                                        "teach",
                                        "explain",
                                        "tell you",
                                        "write",
                                        "generate",
                                        "share",
                                        "advise",
                                        "facilitate",
                                        "endorse",
                                        "respond",
                                        "complete",
                                        "produce",
                                        "speculate",
                                        "comment",
                                        "disclose",
                                        "access",
                                        "determine",
                                        "predict",
                                        "confirm",
                                        "verify",
                                        "browse",
                                        "perform",
                                        "execute",
                                        "translate",
                                        "aid",
                                        "in good conscience",
                                        "participate",
                                        "say",
                                        "give",
                                        "answer",
                                        "make assumptions",
                                        "justify",
                                        "give specific",
                                        "see the",
                                        "view the",
                                        "open",
                                        "display",
                                        "process",
                                        "draw",
                                        NULL};

const char *const refusal_idioms[] = {
    "help but",      "help feeling", "help thinking", "help wondering", "help noticing",
    "help myself",   "help it",      "say enough",    "enough",         "help you enough",
    "help laughing", "help smiling", "say for sure",  "say that i",     NULL};
