/* Clusters of code points and their normal forms, over utf8proc's character data. */
#include "kernels/folding.h"

#include <utf8proc.h>

#include "base/memory.h"
#include "base/utf8.h"

enum {
    CACHE_SIZE = 4096,
    LONGEST_DECOMPOSITION = 18, /* U+FDFA, compatibility form: the longest in Unicode */
    LONGEST_CACHED = 3,
};

/* Direct-mapped: point + 1 is the key, 0 marks an empty slot. count 0: longer than LONGEST_CACHED. */
struct folded_point {
    int32_t key;
    uint8_t count;
    bool joins;
    int32_t points[LONGEST_CACHED];
};

int folding_init(struct folding *folding, enum folding_form form, struct error *error)
{
    *folding = (struct folding){.form = form};
    folding->cache = memory_new(CACHE_SIZE, sizeof *folding->cache);
    return folding->cache ? 0 : error_memory(error);
}

void folding_release(struct folding *folding)
{
    memory_free(folding->cache);
    memory_free(folding->points);
    *folding = (struct folding){0};
}

static bool is_joining(int32_t point)
{
    if (point >= 0x1160 && point <= 0x11FF) /* conjoining jamo: vowels and final consonants */
        return true;
    utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME;
}

static size_t decompose(enum folding_form form, int32_t point, int32_t out[LONGEST_DECOMPOSITION])
{
    int options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    if (form == FOLDING_CASELESS)
        options |= UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    int boundary = UTF8PROC_BOUNDCLASS_START;
    /* NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): utf8proc's options are flags */
    utf8proc_ssize_t count = utf8proc_decompose_char(point, out, LONGEST_DECOMPOSITION, options, &boundary);
    if (count >= 0 && count <= LONGEST_DECOMPOSITION)
        return (size_t)count;
    out[0] = point;
    return 1;
}

static size_t compose(int32_t *points, size_t count)
{
    utf8proc_ssize_t length = (utf8proc_ssize_t)count;
    /* NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): utf8proc's options are flags */
    utf8proc_ssize_t composed = utf8proc_normalize_utf32(points, length, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    return composed < 0 ? count : (size_t)composed;
}

static const struct folded_point *look_up(struct folding *folding, int32_t point)
{
    struct folded_point *slot = &folding->cache[(uint32_t)point % CACHE_SIZE];
    if (slot->key == point + 1)
        return slot;
    int32_t points[LONGEST_DECOMPOSITION];
    size_t count = decompose(folding->form, point, points);
    slot->key = point + 1;
    slot->joins = is_joining(points[0]);
    count = compose(points, count);
    slot->count = count <= LONGEST_CACHED ? (uint8_t)count : 0;
    memcpy(slot->points, points, sizeof slot->points);
    return slot;
}

static int32_t read_point(struct text text, size_t *at)
{
    int32_t point = utf8_next(text, at);
    return point < 0 ? 0xFFFD : point;
}

/* Ideographs and Hangul syllables never join and fold to themselves: no need to crowd the cache with them. */
static bool is_plain(int32_t point)
{
    return (point >= 0x3400 && point <= 0x4DBF) || (point >= 0x4E00 && point <= 0x9FFF) ||
           (point >= 0xAC00 && point <= 0xD7A3);
}

bool folding_joins(struct folding *folding, struct text text, size_t at)
{
    if (at >= text.length || (unsigned char)text.data[at] < 0xCC) /* below U+0300 nothing joins */
        return false;
    int32_t point = read_point(text, &at);
    return !is_plain(point) && look_up(folding, point)->joins;
}

static int points_reserve(struct folding *folding, size_t count, struct error *error)
{
    if (2 * count <= folding->capacity)
        return 0;
    size_t capacity = 4 * count;
    int32_t *points = memory_resize(folding->points, capacity, sizeof *points);
    if (!points)
        return error_memory(error);
    folding->points = points;
    folding->capacity = capacity;
    return 0;
}

/* Canonical ordering (Unicode 15, D109) of one run of marks: a stable counting sort by combining class,
 * linear even for texts that pile up thousands of marks. */
static void order_marks(int32_t *points, size_t count, int32_t *spare)
{
    size_t ends[256] = {0};
    for (size_t i = 0; i < count; i++)
        ends[utf8proc_get_property(points[i])->combining_class & 255]++;
    size_t start = 0;
    for (size_t class = 0; class < 256; class ++) {
        size_t size = ends[class];
        ends[class] = start;
        start += size;
    }
    for (size_t i = 0; i < count; i++)
        spare[ends[utf8proc_get_property(points[i])->combining_class & 255]++] = points[i];
    memcpy(points, spare, count * sizeof *points);
}

static void order_cluster(int32_t *points, size_t count, int32_t *spare)
{
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && utf8proc_get_property(points[end])->combining_class)
            end++;
        if (end - i > 1)
            order_marks(points + i, end - i, spare);
        i = end > i ? end : i + 1;
    }
}

static int fold_sequence(struct folding *folding, struct text text, size_t *at, size_t *count,
                         struct error *error)
{
    *count = 0;
    do {
        TRY(points_reserve(folding, *count + LONGEST_DECOMPOSITION, error));
        int32_t piece[LONGEST_DECOMPOSITION];
        size_t size = decompose(folding->form, read_point(text, at), piece);
        memcpy(folding->points + *count, piece, size * sizeof *piece);
        *count += size;
    } while (folding_joins(folding, text, *at));
    order_cluster(folding->points, *count, folding->points + folding->capacity / 2);
    *count = compose(folding->points, *count);
    return 0;
}

int folding_next(struct folding *folding, struct text text, size_t *at, const int32_t **points, size_t *count,
                 struct error *error)
{
    size_t next = *at;
    int32_t point = read_point(text, &next);
    bool alone = !folding_joins(folding, text, next);
    if (alone && is_plain(point)) {
        TRY(points_reserve(folding, 1, error));
        folding->points[0] = point;
        *points = folding->points;
        *count = 1;
        *at = next;
        return 0;
    }
    const struct folded_point *folded = look_up(folding, point);
    if (alone && folded->count) {
        *points = folded->points;
        *count = folded->count;
        *at = next;
        return 0;
    }
    TRY(fold_sequence(folding, text, at, count, error));
    *points = folding->points;
    return 0;
}

bool folding_composes(int32_t first, int32_t second)
{
    int32_t points[2] = {first, second};
    return compose(points, 2) == 1;
}

bool folding_is_composed(int32_t point)
{
    if (point < 0xC0 || is_plain(point))
        return false;
    int32_t points[LONGEST_DECOMPOSITION];
    size_t count = decompose(FOLDING_NFC, point, points);
    return count > 1 && compose(points, count) == 1 && points[0] == point;
}
