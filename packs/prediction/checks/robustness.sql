-- check:    prediction.robustness
-- title:    Accuracy on changed copies of items
-- level:    note
-- key:      suite
-- needs:    answers, records.perturbation
-- param:    resamples INTEGER = 2000     draws of the bootstrap
-- why:      Typing errors, other names and reordered choices are what production sends; a score on clean items does not hold there.
-- definition: A perturbed item (its `perturbation` is named) is paired with the answer of the same model to the unperturbed item of the same suite:
--           the one named in `original`, else the one of the same name. Accuracy on the perturbed items with Wilson's
--           interval (a mean's where grades are not 0 and 1), and the mean of perturbed - unperturbed over the pairs with
--           the percentile interval at 95 % of a bootstrap over originals (all copies of an item are drawn together).
-- source:   Ribeiro et al. 2020, arXiv:2005.04118 (CheckList: invariance tests)
-- code:     broken          right on the item, wrong on its changed copy
-- code:     no_original     a changed copy whose unperturbed item has no graded answer of this model

-- rows
SELECT r.row, r.model, r.suite, r.perturbation, coalesce(r.original, r.item) AS original, o.correct AS before, r.correct AS after,
  o.answer AS answer_before, r.answer AS answer_after, r.prompt, o.prompt AS prompt_before, r.target
FROM records AS r
LEFT JOIN answers AS o ON o.model = r.model AND o.suite = r.suite AND o.item = coalesce(r.original, r.item)
WHERE r.perturbation IS NOT NULL AND r.correct IS NOT NULL;

-- figures
SELECT 'accuracy of ' || model || ' under ' || perturbation AS figure, i.value AS value, i.low AS low, i.high AS high, n, 'share' AS unit
FROM (
  SELECT model, perturbation, count(*) AS n,
    CASE
      WHEN bool_and(after IN (0, 1)) THEN wilson(sum(after)::BIGINT, count(*))
      ELSE mean_interval(count(*), sum(after), sum(after * after))
    END AS i
  FROM rows
  GROUP BY model, perturbation
)
ORDER BY model, perturbation;

SELECT 'change of ' || model || ' under ' || perturbation AS figure, d.value AS value, d.low AS low, d.high AS high, d.n AS n, 'share' AS unit,
  CASE WHEN d.n = 0 THEN 'no unperturbed item was answered' END AS reason
FROM (
  SELECT model, perturbation,
    paired_difference(list(before ORDER BY row), list(after ORDER BY row), list(suite || '/' || original ORDER BY row), $resamples) AS d
  FROM rows
  GROUP BY model, perturbation
)
ORDER BY model, perturbation;

-- findings
SELECT row, 'broken' AS code, '' AS locus, model || ' has the item right and its copy under ' || perturbation || ' wrong' AS message,
  {
    'prompt': left(prompt_before, 400),
    'perturbed': left(prompt, 400),
    'before': left(answer_before, 300),
    'after': left(answer_after, 300),
    'target': left(target, 200)
  } AS evidence,
  0.3 + 0.4 * (before - after) AS score
FROM rows
WHERE before > after;

SELECT row, 'no_original' AS code, '' AS locus, 'no graded answer of ' || model || ' to the unperturbed item ' || original AS message,
  {'suite': suite, 'perturbation': perturbation} AS evidence, 0.2 AS score
FROM rows
WHERE before IS NULL;
