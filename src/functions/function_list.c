/* The one list of functions, and what their bindings share. */
#include <math.h>

#include "functions/functions.h"

#include "base/memory.h"
#include "functions/family.h"

void target_number(const struct target *target, size_t row, double number)
{
    if (isnan(number))
        target_null(target, row);
    else
        target_double(target, row, number);
}

bool row_is_whole(struct call *call, size_t row)
{
    for (size_t i = 0; i < call->argument_count; i++) {
        if (!column_valid(&call->arguments[i], row)) {
            target_null(&call->result, row);
            return false;
        }
    }
    return true;
}

void *own_object(struct call *call, size_t size, void (*release)(void *own))
{
    if (!call->scratch->own) {
        call->scratch->own = memory_new(1, size);
        call->scratch->release_own = release;
    }
    return call->scratch->own;
}

int list_elements(struct call *call, uint64_t total, struct target *elements)
{
    if (target_reserve(&call->result, total) < 0)
        return error_memory(call->error);
    target_length(&call->result, total);
    *elements = target_elements(&call->result);
    return 0;
}

int finish_numbers(struct call *call, const struct buffer *numbers)
{
    TRY(buffer_status(numbers, call->error));
    struct target elements = {0};
    TRY(list_elements(call, numbers->length / sizeof(uint64_t), &elements));
    if (numbers->length && elements.values)
        memcpy(elements.values, numbers->data, numbers->length);
    return 0;
}

