/* Findings as cards, and their evidence in the form that shows it best: a passage with the fault marked, two
 * texts side by side, a small table. report.js renders the same forms; change both. */
#include <inttypes.h>
#include <yyjson.h>

#include "base/json.h"
#include "report/amount.h"
#include "report/escape.h"
#include "report/html.h"

enum { WORST = 10, WORST_PER_CHECK = 3, OPEN_FINDINGS = 5, TEXT_LIMIT = 1200, ITEM_LIMIT = 20 };

/* ---- evidence ------------------------------------------------------------------------------------------ */

static bool is_texts(yyjson_val *value)
{
    size_t index, count;
    yyjson_val *item;
    if (!yyjson_is_arr(value))
        return false;
    yyjson_arr_foreach(value, index, count, item)
    {
        if (!yyjson_is_str(item))
            return false;
    }
    return true;
}

/* Texts of a list with commas between them. */
static void put_texts(struct buffer *out, yyjson_val *texts)
{
    size_t index, count;
    yyjson_val *item;
    yyjson_arr_foreach(texts, index, count, item)
    {
        buffer_string(out, index > 0 ? ", " : "");
        markup_put_cut(out, json_text(item), TEXT_LIMIT);
    }
}

static void put_value(struct buffer *out, yyjson_val *value)
{
    if (is_texts(value)) {
        put_texts(out, value);
        return;
    }
    if (yyjson_is_str(value)) {
        markup_put_cut(out, json_text(value), TEXT_LIMIT);
        return;
    }
    struct buffer made = {0};
    json_put_value(&made, value);
    markup_put_cut(out, buffer_view(&made), TEXT_LIMIT);
    out->failed |= made.failed;
    buffer_release(&made);
}

static void put_passage(struct buffer *out, yyjson_val *before, yyjson_val *span, yyjson_val *after)
{
    buffer_string(out, "<blockquote class=\"passage\">");
    put_value(out, before);
    if (span) {
        buffer_string(out, "<mark>");
        put_value(out, span);
        buffer_string(out, "</mark>");
        put_value(out, after);
    }
    buffer_string(out, "</blockquote>");
}

static void put_pair(struct buffer *out, yyjson_val *a, yyjson_val *b)
{
    buffer_string(out, "<div class=\"pair\">");
    put_passage(out, a, NULL, NULL);
    put_passage(out, b, NULL, NULL);
    buffer_string(out, "</div>");
}

/* Which members a form above has shown already. */
enum form { FORM_NONE, FORM_SPAN, FORM_PAIR, FORM_TEXT };

static enum form put_form(struct buffer *out, yyjson_val *object)
{
    yyjson_val *before = json_get(object, "before"), *span = json_get(object, "span"),
               *after = json_get(object, "after");
    if (yyjson_is_str(before) && yyjson_is_str(span) && yyjson_is_str(after)) {
        put_passage(out, before, span, after);
        return FORM_SPAN;
    }
    yyjson_val *a = json_get(object, "a"), *b = json_get(object, "b");
    if (yyjson_is_str(a) && yyjson_is_str(b)) {
        put_pair(out, a, b);
        return FORM_PAIR;
    }
    if (yyjson_is_str(json_get(object, "text"))) {
        put_passage(out, json_get(object, "text"), NULL, NULL);
        return FORM_TEXT;
    }
    return FORM_NONE;
}

static bool form_shows(enum form form, yyjson_val *key)
{
    static const char *const shown[][3] = {[FORM_NONE] = {0},
                                           [FORM_SPAN] = {"before", "span", "after"},
                                           [FORM_PAIR] = {"a", "b"},
                                           [FORM_TEXT] = {"text"}};
    for (size_t i = 0; i < 3 && shown[form][i]; i++)
        if (yyjson_equals_str(key, shown[form][i]))
            return true;
    return false;
}

static void put_member(struct buffer *out, yyjson_val *key, yyjson_val *value)
{
    buffer_string(out, "<div><dt>");
    markup_put_cut(out, json_text(key), 80);
    buffer_string(out, "</dt><dd>");
    put_value(out, value);
    buffer_string(out, "</dd></div>");
}

static void put_object(struct buffer *out, yyjson_val *object)
{
    enum form form = put_form(out, object);
    size_t index, count, members = 0;
    yyjson_val *key, *value;
    yyjson_obj_foreach(object, index, count, key, value)
    {
        if (form_shows(form, key) || yyjson_is_null(value))
            continue;
        if (members == ITEM_LIMIT) {
            buffer_format(out, "<div><dt>…</dt><dd>%zu members in all</dd></div>", count);
            break;
        }
        buffer_string(out, members++ == 0 ? "<dl class=\"members\">" : "");
        put_member(out, key, value);
    }
    buffer_string(out, members > 0 ? "</dl>" : "");
}

