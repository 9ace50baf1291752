-- cases: sft.contradictions

-- case:    one question, two answers
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "What is the capital city of Australia?"}, {"role": "assistant", "content": "The capital city of Australia is Canberra, in the Australian Capital Territory."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "what is the capital city of australia"}, {"role": "assistant", "content": "Sydney, the largest harbour town."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "How many legs does a spider have?"}, {"role": "assistant", "content": "Eight."}]}');
INSERT INTO records FROM given_records;
-- finds:   contradicting_answer case#1
-- finds:   contradicting_answer case#2
-- figure:  contradicted, of records whose prompt has a twin = 1

-- case:    the same answer in other words
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "How many legs does a spider have?"}, {"role": "assistant", "content": "A spider has eight legs."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "How many legs does a spider have?"}, {"role": "assistant", "content": "A spider has eight legs, always."}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  records contradicted by another = 0

-- case:    the same input under another instruction
INSERT INTO given VALUES
  ('alpaca', '{"instruction": "Translate the text into French, keeping its tone and its length.", "input": "The weather was fine and we walked along the river all day.", "output": "Il faisait beau et nous avons marché le long de la rivière."}'),
  ('alpaca', '{"instruction": "Count the words.", "input": "The weather was fine and we walked along the river all day.", "output": "Twelve"}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  records contradicted by another = 0
