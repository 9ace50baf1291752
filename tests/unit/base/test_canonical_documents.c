/* json_canonical against the documents that come with RFC 8785, and its numbers, in place, against those that
 * an ECMAScript engine prints. */
#include <stdint.h>

#include "base/canonical.h"

enum { SKIPPED = 77 };

static bool read_shared(const char *name, struct buffer *content)
{
    const char *shared = getenv("ASSAY_SHARED");
    char path[4096];
    snprintf(path, sizeof path, "%s/data/loop/jcs/%s", shared ? shared : DEFAULT_SHARED, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buffer_append(content, chunk, got);
    fclose(file);
    return content->length > 0;
}

/* 1 when the form of `json` is not `expected`, after saying so. */
static int differs(struct text json, struct text expected, const char *name)
{
    struct buffer out = {0};
    struct error error = {0};
    int code = json_canonical(json, &out, &error);
    bool same = code == 0 && text_equal(buffer_view(&out), expected);
    if (!same)
        printf("%s: got %s\n", name, code < 0 ? error.message : buffer_c(&out));
    buffer_release(&out);
    return !same;
}

static int check_documents(int *wrong)
{
    static const char *const names[] = {"arrays", "french", "structures", "unicode"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buffer input = {0}, output = {0};
        char file[64];
        snprintf(file, sizeof file, "%s.input.json", names[i]);
        bool there = read_shared(file, &input);
        snprintf(file, sizeof file, "%s.output.json", names[i]);
        there = there && read_shared(file, &output);
        if (there) {
            *wrong += differs(buffer_view(&input), buffer_view(&output), names[i]);
            *wrong += differs(buffer_view(&output), buffer_view(&output), file);
        }
        buffer_release(&input);
        buffer_release(&output);
        if (!there)
            return -1;
    }
    return 0;
}

/* Lines "bits in hexadecimal,text": the number with 17 digits, within an array, becomes the text. */
static int check_numbers(struct text lines, int *wrong)
{
    int count = 0;
    for (const char *at = lines.data, *end = at + lines.length; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        char *comma;
        uint64_t bits = strtoull(at, &comma, 16);
        double number;
        char json[64], expected[64];
        memcpy(&number, &bits, sizeof number);
        snprintf(json, sizeof json, "[ %.17g ]", number);
        struct text text = text_trim((struct text){comma + 1, (size_t)(stop - comma - 1)});
        snprintf(expected, sizeof expected, "[%.*s]", (int)text.length, text.data);
        *wrong += differs(text_of(json), text_of(expected), json);
        count++;
        at = stop + 1;
    }
    return count;
}

int main(void)
{
    struct buffer numbers = {0};
    int wrong = 0, count = 0;
    bool there = check_documents(&wrong) == 0 && read_shared("es6_numbers.csv", &numbers);
    if (there)
        count = check_numbers(buffer_view(&numbers), &wrong);
    else
        printf("skipped: no jcs/ below ASSAY_SHARED\n");
    buffer_release(&numbers);
    printf("4 documents, %d numbers, %d wrong\n", count, wrong);
    return !there ? SKIPPED : count == 0 || wrong > 0;
}
