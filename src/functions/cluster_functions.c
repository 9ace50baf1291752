/* Clusters of vectors and the diversity of a set of them, in SQL. */
#include <math.h>

#include "base/memory.h"
#include "functions/family.h"
#include "functions/vector_arguments.h"
#include "kernels/diversity.h"
#include "kernels/kmeans.h"
#include "kernels/text_vector.h"

/* The vectors of an argument that is a list of them. */
static int open_list(const struct column *list, struct vector_argument *inner, struct error *error)
{
    *inner = (struct vector_argument){0};
    if (list->kind == KIND_NULL)
        return 0;
    if (list->kind != KIND_LIST)
        return error_set(error, ERROR_USAGE, "takes a list of vectors");
    struct column elements = column_elements(list);
    return vector_argument_open(&elements, inner, error);
}

/* ---- centres ------------------------------------------------------------------------------------------- */

static int refuse_sparse(const struct vector_argument *vectors, struct error *error)
{
    return vectors->sparse
               ? error_set(error, ERROR_USAGE, "centres are of lists of numbers: see text_projection")
               : 0;
}

/* The list's vectors side by side, each of length 1; what has no direction is left out. */
static int read_directions(const struct vector_argument *inner, struct list_entry outer,
                           struct buffer *floats, struct kmeans_input *input, struct error *error)
{
    *input = (struct kmeans_input){0};
    buffer_clear(floats);
    for (size_t i = outer.offset; i < outer.offset + outer.length; i++) {
        size_t before = floats->length, count;
        if (!column_valid(&inner->list, i))
            continue;
        TRY(vector_argument_read(inner, i, floats, &count, error));
        if (count && input->dimensions && count != input->dimensions)
            return error_set(error, ERROR_USAGE, "vectors of %zu and of %zu numbers in one list",
                             input->dimensions, count);
        if (count && dense_normalise((float *)(void *)(floats->data + before), count)) {
            input->dimensions = count;
            input->count++;
        } else {
            floats->length = before;
        }
    }
    input->vectors = (const float *)(const void *)floats->data;
    return 0;
}

static int fit_row(struct call *call, const struct vector_argument *inner, size_t row, struct buffer *all)
{
    struct kmeans_input input;
    struct buffer *floats = &call->scratch->b;
    TRY(read_directions(inner, column_list(&call->arguments[0], row), floats, &input, call->error));
    int32_t wanted = column_int32(&call->arguments[1], row);
    size_t k = wanted > 0 ? (size_t)wanted : kmeans_default_k(input.count), made = 0;
    k = k < input.count ? k : input.count;
    size_t center_bytes = input.dimensions * sizeof(float);
    float *centers = memory_new(k * input.dimensions + 1, sizeof *centers);
    if (!centers)
        return error_memory(call->error);
    int code =
        kmeans_fit(&input, k, (uint64_t)column_int64(&call->arguments[2], row), centers, &made, call->error);
    target_list(&call->result, row, all->length / sizeof *centers, made * input.dimensions);
    buffer_append(all, centers, made * center_bytes);
    memory_free(centers);
    return code;
}

int kmeans_centers_rows(struct call *call)
{
    struct vector_argument inner;
    struct buffer *all = &call->scratch->a;
    TRY(open_list(&call->arguments[0], &inner, call->error));
    TRY(refuse_sparse(&inner, call->error));
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (row_is_whole(call, row))
            TRY(fit_row(call, &inner, row, all));
    }
    return finish_floats(call, all);
}

/* False where the vector has no direction or there is no centre. */
static int nearest_of_row(struct call *call, const struct vector_argument *vectors,
                          struct constant_list *constant, size_t row, struct kmeans_nearest *nearest,
                          bool *found)
{
    struct buffer *space = &call->scratch->a;
    const float *centers;
    size_t dimensions, length;
    buffer_clear(space);
    TRY(vector_argument_read(vectors, row, space, &dimensions, call->error));
    TRY(constant_list_read(constant, &call->arguments[1], row, "centres", &centers, &length, call->error));
    if (dimensions && length % dimensions)
        return error_set(call->error, ERROR_USAGE, "%zu numbers are no list of centres of %zu dimensions",
                         length, dimensions);
    float *vector = (float *)(void *)space->data;
    *found = dimensions && length && dense_normalise(vector, dimensions);
    if (*found)
        *nearest = kmeans_assign(vector, centers, length / dimensions, dimensions);
    return 0;
}

