/* One file as blocks of whole records. One thread at a time moves the window over the file and cuts; what can
 * be done without the lock is done after it. */
#include "read/source.h"

#include <pthread.h>

#include "base/buffer.h"
#include "base/cancel.h"
#include "base/file.h"
#include "base/memory.h"
#include "read/split.h"

enum { DEFAULT_BLOCK = 1 << 20, SAMPLE_BYTES = 1 << 20, MARK_BYTES = 4, PEEKED_RECORDS = 64 };

static const size_t default_record_limit = (size_t)1 << 30;

struct source {
    pthread_mutex_t lock;
    char *path; /* as messages name it */
    struct input *input;
    enum container container;
    bool (*cut)(struct split *split, struct source_record *record);
    struct split split;
    struct buffer tail; /* read, but not yet part of a block */
    bool input_ended;
    size_t block_bytes, record_limit;
    bool header_due;
    struct buffer header;
    bool had_mark;
    struct source_block first; /* for source_peek */
    bool first_due;            /* not yet handed out */
    int64_t records;           /* handed out */
    struct error failure;      /* what every further call returns */
};

void source_block_release(struct source_block *block)
{
    memory_free(block->records);
    memory_free(block->bytes);
    *block = (struct source_block){0};
}

/* ---- blocks -------------------------------------------------------------------------------------------- */

static int make_room(struct source_block *block, size_t bytes, struct error *error)
{
    if (bytes <= block->bytes_capacity)
        return 0;
    char *grown = memory_resize(block->bytes, bytes, 1);
    if (!grown)
        return error_memory(error);
    block->bytes = grown;
    block->bytes_capacity = bytes;
    return 0;
}

static int add_record(struct source_block *block, const struct source_record *record, struct error *error)
{
    if (block->count == block->capacity) {
        size_t capacity = block->capacity ? block->capacity * 2 : 256;
        struct source_record *grown = memory_resize(block->records, capacity, sizeof *grown);
        if (!grown)
            return error_memory(error);
        block->records = grown;
        block->capacity = capacity;
    }
    block->records[block->count++] = *record;
    return 0;
}

/* Fills the window up to `target` bytes, or to the end of the file. */
static int fill_window(struct source *source, struct source_block *block, size_t target)
{
    struct split *split = &source->split;
    TRY(make_room(block, target, &source->failure));
    split->bytes = block->bytes;
    while (split->length < target && !source->input_ended) {
        size_t got;
        if (cancel_requested())
            return error_set(&source->failure, ERROR_INTERRUPTED, "interrupted while reading %s",
                             source->path);
        TRY(input_read(source->input, block->bytes + split->length, target - split->length, &got,
                       &source->failure));
        split->length += got;
        source->input_ended = got == 0;
    }
    split->at_end = source->input_ended;
    return 0;
}

static int too_long(struct source *source, int64_t line, int64_t byte)
{
    return error_set(&source->failure, ERROR_INPUT,
                     "%s: line %lld (byte %lld): the record that starts here is longer than %zu bytes",
                     source->path, (long long)line, (long long)byte, source->record_limit);
}

/* A header with a fault (its quote swallowed the file) is handed out as a record too, so that the fault is
 * seen. */
static int keep_header(struct source *source, struct source_block *block, const struct source_record *record)
{
    source->header_due = false;
    if (record->fault)
        TRY(add_record(block, record, &source->failure));
    else
        source->split.number--;
    buffer_text(&source->header, record->raw);
    return buffer_status(&source->header, &source->failure);
}

/* Cuts what the window holds. A record that is too long ends the source after those before it. */
static int cut_window(struct source *source, struct source_block *block)
{
    struct source_record record;
    while (source->cut(&source->split, &record)) {
        if (record.raw.length > source->record_limit)
            return too_long(source, record.line, record.byte);
        TRY(source->header_due ? keep_header(source, block, &record)
                               : add_record(block, &record, &source->failure));
    }
    const struct split *split = &source->split;
    if (split->length - split->start > source->record_limit)
        return too_long(source, split->line, split->byte + (int64_t)split->start);
    return 0;
}

