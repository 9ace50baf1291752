/* Tokens of a model's tokenizer in SQL. */
#include "base/memory.h"
#include "functions/family.h"
#include "functions/tokenizer_names.h"

/* The tokenizer of the last row, since it hardly ever changes, and this thread's work for it. */
struct own_tokenizer {
    struct buffer name;
    const struct tokenizer *tokenizer;
    struct token_work *work;
};

static void free_own(void *own)
{
    struct own_tokenizer *mine = own;
    buffer_release(&mine->name);
    token_work_free(mine->work);
    memory_free(mine);
}

/* Once a batch the file is looked at again, as it may have been replaced. */
static struct own_tokenizer *own_tokenizer(struct call *call)
{
    struct own_tokenizer *own = own_object(call, sizeof *own, free_own);
    if (own)
        own->tokenizer = NULL;
    return own;
}

static int encode_row(struct call *call, struct own_tokenizer *own, size_t row, const struct token_ids **ids)
{
    struct text name = column_text(&call->arguments[1], row);
    if (!own->tokenizer || !text_equal(name, buffer_view(&own->name))) {
        own->tokenizer = NULL;
        buffer_clear(&own->name);
        buffer_text(&own->name, name);
        TRY(buffer_status(&own->name, call->error));
        TRY(tokenizer_by_name(name, &own->tokenizer, call->error));
    }
    return tokenizer_encode(own->tokenizer, &own->work, column_text(&call->arguments[0], row), ids,
                            call->error);
}

int count_tokens_rows(struct call *call)
{
    struct own_tokenizer *own = own_tokenizer(call);
    if (!own)
        return error_memory(call->error);
    for (size_t row = 0; row < call->rows; row++) {
        const struct token_ids *ids = NULL;
        if (!row_is_whole(call, row))
            continue;
        TRY(encode_row(call, own, row, &ids));
        target_int64(&call->result, row, (int64_t)ids->count);
    }
    return 0;
}

int tokens_rows(struct call *call)
{
    struct own_tokenizer *own = own_tokenizer(call);
    struct buffer *all = &call->scratch->a;
    if (!own)
        return error_memory(call->error);
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        const struct token_ids *ids = NULL;
        if (!row_is_whole(call, row))
            continue;
        TRY(encode_row(call, own, row, &ids));
        target_list(&call->result, row, all->length / sizeof(uint64_t), ids->count);
        uint64_t *out = (uint64_t *)(void *)buffer_reserve(all, ids->count * sizeof *out + 1);
        if (!out)
            return error_memory(call->error);
        for (size_t i = 0; i < ids->count; i++)
            out[i] = ids->items[i];
        all->length += ids->count * sizeof *out;
    }
    return finish_numbers(call, all); /* BIGINT and UBIGINT lie alike */
}
