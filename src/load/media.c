/* Media files that records refer to: found by the pack's own words, digested, and copied where that was asked
 * for. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/memory.h"
#include "load/keep.h"

struct media {
    struct project *project;
    enum media_mode mode;
    struct manifest *manifest;
    struct buffer *places;
    struct buffer path;
    struct error *error;
};

/* A path in the data is relative to the folder of its file, or else to the working directory. */
static int path_resolve(struct media *media, struct text path, struct text file, struct text record)
{
    const char *slash = file.data ? memrchr(file.data, '/', file.length) : NULL;
    if (slash && path.data[0] != '/') {
        buffer_clear(&media->path);
        buffer_append(&media->path, file.data, (size_t)(slash + 1 - file.data));
        buffer_text(&media->path, path);
        TRY(buffer_status(&media->path, media->error));
        if (access(buffer_c(&media->path), R_OK) == 0)
            return 0;
    }
    buffer_clear(&media->path);
    buffer_text(&media->path, path);
    TRY(buffer_status(&media->path, media->error));
    if (access(buffer_c(&media->path), R_OK) == 0)
        return 0;
    return error_set(
        media->error, ERROR_INPUT,
        "record %.*s refers to %.*s, which cannot be read: %s; --media none keeps the references only",
        (int)record.length, record.data, (int)path.length, path.data, strerror(errno));
}

static int media_add(struct media *media, struct text path)
{
    struct stored_media *item = &media->manifest->media[media->manifest->media_count++];
    struct arena *arena = &media->manifest->arena;
    char sha256[65], resolved[PATH_MAX];
    uint64_t bytes = 0;
    if (cancel_requested())
        return error_set(media->error, ERROR_INTERRUPTED, "interrupted while reading media");
    if (media->mode == MEDIA_COPY)
        TRY(object_copy(media->project->objects, buffer_c(&media->path), sha256, &item->bytes, media->error));
    else
        TRY(file_digest(buffer_c(&media->path), sha256, &bytes, media->error));
    if (media->mode == MEDIA_LINK)
        item->bytes = (int64_t)bytes;
    buffer_append(media->places, media->path.data, media->path.length + 1);
    item->path = arena_copy(arena, path);
    item->sha256 = arena_copy(arena, text_of(sha256));
    item->kept = text_of(media->mode == MEDIA_COPY ? "object" : "link");
    item->place = media->mode == MEDIA_LINK && realpath(buffer_c(&media->path), resolved)
                      ? arena_copy(arena, text_of(resolved))
                      : text_of("");
    return item->path.data && item->sha256.data && item->place.data ? 0 : error_memory(media->error);
}

static int answer_add(struct media *media, struct answer *answer)
{
    size_t rows = 0;
    int code = 0;
    while ((code = answer_next(answer, &rows, media->error)) == 0 && rows > 0) {
        struct column paths = answer_column(answer, 0), files = answer_column(answer, 1),
                      records = answer_column(answer, 2);
        for (size_t i = 0; i < rows; i++) {
            struct text file = column_valid(&files, i) ? column_text(&files, i) : text_of("");
            TRY(path_resolve(media, column_text(&paths, i), file, column_text(&records, i)));
            TRY(media_add(media, column_text(&paths, i)));
        }
    }
    return code;
}

/* What an input that is a version holds already comes along as it is. */
static int inherited_add(struct media *media, const struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->count; i++) {
        const struct manifest *version = loaded->files[i].version;
        for (size_t m = 0; version && m < version->media_count; m++) {
            struct stored_media *item = &media->manifest->media[media->manifest->media_count++];
            struct arena *arena = &media->manifest->arena;
            *item = version->media[m];
            item->path = arena_copy(arena, version->media[m].path);
            item->sha256 = arena_copy(arena, version->media[m].sha256);
            item->kept = arena_copy(arena, version->media[m].kept);
            item->place = arena_copy(arena, version->media[m].place);
            if (!item->path.data || !item->sha256.data || !item->kept.data || !item->place.data)
                return error_memory(media->error);
        }
    }
    return 0;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct stored_media *)a)->path.data, ((const struct stored_media *)b)->path.data);
}

static int media_sort(struct media *media)
{
    struct manifest *manifest = media->manifest;
    qsort(manifest->media, manifest->media_count, sizeof *manifest->media, by_path);
    size_t kept = 0;
    for (size_t i = 0; i < manifest->media_count; i++) {
        if (kept && text_equal(manifest->media[kept - 1].path, manifest->media[i].path)) {
            if (!text_equal(manifest->media[kept - 1].sha256, manifest->media[i].sha256))
                return error_set(media->error, ERROR_INPUT,
                                 "%s names two different media files; give one another name",
                                 manifest->media[i].path.data);
            continue;
        }
        manifest->media[kept++] = manifest->media[i];
    }
    manifest->media_count = kept;
    return 0;
}

static int media_steps(struct media *media, struct engine *engine, const struct loaded *loaded)
{
    struct buffer sql = {0};
    struct answer *answer = NULL;
    int64_t count = 0;
    size_t inherited = 0;
    bool found = false;
    for (size_t i = 0; i < loaded->count; i++)
        inherited += loaded->files[i].version ? loaded->files[i].version->media_count : 0;
    /* One file may be referred to by many records: the first in order speaks for it. */
    buffer_format(&sql,
                  "CREATE OR REPLACE TEMP TABLE kept_media AS SELECT media.path, arg_min(records.file, "
                  "records.row) AS file, "
                  "arg_min(records.record, records.row) AS record FROM %s AS media JOIN records ON "
                  "records.row = media.row "
                  "WHERE records.row // 1099511627776 NOT IN (SELECT unnest([-1",
                  loaded->pack->media);
    for (size_t i = 0; i < loaded->count; i++)
        if (loaded->files[i].version)
            buffer_format(&sql, ", %zu", i);
    buffer_string(&sql, "])) GROUP BY media.path");
    int code = buffer_status(&sql, media->error);
    if (code == 0)
        code = engine_run(engine, buffer_c(&sql), NULL, media->error);
    buffer_release(&sql);
    if (code == 0)
        code =
            engine_one_int64(engine, "SELECT count(*) FROM kept_media", NULL, &count, &found, media->error);
    if (code == 0) {
        media->manifest->media = arena_take_zeroed(&media->manifest->arena, (size_t)count + inherited + 1,
                                                   sizeof *media->manifest->media);
        code = media->manifest->media ? 0 : error_memory(media->error);
    }
    if (code == 0)
        code = engine_query(engine, &answer, "SELECT path, file, record FROM kept_media ORDER BY path", NULL,
                            media->error);
    if (code == 0)
        code = answer_add(media, answer);
    answer_free(answer);
    if (code == 0)
        code = inherited_add(media, loaded);
    return code < 0 ? code : media_sort(media);
}

int media_keep(struct project *project, struct engine *engine, const struct loaded *loaded,
               enum media_mode mode, struct kept *kept, struct error *error)
{
    struct media media = {.project = project,
                          .mode = mode,
                          .manifest = &kept->manifest,
                          .places = &kept->media_places,
                          .error = error};
    if (mode == MEDIA_NONE || !loaded->pack->media)
        return 0;
    int code = media_steps(&media, engine, loaded);
    buffer_release(&media.path);
    return code < 0 ? code : buffer_status(&kept->media_places, error);
}
