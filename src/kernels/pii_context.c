/* Words near a finding, and what the caller asks for: countries and kinds. */
#include <string.h>

#include "kernels/pii_countries.h"
#include "kernels/pii_scan.h"

/* Appends bytes in small letters, with a blank where a word of camelCase begins. */
static void window_put(char *window, size_t *length, size_t most, const char *data, size_t count)
{
    for (size_t i = 0; i < count && *length + 2 < most; i++) {
        char c = data[i];
        if (byte_is_upper(c) && i > 0 && data[i - 1] >= 'a' && data[i - 1] <= 'z')
            window[(*length)++] = ' ';
        window[(*length)++] = byte_is_upper(c) ? (char)(c | 32) : c == '_' ? ' ' : c;
    }
}

static void window_open(struct pii_scan *scan, size_t start)
{
    if (scan->window_at == start)
        return;
    size_t from = start > PII_WINDOW ? start - PII_WINDOW : 0;
    struct text before = scan->options->before;
    scan->window_at = start;
    scan->window_length = 0;
    if (from == 0 && before.length) {
        size_t room = PII_WINDOW - start, skip = before.length > room ? before.length - room : 0;
        window_put(scan->window, &scan->window_length, PII_WINDOW, before.data + skip, before.length - skip);
        scan->window[scan->window_length++] = ':';
        scan->window[scan->window_length++] = ' ';
    }
    window_put(scan->window, &scan->window_length, sizeof scan->window, scan->data + from, start - from);
}

/* Letters of other scripts count as no letters here: words in them need no blanks around. */
static bool word_stands(const char *text, size_t length, size_t at, const char *word, size_t size)
{
    if (memcmp(text + at, word, size) != 0 ||
        (at > 0 && byte_is_alnum(word[0]) && byte_is_alnum(text[at - 1])))
        return false;
    size_t after = at + size;
    if (after < length && text[after] == 's')
        after++;
    return after >= length || !byte_is_alnum(word[size - 1]) || !byte_is_alnum(text[after]);
}

static bool words_stand(const char *text, size_t length, const char *words)
{
    while (*words) {
        size_t size = strcspn(words, "|");
        for (size_t at = 0; at + size <= length; at++)
            if (text[at] == words[0] && word_stands(text, length, at, words, size))
                return true;
        words += size + (words[size] == '|');
    }
    return false;
}

bool words_near(struct pii_scan *scan, size_t start, size_t stop, const char *words, size_t before,
                size_t after)
{
    if (!words || !*words)
        return false;
    window_open(scan, start);
    size_t skip = scan->window_length > before ? scan->window_length - before : 0;
    if (before && words_stand(scan->window + skip, scan->window_length - skip, words))
        return true;
    if (!after || stop >= scan->length)
        return false;
    char tail[PII_WINDOW] = "";
    size_t length = 0, room = scan->length - stop < after ? scan->length - stop : after;
    window_put(tail, &length, sizeof tail, scan->data + stop, room);
    return words_stand(tail, length, words);
}

size_t prefix_after(const struct pii_scan *scan, size_t at, const char *prefix)
{
    for (; *prefix; prefix++, at++) {
        char c = byte_at(scan, at);
        if ((byte_is_upper(c) ? (char)(c | 32) : c) != *prefix)
            return 0;
    }
    return at;
}

/* ---- what is asked for --------------------------------------------------------------------------------- */

static size_t locale_bit(const char *locale)
{
    return (size_t)((locale[0] & 31) - 1) * 26 + (size_t)((locale[1] & 31) - 1);
}

bool locale_wanted(const struct pii_options *options, const char *locale)
{
    if (!options->narrowed || !locale[0])
        return true;
    size_t bit = locale_bit(locale);
    return options->locales[bit / 64] >> (bit % 64) & 1;
}

/* The next of the names in a list parted by commas and blanks. */
static bool name_next(struct text *rest, struct text *name)
{
    size_t at = 0;
    while (at < rest->length && (rest->data[at] == ',' || byte_is_space(rest->data[at])))
        at++;
    size_t start = at;
    while (at < rest->length && rest->data[at] != ',' && !byte_is_space(rest->data[at]))
        at++;
    *name = (struct text){rest->data + start, at - start};
    *rest = (struct text){rest->data + at, rest->length - at};
    return name->length > 0;
}

int pii_locales_read(struct pii_options *options, struct text locales, struct error *error)
{
    struct text name;
    options->narrowed = false;
    memset(options->locales, 0, sizeof options->locales);
    while (name_next(&locales, &name)) {
        if (text_is(name, "all") || text_is(name, "*"))
            continue;
        const char *country = name.data;
        if (name.length == 5 && (name.data[2] == '_' || name.data[2] == '-'))
            country += 3;
        char code[] = {(char)(country[0] & ~32), name.length >= 2 ? (char)(country[1] & ~32) : '?', '\0'};
        if (strcmp(code, "UK") == 0)
            memcpy(code, "GB", 2);
        if ((name.length != 2 && name.length != 5) || !country_exists(code))
            return error_set(
                error, ERROR_USAGE,
                "'%.*s' is no country; write codes such as PL or de_DE, parted by commas, or all",
                (int)name.length, name.data);
        size_t bit = locale_bit(code);
        options->narrowed = true;
        options->locales[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
    return 0;
}

int pii_kinds_read(struct pii_options *options, struct text kinds, struct error *error)
{
    struct text name;
    options->kinds = 0;
    while (name_next(&kinds, &name)) {
        size_t kind = 0;
        while (kind < PII_KINDS && !text_is(name, pii_kind_name((enum pii_kind)kind)))
            kind++;
        if (kind == PII_KINDS)
            return error_set(error, ERROR_USAGE, "no kind of personal data is called '%.*s'",
                             (int)name.length, name.data);
        options->kinds |= UINT32_C(1) << kind;
    }
    return 0;
}
