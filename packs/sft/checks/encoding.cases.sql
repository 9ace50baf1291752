-- cases: sft.encoding

-- case:    clean text in many scripts
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Où est né São Paulo?"}, {"role": "assistant", "content": "在圣保罗。 مرحبا، خوبم‌ها 👩‍👩‍👧 é"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Ça coûte 5 €"}, {"role": "assistant", "content": "“Yes” — naïve café"}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  damaged records = 0

-- case:    damage
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "â€œHiâ€ â€” cafÃ©"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "un\u000bexpected"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "soft​ly"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "lost � here"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "café and café"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "﷐"}]}');
INSERT INTO records FROM given_records;
-- finds:   mojibake case#1
-- finds:   control_character case#2
-- finds:   invisible_character case#3
-- finds:   replacement_character case#4
-- finds:   mixed_normalisation case#5
-- finds:   private_use case#6
-- finds:   noncharacter case#7
-- case:    bytes and escapes that JSON should not hold
INSERT INTO given VALUES
  ('openai', '{"messages":[{"role":"user","content":"\ud800 half"},{"role":"assistant","content":"b"}]}');
INSERT INTO records FROM given_records;
-- finds:   lone_surrogate case#1
-- finds:   replacement_character case#1

-- case:    bytes that are not UTF-8
INSERT INTO records BY NAME
SELECT 1 AS row, 'case#1' AS record, 'case' AS file, 1 AS number, 'openai' AS format, r.turns, r.faults
FROM (SELECT sft_record('{"messages":[{"role":"user","content":"caf\xE9"},{"role":"assistant","content":"b"}]}'::BLOB, 'openai', '{}') AS r);
-- finds:   invalid_utf8 case#1
-- finds:   replacement_character case#1

-- case:    NUL bytes in a line
INSERT INTO records BY NAME
SELECT 1 AS row, 'case#1' AS record, 'case' AS file, 1 AS number,
  [{'code': 'nul_bytes', 'locus': NULL, 'offset': 3, 'message': 'NUL bytes'}] AS faults;
-- finds:   nul_bytes case#1
