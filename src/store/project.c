#include "store/project.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/canonical.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "store/events.h"

enum { PROJECT_FORMAT = 1 };

/* What project.json says. */
struct description {
    struct arena arena;
    struct text id, catalog;
};

static int path_put(struct buffer *path, const char *folder, const char *name, struct error *error)
{
    buffer_clear(path);
    buffer_format(path, "%s/%s", folder, name);
    return buffer_status(path, error);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* ---- project.json -------------------------------------------------------------------------------------- */

static int description_take(struct description *description, yyjson_val *root, const char *path,
                            struct error *error)
{
    yyjson_val *format = json_get(root, "assay_project"), *id = json_get(root, "id"),
               *catalog = json_get(root, "catalog");
    if (!yyjson_is_int(format) || !yyjson_is_str(id) || !yyjson_is_str(catalog))
        return error_set(
            error, ERROR_INPUT,
            "%s: is not the description of a project; restore it from a copy, or remove it and run "
            "'assay init' as before",
            path);
    if (yyjson_get_sint(format) != PROJECT_FORMAT)
        return error_set(error, ERROR_INPUT,
                         "%s: the project is of format %lld, this program knows format %d; use a newer assay",
                         path, (long long)yyjson_get_sint(format), PROJECT_FORMAT);
    description->id = arena_copy(&description->arena, json_text(id));
    description->catalog = arena_copy(&description->arena, json_text(catalog));
    return description->id.data && description->catalog.data ? 0 : error_memory(error);
}

static int description_read(struct description *description, const char *folder, struct error *error)
{
    struct buffer path = {0};
    struct json_reader reader = {.arena = &description->arena};
    char *text = NULL;
    size_t length = 0;
    int code = path_put(&path, folder, "project.json", error);
    if (code == 0 && access(buffer_c(&path), F_OK) != 0)
        code = error_set(error, ERROR_INPUT, "%s is missing: 'assay init' was interrupted; run it again",
                         buffer_c(&path));
    if (code == 0)
        code = file_read_all(buffer_c(&path), 1 << 20, &text, &length, error);
    if (code == 0) {
        yyjson_val *root = json_read(&reader, (struct text){text, length});
        code = root && !reader.faults
                   ? description_take(description, root, buffer_c(&path), error)
                   : error_set(
                         error, ERROR_INPUT,
                         "%s: is not valid JSON; restore it from a copy, or remove it and run 'assay init' "
                         "as before",
                         buffer_c(&path));
    }
    json_reader_release(&reader);
    memory_free(text);
    buffer_release(&path);
    return code;
}

static int description_write(const char *folder, const char *id, const char *catalog, struct error *error)
{
    struct buffer path = {0}, text = {0};
    struct output *output = NULL;
    buffer_format(&text, "{\"assay_project\":%d,\"catalog\":", PROJECT_FORMAT);
    json_put_text(&text, text_of(catalog));
    buffer_format(&text, ",\"id\":\"%s\"}\n", id);
    int code = buffer_status(&text, error);
    if (code == 0)
        code = path_put(&path, folder, "project.json", error);
    crash_point("write project.json");
    if (code == 0)
        code = output_open(&output, buffer_c(&path), error);
    if (code == 0 && (code = output_write(output, text.data, text.length, error)) < 0) {
        output_abandon(output);
        output = NULL;
    }
    if (code == 0)
        code = output_commit(output, error);
    buffer_release(&path);
    buffer_release(&text);
    return code;
}

/* ---- init ---------------------------------------------------------------------------------------------- */

static int folders_make(const char *folder, struct error *error)
{
    static const char *const names[] = {"", "/objects", "/incoming", "/cache"};
    struct buffer path = {0};
    int code = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && code == 0; i++) {
        buffer_clear(&path);
        buffer_format(&path, "%s%s", folder, names[i]);
        code = buffer_status(&path, error);
        crash_point("make a folder of the project");
        if (code == 0 && mkdir(buffer_c(&path), 0777) != 0 && errno != EEXIST)
            code = error_set(error, ERROR_SYSTEM, "%s: cannot create the folder: %s", buffer_c(&path),
                             strerror(errno));
    }
    buffer_release(&path);
    return code;
}

