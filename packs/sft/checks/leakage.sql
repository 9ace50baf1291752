-- check:    sft.leakage
-- title:    Evaluation items that the training data gives away
-- level:    warning
-- needs:    leaks, leak_best, eval_records.turns
-- why:      A model that has seen the questions is not measured by them. Runs of 13 words, the usual test, find none of the
--           questions that somebody has said in other words.
-- definition: A training record is compared with every evaluation item (--eval FILE), as question or as question and answer
--           (leaks.unit). One finding a record, for the strongest of: the same text; a share of the item's runs of 13 words of at
--           least leaks.coverage; a rephrasing score above the threshold that lets leaks.false_positives of unrelated records pass; else
--           for 13 words in a row that some item has too, after the rule of GPT-3. The threshold comes from the items themselves: their scores
--           with each other are what text of the same kind scores that was written apart; with fewer than 100 items, from
--           GSM8K. On GSM8K rephrased by GPT-4 97.9 % of the rephrasings are found at 1 % false alarms (tf-idf: 77.8 %; 13 words: none);
--           bench/quality_parts/leakage says which of these figures are in-sample. Figures count items: an item is leaked when any
--           record leaks it. Expected by chance: false_positives times the records.
-- source:   Brown et al. 2020, arXiv:2005.14165, appendix C; Yang et al. 2023, arXiv:2311.04850
-- code:     leak_exact      the record's text is an evaluation item
-- code:     leak_ngram      the record holds much of an evaluation item word for word
-- code:     leak_rephrased  the record says an evaluation item in other words
-- code:     leak_gpt3       the record shares 13 words in a row with an evaluation item

-- rows
CREATE OR REPLACE TEMP TABLE leak_compared AS
SELECT count(*) AS compared
FROM records
WHERE turns IS NOT NULL;

SELECT leaks.*, leak_items.source, leak_items.record AS item_record,
  row_number() OVER (PARTITION BY leaks.row ORDER BY exact DESC, covered DESC, rephrased DESC, long_share DESC, leaks.score DESC, leaks.item) AS place,
  count(*) OVER (PARTITION BY leaks.row) AS items
FROM leaks
JOIN leak_items ON leak_items.item = leaks.item
WHERE code IS NOT NULL;

-- figures
WITH counted AS (
  SELECT leak_items.item, leak_items.source, coalesce(bool_or(rows.exact), false) AS exact, coalesce(bool_or(rows.covered), false) AS covered,
    coalesce(bool_or(rows.rephrased), false) AS rephrased, count(rows.code) > 0 AS any_rule
  FROM leak_items
  LEFT JOIN rows ON rows.item = leak_items.item
  GROUP BY leak_items.item, leak_items.source
),
several AS (
  SELECT count(DISTINCT source) > 1 AS several
  FROM leak_items
),
by_source AS (
  SELECT 1 AS rank, '' AS source, * EXCLUDE (source) FROM counted
  UNION ALL
  SELECT 2, ', ' || source, * EXCLUDE (source, several) FROM counted CROSS JOIN several WHERE several
),
ruled AS (
  UNPIVOT by_source ON any_rule, exact, covered, rephrased INTO NAME rule VALUE leaked
)
SELECT CASE rule WHEN 'any_rule' THEN 'eval items leaked' WHEN 'exact' THEN 'eval items leaked word for word'
    WHEN 'covered' THEN 'eval items leaked by runs of words' ELSE 'eval items leaked in other words' END || source AS figure,
  unnest(wilson(count(*) FILTER (leaked), count(*))), count(*) AS n, 'share' AS unit
FROM ruled
GROUP BY rank, source, rule
ORDER BY rank, source, CASE rule WHEN 'any_rule' THEN 0 WHEN 'exact' THEN 1 WHEN 'covered' THEN 2 ELSE 3 END;

SELECT 'eval items that share a run of 13 words with any record' AS figure, unnest(wilson(count(*) FILTER (long_anywhere > 0), count(*))),
  count(*) AS n, 'share' AS unit
FROM leak_best;

SELECT 'eval items that share a run of 8 words with any record' AS figure, unnest(wilson(count(*) FILTER (short_anywhere > 0), count(*))),
  count(*) AS n, 'share' AS unit
FROM leak_best;

SELECT 'records that leak an eval item' AS figure, unnest(wilson(leaking, compared)), compared AS n, 'share' AS unit
FROM (SELECT count(DISTINCT row) AS leaking FROM rows) AS found
CROSS JOIN leak_compared;

