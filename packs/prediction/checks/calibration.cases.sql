-- cases: prediction.calibration

-- case:    one confidently wrong
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "correct": true, "confidence": 0.9}'),
  ('predictions', '{"item": 2, "model": "a", "prediction": "4", "correct": false, "confidence": 0.95}'),
  ('predictions', '{"item": 3, "model": "a", "prediction": "4", "correct": false, "confidence": 0.2}');
INSERT INTO records FROM given_records;
-- finds:   confidently_wrong case#2
-- figure:  Brier, a = 0.3175
-- figure:  AUROC, a = 0.5
-- figure:  mean confidence, a = 0.683333333

-- case:    right and sure
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "a", "prediction": "4", "correct": true, "confidence": 0.9}'),
  ('predictions', '{"item": 2, "model": "a", "prediction": "4", "correct": true, "confidence": 1.0004}');
INSERT INTO records FROM given_records;
-- set:     bins=10
-- finds:   nothing
-- figure:  ECE, a = 0.05
-- figure:  MCE, a = 0.1
