/* JSON values as records: the elements of one array, or values that just follow each other. Only strings and
 * nesting are tracked, brackets and braces alike; whether a record is JSON is for the parser to say. */
#include "read/split.h"

enum { EXCERPT = 64 };

enum found { FOUND_VALUE, FOUND_FAULT, FOUND_NOTHING };

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Bytes that matter inside a value and outside its strings. */
static const bool structural[256] = {['"'] = true, ['{'] = true, ['}'] = true, ['['] = true, [']'] = true};

static void cut_fault(struct split *split, struct source_record *record, size_t end, const char *fault,
                      const char *message)
{
    split_cut(split, record, end, end);
    record->fault = fault;
    record->fault_message = message;
}

/* What follows the closing bracket: reported once, with its first bytes, and not read on. */
static enum found report_rest(struct split *split, struct source_record *record)
{
    size_t left = split->length - split->start;
    if (split->reported)
        split->start = split->scanned = split->length;
    if (split->reported || (left < EXCERPT && !split->at_end))
        return FOUND_NOTHING;
    split->reported = true;
    cut_fault(split, record, split->start + (left < EXCERPT ? left : EXCERPT), "text_after_array",
              "There is text after the closing bracket of the array; it is not read.");
    return FOUND_FAULT;
}

static enum found report_end(struct split *split, struct source_record *record)
{
    if (!split->at_end || split->reported || split->brackets != BRACKETS_OPEN)
        return FOUND_NOTHING;
    split->reported = true;
    cut_fault(split, record, split->start, "unbalanced_array",
              "The file ends before the array's closing bracket.");
    return FOUND_FAULT;
}

/* Brackets and commas of the array itself. Returns whether the byte was one of them. */
static bool take_punctuation(struct split *split, char byte)
{
    if (split->brackets == BRACKETS_DUE) {
        split->brackets = byte == '[' ? BRACKETS_OPEN : BRACKETS_NONE;
        return byte == '[';
    }
    if (split->brackets != BRACKETS_OPEN)
        return false;
    if (byte == ',')
        split->commas++;
    else if (byte == ']')
        split->brackets = BRACKETS_CLOSED;
    return byte == ',' || byte == ']';
}

static enum found find_value(struct split *split, struct source_record *record)
{
    for (; split->start < split->length; split->start++) {
        char byte = split->bytes[split->start];
        split->line += byte == '\n';
        if (is_space(byte))
            continue;
        if (split->brackets == BRACKETS_CLOSED)
            return report_rest(split, record);
        if (!take_punctuation(split, byte)) {
            split->in_value = true;
            split->scanned = split->start;
            return FOUND_VALUE;
        }
        if (split->brackets == BRACKETS_CLOSED && split->commas > 0) {
            cut_fault(split, record, split->start + 1, "misplaced_comma",
                      "A comma comes before the closing bracket.");
            return FOUND_FAULT;
        }
    }
    split->scanned = split->start;
    return report_end(split, record);
}

/* Moves past the string that is open. False when the window ends first. */
static bool pass_string(struct split *split)
{
    const char *bytes = split->bytes;
    while (split->scanned < split->length) {
        const char *quote = memchr(bytes + split->scanned, '"', split->length - split->scanned);
        if (!quote)
            break;
        split->scanned = (size_t)(quote - bytes) + 1;
        /* An odd number of backslashes before it makes the quote part of the string. */
        size_t at = split->scanned - 1;
        while (at > split->quote && bytes[at - 1] == '\\')
            at--;
        if ((split->scanned - 1 - at) % 2 == 0) {
            split->in_quote = false;
            return true;
        }
    }
    split->scanned = split->length;
    return false;
}

/* Moves to the end of the value that begins at start. False when the window ends first. */
static bool pass_value(struct split *split)
{
    while (split->scanned < split->length) {
        if (split->in_quote) {
            if (!pass_string(split))
                return false;
            if (split->depth == 0)
                return true;
            continue;
        }
        char byte = split->bytes[split->scanned];
        bool first = split->scanned == split->start;
        if (split->depth == 0 && !first && (byte == ',' || is_space(byte) || structural[(unsigned char)byte]))
            return true; /* a bare word or number ends before this */
        split->scanned++;
        if (!structural[(unsigned char)byte])
            continue;
        if (byte == '"') {
            split->in_quote = true;
            split->quote = split->scanned;
        } else if (byte == '{' || byte == '[') {
            split->depth++;
        } else if (split->depth <= 1) {
            return true; /* closed; or a stray bracket, a record by itself */
        } else {
            split->depth--;
        }
    }
    return false;
}

/* End of the record, whose last line may be followed by white space only when the file ends within it. */
static size_t trimmed_end(const struct split *split)
{
    size_t end = split->scanned;
    while (end > split->start && is_space(split->bytes[end - 1]))
        end--;
    return end;
}

static void mark_faults(struct split *split, struct source_record *record, bool open)
{
    int64_t commas_due = split->values > 0;
    if (open) {
        split->reported = true;
        record->fault = "truncated_record";
        record->fault_message = "The file ends within this record.";
    } else if (split->brackets == BRACKETS_OPEN && split->commas != commas_due) {
        record->fault = "misplaced_comma";
        record->fault_message = split->commas < commas_due ? "A comma is missing before this record."
                                                           : "There are too many commas before this record.";
    }
    split->commas = 0;
    split->values++;
}

bool split_array(struct split *split, struct source_record *record)
{
    if (!split->in_value) {
        enum found found = find_value(split, record);
        if (found != FOUND_VALUE)
            return found == FOUND_FAULT;
    }
    bool whole = pass_value(split);
    if (!whole && !split->at_end)
        return false;
    bool open = !whole && (split->depth > 0 || split->in_quote);
    split_cut(split, record, open ? trimmed_end(split) : split->scanned, split->scanned);
    mark_faults(split, record, open);
    return true;
}
