/* Which columns of two tables meet, in which type they are compared, and how SQL names them. */
#include "base/memory.h"
#include "diff/diff_internal.h"

enum { COLUMNS_LISTED = 20 };

static enum diff_shape shape_of(const char *type)
{
    static const char *const numbers[] = {"TINYINT",  "SMALLINT",  "INTEGER",  "BIGINT",  "HUGEINT",
                                          "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
                                          "FLOAT",    "DOUBLE",    "BIGNUM"};
    struct text text = text_of(type);
    if (text_is(text, "BOOLEAN"))
        return DIFF_BOOLEAN;
    if (text_ends(text, "]") || text_starts(text, "STRUCT") || text_starts(text, "MAP") ||
        text_starts(text, "UNION") || text_is(text, "JSON") || text_is(text, "VARIANT"))
        return DIFF_NESTED;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (text_is(text, numbers[i]))
            return DIFF_NUMBER;
    return text_starts(text, "DECIMAL") ? DIFF_NUMBER : DIFF_TEXT;
}

static struct diff_column *column_find(const struct diff_table *table, struct text name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (text_equal(table->columns[i].name, name))
            return &table->columns[i];
    return NULL;
}

static int column_add(struct comparing *comparing, int side, const char *name, const char *type)
{
    struct diff_table *table = comparing->table;
    struct diff_column *column = column_find(table, text_of(name));
    if (!column) {
        column = &table->columns[table->column_count++];
        column->name = arena_copy(comparing->arena, text_of(name));
        column->presence = side == SIDE_BEFORE ? PRESENT_BEFORE : PRESENT_AFTER;
    } else {
        column->presence = PRESENT_BOTH;
    }
    struct text copy = arena_copy(comparing->arena, text_of(type));
    if (!column->name.data || !copy.data)
        return error_memory(comparing->error);
    *(side == SIDE_BEFORE ? &column->type_before : &column->type_after) = copy;
    *(side == SIDE_BEFORE ? &column->shape_before : &column->shape_after) = shape_of(type);
    return 0;
}

static int side_describe(struct comparing *comparing, int side, struct answer **answer)
{
    buffer_clear(&comparing->sql);
    buffer_format(&comparing->sql, "SELECT * FROM %s LIMIT 0", comparing->sides[side]->relation);
    TRY(buffer_status(&comparing->sql, comparing->error));
    return engine_query(comparing->engine, answer, buffer_c(&comparing->sql), NULL, comparing->error);
}

static int columns_read(struct comparing *comparing)
{
    struct answer *answers[SIDES] = {NULL, NULL};
    struct diff_table *table = comparing->table;
    int code = side_describe(comparing, SIDE_BEFORE, &answers[SIDE_BEFORE]);
    if (code == 0)
        code = side_describe(comparing, SIDE_AFTER, &answers[SIDE_AFTER]);
    if (code == 0) {
        size_t most = answer_columns(answers[SIDE_BEFORE]) + answer_columns(answers[SIDE_AFTER]);
        table->columns = arena_take_zeroed(comparing->arena, most + 1, sizeof *table->columns);
        comparing->common = arena_take_zeroed(comparing->arena, most + 1, sizeof *comparing->common);
        code = table->columns && comparing->common ? 0 : error_memory(comparing->error);
    }
    for (int side = 0; side < SIDES && code == 0; side++)
        for (size_t i = 0; i < answer_columns(answers[side]) && code == 0; i++)
            code = column_add(comparing, side, answer_name(answers[side], i), answer_type(answers[side], i));
    answer_free(answers[SIDE_BEFORE]);
    answer_free(answers[SIDE_AFTER]);
    return code;
}

/* The type that the engine finds for a column of both; "JSON" when there is none, or when one side would be
 * cut. */
static int common_type(struct comparing *comparing, size_t index)
{
    struct diff_column *column = &comparing->table->columns[index];
    struct answer *answer = NULL;
    struct error none = {0};
    const char *type = "JSON";
    buffer_clear(&comparing->sql);
    for (int side = 0; side < SIDES; side++) {
        buffer_string(&comparing->sql, side == 0 ? "(SELECT " : " UNION ALL (SELECT ");
        sql_put_name(&comparing->sql, column->name);
        buffer_format(&comparing->sql, " FROM %s LIMIT 0)", comparing->sides[side]->relation);
    }
    TRY(buffer_status(&comparing->sql, comparing->error));
    bool nested = column->shape_before == DIFF_NESTED || column->shape_after == DIFF_NESTED;
    if (!nested && engine_query(comparing->engine, &answer, buffer_c(&comparing->sql), NULL, &none) == 0)
        type = answer_type(answer, 0);
    comparing->common[index] = arena_copy(comparing->arena, text_of(type));
    answer_free(answer);
    if (none.code == ERROR_INTERRUPTED)
        return error_set(comparing->error, ERROR_INTERRUPTED, "interrupted");
    return comparing->common[index].data ? 0 : error_memory(comparing->error);
}

