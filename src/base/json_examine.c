/* One pass over a parsed document. The parser keeps values in document order in one array, so the pass is a
 * loop; the stack of open containers is bounded, whatever the nesting of the text. */
#include <math.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/json_fault.h"

enum { DEFAULT_DEEPEST = 256, PAIRWISE_KEYS = 8, FIRST_SLOTS = 32 };

struct walk {
    struct json_reader *reader;
    const char *text; /* what the parser read: offsets are pointers minus this */
    struct text original;
    size_t base;
    yyjson_val **open; /* containers around the current value, outermost first */
    size_t depth, deepest;
    yyjson_val *outer; /* the container that is nested too deep, while the pass is in it */
};

/* ---- places -------------------------------------------------------------------------------------------- */

static size_t offset_of(const struct walk *walk, const char *place)
{
    return walk->base + json_original_offset(walk->original, (size_t)(place - walk->text));
}

static size_t index_in(yyjson_val *array, const yyjson_val *element)
{
    size_t index = 0;
    for (yyjson_val *at = unsafe_yyjson_get_first(array); at < element; at = unsafe_yyjson_get_next(at))
        index++;
    return index;
}

static void push_step(struct buffer *pointer, yyjson_val *container, yyjson_val *value)
{
    if (unsafe_yyjson_is_obj(container))
        json_pointer_push(pointer, json_text(value - 1));
    else
        buffer_format(pointer, "/%zu", index_in(container, value));
}

/* The pointer to `value`, a member of the innermost open container; below the deepest level, to what is
 * there. */
static void locate(const struct walk *walk, yyjson_val *value, struct buffer *pointer)
{
    if (walk->outer)
        value = walk->outer;
    for (size_t i = 1; i < walk->depth; i++)
        push_step(pointer, walk->open[i - 1], walk->open[i]);
    if (walk->depth > 0)
        push_step(pointer, walk->open[walk->depth - 1], value);
}

/* ---- numbers ------------------------------------------------------------------------------------------- */

/* A number's tag has 56 bits that only strings and containers use (their length): they hold the address of
 * the number's text, so that writing gives back what was read. Addresses wider than that are left out. */
static void keep_number_text(yyjson_val *value, const char *text)
{
    uint64_t address = (uint64_t)(uintptr_t)text;
    uint64_t tag = value->tag & YYJSON_TAG_MASK;
    if (address << YYJSON_TAG_BIT >> YYJSON_TAG_BIT == address)
        tag |= address << YYJSON_TAG_BIT;
    value->tag = tag;
}

const char *json_number_text(const yyjson_val *value)
{
    return (const char *)(uintptr_t)(value->tag >> YYJSON_TAG_BIT);
}

/* Integers of at most 18 digits, the bulk of all numbers. */
static bool read_short_integer(yyjson_val *value, const char *text, size_t length)
{
    if (length > 18)
        return false;
    uint64_t number = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit > 9)
            return false;
        number = number * 10 + digit;
    }
    unsafe_yyjson_set_uint(value, number);
    return true;
}

static void report_not_a_number(struct walk *walk, yyjson_val *value, const char *text)
{
    if (!fault_wanted(walk->reader, FAULT_NOT_A_NUMBER))
        return;
    struct buffer pointer = {0};
    locate(walk, value, &pointer);
    fault_add(walk->reader, FAULT_NOT_A_NUMBER, offset_of(walk, text), buffer_view(&pointer),
              "%.20s is not JSON; read as null when written again.", text);
    buffer_release(&pointer);
}

static void read_number(struct walk *walk, yyjson_val *value)
{
    const char *text = value->uni.str;
    size_t length = unsafe_yyjson_get_len(value);
    if (read_short_integer(value, text, length))
        return;
    char first = text[text[0] == '-'];
    if (first < '0' || first > '9') {
        report_not_a_number(walk, value, text);
        bool infinite = (first | 0x20) == 'i';
        unsafe_yyjson_set_real(value, infinite ? (text[0] == '-' ? -INFINITY : INFINITY) : NAN);
        return;
    }
    yyjson_val number = {0};
    if (!yyjson_read_number(text, &number, YYJSON_READ_NOFLAG, NULL, NULL))
        return; /* beyond every double: stays raw */
    *value = number;
    keep_number_text(value, text);
}

/* ---- duplicate keys ------------------------------------------------------------------------------------ */

static void report_duplicate(struct walk *walk, yyjson_val *key)
{
    if (!fault_wanted(walk->reader, FAULT_DUPLICATE_KEY))
        return;
    struct buffer pointer = {0};
    locate(walk, key + 1, &pointer);
    size_t shown = unsafe_yyjson_get_len(key) < 100 ? unsafe_yyjson_get_len(key) : 100;
    fault_add(walk->reader, FAULT_DUPLICATE_KEY, offset_of(walk, unsafe_yyjson_get_str(key) - 1),
              buffer_view(&pointer), "The key \"%.*s\" occurs more than once; the last value wins.",
              (int)shown, unsafe_yyjson_get_str(key));
    buffer_release(&pointer);
}

