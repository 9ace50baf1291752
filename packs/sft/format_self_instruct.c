/* Self-Instruct seed tasks: {"id", "name", "instruction", "instances": [{"input", "output"}, …]}.
 *
 * The first instance is the conversation; where there are more, or an instance says more, the whole list is
 * kept in extra. Read only. Pitfall: a classification task's outputs are bare labels, so short answers are no
 * defect here. */
#include "packs/sft/pairs.h"

static const char *self_instruct_fits(yyjson_val *record)
{
    return json_get(record, "instruction") && yyjson_is_arr(json_get(record, "instances"))
               ? "have an instruction with instances"
               : NULL;
}

static struct text text_or_none(yyjson_val *value)
{
    return yyjson_is_str(value) ? json_text(value) : (struct text){0};
}

static void self_instruct_read(struct conversation *conversation, yyjson_val *record,
                               const struct mapping *mapping)
{
    (void)mapping;
    yyjson_val *instruction = json_get(record, "instruction"), *instances = json_get(record, "instances");
    yyjson_val *first = yyjson_arr_get_first(instances), *input = json_get(first, "input"),
               *output = json_get(first, "output");
    if (!yyjson_is_str(instruction))
        record_fault_add(conversation, "content_type", (struct text){"", 0}, "instruction",
                         "the instruction is %s, not a text", value_kind(instruction));
    struct turn *turn = turn_add(conversation, "instruction", -1, -1);
    if (turn) {
        turn->role = text_of("user");
        prompt_join(conversation, turn, text_or_none(instruction), text_or_none(input));
        if (turn->content.data && turn->instruction < 0)
            instruction_mark(turn);
    }
    turn = turn_add(conversation, "instances/0/output", -1, -1);
    if (turn) {
        turn->at = text_of("/instances/0/output");
        turn->role = text_of("assistant");
        turn->content = text_or_none(output);
        if (!turn->content.data)
            record_fault_add(conversation, "missing_content", turn->at, "",
                             "the first instance has no output that is a text");
    }
    bool plain = yyjson_arr_size(instances) == 1 && yyjson_obj_size(first) == 2 && yyjson_is_str(input) &&
                 yyjson_is_str(output);
    record_rest(conversation, record,
                (yyjson_val *[]){yyjson_is_str(instruction) ? instruction : NULL, plain ? instances : NULL},
                2);
}

const struct coder self_instruct_coder = {self_instruct_fits, self_instruct_read, NULL};
