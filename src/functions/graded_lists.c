#include "functions/graded_lists.h"

#include <inttypes.h>
#include <math.h>

#include "kernels/intervals.h"

struct list_view list_view_of(const struct call *call, size_t argument, size_t row)
{
    return (struct list_view){column_elements(&call->arguments[argument]),
                              column_list(&call->arguments[argument], row)};
}

double list_number(const struct list_view *list, uint64_t at)
{
    size_t place = (size_t)(list->entry.offset + at);
    return column_valid(&list->elements, place) ? column_double(&list->elements, place) : (double)NAN;
}

struct text list_text(const struct list_view *list, uint64_t at)
{
    size_t place = (size_t)(list->entry.offset + at);
    return column_valid(&list->elements, place) ? column_text(&list->elements, place) : (struct text){0};
}

int lists_match(const struct list_view *lists, size_t count, size_t optional, struct error *error)
{
    for (size_t i = 1; i < count + optional; i++) {
        if (lists[i].entry.length == lists[0].entry.length || (i >= count && lists[i].entry.length == 0))
            continue;
        return error_set(error, ERROR_USAGE,
                         "the lists belong together, but the first has %" PRIu64
                         " elements and number %zu %" PRIu64,
                         lists[0].entry.length, i + 1, lists[i].entry.length);
    }
    return 0;
}

int number_pairs_read(const struct call *call, size_t row, struct number_pairs *pairs, struct error *error)
{
    struct arena *arena = &call->scratch->arena;
    struct list_view lists[] = {list_view_of(call, 0, row), list_view_of(call, 1, row),
                                list_view_of(call, 2, row)};
    TRY(lists_match(lists, 2, 1, error));
    size_t length = (size_t)lists[0].entry.length;
    struct text *clusters = arena_take(arena, length + 1, sizeof *clusters);
    *pairs = (struct number_pairs){.first = arena_take(arena, length + 1, sizeof(double)),
                                   .second = arena_take(arena, length + 1, sizeof(double))};
    if (!clusters || !pairs->first || !pairs->second)
        return error_memory(error);
    for (size_t i = 0; i < length; i++) {
        double first = list_number(&lists[0], i), second = list_number(&lists[1], i);
        if (!isfinite(first) || !isfinite(second))
            continue;
        pairs->first[pairs->count] = first;
        pairs->second[pairs->count] = second;
        clusters[pairs->count++] = lists[2].entry.length ? list_text(&lists[2], i) : (struct text){0};
    }
    return text_codes_make(&pairs->clusters, clusters, pairs->count, arena, error);
}

void put_double(const struct target *target, size_t row, double number)
{
    if (isnan(number))
        target_null(target, row);
    else
        target_double(target, row, number);
}

void put_interval(const struct target *structure, size_t row, const struct interval *interval)
{
    const double numbers[] = {interval->value, interval->low, interval->high};
    for (size_t i = 0; i < 3; i++) {
        struct target field = target_field(structure, i);
        put_double(&field, row, numbers[i]);
    }
}
