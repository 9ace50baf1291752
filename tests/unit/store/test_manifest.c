/* A manifest is written and read back unchanged; every departure is refused, with the field's pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/canonical.h"
#include "base/memory.h"
#include "sample_manifest.h"

static void write_sample(struct buffer *out)
{
    struct error error = {0};
    struct manifest manifest = sample_manifest();
    assert_int_equal(manifest_write(&manifest, out, &error), 0);
}

static void expect_text(struct text actual, struct text expected)
{
    assert_int_equal(actual.length, expected.length);
    if (expected.length)
        assert_memory_equal(actual.data, expected.data, expected.length);
}

static void expect_table(const struct stored_table *actual, const struct stored_table *expected)
{
    expect_text(actual->name, expected->name);
    expect_text(actual->root, expected->root);
    assert_int_equal(actual->rows, expected->rows);
    assert_int_equal(actual->key_count, expected->key_count);
    assert_int_equal(actual->column_count, expected->column_count);
    assert_int_equal(actual->chunk_count, expected->chunk_count);
    for (size_t i = 0; i < expected->key_count; i++)
        expect_text(actual->key[i], expected->key[i]);
    for (size_t i = 0; i < expected->column_count; i++) {
        expect_text(actual->columns[i].name, expected->columns[i].name);
        expect_text(actual->columns[i].type, expected->columns[i].type);
    }
    for (size_t i = 0; i < expected->chunk_count; i++) {
        expect_text(actual->chunks[i].root, expected->chunks[i].root);
        expect_text(actual->chunks[i].object, expected->chunks[i].object);
        expect_text(actual->chunks[i].first, expected->chunks[i].first);
        expect_text(actual->chunks[i].last, expected->chunks[i].last);
        assert_int_equal(actual->chunks[i].rows, expected->chunks[i].rows);
        assert_int_equal(actual->chunks[i].bytes, expected->chunks[i].bytes);
    }
}

static void expect_origins(const struct manifest *actual, const struct manifest *expected)
{
    assert_int_equal(actual->parent_count, expected->parent_count);
    assert_int_equal(actual->source_count, expected->source_count);
    assert_int_equal(actual->media_count, expected->media_count);
    for (size_t i = 0; i < expected->parent_count; i++) {
        expect_text(actual->parents[i].version, expected->parents[i].version);
        expect_text(actual->parents[i].given, expected->parents[i].given);
    }
    for (size_t i = 0; i < expected->source_count; i++) {
        expect_text(actual->sources[i].path, expected->sources[i].path);
        expect_text(actual->sources[i].format, expected->sources[i].format);
        expect_text(actual->sources[i].sha256, expected->sources[i].sha256);
        assert_int_equal(actual->sources[i].bytes, expected->sources[i].bytes);
        assert_int_equal(actual->sources[i].rows, expected->sources[i].rows);
    }
    for (size_t i = 0; i < expected->media_count; i++) {
        expect_text(actual->media[i].path, expected->media[i].path);
        expect_text(actual->media[i].sha256, expected->media[i].sha256);
        expect_text(actual->media[i].kept, expected->media[i].kept);
        expect_text(actual->media[i].place, expected->media[i].place);
        assert_int_equal(actual->media[i].bytes, expected->media[i].bytes);
    }
}

static void expect_texts(const struct manifest *actual, const struct manifest *expected)
{
    const struct text *const pairs[][2] = {
        {&actual->dataset, &expected->dataset},   {&actual->task, &expected->task},
        {&actual->previous, &expected->previous}, {&actual->content, &expected->content},
        {&actual->created, &expected->created},   {&actual->message, &expected->message},
        {&actual->command, &expected->command},   {&actual->assay, &expected->assay},
        {&actual->derived, &expected->derived},   {&actual->recipe, &expected->recipe},
        {&actual->license, &expected->license},   {&actual->owner, &expected->owner},
        {&actual->consent, &expected->consent},   {&actual->contact, &expected->contact},
        {&actual->expires, &expected->expires},   {&actual->metadata, &expected->metadata},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        expect_text(*pairs[i][0], *pairs[i][1]);
}

static void round_trip(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer first = {0}, second = {0}, canonical = {0};
    struct manifest expected = sample_manifest(), actual;
    write_sample(&first);
    assert_int_equal(json_canonical(buffer_view(&first), &canonical, &error), 0);
    assert_string_equal(buffer_c(&first), buffer_c(&canonical));
    assert_int_equal(manifest_read(&actual, buffer_view(&first), "m", &error), 0);
    assert_int_equal(actual.number, 2);
    assert_int_equal(actual.table_count, 2);
    expect_texts(&actual, &expected);
    expect_origins(&actual, &expected);
    expect_table(&actual.tables[0], &expected.tables[0]);
    expect_table(&actual.tables[1], &expected.tables[1]);
    expect_table(actual.places, expected.places);
    assert_int_equal(actual.id.length, 64);
    assert_int_equal(manifest_write(&actual, &second, &error), 0);
    assert_string_equal(buffer_c(&first), buffer_c(&second));
    manifest_release(&actual);
    buffer_release(&first);
    buffer_release(&second);
    buffer_release(&canonical);
}

static void the_least(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer out = {0};
    struct manifest manifest = sample_manifest(), actual;
    manifest.number = 1;
    manifest.previous = manifest.message = manifest.derived = manifest.recipe = manifest.metadata =
        text_of("");
    manifest.license = manifest.owner = manifest.consent = manifest.contact = manifest.expires = text_of("");
    manifest.parent_count = manifest.source_count = manifest.table_count = manifest.media_count = 0;
    manifest.places = NULL;
    assert_int_equal(manifest_write(&manifest, &out, &error), 0);
    assert_int_equal(manifest_read(&actual, buffer_view(&out), "m", &error), 0);
    assert_null(actual.places);
    assert_int_equal(actual.metadata.length, 0);
    assert_int_equal(actual.recipe.length, 0);
    manifest_release(&actual);
    buffer_release(&out);
}

/* ---- refusals -------------------------------------------------------------------------------------------
 */

