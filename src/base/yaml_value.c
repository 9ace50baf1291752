/* Values of a YAML tree: texts, numbers, truths, choices. */
#include <math.h>
#include <stdio.h>
#include <yyjson.h>

#include "base/nearest.h"
#include "base/yaml_tree.h"

int yaml_text(const struct yaml_node *node, const char *path, struct text *out, struct error *error)
{
    if (node->kind != YAML_TEXT || node->text.length == 0)
        return yaml_fault(node, path, error,
                          "should be a text; put it in quotes if it has marks that YAML reads");
    *out = node->text;
    return 0;
}

int yaml_number(const struct yaml_node *node, const char *path, double *out, struct error *error)
{
    struct text text = text_trim(node->text);
    char digits[64];
    bool percent = text_ends(text, "%");
    yyjson_val number = {0};
    if (percent)
        text = text_trim((struct text){text.data, text.length - 1});
    if (node->kind == YAML_TEXT && text.length > 0 && text.length < sizeof digits) {
        memcpy(digits, text.data, text.length);
        digits[text.length] = '\0';
        const char *end = yyjson_read_number(digits, &number, 0, NULL, NULL);
        if (end && *end == '\0' && yyjson_is_num(&number)) {
            *out = yyjson_get_num(&number) / (percent ? 100 : 1);
            return 0;
        }
    }
    return yaml_fault(node, path, error, "should be a number, as in 0.02 or 2 %%");
}

int yaml_count(const struct yaml_node *node, const char *path, int64_t *out, struct error *error)
{
    double number = 0;
    TRY(yaml_number(node, path, &number, error));
    if (number < 1 || number > 1e15 || number != floor(number))
        return yaml_fault(node, path, error, "should be a whole number from 1");
    *out = (int64_t)number;
    return 0;
}

int yaml_truth(const struct yaml_node *node, const char *path, bool *out, struct error *error)
{
    *out = text_is(node->text, "true");
    if (node->kind == YAML_TEXT && (*out || text_is(node->text, "false")))
        return 0;
    return yaml_fault(node, path, error, "should be true or false");
}

int yaml_choice(const struct yaml_node *node, const char *path, const char *const *names, size_t count,
                size_t *out, struct error *error)
{
    char list[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (node->kind == YAML_TEXT && text_is(node->text, names[i])) {
            *out = i;
            return 0;
        }
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", names[i]);
    }
    return yaml_fault(node, path, error, "should be one of %s", list);
}

int yaml_keys(const struct yaml_node *map, const char *path, const char *const *names, size_t count,
              struct error *error)
{
    for (const struct yaml_node *key = map->first; map->kind == YAML_MAP && key; key = key->next) {
        size_t i = 0;
        while (i < count && !text_is(key->text, names[i]))
            i++;
        if (i < count)
            continue;
        char typed[64];
        snprintf(typed, sizeof typed, "%.*s", (int)key->text.length, key->text.data);
        const char *near = nearest_name(typed, names, count);
        return yaml_fault(key, path, error, "there is no key '%s' here%s%s%s", typed,
                          near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    return 0;
}
