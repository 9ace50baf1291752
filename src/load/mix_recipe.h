/* A recipe for a mix: which datasets go in, how much of each. docs/mixing.md says how one is written. */
#ifndef ASSAY_LOAD_MIX_RECIPE_H
#define ASSAY_LOAD_MIX_RECIPE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum mix_role { MIX_DOMAIN, MIX_GENERAL, MIX_SAFETY };
enum { MIX_ROLES = 3 };
const char *mix_role_name(enum mix_role role); /* "domain", "general", "safety" */

enum mix_unit { MIX_RECORDS, MIX_WORDS, MIX_TOKENS };
const char *mix_unit_name(enum mix_unit unit);

struct mix_source {
    struct text from; /* a version or a file */
    struct text name; /* else `from` */
    enum mix_role role;
    double weight;      /* NaN: by size and temperature */
    double epochs;      /* most often that its records are taken; NaN: the recipe's */
    struct text where;  /* SQL over the columns of records; empty: all of them */
    struct text slice;  /* column or field whose values are balanced; empty: none */
    double temperature; /* of the slices: infinity makes them equal */
    int line;
};

struct mix_recipe {
    struct arena arena;
    struct text name;      /* the dataset to make */
    enum mix_unit unit;    /* of `total` and of all shares */
    struct text tokenizer; /* of tokens */
    double total;          /* NaN: as much as the shares and epochs allow */
    double temperature;    /* p ~ size^(1/T) for sources without a weight */
    double epochs;         /* of sources that name none; NaN: 1 without a total, no limit with one */
    double replay, safety; /* shares of the roles general and safety; NaN: by weight like the rest */
    struct text seed;
    struct text label; /* a field of every record that gets the source's name; empty: none */
    struct mix_source *sources;
    size_t count;
};

/* Texts are copied. Errors begin "path:line:column: ". Released by arena_release(&recipe->arena) also after
 * an error. */
int mix_recipe_parse(struct mix_recipe *recipe, const char *path, struct text text,
                     struct error *error) MUST_CHECK;

#endif
