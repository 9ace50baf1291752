/* Evidence sentence by sentence, then two logistic models over it. */
#include "kernels/refusal.h"

#include <math.h>

#include "kernels/refusal_phrases.h"
#include "kernels/refusal_weights.h"

enum {
    SENTENCES_MOST = 96,
    OPENING = 3, /* sentences whose families count by themselves */
    REACH = 48,  /* bytes behind an inability in which its verb must stand */
};

/* The families of each sentence, and the words that tell most. */
struct outline {
    unsigned families[SENTENCES_MOST];
    size_t starts[SENTENCES_MOST]; /* folded bytes */
    size_t count;
    size_t items; /* lines that begin as a list's */
    size_t norms; /* words of ethics and law */
    bool fenced;
    size_t tell_start, tell_stop;
    int tell_rank; /* 0: nothing told yet */
};

#define HAS(sentence, family) (((sentence) >> (family)) & 1U)

/* "I cannot" with a verb of service behind it in the same sentence, and no idiom. */
static bool refuses_service(const struct folded *folded, size_t behind)
{
    size_t end = folded_sentence_end(folded, behind);
    size_t reach = behind + REACH < end ? behind + REACH : end;
    return folded_has(folded, behind, reach, refusal_services) &&
           !folded_has(folded, behind, end, refusal_idioms);
}

static unsigned weighed(const struct folded *folded, unsigned family, size_t behind)
{
    return family == FAMILY_UNABLE && refuses_service(folded, behind) ? FAMILY_REFUSE : family;
}

static void note_tell(struct outline *outline, unsigned family, size_t start, size_t stop)
{
    static const int ranks[REFUSAL_FAMILIES] = {
        [FAMILY_REFUSE] = 5,  [FAMILY_CONDONE] = 4, [FAMILY_JUDGE] = 3,  [FAMILY_DENY] = 2,
        [FAMILY_NOTE] = 1,    [FAMILY_NORM] = 1,    [FAMILY_ACCESS] = 2, [FAMILY_MACHINE] = 1,
        [FAMILY_OPINION] = 1, [FAMILY_APOLOGY] = 1};
    if (ranks[family] <= outline->tell_rank)
        return;
    outline->tell_rank = ranks[family];
    outline->tell_start = start;
    outline->tell_stop = stop;
}

static bool is_item(const struct folded *folded, size_t at)
{
    size_t digits = at;
    while (digits < folded->length && digits < at + 3 && folded->bytes[digits] >= '0' &&
           folded->bytes[digits] <= '9')
        digits++;
    if (digits > at)
        return digits < folded->length && (folded->bytes[digits] == '.' || folded->bytes[digits] == ')');
    return at + 1 < folded->length && strchr("-*", folded->bytes[at]) && folded->bytes[at + 1] == ' ';
}

/* Counts what lies at one byte; returns the folded length of a phrase there, at least 1. */
static size_t read_place(const struct folded *folded, size_t at, const struct phrase_index *index,
                         struct outline *outline)
{
    unsigned family = 0;
    size_t length = folded_match(folded, at, index, &family);
    if (!length)
        return 1;
    family = weighed(folded, family, at + length);
    outline->families[outline->count - 1] |= 1U << family;
    outline->norms += family == FAMILY_NORM;
    if (outline->count <= OPENING || outline->tell_rank == 0)
        note_tell(outline, family, at, at + length);
    return length;
}

static void begin_sentence(struct outline *outline, size_t at)
{
    if (outline->count == SENTENCES_MOST)
        return;
    outline->families[outline->count] = 0;
    outline->starts[outline->count++] = at;
}

static void read_outline(const struct folded *folded, const struct phrase_index *index,
                         struct outline *outline)
{
    bool quoted = false;
    size_t end = 0;
    for (size_t at = 0; at < folded->length;) {
        if (at >= end) {
            while (at < folded->length && (folded->bytes[at] == ' ' || folded->bytes[at] == '\n'))
                at++;
            if (at >= folded->length)
                break;
            end = folded_sentence_end(folded, at);
            end = end > at ? end : at + 1;
            begin_sentence(outline, at);
            if (at == 0 || folded->bytes[at - 1] == '\n') {
                quoted = false;
                outline->items += is_item(folded, at);
                outline->fenced |= folded_phrase(folded, at, "```*") > 0;
            }
        }
        if (folded->bytes[at] == '"')
            quoted = !quoted;
        at += quoted ? 1 : read_place(folded, at, index, outline);
    }
}

