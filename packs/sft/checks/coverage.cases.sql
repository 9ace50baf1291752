-- cases: sft.coverage

-- case:    three topics: one fills the set, one is hardly there
INSERT INTO given
SELECT 'question_answer', '{"question": "What is the weather forecast for Paris on day ' || i || '?", "answer": "It is day ' || i || '."}'
FROM range(60) AS t(i);
INSERT INTO given
SELECT 'question_answer', '{"question": "Translate the sentence number ' || i || ' into German, please.", "answer": "Satz ' || i || '."}'
FROM range(12) AS t(i);
INSERT INTO given
SELECT 'question_answer', '{"question": "Sort these ' || i || ' integers by descending size with quicksort.", "answer": "Sorted ' || i || '."}'
FROM range(3) AS t(i);
INSERT INTO records FROM given_records;
-- set:     dominating=0.5
-- set:     thin=5
-- finds:   thin_cluster case#73
-- finds:   dominating_cluster case#48
-- figure:  clusters = 3
-- figure:  records in thin clusters = 0.04
-- figure:  records in the largest cluster = 0.8
-- figure:  prompts that open with their most frequent verb = 0.16

-- case:    two topics of one size
INSERT INTO given
SELECT 'question_answer', '{"question": "Translate the sentence number ' || i || ' into German, please.", "answer": "Satz ' || i || '."}'
FROM range(30) AS t(i);
INSERT INTO given
SELECT 'question_answer', '{"question": "Sort these ' || i || ' integers by descending size with quicksort.", "answer": "Sorted ' || i || '."}'
FROM range(30) AS t(i);
INSERT INTO records FROM given_records;
-- set:     clusters=4
-- finds:   nothing
-- figure:  clusters = 2
-- figure:  effective number of clusters = 2
-- figure:  compression ratio of sampled answers = 3.61875

-- case:    an embedding that the records bring decides
INSERT INTO given
SELECT 'openai', '{"messages": [{"role": "user", "content": "Question ' || i || '"}, {"role": "assistant", "content": "Answer ' || i || '"}], "embedding": ['
  || CASE WHEN i < 60 THEN '1, 0.' || i ELSE '-0.1, ' || i END || ', 0.5]}'
FROM range(63) AS t(i);
INSERT INTO records FROM given_records;
-- set:     embedding='embedding'
-- set:     clusters=2
-- set:     thin=5
-- finds:   dominating_cluster case#36
-- finds:   thin_cluster case#61
-- figure:  clusters = 2

-- case:    all prompts the same
INSERT INTO given
SELECT 'question_answer', '{"question": "Why?", "answer": "Because of ' || i || '."}'
FROM range(20) AS t(i);
INSERT INTO records FROM given_records;
-- set:     thin=2
-- finds:   dominating_cluster case#1
-- figure:  clusters = 1

-- case:    too few records to judge
INSERT INTO given VALUES
  ('question_answer', '{"question": "Name a river in Peru.", "answer": "Ucayali."}'),
  ('question_answer', '{"question": "Why is the sky blue?", "answer": "It scatters."}'),
  ('question_answer', '{"question": "Add 2 and 3", "answer": "5"}');
INSERT INTO records FROM given_records;
-- finds:   nothing

-- case:    no record has a prompt
INSERT INTO given VALUES ('openai', '{"messages": []}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  clusters = 0
