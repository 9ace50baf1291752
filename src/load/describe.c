/* What a run says of its inputs: paths, formats, digests, counts. */
#include "load/load.h"

struct text loaded_format_name(const struct loaded_file *file)
{
    return text_of(file->version  ? "version"
                   : file->format ? file->format->name
                                  : container_name(file->container));
}

int load_describe(struct loaded *loaded, struct run *run, struct error *error)
{
    TRY(load_digest(loaded, error));
    run->inputs = arena_take_zeroed(&run->arena, loaded->count + 1, sizeof *run->inputs);
    if (!run->inputs)
        return error_memory(error);
    run->input_count = 0;
    for (size_t i = 0; i < loaded->count; i++) {
        const struct loaded_file *file = &loaded->files[i];
        struct run_input *input = &run->inputs[run->input_count++];
        *input = (struct run_input){.path = file->path,
                                    .format = loaded_format_name(file),
                                    .bytes = file->bytes,
                                    .records = file->records};
        memcpy(input->sha256, file->sha256, sizeof input->sha256);
    }
    run->version = ASSAY_VERSION;
    run->task = text_of(loaded->pack->task);
    run->records = loaded->records;
    return 0;
}
