/* Records of a table with RFC 4180 quoting: a quote opens at the start of a field, a doubled one stands for
 * itself, and line ends between quotes belong to the field. */
#include "read/split.h"

/* Moves past the closing quote of the open field. False when the window ends first. */
static bool pass_quoted(struct split *split)
{
    while (split->scanned < split->length) {
        const char *quote = memchr(split->bytes + split->scanned, '"', split->length - split->scanned);
        if (!quote) {
            split->scanned = split->length;
            return false;
        }
        split->scanned = (size_t)(quote - split->bytes);
        bool last = split->scanned + 1 == split->length;
        if (last && !split->at_end)
            return false; /* the next byte tells whether this one is doubled */
        if (last || quote[1] != '"') {
            split->scanned++;
            split->in_quote = false;
            return true;
        }
        split->scanned += 2;
    }
    return false;
}

static bool starts_field(const struct split *split, size_t at)
{
    return at == split->start || split->bytes[at - 1] == split->delimiter;
}

/* Moves to the newline that ends the record. False when the window ends first. */
static bool pass_record(struct split *split)
{
    const char *bytes = split->bytes;
    const char *newline = NULL;
    bool searched = false;
    while (split->scanned < split->length) {
        if (split->in_quote) {
            if (!pass_quoted(split))
                return false;
            continue;
        }
        if (!searched || (newline && newline < bytes + split->scanned))
            newline = memchr(bytes + split->scanned, '\n', split->length - split->scanned);
        searched = true;
        size_t end = newline ? (size_t)(newline - bytes) : split->length;
        const char *quote = memchr(bytes + split->scanned, '"', end - split->scanned);
        if (!quote) {
            split->scanned = end;
            return newline != NULL;
        }
        split->scanned = (size_t)(quote - bytes) + 1;
        split->in_quote = starts_field(split, split->scanned - 1);
    }
    return false;
}

bool split_table(struct split *split, struct source_record *record)
{
    while (split->start < split->length) {
        bool whole = pass_record(split);
        if (!whole && !split->at_end)
            return false;
        bool open = !whole && split->in_quote;
        size_t end = split->scanned, next = end + whole;
        if (end > split->start && split->bytes[end - 1] == '\r')
            end--;
        if (split_is_blank((struct text){split->bytes + split->start, end - split->start})) {
            split->line += whole;
            split->start = split->scanned = next;
            continue;
        }
        split_cut(split, record, end, next);
        if (open) {
            record->fault = "unclosed_quote";
            record->fault_message =
                "A quote is opened in this record and never closed; it reaches to the file's end.";
        }
        return true;
    }
    return false;
}
