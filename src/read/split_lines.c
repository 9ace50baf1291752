/* One record a line. */
#include "read/split.h"

bool split_is_blank(struct text raw)
{
    for (size_t i = 0; i < raw.length; i++)
        if (raw.data[i] != ' ' && raw.data[i] != '\t' && raw.data[i] != '\r')
            return false;
    return true;
}

static int64_t count_newlines(const char *bytes, size_t length)
{
    int64_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += bytes[i] == '\n';
    return count;
}

void split_cut(struct split *split, struct source_record *record, size_t end, size_t next)
{
    const char *bytes = split->bytes + split->start;
    *record = (struct source_record){
        .raw = {bytes, end - split->start},
        .number = split->number++,
        .line = split->line,
        .byte = split->byte + (int64_t)split->start,
    };
    split->line += count_newlines(bytes, next - split->start);
    split->start = split->scanned = next;
    split->in_value = split->in_quote = false;
    split->depth = 0;
}

void split_shift(struct split *split)
{
    split->byte += (int64_t)split->start;
    split->scanned -= split->start;
    if (split->in_quote)
        split->quote -= split->start;
    split->length -= split->start;
    split->start = 0;
}

bool split_lines(struct split *split, struct source_record *record)
{
    while (split->start < split->length) {
        const char *newline = memchr(split->bytes + split->scanned, '\n', split->length - split->scanned);
        if (!newline && !split->at_end) {
            split->scanned = split->length;
            return false;
        }
        size_t end = newline ? (size_t)(newline - split->bytes) : split->length;
        size_t next = end + (newline != NULL);
        if (end > split->start && split->bytes[end - 1] == '\r')
            end--;
        struct text raw = {split->bytes + split->start, end - split->start};
        if (split_is_blank(raw)) {
            split->line += newline != NULL;
            split->start = split->scanned = next;
            continue;
        }
        split_cut(split, record, end, next);
        return true;
    }
    return false;
}
