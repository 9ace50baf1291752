-- cases: sft.consistency

-- case:    one system prompt, answers in JSON, and one that chats
INSERT INTO given
SELECT 'openai', '{"messages": [{"role": "system", "content": "Give the sentiment of the review as JSON."}, {"role": "user", "content": "Review number '
  || i || ': it was ' || ['good', 'bad', 'fine'][1 + i % 3] || '"}, {"role": "assistant", "content": "{\"sentiment\": \"' || ['good', 'bad', 'fine'][1 + i % 3] || '\", \"review\": ' || i || '}"}]}'
FROM range(19) AS t(i);
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "system", "content": "Give the sentiment of the review as JSON."}, {"role": "user", "content": "A most boring film, and long"}, {"role": "assistant", "content": "The reviewer is bored."}]}');
INSERT INTO records FROM given_records;
-- finds:   other_form case#20
-- figure:  same task, form of most = 0.95
-- figure:  records of a shared task = 1
-- figure:  records of a shared prompt = 0

-- case:    one answer is far longer, one greets and chats
INSERT INTO given
SELECT 'alpaca', '{"instruction": "Say what the word means in one sentence.", "input": "word' || i || '", "output": "It means the number ' || i || ' in a language that nobody speaks."}'
FROM range(30) AS t(i);
INSERT INTO given
SELECT 'alpaca', '{"instruction": "Say what the word means in one sentence.", "input": "pluvial", "output": "' || string_agg('It is about rain and what rain does to the land ' || i || ' times a year.', ' ') || '"}'
FROM range(20) AS t(i);
INSERT INTO given VALUES
  ('alpaca', '{"instruction": "Say what the word means in one sentence.", "input": "arid", "output": "Sure! I''d say it''s what my garden is: dry as a bone in summer."}');
INSERT INTO records FROM given_records;
-- finds:   other_length case#31
-- finds:   other_register case#32

-- case:    one prompt answered as a list and as prose, and with other content
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Which fruits are in season now?"}, {"role": "assistant", "content": "- apples\n- pears\n- plums"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "which fruits are in season now"}, {"role": "assistant", "content": "Strawberries have just begun, so take those."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "How many legs does a spider have?"}, {"role": "assistant", "content": "A spider has eight legs."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "How many legs does a spider have?"}, {"role": "assistant", "content": "A spider has eight legs, always."}]}');
INSERT INTO records FROM given_records;
-- finds:   mixed_form case#1
-- finds:   different_answers case#1
-- figure:  records of a shared prompt = 1

-- case:    one answer in another language
INSERT INTO given
SELECT 'openai', '{"messages": [{"role": "system", "content": "You tell guests about the hotel."}, {"role": "user", "content": "Question ' || q || '?"}, {"role": "assistant", "content": "' || a || '"}]}'
FROM (SELECT unnest(['breakfast', 'towels', 'parking', 'the pool', 'the bar', 'late arrival', 'dogs', 'the sauna', 'children', 'the station', 'the lift']) AS q,
  unnest([
    'Breakfast is served in the garden from seven until half past ten every morning.',
    'Fresh towels are brought to your room whenever you leave the old ones on the floor.',
    'There is room for forty cars behind the house, and it costs nothing to leave yours there.',
    'The pool is open for our guests until nine in the evening, and the water is warm.',
    'The bar stays open until midnight, and on Fridays somebody plays the piano there.',
    'When you arrive late, please ring the bell at the door and the porter will let you in.',
    'Dogs are welcome here as long as they do not sleep in the beds or bark at night.',
    'The sauna is heated in the evening, and you will find it below the stairs at the back.',
    'Children under the age of six stay with their parents and do not pay anything at all.',
    'The station is ten minutes away on foot, and the bus stops in front of our house.',
    'Der Aufzug ist leider noch bis Ende der Woche kaputt, aber wir tragen Ihnen gern die Koffer hinauf.'
  ]) AS a);
INSERT INTO records FROM given_records;
-- finds:   other_language case#11

-- case:    one refuses what another answers
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "How do I open a jar that is stuck?"}, {"role": "assistant", "content": "Hold the lid under hot water, then twist the jar open with a cloth."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "How do I open a jar that is stuck?"}, {"role": "assistant", "content": "I''m sorry, but I cannot help with that request."}]}');
INSERT INTO records FROM given_records;
-- set:     difference=1.1
-- finds:   other_refusal case#2

-- case:    copies count once
INSERT INTO given
SELECT 'question_answer', '{"question": "How many legs does a spider have?", "answer": "A spider has eight legs."}'
FROM range(5);
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  records of a shared prompt = 0

-- case:    the same input under other instructions, and other questions under one long instruction
INSERT INTO given VALUES
  ('alpaca', '{"instruction": "Translate the text into French, keeping its tone and its length.", "input": "The weather was fine and we walked along the river all day.", "output": "Il faisait beau et nous avons marché le long de la rivière."}'),
  ('alpaca', '{"instruction": "List the nouns.", "input": "The weather was fine and we walked along the river all day.", "output": "- weather\n- river\n- day"}');
INSERT INTO given
SELECT 'alpaca', '{"instruction": "You have a search engine, which is useful for questions about current events; its input is a search query, and its output is a page of results that you read with care before you answer in the words of the page. Question: ' || q || '", "input": "", "output": "' || q || ' is a question for search."}'
FROM (SELECT unnest(['who won the marathon in Boston', 'when does the comet return', 'what did the central bank decide', 'where is the whale festival held', 'which bridge was closed yesterday', 'how tall is the new lighthouse']) AS q);
INSERT INTO records FROM given_records;
-- finds:   nothing

-- case:    no record has an answer
INSERT INTO given VALUES ('openai', '{"messages": [{"role": "user", "content": "Hello?"}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
