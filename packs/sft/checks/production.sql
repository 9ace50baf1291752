-- check:    sft.production
-- title:    Whether the training data is what production asks, and what it lacks
-- level:    warning
-- needs:    records.turns, production_records.turns, production_features, production_prompts
-- param:    threshold DOUBLE = 0.2      debiased PSI from which a feature is said to have shifted
-- param:    told_apart DOUBLE = 0.6     AUROC from which a classifier tells training from production
-- param:    thin DOUBLE = 0.2           a topic is uncovered when training gives it less than this part of production's share
-- param:    texts BIGINT = 3000         distinct prompts of each side that the classifier gets
-- param:    vectors BIGINT = 1000       distinct prompts of each side that the discrepancy is of
-- param:    permutations BIGINT = 499   relabellings behind its p
-- param:    folds BIGINT = 5            of the classifier
-- param:    seed BIGINT = 1             of folds and permutations
-- why:      A model learns the questions it is trained on. Where production asks otherwise (longer, in another form, about
--           topics that the set never shows), an evaluation drawn from the same set is good and the product is not.
-- definition: Prompts are compared as in the table production_prompts (what the user says; distinct ones, samples by hash),
--           features as in production_features (every record: traffic). Told apart: AUROC, on prompts it has not seen, of logistic
--           regression (C = 1) on tf-idf of words and pairs of words, with DeLong's interval: 0.5 is alike; the verdict is
--           by its interval against told_apart. Discrepancy: unbiased MMD² of the topic vectors, Gaussian kernel, bandwidth the median
--           distance, p by permutation. Features: PSI on deciles of the training data (right-closed, outer bins open,
--           equal edges merged) or on words, shares below 1e-4 raised to it, less the noise (bins - 1)(1/n + 1/m); where the smaller
--           side has fewer than 10 (bins - 1) / threshold records there is no verdict, and the figure says so. Jensen-Shannon
--           distance: base 2, same bins. Numbers also: Kolmogorov-Smirnov D, and Wasserstein-1 in the feature's unit.
--           A topic is uncovered when training's share of prompts is below thin times production's, and its upper limit below the lower limit of
--           production's (Wilson, 95 %); unasked is the same the other way round. Findings are of the set, not of records.
-- source:   Lopez-Paz and Oquab 2017, Revisiting Classifier Two-Sample Tests; Gretton et al. 2012, A Kernel Two-Sample Test;
--           Siddiqi 2006, Credit Risk Scorecards (PSI, 0.1 and 0.25 as marks); Yurdakul 2018, Statistical Properties of
--           Population Stability Index (its noise); Lin 1991 (Jensen-Shannon)
-- code:     uncovered        a topic of production that the training data hardly has: what to annotate next
-- code:     told_apart       a classifier tells training prompts from production's; the terms it goes by
-- code:     shift            a feature is distributed otherwise in production
-- code:     too_few          whether prompts are told apart cannot be said: more production records are needed
-- code:     unasked          a topic of the training data that production hardly asks

-- rows
CREATE OR REPLACE TEMP TABLE production_test AS
WITH chosen AS (
  SELECT *
  FROM production_prompts
  QUALIFY row_number() OVER (PARTITION BY side ORDER BY text_key) <= $texts
),
lists AS (
  SELECT coalesce(list(prompt ORDER BY text_key) FILTER (side = 'training'), []) AS training,
    coalesce(list(prompt ORDER BY text_key) FILTER (side = 'production'), []) AS production
  FROM chosen
)
SELECT len(training) AS n, len(production) AS m, classifier_test(training, production, $folds, $seed) AS test
FROM lists;

CREATE OR REPLACE TEMP TABLE production_discrepancy AS
WITH chosen AS (
  SELECT *
  FROM production_prompts
  WHERE vector IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY side ORDER BY text_key) <= $vectors
)
SELECT count(*) FILTER (side = 'training') AS n, count(*) FILTER (side = 'production') AS m,
  mmd_test(
    coalesce(list(vector ORDER BY text_key) FILTER (side = 'training'), []),
    coalesce(list(vector ORDER BY text_key) FILTER (side = 'production'), []),
    $permutations, $seed
  ) AS test
FROM chosen;

