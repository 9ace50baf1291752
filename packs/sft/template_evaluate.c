/* Evaluation of a template's expressions. Python's rules: truth, equality, division that rounds down, and/or
 * that give an operand back; Jinja's: what is not there is undefined, prints as nothing, and fails when more
 * is asked of it. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "packs/sft/template_run.h"

int run_fault(struct run *run, const char *format, ...)
{
    char message[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return template_fault(run->error, run->template->source, run->offset, "%s", message);
}

int run_memory(struct run *run)
{
    return error_memory(run->error);
}

int run_step(struct run *run)
{
    if (++run->steps > RUN_STEPS_MOST)
        return run_fault(run, "the template was stopped after %d steps: it loops too long", RUN_STEPS_MOST);
    if (run->arena->held > RUN_MEMORY_MOST)
        return run_fault(run, "the template was stopped: it needs more than %d MiB", RUN_MEMORY_MOST >> 20);
    return 0;
}

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

static int undefined_fault(struct run *run, const struct datum *value)
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
static int slice_get(struct run *run, const struct node *node, const struct datum *value, struct datum *out)
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

/* ---- arithmetic ---- */

static int join_texts(struct run *run, const struct datum *a, const struct datum *b, struct datum *out)
{
    struct text left, right;
    TRY(run_text(run, a, &left));
    TRY(run_text(run, b, &right));
    if (left.length + right.length > RUN_OUTPUT_MOST)
        return run_fault(run, "the template was stopped: it makes a text of more than %d MiB",
                         RUN_OUTPUT_MOST >> 20);
    char *joined = arena_take(run->arena, left.length + right.length + 1, 1);
    if (!joined)
        return run_memory(run);
    if (left.length)
        memcpy(joined, left.data, left.length);
    if (right.length)
        memcpy(joined + left.length, right.data, right.length);
    *out = datum_text((struct text){joined, left.length + right.length});
    return 0;
}

static int integers(struct run *run, char operator, int64_t a, int64_t b, struct datum *out)
{
    int64_t value = 0;
    bool overflow = false;
    if ((operator== '%' || operator== 'd') && b == 0)
        return run_fault(run, "division by zero");
    switch (operator) {
    case '+':
        overflow = __builtin_add_overflow(a, b, &value);
        break;
    case '-':
        overflow = __builtin_sub_overflow(a, b, &value);
        break;
    case '*':
        overflow = __builtin_mul_overflow(a, b, &value);
        break;
    default: /* "d" is "//": both round down, as in Python */
        overflow = a == INT64_MIN && b == -1;
        if (!overflow) {
            int64_t quotient = a / b, rest = a % b;
            bool down = rest != 0 && (rest < 0) != (b < 0);
            value = operator== 'd' ? quotient - down : rest +(down ? b : 0);
        }
    }
    if (overflow)
        return run_fault(run, "the number does not fit 64 bits");
    *out = datum_integer(value);
    return 0;
}

static int numbers(struct run *run, char operator, const struct datum * a, const struct datum *b,
                   struct datum *out)
{
    bool real = a->kind == DATUM_REAL || b->kind == DATUM_REAL || operator== '/';
    double left = datum_number(a), right = datum_number(b);
    if (operator== 'p') {
        double power = pow(left, right);
        bool whole = !real && right >= 0 && fabs(power) < 9007199254740992.0;
        *out = whole ? datum_integer((int64_t)power) : datum_real(power);
        return 0;
    }
    if (!real)
        return integers(run, operator, a->kind == DATUM_BOOLEAN ? a->boolean : a->integer,
                        b->kind == DATUM_BOOLEAN ? b->boolean : b->integer, out);
    if ((operator== '/' || operator== 'd' || operator== '%') && right == 0)
        return run_fault(run, "division by zero");
    double rest = operator== '%' ? fmod(left, right) : 0;
    *out = datum_real(operator== '+'   ? left + right
                      : operator== '-' ? left - right
                      : operator== '*' ? left * right
                      : operator== '/' ? left / right
                      : operator== 'd' ? floor(left / right)
                                       : rest +(rest != 0 && (rest < 0) != (right < 0) ? right : 0));
    return 0;
}

