/* The filters of chat templates. Definitions: Jinja 3.1, "List of Builtin Filters"; tojson is the one of
 * transformers (json.dumps without escaping for HTML). */
#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "packs/sft/template_run.h"

/* ---- texts ---- */

static int filter_trim(struct run *run, const struct datum *value, const struct arguments *arguments,
                       struct datum *out)
{
    struct text text;
    TRY(run_text(run, value, &text));
    *out = datum_text(strip_text(text, argument(arguments, 0, "chars"), true, true));
    return 0;
}

/* The text method of that name does the work. */
static int text_method(struct run *run, const struct datum *value, const char *name,
                       const struct arguments *arguments, struct datum *out)
{
    struct text text;
    TRY(run_text(run, value, &text));
    struct datum whole = datum_text(text);
    return method_call(run, &whole, text_of(name), arguments, out);
}

static int filter_tojson(struct run *run, const struct datum *value, const struct arguments *arguments,
                         struct datum *out)
{
    struct json_style style = {.indent = -1};
    struct buffer buffer = {0};
    const struct datum *indent = argument(arguments, 0, "indent"),
                       *sorted = argument(arguments, 9, "sort_keys");
    const struct datum *ascii = argument(arguments, 9, "ensure_ascii");
    const struct datum *separators = argument(arguments, 9, "separators");
    if (indent && indent->kind == DATUM_INTEGER)
        style.indent = indent->integer < 0 ? 0 : indent->integer;
    style.sorted = sorted && datum_true(sorted);
    style.ascii = ascii && datum_true(ascii);
    if (separators && separators->kind == DATUM_LIST && separators->list->count == 2) {
        TRY(run_text(run, &separators->list->items[0], &style.between));
        TRY(run_text(run, &separators->list->items[1], &style.after_key));
    }
    if (!datum_put_json(&buffer, value, &style, 0)) {
        buffer_release(&buffer);
        return run_fault(run, "a value of type %s has no JSON", datum_type(value));
    }
    return run_take_buffer(run, &buffer, out);
}

static int filter_indent(struct run *run, const struct datum *value, const struct arguments *arguments,
                         struct datum *out)
{
    struct text text, space = {NULL, 0};
    struct buffer buffer = {0};
    const struct datum *width = argument(arguments, 0, "width"), *first = argument(arguments, 1, "first");
    const struct datum *blank = argument(arguments, 2, "blank");
    int64_t count = width && width->kind == DATUM_INTEGER ? width->integer : 4;
    if (width && width->kind == DATUM_TEXT)
        space = width->text;
    TRY(run_text(run, value, &text));
    for (size_t at = 0, line = 0; at <= text.length; line++) {
        const char *end = at < text.length ? memchr(text.data + at, '\n', text.length - at) : NULL;
        size_t length = end ? (size_t)(end - text.data) - at : text.length - at;
        bool indents = line == 0 ? first && datum_true(first) : length > 0 || (blank && datum_true(blank));
        for (int64_t i = 0; indents && !space.data && i < count && i < 4096; i++)
            buffer_byte(&buffer, ' ');
        if (indents && space.data)
            buffer_text(&buffer, space);
        buffer_append(&buffer, text.data + at, length);
        if (!end)
            break;
        buffer_byte(&buffer, '\n');
        at += length + 1;
    }
    return run_take_buffer(run, &buffer, out);
}

static int filter_join(struct run *run, const struct datum *value, const struct arguments *arguments,
                       struct datum *out)
{
    struct datum_list *items;
    struct buffer buffer = {0};
    const struct datum *separator = argument(arguments, 0, "d"), *name = argument(arguments, 1, "attribute");
    struct text between = {"", 0};
    if (separator)
        TRY(run_text(run, separator, &between));
    TRY(run_items(run, value, &items));
    for (size_t i = 0; i < items->count; i++) {
        struct datum item = items->items[i];
        if (name)
            TRY(item_get(run, &items->items[i], name, &item));
        if (i)
            buffer_text(&buffer, between);
        datum_put(&buffer, &item);
        if (buffer.length > RUN_OUTPUT_MOST)
            break;
    }
    return run_take_buffer(run, &buffer, out);
}

