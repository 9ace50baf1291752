-- check:    sft.contradictions
-- title:    The same question, materially different answers
-- level:    warning
-- needs:    near_pairs, texts.text_key
-- param:    difference DOUBLE = 0.6        least 1 - Jaccard of the answers' words that counts as materially different
-- param:    same_prompt DOUBLE = 0.7       least similarity of the whole prompts, system and instruction text included
-- param:    group_limit BIGINT = 50       records of one prompt compared all with all; of a larger group, its neighbours
-- why:      Two answers to one question teach neither, or an average of both. Some pairs are meant (creative tasks, several
--           good answers): this is a list to review, the likeliest contradictions first, not a verdict.
-- definition: Pairs of records whose prompts are equal or near-duplicates (see sft.near_duplicates; the full prompts
--           too must be alike in their word 3-grams) and whose answers' sets of words have Jaccard similarity of at
--           most 1 - difference. The score is the prompts' similarity times the answers' difference; a pair whose
--           answers hold no common number while both hold numbers ranks higher, one whose answers are mostly contained
--           in one another lower. A record counts once, with its worst pair.
-- source:   Assay
-- code:     contradicting_answer   another record answers the same prompt quite differently

-- rows
CREATE OR REPLACE TEMP TABLE prompt_pairs AS
WITH same AS (
  SELECT p.a, p.b, 1.0 AS likeness
  FROM (
    SELECT unnest(bucket_pairs(rows, $group_limit)) AS p
    FROM (
      SELECT list(row ORDER BY row) AS rows
      FROM texts
      WHERE field = 'prompt'
      GROUP BY text_key
      HAVING count(*) > 1
    )
  )
),
near AS (
  SELECT x.row AS a, y.row AS b, near_pairs.jaccard AS likeness
  FROM near_pairs
  JOIN near_items AS i ON i.field = 'prompt' AND i.item = near_pairs.a
  JOIN near_items AS k ON k.field = 'prompt' AND k.item = near_pairs.b
  JOIN texts AS x ON x.field = 'prompt' AND x.text_key = i.text_key
  JOIN texts AS y ON y.field = 'prompt' AND y.text_key = k.text_key
  WHERE near_pairs.field = 'prompt' AND i.copies * k.copies <= $group_limit
)
FROM same UNION ALL FROM near;

CREATE OR REPLACE TEMP TABLE prompt_texts AS
SELECT wanted.row, turns_text(turns, 'asked') AS asked, turns_text(turns, 'answer') AS answer
FROM (
  SELECT a AS row FROM prompt_pairs
  UNION
  SELECT b AS row FROM prompt_pairs
) AS wanted
JOIN records ON records.row = wanted.row;

CREATE OR REPLACE TEMP TABLE contradictions AS
WITH compared AS (
  SELECT p.a, p.b, p.likeness, x.asked AS asked_a, y.asked AS asked_b, x.answer AS answer_a, y.answer AS answer_b,
    word_jaccard(x.answer, y.answer, 1) AS answer_likeness
  FROM prompt_pairs AS p
  JOIN prompt_texts AS x ON x.row = p.a
  JOIN prompt_texts AS y ON y.row = p.b
  WHERE trim(x.answer) <> '' AND trim(y.answer) <> ''
)
SELECT a, b, likeness, answer_likeness, asked_a, asked_b, answer_a, answer_b,
  likeness * (1 - answer_likeness)
    * CASE
        WHEN len(numbers_a) > 0 AND len(numbers_b) > 0 AND NOT list_has_any(numbers_a, numbers_b) THEN 1.0
        ELSE 0.9
      END AS score
FROM (
  SELECT *, regexp_extract_all(answer_a, '[0-9]+(?:[.,][0-9]+)*') AS numbers_a,
    regexp_extract_all(answer_b, '[0-9]+(?:[.,][0-9]+)*') AS numbers_b
  FROM compared
  WHERE answer_likeness <= 1 - $difference
)
WHERE asked_a = asked_b OR coalesce(word_jaccard(asked_a, asked_b, 3), 0) >= $same_prompt;

WITH worst AS (
  SELECT row, max_by({'other': other, 'score': score, 'likeness': likeness, 'answer_likeness': answer_likeness,
    'asked': asked, 'mine': mine, 'theirs': theirs}, (score, -other)) AS w, count(*) AS others
  FROM (
    SELECT a AS row, b AS other, score, likeness, answer_likeness, asked_a AS asked, answer_a AS mine, answer_b AS theirs
    FROM contradictions
    UNION ALL
    SELECT b AS row, a AS other, score, likeness, answer_likeness, asked_b AS asked, answer_b AS mine, answer_a AS theirs
    FROM contradictions
  )
  GROUP BY row
)
SELECT texts.row, worst.w, coalesce(worst.others, 0) AS others, prompt_texts.row IS NOT NULL AS has_twin
FROM texts
LEFT JOIN worst ON worst.row = texts.row
LEFT JOIN prompt_texts ON prompt_texts.row = texts.row
WHERE texts.field = 'prompt';

-- figures
SELECT 'records contradicted by another' AS figure, unnest(wilson(count(*) FILTER (others > 0), count(*))), count(*) AS n,
  'share' AS unit
FROM rows;

SELECT 'contradicted, of records whose prompt has a twin' AS figure,
  unnest(wilson(count(*) FILTER (others > 0), count(*) FILTER (has_twin))),
  count(*) FILTER (has_twin) AS n, 'share' AS unit,
  CASE WHEN count(*) FILTER (has_twin) = 0 THEN 'no two prompts are alike' END AS reason
FROM rows;

-- findings
SELECT rows.row, 'contradicting_answer' AS code, '' AS locus,
  'answers otherwise than ' || theirs.record || ' (prompts ' || format('{:.2f}', w.likeness) || ' alike, answers '
    || format('{:.2f}', w.answer_likeness) || ')'
    || CASE WHEN others > 1 THEN ', and than ' || (others - 1) || ' more' ELSE '' END AS message,
  {'other': theirs.record, 'prompt': left(w.asked, 600), 'a': left(w.mine, 600), 'b': left(w.theirs, 600)} AS evidence,
  w.score AS score
FROM rows
JOIN records AS theirs ON theirs.row = w.other
WHERE others > 0;
