/* Each format: a record as people have it, and the conversation it must become. */
#include "reading.h"

static void openai_plain(void **state)
{
    (void)state;
    assert_read(
        "openai",
        "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"hi\","
        "\"name\":\"ann\"},{\"role\":\"assistant\",\"content\":\"yo\",\"weight\":0}]}",
        "{\"turns\":[{\"role\":\"system\",\"content\":\"s\",\"at\":\"/messages/0\"},"
        "{\"role\":\"user\",\"content\":\"hi\",\"name\":\"ann\",\"at\":\"/messages/1\"},"
        "{\"role\":\"assistant\",\"content\":\"yo\",\"weight\":0,\"at\":\"/messages/2\"}]}");
}

static void openai_tools(void **state)
{
    (void)state;
    assert_read(
        "openai",
        "{\"id\":\"r1\",\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":"
        "\"c1\","
        "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\": 1}\"}}]},"
        "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"42\"}],"
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"parallel_tool_calls\":false}",
        "{\"id\":\"r1\",\"turns\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\",\"name\":\"f\","
        "\"arguments\":\"{\\\"x\\\": 1}\"}],\"at\":\"/messages/0\",\"extra\":{\"content\":null}},"
        "{\"role\":\"tool\",\"content\":\"42\",\"tool_call_id\":\"c1\",\"at\":\"/messages/1\"}],"
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
        "\"extra\":{\"parallel_tool_calls\":false}}");
}

static void openai_first_form_of_calls(void **state)
{
    (void)state;
    assert_read(
        "openai",
        "{\"messages\":[{\"role\":\"assistant\",\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}],"
        "\"functions\":[{\"name\":\"f\"}]}",
        "{\"turns\":[{\"role\":\"assistant\",\"tool_calls\":[{\"name\":\"f\",\"arguments\":\"{}\"}],"
        "\"at\":\"/messages/0\",\"extra\":{\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}}],"
        "\"tools\":[{\"name\":\"f\"}],\"extra\":{\"functions\":[{\"name\":\"f\"}]}}");
}

static void openai_parts(void **state)
{
    (void)state;
    assert_read(
        "openai",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
        "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}},{\"type\":\"text\",\"text\":\"b\"}]}]}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"a\\nb\",\"parts\":[{\"type\":\"text\",\"text\":\"a\"},"
        "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}},{\"type\":\"text\",\"text\":\"b\"}],"
        "\"at\":\"/messages/0\"}]}");
}

static void openai_reasoning(void **state)
{
    (void)state;
    assert_read("openai",
                "{\"messages\":[{\"role\":\"assistant\",\"reasoning_content\":\"r\",\"content\":\"<think>x</"
                "think>a\"},"
                "{\"role\":\"assistant\",\"thinking\":\"t\",\"content\":\"b\"}]}",
                "{\"turns\":[{\"role\":\"assistant\",\"content\":\"<think>x</think>a\",\"reasoning\":\"r\","
                "\"at\":\"/messages/0\"},{\"role\":\"assistant\",\"content\":\"b\",\"reasoning\":\"t\","
                "\"at\":\"/messages/1\",\"extra\":{\"thinking\":\"t\"}}]}");
}

static void llamafactory_v1(void **state)
{
    (void)state;
    assert_read(
        "llamafactory_v1",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"value\":\"q\"}],\"loss_weight\":"
        "0.0},"
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"reasoning\",\"value\":\"hm\"},{\"type\":\"tool_"
        "call\","
        "\"value\":\"{\\\"name\\\": \\\"f\\\", \\\"arguments\\\": "
        "{}}\"}],\"loss_weight\":1.0}],\"tools\":\"[]\"}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"q\",\"parts\":[{\"type\":\"text\",\"value\":\"q\"}],"
        "\"weight\":0,\"at\":\"/messages/0\"},{\"role\":\"assistant\",\"content\":\"\",\"reasoning\":\"hm\","
        "\"parts\":[{\"type\":\"reasoning\",\"value\":\"hm\"},{\"type\":\"tool_call\",\"value\":"
        "\"{\\\"name\\\": \\\"f\\\", \\\"arguments\\\": {}}\"}],\"tool_calls\":[{\"name\":\"f\","
        "\"arguments\":\"{}\"}],\"weight\":1,\"at\":\"/messages/1\"}],\"tools\":[]}");
}

