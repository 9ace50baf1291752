/* What every function must survive, generated from its declaration:
 *
 *   - NULL for every argument, and for each alone;
 *   - no rows; 2047, 2048 and 2049 rows, the edges of the engine's batches: a row's result must not depend on
 * which batch it is in;
 *   - lists that are slices of longer ones: the result must be that of a list of its own;
 *   - its own example.
 *
 * A function may refuse the values made up here with an error of its own (they are counted and shown); it may
 * not crash or answer differently.
 *
 * usage: function_smoke [verify] */
#include <stdio.h>

#include "functions/functions.h"
#include "packs/packs.h"
#include "sql_engine.h"

enum { MOST_ARGUMENTS = 16 };

struct smoke {
    struct engine *engine;
    const struct function *function;
    struct text types[MOST_ARGUMENTS];
    size_t type_count;
    const char *any; /* the expression that stands for ANY */
    bool guarded;    /* calls stand in try(…): rows that the function refuses become NULL */
    int failures, refusals, checks;
};

/* How the value of row i of each type is made. */
static const struct {
    const char *type, *expression;
} makers[] = {
    {"BOOLEAN", "(%s) %% 2 = 0"},
    {"INTEGER", "CAST(1 + (%s) %% 5 AS INTEGER)"},
    {"BIGINT", "CAST(1 + (%s) %% 7 AS BIGINT)"},
    {"UINTEGER", "CAST((%s) %% 9 AS UINTEGER)"},
    {"UBIGINT", "CAST((%s) %% 11 AS UBIGINT)"},
    {"FLOAT", "CAST(((%s) %% 10 + 1) / 11.0 AS FLOAT)"},
    {"DOUBLE", "CAST(((%s) %% 10 + 1) / 11.0 AS DOUBLE)"},
    {"VARCHAR", "['The quick brown fox.', '', 'na\u00efve \u201cquotes\u201d \u6f22\u5b57 x', NULL, 'a b c d "
                "e f'][1 + (%s) %% 5]"},
    {"BLOB", "CAST(['{\"messages\": []}', '\\xFF\\x00', '', NULL][1 + (%s) %% 4] AS BLOB)"},
};

static const char *const any_expressions[] = {
    "'text'",
    "1",
    "[1, NULL, 2]",
    "[{'feature': CAST(i AS UINTEGER), 'weight': CAST(0.5 AS FLOAT)}, NULL]",
    "[{'a': CAST(i AS BIGINT), 'b': CAST(i + 1 AS BIGINT)}]",
    "{'role': 'user', 'content': 'x'}",
    "[{'role': 'user', 'content': 'x', 'more': [1]}, NULL]",
};

static void put_value(struct smoke *smoke, struct buffer *sql, struct text type, const char *row,
                      bool sliced);

/* The value of a row that is `more` rows further. */
static void put_value_after(struct smoke *smoke, struct buffer *sql, struct text type, const char *row,
                            int more, bool sliced)
{
    char other[64];
    snprintf(other, sizeof other, "%s + %d", row, more);
    put_value(smoke, sql, type, other, sliced);
}

/* [value, NULL, value], as it is or as a slice of a longer list. */
static void put_list(struct smoke *smoke, struct buffer *sql, struct text element, const char *row,
                     bool sliced)
{
    buffer_string(sql, sliced ? "list_slice([" : "[");
    if (sliced) {
        put_value_after(smoke, sql, element, row, 1, sliced);
        buffer_string(sql, ", ");
    }
    put_value(smoke, sql, element, row, sliced);
    buffer_string(sql, ", NULL, ");
    put_value_after(smoke, sql, element, row, 3, sliced);
    if (sliced) {
        buffer_string(sql, ", ");
        put_value_after(smoke, sql, element, row, 2, sliced);
    }
    buffer_string(sql, sliced ? "], 2, 4)" : "]");
}

