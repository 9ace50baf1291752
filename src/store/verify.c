#include "store/verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/memory.h"
#include "store/content_digest.h"
#include "store/row_sql.h"
#include "store/stored_table.h"

/* One version under way. */
struct subject {
    struct verifying *verifying;
    struct manifest manifest;
    struct buffer name; /* "chat@v3" */
    struct error *error;
};

static void fault_tell(struct verifying *verifying, const char *message)
{
    verifying->faults++;
    verifying->on_fault(verifying->context, message);
}

static void fault(struct subject *subject, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fault(struct subject *subject, const char *format, ...)
{
    char message[1600];
    va_list arguments;
    int length = snprintf(message, sizeof message, "%s: ", buffer_c(&subject->name));
    va_start(arguments, format);
    vsnprintf(message + length, sizeof message - (size_t)length, format, arguments);
    va_end(arguments);
    fault_tell(subject->verifying, message);
}

/* ---- objects ---------------------------------------------------------------------------------------------
 */

/* A broken object fills *broken; being interrupted is an error. */
static int object_test(struct subject *subject, struct text sha256, int64_t bytes, struct error *broken)
{
    bool fresh = true;
    *broken = (struct error){0};
    if (cancel_requested())
        return error_set(subject->error, ERROR_INTERRUPTED, "interrupted while verifying");
    TRY(digest_set_add(&subject->verifying->seen, sha256, &fresh, subject->error));
    if (!fresh)
        return 0;
    subject->verifying->objects++;
    subject->verifying->bytes += bytes;
    int code = object_verify(subject->verifying->project->objects, sha256.data, broken);
    if (code == ERROR_INTERRUPTED || code == ERROR_SYSTEM)
        return error_set(subject->error, code, "%s", broken->message);
    return 0;
}

static int media_test(struct subject *subject)
{
    for (size_t i = 0; i < subject->manifest.media_count; i++) {
        const struct stored_media *media = &subject->manifest.media[i];
        struct error broken = {0};
        if (text_is(media->kept, "object")) {
            TRY(object_test(subject, media->sha256, media->bytes, &broken));
            if (broken.code)
                fault(subject, "media %s: %s", media->path.data, broken.message);
            continue;
        }
        char digest[65];
        uint64_t bytes = 0;
        struct error missing = {0};
        if (file_digest(media->place.data, digest, &bytes, &missing) < 0)
            fault(subject, "media %s: the linked file %s", media->path.data, missing.message);
        else if (!text_is(media->sha256, digest))
            fault(subject, "media %s: the linked file %s has changed", media->path.data, media->place.data);
    }
    return 0;
}

/* ---- rows ------------------------------------------------------------------------------------------------
 */

static void chunk_fault(struct subject *subject, const struct stored_table *table, size_t index,
                        const char *what)
{
    int64_t before = 0;
    const struct stored_chunk *chunk = &table->chunks[index];
    for (size_t i = 0; i < index; i++)
        before += table->chunks[i].rows;
    struct buffer keys = {0};
    key_show(&keys, chunk->first);
    buffer_string(&keys, " to ");
    key_show(&keys, chunk->last);
    fault(subject, "table %s, chunk %zu of %zu, rows %" PRId64 " to %" PRId64 " (keys %s): %s",
          table->name.data, index + 1, table->chunk_count, before + 1, before + chunk->rows, buffer_c(&keys),
          what);
    buffer_release(&keys);
}

/* The root over the rows that the chunk's object really holds. An object with another digest is read all the
 * same: the first chunk whose rows differ is what is wanted. */
static int chunk_rows_test(struct subject *subject, const struct stored_table *table, size_t index,
                           bool *wanted, bool altered)
{
    struct buffer sql = {0};
    struct answer *answer = NULL;
    struct error broken = {0};
    size_t rows = 0;
    wanted[index] = true;
    buffer_string(&sql, "SELECT lower(hex(merkle_root(list(");
    row_hash_put(&sql, table);
    buffer_string(&sql, " ORDER BY ");
    row_key_put(&sql, table);
    buffer_string(&sql, ")))), count(*) FROM ");
    int code = table_relation(subject->verifying->project->objects, table, wanted, &sql, subject->error);
    wanted[index] = false;
    if (code == 0) {
        code = engine_query(subject->verifying->engine, &answer, buffer_c(&sql), NULL, &broken);
        if (code == 0)
            code = answer_next(answer, &rows, &broken);
        if (code < 0 && code != ERROR_INTERRUPTED) {
            broken.message[strcspn(broken.message, "\n")] = '\0';
            if (!altered)
                chunk_fault(subject, table, index, broken.message);
            code = 0;
        } else if (code < 0) {
            code = error_set(subject->error, code, "%s", broken.message);
        } else {
            struct column roots = answer_column(answer, 0), counts = answer_column(answer, 1);
            subject->verifying->rows += column_int64(&counts, 0);
            if (column_int64(&counts, 0) != table->chunks[index].rows)
                chunk_fault(subject, table, index, "holds another number of rows");
            else if (!column_valid(&roots, 0) ||
                     !text_equal(column_text(&roots, 0), table->chunks[index].root))
                chunk_fault(subject, table, index,
                            "its rows are not those that were stored: their root differs");
        }
    }
    answer_free(answer);
    buffer_release(&sql);
    return code;
}

static int chunk_test(struct subject *subject, const struct stored_table *table, size_t index, bool *wanted)
{
    struct error broken;
    size_t seen = subject->verifying->seen.count;
    TRY(object_test(subject, table->chunks[index].object, table->chunks[index].bytes, &broken));
    if (subject->verifying->seen.count == seen) /* looked at with another version */
        return 0;
    if (broken.code)
        chunk_fault(subject, table, index, broken.message);
    if (broken.code && !object_exists(subject->verifying->project->objects, table->chunks[index].object.data))
        return 0;
    return chunk_rows_test(subject, table, index, wanted, broken.code != 0);
}

static int table_test(struct subject *subject, const struct stored_table *table)
{
    struct stored_table copy = *table;
    bool *wanted = memory_new(table->chunk_count + 1, sizeof *wanted);
    int code = wanted ? 0 : error_memory(subject->error);
    if (code == 0)
        code = table_root(&copy, &subject->manifest.arena, subject->error);
    if (code == 0 && !text_equal(copy.root, table->root))
        fault(subject, "table %s: its root is not that of its chunks", table->name.data);
    for (size_t i = 0; i < table->chunk_count && code == 0; i++)
        code = chunk_test(subject, table, i, wanted);
    memory_free(wanted);
    return code;
}

/* ---- the version ------------------------------------------------------------------------------------------
 */

static int content_test(struct subject *subject)
{
    struct text said = subject->manifest.content;
    TRY(manifest_content(&subject->manifest, subject->error));
    if (!text_equal(said, subject->manifest.content))
        fault(subject, "its content digest is %.12s, not %.12s as it says", subject->manifest.content.data,
              said.data);
    return 0;
}

static int catalog_test(struct subject *subject, const char *id)
{
    struct rows rows = {0};
    const struct manifest *manifest = &subject->manifest;
    struct decimal number;
    int code = catalog_query(
        subject->verifying->project->catalog,
        "SELECT 1 FROM versions WHERE id = $1 AND dataset = $2 AND number = $3 AND content = $4",
        (struct text[]){text_of(id), manifest->dataset, decimal_text(&number, manifest->number),
                        manifest->content},
        4, &rows, subject->error);
    if (code == 0 && rows.count == 0)
        fault(subject, "the catalog does not agree with its manifest");
    rows_release(&rows);
    return code;
}

static int parts_test(struct subject *subject, const char *id)
{
    TRY(catalog_test(subject, id));
    TRY(content_test(subject));
    for (size_t i = 0; i < subject->manifest.table_count; i++)
        TRY(table_test(subject, &subject->manifest.tables[i]));
    if (subject->manifest.places)
        TRY(table_test(subject, subject->manifest.places));
    return media_test(subject);
}

int version_verify(struct verifying *verifying, const char *id, struct error *error)
{
    struct subject subject = {.verifying = verifying, .error = error};
    struct error broken = {0};
    int code = version_name(verifying->project, id, &subject.name, error);
    if (code == 0) {
        verifying->objects++;
        int opened = version_open(verifying->project, id, &subject.manifest, &broken);
        if (opened == ERROR_INPUT)
            fault_tell(verifying, broken.message);
        else if (opened < 0)
            code = error_set(error, opened, "%s", broken.message);
        else
            code = parts_test(&subject, id);
    }
    manifest_release(&subject.manifest);
    buffer_release(&subject.name);
    return code;
}

/* ---- what belongs to no version -------------------------------------------------------------------------
 */

int others_verify(struct verifying *verifying, struct error *error)
{
    static const struct {
        const char *sql, *what;
    } kinds[] = {{"SELECT object, id FROM runs ORDER BY started, id", "run"},
                 {"SELECT object, id FROM verdicts ORDER BY created, id", "verdict"},
                 {"SELECT gate_sha256, id FROM verdicts ORDER BY created, id", "the gate file of verdict"}};
    struct subject subject = {.verifying = verifying, .error = error};
    int code = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds && code == 0; k++) {
        struct rows rows = {0};
        code = catalog_query(verifying->project->catalog, kinds[k].sql, NULL, 0, &rows, error);
        for (size_t i = 0; i < rows.count && code == 0; i++) {
            struct error broken;
            buffer_clear(&subject.name);
            buffer_format(&subject.name, "%s %.12s", kinds[k].what, rows_cell(&rows, i, 1).data);
            code = object_test(&subject, rows_cell(&rows, i, 0), 0, &broken);
            if (code == 0 && broken.code)
                fault(&subject, "%s", broken.message);
        }
        rows_release(&rows);
    }
    buffer_release(&subject.name);
    return code;
}

void verifying_release(struct verifying *verifying)
{
    digest_set_release(&verifying->seen);
}
