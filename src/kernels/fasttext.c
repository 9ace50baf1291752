/* Running a fastText model: features of a text, their mean, the likeliest labels. */
#include "kernels/fasttext.h"

#include <math.h>

#include "base/memory.h"
#include "kernels/fasttext_model.h"

#define LABEL_PREFIX "__label__"
#define END_OF_LINE "</s>"

struct fasttext_work {
    struct buffer word; /* <word> */
    int64_t *features;  /* rows of the input matrix */
    size_t feature_count, feature_capacity;
    int32_t *hashes; /* of words, for word n-grams */
    size_t hash_count, hash_capacity;
    float *hidden;
    size_t hidden_size;
    struct fasttext_guess *scores;
    size_t score_count, score_capacity;
};

size_t fasttext_label_count(const struct fasttext *model)
{
    return (size_t)model->label_count;
}

struct text fasttext_label(const struct fasttext *model, size_t label)
{
    struct text text = token_table_string(&model->words, (size_t)model->word_count + label);
    size_t prefix = text_starts(text, LABEL_PREFIX) ? strlen(LABEL_PREFIX) : 0;
    return (struct text){text.data + prefix, text.length - prefix};
}

/* ---- matrices ------------------------------------------------------------------------------------------ */

static const float *centroid(const struct quantiser *quantiser, int32_t part, uint8_t code)
{
    size_t base = (size_t)part * CENTROIDS * (size_t)quantiser->part_size;
    size_t size = (size_t)(part == quantiser->parts - 1 ? quantiser->last_size : quantiser->part_size);
    return quantiser->centroids + base + code * size;
}

static float row_norm(const struct fasttext_matrix *matrix, int64_t row)
{
    return matrix->norm_codes ? *centroid(&matrix->norms, 0, matrix->norm_codes[row]) : 1.0F;
}

void matrix_add_row(const struct fasttext_matrix *matrix, int64_t row, float *sum)
{
    if (matrix->values) {
        for (int64_t i = 0; i < matrix->columns; i++)
            sum[i] += matrix->values[row * matrix->columns + i];
        return;
    }
    const struct quantiser *quantiser = &matrix->quantiser;
    const uint8_t *codes = matrix->codes + row * quantiser->parts;
    float norm = row_norm(matrix, row);
    for (int32_t part = 0; part < quantiser->parts; part++) {
        const float *values = centroid(quantiser, part, codes[part]);
        int32_t size = part == quantiser->parts - 1 ? quantiser->last_size : quantiser->part_size;
        for (int32_t i = 0; i < size; i++)
            sum[part * quantiser->part_size + i] += norm * values[i];
    }
}

float matrix_dot_row(const struct fasttext_matrix *matrix, int64_t row, const float *vector)
{
    float sum = 0;
    if (matrix->values) {
        for (int64_t i = 0; i < matrix->columns; i++)
            sum += matrix->values[row * matrix->columns + i] * vector[i];
        return sum;
    }
    const struct quantiser *quantiser = &matrix->quantiser;
    const uint8_t *codes = matrix->codes + row * quantiser->parts;
    for (int32_t part = 0; part < quantiser->parts; part++) {
        const float *values = centroid(quantiser, part, codes[part]);
        int32_t size = part == quantiser->parts - 1 ? quantiser->last_size : quantiser->part_size;
        for (int32_t i = 0; i < size; i++)
            sum += vector[part * quantiser->part_size + i] * values[i];
    }
    return sum * row_norm(matrix, row);
}

/* ---- features ------------------------------------------------------------------------------------------ */

/* Room for one more item of `size` bytes. */
static int reserve_one(void **items, size_t count, size_t *capacity, size_t size, struct error *error)
{
    if (count < *capacity)
        return 0;
    void *grown = memory_resize(*items, *capacity * 2 + 256, size);
    if (!grown)
        return error_memory(error);
    *items = grown;
    *capacity = *capacity * 2 + 256;
    return 0;
}

static int add_feature(struct fasttext_work *work, int64_t row, struct error *error)
{
    TRY(reserve_one((void **)&work->features, work->feature_count, &work->feature_capacity,
                    sizeof *work->features, error));
    work->features[work->feature_count++] = row;
    return 0;
}

