#include "sample_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base64.h"
#include "store/events.h"

static void key_register(struct sample_log *log, struct error *error)
{
    struct buffer public = {0};
    base64_put(&public, signer_public(log->signer), 32);
    const struct text key[] = {text_of(signer_name(log->signer)), buffer_view(&public)};
    assert_int_equal(catalog_run(log->catalog,
                                 "INSERT INTO keys VALUES ($1, $2, '2026-11-27T00:00:00.000000Z')", key, 2,
                                 NULL, error),
                     0);
    assert_int_equal(catalog_run(log->catalog, "INSERT INTO meta VALUES ('project', '" SAMPLE_PROJECT "')",
                                 NULL, 0, NULL, error),
                     0);
    buffer_release(&public);
}

int sample_log_add(struct sample_log *log, size_t number, struct error *error)
{
    char outputs[256];
    snprintf(outputs, sizeof outputs, "[{\"kind\":\"version\",\"name\":\"chat@v%zu\",\"sha256\":\"%064zx\"}]",
             number + 1, number + 1);
    const struct event event = {.kind = number ? "version_added" : "project_made",
                                .outputs = number ? text_of(outputs) : (struct text){NULL, 0},
                                .details = text_of("{ \"message\" : \"ž\" }")};
    int code = catalog_begin(log->catalog, error);
    if (code == 0)
        code = event_append(log->catalog, log->signer, &event, error);
    return code == 0 ? catalog_commit(log->catalog, error) : code;
}

void sample_log_make(struct sample_log *log, size_t count)
{
    struct error error = {0};
    *log = (struct sample_log){.folder = "/tmp/assay-log-XXXXXX"};
    assert_non_null(mkdtemp(log->folder));
    setenv("ASSAY_USER", "tester", 1);
    setenv("ASSAY_NOW", "2026-11-27T12:00:00.000000Z", 1);
    snprintf(log->catalog_path, sizeof log->catalog_path, "%s/catalog.sqlite", log->folder);
    snprintf(log->key_path, sizeof log->key_path, "%s/key", log->folder);
    assert_int_equal(signer_make(log->key_path, &error), 0);
    assert_int_equal(signer_open(&log->signer, log->key_path, &error), 0);
    assert_int_equal(catalog_open(&log->catalog, log->catalog_path, true, &error), 0);
    key_register(log, &error);
    for (size_t i = 0; i < count; i++)
        if (sample_log_add(log, i, &error) < 0)
            fail_msg("%s", error.message);
}

void sample_log_remove(struct sample_log *log)
{
    catalog_close(log->catalog);
    signer_close(log->signer);
    unlink(log->catalog_path);
    unlink(log->key_path);
    rmdir(log->folder);
}
