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

static int chain(struct run *run, const struct node *node, struct datum *out)
{
    struct datum left = {0}, right = {0};
    bool holds = true;
    TRY(evaluate(run, node->first, &left));
    for (const struct node *operand = node->second; operand && holds; operand = operand->next) {
        TRY(evaluate(run, operand->first, &right));
        run->offset = operand->offset;
        TRY(compare_values(run, operand->text, &left, &right, &holds));
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
    struct datum callee = {0};
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
    struct datum value = {0};
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
    struct datum item = {0};
    TRY(run_list(run, out, node->kind == NODE_TUPLE));
    for (const struct node *child = node->first; child; child = child->next) {
        TRY(evaluate(run, child, &item));
        TRY(run_list_add(run, out, item));
    }
    return 0;
}

static int literal_map(struct run *run, const struct node *node, struct datum *out)
{
    struct datum key = {0}, value = {0};
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
        return integers_apply(run, '-', 0, out->integer, out);
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
    struct datum value = {0}, key = {0};
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
    struct datum left = {0}, right = {0};
    TRY(evaluate(run, node->first, &left));
    TRY(evaluate(run, node->second, &right));
    run->offset = node->offset;
    return operator_apply(run, node->text, &left, &right, out);
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
