#include "store/collect.h"

#include "store/digest_set.h"
#include "store/events.h"
#include "store/leftover.h"

struct collecting {
    struct project *project;
    struct digest_set reached;
    bool look;
    struct collected *collected;
};

static int table_reach(struct collecting *collecting, const struct stored_table *table, struct error *error)
{
    for (size_t i = 0; i < table->chunk_count; i++)
        TRY(digest_set_add(&collecting->reached, table->chunks[i].object, NULL, error));
    return 0;
}

static int manifest_reach(struct collecting *collecting, const struct manifest *manifest, struct error *error)
{
    for (size_t i = 0; i < manifest->table_count; i++)
        TRY(table_reach(collecting, &manifest->tables[i], error));
    if (manifest->places)
        TRY(table_reach(collecting, manifest->places, error));
    for (size_t i = 0; i < manifest->media_count; i++)
        if (text_is(manifest->media[i].kept, "object"))
            TRY(digest_set_add(&collecting->reached, manifest->media[i].sha256, NULL, error));
    return 0;
}

static int versions_reach(struct collecting *collecting, struct error *error)
{
    struct rows rows = {0};
    int code = catalog_query(collecting->project->catalog, "SELECT id FROM versions", NULL, 0, &rows, error);
    for (size_t i = 0; i < rows.count && code == 0; i++) {
        struct manifest manifest;
        code = digest_set_add(&collecting->reached, rows_cell(&rows, i, 0), NULL, error);
        if (code < 0)
            break;
        code = version_open(collecting->project, rows_cell(&rows, i, 0).data, &manifest, error);
        if (code == 0)
            code = manifest_reach(collecting, &manifest, error);
        manifest_release(&manifest);
    }
    rows_release(&rows);
    return code;
}

/* Reports of runs, verdicts, and the gate files that gave them. */
static int others_reach(struct collecting *collecting, struct error *error)
{
    static const char *const queries[] = {"SELECT object FROM runs", "SELECT object FROM verdicts",
                                          "SELECT gate_sha256 FROM verdicts"};
    int code = 0;
    for (size_t q = 0; q < sizeof queries / sizeof *queries && code == 0; q++) {
        struct rows rows = {0};
        code = catalog_query(collecting->project->catalog, queries[q], NULL, 0, &rows, error);
        for (size_t i = 0; i < rows.count && code == 0; i++)
            code = digest_set_add(&collecting->reached, rows_cell(&rows, i, 0), NULL, error);
        rows_release(&rows);
    }
    return code;
}

static int object_judge(void *context, const char *sha256, int64_t bytes, struct error *error)
{
    struct collecting *collecting = context;
    if (digest_set_has(&collecting->reached, text_of(sha256))) {
        collecting->collected->kept++;
        return 0;
    }
    collecting->collected->objects++;
    collecting->collected->bytes += bytes;
    return collecting->look ? 0 : object_remove(collecting->project->objects, sha256, error);
}

static int event_put(struct collecting *collecting, struct error *error)
{
    struct buffer details = {0};
    if (collecting->look || collecting->collected->objects == 0)
        return 0;
    buffer_format(&details, "{\"objects\":%lld,\"bytes\":%lld}", (long long)collecting->collected->objects,
                  (long long)collecting->collected->bytes);
    int code = buffer_status(&details, error);
    if (code == 0)
        code =
            event_append(collecting->project->catalog, collecting->project->signer,
                         &(struct event){.kind = "garbage_removed", .details = buffer_view(&details)}, error);
    buffer_release(&details);
    return code;
}

static int collect_steps(struct collecting *collecting, struct error *error)
{
    TRY(versions_reach(collecting, error));
    TRY(others_reach(collecting, error));
    TRY(objects_each(collecting->project->objects, object_judge, collecting, error));
    return event_put(collecting, error);
}

/* What killed commands were writing: beside the objects, in the cache, in the project's folder. */
static int crashes_sweep(struct project *project, int64_t *removed, struct error *error)
{
    struct buffer cache = {0};
    buffer_format(&cache, "%s/cache", project->folder);
    int code = buffer_status(&cache, error);
    if (code == 0)
        code = objects_sweep(project->objects, removed, error);
    if (code == 0)
        code = leftovers_sweep(project->folder, removed, error);
    if (code == 0)
        code = leftovers_sweep(buffer_c(&cache), removed, error);
    buffer_release(&cache);
    return code;
}

int garbage_collect(struct project *project, bool look, struct collected *collected, struct error *error)
{
    struct collecting collecting = {.project = project, .look = look, .collected = collected};
    *collected = (struct collected){0};
    if (!project->signer && !look)
        return error_set(
            error, ERROR_USAGE,
            "%s/key is not there: without the project's key nothing can be removed; restore it, or make "
            "a new one by 'assay init'",
            project->folder);
    TRY(catalog_begin(project->catalog, error));
    int code = collect_steps(&collecting, error);
    digest_set_release(&collecting.reached);
    crash_point("commit a collection");
    if (code == 0)
        code = catalog_commit(project->catalog, error);
    else
        catalog_rollback(project->catalog);
    crash_point("after a collection");
    if (code == 0 && !look)
        code = crashes_sweep(project, &collected->folders, error);
    return code;
}
