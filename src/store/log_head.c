#include "store/log_head.h"

#include "base/hex.h"

enum { DIGITS = 2 * MERKLE_HASH };

void frontier_put(const struct merkle_frontier *frontier, struct buffer *out)
{
    char digits[DIGITS + 1];
    for (size_t i = 0; i < merkle_frontier_count(frontier); i++) {
        hex_write(frontier->roots[i].bytes, MERKLE_HASH, digits);
        if (i)
            buffer_byte(out, ' ');
        buffer_append(out, digits, DIGITS);
    }
}

int frontier_read(struct merkle_frontier *frontier, int64_t size, struct text text, struct error *error)
{
    frontier->size = (uint64_t)size;
    size_t count = size < 0 ? 0 : merkle_frontier_count(frontier);
    bool right = size >= 0 && text.length == (count ? count * (DIGITS + 1) - 1 : 0);
    for (size_t i = 0; i < count && right; i++) {
        const char *at = text.data + i * (DIGITS + 1);
        right = hex_read((struct text){at, DIGITS}, frontier->roots[i].bytes, MERKLE_HASH) &&
                (i + 1 == count || at[DIGITS] == ' ');
    }
    return right ? 0
                 : error_set(error, ERROR_INPUT,
                             "the audit log's head (log_head) is damaged: its frontier is not that of %lld "
                             "events",
                             (long long)size);
}
