#include "store/statement.h"

#include <inttypes.h>

#include "base/canonical.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/json.h"
#include "store/forms.h"
#include "store/strict_json.h"

static void subject_put(struct buffer *out, struct text name, struct text sha256)
{
    buffer_string(out, "{\"name\":");
    json_put_text(out, name);
    buffer_string(out, ",\"digest\":{\"sha256\":");
    json_put_text(out, sha256);
    buffer_string(out, "}}");
}

static int itself_put(struct buffer *out, struct text body, struct text origin, uint64_t number,
                      struct error *error)
{
    unsigned char digest[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1];
    struct buffer name = {0};
    if (sha256_bytes(body.data, body.length, digest) < 0)
        return error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    hex_write(digest, sizeof digest, hex);
    buffer_text(&name, origin);
    buffer_format(&name, "/event/%" PRIu64, number);
    subject_put(out, buffer_view(&name), text_of(hex));
    int code = buffer_status(&name, error);
    buffer_release(&name);
    return code;
}

/* Outputs that are objects with a name and a digest; how many there are. */
static size_t outputs_put(struct buffer *out, yyjson_val *outputs)
{
    size_t index, count, put = 0;
    yyjson_val *output;
    yyjson_arr_foreach(outputs, index, count, output)
    {
        struct text name = json_text(yyjson_obj_get(output, "name"));
        struct text sha256 = json_text(yyjson_obj_get(output, "sha256"));
        if (!name.data || !sha256.data || !form_digest(sha256))
            continue;
        if (put++)
            buffer_byte(out, ',');
        subject_put(out, name, sha256);
    }
    return put;
}

static int statement_put(struct buffer *json, yyjson_val *event, struct text body, struct text origin,
                         struct error *error)
{
    buffer_string(json, "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"" EVENT_PREDICATE
                        "\",\"subject\":[");
    uint64_t number = yyjson_get_uint(yyjson_obj_get(event, "sequence"));
    if (outputs_put(json, yyjson_obj_get(event, "outputs")) == 0)
        TRY(itself_put(json, body, origin, number, error));
    buffer_string(json, "],\"predicate\":{\"log\":");
    json_put_text(json, origin);
    buffer_string(json, ",\"event\":");
    buffer_text(json, body);
    buffer_string(json, "}}");
    return buffer_status(json, error);
}

int statement_write(struct buffer *out, struct text body, struct text origin, struct error *error)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    struct buffer json = {0};
    yyjson_val *event = NULL;
    int code = strict_json_read(&reader, body, "the event's body", &event, error);
    if (code == 0)
        code = statement_put(&json, event, body, origin, error);
    if (code == 0)
        code = json_canonical(buffer_view(&json), out, error);
    buffer_release(&json);
    json_reader_release(&reader);
    arena_release(&arena);
    return code;
}
