/* The table function read_records: threads take turns to fetch a block of records, then hand its rows to the
 * engine side by side. */
#include "load/sql_read.h"

#include <pthread.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "load/table_json.h"
#include "read/source.h"

struct reading {
    struct text *paths; /* copies */
    size_t count;
    struct source_options options;
    pthread_mutex_t lock; /* guards what follows; source_next has its own lock */
    struct shared_source {
        struct source *source;
        bool done;
    } *sources;
    size_t current; /* first file that is not done */
    struct arena arena;
};

struct reader {
    struct source_block block;
    size_t at; /* next record of the block */
    size_t file;
    struct source *source; /* of the block; closed with the reading */
    struct arena arena;
    struct buffer json;
};

static int container_parse(struct text name, enum container *container, struct error *error)
{
    for (int i = CONTAINER_UNKNOWN; i <= CONTAINER_TABLE; i++) {
        if (text_is(name, container_name((enum container)i))) {
            *container = (enum container)i;
            return 0;
        }
    }
    return error_set(error, ERROR_USAGE, "read_records: no container is called '%.*s'", (int)name.length,
                     name.data);
}

static void reading_close(void *state)
{
    struct reading *reading = state;
    for (size_t i = 0; reading->sources && i < reading->count; i++)
        source_close(reading->sources[i].source);
    memory_free(reading->sources);
    arena_release(&reading->arena);
    pthread_mutex_destroy(&reading->lock);
    memory_free(reading);
}

static int arguments_read(struct reading *reading, const struct column *arguments, size_t count,
                          struct error *error)
{
    if (count != 3 || !column_valid(&arguments[0], 0))
        return error_set(error, ERROR_USAGE, "read_records needs (paths, container, delimiter)");
    struct list_entry entry = column_list(&arguments[0], 0);
    struct column elements = column_elements(&arguments[0]);
    reading->count = entry.length;
    reading->paths = arena_take(&reading->arena, entry.length + 1, sizeof *reading->paths);
    reading->sources = memory_new(entry.length + 1, sizeof *reading->sources);
    if (!reading->paths || !reading->sources)
        return error_memory(error);
    for (size_t i = 0; i < entry.length; i++) {
        if (!column_valid(&elements, entry.offset + i))
            return error_set(error, ERROR_USAGE, "read_records: a path is NULL");
        reading->paths[i] = arena_copy(&reading->arena, column_text(&elements, entry.offset + i));
        if (!reading->paths[i].data)
            return error_memory(error);
    }
    if (column_valid(&arguments[1], 0))
        TRY(container_parse(column_text(&arguments[1], 0), &reading->options.container, error));
    if (column_valid(&arguments[2], 0) && column_text(&arguments[2], 0).length)
        reading->options.delimiter = column_text(&arguments[2], 0).data[0];
    return 0;
}

static int reading_open(const struct column *arguments, size_t count, void **state, int *threads,
                        struct error *error)
{
    struct reading *reading = memory_new(1, sizeof *reading);
    if (!reading)
        return error_memory(error);
    pthread_mutex_init(&reading->lock, NULL);
    int code = arguments_read(reading, arguments, count, error);
    if (code < 0) {
        reading_close(reading);
        return code;
    }
    *threads = 64; /* the engine uses as many as it has */
    *state = reading;
    return 0;
}

static int reader_open(void *state, void **local, struct error *error)
{
    (void)state;
    *local = memory_new(1, sizeof(struct reader));
    return *local ? 0 : error_memory(error);
}

static void reader_close(void *local)
{
    struct reader *reader = local;
    source_block_release(&reader->block);
    arena_release(&reader->arena);
    buffer_release(&reader->json);
    memory_free(reader);
}

/* The file to read from now, opened; NULL when all are done. */
static int source_current(struct reading *reading, size_t *file, struct source **source, struct error *error)
{
    int code = 0;
    pthread_mutex_lock(&reading->lock);
    while (reading->current < reading->count && reading->sources[reading->current].done)
        reading->current++;
    *file = reading->current;
    *source = NULL;
    if (*file < reading->count) {
        struct shared_source *shared = &reading->sources[*file];
        if (!shared->source)
            code = source_open(&shared->source, reading->paths[*file].data, &reading->options, error);
        *source = shared->source;
    }
    pthread_mutex_unlock(&reading->lock);
    return code;
}

