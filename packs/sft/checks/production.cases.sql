-- cases: sft.production

-- case:    the same questions on both sides
INSERT INTO given
SELECT 'prompt', '{"prompt": "How many ' || ['apples', 'pears', 'plums', 'nuts', 'eggs'][1 + i % 5] || ' do ' || (i * 7) || ' boxes of ' || i || ' hold?"}'
FROM range(200) AS t(i);
CREATE OR REPLACE TABLE production_records AS SELECT *, 'log' AS source FROM given_records;
DELETE FROM given;
INSERT INTO given
SELECT 'question_answer', '{"question": "How many ' || ['apples', 'pears', 'plums', 'nuts', 'eggs'][1 + i % 5] || ' do ' || (i * 7) || ' boxes of ' || i || ' hold?", "answer": "They hold ' || (i * i * 7) || '."}'
FROM range(100, 300) AS t(i);
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  features that shifted = 0
-- figure:  traffic on topics that training hardly has = 0
-- figure:  production records whose prompt is in training = 0.5
-- figure:  Jensen-Shannon distance: form of the prompt = 0

-- case:    production asks for translations as well, and never about trains
INSERT INTO given
SELECT 'prompt', CASE i % 2
  WHEN 0 THEN '{"prompt": "How many ' || ['apples', 'pears', 'plums', 'nuts', 'eggs'][1 + i % 5] || ' do ' || (i * 7) || ' boxes of ' || i || ' hold?"}'
  ELSE '{"prompt": "Translate the letter number ' || i || ' of our customer into polite French sentences for the lawyer"}'
END
FROM range(200) AS t(i);
CREATE OR REPLACE TABLE production_records AS SELECT *, 'log' AS source FROM given_records;
DELETE FROM given;
INSERT INTO given
SELECT 'question_answer', CASE i % 2
  WHEN 0 THEN '{"question": "How many ' || ['apples', 'pears', 'plums', 'nuts', 'eggs'][1 + i % 5] || ' do ' || (i * 7) || ' boxes of ' || i || ' hold?", "answer": "Many."}'
  ELSE '{"question": "When does the fast train number ' || i || ' leave the station for Berlin?", "answer": "At noon."}'
END
FROM range(500, 700) AS t(i);
INSERT INTO records FROM given_records;
-- set:     topics=3
-- finds:   shift feature: prompt words
-- finds:   shift feature: topic
-- finds:   shift feature: form of the prompt
-- finds:   told_apart prompts
-- finds:   uncovered topic of production: customer, french, into, lawyer, letter
-- finds:   unasked topic of training: berlin, does, fast, leave, station
-- figure:  traffic on topics that training hardly has = 0.5
-- figure:  features that shifted = 3

-- case:    too few records for a verdict are no pass of a feature
INSERT INTO given VALUES
  ('prompt', '{"prompt": "Translate this letter into French"}'),
  ('prompt', '{"prompt": "Translate that letter into French"}');
CREATE OR REPLACE TABLE production_records AS SELECT *, 'log' AS source FROM given_records;
DELETE FROM given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "2 + 2?", "answer": "4"}'),
  ('question_answer', '{"question": "3 + 2?", "answer": "5"}'),
  ('question_answer', '{"question": "3 + 3?", "answer": "6"}');
INSERT INTO records FROM given_records;
-- finds:   too_few prompts
-- figure:  features that shifted = 0

-- case:    hours and sources stand beside the prompts
INSERT INTO given
SELECT 'prompt', '{"prompt": "How many eggs do ' || (i % 60) || ' boxes hold?", "source": "phone", "ts": "2026-03-0' || (1 + i % 9) || 'T23:10:00Z"}'
FROM range(300) AS t(i);
CREATE OR REPLACE TABLE production_records AS SELECT *, 'log' AS source FROM given_records;
DELETE FROM given;
INSERT INTO given
SELECT 'question_answer', '{"question": "How many eggs do ' || (i % 60) || ' boxes hold?", "answer": "Many.", "source": "' || CASE WHEN i % 10 = 0 THEN 'phone' ELSE 'web' END
  || '", "ts": ' || (1772500000 + i % 3 * 86400) || '}'
FROM range(300) AS t(i);
INSERT INTO records FROM given_records;
-- set:     told_apart=0.7
-- finds:   shift feature: source
-- finds:   shift feature: hour (UTC)
-- figure:  Jensen-Shannon distance: hour (UTC) = 1