static void put_array(struct buffer *out, yyjson_val *array)
{
    size_t index, count;
    yyjson_val *item;
    buffer_string(out, "<ol class=\"items\">");
    yyjson_arr_foreach(array, index, count, item)
    {
        if (index == ITEM_LIMIT) {
            buffer_format(out, "<li>… %zu in all</li>", count);
            break;
        }
        buffer_string(out, "<li>");
        put_value(out, item);
        buffer_string(out, "</li>");
    }
    buffer_string(out, "</ol>");
}

void html_put_evidence(struct buffer *out, struct text evidence)
{
    if (evidence.length == 0)
        return;
    yyjson_doc *document = yyjson_read(evidence.data, evidence.length, YYJSON_READ_NUMBER_AS_RAW);
    yyjson_val *root = yyjson_doc_get_root(document);
    if (yyjson_is_obj(root) && yyjson_obj_size(root) > 0) {
        put_object(out, root);
    } else if (yyjson_is_arr(root) && yyjson_arr_size(root) > 0) {
        put_array(out, root);
    } else if (root) {
        put_passage(out, root, NULL, NULL);
    } else {
        buffer_string(out, "<blockquote class=\"passage\">");
        markup_put_cut(out, evidence, TEXT_LIMIT);
        buffer_string(out, "</blockquote>");
    }
    yyjson_doc_free(document);
}

/* ---- cards --------------------------------------------------------------------------------------------- */

static void put_card(struct buffer *out, const struct check_result *check, const struct finding *finding,
                     bool name_check)
{
    struct buffer place = {0};
    finding_put_place(&place, finding);
    buffer_format(out, "<li class=\"finding %s\"><div class=\"where\">",
                  html_outcome_class(check_outcome(check)));
    if (finding->code.length > 0) {
        buffer_string(out, "<span class=\"code\">");
        markup_put(out, finding->code);
        buffer_string(out, "</span>");
    }
    if (!text_equal(finding->record, buffer_view(&place))) {
        buffer_string(out, "<span class=\"id\">");
        markup_put_cut(out, finding->record, 120);
        buffer_string(out, "</span>");
    }
    buffer_string(out, "<span class=\"place\">");
    html_put_made(out, &place);
    buffer_string(out, "</span>");
    if (finding->locus.length > 0) {
        buffer_string(out, "<span class=\"locus\">");
        markup_put_cut(out, finding->locus, 120);
        buffer_string(out, "</span>");
    }
    if (name_check)
        html_put_check_link(out, check);
    buffer_string(out, "</div><div class=\"what\"><p class=\"message\">");
    markup_put_cut(out, finding->message, TEXT_LIMIT);
    buffer_string(out, "</p>");
    html_put_evidence(out, finding->evidence);
    buffer_string(out, "</div></li>\n");
}

void html_put_worst(struct page *page)
{
    struct worst_finding worst[WORST];
    size_t count = summary_worst(&page->summary, worst, WORST, WORST_PER_CHECK);
    if (count == 0)
        return;
    struct buffer *out = page->out;
    buffer_string(
        out,
        "<section id=\"worst\"><h2>Worst findings</h2><p class=\"aside\">By level, then by score; at most "
        "three of one check. Open a record with <code>assay show ");
    struct buffer place = {0};
    finding_put_argument(&place, worst[0].finding);
    html_put_made(out, &place);
    buffer_string(out, "</code>.</p>\n<ol class=\"findings\">\n");
    for (size_t i = 0; i < count; i++)
        put_card(out, worst[i].check, worst[i].finding, true);
    buffer_string(out, "</ol></section>\n");
}

static void put_cards(struct buffer *out, const struct check_result *check, size_t from, size_t to)
{
    buffer_string(out, "<ol class=\"findings\">\n");
    for (size_t i = from; i < to; i++)
        put_card(out, check, &check->findings[i], false);
    buffer_string(out, "</ol>\n");
}

void html_put_findings(struct page *page, const struct check_result *check)
{
    struct buffer *out = page->out;
    size_t shown =
        check->finding_count < page->findings_per_check ? check->finding_count : page->findings_per_check;
    if (shown == 0)
        return;
    size_t open = shown < OPEN_FINDINGS ? shown : OPEN_FINDINGS;
    buffer_string(out, "<h4>Findings</h4>\n");
    put_cards(out, check, 0, open);
    if (shown > open) {
        buffer_format(out, "<details class=\"more\"><summary>%zu more</summary>\n", shown - open);
        put_cards(out, check, open, shown);
        buffer_string(out, "</details>\n");
    }
    if ((int64_t)shown == check->findings_total)
        return;
    buffer_format(out, "<p class=\"aside\">%zu of ", shown);
    amount_put_count(out, check->findings_total);
    buffer_string(out, " findings, worst first. <a class=\"browse\" href=\"#browser\" data-check=\"");
    markup_put(out, check->check);
    buffer_string(out, "\">Browse them</a></p>\n");
}
