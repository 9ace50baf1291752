/* Looking at an answer line by line. */
#include "kernels/answer_form.h"

#include <ctype.h>
#include <stdbool.h>

const char *form_name(enum form form)
{
    static const char *const names[FORM_COUNT] = {"empty", "json", "code", "table", "list", "prose"};
    return names[form];
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f' || byte == '\v';
}

/* Takes one line off the rest, without its end. */
static struct text next_line(struct text *rest)
{
    const char *end = memchr(rest->data, '\n', rest->length);
    size_t length = end ? (size_t)(end - rest->data) : rest->length;
    struct text line = {rest->data, length};
    size_t taken = length + (end ? 1 : 0);
    rest->data += taken;
    rest->length -= taken;
    return line;
}

/* ---- lines --------------------------------------------------------------------------------------------- */

static bool is_fence(struct text line)
{
    return text_starts(line, "```") || text_starts(line, "~~~");
}

static bool is_heading(struct text line)
{
    size_t marks = 0;
    while (marks < line.length && line.data[marks] == '#')
        marks++;
    return marks >= 1 && marks <= 6 && marks < line.length && line.data[marks] == ' ';
}

/* "12.", "3)", "b)" and a blank behind it. */
static bool is_numbered(struct text line)
{
    size_t digits = 0;
    while (digits < line.length && digits < 4 && isdigit((unsigned char)line.data[digits]))
        digits++;
    bool letter = digits == 0 && line.length && isalpha((unsigned char)line.data[0]);
    size_t at = letter ? 1 : digits;
    if (at == 0 || at + 1 >= line.length)
        return false;
    bool closed = line.data[at] == ')' || (!letter && line.data[at] == '.');
    return closed && is_blank(line.data[at + 1]);
}

static bool is_item(struct text line)
{
    if (text_starts(line, "•") || text_starts(line, "– ") || is_numbered(line))
        return true;
    return line.length > 1 && strchr("-*+", line.data[0]) && is_blank(line.data[1]);
}

static bool is_row(struct text line)
{
    size_t bars = 0;
    for (size_t i = 0; i < line.length; i++)
        bars += line.data[i] == '|';
    return bars >= 2;
}

/* Beginnings of lines of code, and those that open sentences too and need a sign of code behind them. */
static bool begins_with_any(struct text line, const char *const *beginnings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_starts(line, beginnings[i]))
            return true;
    }
    return false;
}

static bool opens_code(struct text line)
{
    static const char *const beginnings[] = {
        "def ",         "#include", "#!",        "return;",  "console.", "print(",  "elif ",
        "else:",        "else {",   "try:",      "except",   "SELECT ",  "INSERT ", "UPDATE ",
        "CREATE TABLE", "<?",       "<!DOCTYPE", "int main", "//",       "/*",
    };
    return begins_with_any(line, beginnings, sizeof beginnings / sizeof *beginnings);
}

static bool may_open_code(struct text line)
{
    static const char *const beginnings[] = {
        "class ",   "import ", "from ",  "return ",  "function ", "const ", "let ", "var ",  "public ",
        "private ", "static ", "using ", "package ", "fn ",       "if ",    "for ", "while "};
    return begins_with_any(line, beginnings, sizeof beginnings / sizeof *beginnings);
}

/* A line that ends like a sentence is none of code. */
static bool looks_like_code(struct text line)
{
    char last = line.data[line.length - 1];
    if (last == ';' || last == '{' || last == '}')
        return true;
    if (line.data[0] == '<' && last == '>' && line.length > 2)
        return true;
    if (last == '.' || last == '?' || last == '!')
        return false;
    if (opens_code(line))
        return true;
    bool sign = last == ':' || last == ')' || memchr(line.data, '=', line.length) ||
                memchr(line.data, '+', line.length) || memmem(line.data, line.length, " import ", 8);
    bool module = text_starts(line, "import ") && !memchr(line.data + 7, ' ', line.length - 7);
    return (sign || module) && may_open_code(line);
}

