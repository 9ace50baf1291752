/* What is wrong with a record: code, place and byte offset are pinned. Nothing here may crash or lose the
 * record. */
#include "reading.h"

#include "base/file.h"
#include "base/memory.h"

static void json(void **state)
{
    (void)state;
    assert_faults("openai", "{\"messages\":[{\"role\":\"user\",\"content\":\"x", "truncated_json  40");
    assert_faults("openai", "{\"messages\":x}", "invalid_json  12");
    assert_faults("openai",
                  "\xEF\xBB\xBF{\"text\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
                  "byte_order_mark  0");
    assert_faults("text", "{\"text\":\"a\xff\"}", "invalid_utf8  10");
    assert_faults("text", "{\"text\":\"a\\ud800\"}", "lone_surrogate  10");
    assert_faults("text", "{\"text\":\"a\",\"x\":NaN}", "not_a_number /x 16");
    assert_faults("openai", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"content\":\"y\"}]}",
                  "duplicate_key /messages/0/content 42");
}

static void shape(void **state)
{
    (void)state;
    assert_faults("openai", "[1]", "not_an_object ");
    assert_faults("openai", "5", "not_an_object ");
    assert_faults("openai", "{}", "empty_record ");
    assert_faults("openai", "{\"messages\":[]}", "empty_record /messages");
    assert_faults("openai", "{\"x\":1}", "missing_messages ");
    assert_faults("sharegpt", "{\"x\":1}", "missing_messages ");
    assert_faults("openai", "{\"messages\":{\"role\":\"user\"}}", "messages_not_a_list /messages");
    assert_faults("mt_bench", "{\"turns\":3}", "messages_not_a_list /turns");
    assert_faults("", "{\"foo\":1}", "unknown_format ");
    assert_faults("alpaca", "{\"instruction\":\"i\"}", "missing_content ");
    assert_faults("alpaca", "{\"instruction\":null,\"output\":7}",
                  "missing_content /instruction\ncontent_type /output");
    assert_faults("alpaca", "{\"instruction\":\"i\",\"output\":\"o\",\"history\":[[\"a\"]]}",
                  "content_type /history");
    assert_faults("text", "{\"text\":[1]}", "content_type /text");
}

static void messages(void **state)
{
    (void)state;
    assert_faults(
        "openai",
        "{\"messages\":[\"s\",{\"content\":\"a\"},{\"role\":3,\"content\":\"a\"},{\"role\":\"user\"},"
        "{\"role\":\"user\",\"content\":null},{\"role\":\"user\",\"content\":5},"
        "{\"role\":\"user\",\"content\":[\"a\",\"b\"]},{\"role\":\"user\",\"content\":[{\"type\":"
        "\"hologram\"}]},"
        "{\"role\":\"user\",\"content\":\"a\",\"weight\":\"1\"},{}]}",
        "message_not_an_object /messages/0\nmissing_role /messages/1\nrole_not_text /messages/2\n"
        "missing_content /messages/3\nmissing_content /messages/4\ncontent_type /messages/5/content\n"
        "content_type /messages/6/content\ncontent_type /messages/7/content\nweight_type /messages/8\n"
        "missing_role /messages/9\nmissing_content /messages/9");
    assert_faults(
        "sharegpt",
        "{\"conversations\":[{\"from\":\"alien\",\"value\":\"a\"},{\"from\":\"human\",\"value\":1}]}",
        "unknown_speaker /conversations/0\ncontent_type /conversations/1/value");
    /* A refusal, a call, or parts that are no text speak for themselves. */
    assert_faults("openai",
                  "{\"messages\":[{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"},{\"role\":"
                  "\"user\",\"content\":"
                  "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}]}]}",
                  "");
    assert_faults("preference", "{\"chosen\":\"who?\\n\\nHuman: a\",\"rejected\":\"b\"}",
                  "missing_role /chosen");
}