-- One row a topic: prompts and traffic of both sides, with intervals.
CREATE OR REPLACE TEMP TABLE production_topics AS
WITH totals AS (
  SELECT count(*) FILTER (side = 'training') AS n, count(*) FILTER (side = 'production') AS m,
    sum(copies) FILTER (side = 'production') AS records, sum(copies) FILTER (side = 'training') AS training_records
  FROM production_prompts
),
counted AS (
  SELECT coalesce(topic, 0) AS topic, count(*) FILTER (side = 'training') AS n, count(*) FILTER (side = 'production') AS m,
    coalesce(sum(copies) FILTER (side = 'production'), 0) AS records, coalesce(sum(copies) FILTER (side = 'training'), 0) AS training_records
  FROM production_prompts
  GROUP BY ALL
)
SELECT counted.topic, counted.n, counted.m, counted.records::BIGINT AS records, counted.training_records::BIGINT AS training_records,
  counted.records / totals.records AS traffic, counted.training_records / totals.training_records AS training_traffic,
  wilson(counted.n, totals.n) AS training_share, wilson(counted.m, totals.m) AS production_share
FROM counted
CROSS JOIN totals;

-- The words by which a topic is known: frequent in it and rare elsewhere.
CREATE OR REPLACE TEMP TABLE production_terms AS
WITH held AS (
  SELECT coalesce(topic, 0) AS topic, side, text_key, unnest(list_distinct(words(prompt))) AS word
  FROM production_prompts
),
sizes AS (
  SELECT coalesce(topic, 0) AS topic, count(*) AS texts, sum(count(*)) OVER () AS all_texts
  FROM production_prompts
  GROUP BY ALL
),
everywhere AS (
  SELECT word, count(*) AS texts
  FROM held
  GROUP BY word
),
here AS (
  SELECT topic, word, count(*) AS texts
  FROM held
  GROUP BY topic, word
),
scored AS (
  SELECT here.topic, here.word,
    here.texts / sizes.texts * ln((here.texts / sizes.texts) / ((everywhere.texts - here.texts + 0.5) / (all_texts - sizes.texts + 1))) AS score
  FROM here
  JOIN everywhere ON everywhere.word = here.word
  JOIN sizes ON sizes.topic = here.topic
  WHERE here.texts > 1 AND (length(here.word) > 1 OR unicode(here.word) > 127)
)
SELECT topic, list(word ORDER BY score DESC, word)[:5] AS terms
FROM (
  FROM scored
  WHERE score > 0
  QUALIFY row_number() OVER (PARTITION BY topic ORDER BY score DESC, word) <= 5
)
GROUP BY topic;

CREATE OR REPLACE TEMP TABLE production_examples AS
SELECT side, coalesce(topic, 0) AS topic,
  list({'record': r.record, 'file': r.file, 'line': coalesce(r.line, r.number), 'prompt': left(prompt, 400)} ORDER BY p.place) AS examples
FROM (
  FROM production_prompts
  SELECT *, row_number() OVER (PARTITION BY side, topic ORDER BY fit DESC NULLS LAST, text_key) AS place
) AS p
JOIN compared_records AS r USING (side)
WHERE r.row = p.item AND p.place <= 3
GROUP BY ALL;

-- One row a feature, with what may be said of it.
WITH judged AS (
  SELECT *, psi_least_rows(greatest(bins, 2), $threshold)::BIGINT AS least_rows, least(n, m) AS fewer
  FROM production_features
)
SELECT *,
  CASE
    WHEN n = 0 AND m = 0 THEN 'neither side has any'
    WHEN n = 0 THEN 'the training data has none'
    WHEN m = 0 THEN 'production has none'
    WHEN fewer < least_rows THEN 'too few to say: ' || fewer || ' records on the smaller side, ' || least_rows || ' needed for ' || bins
      || ' bins (PSI ' || format('{:.3f}', psi.debiased) || ' as it stands)'
  END AS reason,
  CASE
    WHEN n = 0 OR m = 0 OR fewer < least_rows THEN 'no verdict'
    WHEN psi.debiased >= $threshold THEN 'shifted'
    ELSE 'alike'
  END AS verdict
FROM judged;

