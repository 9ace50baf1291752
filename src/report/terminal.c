/* A run on a terminal, from 40 columns up: verdict and inputs, one line a check with the worst first, the
 * first findings of each, and the commands that show more. */
#include <inttypes.h>
#include <limits.h>

#include "report/amount.h"
#include "report/line.h"
#include "report/report.h"
#include "report/summary.h"

enum { DEFAULT_COLUMNS = 80, NARROWEST = 20, DEFAULT_FINDINGS = 3, INPUTS_SHOWN = 4, CODES_SHOWN = 3 };

struct screen {
    struct terminal_options options;
    const struct run *run;
    struct summary summary;
    struct line line;
    struct buffer made; /* text under construction */
};

static const struct {
    const char *unicode, *ascii;
    enum shade shade;
} marks[] = {
    [OUTCOME_ERROR] = {"✗", "x", SHADE_RED},      [OUTCOME_BROKEN] = {"✗", "x", SHADE_RED},
    [OUTCOME_WARNING] = {"!", "!", SHADE_YELLOW}, [OUTCOME_NOTE] = {"i", "i", SHADE_BLUE},
    [OUTCOME_OK] = {"✓", "+", SHADE_GREEN},       [OUTCOME_SKIPPED] = {"–", "-", SHADE_FAINT},
};

static void put_mark(struct screen *screen, enum outcome outcome)
{
    line_string(&screen->line, screen->options.unicode ? marks[outcome].unicode : marks[outcome].ascii,
                marks[outcome].shade);
    line_string(&screen->line, " ", SHADE_PLAIN);
}

/* Puts what was made, then empties it. */
static void put_made(struct screen *screen, enum shade shade, int limit)
{
    line_put(&screen->line, buffer_view(&screen->made), shade, limit);
    screen->line.out->failed |= screen->made.failed;
    buffer_clear(&screen->made);
}

static const char *dot(const struct screen *screen)
{
    return screen->options.unicode ? " · " : " - ";
}

/* ---- verdict and inputs -------------------------------------------------------------------------------- */

static void put_counts(struct screen *screen)
{
    static const char *const nouns[] = {"note", "warning", "error"};
    for (int level = LEVEL_ERROR; level >= LEVEL_NOTE; level--) {
        if (screen->summary.findings[level] == 0)
            continue;
        buffer_string(&screen->made, dot(screen));
        amount_put_counted(&screen->made, screen->summary.findings[level], nouns[level]);
    }
    if (screen->summary.findings_total == 0) {
        buffer_string(&screen->made, dot(screen));
        buffer_string(&screen->made, "nothing found");
    }
    if (screen->summary.statuses[CHECK_FAILED] > 0) {
        buffer_string(&screen->made, dot(screen));
        amount_put_counted(&screen->made, (int64_t)screen->summary.statuses[CHECK_FAILED], "check");
        buffer_string(&screen->made, " could not run");
    }
}

static void put_verdict(struct screen *screen)
{
    struct line *line = &screen->line;
    put_mark(screen, screen->run->failed ? OUTCOME_ERROR : OUTCOME_OK);
    line_string(line, screen->run->failed ? "FAIL" : "PASS", SHADE_BOLD);
    put_counts(screen);
    put_made(screen, SHADE_PLAIN, INT_MAX);
    buffer_string(&screen->made, dot(screen));
    amount_put_counted(&screen->made, screen->run->records, "record");
    if (line_measure(line, buffer_view(&screen->made)) <= line_left(line))
        put_made(screen, SHADE_PLAIN, INT_MAX);
    buffer_clear(&screen->made);
    line_end(line);
}

/* What is known of an input, as much as leaves its name a fair part of the line. */
static void put_input(struct screen *screen, const struct run_input *input)
{
    struct line *line = &screen->line;
    struct buffer facts[3] = {{0}, {0}, {0}};
    amount_put_counted(&facts[0], input->records, "record");
    amount_put_bytes(&facts[1], input->bytes);
    buffer_text(&facts[2], input->format);
    if (input->role.length)
        buffer_format(&facts[2], ", for --%.*s", (int)input->role.length, input->role.data);
    int fair = screen->options.columns / 3, name = line_measure(line, input->path);
    fair = name < fair ? name : fair;
    line_pad(line, 2);
    for (size_t i = 0; i < 3; i++) {
        int room = line_left(line) - fair - line_measure(line, buffer_view(&screen->made));
        if (line_measure(line, buffer_view(&facts[i])) + 3 <= room) {
            buffer_string(&screen->made, dot(screen));
            buffer_text(&screen->made, buffer_view(&facts[i]));
        }
        screen->made.failed |= facts[i].failed;
        buffer_release(&facts[i]);
    }
    line_put(line, input->path, SHADE_PLAIN,
             line_left(line) - line_measure(line, buffer_view(&screen->made)));
    put_made(screen, SHADE_FAINT, INT_MAX);
    line_end(line);
}

