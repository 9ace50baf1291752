#include "reading.h"

#include "base/memory.h"

static struct record_reader reader;
static struct buffer dump;

static struct conversation *record_take(const char *format, const char *options, const char *record)
{
    struct error error = {0};
    if (record_read(&reader, text_of(record), text_of(format), text_of(options), &error) < 0)
        fail_msg("%s", error.message);
    return &reader.conversation;
}

const char *read_dump(const char *format, const char *options, const char *record)
{
    buffer_clear(&dump);
    conversation_put_json(&dump, record_take(format, options, record));
    return buffer_c(&dump);
}

void assert_read(const char *format, const char *record, const char *expected)
{
    assert_string_equal(read_dump(format, "", record), expected);
}

void assert_faults(const char *format, const char *record, const char *expected)
{
    struct buffer found = {0};
    const struct conversation *conversation = record_take(format, "", record);
    for (size_t i = 0; i < conversation->fault_count; i++) {
        const struct record_fault *fault = &conversation->faults[i];
        buffer_format(&found, "%s%s %.*s", i ? "\n" : "", fault->code, (int)fault->locus.length,
                      fault->locus.data ? fault->locus.data : "");
        if (fault->offset >= 0)
            buffer_format(&found, " %lld", (long long)fault->offset);
        assert_true(fault->message.length > 0);
        size_t kind = 0;
        while (record_fault_kinds[kind].code && strcmp(record_fault_kinds[kind].code, fault->code) != 0)
            kind++;
        assert_non_null(record_fault_kinds[kind].code); /* every code is declared */
    }
    assert_string_equal(buffer_c(&found), expected);
    buffer_release(&found);
}

static void write_record(struct writing *writing, const char *from, const char *to, const char *record)
{
    format_coder(sft_format_find(text_of(to)))->write(writing, record_take(from, "", record));
    assert_false(writing->failed || writing->out.failed);
}

char *convert(const char *from, const char *to, const char *record, size_t *losses)
{
    struct arena arena = {0};
    struct writing writing = {.arena = &arena};
    write_record(&writing, from, to, record);
    *losses = writing.loss_count;
    char *text = memory_copy_text(buffer_c(&writing.out), writing.refused ? 0 : writing.out.length);
    buffer_release(&writing.out);
    arena_release(&arena);
    return text;
}

void assert_written(const char *from, const char *to, const char *record, const char *expected,
                    const char *losses)
{
    struct arena arena = {0};
    struct writing writing = {.arena = &arena};
    struct buffer found = {0};
    write_record(&writing, from, to, record);
    assert_string_equal(writing.refused ? "" : buffer_c(&writing.out), expected);
    for (size_t i = 0; i < writing.loss_count; i++)
        buffer_format(&found, "%s%.*s", i ? " " : "", (int)writing.losses[i].field.length,
                      writing.losses[i].field.data);
    assert_string_equal(buffer_c(&found), losses);
    buffer_release(&found);
    buffer_release(&writing.out);
    arena_release(&arena);
}

bool json_alike(const char *a, const char *b)
{
    yyjson_doc *first = yyjson_read(a, strlen(a), 0), *second = yyjson_read(b, strlen(b), 0);
    bool alike = first && second && yyjson_equals(yyjson_doc_get_root(first), yyjson_doc_get_root(second));
    yyjson_doc_free(first);
    yyjson_doc_free(second);
    return alike;
}

void reading_release(void)
{
    record_reader_release(&reader);
    buffer_release(&dump);
}
