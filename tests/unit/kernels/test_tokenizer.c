/* Where text is split, in which order pairs merge, and what is said about files that are wrong. The tokens of
 * whole vocabularies are compared with the reference implementations in tests/conformance. */
#include "testing.h"

#include "base/base64.h"
#include "base/memory.h"
#include "kernels/byte_alphabet.h"
#include "kernels/token_pairs.h"
#include "kernels/tokenizer.h"

/* ---- splitting ----------------------------------------------------------------------------------------- */

static void check_split(enum token_split split, const char *string, const char *expected)
{
    struct buffer pieces = {0};
    struct text text = text_of(string);
    for (size_t at = 0, end; at < text.length; at = end) {
        end = split_end(split, text, at);
        assert_true(end > at && end <= text.length);
        buffer_append(&pieces, text.data + at, end - at);
        buffer_byte(&pieces, '|');
    }
    assert_string_equal(buffer_c(&pieces), expected);
    buffer_release(&pieces);
}

static void test_splits(void **state)
{
    (void)state;
    check_split(SPLIT_GPT2, "I'll  go, don'T 1234", "I|'ll| | go|,| don|'|T| 1234|");
    check_split(SPLIT_CL100K, "I'LL  go(x) 1234\n\n  b", "I|'LL| | go|(x|)| |123|4|\n\n| | b|");
    check_split(SPLIT_CL100K, "a \n ", "a| \n |");
    check_split(SPLIT_LLAMA3, "a \n ", "a| \n| |");
    check_split(SPLIT_QWEN2, "x12", "x|1|2|");
    check_split(SPLIT_O200K, "HTTPServer's fooBAR/\n", "HTTPServer's| foo|BAR|/\n|");
    check_split(SPLIT_O200K,
                "ABC \xCC\x81"
                "d",
                "ABC| \xCC\x81"
                "d|");
    check_split(SPLIT_CL100K, "it'\xC5\xBF", "it|'\xC5\xBF|"); /* without case the long s is an s */
    check_split(SPLIT_GPT2, "\xFF\xFE", "\xFF\xFE|");
}

static void test_patterns(void **state)
{
    (void)state;
    assert_int_equal(
        split_of_pattern(
            text_of("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+")),
        SPLIT_GPT2);
    assert_int_equal(split_of_pattern(text_of("\\w+")), SPLIT_NONE);
    assert_int_equal(split_of_name(text_of("o200k")), SPLIT_O200K);
    assert_int_equal(split_of_name(text_of("")), SPLIT_NONE);
}

static void test_alphabet(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++)
        assert_int_equal(byte_of_letter(byte_letter((unsigned char)byte)), byte);
    assert_int_equal(byte_letter(' '), 0x120);
    assert_int_equal(byte_of_letter(0x144), -1);
}

/* ---- merging ------------------------------------------------------------------------------------------- */

/* By the definition, looking at everything each time. */
static size_t merge_plainly(uint32_t ranks[8][8], uint32_t *ids, size_t count)
{
    while (true) {
        size_t best = SIZE_MAX;
        for (size_t i = 0; i + 1 < count; i++) {
            uint32_t rank = ranks[ids[i]][ids[i + 1]];
            if (rank && (best == SIZE_MAX || rank < ranks[ids[best]][ids[best + 1]]))
                best = i;
        }
        if (best == SIZE_MAX)
            return count;
        ids[best] = ranks[ids[best]][ids[best + 1]] % 8;
        memmove(ids + best + 1, ids + best + 2, (count - best - 2) * sizeof *ids);
        count--;
    }
}

