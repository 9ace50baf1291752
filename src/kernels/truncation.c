/* One pass over the lines for fences and sentences, then a closer look at the last line. */
#include "kernels/truncation.h"

#include <stdint.h>
#include <utf8proc.h>

#include "base/utf8.h"

static const struct truncation complete = {NULL, 0};

/* ---- characters ---------------------------------------------------------------------------------------- */

static bool is_sentence_end(int32_t point)
{
    switch (point) {
    case '.':
    case '!':
    case '?':
    case 0x2026:
    case 0x203C:
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x3002:
    case 0xFF01:
    case 0xFF1F:
    case 0xFF0E:
    case 0xFF61: /* 。！？．｡ */
    case 0x0964:
    case 0x0965:
    case 0x061F:
    case 0x06D4:
    case 0x0589: /* danda, Arabic, Urdu, Armenian */
    case 0x1362:
    case 0x1367:
    case 0x104B:
    case 0x17D4: /* Ethiopic, Myanmar, Khmer */
        return true;
    default:
        return false;
    }
}

static bool is_closing(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return point == '"' || point == '\'' || point == '*' || point == '_' ||
           category == UTF8PROC_CATEGORY_PE || category == UTF8PROC_CATEGORY_PF ||
           category == UTF8PROC_CATEGORY_PI;
}

static bool is_letter(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

static bool is_comma(int32_t point)
{
    return point == ',' || point == 0x060C || point == 0x3001 || point == 0xFF0C;
}

static bool is_dash(int32_t point)
{
    return point == '-' || point == 0x2013 || point == 0x2014;
}

static bool is_space(int32_t point)
{
    return point == ' ' || point == '\t' || point == '\n' || point == '\r';
}

/* Written without spaces, and with sentence marks of their own. */
static bool is_wide_letter(int32_t point)
{
    return (point >= 0x3041 && point <= 0x30FF) || (point >= 0x3400 && point <= 0x9FFF);
}

static int32_t last_point(struct text text)
{
    if (!text.length)
        return 0;
    size_t at = text.length - 1;
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80)
        at--;
    return utf8_next(text, &at);
}

static int32_t first_point(struct text text)
{
    size_t at = 0;
    return text.length ? utf8_next(text, &at) : 0;
}

static bool contains(struct text text, const char *string)
{
    return memmem(text.data, text.length, string, strlen(string)) != NULL;
}

/* ---- lines --------------------------------------------------------------------------------------------- */

static struct text trim_start(struct text text)
{
    while (text.length && is_space((unsigned char)text.data[0]))
        text = (struct text){text.data + 1, text.length - 1};
    return text;
}

static struct text trim_end(struct text text)
{
    while (text.length && is_space((unsigned char)text.data[text.length - 1]))
        text.length--;
    return text;
}

/* Length of "12. ", "3) ", "- ", "* ", "• " at the start of a trimmed line; 0 when there is none. The space
 * may be missing at the end of the line. */
static size_t marker_length(struct text line)
{
    size_t at = 0;
    while (at < line.length && at < 4 && line.data[at] >= '0' && line.data[at] <= '9')
        at++;
    if (at > 0) {
        if (at == line.length || (line.data[at] != '.' && line.data[at] != ')'))
            return 0;
        at++;
    } else if (text_starts(line, "•")) {
        at = strlen("•");
    } else if (line.length && strchr("-*+", line.data[0])) {
        at = 1;
    } else {
        return 0;
    }
    if (at < line.length && line.data[at] != ' ')
        return 0;
    return at < line.length ? at + 1 : at;
}

/* Where sentences end within a line. */
struct sentences {
    size_t count;
    size_t rest; /* offset behind the last end that something follows */
};