int nearest_center_rows(struct call *call)
{
    struct vector_argument vectors;
    TRY(vector_argument_open(&call->arguments[0], &vectors, call->error));
    TRY(refuse_sparse(&vectors, call->error));
    struct constant_list centers = {.elements = column_elements(&call->arguments[1])};
    struct target cluster = target_field(&call->result, 0), similarity = target_field(&call->result, 1);
    for (size_t row = 0; row < call->rows; row++) {
        struct kmeans_nearest nearest = {0};
        bool found = false;
        if (!row_is_whole(call, row))
            continue;
        TRY(nearest_of_row(call, &vectors, &centers, row, &nearest, &found));
        if (!found) {
            target_null(&call->result, row);
            continue;
        }
        target_int32(&cluster, row, (int32_t)nearest.center + 1);
        target_double(&similarity, row, (double)nearest.similarity);
    }
    return 0;
}

/* ---- Vendi score --------------------------------------------------------------------------------------- */

struct gathered {
    struct buffer bytes; /* the vectors' numbers or entries, side by side */
    struct buffer ends;  /* size_t: where each ends, in bytes */
};

static int gather_vectors(const struct vector_argument *inner, struct list_entry outer,
                          struct gathered *gathered, struct error *error)
{
    size_t first_count = 0;
    for (size_t i = outer.offset; i < outer.offset + outer.length; i++) {
        size_t count = 0;
        if (column_valid(&inner->list, i))
            TRY(vector_argument_read(inner, i, &gathered->bytes, &count, error));
        if (count == 0)
            continue;
        if (!inner->sparse && first_count && count != first_count)
            return error_set(error, ERROR_USAGE, "vectors of %zu and of %zu numbers in one list", first_count,
                             count);
        first_count = count;
        size_t end = gathered->bytes.length;
        buffer_append(&gathered->ends, &end, sizeof end);
    }
    TRY(buffer_status(&gathered->bytes, error));
    return buffer_status(&gathered->ends, error);
}

static double cosine_between(const struct gathered *gathered, bool sparse, size_t a, size_t b)
{
    const size_t *ends = (const size_t *)(const void *)gathered->ends.data;
    size_t a_start = a ? ends[a - 1] : 0, b_start = b ? ends[b - 1] : 0;
    const void *left = gathered->bytes.data + a_start, *right = gathered->bytes.data + b_start;
    double cosine;
    if (sparse)
        cosine = vector_cosine(left, (ends[a] - a_start) / sizeof(struct vector_entry), right,
                               (ends[b] - b_start) / sizeof(struct vector_entry));
    else
        cosine = dense_cosine(left, right, (ends[a] - a_start) / sizeof(float));
    return isnan(cosine) ? 0 : cosine;
}

static int score_gathered(const struct gathered *gathered, bool sparse, double *score, struct error *error)
{
    size_t n = gathered->ends.length / sizeof(size_t);
    double *matrix = n <= VENDI_MOST ? memory_new(n * n + 1, sizeof *matrix) : memory_new(1, sizeof *matrix);
    if (!matrix)
        return error_memory(error);
    for (size_t a = 0; a < n && n <= VENDI_MOST; a++) {
        for (size_t b = 0; b < a; b++)
            matrix[a * n + b] = matrix[b * n + a] = cosine_between(gathered, sparse, a, b);
        matrix[a * n + a] = 1;
    }
    int code = vendi_score(matrix, n, score, error);
    memory_free(matrix);
    return code;
}

int vendi_score_rows(struct call *call)
{
    struct vector_argument inner;
    TRY(open_list(&call->arguments[0], &inner, call->error));
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct gathered gathered = {0};
        double score = (double)NAN;
        int code = gather_vectors(&inner, column_list(&call->arguments[0], row), &gathered, call->error);
        if (code == 0)
            code = score_gathered(&gathered, inner.sparse, &score, call->error);
        buffer_release(&gathered.bytes);
        buffer_release(&gathered.ends);
        TRY(code);
        if (isnan(score))
            target_null(&call->result, row);
        else
            target_double(&call->result, row, score);
    }
    return 0;
}
