/* Gate files: from a YAML tree to rules. Keys are a table; each has a reader. */
#include "gate/gate.h"

#include <math.h>

#include "base/nearest.h"
#include "base/yaml_tree.h"

struct gate_reader {
    struct gate *gate;
    const char *path;
    struct error *error;
};

const char *method_name(enum method method)
{
    static const char *const names[] = {"",         "wilson", "clopper_pearson", "newcombe",
                                        "interval", "welch",  "mcnemar",         "exact"};
    return names[method];
}

/* ---- values -------------------------------------------------------------------------------------------- */

#define FAULT(reader, node, ...) yaml_fault((node), (reader)->path, (reader)->error, __VA_ARGS__)

static int read_text(struct gate_reader *reader, const struct yaml_node *node, struct text *out)
{
    return yaml_text(node, reader->path, out, reader->error);
}

static int read_number(struct gate_reader *reader, const struct yaml_node *node, double *out)
{
    return yaml_number(node, reader->path, out, reader->error);
}

static int read_level(struct gate_reader *reader, const struct yaml_node *node, double *out)
{
    TRY(read_number(reader, node, out));
    if (*out >= 0.5 && *out < 1)
        return 0;
    return FAULT(reader, node, "level is a confidence from 0.5 to below 1, as in 0.95");
}

static int read_count(struct gate_reader *reader, const struct yaml_node *node, int64_t *out)
{
    return yaml_count(node, reader->path, out, reader->error);
}

static int read_truth(struct gate_reader *reader, const struct yaml_node *node, bool *out)
{
    return yaml_truth(node, reader->path, out, reader->error);
}

static int read_choice(struct gate_reader *reader, const struct yaml_node *node, const char *const *names,
                       size_t count, size_t *out)
{
    return yaml_choice(node, reader->path, names, count, out, reader->error);
}

/* ---- keys ---------------------------------------------------------------------------------------------- */

static int take_name(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_text(reader, node, &rule->name);
}

static int take_check(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    rule->check_line = node->line;
    rule->check_column = node->column;
    return read_text(reader, node, &rule->check);
}

static int take_figure(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_text(reader, node, &rule->figure);
}

static int take_only_before(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_text(reader, node, &rule->only_before);
}

static int take_only_after(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_text(reader, node, &rule->only_after);
}

/* "all", one code, or a list of codes. */
static int take_findings(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    const struct yaml_node *first = node->kind == YAML_LIST ? node->first : node;
    size_t count = node->kind == YAML_LIST ? node->count : 1;
    if (node->kind == YAML_MAP || count == 0)
        return FAULT(reader, node, "should be 'all', a code, or a list of codes");
    rule->codes = arena_take_zeroed(&reader->gate->arena, count, sizeof *rule->codes);
    if (!rule->codes)
        return error_memory(reader->error);
    for (; first; first = node->kind == YAML_LIST ? first->next : NULL) {
        TRY(read_text(reader, first, &rule->codes[rule->code_count]));
        rule->code_count++;
    }
    if (node->kind == YAML_TEXT && text_is(node->text, "all"))
        rule->code_count = 0;
    return 0;
}

static int take_count(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    static const char *const names[] = {"findings", "records", "pairs"};
    size_t choice = 0;
    TRY(read_choice(reader, node, names, 3, &choice));
    rule->kind = (enum rule_kind)(RULE_FINDINGS + choice);
    return 0;
}

static int take_slice(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    TRY(read_text(reader, node, &rule->slice));
    const char *equals = memchr(rule->slice.data, '=', rule->slice.length);
    if (!equals || equals == rule->slice.data)
        return FAULT(reader, node, "a slice is FIELD=VALUE, as in source=web");
    return 0;
}

static int take_each(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_text(reader, node, &rule->each);
}

static int take_max(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_number(reader, node, &rule->max);
}

static int take_min(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_number(reader, node, &rule->min);
}

static int take_margin(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    TRY(read_number(reader, node, &rule->margin));
    if (rule->margin < 0)
        return FAULT(reader, node,
                     "a margin is how much worse it may get: 0 or more; 'worse' says which way");
    return 0;
}

static int take_worse(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    static const char *const names[] = {"higher", "lower"};
    size_t choice = 0;
    TRY(read_choice(reader, node, names, 2, &choice));
    rule->lower_is_worse = choice == 1;
    return 0;
}

static int take_level(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_level(reader, node, &rule->level);
}

static int take_sides(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    static const char *const names[] = {"one", "two"};
    size_t choice = 0;
    TRY(read_choice(reader, node, names, 2, &choice));
    rule->sides = (int)choice + 1;
    return 0;
}

static int take_min_n(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_count(reader, node, &rule->min_n);
}

static int take_method(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    const char *names[METHOD_COUNT];
    size_t choice = 0;
    for (int i = 1; i < METHOD_COUNT; i++)
        names[i - 1] = method_name((enum method)i);
    TRY(read_choice(reader, node, names, METHOD_COUNT - 1, &choice));
    rule->method = (enum method)(choice + 1);
    return 0;
}

static int take_group(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_text(reader, node, &rule->group);
}