/* Moves the window on until it holds at least one whole record; a failure is kept in source->failure. */
static int read_records(struct source *source, struct source_block *block)
{
    struct split *split = &source->split;
    size_t target = source->block_bytes + source->tail.length;
    TRY(make_room(block, target, &source->failure));
    if (source->tail.length)
        memcpy(block->bytes, source->tail.data, source->tail.length);
    split->length = source->tail.length;
    buffer_clear(&source->tail);
    for (;;) {
        int code = fill_window(source, block, target);
        split->bytes = block->bytes;
        int cut_code = cut_window(source, block);
        TRY(code < 0 ? code : cut_code);
        if (block->count > 0 || source->input_ended)
            break;
        memmove(block->bytes, block->bytes + split->start, split->length - split->start);
        split_shift(split);
        if (target - split->length <= target / 2)
            target *= 2;
    }
    buffer_append(&source->tail, block->bytes + split->start, split->length - split->start);
    split_shift(split);
    return buffer_status(&source->tail, &source->failure);
}

/* ---- opening ------------------------------------------------------------------------------------------- */

static int refuse_encoding(struct source *source, const char *encoding, struct error *error)
{
    return error_set(error, ERROR_INPUT, "%s: is %s, not UTF-8; convert it first: iconv -f %s -t UTF-8 FILE",
                     source->path, encoding, encoding);
}

/* UTF-16 without a mark: text of the ASCII kind has a NUL in every second byte. Returns its name, or NULL. */
static const char *unmarked_utf16(struct text text)
{
    size_t nul[2] = {0, 0}, looked = text.length < 64 ? text.length & ~(size_t)1 : 64;
    for (size_t i = 0; i < looked; i++)
        nul[i & 1] += text.data[i] == '\0';
    if (looked < 8)
        return NULL;
    if (nul[1] * 4 >= looked / 2 * 3 && nul[0] == 0)
        return "UTF-16LE";
    return nul[0] * 4 >= looked / 2 * 3 && nul[1] == 0 ? "UTF-16BE" : NULL;
}

static int skip_mark(struct source *source, struct error *error)
{
    struct text text = buffer_view(&source->tail);
    if (text.length >= 4 && memcmp(text.data, "\xFF\xFE\0\0", 4) == 0)
        return refuse_encoding(source, "UTF-32LE", error);
    if (text.length >= 4 && memcmp(text.data, "\0\0\xFE\xFF", 4) == 0)
        return refuse_encoding(source, "UTF-32BE", error);
    if (text_starts(text, "\xFF\xFE"))
        return refuse_encoding(source, "UTF-16LE", error);
    if (text_starts(text, "\xFE\xFF"))
        return refuse_encoding(source, "UTF-16BE", error);
    if (unmarked_utf16(text))
        return refuse_encoding(source, unmarked_utf16(text), error);
    source->had_mark = text_starts(text, "\xEF\xBB\xBF");
    if (source->had_mark) {
        source->tail.length -= 3;
        memmove(source->tail.data, source->tail.data + 3, source->tail.length);
        source->split.byte = 3;
    }
    return 0;
}

/* Reads the beginning of the file into the tail, enough to tell what it is. */
static int read_beginning(struct source *source, const struct source_options *options, struct error *error)
{
    bool told = options->container != CONTAINER_UNKNOWN &&
                (options->container != CONTAINER_TABLE || options->delimiter != '\0');
    size_t wanted = told ? MARK_BYTES : SAMPLE_BYTES;
    while (source->tail.length < wanted && !source->input_ended) {
        size_t got, room = wanted - source->tail.length;
        char *to = buffer_reserve(&source->tail, room);
        if (!to)
            return error_memory(error);
        TRY(input_read(source->input, to, room, &got, error));
        source->tail.length += got;
        source->input_ended = got == 0;
    }
    return skip_mark(source, error);
}

static void choose_splitter(struct source *source, const struct source_options *options)
{
    struct text beginning = buffer_view(&source->tail);
    const char *path = source->path;
    source->container = options->container;
    source->split.delimiter = options->delimiter;
    if (source->container == CONTAINER_UNKNOWN)
        source->container = container_tell(beginning, source->input_ended, path, &source->split.delimiter);
    if (source->container == CONTAINER_TABLE && source->split.delimiter == '\0')
        source->split.delimiter = table_delimiter(beginning, source->input_ended, path);
    if (options->delimiter)
        source->split.delimiter = options->delimiter;
    if (source->container == CONTAINER_OBJECT)
        source->split.brackets = BRACKETS_NONE;
    source->header_due = source->container == CONTAINER_TABLE;
    source->cut = source->container == CONTAINER_TABLE   ? split_table
                  : source->container == CONTAINER_LINES ? split_lines
                                                         : split_array;
}

