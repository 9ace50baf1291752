#include "diff/diff_facts.h"

#include "base/json.h"

static bool text_order_below(struct text a, struct text b)
{
    size_t length = a.length < b.length ? a.length : b.length;
    int order = length ? memcmp(a.data, b.data, length) : 0;
    return order < 0 || (order == 0 && a.length < b.length);
}

/* Texts that belong to a manifest are copied: the comparison outlives it. data NULL stays so. */
static int fact_add(struct diff *diff, const char *kind, struct text name, struct text before,
                    struct text after, struct error *error)
{
    struct diff_fact *fact = &diff->facts[diff->fact_count];
    *fact = (struct diff_fact){.kind = kind, .name = arena_copy(&diff->arena, name)};
    if (before.data)
        fact->before.text = arena_copy(&diff->arena, before);
    if (after.data)
        fact->after.text = arena_copy(&diff->arena, after);
    if (!fact->name.data || (before.data && !fact->before.text.data) ||
        (after.data && !fact->after.text.data))
        return error_memory(error);
    diff->fact_count++;
    return 0;
}

/* An empty field was not said. */
static struct text said(struct text text)
{
    return text.length ? text : (struct text){0};
}

static int governance_compare(const struct manifest *before, const struct manifest *after, struct diff *diff,
                              struct error *error)
{
    const struct {
        const char *name;
        struct text before, after;
    } fields[] = {{"license", before->license, after->license},
                  {"owner", before->owner, after->owner},
                  {"consent", before->consent, after->consent},
                  {"contact", before->contact, after->contact},
                  {"expires", before->expires, after->expires}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!text_equal(fields[i].before, fields[i].after))
            TRY(fact_add(diff, "governance", text_of(fields[i].name), said(fields[i].before),
                         said(fields[i].after), error));
    return 0;
}

/* ---- metadata ------------------------------------------------------------------------------------------ */

static int member_compare(struct diff *diff, struct text name, yyjson_val *before, yyjson_val *after,
                          struct error *error)
{
    struct buffer texts[2] = {{0}, {0}};
    if (before)
        json_put_value(&texts[0], before);
    if (after)
        json_put_value(&texts[1], after);
    int code = buffer_status(&texts[0], error);
    if (code == 0)
        code = buffer_status(&texts[1], error);
    if (code == 0 && !text_equal(buffer_view(&texts[0]), buffer_view(&texts[1])))
        code = fact_add(diff, "metadata", name, said(buffer_view(&texts[0])), said(buffer_view(&texts[1])),
                        error);
    buffer_release(&texts[0]);
    buffer_release(&texts[1]);
    return code;
}

/* Metadata is canonical JSON, so members of one object that are equal are equal bytes. */
static int members_compare(struct diff *diff, yyjson_val *before, yyjson_val *after, struct error *error)
{
    size_t index, most;
    yyjson_val *key, *value;
    yyjson_obj_foreach(before, index, most, key, value)
        TRY(member_compare(diff, json_text(key), value, json_get(after, yyjson_get_str(key)), error));
    yyjson_obj_foreach(after, index, most, key, value) if (!json_get(before, yyjson_get_str(key)))
        TRY(member_compare(diff, json_text(key), NULL, value, error));
    return 0;
}

static int metadata_compare(const struct manifest *before, const struct manifest *after, struct diff *diff,
                            struct error *error)
{
    struct text sides[2] = {before->metadata.length ? before->metadata : text_of("{}"),
                            after->metadata.length ? after->metadata : text_of("{}")};
    struct arena arena = {0};
    struct json_reader readers[2] = {{.arena = &arena}, {.arena = &arena}};
    yyjson_val *roots[2] = {json_read(&readers[0], sides[0]), json_read(&readers[1], sides[1])};
    int code = 0;
    size_t members = roots[0] && roots[1] ? yyjson_obj_size(roots[0]) + yyjson_obj_size(roots[1]) : 0;
    struct diff_fact *facts = arena_take_zeroed(
        &diff->arena, members + 6 + before->media_count + after->media_count, sizeof *facts);
    if (!facts || !roots[0] || !roots[1])
        code = error_memory(error);
    diff->facts = facts;
    if (code == 0)
        code = governance_compare(before, after, diff, error);
    if (code == 0)
        code = members_compare(diff, roots[0], roots[1], error);
    json_reader_release(&readers[0]);
    json_reader_release(&readers[1]);
    arena_release(&arena);
    return code;
}

/* ---- media --------------------------------------------------------------------------------------------- */

/* Both lists are in the order of their paths. */
static int media_compare(const struct manifest *before, const struct manifest *after, struct diff *diff,
                         struct error *error)
{
    size_t a = 0, b = 0;
    while (a < before->media_count || b < after->media_count) {
        const struct stored_media *left = a < before->media_count ? &before->media[a] : NULL;
        const struct stored_media *right = b < after->media_count ? &after->media[b] : NULL;
        bool takes_left = left && (!right || !text_order_below(right->path, left->path));
        bool takes_right = right && (!left || !text_order_below(left->path, right->path));
        if (!takes_left || !takes_right || !text_equal(left->sha256, right->sha256))
            TRY(fact_add(diff, "media", takes_left ? left->path : right->path,
                         takes_left ? left->sha256 : (struct text){0},
                         takes_right ? right->sha256 : (struct text){0}, error));
        a += takes_left;
        b += takes_right;
    }
    return 0;
}

int facts_compare(const struct manifest *before, const struct manifest *after, struct diff *diff,
                  struct error *error)
{
    TRY(metadata_compare(before, after, diff, error));
    return media_compare(before, after, diff, error);
}
