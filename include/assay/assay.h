/* The training-data engine as a C library: open, read files, run checks, look at what they found, write
 * reports, ask with SQL. `assay_version` of this header: 0.1.
 *
 *   struct assay *assay;
 *   if (assay_open(&assay, NULL) == 0 && assay_read(assay, &path, 1, NULL) == 0 && assay_check(assay, NULL)
 * == 0) assay_report(assay, ASSAY_TERMINAL, "-"); assay_close(assay);
 *
 * Errors     A function that can fail returns 0 or a negative enum assay_status; assay_message then says what
 * was wrong, where and what to do. Findings are no error: they are results. Ownership  Arguments are borrowed
 * for the call. Strings and structs handed out belong to the struct assay and live until the next assay_read,
 * assay_check or assay_close on it, unless the function says otherwise. All strings are UTF-8 and end with a
 * NUL; none is NULL where the comment does not say so. Threads    One struct assay is used by one thread at a
 * time; several may be used side by side. Each uses threads of its own for its work. assay_cancel may be
 * called from anywhere. Stability  Until 1.0 a minor version may change this interface; the shared library's
 * number then changes too. */
#ifndef ASSAY_H
#define ASSAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_PUBLIC __attribute__((visibility("default")))

enum assay_status {
    ASSAY_OK = 0,
    ASSAY_WRONG_USE = -2,   /* the call makes no sense as it stands; the message says why */
    ASSAY_BAD_INPUT = -3,   /* a file is missing, unreadable, corrupt or of no known format */
    ASSAY_BROKEN = -4,      /* the engine, I/O or memory failed */
    ASSAY_INTERRUPTED = -5, /* assay_cancel was called */
};

/* ---- open and close -------------------------------------------------------------------------------------
 */

struct assay; /* an engine, the tables that were read into it, and the last run of checks */

/* Zeroed fields mean the default. */
struct assay_options {
    int threads;           /* default: one per core */
    uint64_t memory_bytes; /* most memory for tables; what does not fit is spilled to disk. Default: 80 % of
                              the machine's */
    const char *spill_folder; /* default: a private folder under TMPDIR, removed by assay_close */
};

/* Opens an engine without data. `options` may be NULL. *opened is set in either outcome and goes to
 * assay_close, so that assay_message can tell what failed; it is NULL only when there was no memory at all.
 */
ASSAY_PUBLIC int assay_open(struct assay **opened, const struct assay_options *options);

/* Frees everything; NULL is fine. */
ASSAY_PUBLIC void assay_close(struct assay *assay);

/* What the last call on it said when it failed; "" when it did not. Valid until the next call. NULL may be
 * passed. */
ASSAY_PUBLIC const char *assay_message(const struct assay *assay);

/* "0.1.0" */
ASSAY_PUBLIC const char *assay_version(void);

/* Makes the call that runs now return ASSAY_INTERRUPTED within about half a second; when none runs, the next
 * one does. One wish for the whole process. May be called from any thread and from a signal handler. */
ASSAY_PUBLIC void assay_cancel(void);

/* ---- read ------------------------------------------------------------------------------------------------
 */

/* Zeroed fields mean: told from the content of the files. */
struct assay_reading {
    const char *format;       /* "openai", "alpaca" …: `assay formats` lists them */
    const char *map;          /* "prompt=question,answer=reply": which column holds what */
    const char *dataset_info; /* a LlamaFactory dataset_info.json; default: the one beside the file, if any */
};

/* Reads files into the tables of their task, in place of what was read before. Names may be patterns ("data/"
 * and a star), compressed files (gzip, zstd), versions of a dataset ("chat@v3", in the project of the working
 * directory or of ASSAY_PROJECT) or "-" for standard input; together they are one data set of one task.
 * `reading` may be NULL. A record that is faulty is read as far as it can be and reported by the checks; it
 * is no error here. */
ASSAY_PUBLIC int assay_read(struct assay *assay, const char *const *files, size_t count,
                            const struct assay_reading *reading);

/* How many records were read; 0 before assay_read. */
ASSAY_PUBLIC int64_t assay_records(const struct assay *assay);

/* The task of what was read, as in "sft"; "" before assay_read. */
ASSAY_PUBLIC const char *assay_task(const struct assay *assay);

/* ---- check -----------------------------------------------------------------------------------------------
 */

enum assay_level {
    ASSAY_LEVEL_ERROR = 0,
    ASSAY_LEVEL_WARNING,
    ASSAY_LEVEL_NOTE,
    ASSAY_LEVEL_NEVER, /* as a threshold only: nothing fails */
};

/* Zeroed fields mean the default. Lists end after `…_count` items. */
struct assay_checking {
    const char *const *only; /* names of checks to run; default: all of the task */
    size_t only_count;
    const char *const *folders; /* folders with check files of one's own */
    size_t folder_count;
    const char *const *settings; /* parameters: "PARAM=VALUE" or "CHECK.PARAM=VALUE" */
    size_t setting_count;
    const char *by; /* column or field: every figure also for each of its values */
    enum assay_level
        fail_on;      /* a check of this level or worse that has findings fails the run; default: errors */
    int64_t findings; /* most findings to keep per check; default: 1000; -1: all */
};

