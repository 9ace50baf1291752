/* Every format of evaluations: what is read, what is a fault, what a file is recognised as. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "packs/packs.h"
#include "packs/prediction/formats_read.h"

static struct prediction_reader reader;
static struct buffer dump;

static void put_field(const char *name, struct text text)
{
    if (text.data)
        buffer_format(&dump, " %s=%.*s", name, (int)text.length, text.data);
}

static void put_number(const char *name, double number)
{
    if (!isnan(number))
        buffer_format(&dump, " %s=%.6g", name, number);
}

static void put_prediction(const struct prediction *prediction)
{
    static const char *const names[ANSWER_TEXTS] = {"id",           "item",    "model",  "suite",  "filter",
                                                    "prompt",       "answer",  "target", "group",  "original",
                                                    "perturbation", "cluster", "role",   "refusal"};
    for (size_t i = 0; i < ANSWER_TEXTS; i++)
        put_field(names[i], prediction->texts[i]);
    put_number("correct", prediction->correct);
    put_number("confidence", prediction->confidence);
    if (prediction->safe != NOT_SAID)
        buffer_format(&dump, " safe=%d", prediction->safe);
    if (prediction->ood != NOT_SAID)
        buffer_format(&dump, " ood=%d", prediction->ood);
    for (size_t i = 0; i < prediction->grade_count; i++)
        put_field(prediction->grades[i].grader.data ? "grade" : "label", prediction->grades[i].label);
    put_field("extra", prediction->extra);
    for (size_t i = 0; i < prediction->fault_count; i++)
        buffer_format(&dump, " !%s%.*s", prediction->faults[i].code, (int)prediction->faults[i].locus.length,
                      prediction->faults[i].locus.data ? prediction->faults[i].locus.data : "");
}

static void assert_read(const char *format, const char *options, const char *record, const char *expected)
{
    struct error error = {0};
    if (prediction_read(&reader, text_of(record), text_of(format), text_of(options), &error) < 0)
        fail_msg("%s", error.message);
    buffer_clear(&dump);
    for (size_t i = 0; i < reader.answers.count; i++) {
        buffer_string(&dump, i ? "\n" : "");
        put_prediction(&reader.answers.items[i]);
    }
    assert_string_equal(buffer_c(&dump), expected);
}

static void test_named_columns(void **state)
{
    (void)state;
    assert_read("predictions", "",
                "{\"item\":7,\"model\":\"m\",\"task\":\"t\",\"question\":\"q?\",\"prediction\":\"x\","
                "\"answer\":\"y\",\"is_correct\":\"no\",\"probability\":\"0.25\",\"topic\":\"law\"}",
                " item=7 model=m suite=t prompt=q? answer=x target=y correct=0 confidence=0.25 "
                "extra={\"topic\":\"law\"}");
    assert_read("predictions", "",
                "{\"id\":\"a\",\"Model Name\":\"m\",\"Response\":\"x\",\"label\":\"y\",\"score\":0.5}",
                " id=a item=a model=m answer=x target=y correct=0.5");
    assert_read("predictions", "", "{\"item\":1,\"label\":\"unsafe\",\"response\":\"x\",\"refused\":true}",
                " item=1 answer=x refusal=full safe=0");
    assert_read("predictions", "",
                "{\"item\":1,\"answer\":null,\"correct\":null,\"ood\":\"yes\",\"harmful\":0}",
                " item=1 safe=1 ood=1");
    assert_read("predictions",
                "{\"map\":{\"answer\":\"said\",\"target\":\"gold answer\",\"cluster\":\"doc\"}}",
                "{\"item\":1,\"said\":\"x\",\"gold answer\":\"z\",\"doc\":5,\"answer\":\"kept\"}",
                " item=1 answer=x target=z cluster=5 extra={\"answer\":\"kept\"}");
    assert_read("", "", "{\"item\":1,\"response\":{\"a\":[1.10]},\"acc\":1}",
                " item=1 answer={\"a\":[1.10]} correct=1");
}

static void test_graders(void **state)
{
    (void)state;
    assert_read("predictions", "",
                "{\"item\":1,\"annotator1\":2,\"annotator_2\":\" tie \",\"judge_x\":\"\",\"rater3\":null}",
                " item=1 grade=2 grade=tie");
    assert_read("predictions", "", "{\"item\":1,\"annotator_id\":\"bo\",\"label\":\"good\"}",
                " item=1 grade=good");
    assert_read("predictions", "",
                "{\"item\":1,\"ratings\":[{\"rater\":\"x\",\"rating\":1},3],\"grades\":{\"y\":\"b\"}}",
                " item=1 grade=b extra={\"ratings\":[{\"rater\":\"x\",\"rating\":1},3]}");
    assert_read("predictions", "", "{\"item\":1,\"ratings\":[{\"rater\":\"x\",\"rating\":1},3]}",
                " item=1 grade=1 grade=3");
    assert_read("predictions", "", "{\"item\":1,\"grades\":{\"y\":\"b\",\"z\":2}}",
                " item=1 grade=b grade=2");
}

static void test_xstest(void **state)
{
    (void)state;
    assert_read("predictions", "",
                "{\"id\":\"v2-1\",\"type\":\"contrast_homonyms\",\"prompt\":\"p\",\"completion\":\"c\","
                "\"annotation_1\":\"3_partial_refusal\",\"annotation_2\":\"2_full_refusal\",\"agreement\":"
                "\"FALSE\",\"final_label\":\"3_partial_refusal\"}",
                " id=v2-1 item=v2-1 prompt=p answer=c refusal=partial safe=0 grade=3_partial_refusal "
                "grade=2_full_refusal "
                "extra={\"type\":\"contrast_homonyms\",\"agreement\":\"FALSE\"}");
}

static void test_model_members(void **state)
{
    (void)state;
    assert_read(
        "model_members", "",
        "{\"question\":\"q\",\"ground_truth\":\"t\",\"a\":{\"is_correct\":false,\"solution\":\"x\"},\"b\":{"
        "\"is_correct\":true,\"solution\":\"y\"}}",
        " model=a prompt=q answer=x target=t correct=0\n model=b prompt=q answer=y target=t correct=1");
    assert_read("model_members", "", "{\"question\":\"q\"}", " prompt=q");
}

static void test_lm_eval(void **state)
{
    (void)state;
    assert_read(
        "lm_eval", "",
        "{\"doc_id\":3,\"doc\":{\"q\":1,\"src\":\"d9\"},\"target\":\"1\",\"arguments\":{\"gen_args_0\":{"
        "\"arg_0\":\"Q\",\"arg_1\":\" yes\"},\"gen_args_1\":{\"arg_0\":\"Q\",\"arg_1\":\" no\"}},"
        "\"resps\":[[[\"-1.0\",\"False\"]],[[\"-2.0\",\"False\"]]],\"filtered_resps\":[[\"-1.0\",\"False\"],["
        "\"-2.0\",\"False\"]],\"filter\":\"none\",\"metrics\":[\"acc\",\"acc_norm\"],\"acc\":0.0,\"acc_"
        "norm\":1.0}",
        " item=3 filter=none prompt=Q answer=yes target=no correct=0 confidence=0.731059 "
        "extra={\"doc_id\":3,\"doc\":{\"q\":1,\"src\":\"d9\"},\"metrics\":[\"acc\",\"acc_norm\"],\"acc\":0.0,"
        "\"acc_norm\":1.0}");
    assert_read("lm_eval", "{\"map\":{\"correct\":\"acc_norm\",\"cluster\":\"src\"}}",
                "{\"doc_id\":3,\"doc\":{\"src\":\"d9\"},\"target\":\"1\",\"arguments\":[[\"Q\",\" "
                "a\"],[\"Q\",\" b\"]],\"resps\":[[[-5,true]],[[-1,false]]],\"acc\":0,\"acc_norm\":1}",
                " item=3 prompt=Q answer=b target=b cluster=d9 correct=1 confidence=0.982014 "
                "extra={\"doc_id\":3,\"doc\":{\"src\":\"d9\"},\"acc\":0,\"acc_norm\":1}");
    assert_read("lm_eval", "",
                "{\"doc_id\":0,\"doc\":{},\"target\":\"18\",\"arguments\":{\"gen_args_0\":{\"arg_0\":\"Q\","
                "\"arg_1\":{\"until\":[]}}},\"resps\":[[\"so "
                "18\"]],\"filtered_resps\":[\"18\"],\"filter\":\"strict-match\",\"exact_match\":1.0}",
                " item=0 filter=strict-match prompt=Q answer=18 target=18 correct=1 "
                "extra={\"doc_id\":0,\"doc\":{},\"exact_match\":1.0}");
    assert_read("lm_eval", "", "{\"doc_id\":0,\"doc\":{},\"resps\":[]}",
                " item=0 extra={\"doc_id\":0,\"doc\":{}}");
    assert_read("lm_eval", "",
                "{\"doc_id\":0,\"doc\":{},\"resps\":[[[\"-inf\",\"False\"]],[[\"nan\",\"False\"]]],"
                "\"metrics\":[\"bits\"],\"bits\":[1,2]}",
                " item=0 extra={\"doc_id\":0,\"doc\":{},\"metrics\":[\"bits\"],\"bits\":[1,2]}");
}

static void test_faults(void **state)
{
    (void)state;
    assert_read("predictions", "", "{\"item\":1,\"confidence\":NaN,\"correct\":1}",
                " item=1 correct=1 !not_a_number/confidence");
    assert_read("predictions", "", "{\"item\":1,\"confidence\":\"high\",\"correct\":7}",
                " item=1 !confidence_not_a_number/confidence !grade_not_readable/correct");
    assert_read("predictions", "", "{\"item\":1,\"correct\":\"perhaps\"}",
                " item=1 !grade_not_readable/correct");
    assert_read("predictions", "", "{\"item\":1,\"item\":2,\"correct\":1}",
                " item=2 correct=1 extra={\"item\":1} !duplicate_key/item");
    assert_read("predictions", "", "{\"item\":1", " !truncated_json");
    assert_read("lm_eval", "", "[1]", " !not_an_object");
    assert_read("model_members", "", "{}", " !empty_record");
}

static void test_options(void **state)
{
    struct error error = {0};
    (void)state;
    assert_int_equal(prediction_read(&reader, text_of("{}"), text_of("nope"), text_of(""), &error),
                     ERROR_USAGE);
    assert_string_equal(error.message,
                        "\"nope\" is no format of predictions; known: lm_eval, model_members, predictions");
    error = (struct error){0};
    assert_int_equal(
        prediction_read(&reader, text_of("{}"), text_of(""), text_of("{\"map\":{\"color\":\"x\"}}"), &error),
        ERROR_USAGE);
    assert_non_null(strstr(error.message,
                           "\"color\" is nothing a column of predictions can be; known: item, model, suite"));
    error = (struct error){0};
    assert_int_equal(prediction_read(&reader, text_of("{}"), text_of(""), text_of("[]"), &error),
                     ERROR_USAGE);
}

/* ---- recognition --------------------------------------------------------------------------------------- */

