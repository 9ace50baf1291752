-- cases: sft.near_duplicates

-- case:    one word changed
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Tell me a story about animals by a river"}, {"role": "assistant", "content": "The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river and dreams."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Tell me a story about animals by a river"}, {"role": "assistant", "content": "The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river and snores."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "How tall is Mount Everest, in metres?"}, {"role": "assistant", "content": "It is 8,849 metres tall."}]}');
INSERT INTO records FROM given_records;
-- finds:   near_duplicate case#1
-- finds:   near_duplicate case#2
-- figure:  clusters = 1
-- figure:  texts in the largest cluster = 2

-- case:    the same system text does not make two records alike
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "system", "content": "The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river "}, {"role": "user", "content": "Name one planet that has rings please"}, {"role": "assistant", "content": "Saturn has rings, and so has Jupiter."}]}'),
  ('openai', '{"messages": [{"role": "system", "content": "The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river "}, {"role": "user", "content": "How do I boil an egg until it is hard"}, {"role": "assistant", "content": "Ten minutes in boiling water, then cold water."}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  clusters = 0

-- case:    exact copies alone are not near-duplicates
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Say this"}, {"role": "assistant", "content": "The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river "}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Say this"}, {"role": "assistant", "content": "The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river "}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  clusters = 0

-- case:    a higher threshold
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Tell me a story about animals by a river"}, {"role": "assistant", "content": "The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river and dreams."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Tell me a story about animals by a river"}, {"role": "assistant", "content": "The quick brown fox jumps over the lazy dog while the patient old cat sleeps on the warm stone wall behind the little red house by the river and snores."}]}');
INSERT INTO records FROM given_records;
-- set:     threshold=0.99
-- finds:   nothing
-- figure:  clusters = 0
