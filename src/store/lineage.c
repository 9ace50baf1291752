#include "store/lineage.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"

const struct node_word node_words[NODE_KINDS] = {
    [NODE_FILE] = {"file", "files"},
    [NODE_VERSION] = {"version", "versions"},
    [NODE_RUN] = {"run", "runs"},
    [NODE_VERDICT] = {"verdict", "verdicts"},
};

const struct edge_word edge_words[EDGE_KINDS] = {
    [EDGE_READ] = {"read_by", "read by", "read from"},
    [EDGE_DERIVED] = {"derived_into", "derived into", "derived from"},
    [EDGE_USED] = {"used_by", "used by", "made with"},
    [EDGE_CHECKED] = {"checked_by", "checked by", "a check of"},
    [EDGE_JUDGED] = {"judged_by", "judged by", "a verdict on"},
    [EDGE_BASELINE] = {"baseline_of", "baseline of", "compared with"},
    [EDGE_PREVIOUS] = {"followed_by", "followed by", "follows"},
};

void lineage_release(struct lineage *lineage)
{
    arena_release(&lineage->arena);
    memory_free(lineage->nodes);
    memory_free(lineage->edges);
    memory_free(lineage->places);
    *lineage = (struct lineage){0};
}

/* ---- nodes by kind and id -------------------------------------------------------------------------------
 */

static size_t place_of(const struct lineage *lineage, enum node_kind kind, struct text id)
{
    size_t mask = lineage->place_count - 1;
    size_t place = (size_t)hash_bytes(id.data, id.length, (uint64_t)kind) & mask;
    for (; lineage->places[place]; place = (place + 1) & mask) {
        const struct lineage_node *node = &lineage->nodes[lineage->places[place] - 1];
        if (node->kind == kind && text_equal(node->id, id))
            break;
    }
    return place;
}

long lineage_find(const struct lineage *lineage, enum node_kind kind, struct text id)
{
    if (lineage->place_count == 0)
        return NOWHERE;
    return (long)lineage->places[place_of(lineage, kind, id)] - 1;
}

static int places_grow(struct lineage *lineage, struct error *error)
{
    if (lineage->place_count > 2 * lineage->node_count)
        return 0;
    size_t count = lineage->place_count ? 2 * lineage->place_count : 64;
    size_t *places = memory_new(count, sizeof *places);
    if (!places)
        return error_memory(error);
    memory_free(lineage->places);
    lineage->places = places;
    lineage->place_count = count;
    for (size_t i = 0; i < lineage->node_count; i++)
        places[place_of(lineage, lineage->nodes[i].kind, lineage->nodes[i].id)] = i + 1;
    return 0;
}

/* Room for one more of `size` bytes each. */
static int room_make(void **items, size_t count, size_t *room, size_t size, struct error *error)
{
    if (count < *room)
        return 0;
    size_t more = *room ? 2 * *room : 32;
    void *grown = memory_resize(*items, more, size);
    if (!grown)
        return error_memory(error);
    *items = grown;
    *room = more;
    return 0;
}

static int text_keep(struct lineage *lineage, struct text *kept, struct text given, struct error *error)
{
    if (kept->length || !given.length)
        return 0;
    *kept = arena_copy(&lineage->arena, given);
    return kept->data ? 0 : error_memory(error);
}

static int node_fill(struct lineage *lineage, struct lineage_node *node, const struct lineage_node *given,
                     struct error *error)
{
    TRY(text_keep(lineage, &node->name, given->name, error));
    TRY(text_keep(lineage, &node->note, given->note, error));
    TRY(text_keep(lineage, &node->time, given->time, error));
    if (node->standing == STANDING_NONE)
        node->standing = given->standing;
    return 0;
}

int lineage_add(struct lineage *lineage, const struct lineage_node *given, size_t *index, struct error *error)
{
    void *nodes = lineage->nodes;
    TRY(places_grow(lineage, error));
    TRY(room_make(&nodes, lineage->node_count, &lineage->node_room, sizeof *lineage->nodes, error));
    lineage->nodes = nodes;
    size_t place = place_of(lineage, given->kind, given->id);
    if (lineage->places[place]) {
        *index = lineage->places[place] - 1;
        return node_fill(lineage, &lineage->nodes[*index], given, error);
    }
    struct lineage_node node = {.kind = given->kind, .first_in = NOWHERE, .first_out = NOWHERE};
    TRY(text_keep(lineage, &node.id, given->id, error));
    TRY(node_fill(lineage, &node, given, error));
    *index = lineage->node_count++;
    lineage->nodes[*index] = node;
    lineage->places[place] = *index + 1;
    return 0;
}

