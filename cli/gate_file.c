#include "cli/gate_file.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "packs/dataset/dataset.h"

enum { LARGEST = 1 << 20 };

static int checks_find(struct gate_file *file, const struct invocation *invocation, struct error *error)
{
    struct check_set set = {0};
    int code = check_set_add_embedded(&set, dataset_pack.task, dataset_pack.files, error);
    if (code == 0)
        code = session_checks(&set, invocation, NULL, error);
    if (code == 0)
        code = gate_resolve(&file->gate, &set, error);
    check_set_release(&set);
    return code;
}

int gate_file_read(struct gate_file *file, const struct invocation *invocation, const char *path,
                   struct error *error)
{
    char *data = NULL;
    size_t length = 0;
    TRY(file_read_all(path, LARGEST, &data, &length, error));
    buffer_append(&file->text, data, length);
    memory_free(data);
    TRY(buffer_status(&file->text, error));
    TRY(sha256_text(buffer_view(&file->text), file->sha256, error));
    TRY(gate_parse(&file->gate, path, buffer_view(&file->text), error));
    return checks_find(file, invocation, error);
}

void gate_file_release(struct gate_file *file)
{
    arena_release(&file->gate.arena);
    buffer_release(&file->text);
}
