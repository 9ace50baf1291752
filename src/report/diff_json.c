/* A comparison as one JSON object; docs/diff.md describes it. */
#include <inttypes.h>

#include "base/json.h"
#include "report/diff_report.h"

static const char *const changes[] = {"changed", "added", "removed"};
static const char *const presences[] = {"both", "before", "after"};

static void member_put(struct buffer *out, const char *name, bool first)
{
    buffer_string(out, first ? "" : ",");
    json_put_text(out, text_of(name));
    buffer_byte(out, ':');
}

static void count_put(struct buffer *out, const char *name, int64_t count, bool first)
{
    member_put(out, name, first);
    buffer_format(out, "%" PRId64, count);
}

/* Numbers as JSON says them: not those that are none ("nan", "inf"), which become strings. */
static bool is_json_number(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!strchr("0123456789+-.eE", text.data[i]))
            return false;
    return text.length > 0;
}

static void nested_put(struct buffer *out, struct text text)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    yyjson_val *value = json_read(&reader, text);
    if (value)
        json_put_value(out, value);
    else
        json_put_text(out, text);
    json_reader_release(&reader);
    arena_release(&arena);
}

static void value_put(struct buffer *out, enum diff_shape shape, const struct diff_value *value)
{
    struct text text = value->text;
    if (!text.data)
        buffer_string(out, "null");
    else if (shape == DIFF_BOOLEAN || (shape == DIFF_NUMBER && is_json_number(text)))
        buffer_text(out, text);
    else if (shape == DIFF_NESTED)
        nested_put(out, text);
    else
        json_put_text(out, text);
}

static void key_put(struct buffer *out, const struct diff_table *table, const struct diff_row *row)
{
    if (table->key_count == 0)
        return;
    member_put(out, "key", false);
    buffer_byte(out, '[');
    for (size_t i = 0; i < table->key_count; i++) {
        const struct diff_column *column = &table->columns[table->key[i]];
        buffer_string(out, i ? "," : "");
        value_put(out, row->change == DIFF_ADDED ? column->shape_after : column->shape_before, &row->key[i]);
    }
    buffer_byte(out, ']');
}

static void column_put(struct buffer *out, const struct diff_column *column)
{
    member_put(out, "column", true);
    json_put_text(out, column->name);
    member_put(out, "in", false);
    json_put_text(out, text_of(presences[column->presence]));
    member_put(out, "type_before", false);
    value_put(out, DIFF_TEXT, &(struct diff_value){column->type_before});
    member_put(out, "type_after", false);
    value_put(out, DIFF_TEXT, &(struct diff_value){column->type_after});
    member_put(out, "key", false);
    buffer_string(out, column->key ? "true" : "false");
    count_put(out, "changed", column->changed, false);
}

