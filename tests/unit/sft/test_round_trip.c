/* Writing: the form of each format, what it loses, and that what it does not lose comes back. */
#include "reading.h"

#include "base/memory.h"

static const char tool_chat[] = "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\","
                                "\"content\":\"q\"},{\"role\":\"assistant\","
                                "\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                                "\"function\":{\"name\":\"f\",\"arguments\":"
                                "\"{\\\"x\\\": "
                                "1}\"}}]},{\"role\":\"tool\",\"content\":\"42\",\"tool_call_id\":\"c1\"},{"
                                "\"role\":\"assistant\",\"content\":"
                                "\"a\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}";

static void openai_to_sharegpt(void **state)
{
    (void)state;
    assert_written(
        "openai", "sharegpt", tool_chat,
        "{\"conversations\":[{\"from\":\"system\",\"value\":\"s\"},{\"from\":\"human\",\"value\":\"q\"},"
        "{\"from\":\"function_call\",\"value\":\"{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":{\\\"x\\\":1}}\","
        "\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
        "\"arguments\":\"{\\\"x\\\": "
        "1}\"}}]},{\"from\":\"observation\",\"value\":\"42\",\"tool_call_id\":\"c1\"},"
        "{\"from\":\"gpt\",\"value\":\"a\"}],"
        "\"tools\":\"[{\\\"type\\\":\\\"function\\\",\\\"function\\\":{\\\"name\\\":\\\"f\\\"}}]\"}",
        "");
}

static void openai_to_v1(void **state)
{
    (void)state;
    assert_written(
        "openai", "llamafactory_v1", tool_chat,
        "{\"messages\":[{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"value\":\"s\"}],\"loss_"
        "weight\":0},"
        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"value\":\"q\"}],\"loss_weight\":0},"
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_call\",\"value\":\"{\\\"name\\\":\\\"f\\\","
        "\\\"arguments\\\":{\\\"x\\\":1}}\"}],\"loss_weight\":1},{\"role\":\"tool\",\"content\":[{\"type\":"
        "\"text\","
        "\"value\":\"42\"}],\"tool_call_id\":\"c1\",\"loss_weight\":0},{\"role\":\"assistant\",\"content\":"
        "[{\"type\":\"text\",\"value\":\"a\"}],\"loss_weight\":1}],"
        "\"tools\":\"[{\\\"type\\\":\\\"function\\\",\\\"function\\\":{\\\"name\\\":\\\"f\\\"}}]\"}",
        "/messages/2/tool_calls");
}

static void alpaca_both_ways(void **state)
{
    (void)state;
    static const char record[] =
        "{\"instruction\":\"i\",\"input\":\"x\",\"output\":\"o\",\"system\":\"s\",\"history\":[[\"q0\","
        "\"a0\"]],\"n\":1}";
    assert_written("alpaca", "alpaca", record, record, "");
    assert_written("alpaca", "openai", "{\"instruction\":\"i\",\"input\":\"x\",\"output\":\"o\"}",
                   "{\"messages\":[{\"role\":\"user\",\"content\":\"i\\nx\"},{\"role\":\"assistant\","
                   "\"content\":\"o\"}]}",
                   "/instruction/instruction");
    assert_written("openai", "alpaca",
                   "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":"
                   "\"a\",\"weight\":1}]}",
                   "{\"instruction\":\"q\",\"input\":\"\",\"output\":\"a\"}", "/messages/1/weight");
    /* An edit may have moved the mark: then nothing is split in the wrong place. */
    assert_written("alpaca", "alpaca", "{\"instruction\":\"\",\"input\":\"x\",\"output\":\"o\"}",
                   "{\"instruction\":\"\",\"input\":\"x\",\"output\":\"o\"}", "");
}

static void refused(void **state)
{
    (void)state;
    assert_written("openai", "alpaca", tool_chat, "", "/messages/3");
    assert_written("openai", "alpaca", "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}", "",
                   "/messages/0");
    assert_written("openai", "text", tool_chat, "", "");
    assert_written("mt_bench", "prompt_completion", "{\"turns\":[\"a\"]}", "", "/turns/0");
}

static void plain_forms(void **state)
{
    (void)state;
    static const char chat[] = "{\"id\":\"1\",\"messages\":[{\"role\":\"user\",\"content\":\"q, \\\"x\\\"\"},"
                               "{\"role\":\"assistant\",\"content\":\"a\\nb\"}],\"k\":true}";
    assert_written("openai", "question_answer", chat,
                   "{\"id\":\"1\",\"question\":\"q, \\\"x\\\"\",\"answer\":\"a\\nb\",\"k\":true}", "");
    assert_written(
        "openai", "prompt_completion", chat,
        "{\"id\":\"1\",\"prompt\":[{\"role\":\"user\",\"content\":\"q, \\\"x\\\"\"}],\"completion\":"
        "[{\"role\":\"assistant\",\"content\":\"a\\nb\"}],\"k\":true}",
        "");
    assert_written("openai", "table", chat, "1,,\"q, \"\"x\"\"\",\"a\nb\"", "/extra");
    assert_written(
        "sharegpt", "openai",
        "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"}],\"chosen\":{\"from\":\"gpt\",\"value\":"
        "\"a\"},"
        "\"rejected\":{\"from\":\"gpt\",\"value\":\"b\"}}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}],"
        "\"rejected\":{\"from\":\"gpt\",\"value\":\"b\"}}",
        "/chosen");
}

