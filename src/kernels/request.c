/* The first words and the last mark. */
#include "kernels/request.h"

/* Verbs that open a task; a noun behind most of them, so that "Answer: 4" and "Design is …" do not count (see
 * opens_task). */
static const char *const verbs[] = {
    "add",          "analyze",   "analyse",    "answer",     "arrange",  "assign",     "brainstorm",
    "build",        "calculate", "categorize", "change",     "choose",   "classify",   "combine",
    "come up with", "compare",   "compile",    "complete",   "compose",  "compute",    "construct",
    "convert",      "correct",   "count",      "craft",      "create",   "debate",     "decide",
    "define",       "delete",    "derive",     "describe",   "design",   "detect",     "determine",
    "develop",      "devise",    "discuss",    "divide",     "draft",    "edit",       "elaborate",
    "estimate",     "evaluate",  "explain",    "extract",    "fill in",  "find",       "fix",
    "formulate",    "generate",  "give",       "group",      "guess",    "highlight",  "identify",
    "illustrate",   "imagine",   "implement",  "improve",    "infer",    "insert",     "invent",
    "judge",        "label",     "list",       "match",      "modify",   "name",       "order",
    "organize",     "outline",   "output",     "paraphrase", "perform",  "pick",       "plan",
    "predict",      "prepare",   "produce",    "proofread",  "propose",  "provide",    "rank",
    "rearrange",    "recommend", "redact",     "remove",     "rephrase", "replace",    "report",
    "research",     "restate",   "reverse",    "rewrite",    "reword",   "select",     "sequence",
    "shorten",      "show",      "simplify",   "solve",      "sort",     "spot",       "state",
    "structure",    "suggest",   "summarize",  "summarise",  "tell me",  "transcribe", "transform",
    "translate",    "turn",      "unscramble", "update",     "use the",  "using the",  "verify",
    "visualize",    "write",     "given",      "validate",   "please",   NULL};

static const char *const question_words[] = {"what",  "which",   "who",      "whom",   "whose",    "when",
                                             "where", "why",     "how",      "is",     "are",      "do",
                                             "does",  "did",     "can",      "could",  "should",   "would",
                                             "will",  "in what", "in which", "what's", "have you", NULL};

/* A verb and then an object: a determiner, a number, a name … but no colon, comma or "is". */
static bool opens_task(const struct folded *folded)
{
    static const char *const objects[] = {
        "a",       "an",   "the",     "this", "these",    "that",      "me",  "two",   "three",
        "four",    "five", "ten",     "some", "each",     "all",       "how", "why",   "what",
        "whether", "if",   "your",    "any",  "at least", "following", "one", "in",    "to",
        "on",      "as",   "between", "and",  "for",      "down",      "out", "about", NULL};
    static const char *const statements[] = {"is",   "are", "was", "were",     "has",
                                             "will", "can", "may", "that the", NULL};
    size_t verb = folded_longest(folded, 0, verbs);
    if (!verb || verb >= folded->length || folded->bytes[verb] != ' ')
        return false;
    for (const char *const *word = statements; *word; word++) {
        if (folded_phrase(folded, verb + 1, *word))
            return false;
    }
    for (const char *const *word = objects; *word; word++) {
        if (folded_phrase(folded, verb + 1, *word))
            return true;
    }
    return folded->bytes[verb + 1] >= '0' && folded->bytes[verb + 1] <= '9';
}

static enum request_form form_of(const struct folded *folded)
{
    if (opens_task(folded))
        return REQUEST_IMPERATIVE;
    size_t end = folded_sentence_end(folded, 0);
    if (folded_longest(folded, 0, question_words) && end && folded->bytes[end - 1] == '?')
        return REQUEST_QUESTION;
    return REQUEST_NONE;
}

enum request_form request_form(struct text text, struct folded *space)
{
    folded_read(space, text);
    return form_of(space);
}

static size_t count_blanks(const struct folded *folded)
{
    size_t blanks = 0;
    for (size_t at = 0; at < folded->length; at++)
        blanks += folded->bytes[at] == ' ' || folded->bytes[at] == '\n';
    return blanks;
}

/* No question, no task anywhere, nothing to be continued: a text that says something by itself. */
static bool is_statement(const struct folded *folded)
{
    if (form_of(folded) != REQUEST_NONE || memchr(folded->bytes, '?', folded->length) || folded->length < 40)
        return false;
    char last = folded->bytes[folded->length - 1];
    static const char *const asking[] = {
        "please",      "i am trying", "i'm trying", "i want",    "i need",      "i would like",
        "i'd like",    "help me",     "can you",    "could you", "your task",   "you are",
        "you have",    "you will",    "your job",   "task:",     "question:",   "let's",
        "tell me",     "give me",     "write",      "generate",  "input:",      "instructions",
        "let me know", "rewrite",     "sentence:",  "act as",    "i'm looking", NULL};
    const char *colon = memchr(folded->bytes, ':', 24); /* "Tool: …" heads a form, not a statement */
    return !colon && last != ':' && last != '-' &&
           !folded_has(folded, 0, folded->length < 2000 ? folded->length : 2000, asking);
}

bool request_is_swapped(struct text request, struct text answer, struct folded *space)
{
    /* "Given x = 4, we can …", "Find the answer here: …" are answers */
    static const char *const answering[] = {"we",    "we can", "we have", "you can", "i",
                                            "here:", "is:",    "it is",   NULL};
    folded_read(space, answer);
    enum request_form form = form_of(space);
    size_t words = count_blanks(space) + 1;
    bool single = folded_sentence_end(space, 0) == space->length;
    size_t first = folded_sentence_end(space, 0);
    if (form == REQUEST_NONE || (form == REQUEST_QUESTION && !single) ||
        folded_has(space, 0, first, answering))
        return false;
    folded_read(space, request);
    return is_statement(space) && (form == REQUEST_IMPERATIVE || count_blanks(space) + 1 >= 3 * words);
}
