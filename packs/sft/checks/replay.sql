-- check:    sft.replay
-- title:    Reference suites that the data does not cover
-- level:    note
-- needs:    suite_records.turns, prompt_vectors
-- param:    similarity DOUBLE = 0.3      cosine from which a training prompt covers a suite's prompt
-- param:    category VARCHAR = ''        field of the suite's records that names their category; empty: category, type, subject, task or label
-- param:    covered DOUBLE = 0.5         share of a category's prompts below which the category is a finding
-- param:    least BIGINT = 5             prompts of a category below which it is none
-- why:      What a model could do before and the new data never asks for is what it forgets. Replaying some general and safety
--           prompts keeps it; a suite (MT-bench, XSTest, your own) says which.
-- definition: Give suites with --suite [NAME=]FILE. A suite's prompt (up to its first user turn, or up to the last answer where there
--           are answers) is covered when a training prompt has a tf-idf cosine of at least `similarity` with it (vectors as in
--           prompt_vectors with all features, document frequencies of the training prompts; or the embedding named there). tf-idf
--           sees words, not meaning: 0.3 is a shared topic in shared words, and a paraphrase in other words is missed; bring an
--           embedding to do better. The replay share of a suite is the share of training records whose nearest suite prompt, at
--           that cosine or above, is of the suite. Refusals: see the function refusal; a set for tuning
--           with none of them is one more way to lose safety. Of a training prompt its 100 nearest suite prompts are considered. Intervals: Wilson's,
--           95 %. Suites are small samples of what they stand for, and a covered prompt says that something alike is taught,
--           not that it is taught well.
-- source:   Kirkpatrick et al. 2017 and Scialom et al. 2022 (forgetting, and rehearsal of 1 % of old tasks against it); Assay
-- code:     uncovered_category   few prompts of a suite's category have anything like them in the data
-- code:     uncovered_prompt     a suite's prompt has nothing like it in the data

-- rows
CREATE OR REPLACE TEMP TABLE suite_prompts AS
SELECT row AS item, source, record,
  CASE
    WHEN list_contains(list_transform(turns, lambda t: t.role), 'assistant') THEN turns
    ELSE turns[:coalesce(list_position(list_transform(turns, lambda t: t.role), 'user'), len(turns))]
  END AS turns,
  extra,
  CASE
    WHEN $category <> '' THEN json_extract_string(extra, '$."' || coalesce(nullif(replace($category, '"', ''), ''), 'category') || '"')
    ELSE coalesce(extra ->> '$.category', extra ->> '$.type', extra ->> '$.subject', extra ->> '$.task', extra ->> '$.label')
  END AS category
FROM suite_records
WHERE len(turns) > 0;

CREATE OR REPLACE TEMP TABLE suite_vectors AS
SELECT item, prompt_features(turns, extra, prompt_settings, prompt_idf.idf) AS vector
FROM suite_prompts
CROSS JOIN prompt_settings
CROSS JOIN prompt_idf;

CREATE OR REPLACE TEMP TABLE suite_block AS
SELECT vector_index(coalesce(list({'item': item, 'vector': vector} ORDER BY item), [])) AS block
FROM suite_vectors;

CREATE OR REPLACE TEMP TABLE suite_hits AS
SELECT row, vector_nearest(prompt_features(turns, extra, prompt_settings, prompt_idf.idf), block, 100, 0.02) AS hits
FROM records
CROSS JOIN prompt_settings
CROSS JOIN prompt_idf
CROSS JOIN suite_block
WHERE turns IS NOT NULL;

-- The training record nearest to each prompt of the suites; the first of equal ones.
CREATE OR REPLACE TEMP TABLE suite_coverage AS
WITH best AS (
  SELECT hit.item AS item, max_by({'row': row, 'cosine': hit.similarity}, (hit.similarity, -row)) AS b
  FROM (
    SELECT row, unnest(hits) AS hit
    FROM suite_hits
  )
  GROUP BY hit.item
)
SELECT suite_prompts.item, source, record, category, turns, coalesce(b.cosine, 0) AS cosine, b.row AS nearest
FROM suite_prompts
LEFT JOIN best ON best.item = suite_prompts.item;

SELECT suite_hits.row, refusal(answers.turns[-1].content).kind AS refusal, hits[1].similarity AS cosine, CASE WHEN hits[1].similarity >= $similarity THEN suite_prompts.source END AS suite
FROM suite_hits
JOIN records AS answers ON answers.row = suite_hits.row
LEFT JOIN suite_prompts ON suite_prompts.item = hits[1].item;

-- figures
SELECT source || ': prompts covered' AS figure, unnest(wilson(count(*) FILTER (cosine >= $similarity), count(*))), count(*) AS n, 'share' AS unit
FROM suite_coverage
GROUP BY source
ORDER BY source;

SELECT source || ': cosine of the nearest training prompt, median' AS figure, median(cosine) AS value, count(*) AS n, 'cosine' AS unit
FROM suite_coverage
GROUP BY source
ORDER BY source;

SELECT source || ', ' || category || ': prompts covered' AS figure, unnest(wilson(count(*) FILTER (cosine >= $similarity), count(*))),
  count(*) AS n, 'share' AS unit
FROM suite_coverage
WHERE category IS NOT NULL
GROUP BY source, category
ORDER BY source, category;

SELECT sources.source || ': records nearest to it' AS figure, unnest(wilson(count(*) FILTER (suite = sources.source), count(*))), count(*) AS n,
  'share' AS unit
FROM rows
CROSS JOIN (SELECT DISTINCT source FROM suite_prompts) AS sources
GROUP BY sources.source
ORDER BY sources.source;

SELECT 'records that refuse, in full or in part' AS figure, unnest(wilson(count(refusal), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

SELECT 'records near to no suite' AS figure, unnest(wilson(count(*) FILTER (suite IS NULL), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

-- findings
WITH categories AS (
  SELECT source, category, count(*) AS prompts, count(*) FILTER (cosine >= $similarity) AS reached,
    list({'record': record, 'prompt': left(turns_text(turns, 'asked'), 200), 'cosine': round(cosine, 4)} ORDER BY cosine, item)[:3] AS examples
  FROM suite_coverage
  GROUP BY source, category
)
SELECT NULL::BIGINT AS row, source || coalesce(', ' || category, '') AS record, 'uncovered_category' AS code, '' AS locus,
  reached || ' of ' || prompts || ' prompts have anything like them in the data' AS message,
  {'suite': source, 'category': category, 'prompts': prompts, 'covered': reached, 'examples': examples} AS evidence,
  0.9 - 0.3 * reached / prompts AS score
FROM categories
WHERE prompts >= $least AND reached < $covered * prompts;

SELECT NULL::BIGINT AS row, c.source || ': ' || c.record AS record, 'uncovered_prompt' AS code, '' AS locus,
  CASE WHEN near.record IS NULL THEN 'no training prompt shares a telling word'
    ELSE 'the nearest training prompt, ' || near.record || ', has cosine ' || format('{:.2f}', c.cosine) END AS message,
  {'suite': c.source, 'category': c.category, 'prompt': left(turns_text(c.turns, 'asked'), 400),
    'nearest': near.record, 'nearest_prompt': left(turns_text(near.turns, 'asked'), 400), 'cosine': round(c.cosine, 6)} AS evidence,
  0.55 * (1 - c.cosine) AS score
FROM suite_coverage AS c
LEFT JOIN records AS near ON near.row = c.nearest
WHERE c.cosine < $similarity;
