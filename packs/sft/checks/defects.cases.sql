-- cases: sft.defects

-- case:    sound records
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Which of these is a verb, if any?\n\ntable, chair"}, {"role": "assistant", "content": "None"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Write a template for an invitation."}, {"role": "assistant", "content": "Dear [insert name],\n\nyou are invited to [insert event]."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Translate into Russian: good morning to all of you"}, {"role": "assistant", "content": "Доброе утро вам всем, дорогие друзья"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Write a dialogue between a user and an assistant."}, {"role": "assistant", "content": "User: Hello!\nAssistant: Good morning."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Show a Jinja template with a name in it."}, {"role": "assistant", "content": "```\nHello {{ name }}!\n```"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Write a chorus."}, {"role": "assistant", "content": "La la la, we sing along, la la la, the whole day long."}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  records with a defect = 0

-- case:    placeholders
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "<noinput>"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "N/A"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Describe the river Rhine."}, {"role": "assistant", "content": "The Rhine rises in [insert place] and flows north."}]}'),
  ('alpaca', '{"instruction": "Name a river.", "input": "No input", "output": "The Rhine."}');
INSERT INTO records FROM given_records;
-- finds:   placeholder_output case#1
-- finds:   placeholder_output case#2
-- finds:   placeholder_output case#3
-- finds:   placeholder_input case#4

-- case:    what templates leave
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Who are you?"}, {"role": "assistant", "content": "I am {{name}}, at your service."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "The Rhine.<|im_end|>"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "[INST] Name a river. [/INST]"}, {"role": "assistant", "content": "The Rhine."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "### Response:\nThe Rhine."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Greet a customer."}, {"role": "assistant", "content": "Good morning, {first_name}, what can we do for you?"}]}');
INSERT INTO records FROM given_records;
-- finds:   template_residue case#1
-- finds:   template_residue case#2
-- finds:   template_residue case#3
-- finds:   template_residue case#4
-- finds:   template_residue case#5

-- case:    a second task within an answer
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "The Rhine.\n##\n7. Instruction: Name a lake.\n7. Input:\n<noinput>\n7. Output:\nThe Bodensee."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "The Rhine.\n\nHuman: And a lake?\n\nAssistant: The Bodensee."}]}');
INSERT INTO records FROM given_records;
-- finds:   merged_instruction case#1
-- finds:   merged_instruction case#2

-- case:    a loop
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Describe the Rhine."}, {"role": "assistant", "content": "It is long. The Rhine flows north. The Rhine flows north. The Rhine flows north. The Rhine flows north. The Rhine flows north."}]}');
INSERT INTO records FROM given_records;
-- finds:   repetition_loop case#1

-- case:    sides that are swapped
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "The Rhine rises in the Alps, passes six countries and ends in the North Sea after more than a thousand kilometres."}, {"role": "assistant", "content": "Write a sentence about the Rhine."}]}');
INSERT INTO records FROM given_records;
-- finds:   swapped_prompt_answer case#1

-- case:    what is spoken of and not there
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Describe the river in the attached picture."}, {"role": "assistant", "content": "It is wide and slow."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Summarize this article.\nhttps://www.example.com/rivers/rhine"}, {"role": "assistant", "content": "It praises the Rhine."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Correct the following sentence."}, {"role": "assistant", "content": "The Rhine is long."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": [{"type": "text", "text": "Describe the river in the attached picture."}, {"type": "image_url", "image_url": {"url": "rhine.png"}}]}, {"role": "assistant", "content": "It is wide and slow."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Correct the following sentence: The Rhine are long."}, {"role": "assistant", "content": "The Rhine is long."}]}');
INSERT INTO records FROM given_records;
-- finds:   unavailable_reference case#1
-- finds:   unavailable_reference case#2
-- finds:   unavailable_reference case#3

-- case:    another model's name
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Who are you?"}, {"role": "assistant", "content": "I am ChatGPT, a language model."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Who made you?"}, {"role": "assistant", "content": "As an AI developed by OpenAI, I cannot say more."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "What do you use?"}, {"role": "assistant", "content": "I am using ChatGPT to write mails."}]}');
INSERT INTO records FROM given_records;
-- finds:   other_model case#1
-- finds:   other_model case#2

-- case:    the model's own names are let pass
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Who are you?"}, {"role": "assistant", "content": "I am ChatGPT."}]}');
INSERT INTO records FROM given_records;
-- set:     names=ChatGPT, OpenAI
-- finds:   nothing

-- case:    the prompt again
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Name a river in Europe."}, {"role": "assistant", "content": "Name a river in Europe."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Name a river in Europe that is longer than a thousand kilometres."}, {"role": "assistant", "content": "Name a river in Europe that is longer than a thousand kilometres. The Rhine."}]}');
INSERT INTO records FROM given_records;
-- finds:   answer_copies_prompt case#1
-- finds:   answer_copies_prompt case#2

-- case:    another script than the prompt's
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Name three rivers and say where they rise."}, {"role": "assistant", "content": "Рейн, Дунай и Волга: все они начинаются в горах или на холмах."}]}');
INSERT INTO records FROM given_records;
-- finds:   wrong_language case#1

-- case:    JSON that is none
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Give the Rhine as JSON."}, {"role": "assistant", "content": "{\"name\": \"Rhine\", length: 1233}"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Give the Rhine as JSON."}, {"role": "assistant", "content": "{\"name\": \"Rhine\", \"length\": 1233}"}]}');
INSERT INTO records FROM given_records;
-- finds:   invalid_json case#1

-- case:    half a thinking tag, and a block where others have none
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "They want a river.</think>The Rhine."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Name a lake."}, {"role": "assistant", "content": "<think>They want a lake.</think>The Bodensee."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Name a hill."}, {"role": "assistant", "content": "The Brocken."}]}');
INSERT INTO records FROM given_records;
-- set:     meant_share=0.5
-- finds:   thinking_left case#1
-- finds:   thinking_left case#2

-- case:    thinking that is meant
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Name a lake."}, {"role": "assistant", "content": "<think>They want a lake.</think>The Bodensee."}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing

-- case:    a table that does not render
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Tabulate two rivers."}, {"role": "assistant", "content": "| river | length |\n|---|\n| Rhine | 1233 |"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Tabulate two lakes."}, {"role": "assistant", "content": "| lake | area |\n|---|---|\n| Bodensee | 536 |"}]}');
INSERT INTO records FROM given_records;
-- finds:   broken_table case#1
