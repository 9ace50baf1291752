/* The pass over a text, and the choice among findings that overlap. See pii.h and pii_scan.h. */
#include "kernels/pii.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kernels/pii_scan.h"

static const char *const kind_names[PII_KINDS] = {
    [PII_EMAIL] = "email",
    [PII_PHONE] = "phone",
    [PII_CREDIT_CARD] = "credit_card",
    [PII_IBAN] = "iban",
    [PII_BANK_ACCOUNT] = "bank_account",
    [PII_NATIONAL_ID] = "national_id",
    [PII_TAX_ID] = "tax_id",
    [PII_HEALTH_ID] = "health_id",
    [PII_PASSPORT] = "passport",
    [PII_DRIVER_LICENCE] = "driver_licence",
    [PII_IP_ADDRESS] = "ip_address",
    [PII_MAC_ADDRESS] = "mac_address",
    [PII_URL] = "url",
    [PII_CREDENTIALS] = "credentials",
    [PII_SECRET] = "secret",
    [PII_CRYPTO_ADDRESS] = "crypto_address",
    [PII_BIRTH_DATE] = "birth_date",
    [PII_PERSON] = "person",
    [PII_ADDRESS] = "address",
    [PII_AGE] = "age",
};

const char *pii_kind_name(enum pii_kind kind)
{
    return kind_names[kind];
}

void span_add(struct pii_scan *scan, size_t start, size_t stop, enum pii_kind kind, const char *name,
              const char *locale, double score, bool verified)
{
    struct pii *found = scan->found;
    uint32_t kinds = scan->options->kinds;
    if (score <= 0 || stop <= start || (kinds && !(kinds >> kind & 1)) ||
        !locale_wanted(scan->options, locale))
        return;
    if (found->count == found->capacity) {
        size_t capacity = found->capacity ? found->capacity * 2 : 16;
        struct pii_span *spans = memory_resize(found->spans, capacity, sizeof *spans);
        if (!spans) {
            found->failed = true;
            return;
        }
        found->spans = spans;
        found->capacity = capacity;
    }
    found->spans[found->count++] = (struct pii_span){.start = start,
                                                     .stop = stop,
                                                     .kind = kind,
                                                     .verified = verified,
                                                     .name = name,
                                                     .locale = locale,
                                                     .score = score};
}

/* ---- the pass ------------------------------------------------------------------------------------------ */

enum anchor { NOTHING, DIGIT, AT, COLON, DASH, CAPITAL };

static const unsigned char anchors[256] = {
    ['0'] = DIGIT,   ['1'] = DIGIT,   ['2'] = DIGIT,   ['3'] = DIGIT,   ['4'] = DIGIT,
    ['5'] = DIGIT,   ['6'] = DIGIT,   ['7'] = DIGIT,   ['8'] = DIGIT,   ['9'] = DIGIT,
    ['@'] = AT,      [':'] = COLON,   ['-'] = DASH,    ['D'] = CAPITAL, ['F'] = CAPITAL,
    ['H'] = CAPITAL, ['M'] = CAPITAL, ['P'] = CAPITAL, ['S'] = CAPITAL,
};

/* A run of letters and digits that holds a digit. Returns where to go on. */
static size_t match_token(struct pii_scan *scan, size_t digit)
{
    size_t start = digit, stop = digit;
    while (start > scan->token_floor && byte_is_alnum(scan->data[start - 1]))
        start--;
    while (byte_is_alnum(byte_at(scan, stop)))
        stop++;
    scan->token_floor = stop;
    if (digit >= scan->secrets_done)
        match_secrets(scan, digit);
    match_addresses_of_networks(scan, start, digit);
    match_iban(scan, start);
    match_ids(scan, start);
    match_documents(scan, start, stop);
    if (stop - start >= 26)
        match_crypto(scan, start, stop);
    if (byte_is_digit(scan->data[start])) {
        match_card(scan, start);
        match_phone(scan, start);
        match_birth_date(scan, start);
        match_age(scan, start);
        match_street(scan, start);
    }
    return stop;
}

/* What stands at an anchor. Returns where to go on. */
static size_t match_anchor(struct pii_scan *scan, size_t at)
{
    switch ((enum anchor)anchors[(unsigned char)scan->data[at]]) {
    case NOTHING:
        break;
    case DIGIT:
        return match_token(scan, at);
    case AT:
        if (at >= scan->at_done)
            match_email(scan, at);
        break;
    case COLON:
        if (byte_at(scan, at + 1) == '/' && byte_at(scan, at + 2) == '/')
            match_url(scan, at);
        break;
    case DASH:
        if (byte_at(scan, at + 1) == '-' && byte_at(scan, at + 5) == 'B' && byte_before(scan, at) != '-')
            match_private_key(scan, at);
        break;
    case CAPITAL:
        if (byte_is_alnum(byte_before(scan, at)))
            break;
        if (scan->data[at] == 'P')
            match_post_box(scan, at);
        match_title(scan, at);
        break;
    }
    return at + 1;
}

