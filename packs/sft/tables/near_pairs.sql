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

CREATE OR REPLACE TEMP TABLE near_candidates AS
WITH plan AS (
  SELECT minhash_plan($threshold, $miss) AS p
),
sketches AS (
  SELECT field, list({'item': item, 'bands': minhash(shingles(turns_text(turns, field), $ngram), p.bands, p.rows)}) AS s
  FROM near_items
  JOIN records ON records.row = near_items.item
  CROSS JOIN plan
  GROUP BY field
)
SELECT field, c.a, c.b
FROM (
  SELECT field, unnest(lsh_pairs(s, $bucket_limit)) AS c
  FROM sketches
);

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
  SELECT c.field, c.a, c.b, jaccard(x.text, y.text, $ngram) AS jaccard
  FROM near_candidates AS c
  JOIN near_texts AS x ON x.field = c.field AND x.item = c.a
  JOIN near_texts AS y ON y.field = c.field AND y.item = c.b
) AS verified
WHERE jaccard >= $threshold;