static void sharegpt_plain(void **state)
{
    (void)state;
    assert_read(
        "sharegpt",
        "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"chatgpt\",\"value\":\"a\"}],"
        "\"system\":\"be brief\",\"lang\":\"en\"}",
        "{\"turns\":[{\"role\":\"system\",\"content\":\"be brief\",\"at\":\"/system\"},"
        "{\"role\":\"user\",\"content\":\"q\",\"at\":\"/conversations/"
        "0\"},{\"role\":\"assistant\",\"content\":\"a\","
        "\"at\":\"/conversations/1\",\"extra\":{\"from\":\"chatgpt\"}}],\"extra\":{\"lang\":\"en\"}}");
}

static void sharegpt_calls(void **state)
{
    (void)state;
    assert_read(
        "sharegpt",
        "{\"conversations\":[{\"from\":\"function_call\",\"value\":\"{\\\"name\\\":\\\"f\\\","
        "\\\"arguments\\\":"
        "{\\\"x\\\":1}}\"},{\"from\":\"observation\",\"value\":\"42\"}],\"tools\":\"[{\\\"name\\\": "
        "\\\"f\\\"}]\"}",
        "{\"turns\":[{\"role\":\"assistant\",\"tool_calls\":[{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}"
        "],"
        "\"at\":\"/conversations/0\"},{\"role\":\"tool\",\"content\":\"42\",\"at\":\"/conversations/1\"}],"
        "\"tools\":[{\"name\": \"f\"}]}");
}

static void sharegpt_ranking(void **state)
{
    (void)state;
    assert_read("sharegpt",
                "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"}],\"chosen\":{\"from\":\"gpt\","
                "\"value\":\"good\"},"
                "\"rejected\":{\"from\":\"gpt\",\"value\":\"bad\"}}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"q\",\"at\":\"/conversations/0\"},"
                "{\"role\":\"assistant\",\"content\":\"good\",\"at\":\"/chosen\"}],"
                "\"extra\":{\"rejected\":{\"from\":\"gpt\",\"value\":\"bad\"}}}");
}

static void sharegpt_tagged(void **state)
{
    (void)state;
    assert_string_equal(
        read_dump("sharegpt",
                  "{\"columns\":{\"messages\":\"chat\",\"images\":\"pics\"},\"tags\":{\"role_tag\":\"who\","
                  "\"content_tag\":\"says\",\"user_tag\":\"U\",\"assistant_tag\":\"A\"}}",
                  "{\"chat\":[{\"who\":\"U\",\"says\":\"q\"},{\"who\":\"A\",\"says\":\"a\"}],\"pics\":[]}"),
        "{\"turns\":[{\"role\":\"user\",\"content\":\"q\",\"at\":\"/chat/0\"},"
        "{\"role\":\"assistant\",\"content\":\"a\",\"at\":\"/chat/1\"}],"
        "\"extra\":{\"pics\":[]}}");
}

static void alpaca(void **state)
{
    (void)state;
    assert_read(
        "alpaca",
        "{\"instruction\":\"\xc3\xbc\x62\",\"input\":\"x\",\"output\":\"o\",\"system\":\"s\","
        "\"history\":[[\"q0\",\"a0\"]]}",
        "{\"turns\":[{\"role\":\"system\",\"content\":\"s\",\"at\":\"/system\"},"
        "{\"role\":\"user\",\"content\":\"q0\",\"at\":\"/history/0/0\"},"
        "{\"role\":\"assistant\",\"content\":\"a0\",\"at\":\"/history/0/1\"},"
        "{\"role\":\"user\",\"content\":\"\xc3\xbc\x62\\nx\",\"instruction\":2,\"at\":\"/instruction\"},"
        "{\"role\":\"assistant\",\"content\":\"o\",\"at\":\"/output\"}]}");
    assert_read("alpaca", "{\"instruction\":\"i\",\"input\":\"\",\"output\":\"o\"}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"i\",\"instruction\":1,\"at\":\"/instruction\"},"
                "{\"role\":\"assistant\",\"content\":\"o\",\"at\":\"/output\"}]}");
}