static void test_merges(void **state)
{
    (void)state;
    struct random random = {5};
    struct merge_space space = {0};
    struct error error = {0};
    for (int round = 0; round < 400; round++) {
        uint32_t ranks[8][8] = {{0}}, ids[300], same[300];
        struct token_pairs pairs = {0};
        for (uint32_t i = 0; i < 12; i++) {
            uint32_t left = (uint32_t)random_below(&random, 8), right = (uint32_t)random_below(&random, 8);
            if (ranks[left][right])
                continue;
            ranks[left][right] = 8 * (i + 1) + (uint32_t)random_below(&random, 8);
            assert_int_equal(
                token_pairs_add(&pairs, left, right, ranks[left][right], ranks[left][right] % 8, &error), 0);
        }
        size_t count = 1 + random_below(&random, round % 2 ? 299 : 47), plain;
        for (size_t i = 0; i < count; i++)
            ids[i] = same[i] = (uint32_t)random_below(&random, 8);
        plain = merge_plainly(ranks, same, count);
        assert_int_equal(token_pairs_merge(&pairs, &space, ids, &count, &error), 0);
        assert_int_equal(count, plain);
        assert_memory_equal(ids, same, count * sizeof *ids);
        token_pairs_release(&pairs);
    }
    merge_space_release(&space);
}

/* ---- .tiktoken ----------------------------------------------------------------------------------------- */

/* The 256 bytes, and then tokens of their own. */
static void put_ranks(struct buffer *out, const char *const *tokens, size_t count)
{
    for (size_t i = 0; i < 256 + count; i++) {
        unsigned char byte = (unsigned char)i;
        if (i < 256)
            base64_put(out, &byte, 1);
        else
            base64_put(out, tokens[i - 256], strlen(tokens[i - 256]));
        buffer_format(out, " %zu\n", i);
    }
}

static void check_tokens(const struct tokenizer *tokenizer, const char *text, const char *expected)
{
    struct error error = {0};
    struct token_work *work = NULL;
    const struct token_ids *ids = NULL;
    struct buffer got = {0};
    for (int round = 0; round < 2; round++) { /* the second time out of the cache */
        buffer_clear(&got);
        assert_int_equal(tokenizer_encode(tokenizer, &work, text_of(text), &ids, &error), 0);
        for (size_t i = 0; i < ids->count; i++)
            buffer_format(&got, i ? " %u" : "%u", ids->items[i]);
        assert_string_equal(buffer_c(&got), expected);
    }
    buffer_release(&got);
    token_work_free(work);
}

static void test_ranks(void **state)
{
    (void)state;
    static const char *const tokens[] = {"he", "ll", "lo", "hello world"};
    struct buffer content = {0};
    struct error error = {0};
    struct tokenizer *tokenizer = NULL;
    put_ranks(&content, tokens, 4);
    assert_int_equal(tokenizer_read(&tokenizer, buffer_view(&content), "x", SPLIT_GPT2, &error), 0);
    check_tokens(tokenizer, "hello", "256 257 111");
    check_tokens(tokenizer, "hello world", "256 257 111 32 119 111 114 108 100"); /* two pieces */
    check_tokens(tokenizer, "", "");
    tokenizer_free(tokenizer);
    buffer_release(&content);
}

static void check_refused(struct text content, const char *message)
{
    struct error error = {0};
    struct tokenizer *tokenizer = NULL;
    assert_int_equal(tokenizer_read(&tokenizer, content, "file", SPLIT_NONE, &error), ERROR_INPUT);
    if (!strstr(error.message, message))
        fail_msg("'%s' does not say '%s'", error.message, message);
}

static void test_wrong_ranks(void **state)
{
    (void)state;
    struct buffer content = {0};
    check_refused(text_of("AA==\n"), "line 1 (byte 0): not a base64 token, a space and its rank");
    check_refused(text_of("AA== 0\n\nA 1\n"), "line 3 (byte 8): the token is not base64");
    check_refused(text_of("AA== 0\nAQ== 2147483648\n"),
                  "line 2 (byte 7): the rank is not a whole number below 2^31");
    check_refused(text_of("AA== 0\nAA== 1\n"),
                  "line 2 (byte 7): this token stands in an earlier line already");
    check_refused(text_of("AA== 0\n"), "no token for the single byte 0x01");
    check_refused(text_of(""), "no token for the single byte 0x00");
    put_ranks(&content, NULL, 0);
    check_refused(buffer_view(&content), "holds 256 ranks, which is no published vocabulary");
    buffer_release(&content);
}

/* ---- tokenizer.json ------------------------------------------------------------------------------------ */

#define WORDS "\"type\": \"WordLevel\", \"unk_token\": \"a\", \"vocab\": {\"a\": 0, \"b\": 7}"

