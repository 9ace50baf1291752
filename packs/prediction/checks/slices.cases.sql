-- cases: prediction.slices

-- case:    worse on one value of a field
INSERT INTO given
SELECT 'predictions', format('{{"item": {}, "model": "m", "prediction": "x", "correct": {}, "topic": "{}", "note": "n{}"}}', item,
  CASE WHEN item % 3 = 0 THEN item % 30 = 0 ELSE item % 10 > 0 END, CASE WHEN item % 3 = 0 THEN 'law' ELSE 'art' END, item)
FROM range(120) AS items(item)
ORDER BY item;
INSERT INTO records FROM given_records;
-- finds:   weak_slice case#4
-- figure:  accuracy of m, topic=law = 0.1
-- figure:  accuracy of m, topic=art = 0.9
-- figure:  against the rest, m, topic=law = -0.8
-- figure:  slices = 2

-- case:    out of distribution, no worse
INSERT INTO given
SELECT 'predictions', format('{{"item": {}, "model": "m", "prediction": "x", "correct": {}, "ood": {}}}', item, item % 3 > 0, item % 2 = 0)
FROM range(40) AS items(item)
ORDER BY item;
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  accuracy of m, ood=true = 0.65