/* "Dr.", "e.g.", "J." and the like do not end a sentence; nor does the number of a list item. */
static bool is_abbreviation(struct text before_stop)
{
    static const char *const known[] = {"Dr",   "Mr",  "Mrs", "Ms",  "St", "vs", "etc",
                                        "Prof", "Inc", "No",  "Fig", "cf", "al", "approx"};
    size_t start = before_stop.length;
    while (start > 0 && before_stop.data[start - 1] != ' ' && before_stop.data[start - 1] != '(' &&
           before_stop.data[start - 1] != '.')
        start--;
    struct text word = {before_stop.data + start, before_stop.length - start};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (text_is(word, known[i]))
            return true;
    }
    return word.length == 1 && is_letter((unsigned char)word.data[0]);
}

static bool starts_lower(struct text text)
{
    return utf8proc_category(first_point(text)) == UTF8PROC_CATEGORY_LL;
}

static struct sentences find_sentences(struct text line)
{
    struct sentences found = {0};
    for (size_t at = marker_length(line); at < line.length;) {
        size_t start = at;
        int32_t point = utf8_next(line, &at);
        if (!is_sentence_end(point) || (point == '.' && is_abbreviation((struct text){line.data, start})))
            continue;
        size_t end = at;
        while (end < line.length) {
            size_t next = end;
            int32_t follower = utf8_next(line, &next);
            if (!is_closing(follower) && !is_sentence_end(follower))
                break;
            end = next;
        }
        struct text rest = trim_start((struct text){line.data + end, line.length - end});
        bool spaced = rest.length < line.length - end || point > 0x7F;
        at = end;
        if (rest.length && (!spaced || starts_lower(rest)))
            continue;
        found.count++;
        if (rest.length)
            found.rest = (size_t)(rest.data - line.data);
    }
    return found;
}

static size_t count_words(struct text text)
{
    size_t words = 0, wide = 0;
    bool inside = false;
    for (size_t at = 0; at < text.length;) {
        int32_t point = utf8_next(text, &at);
        bool letter = is_letter(point);
        words += letter && !inside;
        wide += is_wide_letter(point);
        inside = letter || point == '\'' || point == 0x2019;
    }
    return words + wide / 2;
}

/* ---- the whole text ------------------------------------------------------------------------------------ */

struct outline {
    size_t sentences;
    size_t ended, unended; /* long lines outside code before the last, by whether they end as a sentence */
    bool in_fence, last_is_fence, has_list;
    size_t fences, fence_offset;
    char fence_byte;
    size_t fence_length;
    struct text last; /* the last line, trimmed */
    size_t last_offset;
};

static size_t fence_length(struct text line)
{
    size_t length = 0;
    while (length < line.length && line.data[length] == line.data[0])
        length++;
    return length >= 3 && (line.data[0] == '`' || line.data[0] == '~') ? length : 0;
}

/* Opens or closes a fenced block (CommonMark 0.31, section 4.5). */
static bool read_fence(struct outline *outline, struct text line, size_t offset)
{
    size_t length = line.length ? fence_length(line) : 0;
    if (!length || (line.data[0] == '`' && memchr(line.data + length, '`', line.length - length)))
        return false; /* "```x```" is code within a line */
    outline->fences++;
    if (!outline->in_fence) {
        outline->in_fence = true;
        outline->fence_offset = offset;
        outline->fence_byte = line.data[0];
        outline->fence_length = length;
    } else if (line.data[0] == outline->fence_byte && length >= outline->fence_length &&
               length == line.length) {
        outline->in_fence = false;
    }
    return true;
}

static void read_line(struct outline *outline, struct text line, size_t offset)
{
    if (outline->last.length && !outline->last_is_fence) { /* what was the last line is an earlier one now */
        int32_t end = last_point(outline->last);
        bool ends = is_sentence_end(end) || end == ':' || is_closing(end);
        if (count_words(outline->last) >= 6)
            *(ends ? &outline->ended : &outline->unended) += 1;
        outline->has_list |= marker_length(outline->last) > 0 || end == ':';
    }
    outline->last = line;
    outline->last_offset = offset;
    outline->last_is_fence = read_fence(outline, line, offset) || outline->in_fence;
    if (!outline->last_is_fence)
        outline->sentences += find_sentences(line).count;
}

