-- What leaked items do to the scores of a log: from score_records and leak_best to scored, score_parts and score_pairs.

-- An answer belongs to the item that asks the same: by the text of lm-eval's doc, else by the prompt. A grade counts as right
-- from a half on.
CREATE OR REPLACE TEMP TABLE scored AS
WITH keys AS (
  SELECT text_key, bool_or(code IS NOT NULL) AS leaked
  FROM (SELECT text_key(text) AS text_key, code FROM leak_best)
  GROUP BY text_key
),
asked AS (
  SELECT model, suite, item, correct,
    text_key(coalesce(
      CASE WHEN format = 'lm_eval' THEN nullif(turns_text(sft_record(encode(extra), 'lm_eval_items', NULL).turns, 'prompt'), '') END,
      prompt
    )) AS text_key
  FROM score_records
  WHERE correct IS NOT NULL
)
SELECT model, suite, item, correct >= 0.5 AS good, leaked
FROM asked
LEFT JOIN keys ON keys.text_key = asked.text_key;

-- Each model on each suite: all, clean and leaked items.
CREATE OR REPLACE TEMP TABLE score_parts AS
WITH sums AS (
  SELECT model, suite, count(*) AS answers, count(*) FILTER (leaked IS NULL) AS unmatched,
    count(*) FILTER (leaked IS NOT NULL) AS n, count(*) FILTER (good AND leaked IS NOT NULL) AS k,
    count(*) FILTER (leaked) AS leaked_n, count(*) FILTER (leaked AND good) AS leaked_k,
    count(*) FILTER (NOT leaked) AS clean_n, count(*) FILTER (NOT leaked AND good) AS clean_k
  FROM scored
  GROUP BY model, suite
)
SELECT model, suite, answers, unmatched, n, wilson(k, n) AS "all", clean_n, wilson(clean_k, clean_n) AS clean, leaked_n,
  wilson(leaked_k, leaked_n) AS leaked, newcombe(leaked_k, leaked_n, clean_k, clean_n) AS difference,
  CASE WHEN leaked_n > 0 AND clean_n > 0 THEN fisher_exact(leaked_k, leaked_n, clean_k, clean_n) END AS p
FROM sums
ORDER BY suite, model;

-- Two models on the items that both answered: does the verdict change when the leaked ones are left out?
CREATE OR REPLACE TEMP TABLE score_pairs AS
WITH paired AS (
  SELECT a.suite, a.model AS first, b.model AS second, a.good AS good_first, b.good AS good_second, a.leaked
  FROM scored AS a
  JOIN scored AS b ON b.suite = a.suite AND b.item = a.item AND b.model > a.model
  WHERE a.leaked IS NOT NULL AND b.leaked IS NOT NULL
),
sums AS (
  SELECT suite, first, second, count(*) AS n,
    count(*) FILTER (good_first AND NOT good_second) AS b,
    count(*) FILTER (good_second AND NOT good_first) AS c,
    count(*) FILTER (NOT leaked) AS clean_n,
    count(*) FILTER (NOT leaked AND good_first AND NOT good_second) AS clean_b,
    count(*) FILTER (NOT leaked AND good_second AND NOT good_first) AS clean_c
  FROM paired
  GROUP BY suite, first, second
),
tested AS (
  SELECT *, mcnemar_exact(b, c) AS p, mcnemar_exact(clean_b, clean_c) AS clean_p
  FROM sums
),
judged AS (
  SELECT *,
    CASE WHEN p >= 0.05 THEN 'no difference' WHEN b > c THEN 'first is better' ELSE 'second is better' END AS verdict,
    CASE WHEN clean_p >= 0.05 THEN 'no difference' WHEN clean_b > clean_c THEN 'first is better' ELSE 'second is better' END
      AS clean_verdict
  FROM tested
)
SELECT *, verdict <> clean_verdict AS changes
FROM judged
ORDER BY suite, first, second;
