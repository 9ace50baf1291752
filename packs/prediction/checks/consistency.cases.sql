-- cases: prediction.consistency

-- case:    alike and not alike
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "paraphrase_group": "g", "prediction": "Paris.", "correct": true}'),
  ('predictions', '{"item": 2, "model": "a", "paraphrase_group": "g", "prediction": " paris", "correct": true}'),
  ('predictions', '{"item": 3, "model": "a", "paraphrase_group": "h", "prediction": "Bonn", "correct": false}'),
  ('predictions', '{"item": 4, "model": "a", "paraphrase_group": "h", "prediction": "Berlin", "correct": true}'),
  ('predictions', '{"item": 5, "model": "a", "paraphrase_group": "alone", "prediction": "Berlin", "correct": true}');
INSERT INTO records FROM given_records;
-- finds:   inconsistent case#3
-- figure:  groups with one answer, a = 0.5
-- figure:  agreement within groups, a = 0.5
-- figure:  groups partly right, a = 0.5

-- case:    nearly the same answer
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "paraphrase_group": "g", "prediction": "the city of Paris", "correct": true}'),
  ('predictions', '{"item": 2, "model": "a", "paraphrase_group": "g", "prediction": "the old city of Paris", "correct": true}');
INSERT INTO records FROM given_records;
-- set:     same=0.7
-- finds:   nothing
-- figure:  groups with one answer, a = 1