/* Looks through the shorter of the two lists: a version may have a million files. */
static bool edge_there(const struct lineage *lineage, size_t from, size_t to, enum edge_kind kind)
{
    if (!lineage->edges)
        return false;
    bool in = lineage->nodes[to].ins < lineage->nodes[from].outs;
    long i = in ? lineage->nodes[to].first_in : lineage->nodes[from].first_out;
    for (; i != NOWHERE; i = in ? lineage->edges[i].next_in : lineage->edges[i].next_out) {
        const struct lineage_edge *edge = &lineage->edges[i];
        if (edge->from == from && edge->to == to && edge->kind == kind)
            return true;
    }
    return false;
}

int lineage_join(struct lineage *lineage, size_t from, size_t to, enum edge_kind kind, struct error *error)
{
    if (!lineage->nodes || from >= lineage->node_count || to >= lineage->node_count)
        return error_set(error, ERROR_SYSTEM, "an edge of the lineage without its nodes");
    if (edge_there(lineage, from, to, kind))
        return 0;
    void *edges = lineage->edges;
    TRY(room_make(&edges, lineage->edge_count, &lineage->edge_room, sizeof *lineage->edges, error));
    lineage->edges = edges;
    lineage->edges[lineage->edge_count] = (struct lineage_edge){.kind = kind,
                                                                .from = from,
                                                                .to = to,
                                                                .next_in = lineage->nodes[to].first_in,
                                                                .next_out = lineage->nodes[from].first_out};
    lineage->nodes[to].first_in = lineage->nodes[from].first_out = (long)lineage->edge_count++;
    lineage->nodes[to].ins++;
    lineage->nodes[from].outs++;
    return 0;
}

/* ---- walking --------------------------------------------------------------------------------------------
 */

/* Nodes that wait to be visited. Every node is marked before it waits, so each waits once. */
struct queue {
    size_t *items;
    size_t count, room, next;
};

static int queue_add(struct queue *queue, size_t node, struct error *error)
{
    void *items = queue->items;
    TRY(room_make(&items, queue->count, &queue->room, sizeof *queue->items, error));
    queue->items = items;
    queue->items[queue->count++] = node;
    return 0;
}

static void marks_clear(struct lineage *lineage)
{
    for (size_t i = 0; i < lineage->node_count; i++) {
        struct lineage_node *node = &lineage->nodes[i];
        node->up = node->down = node->earlier = node->later = false;
    }
    for (size_t i = 0; i < lineage->edge_count; i++)
        lineage->edges[i].marked = false;
}

static bool has_kind(const struct lineage *lineage, size_t node, bool up, enum edge_kind kind)
{
    long i = up ? lineage->nodes[node].first_in : lineage->nodes[node].first_out;
    for (; i != NOWHERE; i = up ? lineage->edges[i].next_in : lineage->edges[i].next_out)
        if (lineage->edges[i].kind == kind)
            return true;
    return false;
}

static bool *mark_of(struct lineage_node *node, bool up)
{
    return up ? &node->up : &node->down;
}

/* The nearest version before or after is shown, but without --history not looked behind. */
static int edge_follow(struct lineage *lineage, const struct lineage_walk *walk, struct queue *queue,
                       size_t node, size_t edge_index, bool up, struct error *error)
{
    struct lineage_edge *edge = &lineage->edges[edge_index];
    size_t next = up ? edge->from : edge->to;
    bool beyond = edge->kind == EDGE_PREVIOUS && !walk->history;
    if (beyond && node != walk->start) {
        *(up ? &lineage->nodes[node].earlier : &lineage->nodes[node].later) = true;
        return 0;
    }
    edge->marked = true;
    bool *mark = mark_of(&lineage->nodes[next], up);
    if (*mark)
        return 0;
    if (!beyond) {
        *mark = true;
        return queue_add(queue, next, error);
    }
    /* Not marked yet as visited: another edge may still lead there, and is then followed. */
    return 0;
}

static int node_visit(struct lineage *lineage, const struct lineage_walk *walk, struct queue *queue,
                      size_t node, bool up, struct error *error)
{
    if (walk->expand)
        TRY(walk->expand(walk->context, lineage, node, error));
    long i = up ? lineage->nodes[node].first_in : lineage->nodes[node].first_out;
    while (i != NOWHERE) {
        TRY(edge_follow(lineage, walk, queue, node, (size_t)i, up, error));
        i = up ? lineage->edges[i].next_in : lineage->edges[i].next_out;
    }
    return 0;
}

