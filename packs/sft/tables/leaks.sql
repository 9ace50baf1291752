-- table:    leaks
-- title:    Pairs of a training record and an evaluation item that share text or say the same
-- needs:    eval_records.turns, records.turns
-- param:    unit VARCHAR = question             what is compared: question, or question+answer
-- param:    ngram INTEGER = 13                  words in a run; a shorter item of at least 4 words is one run
-- param:    short_ngram INTEGER = 8             the same, for the figures of shorter runs
-- param:    coverage DOUBLE = 0.5               share of an item's runs in one record from which the item counts as leaked
-- param:    false_positives DOUBLE = 0.01       share of unrelated records that may be called rephrasings
-- param:    least_score DOUBLE = 0.1            nothing below this score is a rephrasing, whatever the items say of chance
-- param:    background INTEGER = 20000          records that words are weighed by, next to the items
-- definition: Direction: which part of an evaluation item a training record holds. The question is all before the last answer,
--           without system and instruction text where there is anything else. exact: the same text in normal form
--           (text_key). long_share, short_share: distinct runs of words of the item found in this record, over those
--           of the item. score: of leak_search, whose words are weighed by all items and a sample of the records, drawn by a
--           hash of their text. rephrased: the score is above `leak_limit`: each item's best score with the other items (near-copies
--           among them left out) is taken for what unrelated text scores, see leak_threshold. Beside it stand the tables
--           leak_items (the items), leak_limit (the threshold and where it is from), leak_covered (share of an item's runs in any
--           record) and leak_gpt3 (records that the rule of GPT-3 cuts or drops).
-- source:   Brown et al. 2020, arXiv:2005.14165, appendix C (13 words); Yang et al. 2023, arXiv:2311.04850 (rephrased items)

-- rows
CREATE OR REPLACE TEMP MACRO leak_text(turns, unit) AS
  coalesce(nullif(turns_text(turns, 'prompt'), ''), turns_text(turns, 'whole')) ||
  CASE WHEN unit = 'question' THEN '' ELSE coalesce(chr(10) || turns_text(turns, 'answer'), '') END;

CREATE OR REPLACE TEMP TABLE leak_items AS
SELECT row AS item, record, source, text, text_key(text) AS text_key
FROM (
  SELECT row, CASE WHEN record = file || '#' || number THEN source || '#' || number ELSE record END AS record, source,
    CASE WHEN $unit IN ('question', 'question+answer') THEN leak_text(turns, $unit)
      ELSE error('unit=' || $unit || ': write question or question+answer') END AS text
  FROM eval_records
  WHERE turns IS NOT NULL
) AS said
WHERE text <> '';

-- One row of large BLOBs. It is joined by a hash join on `same`, since a cross join would copy them for every batch of rows.
CREATE OR REPLACE TEMP TABLE leak_indexes AS
WITH listed AS (
  SELECT coalesce(list({'item': item, 'text': text} ORDER BY item), []) AS items
  FROM leak_items
),
sampled AS (
  SELECT coalesce(list(text), []) AS texts
  FROM (
    SELECT leak_text(turns, $unit) AS text
    FROM records
    WHERE turns IS NOT NULL
    ORDER BY hash(text), text
    LIMIT $background
  )
)
SELECT 0::BIGINT AS same, leak_index(items, texts, 'rephrased') AS rephrased, gram_index(items, $ngram, 'words') AS long,
  gram_index(items, $short_ngram, 'words') AS short, gram_index(items, 13, 'gpt3') AS gpt3
FROM listed
CROSS JOIN sampled;

CREATE OR REPLACE TEMP TABLE leak_limit AS
WITH near AS (
  SELECT item, text, unnest(leak_search(text, rephrased, item)) AS f
  FROM leak_items
  JOIN leak_indexes ON leak_indexes.same = least(leak_items.item, 0)
),
scored AS (
  SELECT leak_items.item, coalesce(max(f.score) FILTER (coalesce(word_jaccard(near.text, other.text, 3), 0) < 0.5), 0) AS score
  FROM leak_items
  LEFT JOIN near ON near.item = leak_items.item
  LEFT JOIN leak_items AS other ON other.item = f.item
  GROUP BY leak_items.item
)
SELECT greatest(t.score, $least_score) AS score, t.n, t.origin, $false_positives AS rate
FROM (
  SELECT leak_threshold(coalesce(list(score), []), $false_positives) AS t
  FROM scored
);