static void put_inputs(struct screen *screen)
{
    size_t shown = screen->run->input_count < INPUTS_SHOWN ? screen->run->input_count : INPUTS_SHOWN;
    for (size_t i = 0; i < shown; i++)
        put_input(screen, &screen->run->inputs[i]);
    if (shown == screen->run->input_count)
        return;
    line_pad(&screen->line, 2);
    size_t more = screen->run->input_count - shown;
    buffer_format(&screen->made, "and %zu more input%s", more, more == 1 ? "" : "s");
    put_made(screen, SHADE_FAINT, INT_MAX);
    line_end(&screen->line);
}

/* ---- one line a check ---------------------------------------------------------------------------------- */

struct table {
    int name, count; /* widths of the columns */
};

static struct table table_measure(struct screen *screen)
{
    struct table table = {0};
    for (size_t i = 0; i < screen->run->check_count; i++) {
        const struct check_result *check = &screen->run->checks[i];
        int name = line_measure(&screen->line, check->check);
        table.name = name > table.name ? name : table.name;
        if (check->status != CHECK_FINDINGS)
            continue;
        amount_put_count(&screen->made, check->findings_total);
        int count = (int)screen->made.length;
        table.count = count > table.count ? count : table.count;
        buffer_clear(&screen->made);
    }
    int widest = screen->options.columns * 2 / 5;
    table.name = table.name > widest ? widest : table.name;
    return table;
}

/* The key figure at the right edge, if the rest of the line leaves room for it. */
static void put_key_figure(struct screen *screen, const struct check_result *check)
{
    const struct figure *figure = check_key_figure(check);
    if (!figure)
        return;
    buffer_text(&screen->made, figure->figure);
    buffer_byte(&screen->made, ' ');
    amount_put_figure(&screen->made, figure);
    int columns = line_measure(&screen->line, buffer_view(&screen->made));
    if (columns + 2 <= line_left(&screen->line)) {
        line_pad(&screen->line, screen->options.columns - columns);
        put_made(screen, SHADE_FAINT, INT_MAX);
    }
    buffer_clear(&screen->made);
}

static void put_check_line(struct screen *screen, const struct check_result *check, const struct table *table)
{
    struct line *line = &screen->line;
    put_mark(screen, check_outcome(check));
    line_put(line, check->check, SHADE_PLAIN, table->name);
    if (check->status == CHECK_FINDINGS) {
        amount_put_count(&screen->made, check->findings_total);
        line_pad(line, 2 + table->name + 2 + table->count - (int)screen->made.length);
        put_made(screen, SHADE_BOLD, INT_MAX);
    }
    line_pad(line, 2 + table->name + 2 + table->count + (table->count > 0 ? 2 : 0));
    if (check->status == CHECK_FINDINGS)
        check_put_codes(&screen->made, check, CODES_SHOWN);
    else if (check->status == CHECK_SKIPPED)
        buffer_string(&screen->made, "skipped: ");
    else if (check->status == CHECK_FAILED)
        buffer_string(&screen->made, "could not run: ");
    buffer_text(&screen->made, check->status == CHECK_FINDINGS || check->status == CHECK_OK
                                   ? (struct text){"", 0}
                                   : check->reason);
    put_made(screen, check->status == CHECK_SKIPPED ? SHADE_FAINT : SHADE_PLAIN, INT_MAX);
    put_key_figure(screen, check);
    line_end(line);
}

static void put_checks(struct screen *screen)
{
    struct table table = table_measure(screen);
    buffer_byte(screen->line.out, '\n');
    for (size_t i = 0; i < screen->run->check_count; i++)
        put_check_line(screen, screen->summary.checks[i], &table);
}

