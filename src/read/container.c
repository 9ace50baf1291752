/* What a file is, told by its beginning; the ending of its name decides only what the content leaves open. */
#include "base/text.h"
#include "read/split.h"

enum { SAMPLE_RECORDS = 64, LONGEST_COLUMN_NAME = 64 };

static const char delimiters[] = {',', '\t', ';', '|'};

const char *container_name(enum container container)
{
    static const char *const names[] = {
        [CONTAINER_UNKNOWN] = "unknown", [CONTAINER_LINES] = "lines", [CONTAINER_ARRAY] = "array",
        [CONTAINER_OBJECT] = "object",   [CONTAINER_TABLE] = "table", [CONTAINER_PARQUET] = "parquet",
    };
    return names[container];
}

/* ---- JSON ---------------------------------------------------------------------------------------------- */

static struct text first_line(struct text text)
{
    const char *newline = memchr(text.data, '\n', text.length);
    return (struct text){text.data, newline ? (size_t)(newline - text.data) : text.length};
}

static struct text after(struct text text, size_t length)
{
    return text_trim((struct text){text.data + length, text.length - length});
}

/* The first one or two values that the text holds one after the other; one that is cut off does not count. */
static int first_values(struct text text, struct text values[2])
{
    struct split split = {
        .bytes = text.data, .length = text.length, .at_end = true, .brackets = BRACKETS_NONE};
    struct source_record record;
    int count = 0;
    while (count < 2 && split_array(&split, &record) && !record.fault)
        values[count++] = record.raw;
    return count;
}

static enum container tell_object(struct text text)
{
    struct text line = first_line(text), values[2];
    struct text rest = after(text, line.length);
    int count = first_values(line, values);
    if (count == 2 && values[1].data[0] == '{')
        return CONTAINER_ARRAY; /* records that follow each other without line ends */
    if (count > 0 || rest.length == 0 || rest.data[0] == '{')
        return CONTAINER_LINES; /* also when the first line was cut off */
    if (first_values(text, values) == 0)
        return CONTAINER_OBJECT; /* one value, longer than the sample */
    rest = after(text, (size_t)(values[0].data - text.data) + values[0].length);
    return rest.length > 0 && rest.data[0] == '{' ? CONTAINER_ARRAY : CONTAINER_OBJECT;
}

static bool starts_element(char byte)
{
    return byte != '\0' && strchr("{[]\"-0123456789tfnNI", byte);
}

static enum container tell_array(struct text text)
{
    struct text line = first_line(text), values[2];
    struct text rest = after(text, line.length);
    struct text inside = after(text, 1);
    if (inside.length > 0 && !starts_element(inside.data[0]))
        return CONTAINER_LINES; /* "[laughs] hello": text */
    int count = first_values(line, values);
    if (count == 0)
        return CONTAINER_ARRAY;
    if (count == 2 || (rest.length > 0 && rest.data[0] == '['))
        return CONTAINER_LINES;
    return strchr("{[]", inside.data[0]) ? CONTAINER_ARRAY : CONTAINER_LINES;
}

/* ---- tables -------------------------------------------------------------------------------------------- */

/* How a beginning looks when it is cut with one delimiter. */
struct layout {
    char delimiter;
    size_t fields;   /* of the first record */
    size_t records;  /* after the first */
    size_t agreeing; /* of these, as many fields as the first */
    bool named;      /* every field of the first could be a column's name */
};

static size_t count_fields(struct text raw, char delimiter, bool *named)
{
    size_t count = 1, length = 0;
    bool quoted = false;
    *named = true;
    for (size_t i = 0; i < raw.length; i++) {
        quoted ^= raw.data[i] == '"';
        length++;
        if (!quoted && raw.data[i] == delimiter) {
            *named &= length > 1 && length <= LONGEST_COLUMN_NAME;
            length = 0;
            count++;
        }
    }
    *named &= length > 0 && length <= LONGEST_COLUMN_NAME;
    return count;
}

static struct layout lay_out(struct text beginning, bool whole, char delimiter)
{
    struct split split = {
        .bytes = beginning.data, .length = beginning.length, .at_end = whole, .delimiter = delimiter};
    struct layout layout = {.delimiter = delimiter};
    struct source_record record;
    bool named;
    if (split_table(&split, &record))
        layout.fields = count_fields(record.raw, delimiter, &layout.named);
    while (layout.records < SAMPLE_RECORDS && split_table(&split, &record)) {
        layout.records++;
        layout.agreeing += count_fields(record.raw, delimiter, &named) == layout.fields;
    }
    return layout;
}

static bool better(const struct layout *a, const struct layout *b)
{
    if ((a->fields > 1) != (b->fields > 1))
        return a->fields > 1;
    if (a->agreeing * (b->records + 1) != b->agreeing * (a->records + 1))
        return a->agreeing * (b->records + 1) > b->agreeing * (a->records + 1);
    return a->fields > b->fields;
}

static struct layout best_layout(struct text beginning, bool whole)
{
    struct layout best = lay_out(beginning, whole, delimiters[0]);
    for (size_t i = 1; i < sizeof delimiters; i++) {
        struct layout layout = lay_out(beginning, whole, delimiters[i]);
        if (better(&layout, &best))
            best = layout;
    }
    return best;
}

/* The name without an ending that tells of compression. */
static struct text plain_name(const char *path)
{
    struct text name = text_of(path);
    if (text_ends(name, ".gz"))
        name.length -= 3;
    else if (text_ends(name, ".zst"))
        name.length -= 4;
    return name;
}

static bool ends_with_any(struct text name, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_ends(name, endings[i]))
            return true;
    return false;
}

static bool named_as_table(const char *path)
{
    static const char *const endings[] = {".csv", ".tsv", ".tab", ".CSV", ".TSV"};
    return ends_with_any(plain_name(path), endings, sizeof endings / sizeof *endings);
}

static bool named_as_text(const char *path)
{
    static const char *const endings[] = {".txt", ".jsonl", ".ndjson", ".json", ".md", ".log"};
    return ends_with_any(plain_name(path), endings, sizeof endings / sizeof *endings);
}

/* Prose has commas too: what is not named as a table must look like one in every record. */
static bool is_table(const struct layout *layout, const char *path)
{
    if (named_as_table(path))
        return true;
    if (layout->fields < 2 || layout->records == 0 || layout->agreeing < layout->records || !layout->named)
        return false;
    bool strong = layout->fields > 2 || layout->records >= 8 || layout->delimiter == '\t';
    return strong || !named_as_text(path);
}

char table_delimiter(struct text beginning, bool whole, const char *path)
{
    struct layout layout = best_layout(beginning, whole);
    bool tabs = layout.fields < 2 && text_ends(plain_name(path), ".tsv");
    return tabs ? '\t' : layout.delimiter;
}

enum container container_tell(struct text beginning, bool whole, const char *path, char *delimiter)
{
    if (text_starts(beginning, "PAR1"))
        return CONTAINER_PARQUET;
    struct text text = text_trim(beginning);
    if (text.length == 0)
        return named_as_table(path) ? CONTAINER_TABLE : CONTAINER_LINES;
    if (text.data[0] == '{')
        return tell_object(text);
    if (text.data[0] == '[')
        return tell_array(text);
    struct layout layout = best_layout(beginning, whole);
    if (!is_table(&layout, path))
        return CONTAINER_LINES;
    *delimiter = table_delimiter(beginning, whole, path);
    return CONTAINER_TABLE;
}