/* A password in a file that everybody with the project can read is a leak; libpq has places for it. */
static int catalog_place_test(const char *catalog, struct error *error)
{
    const char *user = strstr(catalog, "://"), *at = user ? strchr(user, '@') : NULL;
    if (!user || (strncmp(catalog, "postgresql://", 13) != 0 && strncmp(catalog, "postgres://", 11) != 0))
        return error_set(error, ERROR_USAGE, "--catalog: needs a URL that begins with postgresql://");
    const char *colon = strchr(user + 3, ':');
    if ((at && colon && colon < at) || strstr(catalog, "password="))
        return error_set(
            error, ERROR_USAGE,
            "--catalog: the URL holds a password, which project.json would show to everybody; leave "
            "it out and put it into ~/.pgpass or PGPASSWORD");
    return 0;
}

static int catalog_place(const char *folder, const char *catalog, struct buffer *place, struct error *error)
{
    buffer_clear(place);
    if (strstr(catalog, "://"))
        buffer_string(place, catalog);
    else
        buffer_format(place, "%s/%s", folder, catalog);
    return buffer_status(place, error);
}

static int key_make(const char *folder, struct error *error)
{
    struct buffer path = {0};
    int code = path_put(&path, folder, "key", error);
    crash_point("make the key");
    if (code == 0 && access(buffer_c(&path), F_OK) != 0) {
        struct error why = {0};
        code = signer_make(buffer_c(&path), &why);
        if (code < 0 && access(buffer_c(&path), F_OK) == 0)
            code = 0; /* another init was first */
        if (code < 0)
            code = error_set(error, code, "%s", why.message);
    }
    buffer_release(&path);
    return code;
}

/* Of the catalog: PARTS_OLDER brings one that must be there up to date. */
enum parts_mode { PARTS_AS_THEY_ARE, PARTS_OLDER, PARTS_MADE };

static int project_parts_open(struct project *project, const char *catalog, enum parts_mode mode,
                              struct error *error)
{
    struct buffer place = {0};
    int code = catalog_place(project->folder, catalog, &place, error);
    if (code == 0)
        code = mode == PARTS_OLDER
                   ? catalog_open_older(&project->catalog, buffer_c(&place), error)
                   : catalog_open(&project->catalog, buffer_c(&place), mode == PARTS_MADE, error);
    if (code == 0)
        code = objects_open(&project->objects, project->folder, error);
    if (code == 0)
        code = path_put(&place, project->folder, "key", error);
    if (code == 0 && access(buffer_c(&place), F_OK) == 0)
        code = signer_open(&project->signer, buffer_c(&place), error);
    buffer_release(&place);
    return code;
}

/* The project's id in the catalog, which several folders may share; and this folder's key among its keys. */
static int catalog_register(struct project *project, const char *catalog, struct error *error)
{
    struct rows rows = {0}, known = {0};
    char now[32];
    struct buffer key = {0};
    time_now(now);
    base64_put(&key, signer_public(project->signer), 32);
    struct text name = text_of(signer_name(project->signer));
    TRY(catalog_begin(project->catalog, error));
    int code = catalog_query(project->catalog, "SELECT value FROM meta WHERE name = 'project'", NULL, 0,
                             &rows, error);
    bool fresh = code == 0 && rows.count == 0;
    if (code == 0 && !fresh) {
        memory_free(project->id);
        project->id = memory_copy_text(rows_cell(&rows, 0, 0).data, rows_cell(&rows, 0, 0).length);
        code = project->id ? 0 : error_memory(error);
    }
    if (fresh)
        code = catalog_run(project->catalog, "INSERT INTO meta (name, value) VALUES ('project', $1)",
                           (struct text[]){text_of(project->id)}, 1, NULL, error);
    if (code == 0)
        code =
            catalog_query(project->catalog, "SELECT name FROM keys WHERE name = $1", &name, 1, &known, error);
    if (code == 0 && known.count == 0) {
        struct buffer outputs = {0};
        buffer_format(&outputs, "[{\"name\":\"%s\",\"kind\":\"key\"}]", signer_name(project->signer));
        code = catalog_run(project->catalog, "INSERT INTO keys (name, public, added) VALUES ($1, $2, $3)",
                           (struct text[]){name, buffer_view(&key), text_of(now)}, 3, NULL, error);
        if (code == 0)
            code = event_append(project->catalog, project->signer,
                                &(struct event){.kind = fresh ? "project_made" : "key_added",
                                                .outputs = buffer_view(&outputs)},
                                error);
        buffer_release(&outputs);
    }
    crash_point("commit the project");
    if (code == 0)
        code = catalog_commit(project->catalog, error);
    else
        catalog_rollback(project->catalog);
    crash_point("after the project");
    rows_release(&rows);
    rows_release(&known);
    buffer_release(&key);
    return code < 0 ? code : description_write(project->folder, project->id, catalog, error);
}

