/* The rules of trainers: which a record breaks and where; that no rule is never broken; cutting and packing.
 */
#include "reading.h"

#include <math.h>
#include <stdio.h>

#include "packs/sft/trainer_segments.h"

static struct record_reader reader;
static struct arena arena;

static struct text bare(const char *string)
{
    return text_of(string);
}

/* The record as the trainers judge it; valid until the next call. */
static struct subject judged(enum trainer trainer, unsigned settings, const char *format, const char *record)
{
    struct error error = {0};
    arena_clear(&arena);
    assert_int_equal(record_read(&reader, bare(record), bare(format), (struct text){"", 0}, &error), 0);
    const struct conversation *read = &reader.conversation;
    struct subject subject = {.trainer = trainer,
                              .settings = settings,
                              .turns = read->readable ? read->turns : NULL,
                              .count = read->turn_count,
                              .tools = read->tools,
                              .id = read->id,
                              .weight = read->weight,
                              .faults = read->faults,
                              .fault_count = read->fault_count,
                              .table = strcmp(format, "table") == 0,
                              .arena = &arena};
    if (read->readable && !read->turns)
        subject.turns = arena_take_zeroed(&arena, 1, sizeof *subject.turns);
    subject.shape = shape_of(bare(format), subject.turns, subject.count);
    subject.extra = read->extra.data ? nested_read(&arena, read->extra) : NULL;
    subject.turn_extras = arena_take_zeroed(&arena, subject.count + 1, sizeof *subject.turn_extras);
    assert_non_null(subject.turn_extras);
    for (size_t i = 0; i < subject.count; i++)
        subject.turn_extras[i] =
            subject.turns[i].extra.data ? nested_read(&arena, subject.turns[i].extra) : NULL;
    return subject;
}

/* "code rule locus" of each fault, one a line. */
static void assert_judged(const char *trainer, unsigned settings, const char *format, const char *record,
                          const char *expected)
{
    enum trainer which;
    struct trainer_fault faults[TRAINER_FAULTS_MOST];
    struct buffer out = {0};
    assert_true(trainer_find(bare(trainer), &which));
    struct subject subject = judged(which, settings, format, record);
    size_t count = trainer_faults(&subject, faults);
    for (size_t i = 0; i < count; i++) {
        const struct hit *hit = &faults[i].hit;
        struct text locus = hit->locus.data             ? hit->locus
                            : hit->turn < subject.count ? subject.turns[hit->turn].at
                                                        : (struct text){"", 0};
        buffer_format(&out, "%s%s %s %.*s", i ? "\n" : "", faults[i].rule->code, faults[i].rule->name,
                      (int)locus.length, locus.data ? locus.data : "");
    }
    assert_string_equal(buffer_c(&out), expected);
    buffer_release(&out);
}

#define USER "{\"role\":\"user\",\"content\":\"q\"}"
#define ANSWER "{\"role\":\"assistant\",\"content\":\"a\"}"
#define CHAT(messages) "{\"messages\":[" messages "]}"
#define CALL(arguments)                                                                                      \
    "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\","          \
    "\"function\":"                                                                                          \
    "{\"name\":\"f\",\"arguments\":" arguments "}}]}"
#define RESULT "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"r\"}"
#define TOOLS "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]"
#define SHAREGPT(turns) "{\"conversations\":[" turns "]}"
#define SAYS(who, what) "{\"from\":\"" who "\",\"value\":\"" what "\"}"

