-- table:    production_prompts
-- title:    Distinct prompts of the training data and of production, with vectors and topics
-- needs:    records.turns, production_records.turns
-- param:    sample BIGINT = 5000        distinct prompts of each side that get a vector
-- param:    dimensions INTEGER = 256    numbers in a vector
-- param:    topics INTEGER = 0          clusters; 0: the square root of half the number of prompts
-- param:    seed BIGINT = 1             of projections and clusters
-- definition: A prompt is what the user says: the contents of all turns of the user, joined by line ends (of a plain text, the
--           text). Prompts equal in normal form are one; `copies` is how many records of the side have it. The sample is
--           those whose key, a hash of the text, is lowest: random, but the same whatever the order. Topics
--           are spherical k-means of the prompts of both sides together, as many of each, so that under no shift a topic
--           holds both alike. Vectors are text_projection of words by sublinear tf times idf; a word that fewer than 2 to 5
--           of these prompts hold (a 200th of them) weighs nothing.
-- source:   Dhillon and Modha 2001, Concept decompositions for large sparse text data

-- rows
CREATE OR REPLACE TEMP VIEW compared_records AS
SELECT 'training' AS side, row, record, file, number, line, NULL::VARCHAR AS source, turns, extra
FROM records
WHERE turns IS NOT NULL
UNION ALL
SELECT 'production' AS side, row, record, file, number, line, source, turns, extra
FROM production_records
WHERE turns IS NOT NULL;

CREATE OR REPLACE TEMP TABLE compared_prompts AS
SELECT side, text_key, min(row) AS item, count(*) AS copies
FROM (
  SELECT side, row, text_key(said(turns)) AS text_key
  FROM compared_records
)
WHERE text_key IS NOT NULL
GROUP BY side, text_key;

CREATE OR REPLACE TEMP TABLE compared_texts AS
SELECT sampled.side, sampled.text_key, sampled.item, sampled.copies, said(r.turns) AS prompt
FROM (
  SELECT *, row_number() OVER (PARTITION BY side ORDER BY text_key) AS place
  FROM compared_prompts
) AS sampled
JOIN compared_records AS r ON r.side = sampled.side AND r.row = sampled.item
WHERE sampled.place <= $sample;

-- As many prompts of each side: what only the smaller one speaks of shall have topics of its own.
CREATE OR REPLACE TEMP TABLE topic_texts AS
WITH sizes AS (
  SELECT least(count(*) FILTER (side = 'training'), count(*) FILTER (side = 'production')) AS size
  FROM compared_texts
)
SELECT side, text_key, prompt
FROM compared_texts
CROSS JOIN sizes
QUALIFY row_number() OVER (PARTITION BY side ORDER BY text_key) <= size;

CREATE OR REPLACE TEMP TABLE compared_vectors AS
WITH rarest AS (
  SELECT greatest(2, least(5, count(*) // 200)) AS least_texts
  FROM topic_texts
),
factors AS (
  SELECT idf
  FROM text_factors('topic_texts', 1, (SELECT least_texts FROM rarest))
)
SELECT side, text_key, item, copies, prompt, text_projection(prompt, 1, true, idf, $dimensions, $seed) AS vector
FROM compared_texts
CROSS JOIN factors;

WITH centers AS (
  SELECT kmeans_centers(list(vector ORDER BY text_key, side), $topics, $seed) AS centers
  FROM compared_vectors
  WHERE vector IS NOT NULL AND (side, text_key) IN (SELECT (side, text_key) FROM topic_texts)
)
SELECT side, text_key, item, copies, prompt, vector, nearest.cluster AS topic, nearest.similarity AS fit
FROM (
  SELECT *, CASE WHEN vector IS NOT NULL THEN nearest_center(vector, centers) END AS nearest
  FROM compared_vectors
  CROSS JOIN centers
);
