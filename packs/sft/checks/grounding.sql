-- check:    sft.grounding
-- title:    Answers whose facts stand in the documents
-- key:      record
-- level:    note
-- needs:    records.turns, documents.text
-- param:    least INTEGER = 2       facts that an answer must state to be looked for
-- param:    share DOUBLE = 0.8      of its facts that one passage must hold
-- param:    passage INTEGER = 200   words of a passage, at most
-- why:      What stands in documents that change can be looked up when it is asked for. An answer that is taken from them
--           teaches a model to say from memory what it should have read.
-- definition: Facts as in sft.facts. Documents are cut into passages at blank lines and after `passage` words. An answer stands
--           in the documents when one passage holds at least `share` of its facts, as words. Answers with fewer than
--           `least` facts are counted but not looked for. The interval is Wilson's.
-- source:   Lewis et al. 2020, Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks (what is looked up need not be learnt)
-- code:     in_documents   the answer's facts stand in one passage

-- rows
CREATE OR REPLACE TEMP TABLE grounding_passages AS
WITH paragraphs AS (
  SELECT source, unnest(regexp_split_to_array(text, '\n\s*\n')) AS text
  FROM documents
),
cut AS (
  SELECT source, words(text) AS all_words, text
  FROM paragraphs
  WHERE trim(text) <> ''
)
SELECT row_number() OVER () AS passage, source, all_words[start + 1:start + $passage] AS words
FROM (
  SELECT source, all_words, unnest(range(0, greatest(len(all_words), 1), $passage)) AS start
  FROM cut
) AS parts;

CREATE OR REPLACE TEMP TABLE grounding_facts AS
WITH answered AS (
  SELECT row, turns[-1].at AS last_at, turns_text(turns, 'answer') AS answer, words(turns_text(turns, 'asked')) AS asked
  FROM records
  WHERE turns IS NOT NULL AND turns_text(turns, 'answer') <> ''
)
SELECT row, last_at, left(answer, 160) AS head,
  list_filter(fact_words(answer), lambda word: NOT list_contains(asked, word)) AS facts
FROM answered;

CREATE OR REPLACE TEMP TABLE grounding_best AS
WITH stated AS (
  SELECT row, len(facts) AS facts, unnest(facts) AS word
  FROM grounding_facts
  WHERE len(facts) >= $least
),
spoken AS (
  SELECT DISTINCT passage, unnest(words) AS word FROM grounding_passages
),
counted AS (
  SELECT row, passage, count(*) / any_value(facts) AS share
  FROM stated
  JOIN spoken USING (word)
  GROUP BY row, passage
)
SELECT row, max(share) AS share, min_by(passage, (-share, passage)) AS passage
FROM counted
GROUP BY row;

SELECT f.row, last_at, head, len(facts) AS facts, coalesce(b.share, 0) AS held, source,
  array_to_string(words[:30], ' ') AS passage
FROM grounding_facts AS f
LEFT JOIN grounding_best AS b ON b.row = f.row
LEFT JOIN grounding_passages AS p ON p.passage = b.passage;

-- figures
SELECT 'answers whose facts stand in the documents' AS figure,
  unnest(wilson(count(*) FILTER (facts >= $least AND held >= $share), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

SELECT 'answers that state facts enough to look for' AS figure, unnest(wilson(count(*) FILTER (facts >= $least), count(*))),
  count(*) AS n, 'share' AS unit
FROM rows;

-- findings
SELECT row, 'in_documents' AS code, last_at AS locus,
  round(100 * held)::INTEGER || ' % of its ' || facts || ' facts stand in a passage of ' || source AS message,
  {'source': source, 'passage': passage, 'text': head} AS evidence, 0.3 * held AS score
FROM rows
WHERE facts >= $least AND held >= $share;
