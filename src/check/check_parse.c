/* Reads one check file: front matter in comments, then the stages. */
#include "check/check.h"

#include "base/buffer.h"

/* One line of the file without its end; *at moves past it. */
static struct text line_next(struct text text, size_t *at)
{
    const char *start = text.data + *at;
    const char *end = memchr(start, '\n', text.length - *at);
    size_t length = end ? (size_t)(end - start) : text.length - *at;
    *at += length + (end ? 1 : 0);
    if (length > 0 && start[length - 1] == '\r')
        length--;
    return (struct text){start, length};
}

static struct text after(struct text text, size_t count)
{
    return (struct text){text.data + count, text.length - count};
}

/* "-- key:   value" → key and value. False for any other line. */
static bool front_line(struct text line, struct text *key, struct text *value)
{
    if (!text_starts(line, "-- "))
        return false;
    line = after(line, 3);
    size_t length = 0;
    while (length < line.length &&
           ((line.data[length] >= 'a' && line.data[length] <= 'z') || line.data[length] == '_'))
        length++;
    if (length == 0 || length >= line.length || line.data[length] != ':')
        return false;
    *key = (struct text){line.data, length};
    *value = text_trim(after(line, length + 1));
    return true;
}

/* "name TYPE = default    what it means" */
static int param_parse(struct check_param *param, struct text line)
{
    struct text *words[] = {&param->name, &param->type};
    size_t at = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t start = at;
        while (at < line.length && line.data[at] != ' ' && line.data[at] != '=')
            at++;
        *words[i] = (struct text){line.data + start, at - start};
        while (at < line.length && line.data[at] == ' ')
            at++;
    }
    if (at >= line.length || line.data[at] != '=' || param->name.length == 0 || param->type.length == 0)
        return -1;
    at++;
    while (at < line.length && line.data[at] == ' ')
        at++;
    size_t start = at;
    while (at < line.length && !(line.data[at] == ' ' && at + 1 < line.length && line.data[at + 1] == ' '))
        at++;
    param->value = text_trim((struct text){line.data + start, at - start});
    param->doc = text_trim(after(line, at));
    return param->value.length > 0 ? 0 : -1;
}

static int level_parse(struct text value, enum level *level)
{
    for (int i = LEVEL_NOTE; i <= LEVEL_ERROR; i++) {
        if (text_is(value, level_name((enum level)i))) {
            *level = (enum level)i;
            return 0;
        }
    }
    return -1;
}

struct parse {
    struct check *check;
    struct arena *arena;
    struct error *error;
    size_t param_capacity, code_capacity;
    int line;
};

static int parse_error(struct parse *parse, const char *what, struct text value)
{
    return error_set(parse->error, ERROR_USAGE, "%.*s:%d: %s '%.*s'", (int)parse->check->path.length,
                     parse->check->path.data, parse->line, what, (int)value.length, value.data);
}

/* Room for one more item in an array of the arena. */
static void *array_room(struct parse *parse, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : 8;
    void *grown = arena_take(parse->arena, *capacity, size);
    if (grown && count)
        memcpy(grown, items, count * size);
    return grown;
}

static int param_add(struct parse *parse, struct text value)
{
    struct check *check = parse->check;
    check->params =
        array_room(parse, check->params, check->param_count, &parse->param_capacity, sizeof *check->params);
    if (!check->params)
        return error_memory(parse->error);
    if (param_parse(&check->params[check->param_count], value) < 0)
        return parse_error(parse, "a parameter reads 'name TYPE = default   what it means', not", value);
    check->param_count++;
    return 0;
}

/* "name   sentence" */
static int code_add(struct parse *parse, struct text value)
{
    struct check *check = parse->check;
    check->codes =
        array_room(parse, check->codes, check->code_count, &parse->code_capacity, sizeof *check->codes);
    if (!check->codes)
        return error_memory(parse->error);
    const char *space = memchr(value.data, ' ', value.length);
    size_t length = space ? (size_t)(space - value.data) : value.length;
    struct text doc = text_trim(after(value, length));
    if (length == 0 || doc.length == 0)
        return parse_error(parse, "a code reads 'name   what it means', not", value);
    check->codes[check->code_count++] = (struct check_code){{value.data, length}, doc};
    return 0;
}

