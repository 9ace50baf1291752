/* The families of functions: their callbacks, and what these share. */
#ifndef ASSAY_FUNCTIONS_FAMILY_H
#define ASSAY_FUNCTIONS_FAMILY_H

#include "base/buffer.h"
#include "engine/function.h"

/* The callbacks, one file a family. */
int word_count_rows(struct call *call);
int words_rows(struct call *call);
int fact_words_rows(struct call *call);
int shingles_rows(struct call *call);
int shingle_jaccard_rows(struct call *call);
int jaccard_rows(struct call *call);
int text_minhash_rows(struct call *call);
int minhash_rows(struct call *call);
int minhash_plan_rows(struct call *call);
int minhash_recall_rows(struct call *call);
int bucket_pairs_rows(struct call *call);
int lsh_pairs_rows(struct call *call);
int components_rows(struct call *call);
int text_normal_rows(struct call *call);
int text_key_rows(struct call *call);
int encoding_faults_rows(struct call *call);
int mojibake_repair_rows(struct call *call);
int truncation_sign_rows(struct call *call);
int count_tokens_rows(struct call *call);
int tokens_rows(struct call *call);
int language_rows(struct call *call);
int language_of_rows(struct call *call);
int wilson_rows(struct call *call);
int ratio_interval_rows(struct call *call);
int mean_interval_rows(struct call *call);
int row_hash_rows(struct call *call);
int row_bytes_rows(struct call *call);
int merkle_root_rows(struct call *call);
int chunk_boundary_rows(struct call *call);
int wilson_at_rows(struct call *call);
int clopper_pearson_rows(struct call *call);
int newcombe_rows(struct call *call);
int welch_rows(struct call *call);
int proportions_z_rows(struct call *call);
int fisher_exact_rows(struct call *call);
int mcnemar_exact_rows(struct call *call);
int leak_index_rows(struct call *call);
int leak_search_rows(struct call *call);
int leak_threshold_rows(struct call *call);
int gram_index_rows(struct call *call);
int gram_hits_rows(struct call *call);
int gpt3_rule_rows(struct call *call);
int holm_rows(struct call *call);
int benjamini_hochberg_rows(struct call *call);
int mcnemar_corrected_rows(struct call *call);
int paired_z_rows(struct call *call);
int unpaired_z_rows(struct call *call);
int paired_difference_rows(struct call *call);
int paired_margin_rows(struct call *call);
int calibration_rows(struct call *call);
int reliability_bins_rows(struct call *call);
int rater_agreement_rows(struct call *call);
int mix_allocate_rows(struct call *call);
int pii_spans_rows(struct call *call);
int pii_mask_rows(struct call *call);
int pii_mask_record_rows(struct call *call);
int text_features_rows(struct call *call);
int text_vector_rows(struct call *call);
int text_projection_rows(struct call *call);
int vector_cosine_rows(struct call *call);
int kmeans_centers_rows(struct call *call);
int nearest_center_rows(struct call *call);
int vendi_score_rows(struct call *call);
int decile_edges_rows(struct call *call);
int bin_counts_rows(struct call *call);
int psi_rows(struct call *call);
int psi_least_rows_rows(struct call *call);
int jensen_shannon_rows(struct call *call);
int chi2_contingency_rows(struct call *call);
int ks_test_rows(struct call *call);
int wasserstein_rows(struct call *call);
int auroc_rows(struct call *call);
int classifier_test_rows(struct call *call);
int mmd_test_rows(struct call *call);
int diverse_order_rows(struct call *call);
int nearest_vectors_rows(struct call *call);
int compressed_size_rows(struct call *call);
int answer_form_rows(struct call *call);
int vector_index_rows(struct call *call);
int vector_nearest_rows(struct call *call);
int refusal_rows(struct call *call);
int refusal_evidence_rows(struct call *call);
int request_harm_rows(struct call *call);
int text_script_rows(struct call *call);
int text_loop_rows(struct call *call);

/* Whether every argument of the row is there; otherwise the row's result has been set to NULL. */
bool row_is_whole(struct call *call, size_t row);

/* A number, or NULL for NaN. */
void target_number(const struct target *target, size_t row, double number);

/* The function's own object of this thread: `size` zeroed bytes, made on first use. NULL when out of memory.
 */
void *own_object(struct call *call, size_t size, void (*release)(void *own));

/* Room for the elements of a LIST result, and its element target. */
int list_elements(struct call *call, uint64_t total, struct target *elements) MUST_CHECK;

/* Writes a LIST of UBIGINT whose entries were set row by row, from all elements joined in a buffer. */
int finish_numbers(struct call *call, const struct buffer *numbers) MUST_CHECK;

#endif
