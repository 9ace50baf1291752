/* Variables of a template, members, items and slices of its values, and the lists and texts it makes. What is
 * not there is undefined, and fails when more is asked of it. */
#include "base/utf8.h"
#include "packs/sft/template_run.h"

/* ---- variables ---- */

struct datum *scope_find(const struct run *run, struct text name)
{
    for (struct scope *scope = run->scope; scope; scope = scope->parent)
        for (size_t i = scope->count; i > 0; i--)
            if (text_equal(scope->items[i - 1].name, name))
                return &scope->items[i - 1].value;
    return NULL;
}

int scope_set(struct run *run, struct text name, struct datum value)
{
    struct scope *scope = run->scope;
    for (size_t i = 0; i < scope->count; i++)
        if (text_equal(scope->items[i].name, name)) {
            scope->items[i].value = value;
            return 0;
        }
    if (scope->count == scope->capacity) {
        size_t capacity = scope->capacity ? scope->capacity * 2 : 4;
        struct binding *grown = arena_take(run->arena, capacity, sizeof *grown);
        if (!grown)
            return run_memory(run);
        if (scope->count)
            memcpy(grown, scope->items, scope->count * sizeof *grown);
        scope->items = grown;
        scope->capacity = capacity;
    }
    scope->items[scope->count++] = (struct binding){name, value};
    return 0;
}

int scope_enter(struct run *run)
{
    struct scope *scope = arena_take_zeroed(run->arena, 1, sizeof *scope);
    if (!scope)
        return run_memory(run);
    scope->parent = run->scope;
    run->scope = scope;
    return 0;
}

/* ---- lists and texts ---- */

int run_list(struct run *run, struct datum *out, bool tuple)
{
    *out = datum_list_new(run->arena, tuple);
    return out->list ? 0 : run_memory(run);
}

int run_list_add(struct run *run, struct datum *list, struct datum item)
{
    TRY(run_step(run));
    return list_add(list->list, item, run->arena) < 0 ? run_memory(run) : 0;
}

int run_items(struct run *run, const struct datum *value, struct datum_list **items)
{
    bool failed = false;
    if (!datum_items(value, items, run->arena, &failed))
        return run_fault(run, "a value of type %s cannot be walked through", datum_type(value));
    return failed ? run_memory(run) : 0;
}

int run_take_buffer(struct run *run, struct buffer *buffer, struct datum *out)
{
    int code = buffer_status(buffer, run->error);
    if (code == 0 && buffer->length > RUN_OUTPUT_MOST)
        code = run_fault(run, "the template was stopped: it writes more than %d MiB", RUN_OUTPUT_MOST >> 20);
    if (code == 0) {
        struct text copy = arena_copy(run->arena, (struct text){buffer_c(buffer), buffer->length});
        code = copy.data ? 0 : run_memory(run);
        *out = datum_text(copy);
    }
    buffer_release(buffer);
    return code;
}

int run_text(struct run *run, const struct datum *value, struct text *text)
{
    struct buffer buffer = {0};
    struct datum made;
    if (value->kind == DATUM_TEXT) {
        *text = value->text;
        return 0;
    }
    datum_put(&buffer, value);
    TRY(run_take_buffer(run, &buffer, &made));
    *text = made.text;
    return 0;
}

/* ---- members and items ---- */

int undefined_fault(struct run *run, const struct datum *value)
{
    return run_fault(run, "\"%.*s\" is undefined", (int)(value->text.length < 80 ? value->text.length : 80),
                     value->text.data ? value->text.data : "");
}

static int loop_member(struct run *run, const struct loop_state *loop, struct text name, struct datum *out)
{
    size_t count = loop->items->count, index = loop->index;
    if (text_is(name, "index"))
        *out = datum_integer((int64_t)index + 1);
    else if (text_is(name, "index0"))
        *out = datum_integer((int64_t)index);
    else if (text_is(name, "revindex"))
        *out = datum_integer((int64_t)(count - index));
    else if (text_is(name, "revindex0"))
        *out = datum_integer((int64_t)(count - index) - 1);
    else if (text_is(name, "first"))
        *out = datum_boolean(index == 0);
    else if (text_is(name, "last"))
        *out = datum_boolean(index + 1 == count);
    else if (text_is(name, "length"))
        *out = datum_integer((int64_t)count);
    else if (text_is(name, "depth"))
        *out = datum_integer((int64_t)loop->depth);
    else if (text_is(name, "depth0"))
        *out = datum_integer((int64_t)loop->depth - 1);
    else if (text_is(name, "previtem") && index > 0)
        *out = loop->items->items[index - 1];
    else if (text_is(name, "nextitem") && index + 1 < count)
        *out = loop->items->items[index + 1];
    else if (text_is(name, "cycle"))
        *out = (struct datum){.kind = DATUM_METHOD, .text = name};
    else
        *out = datum_undefined(name);
    if (out->kind == DATUM_METHOD) {
        out->of = arena_take_zeroed(run->arena, 1, sizeof *out->of);
        if (!out->of)
            return run_memory(run);
        *out->of = (struct datum){.kind = DATUM_LOOP, .loop = loop};
    }
    return 0;
}

