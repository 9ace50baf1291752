-- table:    near_pairs
-- title:    Pairs of different texts of one field that are nearly the same, each verified
-- needs:    texts.row
-- param:    threshold DOUBLE = 0.7       lowest Jaccard similarity of the two sets of word n-grams
-- param:    ngram INTEGER = 5            words in an n-gram; a shorter text is one n-gram
-- param:    miss DOUBLE = 0.001          chance that a pair just at the threshold is not proposed
-- param:    bucket_limit BIGINT = 200   texts proposed all with all when they share a sketch; more are chained
-- definition: Candidates come from MinHash with bands and rows chosen for the threshold and the miss; every candidate is
--           verified by the exact Jaccard similarity of the sets of word n-grams. Items are the first rows (as
--           numbers) of the distinct texts; exact copies are one item.

-- rows
CREATE OR REPLACE TEMP TABLE near_items AS
SELECT field, text_key, min(row) AS item, count(*) AS copies
FROM texts
GROUP BY field, text_key;

-- One field at a time: the sketches of a field are in memory while its pairs are found.
CREATE OR REPLACE TEMP MACRO near_candidates_of(wanted, threshold, ngram, miss, bucket_limit) AS TABLE
WITH plan AS (
  SELECT minhash_plan(threshold, miss) AS p
),
sketches AS (
  SELECT list({'item': item, 'bands': text_minhash(turns_text(turns, wanted), ngram, p.bands, p.rows)}) AS s
  FROM near_items
  JOIN records ON records.row = near_items.item
  CROSS JOIN plan
  WHERE near_items.field = wanted
)
SELECT wanted AS field, c.a, c.b
FROM (
  SELECT unnest(lsh_pairs(s, bucket_limit)) AS c
  FROM sketches
);

CREATE OR REPLACE TEMP TABLE near_candidates AS
FROM near_candidates_of('whole', $threshold, $ngram, $miss, $bucket_limit);
INSERT INTO near_candidates
FROM near_candidates_of('content', $threshold, $ngram, $miss, $bucket_limit);
INSERT INTO near_candidates
FROM near_candidates_of('prompt', $threshold, $ngram, $miss, $bucket_limit);
INSERT INTO near_candidates
FROM near_candidates_of('answer', $threshold, $ngram, $miss, $bucket_limit);

CREATE OR REPLACE TEMP TABLE near_texts AS
SELECT wanted.field, wanted.item, turns_text(turns, wanted.field) AS text
FROM (
  SELECT field, a AS item FROM near_candidates
  UNION
  SELECT field, b AS item FROM near_candidates
) AS wanted
JOIN records ON records.row = wanted.item;

SELECT field, a, b, jaccard
FROM (
  SELECT c.field, c.a, c.b, word_jaccard(x.text, y.text, $ngram) AS jaccard
  FROM near_candidates AS c
  JOIN near_texts AS x ON x.field = c.field AND x.item = c.a
  JOIN near_texts AS y ON y.field = c.field AND y.item = c.b
) AS verified
WHERE jaccard >= $threshold;
