/* Each kind of reference has its own rule; what follows the reference decides. */
#include "kernels/reference.h"

enum {
    LITTLE = 40,     /* bytes of a request besides a URL that give nothing of the page */
    PAGE_TASK = 200, /* a longer request brings its own material */
};

static struct sign sign_of(const char *kind, const struct folded *folded, size_t start, size_t stop)
{
    return (struct sign){kind, folded->origins[start], folded->origins[stop] - folded->origins[start]};
}

static const char *const attached[] = {
    "attached image*",    "attached picture*",     "attached photo*",      "attached audio*",
    "attached video*",    "attached recording*",   "attached file*",       "attached document*",
    "attached pdf*",      "attached spreadsheet*", "attached screenshot*", "attached chart*",
    "attached graph*",    "attached diagram*",     "attached article",     "attached table",
    "attached data",      "attached text",         "image attached",       "picture attached",
    "photo attached",     "file attached",         "document attached",    "audio attached",
    "video attached",     "screenshot attached",   "uploaded image*",      "uploaded file*",
    "uploaded document*", "this attachment",       "the attachment",       NULL};

static const char *const shown[] = {
    "image above",          "picture above",        "photo above",          "image below",
    "picture below",        "photo below",          "diagram above",        "figure above",
    "chart above",          "graph above",          "screenshot above",     "video above",
    "picture shown",        "image shown",          "diagram shown",        "graph shown",
    "following image",      "following picture",    "following photo",      "following photograph",
    "following audio",      "following video clip", "following screenshot", "shown in the image",
    "shown in the picture", "in this image",        "in this picture",      "in this photo",
    "this image",           "this picture",         "this photo",           NULL};

/* "<picture attached>", "<audio.mp3>", "[image]": length, else 0. */
static size_t stand_in_length(const struct folded *folded, size_t at)
{
    static const char *const words[] = {"attached", ".mp3", ".wav", ".png",  ".jpg",  ".jpeg",
                                        ".gif",     ".pdf", ".mp4", ".docx", ".xlsx", NULL};
    static const char *const whole[] = {"image", "picture", "photo", "audio", "video", "img", "pic", NULL};
    char close = folded->bytes[at] == '<' ? '>' : folded->bytes[at] == '[' ? ']' : 0;
    const char *end =
        close ? memchr(folded->bytes + at, close, folded->length - at < 40 ? folded->length - at : 40) : NULL;
    if (!end || memchr(folded->bytes + at, '/', (size_t)(end - folded->bytes) - at))
        return 0;
    size_t inner = (size_t)(end - folded->bytes) - at - 1;
    for (const char *const *word = words; *word; word++) {
        if (memmem(folded->bytes + at + 1, inner, *word, strlen(*word)))
            return inner + 2;
    }
    for (const char *const *word = whole; *word; word++) {
        if (inner == strlen(*word) && memcmp(folded->bytes + at + 1, *word, inner) == 0)
            return inner + 2;
    }
    return 0;
}

/* Requests that make or write something about attachments, rather than need one. */
static bool speaks_about(const struct folded *folded)
{
    static const char *const words[] = {"email",
                                        "e-mail",
                                        "letter",
                                        "html",
                                        "css",
                                        "website",
                                        "web page",
                                        "app",
                                        "code",
                                        "function",
                                        "program",
                                        "caption",
                                        "alt text",
                                        "story",
                                        "poem",
                                        "describe how",
                                        "how to",
                                        "how do",
                                        "how can",
                                        "python",
                                        "api",
                                        "tool*",
                                        "generate an image",
                                        "create an image",
                                        "python script",
                                        "resume",
                                        "cover letter",
                                        NULL};
    return folded_has(folded, 0, folded->length, words);
}

static struct sign find_attachment(const struct folded *folded)
{
    for (size_t at = 0; at < folded->length; at++) {
        size_t length = stand_in_length(folded, at);
        if (length)
            return sign_of("attachment", folded, at, at + length);
        length = folded_longest(folded, at, attached);
        if (length && !speaks_about(folded))
            return sign_of("attachment", folded, at, at + length);
        length = folded_longest(folded, at, shown);
        if (length && folded->length < PAGE_TASK && !speaks_about(folded))
            return sign_of("picture", folded, at, at + length);
    }
    return (struct sign){0};
}

