/* The names of columns; see named_columns.h. */
#include "packs/prediction/named_columns.h"

enum { NAME_LIMIT = 40 };

struct column_name {
    const char *name;
    int kind;
};

/* Of two columns of one kind the one whose name stands first here is taken, the other stays in extra. The
 * first name of a kind is what --map calls it. */
static const struct column_name names[] = {
    {"item", ANSWER_ITEM},
    {"item_id", ANSWER_ITEM},
    {"question_id", ANSWER_ITEM},
    {"example_id", ANSWER_ITEM},
    {"sample_id", ANSWER_ITEM},
    {"prompt_id", ANSWER_ITEM},
    {"task_id", ANSWER_ITEM},
    {"doc_id", ANSWER_ITEM},
    {"qid", ANSWER_ITEM},
    {"idx", ANSWER_ITEM},
    {"model", ANSWER_MODEL},
    {"model_name", ANSWER_MODEL},
    {"model_id", ANSWER_MODEL},
    {"suite", ANSWER_SUITE},
    {"task", ANSWER_SUITE},
    {"task_name", ANSWER_SUITE},
    {"benchmark", ANSWER_SUITE},
    {"eval", ANSWER_SUITE},
    {"dataset", ANSWER_SUITE},
    {"filter", ANSWER_FILTER},
    {"prompt", ANSWER_PROMPT},
    {"question", ANSWER_PROMPT},
    {"instruction", ANSWER_PROMPT},
    {"problem", ANSWER_PROMPT},
    {"query", ANSWER_PROMPT},
    {"input", ANSWER_PROMPT},
    {"answer",
     ANSWER_ANSWER}, /* see named_columns_find: the gold answer where the model's has another name */
    {"prediction", ANSWER_ANSWER},
    {"predicted", ANSWER_ANSWER},
    {"pred", ANSWER_ANSWER},
    {"model_answer", ANSWER_ANSWER},
    {"model_output", ANSWER_ANSWER},
    {"model_response", ANSWER_ANSWER},
    {"generated_text", ANSWER_ANSWER},
    {"generation", ANSWER_ANSWER},
    {"predicted_answer", ANSWER_ANSWER},
    {"predicted_label", ANSWER_ANSWER},
    {"response", ANSWER_ANSWER},
    {"completion", ANSWER_ANSWER},
    {"output", ANSWER_ANSWER},
    {"solution", ANSWER_ANSWER},
    {"target", ANSWER_TARGET},
    {"reference", ANSWER_TARGET},
    {"gold", ANSWER_TARGET},
    {"ground_truth", ANSWER_TARGET},
    {"expected", ANSWER_TARGET},
    {"ideal", ANSWER_TARGET},
    {"correct_answer", ANSWER_TARGET},
    {"reference_answer", ANSWER_TARGET},
    {"gold_answer", ANSWER_TARGET},
    {"true_label", ANSWER_TARGET},
    {"correct", COLUMN_CORRECT},
    {"is_correct", COLUMN_CORRECT},
    {"exact_match", COLUMN_CORRECT},
    {"acc", COLUMN_CORRECT},
    {"accuracy", COLUMN_CORRECT},
    {"passed", COLUMN_CORRECT},
    {"em", COLUMN_CORRECT},
    {"score", COLUMN_CORRECT},
    {"confidence", COLUMN_CONFIDENCE},
    {"probability", COLUMN_CONFIDENCE},
    {"prob", COLUMN_CONFIDENCE},
    {"model_confidence", COLUMN_CONFIDENCE},
    {"paraphrases", ANSWER_PARAPHRASES},
    {"paraphrase_group", ANSWER_PARAPHRASES},
    {"paraphrase_of", ANSWER_PARAPHRASES},
    {"consistency_group", ANSWER_PARAPHRASES},
    {"original", ANSWER_ORIGINAL},
    {"original_item", ANSWER_ORIGINAL},
    {"original_id", ANSWER_ORIGINAL},
    {"base_item", ANSWER_ORIGINAL},
    {"perturbation", ANSWER_PERTURBATION},
    {"perturbed_by", ANSWER_PERTURBATION},
    {"corruption", ANSWER_PERTURBATION},
    {"cluster", ANSWER_CLUSTER},
    {"source_document", ANSWER_CLUSTER},
    {"document_id", ANSWER_CLUSTER},
    {"passage_id", ANSWER_CLUSTER},
    {"article_id", ANSWER_CLUSTER},
    {"role", ANSWER_ROLE},
    {"suite_role", ANSWER_ROLE},
    {"safe", COLUMN_SAFE},
    {"is_safe", COLUMN_SAFE},
    {"prompt_safe", COLUMN_SAFE},
    {"prompt_safety", COLUMN_SAFE},
    {"safety", COLUMN_SAFE},
    {"unsafe", COLUMN_UNSAFE},
    {"harmful", COLUMN_UNSAFE},
    {"is_harmful", COLUMN_UNSAFE},
    {"refusal", ANSWER_REFUSAL},
    {"refused", ANSWER_REFUSAL},
    {"is_refusal", ANSWER_REFUSAL},
    {"refusal_label", ANSWER_REFUSAL},
    {"final_label", ANSWER_REFUSAL},
    {"ood", COLUMN_OOD},
    {"is_ood", COLUMN_OOD},
    {"out_of_distribution", COLUMN_OOD},
    {"grader", COLUMN_GRADER},
    {"grader_id", COLUMN_GRADER},
    {"annotator", COLUMN_GRADER},
    {"annotator_id", COLUMN_GRADER},
    {"rater", COLUMN_GRADER},
    {"rater_id", COLUMN_GRADER},
    {"label", COLUMN_LABEL}, /* the target where no grader is named */
    {"rating", COLUMN_LABEL},
    {"verdict", COLUMN_LABEL},
    {"annotation", COLUMN_LABEL},
    {"graders", COLUMN_GRADES},
    {"grades", COLUMN_GRADES},
    {"annotations", COLUMN_GRADES},
    {"ratings", COLUMN_GRADES},
    {"id", ANSWER_ID},
};
enum { NAMES = sizeof names / sizeof *names };

