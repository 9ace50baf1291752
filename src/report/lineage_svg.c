/* A lineage as a drawing, in the look of the page: cards in layers from left to right, a bar by kind, a mark
 * by how a run or verdict ended, lines by what connects them. One file without script, font or network; light
 * and dark as the viewer is; described for those who do not see it. */
#include <math.h>

#include "base/utf8.h"
#include "report/amount.h"
#include "report/escape.h"
#include "report/lineage_layout.h"
#include "report/lineage_report.h"

enum { NAME_LIMIT = 27, NOTE_LIMIT = 36 }; /* characters */

static const double margin = 28, head = 74, foot = 52, card = 236, least_width = 640;
static const double between = 76; /* from one layer's cards to the next */

static const double card_heights[NODE_KINDS] = {
    [NODE_FILE] = 44, [NODE_VERSION] = 52, [NODE_RUN] = 44, [NODE_VERDICT] = 44};

static const char style[] =
    "svg{--paper:#fbfaf7;--card:#fff;--ink:#1f1d1a;--soft:#5d584f;--rule:#e3ded3;--error:#a02a1e;"
    "--warning:#7d5200;--ok:#2a6a3c;--plot:#47718f;--line:#8d867a;color-scheme:light dark}"
    "@media(prefers-color-scheme:dark){svg{--paper:#171614;--card:#1f1e1b;--ink:#ece8df;--soft:#aca598;"
    "--rule:#37342e;--error:#ff9384;--warning:#efbf62;--ok:#88cf9b;--plot:#7fb0d3;--line:#7d766a}}"
    ".paper{fill:var(--paper)}"
    "text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",\"Noto Sans\","
    "\"Liberation Sans\",sans-serif;fill:var(--ink)}"
    ".head{font:600 25px \"Iowan Old Style\",\"Palatino Linotype\",Palatino,\"Source Serif "
    "4\",Charter,Georgia,"
    "\"Liberation Serif\",serif}"
    ".lede,.key,.note{fill:var(--soft)}.lede{font-size:13px}.key{font-size:11.5px}"
    ".name{font-size:13px;font-weight:600}.file .name{font-weight:400}.note{font-size:11px}"
    ".card{fill:var(--card);stroke:var(--rule)}.start .card{stroke:var(--ink);stroke-width:2}"
    ".bar{fill:var(--line)}.version .bar{fill:var(--plot)}.run .bar,.verdict .bar{fill:var(--soft)}"
    ".good .bar{fill:var(--ok)}.bad .bar{fill:var(--error)}.open .bar{fill:var(--warning)}"
    ".good .mark{fill:var(--ok)}.bad .mark{fill:var(--error)}.open .mark{fill:var(--warning)}"
    ".mark{font-size:14px;font-weight:700}"
    ".edge{fill:none;stroke:var(--line);stroke-width:1.4}.previous{stroke-dasharray:5 4}"
    ".baseline{stroke-dasharray:1.5 4;stroke-linecap:round;stroke-width:2}.used{stroke:var(--plot)}"
    ".tip{fill:var(--line)}.used_tip{fill:var(--plot)}";

/* How a kind of edge is drawn; kinds without a class of their own look alike and need no key. */
static const struct {
    const char *class;
    const char *key;
} strokes[EDGE_KINDS] = {
    [EDGE_DERIVED] = {"", "derived"},
    [EDGE_USED] = {"used", "made with what a run found"},
    [EDGE_BASELINE] = {"baseline", "baseline"},
    [EDGE_PREVIOUS] = {"previous", "next version"},
};

static const char *const standings[] = {
    [STANDING_NONE] = "", [STANDING_GOOD] = " good", [STANDING_BAD] = " bad", [STANDING_OPEN] = " open"};
static const char *const marks[] = {
    [STANDING_NONE] = "", [STANDING_GOOD] = "✓", [STANDING_BAD] = "✗", [STANDING_OPEN] = "?"};

struct drawing {
    const struct lineage *lineage;
    struct layout layout;
    struct buffer *out;
    double width, height;
    double left; /* of the first layer */
};

static double layer_x(const struct drawing *drawing, size_t layer)
{
    return drawing->left + (double)layer * (card + between);
}

static double box_y(const struct layout_box *box)
{
    return head + box->middle;
}

/* ---- cards ----------------------------------------------------------------------------------------------
 */

/* A path says most at its end. */
static void put_name(struct buffer *out, struct text name)
{
    size_t count = utf8_count(name), at = 0;
    bool tail = count > NAME_LIMIT && name.length && memchr(name.data, '/', name.length);
    for (size_t skipped = 0; tail && skipped < count - NAME_LIMIT + 1; skipped++)
        (void)utf8_next(name, &at);
    buffer_string(out, tail ? "…" : "");
    markup_put_cut(out, (struct text){name.data + at, name.length - at}, NAME_LIMIT);
}

