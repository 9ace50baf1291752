/* See pii_mask.h. */
#include "kernels/pii_mask.h"

#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

enum { STAY_MOST = 2, STAY_PART = 5 }; /* one in five characters stays at either end, at most two */

void pii_masker_clear(struct pii_masker *masker)
{
    if (masker->numbered)
        buffer_clear(&masker->numbers);
    masker->numbered = 0;
    buffer_clear(&masker->masked);
    buffer_clear(&masker->loci);
    memset(masker->next, 0, sizeof masker->next);
}

void pii_masker_release(struct pii_masker *masker)
{
    pii_release(&masker->found);
    buffer_release(&masker->masked);
    buffer_release(&masker->loci);
    buffer_release(&masker->numbers);
    for (size_t i = 0; i < sizeof masker->space / sizeof *masker->space; i++)
        buffer_release(&masker->space[i]);
}

int pii_style_read(enum pii_style *style, struct text name, struct error *error)
{
    if (text_is(name, "placeholder"))
        *style = PII_PLACEHOLDER;
    else if (text_is(name, "stars"))
        *style = PII_STARS;
    else
        return error_set(error, ERROR_USAGE, "there is no style '%.*s'; there is placeholder and stars",
                         (int)name.length, name.data);
    return 0;
}

static bool character_is_separator(int32_t point)
{
    return point >= 0 && point < 0x80 && memchr(" -./:@()+,\n\t", point, 12) != NULL;
}

void pii_put_stars(struct buffer *out, struct text value)
{
    size_t count = 0, seen = 0;
    for (size_t at = 0; at < value.length;)
        count += !character_is_separator(utf8_next(value, &at));
    size_t stay = count / STAY_PART < STAY_MOST ? count / STAY_PART : STAY_MOST;
    for (size_t at = 0; at < value.length;) {
        size_t from = at;
        bool separator = character_is_separator(utf8_next(value, &at));
        bool stays = separator || seen < stay || seen >= count - stay;
        seen += !separator;
        if (stays)
            buffer_append(out, value.data + from, at - from);
        else
            buffer_byte(out, '*');
    }
}

struct numbered {
    uint64_t hash; /* 0: a free place */
    uint64_t number;
};

static struct numbered *numbered_at(struct pii_masker *masker, size_t place)
{
    return (struct numbered *)(void *)masker->numbers.data + place;
}

/* The place of the hash, or the free one where it belongs. */
static struct numbered *numbered_find(struct pii_masker *masker, uint64_t hash)
{
    size_t places = masker->numbers.length / sizeof(struct numbered), place = hash & (places - 1);
    while (numbered_at(masker, place)->hash && numbered_at(masker, place)->hash != hash)
        place = (place + 1) & (places - 1);
    return numbered_at(masker, place);
}

/* Twice the places, or the first 64; values are put in again. */
static bool numbers_grow(struct pii_masker *masker)
{
    struct buffer old = masker->numbers;
    size_t length = old.length ? old.length * 2 : 64 * sizeof(struct numbered);
    masker->numbers = (struct buffer){0};
    char *fresh = buffer_reserve(&masker->numbers, length);
    if (fresh) {
        memset(fresh, 0, length);
        masker->numbers.length = length;
        for (size_t i = 0; i < old.length; i += sizeof(struct numbered)) {
            struct numbered entry;
            memcpy(&entry, old.data + i, sizeof entry);
            if (entry.hash)
                *numbered_find(masker, entry.hash) = entry;
        }
    }
    buffer_release(&old);
    return fresh != NULL;
}

/* The number of this value among those of its kind; 0 when out of memory, which numbers.failed says too. */
static uint64_t value_number(struct pii_masker *masker, enum pii_kind kind, struct text value)
{
    uint64_t hash = hash_bytes(value.data, value.length, kind) | 1;
    if (masker->numbered * 2 >= masker->numbers.length / sizeof(struct numbered) && !numbers_grow(masker))
        return 0;
    struct numbered *entry = numbered_find(masker, hash);
    if (!entry->hash) {
        *entry = (struct numbered){hash, ++masker->next[kind]};
        masker->numbered++;
    }
    return entry->number;
}

static void put_placeholder(struct pii_masker *masker, const struct pii_span *span, struct text value,
                            struct buffer *out)
{
    buffer_byte(out, '<');
    for (const char *name = pii_kind_name(span->kind); *name; name++)
        buffer_byte(out, *name == '_' ? '_' : (char)(*name & ~32));
    buffer_format(out, "_%llu>", (unsigned long long)value_number(masker, span->kind, value));
}

static int report_add(struct pii_masker *masker, const struct pii_span *span, struct text value, size_t locus,
                      struct error *error)
{
    struct buffer *salted = &masker->space[5];
    struct pii_masked entry = {
        .locus = locus, .first = span->first, .last = span->last, .kind = span->kind, .name = span->name};
    char digest[65];
    buffer_clear(salted);
    buffer_text(salted, masker->salt);
    buffer_byte(salted, '\0');
    buffer_text(salted, value);
    TRY(buffer_status(salted, error));
    TRY(sha256_text(buffer_view(salted), digest, error));
    memcpy(entry.hash, digest, 32);
    buffer_append(&masker->masked, &entry, sizeof entry);
    return buffer_status(&masker->masked, error);
}

int pii_masker_find(struct pii_masker *masker, struct text text, struct text before, struct error *error)
{
    masker->options.before = before;
    TRY(pii_find(&masker->found, text, &masker->options, error));
    size_t kept = 0;
    for (size_t i = 0; i < masker->found.count; i++)
        if (masker->found.spans[i].score >= masker->least)
            masker->found.spans[kept++] = masker->found.spans[i];
    masker->found.count = kept;
    return 0;
}

int pii_masker_put(struct pii_masker *masker, struct text text, size_t locus, struct buffer *out,
                   struct error *error)
{
    size_t at = 0;
    for (size_t i = 0; i < masker->found.count; i++) {
        const struct pii_span *span = &masker->found.spans[i];
        struct text value = {text.data + span->start, span->stop - span->start};
        buffer_append(out, text.data + at, span->start - at);
        if (masker->style == PII_STARS)
            pii_put_stars(out, value);
        else
            put_placeholder(masker, span, value, out);
        if (masker->report)
            TRY(report_add(masker, span, value, locus, error));
        at = span->stop;
    }
    if (at < text.length)
        buffer_append(out, text.data + at, text.length - at);
    TRY(buffer_status(&masker->numbers, error));
    return buffer_status(out, error);
}

int pii_mask_text(struct pii_masker *masker, struct text text, struct buffer *out, struct error *error)
{
    size_t locus = masker->loci.length;
    buffer_byte(&masker->loci, '\0');
    TRY(buffer_status(&masker->loci, error));
    TRY(pii_masker_find(masker, text, (struct text){"", 0}, error));
    return pii_masker_put(masker, text, locus, out, error);
}
