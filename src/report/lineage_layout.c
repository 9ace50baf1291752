#include "report/lineage_layout.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

enum { SWEEPS = 12 };
static const double gap = 14, bend_height = 6;

/* Working space: boxes by number, with their neighbours left and right as lists of links. */
struct link {
    size_t from, to; /* boxes */
};

struct draft {
    const struct lineage *lineage;
    const double *heights;
    bool *drawn;      /* by node */
    size_t *layer_of; /* by node */
    size_t *scratch;  /* by node */
    struct link *links;
    size_t link_count;
    double *sums; /* by box: of its neighbours' places, and how many they are */
    size_t *counts;
};

void layout_release(struct layout *layout)
{
    memory_free(layout->boxes);
    memory_free(layout->layer_starts);
    memory_free(layout->box_of);
    *layout = (struct layout){0};
}

/* ---- which nodes, in which layer ------------------------------------------------------------------------
 */

/* The nodes nearest to the start, along edges in both directions. */
static size_t nearest_mark(struct draft *draft)
{
    const struct lineage *lineage = draft->lineage;
    size_t *queue = draft->scratch, count = 1;
    queue[0] = lineage->start;
    draft->drawn[lineage->start] = true;
    for (size_t next = 0; next < count && count < DRAWN_MOST; next++) {
        const struct lineage_node *node = &lineage->nodes[queue[next]];
        for (int up = 0; up < 2; up++) {
            long i = up ? node->first_in : node->first_out;
            for (; i != NOWHERE && count < DRAWN_MOST;
                 i = up ? lineage->edges[i].next_in : lineage->edges[i].next_out) {
                size_t other = up ? lineage->edges[i].from : lineage->edges[i].to;
                if (draft->drawn[other])
                    continue;
                draft->drawn[other] = true;
                queue[count++] = other;
            }
        }
    }
    return count;
}

static bool edge_drawn(const struct draft *draft, const struct lineage_edge *edge)
{
    return draft->drawn[edge->from] && draft->drawn[edge->to];
}

/* Longest path from a node without origin. A round relaxes every edge; a cycle ends with the rounds. */
static void layers_find(struct draft *draft, size_t nodes)
{
    const struct lineage *lineage = draft->lineage;
    bool moved = true;
    for (size_t round = 0; round < nodes && moved; round++) {
        moved = false;
        for (size_t i = 0; i < lineage->edge_count; i++) {
            const struct lineage_edge *edge = &lineage->edges[i];
            size_t wanted = draft->layer_of[edge->from] + 1;
            if (!edge_drawn(draft, edge) || draft->layer_of[edge->to] >= wanted || wanted >= nodes)
                continue;
            draft->layer_of[edge->to] = wanted;
            moved = true;
        }
    }
}

/* What has no origin moves up to what it went into: a file stands beside its version. */
static void layers_tighten(struct draft *draft)
{
    const struct lineage *lineage = draft->lineage;
    for (size_t n = 0; n < lineage->node_count; n++) {
        if (!draft->drawn[n] || draft->layer_of[n] != 0)
            continue;
        size_t nearest = SIZE_MAX;
        for (long i = lineage->nodes[n].first_out; i != NOWHERE; i = lineage->edges[i].next_out)
            if (draft->drawn[lineage->edges[i].to] && draft->layer_of[lineage->edges[i].to] < nearest)
                nearest = draft->layer_of[lineage->edges[i].to];
        if (nearest != SIZE_MAX && nearest > 1)
            draft->layer_of[n] = nearest - 1;
    }
}

/* Numbers the layers from 0 without holes; their count. */
static size_t layers_number(struct draft *draft)
{
    size_t count = 0, nodes = draft->lineage->node_count, most = 0;
    for (size_t n = 0; n < nodes; n++) {
        draft->scratch[n] = 0;
        if (draft->drawn[n] && draft->layer_of[n] > most)
            most = draft->layer_of[n];
    }
    for (size_t n = 0; n < nodes; n++)
        if (draft->drawn[n])
            draft->scratch[draft->layer_of[n]] = 1;
    for (size_t layer = 0; layer <= most && layer < nodes; layer++) {
        bool used = draft->scratch[layer] != 0;
        draft->scratch[layer] = count;
        count += used;
    }
    for (size_t n = 0; n < nodes; n++)
        if (draft->drawn[n])
            draft->layer_of[n] = draft->scratch[draft->layer_of[n]];
    return count;
}

/* ---- boxes ----------------------------------------------------------------------------------------------
 */

static size_t bends_of(const struct draft *draft, const struct lineage_edge *edge)
{
    size_t from = draft->layer_of[edge->from], to = draft->layer_of[edge->to];
    return edge_drawn(draft, edge) && to > from ? to - from - 1 : 0;
}

static size_t bends_count(const struct draft *draft)
{
    size_t count = 0;
    for (size_t i = 0; i < draft->lineage->edge_count; i++)
        count += bends_of(draft, &draft->lineage->edges[i]);
    return count;
}

