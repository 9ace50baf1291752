/* GitHub-flavoured Markdown, short enough for a pull request comment (65,536 characters): verdict, one line a
 * check, the first findings folded away. */
#include "report/amount.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/summary.h"

enum {
    FINDINGS_PER_CHECK = 5,
    FOLDED_CHECKS = 20,
    MESSAGE_LIMIT = 200,
    NAME_LIMIT = 80,
    COMMAND_LIMIT = 2000
};

static const char *outcome_word(const struct check_result *check)
{
    static const char *const words[] = {"❌ error", "❌ could not run", "⚠️ warning", "ℹ️ note",
                                        "✅ ok",    "➖ skipped"};
    return words[check_outcome(check)];
}

/* Appends what a writer made, as Markdown text. */
static void put_made(struct buffer *out, struct buffer *made, size_t limit)
{
    markdown_put(out, buffer_view(made), limit);
    out->failed |= made->failed;
    buffer_release(made);
}

static void put_verdict(const struct summary *summary, struct buffer *out)
{
    const struct run *run = summary->run;
    buffer_format(out, "### Assay: %s\n\n", run->failed ? "❌ fail" : "✅ pass");
    amount_put_counted(out, run->records, "record");
    buffer_string(out, " in ");
    for (size_t i = 0; i < run->input_count && i < 5; i++) {
        buffer_string(out, i > 0 ? ", " : "");
        markdown_put(out, run->inputs[i].path, NAME_LIMIT);
    }
    if (run->input_count > 5)
        buffer_format(out, " and %zu more files", run->input_count - 5);
    buffer_format(out, "; %zu of %zu checks that apply fail; ", summary->failing,
                  run->check_count - summary->statuses[CHECK_SKIPPED]);
    amount_put_counted(out, summary->findings_total, "finding");
    buffer_string(out, ".\n\n");
}

static void put_row(const struct check_result *check, struct buffer *out)
{
    struct buffer found = {0}, number = {0};
    buffer_format(out, "| %s | ", outcome_word(check));
    markdown_put(out, check->check, NAME_LIMIT);
    buffer_string(out, " | ");
    if (check->status == CHECK_FINDINGS)
        amount_put_count(out, check->findings_total);
    buffer_string(out, " | ");
    if (check->status == CHECK_FINDINGS)
        check_put_codes(&found, check, 4);
    else if (check->status == CHECK_SKIPPED || check->status == CHECK_FAILED)
        buffer_text(&found, check->reason);
    put_made(out, &found, MESSAGE_LIMIT);
    buffer_string(out, " | ");
    const struct figure *figure = check_key_figure(check);
    if (figure) {
        buffer_text(&number, figure->figure);
        buffer_string(&number, ": ");
        amount_put_figure(&number, figure);
    }
    put_made(out, &number, NAME_LIMIT);
    buffer_string(out, " |\n");
}

static void put_finding(const struct finding *finding, struct buffer *out)
{
    struct buffer place = {0};
    finding_put_place(&place, finding);
    buffer_string(out, "- **");
    put_made(out, &place, NAME_LIMIT);
    buffer_string(out, "** ");
    markdown_put(out, finding->locus, NAME_LIMIT);
    buffer_string(out, finding->locus.length > 0 ? " " : "");
    markdown_put(out, finding->message, MESSAGE_LIMIT);
    buffer_byte(out, '\n');
}

static void put_folded(const struct check_result *check, struct buffer *out)
{
    size_t count = check->finding_count < FINDINGS_PER_CHECK ? check->finding_count : FINDINGS_PER_CHECK;
    buffer_string(out, "\n<details><summary>");
    markup_put(out, check->check);
    buffer_string(out, ": ");
    markup_put(out, check->title);
    buffer_format(out, " (%zu of ", count);
    amount_put_count(out, check->findings_total);
    buffer_string(out, ")</summary>\n\n");
    for (size_t i = 0; i < count; i++)
        put_finding(&check->findings[i], out);
    buffer_string(out, "\n</details>\n");
}

static void put_body(const struct summary *summary, struct buffer *out)
{
    size_t folded = 0;
    put_verdict(summary, out);
    buffer_string(out, "| | check | findings | what | figure |\n|---|---|---:|---|---|\n");
    for (size_t i = 0; i < summary->run->check_count; i++)
        put_row(summary->checks[i], out);
    for (size_t i = 0; i < summary->run->check_count && folded < FOLDED_CHECKS; i++) {
        if (summary->checks[i]->finding_count == 0)
            continue;
        put_folded(summary->checks[i], out);
        folded++;
    }
    buffer_string(out, "\nTo repeat: <code>");
    markdown_put(out, summary->run->command, COMMAND_LIMIT);
    buffer_format(out, "</code> (assay %s)\n", summary->run->version);
}

void report_markdown(const struct run *run, struct buffer *out)
{
    struct summary summary;
    struct error error = {0};
    if (summary_init(&summary, run, &error) == 0)
        put_body(&summary, out);
    else
        out->failed = true;
    summary_release(&summary);
}