static int id_make(struct project *project, struct error *error)
{
    unsigned char random[16];
    struct buffer id = {0};
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return error_set(error, ERROR_SYSTEM, "no random number for the project's id: %s", strerror(errno));
    for (size_t i = 0; i < sizeof random; i++)
        buffer_format(&id, "%02x", random[i]);
    TRY(buffer_status(&id, error));
    project->id = id.data;
    return 0;
}

static int init_steps(struct project *project, const char *catalog, struct error *error)
{
    TRY(folders_make(project->folder, error));
    TRY(key_make(project->folder, error));
    TRY(project_parts_open(project, catalog, PARTS_MADE, error));
    TRY(id_make(project, error));
    return catalog_register(project, catalog, error);
}

/* The catalog must be the project's own: what is garbage, and what a version is, is decided by it. */
static int catalog_expect(const struct project *project, struct error *error)
{
    struct rows rows = {0};
    int code = catalog_query(project->catalog, "SELECT value FROM meta WHERE name = 'project'", NULL, 0,
                             &rows, error);
    if (code == 0 && (rows.count == 0 || !text_is(rows_cell(&rows, 0, 0), project->id)))
        code = error_set(error, ERROR_INPUT,
                         "%s: the catalog is not this project's: it belongs to project %s, and "
                         "project.json says %s; restore the one that is wrong from a copy",
                         project->folder, rows.count ? rows_cell(&rows, 0, 0).data : "nothing", project->id);
    rows_release(&rows);
    return code;
}

/* What a project that is there already may lack. */
static int again_steps(struct project *project, const struct description *description, struct error *error)
{
    project->id = memory_copy_text(description->id.data, description->id.length);
    if (!project->id)
        return error_memory(error);
    TRY(project_parts_open(project, description->catalog.data, PARTS_OLDER, error));
    TRY(catalog_expect(project, error));
    if (project->signer)
        return 0;
    TRY(key_make(project->folder, error));
    catalog_close(project->catalog);
    objects_close(project->objects);
    project->catalog = NULL;
    project->objects = NULL;
    TRY(project_parts_open(project, description->catalog.data, PARTS_AS_THEY_ARE, error));
    return catalog_register(project, description->catalog.data, error);
}

static int init_again(struct project *project, const char *catalog, struct error *error)
{
    struct description description = {0};
    int code = description_read(&description, project->folder, error);
    if (code == 0 && catalog && !text_is(description.catalog, catalog))
        code = error_set(error, ERROR_USAGE,
                         "%s is a project with another catalog; remove that folder first, or init "
                         "elsewhere",
                         project->folder);
    if (code == 0)
        code = again_steps(project, &description, error);
    arena_release(&description.arena);
    return code;
}

