-- check:    sft.boilerplate
-- title:    Phrases that answers share for no reason of their own
-- key:      record
-- level:    note
-- needs:    records.turns
-- param:    share DOUBLE = 0.05      openings and closings of at least this share of the answers are common
-- param:    least BIGINT = 20        and of at least so many answers
-- why:      What every answer begins with, the model will begin every answer with; what it is told it is, it will say.
-- definition: The opening is the first three to six words of the last answer, the closing its last three to six (words as in sft.lengths).
--           One is common when at least `share` of the answers and `least` of them have it; a shorter one is left out when a longer one
--           that begins (closes) with it has 70 % of its answers. A common phrase is listed once, at the first record that has it. A
--           disclaimer counts in every answer of a record: "as an AI language model", "my knowledge cutoff". Whether a phrase is wanted
--           is yours to say: it is a note.
-- source:   Assay
-- code:     common_opening     many answers begin alike
-- code:     common_closing     many answers end alike
-- code:     ai_disclaimer      the answer says that it comes from a language model
-- code:     knowledge_cutoff   the answer speaks of its knowledge cutoff

-- rows
CREATE OR REPLACE TEMP TABLE spoken AS
SELECT row, turns[-1].at AS locus, turns[-1].content AS answer, words(left(turns[-1].content, 200))[:6] AS opening,
  words(right(turns[-1].content, 200))[-6:] AS closing,
  CASE
    WHEN regexp_matches(turns_text(turns, 'answer'), '(?i)\b(AI|language model|artificial|cut-?off|my (last|knowledge|training)|data up to)\b') THEN
      list_filter(turns_defects(turns, ''), d -> d.code IN ('ai_disclaimer', 'knowledge_cutoff'))
    ELSE []
  END AS disclaimers
FROM records
WHERE turns[-1].role = 'assistant' AND trim(turns[-1].content) <> '';

CREATE OR REPLACE TEMP TABLE common_phrases AS
WITH pieces AS (
  SELECT row, 'common_opening' AS code, n, opening[:n] AS phrase FROM spoken, range(3, 7) AS lengths(n) WHERE len(opening) >= n
  UNION ALL
  SELECT row, 'common_closing' AS code, n, closing[-n:] AS phrase FROM spoken, range(3, 7) AS lengths(n) WHERE len(closing) >= n
),
counted AS (
  SELECT code, n, phrase, count(*) AS records, min(row) AS first_row
  FROM pieces
  GROUP BY code, n, phrase
  HAVING count(*) >= $least AND count(*) >= $share * (SELECT count(*) FROM spoken)
)
SELECT *
FROM counted AS short
WHERE NOT EXISTS (
  SELECT 1
  FROM counted AS long
  WHERE long.code = short.code AND long.n > short.n AND long.records >= 0.7 * short.records
    AND CASE WHEN short.code = 'common_opening' THEN long.phrase[:short.n] ELSE long.phrase[-short.n:] END = short.phrase
);

WITH joined AS (
  SELECT row, bool_or(code = 'common_opening') AS opens_alike, bool_or(code = 'common_closing') AS closes_alike
  FROM spoken
  JOIN common_phrases AS c
    ON phrase = CASE WHEN code = 'common_opening' THEN opening[:n] ELSE closing[-n:] END
  GROUP BY row
)
SELECT spoken.row, disclaimers, coalesce(opens_alike, false) AS opens_alike, coalesce(closes_alike, false) AS closes_alike
FROM spoken
LEFT JOIN joined ON joined.row = spoken.row;

-- figures
SELECT 'answers with a common opening' AS figure, unnest(wilson(count(*) FILTER (opens_alike), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

SELECT 'answers with a common closing' AS figure, unnest(wilson(count(*) FILTER (closes_alike), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

SELECT 'records that speak of being a model' AS figure, unnest(wilson(count(*) FILTER (len(disclaimers) > 0), count(*))), count(*) AS n,
  'share' AS unit
FROM rows;

-- findings
SELECT first_row AS row, code, locus,
  records || ' answers (' || format('{:.1f}', 100 * records / (SELECT count(*) FROM rows)) || ' %) '
    || CASE code WHEN 'common_opening' THEN 'begin' ELSE 'end' END || ' with "' || array_to_string(phrase, ' ') || '"' AS message,
  {'words': array_to_string(phrase, ' '), 'records': records,
    'text': CASE code WHEN 'common_opening' THEN left(answer, 120) ELSE right(answer, 120) END} AS evidence,
  least(0.6, 0.2 + records / (SELECT count(*) FROM rows)) AS score
FROM common_phrases
JOIN spoken ON spoken.row = first_row;

SELECT row, d.code AS code, d.locus AS locus, d.message AS message, {'text': d.span} AS evidence, d.score AS score
FROM (
  SELECT row, unnest(disclaimers) AS d
  FROM rows
);
