-- check:    prediction.integrity
-- title:    Items missing or twice, confidences that are none, targets that contradict each other
-- level:    warning
-- key:      suite, item
-- needs:    records.item
-- why:      A model that was not asked the hard items looks better; a copied row counts twice; a wrong key makes right answers wrong.
-- definition: An item is missing for a model when another model has a record of the same item, suite and perturbation, and this model has answers in the
--           suite. Twice: more than one record with an answer or grade of one model, suite, item and perturbation.
--           A confidence is from 0 to 1, or up to 1.001 by rounding. An answer is empty when nothing but white space is in
--           it. Targets differ when items of one name in one suite have different ones.
-- source:   own definitions
-- code:     missing_item        other models have this item, this model has not
-- code:     duplicate_item      another record of this model answers the same item
-- code:     confidence_range    the confidence is not between 0 and 1
-- code:     not_readable        the record, or a number in it, could not be read
-- code:     empty_answer        the answer is empty
-- code:     different_targets   records of this item have different targets

-- rows
CREATE OR REPLACE TEMP TABLE asked AS
SELECT suite, item, perturbation, model, min(row) AS row, count(*) AS records,
  count(*) FILTER (answer IS NOT NULL OR correct IS NOT NULL) AS answered, count(DISTINCT trim(target)) AS targets
FROM records
GROUP BY ALL;

SELECT row, model, suite, item, perturbation, answer, confidence, target, faults,
  row <> first_value(row) OVER same AND (answer IS NOT NULL OR correct IS NOT NULL) AS copy,
  first_value(record) OVER same AS first_record
FROM records
WINDOW same AS (PARTITION BY model, suite, item, perturbation ORDER BY answer IS NULL AND correct IS NULL, row);

-- figures
SELECT 'records that answer an item again' AS figure, unnest(wilson(count(*) FILTER (copy), count(*))), count(*) AS n, 'share' AS unit FROM rows;

SELECT 'empty answers' AS figure, unnest(wilson(count(*) FILTER (trim(answer) = ''), count(answer))), count(answer) AS n, 'share' AS unit FROM rows;

SELECT 'items of ' || suite || ' without an answer of ' || model AS figure, unnest(wilson(items - had, items)), items AS n, 'share' AS unit
FROM (
  SELECT suite, model, count(*) AS had, any_value(items) AS items
  FROM asked
  JOIN (SELECT suite, count(DISTINCT (item, perturbation)) AS items FROM asked GROUP BY suite) AS sizes USING (suite)
  GROUP BY suite, model
)
WHERE had < items
ORDER BY suite, model;

-- findings
WITH models AS (
  SELECT DISTINCT suite, model FROM asked
),
items AS (
  SELECT suite, item, perturbation, min(row) AS row FROM asked GROUP BY ALL
)
SELECT items.row, 'missing_item' AS code, '' AS locus, models.model || ' has no record of this item of ' || items.suite AS message,
  {'item': items.item, 'model': models.model} AS evidence, 0.5 AS score
FROM items
JOIN models ON models.suite = items.suite
ANTI JOIN asked ON asked.suite = items.suite AND asked.item = items.item AND asked.perturbation IS NOT DISTINCT FROM items.perturbation
  AND asked.model = models.model;

SELECT row, 'duplicate_item' AS code, '' AS locus, 'answers the same item of ' || suite || ' as ' || first_record AS message,
  {'item': item, 'model': model} AS evidence, 0.6 AS score
FROM rows
WHERE copy;

SELECT row, 'confidence_range' AS code, '' AS locus, 'a confidence is between 0 and 1, this is ' || confidence AS message,
  {'confidence': confidence} AS evidence, 0.6 AS score
FROM rows
WHERE confidence < 0 OR confidence > 1.001;

SELECT row, 'not_readable' AS code, coalesce(f.locus, '') AS locus, f.message AS message, {'code': f.code, 'byte': f."offset"} AS evidence, 0.8 AS score
FROM (
  SELECT row, unnest(faults) AS f FROM rows
);

SELECT row, 'empty_answer' AS code, '' AS locus, model || ' gave an empty answer' AS message, {'item': item} AS evidence, 0.4 AS score
FROM rows
WHERE trim(answer) = '';

SELECT row, 'different_targets' AS code, '' AS locus, 'records of this item of ' || suite || ' have ' || len(targets) || ' different targets' AS message,
  {'item': item, 'targets': targets[:5]} AS evidence, 0.9 AS score
FROM (
  SELECT suite, item, perturbation, min(row) AS row, list(DISTINCT left(trim(target), 200) ORDER BY left(trim(target), 200)) AS targets
  FROM rows
  WHERE target IS NOT NULL
  GROUP BY ALL
)
WHERE len(targets) > 1;
