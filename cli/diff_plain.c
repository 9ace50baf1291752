/* A file or a pattern of files as a table of the engine: kind, delimiter and compression are told by content.
 */
#include "cli/diff_source.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "load/plain.h"

struct plain {
    struct paths paths;
    struct plain_kind kind;
    struct buffer sql;
};

static int relation_make(struct engine *engine, struct plain *plain, const char *name, bool all_text,
                         bool whole, struct error *error)
{
    bool view = plain->kind.container == CONTAINER_PARQUET;
    buffer_clear(&plain->sql);
    buffer_format(&plain->sql, "CREATE OR REPLACE TEMP %s %s AS SELECT * FROM ", view ? "VIEW" : "TABLE",
                  name);
    plain_reader_put(&plain->sql, &plain->kind, (const char *const *)plain->paths.items, plain->paths.count,
                     all_text, whole);
    TRY(buffer_status(&plain->sql, error));
    return engine_run(engine, buffer_c(&plain->sql), NULL, error);
}

/* Types are told from the first rows; where a later one does not fit, from all. */
static int relation_try(struct engine *engine, struct plain *plain, const char *operand, const char *name,
                        bool all_text, struct error *error)
{
    struct error first = {0};
    int code = relation_make(engine, plain, name, all_text, false, &first);
    if (code == ERROR_INPUT && plain->kind.container != CONTAINER_PARQUET)
        code = relation_make(engine, plain, name, all_text, true, error);
    else if (code < 0)
        *error = first;
    if (code == 0 || code == ERROR_INTERRUPTED)
        return code;
    error->message[strcspn(error->message, "\n")] = '\0'; /* the rest shows our query */
    error->code = code == ERROR_SYSTEM ? ERROR_SYSTEM : ERROR_INPUT;
    return error_prefix(error, "%s: cannot be read as a table: ", operand);
}

int plain_relation(struct engine *engine, const char *operand, const char *name, bool all_text,
                   struct error *error)
{
    struct plain plain = {0};
    int code = paths_expand(&plain.paths, &operand, 1, error);
    if (code == 0)
        code = plain_tell(&plain.kind, plain.paths.items[0], plain.paths.items[0], error);
    if (code == 0)
        code = relation_try(engine, &plain, operand, name, all_text, error);
    paths_release(&plain.paths);
    buffer_release(&plain.sql);
    return code;
}