static int repeat(struct run *run, const struct datum *what, const struct datum *times, struct datum *out)
{
    struct buffer buffer = {0};
    if (what->kind == DATUM_TEXT) {
        for (int64_t i = 0; i < times->integer && buffer.length <= RUN_OUTPUT_MOST && what->text.length; i++)
            buffer_text(&buffer, what->text);
        return run_take_buffer(run, &buffer, out);
    }
    TRY(run_list(run, out, what->list->tuple));
    for (int64_t i = 0; i < times->integer; i++) {
        TRY(run_step(run));
        for (size_t k = 0; k < what->list->count; k++)
            TRY(run_list_add(run, out, what->list->items[k]));
    }
    return 0;
}

static int arithmetic(struct run *run, struct text text, const struct datum *a, const struct datum *b,
                      struct datum *out)
{
    char operator= text_is(text, "//") ? 'd' : text_is(text, "**") ? 'p' : text.data[0];
    if (operator== '~')
        return join_texts(run, a, b, out);
    if (a->kind == DATUM_UNDEFINED || b->kind == DATUM_UNDEFINED)
        return undefined_fault(run, a->kind == DATUM_UNDEFINED ? a : b);
    if (datum_is_number(a) && datum_is_number(b))
        return numbers(run, operator, a, b, out);
    if (operator== '+' && a->kind == DATUM_TEXT && b->kind == DATUM_TEXT)
        return join_texts(run, a, b, out);
    if (operator== '+' && a->kind == DATUM_LIST && b->kind == DATUM_LIST &&
        a->list->tuple == b->list->tuple) {
        TRY(run_list(run, out, a->list->tuple));
        for (size_t i = 0; i < a->list->count; i++)
            TRY(run_list_add(run, out, a->list->items[i]));
        for (size_t i = 0; i < b->list->count; i++)
            TRY(run_list_add(run, out, b->list->items[i]));
        return 0;
    }
    if (operator== '*' && b->kind == DATUM_INTEGER &&(a->kind == DATUM_TEXT || a->kind == DATUM_LIST))
        return repeat(run, a, b, out);
    if (operator== '*' && a->kind == DATUM_INTEGER &&(b->kind == DATUM_TEXT || b->kind == DATUM_LIST))
        return repeat(run, b, a, out);
    return run_fault(run, "\"%.*s\" is not possible between values of type %s and %s", (int)text.length,
                     text.data, datum_type(a), datum_type(b));
}

/* ---- comparisons ---- */

static bool text_contains(struct text text, struct text part)
{
    for (size_t i = 0; i + part.length <= text.length; i++)
        if (part.length == 0 || memcmp(text.data + i, part.data, part.length) == 0)
            return true;
    return false;
}

static int contains(struct run *run, const struct datum *part, const struct datum *whole, bool *found)
{
    *found = false;
    if (whole->kind == DATUM_TEXT) {
        if (part->kind != DATUM_TEXT)
            return part->kind == DATUM_UNDEFINED
                       ? undefined_fault(run, part)
                       : run_fault(run, "\"in\" a text needs a text, not a value of type %s",
                                   datum_type(part));
        *found = text_contains(whole->text, part->text);
        return 0;
    }
    struct datum_list *items;
    TRY(run_items(run, whole, &items));
    for (size_t i = 0; i < items->count && !*found; i++)
        *found = datum_equal(&items->items[i], part);
    return 0;
}

static int compare(struct run *run, struct text operator, const struct datum * a, const struct datum *b,
                   bool *out)
{
    int order = 0;
    if (text_is(operator, "==") || text_is(operator, "!=")) {
        *out = datum_equal(a, b) == (operator.data[0] == '=');
        return 0;
    }
    if (text_is(operator, "in"))
        return contains(run, a, b, out);
    if (text_is(operator, "not in")) {
        TRY(contains(run, a, b, out));
        *out = !*out;
        return 0;
    }
    if (a->kind == DATUM_UNDEFINED || b->kind == DATUM_UNDEFINED)
        return undefined_fault(run, a->kind == DATUM_UNDEFINED ? a : b);
    if (!datum_order(a, b, &order))
        return run_fault(run, "values of type %s and %s have no order", datum_type(a), datum_type(b));
    bool equal = order == 0 && operator.length == 2;
    *out = equal || (operator.data[0] == '<' ? order < 0 : order> 0);
    return 0;
}

