-- cases: sft.leakage

-- case:    nothing in common
INSERT INTO given VALUES
  ('question_answer', '{"question": "A farmer keeps 12 cows and sells 3 of them for 400 dollars each. How much does he get?", "answer": "1200"}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Which river flows through Vienna, and into which sea does it run?", "answer": "The Danube; the Black Sea."}'),
  ('question_answer', '{"question": "Write a haiku about the first snow.", "answer": "Quiet falls the night"}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  eval items leaked = 0
-- figure:  records that leak an eval item = 0

-- case:    word for word, but for white space
INSERT INTO given VALUES
  ('question_answer', '{"question": "A farmer keeps 12 cows and sells 3 of them for 400 dollars each. How much does he get?", "answer": "1200"}'),
  ('question_answer', '{"question": "Name the capital of the country that borders both Chad and Egypt.", "answer": "Khartoum"}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "A farmer keeps 12 cows and  sells 3 of them for 400 dollars each.\nHow much does he get?", "answer": "It is 1200 dollars."}'),
  ('question_answer', '{"question": "Which river flows through Vienna?", "answer": "The Danube."}');
INSERT INTO records FROM given_records;
-- finds:   leak_exact case#3
-- figure:  eval items leaked = 0.5
-- figure:  eval items leaked word for word = 0.5

-- case:    an item within a longer record
INSERT INTO given VALUES
  ('question_answer', '{"question": "A farmer keeps 12 cows and sells 3 of them for 400 dollars each. How much does he get for the three cows?", "answer": "1200"}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "You are given a puzzle. Read it twice, think about every step of it, then write the number and nothing else, please. Here it comes: a farmer keeps 12 cows and sells 3 of them for 400 dollars each. How much does he get for the three cows? Remember that units matter, that the puzzle may contain facts which are of no use at all, and that you should never guess.", "answer": "1200"}');
INSERT INTO records FROM given_records;
-- finds:   leak_ngram case#2
-- figure:  eval items leaked by runs of words = 1
-- figure:  eval items that share a run of 13 words with any record = 1

-- case:    thirteen words of a long item
INSERT INTO given VALUES
  ('question_answer', '{"question": "Consider the following account of a voyage. The captain of the old ship counted nine sails on the far horizon before the fog came down upon the water and hid them all from view. By midnight two men had deserted, the cook had fallen ill, and nobody could say how far it was to the nearest harbour. Which of the misfortunes named above happened last, and what might the captain have done to prevent it?", "answer": "The illness of the cook."}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Translate into Latin: \"The captain of the old ship counted nine sails on the far horizon before the fog came.\" Keep the order of the words wherever the grammar of the language lets you, mark every long vowel, and explain in one line each which case you chose for every noun and why no other case would do; finish with a list of the verbs in the sentence.", "answer": "Gubernator navis antiquae novem vela numeravit."}');
INSERT INTO records FROM given_records;
-- finds:   leak_gpt3 case#2
-- figure:  eval items leaked = 0
-- figure:  records that the rule of GPT-3 cuts = 1

-- case:    a question of arithmetic in other words
INSERT INTO given VALUES
  ('question_answer', '{"question": "Weng earns $12 an hour for babysitting. Yesterday, she just did 50 minutes of babysitting. How much did she earn?", "answer": "10"}'),
  ('question_answer', '{"question": "A bakery fills 7 boxes with 24 rolls each and has 11 rolls left over. How many rolls did it bake?", "answer": "179"}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Seven boxes of twenty-four rolls each were filled at a bakery, with 11 rolls left. What number of rolls did it bake?", "answer": "179"}'),
  ('question_answer', '{"question": "A library buys 30 shelves for 95 dollars each. What does it pay?", "answer": "2850"}');
INSERT INTO records FROM given_records;
-- finds:   leak_rephrased case#3
-- figure:  eval items leaked in other words = 0.5

-- case:    code with other names
INSERT INTO given VALUES
  ('code_problem', '{"task_id": "Own/0", "prompt": "def longest_streak(days, limit):\n    \"\"\"Return the length of the longest run of consecutive days whose rainfall stays below the limit.\n    >>> longest_streak([3, 1, 0, 7, 2], 5)\n    3\n    >>> longest_streak([], 5)\n    0\n    \"\"\"\n", "canonical_solution": "    best = run = 0\n    for day in days:\n        run = run + 1 if day < limit else 0\n        best = max(best, run)\n    return best\n", "test": "def check(f):\n    assert f([3, 1, 0, 7, 2], 5) == 3\n", "entry_point": "longest_streak"}'),
  ('code_problem', '{"task_id": "Own/1", "prompt": "def vowels_reversed(text):\n    \"\"\"Reverse only the vowels of the text.\n    >>> vowels_reversed(\"hello\")\n    ''holle''\n    \"\"\"\n", "canonical_solution": "    return text\n", "test": "", "entry_point": "vowels_reversed"}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('alpaca', '{"instruction": "Write a Python function rain_streak(values, threshold) giving the length of the longest run of consecutive days with rainfall below the threshold. For example rain_streak([3, 1, 0, 7, 2], 5) is 3 and rain_streak([], 5) is 0.", "output": "def rain_streak(values, threshold):\n    ..."}'),
  ('alpaca', '{"instruction": "Write a Python function that sorts a list of dictionaries by a key.", "output": "def by_key(rows, key):\n    return sorted(rows, key=lambda row: row[key])"}');
INSERT INTO records FROM given_records;
-- finds:   leak_rephrased case#3

-- case:    choices in another order
INSERT INTO given VALUES
  ('multiple_choice', '{"question": "Which layer of the atmosphere holds most of the ozone that absorbs ultraviolet light?", "choices": ["troposphere", "stratosphere", "mesosphere", "thermosphere"], "answer": 1}'),
  ('multiple_choice', '{"question": "Which metal is liquid at room temperature?", "choices": ["mercury", "iron", "copper", "tin"], "answer": 0}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('multiple_choice', '{"question": "In which layer of the atmosphere is most ozone, which absorbs ultraviolet light?", "choices": ["thermosphere", "mesosphere", "troposphere", "stratosphere"], "answer": 3}'),
  ('multiple_choice', '{"question": "Which planet has the shortest year?", "choices": ["Venus", "Mars", "Mercury", "Jupiter"], "answer": 2}');
INSERT INTO records FROM given_records;
-- finds:   leak_rephrased case#3

-- case:    a threshold that no score reaches
INSERT INTO given VALUES
  ('question_answer', '{"question": "A bakery fills 7 boxes with 24 rolls each and has 11 rolls left over. How many rolls did it bake?", "answer": "179"}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Seven boxes of twenty-four rolls each were filled at a bakery, with 11 rolls left. What number of rolls did it bake?", "answer": "179"}');
INSERT INTO records FROM given_records;
-- set:     least_score=1.0
-- finds:   nothing
-- figure:  eval items leaked = 0

-- case:    the same question with another answer is no leak of question and answer
INSERT INTO given VALUES
  ('question_answer', '{"question": "Say hello.", "answer": "Hello, dear friend, and welcome to this house."}');
CREATE OR REPLACE TABLE eval_records AS SELECT *, 'suite' AS source FROM given_records;
TRUNCATE given;
INSERT INTO given VALUES
  ('question_answer', '{"question": "Say hello.", "answer": "Bonjour."}');
INSERT INTO records FROM given_records;
-- set:     unit=question+answer
-- finds:   nothing
