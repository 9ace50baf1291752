/* Any bytes as a file: the first byte chooses container and block size. Records lie within the file, in
 * order, and are the bytes that stand at the place they name. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "read/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

struct position {
    int64_t byte, line, number;
};

static void check_record(const struct source_record *record, struct text content, struct position *last)
{
    check(record->byte >= last->byte && (size_t)record->byte + record->raw.length <= content.length);
    check(text_equal(record->raw, (struct text){content.data + record->byte, record->raw.length}));
    check(record->line >= last->line && record->number == last->number + 1);
    *last = (struct position){record->byte + (int64_t)record->raw.length, record->line, record->number};
}

static void check_source(struct source *source, struct text content)
{
    struct source_block block = {0};
    struct error error = {0};
    struct position last = {0, 1, 0};
    struct text fields[4];
    struct arena arena = {0};
    while (source_next(source, &block, &error) == 0 && block.count > 0)
        for (size_t i = 0; i < block.count; i++) {
            check_record(&block.records[i], content, &last);
            check(table_fields(block.records[i].raw, ',', fields, 4, &arena) > 0);
        }
    arena_release(&arena);
    source_block_release(&block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct source_options options = {
        .container = data[0] % 5, .block_bytes = 1 + data[0] / 5, .record_limit = 1000};
    struct text content = {(const char *)data + 1, size - 1};
    char path[64];
    int file = memfd_create("fuzz", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    struct source *source;
    struct error error = {0};
    bool written = file >= 0 && write(file, content.data, content.length) == (ssize_t)content.length;
    /* Compressed content has other places than the bytes given here; the places are checked on what is plain.
     */
    bool packed = content.length >= 4 && (memcmp(content.data, "\x1F\x8B", 2) == 0 ||
                                          memcmp(content.data + 1, "\xB5\x2F\xFD", 3) == 0 ||
                                          memcmp(content.data + 1, "\x2A\x4D\x18", 3) == 0);
    if (written && !packed && source_open(&source, path, &options, &error) == 0) {
        check_source(source, content);
        source_close(source);
    }
    close(file);
    return 0;
}
