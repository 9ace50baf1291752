/* assay audit log, verify, prove, checkpoint, export: what was done in the project, and that it is not
 * altered. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/console.h"
#include "store/audit.h"
#include "store/log_read.h"
#include "store/project.h"

enum { NOTE_MOST = 1 << 16 };

static int operands_check(const struct invocation *invocation, size_t most, struct error *error)
{
    if (invocation->operand_count > most)
        return error_set(error, ERROR_USAGE, "%s takes %s; what is '%s'?", invocation->command->name,
                         most ? "one number" : "no names", invocation->operands[most]);
    return 0;
}

/* ---- log ----------------------------------------------------------------------------------------------- */

struct listing {
    struct buffer *out;
    bool json;
    size_t count;
    size_t who, kind; /* widths */
    bool measuring;   /* the first of two walks finds the widths */
    struct arena arena;
    struct json_reader reader;
};

static void names_put(struct buffer *out, const char *before, yyjson_val *list)
{
    size_t index, count, put = 0;
    yyjson_val *item;
    yyjson_arr_foreach(list, index, count, item)
    {
        struct text name = json_text(yyjson_obj_get(item, "name"));
        if (!name.length)
            continue;
        buffer_string(out, put++ ? ", " : before);
        terminal_put(out, name);
    }
}

/* "chat@v2  from data/train.jsonl" */
static void what_put(struct listing *listing, struct text body)
{
    arena_clear(&listing->arena);
    yyjson_val *event = json_read(&listing->reader, body);
    names_put(listing->out, "  ", yyjson_obj_get(event, "outputs"));
    names_put(listing->out, "  from ", yyjson_obj_get(event, "inputs"));
}

static void cell_put(struct buffer *out, struct text text, size_t width)
{
    size_t before = out->length;
    terminal_put(out, text);
    for (size_t used = out->length - before; used < width; used++)
        buffer_byte(out, ' ');
}

static size_t wider(size_t width, size_t length)
{
    return length > width ? length : width;
}

static int event_list(void *context, const struct log_row *row, struct error *error)
{
    struct listing *listing = context;
    (void)error;
    if (listing->measuring) {
        listing->who = wider(listing->who, row->who.length);
        listing->kind = wider(listing->kind, row->kind.length);
        return 0;
    }
    if (listing->json) {
        buffer_string(listing->out, listing->count++ ? ",\n" : "\n");
        buffer_text(listing->out, row->body);
        return 0;
    }
    buffer_format(listing->out, "%6.*s  ", (int)row->sequence.length, row->sequence.data);
    cell_put(listing->out, row->time, 29);
    cell_put(listing->out, row->who, listing->who + 2);
    cell_put(listing->out, row->kind, listing->kind);
    what_put(listing, row->body);
    buffer_byte(listing->out, '\n');
    return 0;
}

static int events_list(struct catalog *catalog, int64_t last, struct listing *listing, struct error *error)
{
    struct log_extent extent = {0};
    int code = log_extent_read(catalog, &extent, error);
    int64_t from = last >= 0 && last < extent.size ? extent.size - last : 0;
    listing->measuring = !listing->json;
    if (code == 0 && listing->measuring)
        code = log_each(catalog, from, extent.size, event_list, listing, error);
    listing->measuring = false;
    if (listing->json)
        buffer_byte(listing->out, '[');
    if (code == 0)
        code = log_each(catalog, from, extent.size, event_list, listing, error);
    if (listing->json)
        buffer_string(listing->out, "\n]\n");
    log_extent_release(&extent);
    return code;
}

static int log_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    struct project *project = NULL;
    struct listing listing = {.out = &out, .json = option_given(invocation, "json")};
    long long last = -1;
    listing.reader.arena = &listing.arena;
    TRY(operands_check(invocation, 0, error));
    if (option_given(invocation, "last"))
        TRY(option_number(invocation, "last", 0, true, &last, error));
    int code = project_open(&project, error);
    if (code == 0)
        code = events_list(project->catalog, last, &listing, error);
    if (code == 0)
        code = buffer_status(&out, error);
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    project_close(project);
    json_reader_release(&listing.reader);
    arena_release(&listing.arena);
    buffer_release(&out);
    return code;
}