SELECT 'records called rephrasings, at most by chance' AS figure, rate * compared AS value, compared AS n, 'records' AS unit
FROM leak_limit
CROSS JOIN leak_compared;

SELECT 'score from which a record is a rephrasing' AS figure, score AS value, n, 'score' AS unit,
  CASE origin WHEN 'gsm8k' THEN 'fewer than 100 items: taken from GSM8K' WHEN 'tail' THEN 'tail of the items'' scores, prolonged' END AS reason
FROM leak_limit;

SELECT 'records that the rule of GPT-3 cuts' AS figure, unnest(wilson(cut, compared)), compared AS n, 'share' AS unit
FROM (SELECT count(*) AS cut FROM leak_gpt3) AS found
CROSS JOIN leak_compared;

SELECT 'records that the rule of GPT-3 drops' AS figure, unnest(wilson(dropped, compared)), compared AS n, 'share' AS unit
FROM (SELECT count(*) FILTER (dropped) AS dropped FROM leak_gpt3) AS found
CROSS JOIN leak_compared;

SELECT 'best score of each eval item' AS figure, 'items' AS unit, list(edge ORDER BY edge) || [1.0] AS edges, list(items ORDER BY edge) AS counts
FROM (
  SELECT edges.edge, count(leak_best.item) AS items
  FROM (SELECT unnest([0.0, 0.001, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) AS edge) AS edges
  LEFT JOIN leak_best ON leak_best.score >= edges.edge AND
    leak_best.score < CASE WHEN edges.edge >= 0.9 THEN 2 WHEN edges.edge >= 0.1 THEN edges.edge + 0.1 WHEN edges.edge > 0 THEN edges.edge * 10 ELSE 0.001 END
  GROUP BY edges.edge
);

-- findings
SELECT rows.row, rows.code, records.turns[1].at AS locus,
  CASE rows.code
    WHEN 'leak_exact' THEN 'is the evaluation item ' || item_record
    WHEN 'leak_ngram' THEN 'holds ' || round(100 * long_share)::BIGINT || ' % of the evaluation item ' || item_record || ' word for word'
    ELSE 'says the evaluation item ' || item_record || ' in other words (score ' || format('{:.3f}', rows.score) || ')'
  END || CASE WHEN items > 1 THEN ', and ' || (items - 1) || ' more' ELSE '' END AS message,
  {
    'source': rows.source,
    'item': item_record,
    'score': round(rows.score, 6),
    'long_share': round(long_share, 6),
    'short_share': round(short_share, 6),
    'items': items,
    'training': left(turns_text(records.turns, 'whole'), 600),
    'evaluation': left(turns_text(eval_records.turns, 'whole'), 600)
  } AS evidence,
  CASE rows.code WHEN 'leak_exact' THEN 1.0 WHEN 'leak_ngram' THEN 0.9 + 0.09 * long_share ELSE 0.5 + 0.39 * rows.score END AS score
FROM rows
JOIN records ON records.row = rows.row
JOIN eval_records ON eval_records.row = rows.item
WHERE place = 1;

SELECT leak_gpt3.row, 'leak_gpt3' AS code, records.turns[1].at AS locus,
  'shares 13 words in a row with an evaluation item (' || collisions || CASE collisions WHEN 1 THEN ' run)' ELSE ' runs)' END ||
  CASE WHEN dropped THEN ': GPT-3''s rule drops the record' ELSE ': GPT-3''s rule cuts it into ' || pieces || CASE pieces WHEN 1 THEN ' piece' ELSE ' pieces' END END AS message,
  {
    'collisions': collisions,
    'pieces': pieces,
    'characters_kept': kept,
    'item': best.record,
    'training': left(turns_text(records.turns, 'whole'), 600),
    'evaluation': left(turns_text(eval_records.turns, 'whole'), 600)
  } AS evidence,
  0.4 AS score
FROM leak_gpt3
JOIN records ON records.row = leak_gpt3.row
LEFT JOIN (
  SELECT leaks.row, arg_max(leaks.item, (leaks.long_share, leaks.short_share, leaks.score)) AS item
  FROM leaks
  GROUP BY leaks.row
) AS nearest ON nearest.row = leak_gpt3.row
LEFT JOIN leak_items AS best ON best.item = nearest.item
LEFT JOIN eval_records ON eval_records.row = nearest.item
WHERE leak_gpt3.row NOT IN (SELECT row FROM rows);
