#include "store/postgres_url.h"

enum { SECRETS_MOST = 8 };

struct secrets {
    struct text items[SECRETS_MOST];
    size_t count;
};

static void secret_add(struct secrets *secrets, const char *from, const char *to)
{
    if (to > from && secrets->count < SECRETS_MOST)
        secrets->items[secrets->count++] = (struct text){from, (size_t)(to - from)};
}

/* What stands between ':' and '@' before the host, as the client library reads it: user and password end at
 * the first '@', unless a '/' comes before. */
static const char *user_scan(const char *url, struct secrets *secrets)
{
    const char *scheme = strstr(url, "://");
    const char *at = scheme ? scheme + 3 : url;
    size_t length = strcspn(at, "@/");
    if (at[length] != '@')
        return at;
    const char *colon = memchr(at, ':', length);
    if (colon)
        secret_add(secrets, colon + 1, at + length);
    return at + length + 1;
}

/* Values of parameters whose names speak of a password: password, sslpassword. */
static void parameters_scan(const char *at, struct secrets *secrets)
{
    at += strcspn(at, "?");
    while (*at) {
        at++;
        size_t length = strcspn(at, "&"), name = strcspn(at, "=&");
        if (name < length && memmem(at, name, "password", 8))
            secret_add(secrets, at + name + 1, at + length);
        at += length;
    }
}

static struct secrets secrets_find(const char *url)
{
    struct secrets secrets = {0};
    parameters_scan(user_scan(url, &secrets), &secrets);
    return secrets;
}

void postgres_url_put(struct buffer *out, const char *url)
{
    struct secrets secrets = secrets_find(url);
    const char *at = url;
    for (size_t i = 0; i < secrets.count; i++) {
        buffer_append(out, at, (size_t)(secrets.items[i].data - at));
        buffer_string(out, "***");
        at = secrets.items[i].data + secrets.items[i].length;
    }
    buffer_string(out, at);
}

/* The secret that the text begins with, as it stands in the URL. */
static size_t secret_at(const struct secrets *secrets, const char *at)
{
    size_t longest = 0;
    for (size_t i = 0; i < secrets->count; i++)
        if (secrets->items[i].length > longest &&
            strncmp(at, secrets->items[i].data, secrets->items[i].length) == 0)
            longest = secrets->items[i].length;
    return longest;
}

void postgres_message_put(struct buffer *out, const char *url, const char *message)
{
    struct secrets secrets = secrets_find(url);
    struct text text = text_trim(text_of(message));
    for (size_t i = 0; i < text.length; i++) {
        size_t secret = secret_at(&secrets, text.data + i);
        if (secret) {
            buffer_string(out, "***");
            i += secret - 1;
        } else if (text.data[i] == '\n') {
            buffer_string(out, "; ");
        } else if (text.data[i] != '\t') {
            buffer_byte(out, text.data[i]);
        }
    }
}
