/* The page's parts, each in a file of its own: html.c the frame, html_checks.c the checks, html_figures.c the
 * small multiples, html_findings.c findings and their evidence, packed.c the run's JSON for the browser and
 * for machines. */
#ifndef ASSAY_REPORT_HTML_H
#define ASSAY_REPORT_HTML_H

#include "base/buffer.h"
#include "check/run.h"
#include "report/summary.h"

struct page {
    const struct run *run;
    struct summary summary;
    struct buffer *out;
    size_t findings_per_check; /* written as HTML, worst first; the browser has the rest */
};

/* The class name of an outcome: colours and marks in report.css hang on it. */
const char *html_outcome_class(enum outcome outcome);

/* An SVG-free mark that says the outcome, with its word for those who do not see it. */
void html_put_mark(struct buffer *out, enum outcome outcome);

void html_put_check_link(struct buffer *out, const struct check_result *check);

/* A file that is embedded in pages: "report.css", "report.js", "diff.css". */
struct text html_file(const char *path);

/* 'sha256-…' of a style or script, for the page's content security policy. */
int html_put_hash_source(struct buffer *out, struct text content, struct error *error) MUST_CHECK;

/* Escapes and appends what a writer made; that buffer is released. */
void html_put_made(struct buffer *out, struct buffer *made);

void html_put_worst(struct page *page);
void html_put_findings(struct page *page, const struct check_result *check);
void html_put_evidence(struct buffer *out, struct text evidence);
void html_put_figures(struct page *page);
void html_put_figure_table(struct buffer *out, const struct check_result *check);
void html_put_overview(struct page *page);
void html_put_checks(struct page *page);

/* The run's JSON, gzipped, in base64. *findings is how many findings it holds. */
int packed_put(const struct run *run, struct buffer *out, int64_t *findings, struct error *error) MUST_CHECK;

#endif
