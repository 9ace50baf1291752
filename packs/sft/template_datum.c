#include "packs/sft/template_datum.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"

enum { DATUM_DEEPEST = 200 };

/* ---- making ---- */

struct datum datum_list_new(struct arena *arena, bool tuple)
{
    struct datum datum = {.kind = DATUM_LIST};
    datum.list = arena_take_zeroed(arena, 1, sizeof *datum.list);
    if (datum.list)
        datum.list->tuple = tuple;
    return datum;
}

struct datum datum_map_new(struct arena *arena)
{
    struct datum datum = {.kind = DATUM_MAP};
    datum.map = arena_take_zeroed(arena, 1, sizeof *datum.map);
    return datum;
}

static int items_room(struct datum **items, size_t count, size_t *capacity, size_t more, struct arena *arena)
{
    if (count + more <= *capacity)
        return 0;
    size_t wanted = *capacity ? *capacity * 2 : 8;
    struct datum *grown = arena_take(arena, wanted, sizeof *grown);
    if (!grown)
        return -1;
    if (count)
        memcpy(grown, *items, count * sizeof *grown);
    *items = grown;
    *capacity = wanted;
    return 0;
}

int list_add(struct datum_list *list, struct datum item, struct arena *arena)
{
    if (!list || items_room(&list->items, list->count, &list->capacity, 1, arena) < 0)
        return -1;
    list->items[list->count++] = item;
    return 0;
}

struct datum *map_find(const struct datum_map *map, const struct datum *key)
{
    for (size_t i = 0; i < map->count; i++)
        if (datum_equal(&map->items[2 * i], key))
            return &map->items[2 * i + 1];
    return NULL;
}

struct datum *map_find_text(const struct datum_map *map, struct text key)
{
    for (size_t i = 0; i < map->count; i++)
        if (map->items[2 * i].kind == DATUM_TEXT && text_equal(map->items[2 * i].text, key))
            return &map->items[2 * i + 1];
    return NULL;
}

int map_set(struct datum_map *map, struct datum key, struct datum value, struct arena *arena)
{
    struct datum *found = map ? map_find(map, &key) : NULL;
    if (found) {
        *found = value;
        return 0;
    }
    if (!map || items_room(&map->items, 2 * map->count, &map->capacity, 2, arena) < 0)
        return -1;
    map->items[2 * map->count] = key;
    map->items[2 * map->count + 1] = value;
    map->count++;
    return 0;
}

int map_set_text(struct datum_map *map, const char *key, struct datum value, struct arena *arena)
{
    return map_set(map, datum_text(text_of(key)), value, arena);
}

static int json_datum(struct datum *datum, yyjson_val *value, struct arena *arena, size_t depth);

static int json_list(struct datum *datum, yyjson_val *value, struct arena *arena, size_t depth)
{
    size_t index, count;
    yyjson_val *item;
    *datum = datum_list_new(arena, false);
    yyjson_arr_foreach(value, index, count, item)
    {
        struct datum made;
        if (json_datum(&made, item, arena, depth + 1) < 0 || list_add(datum->list, made, arena) < 0)
            return -1;
    }
    return datum->list ? 0 : -1;
}

static int json_map(struct datum *datum, yyjson_val *value, struct arena *arena, size_t depth)
{
    size_t index, count;
    yyjson_val *key, *item;
    *datum = datum_map_new(arena);
    yyjson_obj_foreach(value, index, count, key, item)
    {
        struct datum made;
        if (json_datum(&made, item, arena, depth + 1) < 0 ||
            map_set(datum->map, datum_text(json_text(key)), made, arena) < 0)
            return -1;
    }
    return datum->map ? 0 : -1;
}

static int json_datum(struct datum *datum, yyjson_val *value, struct arena *arena, size_t depth)
{
    *datum = datum_none();
    if (depth > DATUM_DEEPEST)
        return 0; /* such a record is reported as deep_nesting by the reader */
    if (yyjson_is_arr(value))
        return json_list(datum, value, arena, depth);
    if (yyjson_is_obj(value))
        return json_map(datum, value, arena, depth);
    if (yyjson_is_str(value))
        *datum = datum_text(json_text(value));
    else if (yyjson_is_bool(value))
        *datum = datum_boolean(yyjson_get_bool(value));
    else if (yyjson_is_uint(value) && yyjson_get_uint(value) > INT64_MAX)
        *datum = datum_real((double)yyjson_get_uint(value));
    else if (yyjson_is_int(value))
        *datum = datum_integer(yyjson_get_sint(value));
    else if (yyjson_is_num(value))
        *datum = datum_real(yyjson_get_num(value));
    else if (yyjson_is_raw(value)) { /* a number that keeps its text */
        char digits[64];
        struct text raw = {yyjson_get_raw(value), yyjson_get_len(value)};
        size_t length = raw.length < sizeof digits - 1 ? raw.length : sizeof digits - 1;
        memcpy(digits, raw.data, length);
        digits[length] = 0;
        bool whole = length == raw.length && length < 19 && !strpbrk(digits, ".eE");
        *datum = whole ? datum_integer((int64_t)strtoll(digits, NULL, 10)) : datum_real(strtod(digits, NULL));
    }
    return 0;
}

int datum_from_json(struct datum *datum, yyjson_val *value, struct arena *arena)
{
    return json_datum(datum, value, arena, 0);
}

/* ---- asking ---- */