static void calls(void **state)
{
    (void)state;
    assert_faults("openai", "{\"messages\":[{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":{}}]}",
                  "tool_calls_type /messages/0/tool_calls");
    assert_faults("openai",
                  "{\"messages\":[{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[3,{\"function\":{"
                  "\"arguments\":\"{\"}}]}]}",
                  "tool_calls_type /messages/0/tool_calls\ntool_call_without_name /messages/0\n"
                  "arguments_not_json /messages/0");
    assert_faults("sharegpt", "{\"conversations\":[{\"from\":\"function_call\",\"value\":\"f(1)\"}]}",
                  "tool_calls_type /conversations/0");
    assert_faults("openai",
                  "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"tools\":{},\"weight\":\"x\"}",
                  "tools_not_a_list /tools\nweight_type /weight");
    assert_faults("sharegpt", "{\"conversations\":[{\"from\":\"human\",\"value\":\"a\"}],\"tools\":\"\"}",
                  "");
}

/* Whatever was not understood is in extra, under its own name. */
static void nothing_lost(void **state)
{
    (void)state;
    assert_read("openai", "{\"messages\":{\"role\":\"user\"},\"id\":[1],\"tools\":5}",
                "{\"turns\":[],\"extra\":{\"messages\":{\"role\":\"user\"},\"id\":[1],\"tools\":5},"
                "\"faults\":[{\"code\":\"messages_not_a_list\",\"locus\":\"/messages\"},"
                "{\"code\":\"tools_not_a_list\",\"locus\":\"/tools\"}]}");
    assert_read(
        "openai",
        "{\"messages\":[{\"role\":null,\"content\":5,\"name\":1,\"tool_call_id\":null,\"train\":true}]}",
        "{\"turns\":[{\"at\":\"/messages/0\",\"extra\":{\"train\":true,\"role\":null,\"name\":1,"
        "\"tool_call_id\":null,\"content\":5}}],\"faults\":[{\"code\":\"missing_role\",\"locus\":\"/messages/"
        "0\"},"
        "{\"code\":\"content_type\",\"locus\":\"/messages/0/content\"}]}");
}

static void many_turns(void **state)
{
    (void)state;
    enum { TURNS = 100000 };
    struct buffer record = {0};
    struct record_reader reader = {0};
    struct error error = {0};
    buffer_string(&record, "{\"messages\":[");
    for (int i = 0; i < TURNS; i++)
        buffer_string(&record,
                      i ? ",{\"role\":\"user\",\"content\":\"x\"}" : "{\"role\":\"user\",\"content\":\"x\"}");
    buffer_string(&record, "]}");
    assert_int_equal(record_read(&reader, buffer_view(&record), text_of("openai"), text_of(""), &error), 0);
    assert_int_equal(reader.conversation.turn_count, TURNS);
    assert_int_equal(reader.conversation.fault_count, 0);
    struct text last = reader.conversation.turns[TURNS - 1].at;
    assert_true(text_is(last, "/messages/99999"));
    record_reader_release(&reader);
    buffer_release(&record);
}

static void nested_parts(void **state)
{
    (void)state;
    enum { DEPTH = 2000 };
    struct buffer record = {0};
    struct record_reader reader = {0};
    struct error error = {0};
    buffer_string(&record, "{\"messages\":[{\"role\":\"user\",\"content\":");
    for (int i = 0; i < DEPTH; i++)
        buffer_byte(&record, '[');
    for (int i = 0; i < DEPTH; i++)
        buffer_byte(&record, ']');
    buffer_string(&record, "}]}");
    assert_int_equal(record_read(&reader, buffer_view(&record), text_of("openai"), text_of(""), &error), 0);
    assert_int_equal(reader.conversation.turn_count, 1);
    assert_string_equal(reader.conversation.faults[0].code, "deep_nesting");
    assert_string_equal(reader.conversation.faults[reader.conversation.fault_count - 1].code, "content_type");
    record_reader_release(&reader);
    buffer_release(&record);
}

