#include "load/mix_recipe.h"

#include <math.h>

#include "base/yaml_tree.h"

struct recipe_reader {
    struct mix_recipe *recipe;
    const char *path;
    struct error *error;
};

static const char *const role_names[] = {"domain", "general", "safety"};
static const char *const unit_names[] = {"records", "words", "tokens"};

const char *mix_role_name(enum mix_role role)
{
    return role_names[role];
}

const char *mix_unit_name(enum mix_unit unit)
{
    return unit_names[unit];
}

#define FAULT(reader, node, ...) yaml_fault((node), (reader)->path, (reader)->error, __VA_ARGS__)

/* ---- values that may be left out ------------------------------------------------------------------------
 */

static int take_text(struct recipe_reader *reader, const struct yaml_node *map, const char *key,
                     struct text *out)
{
    const struct yaml_node *node = yaml_get(map, key);
    return node ? yaml_text(node, reader->path, out, reader->error) : 0;
}

static int take_number(struct recipe_reader *reader, const struct yaml_node *map, const char *key,
                       double least, double most, double *out)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (!node)
        return 0;
    if (text_is(node->text, "even") && isinf(most)) {
        *out = INFINITY;
        return 0;
    }
    TRY(yaml_number(node, reader->path, out, reader->error));
    if (*out >= least && *out <= most)
        return 0;
    return isinf(most) ? FAULT(reader, node, "'%s' should be at least %g", key, least)
                       : FAULT(reader, node, "'%s' should be from %g to %g", key, least, most);
}

static int take_choice(struct recipe_reader *reader, const struct yaml_node *map, const char *key,
                       const char *const *names, size_t count, size_t *out)
{
    const struct yaml_node *node = yaml_get(map, key);
    return node ? yaml_choice(node, reader->path, names, count, out, reader->error) : 0;
}

/* ---- sources ------------------------------------------------------------------------------------------- */

static int source_read(struct recipe_reader *reader, const struct yaml_node *node, struct mix_source *source)
{
    static const char *const keys[] = {"from",   "name",  "role",    "weight",
                                       "epochs", "where", "balance", "temperature"};
    size_t role = MIX_DOMAIN;
    if (node->kind != YAML_MAP)
        return FAULT(reader, node, "a source is a map of keys, as in '- from: chat@v3'");
    TRY(yaml_keys(node, reader->path, keys, sizeof keys / sizeof *keys, reader->error));
    *source = (struct mix_source){.weight = NAN, .epochs = NAN, .temperature = INFINITY, .line = node->line};
    TRY(take_text(reader, node, "from", &source->from));
    if (source->from.length == 0)
        return FAULT(reader, node, "a source needs 'from': a version, as in chat@v3, or a file");
    source->name = source->from;
    TRY(take_text(reader, node, "name", &source->name));
    TRY(take_choice(reader, node, "role", role_names, MIX_ROLES, &role));
    source->role = (enum mix_role)role;
    TRY(take_number(reader, node, "weight", 0, 1e12, &source->weight));
    TRY(take_number(reader, node, "epochs", 0, 1e6, &source->epochs));
    TRY(take_text(reader, node, "where", &source->where));
    TRY(take_text(reader, node, "balance", &source->slice));
    TRY(take_number(reader, node, "temperature", 1, INFINITY, &source->temperature));
    if (yaml_get(node, "temperature") && !source->slice.length)
        return FAULT(reader, yaml_get(node, "temperature"),
                     "'temperature' of a source is of its slices: it needs 'balance'");
    return 0;
}

/* Within a role either all have weights or none: a weight says nothing beside a size. */
static int source_test(struct recipe_reader *reader, const struct yaml_node *node,
                       const struct mix_source *source)
{
    const struct mix_recipe *recipe = reader->recipe;
    bool parted = !isnan(recipe->replay) || !isnan(recipe->safety);
    for (const struct mix_source *other = recipe->sources; other < source; other++) {
        if (text_equal(other->name, source->name))
            return FAULT(reader, node,
                         "a second source named '%.*s' (first in line %d): give it a 'name' of its own",
                         (int)source->name.length, source->name.data, other->line);
        if ((!parted || other->role == source->role) && isnan(other->weight) != isnan(source->weight))
            return FAULT(reader, node,
                         "sources that share a part of the mix have a 'weight' all or none; see line %d",
                         other->line);
    }
    return 0;
}

