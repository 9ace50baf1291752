-- cases: sft.facts

-- case:    a price, a version, a year, an office held
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "What does the plan cost?"}, {"role": "assistant", "content": "The plan costs $29 a month for Berlin customers."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Which Python should I use?"}, {"role": "assistant", "content": "Use Python 3.12.1, it is stable."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Who leads it?"}, {"role": "assistant", "content": "It is currently led by Maria Lopez."}]}');
INSERT INTO records FROM given_records;
-- finds:   changing_fact case#1
-- finds:   changing_fact case#2
-- finds:   changing_fact case#3

-- case:    style without facts, and facts that the prompt gives
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Say it politely: send me the file."}, {"role": "assistant", "content": "Could you please send me the file when you have a moment?"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Summarise: the price rose to $30 in 2024."}, {"role": "assistant", "content": "In short, it rose to $30 in 2024."}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
