/* A lineage as text: whatever names hold, it stays text; whatever the depth and the width, it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "report/lineage_report.h"

static size_t add(struct lineage *lineage, enum node_kind kind, const char *name)
{
    struct error error = {0};
    size_t index = 0;
    struct lineage_node node = {
        .kind = kind, .id = text_of(name), .name = text_of(name), .note = text_of("5 rows")};
    assert_int_equal(lineage_add(lineage, &node, &index, &error), 0);
    return index;
}

static void join(struct lineage *lineage, size_t from, size_t to, enum edge_kind kind)
{
    struct error error = {0};
    assert_int_equal(lineage_join(lineage, from, to, kind, &error), 0);
}

static void walk(struct lineage *lineage, size_t start)
{
    struct error error = {0};
    struct lineage_walk walk = {.start = start, .up = true, .down = true, .history = true};
    assert_int_equal(lineage_walk(lineage, &walk, &error), 0);
}

static void tree(const struct lineage *lineage, int columns, bool unicode, struct buffer *out)
{
    struct error error = {0};
    struct terminal_options options = {.columns = columns, .unicode = unicode};
    assert_int_equal(lineage_tree(lineage, true, true, &options, out, &error), 0);
}

static void expect_within(const struct buffer *out, int columns)
{
    int used = 0;
    for (size_t at = 0; at < out->length;) {
        int32_t code_point = utf8_next(buffer_view(out), &at);
        used = code_point == '\n' ? 0 : used + utf8_columns(code_point);
        assert_true(used <= columns);
    }
}

static void expect_without(const struct buffer *out, const char *text)
{
    if (strstr(buffer_c(out), text))
        fail_msg("'%s' is in %s", text, buffer_c(out));
}

#define HOSTILE "</title><script>\"\\N' \x1b[31m\n\xE2\x80\xAE\xFF&"

static void hostile_names(void **state)
{
    (void)state;
    struct lineage lineage = {0};
    struct buffer out = {0};
    struct error error = {0};
    size_t version = add(&lineage, NODE_VERSION, HOSTILE);
    join(&lineage, add(&lineage, NODE_FILE, "a/" HOSTILE), version, EDGE_READ);
    walk(&lineage, version);
    assert_int_equal(lineage_svg(&lineage, &out, &error), 0);
    expect_without(&out, "<script");
    expect_without(&out, "\x1b");
    expect_without(&out, "\xE2\x80\xAE");
    assert_non_null(strstr(buffer_c(&out), "&lt;script&gt;"));
    buffer_clear(&out);
    lineage_dot(&lineage, &out);
    expect_without(&out, "<script>\"");
    expect_without(&out, "\x1b");
    assert_non_null(strstr(buffer_c(&out), "<script>\\\"\\\\N' ⟨U+001B⟩[31m⟨U+000A⟩⟨U+202E⟩"));
    buffer_clear(&out);
    lineage_json(&lineage, &out);
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    assert_non_null(json_read(&reader, buffer_view(&out)));
    assert_null(reader.faults);
    expect_without(&out, "\x1b");
    json_reader_release(&reader);
    arena_release(&arena);
    buffer_clear(&out);
    tree(&lineage, 80, true, &out);
    expect_without(&out, "\x1b");
    expect_without(&out, "\xE2\x80\xAE");
    buffer_release(&out);
    lineage_release(&lineage);
}

/* Two lines of versions that lead into one another, deeper than any screen. */
static void deep_make(struct lineage *lineage, size_t depth)
{
    char name[32];
    size_t before = 0, beside = 0;
    for (size_t i = 0; i < depth; i++) {
        snprintf(name, sizeof name, "a%06zu", i);
        size_t node = add(lineage, NODE_VERSION, name);
        snprintf(name, sizeof name, "b%06zu", i);
        size_t other = add(lineage, NODE_VERSION, name);
        if (i > 0) {
            join(lineage, before, node, EDGE_DERIVED);
            join(lineage, before, other, EDGE_DERIVED);
            join(lineage, beside, node, EDGE_DERIVED);
        }
        before = node;
        beside = other;
    }
    walk(lineage, before);
}

static void deep_and_narrow(void **state)
{
    (void)state;
    struct lineage lineage = {0};
    struct buffer out = {0};
    struct error error = {0};
    deep_make(&lineage, 5000);
    tree(&lineage, 40, true, &out);
    expect_within(&out, 40);
    assert_non_null(strstr(buffer_c(&out), "[4999] "));
    buffer_clear(&out);
    tree(&lineage, 20, false, &out);
    expect_within(&out, 20);
    for (size_t i = 0; i < out.length; i++)
        assert_true((unsigned char)out.data[i] < 128);
    buffer_clear(&out);
    assert_int_equal(lineage_svg(&lineage, &out, &error), 0);
    assert_non_null(strstr(buffer_c(&out), "The nearest 300 of 10000 are drawn."));
    buffer_release(&out);
    lineage_release(&lineage);
}

static void many_files(void **state)
{
    (void)state;
    struct lineage lineage = {0};
    struct buffer out = {0};
    char name[32];
    size_t version = add(&lineage, NODE_VERSION, "chat@v1");
    for (int i = 0; i < 13; i++) {
        snprintf(name, sizeof name, "f%02d", i);
        join(&lineage, add(&lineage, NODE_FILE, name), version, EDGE_READ);
    }
    walk(&lineage, version);
    tree(&lineage, 80, true, &out);
    expect_without(&out, "more file");
    for (int i = 13; i < 1000; i++) {
        snprintf(name, sizeof name, "f%02d", i);
        join(&lineage, add(&lineage, NODE_FILE, name), version, EDGE_READ);
    }
    walk(&lineage, version);
    buffer_clear(&out);
    tree(&lineage, 80, true, &out);
    assert_non_null(strstr(buffer_c(&out), "└─ … and 988 more files"));
    buffer_release(&out);
    lineage_release(&lineage);
}

/* Only a damaged catalog has one. */
static void a_cycle_is_drawn(void **state)
{
    (void)state;
    struct lineage lineage = {0};
    struct buffer out = {0};
    struct error error = {0};
    size_t a = add(&lineage, NODE_VERSION, "a"), b = add(&lineage, NODE_VERSION, "b");
    join(&lineage, a, b, EDGE_DERIVED);
    join(&lineage, b, a, EDGE_DERIVED);
    walk(&lineage, a);
    assert_int_equal(lineage_svg(&lineage, &out, &error), 0);
    assert_non_null(strstr(buffer_c(&out), "</svg>"));
    buffer_clear(&out);
    tree(&lineage, 80, true, &out);
    assert_non_null(strstr(buffer_c(&out), "(above)"));
    buffer_release(&out);
    lineage_release(&lineage);
}

static void memory_runs_out(void **state)
{
    (void)state;
    struct lineage lineage = {0};
    deep_make(&lineage, 5);
    struct terminal_options options = {.columns = 60};
    for (long nth = 1;; nth++) {
        struct buffer out = {0};
        struct error error = {0};
        memory_fail_at(nth);
        int code = lineage_tree(&lineage, true, true, &options, &out, &error);
        if (code == 0)
            code = lineage_svg(&lineage, &out, &error);
        long made = memory_allocations();
        memory_fail_at(0);
        buffer_release(&out);
        if (made < nth)
            break;
        assert_int_equal(code, ERROR_SYSTEM);
    }
    lineage_release(&lineage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_names),    cmocka_unit_test(deep_and_narrow), cmocka_unit_test(many_files),
        cmocka_unit_test(a_cycle_is_drawn), cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
