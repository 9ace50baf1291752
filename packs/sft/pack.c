/* The pack for supervised fine-tuning data. A format is one line in formats.c, a function one entry here, a
 * check or table one file named in meson.build. */
#include "packs/sft/formats.h"
#include "packs/sft/sft.h"

extern const struct embedded sft_files[]; /* tables.sql, checks, tables: written by tools/embed */

static const struct function functions[] = {
    {"sft_record",
     "(BLOB, VARCHAR, VARCHAR) -> STRUCT(id VARCHAR, "
     "turns STRUCT(\"role\" VARCHAR, content VARCHAR, name VARCHAR, reasoning VARCHAR, parts VARCHAR, "
     "tool_calls STRUCT(id VARCHAR, name VARCHAR, arguments VARCHAR)[], tool_call_id VARCHAR, "
     "weight DOUBLE, instruction BIGINT, \"at\" VARCHAR, extra VARCHAR)[], "
     "tools VARCHAR, weight DOUBLE, extra VARCHAR, "
     "faults STRUCT(code VARCHAR, locus VARCHAR, \"offset\" BIGINT, message VARCHAR)[])",
     sft_record_rows,
     "The conversation in a raw record of the named format (NULL: told from the record), with options as "
     "JSON; what is wrong with the record is in faults.",
     "sft_record('{\"question\":\"1+1?\",\"answer\":\"2\"}'::BLOB, 'question_answer', NULL)"
     ".turns[2].content  → 2"},
    {"sft_write", "(ANY, VARCHAR) -> STRUCT(text VARCHAR, losses STRUCT(field VARCHAR, message VARCHAR)[])",
     sft_write_rows,
     "A canonical row as one record of the named format: compact JSON, or CSV fields for a table; losses "
     "lists what the format cannot say, and text is NULL where it cannot say the row at all.",
     "sft_write({'turns': [{'role': 'text', 'content': 'hi'}]}, 'text').text  → {\"text\":\"hi\"}"},
    {"turns_text", "(ANY, VARCHAR) -> VARCHAR", sft_turns_text_rows,
     "One field's text of a list of turns: prompt (before the last answer, without system and instruction "
     "text), asked (the same with "
     "them), answer, whole, content (whole without system and instruction text).",
     "turns_text([{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': 'Hello'}], 'answer')  "
     "→ Hello"},
    {"turns_keys", "(ANY) -> STRUCT(prompt VARCHAR, answer VARCHAR, whole VARCHAR, content VARCHAR)",
     sft_turns_keys_rows,
     "128-bit keys of the fields' texts (see turns_text) in normal form (see text_normal): equal keys, equal "
     "texts. For grouping within "
     "one run.",
     "turns_keys([{'role': 'user', 'content': 'a  b'}]) = turns_keys([{'role': 'user', 'content': ' a b'}])  "
     "→ true"},
    {"turn_faults", "(ANY, VARCHAR) -> STRUCT(code VARCHAR, locus VARCHAR, message VARCHAR)[]",
     sft_turn_faults_rows,
     "What is wrong with the order, roles and tool calls of a list of turns, given the record's tools as "
     "JSON or NULL.",
     "turn_faults([{'role': 'user', 'content': 'Hi'}], NULL)[1].code  → no_assistant_turn"},
    {"turns_encoding_faults",
     "(ANY) -> STRUCT(code VARCHAR, locus VARCHAR, message VARCHAR, detail VARCHAR, before VARCHAR, span "
     "VARCHAR, after VARCHAR)[]",
     sft_turns_encoding_rows,
     "Faults of encoding in the contents of a list of turns, one of each kind a turn, with the text around "
     "it (see encoding_faults).",
     "turns_encoding_faults([{'role': 'user', 'content': 'cafÃ©', 'at': '/messages/0'}])[1].code  → "
     "mojibake"},
    {"chat_render",
     "(ANY, VARCHAR, BOOLEAN) -> STRUCT(text VARCHAR, spans STRUCT(\"start\" BIGINT, \"stop\" BIGINT)[], "
     "error "
     "VARCHAR)",
     sft_chat_render_rows,
     "A canonical row through a chat template (a tokenizer_config.json, a .jinja file or the template "
     "itself), "
     "with the prompt for an answer added when the last argument is true; spans are the characters that its "
     "{% generation %} blocks wrote, error is why the template failed or refused the row.",
     "chat_render({'turns': [{'role': 'user', 'content': 'Hi'}]}, "
     "'{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}', false).text  → <user>Hi"},
    {"trainer_faults",
     "(ANY, VARCHAR, VARCHAR) -> STRUCT(code VARCHAR, \"rule\" VARCHAR, locus VARCHAR, message VARCHAR, "
     "source VARCHAR)[]",
     sft_trainer_faults_rows,
     "What a trainer (trl, llamafactory, axolotl, torchtune, openai, together) with these settings "
     "(assistant_only_loss, train_on_prompt, packing; commas between) does to a canonical row: rejected, "
     "dropped, "
     "no_target, misread, ignored, end_only; each with the rule and where it is written.",
     "trainer_faults({'format': 'openai', 'turns': [{'role': 'user', 'content': 'Hi', 'at': "
     "'/messages/0'}]}, "
     "'openai', '')[1].rule  → no_assistant"},
    {"trainer_rules",
     "(VARCHAR) -> STRUCT(trainer VARCHAR, \"rule\" VARCHAR, code VARCHAR, message VARCHAR, source "
     "VARCHAR)[]",
     sft_trainer_rules_rows, "All rules of a trainer that trainer_faults applies.",
     "trainer_rules('torchtune')[1].code  → rejected"},
    {"trainer_view",
     "(ANY, VARCHAR, VARCHAR, VARCHAR) -> STRUCT(segments STRUCT(text VARCHAR, tokens BIGINT, target "
     "BOOLEAN)[], "
     "generations BIGINT, error VARCHAR, lost STRUCT(locus VARCHAR, field VARCHAR)[], "
     "shape VARCHAR)",
     sft_trainer_view_rows,
     "A canonical row as the sequence a trainer makes of it, through a chat template or (an empty text) "
     "without: pieces "
     "of text with the tokens that stand around them, trained on or not; how many {% generation %} blocks "
     "were met; why "
     "the template failed; what of the row is not in its rendering.",
     "trainer_view({'format': 'openai', 'turns': [{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', "
     "'content': "
     "'Yes'}]}, 'axolotl', '', '').segments[6].text  → Yes"},
    {"trainer_cut",
     "(VARCHAR, BIGINT[], BOOLEAN[], BIGINT) -> STRUCT(tokens BIGINT, target BIGINT, kept BIGINT, "
     "kept_target BIGINT, "
     "dropped BOOLEAN)",
     sft_trainer_cut_rows,
     "What a trainer leaves of a sequence, given the tokens of its pieces, which of them are trained on, and "
     "the most "
     "tokens of a sequence (0: no limit).",
     "trainer_cut('trl', [5, 4], [false, true], 7).kept_target  → 2"},
    {"packed_sequences", "(BIGINT[], BIGINT) -> BIGINT", sft_packed_sequences_rows,
     "How many sequences of that many tokens hold rows of these lengths, packed best fit decreasing (TRL's "
     "strategy bfd).",
     "packed_sequences([6, 5, 4, 3], 10)  → 2"},
    {"turns_defects",
     "(ANY, VARCHAR) -> STRUCT(code VARCHAR, kind VARCHAR, locus VARCHAR, message VARCHAR, \"offset\" "
     "BIGINT, "
     "span VARCHAR, times BIGINT, share DOUBLE, score DOUBLE)[]",
     sft_turns_defects_rows,
     "Defects in what a list of turns says: placeholders, template residue, merged instructions, loops, "
     "swapped "
     "sides, missing attachments, other models' names (second argument: the names that are its own, parted "
     "by "
     "commas), boilerplate about being a model. offset and span: where in the turn's content; times and "
     "share: of "
     "a loop.",
     "turns_defects([{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': 'N/A'}], "
     "'')[1].code  → "
     "placeholder_output"},
};

static const struct kept_table kept[] = {
    {"records", "row, record, file, number, line, byte, bytes", NULL},
};

const struct pack sft_pack = {
    .task = "sft",
    .title = "supervised fine-tuning",
    .functions = functions,
    .function_count = sizeof functions / sizeof *functions,
    .formats = sft_formats,
    .format_count = SFT_FORMATS,
    .files = sft_files,
    .kept = kept,
    .kept_count = sizeof kept / sizeof *kept,
    .media = "sft_media()",
    .recognise = sft_recognise,
};
