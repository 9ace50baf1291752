/* The nearest of vectors, and a diverse choice among them, in SQL. */
#include <math.h>

#include "base/memory.h"
#include "functions/family.h"
#include "functions/vector_arguments.h"
#include "functions/vector_lists.h"
#include "kernels/diverse.h"
#include "kernels/nearest_vector.h"

/* ---- nearest ------------------------------------------------------------------------------------------- */

/* Room for the results of a row's vectors behind those of the rows before; NULL when out of memory. */
static struct nearest_vector *nearest_reserve(struct buffer *all, size_t count)
{
    size_t bytes = (count + 1) * sizeof(struct nearest_vector);
    return (struct nearest_vector *)(void *)buffer_reserve(all, bytes);
}

static int nearest_dense_row(struct call *call, size_t row, struct buffer *all)
{
    struct buffer *vectors = &call->scratch->a;
    struct two_sets sets;
    TRY(two_sets_read(call, row, true, &sets, vectors));
    struct nearest_vector *nearest = nearest_reserve(all, sets.first);
    if (!nearest)
        return error_memory(call->error);
    float *rows = (float *)(void *)vectors->data,
          *others = sets.first ? rows + sets.first * sets.dimensions : rows;
    TRY(nearest_vectors(rows, sets.first, others, sets.second, sets.dimensions, nearest, call->error));
    target_list(&call->result, row, all->length / sizeof *nearest, sets.first);
    all->length += sets.first * sizeof *nearest;
    return 0;
}

/* One argument's sparse vectors: entries, and where each begins. */
struct sparse_set {
    struct buffer entries, starts;
    struct sparse_vectors vectors;
};

/* The sparse vectors of the row's list; a NULL is one without entries. */
static int sparse_set_read(const struct column *list, size_t row, struct sparse_set *set, struct error *error)
{
    struct column vectors = column_elements(list);
    struct vector_argument argument = {0};
    struct list_entry entry = column_list(list, row);
    size_t start = 0;
    buffer_clear(&set->entries);
    buffer_clear(&set->starts);
    buffer_append(&set->starts, &start, sizeof start);
    if (entry.length)
        TRY(vector_argument_open(&vectors, &argument, error));
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        size_t count = 0;
        if (argument.there && !argument.sparse)
            return error_set(error, ERROR_USAGE, "takes two lists of vectors of one kind");
        if (column_valid(&vectors, i))
            TRY(vector_argument_read(&argument, i, &set->entries, &count, error));
        start += count;
        buffer_append(&set->starts, &start, sizeof start);
    }
    set->vectors = (struct sparse_vectors){(const struct vector_entry *)(const void *)set->entries.data,
                                           (const size_t *)(const void *)set->starts.data, entry.length};
    return buffer_status(&set->starts, error);
}

struct sparse_sets {
    struct sparse_set first, second;
};

static void sparse_sets_release(void *own)
{
    struct sparse_sets *sets = own;
    buffer_release(&sets->first.entries);
    buffer_release(&sets->first.starts);
    buffer_release(&sets->second.entries);
    buffer_release(&sets->second.starts);
    memory_free(sets);
}

static int nearest_sparse_row(struct call *call, size_t row, struct buffer *all)
{
    struct sparse_sets *sets = own_object(call, sizeof *sets, sparse_sets_release);
    if (!sets)
        return error_memory(call->error);
    TRY(sparse_set_read(&call->arguments[0], row, &sets->first, call->error));
    TRY(sparse_set_read(&call->arguments[1], row, &sets->second, call->error));
    size_t count = sets->first.vectors.count;
    struct nearest_vector *nearest = nearest_reserve(all, count);
    if (!nearest)
        return error_memory(call->error);
    TRY(nearest_sparse(&sets->first.vectors, &sets->second.vectors, nearest, call->error));
    target_list(&call->result, row, all->length / sizeof *nearest, count);
    all->length += count * sizeof *nearest;
    return 0;
}

/* Whether either argument is a list of sparse vectors. */
static bool any_sparse(const struct call *call)
{
    for (size_t i = 0; i < 2; i++) {
        struct column vectors = {.kind = KIND_NULL}, elements = {.kind = KIND_NULL};
        if (call->arguments[i].kind == KIND_LIST)
            vectors = column_elements(&call->arguments[i]);
        if (vectors.kind == KIND_LIST)
            elements = column_elements(&vectors);
        if (elements.kind == KIND_STRUCT)
            return true;
    }
    return false;
}

