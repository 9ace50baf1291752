/* How fast rows are hashed: one JSON object a kind of row on standard output, GB (1e9) of canonical bytes a
 * second of one core's time. Beside row_hash stand, in the same run on the same rows,
 *
 *   stream     SHA-256 of the same bytes as one message: what no row hash can exceed
 *   messages   SHA-256 of the same bytes as messages of the rows' lengths: the limit at one hash a row
 *   bytes      row_bytes, that is everything but the hash
 *   sql        what one writes without row_hash: the engine's sha256 over the columns as text
 *
 * The best of several rounds counts, as other processes only ever slow one down. */
#include <stdio.h>
#include <time.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "engine/engine.h"
#include "functions/functions.h"

enum { ROUNDS = 7 };

static const struct rows {
    const char *name;
    const char *create;
    const char *sql; /* the peer's expression */
} kinds[] = {
    {"narrow, 4 columns",
     "CREATE TABLE t AS SELECT i AS id, i / 7.0::DOUBLE AS score, i % 3 = 0 AS keep, 'user' || i % 1000 AS "
     "name FROM range(1000000) AS r(i)",
     "sha256(concat_ws('|', id, score, keep, name))"},
    {"chat record",
     "CREATE TABLE t AS SELECT 'record-' || i AS id, [{'role': 'user', 'content': repeat('what is ' || i || "
     "'? ', 8)}, {'role': 'assistant', 'content': repeat('the answer ' || i * 7 || ' ', 18)}] AS messages, "
     "'web' AS source, i % 100 / 100.0::DOUBLE AS quality FROM range(200000) AS r(i)",
     "sha256(concat_ws('|', id, messages::VARCHAR, source, quality))"},
};

struct bench {
    struct engine *engine;
    struct buffer content; /* the canonical bytes of all rows */
    size_t rows;
    uint64_t sink;
    struct error error;
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int count_rows(struct bench *bench, const char *sql)
{
    struct answer *answer;
    size_t rows;
    TRY(engine_query(bench->engine, &answer, sql, NULL, &bench->error));
    int code = answer_next(answer, &rows, &bench->error);
    if (code == 0 && rows == 1) {
        struct column column = answer_column(answer, 0);
        bench->rows = (size_t)column_int64(&column, 0);
        column = answer_column(answer, 1);
        size_t bytes = (size_t)column_int64(&column, 0);
        buffer_clear(&bench->content);
        char *room = buffer_reserve(&bench->content, bytes);
        for (size_t i = 0; room && i < bytes; i++)
            room[i] = (char)(i * 31);
        bench->content.length = room ? bytes : 0;
    }
    answer_free(answer);
    return code < 0 ? code : buffer_status(&bench->content, &bench->error);
}

/* ---- what is measured ---------------------------------------------------------------------------------- */

static int do_stream(struct bench *bench, const char *unused)
{
    unsigned char hash[SHA256_BYTES];
    (void)unused;
    if (sha256_bytes(bench->content.data, bench->content.length, hash) < 0)
        return -1;
    bench->sink += hash[0];
    return 0;
}

static int do_messages(struct bench *bench, const char *unused)
{
    unsigned char hash[SHA256_BYTES];
    size_t length = bench->content.length / bench->rows;
    (void)unused;
    for (size_t i = 0; i < bench->rows; i++) {
        if (sha256_bytes(bench->content.data + i * length, length, hash) < 0)
            return -1;
        bench->sink += hash[0];
    }
    return 0;
}

static int do_query(struct bench *bench, const char *sql)
{
    return engine_run(bench->engine, sql, NULL, &bench->error);
}

static int measure(struct bench *bench, const char *name, int (*work)(struct bench *, const char *),
                   const char *sql)
{
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        TRY(work(bench, sql));
        double spent = seconds() - start;
        best = spent < best ? spent : best;
    }
    printf(", \"%s\": %.3f, \"%s ns a row\": %.0f", name, (double)bench->content.length / best * 1e-9, name,
           best / (double)bench->rows * 1e9);
    fflush(stdout);
    return 0;
}

static int run_kind(struct bench *bench, const struct rows *kind)
{
    char sql[512];
    snprintf(sql, sizeof sql, "SELECT max(%s) FROM t", kind->sql);
    TRY(do_query(bench, kind->create));
    TRY(count_rows(bench, "SELECT count(*), sum(octet_length(row_bytes(t)))::BIGINT FROM t"));
    printf("{\"rows\": \"%s\", \"bytes a row\": %.0f", kind->name,
           (double)bench->content.length / (double)bench->rows);
    TRY(measure(bench, "stream", do_stream, NULL));
    TRY(measure(bench, "messages", do_messages, NULL));
    TRY(measure(bench, "row_hash", do_query, "SELECT max(row_hash(t)) FROM t"));
    TRY(measure(bench, "bytes", do_query, "SELECT max(octet_length(row_bytes(t))) FROM t"));
    TRY(measure(bench, "sql", do_query, sql));
    printf("}\n");
    return do_query(bench, "DROP TABLE t");
}

int main(void)
{
    struct bench bench = {0};
    struct engine_options options = {.threads = 1};
    size_t count;
    const struct function *functions = functions_all(&count);
    int code = engine_open(&bench.engine, &options, &bench.error);
    if (code == 0)
        code = engine_add_functions(bench.engine, functions, count, &bench.error);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && code == 0; i++)
        code = run_kind(&bench, &kinds[i]);
    if (code < 0)
        fprintf(stderr, "%s\n", bench.error.message);
    engine_close(bench.engine);
    buffer_release(&bench.content);
    return code < 0;
}
