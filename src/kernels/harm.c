/* Pairs of words within a sentence, and frames that take them back. */
#include "kernels/harm.h"

#include "kernels/harm_words.h"

enum { FAR = 60 }; /* bytes between the words of a pair */

/* What was met so far: the last place of each family, and the first pair that tells. */
struct reading {
    size_t last[HARM_FAMILIES]; /* folded start + 1; 0: none in this sentence */
    bool framed, hinted;
    size_t possessive; /* folded place + 1 of the last "'s": whose it is */
    const char *category;
    size_t start, stop;
    bool asked; /* the sentence that told asks for something */
};

static void tell(struct reading *reading, const char *category, size_t start, size_t stop)
{
    if (reading->category)
        return;
    reading->category = category;
    reading->start = start;
    reading->stop = stop;
    reading->asked = reading->last[ASK] || reading->last[FRAME];
}

/* `first` stands shortly before. */
static bool follows(const struct reading *reading, enum harm_family first, size_t at)
{
    return reading->last[first] && at + 1 - reading->last[first] <= FAR;
}

static void weigh(struct reading *reading, enum harm_family family, size_t at, size_t length)
{
    static const struct {
        enum harm_family second, first;
        const char *category;
    } pairs[] = {
        {PERSON, VIOLENT, "violence"},
        {PERSON, ACT, "violence"},
        {PERSON, DESTROY, "violence"},
        {PLACE, DESTROY, "crime"},
        {DRUG, OBTAIN, "drugs"},
        {WEAPON, OBTAIN, "weapons"},
        {DENY_VERB, GROUP, "discrimination"},
        {GROUP, DENY_VERB, "discrimination"},
        {GROUP, VIOLENT, "violence"},
        {GROUP, ACT, "violence"},
        {SECRET, OWNER, "privacy"},
    };
    static const char *const alone[HARM_FAMILIES] = {
        [CRIME] = "crime", [SELF] = "self_harm", [ATROCITY] = "atrocity"};
    if (alone[family])
        tell(reading, alone[family], at, at + length);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i].second == family && follows(reading, pairs[i].first, at) &&
            (family != SECRET || reading->possessive > reading->last[OWNER]))
            tell(reading, pairs[i].category, reading->last[pairs[i].first] - 1, at + length);
    }
    reading->framed |= family == FRAME;
    reading->hinted |= family == HINT || family == VIOLENT || family == DESTROY || family == DRUG ||
                       family == WEAPON || family == CRIME;
    reading->last[family] = at + 1;
    if (family == PERSON) /* "my boss's password": whose person it is, owns as well */
        reading->last[OWNER] = at + 1;
    if (family == OWNER && length > 2) /* "someone's", not "my" */
        reading->possessive = at + 2;
}

static void read_request(const struct folded *folded, const struct phrase_index *index,
                         struct reading *reading)
{
    size_t end = 0;
    for (size_t at = 0; at < folded->length;) {
        if (at >= end) {
            memset(reading->last, 0, sizeof reading->last);
            end = folded_sentence_end(folded, at);
            end = end > at ? end : at + 1;
        }
        if (folded_phrase(folded, at, "'s"))
            reading->possessive = at + 1;
        unsigned family = 0;
        size_t length = folded_match(folded, at, index, &family);
        if (length)
            weigh(reading, (enum harm_family)family, at, length);
        at += length ? length : 1;
    }
}

void harm_find(struct text request, struct harm_space *space, struct harm *harm)
{
    struct reading reading = {0};
    *harm = (struct harm){0};
    phrase_index_make(&space->index, harm_families, HARM_FAMILIES);
    folded_read(&space->folded, request);
    read_request(&space->folded, &space->index, &reading);
    bool excused = !reading.asked ||
                   (reading.framed && reading.category && strcmp(reading.category, "privacy") != 0 &&
                    strcmp(reading.category, "atrocity") != 0 && strcmp(reading.category, "self_harm") != 0);
    if (reading.category) {
        harm->kind = excused ? HARM_UNCLEAR : HARM_HARMFUL;
        harm->category = reading.category;
        harm->phrase = folded_source(&space->folded, request, reading.start, reading.stop);
        harm->offset = (size_t)(harm->phrase.data - request.data);
    } else {
        harm->kind = reading.hinted && !reading.framed ? HARM_UNCLEAR : HARM_BENIGN;
    }
}

const char *harm_kind_name(enum harm_kind kind)
{
    static const char *const names[] = {"benign", "unclear", "harmful"};
    return names[kind];
}