int project_init(const char *folder, const char *catalog, bool *made, struct error *error)
{
    struct buffer path = {0}, file = {0};
    struct project *project = NULL;
    bool there = false;
    *made = false;
    int code = catalog ? catalog_place_test(catalog, error) : 0;
    if (code == 0)
        code = path_put(&path, folder, ".assay", error);
    if (code == 0)
        code = path_put(&file, buffer_c(&path), "project.json", error);
    if (code == 0 && !is_folder(folder))
        code = error_set(error, ERROR_USAGE, "%s is not a folder", folder);
    if (code == 0) {
        project = memory_new(1, sizeof *project);
        code = project ? 0 : error_memory(error);
    }
    if (code == 0) {
        project->folder = memory_copy_text(path.data, path.length);
        code = project->folder ? 0 : error_memory(error);
    }
    if (code == 0) {
        there = access(buffer_c(&file), F_OK) == 0;
        code = there ? init_again(project, catalog, error)
                     : init_steps(project, catalog ? catalog : "catalog.sqlite", error);
    }
    *made = code == 0 && !there;
    project_close(project);
    buffer_release(&path);
    buffer_release(&file);
    return code;
}

/* ---- open ---------------------------------------------------------------------------------------------- */

/* The folder .assay to use; empty path when there is none. */
static int folder_find(struct buffer *path, struct error *error)
{
    const char *named = getenv("ASSAY_PROJECT");
    buffer_clear(path);
    if (named && *named) {
        buffer_format(path, "%s/.assay", named);
        if (!path->failed && !is_folder(buffer_c(path)))
            return error_set(error, ERROR_USAGE,
                             "ASSAY_PROJECT names %s, which holds no project: %s is not there", named,
                             buffer_c(path));
        return buffer_status(path, error);
    }
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here))
        return error_set(error, ERROR_SYSTEM, "cannot tell the working directory: %s", strerror(errno));
    for (size_t length = strlen(here);; length--) {
        if (here[length] != '\0' && here[length] != '/')
            continue;
        buffer_clear(path);
        buffer_format(path, "%.*s/.assay", (int)length, here);
        TRY(buffer_status(path, error));
        if (is_folder(buffer_c(path)))
            return 0;
        if (length == 0)
            break;
    }
    buffer_clear(path);
    return 0;
}

bool project_exists(void)
{
    struct buffer path = {0};
    struct error ignored = {0};
    bool exists = folder_find(&path, &ignored) == 0 && path.length > 0;
    buffer_release(&path);
    return exists;
}

static int open_steps(struct project *project, struct error *error)
{
    struct description description = {0};
    int code = description_read(&description, project->folder, error);
    if (code == 0)
        project->id = memory_copy_text(description.id.data, description.id.length);
    if (code == 0)
        code = project->id ? project_parts_open(project, description.catalog.data, PARTS_AS_THEY_ARE, error)
                           : error_memory(error);
    if (code == 0)
        code = catalog_expect(project, error);
    arena_release(&description.arena);
    return code;
}

/* Short names in messages: as seen from the working directory where the project is in it. */
static const char *folder_shortened(const char *folder)
{
    char here[PATH_MAX];
    size_t length = getcwd(here, sizeof here) ? strlen(here) : 0;
    return length > 1 && strncmp(folder, here, length) == 0 && strcmp(folder + length, "/.assay") == 0
               ? ".assay"
               : folder;
}

int project_open(struct project **opened, struct error *error)
{
    struct buffer path = {0};
    *opened = NULL;
    int code = folder_find(&path, error);
    if (code == 0 && path.length == 0)
        code = error_set(error, ERROR_USAGE, "there is no project here or above; 'assay init' makes one");
    struct project *project = code == 0 ? memory_new(1, sizeof *project) : NULL;
    if (code == 0 && !project)
        code = error_memory(error);
    if (code == 0) {
        const char *folder = folder_shortened(buffer_c(&path));
        project->folder = memory_copy_text(folder, strlen(folder));
        code = project->folder ? open_steps(project, error) : error_memory(error);
    }
    buffer_release(&path);
    if (code < 0)
        project_close(project);
    else
        *opened = project;
    return code;
}

void project_close(struct project *project)
{
    if (!project)
        return;
    catalog_close(project->catalog);
    objects_close(project->objects);
    signer_close(project->signer);
    memory_free(project->folder);
    memory_free(project->id);
    memory_free(project);
}
