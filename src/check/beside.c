/* The roles of data that is compared with. */
#include "check/beside.h"

#include <stddef.h>

const struct beside besides[BESIDE_COUNT] = {
    {"eval", "eval_records", false},   {"production", "production_records", false},
    {"suite", "suite_records", false}, {"train", "train_records", false},
    {"documents", "documents", true},
};

const struct beside *beside_of_table(struct text table)
{
    for (size_t i = 0; i < BESIDE_COUNT; i++)
        if (text_is(table, besides[i].table))
            return &besides[i];
    return NULL;
}