-- figures
SELECT 'training told from production (AUROC)' AS figure, test.auroc AS value, test.low AS low, test.high AS high, n + m AS n,
  'AUROC' AS unit,
  CASE WHEN test.auroc IS NULL THEN 'too few to say: ' || n || ' and ' || m || ' distinct prompts for ' || $folds || ' folds' END AS reason
FROM production_test;

SELECT 'discrepancy of prompts (MMD²)' AS figure, test.value AS value, n + m AS n, 'MMD²' AS unit,
  CASE WHEN test.value IS NULL THEN 'too few to say: ' || n || ' and ' || m || ' distinct prompts with a vector' END AS reason
FROM production_discrepancy;

SELECT 'chance of such a discrepancy without a shift (p)' AS figure, test.p AS value, n + m AS n, 'p' AS unit,
  CASE WHEN test.value IS NULL THEN 'too few to say' END AS reason
FROM production_discrepancy;

SELECT 'traffic on topics that training hardly has' AS figure,
  unnest(wilson(coalesce(sum(records) FILTER (training_share.value < $thin * production_share.value AND training_share.high < production_share.low), 0)::BIGINT, sum(records)::BIGINT)),
  sum(records)::BIGINT AS n, 'share' AS unit
FROM production_topics;

SELECT 'production records whose prompt is in training' AS figure,
  unnest(wilson(coalesce(sum(p.copies) FILTER (t.text_key IS NOT NULL), 0)::BIGINT, sum(p.copies)::BIGINT)),
  sum(p.copies)::BIGINT AS n, 'share' AS unit
FROM compared_prompts AS p
LEFT JOIN compared_prompts AS t ON t.side = 'training' AND t.text_key = p.text_key
WHERE p.side = 'production';

SELECT 'features that shifted' AS figure, count(*) FILTER (verdict = 'shifted') AS value, count(*) FILTER (verdict <> 'no verdict') AS n,
  'features' AS unit,
  CASE WHEN count(*) FILTER (verdict <> 'no verdict') = 0 THEN 'too few records for a verdict on any feature' END AS reason
FROM rows;

SELECT 'PSI: ' || feature AS figure, CASE WHEN reason IS NULL THEN psi.debiased END AS value,
  CASE WHEN reason IS NULL THEN psi.low END AS low, CASE WHEN reason IS NULL THEN psi.high END AS high, n + m AS n, 'PSI' AS unit, reason
FROM rows
ORDER BY value DESC NULLS LAST, feature;

SELECT 'Jensen-Shannon distance: ' || feature AS figure, js AS value, n + m AS n, 'base 2' AS unit
FROM rows
WHERE n > 0 AND m > 0
ORDER BY value DESC, feature;

SELECT 'Kolmogorov-Smirnov D: ' || feature AS figure, ks.statistic AS value, n + m AS n, 'D' AS unit
FROM rows
WHERE ks IS NOT NULL
ORDER BY value DESC, feature;

SELECT 'Wasserstein distance: ' || feature AS figure, wasserstein AS value, n + m AS n,
  CASE feature WHEN 'turns of the user' THEN 'turns' ELSE 'words' END AS unit
FROM rows
WHERE wasserstein IS NOT NULL
ORDER BY feature;

-- findings
SELECT 'topic of production: ' || coalesce(array_to_string(terms, ', '), 'no words') AS record, 'uncovered' AS code, '' AS locus,
  format('{:.1f} % of production''s records ({} distinct prompts of the sample), {:.1f} % of training''s ({}): ', 100 * traffic, m, 100 * training_traffic, n)
    || coalesce(array_to_string(terms, ', '), 'no words') AS message,
  to_json({
    'terms': terms,
    'traffic': round(traffic, 6),
    'records': records,
    'prompts': m,
    'training_prompts': n,
    'share': production_share,
    'training_share': training_share,
    'examples': examples
  }) AS evidence,
  0.6 + 0.4 * sqrt(traffic) AS score
FROM production_topics AS t
LEFT JOIN production_terms USING (topic)
LEFT JOIN production_examples AS e ON e.side = 'production' AND e.topic = t.topic
WHERE training_share.value < $thin * production_share.value AND training_share.high < production_share.low;