static void test_json(void **state)
{
    (void)state;
    struct error error = {0};
    struct tokenizer *tokenizer = NULL;
    struct text content =
        text_of("{\"added_tokens\": [{\"id\": 9, \"content\": \"<s>\", \"special\": true}],"
                " \"truncation\": {\"max_length\": 1}, \"pre_tokenizer\": {\"type\": \"WhitespaceSplit\"},"
                " \"model\": {" WORDS "}}");
    assert_int_equal(tokenizer_read(&tokenizer, content, "x", SPLIT_NONE, &error), 0);
    check_tokens(tokenizer, "b <s> zz b<s>", "7 9 0 7 9");
    tokenizer_free(tokenizer);
}

static void test_wrong_json(void **state)
{
    (void)state;
    check_refused(text_of("{\"model\": "), "file: byte ");
    check_refused(text_of("{}"), "no object /model: this is no tokenizer.json");
    check_refused(text_of("{\"model\": {\"type\": \"New\"}}"), "/model: the type 'New' is not known");
    check_refused(
        text_of("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 1}, \"merges\": [\"a b\"]}}"),
        "/model/merges/0: the two tokens together are not in the vocabulary");
    check_refused(text_of("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a\"]}}"),
                  "/model/merges/0: not two tokens");
    check_refused(text_of("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}, \"merges\": []}}"),
                  "/model/vocab/0: the id");
    check_refused(text_of("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 1, \"a\": 2}}}"),
                  "\"a\"");
    check_refused(text_of("{\"normalizer\": {\"type\": \"New\"}, \"model\": {" WORDS "}}"),
                  "normalizer: the type 'New' is not known");
    check_refused(text_of("{\"pre_tokenizer\": {\"type\": \"Split\", \"behavior\": \"Isolated\", "
                          "\"pattern\": {\"Regex\": \"(a\"}},"
                          " \"model\": {" WORDS "}}"),
                  "the regular expression (a cannot be used");
    check_refused(text_of("{\"added_tokens\": [{}], \"model\": {" WORDS "}}"), "/added_tokens/0");
}

/* ---- memory -------------------------------------------------------------------------------------------- */

static int use_content(struct text content, struct error *error)
{
    struct tokenizer *tokenizer = NULL;
    struct token_work *work = NULL;
    const struct token_ids *ids = NULL;
    int code = tokenizer_read(&tokenizer, content, "x", SPLIT_CL100K, error);
    if (code == 0)
        code =
            tokenizer_encode(tokenizer, &work, text_of("hello  w\xC3\xB6rld 12345 hello \n x"), &ids, error);
    token_work_free(work);
    tokenizer_free(tokenizer);
    return code;
}

static void fail_each(struct text content)
{
    for (long nth = 1;; nth++) {
        struct error error = {0};
        memory_fail_at(nth);
        int code = use_content(content, &error);
        memory_fail_at(0);
        if (code == 0)
            return;
        assert_int_equal(code, ERROR_SYSTEM);
        assert_true(nth < 10000);
    }
}

static void test_memory(void **state)
{
    (void)state;
    static const char *const tokens[] = {"he", "ll", "lo"};
    struct buffer content = {0};
    put_ranks(&content, tokens, 3);
    fail_each(buffer_view(&content));
    buffer_release(&content);
    fail_each(text_of("{\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Prepend\", "
                      "\"prepend\": \"_\"},"
                      " {\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"_\"}]},"
                      " \"pre_tokenizer\": {\"type\": \"Metaspace\", \"replacement\": \"_\"},"
                      " \"model\": {\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\": [[\"?\", 0], [\"he\", "
                      "-1], [\"l\", -2]]}}"));
    fail_each(
        text_of("{\"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}, \"model\": {\"type\": \"WordPiece\","
                " \"unk_token\": \"?\", \"continuing_subword_prefix\": \"##\", \"vocab\": {\"?\": 0, \"he\": "
                "1, \"##l\": 2}}}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_splits), cmocka_unit_test(test_patterns),   cmocka_unit_test(test_alphabet),
        cmocka_unit_test(test_merges), cmocka_unit_test(test_ranks),      cmocka_unit_test(test_wrong_ranks),
        cmocka_unit_test(test_json),   cmocka_unit_test(test_wrong_json), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
