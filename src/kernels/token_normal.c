/* Steps of normalizers. What each means: huggingface/tokenizers, normalizers (Apache-2.0), restated. */
#include "kernels/token_normal.h"

#include <utf8proc.h>

#include "base/memory.h"
#include "kernels/byte_alphabet.h"
#include "kernels/older_categories.h"
#include "kernels/token_classes.h"

/* ---- single steps -------------------------------------------------------------------------------------- */

static void put_point(struct buffer *out, int32_t point)
{
    char bytes[4];
    buffer_append(out, bytes, utf8_encode(point, bytes));
}

static int put_form(struct text text, int options, struct buffer *out, struct error *error)
{
    utf8proc_uint8_t *result = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.length,
                                           &result, (utf8proc_option_t)(options | UTF8PROC_STABLE));
    if (length == UTF8PROC_ERROR_NOMEM)
        return error_memory(error);
    if (length < 0) /* not UTF-8: as it is */
        buffer_text(out, text);
    else
        buffer_append(out, result, (size_t)length);
    free(result);
    return 0;
}

static void put_lower(struct text text, struct buffer *out)
{
    for (size_t at = 0; at < text.length;) {
        int32_t point = utf8_next(text, &at);
        put_point(out, point < 0 ? 0xFFFD : utf8proc_tolower(point));
        if (point == 0x130)
            put_point(out, 0x307); /* the one that becomes two: i and a dot above */
    }
}

static void put_without_marks(struct text text, bool nonspacing, struct buffer *out)
{
    for (size_t at = 0, start = 0; at < text.length; start = at) {
        int32_t point = utf8_next(text, &at);
        if (!(nonspacing ? older_nonspacing_mark(point) : older_combining_mark(point)))
            buffer_append(out, text.data + start, at - start);
    }
}

static struct text strip(struct text text, bool left, bool right)
{
    size_t start = left ? class_run(text, 0, POINT_WHITE) : 0, end = start, next;
    for (size_t at = start; at < text.length; at = next)
        end = class_at(text, at, &next) & POINT_WHITE ? end : next;
    return (struct text){text.data + start, (right ? end : text.length) - start};
}

static int put_replaced(const struct normal_step *step, void **match, struct text text, struct buffer *out,
                        struct error *error)
{
    size_t at = 0, start, end;
    for (size_t from = 0; from <= text.length;) {
        bool found = false;
        if (step->regex) {
            TRY(token_regex_find(step->regex, match, text, from, &start, &end, &found, error));
        } else {
            const char *place =
                memmem(text.data + from, text.length - from, step->text.data, step->text.length);
            found = place != NULL;
            start = found ? (size_t)(place - text.data) : 0;
            end = start + step->text.length;
        }
        if (!found)
            break;
        buffer_append(out, text.data + at, start - at);
        buffer_text(out, step->content);
        at = from = end;
        if (end == start && from < text.length)
            utf8_next(text, &from); /* past an empty match */
        else if (end == start)
            break;
    }
    buffer_append(out, text.data + at, text.length - at);
    return 0;
}

/* SentencePiece's nmt rules: controls go, what separates becomes a space. */
static void put_nmt(struct text text, struct buffer *out)
{
    for (size_t at = 0; at < text.length;) {
        int32_t point = utf8_next(text, &at);
        bool gone = (point >= 1 && point <= 8) || point == 0xB || (point >= 0xE && point <= 0x1F) ||
                    point == 0x7F || point == 0x8F || point == 0x9F;
        bool space = point == 9 || point == 0xA || point == 0xC || point == 0xD || point == 0x1680 ||
                     (point >= 0x200B && point <= 0x200F) || point == 0x2028 || point == 0x2029 ||
                     point == 0x2581 || point == 0xFEFF || point == 0xFFFD;
        if (!gone)
            put_point(out, space ? ' ' : point);
    }
}

/* ---- BERT ---------------------------------------------------------------------------------------------- */

static bool is_chinese(int32_t point)
{
    return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) ||
           (point >= 0x20000 && point <= 0x2A6DF) || (point >= 0x2A700 && point <= 0x2B73F) ||
           (point >= 0x2B740 && point <= 0x2B81F) || (point >= 0x2B920 && point <= 0x2CEAF) ||
           (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x2F800 && point <= 0x2FA1F);
}

