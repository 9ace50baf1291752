-- The canonical tables of the task `prediction`, made anew for every run. One row of records is one answer of one model to one
-- item. Nothing is lost: what has no column of its own is in `extra`.
CREATE OR REPLACE TABLE records (
  row BIGINT,            -- key: file index * 2^40 + number; of model_members files, + number * 2^8 + place
  record VARCHAR,        -- FILE#N; of model_members files FILE#N/MODEL
  id VARCHAR,            -- the record's own id, as text; NULL where it has none
  file VARCHAR,          -- as given
  number BIGINT,         -- from 1 within the file
  line BIGINT,           -- from 1; NULL where the format has no lines (Parquet)
  byte BIGINT,           -- from 0; NULL for Parquet
  bytes BIGINT,          -- the record's length as read
  format VARCHAR,        -- lm_eval, model_members, predictions
  item VARCHAR,          -- which question of the suite: its name, else a key of the prompt, else its number in the file
  model VARCHAR,         -- who answered: as named, else by the file's name
  suite VARCHAR,         -- which eval set; lm-eval's filters are parts of it (gsm8k/strict-match); 'all' where nothing says it
  prompt VARCHAR,
  answer VARCHAR,
  target VARCHAR,        -- the right answer
  correct DOUBLE,        -- 0 to 1: the grade; by equality with the target where the file has no grades; NULL: not graded
  graded_by VARCHAR,     -- file, or equality
  confidence DOUBLE,     -- as given, in 0 to 1 or not
  paraphrases VARCHAR,   -- items of one group ask the same in other words
  original VARCHAR,      -- the item that this one is a changed copy of
  perturbation VARCHAR,  -- how it was changed; NULL: not
  "cluster" VARCHAR,     -- items of one cluster (a document, a conversation) are no independent samples; of lm-eval's filters: the item
  "role" VARCHAR,        -- what the suite guards: general, safety, domain; NULL: not said
  safe BOOLEAN,          -- whether the prompt should be answered; NULL: not said
  refusal VARCHAR,       -- full, partial or none, as labelled; NULL: not said
  ood BOOLEAN,           -- whether the item is out of the distribution that the model was made for; NULL: not said
  graders STRUCT(grader VARCHAR, label VARCHAR)[],
  extra VARCHAR,         -- JSON: fields without a column
  faults STRUCT(code VARCHAR, locus VARCHAR, "offset" BIGINT, message VARCHAR)[] -- what was wrong with reading it
);

-- One row a grade given by a grader.
CREATE OR REPLACE VIEW grades AS
SELECT row, record, model, suite, item, g.grader, g.label
FROM (
  SELECT row, record, model, suite, item, unnest(graders) AS g
  FROM records
) AS unnested;

-- One row a fault met while reading.
CREATE OR REPLACE VIEW faults AS
SELECT row, record, f.code, f.locus, f."offset", f.message
FROM (
  SELECT row, record, unnest(faults) AS f
  FROM records
) AS unnested;

-- A file's name without folder and extensions.
CREATE OR REPLACE MACRO file_stem(path) AS
  coalesce(nullif(regexp_replace(regexp_extract(path, '([^/]*)$', 1), '(\.(jsonl|ndjson|json|csv|tsv|txt|parquet|gz|zst))+$', ''), ''), path);

-- samples_TASK_DATE of lm-evaluation-harness: its task, and the folder that it names after the model.
CREATE OR REPLACE MACRO sample_task(path) AS
  nullif(regexp_extract(file_stem(path), '^samples_(.+)_\d{4}-\d{2}-\d{2}T[\d.:-]+$', 1), '');
CREATE OR REPLACE MACRO sample_model(path) AS
  CASE WHEN sample_task(path) IS NOT NULL THEN nullif(regexp_extract(path, '([^/]+)/[^/]*$', 1), '') END;

