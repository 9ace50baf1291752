/* Everything that can be wrong with reading one record, declared once: the codes are stable, the sentences
 * make the table in docs/formats.md. */
#include "packs/sft/conversation.h"

const struct record_fault_kind record_fault_kinds[] = {
    /* found by the JSON reader */
    {"invalid_json", "The record is not JSON and nothing of it could be read."},
    {"truncated_json", "The record ends in the middle of a JSON value."},
    {"invalid_utf8", "Bytes that are not UTF-8 were replaced by U+FFFD."},
    {"lone_surrogate", "An escape names half of a surrogate pair; it was replaced by U+FFFD."},
    {"not_a_number", "NaN or Infinity stands where JSON allows only finite numbers."},
    {"duplicate_key", "An object has the same key twice; the last one wins, as in every trainer."},
    {"deep_nesting", "Values are nested deeper than any parser can be trusted with."},
    {"byte_order_mark", "A byte order mark stands before the record."},
    /* found by the readers of formats */
    {"not_an_object", "The record is JSON but not an object."},
    {"empty_record", "The record says nothing: no fields, or a list of messages without a message."},
    {"missing_messages", "The field that holds the conversation is not there."},
    {"messages_not_a_list", "The field that holds the conversation is not a list."},
    {"message_not_an_object", "A message is not an object; it was kept as a turn without role or content."},
    {"missing_role", "Nobody is named as the speaker of a message."},
    {"role_not_text", "The speaker of a message is not named by a text."},
    {"unknown_speaker", "The speaker's name has no meaning in this format; it was kept as the role."},
    {"missing_content", "A message or field says nothing: neither content nor a tool call."},
    {"content_type", "Content is neither a text nor a list of parts of known types."},
    {"tool_calls_type",
     "Tool calls are not a list of objects, or a call is not the JSON that its place demands."},
    {"tool_call_without_name", "A tool call does not say which tool."},
    {"arguments_not_json", "The arguments of a tool call are a text that is not JSON."},
    {"tools_not_a_list", "The tools on offer are not a list, nor a text that holds one."},
    {"weight_type", "A weight is not a number."},
    {"unknown_format", "The record fits no known format; name one."},
    {NULL, NULL},
};