static void put_bert(const struct normal_step *step, struct text text, struct buffer *out)
{
    for (size_t at = 0; at < text.length;) {
        int32_t point = utf8_next(text, &at);
        if (step->clean && (point <= 0 || point == 0xFFFD || older_control(point)))
            continue;
        if (step->clean && point_class(point) & POINT_WHITE)
            point = ' ';
        bool alone = step->chinese && is_chinese(point);
        if (alone)
            buffer_byte(out, ' ');
        put_point(out, point);
        if (alone)
            buffer_byte(out, ' ');
    }
}

/* Three passes, since lower case and marks are found in what the one before left. */
static int run_bert(const struct normal_step *step, struct text text, struct buffer *out, struct error *error)
{
    struct buffer a = {0}, b = {0};
    put_bert(step, text, &a);
    int code = buffer_status(&a, error);
    if (code == 0 && step->accents) {
        code = put_form(buffer_view(&a), UTF8PROC_DECOMPOSE, &b, error);
        buffer_clear(&a);
        put_without_marks(buffer_view(&b), true, &a);
    }
    if (step->lowercase)
        put_lower(buffer_view(&a), out);
    else
        buffer_text(out, buffer_view(&a));
    out->failed |= a.failed || b.failed;
    buffer_release(&a);
    buffer_release(&b);
    return code;
}

/* ---- running ------------------------------------------------------------------------------------------- */

static bool is_ascii(struct text text)
{
    size_t at = 0;
    while (at < text.length && (unsigned char)text.data[at] < 0x80)
        at++;
    return at == text.length;
}

static int run_step(const struct normal_step *step, void **match, struct text text, struct buffer *out,
                    struct error *error)
{
    static const int forms[] = {[NORMAL_NFC] = UTF8PROC_COMPOSE,
                                [NORMAL_NFD] = UTF8PROC_DECOMPOSE,
                                [NORMAL_NFKC] = UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
                                [NORMAL_NFKD] = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT};
    switch (step->kind) {
    case NORMAL_NFC:
    case NORMAL_NFD:
    case NORMAL_NFKC:
    case NORMAL_NFKD:
        return put_form(text, forms[step->kind], out, error);
    case NORMAL_LOWERCASE:
        put_lower(text, out);
        break;
    case NORMAL_STRIP:
        buffer_text(out, strip(text, step->left, step->right));
        break;
    case NORMAL_STRIP_ACCENTS:
        put_without_marks(text, false, out);
        break;
    case NORMAL_REPLACE:
        return put_replaced(step, match, text, out, error);
    case NORMAL_PREPEND:
        buffer_text(out, text.length ? step->content : text);
        buffer_text(out, text);
        break;
    case NORMAL_NMT:
        put_nmt(text, out);
        break;
    case NORMAL_CHARSMAP:
        charsmap_apply(&step->charsmap, text, out);
        break;
    case NORMAL_BERT:
        return run_bert(step, text, out, error);
    case NORMAL_BYTE_LEVEL:
        bytes_to_letters(text, out);
        break;
    }
    return 0;
}

int normal_steps_run(const struct normal_steps *steps, struct buffer buffers[2], void **match,
                     struct text text, struct text *result, struct error *error)
{
    size_t side = 0;
    *result = text;
    for (size_t i = 0; i < steps->count; i++) {
        struct buffer *out = &buffers[side];
        if (steps->items[i].kind <= NORMAL_NFKD && is_ascii(*result))
            continue;
        buffer_clear(out);
        TRY(run_step(&steps->items[i], match, *result, out, error));
        TRY(buffer_status(out, error));
        *result = buffer_view(out);
        side ^= 1;
    }
    return 0;
}

/* ---- reading ------------------------------------------------------------------------------------------- */

struct normal_reader {
    struct normal_steps *steps;
    struct arena *arena;
    const char *file;
    struct error *error;
};

