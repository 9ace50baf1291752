/* The page: one file that works from a local disk, offline, without JavaScript, in print and on a phone. Its
 * content security policy admits the two embedded files by their hashes and nothing else; what comes from
 * data is escaped. */
#include <inttypes.h>

#include "base/base64.h"
#include "base/embedded.h"
#include "base/hash.h"
#include "report/amount.h"
#include "report/escape.h"
#include "report/html.h"
#include "report/report.h"

/* 600 cards keep a page of many checks below 15,000 elements. */
enum { FINDINGS_PER_CHECK = 50, FEWEST_PER_CHECK = 10, FINDINGS_AS_HTML = 600 };

extern const struct embedded report_files[];

/* ---- pieces that every part uses ----------------------------------------------------------------------- */

const char *html_outcome_class(enum outcome outcome)
{
    static const char *const classes[] = {"error", "broken", "warning", "note", "ok", "skipped"};
    return classes[outcome];
}

void html_put_mark(struct buffer *out, enum outcome outcome)
{
    static const struct {
        const char *sign, *word;
    } marks[] = {{"✗", "error"}, {"✗", "could not run"}, {"!", "warning"},
                 {"i", "note"},  {"✓", "passed"},        {"–", "not applicable"}};
    buffer_format(
        out,
        "<span class=\"mark\"><span aria-hidden=\"true\">%s</span><span class=\"unseen\">%s</span></span>",
        marks[outcome].sign, marks[outcome].word);
}

void html_put_check_link(struct buffer *out, const struct check_result *check)
{
    buffer_string(out, "<a class=\"check-name\" href=\"#check-");
    markup_put(out, check->check);
    buffer_string(out, "\">");
    markup_put(out, check->check);
    buffer_string(out, "</a>");
}

void html_put_made(struct buffer *out, struct buffer *made)
{
    markup_put(out, buffer_view(made));
    out->failed |= made->failed;
    buffer_release(made);
}

/* ---- head ---------------------------------------------------------------------------------------------- */

struct text html_file(const char *path)
{
    for (const struct embedded *file = report_files; file->path; file++)
        if (strcmp(file->path, path) == 0)
            return (struct text){file->data, file->length};
    return (struct text){"", 0};
}