/* A letter or a mail speaks for somebody else; so does a piece of dialogue that opens with a quotation mark.
 */
static bool speaks_for_others(const struct folded *folded)
{
    static const char *const openings[] = {"dear", "subject:", "to whom it may concern", "hi [", "hello [",
                                           "\"",   NULL};
    for (const char *const *opening = openings; *opening; opening++) {
        if (folded_phrase(folded, 0, *opening))
            return true;
    }
    return false;
}

/* ---- evidence and verdict ------------------------------------------------------------------------------ */

const char *const refusal_evidence_names[REFUSAL_EVIDENCE] = {
    "constant",      "refuses first",  "refuses early", "refuses later",    "apologises first",
    "machine early", "condones early", "judges first",  "judges early",     "notes first",
    "access early",  "opinion early",  "denies early",  "norms a sentence", "redirects",
    "complies",      "list items",     "code",          "length above 600", "asks for input",
};

static double share_with(const struct outline *outline, enum refusal_family family)
{
    size_t with = 0;
    for (size_t i = 0; i < outline->count; i++)
        with += HAS(outline->families[i], family);
    return outline->count ? (double)with / (double)outline->count : 0;
}

static void fill_evidence(const struct folded *folded, const struct outline *outline, double *evidence)
{
    unsigned first = outline->count ? outline->families[0] : 0, early = 0, later = 0;
    for (size_t i = 0; i < outline->count; i++) {
        early |= i < OPENING ? outline->families[i] : 0;
        later |= i < OPENING ? 0 : outline->families[i];
    }
    const double values[REFUSAL_EVIDENCE] = {
        1,
        HAS(first, FAMILY_REFUSE),
        HAS(early, FAMILY_REFUSE) & ~HAS(first, FAMILY_REFUSE),
        HAS(later, FAMILY_REFUSE),
        HAS(first, FAMILY_APOLOGY),
        HAS(early, FAMILY_MACHINE),
        HAS(early, FAMILY_CONDONE),
        HAS(first, FAMILY_JUDGE),
        HAS(early, FAMILY_JUDGE),
        HAS(first, FAMILY_NOTE),
        HAS(early, FAMILY_ACCESS),
        HAS(early, FAMILY_OPINION),
        HAS(early, FAMILY_DENY),
        fmin(2, outline->count ? (double)outline->norms / (double)outline->count : 0),
        fmin(0.5, share_with(outline, FAMILY_REDIRECT)) * 2,
        fmin(0.5, share_with(outline, FAMILY_COMPLY)) * 2,
        log1p((double)outline->items),
        outline->fenced,
        fmax(0, log((double)folded->length + 1) - 6.4), /* nothing for texts of up to 600 bytes */
        HAS(early, FAMILY_MISSING),
    };
    memcpy(evidence, values, sizeof values);
}

static double logistic(double sum)
{
    return 1 / (1 + exp(-sum));
}

static void judge(const double *evidence, struct refusal *refusal)
{
    double any = 0, full = 0;
    for (size_t i = 0; i < REFUSAL_EVIDENCE; i++) {
        any += refusal_weights[i].any * evidence[i];
        full += refusal_weights[i].full * evidence[i];
    }
    refusal->kind = any < 0 ? REFUSAL_NONE : full >= 0 ? REFUSAL_FULL : REFUSAL_PARTIAL;
    refusal->score = logistic(refusal->kind == REFUSAL_FULL ? fmin(full, any) : any);
}

void refusal_find(struct text answer, struct refusal_space *space, struct refusal *refusal)
{
    struct outline outline = {0};
    struct folded *folded = &space->folded;
    *refusal = (struct refusal){0};
    phrase_index_make(&space->index, refusal_families, REFUSAL_FAMILIES);
    folded_read(folded, answer);
    read_outline(folded, &space->index, &outline);
    fill_evidence(folded, &outline, refusal->evidence);
    if (!outline.tell_rank || speaks_for_others(folded))
        return;
    judge(refusal->evidence, refusal);
    refusal->phrase = folded_source(folded, answer, outline.tell_start, outline.tell_stop);
    refusal->offset = (size_t)(refusal->phrase.data - answer.data);
}

const char *refusal_kind_name(enum refusal_kind kind)
{
    return kind == REFUSAL_FULL ? "full" : kind == REFUSAL_PARTIAL ? "partial" : NULL;
}
