/* Running a template's statements. Scopes are Jinja's: a loop, a macro and a generation block have one of
 * their own, an if has none; what is set within is not seen outside, except members of a namespace. */
#include "packs/sft/template_render.h"

static int output_write(struct run *run, const struct datum *value)
{
    datum_put(run->out, value);
    if (run->out->length > RUN_OUTPUT_MOST)
        return run_fault(run, "the template was stopped: it writes more than %d MiB", RUN_OUTPUT_MOST >> 20);
    return buffer_status(run->out, run->error);
}

int capture(struct run *run, const struct node *body, struct datum *out)
{
    struct buffer inner = {0}, *outer = run->out;
    size_t base = run->base;
    run->base += outer->length;
    run->out = &inner;
    int code = execute(run, body);
    run->out = outer;
    run->base = base;
    if (code < 0) {
        buffer_release(&inner);
        return code;
    }
    return run_take_buffer(run, &inner, out);
}

/* ---- set ---- */

static int unpack(struct run *run, const struct node *targets, const struct datum *value)
{
    struct datum_list *items;
    TRY(run_items(run, value, &items));
    size_t count = 0;
    for (const struct node *target = targets; target; target = target->next, count++)
        if (count < items->count)
            TRY(scope_set(run, target->text, items->items[count]));
    if (count != items->count)
        return run_fault(run, "%zu values do not fit %zu names", items->count, count);
    return 0;
}

static int assign(struct run *run, const struct node *target, const struct datum *value)
{
    run->offset = target->offset;
    if (target->kind == NODE_NAME)
        return scope_set(run, target->text, *value);
    if (target->kind == NODE_TUPLE)
        return unpack(run, target->first, value);
    struct datum *object = scope_find(run, target->first->text);
    if (!object || object->kind != DATUM_MAP || !object->map->namespace)
        return run_fault(run, "only members of a namespace can be set");
    return map_set(object->map, datum_text(target->text), *value, run->arena) < 0 ? run_memory(run) : 0;
}

static int set_run(struct run *run, const struct node *node)
{
    struct datum value;
    if (node->kind == NODE_SET_BLOCK)
        TRY(capture(run, node->body, &value));
    else
        TRY(evaluate(run, node->second, &value));
    return assign(run, node->first, &value);
}

/* ---- for ---- */

/* The items that the loop's condition lets pass. */
static int loop_items(struct run *run, const struct node *node, struct datum_list **out)
{
    struct datum value, holds, list;
    struct datum_list *items;
    TRY(evaluate(run, node->second, &value));
    run->offset = node->second->offset;
    TRY(run_items(run, &value, &items));
    *out = items;
    if (!node->third)
        return 0;
    TRY(run_list(run, &list, false));
    struct scope *outer = run->scope;
    TRY(scope_enter(run));
    for (size_t i = 0; i < items->count; i++) {
        TRY(assign(run, node->first, &items->items[i]));
        TRY(evaluate(run, node->third, &holds));
        if (datum_true(&holds))
            TRY(run_list_add(run, &list, items->items[i]));
    }
    run->scope = outer;
    *out = list.list;
    return 0;
}

static int loop_turn(struct run *run, const struct node *node, struct loop_state *loop)
{
    struct datum variable = {.kind = DATUM_LOOP, .text = {"loop", 4}, .loop = loop};
    run->scope->count = 0; /* what the turn before has set is gone */
    TRY(run_step(run));
    TRY(scope_set(run, text_of("loop"), variable));
    TRY(assign(run, node->first, &loop->items->items[loop->index]));
    TRY(execute(run, node->body));
    run->continued = false;
    return 0;
}

static int for_run(struct run *run, const struct node *node)
{
    struct datum_list *items;
    TRY(loop_items(run, node, &items));
    if (items->count == 0)
        return execute(run, node->other);
    struct loop_state *loop = arena_take(run->arena, 1, sizeof *loop);
    if (!loop)
        return run_memory(run);
    struct scope *outer = run->scope;
    TRY(scope_enter(run));
    *loop = (struct loop_state){.items = items, .depth = ++run->loops};
    for (; loop->index < items->count && !run->broken; loop->index++)
        TRY(loop_turn(run, node, loop));
    run->loops--;
    run->broken = false;
    run->scope = outer;
    return 0;
}

/* ---- generation ---- */

static int span_add(struct run *run, size_t start, size_t stop)
{
    if (run->span_count == run->span_capacity) {
        size_t capacity = run->span_capacity ? run->span_capacity * 2 : 8;
        struct span *grown = arena_take(run->arena, capacity, sizeof *grown);
        if (!grown)
            return run_memory(run);
        if (run->span_count)
            memcpy(grown, run->spans, run->span_count * sizeof *grown);
        run->spans = grown;
        run->span_capacity = capacity;
    }
    run->spans[run->span_count++] = (struct span){start, stop};
    return 0;
}

