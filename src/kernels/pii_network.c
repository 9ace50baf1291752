/* E-mail addresses, URLs that hold a password, addresses of machines.
 *
 * E-mail: the dot-atom of RFC 5322 with letters of any script (RFC 6531), a domain with a top-level name of
 * letters. IPv4: four decimal numbers up to 255. IPv6: RFC 4291, section 2.2. */
#include <string.h>

#include "kernels/pii_scan.h"

enum { LOCAL_MOST = 64, DOMAIN_MOST = 253, URL_MOST = 2048, USER_MOST = 256 };

/* ---- e-mail -------------------------------------------------------------------------------------------- */

static bool local_byte(char c)
{
    return byte_is_alnum(c) || byte_is_foreign(c) || (c && strchr("._%+-'", c));
}

static bool domain_byte(char c)
{
    return byte_is_alnum(c) || byte_is_foreign(c) || c == '-';
}

/* Names of files such as logo@2x.png look like addresses. */
static bool domain_is_file(const char *last, size_t length)
{
    static const char *const endings[] = {"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strlen(endings[i]) == length && memcmp(last, endings[i], length) == 0)
            return true;
    return false;
}

/* Where the domain from `start` ends: the longest run of labels whose last is a top-level name; 0: none. */
static size_t domain_end(const struct pii_scan *scan, size_t start)
{
    size_t at = start, end = 0, labels = 0;
    while (at < scan->length && at - start < DOMAIN_MOST &&
           (byte_is_alnum(byte_at(scan, at)) || byte_is_foreign(byte_at(scan, at)))) {
        size_t label = at;
        bool letters = true;
        while (at - start < DOMAIN_MOST && domain_byte(byte_at(scan, at))) {
            letters = letters && !byte_is_digit(scan->data[at]) && scan->data[at] != '-';
            at++;
        }
        bool top = at - label >= 2 && (letters || prefix_after(scan, label, "xn--"));
        if (labels++ > 0 && top && !domain_is_file(scan->data + label, at - label))
            end = at;
        if (byte_at(scan, at) != '.')
            break;
        at++;
    }
    return end;
}

void match_email(struct pii_scan *scan, size_t at)
{
    size_t start = at, stop = domain_end(scan, at + 1);
    while (start > 0 && at - start < LOCAL_MOST && local_byte(scan->data[start - 1]))
        start--;
    while (start < at &&
           (strchr(".-'%+", scan->data[start]) || ((unsigned char)scan->data[start] & 0xC0) == 0x80))
        start++;
    if (start == at || !stop || byte_before(scan, at) == '.')
        return;
    /* RFC 2606 keeps these for examples. */
    static const char *const reserved[] = {"example.com", "example.org", "example.net"};
    double score = 0.95;
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (stop - at - 1 == 11 && prefix_after(scan, at + 1, reserved[i]))
            score = 0.6;
    bool service = at - start == 3 && memcmp(scan->data + start, "git", 3) == 0; /* git@host:path */
    span_add(scan, start, stop, PII_EMAIL, "email", "", service ? 0.3 : score, false);
}

/* ---- URLs ---------------------------------------------------------------------------------------------- */

static bool url_ends(char c)
{
    return (unsigned char)c <= ' ' || strchr("\"<>`{}|\\^", c) != NULL;
}

void match_url(struct pii_scan *scan, size_t colon)
{
    size_t start = colon, host = colon + 3, stop = host, user = 0;
    while (start > 0 && colon - start < 16 && byte_is_letter(scan->data[start - 1]))
        start--;
    if (start == colon || colon - start < 2)
        return;
    bool authority = true;
    while (stop < scan->length && stop - host < URL_MOST && !url_ends(scan->data[stop])) {
        authority = authority && !strchr("/?#", scan->data[stop]);
        if (scan->data[stop] == '@' && authority && stop - host < USER_MOST)
            user = stop;
        stop++;
    }
    while (stop > host && strchr(".,;:!?)'", scan->data[stop - 1]))
        stop--;
    if (stop <= host)
        return;
    const char *split = user ? memchr(scan->data + host, ':', user - host) : NULL;
    if (split && split > scan->data + host && (size_t)(split - scan->data) + 1 < user) {
        span_add(scan, host, user, PII_CREDENTIALS, "url_credentials", "", 0.95, false);
        scan->at_done = user + 1;
    }
    span_add(scan, start, stop, PII_URL, "url", "", 0.3, false);
}

/* ---- addresses of machines ----------------------------------------------------------------------------- */

/* Four numbers of 0 to 255 from `start`; the place after them, or 0. */
static size_t ip4_end(const struct pii_scan *scan, size_t start, int parts[4])
{
    size_t at = start;
    for (int i = 0; i < 4; i++) {
        size_t from = at;
        parts[i] = 0;
        while (byte_is_digit(byte_at(scan, at)) && at - from < 3)
            parts[i] = parts[i] * 10 + (scan->data[at++] - '0');
        if (at == from || parts[i] > 255 || (at - from > 1 && scan->data[from] == '0'))
            return 0;
        if (i < 3 && byte_at(scan, at++) != '.')
            return 0;
    }
    return at;
}

static void match_ip4(struct pii_scan *scan, size_t start)
{
    int parts[4];
    size_t stop = ip4_end(scan, start, parts);
    char before = byte_before(scan, start), after = byte_at(scan, stop);
    if (!stop || byte_is_alnum(after) || (after == '.' && byte_is_alnum(byte_at(scan, stop + 1))) ||
        before == '.' || byte_is_alnum(before))
        return;
    double score = 0.7;
    bool everywhere = parts[0] == 127 || parts[0] == 0 || parts[0] >= 224 || parts[0] == 10 ||
                      (parts[0] == 192 && parts[1] == 168) ||
                      (parts[0] == 172 && parts[1] >= 16 && parts[1] < 32);
    bool resolver =
        parts[0] == parts[3] && parts[1] == parts[0] && parts[2] == parts[0]; /* 8.8.8.8, 1.1.1.1 */
    if (words_near(scan, start, stop, "version|ver|v|release|section|chapter|firmware|build|oid", 12, 0))
        score = 0.2;
    else if (everywhere || resolver)
        score = 0.4; /* loopback, private and group addresses and resolvers name nobody */
    else if (words_near(scan, start, stop, "ip|address|host|server|client|from|login|addr|ipv4", 48, 16))
        score = 0.95;
    span_add(scan, start, stop, PII_IP_ADDRESS, "ipv4", "", score, false);
}

/* Groups of hexadecimal digits from `start` as RFC 4291 has them; the place after them, or 0. */
static size_t ip6_end(const struct pii_scan *scan, size_t start)
{
    size_t at = start, groups = 0;
    bool gap = false;
    if (byte_at(scan, at) == ':')
        at = byte_at(scan, at + 1) == ':' ? (gap = true, at + 2) : scan->length;
    while (byte_is_hex(byte_at(scan, at)) && groups < 8) {
        size_t from = at;
        while (byte_is_hex(byte_at(scan, at)) && at - from < 5)
            at++;
        if (at - from > 4)
            return 0;
        groups++;
        if (byte_at(scan, at) != ':')
            break;
        if (byte_at(scan, at + 1) == ':') {
            if (gap)
                break;
            gap = true;
            at += 2;
        } else if (byte_is_hex(byte_at(scan, at + 1)) && groups < 8)
            at++;
        else
            break;
    }
    char after = byte_at(scan, at);
    if (byte_is_alnum(after) || (after == ':' && byte_is_hex(byte_at(scan, at + 1))))
        return 0;
    return groups == 8 && !gap ? at : gap && groups >= 1 && groups < 8 ? at : 0;
}

static void match_ip6(struct pii_scan *scan, size_t start, size_t stop)
{
    if (!stop)
        return;
    size_t length = stop - start;
    bool local = length <= 3; /* ::1 and ::, and the like */
    double score = local ? 0.3 : length >= 12 ? 0.9 : length >= 7 ? 0.6 : 0.4;
    span_add(scan, start, stop, PII_IP_ADDRESS, "ipv6", "", score, false);
}

static void match_mac(struct pii_scan *scan, size_t start)
{
    char split = byte_at(scan, start + 2);
    if (split != ':' && split != '-')
        return;
    for (size_t i = 0; i < 6; i++) {
        size_t at = start + i * 3;
        if (!byte_is_hex(byte_at(scan, at)) || !byte_is_hex(byte_at(scan, at + 1)) ||
            (i < 5 && byte_at(scan, at + 2) != split))
            return;
    }
    char after = byte_at(scan, start + 17);
    if (after != split && !byte_is_alnum(after))
        span_add(scan, start, start + 17, PII_MAC_ADDRESS, "mac_address", "", 0.85, false);
}

void match_addresses_of_networks(struct pii_scan *scan, size_t start, size_t digit)
{
    size_t first = start;
    if (start == digit)
        match_ip4(scan, start);
    while (
        first > 0 && start - first < 40 &&
        (byte_is_hex(scan->data[first - 1]) || scan->data[first - 1] == ':' || scan->data[first - 1] == '-'))
        first--;
    while (first < start && scan->data[first] == '-')
        first++;
    if (byte_before(scan, first) && byte_is_alnum(byte_before(scan, first)))
        return;
    size_t pair = first;
    while (pair < start && scan->data[pair] == ':' && byte_at(scan, pair + 1) != ':')
        pair++;
    char next = byte_at(scan, pair + 2);
    if (next == ':' || next == '-')
        match_mac(scan, pair);
    if (!memchr(scan->data + pair, ':', scan->length - pair < 6 ? scan->length - pair : 6))
        return;
    match_ip6(scan, pair, ip6_end(scan, pair));
}
