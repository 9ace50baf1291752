/* Keys and tokens of services, by the shapes that their makers document so that scanners find them, and
 * private keys in PEM (RFC 7468). */
#include <string.h>

#include "kernels/pii_scan.h"

enum alphabet {
    ALNUM,    /* letters and digits */
    CAPITALS, /* capitals and digits */
    WORD,     /* and '_', '-' */
    HEX,
};

struct secret {
    const char *prefix, *name;
    enum alphabet alphabet;
    size_t least, most; /* characters after the prefix */
    double score;
};

static const struct secret secrets[] = {
    {"AKIA", "aws_access_key", CAPITALS, 16, 16, 0.95},
    {"ASIA", "aws_access_key", CAPITALS, 16, 16, 0.95},
    {"ABIA", "aws_access_key", CAPITALS, 16, 16, 0.9},
    {"ACCA", "aws_access_key", CAPITALS, 16, 16, 0.9},
    {"ghp_", "github_token", ALNUM, 36, 255, 0.98},
    {"gho_", "github_token", ALNUM, 36, 255, 0.98},
    {"ghu_", "github_token", ALNUM, 36, 255, 0.98},
    {"ghs_", "github_token", ALNUM, 36, 255, 0.98},
    {"ghr_", "github_token", ALNUM, 36, 255, 0.98},
    {"github_pat_", "github_token", WORD, 59, 255, 0.98},
    {"glpat-", "gitlab_token", WORD, 20, 64, 0.95},
    {"xoxb-", "slack_token", WORD, 20, 255, 0.95},
    {"xoxp-", "slack_token", WORD, 20, 255, 0.95},
    {"xoxa-", "slack_token", WORD, 20, 255, 0.95},
    {"xoxr-", "slack_token", WORD, 20, 255, 0.95},
    {"xoxs-", "slack_token", WORD, 20, 255, 0.95},
    {"xapp-", "slack_token", WORD, 20, 255, 0.95},
    {"AIza", "google_api_key", WORD, 35, 35, 0.95},
    {"GOCSPX-", "google_client_secret", WORD, 28, 28, 0.95},
    {"sk-proj-", "openai_key", WORD, 40, 255, 0.97},
    {"sk-svcacct-", "openai_key", WORD, 40, 255, 0.97},
    {"sk-ant-", "anthropic_key", WORD, 40, 255, 0.97},
    {"sk-", "openai_key", ALNUM, 32, 64, 0.9},
    {"sk_live_", "stripe_key", ALNUM, 16, 255, 0.97},
    {"rk_live_", "stripe_key", ALNUM, 16, 255, 0.97},
    {"sk_test_", "stripe_key", ALNUM, 16, 255, 0.85},
    {"rk_test_", "stripe_key", ALNUM, 16, 255, 0.85},
    {"whsec_", "stripe_key", ALNUM, 24, 255, 0.9},
    {"hf_", "huggingface_token", ALNUM, 34, 40, 0.95},
    {"npm_", "npm_token", ALNUM, 36, 36, 0.95},
    {"pypi-AgEI", "pypi_token", WORD, 50, 512, 0.97},
    {"dop_v1_", "digitalocean_token", HEX, 64, 64, 0.97},
    {"shpat_", "shopify_token", HEX, 32, 32, 0.97},
    {"shpss_", "shopify_token", HEX, 32, 32, 0.97},
    {"SK", "twilio_key", HEX, 32, 32, 0.8},
    {"dckr_pat_", "docker_token", WORD, 20, 64, 0.95},
    {"key-", "mailgun_key", HEX, 32, 32, 0.8},
};

static bool alphabet_has(enum alphabet alphabet, char c)
{
    switch (alphabet) {
    case ALNUM:
        return byte_is_alnum(c);
    case CAPITALS:
        return byte_is_digit(c) || byte_is_upper(c);
    case WORD:
        return byte_is_alnum(c) || c == '_' || c == '-';
    case HEX:
        return byte_is_digit(c) || (c >= 'a' && c <= 'f');
    }
    return false;
}

static void match_prefixes(struct pii_scan *scan, size_t at, size_t end)
{
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        const struct secret *secret = &secrets[i];
        size_t length = strlen(secret->prefix), stop = at + length;
        if (secret->prefix[0] != scan->data[at] || end - at < length + secret->least ||
            memcmp(scan->data + at, secret->prefix, length) != 0)
            continue;
        while (stop < end && stop - at - length <= secret->most &&
               alphabet_has(secret->alphabet, scan->data[stop]))
            stop++;
        size_t count = stop - at - length;
        if (count < secret->least || count > secret->most || (stop < end && byte_is_alnum(scan->data[stop])))
            continue;
        span_add(scan, at, stop, PII_SECRET, secret->name, "", secret->score, false);
        return;
    }
}

