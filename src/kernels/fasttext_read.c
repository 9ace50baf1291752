/* The binary format of fastText, versions 11 and 12 (little endian): header, arguments, dictionary, pruned
 * rows, input matrix, output matrix. */
#include <inttypes.h>

#include "base/memory.h"
#include "kernels/fasttext_model.h"

enum { MAGIC = 793712314, SUPERVISED = 3, MOST_DIMENSIONS = 1 << 16 };

struct model_reader {
    struct text content;
    size_t at;
    const char *name;
    int32_t version;
    struct fasttext *model;
    struct error *error;
};

static int complain(struct model_reader *reader, const char *what)
{
    return error_set(reader->error, ERROR_INPUT, "%s: byte %zu: %s", reader->name, reader->at, what);
}

static int read_bytes(struct model_reader *reader, void *out, size_t size)
{
    if (size > reader->content.length - reader->at)
        return complain(reader, "the file ends inside the model: it is cut, or no fastText model");
    memcpy(out, reader->content.data + reader->at, size);
    reader->at += size;
    return 0;
}

static int read_int(struct model_reader *reader, int32_t *value)
{
    return read_bytes(reader, value, sizeof *value);
}

/* An array of count × size bytes, which the file must still hold. */
static int read_array(struct model_reader *reader, void **out, int64_t count, size_t size)
{
    size_t left = reader->content.length - reader->at;
    if (count < 0 || (uint64_t)count > left / size)
        return complain(
            reader,
            "a table is said to be larger than the rest of the file: it is cut, or no fastText model");
    *out = memory_new((size_t)count + 1, size);
    if (!*out)
        return error_memory(reader->error);
    return read_bytes(reader, *out, (size_t)count * size);
}

/* ---- header and arguments ------------------------------------------------------------------------------ */

static int read_arguments(struct model_reader *reader)
{
    int32_t magic = 0, values[12];
    double sampling;
    struct fasttext *model = reader->model;
    TRY(read_int(reader, &magic));
    TRY(read_int(reader, &reader->version));
    if (magic != MAGIC || reader->version < 11 || reader->version > 12)
        return complain(reader, "not a fastText model of version 11 or 12");
    TRY(read_bytes(reader, values, sizeof values));
    TRY(read_bytes(reader, &sampling, sizeof sampling));
    model->dimensions = values[0];
    model->word_ngrams = values[5];
    model->loss = (enum fasttext_loss)values[6];
    model->bucket = values[8];
    model->least = values[9];
    model->most = reader->version == 11 ? 0 : values[10]; /* older supervised models had no n-grams */
    if (values[7] != SUPERVISED)
        return complain(reader, "the model is not a classifier (supervised): it has no labels");
    if (values[6] < LOSS_TREE || values[6] > LOSS_ONE_VS_ALL)
        return complain(reader, "the model has an unknown loss");
    if (model->dimensions < 1 || model->dimensions > MOST_DIMENSIONS || model->bucket < 0 ||
        model->word_ngrams < 0 || model->least < 0 || model->most > 1024)
        return complain(reader, "the model's arguments are out of range");
    if (model->bucket == 0 && (model->most > 0 || model->word_ngrams > 1))
        return complain(reader, "the model has n-grams but no buckets for them");
    return 0;
}

/* ---- dictionary ---------------------------------------------------------------------------------------- */

static int read_entry(struct model_reader *reader, int32_t index)
{
    const char *start = reader->content.data + reader->at;
    const char *end = memchr(start, '\0', reader->content.length - reader->at);
    if (!end)
        return complain(reader, "the file ends inside a word: it is cut");
    struct text word = {start, (size_t)(end - start)};
    int64_t uses;
    int8_t kind;
    bool fresh;
    struct fasttext *model = reader->model;
    TRY(token_table_add(&model->words, word, (uint32_t)index, &fresh, reader->error));
    if (!fresh)
        return complain(reader, "a word stands in the dictionary twice");
    reader->at += word.length + 1;
    TRY(read_bytes(reader, &uses, sizeof uses));
    TRY(read_bytes(reader, &kind, sizeof kind));
    if (kind != (index >= model->word_count))
        return complain(reader, "the dictionary does not hold its words first and then its labels");
    if (kind)
        model->label_uses[index - model->word_count] = uses;
    return 0;
}