/* Ends of marked edges that were only looked at: the nearest versions of the start. */
static void leaves_mark(struct lineage *lineage, size_t start, bool up)
{
    long i = up ? lineage->nodes[start].first_in : lineage->nodes[start].first_out;
    for (; i != NOWHERE; i = up ? lineage->edges[i].next_in : lineage->edges[i].next_out) {
        size_t next = up ? lineage->edges[i].from : lineage->edges[i].to;
        struct lineage_node *node = &lineage->nodes[next];
        if (!lineage->edges[i].marked || *mark_of(node, up))
            continue;
        *mark_of(node, up) = true;
        *(up ? &node->earlier : &node->later) = has_kind(lineage, next, up, EDGE_PREVIOUS);
    }
}

static int direction_walk(struct lineage *lineage, const struct lineage_walk *walk, bool up,
                          struct error *error)
{
    struct queue queue = {0};
    *mark_of(&lineage->nodes[walk->start], up) = true;
    int code = queue_add(&queue, walk->start, error);
    while (code == 0 && queue.next < queue.count)
        code = node_visit(lineage, walk, &queue, queue.items[queue.next++], up, error);
    memory_free(queue.items);
    if (code == 0)
        leaves_mark(lineage, walk->start, up);
    return code;
}

int lineage_walk(struct lineage *lineage, const struct lineage_walk *walk, struct error *error)
{
    marks_clear(lineage);
    lineage->start = walk->start;
    if (walk->up)
        TRY(direction_walk(lineage, walk, true, error));
    if (walk->down)
        TRY(direction_walk(lineage, walk, false, error));
    lineage->nodes[walk->start].up = lineage->nodes[walk->start].down = true;
    return 0;
}

/* ---- the marked part ------------------------------------------------------------------------------------
 */

static int text_order(struct text a, struct text b)
{
    size_t shared = a.length < b.length ? a.length : b.length;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int node_order(const void *left, const void *right)
{
    const struct lineage_node *a = *(const struct lineage_node *const *)left;
    const struct lineage_node *b = *(const struct lineage_node *const *)right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = text_order(a->time, b->time);
    order = order ? order : text_order(a->name, b->name);
    return order ? order : text_order(a->id, b->id);
}

static int edge_order(const void *left, const void *right)
{
    const struct lineage_edge *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

static int nodes_copy(const struct lineage *lineage, struct lineage *marked, size_t *index_of,
                      struct error *error)
{
    const struct lineage_node **sorted = memory_new(lineage->node_count, sizeof(void *));
    size_t count = 0;
    int code = sorted ? 0 : error_memory(error);
    for (size_t i = 0; sorted && i < lineage->node_count; i++)
        if (lineage->nodes[i].up || lineage->nodes[i].down)
            sorted[count++] = &lineage->nodes[i];
    if (sorted)
        qsort(sorted, count, sizeof *sorted, node_order);
    for (size_t i = 0; i < count && code == 0; i++) {
        size_t index = 0;
        code = lineage_add(marked, sorted[i], &index, error);
        if (code < 0)
            break;
        struct lineage_node *node = &marked->nodes[index];
        node->up = sorted[i]->up;
        node->down = sorted[i]->down;
        node->earlier = sorted[i]->earlier;
        node->later = sorted[i]->later;
        index_of[sorted[i] - lineage->nodes] = index;
    }
    memory_free(sorted);
    return code;
}

static int edges_copy(const struct lineage *lineage, struct lineage *marked, const size_t *index_of,
                      struct error *error)
{
    struct lineage_edge *sorted = memory_new(lineage->edge_count, sizeof *sorted);
    size_t count = 0;
    int code = sorted ? 0 : error_memory(error);
    for (size_t i = 0; sorted && i < lineage->edge_count; i++) {
        if (!lineage->edges[i].marked)
            continue;
        sorted[count] = lineage->edges[i];
        sorted[count].from = index_of[lineage->edges[i].from];
        sorted[count++].to = index_of[lineage->edges[i].to];
    }
    if (sorted)
        qsort(sorted, count, sizeof *sorted, edge_order);
    for (size_t i = 0; i < count && code == 0; i++)
        code = lineage_join(marked, sorted[i].from, sorted[i].to, sorted[i].kind, error);
    for (size_t i = 0; i < marked->edge_count; i++)
        marked->edges[i].marked = true;
    memory_free(sorted);
    return code;
}

int lineage_marked(const struct lineage *lineage, struct lineage *marked, struct error *error)
{
    *marked = (struct lineage){0};
    size_t *index_of = memory_new(lineage->node_count, sizeof *index_of);
    int code = index_of ? nodes_copy(lineage, marked, index_of, error) : error_memory(error);
    if (code == 0)
        code = edges_copy(lineage, marked, index_of, error);
    if (code == 0)
        marked->start = index_of[lineage->start];
    memory_free(index_of);
    return code;
}