static void columns_put(struct buffer *out, const struct diff_table *table)
{
    member_put(out, "columns", false);
    buffer_byte(out, '[');
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_string(out, i ? ",{" : "{");
        column_put(out, &table->columns[i]);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void rows_put(struct buffer *out, const struct diff_table *table)
{
    member_put(out, "rows", false);
    buffer_byte(out, '[');
    for (size_t i = 0; i < table->row_count; i++) {
        const struct diff_row *row = &table->rows[i];
        buffer_string(out, i ? ",{" : "{");
        member_put(out, "change", true);
        json_put_text(out, text_of(changes[row->change]));
        key_put(out, table, row);
        if (row->change != DIFF_CHANGED) {
            bool added = row->change == DIFF_ADDED;
            member_put(out, "values", false);
            for (size_t k = 0; k < row->cell_count; k++) {
                const struct diff_column *column = &table->columns[row->cells[k].column];
                buffer_byte(out, k ? ',' : '{');
                json_put_text(out, column->name);
                buffer_byte(out, ':');
                value_put(out, added ? column->shape_after : column->shape_before,
                          added ? &row->cells[k].after : &row->cells[k].before);
            }
            buffer_string(out, row->cell_count ? "}" : "{}");
        }
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void cells_put(struct buffer *out, const struct diff_table *table)
{
    size_t put = 0;
    member_put(out, "cells", false);
    buffer_byte(out, '[');
    for (size_t i = 0; i < table->row_count; i++) {
        const struct diff_row *row = &table->rows[i];
        for (size_t k = 0; row->change == DIFF_CHANGED && k < row->cell_count; k++) {
            const struct diff_column *column = &table->columns[row->cells[k].column];
            buffer_string(out, put++ ? ",{" : "{");
            member_put(out, "column", true);
            json_put_text(out, column->name);
            key_put(out, table, row);
            member_put(out, "before", false);
            value_put(out, column->shape_before, &row->cells[k].before);
            member_put(out, "after", false);
            value_put(out, column->shape_after, &row->cells[k].after);
            buffer_byte(out, '}');
        }
    }
    buffer_byte(out, ']');
}

static void summary_put(struct buffer *out, const struct diff_table *table)
{
    member_put(out, "summary", false);
    buffer_byte(out, '{');
    count_put(out, "rows_before", table->rows_before, true);
    count_put(out, "rows_after", table->rows_after, false);
    count_put(out, "added", table->added, false);
    count_put(out, "removed", table->removed, false);
    count_put(out, "changed", table->changed, false);
    count_put(out, "cells", table->cells, false);
    count_put(out, "rows_shown", (int64_t)table->row_count, false);
    buffer_byte(out, '}');
}

static void table_put(struct buffer *out, const struct diff_table *table)
{
    member_put(out, "table", true);
    json_put_text(out, table->name);
    member_put(out, "compared_by", false);
    json_put_text(out, text_of(table->key_count && !table->content_key ? "key" : "content"));
    member_put(out, "key", false);
    buffer_byte(out, '[');
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(out, i ? "," : "");
        json_put_text(out, table->columns[table->key[i]].name);
    }
    buffer_byte(out, ']');
    summary_put(out, table);
    columns_put(out, table);
    rows_put(out, table);
    cells_put(out, table);
}

static void facts_put(const struct diff *diff, struct buffer *out)
{
    member_put(out, "facts", false);
    buffer_byte(out, '[');
    for (size_t i = 0; i < diff->fact_count; i++) {
        buffer_string(out, i ? ",{" : "{");
        member_put(out, "kind", true);
        json_put_text(out, text_of(diff->facts[i].kind));
        member_put(out, "name", false);
        json_put_text(out, diff->facts[i].name);
        member_put(out, "before", false);
        value_put(out, DIFF_TEXT, &diff->facts[i].before);
        member_put(out, "after", false);
        value_put(out, DIFF_TEXT, &diff->facts[i].after);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void read_put(struct buffer *out, const char *name, const struct diff_read *read, bool first)
{
    member_put(out, name, first);
    buffer_byte(out, '{');
    count_put(out, "chunks_read", read->chunks, true);
    count_put(out, "chunks", read->chunks_all, false);
    count_put(out, "bytes_read", read->bytes, false);
    count_put(out, "bytes", read->bytes_all, false);
    buffer_byte(out, '}');
}

void diff_json(const struct diff *diff, struct buffer *out)
{
    buffer_byte(out, '{');
    member_put(out, "assay", true);
    json_put_text(out, text_of(ASSAY_VERSION));
    member_put(out, "before", false);
    json_put_text(out, diff->before);
    member_put(out, "after", false);
    json_put_text(out, diff->after);
    member_put(out, "different", false);
    buffer_string(out, diff_differs(diff) ? "true" : "false");
    member_put(out, "tables", false);
    buffer_byte(out, '[');
    for (size_t i = 0; i < diff->table_count; i++) {
        buffer_string(out, i ? ",{" : "{");
        table_put(out, &diff->tables[i]);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
    facts_put(diff, out);
    if (diff->versions) {
        member_put(out, "read", false);
        buffer_byte(out, '{');
        read_put(out, "before", &diff->read_before, true);
        read_put(out, "after", &diff->read_after, false);
        buffer_byte(out, '}');
    }
    buffer_string(out, "}\n");
}
