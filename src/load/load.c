#include "load/load.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "functions/functions.h"
#include "load/inputs.h"
#include "load/recognise.h"
#include "load/sql_read.h"
#include "packs/packs.h"

int load_engine_open(struct engine **engine, const struct engine_options *options, struct error *error)
{
    size_t count = 0;
    const struct function *functions = functions_all(&count);
    TRY(engine_open(engine, options, error));
    int code = engine_add_functions(*engine, functions, count, error);
    for (size_t i = 0; packs[i] && code == 0; i++)
        code = engine_add_functions(*engine, packs[i]->functions, packs[i]->function_count, error);
    if (code == 0)
        code = engine_add_table_function(*engine, &read_records_function, error);
    if (code < 0) {
        engine_close(*engine);
        *engine = NULL;
    }
    return code;
}

/* ---- standard input ------------------------------------------------------------------------------------ */

static int spool_copy(int out, struct error *error)
{
    char *block = memory_new(1, 1 << 20);
    int code = block ? 0 : error_memory(error);
    while (code == 0) {
        if (cancel_requested())
            code = error_set(error, ERROR_INTERRUPTED, "interrupted while reading standard input");
        ssize_t got = code == 0 ? read(STDIN_FILENO, block, 1 << 20) : 0;
        if (got == 0)
            break;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            code = error_set(error, ERROR_INPUT, "standard input: %s", strerror(errno));
        for (ssize_t done = 0; code == 0 && done < got;) {
            ssize_t put = write(out, block + done, (size_t)(got - done));
            if (put < 0 && errno != EINTR)
                code = error_set(error, ERROR_SYSTEM, "cannot keep standard input in a temporary file: %s",
                                 strerror(errno));
            else
                done += put > 0 ? put : 0;
        }
    }
    memory_free(block);
    return code;
}

/* Standard input is kept in a file: it is looked at before it is read, and Parquet must be seekable. */
static int stdin_spool(struct loaded *loaded, struct loaded_file *file, struct error *error)
{
    const char *folder = getenv("TMPDIR");
    struct buffer path = {0};
    buffer_format(&path, "%s/assay-stdin-XXXXXX", folder && *folder ? folder : "/tmp");
    TRY(buffer_status(&path, error));
    int out = mkstemp(path.data);
    int code = out < 0 ? error_set(error, ERROR_SYSTEM, "%s: %s", path.data, strerror(errno)) : 0;
    if (code == 0) {
        loaded->spooled = true;
        file->stored = arena_copy(&loaded->arena, buffer_view(&path));
        code = file->stored.data ? spool_copy(out, error) : error_memory(error);
        close(out);
        if (code < 0)
            unlink(path.data);
    }
    buffer_release(&path);
    return code;
}

void loaded_release(struct loaded *loaded)
{
    for (size_t i = 0; loaded->spooled && i < loaded->count; i++)
        if (text_is(loaded->files[i].path, "-") && loaded->files[i].stored.data)
            unlink(loaded->files[i].stored.data);
    for (size_t i = 0; i < loaded->count; i++)
        if (loaded->files[i].version)
            manifest_release(loaded->files[i].version);
    arena_release(&loaded->arena);
    *loaded = (struct loaded){0};
}

/* ---- files to tables ----------------------------------------------------------------------------------- */

/* Places for `more` inputs after those that are there. */
static int files_room(struct loaded *loaded, size_t more, struct error *error)
{
    struct loaded_file *files = arena_take_zeroed(&loaded->arena, loaded->count + more + 1, sizeof *files);
    if (!files)
        return error_memory(error);
    if (loaded->count)
        memcpy(files, loaded->files, loaded->count * sizeof *files);
    loaded->files = files;
    return 0;
}

static int file_add(struct loaded *loaded, const char *path, struct project *project, struct error *error)
{
    struct loaded_file *file = &loaded->files[loaded->count++];
    file->path = file->stored = arena_copy(&loaded->arena, text_of(path));
    if (!file->path.data)
        return error_memory(error);
    if (input_is_version(path))
        return version_input(loaded, file, project, error);
    if (!text_is(file->path, "-"))
        return 0;
    return loaded->spooled ? error_set(error, ERROR_USAGE, "standard input ('-') is given twice")
                           : stdin_spool(loaded, file, error);
}