/* ---- numbers ---- */

static int filter_number(struct run *run, const struct datum *value, bool real,
                         const struct arguments *arguments, struct datum *out)
{
    char digits[64], *end = digits;
    const struct datum *fallback = argument(arguments, 0, "default");
    double number = 0;
    bool known = datum_is_number(value);
    if (known)
        number = datum_number(value);
    else if (value->kind == DATUM_TEXT && value->text.length && value->text.length < sizeof digits) {
        memcpy(digits, value->text.data, value->text.length);
        digits[value->text.length] = 0;
        number = strtod(digits, &end);
        known = *text_trim((struct text){end, strlen(end)}).data == 0;
    }
    if (!known || isnan(number) || (!real && fabs(number) > 9e18))
        *out = fallback ? *fallback : real ? datum_real(0) : datum_integer(0);
    else if (!real && value->kind == DATUM_INTEGER)
        *out = *value;
    else
        *out = real ? datum_real(number) : datum_integer((int64_t)number);
    (void)run;
    return 0;
}

static int filter_abs(struct run *run, const struct datum *value, struct datum *out)
{
    if (!datum_is_number(value) || (value->kind == DATUM_INTEGER && value->integer == INT64_MIN))
        return run_fault(run, "a value of type %s has no absolute value", datum_type(value));
    *out = value->kind == DATUM_REAL ? datum_real(fabs(value->real))
                                     : datum_integer(value->kind == DATUM_BOOLEAN ? value->boolean
                                                     : value->integer < 0         ? -value->integer
                                                                                  : value->integer);
    return 0;
}

static int filter_round(struct run *run, const struct datum *value, const struct arguments *arguments,
                        struct datum *out)
{
    const struct datum *digits = argument(arguments, 0, "precision");
    double scale = pow(10, digits && digits->kind == DATUM_INTEGER ? (double)digits->integer : 0);
    if (!datum_is_number(value))
        return run_fault(run, "a value of type %s cannot be rounded", datum_type(value));
    *out = datum_real(nearbyint(datum_number(value) * scale) / scale); /* to even, as Python does */
    return 0;
}

/* ---- lists ---- */

static int filter_list(struct run *run, const struct datum *value, struct datum *out)
{
    struct datum_list *items;
    TRY(run_items(run, value, &items));
    TRY(run_list(run, out, false));
    for (size_t i = 0; i < items->count; i++)
        TRY(run_list_add(run, out, items->items[i]));
    return 0;
}

static int filter_reverse(struct run *run, const struct datum *value, struct datum *out)
{
    struct datum_list *items;
    struct buffer buffer = {0};
    TRY(run_items(run, value, &items));
    TRY(run_list(run, out, false));
    for (size_t i = items->count; i > 0; i--)
        TRY(run_list_add(run, out, items->items[i - 1]));
    if (value->kind != DATUM_TEXT)
        return 0;
    for (size_t i = 0; i < out->list->count; i++)
        buffer_text(&buffer, out->list->items[i].text);
    return run_take_buffer(run, &buffer, out);
}

static int filter_end(struct run *run, const struct datum *value, bool last, struct datum *out)
{
    struct datum_list *items;
    TRY(run_items(run, value, &items));
    *out = items->count ? items->items[last ? items->count - 1 : 0] : datum_undefined(text_of("the item"));
    return 0;
}

/* Pairs of a dictionary as tuples; of what is undefined none. */
static int filter_items(struct run *run, const struct datum *value, struct datum *out)
{
    struct datum none = datum_map_new(run->arena);
    struct arguments empty = {.count = 0};
    if (!none.map)
        return run_memory(run);
    if (value->kind != DATUM_UNDEFINED && value->kind != DATUM_MAP)
        return run_fault(run, "items are those of a dictionary, not of a value of type %s",
                         datum_type(value));
    return method_call(run, value->kind == DATUM_MAP ? value : &none, text_of("items"), &empty, out);
}

