/* Reading a tokenizer.json, and running all of it over a text. */
#include "kernels/tokenizer_json.h"

#include <utf8proc.h>

#include "base/memory.h"
#include "kernels/byte_alphabet.h"
#include "kernels/token_classes.h"

/* ---- added tokens: reading ----------------------------------------------------------------------------- */

static int read_added(struct tokenizer *tokenizer, yyjson_val *value, size_t index, struct error *error)
{
    struct tokenizer_json *json = tokenizer->json;
    yyjson_val *id = json_get(value, "id"), *content = json_get(value, "content"),
               *special = json_get(value, "special");
    if (!yyjson_is_uint(id) || yyjson_get_uint(id) > INT32_MAX || !yyjson_is_str(content))
        return error_set(error, ERROR_INPUT, "%s: /added_tokens/%zu: needs an id below 2^31 and a content",
                         json->file, index);
    struct added_token *token = &json->added[json->added_count];
    yyjson_val *normalized = json_get(value, "normalized");
    *token = (struct added_token){
        .id = (uint32_t)yyjson_get_uint(id),
        .content = arena_copy(&json->arena, json_text(content)),
        .single_word = yyjson_is_true(json_get(value, "single_word")),
        .left_strip = yyjson_is_true(json_get(value, "lstrip")),
        .right_strip = yyjson_is_true(json_get(value, "rstrip")),
        .normalized = normalized ? yyjson_is_true(normalized) : !yyjson_is_true(special),
    };
    if (!token->content.data)
        return error_memory(error);
    json->added_count += token->content.length > 0;
    return 0;
}

/* A token that is normalised is looked for, normalised itself, in normalised text. */
static int index_added(struct tokenizer_json *json, struct error *error)
{
    struct buffer buffers[2] = {{0}, {0}};
    void *match = NULL;
    int code = 0;
    for (size_t i = 0; code == 0 && i < json->added_count; i++) {
        struct text content = json->added[i].content;
        bool normalized = json->added[i].normalized;
        if (normalized)
            code = normal_steps_run(&json->normals, buffers, &match, content, &content, error);
        if (code == 0 && content.length)
            code = byte_trie_add(normalized ? &json->added_normal : &json->added_raw, content, (uint32_t)i,
                                 error);
    }
    buffer_release(&buffers[0]);
    buffer_release(&buffers[1]);
    regex_match_free(match);
    return code;
}

static int read_all_added(struct tokenizer *tokenizer, yyjson_val *values, struct error *error)
{
    struct tokenizer_json *json = tokenizer->json;
    size_t index, count = yyjson_arr_size(values);
    yyjson_val *value;
    json->added = memory_new(count + 1, sizeof *json->added);
    if (!json->added)
        return error_memory(error);
    yyjson_arr_foreach(values, index, count, value)
    {
        TRY(read_added(tokenizer, value, index, error));
    }
    return index_added(json, error);
}

/* ---- the whole file ------------------------------------------------------------------------------------ */

static int read_root(struct tokenizer *tokenizer, yyjson_val *root, struct error *error)
{
    struct tokenizer_json *json = tokenizer->json;
    json->unknown = NO_TOKEN;
    if (!yyjson_is_obj(json_get(root, "model")))
        return error_set(error, ERROR_INPUT, "%s: no object /model: this is no tokenizer.json", json->file);
    TRY(normal_steps_read(&json->normals, json_get(root, "normalizer"), &json->arena, json->file, error));
    TRY(split_steps_read(&json->splits, json_get(root, "pre_tokenizer"), &json->arena, json->file, error));
    TRY(token_model_read(tokenizer, json_get(root, "model"), error));
    tokenizer->scanner = tokenizer->bytewise ? split_steps_scanner(&json->splits) : SPLIT_NONE;
    for (size_t i = 0; i < json->splits.count; i++) {
        struct split_step *step = &json->splits.items[i];
        step->maps |= step->kind == STEP_BYTE_LEVEL && !tokenizer->bytewise;
        json->letters |= step->maps && tokenizer->bytewise;
    }
    for (size_t i = 0; i < json->normals.count; i++)
        json->letters |= json->normals.items[i].kind == NORMAL_BYTE_LEVEL && tokenizer->bytewise;
    return read_all_added(tokenizer, json_get(root, "added_tokens"), error);
}

