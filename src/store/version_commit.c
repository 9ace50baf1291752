#include "store/version_commit.h"

#include <string.h>

#include "base/json.h"
#include "store/content_digest.h"
#include "store/events.h"
#include "store/stored_table.h"

enum { EVENT_FILES_MOST = 64 };

struct committing {
    struct project *project;
    struct manifest *manifest;
    const struct commit_options *options;
    struct error *error;
    char head[65]; /* id of the head; "" when the dataset is new */
    bool dataset_new;
    enum commit_outcome outcome;
};

static int run(struct committing *committing, const char *sql, const struct text *parameters, size_t count,
               int64_t *changed)
{
    return catalog_run(committing->project->catalog, sql, parameters, count, changed, committing->error);
}

static int keep(struct manifest *manifest, struct text *field, struct text value, struct error *error)
{
    *field = arena_copy(&manifest->arena, value);
    return field->data ? 0 : error_memory(error);
}

static void member_put(struct buffer *json, const char *name, struct text value)
{
    buffer_format(json, "\"%s\":", name);
    json_put_text(json, value);
}

/* ---- what is there --------------------------------------------------------------------------------------
 */

static bool same_words(const struct manifest *a, const struct manifest *b)
{
    return text_equal(a->license, b->license) && text_equal(a->owner, b->owner) &&
           text_equal(a->consent, b->consent) && text_equal(a->contact, b->contact) &&
           text_equal(a->expires, b->expires) && text_equal(a->metadata, b->metadata);
}

static int dataset_test(struct committing *committing)
{
    struct rows rows = {0};
    struct manifest *manifest = committing->manifest;
    int code = catalog_query(committing->project->catalog, "SELECT task FROM datasets WHERE name = $1",
                             &manifest->dataset, 1, &rows, committing->error);
    committing->dataset_new = code == 0 && rows.count == 0;
    if (code == 0 && rows.count && !text_equal(rows_cell(&rows, 0, 0), manifest->task))
        code = error_set(committing->error, ERROR_USAGE, "the dataset %.*s holds %s data, this is %.*s data",
                         (int)manifest->dataset.length, manifest->dataset.data, rows_cell(&rows, 0, 0).data,
                         (int)manifest->task.length, manifest->task.data);
    rows_release(&rows);
    return code;
}

static int head_read(struct committing *committing, int64_t *number, bool *same_content)
{
    struct rows rows = {0};
    struct manifest *manifest = committing->manifest;
    int code =
        catalog_query(committing->project->catalog,
                      "SELECT refs.version, versions.number, versions.content FROM refs JOIN versions ON "
                      "versions.id = refs.version WHERE refs.dataset = $1 AND refs.name = 'head'",
                      &manifest->dataset, 1, &rows, committing->error);
    if (code == 0 && rows.count) {
        snprintf(committing->head, sizeof committing->head, "%s", rows_cell(&rows, 0, 0).data);
        *number = rows_int64(&rows, 0, 1);
        *same_content = text_equal(rows_cell(&rows, 0, 2), manifest->content);
    }
    rows_release(&rows);
    return code;
}

static int head_expect(struct committing *committing)
{
    const char *wanted = committing->options->if_head;
    if (!wanted || strcmp(wanted, committing->head) == 0)
        return 0;
    return error_set(
        committing->error, ERROR_USAGE,
        "%.*s has moved: its head is %.12s, not %.12s as expected; look at 'assay dataset log %.*s' and "
        "begin from there",
        (int)committing->manifest->dataset.length, committing->manifest->dataset.data,
        committing->head[0] ? committing->head : "nothing", wanted[0] ? wanted : "nothing",
        (int)committing->manifest->dataset.length, committing->manifest->dataset.data);
}

/* Whether the head says the same in every respect; then there is nothing to do. */
static int same_test(struct committing *committing, int64_t number, bool *same)
{
    struct manifest head;
    int code = version_open(committing->project, committing->head, &head, committing->error);
    *same = code == 0 && same_words(&head, committing->manifest);
    if (*same) {
        committing->manifest->number = number;
        code = keep(committing->manifest, &committing->manifest->id, text_of(committing->head),
                    committing->error);
    }
    manifest_release(&head);
    return code;
}

static int object_expect(struct committing *committing, struct text sha256)
{
    if (object_exists(committing->project->objects, sha256.data))
        return 0;
    return error_set(committing->error, ERROR_USAGE,
                     "the object %.12s was removed while the version was being made; run the command again",
                     sha256.data);
}