-- Materialized, so that the filter does not search a second time.
CREATE OR REPLACE TEMP TABLE leak_found AS
WITH searched AS MATERIALIZED (
  SELECT row, text_key(text) AS text_key, list_filter(leak_search(text, rephrased, -1), lambda f: f.score >= 0.001) AS near,
    gram_hits(text, long) AS long, gram_hits(text, short) AS short, gpt3_rule(text, gpt3) AS gpt3
  FROM (
    SELECT row, least(row, 0) AS same, leak_text(turns, $unit) AS text
    FROM records
    WHERE turns IS NOT NULL
  ) AS said
  JOIN leak_indexes USING (same)
  WHERE text <> ''
)
SELECT *
FROM searched
WHERE len(near) > 0 OR len(short) > 0 OR len(long) > 0 OR gpt3.collisions > 0 OR text_key IN (SELECT text_key FROM leak_items);

CREATE OR REPLACE TEMP TABLE leak_runs AS
SELECT row, item, max(long_share) AS long_share, max(short_share) AS short_share
FROM (
  SELECT row, h.item, count(*) / max(h.grams) AS long_share, NULL AS short_share
  FROM (SELECT row, unnest(long) AS h FROM leak_found)
  GROUP BY row, h.item
  UNION ALL
  SELECT row, h.item, NULL, count(*) / max(h.grams)
  FROM (SELECT row, unnest(short) AS h FROM leak_found)
  GROUP BY row, h.item
)
GROUP BY row, item;

CREATE OR REPLACE TEMP TABLE leak_covered AS
SELECT item, max(share) FILTER (length = 'long') AS long_share, max(share) FILTER (length = 'short') AS short_share
FROM (
  SELECT 'long' AS length, h.item, count(DISTINCT h.place) / max(h.grams) AS share
  FROM (SELECT unnest(long) AS h FROM leak_found)
  GROUP BY h.item
  UNION ALL
  SELECT 'short', h.item, count(DISTINCT h.place) / max(h.grams)
  FROM (SELECT unnest(short) AS h FROM leak_found)
  GROUP BY h.item
)
GROUP BY item;

CREATE OR REPLACE TEMP TABLE leak_gpt3 AS
SELECT row, gpt3.collisions, gpt3.pieces, gpt3.kept, gpt3.dropped
FROM leak_found
WHERE gpt3.collisions > 0;

CREATE OR REPLACE TEMP TABLE leak_same AS
SELECT leak_found.row, leak_items.item
FROM leak_found
JOIN leak_items ON leak_items.text_key = leak_found.text_key;

WITH paired AS (
  SELECT row, item, true AS exact, NULL::DOUBLE AS long_share, NULL::DOUBLE AS short_share, NULL::DOUBLE AS score
  FROM leak_same
  UNION ALL
  SELECT row, item, false, long_share, short_share, NULL
  FROM leak_runs
  UNION ALL
  SELECT row, f.item, false, NULL, NULL, f.score
  FROM (SELECT row, unnest(near) AS f FROM leak_found)
),
joined AS (
  SELECT row, item, bool_or(exact) AS exact, coalesce(max(long_share), 0) AS long_share, coalesce(max(short_share), 0) AS short_share,
    max(score) AS score
  FROM paired
  GROUP BY row, item
)
SELECT row, item, exact, long_share, short_share, coalesce(joined.score, 0) AS score, long_share >= $coverage AS covered,
  coalesce(joined.score, 0) > leak_limit.score AS rephrased,
  CASE WHEN exact THEN 'leak_exact' WHEN long_share >= $coverage THEN 'leak_ngram'
    WHEN coalesce(joined.score, 0) > leak_limit.score THEN 'leak_rephrased' END AS code
FROM joined
CROSS JOIN leak_limit;