static void put_note(struct buffer *out, const struct lineage_node *node)
{
    char space[20];
    struct buffer note = {0};
    bool named = text_starts(node->name, node_words[node->kind].name) || node->kind == NODE_VERDICT;
    buffer_string(&note, named ? "" : node_words[node->kind].name);
    if (node->note.length) {
        buffer_string(&note, named ? "" : " · ");
        buffer_text(&note, node->note);
    }
    if (node->time.length >= 10) {
        buffer_string(&note, " · ");
        buffer_text(&note, (struct text){lineage_minute(node->time, space).data, 10});
    }
    markup_put_cut(out, buffer_view(&note), NOTE_LIMIT);
    out->failed |= note.failed;
    buffer_release(&note);
}

static void put_card(const struct drawing *drawing, const struct layout_box *box)
{
    const struct lineage_node *node = &drawing->lineage->nodes[box->node];
    struct buffer *out = drawing->out;
    double x = layer_x(drawing, box->layer), y = box_y(box);
    buffer_format(out, "<g class=\"%s%s%s\"><title>", node_words[node->kind].name, standings[node->standing],
                  box->node == drawing->lineage->start ? " start" : "");
    markup_put(out, node->name);
    buffer_string(out, ", ");
    buffer_string(out, node_words[node->kind].name);
    buffer_byte(out, ' ');
    markup_put(out, node->id);
    buffer_format(
        out, "</title><rect class=\"card\" x=\"%.1f\" y=\"%.1f\" width=\"%.0f\" height=\"%.1f\" rx=\"7\"/>",
        x, y - box->height / 2, card, box->height);
    buffer_format(out, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"4\" height=\"%.1f\" rx=\"2\"/>",
                  x + 6, y - box->height / 2 + 8, box->height - 16);
    buffer_format(out, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">", x + 18, y - 3);
    put_name(out, node->name);
    buffer_format(out, "</text><text class=\"note\" x=\"%.1f\" y=\"%.1f\">", x + 18, y + 13);
    put_note(out, node);
    buffer_string(out, "</text>");
    if (node->standing != STANDING_NONE)
        buffer_format(out, "<text class=\"mark\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                      x + card - 10, y - 2, marks[node->standing]);
    buffer_string(out, "</g>\n");
}

/* ---- lines ----------------------------------------------------------------------------------------------
 */

/* A curve that leaves and arrives level. */
static void put_curve(struct buffer *out, double x, double y, double to_x, double to_y)
{
    double reach = fmax((to_x - x) / 2, 30);
    buffer_format(out, "C%.1f %.1f %.1f %.1f %.1f %.1f", x + reach, y, to_x - reach, to_y, to_x, to_y);
}

/* Bends of an edge stand in the boxes of its layers. */
static const struct layout_box *bend_find(const struct layout *layout, size_t layer, size_t edge)
{
    for (size_t i = layout->layer_starts[layer]; i < layout->layer_starts[layer + 1]; i++)
        if (layout->boxes[i].node == NO_NODE && layout->boxes[i].edge == edge)
            return &layout->boxes[i];
    return NULL;
}

static void put_edge(const struct drawing *drawing, size_t index)
{
    const struct lineage_edge *edge = &drawing->lineage->edges[index];
    const struct layout *layout = &drawing->layout;
    if (layout->box_of[edge->from] == NO_NODE || layout->box_of[edge->to] == NO_NODE)
        return;
    const struct layout_box *from = &layout->boxes[layout->box_of[edge->from]];
    const struct layout_box *to = &layout->boxes[layout->box_of[edge->to]];
    const char *class = strokes[edge->kind].class;
    double x = layer_x(drawing, from->layer) + card, y = box_y(from);
    double end = layer_x(drawing, to->layer) - 7;
    buffer_format(drawing->out, "<path class=\"edge %s\" d=\"M%.1f %.1f", class ? class : "", x, y);
    for (size_t layer = from->layer + 1; layer < to->layer; layer++) {
        const struct layout_box *bend = bend_find(layout, layer, index);
        if (!bend)
            continue;
        put_curve(drawing->out, x, y, layer_x(drawing, layer), box_y(bend));
        x = layer_x(drawing, layer) + card;
        y = box_y(bend);
        buffer_format(drawing->out, "H%.1f", x);
    }
    put_curve(drawing->out, x, y, end, box_y(to));
    buffer_format(drawing->out, "\"/><path class=\"%s\" d=\"M%.1f %.1fl-8 -4v8z\"/>\n",
                  edge->kind == EDGE_USED ? "used_tip" : "tip", end + 7, box_y(to));
}

/* ---- around it ------------------------------------------------------------------------------------------
 */

/* "2 files and 1 version" of the nodes in one direction, the start aside. */
static size_t put_counts(struct buffer *out, const struct lineage *lineage, bool up)
{
    size_t counts[NODE_KINDS] = {0}, kinds = 0, put = 0;
    for (size_t i = 0; i < lineage->node_count; i++)
        if (i != lineage->start && (up ? lineage->nodes[i].up : lineage->nodes[i].down))
            kinds += counts[lineage->nodes[i].kind]++ == 0;
    for (size_t kind = 0; kind < NODE_KINDS; kind++) {
        if (counts[kind] == 0)
            continue;
        buffer_string(out, put == 0 ? "" : put + 1 == kinds ? " and " : ", ");
        amount_put_counted(out, (int64_t)counts[kind], node_words[kind].name);
        put++;
    }
    return put;
}

static void put_lede(struct buffer *out, const struct drawing *drawing)
{
    struct buffer before = {0}, after = {0};
    bool up = put_counts(&before, drawing->lineage, true) > 0;
    bool down = put_counts(&after, drawing->lineage, false) > 0;
    if (up)
        buffer_format(out, "Came from %s", buffer_c(&before));
    if (down)
        buffer_format(out, "%s %s", up ? "; gave" : "Gave", buffer_c(&after));
    buffer_string(out, up || down ? "." : "Nothing else is known of it.");
    out->failed |= before.failed || after.failed;
    buffer_release(&before);
    buffer_release(&after);
    if (drawing->layout.drawn < drawing->lineage->node_count)
        buffer_format(out, " The nearest %zu of %zu are drawn.", drawing->layout.drawn,
                      drawing->lineage->node_count);
}

static void put_head(const struct drawing *drawing)
{
    struct buffer *out = drawing->out;
    struct text name = drawing->lineage->nodes[drawing->lineage->start].name;
    buffer_format(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f "
        "%.0f\" role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">Lineage of ",
        drawing->width, drawing->height, drawing->width, drawing->height);
    markup_put(out, name);
    buffer_string(out, "</title>\n<desc id=\"desc\">");
    put_lede(out, drawing);
    buffer_string(out, " What came first stands on the left.</desc>\n<style>");
    buffer_string(out, style);
    buffer_format(out, "</style>\n<rect class=\"paper\" width=\"%.0f\" height=\"%.0f\"/>\n", drawing->width,
                  drawing->height);
    buffer_format(out, "<text class=\"head\" x=\"%.0f\" y=\"38\">Lineage of ", margin);
    markup_put_cut(out, name, 40);
    buffer_format(out, "</text><text class=\"lede\" x=\"%.0f\" y=\"58\">", margin);
    put_lede(out, drawing);
    buffer_string(out, "</text>\n");
}

/* What the lines mean, where they differ. */
static void put_key(const struct drawing *drawing)
{
    bool there[EDGE_KINDS] = {false};
    double x = margin, y = drawing->height - 18;
    for (size_t i = 0; i < drawing->lineage->edge_count; i++)
        there[drawing->lineage->edges[i].kind] = true;
    for (size_t kind = 0; kind < EDGE_KINDS; kind++) {
        if (!there[kind] || !strokes[kind].key)
            continue;
        buffer_format(drawing->out,
                      "<path class=\"edge %s\" d=\"M%.1f %.1fh26\"/><text class=\"key\" x=\"%.1f\" "
                      "y=\"%.1f\">%s</text>\n",
                      strokes[kind].class, x, y - 4, x + 33, y, strokes[kind].key);
        x += 33 + 6.2 * (double)strlen(strokes[kind].key) + 22;
    }
}

int lineage_svg(const struct lineage *lineage, struct buffer *out, struct error *error)
{
    struct drawing drawing = {.lineage = lineage, .out = out};
    TRY(layout_make(&drawing.layout, lineage, card_heights, error));
    double layers = (double)drawing.layout.layer_count * (card + between) - between;
    drawing.width = fmax(layers + 2 * margin, least_width);
    drawing.left = margin;
    drawing.height = head + drawing.layout.height + foot;
    put_head(&drawing);
    for (size_t i = 0; i < lineage->edge_count; i++)
        put_edge(&drawing, i);
    for (size_t i = 0; i < drawing.layout.box_count; i++)
        if (drawing.layout.boxes[i].node != NO_NODE)
            put_card(&drawing, &drawing.layout.boxes[i]);
    put_key(&drawing);
    buffer_string(out, "</svg>\n");
    layout_release(&drawing.layout);
    return buffer_status(out, error);
}