static int layout_room(struct layout *layout, struct draft *draft, size_t bends, struct error *error)
{
    size_t boxes = layout->drawn + bends;
    layout->boxes = memory_new(boxes, sizeof *layout->boxes);
    layout->layer_starts = memory_new(layout->layer_count + 1, sizeof *layout->layer_starts);
    layout->box_of = memory_new(draft->lineage->node_count, sizeof *layout->box_of);
    draft->links = memory_new(draft->lineage->edge_count + bends, sizeof *draft->links);
    draft->sums = memory_new(boxes, sizeof *draft->sums);
    draft->counts = memory_new(boxes, sizeof *draft->counts);
    if (!layout->boxes || !layout->layer_starts || !layout->box_of || !draft->links || !draft->sums ||
        !draft->counts)
        return error_memory(error);
    return 0;
}

static void edge_link(struct layout *layout, struct draft *draft, size_t edge_index)
{
    const struct lineage_edge *edge = &draft->lineage->edges[edge_index];
    size_t from = draft->layer_of[edge->from], to = draft->layer_of[edge->to];
    if (!edge_drawn(draft, edge) || to <= from)
        return;
    size_t before = layout->box_of[edge->from];
    for (size_t layer = from + 1; layer < to; layer++) {
        size_t box = layout->box_count++;
        layout->boxes[box] =
            (struct layout_box){.node = NO_NODE, .edge = edge_index, .layer = layer, .height = bend_height};
        draft->links[draft->link_count++] = (struct link){before, box};
        before = box;
    }
    draft->links[draft->link_count++] = (struct link){before, layout->box_of[edge->to]};
}

static void boxes_make(struct layout *layout, struct draft *draft)
{
    const struct lineage *lineage = draft->lineage;
    for (size_t n = 0; n < lineage->node_count; n++) {
        layout->box_of[n] = draft->drawn[n] ? layout->box_count : NO_NODE;
        if (!draft->drawn[n])
            continue;
        layout->boxes[layout->box_count++] = (struct layout_box){
            .node = n, .layer = draft->layer_of[n], .height = draft->heights[lineage->nodes[n].kind]};
    }
    for (size_t i = 0; i < lineage->edge_count; i++)
        edge_link(layout, draft, i);
}

/* ---- order and heights ----------------------------------------------------------------------------------
 */

