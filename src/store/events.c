/* Appending to the audit log: the event, the tree's new frontier and a signed checkpoint go in together. */
#include "store/events.h"

#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/canonical.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/utf8.h"
#include "store/checkpoint.h"
#include "store/log_head.h"
#include "store/project.h"

/* What the log is before, and becomes by, one event. */
struct appending {
    struct catalog *catalog;
    const struct signer *signer;
    const struct event *event;
    struct error *error;
    struct merkle_frontier frontier;
    struct buffer origin, who, body;
    char time[32];
};

/* ---- who ----------------------------------------------------------------------------------------------- */

static const char *user_name(void)
{
    const char *user = getenv("USER");
    if (user && user[0])
        return user;
    const struct passwd *entry = getpwuid(geteuid());
    return entry ? entry->pw_name : NULL;
}

static void who_put(struct buffer *out)
{
    char host[256] = "";
    const char *given = getenv("ASSAY_USER"), *user = user_name();
    struct buffer raw = {0};
    if (given && given[0]) {
        buffer_string(&raw, given);
    } else {
        if (user)
            buffer_string(&raw, user);
        else
            buffer_format(&raw, "%lu", (unsigned long)geteuid());
        if (gethostname(host, sizeof host - 1) == 0 && host[0])
            buffer_format(&raw, "@%s", host);
    }
    utf8_repair(buffer_view(&raw), out);
    out->failed = out->failed || raw.failed;
    buffer_release(&raw);
}

/* ---- what is there ------------------------------------------------------------------------------------- */

static int key_check(const struct appending *appending, struct text known)
{
    struct buffer public = {0};
    base64_put(&public, signer_public(appending->signer), 32);
    int code = buffer_status(&public, appending->error);
    if (code == 0 && (!known.data || !text_equal(known, buffer_view(&public))))
        code = error_set(appending->error, ERROR_INPUT,
                         "the catalog does not know this folder's key %s; 'assay init' registers it",
                         signer_name(appending->signer));
    buffer_release(&public);
    return code;
}

/* The head must be what the last checkpoint says: a log that was meddled with is not signed on. */
static int head_check(const struct appending *appending, struct text last_root)
{
    struct merkle_hash root;
    char hex[2 * MERKLE_HASH + 1] = "";
    if (merkle_frontier_root(&appending->frontier, &root) < 0)
        return error_memory(appending->error);
    hex_write(root.bytes, MERKLE_HASH, hex);
    if (appending->frontier.size == 0 || text_is(last_root, hex))
        return 0;
    return error_set(appending->error, ERROR_INPUT,
                     "the audit log is damaged: its head of %" PRIu64 " events is not that of its last "
                     "checkpoint; 'assay audit verify' tells more",
                     appending->frontier.size);
}

static const char head_query[] =
    "SELECT log_head.size, log_head.frontier, "
    "(SELECT meta.value FROM meta WHERE meta.name = 'project'), "
    "(SELECT keys.public FROM keys WHERE keys.name = $1), "
    "(SELECT checkpoints.root FROM checkpoints WHERE checkpoints.size = log_head.size) "
    "FROM log_head WHERE log_head.one = 1";

static int head_read(struct appending *appending)
{
    struct rows rows = {0};
    const struct text key = text_of(signer_name(appending->signer));
    int code = catalog_query(appending->catalog, head_query, &key, 1, &rows, appending->error);
    if (code == 0 && (rows.count != 1 || !rows_cell(&rows, 0, 2).data))
        code = error_set(appending->error, ERROR_INPUT,
                         "the catalog is not whole: it has no %s; 'assay audit verify' tells more",
                         rows.count != 1 ? "head of the audit log" : "id of the project");
    if (code == 0)
        code = key_check(appending, rows_cell(&rows, 0, 3));
    if (code == 0)
        code = frontier_read(&appending->frontier, rows_int64(&rows, 0, 0), rows_cell(&rows, 0, 1),
                             appending->error);
    if (code == 0)
        code = head_check(appending, rows_cell(&rows, 0, 4));
    buffer_string(&appending->origin, "assay/");
    if (code == 0)
        buffer_text(&appending->origin, rows_cell(&rows, 0, 2));
    rows_release(&rows);
    return code;
}

/* ---- what is added ------------------------------------------------------------------------------------- */