int member_get(struct run *run, const struct datum *value, struct text name, struct datum *out)
{
    if (value->kind == DATUM_UNDEFINED)
        return undefined_fault(run, value);
    if (value->kind == DATUM_LOOP)
        return loop_member(run, value->loop, name, out);
    bool map = value->kind == DATUM_MAP;
    if (map && value->map->namespace) {
        struct datum *found = map_find_text(value->map, name);
        *out = found ? *found : datum_undefined(name);
        return 0;
    }
    if (method_known(value, name)) {
        *out = (struct datum){.kind = DATUM_METHOD, .text = name};
        out->of = arena_take(run->arena, 1, sizeof *out->of);
        if (!out->of)
            return run_memory(run);
        *out->of = *value;
        return 0;
    }
    struct datum *found = map ? map_find_text(value->map, name) : NULL;
    *out = found ? *found : datum_undefined(name);
    return 0;
}

/* The byte where code point `index` starts. */
static size_t code_point_at(struct text text, size_t index)
{
    size_t at = 0;
    while (index-- > 0 && at < text.length)
        utf8_next(text, &at);
    return at;
}

static int place_get(const struct datum *value, int64_t place, struct datum *out)
{
    int64_t length = (int64_t)datum_length(value);
    *out = datum_undefined(text_of("the item"));
    if (place < 0)
        place += length;
    if (place < 0 || place >= length)
        return 0;
    if (value->kind == DATUM_LIST) {
        *out = value->list->items[place];
        return 0;
    }
    size_t start = code_point_at(value->text, (size_t)place), stop = start;
    utf8_next(value->text, &stop);
    *out = datum_text((struct text){value->text.data + start, stop - start});
    return 0;
}

int item_get(struct run *run, const struct datum *value, const struct datum *key, struct datum *out)
{
    if (value->kind == DATUM_UNDEFINED)
        return undefined_fault(run, value);
    bool integer = key->kind == DATUM_INTEGER || key->kind == DATUM_BOOLEAN;
    if (integer && (value->kind == DATUM_LIST || value->kind == DATUM_TEXT))
        return place_get(value, key->kind == DATUM_BOOLEAN ? key->boolean : key->integer, out);
    struct datum *found = value->kind == DATUM_MAP ? map_find(value->map, key) : NULL;
    if (found) {
        *out = *found;
        return 0;
    }
    if (key->kind == DATUM_TEXT) /* then as a member */
        return member_get(run, value, key->text, out);
    *out = datum_undefined(text_of("the item"));
    return 0;
}

static int slice_bound(struct run *run, const struct node *node, int64_t length, int64_t *bound)
{
    struct datum value;
    if (!node)
        return 0;
    TRY(evaluate(run, node, &value));
    if (value.kind == DATUM_NONE)
        return 0;
    if (value.kind != DATUM_INTEGER)
        return run_fault(run, "a slice has integers, not a value of type %s", datum_type(&value));
    *bound = value.integer < -length ? -1 : value.integer > length ? length : value.integer;
    if (value.integer < 0 && value.integer >= -length)
        *bound = value.integer + length;
    return 0;
}

/* value[from:to:step] of a list: Python's rules for bounds and negative steps. */
int slice_get(struct run *run, const struct node *node, const struct datum *value, struct datum *out)
{
    struct datum step = datum_integer(1), item;
    if (value->kind != DATUM_LIST && value->kind != DATUM_TEXT)
        return value->kind == DATUM_UNDEFINED
                   ? undefined_fault(run, value)
                   : run_fault(run, "a value of type %s has no slices", datum_type(value));
    if (node->other)
        TRY(evaluate(run, node->other, &step));
    if (step.kind == DATUM_NONE)
        step = datum_integer(1);
    if (step.kind != DATUM_INTEGER || step.integer == 0)
        return run_fault(run, "the step of a slice is an integer other than 0");
    int64_t length = (int64_t)datum_length(value), by = step.integer;
    int64_t from = by > 0 ? 0 : length - 1, to = by > 0 ? length : -1;
    TRY(slice_bound(run, node->second, length, &from));
    TRY(slice_bound(run, node->third, length, &to));
    if (by > 0 && from < 0)
        from = 0;
    if (by > 0 && to < 0)
        to = node->third ? 0 : to;
    if (by < 0 && from >= length)
        from = length - 1;
    if (value->kind == DATUM_TEXT && by == 1) {
        size_t start = code_point_at(value->text, (size_t)from);
        size_t stop = to > from ? code_point_at(value->text, (size_t)to) : start;
        *out = datum_text((struct text){value->text.data + start, stop - start});
        return 0;
    }
    struct buffer letters = {0};
    struct datum list;
    TRY(run_list(run, &list, value->kind == DATUM_LIST && value->list->tuple));
    for (int64_t i = from; by > 0 ? i < to : i > to; i += by) {
        TRY(place_get(value, i, &item));
        if (item.kind == DATUM_UNDEFINED)
            break;
        if (value->kind == DATUM_TEXT)
            buffer_text(&letters, item.text);
        else
            TRY(run_list_add(run, &list, item));
        if ((by > 0 && i > INT64_MAX - by) || (by < 0 && i < INT64_MIN - by))
            break;
    }
    if (value->kind == DATUM_TEXT)
        return run_take_buffer(run, &letters, out);
    *out = list;
    return 0;
}
