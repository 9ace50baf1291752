-- check:    prediction.calibration
-- title:    How far confidences tell what is right
-- level:    note
-- key:      model
-- needs:    answers, records.confidence
-- param:    bins INTEGER = 15              bins of the calibration errors and of the plot
-- param:    resamples INTEGER = 500        draws of the bootstrap
-- param:    confident DOUBLE = 0.9         a wrong answer at least this sure is listed
-- why:      Answers are accepted, handed to a person, or chosen for annotation by their confidence. That is only as good as
--           the confidence.
-- definition: Over graded answers with a confidence from 0 to 1. ECE and MCE: bins of equal width, closed on the right, weighted mean and maximum
--           of |accuracy - mean confidence|, empty bins left out; ACE: the same mean over bins of equal mass. Brier: mean of
--           (confidence - grade)^2; reliability, resolution, uncertainty: its parts over the bins of equal width (Murphy). AUROC: the
--           chance that a right answer is surer than a wrong one, ties half. Intervals: percentiles at 95 % of a
--           bootstrap over clusters (items without one are their own); the errors are biased upwards where bins are small,
--           and so are their intervals. Slices have figures of their own.
-- source:   Guo et al. 2017, arXiv:1706.04599; Nixon et al. 2019, arXiv:1904.01685; Brier 1950; Murphy 1973
-- code:     confidently_wrong   wrong, and at least as sure as `confident`

-- rows
SELECT row, model, suite, "cluster", correct, confidence, answer, target
FROM answers
WHERE correct IS NOT NULL AND confidence IS NOT NULL;

-- figures
SELECT figure || ', ' || model AS figure, i.value AS value, i.low AS low, i.high AS high, n, unit,
  CASE WHEN i.value IS NULL THEN 'all answers are right, or all wrong' END AS reason
FROM (
  SELECT model, c.n AS n,
    unnest(['ECE', 'ACE', 'MCE', 'Brier', 'AUROC', 'accuracy', 'mean confidence', 'Brier: reliability', 'Brier: resolution', 'Brier: uncertainty']) AS figure,
    unnest([c.ece, c.ace, c.mce, c.brier, c.auroc, c.accuracy, c.confidence, c.reliability, c.resolution, c.uncertainty]) AS i,
    unnest(['share', 'share', 'share', '', '', 'share', 'share', '', '', '']) AS unit,
    unnest(generate_series(1, 10)) AS place
  FROM (
    SELECT model,
      calibration_figures(list(confidence ORDER BY row), list(correct ORDER BY row), list("cluster" ORDER BY row), $bins, $resamples) AS c
    FROM rows
    GROUP BY model
  )
)
ORDER BY model, place;

SELECT 'reliability, ' || model AS figure, 'confidence' AS unit, list_concat([0.0], list_transform(b, lambda x: x.high)) AS edges,
  list_transform(b, lambda x: x.n) AS counts, list_transform(b, lambda x: x.accuracy) AS measured,
  list_transform(b, lambda x: x.confidence) AS expected
FROM (
  SELECT model, reliability_bins(list(confidence ORDER BY row), list(correct ORDER BY row), [], $bins) AS b
  FROM rows
  GROUP BY model
)
ORDER BY model;

-- findings
SELECT row, 'confidently_wrong' AS code, '' AS locus, model || ' was ' || format('{:.1f}', confidence * 100) || ' % sure of a wrong answer' AS message,
  {'answer': left(answer, 300), 'target': left(target, 300), 'confidence': confidence, 'suite': suite} AS evidence, confidence AS score
FROM rows
WHERE correct < 0.5 AND confidence >= $confident;
