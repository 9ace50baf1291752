-- cases: my.apologies

-- case:    a plain answer
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "A sad word?"}, {"role": "assistant", "content": "Sorrow."}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  answers that apologise = 0

-- case:    an apology
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "I''m sorry, it is 4."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "6"}]}');
INSERT INTO records FROM given_records;
-- finds:   apology case#1
-- figure:  answers that apologise = 0.5

-- case:    a long apology is let pass
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "Sorry, it is 4."}]}');
INSERT INTO records FROM given_records;
-- set:     most_words=2
-- finds:   nothing
