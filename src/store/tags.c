#include "store/tags.h"

#include "base/json.h"
#include "store/events.h"

static int dataset_of(struct project *project, const char *id, struct rows *rows, struct error *error)
{
    struct text parameter = text_of(id);
    TRY(catalog_query(project->catalog, "SELECT dataset, number FROM versions WHERE id = $1", &parameter, 1,
                      rows, error));
    return rows->count ? 0 : error_set(error, ERROR_USAGE, "there is no version %s", id);
}

static int event_put(struct project *project, const char *kind, struct text dataset, const char *tag,
                     struct text id, struct error *error)
{
    struct buffer outputs = {0}, details = {0};
    buffer_string(&outputs, "[{\"kind\":\"version\",\"name\":\"");
    buffer_text(&outputs, dataset);
    buffer_format(&outputs, "@%s\",\"sha256\":", tag);
    json_put_text(&outputs, id);
    buffer_string(&outputs, "}]");
    buffer_format(&details, "{\"tag\":\"%s\"}", tag);
    int code = buffer_status(&outputs, error);
    if (code == 0)
        code = event_append(
            project->catalog, project->signer,
            &(struct event){.kind = kind, .outputs = buffer_view(&outputs), .details = buffer_view(&details)},
            error);
    buffer_release(&outputs);
    buffer_release(&details);
    return code;
}

static int signer_expect(struct project *project, struct error *error)
{
    return project->signer ? 0
                           : error_set(error, ERROR_USAGE,
                                       "%s/key is not there: without the project's key nothing can be "
                                       "changed; restore it, or make "
                                       "a new one by 'assay init'",
                                       project->folder);
}

static int tag_insert(struct project *project, struct text dataset, const char *tag, const char *id,
                      bool *made, struct error *error)
{
    struct rows rows = {0};
    char now[32];
    time_now(now);
    int code = catalog_query(project->catalog, "SELECT version FROM refs WHERE dataset = $1 AND name = $2",
                             (struct text[]){dataset, text_of(tag)}, 2, &rows, error);
    bool there = code == 0 && rows.count;
    if (there && !text_is(rows_cell(&rows, 0, 0), id))
        code = error_set(
            error, ERROR_USAGE,
            "%.*s has a tag '%s' already, on %.12s; a tag does not move: 'assay dataset remove-tag %.*s@%s' "
            "first",
            (int)dataset.length, dataset.data, tag, rows_cell(&rows, 0, 0).data, (int)dataset.length,
            dataset.data, tag);
    rows_release(&rows);
    *made = code == 0 && !there;
    if (!*made)
        return code;
    TRY(catalog_run(project->catalog,
                    "INSERT INTO refs (dataset, name, version, created) VALUES ($1, $2, $3, $4)",
                    (struct text[]){dataset, text_of(tag), text_of(id), text_of(now)}, 4, NULL, error));
    return event_put(project, "tag_set", dataset, tag, text_of(id), error);
}

int tag_set(struct project *project, const char *id, const char *tag, bool *made, struct error *error)
{
    struct rows rows = {0};
    *made = false;
    if (!tag_name_valid(tag))
        return error_set(
            error, ERROR_USAGE,
            "'%s' cannot be a tag: letters, digits, '-', '_' and '.', not 'head', not like v3, not like the "
            "beginning of a hash",
            tag);
    TRY(signer_expect(project, error));
    int code = dataset_of(project, id, &rows, error);
    if (code == 0)
        code = catalog_begin(project->catalog, error);
    if (code == 0) {
        code = tag_insert(project, rows_cell(&rows, 0, 0), tag, id, made, error);
        crash_point("commit a tag");
        if (code == 0)
            code = catalog_commit(project->catalog, error);
        else
            catalog_rollback(project->catalog);
        crash_point("after a tag");
    }
    rows_release(&rows);
    return code;
}

static int tag_delete(struct project *project, struct text dataset, const char *tag, struct error *error)
{
    struct rows rows = {0};
    int code = catalog_query(project->catalog, "SELECT version FROM refs WHERE dataset = $1 AND name = $2",
                             (struct text[]){dataset, text_of(tag)}, 2, &rows, error);
    if (code == 0 && rows.count == 0)
        code = error_set(error, ERROR_USAGE, "%.*s has no tag '%s'", (int)dataset.length, dataset.data, tag);
    if (code == 0)
        code = catalog_run(project->catalog, "DELETE FROM refs WHERE dataset = $1 AND name = $2",
                           (struct text[]){dataset, text_of(tag)}, 2, NULL, error);
    if (code == 0)
        code = event_put(project, "tag_removed", dataset, tag, rows_cell(&rows, 0, 0), error);
    rows_release(&rows);
    return code;
}

int tag_remove(struct project *project, const char *dataset, const char *tag, struct error *error)
{
    if (!tag_name_valid(tag) || !dataset_name_valid(dataset))
        return error_set(error, ERROR_USAGE, "%s@%s is not written like a tag of a dataset", dataset, tag);
    TRY(signer_expect(project, error));
    TRY(catalog_begin(project->catalog, error));
    int code = tag_delete(project, text_of(dataset), tag, error);
    crash_point("commit without a tag");
    if (code == 0)
        code = catalog_commit(project->catalog, error);
    else
        catalog_rollback(project->catalog);
    crash_point("after a tag");
    return code;
}
