/* A YAML file as a tree whose nodes know where they stand. Gates, recipes and use cases come from users and
 * from repositories that others write to, so only what they need is read: maps, lists and scalars. Anchors,
 * aliases and tags are refused, and so are several documents, nesting beyond 16, files beyond 256 KiB and
 * what is not UTF-8. */
#ifndef ASSAY_BASE_YAML_TREE_H
#define ASSAY_BASE_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    struct text text;               /* of a YAML_TEXT */
    bool plain;                     /* written without quotes: may be a number or a word */
    int line, column;               /* from 1 */
    struct yaml_node *first, *last; /* elements; of a map its keys, each a YAML_TEXT */
    struct yaml_node *value;        /* of a key */
    struct yaml_node *next;
    size_t count; /* elements */
};

/* Reads the text of the file `path` (for messages, which begin "path:line:column: "). Nodes live in the
 * arena. */
int yaml_tree_read(struct yaml_node **root, const char *path, struct text text, struct arena *arena,
                   struct error *error) MUST_CHECK;

/* The error "path:line:column: …" for a node. */
int yaml_fault(const struct yaml_node *node, const char *path, struct error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The value under a key of a map; NULL when it has none. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* ---- values; the errors are yaml_fault's ----------------------------------------------------------------
 */

int yaml_text(const struct yaml_node *node, const char *path, struct text *out,
              struct error *error) MUST_CHECK;
/* As JSON writes it, or a percentage: "2 %" is 0.02. */
int yaml_number(const struct yaml_node *node, const char *path, double *out, struct error *error) MUST_CHECK;
int yaml_count(const struct yaml_node *node, const char *path, int64_t *out, struct error *error) MUST_CHECK;
int yaml_truth(const struct yaml_node *node, const char *path, bool *out, struct error *error) MUST_CHECK;
/* One of the names; *out is which. */
int yaml_choice(const struct yaml_node *node, const char *path, const char *const *names, size_t count,
                size_t *out, struct error *error) MUST_CHECK;

/* Every key of the map must be one of the names; else the error says which is nearest. */
int yaml_keys(const struct yaml_node *map, const char *path, const char *const *names, size_t count,
              struct error *error) MUST_CHECK;

#endif
