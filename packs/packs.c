/* The list of packs: one line each. */
#include "packs/packs.h"

#include "packs/sft/sft.h"

const struct pack *const packs[] = {&sft_pack, NULL};

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
