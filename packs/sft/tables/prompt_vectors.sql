-- table:    prompt_vectors
-- title:    Prompts as vectors: hashed tf-idf by default, or an embedding that the records bring
-- needs:    records.turns
-- param:    field VARCHAR = 'asked'      text that is compared: asked (with system and instruction text), prompt (without), answer, whole
-- param:    embedding VARCHAR = ''       name of the field, beside the conversation, that holds a list of numbers; empty: tf-idf of the text
-- param:    ngram INTEGER = 2            features are runs of 1 to so many words
-- param:    bits INTEGER = 18            hashed to 2^bits features
-- param:    dimensions INTEGER = 256     numbers in a vector, for tf-idf
-- param:    seed BIGINT = 1              of the projection
-- param:    sample BIGINT = 10000        distinct prompts that get a vector here
-- param:    documents BIGINT = 50000     distinct prompts that document frequencies are counted in
-- definition: Distinct prompts (equal in normal form are one) whose key, a hash of the text, is lowest: a random sample that
--           depends neither on order nor on threads. Their vector is text_projection of sublinear tf times
--           1 + ln((1 + documents) / (1 + document frequency)); where there are 100 documents or more, what stands in one alone
--           weighs nothing, since it likens no two. Or the embedding. NULL where nothing is left or there is no embedding.
--           Beside it stand prompt_items (every distinct prompt with its first row as `item`), prompt_rows (row to item), the
--           macros prompt_vector and prompt_features, prompt_idf (one row: shared_idf, the factors above; idf, the factors for
--           exact comparisons by prompt_features, ln((1 + documents) / (1 + document frequency)): what stands in every prompt
--           weighs nothing) and prompt_settings.
-- source:   Salton and Buckley 1988, Term-weighting approaches in automatic text retrieval; Achlioptas 2003, Database-friendly
--           random projections

-- rows
CREATE OR REPLACE TEMP TABLE prompt_settings AS
SELECT $field AS field, $embedding AS embedding, $ngram AS ngram, $bits AS bits, $dimensions AS dimensions, $seed AS seed,
  CASE WHEN $embedding = '' THEN NULL ELSE '$."' || replace($embedding, '"', '') || '"' END AS embedding_path;

CREATE OR REPLACE TEMP TABLE prompt_rows AS
SELECT row, text_key, min(row) OVER (PARTITION BY text_key) AS item
FROM (
  SELECT row, text_key(turns_text(turns, $field)) AS text_key
  FROM records
  WHERE turns IS NOT NULL
)
WHERE text_key IS NOT NULL;

CREATE OR REPLACE TEMP TABLE prompt_items AS
SELECT item, text_key, count(*) AS copies
FROM prompt_rows
GROUP BY item, text_key;

CREATE OR REPLACE TEMP TABLE prompt_idf AS
WITH counted AS (
  SELECT turns_text(turns, $field) AS text
  FROM records
  WHERE row IN (SELECT item FROM prompt_items ORDER BY text_key LIMIT $documents)
),
documents AS (
  SELECT count(*) AS n
  FROM counted
),
frequencies AS (
  SELECT feature, count(*) AS frequency
  FROM (
    SELECT unnest(text_features(text, $ngram, $bits)) AS feature
    FROM counted
  )
  GROUP BY feature
)
SELECT any_value(n) AS documents,
  list(ln((1 + n) / (1 + coalesce(frequency, 0)))::FLOAT ORDER BY all_features.feature) AS idf,
  list(CASE WHEN n >= 100 AND coalesce(frequency, 0) < 2 THEN 0 ELSE 1 + ln((1 + n) / (1 + coalesce(frequency, 0))) END::FLOAT
    ORDER BY all_features.feature) AS shared_idf
FROM (SELECT unnest(range(pow(2, $bits)::BIGINT))::UINTEGER AS feature) AS all_features
CROSS JOIN documents
LEFT JOIN frequencies ON frequencies.feature = all_features.feature;

CREATE OR REPLACE TEMP MACRO prompt_vector(turns, extra, settings, idf) AS
CASE
  WHEN settings.embedding = '' THEN
    text_projection(turns_text(turns, settings.field), settings.ngram, true, idf, settings.dimensions, settings.seed)
  ELSE TRY_CAST(json_extract(extra, settings.embedding_path) AS FLOAT[])
END;

-- The same with all its features, for exact cosines; of an embedding, its numbers with their places.
CREATE OR REPLACE TEMP MACRO prompt_features(turns, extra, settings, idf) AS
CASE
  WHEN settings.embedding = '' THEN text_vector(turns_text(turns, settings.field), settings.ngram, true, idf)
  ELSE list_transform(TRY_CAST(json_extract(extra, settings.embedding_path) AS FLOAT[]),
    lambda x, i: {'feature': (i - 1)::UINTEGER, 'weight': x})
END;

-- The factors are a megabyte: they may stand beside rows in a cross join, never in a join or a sort, which would copy
-- them for every row. Hence texts first, vectors in a statement of its own.
CREATE OR REPLACE TEMP TABLE sampled_prompts AS
SELECT item, copies, records.turns, records.extra
FROM (SELECT item, copies FROM prompt_items ORDER BY text_key LIMIT $sample) AS sampled
JOIN records ON records.row = sampled.item;

SELECT item, copies, prompt_vector(turns, extra, prompt_settings, prompt_idf.shared_idf) AS vector
FROM sampled_prompts
CROSS JOIN prompt_settings
CROSS JOIN prompt_idf;