static void clean(void **state)
{
    (void)state;
    for (int i = 0; i < TRAINERS; i++) {
        const char *name = trainer_name((enum trainer)i);
        assert_judged(name, 0, "openai", CHAT(USER "," ANSWER), "");
        assert_judged(name, 0, "openai",
                      CHAT("{\"role\":\"system\",\"content\":\"s\"}," USER "," ANSWER "," USER "," ANSWER),
                      "");
    }
    assert_judged("llamafactory", 0, "sharegpt", SHAREGPT(SAYS("human", "q") "," SAYS("gpt", "a")), "");
    assert_judged("axolotl", 0, "sharegpt", SHAREGPT(SAYS("human", "q") "," SAYS("gpt", "a")), "");
    assert_judged("torchtune", 0, "sharegpt", SHAREGPT(SAYS("human", "q") "," SAYS("gpt", "a")), "");
    assert_judged("llamafactory", 0, "openai",
                  "{\"messages\":[" USER "," CALL("{}") "," RESULT "," RESULT "," ANSWER "]," TOOLS "}", "");
    assert_judged("openai", 0, "openai",
                  "{\"messages\":[" USER "," CALL("\"{}\"") "," RESULT "," ANSWER "]," TOOLS "}", "");
    assert_judged("together", 0, "openai",
                  "{\"messages\":[" USER "," CALL("\"{}\"") "," RESULT "," ANSWER "]," TOOLS "}", "");
    assert_judged("trl", 0, "prompt_completion", "{\"prompt\":\"q\",\"completion\":\"a\"}", "");
    assert_judged("trl", 0, "prompt_completion", "{\"prompt\":[" USER "],\"completion\":[" ANSWER "]}", "");
    assert_judged("torchtune", 0, "question_answer", "{\"question\":\"q\",\"answer\":\"a\"}", "");
}

static void factory(void **state)
{
    (void)state;
    assert_judged("llamafactory", 0, "openai", CHAT(USER "," USER "," ANSWER),
                  "dropped role_order /messages/1");
    assert_judged("llamafactory", 0, "openai", CHAT(USER "," ANSWER "," USER),
                  "dropped message_count /messages/2");
    assert_judged("llamafactory", 0, "openai", CHAT(USER ",{\"role\":\"system\",\"content\":\"s\"}," ANSWER),
                  "dropped role_order /messages/1");
    assert_judged(
        "llamafactory", 0, "sharegpt",
        SHAREGPT(SAYS("human", "q") "," SAYS(
            "function_call",
            "{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":{}}") "," SAYS("observation",
                                                                      "r") "," SAYS("observation",
                                                                                    "r") "," SAYS("gpt",
                                                                                                  "a")),
        "dropped role_order /conversations/3"); /* only messages have results merged */
    assert_judged("llamafactory", 0, "alpaca", "{\"instruction\":\"q\",\"input\":\"\",\"output\":true}",
                  "dropped answer_type /output");
    assert_judged("llamafactory", 0, "openai", CHAT(USER "," CALL("\"{}\"") "," RESULT "," ANSWER),
                  "misread arguments_text /messages/1");
}

static void others(void **state)
{
    (void)state;
    assert_judged(
        "torchtune", 0, "openai", CHAT(USER "," CALL("\"{}\"") "," RESULT "," ANSWER),
        "rejected tool_turn /messages/2\nmisread content_null /messages/1\nignored calls /messages/1");
    assert_judged("torchtune", 0, "openai", CHAT(USER "," ANSWER "," ANSWER),
                  "rejected assistant_unasked /messages/2");
    assert_judged("axolotl", 0, "openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":\" \"}"),
                  "dropped answers_empty /messages/1");
    assert_judged("axolotl", 0, "alpaca",
                  "{\"instruction\":\"q\",\"input\":\"\",\"output\":\"a\",\"system\":\"s\",\"history\":[["
                  "\"a\",\"b\"]]}",
                  "ignored columns /system");
    assert_judged("openai", 0, "openai", CHAT(USER "," CALL("{}")),
                  "rejected arguments_not_text /messages/1");
    assert_judged("openai", 0, "alpaca", "{\"instruction\":\"q\",\"output\":true}", "rejected shape ");
    assert_judged("together", 0, "openai", "{\"id\":\"1\",\"messages\":[" USER "," ANSWER "]}",
                  "rejected extra_column /id");
    assert_judged("together", 0, "text", "{\"text\":\"x\"}", "");
    assert_judged("trl", SETTING_ASSISTANT_ONLY, "openai", CHAT(USER), "rejected no_assistant ");
    assert_judged("trl", 0, "openai", CHAT(USER), "");
    assert_judged("trl", 0, "sharegpt", SHAREGPT(SAYS("human", "q") "," SAYS("gpt", "a")),
                  "misread speaker_names /conversations/0");
    assert_judged("trl", 0, "openai", "{\"messages\":[", "rejected unreadable ");
    assert_judged("trl", 0, "openai", "{\"messages\":[]}", "rejected no_turns ");
}

