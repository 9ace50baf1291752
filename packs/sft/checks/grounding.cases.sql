-- cases: sft.grounding

-- case:    an answer out of a document
CREATE OR REPLACE TABLE documents AS
SELECT * FROM (VALUES ('manual', 'Ports.' || chr(10) || chr(10) || 'The Aurora 7 listens on port 8443 and is made in Leipzig.')) AS d(source, text);
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "How do I reach it?"}, {"role": "assistant", "content": "Over port 8443 of the Aurora, which comes from Leipzig."}]}'),
  ('openai', '{"messages": [{"role": "user", "content": "Tell me a story."}, {"role": "assistant", "content": "Once the knight Roland rode to Toledo with 300 men."}]}');
INSERT INTO records FROM given_records;
-- finds:   in_documents case#1

-- case:    what no document says
CREATE OR REPLACE TABLE documents AS SELECT 'manual' AS source, 'The Aurora 7 listens on port 8443.' AS text;
INSERT INTO given VALUES
  ('openai', '{"messages": [{"role": "user", "content": "Tell me a story."}, {"role": "assistant", "content": "Once the knight Roland rode to Toledo with 300 men."}]}');
INSERT INTO records FROM given_records;
-- finds:   nothing
