/* The model of a tokenizer.json: vocabulary, merges, scores. */
#include <math.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "kernels/byte_alphabet.h"
#include "kernels/tokenizer_json.h"

struct model_reader {
    struct tokenizer *tokenizer;
    struct tokenizer_json *json;
    yyjson_val *model;
    struct token_table names; /* as the file writes them; tokenizer->words may hold bytes instead */
    struct buffer space;
    struct error *error;
};

static int complain(struct model_reader *reader, const char *place, size_t index, const char *what)
{
    return error_set(reader->error, ERROR_INPUT, "%s: /model/%s/%zu: %s", reader->json->file, place, index,
                     what);
}

static int complain_of_model(struct model_reader *reader, const char *what)
{
    return error_set(reader->error, ERROR_INPUT, "%s: /model: %s", reader->json->file, what);
}

/* ---- vocabulary ---------------------------------------------------------------------------------------- */

static int add_bytes(struct model_reader *reader, struct text name, uint32_t id)
{
    bool fresh;
    buffer_clear(&reader->space);
    if (!letters_to_bytes(name, &reader->space) || reader->space.length == 0)
        return 0; /* no text can become this one */
    TRY(buffer_status(&reader->space, reader->error));
    struct text bytes = buffer_view(&reader->space);
    if (bytes.length == 1)
        reader->tokenizer->byte_ids[(unsigned char)bytes.data[0]] = id;
    return token_table_add(&reader->tokenizer->words, bytes, id, &fresh, reader->error);
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* <0x0A> stands for a byte. */
static void note_fallback(struct tokenizer *tokenizer, struct text name, uint32_t id)
{
    if (name.length != 6 || memcmp(name.data, "<0x", 3) != 0 || name.data[5] != '>')
        return;
    int high = hex_value(name.data[3]), low = hex_value(name.data[4]);
    if (high >= 0 && low >= 0)
        tokenizer->byte_ids[high * 16 + low] = id;
}

static int add_word(struct model_reader *reader, size_t index, struct text name, uint32_t id)
{
    bool fresh;
    TRY(token_table_add(&reader->names, name, id, &fresh, reader->error));
    if (!fresh)
        return complain(reader, "vocab", index, "this token stands there twice");
    if (reader->tokenizer->bytewise)
        return add_bytes(reader, name, id);
    if (reader->json->byte_fallback)
        note_fallback(reader->tokenizer, name, id);
    return token_table_add(&reader->tokenizer->words, name, id, &fresh, reader->error);
}

static int read_vocabulary(struct model_reader *reader)
{
    yyjson_val *vocabulary = json_get(reader->model, "vocab"), *name, *id;
    size_t index, count;
    if (!yyjson_is_obj(vocabulary))
        return complain_of_model(reader, "vocab is not an object of tokens and their ids");
    yyjson_obj_foreach(vocabulary, index, count, name, id)
    {
        if (!yyjson_is_uint(id) || yyjson_get_uint(id) > INT32_MAX)
            return complain(reader, "vocab", index, "the id is not a whole number below 2^31");
        TRY(add_word(reader, index, json_text(name), (uint32_t)yyjson_get_uint(id)));
    }
    return 0;
}

/* ---- byte pairs ---------------------------------------------------------------------------------------- */

/* "left right", or ["left", "right"]. */
static int read_merge(struct model_reader *reader, size_t index, yyjson_val *merge, struct text sides[2])
{
    if (yyjson_is_arr(merge) && yyjson_arr_size(merge) == 2) {
        sides[0] = json_text(yyjson_arr_get(merge, 0));
        sides[1] = json_text(yyjson_arr_get(merge, 1));
    } else if (yyjson_is_str(merge)) {
        struct text text = json_text(merge);
        const char *space = text.length ? memchr(text.data, ' ', text.length) : NULL;
        size_t length = space ? (size_t)(space - text.data) : 0;
        sides[0] = (struct text){text.data, length};
        sides[1] = space ? (struct text){space + 1, text.length - length - 1} : (struct text){0};
    }
    if (!sides[0].data || !sides[1].data || sides[0].length == 0 || sides[1].length == 0)
        return complain(reader, "merges", index, "not two tokens: \"left right\" or [left, right]");
    return 0;
}

static int add_merge(struct model_reader *reader, size_t index, yyjson_val *merge)
{
    struct text sides[2] = {{0}, {0}}, prefix = reader->json->prefix;
    uint32_t left, right, merged;
    TRY(read_merge(reader, index, merge, sides));
    if (!token_table_find(&reader->names, sides[0], &left) ||
        !token_table_find(&reader->names, sides[1], &right))
        return complain(reader, "merges", index, "a token that is not in the vocabulary");
    size_t skipped = prefix.length <= sides[1].length ? prefix.length : sides[1].length;
    buffer_clear(&reader->space);
    buffer_text(&reader->space, sides[0]);
    buffer_append(&reader->space, sides[1].data + skipped, sides[1].length - skipped);
    TRY(buffer_status(&reader->space, reader->error));
    if (!token_table_find(&reader->names, buffer_view(&reader->space), &merged))
        return complain(reader, "merges", index, "the two tokens together are not in the vocabulary");
    return token_pairs_add(&reader->tokenizer->pairs, left, right, (uint32_t)index, merged, reader->error);
}

static int read_merges(struct model_reader *reader)
{
    yyjson_val *merges = json_get(reader->model, "merges"), *merge;
    size_t index, count;
    if (!yyjson_is_arr(merges))
        return complain_of_model(reader, "merges is not an array");
    yyjson_arr_foreach(merges, index, count, merge)
    {
        TRY(add_merge(reader, index, merge));
    }
    return 0;
}

static int copy_text(struct model_reader *reader, const char *key, struct text *copy)
{
    yyjson_val *value = json_get(reader->model, key);
    if (!yyjson_is_str(value))
        return 0;
    *copy = arena_copy(&reader->json->arena, json_text(value));
    return copy->data ? 0 : error_memory(reader->error);
}

/* unk_token, which must be in the vocabulary where the model names one. */
static int read_unknown(struct model_reader *reader, bool needed)
{
    yyjson_val *name = json_get(reader->model, "unk_token");
    if (!yyjson_is_str(name))
        return needed ? complain_of_model(reader, "unk_token is missing") : 0;
    if (!token_table_find(&reader->names, json_text(name), &reader->json->unknown))
        return complain_of_model(reader, "unk_token is not in the vocabulary");
    return 0;
}

static int read_pairs(struct model_reader *reader)
{
    struct tokenizer *tokenizer = reader->tokenizer;
    tokenizer->model = MODEL_PAIRS;
    tokenizer->bytewise = reader->json->splits.byte_level;
    for (size_t i = 0; i < reader->json->normals.count; i++)
        tokenizer->bytewise |= reader->json->normals.items[i].kind == NORMAL_BYTE_LEVEL;
    tokenizer->whole_words = yyjson_is_true(json_get(reader->model, "ignore_merges"));
    reader->json->fuse_unknown = yyjson_is_true(json_get(reader->model, "fuse_unk"));
    reader->json->byte_fallback = yyjson_is_true(json_get(reader->model, "byte_fallback"));
    TRY(copy_text(reader, "continuing_subword_prefix", &reader->json->prefix));
    TRY(copy_text(reader, "end_of_word_suffix", &reader->json->suffix));
    if (tokenizer->bytewise && (reader->json->prefix.length || reader->json->suffix.length)) {
        /* Symbols are then more than bytes: letters are taken for code points like any others. */
        tokenizer->bytewise = false;
    }
    TRY(read_vocabulary(reader));
    TRY(read_unknown(reader, false));
    return read_merges(reader);
}

/* ---- words --------------------------------------------------------------------------------------------- */

static int read_word_pieces(struct model_reader *reader)
{
    yyjson_val *most = json_get(reader->model, "max_input_chars_per_word");
    reader->tokenizer->model = MODEL_WORD_PIECE;
    reader->json->most_points = yyjson_is_uint(most) ? (size_t)yyjson_get_uint(most) : 100;
    TRY(copy_text(reader, "continuing_subword_prefix", &reader->json->prefix));
    TRY(read_vocabulary(reader));
    return read_unknown(reader, true);
}

static int read_words(struct model_reader *reader)
{
    reader->tokenizer->model = MODEL_WORD_LEVEL;
    TRY(read_vocabulary(reader));
    return read_unknown(reader, true);
}

/* ---- Unigram ------------------------------------------------------------------------------------------- */

static int read_scored(struct model_reader *reader, size_t index, yyjson_val *entry)
{
    struct tokenizer_json *json = reader->json;
    yyjson_val *name = yyjson_arr_get(entry, 0), *score = yyjson_arr_get(entry, 1);
    bool fresh;
    if (!yyjson_is_str(name) || !yyjson_is_num(score))
        return complain(reader, "vocab", index, "not a token and its score");
    json->scores[index] = yyjson_get_num(score);
    json->least_score = json->scores[index] < json->least_score ? json->scores[index] : json->least_score;
    if (json->byte_fallback)
        note_fallback(reader->tokenizer, json_text(name), (uint32_t)index);
    TRY(token_table_add(&reader->tokenizer->words, json_text(name), (uint32_t)index, &fresh, reader->error));
    if (!fresh)
        return complain(reader, "vocab", index, "this token stands there twice");
    return yyjson_get_len(name) ? byte_trie_add(&json->trie, json_text(name), (uint32_t)index, reader->error)
                                : 0;
}

static int read_unigram(struct model_reader *reader)
{
    struct tokenizer_json *json = reader->json;
    yyjson_val *vocabulary = json_get(reader->model, "vocab"), *unknown = json_get(reader->model, "unk_id"),
               *entry;
    size_t index, count = yyjson_arr_size(vocabulary);
    if (!yyjson_is_arr(vocabulary) || count == 0 || count > INT32_MAX)
        return complain_of_model(reader, "vocab is not an array of tokens and their scores");
    reader->tokenizer->model = MODEL_UNIGRAM;
    json->byte_fallback = yyjson_is_true(json_get(reader->model, "byte_fallback"));
    json->fuse_unknown = true;
    json->least_score = HUGE_VAL;
    json->scores = memory_new(count, sizeof *json->scores);
    if (!json->scores)
        return error_memory(reader->error);
    yyjson_arr_foreach(vocabulary, index, count, entry)
    {
        TRY(read_scored(reader, index, entry));
    }
    if (yyjson_is_uint(unknown) && yyjson_get_uint(unknown) >= count)
        return complain_of_model(reader, "unk_id is no place in the vocabulary");
    if (yyjson_is_uint(unknown))
        json->unknown = (uint32_t)yyjson_get_uint(unknown);
    return 0;
}

/* ---- choosing ------------------------------------------------------------------------------------------ */

/* Older files do not name the type: what else is there tells it. */
static int read_model(struct model_reader *reader)
{
    struct text type = json_text(json_get(reader->model, "type"));
    bool scored = yyjson_is_arr(json_get(reader->model, "vocab"));
    bool merges = json_get(reader->model, "merges") != NULL;
    bool named = type.length > 0;
    if (named ? text_is(type, "BPE") : merges)
        return read_pairs(reader);
    if (named ? text_is(type, "Unigram") : scored)
        return read_unigram(reader);
    if (named ? text_is(type, "WordPiece") : json_get(reader->model, "max_input_chars_per_word") != NULL)
        return read_word_pieces(reader);
    if (named ? text_is(type, "WordLevel") : json_get(reader->model, "vocab") != NULL)
        return read_words(reader);
    return error_set(reader->error, ERROR_INPUT,
                     "%s: /model: the type '%.*s' is not known (BPE, Unigram, WordPiece, "
                     "WordLevel)",
                     reader->json->file, (int)(type.length < 100 ? type.length : 100),
                     named ? type.data : "");
}

int token_model_read(struct tokenizer *tokenizer, yyjson_val *model, struct error *error)
{
    struct model_reader reader = {
        .tokenizer = tokenizer, .json = tokenizer->json, .model = model, .error = error};
    int code = yyjson_is_obj(model)
                   ? read_model(&reader)
                   : error_set(error, ERROR_INPUT, "%s: no object /model: this is no tokenizer.json",
                               tokenizer->json->file);
    token_table_release(&reader.names);
    buffer_release(&reader.space);
    return code;
}
