/* Which rows differ: by key, or as bags of rows. */
#include "diff/diff_internal.h"

enum { DUPLICATES_LISTED = 5, KEY_BYTES = 200 };

/* ---- keys that are no keys ----------------------------------------------------------------------------- */

/* Key values of one side that stand twice or are NULL, most first, as text; *keys of them stand on *rows
 * rows. */
static int duplicates_list(struct comparing *comparing, int side, int64_t *keys, struct buffer *list)
{
    struct answer *answer = NULL;
    size_t rows = 0;
    struct buffer *sql = &comparing->sql;
    buffer_clear(sql);
    buffer_string(sql, "SELECT count(*) OVER () AS all_keys, concat_ws(', '");
    for (size_t i = 0; i < comparing->table->key_count; i++)
        buffer_format(sql, ", coalesce(CAST(k%zu AS VARCHAR), 'NULL')", i);
    buffer_string(sql, ") || ' (' || n || CASE WHEN n = 1 THEN ' row)' ELSE ' rows)' END FROM (SELECT ");
    key_values_put(comparing, "assay_row");
    buffer_format(sql, ", count(*) AS n FROM %s AS assay_row GROUP BY ", comparing->sides[side]->relation);
    key_names_put(comparing);
    buffer_string(sql, " HAVING n > 1");
    for (size_t i = 0; i < comparing->table->key_count; i++)
        buffer_format(sql, " OR k%zu IS NULL", i);
    buffer_string(sql, ") ORDER BY n DESC, ");
    key_names_put(comparing);
    buffer_format(sql, " LIMIT %d", DUPLICATES_LISTED);
    TRY(buffer_status(sql, comparing->error));
    TRY(engine_query(comparing->engine, &answer, buffer_c(sql), NULL, comparing->error));
    int code = 0;
    *keys = 0;
    while ((code = answer_next(answer, &rows, comparing->error)) == 0 && rows > 0) {
        struct column all = answer_column(answer, 0), text = answer_column(answer, 1);
        for (size_t i = 0; i < rows; i++) {
            *keys = column_int64(&all, i);
            buffer_string(list, list->length ? ", " : "");
            struct text value = column_text(&text, i);
            size_t length = value.length < KEY_BYTES ? value.length : KEY_BYTES;
            while (length < value.length && ((unsigned char)value.data[length] & 0xC0) == 0x80)
                length--; /* at the start of a character */
            buffer_text(list, (struct text){value.data, length});
        }
    }
    answer_free(answer);
    return code;
}

int duplicates_report(struct comparing *comparing)
{
    struct buffer message = {0}, list = {0};
    int code = 0;
    for (int side = 0; side < SIDES && code == 0; side++) {
        int64_t keys = 0;
        buffer_clear(&list);
        code = duplicates_list(comparing, side, &keys, &list);
        if (keys > 0)
            buffer_format(&message, "%s%.*s: %lld key%s: %s%s", message.length ? "; " : "",
                          (int)comparing->sides[side]->name.length, comparing->sides[side]->name.data,
                          (long long)keys, keys == 1 ? "" : "s", buffer_c(&list),
                          keys > DUPLICATES_LISTED ? ", …" : "");
    }
    if (code == 0 && message.length)
        code = error_set(comparing->error, ERROR_INPUT,
                         "the key does not name rows: values that stand twice or are NULL. %s",
                         buffer_c(&message));
    buffer_release(&message);
    buffer_release(&list);
    return code;
}

/* The join below makes a pair of every two rows that are equal, so a column with few values must not come
 * that far. */
static int key_check(struct comparing *comparing)
{
    for (int side = 0; side < SIDES; side++) {
        int64_t low = 0;
        buffer_clear(&comparing->sql);
        buffer_string(&comparing->sql, "SELECT CAST(approx_count_distinct((");
        for (size_t i = 0; i < comparing->table->key_count; i++) {
            buffer_string(&comparing->sql, i ? ", " : "");
            column_put(comparing, "assay_row", comparing->table->key[i]);
        }
        buffer_format(&comparing->sql, ")) < 0.95 * count(*) AS BIGINT) FROM %s AS assay_row",
                      comparing->sides[side]->relation);
        TRY(sql_count(comparing, &low));
        if (low)
            return duplicates_report(comparing);
    }
    return 0;
}

/* ---- by key -------------------------------------------------------------------------------------------- */

