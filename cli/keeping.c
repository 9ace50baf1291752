#include "cli/keeping.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "cli/console.h"
#include "report/amount.h"

static int media_option(const struct invocation *invocation, enum media_mode *mode, struct error *error)
{
    static const char *const names[] = {"copy", "link", "none"};
    const char *text = option_value(invocation, "media");
    *mode = MEDIA_COPY;
    for (size_t i = 0; text && i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            *mode = (enum media_mode)i;
            return 0;
        }
    }
    return text ? error_set(error, ERROR_USAGE, "--media %s: there is copy, link and none", text) : 0;
}

int keeping_options(const struct invocation *invocation, struct session *session,
                    struct keep_options *options, char head[65], struct error *error)
{
    const char *if_head = option_value(invocation, "if-head");
    options->key = option_value(invocation, "key");
    options->message = option_value(invocation, "message");
    options->license = option_value(invocation, "license");
    options->owner = option_value(invocation, "owner");
    options->consent = option_value(invocation, "consent");
    options->contact = option_value(invocation, "contact");
    options->expires = option_value(invocation, "expires");
    options->metadata = option_value(invocation, "metadata");
    TRY(media_option(invocation, &options->media, error));
    head[0] = '\0';
    if (!if_head)
        return 0;
    options->commit.if_head = head;
    return strcmp(if_head, "none") == 0 ? 0 : version_find(session->project, if_head, head, error);
}

static void json_put(const struct kept *kept, struct buffer *out)
{
    const struct manifest *manifest = &kept->manifest;
    int64_t rows = 0;
    for (size_t i = 0; i < manifest->table_count; i++)
        rows += manifest->tables[i].rows;
    buffer_string(out, "{\"dataset\":");
    json_put_text(out, manifest->dataset);
    buffer_format(
        out,
        ",\"version\":\"%s\",\"number\":%lld,\"made\":%s,\"content\":\"%s\",\"rows\":%lld,\"chunks\":%lld,"
        "\"chunks_written\":%lld,\"bytes_written\":%lld,\"tables\":{",
        manifest->id.data, (long long)manifest->number, kept->outcome == COMMIT_MADE ? "true" : "false",
        manifest->content.data, (long long)rows, (long long)kept->written.chunks,
        (long long)kept->written.chunks_new, (long long)kept->written.bytes_new);
    for (size_t i = 0; i < manifest->table_count; i++) {
        buffer_string(out, i ? "," : "");
        json_put_text(out, manifest->tables[i].name);
        buffer_format(out, ":\"%s\"", manifest->tables[i].root.data);
    }
    buffer_string(out, "}}\n");
}

static void text_put(const struct kept *kept, struct buffer *out)
{
    const struct manifest *manifest = &kept->manifest;
    int64_t rows = 0;
    for (size_t i = 0; i < manifest->table_count; i++)
        rows += manifest->tables[i].rows;
    buffer_format(out, "%s@v%lld  %.12s  ", manifest->dataset.data, (long long)manifest->number,
                  manifest->id.data);
    if (kept->outcome == COMMIT_SAME) {
        buffer_string(out, "holds exactly this already; nothing to do\n");
        return;
    }
    amount_put_count(out, rows);
    buffer_string(out, rows == 1 ? " record" : " records");
    if (manifest->media_count) {
        buffer_string(out, ", ");
        amount_put_count(out, (int64_t)manifest->media_count);
        buffer_string(out, manifest->media_count == 1 ? " media file" : " media files");
    }
    buffer_format(out, ", named by %s; wrote %lld of %lld chunks, ", manifest->keyed.data,
                  (long long)kept->written.chunks_new, (long long)kept->written.chunks);
    amount_put_bytes(out, (uint64_t)kept->written.bytes_new);
    buffer_byte(out, '\n');
}

int kept_print(const struct invocation *invocation, const struct kept *kept, struct error *error)
{
    struct buffer out = {0};
    progress_end();
    if (option_given(invocation, "json"))
        json_put(kept, &out);
    else
        text_put(kept, &out);
    int code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code;
}

static void quoted_word(struct buffer *out, const char *word)
{
    if (word[0] &&
        strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:@%+#*") ==
            strlen(word)) {
        buffer_string(out, word);
        return;
    }
    buffer_byte(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            buffer_string(out, "'\\''");
        else
            buffer_byte(out, *word);
    buffer_byte(out, '\'');
}

char *command_typed(const struct invocation *invocation, struct error *error)
{
    struct buffer text = {0};
    buffer_string(&text, "assay");
    for (int i = 1; i < invocation->argc; i++) {
        buffer_byte(&text, ' ');
        quoted_word(&text, invocation->argv[i]);
    }
    if (buffer_status(&text, error) == 0)
        return text.data;
    buffer_release(&text);
    return NULL;
}