static int key_missing(struct comparing *comparing, struct text name)
{
    struct buffer list = {0};
    size_t listed = 0;
    for (size_t i = 0; i < comparing->table->column_count; i++)
        if (comparing->table->columns[i].presence == PRESENT_BOTH && listed++ < COLUMNS_LISTED) {
            buffer_string(&list, listed > 1 ? ", " : "");
            buffer_text(&list, comparing->table->columns[i].name);
        }
    int code = error_set(comparing->error, ERROR_USAGE,
                         "--key %.*s: no such column in both; %.*s and %.*s share: %s%s", (int)name.length,
                         name.data, (int)comparing->sides[0]->name.length, comparing->sides[0]->name.data,
                         (int)comparing->sides[1]->name.length, comparing->sides[1]->name.data,
                         listed ? buffer_c(&list) : "no column", listed > COLUMNS_LISTED ? ", …" : "");
    buffer_release(&list);
    return code;
}

static int key_find(struct comparing *comparing)
{
    struct diff_table *table = comparing->table;
    table->key = arena_take_zeroed(comparing->arena, comparing->options->key_count + 1, sizeof *table->key);
    if (!table->key)
        return error_memory(comparing->error);
    for (size_t i = 0; i < comparing->options->key_count; i++) {
        struct diff_column *column = column_find(table, comparing->options->key[i]);
        if (!column || column->presence != PRESENT_BOTH)
            return key_missing(comparing, comparing->options->key[i]);
        if (column->key)
            return error_set(comparing->error, ERROR_USAGE, "--key names the column %s twice",
                             column->name.data);
        column->key = true;
        table->key[table->key_count++] = (size_t)(column - table->columns);
    }
    return 0;
}

int columns_match(struct comparing *comparing)
{
    TRY(columns_read(comparing));
    struct diff_table *table = comparing->table;
    size_t shared = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        struct diff_column *column = &table->columns[i];
        shared += column->presence == PRESENT_BOTH;
        column->retyped =
            column->presence == PRESENT_BOTH && !text_equal(column->type_before, column->type_after);
        if (column->retyped)
            TRY(common_type(comparing, i));
    }
    TRY(key_find(comparing));
    if (shared == 0)
        return error_set(comparing->error, ERROR_INPUT, "%s and %s have no column in common",
                         comparing->sides[0]->name.data, comparing->sides[1]->name.data);
    return 0;
}

/* ---- columns in SQL ------------------------------------------------------------------------------------ */

bool column_compared(const struct comparing *comparing, size_t column)
{
    const struct diff_column *one = &comparing->table->columns[column];
    return one->presence == PRESENT_BOTH && !one->key;
}

bool column_on_side(const struct diff_column *column, int side)
{
    return column->presence == PRESENT_BOTH ||
           column->presence == (side == SIDE_BEFORE ? PRESENT_BEFORE : PRESENT_AFTER);
}

static void name_put(struct comparing *comparing, const char *alias, size_t column)
{
    buffer_format(&comparing->sql, "%s.", alias);
    sql_put_name(&comparing->sql, comparing->table->columns[column].name);
}

void column_put(struct comparing *comparing, const char *alias, size_t column)
{
    struct text common = comparing->common[column];
    if (common.length == 0) {
        name_put(comparing, alias, column);
        return;
    }
    bool json = text_is(common, "JSON");
    buffer_string(&comparing->sql, json ? "CAST(to_json(" : "CAST(");
    name_put(comparing, alias, column);
    buffer_format(&comparing->sql, json ? ") AS VARCHAR)" : " AS %s)", common.data);
}

void column_text_put(struct comparing *comparing, const char *alias, size_t column, int side)
{
    const struct diff_column *one = &comparing->table->columns[column];
    bool nested = (side == SIDE_BEFORE ? one->shape_before : one->shape_after) == DIFF_NESTED;
    bool json = text_is(side == SIDE_BEFORE ? one->type_before : one->type_after, "JSON");
    buffer_string(&comparing->sql, nested && !json ? "CAST(to_json(" : "CAST(");
    name_put(comparing, alias, column);
    buffer_string(&comparing->sql, nested && !json ? ") AS VARCHAR)" : " AS VARCHAR)");
}

void hash_put(struct comparing *comparing, const char *alias)
{
    size_t put = 0;
    buffer_string(&comparing->sql, "hash(");
    for (size_t i = 0; i < comparing->table->column_count; i++)
        if (column_compared(comparing, i)) {
            buffer_string(&comparing->sql, put++ ? ", " : "");
            column_put(comparing, alias, i);
        }
    buffer_string(&comparing->sql, put ? ")" : "0)");
}

void key_names_put(struct comparing *comparing)
{
    for (size_t i = 0; i < comparing->table->key_count; i++)
        buffer_format(&comparing->sql, "%sk%zu", i ? ", " : "", i);
}

void key_values_put(struct comparing *comparing, const char *alias)
{
    for (size_t i = 0; i < comparing->table->key_count; i++) {
        buffer_string(&comparing->sql, i ? ", " : "");
        column_put(comparing, alias, comparing->table->key[i]);
        buffer_format(&comparing->sql, " AS k%zu", i);
    }
}
