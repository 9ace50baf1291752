/* The answer of a query: cells of text that stand one after another in one buffer. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "store/catalog_internal.h"

enum { FIRST_CELLS = 64 };

/* While rows are fetched the buffer moves, so cells hold only their length until rows_finish; this one stands
 * for NULL. */
#define NO_LENGTH ((size_t)-1)

static size_t cells_used(const struct rows *rows)
{
    return rows->count; /* counts cells until rows_finish */
}

static int cells_grow(struct rows *rows, struct error *error)
{
    size_t used = cells_used(rows);
    bool full = used == 0 || (used >= FIRST_CELLS && (used & (used - 1)) == 0);
    if (!full)
        return 0;
    size_t room = used == 0 ? FIRST_CELLS : 2 * used;
    struct text *cells = memory_resize(rows->cells, room, sizeof *cells);
    if (!cells)
        return error_memory(error);
    rows->cells = cells;
    return 0;
}

int rows_add(struct rows *rows, const char *data, size_t length, struct error *error)
{
    TRY(cells_grow(rows, error));
    rows->cells[rows->count++] = (struct text){NULL, data ? length : NO_LENGTH};
    if (data) {
        buffer_append(&rows->bytes, data, length);
        buffer_byte(&rows->bytes, '\0');
    }
    return buffer_status(&rows->bytes, error);
}

int rows_finish(struct rows *rows, struct error *error)
{
    const char *at = rows->bytes.data;
    size_t cells = rows->count;
    for (size_t i = 0; i < cells; i++) {
        if (rows->cells[i].length == NO_LENGTH) {
            rows->cells[i].length = 0;
            continue;
        }
        rows->cells[i].data = at;
        at += rows->cells[i].length + 1;
    }
    rows->count = rows->columns ? cells / rows->columns : 0;
    return buffer_status(&rows->bytes, error);
}

void rows_release(struct rows *rows)
{
    memory_free(rows->cells);
    buffer_release(&rows->bytes);
    *rows = (struct rows){0};
}

int64_t rows_int64(const struct rows *rows, size_t row, size_t column)
{
    struct text cell = rows_cell(rows, row, column);
    return cell.data ? strtoll(cell.data, NULL, 10) : 0;
}

struct text decimal_text(struct decimal *space, int64_t value)
{
    int length = snprintf(space->digits, sizeof space->digits, "%" PRId64, value);
    return (struct text){space->digits, (size_t)length};
}