/* Runs checks over what was read. `checking` may be NULL. A check that cannot run is ASSAY_SKIPPED or
 * ASSAY_FAILED in its result, not an error of this call. */
ASSAY_PUBLIC int assay_check(struct assay *assay, const struct assay_checking *checking);

/* The verdict of the last assay_check: true when some check at or above fail_on has findings, or a check
 * failed to run. */
ASSAY_PUBLIC bool assay_failed(const struct assay *assay);

enum assay_outcome { ASSAY_PASSED, ASSAY_FINDINGS, ASSAY_SKIPPED, ASSAY_FAILED };

/* A number about the data. Undefined numbers are NaN and `reason` says why. */
struct assay_figure {
    const char *name;
    const char *slice;       /* "" for all data, else as in "language=de" */
    double value, low, high; /* low and high: 95 % confidence interval, NaN where there is none */
    int64_t n;               /* sample size; -1 when it has none */
    const char *unit;        /* "share" (0 to 1), "words", "records" …; may be "" */
    const char *reason;      /* why value is undefined, else "" */
};

/* A place in the data that needs attention. */
struct assay_finding {
    const char *record;   /* the record's own id, else FILE#N */
    const char *code;     /* kind of fault; stable */
    const char *locus;    /* JSON pointer within the record; may be "" */
    const char *message;  /* a sentence */
    const char *evidence; /* JSON; "" when there is none */
    double score;         /* 0 to 1, ranks within the check; NaN where it does not rank */
    const char *file;     /* as given to assay_read */
    int64_t line;         /* from 1; 0 where the format has no lines */
    int64_t number;       /* of the record within the file, from 1; 0 unknown */
};

struct assay_result {
    const char *check; /* "sft.structure" */
    const char *title;
    enum assay_level level;
    enum assay_outcome outcome;
    const char *reason;     /* of ASSAY_SKIPPED and ASSAY_FAILED, else "" */
    int64_t findings_total; /* also those beyond the limit */
    size_t finding_count;
    const struct assay_finding *findings; /* worst first */
    size_t figure_count;
    const struct assay_figure *figures;
};

/* Results of the last assay_check, by name of check. NULL for an index at or beyond the count. */
ASSAY_PUBLIC size_t assay_result_count(const struct assay *assay);
ASSAY_PUBLIC const struct assay_result *assay_result(const struct assay *assay, size_t index);

/* ---- report ----------------------------------------------------------------------------------------------
 */

enum assay_form {
    ASSAY_TERMINAL, /* 100 columns, no colours */
    ASSAY_HTML,     /* one self-contained page */
    ASSAY_JSON,     /* docs/json.md describes it */
    ASSAY_JSONL,    /* one finding a line */
    ASSAY_MARKDOWN,
    ASSAY_SARIF, /* 2.1.0 */
    ASSAY_JUNIT,
};

/* Writes the last run to a file, whole or not at all; "-" is standard output. */
ASSAY_PUBLIC int assay_report(struct assay *assay, enum assay_form form, const char *path);

/* The same into memory: *text is the caller's, to be freed by assay_free; *length is without its final NUL.
 */
ASSAY_PUBLIC int assay_report_text(struct assay *assay, enum assay_form form, char **text, size_t *length);

/* Frees what a function of this library handed over to the caller; NULL is fine. */
ASSAY_PUBLIC void assay_free(void *block);

/* ---- SQL -------------------------------------------------------------------------------------------------
 */

/* Runs statements that give no rows (CREATE TABLE, COPY … TO 'file' …). Rows of others are dropped. */
ASSAY_PUBLIC int assay_run(struct assay *assay, const char *sql);

struct assay_rows; /* the answer to a query; must be freed before its struct assay is closed */

/* Runs one query over the tables that were read, with all of Assay's functions. Values come as text, as the
 * engine casts them. *rows is NULL after an error. */
ASSAY_PUBLIC int assay_query(struct assay *assay, const char *query, struct assay_rows **rows);

ASSAY_PUBLIC size_t assay_rows_columns(const struct assay_rows *rows);
ASSAY_PUBLIC const char *assay_rows_name(const struct assay_rows *rows, size_t column);

/* Moves to the next row (first to the first): 1, or 0 at the end, or a negative status. */
ASSAY_PUBLIC int assay_rows_next(struct assay_rows *rows);

/* A value of the current row; NULL for SQL's NULL. Not NUL-terminated: *length bytes. Valid until the next
 * assay_rows_next. */
ASSAY_PUBLIC const char *assay_rows_value(const struct assay_rows *rows, size_t column, size_t *length);

/* NULL is fine. */
ASSAY_PUBLIC void assay_rows_free(struct assay_rows *rows);

#ifdef __cplusplus
}
#endif

#endif