/* Lower case, blanks and hyphens as underscores; empty when it is too long for any name. */
static struct text plain_name(struct text key, char *room)
{
    if (key.length == 0 || key.length >= NAME_LIMIT)
        return (struct text){"", 0};
    for (size_t i = 0; i < key.length; i++) {
        char byte = key.data[i];
        room[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte == ' ' || byte == '-' ? '_' : byte;
    }
    return (struct text){room, key.length};
}

bool grader_named(struct text key)
{
    static const char *const stems[] = {"annotator", "annotation", "grader", "rater", "judge", "human"};
    char room[NAME_LIMIT];
    struct text name = plain_name(key, room);
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
        size_t length = strlen(stems[i]);
        if (!text_starts(name, stems[i]) || name.length == length)
            continue;
        struct text rest = {name.data + length, name.length - length};
        bool numbered = rest.data[0] >= '0' && rest.data[0] <= '9';
        return numbered || (rest.data[0] == '_' && rest.length > 1 && !text_is(rest, "_id"));
    }
    return false;
}

/* ---- --map --------------------------------------------------------------------------------------------- */

static int kind_called(struct text name)
{
    for (size_t i = 0; i < NAMES; i++)
        if (text_is(name, names[i].name))
            return names[i].kind;
    return COLUMN_NONE;
}

static int map_refuse(struct text name, struct error *error)
{
    struct buffer known = {0};
    for (size_t i = 0; i < NAMES; i++)
        if (i == 0 || names[i].kind != names[i - 1].kind)
            buffer_format(&known, "%s%s", i ? ", " : "", names[i].name);
    error_fill(error, ERROR_USAGE, "options: \"%.*s\" is nothing a column of predictions can be; known: %s",
               (int)name.length, name.data, buffer_c(&known));
    buffer_release(&known);
    return ERROR_USAGE;
}

int column_map_read(struct column_map *map, struct text options, struct arena *arena, struct error *error)
{
    struct json_reader reader = {.arena = arena};
    size_t index, count;
    yyjson_val *key, *value;
    int code = 0;
    *map = (struct column_map){0};
    if (options.length == 0)
        return 0;
    yyjson_val *root = json_read(&reader, options), *section = json_get(root, "map");
    if (!root && reader.faults && strcmp(reader.faults->code, "out_of_memory") == 0)
        code = error_memory(error);
    else if (!yyjson_is_obj(root) || (section && !yyjson_is_obj(section)))
        code = error_set(error, ERROR_USAGE, "options are not a JSON object with a \"map\" of names: %.*s",
                         (int)(options.length < 200 ? options.length : 200), options.data);
    else if (yyjson_obj_size(section) > 0) {
        yyjson_obj_foreach(section, index, count, key, value)
        {
            int kind = kind_called(json_text(key));
            if (kind == COLUMN_NONE || !yyjson_is_str(value)) {
                code = map_refuse(json_text(key), error);
                break;
            }
            map->names[kind] = arena_copy(arena, json_text(value));
            if (!map->names[kind].data) {
                code = error_memory(error);
                break;
            }
        }
    }
    json_reader_release(&reader);
    return code;
}

/* ---- finding ------------------------------------------------------------------------------------------- */

static void take(struct columns_found *found, int kind, int rank, yyjson_val *key, yyjson_val *value)
{
    if (found->keys[kind] && found->ranks[kind] < rank)
        return;
    found->keys[kind] = key;
    found->values[kind] = value;
    found->ranks[kind] = rank;
}

static void drop(struct columns_found *found, int kind)
{
    found->keys[kind] = found->values[kind] = NULL;
}