/* Joins a continuation line ("--     more text") to the value before it. */
static int value_extend(struct parse *parse, struct text *value, struct text more)
{
    char *joined = arena_take(parse->arena, value->length + more.length + 1, 1);
    if (!joined)
        return error_memory(parse->error);
    memcpy(joined, value->data, value->length);
    joined[value->length] = ' ';
    memcpy(joined + value->length + 1, more.data, more.length);
    *value = (struct text){joined, value->length + 1 + more.length};
    return 0;
}

static int front_take(struct parse *parse, struct text key, struct text value, struct text **open)
{
    struct check *check = parse->check;
    const struct {
        const char *key;
        struct text *place;
    } plain[] = {{"check", &check->name},  {"table", &check->name},
                 {"title", &check->title}, {"key", &check->key},
                 {"why", &check->why},     {"source", &check->source},
                 {"needs", &check->needs}, {"definition", &check->definition}};
    *open = NULL;
    if (text_is(key, "param"))
        return param_add(parse, value);
    if (text_is(key, "code"))
        return code_add(parse, value);
    if (text_is(key, "level"))
        return level_parse(value, &check->level) < 0
                   ? parse_error(parse, "a level is note, warning or error, not", value)
                   : 0;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (text_is(key, plain[i].key)) {
            if (plain[i].place->length)
                return parse_error(parse, "given twice:", key);
            *plain[i].place = value;
            *open = plain[i].place;
            check->is_table |= text_is(key, "table");
            return 0;
        }
    }
    return parse_error(parse, "unknown key", key);
}

/* Reads the comment lines at the head; *at stops at the first line that is a stage mark or SQL. */
static int front_parse(struct parse *parse, struct text text, size_t *at)
{
    struct text *open = NULL; /* the value a continuation line belongs to */
    while (*at < text.length) {
        size_t next = *at;
        struct text line = line_next(text, &next), key, value;
        if (text_trim(line).length != 0 && !text_starts(line, "--"))
            return 0;
        if (text_is(line, "-- rows") || text_is(line, "-- figures") || text_is(line, "-- findings"))
            return 0;
        parse->line++;
        *at = next;
        if (front_line(line, &key, &value))
            TRY(front_take(parse, key, value, &open));
        else if (open && text_starts(line, "--  "))
            TRY(value_extend(parse, open, text_trim(after(line, 2))));
    }
    return 0;
}

static int stages_parse(struct parse *parse, struct text text, size_t at)
{
    struct check *check = parse->check;
    const struct {
        const char *mark;
        struct text *sql;
        int *line;
    } stages[] = {{"-- rows", &check->rows, &check->rows_line},
                  {"-- figures", &check->figures, &check->figures_line},
                  {"-- findings", &check->findings, &check->findings_line}};
    struct text *open = NULL;
    while (at < text.length) {
        struct text line = line_next(text, &at);
        parse->line++;
        size_t stage = 0;
        while (stage < 3 && !text_is(line, stages[stage].mark))
            stage++;
        if (stage < 3) {
            if (*stages[stage].line)
                return parse_error(parse, "stage given twice:", line);
            open = stages[stage].sql;
            *open = (struct text){text.data + at, 0};
            *stages[stage].line = parse->line + 1;
        } else if (open) {
            open->length = (size_t)(line.data + line.length - open->data);
        } else if (text_trim(line).length) {
            return parse_error(parse, "SQL before the first stage ('-- rows'):", line);
        }
    }
    return 0;
}

static int check_complete(struct parse *parse)
{
    const struct check *check = parse->check;
    const struct {
        const char *what;
        size_t length;
    } wanted[] = {
        {check->is_table ? "table" : "check", check->name.length},
        {"title", check->title.length},
        {"rows", text_trim(check->rows).length},
        {"why", check->is_table ? 1 : check->why.length},
        {"figures or findings", check->is_table ? 1 : check->figures.length + check->findings.length}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (wanted[i].length == 0)
            return error_set(parse->error, ERROR_USAGE, "%.*s: a check file needs '%s'",
                             (int)check->path.length, check->path.data, wanted[i].what);
    return 0;
}

int check_parse(struct check *check, struct text path, struct text text, struct arena *arena,
                struct error *error)
{
    *check = (struct check){.path = path, .text = text, .level = LEVEL_WARNING};
    struct parse parse = {.check = check, .arena = arena, .error = error};
    size_t at = 0;
    if (text_starts(text, "\xef\xbb\xbf"))
        at = 3;
    TRY(front_parse(&parse, text, &at));
    TRY(stages_parse(&parse, text, at));
    return check_complete(&parse);
}
