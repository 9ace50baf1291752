/* SQL function over the turns of a record: what is wrong with what they say. */
#include "base/memory.h"
#include "packs/sft/sft.h"
#include "packs/sft/turn_defects.h"
#include "packs/sft/turns_column.h"

enum { SPAN_MOST = 160 };

struct defect_targets {
    struct target code, kind, locus, message, offset, span, times, share, score;
};

static void open_targets(const struct target *elements, struct defect_targets *targets)
{
    struct target *all[] = {&targets->code,    &targets->kind,   &targets->locus,
                            &targets->message, &targets->offset, &targets->span,
                            &targets->times,   &targets->share,  &targets->score};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i] = target_field(elements, i);
}

/* The span, or its beginning when it is long. */
static struct text defect_span(const struct turn_defect *defect, struct text content)
{
    size_t length = defect->sign.length;
    if (length > SPAN_MOST) {
        length = SPAN_MOST;
        while (length && ((unsigned char)content.data[defect->sign.start + length] & 0xC0) == 0x80)
            length--;
    }
    return (struct text){content.data + defect->sign.start, length};
}

static void write_defect(struct call *call, const struct defect_targets *targets,
                         const struct turn_defect *defect, const struct turn *turn, uint64_t to)
{
    struct buffer *line = &call->scratch->a;
    buffer_clear(line);
    buffer_string(line, turn_defect_message(defect));
    if (defect->times)
        buffer_format(line, " (%zu times in a row)", defect->times);
    target_text(&targets->code, to, text_of(defect->code));
    target_text(&targets->kind, to, text_of(defect->sign.kind));
    target_text(&targets->locus, to, turn->at.data ? turn->at : text_of(""));
    target_text(&targets->message, to, buffer_view(line));
    target_int64(&targets->offset, to, (int64_t)defect->sign.start);
    target_text(&targets->span, to, defect_span(defect, turn->content));
    target_int64(&targets->times, to, (int64_t)defect->times);
    target_double(&targets->share, to, defect->share);
    target_double(&targets->score, to, defect->score);
}

static struct defect_space *own_space(struct scratch *scratch)
{
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(struct defect_space));
        scratch->release_own = memory_free;
    }
    return scratch->own;
}

static int defects_row(struct call *call, const struct turn *turns, size_t count, struct text names,
                       size_t row, uint64_t *total)
{
    struct turn_defect found[TURN_DEFECTS_MOST];
    struct defect_space *space = own_space(call->scratch);
    if (!space)
        return error_memory(call->error);
    size_t defects = turns_defects(turns, count, names, space, found);
    if (target_reserve(&call->result, *total + defects) < 0)
        return error_memory(call->error);
    struct target elements = target_elements(&call->result);
    struct defect_targets targets;
    open_targets(&elements, &targets);
    for (size_t i = 0; i < defects; i++)
        write_defect(call, &targets, &found[i], &turns[found[i].turn], *total + i);
    target_list(&call->result, row, *total, defects);
    *total += defects;
    return buffer_status(&call->scratch->a, call->error);
}

int sft_turns_defects_rows(struct call *call)
{
    struct turns_column turns;
    uint64_t total = 0;
    turns_column_open(&turns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        struct turn *items = NULL;
        size_t count = 0;
        arena_clear(&call->scratch->arena);
        if (turns_column_row(&turns, row, &call->scratch->arena, &items, &count) < 0)
            return error_memory(call->error);
        if (!items || !column_valid(&call->arguments[1], row)) {
            target_list(&call->result, row, total, 0);
            target_null(&call->result, row);
            continue;
        }
        TRY(defects_row(call, items, count, column_text(&call->arguments[1], row), row, &total));
    }
    target_length(&call->result, total);
    return 0;
}