static const struct function all[] = {
    {"word_count", "(VARCHAR) -> BIGINT", word_count_rows,
     "Number of words: runs of letters, marks, numbers and underscores; in scripts written without spaces "
     "every "
     "character with its marks is one.",
     "word_count('One two, three') → 3"},
    {"words", "(VARCHAR) -> VARCHAR[]", words_rows,
     "The words of a text, compatibility-composed (NFKC) and case-folded; marks are kept.",
     "words('Don''t PANIC') → [don, t, panic]"},
    {"fact_words", "(VARCHAR) -> VARCHAR[]", fact_words_rows,
     "The different words of a text that carry a fact: those with a digit, and those with a capital letter "
     "that do not "
     "open a sentence or a line; as in words(), at most 512.",
     "fact_words('The Elbe is 1094 km long, says Karl.') → [elbe, 1094, karl]"},
    {"shingles", "(VARCHAR, INTEGER) -> UBIGINT[]", shingles_rows,
     "The set of runs of n consecutive words as sorted 64-bit hashes; fewer than n words make one shingle, "
     "none make "
     "an empty list.",
     "len(shingles('a b c d', 3)) → 2"},
    {"shingle_jaccard", "(UBIGINT[], UBIGINT[]) -> DOUBLE", shingle_jaccard_rows,
     "Jaccard similarity |A and B| / |A or B| of two sets of hashes; NULL when both are empty.",
     "shingle_jaccard([1, 2, 3]::UBIGINT[], [2, 3, 4]::UBIGINT[]) → 0.5"},
    {"word_jaccard", "(VARCHAR, VARCHAR, INTEGER) -> DOUBLE", jaccard_rows,
     "Jaccard similarity of the n-word shingle sets of two texts; NULL when neither has a word.",
     "word_jaccard('a b c d', 'B c d e', 1) → 0.6"},
    {"minhash", "(UBIGINT[], INTEGER, INTEGER) -> UBIGINT[]", minhash_rows,
     "One key per band of a MinHash with bands × rows permutations (Broder 1997); two sets of similarity J "
     "share a key "
     "with probability 1 - (1 - J^rows)^bands. The empty set has no keys.",
     "len(minhash(shingles('a b c d', 3), 20, 6)) → 20"},
    {"text_minhash", "(VARCHAR, INTEGER, INTEGER, INTEGER) -> UBIGINT[]", text_minhash_rows,
     "minhash(shingles(text, n), bands, rows) in one step and faster: the keys of a text's n-word shingles.",
     "text_minhash('a b c d', 3, 20, 6) = minhash(shingles('a b c d', 3), 20, 6)  → true"},
    {"minhash_plan", "(DOUBLE, DOUBLE) -> STRUCT(bands INTEGER, rows INTEGER)", minhash_plan_rows,
     "Bands and rows for minhash that miss at most the given share of pairs at the similarity threshold: the "
     "most rows "
     "for which that takes at most 128 bands and 256 permutations.",
     "minhash_plan(0.7, 0.05) → {'bands': 35, 'rows': 7}"},
    {"minhash_recall", "(INTEGER, INTEGER, DOUBLE) -> DOUBLE", minhash_recall_rows,
     "Probability that two sets of the given similarity share a key of a minhash with these bands and rows: "
     "1 - (1 - J^rows)^bands.",
     "round(minhash_recall(35, 7, 0.7), 3) → 0.951"},
    {"bucket_pairs", "(BIGINT[], BIGINT) -> STRUCT(a BIGINT, b BIGINT)[]", bucket_pairs_rows,
     "Pairs a < b to verify among the items of one bucket: all with all up to the limit; in a larger bucket "
     "each item "
     "with the smallest and with the 16 that follow it.",
     "bucket_pairs([3, 1, 2], 100) → [{'a': 1, 'b': 2}, {'a': 1, 'b': 3}, {'a': 2, 'b': 3}]"},
    {"lsh_pairs", "(ANY, BIGINT) -> STRUCT(a BIGINT, b BIGINT)[]", lsh_pairs_rows,
     "Pairs a < b to verify among a list of STRUCT(item BIGINT, bands UBIGINT[]): those that share a key in "
     "some "
     "band, by the rule of bucket_pairs within each bucket.",
     "lsh_pairs([{'item': 7::BIGINT, 'bands': [1, 2]::UBIGINT[]}, {'item': 3::BIGINT, 'bands': [9, "
     "2]::UBIGINT[]}], 100) "
     "→ [{'a': 3, 'b': 7}]"},
    {"components", "(ANY) -> STRUCT(item BIGINT, component BIGINT)[]", components_rows,
     "Connected components of a list of edges STRUCT(a BIGINT, b BIGINT): every item with the smallest item "
     "it hangs "
     "together with, ascending.",
     "components([{'a': 7, 'b': 3}, {'a': 3, 'b': 9}]) → [{'item': 3, 'component': 3}, {'item': 7, "
     "'component': 3}, "
     "{'item': 9, 'component': 3}]"},
    {"text_normal", "(VARCHAR) -> VARCHAR", text_normal_rows,
     "The text in canonical composition (NFC), every run of white space and line ends as one space, none at "
     "the ends.",
     "text_normal('  a' || chr(10) || chr(9) || 'b ') → a b"},
    {"text_key", "(VARCHAR) -> VARCHAR", text_key_rows,
     "128-bit XXH3 hash of text_normal as 32 hex digits: texts that differ in white space or Unicode form "
     "only share it.",
     "text_key(' a  b') = text_key('a b') → true"},
    {"encoding_faults",
     "(VARCHAR) -> STRUCT(code VARCHAR, \"offset\" BIGINT, length BIGINT, detail VARCHAR)[]",
     encoding_faults_rows,
     "The first 64 places where an encoding went wrong, with byte offset and length: replacement_character, "
     "mojibake, "
     "control_character, invisible_character, noncharacter, private_use, mixed_normalisation. detail is the "
     "code point; "
     "for mojibake the one that was meant.",
     "encoding_faults('cafÃ©') → [{'code': mojibake, 'offset': 3, 'length': 4, 'detail': U+00E9}]"},
    {"mojibake_repair", "(VARCHAR) -> VARCHAR", mojibake_repair_rows,
     "The text with UTF-8 that was read as Windows-1252 or Latin-1, once or twice, decoded again; NULL when "
     "there is none.",
     "mojibake_repair('cafÃ©') → café"},
    {"truncation_sign", "(VARCHAR) -> VARCHAR", truncation_sign_rows,
     "Why the text looks cut off: open_code_fence, open_bracket, open_quote, bare_list_marker, cut_sentence; "
     "NULL when "
     "it does not. Made for precision.",
     "truncation_sign('Steps:' || chr(10) || '1. Mix.' || chr(10) || '2.') → bare_list_marker"},
    {"count_tokens", "(VARCHAR, VARCHAR) -> BIGINT", count_tokens_rows,
     "Tokens of a text by a model's tokenizer, none added at the ends: a .tiktoken or tokenizer.json file, a "
     "folder that holds tokenizer.json, or cl100k_base, o200k_base, p50k_base, r50k_base, or a model of "
     "OpenAI "
     "such as gpt-4o. Special tokens count as one where the tokenizer.json knows them; in a .tiktoken file "
     "they "
     "are plain text.",
     "count_tokens('Hello, world!', 'cl100k_base') → 4"},
    {"tokens", "(VARCHAR, VARCHAR) -> BIGINT[]", tokens_rows,
     "The ids of the tokens that count_tokens counts, in order.",
     "tokens('Hello, world!', 'cl100k_base') → [9906, 11, 1917, 0]"},
    {"language", "(VARCHAR) -> STRUCT(language VARCHAR, confidence DOUBLE)", language_rows,
     "The language of a text, as the ISO 639 code of fastText's lid.176, and its probability. Only letters "
     "count, "
     "in lower case; languages not written in the text's main script are passed over. NULL for fewer than 5 "
     "letters, a script that no language of the model is written in, a probability below 0.5, or when the "
     "model "
     "is not installed. A language the model does not know still gets the name of a similar one.",
     "language('¿DÓNDE ESTÁ LA BIBLIOTECA?').language → es"},
    {"language_of", "(VARCHAR, VARCHAR) -> STRUCT(language VARCHAR, confidence DOUBLE)", language_of_rows,
     "The likeliest label of a text by a fastText classifier, .bin or .ftz (or 'lid.176', the one that "
     "./setup "
     "fetches), and its probability: exactly as fastText reads the text, where a line end stands for a "
     "space.",
     "language_of('Wo ist die Bibliothek?', 'lid.176').language → de"},
    {"wilson", "(BIGINT, BIGINT) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE)", wilson_rows,
     "k / n with its 95 % score interval (Wilson 1927); fields are NULL when n is 0 or k lies outside 0 to "
     "n.",
     "round(wilson(0, 10).high, 4) → 0.2775"},
    {"ratio_interval",
     "(BIGINT, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE)",
     ratio_interval_rows,
     "sum(y) / sum(x) over n clusters with its 95 % interval from the linearised variance (Cochran 1977, "
     "section 6.4); "
     "arguments n, sum(x), sum(y), sum(x²), sum(y²), sum(x·y).",
     "ratio_interval(2, 4, 2, 8, 2, 4) → {'value': 0.5, 'low': 0.5, 'high': 0.5}"},
    {"mean_interval", "(BIGINT, DOUBLE, DOUBLE) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE)",
     mean_interval_rows, "Mean of n values with its 95 % normal interval; arguments n, sum(x), sum(x²).",
     "mean_interval(2, 4, 8) → {'value': 2.0, 'low': 2.0, 'high': 2.0}"},
    {"row_hash", "(ANY) -> BLOB", row_hash_rows,
     "SHA-256 of a row (a STRUCT, or the name of a table): the leaf hash of RFC 6962, SHA-256(00 and then "
     "row_bytes). "
     "The order of the fields, the width of their integers and fields that are NULL do not matter; NULL for "
     "a NULL row.",
     "row_hash({'a': 1::TINYINT, 'b': NULL}) = row_hash({'a': 1::BIGINT}) → true"},
    {"row_bytes", "(ANY) -> BLOB", row_bytes_rows,
     "The bytes that row_hash hashes, as docs/row_hash.md defines them; NULL for a NULL row.",
     "hex(row_bytes({'a': 5})) → 20000000000000000161030000000000000005"},
    {"merkle_root", "(BLOB[]) -> BLOB", merkle_root_rows,
     "The root of the Merkle tree (RFC 6962) over a list of leaf hashes of 32 bytes, in their order; of no "
     "leaves it is "
     "SHA-256 of nothing. NULL for a NULL list; a NULL within it is an error.",
     "hex(merkle_root([]))[:8] → E3B0C442"},
    {"chunk_boundary", "(VARCHAR) -> BOOLEAN", chunk_boundary_rows,
     "Whether a stored table, sorted by key, is cut after the row with this key: XXH3-64 of its bytes ends "
     "in 13 zero "
     "bits, so a chunk has 8192 rows on average. NULL for NULL.",
     "chunk_boundary('10871') → true"},
    {"wilson_at", "(BIGINT, BIGINT, DOUBLE) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE)", wilson_at_rows,
     "k / n with its score interval (Wilson 1927) at the given confidence, as in 0.99; fields are NULL when "
     "n is 0, k "
     "lies outside 0 to n or the confidence outside 0 to 1.",
     "round(wilson_at(0, 10, 0.99).high, 4) → 0.3989"},
    {"clopper_pearson", "(BIGINT, BIGINT) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE)",
     clopper_pearson_rows,
     "k / n with its exact 95 % interval (Clopper and Pearson 1934), which never covers less than 95 %; "
     "fields are NULL "
     "when n is 0 or k lies outside 0 to n.",
     "round(clopper_pearson(0, 10).high, 4) → 0.3085"},
    {"newcombe", "(BIGINT, BIGINT, BIGINT, BIGINT) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE)",
     newcombe_rows,
     "k2 / n2 - k1 / n1 with its 95 % interval (Newcombe 1998, method 10: from the two Wilson intervals); "
     "arguments k1, "
     "n1, k2, n2.",
     "round(newcombe(95, 100, 94, 100).low, 4) → -0.0807"},
    {"welch",
     "(BIGINT, DOUBLE, DOUBLE, BIGINT, DOUBLE, DOUBLE) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE)",
     welch_rows,
     "mean2 - mean1 with its 95 % interval (Welch 1947, degrees of freedom after Satterthwaite 1946); "
     "arguments n1, "
     "mean1, sd1, n2, mean2, sd2. NULL when an n is below 2.",
     "round(welch(10, 5, 1, 10, 6, 1).low, 4) → 0.0604"},
    {"proportions_z", "(BIGINT, BIGINT, BIGINT, BIGINT) -> STRUCT(z DOUBLE, p DOUBLE)", proportions_z_rows,
     "z of k2 / n2 against k1 / n1 with the pooled variance, without continuity correction, and its "
     "two-sided p; NULL "
     "when that variance is 0. Arguments k1, n1, k2, n2.",
     "round(proportions_z(95, 100, 94, 100).p, 4) → 0.7564"},
    {"fisher_exact", "(BIGINT, BIGINT, BIGINT, BIGINT) -> DOUBLE", fisher_exact_rows,
     "Two-sided p of Fisher's exact test of k1 of n1 against k2 of n2: the probability of all tables of the "
     "same "
     "margins that are no likelier.",
     "round(fisher_exact(1, 10, 8, 10), 4) → 0.0055"},
    {"mcnemar_exact", "(BIGINT, BIGINT) -> DOUBLE", mcnemar_exact_rows,
     "Two-sided p of McNemar's exact test: b pairs changed one way, c the other; 1 when none did.",
     "round(mcnemar_exact(1, 9), 6) → 0.021484"},
    {"holm", "(DOUBLE[]) -> DOUBLE[]", holm_rows,
     "p-values adjusted after Holm (1979), in the order given: the chance of any false rejection stays below "
     "the level. "
     "NULL and what is no probability counts as no test and becomes NULL.",
     "holm([0.01, 0.04, 0.03]) → [0.03, 0.06, 0.06]"},
    {"benjamini_hochberg", "(DOUBLE[]) -> DOUBLE[]", benjamini_hochberg_rows,
     "p-values adjusted after Benjamini and Hochberg (1995), in the order given: the share of false "
     "rejections stays "
     "below the level. NULL and what is no probability becomes NULL.",
     "benjamini_hochberg([0.01, 0.04, 0.03]) → [0.03, 0.04, 0.04]"},
    {"mcnemar_corrected", "(BIGINT, BIGINT) -> STRUCT(chi2 DOUBLE, p DOUBLE)", mcnemar_corrected_rows,
     "McNemar's chi-squared with the continuity correction of Edwards (1948), (|b - c| - 1)^2 / (b + c), and "
     "its p: an "
     "approximation of mcnemar_exact; NULL when no pair changed.",
     "round(mcnemar_corrected(178, 32).chi2, 4) → 100.119"},
    {"paired_z", "(BIGINT, DOUBLE, DOUBLE) -> STRUCT(difference DOUBLE, error DOUBLE, z DOUBLE, p DOUBLE)",
     paired_z_rows,
     "Mean of n paired differences from their sum and sum of squares, its standard error with n - 1, z and "
     "two-sided p.",
     "round(paired_z(660, 146, 210).z, 4) → 10.944"},
    {"unpaired_z",
     "(BIGINT, DOUBLE, DOUBLE, BIGINT, DOUBLE, DOUBLE) -> STRUCT(difference DOUBLE, error DOUBLE, z DOUBLE, "
     "p DOUBLE)",
     unpaired_z_rows,
     "Second mean - first of two samples taken as independent, from n, sum and sum of squares of each, as "
     "the "
     "model_comparator of lm-evaluation-harness; of the same items paired_z sees more.",
     "round(unpaired_z(660, 225, 225, 660, 371, 371).z, 4) → 8.276"},
    {"paired_difference",
     "(DOUBLE[], DOUBLE[], VARCHAR[], INTEGER) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE, error "
     "DOUBLE, n BIGINT, "
     "clusters BIGINT, design DOUBLE, only_first BIGINT, only_second BIGINT)",
     paired_difference_rows,
     "Mean of second - first over places where both are there; percentile interval at 95 % from draws of "
     "clusters (third list; "
     "empty or NULL: each its own), clustered standard error, design effect. The last argument is how many "
     "draws; the seed is "
     "fixed.",
     "paired_difference([0, 0, 1, 1], [1, 1, 1, 0], [], 100).value → 0.25"},
    {"paired_margin",
     "(DOUBLE[], DOUBLE[], VARCHAR[], DOUBLE, DOUBLE) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE, "
     "not_worse DOUBLE, worse "
     "DOUBLE, n BIGINT, n_to_decide BIGINT, reason VARCHAR)",
     paired_margin_rows,
     "Is the second list no worse than the first by a margin? One-sided bounds of the difference at the "
     "level (last argument) by "
     "Tango's (1998) score interval, counts divided by the design effect of the clusters; p of the two "
     "one-sided tests: "
     "not_worse is small when it is no worse, worse when it is. Grades between 0 and 1: by the clustered "
     "standard error.",
     "round(paired_margin([1, 1, 0, 0], [1, 1, 0, 0], [], 0.1, 0.95).low, 4) → -0.4035"},
    {"calibration_figures",
     "(DOUBLE[], DOUBLE[], VARCHAR[], INTEGER, INTEGER) -> STRUCT(n BIGINT, accuracy STRUCT(value DOUBLE, "
     "low DOUBLE, high DOUBLE), confidence "
     "STRUCT(value DOUBLE, low DOUBLE, high DOUBLE), ece STRUCT(value DOUBLE, low DOUBLE, high DOUBLE), ace "
     "STRUCT(value DOUBLE, low DOUBLE, high DOUBLE), mce STRUCT(value DOUBLE, low DOUBLE, high DOUBLE), "
     "brier STRUCT(value DOUBLE, low DOUBLE, high DOUBLE), reliability STRUCT(value DOUBLE, low DOUBLE, high "
     "DOUBLE), resolution STRUCT(value DOUBLE, low DOUBLE, high DOUBLE), uncertainty STRUCT(value DOUBLE, "
     "low DOUBLE, high DOUBLE), auroc STRUCT(value DOUBLE, low DOUBLE, high DOUBLE))",
     calibration_rows,
     "How well confidences (first list) tell grades (second): expected calibration error over bins of equal "
     "width, closed on the "
     "right (ece), and equal mass (ace), its maximum, Brier score and its parts (Murphy 1973), AUROC; "
     "percentile intervals at 95 "
     "% from draws of clusters (third list, may be empty). Then how many bins and how many draws; the seed "
     "is fixed.",
     "round(calibration_figures([0.9, 0.8, 0.3], [1, 0, 0], [], 10, 0).brier.value, 4) → 0.2467"},
    {"reliability_bins",
     "(DOUBLE[], DOUBLE[], VARCHAR[], INTEGER) -> STRUCT(low DOUBLE, high DOUBLE, n BIGINT, confidence "
     "DOUBLE, accuracy DOUBLE)[]",
     reliability_bins_rows,
     "Bins of equal width of confidences with the mean confidence and the mean grade in each: a reliability "
     "diagram. Arguments as "
     "of calibration_figures.",
     "reliability_bins([0.9, 0.7, 0.3], [1, 0, 0], [], 2)[2].accuracy → 0.5"},
    {"rater_agreement",
     "(VARCHAR[], VARCHAR[], VARCHAR[], VARCHAR, INTEGER) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE, "
     "items BIGINT, reason "
     "VARCHAR)",
     rater_agreement_rows,
     "Agreement beyond chance of ratings (lists of items, raters, categories) by a measure: raw, cohen, "
     "conger, scott, fleiss, "
     "gwet_ac1, alpha_nominal, alpha_ordinal, alpha_interval, alpha_ratio, and with weights cohen_linear, "
     "cohen_quadratic, the "
     "same of conger and fleiss, gwet_ac2_linear, gwet_ac2_quadratic. Interval at 95 %: Cohen's from Fleiss, "
     "Cohen and Everitt "
     "(1969), else from draws of items, the last argument's number. What is undefined has a reason.",
     "round(rater_agreement(['a', 'a', 'b', 'b', 'c', 'c'], ['x', 'y', 'x', 'y', 'x', 'y'], ['1', '1', '2', "
     "'2', '1', '2'], "
     "'cohen', 0).value, 4) → 0.4"},
    {"mix_allocate", "(DOUBLE[], DOUBLE[], DOUBLE, BOOLEAN) -> DOUBLE[]", mix_allocate_rows,
     "A total shared out in proportion to weights where none gets more than its cap: what a full one leaves "
     "goes to the "
     "others. Arguments weights, caps, total, whether in whole numbers (largest remainder).",
     "mix_allocate([3, 1], [100, 100], 10, true) → [8.0, 2.0]"},
    {"text_features", "(VARCHAR, INTEGER, INTEGER) -> UINTEGER[]", text_features_rows,
     "The distinct features of a text, ascending: its runs of 1 to n words, hashed to 2^bits numbers; "
     "arguments text, n, bits. What document frequencies are counted from.",
     "len(text_features('one two one two', 2, 18)) → 4"},
    {"text_vector", "(VARCHAR, INTEGER, BOOLEAN, FLOAT[]) -> STRUCT(feature UINTEGER, weight FLOAT)[]",
     text_vector_rows,
     "The text as a sparse vector of length 1, features ascending: the count of each feature (see "
     "text_features), or "
     "1 + ln(count) when sublinear, times its idf; arguments text, n, sublinear, idf. idf is a list of "
     "2^bits "
     "factors; an empty list stands for 2^18 of 1. No word: an empty list.",
     "len(text_vector('one two one', 1, true, [])) → 2"},
    {"text_projection", "(VARCHAR, INTEGER, BOOLEAN, FLOAT[], INTEGER, BIGINT) -> FLOAT[]",
     text_projection_rows,
     "text_vector in few dimensions by pseudo-random signs (Achlioptas 2003), for clustering and distances: "
     "a "
     "cosine is "
     "kept with a standard error of about 1 / sqrt(dimensions); arguments text, n, sublinear, idf, "
     "dimensions, "
     "seed. "
     "NULL for a text without a word.",
     "len(text_projection('one two', 2, true, [], 256, 1)) → 256"},
    {"vector_cosine", "(ANY, ANY) -> DOUBLE", vector_cosine_rows,
     "Cosine of two vectors: both lists of as many numbers, or both as text_vector gives them. NULL when one "
     "has no length.",
     "vector_cosine([3, 4], [4, 3]) → 0.96"},
    {"kmeans_centers", "(ANY, INTEGER, BIGINT) -> FLOAT[]", kmeans_centers_rows,
     "Centres of clusters of a list of vectors, joined to one list, the largest cluster first: spherical "
     "k-means "
     "with "
     "k-means++ seeding; arguments vectors, k, seed. k of 0: sqrt(n / 2), from 2 to 200. The order of the "
     "list "
     "matters, the number of threads does not.",
     "len(kmeans_centers([[1, 0], [0, 1], [0, 2]], 2, 1)) → 4"},
    {"nearest_center", "(ANY, FLOAT[]) -> STRUCT(cluster INTEGER, similarity DOUBLE)", nearest_center_rows,
     "The nearest of the centres that kmeans_centers gives (from 1) for a vector, and the cosine to it.",
     "nearest_center([0, 3], [1, 0, 0, 1]) → {'cluster': 2, 'similarity': 1.0}"},
    {"vendi_score", "(ANY) -> DOUBLE", vendi_score_rows,
     "How many different things a list of at most 4,000 vectors holds: exp of the entropy of the eigenvalues "
     "of "
     "their "
     "cosines / n (Friedman and Dieng 2023). Vectors as in vector_cosine.",
     "round(vendi_score([[1, 0], [0, 1], [0, 2]]), 4) → 1.8899"},
    {"decile_edges", "(DOUBLE[]) -> DOUBLE[]", decile_edges_rows,
     "The distinct deciles of the numbers, interpolated linearly between order statistics: the inner edges "
     "of "
     "the bins that a reference is compared by. What is not finite is left out.",
     "decile_edges([7, 7, 7]) → [7.0]"},
    {"bin_counts", "(DOUBLE[], DOUBLE[]) -> BIGINT[]", bin_counts_rows,
     "How many numbers fall into each bin of the inner edges: bins closed on the right, the outer ones open. "
     "What is not finite is left out.",
     "bin_counts([1, 2, 3, 99], [2, 3]) → [2, 1, 1]"},
    {"psi",
     "(BIGINT[], BIGINT[], DOUBLE) -> STRUCT(value DOUBLE, noise DOUBLE, debiased DOUBLE, low DOUBLE, high "
     "DOUBLE)",
     psi_rows,
     "Population stability index of the counts of a reference and of what is compared, by the same bins: sum "
     "of (p - q) ln(p / q), shares below the third argument raised to it. noise is what it comes to without "
     "any shift, (bins - 1)(1/n + 1/m); debiased is value less noise, low and high its approximate interval "
     "at 95 %.",
     "round(psi([50, 50], [40, 60], 1e-4).value, 6) → 0.040547"},
    {"psi_least_rows", "(BIGINT, DOUBLE) -> DOUBLE", psi_least_rows_rows,
     "How many rows the smaller sample needs before a verdict on a PSI of that many bins at that threshold "
     "means anything: 10 (bins - 1) / threshold.",
     "psi_least_rows(10, 0.1) → 900.0"},
    {"jensen_shannon", "(BIGINT[], BIGINT[], DOUBLE) -> DOUBLE", jensen_shannon_rows,
     "Jensen-Shannon distance (the square root of the divergence; Lin 1991) of two lists of counts by the "
     "same bins, with logarithms to the base given: at most 1 for base 2.",
     "jensen_shannon([1, 0], [0, 1], 2) → 1.0"},
    {"chi2_contingency", "(BIGINT[], BIGINT[]) -> STRUCT(statistic DOUBLE, freedom DOUBLE, p DOUBLE)",
     chi2_contingency_rows,
     "Pearson's chi-squared test that two lists of counts by the same bins come from one distribution, "
     "without Yates's correction.",
     "round(chi2_contingency([50, 50], [35, 65]).p, 6) → 0.031905"},
    {"ks_test", "(DOUBLE[], DOUBLE[]) -> STRUCT(statistic DOUBLE, p DOUBLE, method VARCHAR)", ks_test_rows,
     "Two-sample test of Kolmogorov and Smirnov: the largest distance of the two distribution functions and "
     "its two-sided p, exact up to 10,000 numbers a sample, then asymptotic (as scipy.stats.ks_2samp). What "
     "is not finite is left out.",
     "ks_test([0, 1, 2, 3], [10, 11, 12, 13]).statistic → 1.0"},
    {"wasserstein", "(DOUBLE[], DOUBLE[]) -> DOUBLE", wasserstein_rows,
     "First Wasserstein distance of two samples: the area between their distribution functions, in the "
     "numbers' own unit. What is not finite is left out.",
     "wasserstein([0, 1, 2, 3], [10, 11, 12, 13]) → 10.0"},
    {"auroc", "(DOUBLE[], BOOLEAN[]) -> STRUCT(value DOUBLE, low DOUBLE, high DOUBLE)", auroc_rows,
     "How well scores part what is true from what is false: the area under the ROC curve, ties half, with "
     "DeLong's interval at 95 % on the scale of log odds (Newcombe's method 5 where its variance is 0).",
     "auroc([0.1, 0.4, 0.35, 0.8], [false, false, true, true]).value → 0.75"},
    {"classifier_test",
     "(VARCHAR[], VARCHAR[], BIGINT, BIGINT) -> STRUCT(auroc DOUBLE, low DOUBLE, high DOUBLE, scores "
     "DOUBLE[], terms STRUCT(term VARCHAR, weight DOUBLE, first BIGINT, second BIGINT)[])",
     classifier_test_rows,
     "Classifier two-sample test (Lopez-Paz and Oquab 2017) of two lists of texts; arguments first, second, "
     "folds, seed. Logistic regression (L2, C = 1) on tf-idf weights of words and pairs of words that two "
     "texts hold, stratified folds with equal texts together. auroc near 0.5: the samples look alike. "
     "scores: of "
     "every text by a model that has not seen it, log odds of being of the second list; terms: the 15 "
     "heaviest "
     "of each list (weight above 0: the second), and how many texts hold them. NULL where a list has fewer "
     "texts than folds.",
     "classifier_test(['red wine', 'red beer', 'red tea'], ['blue sky', 'blue sea', 'blue ink'], 3, "
     "1).auroc → 1.0"},
    {"mmd_test", "(ANY, ANY, BIGINT, BIGINT) -> STRUCT(value DOUBLE, bandwidth DOUBLE, p DOUBLE)",
     mmd_test_rows,
     "Kernel two-sample test (Gretton et al. 2012) of two lists of vectors; arguments first, second, "
     "permutations, seed. value: the unbiased squared mean discrepancy, Gaussian kernel, bandwidth the "
     "median distance of the joined rows; p: (1 + k) / (1 + permutations). At most 16,384 rows together.",
     "mmd_test([[0], [1], [2], [3]], [[9], [8], [9], [8]], 99, 1).value > 0.5 → true"},
    {"nearest_vectors", "(ANY, ANY) -> STRUCT(item BIGINT, similarity DOUBLE)[]", nearest_vectors_rows,
     "For each of a list of vectors the nearest of a second list (counted from 1) and the cosine to it; 0 "
     "for "
     "a vector that is like none, NULL where the second list is empty. Vectors are lists of numbers, or as "
     "text_vector gives them: sparse and of length 1.",
     "nearest_vectors([[1, 0]], [[0, 1], [3, 4]])[1].item → 2"},
    {"diverse_order",
     "(ANY, DOUBLE[], DOUBLE, BIGINT) -> STRUCT(item BIGINT, value DOUBLE, distance DOUBLE)[]",
     diverse_order_rows,
     "Chooses from a list of vectors, one after the other, the one of the highest value: (1 - weight) score "
     "+ weight distance, where distance is 1 - cosine to the nearest chosen before, at most 1. Arguments "
     "vectors, scores, weight, budget. Weight 1: greedy k-center (Gonzalez 1985). item counts from 1.",
     "[x.item FOR x IN diverse_order([[1, 0], [1, 0], [0, 1]], [0.9, 0.8, 0.1], 0.9, 2)] → [1, 3]"},
    {"leak_index", "(ANY, VARCHAR[], VARCHAR) -> BLOB", leak_index_rows,
     "An index of evaluation items, a list of STRUCT(item BIGINT, text VARCHAR), for leak_search. The second "
     "argument is a sample of training texts, for weighing words; the method is rephrased or tfidf.",
     "octet_length(leak_index([{'item': 1::BIGINT, 'text': 'How many apples?'}], [], 'rephrased')) > 0 → "
     "true"},
    {"leak_search",
     "(VARCHAR, BLOB, BIGINT) -> STRUCT(item BIGINT, score DOUBLE, cosine DOUBLE, numbers DOUBLE, contained "
     "DOUBLE, \"sequence\" DOUBLE)[]",
     leak_search_rows,
     "The items of a leak_index that a training text may be a rephrasing of, best first, at most four; the "
     "third argument is an item to leave out, or -1.",
     "leak_search('What are 3 apples and 4 pears?', leak_index([{'item': 7::BIGINT, 'text': 'Add 3 apples to "
     "4 "
     "pears.'}], [], 'rephrased'), -1)[1].item → 7"},
    {"leak_threshold", "(DOUBLE[], DOUBLE) -> STRUCT(score DOUBLE, n BIGINT, origin VARCHAR)",
     leak_threshold_rows,
     "The score above which a text counts as a rephrasing at the given share of false alarms, from scores of "
     "texts that are none; origin says whether it is their quantile (items), their tail prolonged (tail) or, "
     "with fewer than 100, the tail of another set (gsm8k).",
     "leak_threshold(list_transform(range(1000), lambda x: x / 1000.0), 0.01).score → 0.99"},
    {"gram_index", "(ANY, INTEGER, VARCHAR) -> BLOB", gram_index_rows,
     "An index of the runs of n words (1 to 64) of evaluation items, a list of STRUCT(item BIGINT, text "
     "VARCHAR), for gram_hits (method words) or gpt3_rule (13 words, method gpt3).",
     "octet_length(gram_index([{'item': 1::BIGINT, 'text': 'one two three four'}], 3, 'words')) > 0 → true"},
    {"gram_hits", "(VARCHAR, BLOB) -> STRUCT(item BIGINT, grams BIGINT, place BIGINT)[]", gram_hits_rows,
     "The runs of words that a text shares with items: the item, how many different runs it has, and which "
     "of "
     "them this is. An item with fewer than n words, but at least 4, is one run.",
     "len(gram_hits('say one two three four', gram_index([{'item': 1::BIGINT, 'text': 'One two, three "
     "four'}], "
     "3, 'words'))) → 2"},
    {"gpt3_rule", "(VARCHAR, BLOB) -> STRUCT(collisions BIGINT, pieces BIGINT, kept BIGINT, dropped BOOLEAN)",
     gpt3_rule_rows,
     "What the rule of GPT-3 leaves of a text: runs of 13 words that items have are cut out with 200 "
     "characters "
     "on each side, pieces below 200 characters are lost, and with none left or more than 10 the text is "
     "dropped.",
     "gpt3_rule('a b c', gram_index([{'item': 1::BIGINT, 'text': 'x'}], 13, 'gpt3')).pieces → 1"},
    {"pii_spans",
     "(VARCHAR, VARCHAR) -> STRUCT(kind VARCHAR, start BIGINT, stop BIGINT, score DOUBLE, verified BOOLEAN, "
     "locale VARCHAR, name VARCHAR, shown VARCHAR)[]",
     pii_spans_rows,
     "Personal data in a text, tried for the countries named ('PL, de_DE'; '' is all): kind, characters from "
     "start (from 0) to before stop, score 0 to 1 (0.5 is meant to be acted upon), whether check digits or "
     "an issuer's rules hold, country, recogniser, and the value with its middle masked.",
     "pii_spans('Card 4111 1111 1111 1111', '')[1].kind  → credit_card"},
    {"pii_mask", "(VARCHAR, VARCHAR, VARCHAR) -> VARCHAR", pii_mask_rows,
     "The text with its personal data of a score of 0.5 and more replaced: style placeholder writes "
     "<EMAIL_1>, equal values "
     "with equal numbers; style stars masks their middle.",
     "pii_mask('Write to ana@corp.example', '', 'placeholder')  → Write to <EMAIL_1>"},
    {"pii_mask_record",
     "(BLOB, VARCHAR, VARCHAR, VARCHAR, DOUBLE, VARCHAR, BOOLEAN) -> STRUCT(\"text\" BLOB, spans "
     "STRUCT(locus VARCHAR, "
     "start BIGINT, stop BIGINT, kind VARCHAR, name VARCHAR, hash VARCHAR)[])",
     pii_mask_record_rows,
     "A JSON record with the personal data in its strings replaced and every other byte kept; arguments are "
     "record, countries, kinds ('' is all), style, least score, salt of the hashes, whether numbers may "
     "become strings. spans says what was "
     "replaced: JSON pointer, characters, kind, SHA-256 of salt and value (128 bits).",
     "decode(pii_mask_record('{\"a\":\"ana@corp.example\"}'::BLOB, '', '', 'placeholder', 0.5, '', "
     "true).text)  → "
     "{\"a\":\"<EMAIL_1>\"}"},
    {"vector_index", "(ANY) -> BLOB", vector_index_rows,
     "A list of STRUCT(item BIGINT, vector) as one block of bytes for vector_nearest, for use within a run. "
     "Vectors as "
     "in vector_cosine.",
     "octet_length(vector_index([{'item': 7::BIGINT, 'vector': [1, 0]}])) → 68"},
    {"vector_nearest", "(ANY, BLOB, INTEGER, DOUBLE) -> STRUCT(item BIGINT, similarity DOUBLE)[]",
     vector_nearest_rows,
     "The nearest items of a vector_index by exact cosine, the nearest first; arguments vector, index, how "
     "many at most "
     "(to 1,000), least cosine. Items that share no feature with the vector are not considered.",
     "round(vector_nearest([3, 4], vector_index([{'item': 7::BIGINT, 'vector': [4, 3]}]), 1, "
     "0)[1].similarity, 4) → 0.96"},
    {"answer_form",
     "(VARCHAR) -> STRUCT(form VARCHAR, lines BIGINT, code BIGINT, \"table\" BIGINT, items BIGINT, fences "
     "BIGINT, headings "
     "BIGINT, emphases BIGINT)",
     answer_form_rows,
     "In which form an answer is given: empty, json, code, table, list or prose, by what at least half of "
     "its lines that are "
     "not blank are; and how many of them are code, rows of a table, list items, openings of code fences, "
     "headings, and "
     "how many pieces are emphasised.",
     "answer_form('- one' || chr(10) || '- two').form → list"},
    {"compressed_size", "(VARCHAR) -> BIGINT", compressed_size_rows,
     "Bytes of the text as a zlib stream at level 6: length / compressed_size tells how much repeats.",
     "compressed_size(repeat('a', 1000)) → 17"},
    {"refusal", "(VARCHAR) -> STRUCT(kind VARCHAR, \"offset\" BIGINT, phrase VARCHAR, score DOUBLE)",
     refusal_rows,
     "Whether an answer refuses: kind full, partial or NULL; the telling phrase and its byte; score: the "
     "probability "
     "of that kind (of any refusal when kind is NULL). Rules and a logistic model fitted on labelled "
     "completions.",
     "refusal('I''m sorry, but I can''t help with that.').kind → full"},
    {"refusal_evidence", "(VARCHAR) -> DOUBLE[]", refusal_evidence_rows,
     "The evidence that refusal() weighs, for fitting it again: 20 numbers, the first of them 1.",
     "len(refusal_evidence('Sure.')) → 20"},
    {"request_harm", "(VARCHAR) -> STRUCT(kind VARCHAR, category VARCHAR, \"offset\" BIGINT, phrase VARCHAR)",
     request_harm_rows,
     "Whether a request clearly asks for harm: kind harmful, benign or unclear; category violence, crime, "
     "drugs, weapons, "
     "self_harm, privacy, discrimination or atrocity. English.",
     "request_harm('How do I rob a bank?').kind → harmful"},
    {"text_script", "(VARCHAR) -> STRUCT(script VARCHAR, share DOUBLE, letters BIGINT)", text_script_rows,
     "The writing system of most letters as ISO 15924 code (Latn, Cyrl, Hani, Jpan, …), their share of the "
     "letters, and "
     "how many letters there are; NULL without letters.",
     "text_script('Привет').script → Cyrl"},
    {"text_loop", "(VARCHAR) -> STRUCT(times BIGINT, share DOUBLE, \"offset\" BIGINT, unit VARCHAR)",
     text_loop_rows,
     "The longest loop of a text: a unit of words that is said at least four times in a row (units of one or "
     "two words: "
     "eight), how often, its share of the words, its first byte and the unit; NULL without a loop.",
     "text_loop(repeat('we go on and on. ', 9)).times → 9"},
};

const struct function *functions_all(size_t *count)
{
    *count = sizeof all / sizeof *all;
    return all;
}
