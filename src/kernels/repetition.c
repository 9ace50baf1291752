/* Words as hashes, then the longest stretch for each period. */
#include "kernels/repetition.h"

#include <utf8proc.h>

#include "base/utf8.h"

enum { SHORT_UNIT = 2, TIMES = 4, TIMES_SHORT = 8, LEAST_WORDS = 12 };

static bool is_word_point(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) || point == '_';
}

static bool is_alone(int32_t point) /* scripts without spaces */
{
    return (point >= 0x3041 && point <= 0x30FF) || (point >= 0x3400 && point <= 0x9FFF) ||
           (point >= 0x0E00 && point <= 0x0EFF);
}

/* Reads words into the space; returns how many. starts[count] is where reading ended. */
static size_t read_words(struct text text, struct repetition_space *space)
{
    size_t count = 0;
    bool inside = false;
    size_t at = 0;
    while (at < text.length) {
        size_t start = at;
        int32_t point = utf8_next(text, &at);
        bool word = is_word_point(point), alone = word && is_alone(point);
        if (word && (!inside || alone)) {
            if (count == REPETITION_WORDS) {
                at = start;
                break;
            }
            space->starts[count] = (uint32_t)start;
            space->hashes[count] = 2166136261U;
            space->lettered[count++] = false;
        }
        if (word) { /* FNV-1a over lower-case points */
            space->hashes[count - 1] =
                (space->hashes[count - 1] ^ (uint32_t)utf8proc_tolower(point)) * 16777619U;
            space->lettered[count - 1] |= utf8proc_category(point) <= UTF8PROC_CATEGORY_LO;
        }
        inside = word && !alone;
    }
    space->starts[count] = (uint32_t)at;
    return count;
}

/* A unit says something when two words of it, or its only one, have letters. */
static bool says_something(const struct repetition_space *space, size_t start, size_t period)
{
    size_t lettered = 0, different = 0;
    for (size_t i = start; i < start + period; i++) {
        lettered += space->lettered[i];
        different += space->hashes[i] != space->hashes[start];
    }
    return lettered * 2 >= period && (period == 1 || different > 0);
}

static struct repetition measure(const struct repetition_space *space, size_t count, size_t start,
                                 size_t stop, size_t period)
{
    return (struct repetition){
        .times = (stop - start) / period,
        .start = space->starts[start],
        .length = space->starts[stop] - space->starts[start],
        .unit_length = space->starts[start + period] - space->starts[start],
        .share = (double)(stop - start) / (double)count,
    };
}

/* The longest loop of one period that is longer than the best so far. */
static void try_period(const struct repetition_space *space, size_t count, size_t period,
                       struct repetition *best)
{
    size_t least = period <= SHORT_UNIT ? TIMES_SHORT : TIMES, run = 0;
    for (size_t i = period; i <= count; i++) {
        if (i < count && space->hashes[i] == space->hashes[i - period]) {
            run++;
            continue;
        }
        size_t words = run ? run + period : 0, start = i - words;
        if (words >= least * period && words >= LEAST_WORDS && says_something(space, start, period) &&
            space->starts[i] - space->starts[start] > best->length)
            *best = measure(space, count, start, i, period);
        run = 0;
    }
}

struct repetition repetition_find(struct text text, struct repetition_space *space)
{
    struct repetition best = {0};
    size_t count = read_words(text, space);
    for (size_t period = 1; period <= REPETITION_PERIOD && period * TIMES <= count; period++)
        try_period(space, count, period, &best);
    return best;
}
