/* trainer_view in SQL: a canonical row as the sequence that a trainer makes of it. */
#include "base/memory.h"
#include "packs/sft/sft.h"
#include "packs/sft/trainer_column.h"
#include "packs/sft/trainer_segments.h"

struct viewer {
    struct template_cache cache;
    struct arena arena; /* of the row */
    struct rendering rendering;
};

static void viewer_free(void *own)
{
    struct viewer *viewer = own;
    template_cache_release(&viewer->cache);
    arena_release(&viewer->arena);
    buffer_release(&viewer->rendering.text);
    memory_free(viewer);
}

static struct viewer *viewer_of(struct scratch *scratch)
{
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(struct viewer));
        scratch->release_own = viewer_free;
    }
    return scratch->own;
}

struct view_target {
    struct target segments, generations, error, lost, shape;
    uint64_t segment_count, lost_count;
};

static int segments_write(struct view_target *view, size_t row, const struct segments *segments)
{
    if (target_reserve(&view->segments, view->segment_count + segments->count) < 0)
        return -1;
    struct target elements = target_elements(&view->segments);
    struct target text = target_field(&elements, 0), tokens = target_field(&elements, 1),
                  target = target_field(&elements, 2);
    target_list(&view->segments, row, view->segment_count, segments->count);
    for (size_t i = 0; i < segments->count; i++, view->segment_count++) {
        target_text(&text, view->segment_count, segments->items[i].text);
        target_int64(&tokens, view->segment_count, segments->items[i].tokens);
        target_boolean(&target, view->segment_count, segments->items[i].target);
    }
    return 0;
}

static int lost_write(struct view_target *view, size_t row, const struct segments *segments,
                      const struct subject *subject)
{
    if (target_reserve(&view->lost, view->lost_count + segments->lost_count) < 0)
        return -1;
    struct target elements = target_elements(&view->lost);
    struct target locus = target_field(&elements, 0), field = target_field(&elements, 1);
    target_list(&view->lost, row, view->lost_count, segments->lost_count);
    for (size_t i = 0; i < segments->lost_count; i++, view->lost_count++) {
        size_t turn = segments->lost[i].turn;
        struct text at = turn < subject->count ? subject->turns[turn].at : (struct text){"", 0};
        target_text(&locus, view->lost_count, at.data ? at : (struct text){"", 0});
        target_text(&field, view->lost_count, text_of(segments->lost[i].field));
    }
    return 0;
}

static int view_write(struct call *call, struct view_target *view, size_t row,
                      const struct segments *segments, const struct subject *subject,
                      const struct error *fault)
{
    if (segments_write(view, row, segments) < 0 || lost_write(view, row, segments, subject) < 0)
        return error_memory(call->error);
    target_text(&view->shape, row, text_of(shape_name(subject->shape)));
    if (fault->code)
        target_null(&view->segments, row);
    if (segments->generations < 0 || fault->code)
        target_null(&view->generations, row);
    else
        target_int64(&view->generations, row, segments->generations);
    if (fault->code)
        target_text(&view->error, row, text_of(fault->message));
    else
        target_null(&view->error, row);
    return 0;
}

/* A template is for conversations; texts have none. */
static bool has_template(const struct subject *subject, struct text template)
{
    bool texts = subject->shape == SHAPE_TEXT ||
                 (subject->shape == SHAPE_PROMPT_TEXT &&
                  (subject->trainer == TRAINER_TRL || subject->trainer == TRAINER_TOGETHER));
    return template.length > 0 && !texts && subject->trainer != TRAINER_OPENAI;
}

static int view_row(struct call *call, struct viewer *viewer, struct view_target *view,
                    const struct subject_columns *columns, size_t row)
{
    struct subject subject = {0};
    struct segments segments = {.arena = &viewer->arena, .generations = -1};
    struct text template = column_text_at(&call->arguments[3], row);
    struct error fault = {0};
    arena_clear(&viewer->arena);
    TRY(trainer_read(&subject.trainer, &call->arguments[1], row, call->error));
    subject.settings = settings_read(column_text_at(&call->arguments[2], row));
    if (subject_take(&subject, columns, row, &viewer->arena) < 0)
        return error_memory(call->error);
    if (!subject.turns) {
        target_null(&call->result, row);
        return 0;
    }
    if (has_template(&subject, template)) {
        const struct template_source *source;
        TRY(template_cache_get(&viewer->cache, template, &source, call->error));
        int code = segments_rendered(&segments, &subject, source, &viewer->rendering, &fault);
        if (code < 0 && code != ERROR_INPUT) {
            *call->error = fault;
            return code;
        }
        if (code < 0)
            segments.count = segments.lost_count = 0;
    } else
        segments_plain(&segments, &subject);
    if (segments.failed)
        return error_memory(call->error);
    return view_write(call, view, row, &segments, &subject, &fault);
}

int sft_trainer_view_rows(struct call *call)
{
    struct viewer *viewer = viewer_of(call->scratch);
    struct view_target view = {.segments = target_field(&call->result, 0),
                               .generations = target_field(&call->result, 1),
                               .error = target_field(&call->result, 2),
                               .lost = target_field(&call->result, 3),
                               .shape = target_field(&call->result, 4)};
    struct subject_columns columns;
    if (!viewer)
        return error_memory(call->error);
    subject_columns_open(&columns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        target_list(&view.segments, row, view.segment_count, 0);
        target_list(&view.lost, row, view.lost_count, 0);
        if (!column_valid(&call->arguments[0], row) || !column_valid(&call->arguments[1], row))
            target_null(&call->result, row);
        else
            TRY(view_row(call, viewer, &view, &columns, row));
    }
    target_length(&view.segments, view.segment_count);
    target_length(&view.lost, view.lost_count);
    return 0;
}
