-- cases: prediction.integrity

-- case:    missing, twice, out of range, empty, unreadable
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "target": "4", "confidence": 0.5}'),
  ('predictions', '{"item": 1, "model": "b", "prediction": "4", "target": "5", "confidence": 1.5}'),
  ('predictions', '{"item": 1, "model": "b", "prediction": "3", "target": "5"}'),
  ('predictions', '{"item": 2, "model": "a", "prediction": " ", "target": "4", "confidence": "high"}');
INSERT INTO records FROM given_records;
-- finds:   different_targets case#1
-- finds:   confidence_range case#2
-- finds:   duplicate_item case#3
-- finds:   missing_item case#4
-- finds:   empty_answer case#4
-- finds:   not_readable case#4
-- figure:  items of all without an answer of b = 0.5

-- case:    whole
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "target": "4", "confidence": 0.5}'),
  ('predictions', '{"item": 1, "model": "b", "prediction": "4", "target": "4", "confidence": 1}'),
  ('predictions', '{"item": 1, "perturbation": "typos", "model": "a", "prediction": "4", "target": "4"}'),
  ('predictions', '{"item": 1, "perturbation": "typos", "model": "b", "prediction": "4", "target": "4"}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  empty answers = 0