static void hashes_put(struct comparing *comparing, int side, const char *name)
{
    buffer_format(&comparing->sql, "%s AS (SELECT ", name);
    key_values_put(comparing, "assay_row");
    buffer_string(&comparing->sql, ", ");
    hash_put(comparing, "assay_row");
    buffer_format(&comparing->sql, " AS h FROM %s AS assay_row)", comparing->sides[side]->relation);
}

/* diff_suspects: key values of rows without an equal row on the other side (side 1: before, 2: after) and
 * how many rows; one row with side 0 says how many pairs were equal. */
static int suspects_find(struct comparing *comparing)
{
    struct buffer *sql = &comparing->sql;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE diff_suspects AS WITH ");
    hashes_put(comparing, SIDE_BEFORE, "diff_hashes_a");
    buffer_string(sql, ", ");
    hashes_put(comparing, SIDE_AFTER, "diff_hashes_b");
    buffer_string(sql,
                  ", diff_pairs AS (SELECT CASE WHEN a.h IS NULL THEN 2 WHEN b.h IS NULL THEN 1 ELSE 0 END "
                  "AS side");
    for (size_t i = 0; i < comparing->table->key_count; i++)
        buffer_format(sql, ", a.k%zu AS a%zu, b.k%zu AS b%zu", i, i, i, i);
    buffer_string(sql, " FROM diff_hashes_a AS a FULL JOIN diff_hashes_b AS b ON a.h = b.h");
    for (size_t i = 0; i < comparing->table->key_count; i++)
        buffer_format(sql, " AND a.k%zu = b.k%zu", i, i);
    buffer_string(sql, ") SELECT side");
    for (size_t i = 0; i < comparing->table->key_count; i++)
        buffer_format(sql, ", CASE side WHEN 1 THEN a%zu WHEN 2 THEN b%zu END AS k%zu", i, i, i);
    buffer_string(sql, ", count(*) AS n FROM diff_pairs GROUP BY ALL");
    return sql_run(comparing);
}

static int suspects_count(struct comparing *comparing, const char *what, int64_t *value)
{
    buffer_clear(&comparing->sql);
    buffer_format(&comparing->sql, "SELECT CAST(coalesce(%s, 0) AS BIGINT) FROM diff_suspects", what);
    return sql_count(comparing, value);
}

/* All rows of one side whose key is suspect. A key that stands twice brings its other rows along. */
static int rows_gather(struct comparing *comparing, int side)
{
    struct buffer *sql = &comparing->sql;
    buffer_clear(sql);
    buffer_format(sql, "CREATE OR REPLACE TEMP TABLE %s AS WITH diff_side AS (SELECT ",
                  side == SIDE_BEFORE ? "diff_before" : "diff_after");
    key_values_put(comparing, "assay_row");
    buffer_format(sql, ", assay_row AS r FROM %s AS assay_row), diff_keys AS (SELECT DISTINCT ",
                  comparing->sides[side]->relation);
    key_names_put(comparing);
    buffer_string(
        sql,
        " FROM diff_suspects WHERE side > 0) SELECT diff_side.* FROM diff_side SEMI JOIN diff_keys USING (");
    key_names_put(comparing);
    buffer_byte(sql, ')');
    return sql_run(comparing);
}

static int keys_twice(struct comparing *comparing, const char *name, bool *twice)
{
    int64_t more = 0;
    buffer_clear(&comparing->sql);
    buffer_format(&comparing->sql, "SELECT count(*) FROM (SELECT 1 FROM %s GROUP BY ", name);
    key_names_put(comparing);
    buffer_string(&comparing->sql, " HAVING count(*) > 1)");
    TRY(sql_count(comparing, &more));
    *twice |= more > 0;
    return 0;
}

/* The pairs are as many as the rows that found a partner, on both sides, exactly when no key stands twice
 * among them; other keys that stand twice are among the gathered rows. */
static int key_verify(struct comparing *comparing)
{
    int64_t pairs = 0, before = 0, after = 0, nulls = 0;
    TRY(suspects_count(comparing, "sum(n) FILTER (side = 0)", &pairs));
    TRY(suspects_count(comparing, "sum(n) FILTER (side = 1)", &before));
    TRY(suspects_count(comparing, "sum(n) FILTER (side = 2)", &after));
    buffer_clear(&comparing->sql);
    buffer_string(&comparing->sql, "SELECT count(*) FROM diff_suspects WHERE side > 0 AND (false");
    for (size_t i = 0; i < comparing->table->key_count; i++)
        buffer_format(&comparing->sql, " OR k%zu IS NULL", i);
    buffer_byte(&comparing->sql, ')');
    TRY(sql_count(comparing, &nulls));
    bool twice = nulls > 0 || pairs + before != comparing->table->rows_before ||
                 pairs + after != comparing->table->rows_after;
    if (!twice) {
        TRY(rows_gather(comparing, SIDE_BEFORE));
        TRY(rows_gather(comparing, SIDE_AFTER));
        TRY(keys_twice(comparing, "diff_before", &twice));
        TRY(keys_twice(comparing, "diff_after", &twice));
    }
    return twice ? duplicates_report(comparing) : 0;
}

