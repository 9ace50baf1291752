/* Shared by the checks of proofs of different kinds. */
#ifndef ASSAY_STORE_PROOF_INTERNAL_H
#define ASSAY_STORE_PROOF_INTERNAL_H

#include "base/hex.h"
#include "kernels/merkle.h"
#include "store/proof.h"
#include "store/strict_json.h"

struct merkle_path {
    struct merkle_hash nodes[MERKLE_PROOF_MOST];
    size_t length;
};

/* The member "proof": a list of hashes. */
int proof_nodes(struct walk *walk, yyjson_val *object, struct merkle_path *path) MUST_CHECK;

/* ERROR_INPUT: the text is a proof, but of something that is not so. */
int proof_fails(struct walk *walk, const char *why);

int proof_row_check(struct walk *walk, yyjson_val *root, const struct proof_demand *demand,
                    struct buffer *said) MUST_CHECK;

#endif
