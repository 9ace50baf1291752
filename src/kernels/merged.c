/* Line by line: what a line is headed with. */
#include "kernels/merged.h"

enum heading { HEADING_NONE, HEADING_INSTRUCTION, HEADING_ASKS, HEADING_ANSWERS };

struct heading_word {
    const char *word;
    enum heading heading;
};

static const struct heading_word heading_words[] = {
    {"instruction:", HEADING_INSTRUCTION},
    {"### instruction", HEADING_INSTRUCTION},
    {"human:", HEADING_ASKS},
    {"user:", HEADING_ASKS},
    {"### human:", HEADING_ASKS},
    {"<human>:", HEADING_ASKS},
    {"assistant:", HEADING_ANSWERS},
    {"### assistant:", HEADING_ANSWERS},
    {"ai:", HEADING_ANSWERS},
    {"bot:", HEADING_ANSWERS},
    {"gpt:", HEADING_ANSWERS},
};

/* Behind "##", "12." and blanks at the start of a line. */
static size_t skip_marks(const struct folded *folded, size_t at)
{
    size_t start = at;
    while (at < folded->length && at < start + 8 && folded->bytes[at] >= '0' && folded->bytes[at] <= '9')
        at++;
    while (at < folded->length && at < start + 12 && strchr(".) ", folded->bytes[at]))
        at++;
    return at;
}

static enum heading heading_at(const struct folded *folded, size_t at)
{
    at = skip_marks(folded, at);
    for (size_t i = 0; i < sizeof heading_words / sizeof *heading_words; i++) {
        size_t length = strlen(heading_words[i].word);
        if (folded->length - at >= length && memcmp(folded->bytes + at, heading_words[i].word, length) == 0)
            return heading_words[i].heading;
    }
    return HEADING_NONE;
}

static bool asks_for_such(struct text request, struct folded *space)
{
    static const char *const words[] = {"instruction", "instructions", "dialogue",   "dialog", "conversation",
                                        "chat",        "chatbot",      "interview",  "prompt", "prompts",
                                        "human:",      "user:",        "assistant:", "script", "few-shot",
                                        "transcript",  "role-play",    "roleplay",   NULL};
    folded_read(space, request);
    return folded_has(space, 0, space->length, words);
}

struct sign merged_find(struct text request, struct text answer, struct folded *space)
{
    struct sign found = {0};
    size_t asked = 0; /* origin + 1 of a line headed by the user */
    folded_read(space, answer);
    for (size_t at = 0; at < space->length && !found.kind; at++) {
        if (at == 0 || space->bytes[at - 1] != '\n')
            continue;
        enum heading heading = heading_at(space, at);
        if (heading == HEADING_ASKS && !asked)
            asked = at + 1;
        if (heading == HEADING_INSTRUCTION || (heading == HEADING_ANSWERS && asked)) {
            size_t start = heading == HEADING_INSTRUCTION ? at : asked - 1;
            found = (struct sign){heading == HEADING_INSTRUCTION ? "second_instruction" : "second_exchange",
                                  space->origins[start], answer.length - space->origins[start]};
        }
    }
    if (found.kind && asks_for_such(request, space))
        return (struct sign){0};
    return found;
}
