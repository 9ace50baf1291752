/* A lineage as one JSON object: docs/lineage.md describes it. */
#include "report/lineage_report.h"
#include "report/run_json.h"

static const char *const standings[] = {
    [STANDING_NONE] = NULL, [STANDING_GOOD] = "good", [STANDING_BAD] = "bad", [STANDING_OPEN] = "open"};

static void put_member(struct buffer *out, const char *name, struct text value)
{
    buffer_format(out, ",\"%s\":", name);
    if (value.length)
        text_json_put(out, value);
    else
        buffer_string(out, "null");
}

static void put_node(struct buffer *out, const struct lineage_node *node)
{
    buffer_format(out, "{\"kind\":\"%s\"", node_words[node->kind].name);
    put_member(out, "id", node->id);
    put_member(out, "name", node->name);
    put_member(out, "note", node->note);
    put_member(out, "time", node->time);
    put_member(out, "standing", text_of(standings[node->standing]));
    buffer_format(out, ",\"up\":%s,\"down\":%s,\"earlier\":%s,\"later\":%s}", node->up ? "true" : "false",
                  node->down ? "true" : "false", node->earlier ? "true" : "false",
                  node->later ? "true" : "false");
}

void lineage_json(const struct lineage *lineage, struct buffer *out)
{
    buffer_format(out, "{\"start\":%zu,\n\"nodes\":[", lineage->start);
    for (size_t i = 0; i < lineage->node_count; i++) {
        buffer_string(out, i ? ",\n" : "\n");
        put_node(out, &lineage->nodes[i]);
    }
    buffer_string(out, "],\n\"edges\":[");
    for (size_t i = 0; i < lineage->edge_count; i++)
        buffer_format(out, "%s\n{\"from\":%zu,\"to\":%zu,\"kind\":\"%s\"}", i ? "," : "",
                      lineage->edges[i].from, lineage->edges[i].to, edge_words[lineage->edges[i].kind].name);
    buffer_string(out, "]}\n");
}
