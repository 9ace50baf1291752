/* Personal data in SQL: finding it, and masking it in texts and records. */
#include "base/memory.h"
#include "functions/family.h"
#include "kernels/pii.h"
#include "kernels/pii_mask.h"

/* The working space of one thread; options are read again when their text changes. */
struct finder {
    struct pii_masker masker;
    struct buffer given; /* the texts that the options were read from */
    struct buffer shown, out;
    struct buffer spans; /* of all rows, before they are written */
    bool read;
};

static void finder_free(void *own)
{
    struct finder *finder = own;
    pii_masker_release(&finder->masker);
    buffer_release(&finder->given);
    buffer_release(&finder->shown);
    buffer_release(&finder->out);
    buffer_release(&finder->spans);
    memory_free(finder);
}

struct settings {
    struct text locales, kinds, style;
};

/* Options are nearly always the same in all rows: they are parsed when they differ from the last. */
static int settings_use(struct finder *finder, const struct settings *settings, struct error *error)
{
    struct buffer *key = &finder->shown;
    buffer_clear(key);
    buffer_text(key, settings->locales);
    buffer_byte(key, '\0');
    buffer_text(key, settings->kinds);
    buffer_byte(key, '\0');
    buffer_text(key, settings->style);
    TRY(buffer_status(key, error));
    if (finder->read && text_equal(buffer_view(key), buffer_view(&finder->given)))
        return 0;
    finder->read = false;
    TRY(pii_locales_read(&finder->masker.options, settings->locales, error));
    TRY(pii_kinds_read(&finder->masker.options, settings->kinds, error));
    TRY(pii_style_read(&finder->masker.style, settings->style, error));
    buffer_clear(&finder->given);
    buffer_text(&finder->given, buffer_view(key));
    finder->read = true;
    return buffer_status(&finder->given, error);
}

/* ---- pii_spans ----------------------------------------------------------------------------------------- */

/* A finding and where its masked text lies in finder->out. */
struct shown_span {
    struct pii_span span;
    size_t shown, shown_length;
};

static int spans_keep(struct finder *finder, struct text text, struct error *error)
{
    const struct pii *found = &finder->masker.found;
    for (size_t i = 0; i < found->count; i++) {
        struct shown_span kept = {.span = found->spans[i], .shown = finder->out.length};
        pii_put_stars(&finder->out,
                      (struct text){text.data + kept.span.start, kept.span.stop - kept.span.start});
        kept.shown_length = finder->out.length - kept.shown;
        buffer_append(&finder->spans, &kept, sizeof kept);
    }
    TRY(buffer_status(&finder->out, error));
    return buffer_status(&finder->spans, error);
}

static int spans_write(struct call *call, const struct finder *finder)
{
    size_t total = finder->spans.length / sizeof(struct shown_span);
    struct target elements = {0}, fields[8];
    TRY(list_elements(call, total, &elements));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        fields[i] = target_field(&elements, i);
    for (size_t i = 0; i < total; i++) {
        struct shown_span kept;
        memcpy(&kept, finder->spans.data + i * sizeof kept, sizeof kept);
        target_text(&fields[0], i, text_of(pii_kind_name(kept.span.kind)));
        target_int64(&fields[1], i, kept.span.first);
        target_int64(&fields[2], i, kept.span.last);
        target_double(&fields[3], i, kept.span.score);
        target_boolean(&fields[4], i, kept.span.verified);
        if (kept.span.locale[0])
            target_text(&fields[5], i, text_of(kept.span.locale));
        else
            target_null(&fields[5], i);
        target_text(&fields[6], i, text_of(kept.span.name));
        target_text(&fields[7], i, (struct text){finder->out.data + kept.shown, kept.shown_length});
    }
    return 0;
}

