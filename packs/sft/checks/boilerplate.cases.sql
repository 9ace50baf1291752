-- cases: sft.boilerplate

-- case:    answers of their own
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "Four."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "It is six."}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  answers with a common opening = 0

-- case:    every answer begins and ends alike
INSERT INTO given
SELECT 'openai', '{"messages": [{"role": "user", "content": "Number ' || i || '?"}, {"role": "assistant", "content": "Certainly! Here is what you asked for: the number '
  || i || ' is ' || (i * i) || ' when squared. I hope this helps you!"}]}'
FROM range(30) AS numbers(i);
INSERT INTO records FROM given_records;
-- finds:   common_opening case#1
-- finds:   common_closing case#1
-- figure:  answers with a common opening = 1

-- case:    a model that speaks of itself
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Your favourite colour?"}, {"role": "assistant", "content": "As an AI language model, I have no favourite colour."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Who won yesterday?"}, {"role": "assistant", "content": "My knowledge cutoff is in 2021, so that is beyond me."}]}');
INSERT INTO records FROM given_records;
-- finds:   ai_disclaimer case#1
-- finds:   knowledge_cutoff case#2
-- figure:  records that speak of being a model = 1
