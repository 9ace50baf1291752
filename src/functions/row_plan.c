#include "functions/row_plan.h"

#include "kernels/row_bytes.h"

enum { WORD_SLOTS = 1024 };

struct enum_word {
    uint64_t index_after; /* index + 1; 0: empty */
    struct text word;
};

/* ---- types --------------------------------------------------------------------------------------------- */

static int plan_value(struct row_plan *plan, const struct column *column, struct arena *arena,
                      struct error *error);

static int take_children(struct row_plan *plan, size_t count, struct error *error)
{
    plan->child_count = count;
    plan->children = arena_take_zeroed(plan->arena, count, sizeof *plan->children);
    plan->names = arena_take_zeroed(plan->arena, count, sizeof *plan->names);
    return plan->children && plan->names ? 0 : error_memory(error);
}

static int plan_elements(struct row_plan *plan, struct error *error)
{
    struct column elements = column_elements(&plan->column);
    TRY(take_children(plan, 1, error));
    return plan_value(&plan->children[0], &elements, plan->arena, error);
}

static int plan_fields(struct row_plan *plan, struct error *error)
{
    TRY(take_children(plan, column_field_count(&plan->column), error));
    for (size_t i = 0; i < plan->child_count; i++) {
        struct text name;
        struct column field = column_field_at(&plan->column, i, plan->arena, &name);
        if (!name.data)
            return error_memory(error);
        if (plan_value(&plan->children[i], &field, plan->arena, error) < 0)
            return error_prefix(error, "field \"%.*s\": ", (int)(name.length < 100 ? name.length : 100),
                                name.data);
        plan->names[i] = name;
    }
    return 0;
}

/* Names as they are written: length and bytes, ready to be copied. */
static int encode_names(struct row_plan *plan, struct error *error)
{
    for (size_t i = 0; i < plan->child_count; i++) {
        struct text name = plan->names[i];
        unsigned char *encoded = arena_take(plan->arena, 8 + name.length, 1);
        if (!encoded)
            return error_memory(error);
        row_store(encoded, name.length);
        if (name.length)
            memcpy(encoded + 8, name.data, name.length);
        plan->names[i] = (struct text){(const char *)encoded, 8 + name.length};
    }
    return 0;
}

static int plan_enum(struct row_plan *plan, struct error *error)
{
    plan->words = arena_take_zeroed(plan->arena, WORD_SLOTS, sizeof *plan->words);
    return plan->words ? 0 : error_memory(error);
}

static int plan_value(struct row_plan *plan, const struct column *column, struct arena *arena,
                      struct error *error)
{
    *plan = (struct row_plan){.column = *column, .physical = column->kind, .arena = arena};
    switch (column->kind) {
    case KIND_OTHER:
        return error_set(error, ERROR_USAGE, "a %s has no canonical bytes; cast it to VARCHAR",
                         column_type_name(column));
    case KIND_DECIMAL:
        plan->physical = column_physical(column);
        plan->scale = column_scale(column);
        return 0;
    case KIND_ENUM:
        plan->physical = column_physical(column);
        return plan_enum(plan, error);
    case KIND_LIST:
        plan->map = column_is_map(column);
        TRY(plan_elements(plan, error));
        return 0;
    case KIND_ARRAY:
        plan->array_size = column_array_size(column);
        return plan_elements(plan, error);
    case KIND_STRUCT:
        TRY(plan_fields(plan, error));
        return encode_names(plan, error);
    default:
        return 0;
    }
}

struct named_field {
    struct text name;
    struct row_plan plan;
};

