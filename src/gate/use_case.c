#include "gate/use_case.h"

#include <math.h>

#include "base/yaml_tree.h"

struct case_reader {
    struct use_case *use_case;
    const char *path;
    struct error *error;
};

static const char *const gap_names[] = {"", "style", "format", "register", "skill", "facts"};
enum { GAPS = sizeof gap_names / sizeof *gap_names };

const char *gap_name(enum gap gap)
{
    return gap_names[gap];
}

#define FAULT(reader, node, ...) yaml_fault((node), (reader)->path, (reader)->error, __VA_ARGS__)

/* One operand or a list of them. */
static int files_read(struct case_reader *reader, const struct yaml_node *map, const char *key,
                      struct use_case_files *files)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (!node)
        return 0;
    const struct yaml_node *at = node->kind == YAML_LIST ? node->first : node;
    size_t count = node->kind == YAML_LIST ? node->count : 1;
    files->items = arena_take_zeroed(&reader->use_case->arena, count + 1, sizeof *files->items);
    if (!files->items)
        return error_memory(reader->error);
    for (; at; at = node->kind == YAML_LIST ? at->next : NULL) {
        struct text file = {0};
        TRY(yaml_text(at, reader->path, &file, reader->error));
        file = arena_copy(&reader->use_case->arena, file);
        if (!file.data)
            return error_memory(reader->error);
        files->items[files->count++] = file.data;
    }
    return 0;
}

static int count_read(struct case_reader *reader, const struct yaml_node *node, int64_t *out)
{
    double number = 0;
    TRY(yaml_number(node, reader->path, &number, reader->error));
    if (number < 0 || number > 1e15 || number != floor(number))
        return FAULT(reader, node, "should be a whole number from 0");
    *out = (int64_t)number;
    return 0;
}

/* correct and of: answers of the best prompt that were good, of how many. */
static int baseline_read(struct case_reader *reader, const struct yaml_node *node)
{
    static const char *const keys[] = {"correct", "of", "target", "prompts"};
    struct use_case *use_case = reader->use_case;
    const struct yaml_node *correct = yaml_get(node, "correct"), *of = yaml_get(node, "of"),
                           *target = yaml_get(node, "target"), *prompts = yaml_get(node, "prompts");
    if (node->kind != YAML_MAP)
        return FAULT(reader, node, "should be a map, as in {correct: 162, of: 200, target: 90 %%}");
    TRY(yaml_keys(node, reader->path, keys, sizeof keys / sizeof *keys, reader->error));
    if (target)
        TRY(yaml_number(target, reader->path, &use_case->target, reader->error));
    if (target && !(use_case->target > 0 && use_case->target <= 1))
        return FAULT(reader, target, "a target is a share above 0 and up to 1, as in 90 %%");
    if (prompts)
        TRY(yaml_count(prompts, reader->path, &use_case->prompts, reader->error));
    if (!correct && !of)
        return 0;
    if (!correct || !of)
        return FAULT(reader, node, "a baseline that was counted has both 'correct' and 'of'");
    TRY(count_read(reader, correct, &use_case->correct));
    TRY(yaml_count(of, reader->path, &use_case->answered, reader->error));
    if (use_case->correct > use_case->answered)
        return FAULT(reader, correct, "more correct answers than answers");
    use_case->baseline = true;
    return 0;
}

static int case_read(struct case_reader *reader, const struct yaml_node *root)
{
    static const char *const keys[] = {"use_case", "gap",   "prompt_baseline", "records",
                                       "eval",     "suite", "production",      "documents"};
    struct use_case *use_case = reader->use_case;
    if (root->kind != YAML_MAP)
        return FAULT(reader, root, "a use case is a map with the key 'use_case' and what is known");
    TRY(yaml_keys(root, reader->path, keys, sizeof keys / sizeof *keys, reader->error));
    if (!yaml_get(root, "use_case"))
        return FAULT(reader, root, "a use case needs 'use_case: NAME'");
    TRY(yaml_text(yaml_get(root, "use_case"), reader->path, &use_case->name, reader->error));
    if (yaml_get(root, "gap")) {
        size_t choice = 0;
        TRY(yaml_choice(yaml_get(root, "gap"), reader->path, gap_names + 1, GAPS - 1, &choice,
                        reader->error));
        use_case->gap = (enum gap)(choice + 1);
    }
    if (yaml_get(root, "prompt_baseline"))
        TRY(baseline_read(reader, yaml_get(root, "prompt_baseline")));
    if (yaml_get(root, "records"))
        TRY(yaml_count(yaml_get(root, "records"), reader->path, &use_case->least_records, reader->error));
    TRY(files_read(reader, root, "eval", &use_case->eval));
    TRY(files_read(reader, root, "suite", &use_case->suites));
    TRY(files_read(reader, root, "production", &use_case->production));
    return files_read(reader, root, "documents", &use_case->documents);
}

int use_case_parse(struct use_case *use_case, const char *path, struct text text, struct error *error)
{
    struct case_reader reader = {use_case, path, error};
    struct yaml_node *root = NULL;
    *use_case = (struct use_case){.target = NAN, .least_records = 100};
    TRY(yaml_tree_read(&root, path, text, &use_case->arena, error));
    return case_read(&reader, root);
}
