#include "kernels/compression.h"

#include <zlib.h>

#include "base/cancel.h"
#include "base/memory.h"

static void *take(void *own, unsigned count, unsigned size)
{
    (void)own;
    return memory_new(count, size);
}

static void give(void *own, void *block)
{
    (void)own;
    memory_free(block);
}

enum { STEP = 1 << 20 };

/* Feeds the text in steps and throws away what comes out. */
static int run(z_stream *stream, struct text text, struct error *error)
{
    unsigned char out[1 << 14];
    int state = Z_OK;
    for (size_t at = 0; state == Z_OK;) {
        size_t rest = text.length - at, step = rest < STEP ? rest : STEP;
        if (stream->avail_in == 0) {
            stream->next_in = (z_const unsigned char *)(uintptr_t)(text.data + at);
            stream->avail_in = (unsigned)step;
            at += step;
            if (cancel_requested())
                return error_set(error, ERROR_INTERRUPTED, "interrupted");
        }
        stream->next_out = out;
        stream->avail_out = sizeof out;
        state = deflate(stream, at == text.length ? Z_FINISH : Z_NO_FLUSH);
    }
    return state == Z_STREAM_END ? 0 : error_set(error, ERROR_SYSTEM, "compression failed (%d)", state);
}

int compressed_size(struct text text, uint64_t *size, struct error *error)
{
    z_stream stream = {.zalloc = take, .zfree = give};
    if (deflateInit(&stream, 6) != Z_OK)
        return error_memory(error);
    int code = run(&stream, text, error);
    *size = stream.total_out;
    deflateEnd(&stream);
    return code;
}
