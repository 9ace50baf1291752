/* The list of packs: one line each. */
#include "packs/packs.h"

#include "packs/dataset/dataset.h"
#include "packs/prediction/prediction.h"
#include "packs/sft/sft.h"
#include "packs/table/table_pack.h"

const struct pack *const packs[] = {
    &prediction_pack, &sft_pack, &table_pack, &dataset_pack, NULL,
};

const struct pack *pack_find(struct text task)
{
    for (size_t i = 0; packs[i]; i++)
        if (text_is(task, packs[i]->task))
            return packs[i];
    return NULL;
}

const struct format *format_find(struct text name)
{
    for (size_t i = 0; packs[i]; i++)
        for (size_t j = 0; j < packs[i]->format_count; j++)
            if (text_is(name, packs[i]->formats[j].name))
                return &packs[i]->formats[j];
    return NULL;
}

const struct embedded *pack_file(const struct pack *pack, const char *path)
{
    const struct embedded *file = pack->files;
    while (file->path && strcmp(file->path, path) != 0)
        file++;
    return file->path ? file : NULL;
}