static struct outline read_outline(struct text text)
{
    struct outline outline = {0};
    for (size_t at = 0; at < text.length;) {
        const char *end = memchr(text.data + at, '\n', text.length - at);
        size_t stop = end ? (size_t)(end - text.data) : text.length;
        struct text line = trim_start((struct text){text.data + at, stop - at});
        size_t offset = (size_t)(line.data - text.data);
        line = trim_end(line);
        if (line.length)
            read_line(&outline, line, offset);
        at = stop + 1;
    }
    return outline;
}

/* ---- brackets and quotes ------------------------------------------------------------------------------- */

/* Offset of the innermost bracket of a JSON text that nothing closes; SIZE_MAX when all are closed. */
static size_t open_json_bracket(struct text text)
{
    enum { DEEPEST = 64 };
    size_t open[DEEPEST], depth = 0;
    bool in_string = false;
    for (size_t at = 0; at < text.length; at++) {
        char byte = text.data[at];
        if (in_string && byte == '\\')
            at++;
        else if (byte == '"')
            in_string = !in_string;
        else if (!in_string && (byte == '{' || byte == '[') && depth < DEEPEST)
            open[depth++] = at;
        else if (!in_string && (byte == '}' || byte == ']') && depth > 0)
            depth--;
    }
    return depth ? open[depth - 1] : SIZE_MAX;
}

static bool looks_like_json(struct text text)
{
    if (text.length < 2 || (text.data[0] != '{' && text.data[0] != '['))
        return false;
    struct text rest = trim_start((struct text){text.data + 1, text.length - 1});
    return rest.length && (rest.data[0] == '"' || (text.data[0] == '[' && rest.data[0] == '{'));
}

struct opened {
    int32_t closer;
    size_t offset;
};

static int32_t closer_of(int32_t point, int32_t before, int32_t after)
{
    bool fresh = before == 0 || is_space(before) || before == '(' || before == '[';
    switch (point) {
    case '(':
        return before == ':' || before == ';' || before == '-' ? 0 : ')'; /* not the mouth of ":(" */
    case '[':
        return ']';
    case 0x201C:
        return 0x201D;
    case 0xAB:
        return 0xBB;
    case 0x300C:
        return 0x300D;
    case '"':
        return fresh && is_letter(after) ? '"' : 0;
    default:
        return 0;
    }
}

/* The outermost bracket or quote of a line that is open at its end. */
static struct opened find_opened(struct text line)
{
    enum { DEEPEST = 16 };
    struct opened open[DEEPEST];
    size_t depth = 0;
    int32_t before = 0;
    for (size_t at = 0; at < line.length;) {
        size_t start = at;
        int32_t point = utf8_next(line, &at);
        size_t next = at;
        int32_t after = at < line.length ? utf8_next(line, &next) : 0;
        size_t match = depth;
        while (match > 0 && open[match - 1].closer != point)
            match--;
        int32_t closer = closer_of(point, before, after);
        if (match > 0)
            depth = match - 1;
        else if (closer && depth < DEEPEST)
            open[depth++] = (struct opened){closer, start};
        before = point;
    }
    return depth ? open[0] : (struct opened){0};
}

/* ---- the last line ------------------------------------------------------------------------------------- */

/* Tables, headings and attributions end as they like. */
static bool is_prose_line(struct text line, size_t marker)
{
    if (strchr("#|>", line.data[0]))
        return false;
    struct text rest = {line.data + marker, line.length - marker};
    return !is_dash(first_point(rest));
}

/* So do code, formulas and addresses. */
static bool is_prose(struct text rest)
{
    static const char *const signs[] = {"{",   "}",    "=", "<", ">",   "\\", "$", "|",
                                        "://", "www.", "@", "`", "();", "\t", "^"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (contains(rest, signs[i]))
            return false;
    }
    return rest.length && !is_dash(first_point(rest));
}