static void value_put(struct buffer *out, const char *name, struct text value, const char *nothing)
{
    buffer_format(out, "\"%s\":", name);
    if (value.length)
        buffer_text(out, value);
    else
        buffer_string(out, nothing);
    buffer_byte(out, ',');
}

static void string_put(struct buffer *out, const char *name, struct text value)
{
    buffer_format(out, "\"%s\":", name);
    json_put_text(out, value);
    buffer_byte(out, ',');
}

static int body_make(struct appending *appending)
{
    struct buffer json = {0};
    buffer_byte(&json, '{');
    value_put(&json, "inputs", appending->event->inputs, "[]");
    value_put(&json, "outputs", appending->event->outputs, "[]");
    value_put(&json, "details", appending->event->details, "{}");
    string_put(&json, "kind", text_of(appending->event->kind));
    string_put(&json, "time", text_of(appending->time));
    string_put(&json, "who", buffer_view(&appending->who));
    buffer_format(&json, "\"sequence\":%" PRIu64 "}", appending->frontier.size);
    int code = buffer_status(&json, appending->error);
    if (code == 0)
        code = json_canonical(buffer_view(&json), &appending->body, appending->error);
    if (code == 0)
        code = buffer_status(&appending->body, appending->error);
    buffer_release(&json);
    return code;
}

static int event_insert(struct appending *appending)
{
    struct decimal digits;
    const struct text values[] = {
        decimal_text(&digits, (int64_t)appending->frontier.size),
        text_of(appending->time),
        buffer_view(&appending->who),
        text_of(appending->event->kind),
        buffer_view(&appending->body),
    };
    return catalog_run(appending->catalog,
                       "INSERT INTO events (sequence, time, who, kind, body) VALUES ($1, $2, $3, $4, $5)",
                       values, 5, NULL, appending->error);
}

/* The frontier holds the event already. */
static int head_write(struct appending *appending)
{
    struct decimal digits;
    struct buffer roots = {0};
    frontier_put(&appending->frontier, &roots);
    int code = buffer_status(&roots, appending->error);
    const struct text values[] = {decimal_text(&digits, (int64_t)appending->frontier.size),
                                  buffer_view(&roots)};
    if (code == 0)
        code = catalog_run(appending->catalog, "UPDATE log_head SET size = $1, frontier = $2 WHERE one = 1",
                           values, 2, NULL, appending->error);
    buffer_release(&roots);
    return code;
}

static int checkpoint_insert(struct appending *appending)
{
    struct decimal digits;
    struct merkle_hash root;
    struct buffer note = {0};
    char hex[2 * MERKLE_HASH + 1] = "";
    if (merkle_frontier_root(&appending->frontier, &root) < 0)
        return error_memory(appending->error);
    hex_write(root.bytes, MERKLE_HASH, hex);
    int64_t size = (int64_t)appending->frontier.size;
    int code = checkpoint_write(&note, buffer_view(&appending->origin), size, &root, appending->signer,
                                appending->error);
    const struct text values[] = {
        decimal_text(&digits, size), {hex, (size_t)2 * MERKLE_HASH}, buffer_view(&note)};
    if (code == 0)
        code =
            catalog_run(appending->catalog, "INSERT INTO checkpoints (size, root, note) VALUES ($1, $2, $3)",
                        values, 3, NULL, appending->error);
    buffer_release(&note);
    return code;
}

static int append_steps(struct appending *appending)
{
    struct merkle_hash leaf;
    TRY(head_read(appending));
    who_put(&appending->who);
    time_now(appending->time);
    TRY(body_make(appending));
    TRY(event_insert(appending));
    if (merkle_leaf(appending->body.data, appending->body.length, &leaf) < 0 ||
        merkle_frontier_add(&appending->frontier, &leaf) < 0)
        return error_memory(appending->error);
    TRY(head_write(appending));
    return checkpoint_insert(appending);
}

int event_append(struct catalog *catalog, const struct signer *signer, const struct event *event,
                 struct error *error)
{
    struct appending appending = {.catalog = catalog, .signer = signer, .event = event, .error = error};
    if (!signer)
        return error_set(
            error, ERROR_INPUT,
            "this folder has no private key (.assay/key), so nothing can be written to the audit "
            "log; 'assay init' makes one");
    int code = append_steps(&appending);
    buffer_release(&appending.origin);
    buffer_release(&appending.who);
    buffer_release(&appending.body);
    return code;
}
