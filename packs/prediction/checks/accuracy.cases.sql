-- cases: prediction.accuracy

-- case:    graded and by equality with the target
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "suite": "s", "prediction": "4", "correct": true}'),
  ('predictions', '{"item": 2, "model": "a", "suite": "s", "prediction": "5", "correct": 0}'),
  ('predictions', '{"item": 1, "model": "b", "suite": "t", "prediction": " 4", "target": "4"}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  accuracy of a on s = 0.5
-- figure:  accuracy of b on t = 1
-- figure:  answers without a grade = 0

-- case:    clusters widen the interval
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "document_id": "d", "prediction": "4", "correct": true}'),
  ('predictions', '{"item": 2, "model": "a", "document_id": "d", "prediction": "5", "correct": true}'),
  ('predictions', '{"item": 3, "model": "a", "document_id": "e", "prediction": "5", "correct": false}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  accuracy of a = 0.666666667

-- case:    no grade, and grades of two kinds
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "correct": true}'),
  ('predictions', '{"item": 2, "model": "a", "prediction": "5", "target": "5"}'),
  ('predictions', '{"item": 3, "model": "a", "prediction": "6"}');
INSERT INTO records FROM given_records;
-- finds:   mixed_grading case#2
-- finds:   ungraded case#3
-- figure:  accuracy of a = 1
