/* See gpt3_rule.h. */
#include "kernels/gpt3_rule.h"

#include "base/utf8.h"

struct cutting {
    struct text text;
    struct gpt3_verdict *verdict;
    size_t from; /* bytes before it are dealt with */
};

/* The byte that stands `points` code points before (or after) `at`. */
static size_t points_back(struct text text, size_t at, size_t points)
{
    while (points > 0 && at > 0) {
        at--;
        points -= ((unsigned char)text.data[at] & 0xC0) != 0x80;
    }
    return at;
}

static size_t points_on(struct text text, size_t at, size_t points)
{
    while (points > 0 && at < text.length) {
        utf8_next(text, &at);
        points--;
    }
    return at;
}

static void piece_take(struct cutting *cutting, size_t end)
{
    if (end <= cutting->from)
        return;
    size_t points = utf8_count((struct text){cutting->text.data + cutting->from, end - cutting->from});
    if (points < GPT3_SHORTEST)
        return;
    cutting->verdict->pieces++;
    cutting->verdict->kept += points;
}

static void window_cut(struct cutting *cutting, size_t start, size_t end)
{
    piece_take(cutting, points_back(cutting->text, start, GPT3_WINDOW));
    cutting->from = points_on(cutting->text, end, GPT3_WINDOW);
}

int gpt3_rule_apply(struct gpt3_rule *rule, const struct gram_view *view, struct text text,
                    struct gpt3_verdict *verdict, struct error *error)
{
    struct cutting cutting = {text, verdict, 0};
    *verdict = (struct gpt3_verdict){0};
    if (view->header->method != GRAM_GPT3)
        return error_set(error, ERROR_USAGE,
                         "this index is not made for the GPT-3 rule: gram_index(…, 13, 'gpt3')");
    TRY(gram_words_split(&rule->words, text, GRAM_GPT3, error));
    TRY(gram_sums_make(&rule->sums, &rule->words.words.hashes, error));
    uint64_t power = gram_power(GPT3_WORDS);
    for (size_t i = 0; i + GPT3_WORDS <= rule->words.words.hashes.count; i++) {
        if (!gram_slot_find(view, gram_hash(&rule->sums, i, GPT3_WORDS, power)))
            continue;
        const struct word_span *last = &rule->words.words.spans[i + GPT3_WORDS - 1];
        verdict->collisions++;
        window_cut(&cutting, rule->words.words.spans[i].start, last->start + last->length);
    }
    if (verdict->collisions)
        piece_take(&cutting, text.length);
    else
        *verdict = (struct gpt3_verdict){0, 1, utf8_count(text), false};
    verdict->dropped = verdict->pieces > GPT3_PIECES || verdict->pieces == 0;
    return 0;
}

void gpt3_rule_release(struct gpt3_rule *rule)
{
    gram_words_release(&rule->words);
    hashes_release(&rule->sums);
}