static inline bool same_key(const yyjson_val *a, const yyjson_val *b)
{
    /* The tag holds the length; its flag bits may differ between equal keys. */
    size_t length = a->tag >> YYJSON_TAG_BIT;
    return length == b->tag >> YYJSON_TAG_BIT && memcmp(a->uni.str, b->uni.str, length) == 0;
}

static void compare_pairwise(struct walk *walk, yyjson_val *object, size_t count)
{
    yyjson_val *keys[PAIRWISE_KEYS];
    yyjson_val *key = unsafe_yyjson_get_first(object);
    for (size_t i = 0; i < count; i++) {
        keys[i] = key;
        for (size_t j = 0; j < i; j++)
            if (same_key(keys[j], key)) {
                report_duplicate(walk, key);
                break;
            }
        key = unsafe_yyjson_get_next(key + 1);
    }
}

static void compare_hashed(struct walk *walk, yyjson_val *object, size_t count)
{
    size_t slots = FIRST_SLOTS;
    while (slots < count * 2)
        slots *= 2;
    yyjson_val **table = arena_take_zeroed(walk->reader->arena, slots, sizeof(yyjson_val *));
    if (!table) {
        fault_add(walk->reader, FAULT_OUT_OF_MEMORY, 0, (struct text){0}, "Out of memory.");
        return;
    }
    yyjson_val *key = unsafe_yyjson_get_first(object);
    for (size_t i = 0; i < count; i++) {
        size_t slot = hash_bytes(key->uni.str, unsafe_yyjson_get_len(key), 0) & (slots - 1);
        while (table[slot] && !same_key(table[slot], key))
            slot = (slot + 1) & (slots - 1);
        if (table[slot])
            report_duplicate(walk, key);
        table[slot] = key;
        key = unsafe_yyjson_get_next(key + 1);
    }
}

/* ---- the pass ------------------------------------------------------------------------------------------ */

static void check_keys(struct walk *walk, yyjson_val *object)
{
    size_t count = unsafe_yyjson_get_len(object);
    if (count < 2)
        return;
    if (count <= PAIRWISE_KEYS)
        compare_pairwise(walk, object, count);
    else
        compare_hashed(walk, object, count);
}

static void report_depth(struct walk *walk)
{
    if (!fault_wanted(walk->reader, FAULT_DEEP_NESTING))
        return;
    struct buffer pointer = {0};
    locate(walk, walk->outer, &pointer);
    fault_add(walk->reader, FAULT_DEEP_NESTING, walk->base, buffer_view(&pointer),
              "Nested more than %zu deep; many readers refuse this.", walk->deepest);
    buffer_release(&pointer);
}

/* What lies deeper than the limit is examined without its own place: faults in it point to `outer`. */
static void examine_deep(struct walk *walk, yyjson_val *outer)
{
    walk->outer = outer;
    report_depth(walk);
    yyjson_val *end = unsafe_yyjson_get_next(outer);
    for (yyjson_val *value = outer; value < end; value++) {
        if (unsafe_yyjson_is_raw(value))
            read_number(walk, value);
        else if (unsafe_yyjson_is_obj(value))
            check_keys(walk, value);
    }
    walk->outer = NULL;
}

static void open_container(struct walk *walk, yyjson_val *value)
{
    /* Keys are located as members of their object, so it is opened first. */
    walk->open[walk->depth++] = value;
    if (unsafe_yyjson_is_obj(value))
        check_keys(walk, value);
}

static void walk_values(struct walk *walk, yyjson_val *root)
{
    yyjson_val *end = unsafe_yyjson_get_next(root);
    for (yyjson_val *value = root; value < end; value++) {
        while (walk->depth > 0 && value >= unsafe_yyjson_get_next(walk->open[walk->depth - 1]))
            walk->depth--;
        if (unsafe_yyjson_is_raw(value)) {
            read_number(walk, value);
        } else if (unsafe_yyjson_is_ctn(value)) {
            if (walk->depth < walk->deepest) {
                open_container(walk, value);
            } else {
                examine_deep(walk, value);
                value = unsafe_yyjson_get_next(value) - 1;
            }
        }
    }
}

void json_examine(struct json_reader *reader, yyjson_doc *document, struct text original, size_t base)
{
    size_t deepest = reader->deepest_allowed ? reader->deepest_allowed : DEFAULT_DEEPEST;
    yyjson_val *local[DEFAULT_DEEPEST];
    yyjson_val **open = deepest <= DEFAULT_DEEPEST ? local : arena_take(reader->arena, deepest, sizeof *open);
    if (!open) {
        fault_add(reader, FAULT_OUT_OF_MEMORY, 0, (struct text){0}, "Out of memory.");
        return;
    }
    struct walk walk = {reader, document->str_pool, original, base, open, 0, deepest, NULL};
    walk_values(&walk, document->root);
}
