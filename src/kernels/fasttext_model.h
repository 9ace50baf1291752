/* A fastText model in memory; for the files that read and run one. */
#ifndef ASSAY_KERNELS_FASTTEXT_MODEL_H
#define ASSAY_KERNELS_FASTTEXT_MODEL_H

#include <stdbool.h>

#include "kernels/fasttext.h"
#include "kernels/token_table.h"

enum fasttext_loss { LOSS_TREE = 1, LOSS_NEGATIVE = 2, LOSS_SOFTMAX = 3, LOSS_ONE_VS_ALL = 4 };
enum { CENTROIDS = 256 };

/* Product quantisation: a row is a code for each of `parts` parts of its vector. */
struct quantiser {
    int32_t dimensions, parts, part_size, last_size;
    float *centroids;
};

/* rows × columns; of `values`, or of codes when that is NULL. */
struct fasttext_matrix {
    int64_t rows, columns;
    float *values;
    uint8_t *codes;
    struct quantiser quantiser;
    uint8_t *norm_codes; /* NULL: norms are in the codes */
    struct quantiser norms;
};

/* A node of the Huffman tree over labels; leaves come first, in the order of labels. */
struct tree_node {
    int32_t left, right; /* -1: a leaf */
    int64_t count;
};

/* Where a hashed feature went when the model was pruned. */
struct kept_row {
    int32_t hash, row;
};

struct fasttext {
    int32_t dimensions, word_ngrams, bucket, least, most; /* least, most: lengths of character n-grams */
    enum fasttext_loss loss;
    int32_t word_count, label_count;
    struct token_table words; /* words, then labels, by their number */
    int64_t *label_uses;
    bool pruned;
    struct kept_row *kept; /* sorted by hash */
    int64_t kept_count;
    uint64_t *kept_bits; /* one a bucket: whether its feature was kept; most were not */
    struct fasttext_matrix input, output;
    struct tree_node *tree; /* LOSS_TREE: 2 × labels - 1 */
};

/* sum += row, and the row's product with a vector. */
void matrix_add_row(const struct fasttext_matrix *matrix, int64_t row, float *sum);
float matrix_dot_row(const struct fasttext_matrix *matrix, int64_t row, const float *vector);

#endif
