/* The run's JSON as the page carries it: gzip (RFC 1952) without a time stamp, so that the same run gives the
 * same bytes, in base64. The browser unpacks it with DecompressionStream, a shell with `base64 -d | gunzip`.
 */
#include <limits.h>
#include <zlib.h>

#include "base/base64.h"
#include "report/escape.h"
#include "report/html.h"
#include "report/run_json.h"

/* What a browser opens at once and a mail still carries. Beyond it the page says "n of N". */
enum { MOST_FINDINGS = 100000, MOST_BYTES = 25 * 1000 * 1000 };

/* Fast levels cost a tenth of the size and save half the time of writing a page with many findings. */
enum { COMPRESSION_LEVEL = 5, WINDOW_BITS_GZIP = 15 + 16, MEMORY_LEVEL = 9 };

static int gzip_fail(struct error *error, int code)
{
    return error_set(error, ERROR_SYSTEM, "packing the report's findings: zlib error %d", code);
}

static int gzip_put(struct buffer *out, struct text plain, struct error *error)
{
    z_stream stream = {0};
    int code = deflateInit2(&stream, COMPRESSION_LEVEL, Z_DEFLATED, WINDOW_BITS_GZIP, MEMORY_LEVEL,
                            Z_DEFAULT_STRATEGY);
    if (code != Z_OK)
        return gzip_fail(error, code);
    size_t bound = deflateBound(&stream, plain.length);
    char *to = buffer_reserve(out, bound);
    if (!to || plain.length > UINT_MAX || bound > UINT_MAX) {
        (void)deflateEnd(&stream);
        return to ? error_set(error, ERROR_SYSTEM, "the report's findings are too large to pack (%zu bytes)",
                              plain.length)
                  : error_memory(error);
    }
    stream.next_in = (Bytef *)plain.data;
    stream.avail_in = (uInt)plain.length;
    stream.next_out = (Bytef *)to;
    stream.avail_out = (uInt)bound;
    code = deflate(&stream, Z_FINISH);
    out->length += stream.total_out;
    (void)deflateEnd(&stream);
    return code == Z_STREAM_END ? 0 : gzip_fail(error, code);
}

static int64_t findings_within(const struct run *run, size_t per_check)
{
    int64_t sum = 0;
    for (size_t i = 0; i < run->check_count; i++) {
        size_t count = run->checks[i].finding_count;
        sum += (int64_t)(count < per_check ? count : per_check);
    }
    return sum;
}

/* The largest share that every check can have with no more than `most` findings in all. */
static size_t share_within(const struct run *run, int64_t most)
{
    size_t low = 1, high = (size_t)most;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        if (findings_within(run, middle) <= most)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

int packed_put(const struct run *run, struct buffer *out, int64_t *findings, struct error *error)
{
    struct buffer plain = {0}, packed = {0};
    int code = 0;
    size_t share = share_within(run, MOST_FINDINGS);
    for (;;) {
        buffer_clear(&plain);
        buffer_clear(&packed);
        run_json_put(run, &(struct run_json_options){.no_seconds = true, .findings_per_check = share},
                     &plain);
        code = buffer_status(&plain, error);
        if (code == 0)
            code = gzip_put(&packed, buffer_view(&plain), error);
        if (code != 0 || packed.length / 3 * 4 <= MOST_BYTES || share == 1)
            break;
        share /= 2;
    }
    *findings = findings_within(run, share);
    if (code == 0)
        base64_put(out, packed.data, packed.length);
    buffer_release(&plain);
    buffer_release(&packed);
    return code;
}