static void dolly(void **state)
{
    (void)state;
    assert_read(
        "", "{\"instruction\":\"i\",\"context\":\"c\",\"response\":\"r\",\"category\":\"qa\"}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"i\\nc\",\"instruction\":1,\"at\":\"/instruction\"},"
        "{\"role\":\"assistant\",\"content\":\"r\",\"at\":\"/response\"}],\"extra\":{\"category\":\"qa\"}}");
}

static void prompt_completion(void **state)
{
    (void)state;
    assert_read("prompt_completion", "{\"prompt\":\"p\",\"completion\":\" c\"}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"p\",\"at\":\"/prompt\"},"
                "{\"role\":\"assistant\",\"content\":\" c\",\"at\":\"/completion\"}]}");
    assert_read("prompt_completion",
                "{\"prompt\":[{\"role\":\"user\",\"content\":\"p\"}],\"completion\":[{\"role\":\"assistant\","
                "\"content\":\"c\"}]}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"p\",\"at\":\"/prompt/0\"},"
                "{\"role\":\"assistant\",\"content\":\"c\",\"at\":\"/completion/0\"}]}");
}

static void columns_mapped(void **state)
{
    (void)state;
    assert_string_equal(read_dump("alpaca",
                                  "{\"map\":{\"prompt\":\"ask\",\"answer\":\"say\",\"id\":\"key\"}}",
                                  "{\"key\":\"k1\",\"ask\":\"q\",\"say\":\"a\",\"output\":\"other\"}"),
                        "{\"id\":\"k1\",\"turns\":[{\"role\":\"user\",\"content\":\"q\",\"at\":\"/ask\"},"
                        "{\"role\":\"assistant\",\"content\":\"a\",\"at\":\"/say\"}],"
                        "\"extra\":{\"key\":\"k1\",\"output\":\"other\"}}");
}

static void question_answer(void **state)
{
    (void)state;
    assert_read("", "{\"question\":\"1+1?\",\"ground_truth\":\"2\",\"model\":{\"is_correct\":true}}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"1+1?\",\"at\":\"/question\"},"
                "{\"role\":\"assistant\",\"content\":\"2\",\"at\":\"/ground_truth\"}],"
                "\"extra\":{\"model\":{\"is_correct\":true}}}");
}

static void text(void **state)
{
    (void)state;
    assert_read("", "{\"text\":\"once\",\"n\":12345678901234567890123}",
                "{\"turns\":[{\"role\":\"text\",\"content\":\"once\",\"at\":\"/text\"}],"
                "\"extra\":{\"n\":12345678901234567890123}}");
}

static void preference(void **state)
{
    (void)state;
    assert_read(
        "", "{\"chosen\":\"\\n\\nHuman: a\\n\\nb\\n\\nAssistant: c\\n\\nAssistant:\",\"rejected\":\"x\"}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"a\\n\\nb\",\"at\":\"/chosen\"},"
        "{\"role\":\"assistant\",\"content\":\"c\",\"at\":\"/chosen\"},"
        "{\"role\":\"assistant\",\"content\":\"\",\"at\":\"/chosen\"}],\"extra\":{\"rejected\":\"x\"}}");
    assert_read("", "{\"prompt\":\"p\",\"chosen\":\"Human: no speaker here\",\"rejected\":\"r\"}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"p\",\"at\":\"/prompt\"},"
                "{\"role\":\"assistant\",\"content\":\"Human: no speaker here\",\"at\":\"/chosen\"}],"
                "\"extra\":{\"rejected\":\"r\"}}");
    assert_read(
        "",
        "{\"chosen\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}],"
        "\"rejected\":[]}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"q\",\"at\":\"/chosen/0\"},"
        "{\"role\":\"assistant\",\"content\":\"a\",\"at\":\"/chosen/1\"}],\"extra\":{\"rejected\":[]}}");
}

static void self_instruct(void **state)
{
    (void)state;
    assert_read(
        "",
        "{\"id\":\"t0\",\"instruction\":\"i\",\"instances\":[{\"input\":\"x\",\"output\":\"y\"},"
        "{\"input\":\"\",\"output\":\"z\"}]}",
        "{\"id\":\"t0\",\"turns\":[{\"role\":\"user\",\"content\":\"i\\nx\",\"instruction\":1,\"at\":\"/"
        "instruction\"},"
        "{\"role\":\"assistant\",\"content\":\"y\",\"at\":\"/instances/0/output\"}],"
        "\"extra\":{\"instances\":[{\"input\":\"x\",\"output\":\"y\"},{\"input\":\"\",\"output\":\"z\"}]}}");
}