static int cells_count(struct comparing *comparing)
{
    struct diff_table *table = comparing->table;
    struct buffer *sql = &comparing->sql;
    struct answer *answer = NULL;
    size_t rows = 0;
    buffer_clear(sql);
    buffer_string(sql, "SELECT count(*)");
    for (size_t i = 0; i < table->column_count; i++) {
        if (!column_compared(comparing, i))
            continue;
        buffer_string(sql, ", count(*) FILTER (");
        column_put(comparing, "a.r", i);
        buffer_string(sql, " IS DISTINCT FROM ");
        column_put(comparing, "b.r", i);
        buffer_byte(sql, ')');
    }
    buffer_string(sql, " FROM diff_before AS a JOIN diff_after AS b USING (");
    key_names_put(comparing);
    buffer_byte(sql, ')');
    TRY(buffer_status(sql, comparing->error));
    TRY(engine_query(comparing->engine, &answer, buffer_c(sql), NULL, comparing->error));
    int code = answer_next(answer, &rows, comparing->error);
    if (code == 0 && rows == 1) {
        struct column first = answer_column(answer, 0);
        table->changed = column_int64(&first, 0);
        for (size_t i = 0, at = 1; i < table->column_count; i++)
            if (column_compared(comparing, i)) {
                struct column count = answer_column(answer, at++);
                table->columns[i].changed = column_int64(&count, 0);
                table->cells += table->columns[i].changed;
            }
    }
    answer_free(answer);
    return code;
}

static int gathered_count(struct comparing *comparing, const char *name, int64_t *rows)
{
    buffer_clear(&comparing->sql);
    buffer_format(&comparing->sql, "SELECT count(*) FROM %s", name);
    return sql_count(comparing, rows);
}

int rows_by_key(struct comparing *comparing)
{
    struct diff_table *table = comparing->table;
    TRY(key_check(comparing));
    TRY(suspects_find(comparing));
    TRY(key_verify(comparing));
    TRY(cells_count(comparing));
    TRY(gathered_count(comparing, "diff_before", &table->removed));
    TRY(gathered_count(comparing, "diff_after", &table->added));
    table->removed -= table->changed;
    table->added -= table->changed;
    return 0;
}

/* ---- as bags of rows ----------------------------------------------------------------------------------- */

static int copies_gather(struct comparing *comparing, int side)
{
    struct buffer *sql = &comparing->sql;
    buffer_clear(sql);
    buffer_format(sql, "CREATE OR REPLACE TEMP TABLE %s AS SELECT r FROM (SELECT assay_row AS r, ",
                  side == SIDE_BEFORE ? "diff_before" : "diff_after");
    hash_put(comparing, "assay_row");
    buffer_format(
        sql,
        " AS h FROM %s AS assay_row) JOIN (SELECT h, %sn AS n FROM diff_suspects WHERE %sn > 0) USING "
        "(h) QUALIFY row_number() OVER (PARTITION BY h) <= n",
        comparing->sides[side]->relation, side == SIDE_BEFORE ? "-" : "", side == SIDE_BEFORE ? "-" : "");
    return sql_run(comparing);
}

int rows_by_content(struct comparing *comparing)
{
    struct buffer *sql = &comparing->sql;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE diff_suspects AS SELECT h, sum(one) AS n FROM (");
    for (int side = 0; side < SIDES; side++) {
        buffer_string(sql, side ? " UNION ALL SELECT " : "SELECT ");
        hash_put(comparing, "assay_row");
        buffer_format(sql, " AS h, %d AS one FROM %s AS assay_row", side == SIDE_BEFORE ? -1 : 1,
                      comparing->sides[side]->relation);
    }
    buffer_string(sql, ") GROUP BY h HAVING sum(one) <> 0");
    TRY(sql_run(comparing));
    TRY(copies_gather(comparing, SIDE_BEFORE));
    TRY(copies_gather(comparing, SIDE_AFTER));
    TRY(gathered_count(comparing, "diff_before", &comparing->table->removed));
    return gathered_count(comparing, "diff_after", &comparing->table->added);
}