/* Patterns are expanded together, so that the list grows once for each stretch of them between versions. */
static int files_list(struct loaded *loaded, const char *const *patterns, size_t count,
                      struct project *project, struct error *error)
{
    for (size_t first = 0; first < count;) {
        struct paths paths = {0};
        size_t files = 0;
        while (first + files < count && !input_is_version(patterns[first + files]))
            files++;
        int code = files_room(loaded, 1, error);
        if (code == 0 && files == 0)
            code = file_add(loaded, patterns[first++], project, error);
        if (code == 0 && files > 0)
            code = paths_expand(&paths, patterns + first, files, error);
        if (code == 0)
            code = files_room(loaded, paths.count, error);
        for (size_t i = 0; i < paths.count && code == 0; i++)
            code = file_add(loaded, paths.items[i], project, error);
        paths_release(&paths);
        first += files;
        TRY(code);
    }
    return 0;
}

static const char *task_of(const struct loaded_file *file)
{
    return file->version ? file->version->task.data : file->format ? file->format->task : "table";
}

static int file_recognise(struct engine *engine, struct loaded *loaded, struct loaded_file *file,
                          const struct load_options *options, struct error *error)
{
    if (file->version)
        return 0;
    if (options->task && strcmp(options->task, "table") == 0)
        return plain_recognise(file, error);
    return recognise_file(engine, loaded, file, options, error);
}

static int task_expect(const struct loaded *loaded, const struct loaded_file *file, const char *wanted,
                       struct error *error)
{
    if (wanted && !pack_find(text_of(wanted)))
        return error_set(error, ERROR_USAGE, "there is no task '%s'", wanted);
    if (wanted && strcmp(wanted, task_of(file)) != 0)
        return error_set(error, ERROR_USAGE, "%s holds %s data, not %s data", file->path.data, task_of(file),
                         wanted);
    const struct pack *pack = pack_find(text_of(task_of(file)));
    if (!pack)
        return error_set(error, ERROR_INPUT,
                         "%s holds data of the task '%s', which this program does not know", file->path.data,
                         task_of(file));
    if (loaded->pack && pack != loaded->pack)
        return error_set(error, ERROR_USAGE, "%s holds %s data and %s holds %s data; check them apart",
                         loaded->files[0].path.data, loaded->pack->task, file->path.data, pack->task);
    return 0;
}

int load_recognise(struct engine *engine, const char *const *patterns, size_t count,
                   const struct load_options *options, struct loaded *loaded, struct error *error)
{
    TRY(files_list(loaded, patterns, count, options->project, error));
    for (size_t i = 0; i < loaded->count; i++)
        TRY(file_recognise(engine, loaded, &loaded->files[i], options, error));
    for (size_t i = 0; i < loaded->count; i++) {
        TRY(task_expect(loaded, &loaded->files[i], options->task, error));
        loaded->pack = pack_find(text_of(task_of(&loaded->files[i])));
    }
    return 0;
}

static int tables_make(struct engine *engine, const struct pack *pack, struct error *error)
{
    const struct embedded *tables = pack_file(pack, "tables.sql");
    if (!tables)
        return error_set(error, ERROR_SYSTEM, "the pack '%s' has no tables.sql", pack->task);
    return engine_run(engine, tables->data, NULL, error);
}

static bool read_alike(const struct loaded_file *a, const struct loaded_file *b)
{
    return !a->version && !b->version && a->format == b->format && a->container == b->container &&
           a->delimiter == b->delimiter && text_equal(a->options, b->options) &&
           a->container != CONTAINER_PARQUET;
}

static void paths_put(struct buffer *sql, const struct loaded_file *files, size_t count, bool stored)
{
    buffer_byte(sql, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_string(sql, i ? ", " : "");
        sql_put_literal(sql, stored ? files[i].stored : files[i].path);
    }
    buffer_byte(sql, ']');
}

