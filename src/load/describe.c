/* What a run says of its inputs: paths, formats, digests, counts. */
#include "load/load.h"

struct text loaded_format_name(const struct loaded_file *file)
{
    return text_of(file->version  ? "version"
                   : file->format ? file->format->name
                                  : container_name(file->container));
}

/* Adds inputs after those that are there. */
static int inputs_add(struct loaded *loaded, const char *role, struct run *run, struct error *error)
{
    TRY(load_digest(loaded, error));
    struct run_input *inputs =
        arena_take_zeroed(&run->arena, run->input_count + loaded->count + 1, sizeof *inputs);
    if (!inputs)
        return error_memory(error);
    if (run->input_count)
        memcpy(inputs, run->inputs, run->input_count * sizeof *inputs);
    run->inputs = inputs;
    for (size_t i = 0; i < loaded->count; i++) {
        const struct loaded_file *file = &loaded->files[i];
        struct run_input *input = &run->inputs[run->input_count++];
        *input = (struct run_input){.path = file->path,
                                    .format = loaded_format_name(file),
                                    .role = text_of(role),
                                    .bytes = file->bytes,
                                    .records = file->records};
        memcpy(input->sha256, file->sha256, sizeof input->sha256);
    }
    return 0;
}

int load_describe(struct loaded *loaded, struct run *run, struct error *error)
{
    run->input_count = 0;
    TRY(inputs_add(loaded, "", run, error));
    run->version = ASSAY_VERSION;
    run->task = text_of(loaded->pack->task);
    run->records = loaded->records;
    return 0;
}

int load_describe_beside(struct loaded *loaded, const char *role, struct run *run, struct error *error)
{
    return inputs_add(loaded, role, run, error);
}
