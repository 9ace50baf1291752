-- cases: sft.structure

-- case:    well-formed conversations
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "And?"}, {"role": "assistant", "content": "More."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Time?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "now", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "12:00"}, {"role": "assistant", "content": "Noon."}], "tools": [{"type": "function", "function": {"name": "now", "parameters": {}}}]}'),
  ('openai', '{"messages": [{"role": "developer", "content": "x"}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{"type": "text", "text": "Hello"}]}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "", "tool_calls": [{"id": "c9", "type": "function", "function": {"name": "now", "arguments": "{}"}}]}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  malformed records = 0

-- case:    JSON that is broken
INSERT INTO given VALUES
  ('openai', '{"messages": [}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"'),
  ('openai', '[1, 2]');
INSERT INTO records FROM given_records;
-- finds:   invalid_json case#1
-- finds:   truncated_json case#2
-- finds:   not_an_object case#3
-- figure:  malformed records = 1

-- case:    JSON that Python would take
INSERT INTO given VALUES
  ('openai', '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"score":NaN}'),
  ('openai', '{"id":"x1","id":"x2","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}');
INSERT INTO records FROM given_records;
-- finds:   not_a_number case#1
-- finds:   duplicate_key x2

-- case:    ids given twice
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}], "id": "a"}'),
  ('openai', '{"messages": [{"role": "user", "content": "b"}, {"role": "assistant", "content": "Hello"}], "id": "a"}'),
  ('openai', '{"messages": [{"role": "user", "content": "c"}, {"role": "assistant", "content": "Hello"}], "id": "b"}');
INSERT INTO records FROM given_records;
-- finds:   duplicate_id a
-- finds:   duplicate_id a

-- case:    nobody there
INSERT INTO given VALUES
  ('openai', '{"messages": []}'),
  ('openai', '{"messages": [{"role": "assistant", "content": "Hello"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}]}');
INSERT INTO records FROM given_records;
-- finds:   empty_record case#1
-- finds:   no_turns case#1
-- finds:   assistant_first case#2
-- finds:   no_user_turn case#2
-- finds:   no_assistant_turn case#3

-- case:    empty and missing content
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " \n"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "​"}, {"role": "assistant", "content": "Hello"}]}');
INSERT INTO records FROM given_records;
-- finds:   empty_turn case#1
-- finds:   empty_turn case#2
-- finds:   missing_content case#3
-- finds:   empty_turn case#4

-- case:    roles
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"content": "x"}, {"role": "assistant", "content": "Hello"}]}'),
  ('openai', '{"messages": [{"role": "human", "content": "a"}, {"role": "gpt", "content": "b"}]}');
INSERT INTO records FROM given_records;
-- finds:   missing_role case#1
-- finds:   unknown_role case#2
-- finds:   unknown_role case#2
-- finds:   no_user_turn case#2
-- finds:   no_assistant_turn case#2

-- case:    content of the wrong type
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": ["text"]}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": 7}]}');
INSERT INTO records FROM given_records;
-- finds:   content_type case#1
-- finds:   content_type case#2

-- case:    order
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "system", "content": "Be brief."}, {"role": "assistant", "content": "Hello"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "user", "content": "please"}, {"role": "assistant", "content": "Hello"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "assistant", "content": "b"}]}'),
  ('openai', '{"messages": [{"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Hi"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Hi"}]}');
INSERT INTO records FROM given_records;
-- finds:   system_not_first case#1
-- finds:   repeated_user case#2
-- finds:   repeated_assistant case#3
-- finds:   assistant_first case#4
-- finds:   ends_without_answer case#4
-- finds:   ends_without_answer case#5

-- case:    tool calls
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "now", "arguments": "{}"}}]}, {"role": "assistant", "content": "Noon."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "tool", "tool_call_id": "zz", "content": "1"}, {"role": "assistant", "content": "Hello"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"arguments": "{}"}}]}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "now", "arguments": "{not json"}}]}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "later", "arguments": "{}"}}]}], "tools": [{"type": "function", "function": {"name": "now"}}]}');
INSERT INTO records FROM given_records;
-- finds:   call_without_result case#1
-- finds:   repeated_assistant case#1
-- finds:   result_without_call case#2
-- finds:   tool_call_without_name case#3
-- finds:   arguments_not_json case#4
-- finds:   undeclared_tool case#5
