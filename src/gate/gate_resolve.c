/* Rules meet the checks that they name. */
#include <math.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "gate/gate.h"

bool rule_needs_baseline(const struct rule *rule)
{
    return !isnan(rule->margin) && rule->kind != RULE_DISCORDANT;
}

bool gate_needs_baseline(const struct gate *gate)
{
    for (size_t i = 0; i < gate->count; i++)
        if (rule_needs_baseline(&gate->rules[i]))
            return true;
    return false;
}

struct text rule_field(const struct rule *rule)
{
    const char *equals = rule->slice.length ? memchr(rule->slice.data, '=', rule->slice.length) : NULL;
    return equals ? (struct text){rule->slice.data, (size_t)(equals - rule->slice.data)} : rule->each;
}

struct names {
    const char **items;
    size_t count;
};

static int unknown(const struct gate *gate, const struct rule *rule, const char *what, struct text typed,
                   const struct names *names, const char *help, struct error *error)
{
    const char *nearest = nearest_name(typed.data, names->items, names->count);
    return error_set(error, ERROR_INPUT, "%s:%d:%d: there is no %s '%s'%s%s%s; %s", gate->path.data,
                     rule->check_line, rule->check_column, what, typed.data,
                     nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "", help);
}

static int check_unknown(struct gate *gate, const struct rule *rule, const struct check_set *set,
                         struct error *error)
{
    struct names names = {memory_new(2 * set->count + 1, sizeof(char *)), 0};
    if (!names.items)
        return error_memory(error);
    for (size_t i = 0; i < set->count; i++) {
        if (set->items[i].is_table)
            continue;
        const char *name = arena_copy(&gate->arena, set->items[i].name).data;
        const char *dot = name ? strrchr(name, '.') : NULL;
        if (name)
            names.items[names.count++] = name;
        if (dot)
            names.items[names.count++] = dot + 1;
    }
    int code = unknown(gate, rule, "check", rule->check, &names, "'assay checks' lists them", error);
    memory_free(names.items);
    return code;
}

static int codes_resolve(struct gate *gate, const struct rule *rule, const struct check *check,
                         struct error *error)
{
    for (size_t i = 0; i < rule->code_count; i++) {
        bool found = false;
        for (size_t c = 0; c < check->code_count && !found; c++)
            found = text_equal(check->codes[c].name, rule->codes[i]);
        if (found)
            continue;
        const char *items[64];
        struct names names = {items, 0};
        struct buffer help = {0};
        for (size_t c = 0; c < check->code_count && names.count < 64; c++) {
            items[names.count] = arena_copy(&gate->arena, check->codes[c].name).data;
            names.count += items[names.count] != NULL;
        }
        buffer_format(&help, "'assay explain %s' lists them", rule->check.data);
        int code = unknown(gate, rule, "code", rule->codes[i], &names, buffer_c(&help), error);
        buffer_release(&help);
        return code;
    }
    return 0;
}

int gate_resolve(struct gate *gate, const struct check_set *set, struct error *error)
{
    for (size_t i = 0; i < gate->count; i++) {
        struct rule *rule = &gate->rules[i];
        const struct check *check = check_set_find(set, rule->check);
        if (!check || check->is_table)
            return check_unknown(gate, rule, set, error);
        rule->check = arena_copy(&gate->arena, check->name);
        if (!rule->check.data)
            return error_memory(error);
        TRY(codes_resolve(gate, rule, check, error));
    }
    return 0;
}
