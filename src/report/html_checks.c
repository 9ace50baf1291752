/* The checks: one table of all at a glance, then each with why it matters, how its numbers are defined, what
 * it found and its SQL. Those that passed or did not apply are folded. */
#include "report/amount.h"
#include "report/escape.h"
#include "report/html.h"

/* ---- at a glance --------------------------------------------------------------------------------------- */

static void put_overview_what(struct buffer *out, const struct check_result *check)
{
    struct buffer made = {0};
    if (check->status == CHECK_FINDINGS)
        check_put_codes(&made, check, 3);
    else if (check->status == CHECK_FAILED)
        buffer_string(&made, "could not run: ");
    else if (check->status == CHECK_SKIPPED)
        buffer_string(&made, "not applicable: ");
    if (check->status == CHECK_FAILED || check->status == CHECK_SKIPPED)
        buffer_text(&made, check->reason);
    html_put_made(out, &made);
}

static void put_overview_figure(struct buffer *out, const struct check_result *check)
{
    const struct figure *figure = check_key_figure(check);
    struct buffer made = {0};
    if (!figure)
        return;
    amount_put_figure(&made, figure);
    buffer_string(out, "<b>");
    html_put_made(out, &made);
    buffer_string(out, "</b> <span>");
    markup_put(out, figure->figure);
    buffer_string(out, "</span>");
}

static void put_overview_row(struct buffer *out, const struct check_result *check)
{
    buffer_format(out, "<tr class=\"%s\"><td class=\"outcome\">", html_outcome_class(check_outcome(check)));
    html_put_mark(out, check_outcome(check));
    buffer_string(out, "</td><th scope=\"row\">");
    html_put_check_link(out, check);
    buffer_string(out, "<span class=\"title\">");
    markup_put(out, check->title);
    buffer_string(out, "</span></th><td class=\"number total\">");
    if (check->status == CHECK_FINDINGS)
        amount_put_count(out, check->findings_total);
    buffer_string(out, "</td><td class=\"codes\">");
    put_overview_what(out, check);
    buffer_string(out, "</td><td class=\"key\">");
    put_overview_figure(out, check);
    buffer_string(out, "</td></tr>\n");
}

void html_put_overview(struct page *page)
{
    struct buffer *out = page->out;
    if (page->run->check_count == 0)
        return;
    buffer_string(
        out,
        "<section id=\"overview\"><h2>Checks at a glance</h2>\n<table class=\"overview\"><thead><tr>"
        "<th scope=\"col\"><span class=\"unseen\">outcome</span></th><th scope=\"col\">check</th>"
        "<th scope=\"col\" class=\"number\">findings</th><th scope=\"col\">what</th><th scope=\"col\">key "
        "figure</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < page->run->check_count; i++)
        put_overview_row(out, page->summary.checks[i]);
    buffer_string(out, "</tbody></table></section>\n");
}

/* ---- each check ---------------------------------------------------------------------------------------- */

static void put_about(struct buffer *out, const char *term, struct text text)
{
    if (text.length == 0)
        return;
    buffer_format(out, "<div><dt>%s</dt><dd>", term);
    markup_put(out, text);
    buffer_string(out, "</dd></div>\n");
}

static void put_codes(struct buffer *out, const struct check_result *check)
{
    if (check->code_count < 2)
        return;
    buffer_string(out, "<ul class=\"kinds\" aria-label=\"Findings by kind\">");
    for (size_t i = 0; i < check->code_count; i++) {
        buffer_string(out, "<li><span class=\"code\">");
        markup_put(out, check->codes[i].code);
        buffer_string(out, "</span> ");
        amount_put_count(out, check->codes[i].count);
        buffer_string(out, "</li>");
    }
    buffer_string(out, "</ul>\n");
}

static void put_check_body(struct page *page, const struct check_result *check)
{
    struct buffer *out = page->out;
    buffer_string(out, "<dl class=\"about\">\n");
    if (check->status == CHECK_SKIPPED || check->status == CHECK_FAILED)
        put_about(out, check->status == CHECK_SKIPPED ? "Not applicable" : "Could not run", check->reason);
    put_about(out, "Why it matters", check->why);
    put_about(out, "Definition", check->definition);
    put_about(out, "Source", check->source);
    buffer_string(out, "</dl>\n");
    put_codes(out, check);
    html_put_findings(page, check);
    html_put_figure_table(out, check);
    if (check->sql.length == 0)
        return;
    buffer_string(out, "<details class=\"sql\"><summary>SQL</summary><pre><code>");
    markup_put(out, check->sql);
    buffer_string(out, "</code></pre></details>\n");
}

static void put_check_heading(struct buffer *out, const struct check_result *check)
{
    html_put_mark(out, check_outcome(check));
    buffer_string(out, "<h3>");
    markup_put(out, check->title);
    buffer_string(out, "</h3><code class=\"check-name\">");
    markup_put(out, check->check);
    buffer_string(out, "</code>");
    if (check->status != CHECK_FINDINGS)
        return;
    buffer_string(out, "<span class=\"tally\">");
    amount_put_counted(out, check->findings_total, "finding");
    buffer_string(out, "</span>");
}

static void put_check(struct page *page, const struct check_result *check)
{
    struct buffer *out = page->out;
    bool open = check->status == CHECK_FINDINGS || check->status == CHECK_FAILED;
    buffer_format(out, "<article class=\"check %s\" id=\"check-", html_outcome_class(check_outcome(check)));
    markup_put(out, check->check);
    buffer_string(out, open ? "\"><header>" : "\"><details class=\"fold\"><summary>");
    put_check_heading(out, check);
    buffer_string(out, open ? "</header>\n" : "</summary>\n");
    put_check_body(page, check);
    buffer_string(out, open ? "</article>\n" : "</details></article>\n");
}

static void put_group(struct page *page, enum check_status status, const char *id, const char *heading)
{
    if (page->summary.statuses[status] == 0)
        return;
    buffer_format(page->out, "<section id=\"%s\"><h2>%s <span class=\"of\">%zu of %zu checks</span></h2>\n",
                  id, heading, page->summary.statuses[status], page->run->check_count);
    for (size_t i = 0; i < page->run->check_count; i++)
        if (page->summary.checks[i]->status == status)
            put_check(page, page->summary.checks[i]);
    buffer_string(page->out, "</section>\n");
}

void html_put_checks(struct page *page)
{
    put_group(page, CHECK_FINDINGS, "found", "Found something");
    put_group(page, CHECK_FAILED, "broken", "Could not run");
    put_group(page, CHECK_OK, "passed", "Passed");
    put_group(page, CHECK_SKIPPED, "skipped", "Not applicable");
}
