-- cases: sft.pii

-- case:    numbers that are no personal data
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Is ISBN 978-3-16-148410-0 from 2020-01-15, at 12:34:56?"}, {"role": "assistant", "content": "Version 1.2.3.4 of 1939-1945 has 1,234,567 lines, 3.14159265358979 and 4111 1111 1111 1112."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "(2011-2015) and 3600/6000"}, {"role": "assistant", "content": "She is 53 years old, see https://corp.example/a?b=1 and Mr. Darcy, @property, 2 and square root, DE00 3704 0044 0532 0130 00"}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
-- figure:  records with personal data = 0

-- case:    one of each kind
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Write to ana.novak@mail.example"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Call +1 (851) 914-9172"}, {"role": "assistant", "content": "ok"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Card 4301454625761231"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "DE58 8359 8829 3839 0312 37"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "routing number 021000021"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "On file: 44051401359"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "PAN ABCPE1234F"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "NHS number 943 476 5919"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "passport X1234567"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "My driver''s license number is F162823540116"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "The client 52.14.3.9 was blocked"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "00:1B:44:11:3A:B7"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "postgres://bob:s3cret@db/x"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "export KEY=AKIAIOSFODNN7EXAMPLE"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Pay 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "She was born on 7/14/1995."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "My name is Harriet Jones, hello"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "123 Main St., Apt 4B, Springfield, IL 62704"}]}');
INSERT INTO records FROM given_records;
-- finds:   email case#1
-- finds:   phone case#2
-- finds:   credit_card case#3
-- finds:   iban case#4
-- finds:   bank_account case#5
-- finds:   national_id case#6
-- finds:   tax_id case#7
-- finds:   health_id case#8
-- finds:   passport case#9
-- finds:   driver_licence case#10
-- finds:   ip_address case#11
-- finds:   mac_address case#12
-- finds:   credentials case#13
-- finds:   secret case#14
-- finds:   crypto_address case#15
-- finds:   birth_date case#16
-- finds:   person case#17
-- finds:   address case#18
-- figure:  records with personal data = 1

-- case:    what scores low is reported when asked for
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "He is 53 years old"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "See https://corp.example/a"}]}');
INSERT INTO records FROM given_records;
-- set:     least_score=0.2
-- finds:   age case#1
-- finds:   url case#2

-- case:    countries and kinds are narrowed
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "PESEL 44051401359, ana@corp.example"}, {"role": "assistant", "content": "ok"}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "SSN 539-43-8602, ana@corp.example"}, {"role": "assistant", "content": "ok"}]}');
INSERT INTO records FROM given_records;
-- set:     locales='PL'
-- set:     kinds='national_id, iban'
-- finds:   national_id case#1

-- case:    arguments of tools, reasoning and fields beside the turns
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "send", "arguments": "{\"to\": \"ana@corp.example\"}"}}]}, {"role": "tool", "tool_call_id": "1", "content": "sent"}, {"role": "assistant", "content": "Done."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}], "author": "bob@corp.example"}');
INSERT INTO records FROM given_records;
-- finds:   email case#1
-- finds:   email case#2
