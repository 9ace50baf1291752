-- cases: sft.trainer

-- case:    a plain chat is trained whole by TRL
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}'),
  ('openai', '{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "6"}, {"role": "user", "content": "And 4 + 4?"}, {"role": "assistant", "content": "8"}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=trl
-- finds:   nothing
-- figure:  records trained whole = 1

-- case:    the same by LLaMA-Factory, with tokens
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}'),
  ('alpaca', '{"instruction": "Name a colour.", "input": "", "output": "Red"}');
INSERT INTO records FROM given_records;
-- set:     trainer=llamafactory
-- set:     tokenizer=cl100k_base
-- set:     max_tokens=64
-- finds:   nothing
-- figure:  tokens an epoch = 31
-- figure:  tokens trained on an epoch = 4
-- figure:  tokens of the longest record = 16

-- case:    LLaMA-Factory drops what does not take turns
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}, {"role": "assistant", "content": "c"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}]}'),
  ('sharegpt', '{"conversations": [{"from": "human", "value": "a"}, {"from": "chatgpt", "value": "b"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "", "weight": 0}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=llamafactory
-- finds:   dropped case#1
-- finds:   dropped case#2
-- finds:   dropped case#3
-- finds:   end_only case#4
-- finds:   ignored case#4
-- figure:  records dropped = 0.75

-- case:    OpenAI refuses other shapes, roles, members and weights, and small files
INSERT INTO given VALUES
  ('alpaca', '{"instruction": "Name a colour.", "input": "", "output": "Red"}'),
  ('openai', '{"messages": [{"role": "developer", "content": "x"}, {"role": "assistant", "content": "b"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "b", "weight": 0.5}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "b", "mood": "good"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "b", "weight": 0}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "b", "weight": 1}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=openai
-- finds:   rejected the data set
-- finds:   rejected case#1
-- finds:   rejected case#2
-- finds:   rejected case#3
-- finds:   rejected case#4
-- finds:   no_target case#5
-- figure:  records without target = 0.166667

-- case:    what all records break is one finding
INSERT INTO given VALUES
  ('alpaca', '{"instruction": "Name a colour.", "input": "", "output": "Red"}'),
  ('alpaca', '{"instruction": "Name a town.", "input": "", "output": "Bonn"}'),
  ('alpaca', '{"instruction": "Name a river.", "input": "", "output": "Rhine"}'),
  ('alpaca', '{"instruction": "Name a tree.", "input": "", "output": "Oak"}'),
  ('alpaca', '{"instruction": "Name a bird.", "input": "", "output": "Wren"}');
INSERT INTO records FROM given_records;
-- set:     trainer=together
-- finds:   rejected case
-- figure:  records rejected = 1

-- case:    torchtune repeats the question where an answer is null, and reads no tools
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}]}], "tools": [{"type": "function", "function": {"name": "weather"}}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=torchtune
-- finds:   misread case#1
-- finds:   ignored case#1
-- finds:   ignored case#1

-- case:    TRL cuts the end, so the answer goes first
INSERT INTO given VALUES
  ('prompt_completion', '{"prompt": "one two three four five six seven eight nine ten", "completion": " eleven twelve thirteen fourteen"}'),
  ('prompt_completion', '{"prompt": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen", "completion": " fifteen"}'),
  ('prompt_completion', '{"prompt": "one", "completion": " two"}');
INSERT INTO records FROM given_records;
-- set:     trainer=trl
-- set:     tokenizer=cl100k_base
-- set:     max_tokens=12
-- finds:   target_truncated case#1
-- finds:   no_target case#2
-- figure:  records trained whole = 0.333333
-- figure:  tokens cut off or dropped = 7

-- case:    LLaMA-Factory cuts a long question before a short answer
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"}, {"role": "assistant", "content": "yes"}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=llamafactory
-- set:     tokenizer=cl100k_base
-- set:     max_tokens=16
-- finds:   truncated case#1
-- figure:  records whose answer is cut = 0

-- case:    axolotl leaves out what is too long
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "one two three four five six seven eight nine ten"}, {"role": "assistant", "content": "eleven twelve"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "one"}, {"role": "assistant", "content": "two"}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=axolotl
-- set:     tokenizer=cl100k_base
-- set:     max_tokens=16
-- finds:   dropped case#1
-- figure:  records dropped = 0.5
-- figure:  tokens an epoch = 12

-- case:    a chat template refuses a system turn and loses the reasoning of earlier turns
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "x"}, {"role": "assistant", "content": "b"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "What?"}, {"role": "assistant", "content": "That.", "reasoning_content": "thinking of it"}, {"role": "user", "content": "And?"}, {"role": "assistant", "content": "This."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "b"}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=trl
-- set:     chat_template={% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system role') }}{% endif %}<{{ m.role }}>{{ m.content }}{% endfor %}
-- finds:   template_refused case#1
-- finds:   template_loses case#2
-- figure:  records rejected = 0.333333

-- case:    a chat template without generation blocks has an empty mask
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "b"}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=trl
-- set:     assistant_only_loss=true
-- set:     chat_template={% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}
-- finds:   mask_empty case#1
-- figure:  records without target = 1

-- case:    with generation blocks it has none
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "x y"}, {"role": "assistant", "content": "one two"}]}');
INSERT INTO records FROM given_records;
-- set:     trainer=trl
-- set:     assistant_only_loss=true
-- set:     tokenizer=cl100k_base
-- set:     chat_template={% for m in messages %}{% if m.role == 'user' %}{{ m.content }}{% else %}{% generation %}{{ m.content }}{% endgeneration %}{% endif %}{% endfor %}
-- finds:   nothing
-- figure:  generation blocks a record = 1
-- figure:  tokens trained on an epoch = 2
-- figure:  share of tokens trained on = 0.5