int pii_spans_rows(struct call *call)
{
    struct finder *finder = own_object(call, sizeof *finder, finder_free);
    if (!finder)
        return error_memory(call->error);
    buffer_clear(&finder->out);
    buffer_clear(&finder->spans);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct settings settings = {column_text(&call->arguments[1], row), {"", 0}, text_of("placeholder")};
        struct text text = column_text(&call->arguments[0], row);
        size_t first = finder->spans.length / sizeof(struct shown_span);
        TRY(settings_use(finder, &settings, call->error));
        TRY(pii_find(&finder->masker.found, text, &finder->masker.options, call->error));
        TRY(spans_keep(finder, text, call->error));
        target_list(&call->result, row, first, finder->masker.found.count);
    }
    return spans_write(call, finder);
}

/* ---- pii_mask ------------------------------------------------------------------------------------------ */

int pii_mask_rows(struct call *call)
{
    struct finder *finder = own_object(call, sizeof *finder, finder_free);
    if (!finder)
        return error_memory(call->error);
    finder->masker.least = PII_LEAST;
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct settings settings = {
            column_text(&call->arguments[1], row), {"", 0}, column_text(&call->arguments[2], row)};
        TRY(settings_use(finder, &settings, call->error));
        buffer_clear(&finder->out);
        pii_masker_clear(&finder->masker);
        TRY(pii_mask_text(&finder->masker, column_text(&call->arguments[0], row), &finder->out, call->error));
        target_text(&call->result, row, buffer_view(&finder->out));
    }
    return 0;
}

/* ---- pii_mask_record ----------------------------------------------------------------------------------- */

struct record_targets {
    struct target text, list;
    uint64_t written, capacity;
};

static int masked_write(struct record_targets *targets, size_t row, const struct pii_masker *masker)
{
    size_t count = masker->masked.length / sizeof(struct pii_masked);
    if (targets->written + count > targets->capacity) {
        targets->capacity = (targets->written + count) * 2;
        if (target_reserve(&targets->list, targets->capacity) < 0)
            return -1;
    }
    target_list(&targets->list, row, targets->written, count);
    struct target elements = target_elements(&targets->list), fields[6];
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        fields[i] = target_field(&elements, i);
    for (size_t i = 0; i < count; i++, targets->written++) {
        struct pii_masked masked;
        memcpy(&masked, masker->masked.data + i * sizeof masked, sizeof masked);
        target_text(&fields[0], targets->written, text_of(masker->loci.data + masked.locus));
        target_int64(&fields[1], targets->written, masked.first);
        target_int64(&fields[2], targets->written, masked.last);
        target_text(&fields[3], targets->written, text_of(pii_kind_name(masked.kind)));
        target_text(&fields[4], targets->written, text_of(masked.name));
        target_text(&fields[5], targets->written, text_of(masked.hash));
    }
    return 0;
}

int pii_mask_record_rows(struct call *call)
{
    struct finder *finder = own_object(call, sizeof *finder, finder_free);
    struct record_targets targets = {.text = target_field(&call->result, 0),
                                     .list = target_field(&call->result, 1)};
    if (!finder)
        return error_memory(call->error);
    finder->masker.report = true;
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct settings settings = {column_text(&call->arguments[1], row),
                                    column_text(&call->arguments[2], row),
                                    column_text(&call->arguments[3], row)};
        TRY(settings_use(finder, &settings, call->error));
        finder->masker.least = column_double(&call->arguments[4], row);
        finder->masker.salt = column_text(&call->arguments[5], row);
        finder->masker.numbers_too = column_boolean(&call->arguments[6], row);
        buffer_clear(&finder->out);
        pii_masker_clear(&finder->masker);
        TRY(pii_mask_json(&finder->masker, column_text(&call->arguments[0], row), &finder->out, call->error));
        target_blob(&targets.text, row, buffer_view(&finder->out));
        if (masked_write(&targets, row, &finder->masker) < 0)
            return error_memory(call->error);
    }
    target_length(&targets.list, targets.written);
    return 0;
}
