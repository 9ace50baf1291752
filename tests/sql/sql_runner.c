/* Runs the *.test files of a folder:
 *
 *     run                          statements to run; nothing is compared
 *     CREATE TABLE t AS SELECT 1;
 *
 *     query                        one SELECT and the rows it must give, columns separated by tabs
 *     SELECT word_count('a b')
 *     ----
 *     2
 *
 *     error                        statements that must fail, and a part of the message
 *     SELECT word_count(1, 2)
 *     ----
 *     No function matches
 *
 * A blank line ends a block; lines that start with # before a block are comments. Each file starts with a
 * fresh engine of the given number of threads.
 *
 * usage: sql_runner FOLDER THREADS [verify] */
#include <stdio.h>

#include "base/file.h"
#include "base/memory.h"
#include "sql_engine.h"

struct script {
    const char *path;
    struct text rest;
    int line; /* of the rest's first line */
    int failures;
};

/* Takes one line off the rest. */
static struct text next_line(struct script *script)
{
    const char *end = memchr(script->rest.data, '\n', script->rest.length);
    size_t length = end ? (size_t)(end - script->rest.data) : script->rest.length;
    struct text line = {script->rest.data, length};
    size_t taken = length + (end ? 1 : 0);
    script->rest = (struct text){script->rest.data + taken, script->rest.length - taken};
    script->line++;
    return line;
}

/* Appends lines up to a blank one, or up to "----" (which is taken too). */
static void take_lines(struct script *script, struct buffer *out)
{
    while (script->rest.length > 0) {
        struct text line = next_line(script);
        if (line.length == 0 || text_is(line, "----"))
            return;
        buffer_text(out, line);
        buffer_byte(out, '\n');
    }
}

static void complain(struct script *script, int line, const char *expected, const char *got)
{
    fprintf(stderr, "%s:%d: expected:\n%sgot:\n%s\n", script->path, line, expected, got);
    script->failures++;
}

static void check_run(struct script *script, struct engine *engine, int line, const char *sql)
{
    struct error error = {0};
    if (engine_run(engine, sql, NULL, &error) < 0)
        complain(script, line, "success\n", error.message);
}

static void check_query(struct script *script, struct engine *engine, int line, const char *sql,
                        const char *expected)
{
    struct error error = {0};
    struct buffer rows = {0};
    if (query_as_text(engine, sql, &rows, &error) < 0)
        complain(script, line, expected, error.message);
    else if (strcmp(buffer_c(&rows), expected) != 0)
        complain(script, line, expected, buffer_c(&rows));
    buffer_release(&rows);
}

static void check_error(struct script *script, struct engine *engine, int line, const char *sql,
                        const char *expected)
{
    struct error error = {0};
    struct text part = text_trim(text_of(expected));
    if (engine_run(engine, sql, NULL, &error) == 0)
        complain(script, line, expected, "success");
    else if (!memmem(error.message, strlen(error.message), part.data, part.length))
        complain(script, line, expected, error.message);
}

static void run_block(struct script *script, struct engine *engine, struct text kind, int line)
{
    struct buffer sql = {0}, expected = {0};
    take_lines(script, &sql);
    if (text_is(kind, "run")) {
        check_run(script, engine, line, buffer_c(&sql));
    } else if (text_is(kind, "query")) {
        take_lines(script, &expected);
        check_query(script, engine, line, buffer_c(&sql), buffer_c(&expected));
    } else if (text_is(kind, "error")) {
        take_lines(script, &expected);
        check_error(script, engine, line, buffer_c(&sql), buffer_c(&expected));
    } else {
        complain(script, line, "run, query or error\n", "another word");
    }
    buffer_release(&sql);
    buffer_release(&expected);
}

static int run_script(const char *path, const struct engine_options *options, struct error *error)
{
    char *content;
    struct script script = {.path = path};
    TRY(file_read_all(path, 64 << 20, &content, &script.rest.length, error));
    script.rest.data = content;
    struct engine *engine = NULL;
    int code = engine_with_all_functions(&engine, options, error);
    while (code == 0 && script.rest.length > 0) {
        struct text kind = text_trim(next_line(&script));
        if (kind.length > 0 && kind.data[0] != '#')
            run_block(&script, engine, kind, script.line);
    }
    engine_close(engine);
    memory_free(content);
    return code < 0 ? code : script.failures;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: sql_runner FOLDER THREADS [verify]\n");
        return 2;
    }
    struct engine_options options = {.threads = (int)strtol(argv[2], NULL, 10), .verify = argc > 3};
    char pattern[4096];
    snprintf(pattern, sizeof pattern, "%s/*.test", argv[1]);
    const char *patterns[] = {pattern};
    struct error error = {0};
    struct paths paths = {0};
    int failures = 0;
    int code = paths_expand(&paths, patterns, 1, &error);
    for (size_t i = 0; i < paths.count && code >= 0; i++) {
        code = run_script(paths.items[i], &options, &error);
        failures += code > 0 ? code : 0;
    }
    paths_release(&paths);
    if (code < 0)
        fprintf(stderr, "%s\n", error.message);
    return code < 0 || failures > 0;
}
