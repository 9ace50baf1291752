-- cases: sft.independence

-- case:    other sources, authors and times
INSERT INTO given
SELECT 'question_answer', to_json({'question': 'Decode ' || md5(i::VARCHAR) || ' and then ' || md5((i + 1000)::VARCHAR), 'answer': 'x', 'source': 'exam', 'author': 'bo',
  'created_at': '2024-05-' || (10 + i % 20)})
FROM range(400) AS r(i);
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Which river flows through Vienna?", "answer": "The Danube.", "source": "forum", "author": "ann", "created_at": "2023-01-05"}'),
  ('question_answer', '{"question": "Write a haiku about snow.", "answer": "Quiet", "source": "forum", "author": "ann", "created_at": "2023-02-05"}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  the evaluation set is independent (1 yes, 0 no) = 1
-- figure:  eval items that share a source with training = 0
-- figure:  eval items from the time of training = 0

-- case:    the same author and one of two sources
INSERT INTO given VALUES
  ('question_answer', '{"question": "Name the capital of the country that borders both Chad and Egypt.", "answer": "Khartoum", "source": "exam", "author": "bo", "created_at": 1672900000}'),
  ('question_answer', '{"question": "What is the boiling point of ethanol?", "answer": "78 °C", "source": "forum", "author": "bo", "created_at": 1735689600}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Which river flows through Vienna?", "answer": "The Danube.", "source": "forum", "author": "bo", "created_at": "2023-01-01T10:00:00Z"}'),
  ('question_answer', '{"question": "Write a haiku about snow.", "answer": "Quiet", "source": "blog", "author": "ann", "created_at": "2023-03-01"}');
INSERT INTO records FROM given_records;
-- finds:   shared_source case#3
-- finds:   shared_author case#3
-- figure:  the evaluation set is independent (1 yes, 0 no) = 0
-- figure:  eval items that share a source with training = 0.5
-- figure:  eval items that share an author with training = 1
-- figure:  eval items from the time of training = 0.5

-- case:    leaked, and twins within the evaluation set
INSERT INTO given VALUES
  ('question_answer', '{"question": "A bakery fills 7 boxes with 24 rolls each and has 11 rolls left over. How many rolls did it bake?", "answer": "179"}'),
  ('question_answer', '{"question": "A bakery fills 7 boxes with 24 rolls each and has 11 rolls left over. How many rolls did it bake today?", "answer": "179"}'),
  ('question_answer', '{"question": "Name the capital of the country that borders both Chad and Egypt.", "answer": "Khartoum"}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "A bakery fills 7 boxes with 24 rolls each and has 11 rolls left over. How many rolls did it bake?", "answer": "179"}');
INSERT INTO records FROM given_records;
-- finds:   leaked_item case#4
-- finds:   eval_twin case#4
-- figure:  the evaluation set is independent (1 yes, 0 no) = 0

-- case:    nothing says where anything is from
INSERT INTO given VALUES
  ('question_answer', '{"question": "Name the capital of the country that borders both Chad and Egypt.", "answer": "Khartoum"}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Which river flows through Vienna?", "answer": "The Danube."}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  eval items leaked = 0