static void put_value(struct smoke *smoke, struct buffer *sql, struct text type, const char *row, bool sliced)
{
    if (text_ends(type, "[]")) {
        put_list(smoke, sql, (struct text){type.data, type.length - 2}, row, sliced);
        return;
    }
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (text_is(type, makers[i].type)) {
            buffer_format(sql, makers[i].expression, row);
            return;
        }
    buffer_string(sql, smoke->any);
}

/* A NULL of the argument's type. */
static void put_null(struct buffer *sql, struct text type)
{
    if (memmem(type.data, type.length, "ANY", 3))
        buffer_string(sql, "NULL");
    else
        buffer_format(sql, "CAST(NULL AS %.*s)", (int)type.length, type.data);
}

/* name(value, …), in try(…) when guarded; argument `null` is NULL (-1: none, -2: all). */
static void put_call(struct smoke *smoke, struct buffer *sql, int null, bool sliced)
{
    buffer_format(sql, "%s%s(", smoke->guarded ? "try(" : "", smoke->function->name);
    for (size_t i = 0; i < smoke->type_count; i++) {
        buffer_string(sql, i ? ", " : "");
        if (null == -2 || null == (int)i)
            put_null(sql, smoke->types[i]);
        else
            put_value(smoke, sql, smoke->types[i], "i", sliced);
    }
    buffer_string(sql, smoke->guarded ? "))" : ")");
}

/* Splits the declaration's arguments at the commas outside parentheses; a name after the type is dropped. */
static void split_types(struct smoke *smoke)
{
    const char *at = strchr(smoke->function->signature, '(') + 1;
    smoke->type_count = 0;
    for (int depth = 0; *at && *at != ')' && smoke->type_count < MOST_ARGUMENTS; at += *at == ',') {
        while (*at == ' ')
            at++;
        const char *start = at, *end = NULL;
        for (; *at && (depth > 0 || (*at != ',' && *at != ')')); at++) {
            depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
            if (depth == 0 && *at == ' ' && !end)
                end = at;
        }
        smoke->types[smoke->type_count++] = (struct text){start, (size_t)((end ? end : at) - start)};
    }
}

static void complain(struct smoke *smoke, const char *sql, const char *message)
{
    fprintf(stderr, "%s: %s\n  %s\n", smoke->function->name, message, sql);
    smoke->failures++;
}

/* The query must give `expected`; an error of the function's own is a refusal, unless it is a failure of the
 * system. */
static bool check(struct smoke *smoke, const char *sql, const char *expected, bool may_refuse)
{
    struct error error = {0};
    struct buffer rows = {0};
    smoke->checks++;
    int code = query_as_text(smoke->engine, sql, &rows, &error);
    bool refused = code < 0 && may_refuse && code != ERROR_SYSTEM;
    if (refused)
        smoke->refusals++;
    else if (code < 0)
        complain(smoke, sql, error.message);
    else if (expected && strcmp(buffer_c(&rows), expected) != 0)
        complain(smoke, sql, buffer_c(&rows));
    buffer_release(&rows);
    return !refused;
}

static void check_nulls(struct smoke *smoke)
{
    for (int null = -2; null < (int)smoke->type_count; null++) {
        if (null == -1)
            continue;
        struct buffer sql = {0};
        buffer_string(&sql, "SELECT count(*) FROM (SELECT ");
        put_call(smoke, &sql, null, false);
        buffer_string(&sql, " AS r FROM range(10) AS t(i)) WHERE r IS NULL OR r IS NOT NULL");
        check(smoke, buffer_c(&sql), "10\n", null != -2);
        buffer_release(&sql);
    }
}

/* (SELECT sum of the hashes of the results over rows from … to) */
static void put_total(struct smoke *smoke, struct buffer *sql, int from, int to, bool sliced)
{
    buffer_string(sql, "(SELECT coalesce(sum(hash(CAST(");
    put_call(smoke, sql, -1, sliced);
    buffer_format(sql, " AS VARCHAR))), 0) FROM range(%d, %d) AS t(i))", from, to);
}

