#include "load/recognise.h"

#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "load/table_json.h"
#include "packs/packs.h"
#include "read/source.h"

enum { SAMPLE_RECORDS = 64, DATASET_INFO_LIMIT = 16 << 20 };

static int sample_push(struct loaded *loaded, struct sample *sample, struct text raw, struct error *error)
{
    struct text *records = (struct text *)(uintptr_t)sample->records;
    if (sample->count == SAMPLE_RECORDS)
        return 0;
    records[sample->count] = arena_copy(&loaded->arena, raw);
    return records[sample->count++].data ? 0 : error_memory(error);
}

static int sample_source(struct loaded *loaded, struct loaded_file *file, struct sample *sample,
                         struct error *error)
{
    struct source *source = NULL;
    struct arena scratch = {0};
    struct buffer json = {0};
    const struct source_record *records = NULL;
    TRY(source_open(&source, file->stored.data, &(struct source_options){0}, error));
    file->container = sample->container = source_container(source);
    file->delimiter = source_delimiter(source);
    size_t count = source_peek(source, &records), seen, wanted;
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        struct text raw = records[i].raw;
        if (file->container == CONTAINER_TABLE) {
            buffer_clear(&json);
            arena_clear(&scratch);
            table_put_json(&json, source_header(source), raw, file->delimiter, &scratch, &seen, &wanted);
            raw = buffer_view(&json);
            code = buffer_status(&json, error);
        }
        if (code == 0)
            code = sample_push(loaded, sample, raw, error);
    }
    buffer_release(&json);
    arena_release(&scratch);
    source_close(source);
    return code;
}

static int sample_parquet(struct engine *engine, struct loaded *loaded, struct loaded_file *file,
                          struct sample *sample, struct error *error)
{
    struct buffer sql = {0};
    struct answer *answer = NULL;
    buffer_string(&sql, "SELECT CAST(to_json(source) AS VARCHAR) FROM read_parquet(");
    sql_put_literal(&sql, file->stored);
    buffer_format(&sql, ") AS source LIMIT %d", SAMPLE_RECORDS);
    int code = buffer_status(&sql, error);
    if (code == 0 && (code = engine_query(engine, &answer, buffer_c(&sql), NULL, error)) < 0) {
        error->message[strcspn(error->message, "\n")] = '\0'; /* the rest shows our query */
        error_prefix(error, "%s: cannot be read as Parquet: ", file->path.data);
        error->code = code = ERROR_INPUT;
    }
    size_t rows = 0;
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column values = answer_column(answer, 0);
        for (size_t i = 0; i < rows && code == 0; i++)
            code = sample_push(loaded, sample, column_text(&values, i), error);
    }
    answer_free(answer);
    buffer_release(&sql);
    return code;
}

/* The dataset_info.json that was named, or that lies in the file's folder. */
static int dataset_info_read(struct loaded *loaded, const struct loaded_file *file, const char *named,
                             struct sample *sample, struct error *error)
{
    struct buffer path = {0};
    const char *slash = strrchr(file->path.data, '/');
    if (named)
        buffer_string(&path, named);
    else
        buffer_format(&path, "%.*sdataset_info.json", slash ? (int)(slash - file->path.data + 1) : 0,
                      file->path.data);
    int code = buffer_status(&path, error);
    if (code == 0 && (named || (!text_is(file->path, "-") && access(path.data, R_OK) == 0))) {
        char *data = NULL;
        size_t length = 0;
        code = file_read_all(path.data, DATASET_INFO_LIMIT, &data, &length, error);
        if (code == 0) {
            sample->dataset_info = arena_copy(&loaded->arena, (struct text){data, length});
            code = sample->dataset_info.data ? 0 : error_memory(error);
        }
        memory_free(data);
    }
    buffer_release(&path);
    return code;
}

