/* Every writer against a golden file, its own standard, and data that attacks whoever reads the report.
 *
 *   test_report                 runs the tests
 *   test_report --bless         rewrites the golden files; look at the difference before it is committed
 *   test_report --write FOLDER  writes every form of the sample run into a folder, for check_report.py and
 * browsers test_report --large N FILE  writes a page with N findings, to measure how fast it opens */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <yyjson.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "report/line.h"
#include "report/report.h"
#include "report/summary.h"
#include "sample_run.h"

/* ---- the forms ----------------------------------------------------------------------------------------- */

static void write_terminal(const struct run *run, struct buffer *out)
{
    report_terminal(run, &(struct terminal_options){.columns = 100, .unicode = true}, out);
}

static void write_terminal_color(const struct run *run, struct buffer *out)
{
    report_terminal(run, &(struct terminal_options){.unicode = true, .color = true, .findings = 2}, out);
}

static void write_terminal_narrow(const struct run *run, struct buffer *out)
{
    report_terminal(run, &(struct terminal_options){.columns = 40}, out);
}

static void write_html(const struct run *run, struct buffer *out)
{
    struct error error = {0};
    assert_int_equal(report_html(run, out, &error), 0);
}

static const struct form {
    const char *file;
    void (*write)(const struct run *run, struct buffer *out);
} forms[] = {
    {"terminal.txt", write_terminal},
    {"terminal_color.txt", write_terminal_color},
    {"terminal_40.txt", write_terminal_narrow},
    {"report.json", report_json},
    {"report.jsonl", report_jsonl},
    {"report.md", report_markdown},
    {"report.sarif", report_sarif},
    {"report.xml", report_junit},
    {"report.html", write_html},
};
enum { FORMS = sizeof forms / sizeof *forms };

static struct run *(*const runs[])(void) = {sample_run, sample_run_clean};
static const char *const run_names[] = {"", "clean_"};

static void run_free(struct run *run)
{
    struct arena arena = run->arena;
    arena_release(&arena);
}

static void form_path(char path[1024], const char *folder, size_t run, size_t form)
{
    snprintf(path, 1024, "%s/%s%s", folder, run_names[run], forms[form].file);
}

/* The page's golden file leaves out what other files hold: style, script and the packed run. */
static void drop_between(struct buffer *text, const char *from, const char *to)
{
    char *start = strstr(text->data, from);
    assert_non_null(start);
    start += strlen(from);
    char *end = strstr(start, to);
    assert_non_null(end);
    memmove(start, end, (size_t)(text->data + text->length + 1 - end));
    text->length -= (size_t)(end - start);
}

static void form_write(size_t run, size_t form, bool whole, struct buffer *out)
{
    struct run *sample = runs[run]();
    forms[form].write(sample, out);
    run_free(sample);
    assert_false(out->failed);
    if (whole || forms[form].write != write_html)
        return;
    drop_between(out, "style-src ", ";");
    drop_between(out, "script-src ", ";");
    drop_between(out, "<style>", "</style>");
    drop_between(out, "id=\"run-json\">", "</script>");
    drop_between(out, "</script>\n<script>", "</script>");
}

static int write_file(const char *path, const struct buffer *content)
{
    struct error error = {0};
    struct output *output = NULL;
    int code = output_open(&output, path, &error);
    if (code == 0)
        code = output_write(output, content->data, content->length, &error);
    if (code == 0)
        code = output_commit(output, &error);
    else
        output_abandon(output);
    if (code < 0)
        fprintf(stderr, "%s: %s\n", path, error.message);
    return code;
}

static int write_all(const char *folder, bool whole)
{
    for (size_t run = 0; run < 2; run++)
        for (size_t form = 0; form < FORMS; form++) {
            char path[1024];
            struct buffer out = {0};
            form_path(path, folder, run, form);
            form_write(run, form, whole, &out);
            int code = write_file(path, &out);
            buffer_release(&out);
            if (code < 0)
                return 1;
        }
    return 0;
}

/* ---- golden files and determinism ---------------------------------------------------------------------- */

static void forms_equal_their_golden_files(void **state)
{
    (void)state;
    for (size_t run = 0; run < 2; run++)
        for (size_t form = 0; form < FORMS; form++) {
            char path[1024], *golden = NULL;
            size_t length = 0;
            struct error error = {0};
            struct buffer out = {0};
            form_path(path, GOLDEN_FOLDER, run, form);
            form_write(run, form, false, &out);
            assert_int_equal(file_read_all(path, 1 << 24, &golden, &length, &error), 0);
            if (!text_equal((struct text){golden, length}, buffer_view(&out)))
                fail_msg("%s differs; compare with the output of --write, then --bless", path);
            memory_free(golden);
            buffer_release(&out);
        }
}