/* ---- verify -------------------------------------------------------------------------------------------- */

static int earlier_check(struct catalog *catalog, const char *path, struct buffer *out, struct error *error)
{
    char *note = NULL;
    size_t length = 0;
    int64_t size = 0;
    TRY(file_read_all(path, NOTE_MOST, &note, &length, error));
    int code = audit_contains(catalog, (struct text){note, length}, &size, error);
    memory_free(note);
    if (code < 0)
        return error_prefix(error, "%s: ", path);
    buffer_format(out, "It begins with the %" PRId64 " event%s of %s.\n", size, size == 1 ? "" : "s", path);
    return 0;
}

static int verify_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    struct project *project = NULL;
    struct audit_summary summary;
    TRY(operands_check(invocation, 0, error));
    int code = project_open(&project, error);
    if (code == 0)
        code = audit_verify(project->catalog, &summary, error);
    if (code == 0)
        buffer_format(&out,
                      "The log %s is whole: %" PRId64 " event%s, each with a signed checkpoint.\nroot %s\n",
                      summary.origin, summary.events, summary.events == 1 ? "" : "s", summary.root);
    for (size_t i = 0; i < option_count(invocation, "checkpoint") && code == 0; i++)
        code = earlier_check(project->catalog, option_nth(invocation, "checkpoint", i), &out, error);
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    project_close(project);
    buffer_release(&out);
    return code;
}

/* ---- prove --------------------------------------------------------------------------------------------- */

static int number_read(const char *text, int64_t *number, struct error *error)
{
    char *end = NULL;
    errno = 0;
    *number = strtoll(text, &end, 10);
    if (errno || end == text || *end || *number < 0)
        return error_set(error, ERROR_USAGE, "'%s' is no number of an event; 'assay audit log' lists them",
                         text);
    return 0;
}

static int proof_make(struct invocation *invocation, struct catalog *catalog, struct buffer *json,
                      struct error *error)
{
    long long from = 0, to = -1;
    int64_t number = 0;
    bool growth = option_given(invocation, "from");
    if (growth == (invocation->operand_count == 1))
        return error_set(error, ERROR_USAGE,
                         "audit prove takes the number of an event, or --from SIZE: one of the two");
    if (!growth) {
        TRY(number_read(invocation->operands[0], &number, error));
        return audit_prove_event(catalog, number, json, error);
    }
    TRY(option_number(invocation, "from", 1, false, &from, error));
    if (option_given(invocation, "to"))
        TRY(option_number(invocation, "to", 1, false, &to, error));
    return audit_prove_growth(catalog, from, to, json, error);
}

static int audit_prove_run(struct invocation *invocation, struct error *error)
{
    struct buffer json = {0};
    struct project *project = NULL;
    TRY(operands_check(invocation, 1, error));
    int code = project_open(&project, error);
    if (code == 0)
        code = proof_make(invocation, project->catalog, &json, error);
    if (code == 0)
        code = print_buffer(&json, option_value(invocation, "output"), error);
    project_close(project);
    buffer_release(&json);
    return code;
}

/* ---- checkpoint and export ------------------------------------------------------------------------------
 */

static int newest_note(struct catalog *catalog, struct buffer *out, struct error *error)
{
    struct rows rows = {0};
    int code = catalog_query(catalog, "SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1", NULL, 0,
                             &rows, error);
    if (code == 0 && rows.count != 1)
        code = error_set(error, ERROR_INPUT, "the audit log has no checkpoint yet");
    if (code == 0) {
        buffer_text(out, rows_cell(&rows, 0, 0));
        code = buffer_status(out, error);
    }
    rows_release(&rows);
    return code;
}

static int checkpoint_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    struct project *project = NULL;
    TRY(operands_check(invocation, 0, error));
    int code = project_open(&project, error);
    if (code == 0)
        code = newest_note(project->catalog, &out, error);
    if (code == 0)
        code = print_buffer(&out, option_value(invocation, "output"), error);
    project_close(project);
    buffer_release(&out);
    return code;
}