/* ---- every rule is broken by some record ---- */

static const struct {
    const char *format, *record;
} pool[] = {
    {"openai", "{\"messages\":["},
    {"openai", "{\"messages\":[]}"},
    {"openai", CHAT(USER)},
    {"openai", CHAT(ANSWER)},
    {"openai", CHAT(USER "," USER "," ANSWER)},
    {"openai", CHAT(USER "," ANSWER ",{\"role\":\"system\",\"content\":\"s\"}")},
    {"openai", CHAT("{\"role\":\"alien\",\"content\":\"q\"}," ANSWER)},
    {"openai", CHAT("{\"content\":\"q\"}," ANSWER)},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":null}")},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":7}")},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":\"\"}")},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":\"a\",\"weight\":0}")},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":\"a\",\"weight\":0.5}")},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"r\"}")},
    {"openai", CHAT("{\"role\":\"user\",\"name\":\"n\",\"content\":\"q\"}," ANSWER)},
    {"openai", CHAT(USER "," CALL("\"{}\"") "," RESULT "," ANSWER)},
    {"openai", CHAT(USER "," CALL("{}") "," RESULT "," ANSWER)},
    {"openai", CHAT(USER "," CALL("\"no\"") "," RESULT "," ANSWER)},
    {"openai", "{\"messages\":[" USER
               "," CALL("\"{}\"") "],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"g\"}}]}"},
    {"openai", "{\"messages\":[" USER "," ANSWER "],\"tools\":[{\"name\":\"f\"}]}"},
    {"openai", "{\"messages\":[" USER "," ANSWER "],\"tools\":\"[{\\\"name\\\":\\\"f\\\"}]\"}"},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":\"a\",\"tool_calls\":[{\"function\":{\"name\":"
                         "\"f\",\"arguments\":\"{}\"}}]}")},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":\"a\",\"tool_calls\":null}")},
    {"openai", CHAT(USER ",{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"f\","
                         "\"arguments\":\"{}\"}}")},
    {"openai", CHAT("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"},{\"type\":\"input_"
                    "audio\"}]}," ANSWER)},
    {"openai", CHAT("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"value\":\"q\"}]}," ANSWER)},
    {"openai", "{\"messages\":[" USER "," ANSWER "],\"label\":false,\"weight\":0.5}"},
    {"openai", "{\"messages\":[" USER "," ANSWER "],\"prompt\":\"p\"}"},
    {"openai", "{\"messages\":[" USER "," ANSWER "],\"prompt\":\"p\",\"completion\":\"c\"}"},
    {"openai", "{\"conversations\":[" USER "," ANSWER "]}"},
    {"sharegpt", SHAREGPT(SAYS("chatgpt", "q") "," SAYS("alien", "a"))},
    {"sharegpt", "{\"conversations\":[" SAYS("human", "q") "],\"chosen\":" SAYS(
                     "gpt", "a") ",\"rejected\":" SAYS("gpt", "b") "}"},
    {"sharegpt", "{\"conversations\":[" SAYS("human", "q") ",{\"from\":\"gpt\",\"value\":null}]}"},
    {"sharegpt", "{\"conversations\":[" SAYS("human", "q") ",{\"from\":\"gpt\",\"value\":7}]}"},
    {"alpaca", "{\"instruction\":\"q\",\"output\":\"\",\"system\":\"s\"}"},
    {"alpaca", "{\"instruction\":\"q\",\"output\":7}"},
    {"alpaca", "{\"instruction\":\"q\",\"output\":null}"},
    {"prompt_completion", "{\"prompt\":\"q\",\"completion\":\"a\",\"id\":\"1\"}"},
    {"prompt_completion", "{\"prompt\":\"q\",\"completion\":null}"},
    {"text", "{\"text\":\"t\"}"},
    {"preference", "{\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"}"},
    {"llamafactory_v1",
     "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"value\":\"q\"}]}]}"},
    {"table", "{\"prompt\":\"q\",\"completion\":\"a\"}"},
};