static void mt_bench(void **state)
{
    (void)state;
    assert_read("", "{\"question_id\":81,\"turns\":[\"a\",\"b\"]}",
                "{\"id\":\"81\",\"turns\":[{\"role\":\"user\",\"content\":\"a\",\"at\":\"/turns/0\"},"
                "{\"role\":\"user\",\"content\":\"b\",\"at\":\"/turns/1\"}],\"extra\":{\"question_id\":81}}");
}

static void table(void **state)
{
    (void)state;
    assert_read("table",
                "{\"id\":\"7\",\"question\":\"q\",\"answer\":\"a\",\"weight\":\" 0.5\",\"note\":\"\"}",
                "{\"id\":\"7\",\"turns\":[{\"role\":\"user\",\"content\":\"q\",\"at\":\"/question\"},"
                "{\"role\":\"assistant\",\"content\":\"a\",\"at\":\"/"
                "answer\"}],\"weight\":0.5,\"extra\":{\"note\":\"\"}}");
    assert_read("table", "{\"messages\":\"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"q\\\"}]\"}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"q\",\"at\":\"/messages/0\"}]}");
}

static void format_told_from_record(void **state)
{
    (void)state;
    static const struct {
        const char *record, *format;
    } cases[] = {
        {"{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}", "openai"},
        {"{\"conversation\":[{\"role\":\"user\",\"content\":\"a\"}]}", "openai"},
        {"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"value\":\"a\"}]}]}",
         "llamafactory_v1"},
        {"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}", "openai"},
        {"{\"conversations\":[{\"from\":\"human\",\"value\":\"a\"}]}", "sharegpt"},
        {"{\"conversations\":[{\"from\":\"human\",\"value\":\"a\"}],\"chosen\":{},\"rejected\":{}}",
         "sharegpt"},
        {"{\"prompt\":\"a\",\"completion\":\"b\"}", "prompt_completion"},
        {"{\"instruction\":\"a\",\"output\":\"b\"}", "alpaca"},
        {"{\"instruction\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}", "preference"},
        {"{\"input\":\"a\",\"output\":\"b\"}", "question_answer"},
        {"{\"text\":\"a\"}", "text"},
        {"{\"prompt\":\"a\",\"confidence\":0.5}", "prompt"},
        {"{\"id\":3,\"message\":\"a\"}", "prompt"},
        {"{\"query\":[{\"role\":\"user\",\"content\":\"a\"}]}", "prompt"},
        {"{\"prompt\":\"a\",\"Response_A\":\"b\"}", NULL},
        {"{\"prompt\":7}", NULL},
        {"{\"instruction\":\"a\",\"response1\":\"b\",\"response2\":\"c\"}", NULL},
        {"{\"text\":5}", NULL},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *why;
        const struct format *format = sft_format_of(nested_read(&arena, text_of(cases[i].record)), &why);
        if (cases[i].format)
            assert_string_equal(format ? format->name : "none", cases[i].format);
        else
            assert_null(format);
    }
    arena_release(&arena);
}

static void told_by_most_records(void **state)
{
    (void)state;
    const struct text records[] = {text_of("{\"messages\":5}"),
                                   text_of("{\"prompt\":\"a\",\"completion\":\"b\"}"),
                                   text_of("{\"prompt\":\"a\",\"completion\":\"b\"}"), text_of("{broken")};
    struct sample sample = {.container = CONTAINER_LINES, .records = records, .count = 4};
    struct recognition recognition;
    struct arena arena = {0};
    struct error error = {0};
    assert_int_equal(sft_recognise(&sample, &recognition, &arena, &error), 0);
    assert_string_equal(recognition.format->name, "prompt_completion");
    assert_string_equal(recognition.why.data, "2 of the first 4 records have prompt and completion");
    sample.records = (struct text[]){text_of("{\"a\":1,\"b\":2}")};
    sample.count = 1;
    assert_int_equal(sft_recognise(&sample, &recognition, &arena, &error), 0);
    assert_null(recognition.format);
    assert_string_equal(recognition.why.data, "no fine-tuning format has records with these fields: a, b");
    arena_release(&arena);
}

