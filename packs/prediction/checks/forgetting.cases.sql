-- cases: prediction.forgetting

-- case:    no worse on a suite that is large enough
INSERT INTO given
SELECT 'predictions', format('{{"item": {}, "model": "{}", "suite": "s", "prediction": "x", "correct": {}}}', item, model, item % 4 > 0)
FROM range(400) AS items(item), (VALUES ('old'), ('new')) AS models(model)
ORDER BY model DESC, item;
INSERT INTO records FROM given_records;
-- set:     baseline=old
-- finds:   nothing
-- figure:  suites passed = 1
-- figure:  suites failed = 0
-- figure:  new - baseline on s (general) = 0

-- case:    much worse on safety, by role in the data
INSERT INTO given
SELECT 'predictions', format('{{"item": {}, "model": "{}", "suite": "s", "role": "safety", "prediction": "x", "correct": {}}}', item, model, model = 'old' OR item % 5 > 0)
FROM range(200) AS items(item), (VALUES ('old'), ('new')) AS models(model)
ORDER BY model DESC, item;
INSERT INTO records FROM given_records;
-- set:     baseline=old
-- finds:   forgotten case#201
-- figure:  new - baseline on s (safety) = -0.2

-- case:    too few to tell, by role in the parameters
INSERT INTO given
SELECT 'predictions', format('{{"item": {}, "model": "{}", "suite": "law1", "prediction": "x", "correct": {}}}', item, model, item % 4 > 0)
FROM range(20) AS items(item), (VALUES ('old'), ('new')) AS models(model)
ORDER BY model DESC, item;
INSERT INTO records FROM given_records;
-- set:     baseline=old
-- set:     roles=domain=law*
-- finds:   undecided case#21
-- figure:  new - baseline on law1 (domain) = 0
-- figure:  suites inconclusive = 1

-- case:    a suite that the model was not run on
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "model": "old", "suite": "s", "prediction": "4", "correct": true}'),
  ('predictions', '{"item": 1, "model": "new", "suite": "t", "prediction": "4", "correct": true}');
INSERT INTO records FROM given_records;
-- set:     baseline=old
-- finds:   not_answered case#1
-- finds:   undecided case#1

-- case:    a baseline that is not there
INSERT INTO given VALUES ('predictions', '{"item": 1, "model": "new", "suite": "s", "prediction": "4", "correct": true}');
INSERT INTO records FROM given_records;
-- set:     baseline=older
-- finds:   no_baseline case#1
