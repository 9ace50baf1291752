/* From files to canonical tables: recognise each file, read it, and fill the tables of its task in an engine.
 */
#ifndef ASSAY_LOAD_LOAD_H
#define ASSAY_LOAD_LOAD_H

#include "base/arena.h"
#include "check/run.h"
#include "engine/engine.h"
#include "packs/pack.h"
#include "store/project.h"

struct load_options {
    const char *format;       /* read as this format; NULL: told by content */
    const char *map;          /* "prompt=question,answer=reply": which column holds what; NULL */
    const char *dataset_info; /* a LlamaFactory dataset_info.json; NULL: the one beside the file, if any */
    const char *task; /* what the data must be; NULL: told by content. "table" reads any table as it is */
    struct project *project; /* where versions among the inputs are found; NULL: there are only files */
};

struct loaded_file {
    struct text path;            /* as given; "-" for standard input */
    struct text stored;          /* where its bytes are: path, or the spool file of standard input */
    const struct format *format; /* NULL for a version and for a plain table */
    struct manifest *version;    /* of an input that is a version ("chat@v3"); NULL for a file */
    enum container container;
    char delimiter;
    const char *compression; /* of a plain table, as the engine calls it; NULL: none */
    struct text options;     /* JSON for the reader */
    struct text why;         /* how the format was told */
    char sha256[65];         /* of the stored bytes, after load_digest; of a version, its id */
    uint64_t bytes;
    int64_t records;
};

struct loaded {
    struct arena arena;
    const struct pack *pack;
    struct loaded_file *files;
    size_t count;
    int64_t records;
    bool spooled; /* files[0].stored is ours to remove */
};

/* What a version's format is called where a file would have one. */
struct text loaded_format_name(const struct loaded_file *file);

/* Makes the task's tables and fills them from the files (patterns are expanded; "-" is standard input) and
 * versions. All files must be of one task. No file, an unknown format or an unreadable file is an error;
 * faulty records are not: they are rows with faults. *loaded is released by the caller also after an error.
 */
int load_files(struct engine *engine, const char *const *patterns, size_t count,
               const struct load_options *options, struct loaded *loaded, struct error *error) MUST_CHECK;

/* The second half of load_files, for what load_recognise has recognised. */
int load_tables(struct engine *engine, const struct load_options *options, struct loaded *loaded,
                struct error *error) MUST_CHECK;

/* Recognises without reading whole files (for `formats`, `show` and messages). */
int load_recognise(struct engine *engine, const char *const *patterns, size_t count,
                   const struct load_options *options, struct loaded *loaded, struct error *error) MUST_CHECK;

/* SHA-256 and size of every file as stored. */
int load_digest(struct loaded *loaded, struct error *error) MUST_CHECK;

/* Fills what a run says of its inputs: version, task, inputs with their digests, records. Borrows from
 * *loaded. */
int load_describe(struct loaded *loaded, struct run *run, struct error *error) MUST_CHECK;

/* Adds what stands beside the data, under its role ("eval"). */
int load_describe_beside(struct loaded *loaded, const char *role, struct run *run,
                         struct error *error) MUST_CHECK;

void loaded_release(struct loaded *loaded);

/* Whether the operand means a version: there is no such file, and it is written like one. */
bool input_is_version(const char *operand);

/* Whether any input is a version. */
bool loaded_has_versions(const struct loaded *loaded);

/* Makes the table `places` (row, file, number, line): where the rows of the versions among the inputs stood
 * in the files that those were made from. */
int places_load(struct engine *engine, const struct loaded *loaded, struct project *project,
                struct error *error) MUST_CHECK;

/* Fills the table `governance` with what the versions among the inputs say of themselves. */
int governance_load(struct engine *engine, const struct loaded *loaded, struct error *error) MUST_CHECK;

/* An engine with all functions of the program registered. */
int load_engine_open(struct engine **engine, const struct engine_options *options,
                     struct error *error) MUST_CHECK;

#endif
