/* assay explain CHECK; assay checks, functions, formats: what there is and what it means. */
#include <string.h>

#include "base/json.h"
#include "cli/console.h"
#include "cli/session.h"
#include "functions/functions.h"
#include "packs/packs.h"

static void field_put(struct buffer *out, const char *name, struct text value)
{
    if (value.length)
        buffer_format(out, "%-12s%.*s\n", name, (int)value.length, value.data);
}

static void check_explain(const struct check *check, struct buffer *out)
{
    buffer_format(out, "%.*s - %.*s\n\n", (int)check->name.length, check->name.data, (int)check->title.length,
                  check->title.data);
    if (!check->is_table)
        field_put(out, "level", text_of(level_name(check->level)));
    field_put(out, "why", check->why);
    field_put(out, "definition", check->definition);
    field_put(out, "source", check->source);
    field_put(out, "needs", check->needs);
    field_put(out, "key", check->key);
    field_put(out, "file", check->path);
    if (check->param_count)
        buffer_string(out, "\nParameters (--set NAME=VALUE)\n");
    for (size_t i = 0; i < check->param_count; i++) {
        const struct check_param *param = &check->params[i];
        buffer_format(out, "  %.*s %.*s = %.*s\n      %.*s\n", (int)param->name.length, param->name.data,
                      (int)param->type.length, param->type.data, (int)param->value.length, param->value.data,
                      (int)param->doc.length, param->doc.data);
    }
    if (check->code_count)
        buffer_string(out, "\nCodes\n");
    for (size_t i = 0; i < check->code_count; i++)
        buffer_format(out, "  %-24.*s%.*s\n", (int)check->codes[i].name.length, check->codes[i].name.data,
                      (int)check->codes[i].doc.length, check->codes[i].doc.data);
    struct text sql = text_trim(check->text);
    buffer_format(out, "\nSQL\n%.*s\n", (int)sql.length, sql.data);
}

static bool function_explain(const struct function *functions, size_t count, const char *name,
                             struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(functions[i].name, name) != 0)
            continue;
        buffer_format(out, "%s%s\n\n%s\n\n%s\n", functions[i].name, functions[i].signature, functions[i].doc,
                      functions[i].example);
        return true;
    }
    return false;
}

static bool named_explain(const char *name, struct buffer *out)
{
    size_t count = 0;
    const struct function *functions = functions_all(&count);
    bool found = function_explain(functions, count, name, out);
    for (size_t i = 0; packs[i] && !found; i++)
        found = function_explain(packs[i]->functions, packs[i]->function_count, name, out);
    const struct format *format = found ? NULL : format_find(text_of(name));
    if (format)
        buffer_format(out, "%s - %s\n\n%s\n\n%s\n", format->name, format->title, format->doc,
                      format->writes ? "Read and written." : "Read only.");
    return found || format;
}

static int explain_run(struct invocation *invocation, struct error *error)
{
    struct check_set set = {0};
    struct buffer out = {0};
    if (invocation->operand_count == 0)
        return error_set(error, ERROR_USAGE, "explain needs the name of a check, a function or a format");
    int code = session_checks(&set, invocation, NULL, error);
    for (size_t i = 0; i < invocation->operand_count && code == 0; i++) {
        const struct check *check = check_set_find(&set, text_of(invocation->operands[i]));
        if (i)
            buffer_byte(&out, '\n');
        if (check)
            check_explain(check, &out);
        else if (!named_explain(invocation->operands[i], &out))
            code = error_set(error, ERROR_USAGE, "there is no check, function or format called '%s'",
                             invocation->operands[i]);
    }
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    check_set_release(&set);
    return code;
}

/* ---- lists ------------------------------------------------------------------------------------------------
 */

struct entry {
    struct text name, a, b;
};

/* One line each, names padded; or JSON with the given keys. */
static void entry_put(struct buffer *out, const struct entry *entry, const char *const keys[3], bool json,
                      size_t *number)
{
    if (!json) {
        buffer_format(out, "%-28.*s%-13.*s%.*s\n", (int)entry->name.length, entry->name.data,
                      (int)entry->a.length, entry->a.data, (int)entry->b.length, entry->b.data);
        return;
    }
    const struct text values[3] = {entry->name, entry->a, entry->b};
    buffer_string(out, (*number)++ ? ",\n{" : "\n{");
    for (size_t i = 0; i < 3; i++) {
        buffer_format(out, "%s\"%s\":", i ? "," : "", keys[i]);
        json_put_text(out, values[i]);
    }
    buffer_byte(out, '}');
}

