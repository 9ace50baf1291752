-- check:    prediction.comparison
-- title:    Models compared item by item
-- level:    note
-- key:      suite
-- needs:    answers
-- param:    baseline VARCHAR = ''        the model that others are compared with; empty: the one that stands first in the data
-- param:    model VARCHAR = ''           the model to compare; empty: every other one
-- param:    resamples INTEGER = 2000     draws of the bootstrap
-- why:      Two scores on the same items are no independent samples: what decides is the items on which the models differ.
-- definition: Over items of a suite that both models answered and that are graded: the mean of model - baseline with the percentile interval
--           at 95 % of a bootstrap of clusters (items without one are their own). p: McNemar's exact test, two-sided, of
--           items that one alone has right, adjusted after Holm over all comparisons; it takes items as independent, so
--           trust the interval where clusters are large. Grades between 0 and 1 have no McNemar test. `all` pools the suites.
-- source:   McNemar 1947; Holm 1979; Efron and Tibshirani 1993, ch. 13; Miller 2024, arXiv:2411.00640
-- code:     lost            the baseline had it right, the model has not
-- code:     won             the model has it right, the baseline had not

-- rows
-- Of the rows, or of a slice of them.
CREATE OR REPLACE TEMP MACRO comparisons(pairs, resamples) AS TABLE
WITH sets AS (
  SELECT *, suite AS part FROM query_table(pairs)
  UNION ALL
  SELECT *, '' AS part FROM query_table(pairs) WHERE (SELECT count(DISTINCT suite) FROM query_table(pairs)) > 1
)
SELECT model, part, model || ' - ' || any_value(baseline) || CASE part WHEN '' THEN '' ELSE ' on ' || part END AS name,
  paired_difference(list(before ORDER BY row), list(after ORDER BY row), list("cluster" ORDER BY row), resamples) AS d,
  bool_and(before IN (0, 1) AND after IN (0, 1)) AS whole
FROM sets
GROUP BY model, part;

WITH models AS (
  SELECT model, min(row) AS first FROM answers GROUP BY model
),
base AS (
  SELECT coalesce(nullif($baseline, ''), (SELECT arg_min(model, first) FROM models)) AS baseline
)
SELECT b.row, a.model AS baseline, b.model, b.suite, b.item, a.row AS baseline_row, coalesce(b."cluster", a."cluster") AS "cluster",
  a.correct AS before, b.correct AS after, a.answer AS answer_before, b.answer AS answer_after, b.target
FROM answers AS a
JOIN base ON a.model = base.baseline
JOIN answers AS b ON b.suite = a.suite AND b.item = a.item AND b.model <> a.model AND ($model = '' OR b.model = $model)
WHERE a.correct IS NOT NULL AND b.correct IS NOT NULL;

-- figures
SELECT 'accuracy, ' || name AS figure, d.value AS value, d.low AS low, d.high AS high, d.n AS n, 'share' AS unit
FROM comparisons('rows', $resamples)
ORDER BY part, model;

SELECT 'right in ' || word || ' only, ' || name AS figure, value, n, 'items' AS unit
FROM (
  SELECT name, part, model, d.n AS n, unnest(['baseline', 'model']) AS word, unnest([d.only_first, d.only_second]) AS value
  FROM comparisons('rows', $resamples)
  WHERE whole
)
ORDER BY part, model, word;

WITH tests AS (
  SELECT name, part, model, d.n AS n, mcnemar_exact(d.only_first, d.only_second) AS p FROM comparisons('rows', $resamples) WHERE whole AND part <> ''
),
adjusted AS (
  SELECT unnest(list(name ORDER BY part, model)) AS name, unnest(list(n ORDER BY part, model)) AS n,
    unnest(holm(list(p ORDER BY part, model))) AS value
  FROM tests
)
SELECT 'McNemar p after Holm, ' || name AS figure, value, n, 'p' AS unit FROM adjusted;

SELECT 'comparisons' AS figure, CASE WHEN count(*) > 0 THEN count(*) END AS value, 'comparisons' AS unit,
  CASE WHEN count(*) = 0 THEN 'no two models have graded answers to the same items' END AS reason
FROM comparisons('rows', $resamples);

-- findings
SELECT row, CASE WHEN before > after THEN 'lost' ELSE 'won' END AS code, '' AS locus,
  CASE WHEN before > after THEN baseline || ' had it right, ' || model || ' has not' ELSE model || ' has it right, ' || baseline || ' had not' END
    AS message,
  {'suite': suite, 'item': item, 'before': left(answer_before, 400), 'after': left(answer_after, 400), 'target': left(target, 200)} AS evidence,
  CASE WHEN before > after THEN 0.6 ELSE 0.2 END AS score
FROM rows
WHERE before <> after;
