#include "load/unchanged.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"

/* File systems keep times in steps; a change within one step of a look at the file may leave no trace. */
enum { STEP_SECONDS = 2, CACHE_FORMAT = 1, CACHE_MOST = 1 << 30, LINE_LENGTH = 2 + 65 + 65 + 64 };

struct signing_in {
    struct sha256 *state;
    time_t newest;
    bool readable;
    struct error *error;
};

/* Takes what stat says of a file into the signature. */
static int file_sign(struct signing_in *signing, const char *path)
{
    struct stat status;
    char line[160];
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        signing->readable = false;
        return 0;
    }
    if (status.st_mtim.tv_sec > signing->newest)
        signing->newest = status.st_mtim.tv_sec;
    if (status.st_ctim.tv_sec > signing->newest)
        signing->newest = status.st_ctim.tv_sec;
    int length = snprintf(line, sizeof line, "%ju %ju %jd %jd.%09ld %jd.%09ld ", (uintmax_t)status.st_dev,
                          (uintmax_t)status.st_ino, (intmax_t)status.st_size, (intmax_t)status.st_mtim.tv_sec,
                          status.st_mtim.tv_nsec, (intmax_t)status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
    TRY(sha256_add(signing->state, line, (size_t)length, signing->error));
    return sha256_add(signing->state, path, strlen(path) + 1, signing->error);
}

static int cache_path(const struct project *project, const char *dataset, struct buffer *path,
                      struct error *error)
{
    char digest[65];
    TRY(sha256_text(text_of(dataset), digest, error));
    buffer_clear(path);
    buffer_format(path, "%s/cache/added-%.32s", project->folder, digest);
    return buffer_status(path, error);
}

static int cache_folder_make(const struct project *project, struct error *error)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/cache", project->folder);
    int code = buffer_status(&path, error);
    if (code == 0 && mkdir(buffer_c(&path), 0777) != 0 && errno != EEXIST)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot create the folder: %s", buffer_c(&path),
                         strerror(errno));
    buffer_release(&path);
    return code;
}

/* What was remembered: "1 SIGNATURE SIGNATURE-OF-MEDIA VERSION\n", then the paths of media, each ended by a
 * NUL. */
static int cache_read(const struct project *project, const char *dataset, char **text, size_t *length,
                      struct error *error)
{
    struct buffer path = {0};
    *text = NULL;
    int code = cache_path(project, dataset, &path, error);
    if (code == 0 && access(buffer_c(&path), R_OK) == 0) {
        struct error ignored = {0};
        if (file_read_all(buffer_c(&path), CACHE_MOST, text, length, &ignored) < 0)
            *text = NULL;
    }
    buffer_release(&path);
    return code;
}

static int files_sign(struct signing_in *signing, const char *const *patterns, size_t count,
                      const char *recipe)
{
    struct paths paths = {0};
    struct error missing = {0};
    TRY(sha256_add(signing->state, ASSAY_VERSION "\n", sizeof ASSAY_VERSION, signing->error));
    TRY(sha256_add(signing->state, recipe, strlen(recipe) + 1, signing->error));
    for (size_t i = 0; i < count; i++)
        if (strcmp(patterns[i], "-") == 0 || input_is_version(patterns[i]))
            signing->readable = false;
    if (signing->readable && paths_expand(&paths, patterns, count, &missing) < 0)
        signing->readable = false;
    int code = 0;
    for (size_t i = 0; i < paths.count && code == 0 && signing->readable; i++)
        code = file_sign(signing, paths.items[i]);
    paths_release(&paths);
    return code;
}

static int media_sign(const char *media, size_t length, time_t *newest, char signature[65],
                      struct error *error)
{
    struct signing_in signing = {.state = sha256_new(), .newest = *newest, .readable = true, .error = error};
    int code = signing.state ? 0 : error_memory(error);
    signature[0] = '\0';
    for (size_t at = 0; code == 0 && at < length;) {
        const char *end = memchr(media + at, '\0', length - at);
        if (!end)
            break;
        code = file_sign(&signing, media + at);
        at = (size_t)(end - media) + 1;
    }
    if (code == 0)
        code = sha256_hex(signing.state, signature, error);
    if (!signing.readable)
        signature[0] = '\0';
    *newest = signing.newest;
    sha256_free(signing.state);
    return code;
}