static void same_run_same_bytes(void **state)
{
    (void)state;
    for (size_t form = 0; form < FORMS; form++) {
        struct buffer first = {0}, second = {0};
        form_write(0, form, true, &first);
        form_write(0, form, true, &second);
        assert_int_equal(first.length, second.length);
        assert_memory_equal(first.data, second.data, first.length);
        buffer_release(&first);
        buffer_release(&second);
    }
}

static void page_does_not_tell_the_time(void **state)
{
    (void)state;
    struct run *run = sample_run();
    struct buffer first = {0}, second = {0};
    write_html(run, &first);
    run->checks[0].seconds += 1;
    write_html(run, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    buffer_release(&first);
    buffer_release(&second);
    run_free(run);
}

/* ---- hostile data -------------------------------------------------------------------------------------- */

static void nothing_hidden_reaches_any_form(void **state)
{
    (void)state;
    for (size_t form = 0; form < FORMS; form++) {
        if (forms[form].write == write_terminal_color)
            continue;
        struct buffer out = {0};
        form_write(0, form, true, &out);
        struct text text = buffer_view(&out);
        assert_int_equal(utf8_valid_until(text), text.length);
        for (size_t at = 0; at < text.length;) {
            int32_t code_point = utf8_next(text, &at);
            bool hidden = (code_point < 32 && code_point != '\n') ||
                          (code_point >= 0x7F && code_point < 0xA0) || code_point == 0x2028 ||
                          code_point == 0x202E;
            if (hidden)
                fail_msg("%s: U+%04X at byte %zu", forms[form].file, (unsigned)code_point, at);
        }
        buffer_release(&out);
    }
}

static void colors_are_the_only_escapes(void **state)
{
    (void)state;
    struct buffer out = {0};
    form_write(0, 1, true, &out);
    for (const char *at = strchr(out.data, 0x1b); at; at = strchr(at + 1, 0x1b)) {
        size_t digits = strspn(at + 2, "0123456789");
        assert_true(at[1] == '[' && digits > 0 && at[2 + digits] == 'm');
    }
    assert_null(strstr(out.data, "title\a"));
    buffer_release(&out);
}

static void markup_from_data_is_text(void **state)
{
    (void)state;
    struct buffer out = {0};
    form_write(0, 8, true, &out);
    assert_null(strstr(out.data, "alert(1)</script>"));
    assert_null(strstr(out.data, "<!--"));
    assert_non_null(strstr(out.data, "&lt;/script&gt;&lt;script&gt;alert(1)"));
    size_t scripts = 0;
    for (const char *at = strstr(out.data, "<script"); at; at = strstr(at + 1, "<script"))
        scripts++;
    assert_int_equal(scripts, 2);
    assert_null(strstr(out.data, " style="));
    assert_null(strstr(out.data, " onclick="));
    buffer_release(&out);
    form_write(0, 7, true, &out);
    assert_null(strstr(out.data, "]]>"));
    buffer_release(&out);
    form_write(0, 5, true, &out);
    assert_null(strstr(out.data, "@someone"));
    assert_null(strstr(out.data, "](http://"));
    buffer_release(&out);
}

/* ---- terminal ------------------------------------------------------------------------------------------ */

static void lines_fit_every_width(void **state)
{
    (void)state;
    for (int columns = 20; columns <= 160; columns++)
        for (int unicode = 0; unicode < 2; unicode++) {
            struct run *run = sample_run();
            struct buffer out = {0};
            struct terminal_options options = {.columns = columns, .unicode = unicode};
            report_terminal(run, &options, &out);
            struct text text = buffer_view(&out);
            int used = 0;
            for (size_t at = 0; at < text.length;) {
                int32_t code_point = utf8_next(text, &at);
                assert_true(unicode || code_point < 128);
                used = code_point == '\n' ? 0 : used + utf8_columns(code_point);
                if (used > columns)
                    fail_msg("a line is wider than %d columns", columns);
            }
            buffer_release(&out);
            run_free(run);
        }
}

static void wide_characters_are_cut_by_columns(void **state)
{
    (void)state;
    struct terminal_options options = {.columns = 6, .unicode = true};
    struct buffer out = {0};
    struct line line = {.out = &out, .options = &options};
    line_string(&line, "\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd",
                SHADE_PLAIN); /* four, two columns each */
    assert_string_equal(buffer_c(&out), "\xe4\xbd\xa0\xe5\xa5\xbd…");
    assert_int_equal(line.used, 5);
    buffer_release(&out);
}

static void findings_can_be_left_out(void **state)
{
    (void)state;
    struct run *run = sample_run();
    struct buffer out = {0};
    report_terminal(run, &(struct terminal_options){.columns = 80, .findings = -1}, &out);
    assert_null(strstr(out.data, "Message 3 has no role"));
    assert_non_null(strstr(out.data, "assay explain sft.structure"));
    buffer_release(&out);
    run_free(run);
}

/* ---- JSON and SARIF ------------------------------------------------------------------------------------ */

static yyjson_doc *form_document(size_t form, struct buffer *out)
{
    form_write(0, form, true, out);
    yyjson_doc *document = yyjson_read(out->data, out->length, 0);
    assert_non_null(document);
    return document;
}

static void assert_members(yyjson_val *object, const char *const *names)
{
    for (; *names; names++)
        if (!yyjson_obj_get(object, *names))
            fail_msg("no member \"%s\"", *names);
}

static void json_has_every_field(void **state)
{
    (void)state;
    static const char *const top[] = {"assay", "inputs", "task", "checks", "verdict", NULL};
    static const char *const input[] = {"path", "format", "sha256", "bytes", "records", NULL};
    static const char *const check[] = {"check",    "title",   "level",      "status",
                                        "reason",   "seconds", "figures",    "findings_total",
                                        "findings", "codes",   "histograms", NULL};
    static const char *const figure[] = {"figure", "slice", "value", "low", "high", "n", "unit", NULL};
    static const char *const finding[] = {"record", "code", "locus", "message", "evidence",
                                          "score",  "file", "line",  NULL};
    struct buffer out = {0};
    yyjson_doc *document = form_document(3, &out);
    yyjson_val *root = yyjson_doc_get_root(document);
    assert_members(root, top);
    assert_members(yyjson_arr_get(yyjson_obj_get(root, "inputs"), 1), input);
    yyjson_val *structure = yyjson_arr_get(yyjson_obj_get(root, "checks"), 1);
    assert_members(structure, check);
    assert_members(yyjson_arr_get(yyjson_obj_get(structure, "figures"), 0), figure);
    assert_members(yyjson_arr_get(yyjson_obj_get(structure, "findings"), 0), finding);
    yyjson_val *verdict = yyjson_obj_get(root, "verdict");
    assert_string_equal(yyjson_get_str(yyjson_obj_get(verdict, "result")), "fail");
    assert_string_equal(yyjson_get_str(yyjson_obj_get(verdict, "fail_on")), "error");
    assert_int_equal(yyjson_arr_size(yyjson_obj_get(verdict, "checks")), 3);
    yyjson_doc_free(document);
    buffer_release(&out);
}

static void json_says_what_is_undefined(void **state)
{
    (void)state;
    struct buffer out = {0};
    yyjson_doc *document = form_document(3, &out);
    yyjson_val *checks = yyjson_obj_get(yyjson_doc_get_root(document), "checks");
    yyjson_val *agreement = yyjson_arr_get(yyjson_obj_get(yyjson_arr_get(checks, 0), "figures"), 3);
    assert_true(yyjson_is_null(yyjson_obj_get(agreement, "value")));
    assert_string_equal(yyjson_get_str(yyjson_obj_get(agreement, "reason")), "no record was rated twice");
    yyjson_val *findings = yyjson_obj_get(yyjson_arr_get(checks, 1), "findings");
    assert_true(yyjson_is_obj(yyjson_obj_get(yyjson_arr_get(findings, 0), "evidence")));
    assert_true(yyjson_is_null(yyjson_obj_get(yyjson_arr_get(findings, 1), "evidence")));
    assert_true(yyjson_is_str(yyjson_obj_get(yyjson_arr_get(findings, 3), "evidence")));
    assert_non_null(strstr(out.data, "\"at\":2.50")); /* numbers in evidence keep their text */
    yyjson_doc_free(document);
    buffer_release(&out);
}

static void json_lines_are_objects(void **state)
{
    (void)state;
    struct buffer out = {0};
    form_write(0, 4, true, &out);
    size_t lines = 0;
    for (char *line = out.data, *end; (end = strchr(line, '\n')); line = end + 1, lines++) {
        yyjson_doc *document = yyjson_read(line, (size_t)(end - line), 0);
        assert_non_null(document);
        assert_true(yyjson_is_str(yyjson_obj_get(yyjson_doc_get_root(document), "check")));
        yyjson_doc_free(document);
    }
    assert_int_equal(lines, 9);
    buffer_release(&out);
}

static void worst_findings_come_first(void **state)
{
    (void)state;
    struct run *run = sample_run();
    struct summary summary;
    struct error error = {0};
    struct worst_finding worst[4];
    assert_int_equal(summary_init(&summary, run, &error), 0);
    assert_int_equal(summary_worst(&summary, worst, 4, 2), 4);
    assert_true(text_is(worst[0].finding->record, "conv-0012"));
    assert_true(text_is(worst[1].finding->record, "conv-0034"));
    assert_true(text_is(worst[2].finding->code, "empty_answer"));
    assert_true(text_is(worst[3].finding->code, "mixed_language"));
    assert_true(text_is(summary.checks[0]->check, "sft.structure"));
    assert_true(text_is(summary.checks[5]->check, "sft.tools"));
    summary_release(&summary);
    run_free(run);
}

/* ---- odd runs ------------------------------------------------------------------------------------------ */

static void an_empty_run_has_every_form(void **state)
{
    (void)state;
    const struct run empty = {.version = "1", .fail_on = LEVEL_NEVER};
    for (size_t form = 0; form < FORMS; form++) {
        struct buffer out = {0};
        forms[form].write(&empty, &out);
        assert_false(out.failed);
        assert_true(out.length > 0 || forms[form].write == report_jsonl);
        buffer_release(&out);
    }
}

static void odd_numbers_are_drawn(void **state)
{
    (void)state;
    static const double values[] = {0, -3, 1e300, -1e300, 1e-300, INFINITY, -INFINITY, NAN, 1};
    static const char *const forbidden[] = {"Mnan", "Hnan", "Minf", "Hinf", "H-inf",
                                            ":nan", ":inf", ">nan", "-nan"};
    enum { VALUES = sizeof values / sizeof *values };
    struct figure figures[VALUES * 2];
    double edges[VALUES + 1] = {0};
    int64_t counts[VALUES] = {0, INT64_MAX, -1};
    for (size_t i = 0; i < VALUES * 2; i++) {
        double value = values[i % VALUES];
        figures[i] = (struct figure){.figure = text_of(i < VALUES ? "bars" : "dots"),
                                     .slice = text_of("key=value"),
                                     .value = value,
                                     .low = i < VALUES ? NAN : value,
                                     .high = i < VALUES ? NAN : values[(i + 1) % VALUES]};
    }
    struct histogram histogram = {
        .figure = text_of("flat"), .count = VALUES, .edges = edges, .counts = counts};
    struct check_result check = {.check = text_of("odd"),
                                 .figures = figures,
                                 .figure_count = VALUES * 2,
                                 .histograms = &histogram,
                                 .histogram_count = 1};
    const struct run run = {.version = "1", .checks = &check, .check_count = 1};
    for (size_t form = 0; form < FORMS; form++) {
        struct buffer out = {0};
        forms[form].write(&run, &out);
        assert_false(out.failed);
        for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden && out.length > 0; i++)
            assert_null(strstr(out.data, forbidden[i]));
        buffer_release(&out);
    }
}