-- From raw records (row, file, number, line, byte, raw, format, options, fault, fault_message) to canonical ones.
CREATE OR REPLACE MACRO prediction_canonical(raw_table) AS TABLE
SELECT
  CASE WHEN format = 'model_members' THEN (row >> 40 << 40) + number * 256 + place - 1 ELSE row END AS row,
  file || '#' || number || CASE WHEN format = 'model_members' AND p.model IS NOT NULL THEN '/' || p.model ELSE '' END AS record,
  p.id, file, number, line, byte, octet_length(raw) AS bytes, format,
  coalesce(p.item, text_key(p.prompt), '#' || number) AS item,
  coalesce(p.model, sample_model(file), file_stem(file)) AS model,
  coalesce(p.suite, sample_task(file), 'all') || CASE WHEN p."filter" IN ('', 'none') OR p."filter" IS NULL THEN '' ELSE '/' || p."filter" END
    AS suite,
  p.prompt, p.answer, p.target,
  coalesce(p.correct, CASE WHEN p.answer IS NOT NULL AND p.target IS NOT NULL AND format <> 'lm_eval' THEN (trim(p.answer) = trim(p.target))::DOUBLE END)
    AS correct,
  CASE WHEN p.correct IS NOT NULL THEN 'file' WHEN p.answer IS NOT NULL AND p.target IS NOT NULL AND format <> 'lm_eval' THEN 'equality' END
    AS graded_by,
  p.confidence, p.paraphrases, p.original, p.perturbation,
  coalesce(p."cluster", CASE WHEN p."filter" NOT IN ('', 'none') THEN coalesce(p.suite, sample_task(file), 'all') || '/' || p.item END) AS "cluster",
  p."role", p.safe, p.refusal, p.ood,
  CASE WHEN len(p.graders) > 0 THEN p.graders END AS graders, p.extra,
  CASE
    WHEN fault IS NULL THEN p.faults
    ELSE list_append(coalesce(p.faults, []), {'code': fault, 'locus': NULL, 'offset': NULL, 'message': fault_message})
  END AS faults
FROM (
  SELECT *, unnest(predictions) AS p, generate_subscripts(predictions, 1) AS place
  FROM (
    SELECT *, prediction_record(raw, format, options) AS predictions
    FROM query_table(raw_table)
  ) AS read_rows
) AS single;

-- One record as a person reads it.
CREATE OR REPLACE MACRO prediction_shown(wanted) AS TABLE
SELECT unnest([
    concat_ws(' · ', 'item ' || item, 'model ' || model, 'suite ' || suite, 'cluster ' || "cluster", 'group ' || paraphrases,
      'copy of ' || original, 'perturbed by ' || perturbation, "role", CASE safe WHEN true THEN 'safe' WHEN false THEN 'unsafe' END,
      'refusal ' || refusal, CASE WHEN ood THEN 'out of distribution' END),
    chr(10) || '[prompt]' || chr(10) || prompt,
    chr(10) || '[answer]' || chr(10) || answer,
    chr(10) || '[target]' || chr(10) || target,
    chr(10) || coalesce('grade ' || correct || CASE graded_by WHEN 'equality' THEN ' (by equality with the target)' ELSE '' END, 'not graded')
      || coalesce(', confidence ' || confidence, ''),
    (SELECT string_agg(g.grader || ': ' || g.label, chr(10)) FROM (SELECT unnest(graders) AS g))
  ]) AS line
FROM records
WHERE row = wanted;

-- Records written down in a check's cases: INSERT INTO given VALUES (format, json); INSERT INTO records FROM given_records.
CREATE OR REPLACE TABLE given (format VARCHAR, json VARCHAR);
CREATE OR REPLACE VIEW given_raw AS
SELECT rowid + 1 AS row, 'case' AS file, rowid + 1 AS number, rowid + 1 AS line, NULL::BIGINT AS byte,
  encode(json) AS raw, format, '{}' AS options, NULL::VARCHAR AS fault, NULL::VARCHAR AS fault_message
FROM given;
CREATE OR REPLACE VIEW given_records AS
SELECT * FROM prediction_canonical('given_raw');