static void column_place(struct columns_found *found, yyjson_val *key, yyjson_val *value,
                         const struct column_map *map)
{
    char room[NAME_LIMIT];
    for (int kind = 0; kind < COLUMN_KINDS; kind++)
        if (map && map->names[kind].data && text_equal(map->names[kind], json_text(key))) {
            take(found, kind, -1, key, value);
            return;
        }
    struct text name = plain_name(json_text(key), room);
    for (int i = 0; name.length && i < NAMES; i++)
        if (text_is(name, names[i].name)) {
            take(found, names[i].kind, i, key, value);
            return;
        }
    found->graders += grader_named(json_text(key)) && !yyjson_is_ctn(value);
}

/* "answer" is the model's only where nothing else is: beside "prediction" it is the gold one. The same holds
 * for "output", "solution" and the like. */
static void answer_settle(struct columns_found *found, yyjson_val *record)
{
    static const char *const gold[] = {"answer", "solution", "output", "completion"};
    yyjson_val *answer = found->keys[ANSWER_ANSWER];
    if (found->ranks[ANSWER_ANSWER] >= 0 && answer && text_is(json_text(answer), "answer")) {
        struct columns_found other = {0};
        size_t index, count;
        yyjson_val *key, *value;
        yyjson_obj_foreach(record, index, count, key, value)
        {
            if (key != answer)
                column_place(&other, key, value, NULL);
        }
        if (other.keys[ANSWER_ANSWER])
            take(found, ANSWER_ANSWER, -1, other.keys[ANSWER_ANSWER], other.values[ANSWER_ANSWER]);
    }
    for (size_t i = 0; i < sizeof gold / sizeof *gold && !found->keys[ANSWER_TARGET]; i++) {
        yyjson_val *key, *value;
        size_t index, count;
        yyjson_obj_foreach(record, index, count, key, value)
        {
            if (text_is(json_text(key), gold[i]) && key != found->keys[ANSWER_ANSWER])
                take(found, ANSWER_TARGET, NAMES, key, value);
        }
    }
}

/* A label is a grader's where one is named, says whether a prompt is safe where it says that, else the
 * target. */
static void label_settle(struct columns_found *found)
{
    yyjson_val *label = found->values[COLUMN_LABEL], *key = found->keys[COLUMN_LABEL];
    if (!key || found->keys[COLUMN_GRADER])
        return;
    bool named = text_is(json_text(key), "label");
    struct text text = yyjson_is_str(label) ? json_text(label) : (struct text){"", 0};
    drop(found, COLUMN_LABEL);
    if (text_is(text, "safe") || text_is(text, "unsafe"))
        take(found, COLUMN_SAFE, NAMES, key, label);
    else if (named && !found->keys[ANSWER_TARGET])
        take(found, ANSWER_TARGET, NAMES, key, label);
}

void named_columns_find(struct columns_found *found, yyjson_val *record, const struct column_map *map)
{
    size_t index, count;
    yyjson_val *key, *value;
    *found = (struct columns_found){0};
    if (yyjson_obj_size(record) == 0)
        return;
    yyjson_obj_foreach(record, index, count, key, value)
    {
        column_place(found, key, value, map);
    }
    answer_settle(found, record);
    label_settle(found);
    if (found->keys[COLUMN_GRADER] && !found->keys[COLUMN_LABEL])
        drop(found, COLUMN_GRADER);
}

/* ---- telling ------------------------------------------------------------------------------------------- */

static bool key_is(const struct columns_found *found, int kind, const char *const *wanted)
{
    char room[NAME_LIMIT];
    if (!found->keys[kind])
        return false;
    struct text name = plain_name(json_text(found->keys[kind]), room);
    while (*wanted && !text_is(name, *wanted))
        wanted++;
    return *wanted != NULL;
}

bool named_columns_tell(const struct columns_found *found)
{
    static const char *const scores[] = {"score", "accuracy", NULL};
    static const char *const plain[] = {"answer", "response", "completion", "output", "solution", NULL};
    bool asked = found->keys[ANSWER_ITEM] || found->keys[ANSWER_PROMPT] || found->keys[ANSWER_ID];
    bool answered = found->keys[ANSWER_ANSWER] != NULL,
         named = answered && !key_is(found, ANSWER_ANSWER, plain);
    bool graded = found->keys[COLUMN_CORRECT] && !key_is(found, COLUMN_CORRECT, scores);
    bool scored = found->keys[COLUMN_CORRECT] && !graded; /* training data has scores too */
    bool judged = found->graders > 1 || found->keys[COLUMN_GRADER] || found->keys[ANSWER_REFUSAL];
    int signs = graded + named + judged + (found->graders > 1) + (found->keys[COLUMN_CONFIDENCE] != NULL);
    int hints = scored + (found->keys[ANSWER_MODEL] != NULL) + (answered && found->keys[ANSWER_TARGET]) +
                (found->keys[ANSWER_ITEM] != NULL) + (found->keys[ANSWER_SUITE] != NULL);
    return asked && (signs > 1 || (signs == 1 && hints > 0));
}
