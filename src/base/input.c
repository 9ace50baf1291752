/* A byte stream from a file: plain, gzip or zstd. Every stored byte passes through one buffer, where it is
 * counted and hashed, whatever the compression. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buffer.h"
#include "base/cancel.h"
#include "base/file.h"
#include "base/memory.h"

enum { STORED_CAPACITY = 256 * 1024, WINDOW_LOG_MAX = 31 /* what zstd --long=31 writes */ };

enum compression { PLAIN, GZIP, ZSTANDARD };

struct input {
    char *path;
    int file;
    enum compression compression;
    uint64_t stored_bytes; /* read from the file so far */
    char *stored;          /* stored[at..end) is read and not yet consumed */
    size_t at, end;
    bool stored_end; /* the file has no more bytes */
    bool in_frame;   /* inside a gzip member or zstd frame */
    bool finished;
    z_stream gzip;
    bool gzip_open;
    ZSTD_DStream *zstd;
};

static uint64_t consumed_bytes(const struct input *input)
{
    return input->stored_bytes - (input->end - input->at);
}

static int read_stored(struct input *input, char *out, size_t size, size_t *got, struct error *error)
{
    ssize_t count;
    do {
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted while reading %s", input->path);
        count = read(input->file, out, size);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot read at byte %llu: %s", input->path,
                         (unsigned long long)input->stored_bytes, strerror(errno));
    *got = (size_t)count;
    input->stored_bytes += *got;
    input->stored_end = count == 0;
    return 0;
}

/* Adds stored bytes to the buffer, at least one unless the file is at its end. */
static int fill(struct input *input, struct error *error)
{
    if (input->at > 0) {
        memmove(input->stored, input->stored + input->at, input->end - input->at);
        input->end -= input->at;
        input->at = 0;
    }
    if (input->stored_end || input->end == STORED_CAPACITY)
        return 0;
    size_t got;
    TRY(read_stored(input, input->stored + input->end, STORED_CAPACITY - input->end, &got, error));
    input->end += got;
    return 0;
}

static int fill_to(struct input *input, size_t wanted, struct error *error)
{
    while (input->end - input->at < wanted && !input->stored_end)
        TRY(fill(input, error));
    return 0;
}

static bool is_gzip(const unsigned char *bytes, size_t length)
{
    return length >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
}

/* A frame, or a skippable frame (RFC 8878, section 3.1.2), which some writers put first. */
static bool is_zstd(const unsigned char *bytes, size_t length)
{
    if (length < 4)
        return false;
    bool frame = bytes[0] == 0x28 && bytes[1] == 0xB5 && bytes[2] == 0x2F && bytes[3] == 0xFD;
    bool skippable = (bytes[0] & 0xF0) == 0x50 && bytes[1] == 0x2A && bytes[2] == 0x4D && bytes[3] == 0x18;
    return frame || skippable;
}

static int start_decompression(struct input *input, struct error *error)
{
    TRY(fill_to(input, 4, error));
    const unsigned char *bytes = (const unsigned char *)input->stored;
    if (is_gzip(bytes, input->end)) {
        input->compression = GZIP;
        /* 16: expect gzip's header and trailer, and check them. */
        input->gzip_open = inflateInit2(&input->gzip, 16 + MAX_WBITS) == Z_OK;
        return input->gzip_open ? 0 : error_memory(error);
    }
    if (is_zstd(bytes, input->end)) {
        input->compression = ZSTANDARD;
        input->zstd = ZSTD_createDStream();
        if (!input->zstd ||
            ZSTD_isError(ZSTD_DCtx_setParameter(input->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)))
            return error_memory(error);
    }
    return 0;
}

