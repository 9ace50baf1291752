#include "report/openlineage.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "report/openlineage_facets.h"
#include "report/openlineage_verdict.h"
#include "report/run_read.h"
#include "store/runs.h"

struct events {
    struct project *project;
    struct buffer *out;
};

/* ---- the frame of an event ------------------------------------------------------------------------------
 */

/* A UUID made of the first 128 bits of a digest (RFC 9562, version 8), so that an event that is written again
 * is the same run. */
static void put_run_id(struct buffer *out, struct text digest)
{
    static const char variants[] = "89ab";
    char hex[33] = "00000000000000000000000000000000";
    memcpy(hex, digest.data, digest.length < 32 ? digest.length : 32);
    hex[12] = '8';
    hex[16] = variants[(unsigned char)hex[16] % 4];
    buffer_format(out, "\"%.8s-%.4s-%.4s-%.4s-%.12s\"", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static void event_open(struct events *events, const char *type, struct text time, struct text id)
{
    struct buffer *out = events->out;
    buffer_format(out, "{\"eventType\":\"%s\",\"eventTime\":", type);
    json_put_text(out, time);
    buffer_string(out, ",\"producer\":");
    producer_put(out);
    buffer_string(out, ",\"schemaURL\":\"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent\""
                       ",\"run\":{\"runId\":");
    put_run_id(out, id);
    buffer_string(out, ",\"facets\":{");
}

/* The job's name is what was done and what with, so that events of the same job belong together. */
static void job_open(struct events *events, const char *what, struct text with, const char *kind)
{
    struct buffer *out = events->out;
    struct buffer name = {0};
    buffer_format(&name, "%s ", what);
    buffer_text(&name, with);
    buffer_string(out, "}},\"job\":{\"namespace\":\"assay://");
    buffer_string(out, events->project->id);
    buffer_string(out, "\",\"name\":");
    json_put_text(out, buffer_view(&name));
    buffer_string(out, ",\"facets\":{");
    job_facet_put(out, kind);
    out->failed |= name.failed;
    buffer_release(&name);
}

static int manifest_of(struct events *events, struct text id, struct manifest *manifest, struct error *error)
{
    char digest[65] = "";
    memcpy(digest, id.data, id.length < 64 ? id.length : 64);
    return version_open(events->project, digest, manifest, error);
}

/* The version as an input, with the facets that `put` writes (may be NULL). */
static int input_version_put(struct events *events, const struct manifest *manifest, const struct run *run,
                             struct error *error)
{
    struct buffer *out = events->out;
    TRY(version_dataset_open(out, text_of(events->project->id), manifest, error));
    buffer_string(out, ",\"inputFacets\":{");
    input_facet_put(out, manifest);
    if (run) {
        buffer_byte(out, ',');
        metrics_facet_put(out, manifest);
        buffer_byte(out, ',');
        assertions_facet_put(out, run);
    }
    buffer_string(out, "}}");
    return 0;
}

/* ---- versions -------------------------------------------------------------------------------------------
 */

static int parent_put(struct events *events, struct text id, struct error *error)
{
    struct manifest parent = {0};
    int code = manifest_of(events, id, &parent, error);
    if (code == 0)
        code = input_version_put(events, &parent, NULL, error);
    manifest_release(&parent);
    return code;
}

static int sources_put(struct events *events, const struct manifest *manifest, struct error *error)
{
    size_t put = 0;
    for (size_t i = 0; i < manifest->source_count; i++) {
        if (manifest->sources[i].format.length == 0) /* a version: one of the parents */
            continue;
        buffer_string(events->out, put++ ? "," : "");
        file_dataset_put(events->out, &manifest->sources[i]);
    }
    for (size_t i = 0; i < manifest->parent_count; i++) {
        buffer_string(events->out, put++ ? "," : "");
        TRY(parent_put(events, manifest->parents[i].version, error));
    }
    return 0;
}

/* The query of a derivation by SQL. */
static void query_put(struct events *events, const struct manifest *manifest)
{
    struct arena scratch = {0};
    struct json_reader reader = {.arena = &scratch};
    yyjson_val *root = manifest->recipe.length ? json_read(&reader, manifest->recipe) : NULL;
    struct text query = json_text(yyjson_obj_get(root, "sql"));
    if (text_is(manifest->derived, "sql") && query.data) {
        buffer_byte(events->out, ',');
        sql_facet_put(events->out, query);
    }
    json_reader_release(&reader);
    arena_release(&scratch);
}

static int version_event(struct events *events, struct text id, struct error *error)
{
    struct manifest manifest = {0};
    struct buffer *out = events->out;
    int code = manifest_of(events, id, &manifest, error);
    if (code < 0)
        goto done;
    bool derived = manifest.derived.length > 0;
    event_open(events, "COMPLETE", manifest.created, manifest.id);
    engine_facet_put(out, manifest.assay);
    job_open(events, derived ? "dataset derive" : "dataset add", manifest.dataset,
             derived ? "DATASET_DERIVE" : "DATASET_ADD");
    query_put(events, &manifest);
    buffer_string(out, "}},\"inputs\":[");
    code = sources_put(events, &manifest, error);
    if (code < 0)
        goto done;
    buffer_string(out, "],\"outputs\":[");
    code = version_dataset_open(out, text_of(events->project->id), &manifest, error);
    if (code < 0)
        goto done;
    buffer_string(out, ",\"outputFacets\":{");
    output_facet_put(out, &manifest);
    buffer_string(out, "}}]}\n");
done:
    manifest_release(&manifest);
    return code;
}

/* ---- runs of checks -------------------------------------------------------------------------------------
 */

static int run_of(struct events *events, const char *id, struct run *run, struct error *error)
{
    char *json = NULL;
    size_t length = 0;
    int code = run_report(events->project, id, &json, &length, error);
    if (code == 0)
        code = run_read(run, (struct text){json, length}, id, error);
    memory_free(json);
    return code;
}

static int run_put(struct events *events, const struct rows *rows, const struct run *run, struct text id,
                   struct error *error)
{
    struct manifest manifest = {0};
    struct buffer *out = events->out;
    int code = manifest_of(events, rows_cell(rows, 0, 0), &manifest, error);
    if (code < 0)
        goto done;
    event_open(events, rows_int64(rows, 0, 2) ? "FAIL" : "COMPLETE", rows_cell(rows, 0, 1), id);
    engine_facet_put(out, text_of(run->version));
    job_open(events, "check", manifest.dataset, "CHECK");
    buffer_string(out, "}},\"inputs\":[");
    code = input_version_put(events, &manifest, run, error);
    buffer_string(out, "],\"outputs\":[]}\n");
done:
    manifest_release(&manifest);
    return code;
}

static int run_event(struct events *events, struct text id, struct error *error)
{
    struct rows rows = {0};
    struct run run = {0};
    int code = catalog_query(events->project->catalog,
                             "SELECT version, started, failed FROM runs WHERE id = $1", &id, 1, &rows, error);
    if (code == 0 && rows.count == 0) /* the catalog names it without having it */
        goto done;
    if (code == 0)
        code = run_of(events, id.data, &run, error);
    if (code == 0)
        code = run_put(events, &rows, &run, id, error);
done:
    arena_release(&run.arena);
    rows_release(&rows);
    return code;
}

/* ---- verdicts -------------------------------------------------------------------------------------------
 */

/* A gate that could not decide has not run to its end. */
static const char *verdict_type(struct text outcome)
{
    if (text_is(outcome, "pass"))
        return "COMPLETE";
    return text_is(outcome, "fail") ? "FAIL" : "ABORT";
}

static int verdict_put(struct events *events, const struct rows *rows, struct text id, struct error *error)
{
    struct manifest manifest = {0};
    int code = manifest_of(events, rows_cell(rows, 0, 0), &manifest, error);
    if (code < 0)
        goto done;
    event_open(events, verdict_type(rows_cell(rows, 0, 2)), rows_cell(rows, 0, 3), id);
    engine_facet_put(events->out, manifest.assay);
    buffer_byte(events->out, ',');
    code = verdict_tests_put(events->project, rows_cell(rows, 0, 4), events->out, error);
    if (code < 0)
        goto done;
    job_open(events, "gate", rows_cell(rows, 0, 1), "GATE");
    buffer_string(events->out, "}},\"inputs\":[");
    code = input_version_put(events, &manifest, NULL, error);
    buffer_string(events->out, "],\"outputs\":[]}\n");
done:
    manifest_release(&manifest);
    return code;
}

static int verdict_event(struct events *events, struct text id, struct error *error)
{
    struct rows rows = {0};
    int code = catalog_query(events->project->catalog,
                             "SELECT version, gate, outcome, created, object FROM verdicts WHERE id = $1",
                             &id, 1, &rows, error);
    if (code == 0 && rows.count > 0)
        code = verdict_put(events, &rows, id, error);
    rows_release(&rows);
    return code;
}

/* ---- all of them ----------------------------------------------------------------------------------------
 */

static int event_order(const void *left, const void *right)
{
    const struct lineage_node *a = *(const struct lineage_node *const *)left;
    const struct lineage_node *b = *(const struct lineage_node *const *)right;
    int order = a->time.length && b->time.length ? strcmp(a->time.data, b->time.data)
                                                 : (a->time.length > 0) - (b->time.length > 0);
    order = order ? order : (int)a->kind - (int)b->kind;
    return order ? order : strcmp(a->id.data, b->id.data);
}

static int node_event(struct events *events, const struct lineage_node *node, struct error *error)
{
    switch (node->kind) {
    case NODE_VERSION:
        return version_event(events, node->id, error);
    case NODE_RUN:
        return run_event(events, node->id, error);
    case NODE_VERDICT:
        return verdict_event(events, node->id, error);
    default:
        return 0;
    }
}

int openlineage_write(struct project *project, const struct lineage *lineage, struct buffer *out,
                      struct error *error)
{
    struct events events = {project, out};
    const struct lineage_node **nodes = memory_new(lineage->node_count, sizeof(void *));
    if (!nodes)
        return error_memory(error);
    for (size_t i = 0; i < lineage->node_count; i++)
        nodes[i] = &lineage->nodes[i];
    qsort(nodes, lineage->node_count, sizeof *nodes, event_order);
    int code = 0;
    for (size_t i = 0; i < lineage->node_count && code == 0; i++)
        code = node_event(&events, nodes[i], error);
    memory_free(nodes);
    return code < 0 ? code : buffer_status(out, error);
}