/* Insertion sort by the item itself, or one of its members: stable, and lists in templates are short. */
static int sort_items(struct run *run, struct datum_list *list, const struct datum *name, bool descending,
                      bool folds)
{
    struct datum left, right;
    int order = 0;
    for (size_t i = 1; i < list->count; i++)
        for (size_t k = i; k > 0; k--) {
            TRY(run_step(run));
            left = list->items[k - 1];
            right = list->items[k];
            if (name) {
                TRY(item_get(run, &list->items[k - 1], name, &left));
                TRY(item_get(run, &list->items[k], name, &right));
            }
            if (folds && left.kind == DATUM_TEXT && right.kind == DATUM_TEXT) {
                struct arguments none = {.count = 0};
                TRY(method_call(run, &left, text_of("lower"), &none, &left));
                TRY(method_call(run, &right, text_of("lower"), &none, &right));
            }
            if (!datum_order(&left, &right, &order))
                return run_fault(run, "values of type %s and %s have no order", datum_type(&left),
                                 datum_type(&right));
            if (descending ? order >= 0 : order <= 0)
                break;
            struct datum swapped = list->items[k];
            list->items[k] = list->items[k - 1];
            list->items[k - 1] = swapped;
        }
    return 0;
}

static int filter_sort(struct run *run, const struct datum *value, const struct arguments *arguments,
                       struct datum *out)
{
    const struct datum *descending = argument(arguments, 0, "reverse");
    const struct datum *strict = argument(arguments, 1, "case_sensitive"),
                       *name = argument(arguments, 2, "attribute");
    TRY(filter_list(run, value, out));
    return sort_items(run, out->list, name, descending && datum_true(descending),
                      !strict || !datum_true(strict));
}

static int filter_dictsort(struct run *run, const struct datum *value, struct datum *out)
{
    struct datum first = datum_integer(0);
    TRY(filter_items(run, value, out));
    return sort_items(run, out->list, &first, false, true);
}

static int filter_unique(struct run *run, const struct datum *value, struct datum *out)
{
    struct datum_list *items;
    TRY(run_items(run, value, &items));
    TRY(run_list(run, out, false));
    for (size_t i = 0; i < items->count; i++) {
        bool seen = false;
        for (size_t k = 0; k < out->list->count && !seen; k++) {
            TRY(run_step(run));
            seen = datum_equal(&out->list->items[k], &items->items[i]);
        }
        if (!seen)
            TRY(run_list_add(run, out, items->items[i]));
    }
    return 0;
}

/* map(attribute='x', default=…), or map('filter', …). */
static int filter_map(struct run *run, const struct datum *value, const struct arguments *arguments,
                      struct datum *out)
{
    struct datum_list *items;
    const struct datum *name = argument(arguments, 99, "attribute"),
                       *fallback = argument(arguments, 99, "default");
    struct arguments rest = {.count = 0};
    struct datum item;
    if (!name && (arguments->count == 0 || arguments->items[0].kind != DATUM_TEXT))
        return run_fault(run, "map needs an attribute or the name of a filter");
    for (size_t i = 1; !name && i < arguments->count; i++)
        rest.items[rest.count++] = arguments->items[i];
    TRY(run_items(run, value, &items));
    TRY(run_list(run, out, false));
    for (size_t i = 0; i < items->count; i++) {
        if (name)
            TRY(item_get(run, &items->items[i], name, &item));
        else
            TRY(filter_apply(run, arguments->items[0].text, &items->items[i], &rest, &item));
        if (item.kind == DATUM_UNDEFINED && fallback)
            item = *fallback;
        TRY(run_list_add(run, out, item));
    }
    return 0;
}

/* select, reject, selectattr and rejectattr: items for which a test holds, or not; without a test, those that
 * are true. */
