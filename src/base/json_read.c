/* Reading one JSON text: strict first, repaired when that fails, examined when either worked. */
#include "base/json.h"

#include "base/json_fault.h"
#include "base/memory.h"

/* Documents that may need more than this are allocated piece by piece and freed at the next read. */
enum { LARGEST_POOL = 64 << 20 };

static void *large_malloc(void *context, size_t size)
{
    (void)context;
    return memory_resize(NULL, size, 1);
}

static void *large_realloc(void *context, void *block, size_t old_size, size_t size)
{
    (void)context;
    (void)old_size;
    return memory_resize(block, size, 1);
}

static void large_free(void *context, void *block)
{
    (void)context;
    memory_free(block);
}

yyjson_alc json_allocator(void)
{
    return (yyjson_alc){large_malloc, large_realloc, large_free, NULL};
}

static bool grow_pool(struct json_reader *reader, size_t needed)
{
    if (reader->pool_size >= needed)
        return true;
    size_t size = needed < LARGEST_POOL / 2 ? needed * 2 : needed;
    memory_free(reader->pool);
    reader->pool = memory_resize(NULL, size, 1);
    reader->pool_size = reader->pool ? size : 0;
    return reader->pool != NULL;
}

static yyjson_doc *parse(struct json_reader *reader, struct text text, yyjson_read_flag flags,
                         yyjson_read_err *failure)
{
    yyjson_alc allocator = json_allocator();
    size_t needed = yyjson_read_max_memory_usage(text.length, flags);
    bool large = needed == 0 || needed > LARGEST_POOL;
    *failure = (yyjson_read_err){.code = YYJSON_READ_ERROR_MEMORY_ALLOCATION, .msg = "out of memory"};
    if (!large &&
        (!grow_pool(reader, needed) || !yyjson_alc_pool_init(&allocator, reader->pool, reader->pool_size)))
        return NULL;
    yyjson_doc *document =
        yyjson_read_opts((char *)(uintptr_t)text.data, text.length, flags, &allocator, failure);
    if (large)
        reader->large = document;
    return document;
}

static size_t skip_mark(struct json_reader *reader, struct text text)
{
    if (!text_starts(text, "\xEF\xBB\xBF"))
        return 0;
    if (fault_wanted(reader, FAULT_BYTE_ORDER_MARK))
        fault_add(reader, FAULT_BYTE_ORDER_MARK, 0, (struct text){0},
                  "A byte order mark comes before the JSON; strict readers refuse it.");
    return 3;
}

static void report_failure(struct json_reader *reader, const yyjson_read_err *failure, struct text original,
                           size_t base)
{
    enum fault_kind kind = FAULT_INVALID_JSON;
    if (failure->code == YYJSON_READ_ERROR_MEMORY_ALLOCATION)
        kind = FAULT_OUT_OF_MEMORY;
    else if (failure->code == YYJSON_READ_ERROR_UNEXPECTED_END)
        kind = FAULT_TRUNCATED_JSON;
    if (kind == FAULT_OUT_OF_MEMORY || fault_wanted(reader, kind))
        fault_add(reader, kind, base + json_original_offset(original, failure->pos), (struct text){0},
                  "Not JSON: %s.", failure->msg);
}

static bool is_blank(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != ' ' && text.data[i] != '\n' && text.data[i] != '\r' && text.data[i] != '\t')
            return false;
    return true;
}

static yyjson_doc *read_body(struct json_reader *reader, struct text body, size_t base)
{
    /* Numbers come as their text, and json_examine reads them: so the text is not lost. */
    yyjson_read_err failure;
    yyjson_doc *document = parse(reader, body, YYJSON_READ_NUMBER_AS_RAW, &failure);
    if (!document && failure.code != YYJSON_READ_ERROR_MEMORY_ALLOCATION) {
        struct text repaired = json_repair(reader, body, base);
        failure = (yyjson_read_err){.code = YYJSON_READ_ERROR_MEMORY_ALLOCATION, .msg = "out of memory"};
        if (repaired.data)
            document =
                parse(reader, repaired, YYJSON_READ_NUMBER_AS_RAW | YYJSON_READ_ALLOW_INF_AND_NAN, &failure);
    }
    if (document)
        json_examine(reader, document, body, base);
    else
        report_failure(reader, &failure, body, base);
    return document;
}

yyjson_val *json_read(struct json_reader *reader, struct text text)
{
    yyjson_doc_free(reader->large);
    reader->large = NULL;
    faults_start(reader);
    size_t base = skip_mark(reader, text);
    struct text body = {text.data + base, text.length - base};
    yyjson_doc *document = NULL;
    if (!is_blank(body))
        document = read_body(reader, body, base);
    else if (fault_wanted(reader, FAULT_INVALID_JSON))
        fault_add(reader, FAULT_INVALID_JSON, base, (struct text){0}, "Not JSON: there is no value here.");
    faults_finish(reader);
    return yyjson_doc_get_root(document);
}

void json_reader_release(struct json_reader *reader)
{
    yyjson_doc_free(reader->large);
    memory_free(reader->pool);
    buffer_release(&reader->repaired);
    *reader = (struct json_reader){0};
}

yyjson_val *json_get(yyjson_val *object, const char *key)
{
    size_t length = strlen(key), index, count;
    yyjson_val *name, *value, *found = NULL;
    if (!yyjson_is_obj(object))
        return NULL;
    yyjson_obj_foreach(object, index, count, name, value)
    {
        if (yyjson_equals_strn(name, key, length))
            found = value;
    }
    return found;
}
