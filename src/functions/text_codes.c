#include "functions/text_codes.h"

#include <stdlib.h>
#include <string.h>

/* A text and where it was given. */
struct placed_text {
    struct text text;
    size_t place;
};

static int by_bytes(const void *a, const void *b)
{
    const struct placed_text *x = a, *y = b;
    size_t shared = x->text.length < y->text.length ? x->text.length : y->text.length;
    if (!x->text.data || !y->text.data) {
        if (x->text.data || y->text.data)
            return x->text.data ? -1 : 1;
        return x->place < y->place ? -1 : x->place > y->place;
    }
    int order = shared ? memcmp(x->text.data, y->text.data, shared) : 0;
    if (order != 0)
        return order;
    return x->text.length < y->text.length ? -1 : x->text.length > y->text.length;
}

int text_codes_make(struct text_codes *codes, const struct text *texts, size_t count, struct arena *arena,
                    struct error *error)
{
    struct placed_text *placed = arena_take(arena, count + 1, sizeof *placed);
    struct text *distinct = arena_take(arena, count + 1, sizeof *distinct);
    *codes =
        (struct text_codes){.texts = distinct, .codes = arena_take(arena, count + 1, sizeof *codes->codes)};
    if (!placed || !distinct || !codes->codes)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        placed[i] = (struct placed_text){texts[i], i};
    qsort(placed, count, sizeof *placed, by_bytes);
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && placed[i].text.data && by_bytes(&placed[i - 1], &placed[i]) == 0;
        if (!same)
            distinct[codes->count++] = placed[i].text;
        codes->codes[placed[i].place] = (uint32_t)(codes->count - 1);
    }
    return 0;
}
