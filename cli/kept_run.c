#include "cli/kept_run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "report/run_read.h"
#include "store/runs.h"

enum { LARGEST = 1 << 30 };

static bool file_is_there(const char *path)
{
    return strcmp(path, "-") == 0 || access(path, F_OK) == 0;
}

/* Only runs begin so: report_json writes these bytes first. */
static bool begins_like_run(const char *path)
{
    static const char head[] = "{\"assay\":";
    char got[sizeof head - 1];
    size_t length = 0;
    struct error error = {0};
    struct input *input = NULL;
    if (strcmp(path, "-") == 0)
        return false;
    if (input_open(&input, path, &error) < 0)
        return false;
    int code = input_read(input, got, sizeof got, &length, &error);
    input_close(input);
    return code == 0 && length == sizeof got && memcmp(got, head, sizeof got) == 0;
}

static bool written_like_id(const char *operand)
{
    size_t length = strlen(operand);
    return length >= 6 && length <= 64 && strspn(operand, "0123456789abcdef") == length;
}

bool operand_is_run(const char *operand)
{
    if (file_is_there(operand))
        return begins_like_run(operand);
    return written_like_id(operand) && project_exists();
}

static int version_of_run(struct project *project, const char *id, char version[65], struct error *error)
{
    struct rows rows = {0};
    int code = catalog_query(project->catalog, "SELECT version FROM runs WHERE id = $1",
                             (struct text[]){text_of(id)}, 1, &rows, error);
    if (code == 0 && rows.count == 1)
        snprintf(version, 65, "%s", rows_cell(&rows, 0, 0).data);
    rows_release(&rows);
    return code;
}

int kept_run_read(struct project **project, const char *operand, struct run *run, char id[65],
                  char version[65], struct error *error)
{
    char *json = NULL;
    size_t length = 0;
    id[0] = version[0] = '\0';
    if (file_is_there(operand)) {
        TRY(file_read_all(operand, LARGEST, &json, &length, error));
    } else {
        if (!*project)
            TRY(project_open(project, error));
        TRY(run_find(*project, operand, id, error));
        TRY(version_of_run(*project, id, version, error));
        TRY(run_report(*project, id, &json, &length, error));
    }
    int code = run_read(run, (struct text){json, length}, operand, error);
    memory_free(json);
    return code;
}
