/* The .tiktoken format: a line a token, its bytes in base64, a space, its rank. The rank is the token's id
 * and the order of merging; text is never merged in any other way, so the pairs follow from the ranks. */
#include <inttypes.h>

#include "base/base64.h"
#include "base/cancel.h"
#include "kernels/tokenizer_parts.h"

struct rank_reader {
    struct tokenizer *tokenizer;
    struct text content;
    const char *name;
    size_t at, line; /* of the line in work */
    struct buffer bytes;
    struct error *error;
};

static int complain(struct rank_reader *reader, const char *what)
{
    return error_set(reader->error, ERROR_INPUT, "%s: line %zu (byte %zu): %s", reader->name, reader->line,
                     reader->at, what);
}

/* Decimal digits up to 2^31 - 1, nothing else. */
static bool read_rank(struct text digits, uint32_t *rank)
{
    uint64_t value = 0;
    if (digits.length == 0 || digits.length > 10)
        return false;
    for (size_t i = 0; i < digits.length; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(digits.data[i] - '0');
    }
    *rank = (uint32_t)value;
    return value <= INT32_MAX;
}

static int read_line(struct rank_reader *reader, struct text line)
{
    const char *space = line.length ? memchr(line.data, ' ', line.length) : NULL;
    if (!space)
        return complain(reader, "not a base64 token, a space and its rank");
    size_t length = (size_t)(space - line.data);
    uint32_t rank = 0;
    buffer_clear(&reader->bytes);
    bool whole = base64_read((struct text){line.data, length}, &reader->bytes);
    TRY(buffer_status(&reader->bytes, reader->error));
    if (!whole)
        return complain(reader, "the token is not base64");
    if (!read_rank((struct text){space + 1, line.length - length - 1}, &rank))
        return complain(reader, "the rank is not a whole number below 2^31");
    if (reader->bytes.length == 0)
        return complain(reader, "an empty token");
    bool fresh;
    TRY(token_table_add(&reader->tokenizer->words, buffer_view(&reader->bytes), rank, &fresh, reader->error));
    if (!fresh)
        return complain(reader, "this token stands in an earlier line already");
    if (reader->bytes.length == 1)
        reader->tokenizer->byte_ids[(unsigned char)reader->bytes.data[0]] = rank;
    return 0;
}

static int read_lines(struct rank_reader *reader)
{
    struct text content = reader->content;
    for (size_t next; reader->at < content.length; reader->at = next) {
        const char *end = memchr(content.data + reader->at, '\n', content.length - reader->at);
        size_t stop = end ? (size_t)(end - content.data) : content.length;
        next = stop + 1;
        reader->line++;
        stop -= stop > reader->at && content.data[stop - 1] == '\r';
        if (stop > reader->at)
            TRY(read_line(reader, (struct text){content.data + reader->at, stop - reader->at}));
    }
    for (int byte = 0; byte < 256; byte++) {
        if (reader->tokenizer->byte_ids[byte] == NO_TOKEN)
            return error_set(
                reader->error, ERROR_INPUT,
                "%s: no token for the single byte 0x%02X: the file is cut, or it is no .tiktoken file",
                reader->name, (unsigned)byte);
    }
    return 0;
}

/* Every way to make a token out of two. */
static int derive_pairs(struct tokenizer *tokenizer, struct error *error)
{
    const struct token_table *words = &tokenizer->words;
    for (size_t i = 0; i < words->count; i++) {
        struct text word = token_table_string(words, i);
        uint32_t left, right, id = words->entries[i].id;
        if ((i & 0xFFF) == 0 && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        for (size_t cut = 1; cut < word.length; cut++) {
            if (token_table_find(words, (struct text){word.data, cut}, &left) &&
                token_table_find(words, (struct text){word.data + cut, word.length - cut}, &right))
                TRY(token_pairs_add(&tokenizer->pairs, left, right, id, id, error));
        }
    }
    return 0;
}

/* The published files, by how many ranks they hold. */
static enum token_split split_of_size(size_t count)
{
    static const struct {
        size_t count;
        enum token_split split;
    } sizes[] = {
        {50256, SPLIT_GPT2},    /* r50k_base */
        {50280, SPLIT_GPT2},    /* p50k_base */
        {100256, SPLIT_CL100K}, /* cl100k_base */
        {128000, SPLIT_LLAMA3}, /* Llama 3's tokenizer.model */
        {151643, SPLIT_QWEN2},  /* qwen.tiktoken */
        {199998, SPLIT_O200K},  /* o200k_base */
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (sizes[i].count == count)
            return sizes[i].split;
    }
    return SPLIT_NONE;
}

int tiktoken_read(struct tokenizer *tokenizer, struct text content, const char *name, enum token_split split,
                  struct error *error)
{
    struct rank_reader reader = {.tokenizer = tokenizer, .content = content, .name = name, .error = error};
    tokenizer->model = MODEL_PAIRS;
    tokenizer->bytewise = tokenizer->whole_words = true;
    int code = read_lines(&reader);
    buffer_release(&reader.bytes);
    TRY(code);
    size_t count = tokenizer->words.count;
    tokenizer->scanner = split == SPLIT_NONE ? split_of_size(count) : split;
    if (tokenizer->scanner == SPLIT_NONE)
        return error_set(
            error, ERROR_INPUT,
            "%s: holds %zu ranks, which is no published vocabulary, and a .tiktoken file does not say "
            "how text is split before merging; say it behind the name: %s#cl100k (or #o200k, "
            "#llama3, #qwen2, #gpt2)",
            name, count, name);
    return derive_pairs(tokenizer, error);
}
