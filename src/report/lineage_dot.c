/* A lineage in the language of Graphviz. Names are quoted strings, in which only a quote and a backslash mean
 * anything. */
#include "base/utf8.h"
#include "report/escape.h"
#include "report/lineage_report.h"

static const char *const shapes[NODE_KINDS] = {
    [NODE_FILE] = "note", [NODE_VERSION] = "box", [NODE_RUN] = "ellipse", [NODE_VERDICT] = "octagon"};

static const char *const colors[] = {[STANDING_NONE] = "#5d584f",
                                     [STANDING_GOOD] = "#2a6a3c",
                                     [STANDING_BAD] = "#a02a1e",
                                     [STANDING_OPEN] = "#7d5200"};

/* Within quotes. A backslash is doubled, because the reader looks for \n, \N and the like in labels. */
static void put_quoted(struct buffer *out, struct text text)
{
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        int32_t code_point = utf8_next(text, &at);
        if (code_point == '"' || code_point == '\\')
            buffer_format(out, "\\%c", (char)code_point);
        else if (code_point < 0)
            buffer_string(out, "\xEF\xBF\xBD");
        else if (code_point == '\n' || code_point == '\t' || character_is_hidden(code_point))
            buffer_format(out, "⟨U+%04X⟩", (unsigned)code_point);
        else
            buffer_append(out, text.data + start, at - start);
    }
}

static void put_node(struct buffer *out, const struct lineage *lineage, size_t index)
{
    const struct lineage_node *node = &lineage->nodes[index];
    buffer_format(out, "  n%zu [shape=%s, color=\"%s\"%s, label=\"", index, shapes[node->kind],
                  colors[node->standing], index == lineage->start ? ", penwidth=2.5" : "");
    put_quoted(out, node->name);
    if (node->note.length) {
        buffer_string(out, "\\n");
        put_quoted(out, node->note);
    }
    buffer_string(out, "\", tooltip=\"");
    put_quoted(out, node->id);
    buffer_string(out, "\"];\n");
}

void lineage_dot(const struct lineage *lineage, struct buffer *out)
{
    buffer_string(out, "digraph lineage {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=11];\n"
                       "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#5d584f\"];\n");
    for (size_t i = 0; i < lineage->node_count; i++)
        put_node(out, lineage, i);
    for (size_t i = 0; i < lineage->edge_count; i++)
        buffer_format(out, "  n%zu -> n%zu [label=\"%s\"%s];\n", lineage->edges[i].from, lineage->edges[i].to,
                      edge_words[lineage->edges[i].kind].down,
                      lineage->edges[i].kind == EDGE_PREVIOUS ? ", style=dashed" : "");
    buffer_string(out, "}\n");
}