static void mark_nul_bytes(struct source_block *block)
{
    for (size_t i = 0; i < block->count; i++) {
        struct source_record *record = &block->records[i];
        if (record->fault || record->raw.length == 0 || !memchr(record->raw.data, 0, record->raw.length))
            continue;
        record->fault = "nul_bytes";
        record->fault_message = "The record holds NUL bytes, which text never does; the file may be damaged.";
    }
}

static int open_source(struct source *source, const char *path, const struct source_options *options,
                       struct error *error)
{
    source->path = memory_copy_text(path, strlen(path));
    if (!source->path)
        return error_memory(error);
    TRY(input_open(&source->input, path, error));
    TRY(read_beginning(source, options, error));
    choose_splitter(source, options);
    if (source->container == CONTAINER_PARQUET)
        return 0;
    int code = read_records(source, &source->first);
    if (code < 0 && source->first.count == 0) {
        *error = source->failure;
        return code;
    }
    mark_nul_bytes(&source->first);
    source->first_due = true;
    return 0;
}

int source_open(struct source **opened, const char *path, const struct source_options *options,
                struct error *error)
{
    static const struct source_options defaults = {0};
    *opened = NULL;
    struct source *source = memory_new(1, sizeof *source);
    if (!source)
        return error_memory(error);
    if (!options)
        options = &defaults;
    pthread_mutex_init(&source->lock, NULL);
    source->block_bytes = options->block_bytes ? options->block_bytes : DEFAULT_BLOCK;
    source->record_limit = options->record_limit ? options->record_limit : default_record_limit;
    source->split.line = source->split.number = 1;
    int code = open_source(source, path, options, error);
    if (code < 0)
        source_close(source);
    else
        *opened = source;
    return code;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    input_close(source->input);
    buffer_release(&source->tail);
    buffer_release(&source->header);
    source_block_release(&source->first);
    pthread_mutex_destroy(&source->lock);
    memory_free(source->path);
    memory_free(source);
}

/* ---- questions ----------------------------------------------------------------------------------------- */

enum container source_container(const struct source *source)
{
    return source->container;
}

char source_delimiter(const struct source *source)
{
    return source->split.delimiter;
}

struct text source_header(const struct source *source)
{
    return buffer_view(&source->header);
}

bool source_had_mark(const struct source *source)
{
    return source->had_mark;
}

size_t source_peek(struct source *source, const struct source_record **records)
{
    *records = source->first.records;
    return source->first.count < PEEKED_RECORDS ? source->first.count : PEEKED_RECORDS;
}

/* ---- handing out --------------------------------------------------------------------------------------- */

/* A copy, because what was peeked at stays borrowed from the source. */
static int copy_first(struct source *source, struct source_block *block, struct error *error)
{
    const struct source_block *first = &source->first;
    source->first_due = false;
    if (first->count == 0)
        return 0;
    const struct source_record *last = &first->records[first->count - 1];
    size_t used = (size_t)(last->raw.data + last->raw.length - first->bytes);
    TRY(make_room(block, used + 1, error)); /* a record may be empty, but it points somewhere */
    memcpy(block->bytes, first->bytes, used);
    for (size_t i = 0; i < first->count; i++) {
        struct source_record record = first->records[i];
        record.raw.data = block->bytes + (record.raw.data - first->bytes);
        TRY(add_record(block, &record, error));
    }
    return 0;
}

static int next_locked(struct source *source, struct source_block *block, struct error *error)
{
    block->count = 0;
    if (source->container == CONTAINER_PARQUET)
        return error_set(error, ERROR_USAGE, "%s: is a Parquet file, which holds no text records",
                         source->path);
    if (source->first_due)
        TRY(copy_first(source, block, error));
    bool failed = source->failure.code != 0 || (block->count == 0 && read_records(source, block) < 0);
    source->records += (int64_t)block->count;
    /* Records before a failure are still handed out; the next call reports it. */
    return failed && block->count == 0 ? error_set(error, source->failure.code, "%s", source->failure.message)
                                       : 0;
}

int source_next(struct source *source, struct source_block *block, struct error *error)
{
    pthread_mutex_lock(&source->lock);
    int code = next_locked(source, block, error);
    pthread_mutex_unlock(&source->lock);
    if (code == 0)
        mark_nul_bytes(block);
    return code;
}