/* Every format meets every record, its own or not. */
static void any_format_any_record(void **state)
{
    (void)state;
    static const char *const records[] = {
        "null",
        "[]",
        "{}",
        "{\"messages\":null}",
        "{\"messages\":[[]]}",
        "{\"conversations\":[null,1]}",
        "{\"prompt\":[],\"completion\":[]}",
        "{\"instruction\":{},\"instances\":[]}",
        "{\"instances\":[{\"output\":1}]}",
        "{\"chosen\":null,\"rejected\":1}",
        "{\"chosen\":\"Human:\",\"rejected\":1}",
        "{\"chosen\":[],\"rejected\":[]}",
        "{\"turns\":[null,[]]}",
        "{\"text\":null}",
        "{\"question\":[],\"answer\":{}}",
        "{\"messages\":\"[\"}",
        "{\"messages\":\"[{}]\"}",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{}],\"tool_calls\":[{}]}]}",
        "{\"messages\":[{\"from\":\"function_call\",\"value\":\"[]\",\"tool_calls\":[],\"content\":[]}]}",
        "{\"chosen_messages\":[{\"content\":[{\"type\":\"tool_call\",\"value\":5},{\"type\":\"text\"}]}]}",
        "{\"\":1,\"a/b~c\":{\"\":[]}}",
    };
    for (size_t f = 0; f < SFT_FORMATS; f++)
        for (size_t r = 0; r < sizeof records / sizeof *records; r++) {
            read_dump(sft_formats[f].name, "", records[r]);
            for (size_t t = 0; t < SFT_FORMATS; t++) {
                size_t losses;
                if (sft_formats[t].writes)
                    memory_free(convert(sft_formats[f].name, sft_formats[t].name, records[r], &losses));
            }
        }
}

/* The Nth allocation fails, for every N: an error or a result, never a crash or a leak. */
static void out_of_memory(void **state)
{
    (void)state;
    static const char record[] = "{\"id\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                                 "\"text\":\"a\"},{\"type\":\"text\",\"text\":"
                                 "\"b\"}],\"x\":1},{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{"
                                 "\"name\":\"f\",\"arguments\":{}}}]},5]}";
    bool done = false;
    for (long nth = 1; !done; nth++) {
        struct record_reader reader = {0};
        struct error error = {0};
        memory_fail_at(nth);
        int code = record_read(&reader, text_of(record), text_of("openai"),
                               text_of("{\"map\":{\"id\":\"id\"}}"), &error);
        done = memory_allocations() < nth;
        memory_fail_at(0);
        assert_true(code == 0 || code == ERROR_SYSTEM || code == ERROR_USAGE);
        assert_true(!done || code == 0);
        record_reader_release(&reader);
    }
}

/* docs/formats.md has the table of faults, sentence by sentence, and a section for every format. */
static void documented(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer line = {0};
    char *page;
    size_t length;
    assert_int_equal(file_read_all("docs/formats.md", 1 << 20, &page, &length, &error), 0);
    for (size_t i = 0; record_fault_kinds[i].code; i++) {
        buffer_clear(&line);
        buffer_format(&line, "| `%s` | %s |\n", record_fault_kinds[i].code, record_fault_kinds[i].sentence);
        assert_non_null(memmem(page, length, line.data, line.length));
    }
    for (size_t i = 0; i < SFT_FORMATS; i++) {
        buffer_clear(&line);
        buffer_format(&line, "\n## %s", sft_formats[i].name);
        assert_non_null(memmem(page, length, line.data, line.length));
    }
    buffer_release(&line);
    memory_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json),          cmocka_unit_test(shape),
        cmocka_unit_test(messages),      cmocka_unit_test(calls),
        cmocka_unit_test(nothing_lost),  cmocka_unit_test(many_turns),
        cmocka_unit_test(nested_parts),  cmocka_unit_test(any_format_any_record),
        cmocka_unit_test(out_of_memory), cmocka_unit_test(documented),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    reading_release();
    return failed;
}
