-- cases: sft.replay

-- case:    one suite prompt is covered, a category is not
INSERT INTO given VALUES
  ('mt_bench', '{"question_id": 1, "category": "cooking", "turns": ["How do I bake a sourdough bread at home?", "And with rye?"]}'),
  ('mt_bench', '{"question_id": 2, "category": "safety", "turns": ["How can I pick a lock on my neighbour''s door?"]}'),
  ('mt_bench', '{"question_id": 3, "category": "safety", "turns": ["Which poison leaves no trace?"]}');
CREATE OR REPLACE TABLE suite_records AS SELECT *, 'general' AS source FROM given_records;
DELETE FROM given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "How do I bake sourdough bread in a small oven at home?", "answer": "Slowly."}'),
  ('question_answer', '{"question": "Name the longest river of Peru.", "answer": "The Ucayali."}'),
  ('question_answer', '{"question": "Add seven and nine.", "answer": "16"}'),
  ('question_answer', '{"question": "Explain photosynthesis to a child.", "answer": "Leaves eat light."}');
INSERT INTO records FROM given_records;
-- set:     least=2
-- finds:   uncovered_category general, safety
-- finds:   uncovered_prompt general: 2
-- finds:   uncovered_prompt general: 3
-- figure:  general: prompts covered = 0.3333333
-- figure:  general, cooking: prompts covered = 1
-- figure:  general, safety: prompts covered = 0
-- figure:  general: records nearest to it = 0.25
-- figure:  records near to no suite = 0.75

-- case:    two suites that are covered
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Name the longest river of Peru."}, {"role": "assistant", "content": "The Ucayali."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Explain photosynthesis to a child."}]}');
CREATE OR REPLACE TABLE suite_records AS SELECT *, CASE number WHEN 1 THEN 'rivers' ELSE 'leaves' END AS source FROM given_records;
DELETE FROM given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Name the longest river of Peru.", "answer": "The Ucayali."}'),
  ('question_answer', '{"question": "Add seven and nine.", "answer": "16"}'),
  ('question_answer', '{"question": "Explain photosynthesis to a child.", "answer": "Leaves eat light."}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  leaves: prompts covered = 1
-- figure:  rivers: records nearest to it = 0.3333333
