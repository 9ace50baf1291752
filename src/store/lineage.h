/* Lineage: which file, version, run and verdict came from which, as a graph whose edges run from what was
 * there first to what came of it. The kinds of nodes and edges are data (tables in lineage.c): models and
 * deployments join by a line each.
 *
 * The graph may hold more than is asked for; lineage_walk marks what one node came from and what came of it.
 * Nothing here recurses, so a chain may be as long as memory allows, and a walk ends even where a damaged
 * catalog has made a cycle. */
#ifndef ASSAY_STORE_LINEAGE_H
#define ASSAY_STORE_LINEAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum node_kind { NODE_FILE, NODE_VERSION, NODE_RUN, NODE_VERDICT, NODE_KINDS };
enum edge_kind {
    EDGE_READ,     /* file → version: its rows were read */
    EDGE_DERIVED,  /* version → version: made from its rows */
    EDGE_USED,     /* run → version: made by what the run found */
    EDGE_CHECKED,  /* version → run */
    EDGE_JUDGED,   /* run → verdict */
    EDGE_BASELINE, /* run → verdict: what it was compared with */
    EDGE_PREVIOUS, /* version → version: the next of the same dataset */
    EDGE_KINDS
};

extern const struct node_word {
    const char *name;   /* "version" */
    const char *plural; /* "versions" */
} node_words[NODE_KINDS];

extern const struct edge_word {
    const char *name; /* "checked_by" */
    const char *down; /* read from the earlier node: "checked by" */
    const char *up;   /* read from the later node: "a check of" */
} edge_words[EDGE_KINDS];

enum standing { STANDING_NONE, STANDING_GOOD, STANDING_BAD, STANDING_OPEN };

enum { NOWHERE = -1 };

struct lineage_node {
    enum node_kind kind;
    struct text id;           /* digest; names the node among those of its kind */
    struct text name;         /* "chat@v3" */
    struct text note;         /* a few words: "1,204 rows" */
    struct text time;         /* when it came to be; empty: unknown */
    enum standing standing;   /* of a run or verdict: how it ended */
    long first_in, first_out; /* edges; NOWHERE ends the list */
    size_t ins, outs;         /* how many */
    bool up, down;            /* marked by the walk: the start is both */
    bool earlier, later;      /* there are versions before or after that the walk did not follow */
    bool expanded;            /* for the one who expands: all edges of the node are known */
};

struct lineage_edge {
    enum edge_kind kind;
    size_t from, to;        /* nodes */
    long next_in, next_out; /* in the lists of `to` and `from` */
    bool marked;            /* by the walk */
};

struct lineage {
    struct arena arena; /* texts */
    struct lineage_node *nodes;
    size_t node_count, node_room;
    struct lineage_edge *edges;
    size_t edge_count, edge_room;
    size_t *places; /* hash table of nodes by kind and id: index + 1; 0 is free */
    size_t place_count;
    size_t start; /* of the last walk */
};

void lineage_release(struct lineage *lineage);

/* The node of that kind and id, made when it is not there: *index. Texts given are copied; those of a node
 * that is there stay as they are, except that an empty one is filled. */
int lineage_add(struct lineage *lineage, const struct lineage_node *given, size_t *index,
                struct error *error) MUST_CHECK;

/* Once only for the same two nodes and kind. */
int lineage_join(struct lineage *lineage, size_t from, size_t to, enum edge_kind kind,
                 struct error *error) MUST_CHECK;

/* NOWHERE when there is none. */
long lineage_find(const struct lineage *lineage, enum node_kind kind, struct text id);

struct lineage_walk {
    size_t start;
    bool up, down;
    bool history; /* also along the dataset's earlier and later versions, beyond the nearest */
    /* Called before a node's edges are followed, to add those not known yet; NULL: all are. */
    int (*expand)(void *context, struct lineage *lineage, size_t node, struct error *error);
    void *context;
};

/* Marks nodes and edges; what an earlier walk marked is forgotten. */
int lineage_walk(struct lineage *lineage, const struct lineage_walk *walk, struct error *error) MUST_CHECK;

/* The marked part alone, in the order: nodes by kind, time, name, id; edges by from, to, kind. So the same
 * project gives the same bytes whatever the order in which the catalog answered. */
int lineage_marked(const struct lineage *lineage, struct lineage *marked, struct error *error) MUST_CHECK;

#endif