/* ---- the first findings -------------------------------------------------------------------------------- */

/* The record's own id; else "#N", with the file's name before it where there are several. Folders are left
 * out: the inputs stand above in full. */
static void put_record(struct screen *screen, const struct finding *finding)
{
    struct text record = finding->record;
    bool numbered = record.length > finding->file.length && finding->file.length > 0 &&
                    memcmp(record.data, finding->file.data, finding->file.length) == 0 &&
                    record.data[finding->file.length] == '#';
    size_t skip = 0;
    for (size_t i = 0; numbered && i < finding->file.length; i++)
        if (finding->file.data[i] == '/')
            skip = i + 1;
    if (numbered && screen->run->input_count == 1)
        skip = finding->file.length;
    buffer_append(&screen->made, record.data + skip, record.length - skip);
}

static void put_finding(struct screen *screen, const struct finding *finding)
{
    struct line *line = &screen->line;
    line_pad(line, 2);
    put_record(screen, finding);
    put_made(screen, SHADE_BLUE, screen->options.columns / 2);
    if (finding->locus.length > 0) {
        line_string(line, " ", SHADE_PLAIN);
        line_put(line, finding->locus, SHADE_FAINT, screen->options.columns / 4);
    }
    line_string(line, "  ", SHADE_PLAIN);
    /* A message that would be cut to a stub gets a line of its own. */
    if (line_left(line) < 24 && line_left(line) < line_measure(line, finding->message)) {
        line_end(line);
        line_pad(line, 4);
    }
    line_put(line, finding->message, SHADE_PLAIN, INT_MAX);
    line_end(line);
}

static void put_check_findings(struct screen *screen, const struct check_result *check)
{
    struct line *line = &screen->line;
    size_t limit = (size_t)screen->options.findings;
    size_t shown = check->finding_count < limit ? check->finding_count : limit;
    if (shown == 0)
        return;
    buffer_byte(line->out, '\n');
    line_put(line, check->check, SHADE_BOLD, INT_MAX);
    line_string(line, "  ", SHADE_PLAIN);
    line_put(line, check->title, SHADE_PLAIN, INT_MAX);
    line_end(line);
    for (size_t i = 0; i < shown; i++)
        put_finding(screen, &check->findings[i]);
    if ((int64_t)shown < check->findings_total) {
        line_pad(line, 2);
        buffer_string(&screen->made, "and ");
        amount_put_count(&screen->made, check->findings_total - (int64_t)shown);
        buffer_string(&screen->made, " more");
        put_made(screen, SHADE_FAINT, INT_MAX);
        line_end(line);
    }
}

/* A check that could not run says why in full: nothing else of it is to be seen. */
static void put_failure(struct screen *screen, const struct check_result *check)
{
    struct line *line = &screen->line;
    buffer_byte(line->out, '\n');
    line_put(line, check->check, SHADE_BOLD, INT_MAX);
    line_string(line, "  could not run", SHADE_PLAIN);
    line_end(line);
    for (size_t at = 0; at < check->reason.length;) {
        const char *start = check->reason.data + at;
        const char *end = memchr(start, '\n', check->reason.length - at);
        struct text part = {start, end ? (size_t)(end - start) : check->reason.length - at};
        at += part.length + (end ? 1 : 0);
        line_paragraph(line, part, 2, SHADE_PLAIN);
    }
}

/* ---- figures by slice ---------------------------------------------------------------------------------- */

/* The check's key figure, a line for each slice. */
static void put_slices(struct screen *screen, const struct check_result *check)
{
    const struct figure *key = check_key_figure(check);
    struct line *line = &screen->line;
    bool first = true;
    for (size_t i = 0; key && i < check->figure_count; i++) {
        const struct figure *figure = &check->figures[i];
        if (figure->slice.length == 0 || !text_equal(figure->figure, key->figure))
            continue;
        if (first) {
            buffer_byte(line->out, '\n');
            line_put(line, check->check, SHADE_BOLD, INT_MAX);
            line_string(line, "  ", SHADE_PLAIN);
            line_put(line, key->figure, SHADE_PLAIN, INT_MAX);
            line_end(line);
        }
        first = false;
        amount_put_figure(&screen->made, figure);
        int columns = line_measure(line, buffer_view(&screen->made));
        line_pad(line, 2);
        line_put(line, figure->slice, SHADE_PLAIN, screen->options.columns - columns - 6);
        line_pad(line, screen->options.columns - columns);
        put_made(screen, SHADE_PLAIN, INT_MAX);
        line_end(line);
    }
}