/* RFC 7519: two JSON objects and a signature in base64url; objects begin with {" and so with eyJ. */
static size_t part_end(const struct pii_scan *scan, size_t at)
{
    while (alphabet_has(WORD, byte_at(scan, at)))
        at++;
    return at;
}

static void match_jwt(struct pii_scan *scan, size_t start)
{
    size_t head = part_end(scan, start);
    if (head - start < 10 || byte_at(scan, head) != '.' || memcmp(scan->data + start, "eyJ", 3) != 0 ||
        scan->length - head < 14 || memcmp(scan->data + head + 1, "eyJ", 3) != 0)
        return;
    size_t body = part_end(scan, head + 1), stop = body;
    if (byte_at(scan, body) == '.')
        stop = part_end(scan, body + 1);
    span_add(scan, start, stop, PII_SECRET, "jwt", "", 0.95, false);
    scan->secrets_done = stop;
}

static bool base64_byte(char c)
{
    return byte_is_alnum(c) || c == '+' || c == '/';
}

/* A key without a prefix: one with a word for it before, and with characters of every class. */
static void match_bare_key(struct pii_scan *scan, size_t digit)
{
    size_t start = digit, stop = digit;
    bool upper = false, lower = false;
    while (start > 0 && digit - start <= 64 && base64_byte(scan->data[start - 1]))
        start--;
    while (stop - digit <= 64 && base64_byte(byte_at(scan, stop)))
        stop++;
    size_t length = stop - start;
    if (length < 24 || length > 64)
        return;
    for (size_t i = start; i < stop; i++) {
        upper = upper || byte_is_upper(scan->data[i]);
        lower = lower || (byte_is_letter(scan->data[i]) && !byte_is_upper(scan->data[i]));
    }
    if (!upper || !lower)
        return;
    if (length == 40 && words_near(scan, start, stop, "aws|amazon|secret access key|secretaccesskey", 72, 0))
        span_add(scan, start, stop, PII_SECRET, "aws_secret_key", "", 0.9, false);
    else if (words_near(scan, start, stop,
                        "api key|apikey|api-key|secret key|access token|auth token|bearer|client secret", 32,
                        0))
        span_add(scan, start, stop, PII_SECRET, "api_key", "", 0.7, false);
}

void match_secrets(struct pii_scan *scan, size_t digit)
{
    size_t start = digit, end = digit;
    while (start > scan->secrets_done && alphabet_has(WORD, scan->data[start - 1]))
        start--;
    while (alphabet_has(WORD, byte_at(scan, end)))
        end++;
    size_t reached = end;
    if (end - start >= 18) {
        for (size_t at = start; at < end; at++)
            if (at == start || !byte_is_alnum(scan->data[at - 1]))
                match_prefixes(scan, at, end);
        match_jwt(scan, start);
        match_bare_key(scan, digit);
    } else if (byte_at(scan, end) == '/' || byte_at(scan, end) == '+' || byte_before(scan, start) == '/' ||
               byte_before(scan, start) == '+')
        match_bare_key(scan, digit);
    if (scan->secrets_done < reached)
        scan->secrets_done = reached;
}

/* ---- private keys -------------------------------------------------------------------------------------- */

enum { KEY_MOST = 16384, LABEL_MOST = 40 };

static const char *text_find(const char *data, size_t length, const char *word)
{
    return memmem(data, length, word, strlen(word));
}

void match_private_key(struct pii_scan *scan, size_t dash)
{
    static const char begin[] = "-----BEGIN ", label[] = "PRIVATE KEY";
    size_t room = scan->length - dash;
    const char *data = scan->data + dash;
    if (room < sizeof begin + sizeof label || memcmp(data, begin, sizeof begin - 1) != 0)
        return;
    size_t head = room < sizeof begin + LABEL_MOST ? room : sizeof begin + LABEL_MOST;
    const char *key = text_find(data, head, label), *end = NULL;
    if (!key)
        return;
    size_t from = (size_t)(key - data) + sizeof label - 1, most = room < KEY_MOST ? room : KEY_MOST;
    if (dash + most > scan->key_done)
        end = text_find(data + from, most - from, "-----END ");
    if (!end)
        scan->key_done = dash + most;
    size_t stop = from;
    if (end) {
        stop = (size_t)(end - data) + 9;
        while (stop < room && (byte_is_upper(data[stop]) || data[stop] == ' '))
            stop++;
    }
    while (stop < room && data[stop] == '-')
        stop++;
    span_add(scan, dash, dash + stop, PII_SECRET, "private_key", "", 0.98, false);
}
