/* One line on a terminal that is never wider than the terminal. Columns are counted as Unicode says they are
 * shown; what data holds in control and hidden characters is spelled out, so that nothing from data can move
 * the cursor, colour the screen or reorder a line. */
#ifndef ASSAY_REPORT_LINE_H
#define ASSAY_REPORT_LINE_H

#include "base/buffer.h"
#include "report/report.h"

enum shade { SHADE_PLAIN, SHADE_BOLD, SHADE_FAINT, SHADE_RED, SHADE_YELLOW, SHADE_BLUE, SHADE_GREEN };

struct line {
    struct buffer *out;
    const struct terminal_options *options; /* columns resolved, never 0 */
    int used;                               /* columns so far */
};

/* Columns that are left on the line. */
int line_left(const struct line *line);

/* Columns that the text would take, hidden characters spelled out. */
int line_measure(const struct line *line, struct text text);

/* Appends text in a shade, cut with an ellipsis to at most `limit` columns and to what is left. Text may come
 * from data. */
void line_put(struct line *line, struct text text, enum shade shade, int limit);
/* Bytes of the text that fit on what is left of the line, broken at a blank where there is one; at least one
 * character. */
size_t line_fitting(const struct line *line, struct text text);

/* Text over as many lines as it needs, each begun at a column. The line must be empty. */
void line_paragraph(struct line *line, struct text text, int column, enum shade shade);

void line_string(struct line *line, const char *string, enum shade shade);

/* Blanks up to a column (counted from 0); one blank if the line is there already. */
void line_pad(struct line *line, int column);

void line_end(struct line *line);

#endif
