#include "cli/console.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "report/escape.h"

bool remarks_off;

static struct {
    struct timespec start;
    bool shown;
} progress;

int terminal_columns(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    long wanted = columns ? strtol(columns, NULL, 10) : 0;
    if (wanted >= 20 && wanted <= 1000)
        return (int)wanted;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 80;
}

bool terminal_color(void)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return !(none && *none) && term && strcmp(term, "dumb") != 0 && isatty(STDOUT_FILENO);
}

bool terminal_unicode(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int print_buffer(const struct buffer *buffer, const char *path, struct error *error)
{
    struct output *output = NULL;
    TRY(buffer_status(buffer, error));
    TRY(output_open(&output, path ? path : "-", error));
    int code = output_write(output, buffer->data, buffer->length, error);
    if (code < 0) {
        output_abandon(output);
        return code;
    }
    return output_commit(output, error);
}

void terminal_put(struct buffer *out, struct text text)
{
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        int32_t point = utf8_next(text, &at);
        if (point < 0 || character_is_hidden(point))
            buffer_format(out, "<U+%04X>", point < 0 ? 0xFFFDU : (unsigned)point);
        else
            buffer_append(out, text.data + start, at - start);
    }
}

bool progress_wanted(void)
{
    return !remarks_off && isatty(STDERR_FILENO);
}

void progress_start(void)
{
    clock_gettime(CLOCK_MONOTONIC, &progress.start);
}

void progress_show(const char *what, double percent)
{
    struct timespec now;
    if (!progress_wanted())
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds =
        (double)(now.tv_sec - progress.start.tv_sec) + 1e-9 * (double)(now.tv_nsec - progress.start.tv_nsec);
    if (seconds < 0.5)
        return;
    fprintf(stderr, "\r\033[K%5.1f s  %s", seconds, what);
    if (percent >= 0 && percent <= 100)
        fprintf(stderr, "  %.0f %%", percent);
    fflush(stderr);
    progress.shown = true;
}

void progress_end(void)
{
    if (progress.shown)
        fputs("\r\033[K", stderr);
    progress.shown = false;
}

void remark(const char *format, ...)
{
    va_list arguments;
    if (remarks_off)
        return;
    progress_end();
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}
