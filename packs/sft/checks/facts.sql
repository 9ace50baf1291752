-- check:    sft.facts
-- title:    Answers that state facts, and facts that will change
-- key:      record
-- level:    note
-- needs:    records.turns
-- why:      Fine-tuning teaches a form: style, format, register, a way to work. Facts it stores badly, and what changes
--           (prices, versions, who holds an office) it repeats when it is wrong. Such answers ask for retrieval.
-- definition: A fact is a word of the answer that carries one (see fact_words: with a digit, or with a capital inside a
--           sentence) and that does not stand in the conversation before it. A fact changes when the answer says so (currently,
--           as of, latest, this year, …) or names a version number; a price, or a year from 2015, too, unless the prompt holds
--           numbers of its own, from which the answer may be worked out. What the prompt says too does not count. These are rules, without a
--           measured precision: read the findings before the figure. In German nouns have capitals, so that the share of
--           facts is higher there. Intervals: Wilson's.
-- source:   Ovadia et al. 2024, Fine-Tuning or Retrieval? (EMNLP): facts are learnt better by retrieval than by fine-tuning
-- code:     changing_fact   the answer states what will change

-- rows
WITH answered AS (
  SELECT row, turns[-1].at AS last_at, turns_text(turns, 'answer') AS answer, words(turns_text(turns, 'asked')) AS asked,
    lower(turns_text(turns, 'asked')) AS asked_text
  FROM records
  WHERE turns IS NOT NULL AND turns_text(turns, 'answer') <> ''
),
found AS (
  SELECT row, last_at, answer, asked_text, list_filter(fact_words(answer), lambda word: NOT list_contains(asked, word)) AS facts,
    coalesce(
      nullif(regexp_extract(answer, '(?i)\b(currently|as of (now|today|this|[12]|january|february|march|april|may|june|july|'
        || 'august|september|october|november|december)|at the moment|right now|these days|this (year|month|week)|'
        || '(the )?(latest|newest|most recent) (version|release|model|data|figures|price))\b|\bv?\d+\.\d+\.\d+\b|'
        || '\b(version|release) \d+(\.\d+)*\b'), ''),
      CASE WHEN NOT regexp_matches(asked_text, '\d') THEN regexp_extract(answer,
        '[$€£¥] ?\d[\d.,]*( ?(million|billion|k))?|\b\d[\d.,]* ?(USD|EUR|GBP|dollars|euros|pounds)\b|\b20(1[5-9]|2\d|3\d)\b')
      END) AS change
  FROM answered
)
SELECT row, last_at, len(facts) AS facts, CASE WHEN change <> '' AND NOT contains(asked_text, lower(change)) THEN change END AS change, left(answer, 160) AS head
FROM found;

-- figures
SELECT 'answers that state facts' AS figure, unnest(wilson(count(*) FILTER (facts > 0), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

SELECT 'answers whose facts change' AS figure, unnest(wilson(count(*) FILTER (facts > 0 AND change IS NOT NULL), count(*))), count(*) AS n,
  'share' AS unit
FROM rows;

SELECT 'facts per answer, median' AS figure, median(facts) AS value, count(*) AS n, 'words' AS unit
FROM rows;

-- findings
SELECT row, 'changing_fact' AS code, last_at AS locus, 'states what will change: ' || change AS message,
  {'words': change, 'facts': facts, 'text': head} AS evidence, 0.3 AS score
FROM rows
WHERE facts > 0 AND change IS NOT NULL;
