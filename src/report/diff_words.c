/* What the forms of a comparison say in the same words. */
#include "report/amount.h"
#include "report/diff_report.h"

void diff_put_key_names(struct buffer *out, const struct diff_table *table)
{
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(out, i ? ", " : "");
        buffer_text(out, table->columns[table->key[i]].name);
    }
}

void diff_put_key(struct buffer *out, const struct diff_row *row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i ? ", " : "");
        if (row->key[i].text.data)
            buffer_text(out, row->key[i].text);
        else
            buffer_string(out, "NULL");
    }
}

void diff_put_remark(struct buffer *out, const struct diff_table *table)
{
    if (table->content_key) {
        buffer_string(out, "Records are named by their content: one that changed is one removed and one "
                           "added.");
        return;
    }
    if (table->key_count > 0)
        return;
    buffer_string(out, "Without a key, ");
    amount_put_counted(out, table->rows_before + table->rows_after, "row");
    buffer_string(out, " were compared as a whole: one that changed is one removed and one added.");
    if (table->suggested_key.data) {
        buffer_string(out, " A column that names every row: --key ");
        buffer_text(out, table->suggested_key);
    }
}