static bool check_batches(struct smoke *smoke)
{
    struct buffer sql = {0};
    buffer_string(&sql, "SELECT ");
    put_total(smoke, &sql, 0, 0, false);
    buffer_string(&sql, " = 0, ");
    put_total(smoke, &sql, 0, 2049, false);
    buffer_string(&sql, " = b + c + d, ");
    put_total(smoke, &sql, 0, 2048, false);
    buffer_string(&sql, " = b + c, b = e + f FROM (SELECT ");
    static const int parts[][2] = {{0, 2047}, {2047, 2048}, {2048, 2049}, {0, 1000}, {1000, 2047}};
    for (size_t i = 0; i < 5; i++) {
        put_total(smoke, &sql, parts[i][0], parts[i][1], false);
        buffer_format(&sql, " AS %c%s", (char)('b' + i), i < 4 ? ", " : ")");
    }
    bool answered = check(smoke, buffer_c(&sql), "true\ttrue\ttrue\ttrue\n", !smoke->guarded);
    buffer_release(&sql);
    return answered;
}

static bool check_slices(struct smoke *smoke)
{
    if (!memmem(smoke->function->signature, strlen(smoke->function->signature), "[]", 2))
        return true;
    struct buffer sql = {0};
    buffer_string(&sql, "SELECT ");
    put_total(smoke, &sql, 0, 3000, true);
    buffer_string(&sql, " = ");
    put_total(smoke, &sql, 0, 3000, false);
    bool answered = check(smoke, buffer_c(&sql), "true\n", !smoke->guarded);
    buffer_release(&sql);
    return answered;
}

static void check_example(struct smoke *smoke)
{
    const char *example = smoke->function->example;
    const char *arrow = example ? strstr(example, "→") : NULL;
    if (!arrow) {
        complain(smoke, example ? example : "", "has no example of the form 'expression → result'");
        return;
    }
    struct buffer sql = {0}, expected = {0};
    buffer_format(&sql, "SELECT %.*s", (int)(arrow - example), example);
    buffer_text(&expected, text_trim(text_of(arrow + strlen("→"))));
    buffer_byte(&expected, '\n');
    check(smoke, buffer_c(&sql), buffer_c(&expected), false);
    buffer_release(&sql);
    buffer_release(&expected);
}

static void smoke_function(struct smoke *smoke, const struct function *function)
{
    smoke->function = function;
    smoke->refusals = smoke->checks = 0;
    split_types(smoke);
    check_example(smoke);
    bool any = memmem(function->signature, strlen(function->signature), "ANY", 3);
    for (size_t i = 0; i < (any ? sizeof any_expressions / sizeof *any_expressions : 1); i++) {
        smoke->any = any_expressions[i];
        smoke->guarded = false;
        check_nulls(smoke);
        bool answered = check_batches(smoke);
        answered &= check_slices(smoke);
        if (answered)
            continue;
        smoke->guarded = true;
        check_batches(smoke);
        check_slices(smoke);
    }
    printf("%-20s %3d checks, %d refused\n", function->name, smoke->checks, smoke->refusals);
}

int main(int argc, char **argv)
{
    (void)argv;
    struct smoke smoke = {0};
    struct error error = {0};
    struct engine_options options = {.threads = 2, .verify = argc > 1};
    if (engine_with_all_functions(&smoke.engine, &options, &error) < 0) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    size_t count = 0;
    const struct function *functions = functions_all(&count);
    for (size_t i = 0; i < count; i++)
        smoke_function(&smoke, &functions[i]);
    for (const struct pack *const *pack = packs; *pack; pack++)
        for (size_t i = 0; i < (*pack)->function_count; i++)
            smoke_function(&smoke, &(*pack)->functions[i]);
    engine_close(smoke.engine);
    return smoke.failures > 0;
}