static int open_file(struct input *input, struct error *error)
{
    if (strcmp(input->path, "-") == 0) {
        memory_free(input->path);
        input->path = memory_copy_text("standard input", 14);
        input->file = STDIN_FILENO;
        return input->path ? 0 : error_memory(error);
    }
    input->file = open(input->path, O_RDONLY | O_CLOEXEC);
    if (input->file < 0)
        return error_set(error, ERROR_INPUT, "%s: cannot open: %s", input->path, strerror(errno));
    struct stat status;
    if (fstat(input->file, &status) == 0 && S_ISDIR(status.st_mode))
        return error_set(error, ERROR_INPUT, "%s: is a folder; name the files in it, for example '%s/*'",
                         input->path, input->path);
    posix_fadvise(input->file, 0, 0, POSIX_FADV_SEQUENTIAL);
    return 0;
}

int input_open(struct input **opened, const char *path, struct error *error)
{
    *opened = NULL;
    struct input *input = memory_new(1, sizeof *input);
    if (!input)
        return error_memory(error);
    input->file = -1;
    input->path = memory_copy_text(path, strlen(path));
    input->stored = memory_resize(NULL, STORED_CAPACITY, 1);
    int code = input->path && input->stored ? 0 : error_memory(error);
    if (code == 0)
        code = open_file(input, error);
    if (code == 0)
        code = start_decompression(input, error);
    if (code < 0)
        input_close(input);
    else
        *opened = input;
    return code;
}

static int corrupt(struct input *input, const char *format, const char *what, struct error *error)
{
    return error_set(error, ERROR_INPUT, "%s: %s data is corrupt at compressed byte %llu (%s)", input->path,
                     format, (unsigned long long)consumed_bytes(input), what);
}

static int truncated(struct input *input, const char *format, struct error *error)
{
    return error_set(error, ERROR_INPUT,
                     "%s: %s data ends too early, at compressed byte %llu; the file is truncated",
                     input->path, format, (unsigned long long)input->stored_bytes);
}

static int read_plain(struct input *input, char *out, size_t size, size_t *got, struct error *error)
{
    size_t held = input->end - input->at;
    if (held == 0)
        return read_stored(input, out, size, got, error);
    *got = held < size ? held : size;
    memcpy(out, input->stored + input->at, *got);
    input->at += *got;
    return 0;
}

/* Between gzip members: another one, zero padding (as on tapes), or the end. */
static int next_member(struct input *input, struct error *error)
{
    TRY(fill_to(input, 2, error));
    while (input->at < input->end && input->stored[input->at] == 0) {
        input->at++;
        TRY(fill_to(input, 2, error));
    }
    if (input->at == input->end) {
        input->finished = true;
        return 0;
    }
    if (!is_gzip((const unsigned char *)input->stored + input->at, input->end - input->at))
        return corrupt(input, "gzip", "bytes that are no gzip follow", error);
    input->in_frame = true;
    return inflateReset(&input->gzip) == Z_OK ? 0 : error_memory(error);
}

static int read_gzip(struct input *input, char *out, size_t size, size_t *got, struct error *error)
{
    while (*got == 0) {
        if (!input->in_frame)
            TRY(next_member(input, error));
        if (input->finished)
            return 0;
        if (input->at == input->end)
            TRY(fill(input, error));
        if (input->at == input->end)
            return truncated(input, "gzip", error);
        input->gzip.next_in = (Bytef *)input->stored + input->at;
        input->gzip.avail_in = (uInt)(input->end - input->at);
        input->gzip.next_out = (Bytef *)out;
        input->gzip.avail_out = size > 1U << 30 ? 1U << 30 : (uInt)size;
        uInt room = input->gzip.avail_out;
        int status = inflate(&input->gzip, Z_NO_FLUSH);
        input->at = input->end - input->gzip.avail_in;
        *got = room - input->gzip.avail_out;
        if (status == Z_MEM_ERROR)
            return error_memory(error);
        if (status == Z_STREAM_END)
            input->in_frame = false;
        else if (status != Z_OK && status != Z_BUF_ERROR)
            return corrupt(input, "gzip", input->gzip.msg ? input->gzip.msg : "unreadable", error);
    }
    return 0;
}