/* "x = f(y)": a name, one equals sign that is no comparison. */
static bool is_assignment(struct text line)
{
    size_t at = 0;
    while (at < line.length && (isalnum((unsigned char)line.data[at]) || strchr("_.[]", line.data[at])))
        at++;
    if (at == 0 || at + 2 >= line.length || isdigit((unsigned char)line.data[0]))
        return false;
    size_t sign = at + (line.data[at] == ' ');
    return sign + 1 < line.length && line.data[sign] == '=' && line.data[sign + 1] == ' ' &&
           line.data[at] == ' ';
}

static void count_emphases(struct text line, struct answer_form *seen)
{
    uint32_t marks = 0;
    for (size_t i = 0; i + 1 < line.length; i++) {
        char byte = line.data[i];
        if ((byte == '*' || byte == '_') && line.data[i + 1] == byte) {
            marks++;
            i++;
        }
    }
    seen->emphases += marks / 2;
}

/* ---- whole answers ------------------------------------------------------------------------------------- */

struct walk {
    bool fenced, in_list;
    uint32_t continued; /* lines that go on with a list item */
    uint32_t fenced_lines;
};

static void read_line(struct walk *walk, struct text line, struct answer_form *seen)
{
    struct text trimmed = text_trim(line);
    if (trimmed.length == 0)
        return;
    seen->lines++;
    if (is_fence(trimmed)) {
        seen->fences += !walk->fenced;
        walk->fenced = !walk->fenced;
        seen->code++;
        return;
    }
    if (walk->fenced) {
        seen->code++;
        walk->fenced_lines++;
        return;
    }
    bool indented = is_blank(line.data[0]);
    bool item = is_item(trimmed);
    seen->headings += is_heading(trimmed);
    count_emphases(trimmed, seen);
    seen->items += item;
    walk->continued += !item && walk->in_list && indented;
    walk->in_list = item || (walk->in_list && indented);
    seen->table += is_row(trimmed);
    seen->code += !item && !is_heading(trimmed) && (looks_like_code(trimmed) || is_assignment(trimmed));
}

/* The text within one fence that holds all of it; else the text itself. */
static struct text without_fence(struct text text)
{
    struct text rest = text, inner;
    if (!is_fence(text))
        return text;
    next_line(&rest);
    inner = text_trim(rest);
    if (inner.length < 3 || !(text_ends(inner, "```") || text_ends(inner, "~~~")))
        return text;
    inner.length -= 3;
    return text_trim(inner);
}

static bool is_json(struct form_space *space, struct text text)
{
    struct text inner = without_fence(text);
    if (inner.length < 2 || !((inner.data[0] == '{' && inner.data[inner.length - 1] == '}') ||
                              (inner.data[0] == '[' && inner.data[inner.length - 1] == ']')))
        return false;
    arena_clear(&space->arena);
    space->reader.arena = &space->arena;
    yyjson_val *root = json_read(&space->reader, inner);
    return root && !space->reader.faults && yyjson_is_ctn(root);
}

static enum form decide(const struct walk *walk, const struct answer_form *seen)
{
    uint32_t half = (seen->lines + 1) / 2;
    if (seen->code >= half && (seen->code >= 2 || walk->fenced_lines))
        return FORM_CODE;
    if (seen->table >= half && seen->table >= 2)
        return FORM_TABLE;
    if (seen->items + walk->continued >= half && seen->items >= 2)
        return FORM_LIST;
    return FORM_PROSE;
}

struct answer_form answer_form_tell(struct form_space *space, struct text answer)
{
    struct answer_form seen = {.form = FORM_EMPTY};
    struct walk walk = {0};
    struct text trimmed = text_trim(answer), rest = answer;
    if (trimmed.length == 0)
        return seen;
    while (rest.length)
        read_line(&walk, next_line(&rest), &seen);
    seen.form = is_json(space, trimmed) ? FORM_JSON : decide(&walk, &seen);
    return seen;
}

void form_space_release(struct form_space *space)
{
    json_reader_release(&space->reader);
    arena_release(&space->arena);
    *space = (struct form_space){0};
}
