/* Lists of what stands for nothing, compared without brackets and dots. */
#include "kernels/placeholder.h"

/* Whole texts, without the marks around them. */
static const char *const whole_texts[] = {"n/a",
                                          "nan",
                                          "noinput",
                                          "no input",
                                          "nooutput",
                                          "no output",
                                          "todo",
                                          "tbd",
                                          "to be determined",
                                          "fixme",
                                          "placeholder",
                                          "answer here",
                                          "your answer here",
                                          "insert answer here",
                                          "insert text here",
                                          "insert output here",
                                          "lorem ipsum",
                                          "undefined",
                                          "no response",
                                          "no answer",
                                          "output goes here",
                                          "xxx",
                                          "[deleted]",
                                          "removed by user",
                                          NULL};

/* The same where brackets say that they are no words of an answer. */
static const char *const bracketed_texts[] = {"none",     "null",    "empty",   "blank", "output",
                                              "response", "answer",  "input",   "text",  "nil",
                                              "na",       "removed", "deleted", NULL};

static const char *const input_markers[] = {"noinput", "no input",    "nooutput",   "no output",
                                            "n/a",     "placeholder", "input here", "insert input here",
                                            NULL};

static bool is_listed(const char *data, size_t length, const char *const *list)
{
    for (; *list; list++) {
        if (strlen(*list) == length && memcmp(*list, data, length) == 0)
            return true;
    }
    return false;
}

/* Takes the marks at both ends away; true when there was a bracket. */
static bool strip(const struct folded *folded, size_t *start, size_t *stop)
{
    bool bracketed = false;
    while (*start < *stop && strchr("<[({\"'*_`#-. \n", folded->bytes[*start])) {
        bracketed |= strchr("<[({", folded->bytes[*start]) != NULL;
        (*start)++;
    }
    while (*stop > *start && strchr(">])}\"'*_`.!- \n", folded->bytes[*stop - 1]))
        (*stop)--;
    return bracketed;
}

static struct sign sign_of(const char *kind, const struct folded *folded, size_t start, size_t stop)
{
    return (struct sign){kind, folded->origins[start], folded->origins[stop] - folded->origins[start]};
}

static struct sign find_whole(const struct folded *folded)
{
    size_t start = 0, stop = folded->length;
    if (folded->cut || folded->length > 64 || folded->length == 0)
        return (struct sign){0};
    bool bracketed = strip(folded, &start, &stop);
    const char *data = folded->bytes + start;
    bool ellipsis = stop - start == 3 && memcmp(data, "\xE2\x80\xA6", 3) == 0;
    bool dots = stop == start && strchr(".-_?*", folded->bytes[0]) && folded->length > 1;
    if (ellipsis || dots || is_listed(data, stop - start, whole_texts) ||
        (bracketed && is_listed(data, stop - start, bracketed_texts)))
        return sign_of("whole_text", folded, 0, folded->length);
    return (struct sign){0};
}

/* "[insert …]" at the byte: folded length, else 0. */
static size_t fill_in_length(const struct folded *folded, size_t at)
{
    static const char *const openings[] = {"insert ",  "your answer", "placeholder", "to be filled",
                                           "add text", "fill in",     NULL};
    char close = folded->bytes[at] == '['   ? ']'
                 : folded->bytes[at] == '<' ? '>'
                 : folded->bytes[at] == '{' ? '}'
                                            : 0;
    if (!close)
        return 0;
    for (const char *const *opening = openings; *opening; opening++) {
        size_t length = strlen(*opening);
        if (folded->length - at - 1 < length || memcmp(folded->bytes + at + 1, *opening, length) != 0)
            continue;
        const char *end =
            memchr(folded->bytes + at, close, folded->length - at < 80 ? folded->length - at : 80);
        return end ? (size_t)(end - folded->bytes) + 1 - at : 0;
    }
    return 0;
}

static struct sign find_within(const struct folded *folded)
{
    bool code = false;
    for (size_t at = 0; at < folded->length; at++) {
        code ^= folded->bytes[at] == '`';
        if (code)
            continue;
        size_t length = fill_in_length(folded, at);
        if (length)
            return sign_of("fill_in", folded, at, at + length);
        bool line = at == 0 || folded->bytes[at - 1] == '\n';
        length = folded_phrase(folded, at, "lorem ipsum dolor");
        if (length)
            return sign_of("lorem_ipsum", folded, at, at + length);
        length = line ? folded_phrase(folded, at, "todo:*") : 0;
        if (length)
            return sign_of("unfinished_mark", folded, at, at + length);
    }
    return (struct sign){0};
}

struct sign placeholder_find(struct text answer, struct folded *space)
{
    folded_read(space, answer);
    struct sign whole = find_whole(space);
    return whole.kind ? whole : find_within(space);
}

struct sign placeholder_input(struct text request, struct folded *space)
{
    size_t end = request.length;
    while (end > 0 && strchr(" \t\r\n", request.data[end - 1]))
        end--;
    const char *line = end ? memrchr(request.data, '\n', end) : NULL;
    size_t from = line ? (size_t)(line - request.data) + 1 : 0;
    if (from == 0 || end - from > 40)
        return (struct sign){0};
    folded_read(space, (struct text){request.data + from, end - from});
    size_t start = 0, stop = space->length;
    bool bracketed = strip(space, &start, &stop);
    if (is_listed(space->bytes + start, stop - start, input_markers) ||
        (bracketed && is_listed(space->bytes + start, stop - start, bracketed_texts)))
        return (struct sign){"empty_input", from, end - from};
    return (struct sign){0};
}