static void scan_text(struct pii_scan *scan)
{
    const unsigned char *data = (const unsigned char *)scan->data;
    size_t at = 0, length = scan->length;
    while (at < length) {
        /* Eight bytes a step where none of them is an anchor, which is nearly everywhere. */
        while (length - at >= 8 && !(anchors[data[at]] | anchors[data[at + 1]] | anchors[data[at + 2]] |
                                     anchors[data[at + 3]] | anchors[data[at + 4]] | anchors[data[at + 5]] |
                                     anchors[data[at + 6]] | anchors[data[at + 7]]))
            at += 8;
        while (at < length && !anchors[data[at]])
            at++;
        if (at < length)
            at = match_anchor(scan, at);
    }
}

/* "name" has no rare byte; it is looked for by itself. */
static void scan_names(struct pii_scan *scan)
{
    const char *end = scan->data + scan->length, *from = scan->data, *found;
    if (scan->options->kinds && !(scan->options->kinds >> PII_PERSON & 1))
        return;
    while (end - from >= 3 && (found = memmem(from, (size_t)(end - from), "ame", 3))) {
        match_name_label(scan, (size_t)(found - scan->data) + 1);
        from = found + 3;
    }
}

/* ---- the choice ---------------------------------------------------------------------------------------- */

/* Those to be acted upon weigh a million times more than the rest, so that no number of the rest wins. */
static double span_weight(const struct pii_span *span)
{
    double weight = span->score * (double)(span->stop - span->start);
    return span->score >= PII_LEAST ? weight : weight * 1e-6;
}

static int compare_spans(const void *a, const void *b)
{
    const struct pii_span *left = a, *right = b;
    if (left->stop != right->stop)
        return left->stop < right->stop ? -1 : 1;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    if (left->score > right->score || left->score < right->score)
        return left->score > right->score ? -1 : 1;
    int names = strcmp(left->name, right->name);
    return names ? names : strcmp(left->locale, right->locale);
}

/* Weighted interval scheduling (Kleinberg and Tardos, Algorithm Design, section 6.1): best[i] is the largest
 * weight that the first i spans can give, before[i] how many of them end where span i begins or earlier. */
struct choice {
    double *best;
    size_t *before;
};

static size_t spans_ending(const struct pii *pii, size_t count, size_t at)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pii->spans[middle].stop <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int choice_room(struct pii *pii, struct choice *choice)
{
    size_t needed = (pii->count + 1) * (sizeof(double) + sizeof(size_t));
    if (needed > pii->space_bytes) {
        void *space = memory_resize(pii->space, needed, 2);
        if (!space)
            return -1;
        pii->space = space;
        pii->space_bytes = needed * 2;
    }
    choice->best = pii->space;
    choice->before = (size_t *)(void *)(choice->best + pii->count + 1);
    return 0;
}

static int choose_spans(struct pii *pii)
{
    struct choice choice;
    if (pii->count < 2)
        return 0;
    if (choice_room(pii, &choice) < 0)
        return -1;
    qsort(pii->spans, pii->count, sizeof *pii->spans, compare_spans);
    choice.best[0] = 0;
    for (size_t i = 0; i < pii->count; i++) {
        choice.before[i] = spans_ending(pii, i, pii->spans[i].start);
        double with = choice.best[choice.before[i]] + span_weight(&pii->spans[i]);
        choice.best[i + 1] = with > choice.best[i] ? with : choice.best[i];
    }
    size_t kept = pii->count; /* those that stay are gathered at the end, then moved to the front */
    for (size_t i = pii->count; i > 0;) {
        double with = choice.best[choice.before[i - 1]] + span_weight(&pii->spans[i - 1]);
        if (with > choice.best[i - 1]) {
            size_t next = choice.before[i - 1];
            pii->spans[--kept] = pii->spans[i - 1];
            i = next;
        } else
            i--;
    }
    memmove(pii->spans, pii->spans + kept, (pii->count - kept) * sizeof *pii->spans);
    pii->count -= kept;
    return 0;
}

static int64_t count_points(const char *data, size_t from, size_t to)
{
    int64_t count = 0;
    for (size_t i = from; i < to; i++)
        count += ((unsigned char)data[i] & 0xC0) != 0x80;
    return count;
}

static void spans_number(struct pii *pii, const char *data)
{
    size_t at = 0;
    int64_t point = 0;
    for (size_t i = 0; i < pii->count; i++) {
        struct pii_span *span = &pii->spans[i];
        span->first = point += count_points(data, at, span->start);
        span->last = point += count_points(data, span->start, span->stop);
        at = span->stop;
    }
}

int pii_find(struct pii *pii, struct text text, const struct pii_options *options, struct error *error)
{
    struct pii_scan scan = {
        .data = text.data, .length = text.length, .options = options, .found = pii, .window_at = SIZE_MAX};
    pii->count = 0;
    pii->failed = false;
    scan_text(&scan);
    scan_names(&scan);
    if (pii->failed || choose_spans(pii) < 0)
        return error_memory(error);
    spans_number(pii, text.data);
    return 0;
}

void pii_release(struct pii *pii)
{
    memory_free(pii->spans);
    memory_free(pii->space);
    *pii = (struct pii){0};
}
