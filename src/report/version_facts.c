#include "report/version_facts.h"

#include "base/memory.h"
#include "report/run_read.h"
#include "store/runs.h"

int64_t table_bytes(const struct stored_table *table)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < table->chunk_count; i++)
        bytes += table->chunks[i].bytes;
    return bytes;
}

static int newest_find(struct version_facts *facts, struct project *project, const char *id,
                       struct error *error)
{
    struct rows rows = {0};
    struct text version = text_of(id);
    int code = catalog_query(project->catalog,
                             "SELECT id, started FROM runs WHERE version = $1 ORDER BY started DESC, id DESC "
                             "LIMIT 1",
                             &version, 1, &rows, error);
    if (code == 0 && rows.count > 0 && rows_cell(&rows, 0, 0).length == 64) {
        facts->checked = true;
        memcpy(facts->run_id, rows_cell(&rows, 0, 0).data, 65);
        buffer_text(&facts->started, rows_cell(&rows, 0, 1));
    }
    rows_release(&rows);
    return code;
}

static int run_load(struct version_facts *facts, struct project *project, struct error *error)
{
    char *json = NULL;
    size_t length = 0;
    int code = run_report(project, facts->run_id, &json, &length, error);
    if (code == 0)
        code = run_read(&facts->run, (struct text){json, length}, facts->run_id, error);
    memory_free(json);
    return code;
}

int facts_load(struct version_facts *facts, struct project *project, const char *id, struct error *error)
{
    *facts = (struct version_facts){0};
    TRY(version_open(project, id, &facts->manifest, error));
    TRY(version_name(project, id, &facts->name, error));
    TRY(newest_find(facts, project, id, error));
    if (facts->checked)
        TRY(run_load(facts, project, error));
    return buffer_status(&facts->started, error);
}

void facts_release(struct version_facts *facts)
{
    manifest_release(&facts->manifest);
    buffer_release(&facts->name);
    buffer_release(&facts->started);
    arena_release(&facts->run.arena);
    *facts = (struct version_facts){0};
}
