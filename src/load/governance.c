/* What versions say of themselves, as a table for the checks of the pack `dataset`. */
#include "load/load.h"
#include "packs/dataset/dataset.h"
#include "packs/packs.h"

bool loaded_has_versions(const struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->count; i++)
        if (loaded->files[i].version)
            return true;
    return false;
}

static void row_put(struct buffer *sql, const struct loaded_file *file)
{
    const struct manifest *version = file->version;
    const struct text words[] = {file->path, version->license, version->owner, version->consent,
                                 version->contact};
    buffer_string(sql, "INSERT INTO governance VALUES (");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        sql_put_literal(sql, words[i]);
        buffer_string(sql, ", ");
    }
    if (version->expires.length)
        sql_put_literal(sql, version->expires);
    else
        buffer_string(sql, "NULL");
    buffer_string(sql, ");\n");
}

int governance_load(struct engine *engine, const struct loaded *loaded, struct error *error)
{
    struct buffer sql = {0};
    if (!loaded_has_versions(loaded))
        return 0;
    TRY(engine_run(engine, pack_file(&dataset_pack, "tables.sql")->data, NULL, error));
    for (size_t i = 0; i < loaded->count; i++)
        if (loaded->files[i].version)
            row_put(&sql, &loaded->files[i]);
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    return code;
}
