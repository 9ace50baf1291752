/* MT-bench questions: {"question_id", "category", "turns": ["…", "…"], "reference": […]}.
 *
 * Each turn is a user's; there are no answers, since a model under test is to give them. Read only. */
#include "packs/sft/formats.h"

static const char *mt_bench_fits(yyjson_val *record)
{
    return yyjson_is_str(yyjson_arr_get_first(json_get(record, "turns"))) ? "have turns that are texts"
                                                                          : NULL;
}

static void mt_bench_read(struct conversation *conversation, yyjson_val *record,
                          const struct mapping *mapping)
{
    (void)mapping;
    yyjson_val *turns = json_get(record, "turns"), *value;
    struct text locus = {"/turns", 6};
    size_t index, count;
    if (!turns)
        record_fault_add(conversation, "missing_messages", (struct text){"", 0}, "",
                         "the record has no \"turns\"");
    else if (!yyjson_is_arr(turns))
        record_fault_add(conversation, "messages_not_a_list", locus, "", "\"turns\" is %s, not a list",
                         value_kind(turns));
    else if (yyjson_arr_size(turns) == 0)
        record_fault_add(conversation, "empty_record", locus, "", "the list of turns is empty");
    yyjson_arr_foreach(turns, index, count, value)
    {
        struct turn *turn = turn_add(conversation, "turns", (int64_t)index, -1);
        if (!turn)
            break;
        turn->role = text_of("user");
        if (!content_read(conversation, turn, value, "")) {
            extra_add(&conversation->turn_extra, (struct text){"content", 7}, value);
            turn->extra = extra_take(conversation, &conversation->turn_extra);
        }
    }
    record_rest(conversation, record, &turns, yyjson_is_arr(turns));
}

const struct coder mt_bench_coder = {mt_bench_fits, mt_bench_read, NULL};
