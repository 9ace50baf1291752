/* Any bytes through the JSON reader: offsets lie within the text, what comes out is valid UTF-8, and what was
 * written reads back without a fault that was not there before. */
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static size_t check_faults(const struct json_reader *reader, size_t size)
{
    size_t count = 0;
    for (const struct json_fault *fault = reader->faults; fault; fault = fault->next, count++) {
        check(fault->offset <= size);
        check(utf8_valid_until(fault->locus) == fault->locus.length);
    }
    return count;
}

/* Written text is strict JSON: only what no writer can mend (duplicate keys, nesting) may be found in it
 * again. */
static void check_written(struct json_reader *reader, const struct buffer *written)
{
    struct buffer again = {0};
    check(utf8_valid_until(buffer_view(written)) == written->length);
    yyjson_val *root = json_read(reader, buffer_view(written));
    check(root != NULL);
    for (const struct json_fault *fault = reader->faults; fault; fault = fault->next)
        check(text_is(text_of(fault->code), "duplicate_key") ||
              text_is(text_of(fault->code), "deep_nesting"));
    json_put_value(&again, root);
    check(text_equal(buffer_view(&again), buffer_view(written)));
    buffer_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena, .deepest_allowed = size % 5};
    struct buffer written = {0};
    yyjson_val *root = json_read(&reader, (struct text){(const char *)data, size});
    size_t faults = check_faults(&reader, size);
    check(root || faults > 0);
    if (root) {
        json_put_value(&written, root);
        check_written(&reader, &written);
    }
    buffer_release(&written);
    json_reader_release(&reader);
    arena_release(&arena);
    return 0;
}