static int objects_expect(struct committing *committing)
{
    const struct manifest *manifest = committing->manifest;
    for (size_t t = 0; t < manifest->table_count; t++)
        for (size_t i = 0; i < manifest->tables[t].chunk_count; i++)
            TRY(object_expect(committing, manifest->tables[t].chunks[i].object));
    for (size_t i = 0; manifest->places && i < manifest->places->chunk_count; i++)
        TRY(object_expect(committing, manifest->places->chunks[i].object));
    for (size_t i = 0; i < manifest->media_count; i++)
        if (text_is(manifest->media[i].kept, "object"))
            TRY(object_expect(committing, manifest->media[i].sha256));
    return 0;
}

/* ---- writing --------------------------------------------------------------------------------------------
 */

static int manifest_put(struct committing *committing)
{
    struct buffer text = {0};
    char id[65];
    int code = manifest_write(committing->manifest, &text, committing->error);
    if (code == 0)
        code = object_put(committing->project->objects, buffer_view(&text), id, committing->error);
    if (code == 0)
        code = keep(committing->manifest, &committing->manifest->id, text_of(id), committing->error);
    buffer_release(&text);
    return code;
}

static int dataset_insert(struct committing *committing)
{
    const struct manifest *manifest = committing->manifest;
    if (!committing->dataset_new)
        return 0;
    return run(committing, "INSERT INTO datasets (name, task, created) VALUES ($1, $2, $3)",
               (struct text[]){manifest->dataset, manifest->task, manifest->created}, 3, NULL);
}

static int version_insert(struct committing *committing)
{
    const struct manifest *manifest = committing->manifest;
    struct decimal number, rows, bytes;
    int64_t row_count = 0, byte_count = 0;
    for (size_t t = 0; t < manifest->table_count; t++) {
        row_count += manifest->tables[t].rows;
        for (size_t i = 0; i < manifest->tables[t].chunk_count; i++)
            byte_count += manifest->tables[t].chunks[i].bytes;
    }
    for (size_t i = 0; i < manifest->media_count; i++)
        byte_count += text_is(manifest->media[i].kept, "object") ? manifest->media[i].bytes : 0;
    return run(committing,
               "INSERT INTO versions (id, dataset, number, content, created, message, row_count, bytes) "
               "VALUES ($1, $2, "
               "$3, $4, $5, $6, $7, $8)",
               (struct text[]){manifest->id, manifest->dataset, decimal_text(&number, manifest->number),
                               manifest->content, manifest->created, manifest->message,
                               decimal_text(&rows, row_count), decimal_text(&bytes, byte_count)},
               8, NULL);
}

static int parents_insert(struct committing *committing)
{
    const struct manifest *manifest = committing->manifest;
    static const char *const sql =
        "INSERT INTO parents (version, parent, kind) VALUES ($1, $2, $3) ON CONFLICT DO "
        "NOTHING";
    if (manifest->previous.length)
        TRY(run(committing, sql, (struct text[]){manifest->id, manifest->previous, text_of("previous")}, 3,
                NULL));
    for (size_t i = 0; i < manifest->parent_count; i++)
        TRY(run(committing, sql,
                (struct text[]){manifest->id, manifest->parents[i].version, text_of("source")}, 3, NULL));
    return 0;
}

static int chunks_insert(struct committing *committing, const struct stored_table *table)
{
    char layout[65];
    TRY(table_layout(table, layout, committing->error));
    for (size_t i = 0; i < table->chunk_count; i++) {
        struct decimal bytes;
        TRY(run(committing,
                "INSERT INTO chunks (root, layout, object, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (root, "
                "layout) DO "
                "UPDATE SET object = $3, bytes = $4",
                (struct text[]){table->chunks[i].root, text_of(layout), table->chunks[i].object,
                                decimal_text(&bytes, table->chunks[i].bytes)},
                4, NULL));
    }
    return 0;
}

/* The compare-and-set that makes the version the head. */
static int head_move(struct committing *committing)
{
    const struct manifest *manifest = committing->manifest;
    int64_t changed = 0;
    crash_point("move the head");
    if (!committing->head[0])
        return run(committing,
                   "INSERT INTO refs (dataset, name, version, created) VALUES ($1, 'head', $2, $3)",
                   (struct text[]){manifest->dataset, manifest->id, manifest->created}, 3, NULL);
    TRY(run(
        committing,
        "UPDATE refs SET version = $1, created = $2 WHERE dataset = $3 AND name = 'head' AND version = $4",
        (struct text[]){manifest->id, manifest->created, manifest->dataset, text_of(committing->head)}, 4,
        &changed));
    return changed == 1 ? 0
                        : error_set(committing->error, ERROR_USAGE,
                                    "the head of %.*s moved meanwhile; run the command "
                                    "again",
                                    (int)manifest->dataset.length, manifest->dataset.data);
}

