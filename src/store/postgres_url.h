/* postgresql:// URLs for messages: whatever is printed holds no password. */
#ifndef ASSAY_STORE_POSTGRES_URL_H
#define ASSAY_STORE_POSTGRES_URL_H

#include "base/buffer.h"

/* Appends the URL with "***" for the password, be it before the host or a parameter. */
void postgres_url_put(struct buffer *out, const char *url);

/* Appends a message of the client library without line ends, and with "***" for each password of the URL that
 * it repeats. */
void postgres_message_put(struct buffer *out, const char *url, const char *message);

#endif