static unsigned char hex_digit(char digit)
{
    return (unsigned char)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* The hash source of CSP Level 3, section 2.3.1: 'sha256-' and base64. */
int html_put_hash_source(struct buffer *out, struct text content, struct error *error)
{
    char hex[65];
    unsigned char digest[32];
    struct sha256 *state = sha256_new();
    int code = state ? sha256_add(state, content.data, content.length, error) : error_memory(error);
    if (code == 0)
        code = sha256_hex(state, hex, error);
    sha256_free(state);
    if (code != 0)
        return code;
    for (size_t i = 0; i < sizeof digest; i++)
        digest[i] = (unsigned char)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
    buffer_string(out, "'sha256-");
    base64_put(out, digest, sizeof digest);
    buffer_byte(out, '\'');
    return 0;
}

static int put_head(struct page *page, struct error *error)
{
    struct buffer *out = page->out;
    buffer_string(out,
                  "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    TRY(html_put_hash_source(out, html_file("report.css"), error));
    buffer_string(out, "; script-src ");
    TRY(html_put_hash_source(out, html_file("report.js"), error));
    buffer_string(
        out, "; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
             "content=\"no-referrer\">\n"
             "<title>");
    buffer_string(out, page->run->failed ? "Fails: " : "Passes: ");
    markup_put(out, page->run->input_count > 0 ? page->run->inputs[0].path : page->run->task);
    buffer_string(out, " · Assay</title>\n<style>");
    buffer_text(out, html_file("report.css"));
    buffer_string(out, "</style></head>\n<body>\n");
    return 0;
}

/* ---- verdict ------------------------------------------------------------------------------------------- */

static void put_failing_names(struct page *page)
{
    size_t put = 0;
    for (size_t i = 0; i < page->run->check_count && put < 6; i++) {
        if (!check_fails_run(page->run, page->summary.checks[i]))
            continue;
        buffer_string(page->out, put++ > 0 ? ", " : "");
        html_put_check_link(page->out, page->summary.checks[i]);
    }
    if (page->summary.failing > put)
        buffer_format(page->out, " and %zu more", page->summary.failing - put);
}

static void put_lede(struct page *page)
{
    struct buffer *out = page->out;
    size_t ran = page->run->check_count - page->summary.statuses[CHECK_SKIPPED];
    buffer_string(out, "<p class=\"lede\">");
    if (page->run->failed) {
        buffer_format(out, "%zu of %zu checks that apply %s: ", page->summary.failing, ran,
                      page->summary.failing == 1 ? "fails" : "fail");
        put_failing_names(page);
        buffer_string(out, ".");
    } else if (ran == 0) {
        buffer_string(out, "No check applies to this data, so nothing was tested.");
    } else if (page->run->fail_on == LEVEL_NEVER) {
        buffer_format(out, "%zu checks ran; none was asked to fail.", ran);
    } else {
        buffer_format(out,
                      ran == 1 ? "The %zu check that applies found nothing"
                               : "The %zu checks that apply found nothing",
                      ran);
        buffer_format(out, " at level %s%s.", level_name(page->run->fail_on),
                      page->run->fail_on < LEVEL_ERROR ? " or above" : "");
    }
    buffer_string(out, "</p>\n");
}

static void open_fact(struct buffer *out, const char *term, int64_t count)
{
    buffer_format(out, "<div><dt>%s</dt><dd><b>", term);
    amount_put_count(out, count);
    buffer_string(out, "</b> <span>");
}

static void close_fact(struct buffer *out)
{
    buffer_string(out, "</span></dd></div>\n");
}

static void put_findings_fact(struct page *page)
{
    static const char *const nouns[] = {"note", "warning", "error"};
    bool first = true;
    open_fact(page->out, "Findings", page->summary.findings_total);
    for (int level = LEVEL_ERROR; level >= LEVEL_NOTE; level--) {
        if (page->summary.findings[level] == 0)
            continue;
        buffer_string(page->out, first ? "" : ", ");
        amount_put_counted(page->out, page->summary.findings[level], nouns[level]);
        first = false;
    }
    close_fact(page->out);
}

static void put_checks_fact(struct page *page)
{
    static const char *const words[] = {"passed", "found something", "not applicable", "could not run"};
    static const enum check_status order[] = {CHECK_FINDINGS, CHECK_FAILED, CHECK_OK, CHECK_SKIPPED};
    bool first = true;
    open_fact(page->out, "Checks", (int64_t)page->run->check_count);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (page->summary.statuses[order[i]] == 0)
            continue;
        buffer_format(page->out, "%s%zu %s", first ? "" : ", ", page->summary.statuses[order[i]],
                      words[order[i]]);
        first = false;
    }
    close_fact(page->out);
}

static void put_facts(struct page *page)
{
    struct buffer *out = page->out;
    const struct run *run = page->run;
    uint64_t bytes = 0;
    for (size_t i = 0; i < run->input_count; i++)
        bytes += run->inputs[i].bytes;
    buffer_string(out, "<dl class=\"facts\">\n");
    put_findings_fact(page);
    put_checks_fact(page);
    open_fact(out, "Records", run->records);
    buffer_string(out, "of task ");
    markup_put(out, run->task);
    close_fact(out);
    open_fact(out, "Inputs", (int64_t)run->input_count);
    for (size_t i = 0; i < run->input_count && i < 2; i++) {
        buffer_string(out, i > 0 ? ", " : "");
        markup_put_cut(out, run->inputs[i].path, 60);
    }
    buffer_string(out, run->input_count > 2 ? ", …, " : run->input_count > 0 ? ", " : "");
    amount_put_bytes(out, bytes);
    close_fact(out);
    buffer_string(out, "</dl>\n");
}

static void put_verdict(struct page *page)
{
    buffer_format(
        page->out,
        "<header class=\"verdict %s\"><div class=\"inner\"><p class=\"kicker\">Assay</p>\n<h1>%s</h1>\n",
        page->run->failed ? "fail" : "pass", page->run->failed ? "This data fails." : "This data passes.");
    put_lede(page);
    put_facts(page);
    buffer_string(page->out, "</div></header>\n");
}

static void put_section_link(struct buffer *out, bool exists, const char *id, const char *name)
{
    if (exists)
        buffer_format(out, "<li><a href=\"#%s\">%s</a></li>", id, name);
}

static void put_navigation(struct page *page)
{
    bool findings = page->summary.findings_total > 0, worst = false, figures = false;
    for (size_t i = 0; i < page->run->check_count; i++) {
        worst |= page->run->checks[i].finding_count > 0;
        figures |= page->run->checks[i].figure_count > 0 || page->run->checks[i].histogram_count > 0;
    }
    buffer_string(page->out, "<nav aria-label=\"Sections\"><ul class=\"inner\">");
    put_section_link(page->out, worst, "worst", "Worst findings");
    put_section_link(page->out, page->run->check_count > 0, "overview", "Checks");
    put_section_link(page->out, figures, "figures", "Figures");
    put_section_link(page->out, findings, "browser", "All findings");
    put_section_link(page->out, true, "data", "Data");
    put_section_link(page->out, true, "provenance", "Provenance");
    buffer_string(page->out, "</ul></nav>\n");
}

/* ---- browser, data, provenance ------------------------------------------------------------------------- */

static void put_browser(struct page *page)
{
    if (page->summary.findings_total == 0)
        return;
    buffer_string(page->out, "<section id=\"browser\"><h2>All findings</h2>\n<noscript><p>Browsing and "
                             "filtering need JavaScript; the "
                             "worst findings of each check stand above.</p></noscript>\n<div id=\"browse\" "
                             "hidden></div></section>\n");
}

static void put_input_row(struct buffer *out, const struct run_input *input)
{
    buffer_string(out, "<tr><th scope=\"row\" class=\"path\">");
    markup_put(out, input->path);
    buffer_string(out, "</th><td>");
    markup_put(out, input->format);
    if (input->role.length) {
        buffer_string(out, ", for --");
        markup_put(out, input->role);
    }
    buffer_string(out, "</td><td class=\"number\">");
    amount_put_count(out, input->records);
    buffer_string(out, "</td><td class=\"number\">");
    amount_put_bytes(out, input->bytes);
    buffer_format(out, "</td><td class=\"digest\">%s</td></tr>\n",
                  input->sha256[0] ? input->sha256 : "a stream; not digested");
}

static void put_data(struct page *page)
{
    struct buffer *out = page->out;
    buffer_string(
        out,
        "<section id=\"data\"><h2>Data</h2>\n<div class=\"scroll\" role=\"group\" tabindex=\"0\" "
        "aria-label=\"Table\"><table class=\"inputs\"><thead><tr><th "
        "scope=\"col\">input</th><th scope=\"col\">format</th><th scope=\"col\" class=\"number\">records</th>"
        "<th scope=\"col\" class=\"number\">size</th><th scope=\"col\">SHA-256 of the stored bytes</th></tr>"
        "</thead><tbody>\n");
    for (size_t i = 0; i < page->run->input_count; i++)
        put_input_row(out, &page->run->inputs[i]);
    buffer_string(out, "</tbody></table></div></section>\n");
}

static void put_provenance(struct page *page, int64_t packed)
{
    struct buffer *out = page->out;
    buffer_string(out, "<section id=\"provenance\"><h2>Provenance</h2>\n<dl "
                       "class=\"about\"><div><dt>Command</dt><dd><code>");
    markup_put(out, page->run->command);
    buffer_string(out, "</code></dd></div>\n<div><dt>Assay</dt><dd>version ");
    markup_put(out, text_of(page->run->version));
    buffer_format(out,
                  "; fails on %s</dd></div>\n<div><dt>JSON</dt><dd>This file holds the whole run as JSON",
                  level_name(page->run->fail_on));
    if (packed < page->summary.findings_total) {
        buffer_string(out, " with ");
        amount_put_count(out, packed);
        buffer_string(out, " of ");
        amount_put_count(out, page->summary.findings_total);
        buffer_string(out, " findings, the worst of each check");
    }
    buffer_string(
        out, ": <code>sed -n 's/.*id=\"run-json\"&gt;//p' report.html | sed 's/&lt;.*//' | base64 -d | gunzip"
             "</code> <button id=\"save-json\" type=\"button\" hidden>Save as "
             "JSON</button></dd></div></dl></section>\n");
}

static void put_packed(struct page *page, const struct buffer *packed)
{
    buffer_string(page->out, "</main>\n<script type=\"application/gzip\" id=\"run-json\">");
    buffer_append(page->out, packed->data, packed->length);
    buffer_string(page->out, "</script>\n<script>");
    buffer_text(page->out, html_file("report.js"));
    buffer_string(page->out, "</script>\n</body></html>\n");
}

static size_t findings_as_html(const struct summary *summary)
{
    size_t checks = summary->statuses[CHECK_FINDINGS] > 0 ? summary->statuses[CHECK_FINDINGS] : 1;
    size_t share = FINDINGS_AS_HTML / checks;
    if (share > FINDINGS_PER_CHECK)
        return FINDINGS_PER_CHECK;
    return share < FEWEST_PER_CHECK ? FEWEST_PER_CHECK : share;
}

static int put_page(struct page *page, struct error *error)
{
    struct buffer packed = {0};
    int64_t packed_findings = 0;
    int code = packed_put(page->run, &packed, &packed_findings, error);
    if (code == 0)
        code = put_head(page, error);
    if (code == 0) {
        put_verdict(page);
        put_navigation(page);
        buffer_string(page->out, "<main class=\"inner\">\n");
        html_put_worst(page);
        html_put_overview(page);
        html_put_figures(page);
        put_browser(page);
        html_put_checks(page);
        put_data(page);
        put_provenance(page, packed_findings);
        put_packed(page, &packed);
    }
    buffer_release(&packed);
    return code == 0 ? buffer_status(page->out, error) : code;
}

int report_html(const struct run *run, struct buffer *out, struct error *error)
{
    struct page page = {.run = run, .out = out};
    int code = summary_init(&page.summary, run, error);
    if (code == 0) {
        page.findings_per_check = findings_as_html(&page.summary);
        code = put_page(&page, error);
    }
    summary_release(&page.summary);
    return code;
}
