-- cases: prediction.graders

-- case:    two agree, one goes another way
INSERT INTO given
SELECT 'predictions', format('{{"item": {}, "model": "m", "answer": "x", "annotator1": "{}", "annotator2": "{}", "annotator3": "{}"}}', item,
  label, CASE WHEN item = 3 THEN 'tie' ELSE label END, CASE WHEN item % 4 = 0 THEN label WHEN label = 'a' THEN 'b' ELSE 'a' END)
FROM (SELECT item, CASE WHEN item % 2 = 0 THEN 'a' ELSE 'b' END AS label FROM range(40) AS items(item)) AS labelled
ORDER BY item;
INSERT INTO records FROM given_records;
-- finds:   split case#4
-- finds:   outlying_grader case#2
-- figure:  Cohen kappa, annotator1 and annotator2 = 0.951219512

-- case:    one grade a record
INSERT INTO given VALUES
  ('predictions', '{"item": 1, "annotator_id": "x", "label": "1"}'),
  ('predictions', '{"item": 1, "annotator_id": "y", "label": "1"}'),
  ('predictions', '{"item": 2, "annotator_id": "x", "label": "2"}'),
  ('predictions', '{"item": 2, "annotator_id": "y", "label": "2"}'),
  ('predictions', '{"item": 3, "annotator_id": "x", "label": "3"}'),
  ('predictions', '{"item": 3, "annotator_id": "y", "label": "3"}');
INSERT INTO records FROM given_records;
-- set:     scale=ordinal
-- finds:   nothing
-- figure:  Cohen kappa, x and y = 1
-- figure:  Krippendorff alpha, ordinal = 1