/* Fetches the next block of any file; block.count == 0 when there is none. */
static int block_fetch(struct reading *reading, struct reader *reader, struct error *error)
{
    reader->at = 0;
    for (;;) {
        TRY(source_current(reading, &reader->file, &reader->source, error));
        if (!reader->source) {
            reader->block.count = 0;
            return 0;
        }
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        TRY(source_next(reader->source, &reader->block, error));
        if (reader->block.count)
            return 0;
        pthread_mutex_lock(&reading->lock);
        reading->sources[reader->file].done = true;
        pthread_mutex_unlock(&reading->lock);
    }
}

/* A table's record becomes a JSON object; all others are handed on as they are. */
static struct text record_raw(struct reader *reader, const struct source_record *record, const char **fault,
                              const char **message)
{
    *fault = record->fault;
    *message = record->fault_message;
    if (source_container(reader->source) != CONTAINER_TABLE)
        return record->raw;
    size_t seen = 0, wanted = 0;
    arena_clear(&reader->arena);
    buffer_clear(&reader->json);
    table_put_json(&reader->json, source_header(reader->source), record->raw,
                   source_delimiter(reader->source), &reader->arena, &seen, &wanted);
    if (!*fault && seen != wanted) {
        *fault = "ragged_record";
        *message = seen < wanted ? "the record has fewer fields than the header"
                                 : "the record has more fields than the header";
    }
    return buffer_view(&reader->json);
}

enum { COLUMN_FILE, COLUMN_NUMBER, COLUMN_LINE, COLUMN_BYTE, COLUMN_RAW, COLUMN_FAULT, COLUMN_MESSAGE };

static void text_or_null(const struct target *target, size_t row, const char *string)
{
    if (string)
        target_text(target, row, text_of(string));
    else
        target_null(target, row);
}

static int row_write(struct reader *reader, const struct source_record *record, struct table_batch *batch,
                     struct error *error)
{
    const struct target *columns = batch->columns;
    const char *fault = NULL, *message = NULL;
    bool parse = columns[COLUMN_RAW].vector || columns[COLUMN_FAULT].vector || columns[COLUMN_MESSAGE].vector;
    struct text raw = parse ? record_raw(reader, record, &fault, &message) : (struct text){0};
    TRY(buffer_status(&reader->json, error));
    if (columns[COLUMN_FILE].vector)
        target_int64(&columns[COLUMN_FILE], batch->rows, (int64_t)reader->file);
    if (columns[COLUMN_NUMBER].vector)
        target_int64(&columns[COLUMN_NUMBER], batch->rows, record->number);
    if (columns[COLUMN_LINE].vector)
        target_int64(&columns[COLUMN_LINE], batch->rows, record->line);
    if (columns[COLUMN_BYTE].vector)
        target_int64(&columns[COLUMN_BYTE], batch->rows, record->byte);
    if (columns[COLUMN_RAW].vector)
        target_blob(&columns[COLUMN_RAW], batch->rows, raw);
    if (columns[COLUMN_FAULT].vector)
        text_or_null(&columns[COLUMN_FAULT], batch->rows, fault);
    if (columns[COLUMN_MESSAGE].vector)
        text_or_null(&columns[COLUMN_MESSAGE], batch->rows, message);
    batch->rows++;
    return 0;
}

static int reader_next(void *state, void *local, struct table_batch *batch, struct error *error)
{
    struct reading *reading = state;
    struct reader *reader = local;
    batch->rows = 0;
    if (reader->at >= reader->block.count)
        TRY(block_fetch(reading, reader, error));
    while (reader->at < reader->block.count && batch->rows < batch->capacity)
        TRY(row_write(reader, &reader->block.records[reader->at++], batch, error));
    return 0;
}

const struct table_function read_records_function = {
    .name = "read_records",
    .arguments = "(VARCHAR[], VARCHAR, VARCHAR)",
    .columns = "STRUCT(file BIGINT, number BIGINT, line BIGINT, byte BIGINT, raw BLOB, fault VARCHAR, "
               "fault_message VARCHAR)",
    .open = reading_open,
    .open_thread = reader_open,
    .next = reader_next,
    .close_thread = reader_close,
    .close = reading_close,
    .doc = "Raw records of files with their places: index of the file in the list, number from 1, line from "
           "1, byte from 0. "
           "The container is unknown (told by content), lines, array, object or table.",
};