bool datum_is_number(const struct datum *datum)
{
    return datum->kind == DATUM_INTEGER || datum->kind == DATUM_REAL || datum->kind == DATUM_BOOLEAN;
}

double datum_number(const struct datum *datum)
{
    return datum->kind == DATUM_REAL      ? datum->real
           : datum->kind == DATUM_INTEGER ? (double)datum->integer
                                          : (double)datum->boolean;
}

bool datum_true(const struct datum *datum)
{
    switch (datum->kind) {
    case DATUM_UNDEFINED:
    case DATUM_NONE:
        return false;
    case DATUM_BOOLEAN:
        return datum->boolean;
    case DATUM_INTEGER:
        return datum->integer != 0;
    case DATUM_REAL:
        return datum->real != 0;
    case DATUM_TEXT:
        return datum->text.length > 0;
    case DATUM_LIST:
        return datum->list->count > 0;
    case DATUM_MAP:
        return datum->map->count > 0 || datum->map->namespace;
    default:
        return true;
    }
}

static bool lists_equal(const struct datum_list *a, const struct datum_list *b)
{
    if (a->count != b->count || a->tuple != b->tuple)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!datum_equal(&a->items[i], &b->items[i]))
            return false;
    return true;
}

static bool maps_equal(const struct datum_map *a, const struct datum_map *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct datum *other = map_find(b, &a->items[2 * i]);
        if (!other || !datum_equal(&a->items[2 * i + 1], other))
            return false;
    }
    return true;
}

bool datum_equal(const struct datum *a, const struct datum *b)
{
    if (datum_is_number(a) && datum_is_number(b)) {
        if (a->kind == DATUM_INTEGER && b->kind == DATUM_INTEGER)
            return a->integer == b->integer;
        return datum_number(a) == datum_number(b);
    }
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case DATUM_UNDEFINED:
    case DATUM_NONE:
        return true;
    case DATUM_TEXT:
        return text_equal(a->text, b->text);
    case DATUM_LIST:
        return lists_equal(a->list, b->list);
    case DATUM_MAP:
        return maps_equal(a->map, b->map);
    case DATUM_MACRO:
        return a->node == b->node;
    default:
        return text_equal(a->text, b->text);
    }
}

bool datum_order(const struct datum *a, const struct datum *b, int *order)
{
    if (datum_is_number(a) && datum_is_number(b)) {
        double left = datum_number(a), right = datum_number(b);
        *order = left < right ? -1 : left > right;
        return true;
    }
    if (a->kind == DATUM_TEXT && b->kind == DATUM_TEXT) { /* bytes of UTF-8 order as code points do */
        size_t shorter = a->text.length < b->text.length ? a->text.length : b->text.length;
        int compared = shorter ? memcmp(a->text.data, b->text.data, shorter) : 0;
        *order = compared                          ? (compared > 0 ? 1 : -1)
                 : a->text.length < b->text.length ? -1
                                                   : a->text.length > b->text.length;
        return true;
    }
    if (a->kind != DATUM_LIST || b->kind != DATUM_LIST)
        return false;
    for (size_t i = 0; i < a->list->count && i < b->list->count; i++)
        if (!datum_equal(&a->list->items[i], &b->list->items[i]))
            return datum_order(&a->list->items[i], &b->list->items[i], order);
    *order = a->list->count < b->list->count ? -1 : a->list->count > b->list->count;
    return true;
}

const char *datum_type(const struct datum *datum)
{
    static const char *const names[] = {
        [DATUM_UNDEFINED] = "undefined", [DATUM_NONE] = "None",         [DATUM_BOOLEAN] = "bool",
        [DATUM_INTEGER] = "int",         [DATUM_REAL] = "float",        [DATUM_TEXT] = "str",
        [DATUM_LIST] = "list",           [DATUM_MAP] = "dict",          [DATUM_LOOP] = "loop",
        [DATUM_MACRO] = "macro",         [DATUM_FUNCTION] = "function", [DATUM_METHOD] = "method"};
    return names[datum->kind];
}

size_t datum_length(const struct datum *datum)
{
    if (datum->kind == DATUM_TEXT)
        return utf8_count(datum->text);
    if (datum->kind == DATUM_LIST)
        return datum->list->count;
    if (datum->kind == DATUM_UNDEFINED)
        return 0;
    return datum->kind == DATUM_MAP ? datum->map->count : SIZE_MAX;
}

bool datum_items(const struct datum *datum, struct datum_list **items, struct arena *arena, bool *failed)
{
    if (datum->kind == DATUM_LIST) {
        *items = datum->list;
        return true;
    }
    if (datum->kind != DATUM_MAP && datum->kind != DATUM_TEXT && datum->kind != DATUM_UNDEFINED)
        return false;
    struct datum made = datum_list_new(arena, false);
    *failed = !made.list;
    if (datum->kind == DATUM_MAP)
        for (size_t i = 0; i < datum->map->count && !*failed; i++)
            *failed = list_add(made.list, datum->map->items[2 * i], arena) < 0;
    for (size_t at = 0; datum->kind == DATUM_TEXT && at < datum->text.length && !*failed;) {
        size_t start = at;
        utf8_next(datum->text, &at);
        *failed =
            list_add(made.list, datum_text((struct text){datum->text.data + start, at - start}), arena) < 0;
    }
    *items = made.list;
    return true;
}