/* The sample's text with the first `from` replaced by `to`. */
static void altered(const char *from, const char *to, struct buffer *out)
{
    struct buffer written = {0};
    write_sample(&written);
    const char *at = strstr(buffer_c(&written), from);
    if (!at)
        fail_msg("%s is not in %s", from, buffer_c(&written));
    buffer_append(out, written.data, (size_t)(at - written.data));
    buffer_string(out, to);
    buffer_string(out, at + strlen(from));
    buffer_release(&written);
}

static void expect_refusal(struct text json, const char *expected)
{
    struct error error = {0};
    struct manifest manifest;
    assert_int_equal(manifest_read(&manifest, json, "m.json", &error), ERROR_INPUT);
    if (!strstr(error.message, expected) || strncmp(error.message, "m.json: ", 8) != 0)
        fail_msg("expected '%s', got '%s'", expected, error.message);
    manifest_release(&manifest);
}

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct {
    const char *from, *to, *message;
} refusals[] = {
    {"\"dataset\":", "\"datasets\":", "/datasets is not a known field"},
    {"\"license\":\"CC-BY-4.0\",", "", "/governance/license is missing"},
    {"\"task\":\"sft\"", "\"task\":1", "/task must be a string"},
    {"\"task\":\"sft\"", "\"task\":\"\"", "/task must not be empty"},
    {"\"number\":2", "\"number\":\"2\"", "/number must be a whole number"},
    {"\"number\":2", "\"number\":-2", "/number must be a whole number"},
    {"\"number\":2", "\"number\":2.5", "/number must be a whole number"},
    {"\"number\":2", "\"number\":9007199254740992", "/number must be a whole number"},
    {"\"number\":2", "\"number\":0", "/number must be at least 1"},
    {"\"number\":2", "\"number\":1", "/previous must be empty for the first version"},
    {"\"previous\":\"" B "\"", "\"previous\":\"\"", "/previous must name the version before"},
    {"\"format\":1", "\"format\":7", "/format is 7, which this assay cannot read"},
    {"\"created\":\"2026-01-31T", "\"created\":\"2026-01-32T", "/created must be a time in UTC"},
    {"\"expires\":\"2028-02-29\"", "\"expires\":\"2027-02-29\"", "/governance/expires must be a day"},
    {"\"derived\":\"sql\"", "\"derived\":\"magic\"", "/derived must be one of \"\", \"sql\""},
    {"\"derived\":\"sql\"", "\"derived\":\"\"", "/recipe must be null where nothing was derived"},
    {"\"recipe\":{", "\"recipe\":[{", "byte"},
    {"\"metadata\":{\"languages\":[\"de\",\"en\"],\"size\":1.5}", "\"metadata\":[]",
     "/metadata must be an object or null"},
    {"\"rows\":3", "\"rows\":4", "/tables/1/rows is 5, but its chunks hold 6"},
    {"\"rows\":3", "\"rows\":0", "/tables/1/chunks/0/rows must not be 0"},
    {"\"rows\":3", "\"rows\":-3", "/tables/1/chunks/0/rows must be a whole number"},
    {"\"object\":\"" B, "\"object\":\"B", "/tables/1/chunks/0/object must be a SHA-256"},
    {"\"root\":\"" A, "\"root\":\"A", "/tables/1/chunks/0/root must be a SHA-256"},
    {"\"name\":\"records\"", "\"name\":\"zebra\"", "/tables/1/name must come before"},
    {"\"name\":\"records\"", "\"name\":\"turns\"", "/tables/1/name is there twice"},
    {"\"key\":[\"record\",\"turn\"]", "\"key\":[\"record\",\"turns\"]", "/tables/1/key/1 is not a column"},
    {"\"key\":[\"record\",\"turn\"]", "\"key\":[\"record\",7]", "/tables/1/key/1 must be a string"},
    {"\"name\":\"turn\"", "\"name\":\"record\"", "/columns/1/name is there twice"},
    {"\"path\":\"a.png\"", "\"path\":\"c.png\"", "/media/1/path must come before"},
    {"\"place\":\"/data/b.png\"", "\"place\":\"\"", "/media/1/place must say where"},
    {"\"kept\":\"link\"", "\"kept\":\"lost\"", "/media/1/kept must be one of \"object\", \"link\""},
    {"\"media\":[", "\"media\":{", "byte"},
    {"\"parents\":[{", "\"parents\":[7,{", "/parents/0 must be an object"},
    {"\"sources\":[", "\"sources\":7,\"spare\":[", "/sources must be an array"},
    {"\"places\":{", "\"places\":7,\"q\":{", "/places must be an object"},
    {"\"dataset\":\"chat\"", "\"dataset\":\"chat\",\"dataset\":\"chat\"", "/dataset"},
    {"\"dataset\":\"chat\"", "\"dataset\": \"chat\"", "not in the canonical form"},
    {"\"dataset\":\"chat\"", "\"dataset\":\"c\\u0068at\"", "not in the canonical form"},
    {"\"number\":2", "\"number\":NaN", "byte"},
    {"\"dataset\":\"chat\"", "\"dataset\":\"ch\xFFt\"", "byte"},
};