static int compare_fields(const void *left, const void *right)
{
    struct text a = ((const struct named_field *)left)->name, b = ((const struct named_field *)right)->name;
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int sort_fields(struct row_plan *plan, struct error *error)
{
    struct named_field *fields = arena_take(plan->arena, plan->child_count, sizeof *fields);
    if (!fields)
        return error_memory(error);
    for (size_t i = 0; i < plan->child_count; i++)
        fields[i] = (struct named_field){plan->names[i], plan->children[i]};
    qsort(fields, plan->child_count, sizeof *fields, compare_fields);
    for (size_t i = 0; i < plan->child_count; i++) {
        plan->names[i] = fields[i].name;
        plan->children[i] = fields[i].plan;
    }
    return 0;
}

int row_plan_make(struct row_plan *plan, const struct column *structure, struct arena *arena,
                  struct error *error)
{
    *plan = (struct row_plan){.column = *structure, .physical = KIND_STRUCT, .arena = arena};
    TRY(plan_fields(plan, error));
    for (size_t i = 0; i < plan->child_count; i++)
        if (plan->names[i].length == 0)
            return error_set(error, ERROR_USAGE,
                             "field %zu has no name; give a row whose fields have names, as {'a': a, 'b': b}",
                             i + 1);
    TRY(sort_fields(plan, error));
    return encode_names(plan, error);
}

/* ---- values -------------------------------------------------------------------------------------------- */

static int put_value(const struct row_plan *plan, size_t row, struct buffer *out, struct error *error);

static void put_encoded(struct buffer *out, struct text encoded)
{
    unsigned char *at = row_take(out, encoded.length);
    if (at)
        memcpy(at, encoded.data, encoded.length);
}

static void put_decimal(const struct row_plan *plan, size_t row, struct buffer *out)
{
    struct wide_integer unscaled;
    if (plan->physical == KIND_INT128) {
        unscaled = column_wide(&plan->column, row);
    } else {
        int64_t number = column_integer(&plan->column, plan->physical, row);
        unscaled = (struct wide_integer){(uint64_t)number, number < 0 ? UINT64_MAX : 0};
    }
    row_put_decimal(out, plan->scale, unscaled.high, unscaled.low);
}

static void put_date(const struct row_plan *plan, size_t row, struct buffer *out)
{
    int64_t days = column_int32(&plan->column, row);
    if (days == INT32_MAX || days == -INT32_MAX)
        days = days > 0 ? ROW_INFINITY : -ROW_INFINITY;
    row_put_number(out, ROW_DATE, (uint64_t)days);
}

static int put_timestamp(const struct row_plan *plan, size_t row, int64_t per_second, struct buffer *out,
                         struct error *error)
{
    int64_t count = column_int64(&plan->column, row);
    if (row_put_timestamp(out, count, per_second))
        return 0;
    return error_set(error, ERROR_USAGE,
                     "a timestamp lies %lld units of 1/%lld second from 1970, beyond what microseconds count",
                     (long long)count, (long long)per_second);
}

static int put_word(const struct row_plan *plan, size_t row, struct buffer *out, struct error *error)
{
    uint64_t index = (uint64_t)column_integer(&plan->column, plan->physical, row);
    struct enum_word *slot = &plan->words[index % WORD_SLOTS];
    if (slot->index_after != index + 1) {
        struct text word = column_enum_text(&plan->column, index, plan->arena);
        if (!word.data)
            return error_memory(error);
        *slot = (struct enum_word){index + 1, word};
    }
    row_put_bytes(out, ROW_TEXT, slot->word);
    return 0;
}

static int put_elements(const struct row_plan *plan, struct list_entry entry, struct buffer *out,
                        struct error *error)
{
    row_put_number(out, ROW_LIST, entry.length);
    for (uint64_t i = entry.offset; i < entry.offset + entry.length; i++)
        TRY(put_value(&plan->children[0], i, out, error));
    return 0;
}

/* The engine keeps a MAP as a list of STRUCT(key, value). */
static int put_map(const struct row_plan *plan, struct list_entry entry, struct buffer *out,
                   struct error *error)
{
    const struct row_plan *pair = &plan->children[0];
    row_put_number(out, ROW_MAP, entry.length);
    for (uint64_t i = entry.offset; i < entry.offset + entry.length; i++) {
        TRY(put_value(&pair->children[0], i, out, error));
        TRY(put_value(&pair->children[1], i, out, error));
    }
    return 0;
}

static int put_struct(const struct row_plan *plan, size_t row, struct buffer *out, struct error *error)
{
    row_put_number(out, ROW_STRUCT, plan->child_count);
    for (size_t i = 0; i < plan->child_count; i++) {
        put_encoded(out, plan->names[i]);
        TRY(put_value(&plan->children[i], row, out, error));
    }
    return 0;
}

static int put_nested(const struct row_plan *plan, size_t row, struct buffer *out, struct error *error)
{
    if (plan->column.kind == KIND_STRUCT)
        return put_struct(plan, row, out, error);
    if (plan->column.kind == KIND_ARRAY)
        return put_elements(plan, (struct list_entry){row * plan->array_size, plan->array_size}, out, error);
    struct list_entry entry = column_list(&plan->column, row);
    return plan->map ? put_map(plan, entry, out, error) : put_elements(plan, entry, out, error);
}

/* Points in time, and what else is rare. */
static int put_rare(const struct row_plan *plan, size_t row, struct buffer *out, struct error *error)
{
    const struct column *column = &plan->column;
    struct wide_integer wide;
    struct calendar_interval interval;
    switch (column->kind) {
    case KIND_INT128:
        wide = column_wide(column, row);
        row_put_wide(out, wide.high, wide.low);
        return 0;
    case KIND_UINT128:
        wide = column_wide(column, row);
        row_put_unsigned_wide(out, wide.high, wide.low);
        return 0;
    case KIND_UUID:
        wide = column_wide(column, row);
        row_put_uuid(out, wide.high ^ 1ULL << 63, wide.low);
        return 0;
    case KIND_INTERVAL:
        interval = column_interval(column, row);
        row_put_interval(out, interval.months, interval.days, interval.microseconds);
        return 0;
    case KIND_TIMESTAMP_S:
        return put_timestamp(plan, row, 1, out, error);
    case KIND_TIMESTAMP_MS:
        return put_timestamp(plan, row, 1000, out, error);
    case KIND_TIMESTAMP_NS:
        return put_timestamp(plan, row, 1000000000, out, error);
    case KIND_ENUM:
        return put_word(plan, row, out, error);
    default:
        return put_nested(plan, row, out, error);
    }
}

static int put_value(const struct row_plan *plan, size_t row, struct buffer *out, struct error *error)
{
    const struct column *column = &plan->column;
    if (!column_valid(column, row)) {
        row_put_tag(out, ROW_NULL);
        return 0;
    }
    switch (column->kind) {
    case KIND_BOOLEAN:
        row_put_tag(out, column_boolean(column, row) ? ROW_TRUE : ROW_FALSE);
        return 0;
    case KIND_INT8:
    case KIND_INT16:
    case KIND_INT32:
    case KIND_INT64:
    case KIND_UINT8:
    case KIND_UINT16:
    case KIND_UINT32:
        row_put_integer(out, column_integer(column, column->kind, row));
        return 0;
    case KIND_UINT64:
        row_put_unsigned_wide(out, 0, column_uint64(column, row));
        return 0;
    case KIND_FLOAT:
        row_put_double(out, (double)column_float(column, row));
        return 0;
    case KIND_DOUBLE:
        row_put_double(out, column_double(column, row));
        return 0;
    case KIND_TEXT:
        row_put_bytes(out, ROW_TEXT, column_text(column, row));
        return 0;
    case KIND_BLOB:
        row_put_bytes(out, ROW_BLOB, column_text(column, row));
        return 0;
    case KIND_DECIMAL:
        put_decimal(plan, row, out);
        return 0;
    case KIND_DATE:
        put_date(plan, row, out);
        return 0;
    case KIND_TIME:
        row_put_number(out, ROW_TIME, (uint64_t)column_int64(column, row));
        return 0;
    case KIND_TIMESTAMP:
        return put_timestamp(plan, row, 1000000, out, error);
    case KIND_TIMESTAMP_TZ:
        row_put_number(out, ROW_TIMESTAMP_TZ, (uint64_t)column_int64(column, row));
        return 0;
    default:
        return put_rare(plan, row, out, error);
    }
}

int row_plan_put(const struct row_plan *plan, size_t row, struct buffer *out, struct error *error)
{
    row_put_tag(out, ROW_ROW);
    for (size_t i = 0; i < plan->child_count; i++) {
        const struct row_plan *field = &plan->children[i];
        if (!column_valid(&field->column, row))
            continue;
        put_encoded(out, plan->names[i]);
        TRY(put_value(field, row, out, error));
    }
    return 0;
}