static int take_holm(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    return read_truth(reader, node, &rule->holm);
}

static const struct key {
    const char *name;
    int (*take)(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule);
    bool shared; /* may stand beside `rules`, for all of them */
} keys[] = {{"name", take_name, false},
            {"check", take_check, false},
            {"figure", take_figure, false},
            {"findings", take_findings, false},
            {"count", take_count, false},
            {"only_before", take_only_before, false},
            {"only_after", take_only_after, false},
            {"slice", take_slice, false},
            {"each", take_each, false},
            {"max", take_max, false},
            {"min", take_min, false},
            {"margin", take_margin, false},
            {"worse", take_worse, false},
            {"level", take_level, true},
            {"sides", take_sides, true},
            {"min_n", take_min_n, true},
            {"method", take_method, false},
            {"group", take_group, false},
            {"holm", take_holm, false}};
enum { KEYS = sizeof keys / sizeof *keys };

static int key_unknown(struct gate_reader *reader, const struct yaml_node *key, bool top)
{
    const char *names[KEYS + 2] = {"gate", "rules"};
    size_t count = top ? 2 : 0;
    for (size_t i = 0; i < KEYS; i++) {
        if (!top || keys[i].shared)
            names[count++] = keys[i].name;
        if (top && !keys[i].shared && text_is(key->text, keys[i].name))
            return FAULT(reader, key, "'%s' belongs to a rule: move it below 'rules:'", keys[i].name);
    }
    const char *nearest = nearest_name(key->text.data, names, count);
    return FAULT(reader, key, "%s has no key '%.80s'%s%s%s; docs/gates.md lists them",
                 top ? "a gate" : "a rule", key->text.data, nearest ? " (did you mean '" : "",
                 nearest ? nearest : "", nearest ? "'?)" : "");
}

static int key_take(struct gate_reader *reader, const struct yaml_node *key, bool top, struct rule *rule)
{
    for (size_t i = 0; i < KEYS; i++)
        if ((!top || keys[i].shared) && text_is(key->text, keys[i].name))
            return keys[i].take(reader, key->value, rule);
    return key_unknown(reader, key, top);
}

/* ---- what a rule must be ------------------------------------------------------------------------------- */

static int rule_subject_test(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    bool figure = rule->figure.length > 0, findings = yaml_get(node, "findings") != NULL;
    bool discordant = rule->only_before.length > 0 || rule->only_after.length > 0;
    if (rule->check.length == 0)
        return FAULT(reader, node, "the rule names no check: add 'check: NAME'");
    if (figure + findings + discordant != 1)
        return FAULT(reader, node,
                     "a rule judges one thing: 'figure', 'findings', or 'only_before' with 'only_after'");
    if (discordant && (rule->only_before.length == 0 || rule->only_after.length == 0))
        return FAULT(reader, node, "'only_before' and 'only_after' go together");
    if (!findings && yaml_get(node, "count"))
        return FAULT(reader, yaml_get(node, "count"),
                     "'count' says what of findings is counted: this rule has none");
    if (discordant)
        rule->kind = RULE_DISCORDANT;
    else if (figure)
        rule->kind = RULE_FIGURE;
    else if (!yaml_get(node, "count"))
        rule->kind = RULE_FINDINGS;
    return 0;
}

static int rule_slices_test(struct gate_reader *reader, const struct yaml_node *node, const struct rule *rule)
{
    const struct yaml_node *place = yaml_get(node, rule->each.length ? "each" : "slice");
    if (!place)
        return 0;
    if (rule->each.length && rule->slice.length)
        return FAULT(reader, place, "'each' and 'slice' exclude each other");
    if (rule->kind != RULE_FIGURE)
        return FAULT(reader, place, "only figures have slices");
    return 0;
}

static int rule_bounds_test(struct gate_reader *reader, const struct yaml_node *node, const struct rule *rule)
{
    bool absolute = !isnan(rule->max) || !isnan(rule->min), relative = !isnan(rule->margin);
    bool pairs = rule->kind == RULE_PAIRS || rule->kind == RULE_DISCORDANT;
    const struct yaml_node *min = yaml_get(node, "min");
    if (!absolute && !relative)
        return FAULT(reader, node, "the rule has no bound: add 'max', 'min' or 'margin'");
    if (pairs && absolute)
        return FAULT(reader, node, "pairs compare before with after: 'margin' is their only bound");
    if (min && rule->min > rule->max)
        return FAULT(reader, min, "'min' is above 'max': nothing can pass");
    if (relative && rule->kind == RULE_FIGURE && !yaml_get(node, "worse"))
        return FAULT(reader, node, "'margin' needs 'worse: higher' or 'worse: lower': which way is worse?");
    if (yaml_get(node, "worse") && (!relative || pairs))
        return FAULT(reader, yaml_get(node, "worse"),
                     pairs ? "of pairs, more findings are worse: leave 'worse' out"
                           : "'worse' belongs to 'margin', which this rule does not have");
    return 0;
}