static int compare_kept(const void *a, const void *b)
{
    const struct kept_row *left = a, *right = b;
    return (left->hash > right->hash) - (left->hash < right->hash);
}

static int read_dictionary(struct model_reader *reader)
{
    struct fasttext *model = reader->model;
    int32_t size;
    int64_t tokens, pruned;
    TRY(read_int(reader, &size));
    TRY(read_int(reader, &model->word_count));
    TRY(read_int(reader, &model->label_count));
    TRY(read_bytes(reader, &tokens, sizeof tokens));
    TRY(read_bytes(reader, &pruned, sizeof pruned));
    if (model->word_count < 0 || model->label_count < 1 ||
        (int64_t)model->word_count + model->label_count != size ||
        (size_t)size > (reader->content.length - reader->at) / 10)
        return complain(reader, "the dictionary's sizes do not agree with each other or with the file");
    model->label_uses = memory_new((size_t)model->label_count, sizeof *model->label_uses);
    if (!model->label_uses)
        return error_memory(reader->error);
    for (int32_t i = 0; i < size; i++)
        TRY(read_entry(reader, i));
    model->pruned = pruned >= 0;
    model->kept_count = pruned < 0 ? 0 : pruned;
    TRY(read_array(reader, (void **)&model->kept, model->kept_count, sizeof *model->kept));
    model->kept_bits =
        memory_new(model->pruned ? (size_t)model->bucket / 64 + 1 : 1, sizeof *model->kept_bits);
    if (!model->kept_bits)
        return error_memory(reader->error);
    qsort(model->kept, (size_t)model->kept_count, sizeof *model->kept, compare_kept);
    return 0;
}

/* ---- matrices ------------------------------------------------------------------------------------------ */

static int read_quantiser(struct model_reader *reader, struct quantiser *quantiser, int64_t dimensions)
{
    int32_t sizes[4];
    TRY(read_bytes(reader, sizes, sizeof sizes));
    *quantiser = (struct quantiser){sizes[0], sizes[1], sizes[2], sizes[3], NULL};
    int64_t covered = ((int64_t)sizes[1] - 1) * sizes[2] + sizes[3];
    if (sizes[0] != dimensions || sizes[1] < 1 || sizes[2] < 1 || sizes[3] < 1 || sizes[3] > sizes[2] ||
        covered != dimensions)
        return complain(reader, "the quantiser's sizes do not agree");
    return read_array(reader, (void **)&quantiser->centroids, dimensions * CENTROIDS, sizeof(float));
}

static int read_shape(struct model_reader *reader, struct fasttext_matrix *matrix)
{
    TRY(read_bytes(reader, &matrix->rows, sizeof matrix->rows));
    TRY(read_bytes(reader, &matrix->columns, sizeof matrix->columns));
    if (matrix->columns != reader->model->dimensions || matrix->rows < 0 ||
        matrix->rows > INT64_MAX / MOST_DIMENSIONS)
        return complain(reader, "a matrix's shape does not agree with the model's dimensions");
    return 0;
}

static int read_matrix(struct model_reader *reader, struct fasttext_matrix *matrix, bool quantised)
{
    uint8_t with_norms = 0;
    int32_t code_count;
    if (!quantised) {
        TRY(read_shape(reader, matrix));
        return read_array(reader, (void **)&matrix->values, matrix->rows * matrix->columns, sizeof(float));
    }
    TRY(read_bytes(reader, &with_norms, 1));
    TRY(read_shape(reader, matrix));
    TRY(read_int(reader, &code_count));
    TRY(read_array(reader, (void **)&matrix->codes, code_count, 1));
    TRY(read_quantiser(reader, &matrix->quantiser, matrix->columns));
    if (matrix->rows * matrix->quantiser.parts != code_count)
        return complain(reader, "there are not as many codes as the quantised matrix needs");
    if (!with_norms)
        return 0;
    TRY(read_array(reader, (void **)&matrix->norm_codes, matrix->rows, 1));
    return read_quantiser(reader, &matrix->norms, 1);
}

