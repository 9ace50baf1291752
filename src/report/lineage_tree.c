/* A lineage on a terminal, from 20 columns up: the start, then as a tree what it came from, then what came of
 * it. A node that is reached twice is opened once. Earlier versions of a dataset stand below one another, not
 * one inside the other; what is nested deeper than the screen bears is numbered instead of indented. */
#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"
#include "report/amount.h"
#include "report/line.h"
#include "report/lineage_report.h"

enum { DEFAULT_COLUMNS = 80, NARROWEST = 20, DEEPEST = 60, INDENT = 3, FILES_SHOWN = 12 };

/* One line of the tree. */
struct branch {
    size_t node;
    size_t edge;
    size_t left_out; /* not a node: so many more files */
    size_t depth;
    bool again; /* opened further above */
    bool last;
    uint64_t open; /* bit d: the branch at depth d goes on below */
};

struct tree {
    const struct lineage *lineage;
    bool up;
    struct branch *waiting; /* the next to print on top */
    size_t waiting_count, waiting_room;
    struct branch *branches;
    size_t count, room;
    size_t *children; /* edges of one node */
    size_t children_room;
    bool *opened; /* by node */
};

static int branch_add(struct branch **list, size_t *count, size_t *room, const struct branch *branch,
                      struct error *error)
{
    if (*count == *room) {
        size_t more = *room ? 2 * *room : 64;
        struct branch *grown = memory_resize(*list, more, sizeof *grown);
        if (!grown)
            return error_memory(error);
        *list = grown;
        *room = more;
    }
    (*list)[(*count)++] = *branch;
    return 0;
}

static size_t edge_end(const struct lineage_edge *edge, bool up)
{
    return up ? edge->from : edge->to;
}

static int child_order(const void *left, const void *right, void *context)
{
    const struct tree *tree = context;
    const struct lineage_edge *a = &tree->lineage->edges[*(const size_t *)left];
    const struct lineage_edge *b = &tree->lineage->edges[*(const size_t *)right];
    if (a->kind != b->kind)
        return (int)a->kind - (int)b->kind;
    size_t first = edge_end(a, tree->up), second = edge_end(b, tree->up);
    return (first > second) - (first < second);
}

/* Fills tree->children with the edges that lead on from a node, in the order in which they are shown. */
static int children_find(struct tree *tree, size_t node, size_t *count, struct error *error)
{
    const struct lineage *lineage = tree->lineage;
    size_t most = tree->up ? lineage->nodes[node].ins : lineage->nodes[node].outs;
    if (most >= tree->children_room) {
        size_t *grown = memory_resize(tree->children, most + 1, sizeof *grown);
        if (!grown)
            return error_memory(error);
        tree->children = grown;
        tree->children_room = most + 1;
    }
    *count = 0;
    long i = tree->up ? lineage->nodes[node].first_in : lineage->nodes[node].first_out;
    for (; i != NOWHERE; i = tree->up ? lineage->edges[i].next_in : lineage->edges[i].next_out) {
        const struct lineage_node *end = &lineage->nodes[edge_end(&lineage->edges[i], tree->up)];
        if (tree->up ? end->up : end->down)
            tree->children[(*count)++] = (size_t)i;
    }
    if (*count > 1)
        qsort_r(tree->children, *count, sizeof *tree->children, child_order, tree);
    return 0;
}

/* Of many files read alike only the first are shown: the end of those shown, and how many are left out. */
static size_t files_cut(const struct tree *tree, size_t count, size_t *left_out)
{
    size_t files = 0;
    while (files < count && tree->lineage->edges[tree->children[files]].kind == EDGE_READ && tree->up)
        files++;
    *left_out = files > FILES_SHOWN + 1 ? files - FILES_SHOWN : 0;
    return *left_out ? FILES_SHOWN : files;
}

/* Puts a node's children on top of those that wait, the first uppermost. */
static int node_open(struct tree *tree, size_t node, size_t depth, bool by_previous, struct error *error)
{
    size_t count = 0, left_out = 0;
    TRY(children_find(tree, node, &count, error));
    size_t shown = files_cut(tree, count, &left_out);
    for (size_t i = count; i-- > 0;) {
        const struct lineage_edge *edge = &tree->lineage->edges[tree->children[i]];
        struct branch branch = {.node = edge_end(edge, tree->up), .edge = tree->children[i], .depth = depth};
        if (edge->kind == EDGE_PREVIOUS && by_previous)
            branch.depth--;
        if (left_out && i >= shown && i < shown + left_out) {
            i = shown;
            branch.left_out = left_out;
        }
        TRY(branch_add(&tree->waiting, &tree->waiting_count, &tree->waiting_room, &branch, error));
    }
    return 0;
}

static int branches_find(struct tree *tree, struct error *error)
{
    tree->opened[tree->lineage->start] = true;
    TRY(node_open(tree, tree->lineage->start, 0, false, error));
    while (tree->waiting_count > 0) {
        struct branch branch = tree->waiting[--tree->waiting_count];
        bool node = branch.left_out == 0;
        branch.again = node && tree->opened[branch.node];
        TRY(branch_add(&tree->branches, &tree->count, &tree->room, &branch, error));
        if (!node || branch.again)
            continue;
        tree->opened[branch.node] = true;
        bool previous = tree->lineage->edges[branch.edge].kind == EDGE_PREVIOUS;
        TRY(node_open(tree, branch.node, branch.depth + 1, previous, error));
    }
    return 0;
}

