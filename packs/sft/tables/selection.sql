-- table:    selection
-- title:    Which records people should look at next, under a budget, each with its reasons
-- needs:    records.turns
-- param:    budget BIGINT = 200           records to choose
-- param:    by VARCHAR = none             field that makes slices, which are chosen from in turn; none: all are one
-- param:    uncertainty DOUBLE = 1        weight of what the model was unsure of
-- param:    disagreement DOUBLE = 1       weight of answers that contradict each other, and of bad feedback
-- param:    novelty DOUBLE = 1            weight of what is unlike the training data (train_records)
-- param:    diversity DOUBLE = 0.3        share of a record's value that is its distance from those chosen before
-- param:    confidence VARCHAR = confidence, probability, prob, score     fields with a confidence from 0 to 1, or in per cent
-- param:    margin VARCHAR = margin, top2_margin                            fields with the lead of the best over the second answer, 0 to 1
-- param:    logprobs VARCHAR = avg_logprob, mean_logprob, logprobs, token_logprobs   fields with a mean log probability, a list of them, or OpenAI's {content: [{logprob}]}
-- param:    entropy VARCHAR = entropy, mean_entropy                         fields with an entropy, from 0 upwards
-- param:    answers VARCHAR = answers, outputs, responses, candidates, samples, completions   fields with several answers to the prompt
-- param:    feedback VARCHAR = feedback, thumbs, thumb, vote, reaction, user_feedback         fields with a judgement: up or down, true or false, 1 or -1
-- param:    alike DOUBLE = 0.8            Jaccard similarity of words from which prompts are one and the same
-- param:    pool BIGINT = 10000           candidates that vectors are made of: half by score, half at random
-- param:    train_sample BIGINT = 20000   distinct training prompts that novelty is measured against
-- param:    dimensions INTEGER = 256      numbers in a vector
-- param:    seed BIGINT = 1               of the projection
-- definition: A candidate is a group of records whose prompts (what the user says) are equal in normal form or nearly so: Jaccard
--           similarity of their sets of words of at least `alike`. It is represented by its record of the highest score.
--           Criteria from 0 to 1: uncertainty, of the first there is: 1 - confidence, 1 - margin, 1 - exp(mean log
--           probability), entropy over the highest in the data. Disagreement: the larger of 1 for bad feedback and 1 - the mean
--           pairwise similarity of the answers to the prompt (several in one record, or those of records with an equal prompt; sets of
--           words; at most 8). Novelty: 1 - cosine to the nearest training prompt, exactly (tf-idf of words). A criterion that no record has does not count; a record without a sign of disagreement has none, one without an
--           uncertainty has the median of the others. The score is the weighted mean. Choosing is greedy: the next is the one with the highest
--           (1 - diversity) * score + diversity * (1 - cosine to the nearest one chosen); that value is its priority, and it
--           never rises from one to the next. With slices each is ordered by itself and they take turns.
-- source:   Settles 2009, Active Learning Literature Survey (uncertainty, disagreement); Gonzalez 1985 and Sener and Savarese
--           2018, Active Learning for Convolutional Neural Networks: A Core-Set Approach (k-center)

-- rows
CREATE TABLE IF NOT EXISTS train_records AS
SELECT *, NULL::VARCHAR AS source
FROM records
LIMIT 0;

-- The first of the named fields that a record has, as JSON; a name may be a path such as meta.confidence.
CREATE OR REPLACE TEMP MACRO first_field(extra, names) AS
list_filter(
  [json_extract(extra, '$.' || array_to_string(['"' || replace(part, '"', '') || '"' FOR part IN string_split(trim(name), '.')], '.'))
    FOR name IN string_split(names, ',')],
  lambda value: value IS NOT NULL AND value::VARCHAR <> 'null'
)[1];

-- NULL also for NaN and infinities.
CREATE OR REPLACE TEMP MACRO json_number(value) AS
CASE WHEN isfinite(TRY_CAST(json_extract_string(value, '$') AS DOUBLE)) THEN TRY_CAST(json_extract_string(value, '$') AS DOUBLE) END;

-- The mean of log probabilities: a number, a list of numbers, or a list of {logprob} as it is or under content.
CREATE OR REPLACE TEMP MACRO mean_logprob(value) AS
coalesce(
  CASE WHEN json_type(value) IN ('DOUBLE', 'BIGINT', 'UBIGINT', 'VARCHAR') THEN json_number(value) END,
  list_avg(TRY_CAST(json_extract(value, '$.content[*].logprob') AS DOUBLE[])),
  list_avg(TRY_CAST(json_extract(value, '$[*].logprob') AS DOUBLE[])),
  list_avg(TRY_CAST(value AS DOUBLE[]))
);