static void told_by_dataset_info(void **state)
{
    (void)state;
    struct sample sample = {
        .path = text_of("data/chat.json.gz"),
        .dataset_info = text_of(
            "{\"other\":{\"file_name\":\"x.json\",\"columns\":{\"prompt\":\"p\"}},\"mine\":{\"file_name\":"
            "\"chat.json\",\"formatting\":\"sharegpt\",\"columns\":{\"messages\":\"chat\"},"
            "\"tags\":{\"role_tag\":\"who\"}},\"web\":{\"file_name\":\"web.json\",\"columns\":"
            "{\"prompt\":\"content\"}}}")};
    struct recognition recognition;
    struct arena arena = {0};
    struct error error = {0};
    assert_int_equal(sft_recognise(&sample, &recognition, &arena, &error), 0);
    assert_string_equal(recognition.format->name, "sharegpt");
    assert_string_equal(recognition.options.data,
                        "{\"columns\":{\"messages\":\"chat\"},\"tags\":{\"role_tag\":\"who\"}}");
    sample.path = text_of("web.json");
    assert_int_equal(sft_recognise(&sample, &recognition, &arena, &error), 0);
    assert_string_equal(recognition.format->name, "text");
    assert_string_equal(recognition.options.data, "{\"columns\":{\"text\":\"content\"}}");
    sample.dataset_info = text_of("[1]");
    assert_int_equal(sft_recognise(&sample, &recognition, &arena, &error), ERROR_INPUT);
    arena_release(&arena);
}

static void errors_of_the_caller(void **state)
{
    (void)state;
    struct record_reader reader = {0};
    struct error error = {0};
    assert_int_equal(record_read(&reader, text_of("{}"), text_of("nope"), text_of(""), &error), ERROR_USAGE);
    assert_non_null(
        strstr(error.message, "\"nope\" is no fine-tuning format; known: lm_eval_items, llamafactory_v1"));
    error = (struct error){0};
    assert_int_equal(
        record_read(&reader, text_of("{}"), text_of("text"), text_of("{\"map\":{\"x\":\"y\"}}"), &error),
        ERROR_USAGE);
    assert_non_null(strstr(error.message, "\"x\" is nothing a column can be"));
    error = (struct error){0};
    assert_int_equal(record_read(&reader, text_of("{}"), text_of("text"), text_of("nonsense"), &error),
                     ERROR_USAGE);
    record_reader_release(&reader);
}

static void multiple_choice_shapes(void **state)
{
    (void)state;
    assert_read(
        "multiple_choice", "{\"question\":\"q?\",\"subject\":\"law\",\"choices\":[\"x\",\"y\"],\"answer\":1}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"q?\\nA. x\\nB. y\",\"at\":\"/question\"},"
        "{\"role\":\"assistant\",\"content\":\"B. y\",\"at\":\"/answer\"}],"
        "\"extra\":{\"question\":\"q?\",\"subject\":\"law\",\"choices\":[\"x\",\"y\"],\"answer\":1}}");
    assert_read("multiple_choice",
                "{\"question\":\"q?\",\"choices\":{\"text\":[\"x\",\"y\"],\"label\":[\"1\",\"2\"]},"
                "\"answerKey\":\"2\"}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"q?\\n1. x\\n2. y\",\"at\":\"/question\"},"
                "{\"role\":\"assistant\",\"content\":\"2. y\",\"at\":\"/answer\"}],"
                "\"extra\":{\"question\":\"q?\",\"choices\":{\"text\":[\"x\",\"y\"],\"label\":[\"1\",\"2\"]},"
                "\"answerKey\":\"2\"}}");
    assert_read("multiple_choice", "{\"ctx\":\"c\",\"endings\":[\"x\",\"y\",\"z\"],\"label\":\"2\"}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"c\\nA. x\\nB. y\\nC. z\",\"at\":\"/question\"},"
                "{\"role\":\"assistant\",\"content\":\"C. z\",\"at\":\"/answer\"}],"
                "\"extra\":{\"ctx\":\"c\",\"endings\":[\"x\",\"y\",\"z\"],\"label\":\"2\"}}");
    assert_read("multiple_choice", "{\"question\":\"q?\",\"A\":\"x\",\"B\":\"y\",\"answer\":\"?\"}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"q?\\nA. x\\nB. y\",\"at\":\"/question\"}],"
                "\"extra\":{\"question\":\"q?\",\"A\":\"x\",\"B\":\"y\",\"answer\":\"?\"}}");
}