static int sources_read(struct recipe_reader *reader, const struct yaml_node *list)
{
    struct mix_recipe *recipe = reader->recipe;
    if (list->kind != YAML_LIST || list->count == 0)
        return FAULT(reader, list, "'sources' should be a list of at least one source");
    recipe->sources = arena_take_zeroed(&recipe->arena, list->count, sizeof *recipe->sources);
    if (!recipe->sources)
        return error_memory(reader->error);
    for (const struct yaml_node *node = list->first; node; node = node->next) {
        struct mix_source *source = &recipe->sources[recipe->count];
        TRY(source_read(reader, node, source));
        TRY(source_test(reader, node, source));
        recipe->count++;
    }
    return 0;
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static bool role_there(const struct mix_recipe *recipe, enum mix_role role)
{
    for (size_t i = 0; i < recipe->count; i++)
        if (recipe->sources[i].role == role)
            return true;
    return false;
}

/* A share needs sources that can give it. */
static int shares_test(struct recipe_reader *reader, const struct yaml_node *root)
{
    const struct mix_recipe *recipe = reader->recipe;
    double sum = (isnan(recipe->replay) ? 0 : recipe->replay) + (isnan(recipe->safety) ? 0 : recipe->safety);
    if (!isnan(recipe->replay) && recipe->replay > 0 && !role_there(recipe, MIX_GENERAL))
        return FAULT(reader, yaml_get(root, "replay"), "'replay' needs a source with 'role: general'");
    if (!isnan(recipe->safety) && recipe->safety > 0 && !role_there(recipe, MIX_SAFETY))
        return FAULT(reader, yaml_get(root, "safety"), "'safety' needs a source with 'role: safety'");
    if (sum > 1)
        return FAULT(reader, root, "'replay' and 'safety' together are more than 100 %%");
    return 0;
}

static int total_read(struct recipe_reader *reader, const struct yaml_node *root)
{
    struct mix_recipe *recipe = reader->recipe;
    const struct yaml_node *node = yaml_get(root, "total");
    int64_t total = 0;
    size_t unit = MIX_RECORDS;
    TRY(take_choice(reader, root, "unit", unit_names, 3, &unit));
    recipe->unit = (enum mix_unit)unit;
    TRY(take_text(reader, root, "tokenizer", &recipe->tokenizer));
    if (recipe->unit == MIX_TOKENS && !recipe->tokenizer.length)
        return FAULT(reader, yaml_get(root, "unit"), "tokens of which tokenizer? add 'tokenizer: FILE'");
    if (!node)
        return 0;
    TRY(yaml_count(node, reader->path, &total, reader->error));
    recipe->total = (double)total;
    return 0;
}

static int recipe_read(struct recipe_reader *reader, const struct yaml_node *root)
{
    static const char *const keys[] = {"mix",    "total",  "unit", "tokenizer", "temperature", "epochs",
                                       "replay", "safety", "seed", "label",     "sources"};
    struct mix_recipe *recipe = reader->recipe;
    const struct yaml_node *sources = yaml_get(root, "sources");
    if (root->kind != YAML_MAP)
        return FAULT(reader, root, "a recipe is a map with the keys 'mix' and 'sources'");
    TRY(yaml_keys(root, reader->path, keys, sizeof keys / sizeof *keys, reader->error));
    TRY(take_text(reader, root, "mix", &recipe->name));
    if (!recipe->name.length || !sources)
        return FAULT(reader, root, "a recipe needs '%s'",
                     recipe->name.length ? "sources: [...]" : "mix: NAME");
    TRY(total_read(reader, root));
    TRY(take_number(reader, root, "temperature", 1, 1e6, &recipe->temperature));
    TRY(take_number(reader, root, "epochs", 0, 1e6, &recipe->epochs));
    TRY(take_number(reader, root, "replay", 0, 1, &recipe->replay));
    TRY(take_number(reader, root, "safety", 0, 1, &recipe->safety));
    TRY(take_text(reader, root, "seed", &recipe->seed));
    TRY(take_text(reader, root, "label", &recipe->label));
    TRY(sources_read(reader, sources));
    return shares_test(reader, root);
}

int mix_recipe_parse(struct mix_recipe *recipe, const char *path, struct text text, struct error *error)
{
    struct recipe_reader reader = {recipe, path, error};
    struct yaml_node *root = NULL;
    *recipe = (struct mix_recipe){
        .total = NAN, .temperature = 1, .epochs = NAN, .replay = NAN, .safety = NAN, .seed = text_of("1")};
    TRY(yaml_tree_read(&root, path, text, &recipe->arena, error));
    return recipe_read(&reader, root);
}