static int chain(struct run *run, const struct node *node, struct datum *out)
{
    struct datum left, right;
    bool holds = true;
    TRY(evaluate(run, node->first, &left));
    for (const struct node *operand = node->second; operand && holds; operand = operand->next) {
        TRY(evaluate(run, operand->first, &right));
        run->offset = operand->offset;
        TRY(compare(run, operand->text, &left, &right, &holds));
        left = right;
    }
    *out = datum_boolean(holds);
    return 0;
}

/* ---- calls ---- */

const struct datum *argument(const struct arguments *arguments, size_t place, const char *name)
{
    size_t plain = arguments->count - arguments->named;
    if (place < plain)
        return &arguments->items[place];
    for (size_t i = 0; name && i < arguments->named; i++)
        if (text_is(arguments->names[i], name))
            return &arguments->items[plain + i];
    return NULL;
}

static int arguments_evaluate(struct run *run, const struct node *node, struct arguments *arguments)
{
    arguments->count = arguments->named = 0;
    for (; node; node = node->next) {
        if (arguments->count == RUN_ARGUMENTS_MOST)
            return run_fault(run, "there are more than %d arguments", RUN_ARGUMENTS_MOST);
        bool named = node->kind == NODE_KEYWORD;
        if (named)
            arguments->names[arguments->named++] = node->text;
        else if (arguments->named)
            return run_fault(run, "an argument without a name follows one with a name");
        TRY(evaluate(run, named ? node->first : node, &arguments->items[arguments->count++]));
    }
    return 0;
}

static int loop_cycle(struct run *run, const struct loop_state *loop, const struct arguments *arguments,
                      struct datum *out)
{
    if (arguments->count == 0)
        return run_fault(run, "cycle needs something to cycle through");
    *out = arguments->items[loop->index % arguments->count];
    return 0;
}

static int call(struct run *run, const struct node *node, struct datum *out)
{
    struct datum callee;
    struct arguments arguments;
    TRY(evaluate(run, node->first, &callee));
    TRY(arguments_evaluate(run, node->second, &arguments));
    run->offset = node->first->offset;
    if (callee.kind == DATUM_FUNCTION)
        return function_call(run, callee.text, &arguments, out);
    if (callee.kind == DATUM_MACRO)
        return macro_call(run, callee.node, &arguments, out);
    if (callee.kind == DATUM_METHOD && callee.of->kind == DATUM_LOOP)
        return loop_cycle(run, callee.of->loop, &arguments, out);
    if (callee.kind == DATUM_METHOD)
        return method_call(run, callee.of, callee.text, &arguments, out);
    if (callee.kind == DATUM_UNDEFINED)
        return undefined_fault(run, &callee);
    return run_fault(run, "a value of type %s cannot be called", datum_type(&callee));
}

static int apply(struct run *run, const struct node *node, struct datum *out)
{
    struct datum value;
    struct arguments arguments;
    bool holds = false;
    TRY(evaluate(run, node->first, &value));
    TRY(arguments_evaluate(run, node->second, &arguments));
    run->offset = node->offset;
    if (node->kind == NODE_FILTER)
        return filter_apply(run, node->text, &value, &arguments, out);
    TRY(test_apply(run, node->text, &value, &arguments, &holds));
    *out = datum_boolean(holds);
    return 0;
}

/* ---- all of them ---- */

static int name_evaluate(struct run *run, const struct node *node, struct datum *out)
{
    static const char *const functions[] = {"raise_exception", "strftime_now", "namespace", "range", "dict"};
    struct datum *found = scope_find(run, node->text);
    *out = found ? *found : datum_undefined(node->text);
    for (size_t i = 0; i < sizeof functions / sizeof *functions && !found; i++)
        if (text_is(node->text, functions[i]))
            *out = (struct datum){.kind = DATUM_FUNCTION, .text = node->text};
    return 0;
}

static int literal_list(struct run *run, const struct node *node, struct datum *out)
{
    struct datum item;
    TRY(run_list(run, out, node->kind == NODE_TUPLE));
    for (const struct node *child = node->first; child; child = child->next) {
        TRY(evaluate(run, child, &item));
        TRY(run_list_add(run, out, item));
    }
    return 0;
}

