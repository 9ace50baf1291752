/* The values of chat templates: Python's, as far as templates see them. Memory is an arena's. */
#ifndef ASSAY_PACKS_SFT_TEMPLATE_DATUM_H
#define ASSAY_PACKS_SFT_TEMPLATE_DATUM_H

#include <stdint.h>
#include <yyjson.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"

enum datum_kind {
    DATUM_UNDEFINED, /* text: the name that has no value */
    DATUM_NONE,
    DATUM_BOOLEAN,
    DATUM_INTEGER,
    DATUM_REAL,
    DATUM_TEXT,
    DATUM_LIST,
    DATUM_MAP,      /* a dictionary or a namespace, in order of insertion */
    DATUM_LOOP,     /* the variable `loop` */
    DATUM_MACRO,    /* a node of the template */
    DATUM_FUNCTION, /* text: its name */
    DATUM_METHOD    /* text: its name; of a value */
};

struct datum;
struct datum_list {
    struct datum *items;
    size_t count, capacity;
    bool tuple;
};
struct datum_map {
    struct datum *items; /* key, value, key, value … */
    size_t count;        /* of pairs */
    size_t capacity;
    bool namespace; /* its members can be set */
};

struct datum {
    enum datum_kind kind;
    bool boolean;
    int64_t integer;
    double real;
    struct text text;
    union {
        struct datum_list *list;
        struct datum_map *map;
        struct datum *of; /* of a method */
        const void *node; /* of a macro */
        const struct loop_state *loop;
    };
};

struct loop_state {
    const struct datum_list *items;
    size_t index; /* from 0 */
    size_t depth; /* from 1 */
};

static inline struct datum datum_none(void)
{
    return (struct datum){.kind = DATUM_NONE};
}
static inline struct datum datum_boolean(bool boolean)
{
    return (struct datum){.kind = DATUM_BOOLEAN, .boolean = boolean};
}
static inline struct datum datum_integer(int64_t integer)
{
    return (struct datum){.kind = DATUM_INTEGER, .integer = integer};
}
static inline struct datum datum_real(double real)
{
    return (struct datum){.kind = DATUM_REAL, .real = real};
}
static inline struct datum datum_text(struct text text)
{
    return (struct datum){.kind = DATUM_TEXT, .text = text.data ? text : (struct text){"", 0}};
}
static inline struct datum datum_undefined(struct text name)
{
    return (struct datum){.kind = DATUM_UNDEFINED, .text = name};
}

/* Empty ones; .list or .map is NULL when out of memory. */
struct datum datum_list_new(struct arena *arena, bool tuple);
struct datum datum_map_new(struct arena *arena);

/* 0, or -1 when out of memory. */
int list_add(struct datum_list *list, struct datum item, struct arena *arena);
int map_set(struct datum_map *map, struct datum key, struct datum value, struct arena *arena);
int map_set_text(struct datum_map *map, const char *key, struct datum value, struct arena *arena);

/* The value under the key, or NULL. */
struct datum *map_find(const struct datum_map *map, const struct datum *key);
struct datum *map_find_text(const struct datum_map *map, struct text key);

/* A JSON value as datum; texts are borrowed from the document. 0, or -1 when out of memory. */
int datum_from_json(struct datum *datum, yyjson_val *value, struct arena *arena);

bool datum_true(const struct datum *datum);                     /* Python's bool() */
bool datum_equal(const struct datum *a, const struct datum *b); /* Python's == */
bool datum_order(const struct datum *a, const struct datum *b,
                 int *order);                    /* false: no order between these */
bool datum_is_number(const struct datum *datum); /* booleans are numbers too */
double datum_number(const struct datum *datum);
const char *datum_type(const struct datum *datum); /* "str", "list" …: Python's names, for messages */
size_t datum_length(const struct datum *datum);    /* of a text in code points; SIZE_MAX: it has none */

/* Items of a list, keys of a dictionary, characters of a text. False when it has none; *failed when out of
 * memory. */
bool datum_items(const struct datum *datum, struct datum_list **items, struct arena *arena, bool *failed);

void datum_put(struct buffer *out, const struct datum *datum);      /* Python's str() */
void datum_put_repr(struct buffer *out, const struct datum *datum); /* Python's repr() */

/* Python's json.dumps with ensure_ascii false; indent < 0: one line. False: it has no JSON. */
struct json_style {
    int64_t indent;
    bool sorted, ascii;
    struct text between, after_key; /* ", " and ": " unless given */
};
bool datum_put_json(struct buffer *out, const struct datum *datum, const struct json_style *style,
                    size_t depth);

#endif