/* ---- where to look next -------------------------------------------------------------------------------- */

/* Where the word that starts at `from` ends: at a blank outside quotes. */
static size_t word_end(struct text command, size_t from)
{
    char quote = 0;
    for (size_t i = from; i < command.length; i++) {
        char byte = command.data[i];
        if (byte == ' ' && !quote)
            return i;
        if (byte == '\'' || byte == '"')
            quote = !quote ? byte : quote == byte ? 0 : quote;
    }
    return command.length;
}

/* The command that was made, broken between words as a shell continues lines, so that it can be copied whole.
 */
static void put_command(struct screen *screen, const char *label)
{
    enum { COMMAND_COLUMN = 9 };
    struct line *line = &screen->line;
    struct text command = buffer_view(&screen->made);
    line_string(line, label, SHADE_FAINT);
    line_pad(line, COMMAND_COLUMN);
    for (size_t at = 0; at < command.length;) {
        size_t end = word_end(command, at);
        struct text word = {command.data + at, end - at};
        bool last = end == command.length;
        if (line->used > COMMAND_COLUMN && line_measure(line, word) + (last ? 1 : 3) > line_left(line)) {
            line_string(line, " \\", SHADE_FAINT);
            line_end(line);
            line_pad(line, COMMAND_COLUMN);
        } else if (line->used > COMMAND_COLUMN) {
            line_string(line, " ", SHADE_PLAIN);
        }
        line_put(line, word, SHADE_PLAIN, INT_MAX);
        at = end + 1;
    }
    line_end(line);
    line->out->failed |= screen->made.failed;
    buffer_clear(&screen->made);
}

static bool text_has(struct text text, const char *word)
{
    return text.length > 0 && memmem(text.data, text.length, word, strlen(word)) != NULL;
}

static void put_next_commands(struct screen *screen)
{
    struct worst_finding worst[1];
    buffer_byte(screen->line.out, '\n');
    if (!text_has(screen->run->command, " --html") && !text_has(screen->run->command, " -o") &&
        !text_has(screen->run->command, " --output")) {
        buffer_text(&screen->made, screen->run->command);
        buffer_string(&screen->made, " --html report.html");
        put_command(screen, "report");
    }
    if (summary_worst(&screen->summary, worst, 1, 1) == 0)
        return;
    /* Standard input is gone, and a finding of the whole set has no record. */
    if (worst[0].finding->file.length && !text_is(worst[0].finding->file, "-")) {
        buffer_string(&screen->made, "assay show ");
        finding_put_argument(&screen->made, worst[0].finding);
        put_command(screen, "show");
    }
    buffer_string(&screen->made, "assay explain ");
    buffer_text(&screen->made, worst[0].check->check);
    put_command(screen, "explain");
}

static void put_screen(struct screen *screen)
{
    put_verdict(screen);
    put_inputs(screen);
    put_checks(screen);
    for (size_t i = 0; i < screen->run->check_count; i++) {
        const struct check_result *check = screen->summary.checks[i];
        if (check->status == CHECK_FAILED)
            put_failure(screen, check);
        else
            put_check_findings(screen, check);
    }
    for (size_t i = 0; i < screen->run->check_count; i++)
        put_slices(screen, screen->summary.checks[i]);
    put_next_commands(screen);
}

void report_terminal(const struct run *run, const struct terminal_options *options, struct buffer *out)
{
    struct screen screen = {.options = *options, .run = run};
    struct error error = {0};
    if (screen.options.columns <= 0)
        screen.options.columns = DEFAULT_COLUMNS;
    if (screen.options.columns < NARROWEST)
        screen.options.columns = NARROWEST;
    if (screen.options.findings == 0)
        screen.options.findings = DEFAULT_FINDINGS;
    if (screen.options.findings < 0)
        screen.options.findings = 0;
    screen.line = (struct line){.out = out, .options = &screen.options};
    if (summary_init(&screen.summary, run, &error) == 0)
        put_screen(&screen);
    else
        out->failed = true;
    out->failed |= screen.made.failed;
    buffer_release(&screen.made);
    summary_release(&screen.summary);
}
