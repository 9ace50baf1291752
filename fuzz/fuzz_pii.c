/* Any bytes through the search for personal data and through masking: findings are ordered, within the text
 * and apart; what surrounds them is kept; masked JSON is JSON where it was. */
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "kernels/pii_mask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_spans(const struct pii *found, size_t size)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct pii_span *span = &found->spans[i];
        check(span->start < span->stop && span->stop <= size && span->first <= span->last);
        check(span->score > 0 && span->score <= 1);
        check(i == 0 || (found->spans[i - 1].stop <= span->start && found->spans[i - 1].last <= span->first));
    }
}

static bool text_is_json(struct text text)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    bool is = json_read(&reader, text) && !reader.faults;
    json_reader_release(&reader);
    arena_release(&arena);
    return is;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pii_masker masker = {.least = 0.2,
                                .report = true,
                                .numbers_too = size & 1,
                                .style = size & 2 ? PII_STARS : PII_PLACEHOLDER};
    struct buffer out = {0};
    struct error error = {0};
    struct text text = {(const char *)data, size};
    check(pii_find(&masker.found, text, &masker.options, &error) == 0);
    check_spans(&masker.found, size);
    check(pii_mask_json(&masker, text, &out, &error) == 0);
    if (text_is_json(text))
        check(text_is_json(buffer_view(&out)));
    if (masker.masked.length == 0)
        check(text_equal(text, buffer_view(&out)));
    buffer_release(&out);
    pii_masker_release(&masker);
    return 0;
}