static void code_problems(void **state)
{
    (void)state;
    assert_read(
        "code_problem",
        "{\"task_id\":\"T/1\",\"prompt\":\"def f():\",\"canonical_solution\":\" return 1\",\"test\":\"t\"}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"def f():\",\"at\":\"/prompt\"},"
        "{\"role\":\"assistant\",\"content\":\" return 1\",\"at\":\"/canonical_solution\"}],"
        "\"extra\":{\"task_id\":\"T/1\",\"test\":\"t\"}}");
    assert_read(
        "code_problem", "{\"text\":\"Add.\",\"code\":\"a+b\",\"test_list\":[\"x\"]}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"Add.\",\"at\":\"/text\"},"
        "{\"role\":\"assistant\",\"content\":\"a+b\",\"at\":\"/code\"}],\"extra\":{\"test_list\":[\"x\"]}}");
}

static void lm_eval_documents(void **state)
{
    (void)state;
    assert_read("lm_eval_items",
                "{\"doc_id\":0,\"doc\":{\"question\":\"q\",\"answer\":\"a\"},\"resps\":[[\"b\"]]}",
                "{\"turns\":[{\"role\":\"user\",\"content\":\"q\",\"at\":\"/doc/question\"},"
                "{\"role\":\"assistant\",\"content\":\"a\",\"at\":\"/doc/answer\"}],\"extra\":{\"doc_id\":0,"
                "\"doc\":{\"question\":\"q\",\"answer\":\"a\"},\"resps\":[[\"b\"]]}}");
    assert_read(
        "lm_eval_items",
        "{\"doc_id\":0,\"doc\":{\"x\":1},\"target\":\"t\",\"arguments\":{\"gen_args_0\":{\"arg_0\":\"p\"}}}",
        "{\"turns\":[{\"role\":\"user\",\"content\":\"p\",\"at\":\"/arguments/gen_args_0/arg_0\"},"
        "{\"role\":\"assistant\",\"content\":\"t\",\"at\":\"/target\"}],\"extra\":{\"doc_id\":0,"
        "\"doc\":{\"x\":1},\"target\":\"t\",\"arguments\":{\"gen_args_0\":{\"arg_0\":\"p\"}}}}");
    assert_faults("lm_eval_items",
                  "{\"doc_id\":0,\"doc\":{\"doc_id\":1,\"doc\":{},\"resps\":[]},\"resps\":[]}",
                  "missing_content ");
    assert_faults("multiple_choice", "{\"question\":5,\"choices\":[\"x\"]}",
                  "content_type \nmissing_content ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openai_plain),
        cmocka_unit_test(openai_tools),
        cmocka_unit_test(openai_first_form_of_calls),
        cmocka_unit_test(openai_parts),
        cmocka_unit_test(openai_reasoning),
        cmocka_unit_test(llamafactory_v1),
        cmocka_unit_test(sharegpt_plain),
        cmocka_unit_test(sharegpt_calls),
        cmocka_unit_test(sharegpt_ranking),
        cmocka_unit_test(sharegpt_tagged),
        cmocka_unit_test(alpaca),
        cmocka_unit_test(dolly),
        cmocka_unit_test(prompt_completion),
        cmocka_unit_test(columns_mapped),
        cmocka_unit_test(question_answer),
        cmocka_unit_test(text),
        cmocka_unit_test(preference),
        cmocka_unit_test(self_instruct),
        cmocka_unit_test(mt_bench),
        cmocka_unit_test(table),
        cmocka_unit_test(format_told_from_record),
        cmocka_unit_test(told_by_most_records),
        cmocka_unit_test(told_by_dataset_info),
        cmocka_unit_test(multiple_choice_shapes),
        cmocka_unit_test(code_problems),
        cmocka_unit_test(lm_eval_documents),
        cmocka_unit_test(errors_of_the_caller),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    reading_release();
    return failed;
}