/* "prompt=question,answer=reply" → {"map":{"prompt":"question","answer":"reply"}} */
static int map_options(struct loaded *loaded, const char *map, struct text *options, struct error *error)
{
    struct buffer json = {0};
    buffer_string(&json, "{\"map\":{");
    for (const char *at = map; *at;) {
        size_t length = strcspn(at, ",");
        const char *equals = memchr(at, '=', length);
        if (!equals || equals == at || equals == at + length - 1) {
            buffer_release(&json);
            return error_set(error, ERROR_USAGE,
                             "--map '%s': write ROLE=COLUMN[,ROLE=COLUMN…], as in prompt=question", map);
        }
        if (at != map)
            buffer_byte(&json, ',');
        json_put_text(&json, (struct text){at, (size_t)(equals - at)});
        buffer_byte(&json, ':');
        json_put_text(&json, (struct text){equals + 1, length - (size_t)(equals - at) - 1});
        at += length + (at[length] == ',');
    }
    buffer_string(&json, "}}");
    *options = arena_copy(&loaded->arena, buffer_view(&json));
    int code = buffer_status(&json, error);
    buffer_release(&json);
    return code < 0 ? code : options->data ? 0 : error_memory(error);
}

/* Whether the mapping names the column; "target=" and not "my_target=". */
static bool map_names(const char *map, const char *column)
{
    size_t length = strlen(column);
    for (const char *at = map; at; at = strchr(at, ','), at = at ? at + 1 : NULL)
        if (strncmp(at, column, length) == 0 && at[length] == '=')
            return true;
    return false;
}

/* The user said which column holds what: that names the format where the content alone does not. */
static const char *format_of_map(const struct loaded_file *file, const char *map)
{
    if (map_names(map, "target") || map_names(map, "correct") || map_names(map, "confidence"))
        return "predictions";
    if (file->container == CONTAINER_TABLE)
        return "table";
    if (map_names(map, "messages"))
        return "openai";
    if (map_names(map, "conversations"))
        return "sharegpt";
    static const char *const answers[] = {"response=", "answer=", "output=", "completion="};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const char *found = strstr(map, answers[i]);
        if (found && (found == map || found[-1] == ','))
            return "prompt_completion";
    }
    return "prompt";
}

static int format_forced(struct loaded_file *file, const char *name, struct recognition *best,
                         struct error *error)
{
    best->format = format_find(text_of(name));
    best->why = text_of("as asked");
    if (!best->format)
        return error_set(error, ERROR_USAGE, "no format is called '%s'; 'assay formats' lists them", name);
    if (file->container != CONTAINER_UNKNOWN && !(best->format->containers >> file->container & 1))
        return error_set(error, ERROR_INPUT, "%s: is %s, which the format %s cannot be", file->path.data,
                         container_name(file->container), name);
    return 0;
}

/* The task that the data must be of is asked first: an eval set with answers can be read as questions too. */
static int packs_ask(const struct sample *sample, const char *task, struct recognition *best,
                     struct arena *arena, struct error *error)
{
    const struct pack *wanted = task ? pack_find(text_of(task)) : NULL;
    if (wanted)
        TRY(wanted->recognise(sample, best, arena, error));
    for (size_t i = 0; packs[i] && !best->format; i++)
        TRY(packs[i]->recognise(sample, best, arena, error));
    return 0;
}

int recognise_file(struct engine *engine, struct loaded *loaded, struct loaded_file *file,
                   const struct load_options *options, struct error *error)
{
    struct sample sample = {.path = file->path};
    struct recognition best = {0};
    sample.records = arena_take(&loaded->arena, SAMPLE_RECORDS, sizeof *sample.records);
    if (!sample.records)
        return error_memory(error);
    TRY(sample_source(loaded, file, &sample, error));
    if (file->container == CONTAINER_PARQUET)
        TRY(sample_parquet(engine, loaded, file, &sample, error));
    TRY(dataset_info_read(loaded, file, options->dataset_info, &sample, error));
    TRY(packs_ask(&sample, options->task, &best, &loaded->arena, error));
    if (options->format)
        TRY(format_forced(file, options->format, &best, error));
    file->options = best.options;
    if (options->map) {
        TRY(map_options(loaded, options->map, &file->options, error));
        if (!best.format)
            TRY(format_forced(file, format_of_map(file, options->map), &best, error));
    }
    if (!best.format)
        return error_set(
            error, ERROR_INPUT,
            "%s: no format fits: %.*s. 'assay formats' lists what can be read; --format NAME forces one",
            file->path.data, (int)best.why.length, best.why.data ? best.why.data : "");
    file->format = best.format;
    file->why = best.why;
    return 0;
}