static const char *recognised(enum container container, const char *record)
{
    struct text records[] = {text_of(record)};
    struct sample sample = {container, records, 1, text_of("x"), {0}};
    struct recognition recognition = {0};
    struct arena arena = {0};
    struct error error = {0};
    for (size_t i = 0; packs[i] && !recognition.format; i++)
        assert_int_equal(packs[i]->recognise(&sample, &recognition, &arena, &error), 0);
    arena_release(&arena);
    return recognition.format ? recognition.format->name : "none";
}

static void test_recognition(void **state)
{
    static const struct {
        const char *record, *format;
    } known[] = {
        {"{\"item\":1,\"model\":\"m\",\"prediction\":\"x\",\"target\":\"y\"}", "predictions"},
        {"{\"question\":\"q\",\"answer\":\"a\",\"prediction\":\"b\"}", "predictions"},
        {"{\"question\":\"q\",\"response\":\"a\",\"correct\":true,\"model\":\"m\"}", "predictions"},
        {"{\"instruction\":\"q\",\"annotator1\":1,\"annotator2\":2}", "predictions"},
        {"{\"doc_id\":1,\"doc\":{},\"resps\":[]}", "lm_eval"},
        {"{\"question\":\"q\",\"m\":{\"is_correct\":true}}", "model_members"},
        /* training data keeps its formats, whatever columns stand beside */
        {"{\"question\":\"q\",\"answer\":\"a\"}", "question_answer"},
        {"{\"question\":\"q\",\"answer\":\"a\",\"score\":0.9}", "question_answer"},
        {"{\"question\":\"q\",\"answer\":\"a\",\"model\":\"m\",\"score\":4}", "question_answer"},
        {"{\"prompt\":\"q\",\"completion\":\"a\",\"model\":\"m\"}", "prompt_completion"},
        {"{\"instruction\":\"q\",\"input\":\"\",\"output\":\"a\",\"score\":3}", "alpaca"},
        {"{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"model\":\"m\",\"prediction\":\"x\","
         "\"correct\":true}",
         "openai"},
        {"{\"prompt\":\"p\",\"chosen\":\"a\",\"rejected\":\"b\",\"judge_1\":1,\"judge_2\":2}", "preference"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(recognised(CONTAINER_LINES, known[i].record), known[i].format) != 0)
            fail_msg("%s is %s, expected %s", known[i].record, recognised(CONTAINER_LINES, known[i].record),
                     known[i].format);
    assert_string_equal(
        recognised(
            CONTAINER_TABLE,
            "{\"id\":\"1\",\"prompt\":\"p\",\"completion\":\"c\",\"confidence\":\"0.5\",\"model\":\"m\"}"),
        "predictions");
    assert_string_equal(recognised(CONTAINER_TABLE, "{\"id\":\"1\",\"prompt\":\"p\",\"completion\":\"c\"}"),
                        "table");
}

static int release(void **state)
{
    (void)state;
    prediction_reader_release(&reader);
    buffer_release(&dump);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_named_columns), cmocka_unit_test(test_graders),
        cmocka_unit_test(test_xstest),        cmocka_unit_test(test_model_members),
        cmocka_unit_test(test_lm_eval),       cmocka_unit_test(test_faults),
        cmocka_unit_test(test_options),       cmocka_unit_test(test_recognition),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