static bool breaks(const struct trainer_rule *rule, const char *format, const char *record)
{
    struct trainer_fault faults[TRAINER_FAULTS_MOST];
    struct subject subject = judged(rule->trainer, rule->settings, format, record);
    size_t count = trainer_faults(&subject, faults);
    for (size_t i = 0; i < count; i++)
        if (faults[i].rule == rule)
            return true;
    return false;
}

static void every_rule(void **state)
{
    (void)state;
    size_t missing = 0;
    for (const struct trainer_rule *rule = trainer_rule_next(NULL); rule; rule = trainer_rule_next(rule)) {
        bool broken = false;
        for (size_t i = 0; i < sizeof pool / sizeof *pool && !broken; i++)
            broken = breaks(rule, pool[i].format, pool[i].record);
        if (!broken)
            print_message("no record breaks %s %s\n", trainer_name(rule->trainer), rule->name);
        missing += !broken;
        const char *mark = strchr(rule->message, '%');
        assert_true(!mark || !strchr(mark + 1, '%'));
        assert_true(strlen(rule->source) > 10 && rule->shapes);
    }
    assert_int_equal(missing, 0);
}

/* ---- cutting and packing ---- */

static void cutting(void **state)
{
    (void)state;
    const int64_t tokens[] = {100, 20, 100, 20};
    const bool targets[] = {false, true, false, true};
    struct cut cut = trainer_cut(TRAINER_TRL, tokens, targets, 4, 0);
    assert_true(cut.tokens == 240 && cut.kept == 240 && cut.kept_target == 40);
    cut = trainer_cut(TRAINER_TRL, tokens, targets, 4, 110);
    assert_true(cut.kept == 110 && cut.kept_target == 10);
    cut = trainer_cut(TRAINER_AXOLOTL, tokens, targets, 4, 239);
    assert_true(cut.dropped && cut.kept == 0);
    cut = trainer_cut(TRAINER_AXOLOTL, tokens, targets, 4, 240);
    assert_false(cut.dropped);
    /* infer_seqlen: 20 * 2 < 110, so the question shrinks to 90; nothing is left for the second pair */
    cut = trainer_cut(TRAINER_LLAMAFACTORY, tokens, targets, 4, 110);
    assert_true(cut.kept == 110 && cut.kept_target == 20);
    /* both long: 60 tokens are shared in proportion 100 : 100 */
    const int64_t even[] = {100, 100};
    cut = trainer_cut(TRAINER_LLAMAFACTORY, even, targets, 2, 60);
    assert_true(cut.kept == 60 && cut.kept_target == 30);
    /* a short question, a long answer */
    const int64_t answer[] = {10, 100};
    cut = trainer_cut(TRAINER_LLAMAFACTORY, answer, targets, 2, 60);
    assert_true(cut.kept == 60 && cut.kept_target == 50);
    assert_true(trainer_cut(TRAINER_LLAMAFACTORY, NULL, NULL, 0, 60).kept == 0);
}

static void packing(void **state)
{
    (void)state;
    const int64_t lengths[] = {6, 5, 4, 3, 2, 99, 0, 10};
    arena_clear(&arena);
    assert_int_equal(sequences_packed(lengths, 5, 10, &arena), 2);
    assert_int_equal(sequences_packed(lengths, 8, 10, &arena), 4);
    assert_int_equal(sequences_packed(lengths, 0, 10, &arena), 0);
    assert_int_equal(sequences_packed(lengths, 8, 1, &arena), 7);
}

static int release(void **state)
{
    (void)state;
    record_reader_release(&reader);
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(clean),   cmocka_unit_test(factory),
                                       cmocka_unit_test(others),  cmocka_unit_test(every_rule),
                                       cmocka_unit_test(cutting), cmocka_unit_test(packing)};
    return cmocka_run_group_tests(tests, NULL, release);
}
