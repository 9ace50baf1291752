/* Types of columns are taken apart as the engine writes them, and left alone where they cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "report/type_parts.h"

/* "list STRUCT(a: VARCHAR, b: list INTEGER)". */
static void put(struct buffer *out, const struct column_type *type)
{
    for (size_t i = 0; i < type->lists; i++)
        buffer_string(out, "list ");
    buffer_text(out, type->base);
    for (size_t i = 0; i < type->member_count; i++) {
        buffer_string(out, i ? ", " : "(");
        buffer_text(out, type->members[i].name);
        buffer_string(out, ": ");
        put(out, &type->members[i]);
    }
    buffer_string(out, type->member_count ? ")" : "");
}

static const char *const examples[][2] = {
    {"VARCHAR", "VARCHAR"},
    {"DECIMAL(18,3)", "DECIMAL"},
    {"INTEGER[]", "list INTEGER"},
    {"INTEGER[3][]", "list list INTEGER"},
    {"TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE"},
    {"STRUCT(a VARCHAR, b INTEGER[])[]", "list STRUCT(a: VARCHAR, b: list INTEGER)"},
    {"STRUCT(\"a, (b\" VARCHAR, \"say \"\"hi\"\"\" DOUBLE)", "STRUCT(a, (b: VARCHAR, say \"hi\": DOUBLE)"},
    {"STRUCT(d DECIMAL(9,2), s STRUCT(t TIMESTAMP WITH TIME ZONE))",
     "STRUCT(d: DECIMAL, s: STRUCT(t: TIMESTAMP WITH TIME ZONE))"},
    {"MAP(VARCHAR, STRUCT(a INTEGER)[])", "MAP(: VARCHAR, : list STRUCT(a: INTEGER))"},
    {"UNION(num INTEGER, str VARCHAR)", "UNION(num: INTEGER, str: VARCHAR)"},
    {"ENUM('a', 'it''s )')", "ENUM"},
    {"STRUCT(", "STRUCT"},
    {"STRUCT()", "STRUCT"},
    {"STRUCT(\"open", "STRUCT"},
    {"]", "]"},
    {"[]", "list "},
    {"", ""},
};

static void taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct arena arena = {0};
        struct buffer out = {0};
        struct column_type type;
        assert_true(column_type_parse(&type, text_of(examples[i][0]), &arena));
        put(&out, &type);
        assert_string_equal(buffer_c(&out), examples[i][1]);
        assert_true(text_is(type.type, examples[i][0]));
        buffer_release(&out);
        arena_release(&arena);
    }
}

static void nested_without_end(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buffer text = {0};
    struct column_type type;
    for (int i = 0; i < 100000; i++)
        buffer_string(&text, "STRUCT(a ");
    buffer_string(&text, "INTEGER");
    for (int i = 0; i < 100000; i++)
        buffer_byte(&text, ')');
    assert_true(column_type_parse(&type, buffer_view(&text), &arena));
    size_t depth = 0;
    for (const struct column_type *at = &type; at->member_count; at = at->members)
        depth++;
    assert_int_equal(depth, TYPE_DEPTH);
    buffer_release(&text);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_apart),
        cmocka_unit_test(nested_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