/* A hashed feature has a row of its own, or the one that was kept for it, or none. */
static int add_hashed(const struct fasttext *model, struct fasttext_work *work, int64_t hash,
                      struct error *error)
{
    if (!model->pruned)
        return add_feature(work, model->word_count + hash, error);
    if (!(model->kept_bits[hash / 64] >> (hash % 64) & 1))
        return 0;
    size_t low = 0, high = (size_t)model->kept_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (model->kept[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == (size_t)model->kept_count || model->kept[low].hash != hash)
        return 0;
    return add_feature(work, model->word_count + (int64_t)model->kept[low].row, error);
}

/* One step of 32-bit FNV-1a, in which a byte from 0x80 on counts as negative. */
static uint32_t hash_step(uint32_t hash, char byte)
{
    return (hash ^ (uint32_t)(int8_t)byte) * 16777619U;
}

static uint32_t hash_word(struct text word)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < word.length; i++)
        hash = hash_step(hash, word.data[i]);
    return hash;
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The character n-grams of <word>; not "<" and ">" alone. */
static int add_ngrams(const struct fasttext *model, struct fasttext_work *work, struct text word,
                      struct error *error)
{
    for (size_t start = 0; start < word.length; start++) {
        uint32_t hash = 2166136261U;
        if (continues(word.data[start]))
            continue;
        size_t end = start;
        for (int32_t length = 1; end < word.length && length <= model->most; length++) {
            hash = hash_step(hash, word.data[end++]);
            while (end < word.length && continues(word.data[end]))
                hash = hash_step(hash, word.data[end++]);
            if (length >= model->least && !(length == 1 && (start == 0 || end == word.length)))
                TRY(add_hashed(model, work, hash % (uint32_t)model->bucket, error));
        }
    }
    return 0;
}

static int add_word(const struct fasttext *model, struct fasttext_work *work, struct text word,
                    struct error *error)
{
    uint32_t number;
    bool known = token_table_find(&model->words, word, &number);
    if (known ? number >= (uint32_t)model->word_count : text_starts(word, LABEL_PREFIX))
        return 0; /* a label is no feature */
    if (known)
        TRY(add_feature(work, number, error));
    TRY(reserve_one((void **)&work->hashes, work->hash_count, &work->hash_capacity, sizeof *work->hashes,
                    error));
    work->hashes[work->hash_count++] = (int32_t)hash_word(word);
    if (model->most <= 0 || text_is(word, END_OF_LINE))
        return 0;
    buffer_clear(&work->word);
    buffer_byte(&work->word, '<');
    buffer_text(&work->word, word);
    buffer_byte(&work->word, '>');
    TRY(buffer_status(&work->word, error));
    return add_ngrams(model, work, buffer_view(&work->word), error);
}

static int add_word_ngrams(const struct fasttext *model, struct fasttext_work *work, struct error *error)
{
    for (size_t i = 0; i < work->hash_count; i++) {
        uint64_t hash = (uint64_t)(int64_t)work->hashes[i];
        for (size_t j = i + 1; j < work->hash_count && j < i + (size_t)model->word_ngrams; j++) {
            hash = hash * 116049371U + (uint64_t)(int64_t)work->hashes[j];
            TRY(add_hashed(model, work, (int64_t)(hash % (uint32_t)model->bucket), error));
        }
    }
    return 0;
}

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == '\0';
}

static int find_features(const struct fasttext *model, struct fasttext_work *work, struct text text,
                         struct error *error)
{
    work->feature_count = work->hash_count = 0;
    bool ended = false;
    for (size_t at = 0; at < text.length && !ended;) {
        size_t start = at;
        while (at < text.length && !is_space(text.data[at]))
            at++;
        struct text word = {text.data + start, at - start};
        if (word.length)
            TRY(add_word(model, work, word, error));
        ended = text_is(word, END_OF_LINE);
        at++;
    }
    if (!ended)
        TRY(add_word(model, work, text_of(END_OF_LINE), error));
    return add_word_ngrams(model, work, error);
}

/* ---- scores -------------------------------------------------------------------------------------------- */

static double safe_log(double value)
{
    return log(value + 1e-5);
}

static int mean_features(const struct fasttext *model, struct fasttext_work *work, struct error *error)
{
    size_t size = (size_t)model->dimensions;
    if (work->hidden_size < size) {
        float *grown = memory_resize(work->hidden, size, sizeof *grown);
        if (!grown)
            return error_memory(error);
        work->hidden = grown;
        work->hidden_size = size;
    }
    memset(work->hidden, 0, size * sizeof *work->hidden);
    for (size_t i = 0; i < work->feature_count; i++)
        matrix_add_row(&model->input, work->features[i], work->hidden);
    float share = 1.0F / (float)work->feature_count;
    for (size_t i = 0; i < size; i++)
        work->hidden[i] *= share;
    return 0;
}

/* Keeps the `most` best scores, best first. A score here is a logarithm. */
static void keep_score(struct fasttext_work *work, size_t most, uint32_t label, double score)
{
    size_t at = work->score_count;
    if (at == most && work->scores[at - 1].probability >= score)
        return;
    at -= at == most;
    for (; at > 0 && work->scores[at - 1].probability < score; at--)
        work->scores[at] = work->scores[at - 1];
    work->scores[at] = (struct fasttext_guess){label, score};
    work->score_count += work->score_count < most;
}