static int generation_run(struct run *run, const struct node *node)
{
    struct scope *outer = run->scope;
    size_t start = run->base + run->out->length;
    TRY(scope_enter(run));
    TRY(execute(run, node->body));
    run->scope = outer;
    return span_add(run, start, run->base + run->out->length);
}

/* ---- macros ---- */

static int macro_define(struct run *run, const struct node *node)
{
    return scope_set(run, node->text, (struct datum){.kind = DATUM_MACRO, .text = node->text, .node = node});
}

static int parameters_set(struct run *run, const struct node *macro, const struct arguments *arguments)
{
    size_t place = 0;
    for (const struct node *parameter = macro->first; parameter; parameter = parameter->next, place++) {
        char name[128];
        size_t length = parameter->text.length < sizeof name - 1 ? parameter->text.length : sizeof name - 1;
        memcpy(name, parameter->text.data, length);
        name[length] = 0;
        const struct datum *given = argument(arguments, place, name);
        struct datum value = given ? *given : datum_undefined(parameter->text);
        if (!given && parameter->first)
            TRY(evaluate(run, parameter->first, &value));
        TRY(scope_set(run, parameter->text, value));
    }
    if (arguments->count - arguments->named > place)
        return run_fault(run, "the macro takes no more than %zu arguments", place);
    return 0;
}

int macro_call(struct run *run, const struct node *macro, const struct arguments *arguments,
               struct datum *out)
{
    struct scope *outer = run->scope;
    size_t loops = run->loops;
    if (++run->depth > RUN_DEPTH_MOST)
        return run_fault(run, "the template was stopped: its calls are nested too deep");
    run->scope = run->global;
    TRY(scope_enter(run));
    TRY(parameters_set(run, macro, arguments));
    TRY(capture(run, macro->body, out));
    run->scope = outer;
    run->loops = loops;
    run->depth--;
    return 0;
}

/* ---- all of them ---- */

static int if_run(struct run *run, const struct node *node)
{
    struct datum condition;
    TRY(evaluate(run, node->first, &condition));
    return execute(run, datum_true(&condition) ? node->body : node->other);
}

static int print_run(struct run *run, const struct node *node)
{
    struct datum value;
    TRY(evaluate(run, node->first, &value));
    return output_write(run, &value);
}

static int statement_run(struct run *run, const struct node *node)
{
    switch (node->kind) {
    case NODE_DATA: {
        struct datum text = datum_text(node->text);
        return output_write(run, &text);
    }
    case NODE_PRINT:
        return print_run(run, node);
    case NODE_IF:
        return if_run(run, node);
    case NODE_FOR:
        return for_run(run, node);
    case NODE_SET:
    case NODE_SET_BLOCK:
        return set_run(run, node);
    case NODE_MACRO:
        return macro_define(run, node);
    case NODE_GENERATION:
        return generation_run(run, node);
    case NODE_BREAK:
    case NODE_CONTINUE:
        if (run->loops == 0)
            return run_fault(run, "break and continue stand in a loop only");
        run->broken = node->kind == NODE_BREAK;
        run->continued = node->kind == NODE_CONTINUE;
        return 0;
    default:
        return run_fault(run, "this is no statement");
    }
}

int execute(struct run *run, const struct node *body)
{
    if (++run->depth > RUN_DEPTH_MOST)
        return run_fault(run, "the template was stopped: its calls are nested too deep");
    for (; body && !run->broken && !run->continued; body = body->next) {
        run->offset = body->offset;
        TRY(run_step(run));
        TRY(statement_run(run, body));
    }
    run->depth--;
    return 0;
}

int template_render(const struct template *template, const struct datum *variables,
                    struct rendering *rendering, struct arena *arena, struct error *error)
{
    struct scope global = {0};
    struct run run = {.template = template,
                      .arena = arena,
                      .error = error,
                      .scope = &global,
                      .global = &global,
                      .out = &rendering->text};
    buffer_clear(&rendering->text);
    rendering->spans = NULL;
    rendering->span_count = 0;
    rendering->refused = false;
    for (size_t i = 0; i < variables->map->count; i++)
        TRY(scope_set(&run, variables->map->items[2 * i].text, variables->map->items[2 * i + 1]));
    int code = execute(&run, template->body);
    rendering->refused = run.refused;
    rendering->spans = run.spans;
    rendering->span_count = run.span_count;
    return code;
}
