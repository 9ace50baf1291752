-- check:    prediction.consistency
-- title:    The same question in other words, another answer
-- level:    note
-- key:      model, suite
-- needs:    answers, records.paraphrases
-- param:    same DOUBLE = 1.0        answers whose sets of words are at least this alike (Jaccard) are one answer; 1: the same words
-- param:    most BIGINT = 50         members of a group that are compared; larger groups are cut
-- why:      A model that has learnt a task answers its paraphrases alike; one that has learnt sentences does not.
-- definition: A group is the items of one suite with one name in `paraphrases`, answered by one model; groups of one item are left out.
--           Two answers agree when their words, without case, are the same set, or alike by at least `same`; where neither has
--           words, when the texts are equal; where answers are missing, when the grades are. Share of groups in which all pairs agree: Wilson. Mean over groups of the
--           share of agreeing pairs: normal interval over groups.
-- source:   Elazar et al. 2021, Measuring and improving consistency in pretrained language models, TACL 9
-- code:     inconsistent    answers to paraphrases of one question differ

-- rows
WITH members AS (
  SELECT row, model, suite, paraphrases, item, lower(text_normal(answer)) AS answer, correct,
    row_number() OVER (PARTITION BY model, suite, paraphrases ORDER BY row) AS place
  FROM answers
  WHERE paraphrases IS NOT NULL
),
pairs AS (
  SELECT a.model, a.suite, a.paraphrases, a.row AS a_row, b.row AS b_row,
    CASE
      WHEN a.answer IS NULL OR b.answer IS NULL THEN a.correct = b.correct
      ELSE a.answer = b.answer OR coalesce(word_jaccard(a.answer, b.answer, 1) >= $same, false)
    END AS agree
  FROM members AS a
  JOIN members AS b ON b.model = a.model AND b.suite = a.suite AND b.paraphrases = a.paraphrases AND b.place > a.place
  WHERE b.place <= $most
)
SELECT g.row, g.model, g.suite, g.paraphrases, g.items, g.answers, g.correct, p.pairs, p.agreeing, p.apart
FROM (
  SELECT model, suite, paraphrases, min(row) AS row, count(*) AS items, list(left(answer, 200) ORDER BY row)[:10] AS answers,
    avg(correct) AS correct
  FROM members
  GROUP BY model, suite, paraphrases
) AS g
JOIN (
  SELECT model, suite, paraphrases, count(agree) AS pairs, count(*) FILTER (agree) AS agreeing, min(b_row) FILTER (NOT agree) AS apart
  FROM pairs
  GROUP BY model, suite, paraphrases
) AS p ON p.model = g.model AND p.suite = g.suite AND p.paraphrases = g.paraphrases
WHERE p.pairs > 0;

-- figures
SELECT 'groups with one answer, ' || model AS figure, unnest(wilson(count(*) FILTER (agreeing = pairs), count(*))), count(*) AS n, 'share' AS unit
FROM rows
GROUP BY model
ORDER BY model;

SELECT 'agreement within groups, ' || model AS figure,
  unnest(mean_interval(count(*), sum(agreeing / pairs), sum((agreeing / pairs) * (agreeing / pairs)))), count(*) AS n, 'share' AS unit
FROM rows
GROUP BY model
ORDER BY model;

SELECT 'groups partly right, ' || model AS figure, unnest(wilson(count(*) FILTER (correct > 0 AND correct < 1), count(correct))), count(correct) AS n,
  'share' AS unit
FROM rows
GROUP BY model
HAVING count(correct) > 0
ORDER BY model;

-- findings
SELECT row, 'inconsistent' AS code, '' AS locus,
  model || ' answers ' || items || ' paraphrases in different ways: ' || (pairs - agreeing) || ' of ' || pairs || ' pairs disagree' AS message,
  {'group': paraphrases, 'suite': suite, 'answers': answers, 'right': correct} AS evidence, 0.3 + 0.6 * (pairs - agreeing) / pairs AS score
FROM rows
WHERE agreeing < pairs;