static int read_replace(struct normal_reader *reader, yyjson_val *value, struct normal_step *step)
{
    yyjson_val *pattern = json_get(value, "pattern"), *content = json_get(value, "content");
    yyjson_val *literal = json_get(pattern, "String"), *regex = json_get(pattern, "Regex");
    if (!yyjson_is_str(content) || (!yyjson_is_str(literal) && !yyjson_is_str(regex)))
        return error_set(reader->error, ERROR_INPUT,
                         "%s: normalizer: Replace needs a pattern with String or Regex, and a content",
                         reader->file);
    step->kind = NORMAL_REPLACE;
    step->text = arena_copy(reader->arena, json_text(literal ? literal : regex));
    step->content = arena_copy(reader->arena, json_text(content));
    if (!step->text.data || !step->content.data)
        return error_memory(reader->error);
    if (literal && step->text.length > 0)
        return 0;
    return token_regex_new(&step->regex, step->text, reader->file, reader->error);
}

static int read_bert(yyjson_val *value, struct normal_step *step)
{
    yyjson_val *accents = json_get(value, "strip_accents");
    step->kind = NORMAL_BERT;
    step->clean = yyjson_is_true(json_get(value, "clean_text"));
    step->chinese = yyjson_is_true(json_get(value, "handle_chinese_chars"));
    step->lowercase = yyjson_is_true(json_get(value, "lowercase"));
    step->accents = yyjson_is_bool(accents) ? yyjson_is_true(accents) : step->lowercase;
    return 0;
}

static int read_named(struct normal_reader *reader, struct text type, yyjson_val *value,
                      struct normal_step *step)
{
    static const struct {
        const char *type;
        enum normal_kind kind;
    } plain[] = {{"NFC", NORMAL_NFC},
                 {"NFD", NORMAL_NFD},
                 {"NFKC", NORMAL_NFKC},
                 {"NFKD", NORMAL_NFKD},
                 {"Lowercase", NORMAL_LOWERCASE},
                 {"StripAccents", NORMAL_STRIP_ACCENTS},
                 {"Nmt", NORMAL_NMT},
                 {"ByteLevel", NORMAL_BYTE_LEVEL}};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        step->kind = plain[i].kind;
        if (text_is(type, plain[i].type))
            return 0;
    }
    if (text_is(type, "BertNormalizer"))
        return read_bert(value, step);
    if (text_is(type, "Replace"))
        return read_replace(reader, value, step);
    if (text_is(type, "Strip")) {
        step->kind = NORMAL_STRIP;
        step->left = yyjson_is_true(json_get(value, "strip_left"));
        step->right = yyjson_is_true(json_get(value, "strip_right"));
        return 0;
    }
    if (text_is(type, "Prepend")) {
        step->kind = NORMAL_PREPEND;
        step->content = arena_copy(reader->arena, json_text(json_get(value, "prepend")));
        return step->content.data ? 0 : error_memory(reader->error);
    }
    if (text_is(type, "Precompiled")) {
        step->kind = NORMAL_CHARSMAP;
        return charsmap_read(&step->charsmap, json_text(json_get(value, "precompiled_charsmap")),
                             reader->file, reader->error);
    }
    return error_set(reader->error, ERROR_INPUT, "%s: normalizer: the type '%.*s' is not known", reader->file,
                     (int)(type.length < 100 ? type.length : 100), type.length ? type.data : "");
}

static int read_step(struct normal_reader *reader, yyjson_val *value, int depth)
{
    struct text type = json_text(json_get(value, "type"));
    if (yyjson_is_null(value) || !value)
        return 0;
    if (depth > 8)
        return error_set(reader->error, ERROR_INPUT, "%s: normalizer: sequences are nested too deeply",
                         reader->file);
    if (text_is(type, "Sequence")) {
        size_t i, count;
        yyjson_val *item;
        yyjson_arr_foreach(json_get(value, "normalizers"), i, count, item)
        {
            TRY(read_step(reader, item, depth + 1));
        }
        return 0;
    }
    struct normal_steps *steps = reader->steps;
    struct normal_step *items = memory_resize(steps->items, steps->count + 1, sizeof *items);
    if (!items)
        return error_memory(reader->error);
    steps->items = items;
    items[steps->count] = (struct normal_step){0};
    return read_named(reader, type, value, &items[steps->count++]);
}

int normal_steps_read(struct normal_steps *steps, yyjson_val *value, struct arena *arena, const char *file,
                      struct error *error)
{
    struct normal_reader reader = {steps, arena, file, error};
    return read_step(&reader, value, 0);
}

void normal_steps_release(struct normal_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        token_regex_free(steps->items[i].regex);
        charsmap_release(&steps->items[i].charsmap);
    }
    memory_free(steps->items);
    *steps = (struct normal_steps){0};
}
