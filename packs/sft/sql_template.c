/* chat_render in SQL: a canonical row through a chat template. */
#include "base/memory.h"
#include "base/utf8.h"
#include "packs/sft/sft.h"
#include "packs/sft/template_chat.h"
#include "packs/sft/turns_column.h"

struct renderer {
    struct template_cache cache;
    struct arena arena; /* of the row */
    struct rendering rendering;
};

static void renderer_free(void *own)
{
    struct renderer *renderer = own;
    template_cache_release(&renderer->cache);
    arena_release(&renderer->arena);
    buffer_release(&renderer->rendering.text);
    memory_free(renderer);
}

static struct renderer *renderer_of(struct scratch *scratch)
{
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(struct renderer));
        scratch->release_own = renderer_free;
    }
    return scratch->own;
}

struct result {
    struct target text, spans, error;
    uint64_t span_count;
};

/* Bytes of the rendering become characters, since that is what SQL counts in. */
static int spans_write(struct result *result, const struct rendering *rendering, size_t row)
{
    struct text text = buffer_view(&rendering->text);
    if (target_reserve(&result->spans, result->span_count + rendering->span_count) < 0)
        return -1;
    struct target elements = target_elements(&result->spans);
    struct target start = target_field(&elements, 0), stop = target_field(&elements, 1);
    target_list(&result->spans, row, result->span_count, rendering->span_count);
    size_t at = 0;
    int64_t characters = 0;
    for (size_t i = 0; i < rendering->span_count; i++, result->span_count++) {
        const struct span *span = &rendering->spans[i];
        if (span->start < at) /* a block within a block ends first: count again */
            at = 0, characters = 0;
        characters += (int64_t)utf8_count((struct text){text.data + at, span->start - at});
        target_int64(&start, result->span_count, characters);
        characters += (int64_t)utf8_count((struct text){text.data + span->start, span->stop - span->start});
        target_int64(&stop, result->span_count, characters);
        at = span->stop;
    }
    return 0;
}

static int rendering_write(struct call *call, struct result *result, struct renderer *renderer, int code,
                           const struct error *fault, size_t row)
{
    if (code < 0 && code != ERROR_INPUT) {
        *call->error = *fault;
        return code;
    }
    if (code == 0) {
        target_text(&result->text, row,
                    (struct text){buffer_c(&renderer->rendering.text), renderer->rendering.text.length});
        target_null(&result->error, row);
        return spans_write(result, &renderer->rendering, row) < 0 ? error_memory(call->error) : 0;
    }
    target_null(&result->text, row);
    target_list(&result->spans, row, result->span_count, 0);
    target_null(&result->spans, row);
    target_text(&result->error, row, text_of(fault->message));
    return 0;
}

int sft_chat_render_rows(struct call *call)
{
    struct renderer *renderer = renderer_of(call->scratch);
    struct result result = {target_field(&call->result, 0), target_field(&call->result, 1),
                            target_field(&call->result, 2), 0};
    struct column list = column_field(&call->arguments[0], "turns");
    struct column tools = column_field(&call->arguments[0], "tools");
    struct turns_column turns;
    if (!renderer)
        return error_memory(call->error);
    turns_column_open(&turns, &list);
    for (size_t row = 0; row < call->rows; row++) {
        struct turn *items = NULL;
        size_t count = 0;
        arena_clear(&renderer->arena);
        if (turns_column_row(&turns, row, &renderer->arena, &items, &count) < 0)
            return error_memory(call->error);
        target_list(&result.spans, row, result.span_count, 0);
        if (!items || !column_valid(&call->arguments[0], row) || !column_valid(&call->arguments[1], row)) {
            target_null(&call->result, row);
            continue;
        }
        const struct template_source *source;
        struct chat chat = {0};
        struct error fault = {0};
        struct text offered = tools.kind == KIND_TEXT && column_valid(&tools, row) ? column_text(&tools, row)
                                                                                   : (struct text){0};
        TRY(template_cache_get(&renderer->cache, column_text(&call->arguments[1], row), &source,
                               call->error));
        if (chat_open(&chat, items, count, offered, &renderer->arena) < 0)
            return error_memory(call->error);
        bool prompts = column_valid(&call->arguments[2], row) && column_boolean(&call->arguments[2], row);
        int code = chat_render(&chat, source, count, prompts, &renderer->rendering, &fault);
        TRY(rendering_write(call, &result, renderer, code, &fault, row));
    }
    target_length(&result.spans, result.span_count);
    return 0;
}