static int filter_select(struct run *run, const struct datum *value, const struct arguments *arguments,
                         bool member, bool keeps, struct datum *out)
{
    struct datum_list *items;
    struct arguments rest = {.count = 0};
    size_t first = member;
    if (arguments->count < first || (arguments->count > first && arguments->items[first].kind != DATUM_TEXT))
        return run_fault(run, "a test is named by a text");
    for (size_t i = first + 1; i < arguments->count; i++)
        rest.items[rest.count++] = arguments->items[i];
    TRY(run_items(run, value, &items));
    TRY(run_list(run, out, false));
    for (size_t i = 0; i < items->count; i++) {
        struct datum item = items->items[i];
        bool holds = false;
        if (member)
            TRY(item_get(run, &items->items[i], &arguments->items[0], &item));
        if (arguments->count > first)
            TRY(test_apply(run, arguments->items[first].text, &item, &rest, &holds));
        else
            holds = datum_true(&item);
        if (holds == keeps)
            TRY(run_list_add(run, out, items->items[i]));
    }
    return 0;
}

static int filter_length(struct run *run, const struct datum *value, struct datum *out)
{
    size_t length = datum_length(value);
    if (length == SIZE_MAX)
        return run_fault(run, "a value of type %s has no length", datum_type(value));
    *out = datum_integer((int64_t)length);
    return 0;
}

static int filter_default(const struct datum *value, const struct arguments *arguments, struct datum *out)
{
    const struct datum *fallback = argument(arguments, 0, "default_value");
    const struct datum *also_false = argument(arguments, 1, "boolean");
    bool missing =
        value->kind == DATUM_UNDEFINED || (also_false && datum_true(also_false) && !datum_true(value));
    *out = !missing ? *value : fallback ? *fallback : datum_text(text_of(""));
    return 0;
}

/* ---- by name ---- */

static int filter_plain(struct run *run, struct text name, const struct datum *value, struct datum *out,
                        bool *known)
{
    *known = true;
    if (text_is(name, "length") || text_is(name, "count"))
        return filter_length(run, value, out);
    if (text_is(name, "list"))
        return filter_list(run, value, out);
    if (text_is(name, "items"))
        return filter_items(run, value, out);
    if (text_is(name, "first") || text_is(name, "last"))
        return filter_end(run, value, text_is(name, "last"), out);
    if (text_is(name, "reverse"))
        return filter_reverse(run, value, out);
    if (text_is(name, "dictsort"))
        return filter_dictsort(run, value, out);
    if (text_is(name, "unique"))
        return filter_unique(run, value, out);
    if (text_is(name, "abs"))
        return filter_abs(run, value, out);
    if (text_is(name, "string") || text_is(name, "safe")) {
        struct text text;
        TRY(run_text(run, value, &text));
        *out = datum_text(text);
        return 0;
    }
    *known = false;
    return 0;
}

int filter_apply(struct run *run, struct text name, const struct datum *value,
                 const struct arguments *arguments, struct datum *out)
{
    static const char *const methods[] = {"upper", "lower", "title", "capitalize", "replace"};
    bool known = false;
    TRY(filter_plain(run, name, value, out, &known));
    if (known)
        return 0;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (text_is(name, methods[i]))
            return text_method(run, value, methods[i], arguments, out);
    if (text_is(name, "trim"))
        return filter_trim(run, value, arguments, out);
    if (text_is(name, "tojson"))
        return filter_tojson(run, value, arguments, out);
    if (text_is(name, "default") || text_is(name, "d"))
        return filter_default(value, arguments, out);
    if (text_is(name, "join"))
        return filter_join(run, value, arguments, out);
    if (text_is(name, "indent"))
        return filter_indent(run, value, arguments, out);
    if (text_is(name, "map"))
        return filter_map(run, value, arguments, out);
    if (text_is(name, "select") || text_is(name, "reject"))
        return filter_select(run, value, arguments, false, text_is(name, "select"), out);
    if (text_is(name, "selectattr") || text_is(name, "rejectattr"))
        return filter_select(run, value, arguments, true, text_is(name, "selectattr"), out);
    if (text_is(name, "sort"))
        return filter_sort(run, value, arguments, out);
    if (text_is(name, "int") || text_is(name, "float"))
        return filter_number(run, value, text_is(name, "float"), arguments, out);
    if (text_is(name, "round"))
        return filter_round(run, value, arguments, out);
    return run_fault(run, "no filter is called \"%.*s\"", (int)(name.length < 60 ? name.length : 60),
                     name.data);
}