/* The view raw_records over files first … first + count - 1, which are read alike. */
static void raw_view_put(struct buffer *sql, const struct loaded *loaded, size_t first, size_t count)
{
    const struct loaded_file *files = &loaded->files[first];
    buffer_string(sql, "CREATE OR REPLACE TEMP VIEW raw_records AS SELECT ");
    if (files->container == CONTAINER_PARQUET) {
        buffer_format(sql, "%zu * 1099511627776 + row_number() OVER () AS row, ", first);
        sql_put_literal(sql, files->path);
        buffer_string(sql,
                      " AS file, row_number() OVER () AS number, NULL::BIGINT AS line, NULL::BIGINT AS byte, "
                      "encode(CAST(to_json(source) AS VARCHAR)) AS raw, NULL::VARCHAR AS fault, "
                      "NULL::VARCHAR AS fault_message, ");
    } else {
        buffer_format(sql, "(%zu + file) * 1099511627776 + number AS row, list_extract(", first);
        paths_put(sql, files, count, false);
        buffer_string(sql, ", file + 1) AS file, number, line, byte, raw, fault, fault_message, ");
    }
    sql_put_literal(sql, text_of(files->format->name));
    buffer_string(sql, " AS format, ");
    sql_put_literal(sql, files->options.length ? files->options : text_of("{}"));
    buffer_string(sql, " AS options FROM ");
    if (files->container == CONTAINER_PARQUET) {
        buffer_string(sql, "read_parquet(");
        sql_put_literal(sql, files->stored);
        buffer_string(sql, ") AS source");
        return;
    }
    buffer_string(sql, "read_records(");
    paths_put(sql, files, count, true);
    buffer_format(sql, ", '%s', ", container_name(files->container));
    char delimiter[2] = {files->delimiter, '\0'};
    sql_put_literal(sql, text_of(delimiter));
    buffer_byte(sql, ')');
}

static int group_load(struct engine *engine, const struct loaded *loaded, size_t first, size_t count,
                      struct error *error)
{
    struct buffer sql = {0};
    raw_view_put(&sql, loaded, first, count);
    /* Rows carry their place in `row`, so that threads need not keep their order; Parquet rows are counted in
     * order. */
    buffer_format(
        &sql,
        ";\nSET preserve_insertion_order = %s;\nINSERT INTO records FROM %s_canonical('raw_records');\n"
        "SET preserve_insertion_order = true",
        loaded->files[first].container == CONTAINER_PARQUET ? "true" : "false", loaded->pack->task);
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    return code;
}

static int records_count(struct engine *engine, struct loaded *loaded, struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0;
    int code = 0;
    TRY(engine_query(engine, &answer, "SELECT row // 1099511627776, count(*) FROM records GROUP BY ALL", NULL,
                     error));
    while ((code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column files = answer_column(answer, 0), counts = answer_column(answer, 1);
        for (size_t i = 0; i < rows; i++) {
            loaded->files[column_int64(&files, i)].records = column_int64(&counts, i);
            loaded->records += column_int64(&counts, i);
        }
    }
    answer_free(answer);
    return code;
}

static int group_fill(struct engine *engine, const struct loaded *loaded, size_t first, size_t count,
                      struct project *project, struct error *error)
{
    return loaded->files[first].version ? version_load(engine, loaded, first, project, error)
                                        : group_load(engine, loaded, first, count, error);
}

int load_tables(struct engine *engine, const struct load_options *options, struct loaded *loaded,
                struct error *error)
{
    if (loaded->pack->plain) {
        TRY(plain_load(engine, loaded, options->project, error));
        return tables_make(engine, loaded->pack, error);
    }
    TRY(tables_make(engine, loaded->pack, error));
    for (size_t first = 0; first < loaded->count;) {
        size_t alike = 1;
        while (first + alike < loaded->count &&
               read_alike(&loaded->files[first], &loaded->files[first + alike]))
            alike++;
        TRY(group_fill(engine, loaded, first, alike, options->project, error));
        first += alike;
    }
    return records_count(engine, loaded, error);
}

int load_files(struct engine *engine, const char *const *patterns, size_t count,
               const struct load_options *options, struct loaded *loaded, struct error *error)
{
    TRY(load_recognise(engine, patterns, count, options, loaded, error));
    return load_tables(engine, options, loaded, error);
}

/* ---- digests ------------------------------------------------------------------------------------------- */

int load_digest(struct loaded *loaded, struct error *error)
{
    for (size_t i = 0; i < loaded->count; i++) {
        struct loaded_file *file = &loaded->files[i];
        if (file->version)
            continue;
        TRY(file_digest(file->stored.data, file->sha256, &file->bytes, error));
    }
    return 0;
}
