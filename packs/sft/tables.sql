-- The canonical tables of the task `sft`: fine-tuning conversations. Made anew for every run.

-- One row a record, as read. Nothing of the original is lost: what has no column of its own is in `extra`.
CREATE OR REPLACE TABLE records (
  row BIGINT,        -- key: file index * 2^40 + number; orders records as they stand in the inputs
  record VARCHAR,    -- its name: the record's own id where it has one, else FILE#N
  id VARCHAR,        -- its own id, as text; NULL where it has none
  file VARCHAR,      -- as given
  number BIGINT,     -- from 1 within the file
  line BIGINT,       -- from 1: the line the record starts on; NULL where the format has no lines (Parquet)
  byte BIGINT,       -- from 0: offset of its first byte in the decompressed file; NULL for Parquet
  bytes BIGINT,      -- its length as read
  format VARCHAR,    -- openai, alpaca, sharegpt, …
  turns STRUCT(
    "role" VARCHAR,      -- as it stands, mapped to the words of OpenAI chat where the format has its own
    content VARCHAR,     -- text; parts joined by line ends; NULL when null or absent
    name VARCHAR,
    reasoning VARCHAR,   -- text of a separate reasoning field
    parts VARCHAR,       -- JSON: content as given, when it was a list
    tool_calls STRUCT(id VARCHAR, name VARCHAR, arguments VARCHAR)[],
    tool_call_id VARCHAR,
    weight DOUBLE,       -- share of the loss this turn takes; NULL: not said
    instruction BIGINT,  -- leading characters of content that are the instruction, as opposed to its input (Alpaca)
    "at" VARCHAR,        -- JSON pointer of the turn in the original record
    extra VARCHAR        -- JSON: fields without a column
  )[],
  tools VARCHAR,     -- JSON: tool definitions as given
  weight DOUBLE,     -- of the whole record; NULL: not said
  extra VARCHAR,     -- JSON: fields without a column
  faults STRUCT(code VARCHAR, locus VARCHAR, "offset" BIGINT, message VARCHAR)[] -- what was wrong with reading it
);

-- One row a turn.
CREATE OR REPLACE VIEW turns AS
SELECT row, record, turn, t."role", t.content, t.name, t.reasoning, t.parts, t.tool_calls, t.tool_call_id, t.weight,
  t.instruction, t."at", t.extra
FROM (
  SELECT row, record, unnest(turns) AS t, generate_subscripts(turns, 1) AS turn
  FROM records
) AS unnested;

-- One row a fault met while reading.
CREATE OR REPLACE VIEW faults AS
SELECT row, record, f.code, f.locus, f."offset", f.message
FROM (
  SELECT row, record, unnest(faults) AS f
  FROM records
) AS unnested;

-- From raw records (row, file, number, line, byte, raw, format, options, fault, fault_message) to canonical ones.
CREATE OR REPLACE MACRO sft_canonical(raw_table) AS TABLE
SELECT row, coalesce(r.id, file || '#' || number) AS record, r.id, file, number, line, byte, octet_length(raw) AS bytes,
  format, r.turns, r.tools, r.weight, r.extra,
  CASE
    WHEN fault IS NULL THEN r.faults
    ELSE list_append(coalesce(r.faults, []), {'code': fault, 'locus': NULL, 'offset': NULL, 'message': fault_message})
  END AS faults
FROM (
  SELECT *, sft_record(raw, format, options) AS r
  FROM query_table(raw_table)
) AS read_rows;

-- The media files that records refer to by a path: LlamaFactory's lists, and parts of OpenAI chat. What is on the network
-- or inline (http:, https:, data:) is no file.
CREATE OR REPLACE MACRO sft_media() AS TABLE
WITH listed AS (
  SELECT row, unnest(list_concat(
    json_extract_string(extra, '$.images[*]'),
    json_extract_string(extra, '$.videos[*]'),
    json_extract_string(extra, '$.audios[*]'),
    json_extract_string(extra, ['$.image', '$.video', '$.audio'])
  )) AS path
  FROM records
  WHERE extra IS NOT NULL
),
parts AS (
  SELECT row, unnest(list_concat(
    json_extract_string(parts, '$[*].image_url.url'),
    json_extract_string(parts, '$[*].image'),
    json_extract_string(parts, '$[*].video'),
    json_extract_string(parts, '$[*].audio')
  )) AS path
  FROM turns
  WHERE parts IS NOT NULL
)
SELECT DISTINCT row, path
FROM (FROM listed UNION ALL FROM parts) AS referred
WHERE path <> '' AND NOT regexp_matches(path, '^([{\[]|[a-zA-Z][a-zA-Z0-9+.-]+:)');

-- What the user says in a conversation: the contents of the user's turns, joined by line ends; of a plain text, the text.
CREATE OR REPLACE MACRO said(turns) AS
coalesce(
  nullif(array_to_string([t.content FOR t IN turns IF t."role" = 'user' AND t.content IS NOT NULL], chr(10)), ''),
  nullif(array_to_string([t.content FOR t IN turns IF t."role" = 'text' AND t.content IS NOT NULL], chr(10)), '')
);

-- Inverse document frequencies of the features (runs of 1 to `ngram` words, 2^18) of a table's column `prompt`, as text_vector and
-- text_projection take them: ln((1 + texts) / (1 + texts with the feature)), so that what stands in every text weighs
-- nothing; 0 for a feature of fewer than `least` texts, which makes no two texts alike and only adds noise.
CREATE OR REPLACE MACRO text_factors(prompt_table, ngram, least) AS TABLE
WITH documents AS (
  SELECT count(*) AS n
  FROM query_table(prompt_table)
),
frequencies AS (
  SELECT feature, count(*) AS frequency
  FROM (
    SELECT unnest(text_features(prompt, ngram, 18)) AS feature
    FROM query_table(prompt_table)
  )
  GROUP BY feature
)
SELECT any_value(n) AS documents,
  list((CASE WHEN frequency >= least THEN ln((1 + n) / (1 + frequency)) ELSE 0 END)::FLOAT ORDER BY places.feature) AS idf
FROM (SELECT unnest(range(262144))::UINTEGER AS feature) AS places
CROSS JOIN documents
LEFT JOIN frequencies ON frequencies.feature = places.feature;

-- Records written down in a check's cases: INSERT INTO given VALUES (format, json); INSERT INTO records FROM given_records.
CREATE OR REPLACE TABLE given (format VARCHAR, json VARCHAR);
CREATE OR REPLACE VIEW given_raw AS
SELECT rowid + 1 AS row, 'case' AS file, rowid + 1 AS number, rowid + 1 AS line, NULL::BIGINT AS byte,
  encode(json) AS raw, format, '{}' AS options, NULL::VARCHAR AS fault, NULL::VARCHAR AS fault_message
FROM given;
CREATE OR REPLACE VIEW given_records AS
SELECT * FROM sft_canonical('given_raw');
