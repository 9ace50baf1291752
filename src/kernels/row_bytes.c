#include "kernels/row_bytes.h"

void row_put_name(struct buffer *row, struct text name)
{
    unsigned char *at = row_take(row, 8 + name.length);
    if (!at)
        return;
    row_store(at, name.length);
    if (name.length)
        memcpy(at + 8, name.data, name.length);
}

static void put_halves(struct buffer *row, enum row_tag tag, uint64_t high, uint64_t low)
{
    unsigned char *at = row_take(row, 17);
    if (!at)
        return;
    at[0] = (unsigned char)tag;
    row_store(at + 1, high);
    row_store(at + 9, low);
}

void row_put_wide(struct buffer *row, uint64_t high, uint64_t low)
{
    uint64_t sign = 0 - (low >> 63);
    if (high == sign)
        row_put_integer(row, (int64_t)low);
    else
        put_halves(row, ROW_WIDE_INTEGER, high, low);
}

void row_put_unsigned_wide(struct buffer *row, uint64_t high, uint64_t low)
{
    if (high >> 63)
        put_halves(row, ROW_HUGE_INTEGER, high, low);
    else
        row_put_wide(row, high, low);
}

void row_put_decimal(struct buffer *row, uint8_t scale, uint64_t high, uint64_t low)
{
    unsigned char *at = row_take(row, 18);
    if (!at)
        return;
    at[0] = ROW_DECIMAL;
    at[1] = scale;
    row_store(at + 2, high);
    row_store(at + 10, low);
}

bool row_put_timestamp(struct buffer *row, int64_t count, int64_t per_second)
{
    enum { MICROSECONDS = 1000000 };
    int64_t microseconds = count;
    if (count == ROW_INFINITY || count == -ROW_INFINITY) {
        row_put_number(row, ROW_TIMESTAMP, (uint64_t)count);
        return true;
    }
    if (per_second > MICROSECONDS && count % (per_second / MICROSECONDS) != 0) {
        row_put_number(row, ROW_TIMESTAMP_NS, (uint64_t)count);
        return true;
    }
    if (per_second > MICROSECONDS)
        microseconds = count / (per_second / MICROSECONDS);
    else if (__builtin_mul_overflow(count, MICROSECONDS / per_second, &microseconds))
        return false;
    row_put_number(row, ROW_TIMESTAMP, (uint64_t)microseconds);
    return true;
}

void row_put_interval(struct buffer *row, int32_t months, int32_t days, int64_t microseconds)
{
    unsigned char *at = row_take(row, 25);
    if (!at)
        return;
    at[0] = ROW_INTERVAL;
    row_store(at + 1, (uint64_t)(int64_t)months);
    row_store(at + 9, (uint64_t)(int64_t)days);
    row_store(at + 17, (uint64_t)microseconds);
}

void row_put_uuid(struct buffer *row, uint64_t high, uint64_t low)
{
    put_halves(row, ROW_UUID, high, low);
}