static int read_zstd(struct input *input, char *out, size_t size, size_t *got, struct error *error)
{
    ZSTD_outBuffer target = {out, size, 0};
    while (target.pos == 0) {
        /* Even without new bytes the decoder may hold output from before; at the end, ask it once more. */
        if (input->at == input->end)
            TRY(fill(input, error));
        bool no_more = input->at == input->end;
        if (no_more && !input->in_frame)
            break;
        ZSTD_inBuffer source = {input->stored + input->at, input->end - input->at, 0};
        size_t left = ZSTD_decompressStream(input->zstd, &target, &source);
        input->at += source.pos;
        if (ZSTD_isError(left))
            return corrupt(input, "zstd", ZSTD_getErrorName(left), error);
        input->in_frame = left != 0;
        if (no_more && input->in_frame && target.pos == 0)
            return truncated(input, "zstd", error);
    }
    *got = target.pos;
    return 0;
}

int input_read(struct input *input, void *out, size_t size, size_t *got, struct error *error)
{
    *got = 0;
    if (size == 0 || input->finished)
        return 0;
    switch (input->compression) {
    case GZIP:
        TRY(read_gzip(input, out, size, got, error));
        break;
    case ZSTANDARD:
        TRY(read_zstd(input, out, size, got, error));
        break;
    case PLAIN:
        TRY(read_plain(input, out, size, got, error));
        break;
    }
    input->finished = *got == 0;
    return 0;
}

/* A small file needs no large block, which would cost more to get than the file to read. */
static size_t block_length(int file)
{
    struct stat status;
    bool small = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < STORED_CAPACITY;
    return small ? (size_t)status.st_size + 1 : STORED_CAPACITY;
}

int file_digest(const char *path, char sha256[65], uint64_t *bytes, struct error *error)
{
    struct sha256 *state = sha256_new();
    struct input file = {.path = (char *)(uintptr_t)path, .file = open(path, O_RDONLY | O_CLOEXEC)};
    int missing = file.file < 0 ? errno : 0;
    size_t length = missing ? 1 : block_length(file.file), got = 1;
    char *block = memory_resize(NULL, length, 1);
    int code = !state || !block ? error_memory(error)
               : missing        ? error_set(error, ERROR_INPUT, "%s: %s", path, strerror(missing))
                                : 0;
    while (code == 0 && got > 0) {
        code = read_stored(&file, block, length, &got, error);
        if (code == 0)
            code = sha256_add(state, block, got, error);
    }
    if (code == 0)
        code = sha256_hex(state, sha256, error);
    *bytes = file.stored_bytes;
    if (file.file >= 0)
        close(file.file);
    memory_free(block);
    sha256_free(state);
    return code;
}

void input_close(struct input *input)
{
    if (!input)
        return;
    if (input->gzip_open)
        inflateEnd(&input->gzip);
    ZSTD_freeDStream(input->zstd);
    if (input->file > STDIN_FILENO)
        close(input->file);
    memory_free(input->stored);
    memory_free(input->path);
    memory_free(input);
}

int file_read_all(const char *path, size_t limit, char **data, size_t *length, struct error *error)
{
    struct input *input;
    struct buffer content = {0};
    *data = NULL;
    *length = 0;
    TRY(input_open(&input, path, error));
    int code = 0;
    for (size_t got = 1; code == 0 && got > 0;) {
        char *room = buffer_reserve(&content, 64 * 1024);
        code = room ? input_read(input, room, 64 * 1024, &got, error) : error_memory(error);
        if (code == 0)
            content.length += got;
        if (content.length > limit)
            code = error_set(error, ERROR_INPUT, "%s: is longer than the %zu bytes it may have", path, limit);
    }
    input_close(input);
    if (code < 0) {
        buffer_release(&content);
        return code;
    }
    content.data[content.length] = '\0';
    *data = content.data;
    *length = content.length;
    return 0;
}