static void input_put(struct buffer *inputs, const char *kind, struct text name, struct text sha256)
{
    buffer_string(inputs, inputs->length > 1 ? ",{" : "{");
    member_put(inputs, "name", name);
    buffer_format(inputs, ",\"kind\":\"%s\",", kind);
    member_put(inputs, "sha256", sha256);
    buffer_byte(inputs, '}');
}

/* Versions, then files; of many files only how many, since the manifest lists them. */
static void inputs_put(const struct manifest *manifest, struct buffer *inputs)
{
    bool many = manifest->source_count > EVENT_FILES_MOST;
    buffer_byte(inputs, '[');
    for (size_t i = 0; i < manifest->parent_count; i++)
        input_put(inputs, "version", manifest->parents[i].given, manifest->parents[i].version);
    for (size_t i = 0; i < manifest->source_count && !many; i++)
        if (manifest->sources[i].format.length)
            input_put(inputs, "file", manifest->sources[i].path, manifest->sources[i].sha256);
    if (many)
        buffer_format(inputs, "%s{\"kind\":\"files\",\"name\":\"%zu files\"}", inputs->length > 1 ? "," : "",
                      manifest->source_count - manifest->parent_count);
    buffer_byte(inputs, ']');
}

static int event_put(struct committing *committing)
{
    const struct manifest *manifest = committing->manifest;
    struct buffer inputs = {0}, outputs = {0}, details = {0};
    inputs_put(manifest, &inputs);
    buffer_string(&outputs, "[{\"kind\":\"version\",\"name\":\"");
    buffer_text(&outputs, manifest->dataset);
    buffer_format(&outputs, "@v%lld\",", (long long)manifest->number);
    member_put(&outputs, "sha256", manifest->id);
    buffer_string(&outputs, "}]");
    buffer_byte(&details, '{');
    member_put(&details, "command", manifest->command);
    buffer_byte(&details, ',');
    member_put(&details, "message", manifest->message);
    buffer_byte(&details, '}');
    int code = buffer_status(&details, committing->error);
    if (code == 0)
        code = event_append(
            committing->project->catalog, committing->project->signer,
            &(struct event){.kind = manifest->derived.length ? "version_derived" : "version_added",
                            .inputs = buffer_view(&inputs),
                            .outputs = buffer_view(&outputs),
                            .details = buffer_view(&details)},
            committing->error);
    buffer_release(&inputs);
    buffer_release(&outputs);
    buffer_release(&details);
    return code;
}

static int rows_insert(struct committing *committing)
{
    const struct manifest *manifest = committing->manifest;
    TRY(dataset_insert(committing));
    TRY(version_insert(committing));
    TRY(parents_insert(committing));
    for (size_t t = 0; t < manifest->table_count; t++)
        TRY(chunks_insert(committing, &manifest->tables[t]));
    if (manifest->places)
        TRY(chunks_insert(committing, manifest->places));
    TRY(head_move(committing));
    return event_put(committing);
}

/* Inside the transaction: nobody else writes. */
static int transaction(struct committing *committing)
{
    struct manifest *manifest = committing->manifest;
    int64_t number = 0;
    bool same = false;
    char now[32];
    TRY(dataset_test(committing));
    TRY(head_read(committing, &number, &same));
    TRY(head_expect(committing));
    if (same && !committing->options->even_if_same) {
        TRY(same_test(committing, number, &same));
        if (same) {
            committing->outcome = COMMIT_SAME;
            return 0;
        }
    }
    time_now(now);
    TRY(keep(manifest, &manifest->created, text_of(now), committing->error));
    TRY(keep(manifest, &manifest->previous, text_of(committing->head), committing->error));
    manifest->number = number + 1;
    TRY(manifest_put(committing));
    TRY(objects_publish(committing->project->objects, committing->error));
    TRY(objects_expect(committing));
    return rows_insert(committing);
}

int version_commit(struct project *project, struct manifest *manifest, const struct commit_options *options,
                   enum commit_outcome *outcome, struct error *error)
{
    struct committing committing = {
        .project = project, .manifest = manifest, .options = options, .error = error, .outcome = COMMIT_MADE};
    if (!project->signer)
        return error_set(
            error, ERROR_USAGE,
            "%s/key is not there: without the project's key nothing can be added; restore it, or make "
            "a new one by 'assay init'",
            project->folder);
    TRY(manifest_content(manifest, error));
    TRY(objects_flush(project->objects, error));
    TRY(catalog_begin(project->catalog, error));
    int code = transaction(&committing);
    crash_point("commit the version");
    if (code == 0)
        code = catalog_commit(project->catalog, error);
    else
        catalog_rollback(project->catalog);
    crash_point("after the commit");
    *outcome = committing.outcome;
    objects_forget(project->objects);
    return code;
}