static int export_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    struct project *project = NULL;
    TRY(operands_check(invocation, 0, error));
    int code = project_open(&project, error);
    if (code == 0)
        code = audit_export(project->catalog, project->signer, &out, error);
    if (code == 0)
        code = print_buffer(&out, option_value(invocation, "output"), error);
    project_close(project);
    buffer_release(&out);
    return code;
}

/* ---- declarations -------------------------------------------------------------------------------------- */

#define OUTPUT_OPTION                                                                                        \
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "write to this file instead of standard output", false}
#define NO_MORE_OPTIONS {NULL, 0, ARGUMENT_NONE, NULL, NULL, false}

static const struct option log_options[] = {
    {"last", 'n', ARGUMENT_NEEDED, "N", "only the newest N events", false},
    {"json", 0, ARGUMENT_NONE, NULL, "print a JSON list of the events as they are hashed", false},
    NO_MORE_OPTIONS,
};

static const struct option verify_options[] = {
    {"checkpoint", 0, ARGUMENT_NEEDED, "FILE",
     "the log must also begin as this checkpoint says, which was kept elsewhere", true},
    NO_MORE_OPTIONS,
};

static const struct option prove_options[] = {
    {"from", 0, ARGUMENT_NEEDED, "SIZE", "instead prove that the log begins with its first SIZE events",
     false},
    {"to", 0, ARGUMENT_NEEDED, "SIZE", "… the log when it had SIZE events; default: all of it", false},
    OUTPUT_OPTION,
    NO_MORE_OPTIONS,
};

static const struct option output_options[] = {
    OUTPUT_OPTION,
    NO_MORE_OPTIONS,
};

const struct command audit_log_command = {
    .name = "audit log",
    .operands = "",
    .title = "list what was done in the project, by whom and when",
    .doc =
        "Every command that changed something: oldest first, with the number of the event, its time in UTC, "
        "who, what kind of event, what came out of it and from what.",
    .examples = "  assay audit log --last 20\n",
    .options = log_options,
    .run = log_run,
};

const struct command audit_verify_command = {
    .name = "audit verify",
    .operands = "",
    .title = "recompute the log's tree and check every signature",
    .doc =
        "Recomputes the hash of every event and the tree over them, and compares them with what is kept and "
        "with every signed checkpoint. The first thing that was altered, removed or added is named, and the "
        "exit status is 3.\n\n"
        "Whoever has the private key can write another log. So keep a checkpoint ('assay audit checkpoint') "
        "where others cannot change it, and give it here with --checkpoint.",
    .examples = "  assay audit verify --checkpoint kept.note\n",
    .options = verify_options,
    .run = verify_run,
};

const struct command audit_prove_command = {
    .name = "audit prove",
    .operands = "[N]",
    .title = "print a proof that an event is in the log",
    .doc =
        "Prints JSON that 'assay check-proof' verifies without the project: the event, the hashes that lead "
        "from it to the root of the newest checkpoint, and that checkpoint with the key that signed it. With "
        "--from it is a proof that the log only grew between two sizes.",
    .examples = "  assay audit prove 12 -o proof.json\n  assay audit prove --from 5 --to 12\n",
    .options = prove_options,
    .run = audit_prove_run,
};

const struct command audit_checkpoint_command = {
    .name = "audit checkpoint",
    .operands = "",
    .title = "print the newest signed checkpoint, to be kept elsewhere",
    .doc =
        "A few lines of text: the log's name, how many events it has, the root of the tree over them and the "
        "signature (a signed note of C2SP). 'assay audit verify --checkpoint' later finds whether the log "
        "still "
        "begins with these events.",
    .examples = "  assay audit checkpoint -o kept.note\n",
    .options = output_options,
    .run = checkpoint_run,
};

const struct command audit_export_command = {
    .name = "audit export",
    .operands = "",
    .title = "write the events as signed in-toto statements",
    .doc =
        "One JSON object a line: a DSSE envelope, signed with the project's key, that holds an in-toto "
        "Statement v1. Its subjects are what came out of the event, by SHA-256; its predicate is the event.",
    .examples = "  assay audit export -o events.jsonl\n",
    .options = output_options,
    .run = export_run,
};