CREATE OR REPLACE TEMP MACRO judged_bad(value) AS
CASE
  WHEN lower(json_extract_string(value, '$')) IN ('down', 'thumbs_down', 'thumbsdown', 'thumbs down', 'negative', 'bad', 'dislike', 'no', 'false', '-1', '👎')
    THEN true
  WHEN lower(json_extract_string(value, '$')) IN ('up', 'thumbs_up', 'thumbsup', 'thumbs up', 'positive', 'good', 'like', 'yes', 'true', '1', '👍')
    THEN false
END;

-- What the records say of themselves.
CREATE OR REPLACE TEMP TABLE selection_signals AS
WITH fields AS (
  SELECT row, record, turns, extra, said(turns) AS prompt, first_field(extra, $confidence) AS confidence,
    first_field(extra, $margin) AS margin, first_field(extra, $logprobs) AS logprobs, first_field(extra, $entropy) AS entropy,
    first_field(extra, $answers) AS answers, first_field(extra, $feedback) AS feedback
  FROM records
  WHERE turns IS NOT NULL
),
numbers AS (
  SELECT row, prompt, text_key(prompt) AS text_key, json_number(confidence) AS confidence, json_number(margin) AS margin,
    mean_logprob(logprobs) AS logprob, json_number(entropy) AS entropy, judged_bad(feedback) AS bad,
    list_concat(
      TRY_CAST(json_extract_string(answers, '$[*]') AS VARCHAR[]),
      CASE WHEN turns[-1]."role" = 'assistant' THEN [turns_text(turns, 'answer')] END
    ) AS answers
  FROM fields
  WHERE prompt IS NOT NULL
),
scales AS (
  SELECT CASE WHEN max(confidence) > 1 THEN 100 ELSE 1 END AS confidence, max(entropy) AS entropy
  FROM numbers
),
sound AS (
  SELECT row, prompt, text_key, bad, answers,
    CASE WHEN numbers.confidence BETWEEN 0 AND scales.confidence THEN numbers.confidence END AS confidence,
    CASE WHEN margin BETWEEN 0 AND 1 THEN margin END AS margin, CASE WHEN logprob <= 0 THEN logprob END AS logprob,
    CASE WHEN numbers.entropy >= 0 THEN numbers.entropy END AS entropy, scales.confidence AS confidence_scale,
    scales.entropy AS entropy_scale
  FROM numbers
  CROSS JOIN scales
  WHERE text_key IS NOT NULL
)
SELECT row, prompt, text_key, bad, answers, confidence, margin, logprob, entropy,
  coalesce(1 - confidence / confidence_scale, 1 - margin, 1 - exp(logprob), entropy / nullif(entropy_scale, 0)) AS uncertainty
FROM sound;

-- Prompts that are one: equal ones, then those nearly the same.
CREATE OR REPLACE TEMP TABLE selection_distinct AS
SELECT text_key, min(row) AS item, arg_min(prompt, row) AS prompt
FROM selection_signals
GROUP BY text_key;

CREATE OR REPLACE TEMP TABLE selection_groups AS
WITH plan AS (
  SELECT minhash_plan($alike, 0.01) AS p
),
sketches AS (
  SELECT list({'item': item, 'bands': text_minhash(prompt, 1, p.bands, p.rows)}) AS s
  FROM selection_distinct
  CROSS JOIN plan
),
candidates AS (
  SELECT unnest(lsh_pairs(s, 100)) AS c
  FROM sketches
),
verified AS (
  SELECT c.a AS a, c.b AS b
  FROM candidates
  JOIN selection_distinct AS x ON x.item = c.a
  JOIN selection_distinct AS y ON y.item = c.b
  WHERE word_jaccard(x.prompt, y.prompt, 1) >= $alike
),
joined AS (
  SELECT unnest(components(list({'a': a, 'b': b}))) AS m
  FROM verified
)
SELECT d.text_key, d.item, coalesce(joined.m.component, d.item) AS component
FROM selection_distinct AS d
LEFT JOIN joined ON joined.m.item = d.item;

