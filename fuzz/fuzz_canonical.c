/* Any bytes through the canonical form: what is accepted comes out as its own canonical form, is valid UTF-8
 * and reads without a fault; what is refused leaves nothing behind. */
#include <stdint.h>
#include <stdlib.h>

#include "base/canonical.h"
#include "base/json.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_form(struct text form)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    struct buffer again = {0};
    struct error error = {0};
    check(utf8_valid_until(form) == form.length);
    check(json_read(&reader, form) != NULL && !reader.faults);
    check(json_canonical(form, &again, &error) == 0);
    check(text_equal(buffer_view(&again), form));
    buffer_release(&again);
    json_reader_release(&reader);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer out = {0};
    struct error error = {0};
    int code = json_canonical((struct text){(const char *)data, size}, &out, &error);
    if (code == 0)
        check_form(buffer_view(&out));
    else
        check(out.length == 0 && error.code == code && error.message[0]);
    buffer_release(&out);
    return 0;
}