/* The first thing wrong with the file as JSON; a key that stands twice leaves open which one is meant. */
static int report_fault(const struct json_fault *fault, const char *name, struct error *error)
{
    if (strcmp(fault->code, "out_of_memory") == 0)
        return error_memory(error);
    return error_set(error, ERROR_INPUT, "%s: byte %zu: %.*s", name, fault->offset,
                     (int)(fault->message.length < 500 ? fault->message.length : 500), fault->message.data);
}

int tokenizer_json_read(struct tokenizer *tokenizer, struct text content, const char *name,
                        struct error *error)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    tokenizer->json = memory_new(1, sizeof *tokenizer->json);
    if (!tokenizer->json)
        return error_memory(error);
    tokenizer->json->file = name;
    yyjson_val *root = json_read(&reader, content);
    int code = reader.faults ? report_fault(reader.faults, name, error) : 0;
    if (code == 0)
        code = root ? read_root(tokenizer, root, error) : error_memory(error);
    tokenizer->json->file = NULL;
    json_reader_release(&reader);
    arena_release(&arena);
    return code;
}

void tokenizer_json_free(struct tokenizer_json *json)
{
    if (!json)
        return;
    normal_steps_release(&json->normals);
    split_steps_release(&json->splits);
    byte_trie_release(&json->added_raw);
    byte_trie_release(&json->added_normal);
    byte_trie_release(&json->trie);
    memory_free(json->added);
    memory_free(json->scores);
    arena_release(&json->arena);
    memory_free(json);
}

/* ---- one piece ----------------------------------------------------------------------------------------- */

static int encode_word(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                       struct error *error)
{
    uint32_t id;
    bool known = token_table_find(&tokenizer->words, piece, &id);
    return put_id(work, known ? id : tokenizer->json->unknown, error);
}

int json_encode_piece(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                      struct error *error)
{
    switch (tokenizer->model) {
    case MODEL_WORD_PIECE:
        return encode_word_pieces(tokenizer, work, piece, error);
    case MODEL_WORD_LEVEL:
        return encode_word(tokenizer, work, piece, error);
    case MODEL_UNIGRAM:
        return encode_unigram(tokenizer, work, piece, error);
    case MODEL_PAIRS:
        break;
    }
    return encode_points(tokenizer, work, piece, error);
}

static int encode_letters(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                          struct error *error)
{
    buffer_clear(&work->space);
    if (!letters_to_bytes(piece, &work->space))
        buffer_text(&work->space, piece); /* no letters of the alphabet: cannot be, after mapping */
    TRY(buffer_status(&work->space, error));
    return encode_piece(tokenizer, work, buffer_view(&work->space), error);
}

/* A normalised text without added tokens in it. */
static int encode_plain(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                        bool first, struct error *error)
{
    const struct tokenizer_json *json = tokenizer->json;
    const struct token_spans *spans;
    struct text split;
    if (tokenizer->scanner != SPLIT_NONE && !json->letters)
        return encode_scanned(tokenizer, work, text, error);
    TRY(split_steps_run(&json->splits, work, text, first, &split, &spans, error));
    for (size_t i = 0; i < spans->count; i++) {
        struct text piece = {split.data + spans->items[i].start, spans->items[i].end - spans->items[i].start};
        TRY(json->letters ? encode_letters(tokenizer, work, piece, error)
                          : encode_piece(tokenizer, work, piece, error));
    }
    return 0;
}

/* ---- added tokens: finding ----------------------------------------------------------------------------- */

/* \w of Unicode's annex on regular expressions (UTS 18, annex C): no numbers but digits and letter numbers.
 */
