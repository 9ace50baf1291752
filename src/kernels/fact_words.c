#include "kernels/fact_words.h"

#include <utf8proc.h>

#include "base/utf8.h"

/* Whether what stands between the word before and this one ends a sentence; at the start of a text it does.
 */
static bool opens_sentence(struct text text, size_t from, size_t to)
{
    if (from == 0)
        return true;
    for (size_t i = from; i < to; i++)
        if (strchr(".!?:\n*#>\"|", text.data[i]))
            return true;
    return memmem(text.data + from, to - from, "\xe2\x80\x9c", 3) ||
           memmem(text.data + from, to - from, "\xe3\x80\x82", 3);
}

static bool carries_fact(struct text text, const struct word_span *span, size_t before)
{
    struct text word = {text.data + span->start, span->length};
    size_t at = 0, letters = 0;
    bool digit = false, capital = false;
    while (at < word.length) {
        int32_t point = utf8_next(word, &at);
        utf8proc_category_t category = utf8proc_category(point);
        digit |= category == UTF8PROC_CATEGORY_ND;
        capital |= category == UTF8PROC_CATEGORY_LU;
        letters++;
    }
    if (letters < 2)
        return false;
    return digit || (capital && !opens_sentence(text, before, span->start));
}

static bool known(const struct words *words, const struct buffer *indices, size_t index)
{
    const size_t *found = (const size_t *)(const void *)indices->data;
    for (size_t i = 0; i < indices->length / sizeof *found; i++)
        if (words->hashes.items[found[i]] == words->hashes.items[index])
            return true;
    return false;
}

enum { MOST = 512 }; /* of one text: the search for known ones is linear */

int fact_words_find(struct words *words, struct text text, struct buffer *indices, struct error *error)
{
    size_t before = 0;
    buffer_clear(indices);
    TRY(words_split_spans(words, text, error));
    for (size_t i = 0; i < words->hashes.count && indices->length < MOST * sizeof i; i++) {
        const struct word_span *span = &words->spans[i];
        if (carries_fact(text, span, before) && !known(words, indices, i))
            buffer_append(indices, &i, sizeof i);
        before = span->start + span->length;
    }
    return buffer_status(indices, error);
}