/* ---- pages --------------------------------------------------------------------------------------------- */

static size_t url_length(const struct folded *folded, size_t at)
{
    if (!folded_phrase(folded, at, "http://*") && !folded_phrase(folded, at, "https://*") &&
        !folded_phrase(folded, at, "www.*"))
        return 0;
    size_t end = at;
    while (end < folded->length && !strchr(" \n>)\"", folded->bytes[end]))
        end++;
    return end - at > 8 ? end - at : 0;
}

static bool works_on_page(const struct folded *folded)
{
    static const char *const tasks[] = {
        "summarize",   "summarise",    "summary",    "read",       "article",      "paraphrase",
        "main points", "main idea",    "key points", "content of", "translate",    "according to",
        "review",      "analyze",      "extract",    "blog post",  "news story",   "classify the content",
        "passage",     "proofread",    "watch",      "listen",     "transcribe",   "video",
        "retrieve",    "describe the", "report on",  "find the",   "identify the", NULL};
    static const char *const others[] = {
        "code", "html",       "python", "function", "regex", "url shortener", "write a program", "script",
        "curl", "request to", "api",    "domain",   "parse", "toolformer",    "access:",         NULL};
    return folded_has(folded, 0, folded->length, tasks) && !folded_has(folded, 0, folded->length, others);
}

static struct sign find_page(const struct folded *folded)
{
    if (folded->cut || folded->length > 2 * PAGE_TASK)
        return (struct sign){0};
    for (size_t at = 0; at < folded->length; at++) {
        size_t length = folded->bytes[at] == 'h' || folded->bytes[at] == 'w' ? url_length(folded, at) : 0;
        if (!length)
            continue;
        size_t behind = folded->length - at - length;
        if (behind <= LITTLE && at < PAGE_TASK && works_on_page(folded))
            return sign_of("web_page", folded, at, at + length);
    }
    return (struct sign){0};
}

/* ---- texts --------------------------------------------------------------------------------------------- */

/* "the following sentence", "the paragraph below": length, else 0. */
static size_t text_reference_length(const struct folded *folded, size_t at)
{
    static const char *const phrases[] = {"the following sentence",  "the following sentences",
                                          "the following paragraph", "the following passage",
                                          "the following article",   "the following text",
                                          "the following list",      "the following code",
                                          "the following poem",      "the following table",
                                          "the following email",     "the following words",
                                          "the following quote",     "the following equation",
                                          "the following data",      "the following review",
                                          "the following phrase",    "the following story",
                                          "this passage:",           "the paragraph below",
                                          "the text below",          "the passage below",
                                          "the sentence below",      "the table below",
                                          "the code below",          "the article below",
                                          "the list below",          "the given passage",
                                          "the given paragraph",     "the given article",
                                          "the given table",         NULL};
    return folded->bytes[at] == 't' ? folded_longest(folded, at, phrases) : 0;
}

/* One line with at most a sentence behind the reference, and nothing quoted or listed: the text itself is not
 * there. */
static struct sign find_missing_text(const struct folded *folded)
{
    if (folded->cut || memchr(folded->bytes, '\n', folded->length) ||
        memchr(folded->bytes, '"', folded->length) ||
        memchr(folded->bytes, ':', folded->length ? folded->length - 1 : 0) ||
        memchr(folded->bytes, '`', folded->length))
        return (struct sign){0};
    for (size_t at = 0; at < folded->length; at++) {
        size_t length = text_reference_length(folded, at);
        if (length && folded_sentence_end(folded, at) == folded->length &&
            folded->length - at - length <= 2 * LITTLE)
            return sign_of("missing_text", folded, at, at + length);
    }
    return (struct sign){0};
}

struct sign reference_find(struct text request, struct folded *space)
{
    folded_read(space, request);
    struct sign found = find_attachment(space);
    if (!found.kind)
        found = find_page(space);
    return found.kind ? found : find_missing_text(space);
}