static int list_print(struct buffer *out, bool json, struct error *error)
{
    struct buffer whole = {0};
    if (json)
        buffer_byte(&whole, '[');
    buffer_text(&whole, buffer_view(out));
    if (json)
        buffer_string(&whole, "\n]\n");
    int code = buffer_status(out, error);
    if (code == 0)
        code = print_buffer(&whole, NULL, error);
    buffer_release(&whole);
    buffer_release(out);
    return code;
}

static int checks_run(struct invocation *invocation, struct error *error)
{
    static const char *const keys[3] = {"check", "level", "title"};
    struct check_set set = {0};
    struct buffer out = {0};
    bool json = option_given(invocation, "json");
    size_t number = 0;
    int code = session_checks(&set, invocation, NULL, error);
    for (size_t i = 0; i < set.count && code == 0; i++)
        if (!set.items[i].is_table)
            entry_put(&out,
                      &(struct entry){set.items[i].name, text_of(level_name(set.items[i].level)),
                                      set.items[i].title},
                      keys, json, &number);
    if (code == 0)
        code = list_print(&out, json, error);
    buffer_release(&out);
    check_set_release(&set);
    return code;
}

static void functions_put(struct buffer *out, const struct function *functions, size_t count, bool json,
                          size_t *number)
{
    static const char *const keys[3] = {"function", "signature", "doc"};
    for (size_t i = 0; i < count; i++) {
        if (json)
            entry_put(out,
                      &(struct entry){text_of(functions[i].name), text_of(functions[i].signature),
                                      text_of(functions[i].doc)},
                      keys, json, number);
        else
            buffer_format(out, "%s%s\n    %s\n    %s\n", functions[i].name, functions[i].signature,
                          functions[i].doc, functions[i].example);
    }
}

static int functions_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    size_t count = 0, number = 0;
    bool json = option_given(invocation, "json");
    const struct function *functions = functions_all(&count);
    functions_put(&out, functions, count, json, &number);
    for (size_t i = 0; packs[i]; i++)
        functions_put(&out, packs[i]->functions, packs[i]->function_count, json, &number);
    return list_print(&out, json, error);
}

static int formats_run(struct invocation *invocation, struct error *error)
{
    static const char *const keys[3] = {"format", "access", "title"};
    struct buffer out = {0};
    size_t number = 0;
    bool json = option_given(invocation, "json");
    for (size_t i = 0; packs[i]; i++)
        for (size_t k = 0; k < packs[i]->format_count; k++) {
            const struct format *format = &packs[i]->formats[k];
            entry_put(&out,
                      &(struct entry){text_of(format->name), text_of(format->writes ? "read, write" : "read"),
                                      text_of(format->title)},
                      keys, json, &number);
        }
    return list_print(&out, json, error);
}

static const struct option list_options[] = {
    {"json", 0, ARGUMENT_NONE, NULL, "print a JSON list", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

static const struct option check_list_options[] = {
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER",
     "also the check files of this folder (./checks takes part by itself)", true},
    {"json", 0, ARGUMENT_NONE, NULL, "print a JSON list", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command explain_command = {
    .name = "explain",
    .operands = "CHECK…",
    .title = "what a check, function or format is, with its definition and SQL",
    .doc = "Prints the front matter of a check, its parameters, the codes of its findings and its SQL; or "
           "what a function "
           "or a format does.",
    .examples = "  assay explain sft.near_duplicates\n  assay explain word_jaccard\n",
    .options = check_list_options,
    .run = explain_run,
};

const struct command checks_command = {
    .name = "checks",
    .operands = "",
    .title = "list the checks",
    .doc = "Those built in, those in ./checks, and those in the folders given.",
    .options = check_list_options,
    .run = checks_run,
};

const struct command functions_command = {
    .name = "functions",
    .operands = "",
    .title = "list the SQL functions",
    .doc = "Every function with its signature, a sentence, and an example with its result.",
    .options = list_options,
    .run = functions_run,
};

const struct command formats_command = {
    .name = "formats",
    .operands = "",
    .title = "list the file formats",
    .doc = "What can be read, and what 'assay convert' can write.",
    .options = list_options,
    .run = formats_run,
};
