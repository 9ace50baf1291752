/* Runs are read back from their JSON: every byte of it comes out again, and what is no run says where it is
 * none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "report/report.h"
#include "report/run_read.h"
#include "sample_run.h"

static void run_free(struct run *run)
{
    struct arena arena = run->arena;
    arena_release(&arena);
}

static void assert_same_bytes(const struct buffer *wanted)
{
    struct error error = {0};
    struct run run = {0};
    struct buffer again = {0};
    int code = run_read(&run, buffer_view(wanted), "stored", &error);
    if (code < 0)
        fail_msg("%s", error.message);
    report_json(&run, &again);
    assert_string_equal(buffer_c(&again), buffer_c(wanted));
    buffer_release(&again);
    arena_release(&run.arena);
}

static void samples_come_back(void **state)
{
    (void)state;
    struct run *(*const samples[])(void) = {sample_run, sample_run_clean};
    for (size_t i = 0; i < 2; i++) {
        struct buffer json = {0};
        struct run *run = samples[i]();
        report_json(run, &json);
        assert_same_bytes(&json);
        buffer_release(&json);
        run_free(run);
    }
}

static void evidence_of_every_kind_comes_back(void **state)
{
    (void)state;
    static const char *const evidence[] = {
        "",
        "null",
        "{\"at\": 2.50, \"big\": 123456789012345678901234567890, \"e\": 1E400}",
        "\"123\"",
        "123",
        "plain text",
        "\"quoted \xe2\x80\xae hidden\"",
        "hidden \xe2\x80\xae bare",
        "\"\"",
        "[1, [2, {\"a\": null}]]"};
    for (size_t i = 0; i < sizeof evidence / sizeof *evidence; i++) {
        struct finding finding = {.record = text_of("a"), .evidence = text_of(evidence[i]), .score = 0.1};
        struct check_result check = {.check = text_of("x.y"),
                                     .level = LEVEL_NOTE,
                                     .status = CHECK_FINDINGS,
                                     .findings = &finding,
                                     .finding_count = 1,
                                     .findings_total = 1};
        const struct run run = {.version = "1", .checks = &check, .check_count = 1};
        struct buffer json = {0};
        report_json(&run, &json);
        assert_same_bytes(&json);
        buffer_release(&json);
    }
}

#define HEAD "{\"assay\":\"1\",\"inputs\":[],\"task\":\"sft\",\"command\":\"\",\"records\":1,\"checks\":["
#define TAIL "],\"verdict\":{\"result\":\"pass\",\"fail_on\":\"error\",\"checks\":[]}}"
#define CHECK_HEAD                                                                                           \
    "{\"check\":\"a\",\"title\":\"\",\"level\":\"note\",\"status\":\"ok\",\"reason\":\"\",\"seconds\":0,"
#define CHECK_TAIL "\"histograms\":[],\"codes\":{},\"findings_total\":0,\"findings\":[]}"
#define FIGURE "\"figure\":\"f\",\"slice\":\"\",\"value\":1,\"low\":null,\"high\":null"

static void what_is_no_run_says_where(void **state)
{
    (void)state;
    static const struct {
        const char *json, *message;
    } cases[] = {
        {"", "stored: empty"},
        {"{\"assay\":", "stored, byte 9: "},
        {"[]", "stored: no run as 'assay check --json' writes it: the whole should be an object"},
        {"{}", "/assay should be a string"},
        {"{\"assay\":\"1\",\"inputs\":{}}", "/inputs should be a list"},
        {"{\"assay\":\"1\",\"inputs\":[7]}", "/inputs/0 should be an object"},
        {"{\"assay\":\"1\",\"inputs\":[{\"path\":\"a\",\"format\":\"b\",\"sha256\":\"zz\"}]}",
         "/inputs/0/sha256 should be 64 hex digits or null"},
        {HEAD CHECK_HEAD "\"figures\":[{" FIGURE ",\"n\":1.5}]," CHECK_TAIL TAIL,
         "/checks/0/figures/0/n should be an integer from 0"},
        {HEAD CHECK_HEAD "\"figures\":[{" FIGURE ",\"n\":-1}]," CHECK_TAIL TAIL,
         "/checks/0/figures/0/n should be an integer from 0"},
        {HEAD CHECK_HEAD "\"figures\":[{" FIGURE ",\"n\":99999999999999999999}]," CHECK_TAIL TAIL,
         "/checks/0/figures/0/n should be an integer from 0"},
        {HEAD CHECK_HEAD "\"figures\":[{\"figure\":\"f\",\"slice\":\"\",\"value\":\"1\"}]," CHECK_TAIL TAIL,
         "/checks/0/figures/0/value should be a number or null"},
        {HEAD "{\"check\":\"a\",\"title\":\"\",\"level\":\"never\"}" TAIL,
         "/checks/0/level should be a name that docs/json.md lists"},
        {HEAD "]}", "/verdict should be an object"},
        {HEAD CHECK_HEAD "\"figures\":[],\"histograms\":[{\"figure\":\"f\",\"unit\":\"\",\"counts\":[1,2],"
                         "\"edges\":[1,2]}]}" TAIL,
         "/checks/0/histograms/0/edges should be a list of one more than counts"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        struct run run = {0};
        assert_int_equal(run_read(&run, text_of(cases[i].json), "stored", &error), ERROR_INPUT);
        if (!strstr(error.message, cases[i].message))
            fail_msg("case %zu: %s", i, error.message);
        arena_release(&run.arena);
    }
}

static void the_deep_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    struct run run = {0};
    struct buffer json = {0};
    for (int i = 0; i < 100000; i++)
        buffer_byte(&json, '[');
    assert_int_equal(run_read(&run, buffer_view(&json), "stored", &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "nested more than 128 deep"));
    buffer_release(&json);
    arena_release(&run.arena);
}

static void out_of_memory_is_reported(void **state)
{
    (void)state;
    struct buffer json = {0};
    struct run *sample = sample_run_clean();
    report_json(sample, &json);
    for (long nth = 1;; nth++) {
        struct error error = {0};
        struct run run = {0};
        memory_fail_at(nth);
        int code = run_read(&run, buffer_view(&json), "stored", &error);
        long made = memory_allocations();
        memory_fail_at(0);
        assert_true(code == 0 || code == ERROR_SYSTEM);
        arena_release(&run.arena);
        if (made < nth)
            break;
    }
    buffer_release(&json);
    run_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_come_back),         cmocka_unit_test(evidence_of_every_kind_comes_back),
        cmocka_unit_test(what_is_no_run_says_where), cmocka_unit_test(the_deep_is_refused),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