/* By layer, then by the wish; equal wishes keep their order (by node, then by edge). */
static int box_order(const void *left, const void *right)
{
    const struct layout_box *a = left, *b = right;
    if (a->layer != b->layer)
        return a->layer < b->layer ? -1 : 1;
    if (a->wish != b->wish)
        return a->wish < b->wish ? -1 : 1;
    if (a->middle != b->middle)
        return a->middle < b->middle ? -1 : 1;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

/* Every box wishes to be at the mean of its neighbours: those left of it, right of it, or all. */
static void wishes_find(struct layout *layout, struct draft *draft, bool left, bool right)
{
    for (size_t i = 0; i < layout->box_count; i++) {
        draft->sums[i] = 0;
        draft->counts[i] = 0;
    }
    for (size_t i = 0; i < draft->link_count; i++) {
        const struct link *link = &draft->links[i];
        if (left) {
            draft->sums[link->to] += layout->boxes[link->from].middle;
            draft->counts[link->to]++;
        }
        if (right) {
            draft->sums[link->from] += layout->boxes[link->to].middle;
            draft->counts[link->from]++;
        }
    }
    for (size_t i = 0; i < layout->box_count; i++)
        layout->boxes[i].wish =
            draft->counts[i] ? draft->sums[i] / (double)draft->counts[i] : layout->boxes[i].middle;
}

/* Sorts the boxes and tells links and nodes where theirs have gone. */
static int boxes_sort(struct layout *layout, struct draft *draft, struct error *error)
{
    size_t *moved = memory_new(layout->box_count, sizeof *moved);
    struct layout_box *sorted = memory_new(layout->box_count, sizeof *sorted);
    int code = moved && sorted ? 0 : error_memory(error);
    if (code < 0)
        goto done;
    memcpy(sorted, layout->boxes, layout->box_count * sizeof *sorted);
    for (size_t i = 0; i < layout->box_count; i++)
        sorted[i].height = (double)i; /* where it was, while sorting */
    qsort(sorted, layout->box_count, sizeof *sorted, box_order);
    for (size_t i = 0; i < layout->box_count; i++) {
        size_t was = (size_t)sorted[i].height;
        moved[was] = i;
        sorted[i].height = layout->boxes[was].height;
    }
    memcpy(layout->boxes, sorted, layout->box_count * sizeof *sorted);
    for (size_t i = 0; i < draft->link_count; i++)
        draft->links[i] = (struct link){moved[draft->links[i].from], moved[draft->links[i].to]};
    for (size_t i = 0; i < layout->box_count; i++)
        if (layout->boxes[i].node != NO_NODE)
            layout->box_of[layout->boxes[i].node] = i;
done:
    memory_free(moved);
    memory_free(sorted);
    return code;
}

static double apart(const struct layout_box *upper, const struct layout_box *lower)
{
    bool bend = upper->node == NO_NODE || lower->node == NO_NODE;
    return (upper->height + lower->height) / 2 + (bend ? gap / 2 : gap);
}

/* A run of neighbouring boxes that touch and so move as one. */
struct block {
    double sum; /* of wishes, each less the distance from the block's first box */
    double count;
    size_t end; /* box after the last */
};

/* Places a layer so that the sum of squared distances from the wishes is least while boxes keep apart: pool
 * adjacent violators, on wishes from which the distances are taken off. */
static void layer_place(struct layout *layout, size_t first, size_t end, struct block *blocks)
{
    size_t count = 0;
    double offset = 0;
    for (size_t i = first; i < end; i++) {
        offset += i > first ? apart(&layout->boxes[i - 1], &layout->boxes[i]) : 0;
        blocks[count++] = (struct block){layout->boxes[i].wish - offset, 1, i + 1};
        while (count > 1 && blocks[count - 2].sum / blocks[count - 2].count >=
                                blocks[count - 1].sum / blocks[count - 1].count) {
            blocks[count - 2].sum += blocks[count - 1].sum;
            blocks[count - 2].count += blocks[count - 1].count;
            blocks[count - 2].end = blocks[count - 1].end;
            count--;
        }
    }
    offset = 0;
    for (size_t b = 0, i = first; b < count; b++)
        for (; i < blocks[b].end; i++) {
            offset += i > first ? apart(&layout->boxes[i - 1], &layout->boxes[i]) : 0;
            layout->boxes[i].middle = blocks[b].sum / blocks[b].count + offset;
        }
}

static void layers_place(struct layout *layout, struct block *blocks)
{
    for (size_t layer = 0; layer < layout->layer_count; layer++)
        layer_place(layout, layout->layer_starts[layer], layout->layer_starts[layer + 1], blocks);
}

static void starts_find(struct layout *layout)
{
    size_t box = 0;
    for (size_t layer = 0; layer < layout->layer_count; layer++) {
        layout->layer_starts[layer] = box;
        while (box < layout->box_count && layout->boxes[box].layer == layer)
            box++;
    }
    layout->layer_starts[layout->layer_count] = box;
}

/* From 0 at the top. */
static void heights_settle(struct layout *layout)
{
    double top = INFINITY, bottom = 0;
    for (size_t i = 0; i < layout->box_count; i++)
        top = fmin(top, layout->boxes[i].middle - layout->boxes[i].height / 2);
    for (size_t i = 0; i < layout->box_count; i++) {
        layout->boxes[i].middle -= top;
        bottom = fmax(bottom, layout->boxes[i].middle + layout->boxes[i].height / 2);
    }
    layout->height = bottom;
}

static int boxes_arrange(struct layout *layout, struct draft *draft, struct error *error)
{
    struct block *blocks = memory_new(layout->box_count, sizeof *blocks);
    int code = blocks ? boxes_sort(layout, draft, error) : error_memory(error);
    if (code == 0) {
        starts_find(layout);
        layers_place(layout, blocks);
    }
    for (int sweep = 0; sweep < SWEEPS && code == 0; sweep++) {
        wishes_find(layout, draft, sweep % 2 == 0, sweep % 2 == 1);
        code = boxes_sort(layout, draft, error);
        if (code == 0)
            layers_place(layout, blocks);
    }
    for (int sweep = 0; sweep < SWEEPS && code == 0; sweep++) {
        wishes_find(layout, draft, true, true);
        layers_place(layout, blocks);
    }
    memory_free(blocks);
    if (code == 0)
        heights_settle(layout);
    return code;
}

static int draft_open(struct draft *draft, struct error *error)
{
    size_t nodes = draft->lineage->node_count;
    draft->drawn = memory_new(nodes, sizeof *draft->drawn);
    draft->layer_of = memory_new(nodes, sizeof *draft->layer_of);
    draft->scratch = memory_new(nodes, sizeof *draft->scratch);
    return draft->drawn && draft->layer_of && draft->scratch ? 0 : error_memory(error);
}

static void draft_close(struct draft *draft)
{
    memory_free(draft->drawn);
    memory_free(draft->layer_of);
    memory_free(draft->scratch);
    memory_free(draft->links);
    memory_free(draft->sums);
    memory_free(draft->counts);
}

int layout_make(struct layout *layout, const struct lineage *lineage, const double box_heights[NODE_KINDS],
                struct error *error)
{
    struct draft draft = {.lineage = lineage, .heights = box_heights};
    *layout = (struct layout){0};
    int code = draft_open(&draft, error);
    if (code < 0)
        goto done;
    layout->drawn = nearest_mark(&draft);
    layers_find(&draft, layout->drawn);
    layers_tighten(&draft);
    layout->layer_count = layers_number(&draft);
    code = layout_room(layout, &draft, bends_count(&draft), error);
    if (code < 0)
        goto done;
    boxes_make(layout, &draft);
    code = boxes_arrange(layout, &draft, error);
done:
    draft_close(&draft);
    if (code < 0)
        layout_release(layout);
    return code;
}
