#include "load/beside_load.h"

#include <ctype.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

/* Operands taken apart: for every file its source's name. */
struct sides {
    struct paths paths;
    const char **sources; /* NULL: told by the file */
    size_t *lengths;
};

/* "NAME=": how much of the operand it is; 0 where there is none. A file that is there under the whole name is
 * meant. */
static size_t name_length(const char *operand)
{
    size_t length = 0;
    while (isalnum((unsigned char)operand[length]) || (operand[length] && strchr("_.-", operand[length])))
        length++;
    return length > 0 && operand[length] == '=' && access(operand, F_OK) != 0 ? length : 0;
}

static int sides_add(struct sides *sides, const char *path, const char *source, size_t length,
                     struct error *error)
{
    size_t count = sides->paths.count;
    char **items = memory_resize(sides->paths.items, count + 1, sizeof *items);
    if (items)
        sides->paths.items = items;
    const char **sources = memory_resize(sides->sources, count + 1, sizeof *sources);
    if (sources)
        sides->sources = sources;
    size_t *lengths = memory_resize(sides->lengths, count + 1, sizeof *lengths);
    if (lengths)
        sides->lengths = lengths;
    char *copy = memory_copy_text(path, strlen(path));
    if (!items || !sources || !lengths || !copy) {
        memory_free(copy);
        return error_memory(error);
    }
    items[count] = copy;
    sources[count] = source;
    lengths[count] = length;
    sides->paths.count++;
    return 0;
}

static int operand_take(struct sides *sides, const char *operand, struct error *error)
{
    size_t length = name_length(operand);
    const char *path = length ? operand + length + 1 : operand, *source = length ? operand : NULL;
    struct paths found = {0};
    if (strcmp(path, "-") == 0)
        return error_set(error, ERROR_USAGE, "what data is compared with is a file, not standard input");
    if (input_is_version(path))
        return sides_add(sides, path, source, length, error);
    TRY(paths_expand(&found, &path, 1, error));
    int code = 0;
    for (size_t i = 0; i < found.count && code == 0; i++)
        code = sides_add(sides, found.items[i], source, length, error);
    paths_release(&found);
    return code;
}

static struct text source_of(const struct sides *sides, size_t file)
{
    const char *path = sides->paths.items[file];
    if (sides->sources[file])
        return (struct text){sides->sources[file], sides->lengths[file]};
    if (input_is_version(path))
        return text_of(path);
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    size_t length = *base ? 1 + strcspn(base + 1, ".") : 0;
    return (struct text){base, length};
}

/* The task's `records`, just filled, become the table of this role. */
static int table_rename(struct engine *engine, const struct beside *beside, const struct sides *sides,
                        struct error *error)
{
    struct buffer sql = {0};
    buffer_format(&sql, "CREATE OR REPLACE TABLE %s AS SELECT *, list_extract([", beside->table);
    for (size_t i = 0; i < sides->paths.count; i++) {
        buffer_string(&sql, i ? ", " : "");
        sql_put_literal(&sql, source_of(sides, i));
    }
    buffer_string(&sql, "]::VARCHAR[], row // 1099511627776 + 1) AS source FROM records;\nTRUNCATE records");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    return code;
}

static int records_load(struct engine *engine, const struct beside *beside, const struct sides *sides,
                        const struct load_options *options, struct loaded *loaded, struct error *error)
{
    TRY(load_files(engine, (const char *const *)sides->paths.items, sides->paths.count, options, loaded,
                   error));
    if (loaded->pack->plain)
        return error_set(error, ERROR_USAGE, "data of the task '%s' is compared with nothing",
                         loaded->pack->task);
    return table_rename(engine, beside, sides, error);
}

/* Files as texts: what the run says of them is their path and digest. */
static int texts_load(struct engine *engine, const struct beside *beside, const struct sides *sides,
                      struct loaded *loaded, struct error *error)
{
    static const struct format document = {.name = "document"};
    struct buffer sql = {0};
    loaded->files = arena_take_zeroed(&loaded->arena, sides->paths.count + 1, sizeof *loaded->files);
    if (!loaded->files)
        return error_memory(error);
    buffer_format(&sql, "CREATE OR REPLACE TABLE %s (source VARCHAR, text VARCHAR)", beside->table);
    for (size_t i = 0; i < sides->paths.count; i++) {
        struct loaded_file *file = &loaded->files[loaded->count++];
        file->path = file->stored = arena_copy(&loaded->arena, text_of(sides->paths.items[i]));
        file->format = &document;
        file->records = 1;
        sql.failed |= !file->path.data;
        buffer_format(&sql, ";\nINSERT INTO %s SELECT ", beside->table);
        sql_put_literal(&sql, source_of(sides, i));
        buffer_string(&sql, ", content FROM read_text(");
        sql_put_literal(&sql, text_of(sides->paths.items[i]));
        buffer_byte(&sql, ')');
    }
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    return code;
}

int beside_load(struct engine *engine, const struct beside *beside, const char *const *operands, size_t count,
                const struct load_options *options, struct loaded *loaded, struct error *error)
{
    struct sides sides = {0};
    const struct load_options told = {.task = options->task, .project = options->project};
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++)
        code = operand_take(&sides, operands[i], error);
    if (code == 0 && beside->texts)
        code = texts_load(engine, beside, &sides, loaded, error);
    else if (code == 0)
        code = records_load(engine, beside, &sides, &told, loaded, error);
    if (code < 0)
        error_prefix(error, "--%s: ", beside->role);
    paths_release(&sides.paths);
    memory_free(sides.sources);
    memory_free(sides.lengths);
    return code;
}
