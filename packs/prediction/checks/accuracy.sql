-- check:    prediction.accuracy
-- title:    Accuracy of each model on each suite, and answers without a grade
-- level:    warning
-- key:      model, suite
-- needs:    records.item
-- why:      A score without an interval invites to read noise as progress; answers that nobody graded, or that were graded in
--           another way than their neighbours, move it in silence.
-- definition: Mean grade of the graded answers to items that are no perturbed copies. Interval at 95 %: Wilson's where grades are 0
--           and 1; of a mean (normal) where they are graded between; where clusters hold several items, from the sums of the
--           clusters (linearised ratio), cut at 0 and 1. An answer without a grade of its own is graded by equality with the
--           target, white space aside; an answer with neither is not graded and left out. `all` pools the suites.
-- source:   Wilson 1927; Cochran 1977, Sampling techniques, 6.4; Miller 2024, arXiv:2411.00640 (clustered errors of evals)
-- code:     ungraded        the answer has no grade and no target to compare with
-- code:     mixed_grading   graded by equality, while other answers of this model and suite came with grades

-- rows
SELECT row, model, suite, coalesce("cluster", '#' || row) AS "cluster", correct, graded_by,
  answer IS NOT NULL AS answered
FROM records
WHERE perturbation IS NULL AND (correct IS NOT NULL OR answer IS NOT NULL);

-- figures
WITH sets AS (
  SELECT *, 'accuracy of ' || model || ' on ' || suite AS figure FROM rows
  UNION ALL
  SELECT *, 'accuracy of ' || model AS figure FROM rows
),
by_cluster AS (
  SELECT figure, "cluster", count(correct) AS x, coalesce(sum(correct), 0) AS y,
    sum(correct * correct) AS yy, bool_and(correct IN (0, 1)) AS whole
  FROM sets
  GROUP BY figure, "cluster"
),
sums AS (
  SELECT figure, sum(x)::BIGINT AS n,
    CASE
      WHEN max(x) > 1 THEN ratio_interval(count(*), sum(x)::DOUBLE, sum(y)::DOUBLE, sum(x * x)::DOUBLE, sum(y * y)::DOUBLE, sum(x * y)::DOUBLE)
      WHEN bool_and(whole) THEN wilson(sum(y)::BIGINT, sum(x)::BIGINT)
      ELSE mean_interval(sum(x)::BIGINT, sum(y)::DOUBLE, sum(yy)::DOUBLE)
    END AS i
  FROM by_cluster
  WHERE x > 0
  GROUP BY figure
)
SELECT figure, i.value AS value, greatest(i.low, 0) AS low, least(i.high, 1) AS high, n, 'share' AS unit
FROM sums
ORDER BY contains(figure, ' on '), figure;

SELECT 'answers without a grade' AS figure, unnest(wilson(count(*) FILTER (correct IS NULL), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

-- findings
SELECT row, 'ungraded' AS code, '' AS locus, 'this answer of ' || model || ' has no grade, and no target to compare with' AS message,
  {'model': model, 'suite': suite} AS evidence, 0.5 AS score
FROM rows
WHERE correct IS NULL;

SELECT row, 'mixed_grading' AS code, '' AS locus,
  'graded by equality with the target, while ' || given || ' answers of ' || model || ' on ' || suite || ' came with grades' AS message,
  {'model': model, 'suite': suite, 'correct': correct} AS evidence, 0.6 AS score
FROM (
  SELECT *, count(*) FILTER (graded_by = 'file') OVER (PARTITION BY model, suite) AS given
  FROM rows
)
WHERE graded_by = 'equality' AND given > 0;
