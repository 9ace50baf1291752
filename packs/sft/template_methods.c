/* The methods of texts, dictionaries and lists that chat templates call. */
#include <utf8proc.h>

#include "base/utf8.h"
#include "packs/sft/template_run.h"

/* ---- texts ---- */

static bool is_space(int32_t code)
{
    if (code < 0x80)
        return code == ' ' || (code >= 9 && code <= 13) || (code >= 0x1C && code <= 0x1F);
    utf8proc_category_t category = utf8proc_category(code);
    return code == 0x85 || category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

static bool is_stripped(int32_t code, const struct datum *characters)
{
    if (!characters || characters->kind != DATUM_TEXT)
        return is_space(code);
    for (size_t at = 0; at < characters->text.length;)
        if (utf8_next(characters->text, &at) == code)
            return true;
    return false;
}

struct text strip_text(struct text text, const struct datum *characters, bool left, bool right)
{
    size_t start = 0, stop = text.length;
    while (left && start < stop) {
        size_t at = start;
        if (!is_stripped(utf8_next(text, &at), characters))
            break;
        start = at;
    }
    while (right && stop > start) {
        size_t at = stop - 1;
        while (at > start && ((unsigned char)text.data[at] & 0xC0) == 0x80)
            at--;
        size_t end = at;
        if (!is_stripped(utf8_next(text, &end), characters))
            break;
        stop = at;
    }
    return (struct text){text.data + start, stop - start};
}

/* Offset of part at or after `from`; SIZE_MAX: not there. */
static size_t text_find(struct text text, struct text part, size_t from)
{
    if (part.length > text.length)
        return SIZE_MAX;
    for (size_t i = from; i + part.length <= text.length; i++)
        if (part.length == 0 || memcmp(text.data + i, part.data, part.length) == 0)
            return i;
    return SIZE_MAX;
}

static int text_argument(struct run *run, const struct arguments *arguments, size_t place, struct text *text)
{
    const struct datum *given = argument(arguments, place, NULL);
    *text = (struct text){"", 0};
    if (!given || given->kind != DATUM_TEXT)
        return run_fault(run, "this method needs a text as its argument");
    *text = given->text;
    return 0;
}

static int text_replace(struct run *run, struct text text, const struct arguments *arguments,
                        struct datum *out)
{
    struct text old, new;
    struct buffer buffer = {0};
    const struct datum *most = argument(arguments, 2, "count");
    int64_t left = most && most->kind == DATUM_INTEGER && most->integer >= 0 ? most->integer : INT64_MAX;
    TRY(text_argument(run, arguments, 0, &old));
    TRY(text_argument(run, arguments, 1, &new));
    size_t at = 0;
    for (size_t found; left > 0 && old.length && (found = text_find(text, old, at)) != SIZE_MAX; left--) {
        buffer_append(&buffer, text.data + at, found - at);
        buffer_text(&buffer, new);
        at = found + old.length;
        if (buffer.length > RUN_OUTPUT_MOST)
            return run_take_buffer(run, &buffer, out);
    }
    for (; left > 0 && !old.length && at <= text.length; left--) { /* between all characters */
        size_t start = at;
        buffer_text(&buffer, new);
        if (at == text.length)
            break;
        utf8_next(text, &at);
        buffer_append(&buffer, text.data + start, at - start);
    }
    buffer_append(&buffer, text.data + at, text.length - at);
    return run_take_buffer(run, &buffer, out);
}

/* At runs of white space, without empty parts. */
static int split_blanks(struct run *run, struct text text, int64_t most, struct datum *out)
{
    struct text rest = strip_text(text, NULL, true, false);
    while (rest.length) {
        size_t end = 0, next = 0;
        while (next < rest.length && !is_space(utf8_next(rest, &next)))
            end = next;
        if (most-- == 0)
            end = rest.length;
        TRY(run_list_add(run, out, datum_text((struct text){rest.data, end})));
        rest = strip_text((struct text){rest.data + end, rest.length - end}, NULL, true, false);
    }
    return 0;
}

static int split_right(struct run *run, struct text text, struct text separator, int64_t most,
                       struct datum *out)
{
    size_t stop = text.length;
    struct datum list;
    TRY(run_list(run, &list, false));
    for (size_t at = stop; most != 0 && at >= separator.length && at > 0;) {
        size_t start = at - separator.length;
        if (memcmp(text.data + start, separator.data, separator.length) == 0) {
            TRY(run_list_add(run, &list, datum_text((struct text){text.data + at, stop - at})));
            stop = at = start;
            most--;
        } else
            at--;
    }
    TRY(run_list_add(run, &list, datum_text((struct text){text.data, stop})));
    for (size_t i = list.list->count; i > 0; i--)
        TRY(run_list_add(run, out, list.list->items[i - 1]));
    return 0;
}

static int text_split(struct run *run, struct text text, const struct arguments *arguments, bool right,
                      struct datum *out)
{
    const struct datum *separator = argument(arguments, 0, "sep"),
                       *limit = argument(arguments, 1, "maxsplit");
    int64_t most = limit && limit->kind == DATUM_INTEGER ? limit->integer : -1;
    TRY(run_list(run, out, false));
    if (!separator || separator->kind == DATUM_NONE)
        return split_blanks(run, text, most, out);
    if (separator->kind != DATUM_TEXT || separator->text.length == 0)
        return run_fault(run, "split needs a text that is not empty");
    if (right)
        return split_right(run, text, separator->text, most, out);
    size_t at = 0;
    for (size_t found; most != 0 && (found = text_find(text, separator->text, at)) != SIZE_MAX; most--) {
        TRY(run_list_add(run, out, datum_text((struct text){text.data + at, found - at})));
        at = found + separator->text.length;
    }
    return run_list_add(run, out, datum_text((struct text){text.data + at, text.length - at}));
}

static int text_splitlines(struct run *run, struct text text, struct datum *out)
{
    TRY(run_list(run, out, false));
    for (size_t at = 0; at < text.length;) {
        const char *end = memchr(text.data + at, '\n', text.length - at);
        size_t length = end ? (size_t)(end - text.data) - at : text.length - at;
        size_t shown = length - (end && length > 0 && text.data[at + length - 1] == '\r');
        TRY(run_list_add(run, out, datum_text((struct text){text.data + at, shown})));
        at += length + 1;
    }
    return 0;
}

/* Starts or ends with the text, or with one of a tuple of texts. */
static int text_ends_with(struct run *run, struct text text, const struct arguments *arguments, bool end,
                          struct datum *out)
{
    const struct datum *given = argument(arguments, 0, NULL);
    struct datum_list one = {.items = (struct datum *)given, .count = 1};
    if (!given || (given->kind != DATUM_TEXT && given->kind != DATUM_LIST))
        return run_fault(run, "this method needs a text or a tuple of texts");
    const struct datum_list *list = given->kind == DATUM_LIST ? given->list : &one;
    bool holds = false;
    for (size_t i = 0; i < list->count && !holds; i++) {
        struct text part = list->items[i].text;
        if (list->items[i].kind != DATUM_TEXT || part.length > text.length)
            continue;
        size_t at = end ? text.length - part.length : 0;
        holds = part.length == 0 || memcmp(text.data + at, part.data, part.length) == 0;
    }
    *out = datum_boolean(holds);
    return 0;
}

enum casing { CASING_UPPER, CASING_LOWER, CASING_TITLE, CASING_CAPITAL };

static int text_case(struct run *run, struct text text, enum casing casing, struct datum *out)
{
    struct buffer buffer = {0};
    bool starts = true;
    for (size_t at = 0; at < text.length;) {
        char bytes[4];
        int32_t code = utf8_next(text, &at);
        bool upper = casing == CASING_UPPER || (starts && casing != CASING_LOWER);
        int32_t changed = code < 0 ? 0xFFFD : upper ? utf8proc_toupper(code) : utf8proc_tolower(code);
        utf8proc_category_t category = utf8proc_category(code < 0 ? 0xFFFD : code);
        bool cased = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
                     category == UTF8PROC_CATEGORY_LT;
        if (upper && code == 0xDF) /* ß has a capital of two letters */
            buffer_string(&buffer, casing == CASING_UPPER ? "SS" : "Ss");
        else
            buffer_append(&buffer, bytes, utf8_encode(changed, bytes));
        starts = casing == CASING_TITLE ? !cased : false;
    }
    return run_take_buffer(run, &buffer, out);
}

static int text_search(struct run *run, struct text text, struct text name, const struct arguments *arguments,
                       struct datum *out)
{
    struct text part;
    TRY(text_argument(run, arguments, 0, &part));
    if (text_is(name, "count")) {
        int64_t count = 0;
        for (size_t at = 0, found; part.length && (found = text_find(text, part, at)) != SIZE_MAX; count++)
            at = found + part.length;
        *out = datum_integer(count);
        return 0;
    }
    size_t found = text_find(text, part, 0);
    if (text_is(name, "rfind"))
        for (size_t next = found; next != SIZE_MAX && part.length; next = text_find(text, part, next + 1))
            found = next;
    if (found == SIZE_MAX && text_is(name, "index"))
        return run_fault(run, "the text does not hold this part");
    *out = datum_integer(found == SIZE_MAX ? -1 : (int64_t)utf8_count((struct text){text.data, found}));
    return 0;
}

static int text_join(struct run *run, struct text text, const struct arguments *arguments, struct datum *out)
{
    struct arguments separator = {.items = {datum_text(text)}, .count = 1};
    if (arguments->count == 0)
        return run_fault(run, "join needs something to join");
    return filter_apply(run, text_of("join"), &arguments->items[0], &separator, out);
}

static int text_remove(struct run *run, struct text text, bool suffix, const struct arguments *arguments,
                       struct datum *out)
{
    struct text part;
    TRY(text_argument(run, arguments, 0, &part));
    bool has = part.length <= text.length && part.length > 0 &&
               memcmp(text.data + (suffix ? text.length - part.length : 0), part.data, part.length) == 0;
    *out = datum_text(!has     ? text
                      : suffix ? (struct text){text.data, text.length - part.length}
                               : (struct text){text.data + part.length, text.length - part.length});
    return 0;
}

/* isdigit, isalpha, isupper …: all characters are of the kind, and there is one. */
static int text_is_all(struct text text, struct text name, struct datum *out)
{
    bool all = text.length > 0, cased = false;
    for (size_t at = 0; at < text.length && all;) {
        int32_t code = utf8_next(text, &at);
        utf8proc_category_t category = utf8proc_category(code < 0 ? 0xFFFD : code);
        bool upper = category == UTF8PROC_CATEGORY_LU, lower = category == UTF8PROC_CATEGORY_LL;
        bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
        bool digit = category == UTF8PROC_CATEGORY_ND;
        cased = cased || upper || lower;
        all = text_is(name, "isdigit")   ? digit
              : text_is(name, "isalpha") ? letter
              : text_is(name, "isalnum") ? letter || digit
              : text_is(name, "isspace") ? is_space(code)
              : text_is(name, "isupper") ? !lower
                                         : !upper;
    }
    bool needs_case = text_is(name, "isupper") || text_is(name, "islower");
    *out = datum_boolean(all && (!needs_case || cased));
    return 0;
}

static const char *const text_methods[] = {
    "strip",    "lstrip",  "rstrip",  "split",   "rsplit",       "splitlines",   "startswith",
    "endswith", "upper",   "lower",   "title",   "capitalize",   "replace",      "find",
    "rfind",    "index",   "count",   "join",    "removeprefix", "removesuffix", "isdigit",
    "isalpha",  "isalnum", "isspace", "isupper", "islower"};
static const char *const map_methods[] = {"items", "keys", "values", "get"};
static const char *const list_methods[] = {"index", "count"};

static int text_call(struct run *run, struct text text, struct text name, const struct arguments *arguments,
                     struct datum *out)
{
    static const struct {
        const char *name;
        enum casing casing;
    } cases[] = {{"upper", CASING_UPPER},
                 {"lower", CASING_LOWER},
                 {"title", CASING_TITLE},
                 {"capitalize", CASING_CAPITAL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (text_is(name, cases[i].name))
            return text_case(run, text, cases[i].casing, out);
    if (text_ends(name, "strip")) {
        *out = datum_text(
            strip_text(text, argument(arguments, 0, NULL), name.data[0] != 'r', name.data[0] != 'l'));
        return 0;
    }
    if (text_is(name, "split") || text_is(name, "rsplit"))
        return text_split(run, text, arguments, name.data[0] == 'r', out);
    if (text_is(name, "splitlines"))
        return text_splitlines(run, text, out);
    if (text_is(name, "startswith") || text_is(name, "endswith"))
        return text_ends_with(run, text, arguments, name.data[0] == 'e', out);
    if (text_is(name, "replace"))
        return text_replace(run, text, arguments, out);
    if (text_is(name, "join"))
        return text_join(run, text, arguments, out);
    if (text_starts(name, "remove"))
        return text_remove(run, text, text_is(name, "removesuffix"), arguments, out);
    if (text_starts(name, "is"))
        return text_is_all(text, name, out);
    return text_search(run, text, name, arguments, out);
}

/* ---- dictionaries and lists ---- */

static int map_call(struct run *run, const struct datum_map *map, struct text name,
                    const struct arguments *arguments, struct datum *out)
{
    if (text_is(name, "get")) {
        const struct datum *key = argument(arguments, 0, NULL), *fallback = argument(arguments, 1, "default");
        struct datum *found = key ? map_find(map, key) : NULL;
        *out = found ? *found : fallback ? *fallback : datum_none();
        return key ? 0 : run_fault(run, "get needs a key");
    }
    TRY(run_list(run, out, false));
    for (size_t i = 0; i < map->count; i++) {
        struct datum item = map->items[2 * i + text_is(name, "values")];
        if (text_is(name, "items")) {
            TRY(run_list(run, &item, true));
            TRY(run_list_add(run, &item, map->items[2 * i]));
            TRY(run_list_add(run, &item, map->items[2 * i + 1]));
        }
        TRY(run_list_add(run, out, item));
    }
    return 0;
}

static int list_call(struct run *run, const struct datum_list *list, struct text name,
                     const struct arguments *arguments, struct datum *out)
{
    const struct datum *what = argument(arguments, 0, NULL);
    int64_t count = 0, first = -1;
    if (!what)
        return run_fault(run, "this method needs an argument");
    for (size_t i = 0; i < list->count; i++)
        if (datum_equal(&list->items[i], what)) {
            first = first < 0 ? (int64_t)i : first;
            count++;
        }
    if (text_is(name, "index") && first < 0)
        return run_fault(run, "the list does not hold this item");
    *out = datum_integer(text_is(name, "index") ? first : count);
    return 0;
}

static bool among(struct text name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(name, names[i]))
            return true;
    return false;
}

bool method_known(const struct datum *of, struct text name)
{
    if (of->kind == DATUM_TEXT)
        return among(name, text_methods, sizeof text_methods / sizeof *text_methods);
    if (of->kind == DATUM_MAP)
        return among(name, map_methods, sizeof map_methods / sizeof *map_methods);
    return of->kind == DATUM_LIST && among(name, list_methods, sizeof list_methods / sizeof *list_methods);
}

int method_call(struct run *run, const struct datum *of, struct text name, const struct arguments *arguments,
                struct datum *out)
{
    TRY(run_step(run));
    if (of->kind == DATUM_TEXT)
        return text_call(run, of->text, name, arguments, out);
    return of->kind == DATUM_MAP ? map_call(run, of->map, name, arguments, out)
                                 : list_call(run, of->list, name, arguments, out);
}
