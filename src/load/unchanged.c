#include "load/unchanged.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"

/* File systems keep times in steps; a change within one step of a look at the file may leave no trace. */
enum { STEP_SECONDS = 2, CACHE_FORMAT = 2, CACHE_MOST = 1 << 30, LINE_LENGTH = 2 + 65 + 65 + 64 };

struct signing_in {
    struct sha256 *state;
    time_t newest;
    bool readable;
    struct error *error;
};

/* Takes what stat says of a file into the signature, as plain numbers: it never leaves this machine, and
 * there may be a million files. */
static int file_sign(struct signing_in *signing, const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        signing->readable = false;
        return 0;
    }
    if (status.st_mtim.tv_sec > signing->newest)
        signing->newest = status.st_mtim.tv_sec;
    if (status.st_ctim.tv_sec > signing->newest)
        signing->newest = status.st_ctim.tv_sec;
    const int64_t numbers[] = {(int64_t)status.st_dev, (int64_t)status.st_ino, status.st_size,
                               status.st_mtim.tv_sec,  status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                               status.st_ctim.tv_nsec, (int64_t)strlen(path)};
    TRY(sha256_add(signing->state, numbers, sizeof numbers, signing->error));
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

/* What was remembered: "2 SIGNATURE SIGNATURE-OF-MEDIA VERSION\n", then the version's manifest without its
 * media and sources, ended by a line end, then the paths of media, each ended by a NUL. The manifest itself
 * may list a million media files, and would take longer to read than the files to look at. */
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

/* What was remembered and fits what is found now; all of it points into the text. */
struct memory {
    const char *version; /* its id; NULL: nothing fits */
    struct text manifest;
};

/* The dataset's head as what was kept, when it is the version that is remembered and still there. */
static int head_match(struct project *project, const char *dataset, const struct memory *memory,
                      struct kept *kept, bool *same, struct error *error)
{
    struct rows rows = {0};
    struct text name = text_of(dataset);
    int code =
        catalog_query(project->catalog, "SELECT version FROM refs WHERE dataset = $1 AND name = 'head'",
                      &name, 1, &rows, error);
    const char *head = code == 0 && rows.count ? rows_cell(&rows, 0, 0).data : "";
    if (strlen(head) == 64 && memcmp(head, memory->version, 64) == 0 &&
        object_exists(project->objects, head)) {
        struct error damaged = {0}; /* what is remembered is no more than a shortcut */
        *same = manifest_read(&kept->manifest, memory->manifest, "what was remembered", &damaged) == 0;
        kept->outcome = COMMIT_SAME;
        if (*same)
            kept->manifest.id = arena_copy(&kept->manifest.arena, text_of(head));
        else
            kept_release(kept);
        if (*same && !kept->manifest.id.data)
            code = error_memory(error);
    }
    rows_release(&rows);
    return code;
}

/* Whether the line that was remembered says what is found now. */
static int line_match(const char *text, size_t length, const char *signature, struct memory *memory,
                      struct error *error)
{
    const char *end = text ? memchr(text, '\n', length) : NULL;
    char media[65];
    time_t newest = 0;
    *memory = (struct memory){0};
    if (!end || end - text != LINE_LENGTH || text[0] != '0' + CACHE_FORMAT ||
        memcmp(text + 2, signature, 64) != 0)
        return 0;
    const char *manifest = end + 1, *places = memchr(manifest, '\n', length - (size_t)(manifest - text));
    if (!places++)
        return 0;
    TRY(media_sign(places, length - (size_t)(places - text), &newest, media, error));
    if (media[0] && memcmp(text + 67, media, 64) == 0)
        *memory = (struct memory){text + 132, {manifest, (size_t)(places - 1 - manifest)}};
    return 0;
}

int unchanged_test(struct unchanged *unchanged, struct project *project, const char *dataset,
                   const char *const *patterns, size_t count, const char *recipe, struct kept *kept,
                   bool *same, struct error *error)
{
    struct signing_in signing = {.state = sha256_new(), .readable = true, .error = error};
    char *text = NULL;
    struct memory memory = {0};
    size_t length = 0;
    *same = false;
    int code = signing.state ? cache_read(project, dataset, &text, &length, error) : error_memory(error);
    if (code == 0)
        code = files_sign(&signing, patterns, count, recipe);
    if (code == 0)
        code = sha256_hex(signing.state, unchanged->signature, error);
    if (code == 0 && signing.readable)
        code = line_match(text, length, unchanged->signature, &memory, error);
    if (code == 0 && memory.version)
        code = head_match(project, dataset, &memory, kept, same, error);
    if (!signing.readable)
        unchanged->signature[0] = '\0';
    unchanged->newest = signing.newest;
    unchanged->began = time(NULL);
    sha256_free(signing.state);
    memory_free(text);
    return code;
}

/* The manifest without the long lists. What was the same as the head has no manifest of its own. */
static int slim_put(struct project *project, const struct kept *kept, struct buffer *text,
                    struct error *error)
{
    struct manifest head = {0}, slim = kept->manifest;
    int code = 0;
    if (kept->outcome == COMMIT_SAME) {
        code = version_open(project, kept->manifest.id.data, &head, error);
        slim = head;
    }
    slim.media_count = slim.source_count = 0;
    if (code == 0)
        code = manifest_write(&slim, text, error); /* canonical: there is no line end in it */
    manifest_release(&head);
    return code;
}

static int cache_text(struct project *project, const char *signature, const char *media,
                      const struct kept *kept, struct buffer *text, struct error *error)
{
    buffer_format(text, "%d %s %s %s\n", CACHE_FORMAT, signature, media, kept->manifest.id.data);
    TRY(slim_put(project, kept, text, error));
    buffer_byte(text, '\n');
    buffer_text(text, buffer_view(&kept->media_places));
    return buffer_status(text, error);
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
    int code = cache_text(project, unchanged->signature, media, kept, &text, error);
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
