-- check:    prediction.slices
-- title:    Parts of the items on which a model is worse than on the rest
-- level:    note
-- key:      model
-- needs:    answers
-- param:    fields VARCHAR = ''           fields of the records that make slices, with commas; empty: every one that has few values
-- param:    most_values BIGINT = 30       a field with more values makes no slices
-- param:    least BIGINT = 10             items in a slice and outside it
-- param:    far DOUBLE = 0.1              share of the items that are furthest from the rest, as a slice; 0: none
-- param:    level DOUBLE = 0.95           1 - level bounds the chance of any false finding of a model
-- why:      A mean hides the group of users for whom it does not hold, and items unlike the others are where production goes next.
-- definition: Slices are the values of a field that stands in the data beside the known columns (`extra`), `ood` as the data says it, and the
--           items whose prompts are furthest from the rest: lowest cosine to the nearest of sqrt(n / 2) centres of the prompts'
--           hashed word 1-2-grams (of 4,000 prompts drawn by their names, where there are more), over 100 prompts at least.
--           Accuracy with Wilson's interval (grades of 0.5 and more count as
--           right). Difference to the model's other items: Newcombe's interval; p: Fisher's exact test, after Holm over
--           all slices of a model.
-- source:   Newcombe 1998, method 10; Fisher 1935; Holm 1979; Eyuboglu et al. 2022, arXiv:2203.14960 (why slices)
-- code:     weak_slice      the model is worse here than on its other items

-- rows
CREATE OR REPLACE TEMP TABLE slice_fields AS
WITH told AS (
  SELECT row, model, suite, unnest(json_keys(extra)) AS field, extra
  FROM answers
  WHERE correct IS NOT NULL AND json_type(extra) = 'OBJECT'
),
"values" AS (
  SELECT row, model, field, json_extract_string(extra, '/' || replace(replace(field, '~', '~0'), '/', '~1')) AS value,
    json_type(extra, '/' || replace(replace(field, '~', '~0'), '/', '~1')) AS kind
  FROM told
  WHERE $fields = '' OR list_contains(list_transform(string_split($fields, ','), lambda x: trim(x)), field)
)
SELECT row, model, field || '=' || left(value, 60) AS slice
FROM "values"
WHERE kind IN ('VARCHAR', 'BOOLEAN', 'UBIGINT', 'BIGINT') AND value <> ''
QUALIFY count(DISTINCT value) OVER (PARTITION BY field) BETWEEN 2 AND $most_values
UNION ALL
SELECT row, model, 'ood=' || ood FROM answers WHERE correct IS NOT NULL AND ood IS NOT NULL;

CREATE OR REPLACE TEMP TABLE slice_far AS
WITH prompts AS (
  SELECT suite, item, text_projection(any_value(prompt), 2, true, []::FLOAT[], 128, 1) AS place
  FROM answers
  WHERE prompt IS NOT NULL AND $far > 0
  GROUP BY suite, item
  HAVING place IS NOT NULL
),
centres AS (
  SELECT kmeans_centers(list(place ORDER BY lot), 0, 1) AS c
  FROM (
    SELECT place, md5(suite || '/' || item) AS lot FROM prompts ORDER BY lot LIMIT 4000
  )
  HAVING count(*) >= 100
),
-- By itself: a window over the join would hold the centres once a prompt.
near AS MATERIALIZED (
  SELECT suite, item, nearest_center(place, c).similarity AS similarity
  FROM prompts
  CROSS JOIN centres
)
SELECT suite, item, percent_rank() OVER (ORDER BY similarity, suite, item) < $far AS far
FROM near;

CREATE OR REPLACE TEMP TABLE slice_totals AS
SELECT model, count(*) AS n, count(*) FILTER (correct >= 0.5) AS k FROM answers WHERE correct IS NOT NULL GROUP BY model;

CREATE OR REPLACE TEMP MACRO slice_tests(sliced, least) AS TABLE
WITH counted AS (
  SELECT s.model, slice, count(*) AS n, count(*) FILTER ("right") AS k, min(row) FILTER (NOT "right") AS row,
    any_value(t.n) - count(*) AS rest_n, any_value(t.k) - count(*) FILTER ("right") AS rest_k
  FROM query_table(sliced) AS s
  JOIN slice_totals AS t ON t.model = s.model
  GROUP BY s.model, slice
),
tested AS (
  SELECT *, fisher_exact(k, n, rest_k, rest_n) AS raw FROM counted WHERE n >= least AND rest_n >= least
),
adjusted AS (
  SELECT model, unnest(list(slice ORDER BY slice)) AS slice, unnest(holm(list(raw ORDER BY slice))) AS p FROM tested GROUP BY model
)
SELECT tested.*, p FROM tested JOIN adjusted ON adjusted.model = tested.model AND adjusted.slice = tested.slice;

SELECT a.row, a.model, s.slice, a.correct >= 0.5 AS "right"
FROM (
  FROM slice_fields
  UNION ALL
  SELECT answers.row, answers.model, 'far from the rest'
  FROM answers
  JOIN slice_far AS f ON f.suite = answers.suite AND f.item = answers.item AND f.far
  WHERE answers.correct IS NOT NULL
) AS s
JOIN answers AS a ON a.row = s.row;

-- figures
SELECT 'accuracy of ' || model || ', ' || slice AS figure, unnest(wilson(k, n)), n, 'share' AS unit
FROM slice_tests('rows', $least)
ORDER BY model, slice;

SELECT 'against the rest, ' || model || ', ' || slice AS figure, unnest(newcombe(rest_k, rest_n, k, n)), n, 'share' AS unit
FROM slice_tests('rows', $least)
ORDER BY model, slice;

SELECT 'slices' AS figure, count(*) AS value, 'slices' AS unit FROM slice_tests('rows', $least);

-- findings
SELECT row, 'weak_slice' AS code, '' AS locus,
  model || ' has ' || format('{:.1f}', 100 * k / n) || ' % right where ' || slice || ' (' || n || ' items), ' || format('{:.1f}', 100 * rest_k / rest_n) || ' % elsewhere' AS message,
  {'slice': slice, 'right': k, 'items': n, 'rest_right': rest_k, 'rest': rest_n, 'p_after_holm': p} AS evidence,
  least(0.95, 0.4 + rest_k / rest_n - k / n) AS score
FROM slice_tests('rows', $least)
WHERE p <= 1 - $level AND k / n < rest_k / rest_n;