static void each_departure_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct buffer json = {0};
        altered(refusals[i].from, refusals[i].to, &json);
        expect_refusal(buffer_view(&json), refusals[i].message);
        buffer_release(&json);
    }
}

static void members_out_of_order(void **state)
{
    (void)state;
    struct buffer json = {0};
    altered("\"assay\":\"0.1.0\",", "", &json);
    json.length--;
    buffer_string(&json, ",\"assay\":\"0.1.0\"}");
    expect_refusal(buffer_view(&json), "byte 2: not in the canonical form");
    buffer_release(&json);
}

static void no_object(void **state)
{
    (void)state;
    expect_refusal(text_of(""), "byte 0");
    expect_refusal(text_of("[]"), "the whole must be an object");
    expect_refusal(text_of("null"), "the whole must be an object");
    expect_refusal(text_of("{}"), "/assay is missing");
    struct buffer json = {0}, deep = {0};
    write_sample(&json);
    for (size_t length = 0; length < json.length; length += 1 + length / 9)
        expect_refusal((struct text){json.data, length}, "byte");
    buffer_byte(&json, '\n');
    expect_refusal(buffer_view(&json), "not in the canonical form");
    for (int i = 0; i < 100000; i++)
        buffer_byte(&deep, '[');
    expect_refusal(buffer_view(&deep), "byte");
    buffer_release(&deep);
    buffer_release(&json);
}

static void what_cannot_be_read_is_not_written(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct error error = {0};
    struct manifest manifest = sample_manifest();
    manifest.sources[0].bytes = -1;
    assert_int_equal(manifest_write(&manifest, &out, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "/sources/0/bytes must be a whole number"));
    manifest.sources[0].bytes = 12345;
    manifest.message = text_of("\xFF");
    error = (struct error){0};
    assert_int_equal(manifest_write(&manifest, &out, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "/message is not valid UTF-8 at its byte 0"));
    assert_int_equal(out.length, 0);
    buffer_release(&out);
}

/* The Nth allocation fails, for every N: an error, and nothing leaks. */
static void memory_runs_out(void **state)
{
    (void)state;
    struct buffer json = {0};
    write_sample(&json);
    for (long nth = 1;; nth++) {
        struct error error = {0};
        struct manifest manifest;
        struct buffer out = {0};
        memory_fail_at(nth);
        int code = manifest_read(&manifest, buffer_view(&json), "m", &error);
        if (code == 0)
            code = manifest_write(&manifest, &out, &error);
        long made = memory_allocations();
        memory_fail_at(0);
        manifest_release(&manifest);
        buffer_release(&out);
        if (made < nth)
            break;
        assert_true(code < 0);
    }
    buffer_release(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(the_least),
        cmocka_unit_test(each_departure_is_refused),
        cmocka_unit_test(members_out_of_order),
        cmocka_unit_test(no_object),
        cmocka_unit_test(what_cannot_be_read_is_not_written),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
