/* The canonical bytes of a row: what its hash is the hash of. docs/row_hash.md is the definition; the numbers
 * here are part of it and never change their meaning.
 *
 * A value is a tag and a body of known length, so that no two different rows have the same bytes. All numbers
 * are big-endian. A row is the tag ROW_ROW and, for each field that is not NULL, in bytewise order of their
 * names, row_put_name and the value. Fields that are NULL are left out: a new column that is NULL everywhere
 * changes no hash. */
#ifndef ASSAY_KERNELS_ROW_BYTES_H
#define ASSAY_KERNELS_ROW_BYTES_H

#include <math.h>
#include <stdint.h>

#include "base/buffer.h"

enum row_tag {
    ROW_NULL = 0x00,
    ROW_FALSE = 0x01,
    ROW_TRUE = 0x02,
    ROW_INTEGER = 0x03,      /* int64 */
    ROW_WIDE_INTEGER = 0x04, /* int128, when it is no int64 */
    ROW_DOUBLE = 0x05,       /* IEEE 754 */
    ROW_DECIMAL = 0x06,      /* one byte of scale, int128 */
    ROW_TEXT = 0x07,         /* length, UTF-8 */
    ROW_BLOB = 0x08,         /* length, bytes */
    ROW_TIMESTAMP = 0x09,    /* microseconds */
    ROW_TIMESTAMP_TZ = 0x0A, /* microseconds, UTC */
    ROW_DATE = 0x0B,         /* days */
    ROW_TIME = 0x0C,         /* microseconds */
    ROW_INTERVAL = 0x0D,     /* months, days, microseconds */
    ROW_UUID = 0x0E,         /* 16 bytes */
    ROW_LIST = 0x0F,         /* count, values */
    ROW_STRUCT = 0x10,       /* count, names and values */
    ROW_MAP = 0x11,          /* count, keys and values */
    ROW_TIMESTAMP_NS = 0x12, /* nanoseconds, when they are no whole microseconds */
    ROW_HUGE_INTEGER = 0x13, /* uint128, from 2^127 up */
    ROW_ROW = 0x20,          /* names and values of the fields that are not NULL */
};

/* What the engine's infinite dates and timestamps become, in whatever unit. */
#define ROW_INFINITY INT64_MAX

/* `count` bytes more, to be filled; NULL when out of memory (buffer_status tells at the end). */
static inline unsigned char *row_take(struct buffer *row, size_t count)
{
    if (__builtin_expect(row->capacity - row->length <= count, 0) && !buffer_reserve(row, count))
        return NULL;
    unsigned char *room = (unsigned char *)row->data + row->length;
    row->length += count;
    return room;
}

static inline void row_store(unsigned char *at, uint64_t number)
{
    uint64_t swapped = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(number) : number;
    __builtin_memcpy(at, &swapped, sizeof swapped);
}

/* A tag alone: NULL, false, true, and the beginning of a row. */
static inline void row_put_tag(struct buffer *row, enum row_tag tag)
{
    unsigned char *at = row_take(row, 1);
    if (at)
        at[0] = (unsigned char)tag;
}

/* A tag and eight bytes: counts, integers, points in time. */
static inline void row_put_number(struct buffer *row, enum row_tag tag, uint64_t number)
{
    unsigned char *at = row_take(row, 9);
    if (!at)
        return;
    at[0] = (unsigned char)tag;
    row_store(at + 1, number);
}

static inline void row_put_integer(struct buffer *row, int64_t number)
{
    row_put_number(row, ROW_INTEGER, (uint64_t)number);
}

/* -0.0 is 0.0, and every NaN is the same. */
static inline void row_put_double(struct buffer *row, double number)
{
    uint64_t bits = 0x7FF8000000000000U;
    number += 0.0; /* turns -0.0 into 0.0, and nothing else into anything else */
    if (!isnan(number))
        __builtin_memcpy(&bits, &number, sizeof bits);
    row_put_number(row, ROW_DOUBLE, bits);
}

/* ROW_TEXT and ROW_BLOB. */
static inline void row_put_bytes(struct buffer *row, enum row_tag tag, struct text bytes)
{
    unsigned char *at = row_take(row, 9 + bytes.length);
    if (!at)
        return;
    at[0] = (unsigned char)tag;
    row_store(at + 1, bytes.length);
    if (bytes.length)
        __builtin_memcpy(at + 9, bytes.data, bytes.length);
}

/* The name of a field of a row or a STRUCT: length and bytes, without a tag. */
void row_put_name(struct buffer *row, struct text name);

/* An integer of 128 bits by its halves; the same bytes as row_put_integer where it fits. */
void row_put_wide(struct buffer *row, uint64_t high, uint64_t low);          /* two's complement */
void row_put_unsigned_wide(struct buffer *row, uint64_t high, uint64_t low); /* 0 … 2^128 - 1 */

/* unscaled / 10^scale, two's complement. */
void row_put_decimal(struct buffer *row, uint8_t scale, uint64_t high, uint64_t low);

/* A point in time in units of which `per_second` make a second (1, 1000, 10^6 or 10^9), without zone.
 * False, and nothing written, when it lies beyond what microseconds can count. */
bool row_put_timestamp(struct buffer *row, int64_t count, int64_t per_second);

void row_put_interval(struct buffer *row, int32_t months, int32_t days, int64_t microseconds);

/* The 16 bytes in the order in which a UUID is written. */
void row_put_uuid(struct buffer *row, uint64_t high, uint64_t low);

#endif