static int literal_map(struct run *run, const struct node *node, struct datum *out)
{
    struct datum key, value;
    *out = datum_map_new(run->arena);
    if (!out->map)
        return run_memory(run);
    for (const struct node *child = node->first; child; child = child->next->next) {
        TRY(evaluate(run, child, &key));
        TRY(evaluate(run, child->next, &value));
        if (key.kind == DATUM_LIST || key.kind == DATUM_MAP)
            return run_fault(run, "a value of type %s cannot be a key", datum_type(&key));
        if (map_set(out->map, key, value, run->arena) < 0)
            return run_memory(run);
    }
    return 0;
}

static int sign(struct run *run, const struct node *node, struct datum *out)
{
    TRY(evaluate(run, node->first, out));
    if (!datum_is_number(out))
        return run_fault(run, "a value of type %s has no sign", datum_type(out));
    if (out->kind == DATUM_BOOLEAN)
        *out = datum_integer(out->boolean);
    if (node->kind == NODE_PLUS)
        return 0;
    if (out->kind == DATUM_REAL)
        out->real = -out->real;
    else
        return integers(run, '-', 0, out->integer, out);
    return 0;
}

static int logic(struct run *run, const struct node *node, struct datum *out)
{
    TRY(evaluate(run, node->first, out));
    if (node->kind == NODE_NOT) {
        *out = datum_boolean(!datum_true(out));
        return 0;
    }
    if (node->kind == NODE_CONDITION) {
        if (datum_true(out))
            return evaluate(run, node->second, out);
        if (node->other)
            return evaluate(run, node->other, out);
        *out = datum_undefined(text_of("the expression without else"));
        return 0;
    }
    return datum_true(out) == (node->kind == NODE_OR) ? 0 : evaluate(run, node->second, out);
}

static int reach(struct run *run, const struct node *node, struct datum *out)
{
    struct datum value, key;
    TRY(evaluate(run, node->first, &value));
    if (node->kind == NODE_SLICE)
        return slice_get(run, node, &value, out);
    if (node->kind == NODE_ATTRIBUTE) {
        run->offset = node->offset;
        return member_get(run, &value, node->text, out);
    }
    TRY(evaluate(run, node->second, &key));
    run->offset = node->offset;
    return item_get(run, &value, &key, out);
}

static int operate(struct run *run, const struct node *node, struct datum *out)
{
    struct datum left, right;
    TRY(evaluate(run, node->first, &left));
    TRY(evaluate(run, node->second, &right));
    run->offset = node->offset;
    return arithmetic(run, node->text, &left, &right, out);
}

static int evaluate_kind(struct run *run, const struct node *node, struct datum *out)
{
    switch (node->kind) {
    case NODE_NAME:
        return name_evaluate(run, node, out);
    case NODE_STRING:
        *out = datum_text(node->text);
        return 0;
    case NODE_INTEGER:
        *out = datum_integer(node->integer);
        return 0;
    case NODE_REAL:
        *out = datum_real(node->real);
        return 0;
    case NODE_TRUE:
    case NODE_FALSE:
        *out = datum_boolean(node->kind == NODE_TRUE);
        return 0;
    case NODE_NONE:
        *out = datum_none();
        return 0;
    case NODE_LIST:
    case NODE_TUPLE:
        return literal_list(run, node, out);
    case NODE_MAP:
        return literal_map(run, node, out);
    case NODE_ATTRIBUTE:
    case NODE_ITEM:
    case NODE_SLICE:
        return reach(run, node, out);
    case NODE_CALL:
        return call(run, node, out);
    case NODE_FILTER:
    case NODE_TEST:
        return apply(run, node, out);
    case NODE_NEGATE:
    case NODE_PLUS:
        return sign(run, node, out);
    case NODE_NOT:
    case NODE_AND:
    case NODE_OR:
    case NODE_CONDITION:
        return logic(run, node, out);
    case NODE_COMPARE:
        return chain(run, node, out);
    case NODE_ARITHMETIC:
        return operate(run, node, out);
    default:
        return run_fault(run, "this cannot be evaluated");
    }
}

int evaluate(struct run *run, const struct node *node, struct datum *out)
{
    run->offset = node->offset;
    TRY(run_step(run));
    if (++run->depth > RUN_DEPTH_MOST)
        return run_fault(run, "the template was stopped: its calls are nested too deep");
    TRY(evaluate_kind(run, node, out));
    run->depth--;
    return 0;
}