-- The answers to one prompt set against each other. Prompts that are only nearly the same may well ask for different ones.
CREATE OR REPLACE TEMP TABLE selection_answers AS
WITH gathered AS (
  SELECT text_key, flatten(list(answers ORDER BY row))[:8] AS answers
  FROM selection_signals
  WHERE answers IS NOT NULL
  GROUP BY text_key
)
SELECT text_key, len(answers) AS answers,
  list_avg(flatten([[1 - coalesce(word_jaccard(answers[i], answers[j], 1), 1) FOR j IN range(i + 1, len(answers) + 1)] FOR i IN range(1, len(answers))])) AS apart
FROM gathered
WHERE len(answers) > 1;

-- One row a group, for which the record speaks that the model was least sure of.
CREATE OR REPLACE TEMP TABLE selection_candidates AS
WITH grouped AS (
  SELECT g.component, count(*) AS records, max(s.bad::INTEGER) AS bad, max(a.apart) AS apart, arg_max(a.answers, (a.apart, a.answers)) AS answers,
    arg_min(s.row, (-coalesce(uncertainty, -1), -coalesce(bad::INTEGER, 0), s.row)) AS row
  FROM selection_signals AS s
  JOIN selection_groups AS g USING (text_key)
  LEFT JOIN selection_answers AS a USING (text_key)
  GROUP BY g.component
)
SELECT grouped.row, grouped.records, s.prompt, s.text_key, s.uncertainty, s.confidence, s.margin, s.logprob, s.entropy, grouped.bad,
  grouped.answers, grouped.apart, greatest(grouped.apart, grouped.bad::DOUBLE) AS disagreement
FROM grouped
JOIN selection_signals AS s ON s.row = grouped.row;