static bool is_word_point(int32_t point)
{
    if (point < 0x80)
        return point_class(point) & (POINT_ALPHABETIC | POINT_NUMBER) || point == '_';
    utf8proc_category_t category = utf8proc_category(point);
    bool circled = (point >= 0x24B6 && point <= 0x24E9) || (point >= 0x1F130 && point <= 0x1F149) ||
                   (point >= 0x1F150 && point <= 0x1F169) || (point >= 0x1F170 && point <= 0x1F189);
    return category == UTF8PROC_CATEGORY_PC || circled || point == 0x200C || point == 0x200D ||
           (point_class(point) & (POINT_ALPHABETIC | POINT_MARK | POINT_NUMBER) &&
            category != UTF8PROC_CATEGORY_NO);
}

static bool stands_alone(struct text text, size_t start, size_t end)
{
    size_t before = start, after = end;
    do
        before -= before > 0;
    while (before > 0 && ((unsigned char)text.data[before] & 0xC0) == 0x80);
    bool word_before = start > 0 && is_word_point(utf8_next(text, &before));
    return !word_before && !(end < text.length && is_word_point(utf8_next(text, &after)));
}

/* Where the white space before `start` begins, not before `least`. */
static size_t strip_left(struct text text, size_t least, size_t start)
{
    while (start > least) {
        size_t before = start - 1, next;
        while (before > least && ((unsigned char)text.data[before] & 0xC0) == 0x80)
            before--;
        if (!(class_at(text, before, &next) & POINT_WHITE))
            break;
        start = before;
    }
    return start;
}

/* The next segment from *at on, where the last one ended; *token is the added token behind it, or none. */
static struct text next_segment(const struct tokenizer_json *json, const struct byte_trie *trie,
                                struct text text, size_t *at, uint32_t *token)
{
    size_t from = *at;
    *token = NO_TOKEN;
    for (size_t look = from, end; trie->count && look < text.length; look++) {
        uint32_t found;
        if (!byte_trie_longest(trie, text, look, &found, &end))
            continue;
        const struct added_token *added = &json->added[found];
        size_t start = look;
        if (added->single_word && !stands_alone(text, start, end)) {
            look = end - 1;
            continue;
        }
        if (added->left_strip)
            start = strip_left(text, from, start);
        if (added->right_strip)
            end = class_run(text, end, POINT_WHITE);
        *token = added->id;
        *at = end;
        return (struct text){text.data + from, start - from};
    }
    *at = text.length;
    return (struct text){text.data + from, text.length - from};
}

static int encode_normal(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                         bool first, struct error *error)
{
    const struct tokenizer_json *json = tokenizer->json;
    for (size_t at = 0, start = 0; at < text.length; start = at) {
        uint32_t token;
        struct text segment = next_segment(json, &json->added_normal, text, &at, &token);
        if (segment.length)
            TRY(encode_plain(tokenizer, work, segment, first && start == 0, error));
        if (token != NO_TOKEN)
            TRY(put_id(work, token, error));
    }
    return 0;
}

int json_encode(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                struct error *error)
{
    const struct tokenizer_json *json = tokenizer->json;
    if (utf8_valid_until(text) < text.length) { /* what follows relies on it */
        buffer_clear(&work->repaired);
        utf8_repair(text, &work->repaired);
        TRY(buffer_status(&work->repaired, error));
        text = buffer_view(&work->repaired);
    }
    for (size_t at = 0, start = 0; at < text.length; start = at) {
        uint32_t token;
        struct text segment = next_segment(json, &json->added_raw, text, &at, &token), normal;
        if (segment.length) {
            TRY(normal_steps_run(&json->normals, work->normal, &work->match, segment, &normal, error));
            TRY(encode_normal(tokenizer, work, normal, start == 0, error));
        }
        if (token != NO_TOKEN)
            TRY(put_id(work, token, error));
    }
    return 0;
}