int nearest_vectors_rows(struct call *call)
{
    struct buffer *all = &call->scratch->b;
    TRY(vector_list_check(&call->arguments[0], call->error));
    TRY(vector_list_check(&call->arguments[1], call->error));
    buffer_clear(all);
    bool sparse = any_sparse(call);
    for (size_t row = 0; row < call->rows; row++) {
        if (row_is_whole(call, row))
            TRY(sparse ? nearest_sparse_row(call, row, all) : nearest_dense_row(call, row, all));
    }
    struct target elements = {0};
    uint64_t total = all->length / sizeof(struct nearest_vector);
    TRY(list_elements(call, total, &elements));
    struct target item = target_field(&elements, 0), similarity = target_field(&elements, 1);
    for (uint64_t i = 0; i < total; i++) {
        struct nearest_vector nearest;
        memcpy(&nearest, all->data + i * sizeof nearest, sizeof nearest);
        if (isnan(nearest.similarity)) {
            target_null(&item, i);
            target_null(&similarity, i);
            continue;
        }
        target_int64(&item, i, (int64_t)nearest.item + 1);
        target_double(&similarity, i, nearest.similarity);
    }
    return 0;
}

/* ---- choosing ------------------------------------------------------------------------------------------ */

struct choice {
    struct buffer scores, picks, all;
};

static void choice_release(void *own)
{
    struct choice *choice = own;
    buffer_release(&choice->scores);
    buffer_release(&choice->picks);
    buffer_release(&choice->all);
    memory_free(choice);
}

/* As many scores as there are vectors; NULL is 0. */
static int scores_read(const struct column *list, size_t row, size_t count, struct buffer *out,
                       struct error *error)
{
    struct column elements = column_elements(list);
    struct list_entry entry = column_list(list, row);
    if (entry.length != count)
        return error_set(error, ERROR_USAGE, "takes a score for every vector: %llu and %zu",
                         (unsigned long long)entry.length, count);
    buffer_clear(out);
    for (size_t i = entry.offset; i < entry.offset + entry.length; i++) {
        double score = column_valid(&elements, i) ? column_double(&elements, i) : 0;
        buffer_append(out, &score, sizeof score);
    }
    return buffer_status(out, error);
}

static int choice_row(struct call *call, size_t row, struct choice *choice)
{
    struct buffer *vectors = &call->scratch->a;
    size_t dimensions = vector_list_dimensions(&call->arguments[0], row), count = 0, picked = 0;
    int64_t budget = column_int64(&call->arguments[3], row);
    buffer_clear(vectors);
    TRY(vector_list_read(&call->arguments[0], row, true, dimensions, &count, vectors, call->error));
    TRY(scores_read(&call->arguments[1], row, count, &choice->scores, call->error));
    size_t most = budget < 0 ? 0 : (uint64_t)budget < count ? (size_t)budget : count;
    buffer_clear(&choice->picks);
    struct diverse_pick *picks =
        (struct diverse_pick *)(void *)buffer_reserve(&choice->picks, (most + 1) * sizeof *picks);
    if (!picks)
        return error_memory(call->error);
    TRY(diverse_choose((float *)(void *)vectors->data, count, dimensions,
                       (const double *)(const void *)choice->scores.data,
                       column_double(&call->arguments[2], row), most, picks, &picked, call->error));
    target_list(&call->result, row, choice->all.length / sizeof *picks, picked);
    buffer_append(&choice->all, picks, picked * sizeof *picks);
    return buffer_status(&choice->all, call->error);
}

int diverse_order_rows(struct call *call)
{
    struct choice *choice = own_object(call, sizeof *choice, choice_release);
    if (!choice)
        return error_memory(call->error);
    TRY(vector_list_check(&call->arguments[0], call->error));
    buffer_clear(&choice->all);
    for (size_t row = 0; row < call->rows; row++) {
        if (row_is_whole(call, row))
            TRY(choice_row(call, row, choice));
    }
    struct target elements = {0};
    uint64_t total = choice->all.length / sizeof(struct diverse_pick);
    TRY(list_elements(call, total, &elements));
    struct target item = target_field(&elements, 0), value = target_field(&elements, 1),
                  distance = target_field(&elements, 2);
    for (uint64_t i = 0; i < total; i++) {
        struct diverse_pick pick;
        memcpy(&pick, choice->all.data + i * sizeof pick, sizeof pick);
        target_int64(&item, i, (int64_t)pick.item + 1);
        target_double(&value, i, pick.value);
        target_double(&distance, i, pick.distance);
    }
    return 0;
}