CREATE OR REPLACE TEMP TABLE selection_pool AS
WITH scored AS (
  SELECT *,
    coalesce($uncertainty * coalesce(uncertainty, median(uncertainty) OVER ()), 0)
      + $disagreement * coalesce(disagreement, 0) AS worth
  FROM selection_candidates
),
placed AS (
  SELECT *, row_number() OVER (ORDER BY worth DESC, text_key) AS by_worth
  FROM scored
)
SELECT * EXCLUDE (worth, by_worth)
FROM placed
QUALIFY by_worth <= ($pool + 1) // 2
  OR row_number() OVER (PARTITION BY by_worth <= ($pool + 1) // 2 ORDER BY text_key) <= $pool // 2;

CREATE OR REPLACE TEMP TABLE selection_train AS
SELECT text_key, min(row) AS row, arg_min(prompt, row) AS prompt
FROM (
  SELECT row, said(turns) AS prompt, text_key(said(turns)) AS text_key
  FROM train_records
  WHERE turns IS NOT NULL
)
WHERE text_key IS NOT NULL
GROUP BY text_key
ORDER BY text_key
LIMIT $train_sample;

CREATE OR REPLACE TEMP TABLE selection_texts AS
SELECT 'pool' AS side, text_key, prompt FROM selection_pool
UNION ALL
SELECT 'train' AS side, text_key, prompt FROM selection_train;

CREATE OR REPLACE TEMP TABLE selection_idf AS
FROM text_factors('selection_texts', 1, 1);

CREATE OR REPLACE TEMP TABLE selection_vectors AS
SELECT text_key, text_projection(prompt, 1, true, idf, $dimensions, $seed) AS vector
FROM selection_pool
CROSS JOIN selection_idf;

CREATE OR REPLACE TEMP TABLE selection_novelty AS
WITH sparse AS (
  SELECT side, text_key, text_vector(prompt, 1, true, idf) AS vector
  FROM selection_texts
  CROSS JOIN selection_idf
),
sides AS (
  SELECT list(vector ORDER BY text_key) FILTER (side = 'pool') AS pool, list(text_key ORDER BY text_key) FILTER (side = 'pool') AS pool_keys,
    list(vector ORDER BY text_key) FILTER (side = 'train') AS train, list(text_key ORDER BY text_key) FILTER (side = 'train') AS train_keys
  FROM sparse
),
found AS (
  SELECT unnest(pool_keys) AS text_key, unnest(nearest_vectors(pool, train)) AS nearest, train_keys
  FROM sides
  WHERE len(train) > 0
)
SELECT found.text_key, t.row AS train_row, greatest(0, least(1, nearest.similarity)) AS similarity
FROM found
JOIN selection_train AS t ON t.text_key = train_keys[nearest.item];

-- The weighted mean of the criteria that the data has.
CREATE OR REPLACE TEMP TABLE selection_scores AS
WITH criteria AS (
  SELECT p.*, 1 - n.similarity AS novelty, n.train_row, v.vector,
    CASE
      WHEN $by = 'none' THEN ''
      WHEN $by = 'file' THEN r.file
      WHEN $by = 'format' THEN r.format
      ELSE coalesce(json_extract_string(r.extra, '$."' || replace($by, '"', '') || '"'), '(none)')
    END AS slice
  FROM selection_pool AS p
  JOIN records AS r ON r.row = p.row
  JOIN selection_vectors AS v ON v.text_key = p.text_key
  LEFT JOIN selection_novelty AS n ON n.text_key = p.text_key
),
middles AS (
  SELECT median(uncertainty) AS uncertainty, max(disagreement) AS disagreement, median(novelty) AS novelty
  FROM criteria
)
SELECT c.*,
  coalesce(
    (coalesce($uncertainty * coalesce(c.uncertainty, m.uncertainty), 0) + $disagreement * coalesce(c.disagreement, 0)
      + coalesce($novelty * coalesce(c.novelty, m.novelty), 0))
    / nullif(CASE WHEN m.uncertainty IS NULL THEN 0 ELSE $uncertainty END + CASE WHEN m.disagreement IS NULL THEN 0 ELSE $disagreement END
      + CASE WHEN m.novelty IS NULL THEN 0 ELSE $novelty END, 0),
    0
  ) AS score
FROM criteria AS c
CROSS JOIN middles AS m;

CREATE OR REPLACE TEMP TABLE selection_picks AS
WITH slices AS (
  SELECT slice, list(row ORDER BY text_key) AS items, list(vector ORDER BY text_key) AS vectors, list(score ORDER BY text_key) AS scores
  FROM selection_scores
  GROUP BY slice
),
chosen AS (
  SELECT slice, items, unnest(picks) AS pick, generate_subscripts(picks, 1) AS turn
  FROM (
    SELECT slice, items, diverse_order(vectors, scores, $diversity, $budget) AS picks
    FROM slices
  )
)
SELECT row_number() OVER (ORDER BY CASE WHEN $by = 'none' THEN 0 ELSE turn END, pick.value DESC, turn, slice) AS rank, slice,
  items[pick.item] AS row, round(pick.value, 6) AS priority, pick.distance AS distance
FROM chosen
QUALIFY rank <= $budget;

SELECT k.rank, k.priority, r.record, r.file, r.number, r.line, nullif(k.slice, '') AS slice, s.records,
  list_filter([
    CASE
      WHEN s.confidence IS NOT NULL THEN format('confidence {:.3g}', s.confidence)
      WHEN s.margin IS NOT NULL THEN format('margin {:.3g}', s.margin)
      WHEN s.logprob IS NOT NULL THEN format('mean log probability {:.3g}', s.logprob)
      WHEN s.entropy IS NOT NULL THEN format('entropy {:.3g}', s.entropy)
    END,
    CASE WHEN s.bad = 1 THEN 'bad feedback' END,
    CASE WHEN s.apart > 0 THEN format('{} answers that share {:.0f} % of their words', s.answers, 100 * (1 - s.apart)) END,
    CASE
      WHEN s.novelty IS NOT NULL AND s.novelty < 1 THEN format('cosine {:.2f} to the nearest of training ({})', 1 - s.novelty, t.record)
      WHEN s.novelty IS NOT NULL THEN 'no word in common with training'
    END,
    CASE WHEN k.rank > 1 AND k.distance >= 0.5 THEN format('unlike those before it (distance {:.2f})', k.distance) END,
    CASE WHEN s.records > 1 THEN format('asked {} times', s.records) END
  ], lambda reason: reason IS NOT NULL) AS reasons,
  {
    'uncertainty': round(s.uncertainty, 6),
    'disagreement': round(s.disagreement, 6),
    'novelty': round(s.novelty, 6),
    'diversity': round(k.distance, 6),
    'score': round(s.score, 6),
    'confidence': s.confidence,
    'margin': s.margin,
    'logprob': s.logprob,
    'entropy': s.entropy
  } AS criteria,
  s.prompt, k.row
FROM selection_picks AS k
JOIN selection_scores AS s ON s.row = k.row
JOIN records AS r ON r.row = k.row
LEFT JOIN train_records AS t ON t.row = s.train_row
ORDER BY k.rank;
