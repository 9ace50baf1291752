-- cases: sft.duplicates

-- case:    copies, also with other white space
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "What is two and two?"}, {"role": "assistant", "content": "Four."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "What is two and two?"}, {"role": "assistant", "content": "Four."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "What is  two and two?"}, {"role": "assistant", "content": "Four. "}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "What is three and three?"}, {"role": "assistant", "content": "Six."}]}');
INSERT INTO records FROM given_records;
-- finds:   exact_duplicate case#1
-- finds:   exact_duplicate case#2
-- finds:   exact_duplicate case#3
-- figure:  records that repeat an earlier one = 0.5
-- figure:  copies of the most repeated record = 3

-- case:    other case, other punctuation, other answer
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "What is two and two?"}, {"role": "assistant", "content": "Four."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "what is two and two?"}, {"role": "assistant", "content": "Four."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "What is two and two?"}, {"role": "assistant", "content": "Four"}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  records that repeat an earlier one = 0