/* The dataset's head as what was kept, when it is the version that is remembered. */
static int head_match(struct project *project, const char *dataset, const char *version, struct kept *kept,
                      bool *same, struct error *error)
{
    struct rows rows = {0};
    struct text name = text_of(dataset);
    int code = catalog_query(
        project->catalog,
        "SELECT versions.id, versions.number FROM refs JOIN versions ON versions.id = refs.version "
        "WHERE refs.dataset = $1 AND refs.name = 'head'",
        &name, 1, &rows, error);
    *same = code == 0 && rows.count && strncmp(rows_cell(&rows, 0, 0).data, version, 64) == 0;
    if (*same) {
        code = version_open(project, rows_cell(&rows, 0, 0).data, &kept->manifest, error);
        kept->outcome = COMMIT_SAME;
    }
    rows_release(&rows);
    return code;
}

/* Whether the line that was remembered says what is found now; then *version points to the version's id in
 * it. */
static int line_match(const char *text, size_t length, const char *signature, const char **version,
                      struct error *error)
{
    const char *end = text ? memchr(text, '\n', length) : NULL;
    char media[65];
    time_t newest = 0;
    *version = NULL;
    if (!end || end - text != LINE_LENGTH || text[0] != '0' + CACHE_FORMAT ||
        memcmp(text + 2, signature, 64) != 0)
        return 0;
    TRY(media_sign(end + 1, length - (size_t)(end + 1 - text), &newest, media, error));
    if (media[0] && memcmp(text + 67, media, 64) == 0)
        *version = text + 132;
    return 0;
}

int unchanged_test(struct unchanged *unchanged, struct project *project, const char *dataset,
                   const char *const *patterns, size_t count, const char *recipe, struct kept *kept,
                   bool *same, struct error *error)
{
    struct signing_in signing = {.state = sha256_new(), .readable = true, .error = error};
    char *text = NULL;
    const char *version = NULL;
    size_t length = 0;
    *same = false;
    int code = signing.state ? cache_read(project, dataset, &text, &length, error) : error_memory(error);
    if (code == 0)
        code = files_sign(&signing, patterns, count, recipe);
    if (code == 0)
        code = sha256_hex(signing.state, unchanged->signature, error);
    if (code == 0 && signing.readable)
        code = line_match(text, length, unchanged->signature, &version, error);
    if (code == 0 && version)
        code = head_match(project, dataset, version, kept, same, error);
    if (!signing.readable)
        unchanged->signature[0] = '\0';
    unchanged->newest = signing.newest;
    unchanged->began = time(NULL);
    sha256_free(signing.state);
    memory_free(text);
    return code;
}

static int cache_write(const struct unchanged *unchanged, struct project *project, const char *dataset,
                       const struct kept *kept, struct error *error)
{
    struct buffer path = {0}, text = {0};
    struct output *output = NULL;
    char media[65];
    time_t newest = unchanged->newest;
    if (!unchanged->signature[0])
        return 0;
    TRY(media_sign(kept->media_places.data, kept->media_places.length, &newest, media, error));
    if (!media[0] || newest + STEP_SECONDS > unchanged->began)
        return 0;
    buffer_format(&text, "%d %s %s %s\n", CACHE_FORMAT, unchanged->signature, media, kept->manifest.id.data);
    buffer_text(&text, buffer_view(&kept->media_places));
    int code = buffer_status(&text, error);
    if (code == 0)
        code = cache_folder_make(project, error);
    crash_point("remember what was added");
    if (code == 0)
        code = cache_path(project, dataset, &path, error);
    if (code == 0)
        code = output_open(&output, buffer_c(&path), error);
    if (code == 0 && (code = output_write(output, text.data, text.length, error)) < 0) {
        output_abandon(output);
        output = NULL;
    }
    if (output)
        code = output_commit(output, error);
    buffer_release(&path);
    buffer_release(&text);
    return code;
}

void unchanged_remember(const struct unchanged *unchanged, struct project *project, const char *dataset,
                        const struct kept *kept)
{
    struct error ignored = {0};
    if (cache_write(unchanged, project, dataset, kept, &ignored) < 0)
        return; /* the next add works it out again */
}