static int check_rows(struct model_reader *reader)
{
    const struct fasttext *model = reader->model;
    int64_t hashed = model->input.rows - model->word_count;
    bool uses_hashes = model->most > 0 || model->word_ngrams > 1;
    if (hashed < 0 || (!model->pruned && uses_hashes && hashed < model->bucket))
        return complain(reader, "the input matrix has fewer rows than there are words and buckets");
    for (int64_t i = 0; i < model->kept_count; i++) {
        struct kept_row kept = model->kept[i];
        if (kept.row < 0 || kept.row >= hashed || kept.hash < 0 || kept.hash >= model->bucket)
            return complain(reader, "a pruned feature names a row or a bucket that is not there");
        model->kept_bits[kept.hash / 64] |= (uint64_t)1 << (kept.hash % 64);
    }
    if (model->output.rows < model->label_count)
        return complain(reader, "the output matrix has fewer rows than there are labels");
    return 0;
}

/* ---- the tree of labels -------------------------------------------------------------------------------- */

/* Huffman's construction over counts that fall, as fastText does it: ties take the inner node. */
static int build_tree(struct fasttext *model, struct error *error)
{
    int32_t labels = model->label_count, leaf = labels - 1, node = labels;
    model->tree = memory_new(2 * (size_t)labels, sizeof *model->tree);
    if (!model->tree)
        return error_memory(error);
    struct tree_node *tree = model->tree;
    for (int32_t i = 0; i < 2 * labels - 1; i++)
        tree[i] = (struct tree_node){-1, -1, i < labels ? model->label_uses[i] : (int64_t)1e15};
    for (int32_t i = labels; i < 2 * labels - 1; i++) {
        int32_t least[2];
        for (int j = 0; j < 2; j++)
            least[j] = leaf >= 0 && (node >= i || tree[leaf].count < tree[node].count) ? leaf-- : node++;
        int64_t left = tree[least[0]].count, right = tree[least[1]].count, sum;
        tree[i] = (struct tree_node){least[0], least[1],
                                     __builtin_add_overflow(left, right, &sum) ? INT64_MAX : sum};
    }
    return 0;
}

static int read_model(struct model_reader *reader)
{
    struct fasttext *model = reader->model;
    uint8_t quantised = 0, output_quantised = 0;
    TRY(read_arguments(reader));
    TRY(read_dictionary(reader));
    TRY(read_bytes(reader, &quantised, 1));
    TRY(read_matrix(reader, &model->input, quantised));
    TRY(read_bytes(reader, &output_quantised, 1));
    TRY(read_matrix(reader, &model->output, quantised && output_quantised));
    TRY(check_rows(reader));
    return model->loss == LOSS_TREE ? build_tree(model, reader->error) : 0;
}

int fasttext_read(struct fasttext **read, struct text content, const char *name, struct error *error)
{
    struct fasttext *model = memory_new(1, sizeof *model);
    struct model_reader reader = {.content = content, .name = name, .model = model, .error = error};
    if (!model)
        return error_memory(error);
    int code = read_model(&reader);
    if (code < 0)
        fasttext_free(model);
    else
        *read = model;
    return code;
}

static void matrix_release(struct fasttext_matrix *matrix)
{
    memory_free(matrix->values);
    memory_free(matrix->codes);
    memory_free(matrix->norm_codes);
    memory_free(matrix->quantiser.centroids);
    memory_free(matrix->norms.centroids);
}

void fasttext_free(struct fasttext *model)
{
    if (!model)
        return;
    token_table_release(&model->words);
    memory_free(model->label_uses);
    memory_free(model->kept);
    memory_free(model->kept_bits);
    matrix_release(&model->input);
    matrix_release(&model->output);
    memory_free(model->tree);
    memory_free(model);
}
