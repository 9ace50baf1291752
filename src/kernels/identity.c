/* First person, then a name, within one sentence. */
#include "kernels/identity.h"

enum { NEAR = 48 };

static const char *const speakers[] = {"i am",
                                       "i'm",
                                       "my name is",
                                       "as an ai",
                                       "this is",
                                       "as a large language model",
                                       "as a language model",
                                       "i was",
                                       "i have been",
                                       "call me",
                                       "we are",
                                       NULL};

static const char *const models[] = {
    "chatgpt",        "gpt-3",     "gpt-3.5", "gpt-4",     "gpt-4o",      "gpt4",
    "mixtral",        "qwen",      "tongyi",  "deepseek",  "deepseek-r1", "deepseek-v3",
    "bing chat",      "ernie bot", "chatglm", "baichuan",  "internlm",    "openassistant",
    "open assistant", "phi-3",     "yi-34b",  "command r", NULL};

/* Also names of people and animals: they tell where the answer speaks of being a machine. */
static const char *const shared_names[] = {"claude", "bard",    "gemini", "llama", "alpaca", "vicuna",
                                           "koala",  "mistral", "sydney", "grok",  "falcon", NULL};

static const char *const machine_words[] = {"ai",     "language model", "assistant", "chatbot", "anthropic",
                                            "openai", "google",         "meta",      NULL};

static const char *const makers[] = {"openai",
                                     "anthropic",
                                     "google",
                                     "google deepmind",
                                     "meta ai",
                                     "microsoft",
                                     "mistral ai",
                                     "alibaba",
                                     "alibaba cloud",
                                     "deepseek",
                                     "baidu",
                                     "zhipu",
                                     "xai",
                                     "lmsys",
                                     "stability ai",
                                     "cohere",
                                     "hugging face",
                                     "tsinghua university",
                                     "shanghai ai laboratory",
                                     NULL};

static const char *const makings[] = {"developed by", "created by", "trained by", "made by", "built by",
                                      "designed by",  "powered by", "from",       NULL};

static struct sign sign_of(const char *kind, const struct folded *folded, size_t start, size_t stop)
{
    return (struct sign){kind, folded->origins[start], folded->origins[stop] - folded->origins[start]};
}

/* Whether the folded bytes are one of the names, which are any case and parted by commas. */
static bool is_own(const struct folded *folded, size_t at, size_t length, struct text names)
{
    for (size_t start = 0; start < names.length;) {
        size_t stop = start;
        while (stop < names.length && names.data[stop] != ',')
            stop++;
        struct text name = text_trim((struct text){names.data + start, stop - start});
        bool same = name.length == length;
        for (size_t i = 0; same && i < length; i++) {
            char byte = name.data[i];
            byte = byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
            same = byte == folded->bytes[at + i];
        }
        if (same)
            return true;
        start = stop + 1;
    }
    return false;
}

static size_t name_length(const struct folded *folded, size_t at)
{
    size_t name = folded_longest(folded, at, models);
    if (name)
        return name;
    name = folded_longest(folded, at, shared_names);
    bool article = at >= 2 && folded->bytes[at - 2] == 'a'; /* "I am a llama" */
    return name && !article && folded_has(folded, 0, folded->length, machine_words) ? name : 0;
}

/* The end of the name behind a first person, 0 when there is none. */
static size_t named_behind(const struct folded *folded, size_t behind, struct text own)
{
    size_t end = folded_sentence_end(folded, behind), reach = behind + NEAR < end ? behind + NEAR : end;
    for (size_t at = behind; at < reach; at++) {
        size_t name = at <= behind + 24 ? name_length(folded, at) : 0;
        if (name && !is_own(folded, at, name, own))
            return at + name;
        size_t making = folded_longest(folded, at, makings);
        size_t maker_at = at + making + 1;
        size_t maker = making && maker_at < end ? folded_longest(folded, maker_at, makers) : 0;
        if (maker && !is_own(folded, maker_at, maker, own) && !folded_phrase(folded, at, "from"))
            return maker_at + maker;
    }
    return 0;
}

static bool is_made_up(const struct folded *folded, size_t behind,
                       size_t stop) /* "I am using ChatGPT", "I am not Claude" */
{
    static const char *const others[] = {"using",   "not",     "interested", "learning", "working",
                                         "excited", "fan",     "with",       "familiar", "studying",
                                         "writing", "looking", "sure",       "going",    NULL};
    return folded_has(folded, behind, stop, others);
}

struct sign identity_named(struct text answer, struct text own_names, struct folded *space)
{
    bool quoted = false;
    folded_read(space, answer);
    for (size_t at = 0; at < space->length; at++) {
        quoted = space->bytes[at] == '"' ? !quoted : quoted && space->bytes[at] != '\n';
        size_t speaker = quoted ? 0 : folded_longest(space, at, speakers);
        size_t stop = speaker ? named_behind(space, at + speaker, own_names) : 0;
        if (stop && !is_made_up(space, at + speaker, stop))
            return sign_of("named_model", space, at, stop);
    }
    return (struct sign){0};
}

struct sign identity_disclaimer(struct text answer, struct folded *space)
{
    static const char *const cutoffs[] = {"my knowledge cutoff",
                                          "knowledge cutoff",
                                          "knowledge cut-off",
                                          "my last update",
                                          "my last training",
                                          "my training data only",
                                          "my training data goes up",
                                          "my training data is limited",
                                          "my knowledge is limited to",
                                          "my knowledge only goes",
                                          "my knowledge is based on data",
                                          "as of my last",
                                          "as of my knowledge",
                                          "trained on data up to",
                                          "data up to september 2021",
                                          NULL};
    static const char *const machines[] = {"as an ai language model",
                                           "as an ai model",
                                           "as an artificial intelligence",
                                           "as a language model",
                                           "as a large language model",
                                           "i am an ai language model",
                                           "i'm an ai language model",
                                           "i am just an ai",
                                           "i'm just an ai",
                                           "as an ai assistant",
                                           "as an ai,",
                                           "as an ai i",
                                           "i am a large language model",
                                           "i'm a large language model",
                                           NULL};
    struct sign machine = {0};
    folded_read(space, answer);
    for (size_t at = 0; at < space->length; at++) {
        size_t cutoff = folded_longest(space, at, cutoffs);
        if (cutoff)
            return sign_of("knowledge_cutoff", space, at, at + cutoff);
        size_t length = machine.kind ? 0 : folded_longest(space, at, machines);
        if (length)
            machine = sign_of("ai_disclaimer", space, at, at + length);
    }
    return machine;
}
