-- cases: prediction.robustness

-- case:    broken, kept, and without its original
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "correct": true}'),
  ('predictions', '{"item": 2, "model": "a", "prediction": "5", "correct": true}'),
  ('predictions', '{"item": "1t", "original": 1, "perturbation": "typos", "model": "a", "prediction": "3", "correct": false}'),
  ('predictions', '{"item": 2, "perturbation": "typos", "model": "a", "prediction": "5", "correct": true}'),
  ('predictions', '{"item": "9t", "original": 9, "perturbation": "typos", "model": "a", "prediction": "5", "correct": true}');
INSERT INTO records FROM given_records;
-- finds:   broken case#3
-- finds:   no_original case#5
-- figure:  accuracy of a under typos = 0.666666667
-- figure:  change of a under typos = -0.5

-- case:    nothing breaks
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "correct": true}'),
  ('predictions', '{"item": 1, "perturbation": "case", "model": "a", "prediction": "4", "correct": true}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  change of a under case = 0
