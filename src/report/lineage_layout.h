/* Where the nodes of a lineage stand in a drawing: in layers from left to right, so that every edge runs to
 * the right; within a layer in an order with few crossings (barycentres of neighbours, Sugiyama, Tagawa and
 * Toda 1981), and at heights near those of their neighbours. An edge that passes over layers has a bend in
 * each of them, so that it runs between the boxes and not through them. */
#ifndef ASSAY_REPORT_LINEAGE_LAYOUT_H
#define ASSAY_REPORT_LINEAGE_LAYOUT_H

#include <stdint.h>

#include "base/error.h"
#include "store/lineage.h"

/* A node, or a bend of an edge. */
struct layout_box {
    size_t node; /* NO_NODE: a bend */
    size_t edge; /* of a bend */
    size_t layer;
    double wish;   /* where its neighbours would have it */
    double middle; /* y of its middle, from 0 */
    double height;
};

struct layout {
    struct layout_box *boxes; /* layer by layer, from top to bottom */
    size_t box_count;
    size_t *layer_starts; /* layer_count + 1 of them */
    size_t layer_count;
    size_t *box_of; /* by node; NO_NODE when it is not drawn */
    size_t drawn;   /* nodes; the rest is further from the start than DRAWN_MOST allows */
    double height;
};

#define NO_NODE SIZE_MAX
enum { DRAWN_MOST = 300 };

/* box_heights: of a node by its kind. */
int layout_make(struct layout *layout, const struct lineage *lineage, const double box_heights[NODE_KINDS],
                struct error *error) MUST_CHECK;
void layout_release(struct layout *layout);

#endif
