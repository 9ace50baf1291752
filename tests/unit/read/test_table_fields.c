/* Fields of one record by RFC 4180. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "read/source.h"

static const struct {
    const char *raw;
    size_t count;
    const char *fields[4];
} examples[] = {
    {"a,b,c", 3, {"a", "b", "c"}},
    {"", 1, {""}},
    {",", 2, {"", ""}},
    {"a,", 2, {"a", ""}},
    {"\"a,b\",c", 2, {"a,b", "c"}},
    {"\"say \"\"hi\"\"\",c", 2, {"say \"hi\"", "c"}},
    {"\"\",\"\"\"\"", 2, {"", "\""}},
    {"\"two\nlines\",x", 2, {"two\nlines", "x"}},
    {"5\" disk,x", 2, {"5\" disk", "x"}},
    {"\"a\"b,x", 2, {"ab", "x"}},
    {"\"a\"\"b\"c,x", 2, {"a\"bc", "x"}},
    {"x,\"open, to the end", 2, {"x", "open, to the end"}},
    {"x,\"", 2, {"x", ""}},
    {"1,2,3,4,5,6", 6, {"1", "2", "3", "4"}},
};

static void examples_split(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct text fields[4];
        assert_int_equal(table_fields(text_of(examples[i].raw), ',', fields, 4, &arena), examples[i].count);
        for (size_t j = 0; j < examples[i].count && j < 4; j++)
            assert_true(text_is(fields[j], examples[i].fields[j]));
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(examples_split)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
