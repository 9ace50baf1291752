-- cases: prediction.comparison

-- case:    one lost, two won
INSERT INTO given VALUES
  ('model_members', '{"question": "1 + 1?", "ground_truth": "2", "old": {"is_correct": true, "solution": "2"}, "new": {"is_correct": false, "solution": "3"}}'),
  ('model_members', '{"question": "1 + 2?", "ground_truth": "3", "old": {"is_correct": false, "solution": "2"}, "new": {"is_correct": true, "solution": "3"}}'),
  ('model_members', '{"question": "1 + 3?", "ground_truth": "4", "old": {"is_correct": false, "solution": "2"}, "new": {"is_correct": true, "solution": "4"}}'),
  ('model_members', '{"question": "1 + 4?", "ground_truth": "5", "old": {"is_correct": true, "solution": "5"}, "new": {"is_correct": true, "solution": "5"}}');
INSERT INTO records FROM given_records;
-- finds:   lost case#1/new
-- finds:   won case#2/new
-- finds:   won case#3/new
-- figure:  accuracy, new - old on all = 0.25
-- figure:  right in baseline only, new - old on all = 1
-- figure:  right in model only, new - old on all = 2
-- figure:  McNemar p after Holm, new - old on all = 1

-- case:    the same answers
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "correct": true}'),
  ('predictions', '{"item": 1, "model": "b", "prediction": "4", "correct": true}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  accuracy, b - a on all = 0

-- case:    the model and the baseline that are named
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "correct": true}'),
  ('predictions', '{"item": 1, "model": "b", "prediction": "5", "correct": false}'),
  ('predictions', '{"item": 1, "model": "c", "prediction": "4", "correct": true}');
INSERT INTO records FROM given_records;
-- set:     baseline=b
-- set:     model=c
-- finds:   won case#3
-- figure:  accuracy, c - b on all = 1
