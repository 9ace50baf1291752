#include "store/content_digest.h"

#include "base/canonical.h"
#include "base/hash.h"
#include "base/json.h"

static void member_put(struct buffer *json, const char *name, struct text value)
{
    buffer_format(json, "\"%s\":", name);
    json_put_text(json, value);
}

static void table_put(struct buffer *json, const struct stored_table *table)
{
    buffer_string(json, "{\"columns\":[");
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_string(json, i ? ",[" : "[");
        json_put_text(json, table->columns[i].name);
        buffer_byte(json, ',');
        json_put_text(json, table->columns[i].type);
        buffer_byte(json, ']');
    }
    buffer_string(json, "],\"key\":[");
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(json, i ? "," : "");
        json_put_text(json, table->key[i]);
    }
    buffer_string(json, "],");
    member_put(json, "name", table->name);
    buffer_byte(json, ',');
    member_put(json, "root", table->root);
    buffer_byte(json, '}');
}

int manifest_content(struct manifest *manifest, struct error *error)
{
    struct buffer json = {0}, canonical = {0};
    char digest[65];
    buffer_byte(&json, '{');
    member_put(&json, "task", manifest->task);
    buffer_string(&json, ",\"tables\":[");
    for (size_t i = 0; i < manifest->table_count; i++) {
        buffer_string(&json, i ? "," : "");
        table_put(&json, &manifest->tables[i]);
    }
    buffer_string(&json, "],\"media\":[");
    for (size_t i = 0; i < manifest->media_count; i++) {
        buffer_string(&json, i ? ",{" : "{");
        member_put(&json, "path", manifest->media[i].path);
        buffer_byte(&json, ',');
        member_put(&json, "sha256", manifest->media[i].sha256);
        buffer_byte(&json, '}');
    }
    buffer_string(&json, "]}");
    int code = buffer_status(&json, error);
    if (code == 0)
        code = json_canonical(buffer_view(&json), &canonical, error);
    if (code == 0)
        code = sha256_text(buffer_view(&canonical), digest, error);
    if (code == 0)
        manifest->content = arena_copy(&manifest->arena, text_of(digest));
    if (code == 0 && !manifest->content.data)
        code = error_memory(error);
    buffer_release(&json);
    buffer_release(&canonical);
    return code;
}