/* A key that the format needs and extra has too. */
static void key_conflict(void **state)
{
    (void)state;
    assert_written("sharegpt", "openai",
                   "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"}],\"messages\":\"mine\"}",
                   "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}", "/messages");
}

static void assert_comes_back(const char *format, const char *via, const char *record)
{
    size_t there, back;
    char *middle = convert(format, via, record, &there);
    char *end = convert(via, format, middle, &back);
    if (!json_alike(record, end))
        fail_msg("%s\nby way of %s\n%s\ncame back as\n%s", record, via, middle, end);
    memory_free(middle);
    memory_free(end);
}

static void openai_comes_back(void **state)
{
    (void)state;
    static const char *const records[] = {
        tool_chat,
        "{\"messages\":[{\"role\":\"developer\",\"content\":\"d\"},{\"role\":\"user\",\"content\":\"q\","
        "\"name\":\"n\"},"
        "{\"role\":\"assistant\",\"content\":\"a\",\"weight\":0,\"refusal\":null,\"thinking\":\"t\"}],"
        "\"seed\":1.50}",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_"
        "url\","
        "\"image_url\":{\"url\":\"u\"}}]},{\"role\":\"assistant\",\"content\":[]}]}",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"see:\",\"tool_calls\":[{\"id\":\"c\",\"type\":"
        "\"function\","
        "\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"not "
        "json\"}},{\"function\":{\"name\":\"g\",\"arguments\":"
        "{\"y\":[1]}}}]}],\"tools\":[]}",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"f\","
        "\"arguments\":\"{ }\"}},"
        "{\"role\":\"function\",\"name\":\"f\",\"content\":\"r\"}],\"functions\":[{\"name\":\"f\"}]}",
        "{\"messages\":[{\"role\":\"human\",\"content\":\"a\"},{\"role\":\"gpt\",\"content\":\"b\"},{"
        "\"role\":\"ipython\","
        "\"content\":\"c\"}]}",
        "{\"messages\":[{\"role\":\"user\",\"content\":5},{\"content\":[\"x\"]},\"str\",{\"role\":3,"
        "\"content\":\"\"},"
        "{\"role\":\"assistant\"},{\"role\":\"user\",\"content\":null},{\"role\":\"user\",\"content\":\"a\","
        "\"tool_calls\":null,"
        "\"tool_call_id\":null,\"name\":null,\"weight\":null}]}",
        "{\"messages\":[],\"id\":7,\"tools\":null}",
        "{\"_id\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"weight\":0.25}",
    };
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        size_t losses;
        char *same = convert("openai", "openai", records[i], &losses);
        if (!json_alike(records[i], same) || losses)
            fail_msg("%s\nis written as\n%s", records[i], same);
        memory_free(same);
        assert_comes_back("openai", "sharegpt", records[i]);
    }
}

static void others_come_back(void **state)
{
    (void)state;
    static const struct {
        const char *format, *record;
    } cases[] = {
        {"sharegpt",
         "{\"id\":\"a\",\"conversations\":[{\"from\":\"chatgpt\",\"value\":\"v\",\"k\":1},{\"from\":"
         "\"alien\","
         "\"value\":\"w\"},{\"from\":\"function_call\",\"value\":\"{ \\\"name\\\": \\\"f\\\" }\"},"
         "{\"from\":\"function_call\",\"value\":\"f()\"}],\"system\":\"s\",\"tools\":\"[ ]\"}"},
        {"sharegpt", "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"}],\"chosen\":{\"from\":\"gpt\","
                     "\"value\":\"a\"},"
                     "\"rejected\":{\"from\":\"gpt\",\"value\":\"b\"},\"system\":\"\"}"},
        {"llamafactory_v1",
         "{\"chosen_messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"value\":\"q\"},"
         "{\"type\":\"image_url\",\"value\":\"u\"}],\"loss_weight\":0.5}],\"rejected_messages\":[]}"},
        {"llamafactory_v1",
         "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"reasoning\",\"value\":\"r\"},"
         "{\"type\":\"text\",\"value\":\"a\"}],\"loss_weight\":1}],\"tools\":\"[{\\\"name\\\": 1}]\"}"},
        {"prompt_completion", "{\"prompt\":\"p\",\"completion\":\" c\",\"x\":null}"},
        {"prompt_completion",
         "{\"prompt\":[{\"role\":\"user\",\"content\":\"p\"}],\"completion\":[{\"role\":\"assistant\","
         "\"content\":\"c\"}]}"},
        {"question_answer", "{\"question\":\"q\",\"ground_truth\":\"a\",\"m\":{}}"},
        {"text", "{\"text\":\"t\",\"meta\":{\"a\":[1]}}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t losses;
        char *same = convert(cases[i].format, cases[i].format, cases[i].record, &losses);
        if (!json_alike(cases[i].record, same) || losses)
            fail_msg("%s\nis written as\n%s", cases[i].record, same);
        memory_free(same);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openai_to_sharegpt), cmocka_unit_test(openai_to_v1),
        cmocka_unit_test(alpaca_both_ways),   cmocka_unit_test(refused),
        cmocka_unit_test(plain_forms),        cmocka_unit_test(key_conflict),
        cmocka_unit_test(openai_comes_back),  cmocka_unit_test(others_come_back),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    reading_release();
    return failed;
}