SELECT 'prompts' AS record, 'told_apart' AS code, '' AS locus,
  'a classifier tells training from production: AUROC ' || format('{:.3f} ({:.3f} to {:.3f})', test.auroc, test.low, test.high)
    || '; production by ' || array_to_string([x.term FOR x IN test.terms IF x.weight > 0][:5], ', ')
    || '; training by ' || array_to_string([x.term FOR x IN test.terms IF x.weight < 0][:5], ', ') AS message,
  to_json({
    'auroc': test.auroc,
    'low': test.low,
    'high': test.high,
    'training_prompts': n,
    'production_prompts': m,
    'terms': [{'term': x.term, 'weight': round(x.weight, 3), 'training_prompts': x."first", 'production_prompts': x."second"} FOR x IN test.terms]
  }) AS evidence,
  least(1, test.auroc) AS score
FROM production_test
WHERE test.low >= $told_apart;

SELECT 'prompts' AS record, 'too_few' AS code, '' AS locus,
  'whether training and production prompts are told apart cannot be said: '
    || CASE
      WHEN test.auroc IS NULL THEN n || ' and ' || m || ' distinct prompts are too few'
      ELSE format('AUROC {:.3f} ({:.3f} to {:.3f}) of {} and {} distinct prompts lies on both sides of {:.2f}', test.auroc, test.low, test.high, n, m, $told_apart)
    END AS message,
  to_json({'auroc': test.auroc, 'low': test.low, 'high': test.high, 'training_prompts': n, 'production_prompts': m}) AS evidence,
  0.4 AS score
FROM production_test
WHERE test.auroc IS NULL OR (test.low < $told_apart AND test.high >= $told_apart);

WITH moved AS (
  SELECT feature, list({'value': word, 'training': round(p, 4), 'production': round(q, 4)} ORDER BY abs(q - p) DESC, word)[:5] AS most
  FROM (
    SELECT feature, unnest(words) AS word, unnest(training_counts) / n AS p, unnest(production_counts) / m AS q
    FROM rows
    WHERE words IS NOT NULL AND feature <> 'topic'
  )
  GROUP BY feature
)
SELECT 'feature: ' || rows.feature AS record, 'shift' AS code, '' AS locus,
  rows.feature || ': PSI ' || format('{:.3f} ({:.3f} to {:.3f})', psi.debiased, psi.low, psi.high)
    || CASE
      WHEN training_median IS NOT NULL THEN format(', median {:.0f} in training, {:.0f} in production', training_median, production_median)
      WHEN most IS NOT NULL THEN '; ' || array_to_string([
        format('{} {:.0f} % in training, {:.0f} % in production', x.value, 100 * x.training, 100 * x.production) FOR x IN most[:3]
      ], '; ')
      ELSE ''
    END AS message,
  to_json({
    'psi': psi,
    'jensen_shannon': js,
    'ks': ks,
    'wasserstein': wasserstein,
    'chi2': chi2,
    'edges': edges,
    'training_counts': training_counts,
    'production_counts': production_counts,
    'most': most,
    'n': rows.n,
    'm': rows.m
  }) AS evidence,
  0.5 + 0.4 * least(1, psi.debiased / 2) AS score
FROM rows
LEFT JOIN moved ON moved.feature = rows.feature
WHERE verdict = 'shifted';

SELECT 'topic of training: ' || coalesce(array_to_string(terms, ', '), 'no words') AS record, 'unasked' AS code, '' AS locus,
  format('{:.1f} % of training''s records ({} distinct prompts of the sample), {:.1f} % of production''s ({}): ', 100 * training_traffic, n, 100 * traffic, m)
    || coalesce(array_to_string(terms, ', '), 'no words') AS message,
  to_json({
    'terms': terms,
    'records': training_records,
    'prompts': n,
    'production_prompts': m,
    'share': training_share,
    'production_share': production_share,
    'examples': examples
  }) AS evidence,
  0.2 + 0.2 * sqrt(training_traffic) AS score
FROM production_topics AS t
LEFT JOIN production_terms USING (topic)
LEFT JOIN production_examples AS e ON e.side = 'training' AND e.topic = t.topic
WHERE production_share.value < $thin * training_share.value AND production_share.high < training_share.low;