/* ---- memory -------------------------------------------------------------------------------------------- */

static void out_of_memory_is_reported(void **state)
{
    (void)state;
    struct run *run = sample_run_clean();
    for (long nth = 1;; nth++) {
        struct buffer out = {0};
        struct error error = {0};
        memory_fail_at(nth);
        int code = report_html(run, &out, &error);
        report_terminal(run, &(struct terminal_options){0}, &out);
        long made = memory_allocations();
        memory_fail_at(0);
        assert_true(code == 0 || code == ERROR_SYSTEM);
        buffer_release(&out);
        if (made < nth)
            break;
    }
    run_free(run);
}

static int report_tests_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_equal_their_golden_files),
        cmocka_unit_test(same_run_same_bytes),
        cmocka_unit_test(page_does_not_tell_the_time),
        cmocka_unit_test(nothing_hidden_reaches_any_form),
        cmocka_unit_test(colors_are_the_only_escapes),
        cmocka_unit_test(markup_from_data_is_text),
        cmocka_unit_test(lines_fit_every_width),
        cmocka_unit_test(wide_characters_are_cut_by_columns),
        cmocka_unit_test(findings_can_be_left_out),
        cmocka_unit_test(json_has_every_field),
        cmocka_unit_test(json_says_what_is_undefined),
        cmocka_unit_test(json_lines_are_objects),
        cmocka_unit_test(worst_findings_come_first),
        cmocka_unit_test(an_empty_run_has_every_form),
        cmocka_unit_test(odd_numbers_are_drawn),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

static int write_large(const char *count, const char *path)
{
    struct run *run = sample_run_large((size_t)strtoull(count, NULL, 10));
    struct buffer out = {0};
    write_html(run, &out);
    int code = write_file(path, &out);
    buffer_release(&out);
    run_free(run);
    return code < 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--bless") == 0)
        return write_all(GOLDEN_FOLDER, false);
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return write_all(argv[2], true);
    if (argc == 4 && strcmp(argv[1], "--large") == 0)
        return write_large(argv[2], argv[3]);
    return report_tests_run();
}