/* From the last line up: whether a branch goes on below depends on what follows. */
static void branches_close(struct tree *tree, size_t deepest)
{
    uint64_t open = 0;
    for (size_t i = tree->count; i-- > 0;) {
        struct branch *branch = &tree->branches[i];
        size_t depth = branch->depth < deepest ? branch->depth : deepest;
        uint64_t bit = UINT64_C(1) << depth;
        branch->last = !(open & bit);
        branch->open = open & (bit - 1);
        open = branch->open | bit;
    }
}

/* ---- lines ----------------------------------------------------------------------------------------------
 */

struct text lineage_minute(struct text time, char space[20])
{
    if (time.length < 16)
        return time;
    memcpy(space, time.data, 16);
    space[10] = ' ';
    return (struct text){space, 16};
}

static enum shade node_shade(const struct lineage_node *node)
{
    static const enum shade shades[] = {
        [STANDING_NONE] = SHADE_PLAIN,
        [STANDING_GOOD] = SHADE_GREEN,
        [STANDING_BAD] = SHADE_RED,
        [STANDING_OPEN] = SHADE_YELLOW,
    };
    return shades[node->standing];
}

static void put_gap(struct line *line)
{
    line_string(line, "  ", SHADE_PLAIN);
}

static void put_node(struct line *line, const struct lineage_node *node)
{
    char space[20];
    line_put(line, node->name, SHADE_BOLD, INT_MAX);
    if (node->note.length) {
        put_gap(line);
        line_put(line, node->note, node_shade(node), INT_MAX);
    }
    if (node->time.length) {
        put_gap(line);
        line_put(line, lineage_minute(node->time, space), SHADE_FAINT, INT_MAX);
    }
}

static void put_prefix(struct line *line, const struct branch *branch, size_t deepest)
{
    bool unicode = line->options->unicode;
    size_t depth = branch->depth < deepest ? branch->depth : deepest;
    for (size_t d = 0; d < depth; d++)
        line_string(line, branch->open & UINT64_C(1) << d ? (unicode ? "│  " : "|  ") : "   ", SHADE_FAINT);
    line_string(line, branch->last ? (unicode ? "└─ " : "`- ") : (unicode ? "├─ " : "|- "), SHADE_FAINT);
    if (branch->depth > deepest) {
        char number[32];
        snprintf(number, sizeof number, "[%zu] ", branch->depth + 1);
        line_string(line, number, SHADE_FAINT);
    }
}

static void put_branch(struct line *line, const struct tree *tree, const struct branch *branch,
                       size_t deepest)
{
    put_prefix(line, branch, deepest);
    if (branch->left_out) {
        struct buffer made = {0};
        buffer_string(&made, line->options->unicode ? "… and " : "... and ");
        amount_put_counted(&made, (int64_t)branch->left_out, "more file");
        line_put(line, buffer_view(&made), SHADE_FAINT, INT_MAX);
        line->out->failed |= made.failed;
        buffer_release(&made);
        line_end(line);
        return;
    }
    const struct lineage_node *node = &tree->lineage->nodes[branch->node];
    const struct edge_word *word = &edge_words[tree->lineage->edges[branch->edge].kind];
    line_string(line, tree->up ? word->up : word->down, SHADE_PLAIN);
    line_string(line, " ", SHADE_PLAIN);
    put_node(line, node);
    if (branch->again)
        line_string(line, "  (above)", SHADE_FAINT);
    else if (tree->up ? node->earlier : node->later)
        line_string(line, tree->up ? "  (earlier: --history)" : "  (later: --history)", SHADE_FAINT);
    line_end(line);
}

static void tree_release(struct tree *tree)
{
    memory_free(tree->waiting);
    memory_free(tree->branches);
    memory_free(tree->children);
    memory_free(tree->opened);
}

static int put_direction(struct line *line, const struct lineage *lineage, bool up, struct error *error)
{
    struct tree tree = {
        .lineage = lineage, .up = up, .opened = memory_new(lineage->node_count, sizeof(bool))};
    size_t deepest = (size_t)(line->options->columns - NARROWEST) / INDENT / 2;
    deepest = deepest > DEEPEST ? DEEPEST : deepest;
    int code = tree.opened ? branches_find(&tree, error) : error_memory(error);
    if (code == 0) {
        branches_close(&tree, deepest);
        line_end(line);
        line_string(line, up ? "came from" : "what came of it", SHADE_PLAIN);
        line_end(line);
        if (tree.count == 0) {
            line_string(line, up ? "  nothing that is known" : "  nothing yet", SHADE_FAINT);
            line_end(line);
        }
        for (size_t i = 0; i < tree.count; i++)
            put_branch(line, &tree, &tree.branches[i], deepest);
    }
    tree_release(&tree);
    return code;
}

int lineage_tree(const struct lineage *lineage, bool up, bool down, const struct terminal_options *options,
                 struct buffer *out, struct error *error)
{
    struct terminal_options resolved = *options;
    resolved.columns = options->columns ? options->columns : DEFAULT_COLUMNS;
    resolved.columns = resolved.columns < NARROWEST ? NARROWEST : resolved.columns;
    struct line line = {.out = out, .options = &resolved};
    const struct lineage_node *start = &lineage->nodes[lineage->start];
    put_node(&line, start);
    line_end(&line);
    line_string(&line, node_words[start->kind].name, SHADE_FAINT);
    line_string(&line, " ", SHADE_PLAIN);
    line_put(&line, start->id, SHADE_FAINT, INT_MAX);
    line_end(&line);
    if (up)
        TRY(put_direction(&line, lineage, true, error));
    if (down)
        TRY(put_direction(&line, lineage, false, error));
    return buffer_status(out, error);
}