static bool ends_in_joining_word(struct text text)
{
    static const char *const words[] = {"a",   "an",   "the", "and", "or", "of",    "to",  "with",  "for",
                                        "by",  "from", "but", "as",  "at", "their", "its", "which", "because",
                                        "und", "oder", "der", "et",  "ou", "le",    "de",  "y",     "el"};
    size_t start = text.length;
    while (start > 0 && text.data[start - 1] != ' ')
        start--;
    struct text last = {text.data + start, text.length - start};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_is(last, words[i]))
            return true;
    }
    return false;
}

/* Names, titles and sign-offs: every word of four letters or more has a capital. */
static bool is_title(struct text text)
{
    size_t long_words = 0, capitals = 0;
    for (size_t at = 0; at < text.length;) {
        const char *space = memchr(text.data + at, ' ', text.length - at);
        size_t end = space ? (size_t)(space - text.data) : text.length;
        if (end - at >= 4) {
            struct text word = {text.data + at, end - at};
            size_t first = 0;
            utf8proc_category_t category = utf8proc_category(utf8_next(word, &first));
            long_words++;
            capitals += category == UTF8PROC_CATEGORY_LU;
        }
        at = end + 1;
    }
    return long_words > 0 && capitals == long_words;
}

/* How many sentences must have ended properly before an open end says something. Languages without capitals
 * often leave out the last stop: more. */
static size_t sentences_needed(int32_t end, size_t words, bool after_sentence)
{
    utf8proc_category_t category = utf8proc_category(end);
    bool cased = category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LU;
    if (is_letter(end) && !cased && !is_wide_letter(end))
        return 3;
    return after_sentence && words >= 6 ? 1 : 2;
}

static bool is_cut_sentence(const struct outline *outline, struct text rest, bool after_sentence)
{
    int32_t end = last_point(rest);
    size_t words = count_words(rest);
    if (outline->sentences < sentences_needed(end, words, after_sentence) || is_title(rest))
        return false;
    if (is_comma(end) || is_dash(end))
        return words >= 5; /* shorter: "Yours sincerely," */
    if (!is_letter(end) || utf8proc_category(end) == UTF8PROC_CATEGORY_LM)
        return false;
    if (words >= 3 && (after_sentence || ends_in_joining_word(rest)))
        return true;
    /* Every other long line ends as a sentence, this one alone does not. */
    return words >= 8 && outline->ended >= 2 && outline->unended * 5 <= outline->ended;
}

static struct truncation examine_last_line(const struct outline *outline)
{
    struct text line = outline->last;
    size_t marker = marker_length(line);
    if (marker && marker == line.length)
        return outline->has_list ? (struct truncation){"bare_list_marker", outline->last_offset} : complete;
    int32_t end = last_point(line);
    if (!is_prose_line(line, marker) || !(is_letter(end) || is_comma(end) || is_dash(end)))
        return complete;

    struct sentences sentences = find_sentences(line);
    size_t start = sentences.rest > marker ? sentences.rest : marker;
    struct text rest = {line.data + start, line.length - start};
    if (!is_prose(rest))
        return complete;
    struct opened opened = find_opened(rest);
    if (opened.closer && count_words(line) >= 6) {
        bool bracket = opened.closer == ')' || opened.closer == ']';
        return (struct truncation){bracket ? "open_bracket" : "open_quote",
                                   outline->last_offset + start + opened.offset};
    }
    if (is_cut_sentence(outline, rest, sentences.rest > marker))
        return (struct truncation){"cut_sentence", outline->last_offset + start};
    return complete;
}

struct truncation truncation_find(struct text text)
{
    text = trim_end(text);
    if (!text.length)
        return complete;
    if (looks_like_json(text)) {
        size_t open = open_json_bracket(text);
        return open == SIZE_MAX ? complete : (struct truncation){"open_bracket", open};
    }
    struct outline outline = read_outline(text);
    if (outline.in_fence)
        return outline.fences % 2 ? (struct truncation){"open_code_fence", outline.fence_offset} : complete;
    return outline.last_is_fence || !outline.last.length ? complete : examine_last_line(&outline);
}
