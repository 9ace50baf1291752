-- table:    answers
-- title:    One answer a model, suite and item, to items that are no changed copies
-- needs:    records.item
-- definition: The first graded record of each model, suite and item, else the first; records that only hold a grader's
--           label, perturbed copies and empty records are left out. `confidence` up to 1.001 counts as 1 (rounding), and is NULL
--           outside 0 to 1.

-- rows
SELECT row, model, suite, item, correct, graded_by, answer, target, prompt, "cluster",
  CASE WHEN confidence BETWEEN 0 AND 1 THEN confidence WHEN confidence BETWEEN 1 AND 1.001 THEN 1.0 END AS confidence,
  paraphrases, "role", safe, ood, extra
FROM records
WHERE perturbation IS NULL AND (correct IS NOT NULL OR answer IS NOT NULL)
QUALIFY row_number() OVER (PARTITION BY model, suite, item ORDER BY correct IS NULL, row) = 1;