/* Depth first with a stack of its own; a branch that cannot reach the best any more is left. */
static int score_tree(const struct fasttext *model, struct fasttext_work *work, size_t most,
                      struct error *error)
{
    struct branch {
        int32_t node;
        double score;
    };
    struct buffer stack = {0};
    struct branch branch = {2 * model->label_count - 2, 0};
    buffer_append(&stack, &branch, sizeof branch);
    while (stack.length) {
        stack.length -= sizeof branch;
        memcpy(&branch, stack.data + stack.length, sizeof branch);
        bool full = work->score_count == most;
        if (branch.score < log(1e-5) || (full && branch.score < work->scores[most - 1].probability))
            continue;
        const struct tree_node *node = &model->tree[branch.node];
        if (node->left < 0) {
            keep_score(work, most, (uint32_t)branch.node, branch.score);
            continue;
        }
        float product = matrix_dot_row(&model->output, branch.node - model->label_count, work->hidden);
        double right = (double)(float)(1 / (1 + exp(-(double)product)));
        struct branch children[2] = {{node->right, branch.score + safe_log(right)},
                                     {node->left, branch.score + safe_log(1 - right)}};
        bool swap = children[0].score > children[1].score; /* the likelier is looked at first */
        buffer_append(&stack, &children[swap], sizeof branch);
        buffer_append(&stack, &children[!swap], sizeof branch);
    }
    int code = buffer_status(&stack, error);
    buffer_release(&stack);
    return code;
}

/* The logistic function as fastText tabulates it: 512 steps between -8 and 8. */
static double logistic(double value)
{
    if (value < -8)
        return 0;
    if (value > 8)
        return 1;
    int step = (int)((value + 8) * 512 / 8 / 2);
    return 1 / (1 + exp(-((double)step * 2 * 8 / 512 - 8)));
}

static void score_each(const struct fasttext *model, struct fasttext_work *work, size_t most)
{
    double highest = -HUGE_VAL, sum = 0;
    bool softmax = model->loss == LOSS_SOFTMAX;
    for (int32_t i = 0; softmax && i < model->label_count; i++)
        highest = fmax(highest, (double)matrix_dot_row(&model->output, i, work->hidden));
    for (int32_t i = 0; softmax && i < model->label_count; i++)
        sum += exp((double)matrix_dot_row(&model->output, i, work->hidden) - highest);
    for (int32_t i = 0; i < model->label_count; i++) {
        double product = (double)matrix_dot_row(&model->output, i, work->hidden);
        double probability = softmax ? exp(product - highest) / sum : logistic(product);
        keep_score(work, most, (uint32_t)i, safe_log(probability));
    }
}

static int work_open(const struct fasttext *model, struct fasttext_work **work, size_t most,
                     struct error *error)
{
    if (!*work)
        *work = memory_new(1, sizeof **work);
    if (!*work)
        return error_memory(error);
    (*work)->score_count = 0;
    size_t wanted = most < (size_t)model->label_count ? most : (size_t)model->label_count;
    if ((*work)->score_capacity >= wanted)
        return 0;
    struct fasttext_guess *scores = memory_resize((*work)->scores, wanted, sizeof *scores);
    if (!scores)
        return error_memory(error);
    (*work)->scores = scores;
    (*work)->score_capacity = wanted;
    return 0;
}

int fasttext_guess(const struct fasttext *model, struct fasttext_work **work, struct text text, size_t most,
                   struct fasttext_guess *guesses, size_t *count, struct error *error)
{
    *count = 0;
    most = most < (size_t)model->label_count ? most : (size_t)model->label_count;
    if (most == 0)
        return 0;
    TRY(work_open(model, work, most, error));
    TRY(find_features(model, *work, text, error));
    if ((*work)->feature_count == 0)
        return 0;
    TRY(mean_features(model, *work, error));
    if (model->loss == LOSS_TREE)
        TRY(score_tree(model, *work, most, error));
    else
        score_each(model, *work, most);
    *count = (*work)->score_count;
    for (size_t i = 0; i < *count; i++)
        guesses[i] = (struct fasttext_guess){(*work)->scores[i].label, exp((*work)->scores[i].probability)};
    return 0;
}

void fasttext_work_free(struct fasttext_work *work)
{
    if (!work)
        return;
    buffer_release(&work->word);
    memory_free(work->features);
    memory_free(work->hashes);
    memory_free(work->hidden);
    memory_free(work->scores);
    memory_free(work);
}