static bool method_suits(const struct rule *rule)
{
    bool relative = !isnan(rule->margin), absolute = !isnan(rule->max) || !isnan(rule->min);
    bool figure = rule->kind == RULE_FIGURE, share = figure || rule->kind == RULE_RECORDS;
    switch (rule->method) {
    case METHOD_FITTING:
        return true;
    case METHOD_WILSON:
    case METHOD_CLOPPER_PEARSON:
        return share && absolute && !relative;
    case METHOD_NEWCOMBE:
        return share && relative && !absolute;
    case METHOD_WELCH:
        return figure && relative && !absolute;
    case METHOD_INTERVAL:
        return figure;
    case METHOD_MCNEMAR:
        return rule->kind == RULE_PAIRS || rule->kind == RULE_DISCORDANT;
    default:
        return figure || rule->kind == RULE_FINDINGS;
    }
}

static int rule_method_test(struct gate_reader *reader, const struct yaml_node *node, const struct rule *rule)
{
    if (method_suits(rule))
        return 0;
    return FAULT(
        reader, yaml_get(node, "method"),
        "method %s does not fit this rule: wilson and clopper_pearson are for max and min of shares, "
        "newcombe and welch for a margin alone, mcnemar for pairs, interval for figures, exact for "
        "figures and counts of findings",
        method_name(rule->method));
}

/* "few cut answers" if given, else the figure, else "findings of CHECK". */
static int rule_name_take(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    char made[256];
    if (rule->name.length == 0) {
        struct text what = rule->kind == RULE_FIGURE ? rule->figure : rule->check;
        snprintf(made, sizeof made, "%s%.*s", rule->kind == RULE_FIGURE ? "" : "findings of ",
                 (int)what.length, what.data);
        rule->name = arena_copy(&reader->gate->arena, text_of(made));
        if (!rule->name.data)
            return error_memory(reader->error);
    }
    for (const struct rule *other = reader->gate->rules; other < rule; other++)
        if (text_equal(other->name, rule->name))
            return FAULT(reader, node,
                         "a second rule named '%.*s' (first in line %d): give it a 'name' of its own",
                         (int)rule->name.length, rule->name.data, other->line);
    return 0;
}

static int rule_read(struct gate_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    if (node->kind != YAML_MAP)
        return FAULT(reader, node, "a rule is a map of keys, as in '- check: NAME'");
    rule->line = node->line;
    rule->column = node->column;
    for (const struct yaml_node *key = node->first; key; key = key->next)
        TRY(key_take(reader, key, false, rule));
    TRY(rule_subject_test(reader, node, rule));
    TRY(rule_slices_test(reader, node, rule));
    TRY(rule_bounds_test(reader, node, rule));
    TRY(rule_method_test(reader, node, rule));
    if (!yaml_get(node, "holm"))
        rule->holm = rule->each.length > 0 || rule->group.length > 0;
    else if (rule->holm && rule->each.length == 0 && rule->group.length == 0)
        return FAULT(reader, yaml_get(node, "holm"),
                     "Holm's method needs several tests: add 'each' or a 'group' of rules");
    return rule_name_take(reader, node, rule);
}

/* ---- the gate ------------------------------------------------------------------------------------------ */

static int rules_read(struct gate_reader *reader, const struct yaml_node *list, const struct rule *common)
{
    struct gate *gate = reader->gate;
    if (list->kind != YAML_LIST || list->count == 0)
        return FAULT(reader, list, "'rules' should be a list of at least one rule");
    gate->rules = arena_take_zeroed(&gate->arena, list->count, sizeof *gate->rules);
    if (!gate->rules)
        return error_memory(reader->error);
    for (const struct yaml_node *node = list->first; node; node = node->next) {
        gate->rules[gate->count] = *common;
        TRY(rule_read(reader, node, &gate->rules[gate->count]));
        gate->count++;
    }
    return 0;
}

static int gate_read(struct gate_reader *reader, const struct yaml_node *root)
{
    struct rule common = {.max = NAN, .min = NAN, .margin = NAN, .level = 0.95, .sides = 1};
    const struct yaml_node *name = yaml_get(root, "gate"), *rules = yaml_get(root, "rules");
    if (root->kind != YAML_MAP)
        return FAULT(reader, root, "a gate is a map with the keys 'gate' and 'rules'");
    for (const struct yaml_node *key = root->first; key; key = key->next)
        if (!text_is(key->text, "gate") && !text_is(key->text, "rules"))
            TRY(key_take(reader, key, true, &common));
    if (!name || !rules)
        return FAULT(reader, root, "a gate needs '%s'", name ? "rules: [...]" : "gate: NAME");
    TRY(read_text(reader, name, &reader->gate->name));
    return rules_read(reader, rules, &common);
}

int gate_parse(struct gate *gate, const char *path, struct text text, struct error *error)
{
    struct gate_reader reader = {gate, path, error};
    struct yaml_node *root = NULL;
    *gate = (struct gate){0};
    gate->path = arena_copy(&gate->arena, text_of(path));
    if (!gate->path.data)
        return error_memory(error);
    TRY(yaml_tree_read(&root, path, text, &gate->arena, error));
    return gate_read(&reader, root);
}
