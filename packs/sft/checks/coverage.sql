-- check:    sft.coverage
-- title:    What the prompts are about, and how varied they are
-- level:    note
-- needs:    prompt_clusters
-- param:    thin BIGINT = 10              records of a cluster below which it is too thin to teach what it is about; sets below ten times as many are not judged
-- param:    dominating DOUBLE = 0.3       share of records from which a cluster dominates, if it is also 1.5 times an even share (or the only one)
-- param:    neighbours BIGINT = 2000      distinct prompts of the sample that nearest neighbours are sought in
-- param:    alone DOUBLE = 0.1            cosine to the nearest other prompt below which a prompt stands alone
-- param:    vendi BIGINT = 500            distinct prompts of the sample that the Vendi score is of (at most 4,000)
-- param:    answers BIGINT = 10000        answers of the sample for distinct-n and compression
-- why:      A model learns what the set is full of. A kind of task with a handful of examples is not learnt, and one that fills
--           the set drowns the others; both are seen only when the prompts are grouped. Many near-equal prompts look like much
--           data and teach little.
-- definition: Clusters: see the table prompt_clusters (vectors: prompt_vectors, where an embedding column can be named). The
--           effective number of clusters is exp(entropy of the clusters' shares of records), a Hill number of order 1; its
--           interval comes from the variance of the entropy (delta method) with the clusters held fixed. Samples are those whose
--           text's hash is lowest, as in prompt_vectors. The Vendi score is exp(entropy of the eigenvalues of the cosines / n)
--           of its sample: between 1 and the size of the sample, so it compares sets at equal size only; so does the mean cosine
--           of a prompt to its nearest other one, which is exact, over tf-idf with all features (or the embedding). distinct-n: different
--           runs of n words / all runs of n words of the sampled answers. Compression ratio: bytes of the sampled answers,
--           joined in the order of their hashes / bytes as a zlib stream. Opening verbs: the first word of the last user turn, when it is
--           one of about a hundred verbs of English instructions.
-- source:   Jost 2006, Entropy and diversity; Friedman and Dieng 2023, The Vendi Score; Li et al. 2016, A diversity-promoting
--           objective function (distinct-n); Shaib et al. 2024, Standardizing the measurement of text diversity (compression,
--           self-similarity); Wang et al. 2023, Self-Instruct (verbs of instructions)
-- code:     thin_cluster        a group of prompts has too few records to teach
-- code:     dominating_cluster  a group of prompts makes up a large part of the set

-- rows
CREATE OR REPLACE TEMP TABLE neighbour_prompts AS
SELECT sampled.item, place, records.turns, records.extra
FROM (
  SELECT item, row_number() OVER (ORDER BY text_key) AS place
  FROM prompt_items
  QUALIFY place <= $neighbours
) AS sampled
JOIN records ON records.row = sampled.item;

CREATE OR REPLACE TEMP TABLE neighbour_sample AS
SELECT item, prompt_features(turns, extra, prompt_settings, prompt_idf.idf) AS vector, place <= $vendi AS in_vendi
FROM neighbour_prompts
CROSS JOIN prompt_settings
CROSS JOIN prompt_idf;

CREATE OR REPLACE TEMP TABLE neighbour_cosines AS
WITH indexed AS (
  SELECT vector_index(list({'item': item, 'vector': vector} ORDER BY item)) AS block
  FROM neighbour_sample
)
SELECT item, coalesce(list_filter(vector_nearest(vector, block, 2, 0), lambda hit: hit.item <> neighbour_sample.item)[1].similarity, 0) AS cosine
FROM neighbour_sample
CROSS JOIN indexed
WHERE len(vector) > 0;

CREATE OR REPLACE TEMP TABLE answer_sample AS
SELECT min(row) AS row, text_key
FROM (
  SELECT row, text_key(turns_text(turns, 'answer')) AS text_key
  FROM records
  WHERE turns IS NOT NULL
)
WHERE text_key IS NOT NULL
GROUP BY text_key
ORDER BY text_key
LIMIT $answers;

WITH opened AS (
  SELECT row, words(left(list_filter(turns, lambda turn: turn.role = 'user')[-1].content, 80))[1] AS word
  FROM records
  WHERE turns IS NOT NULL
)
SELECT placed.row, placed.item, placed.cluster, placed.similarity, placed.row = placed.item AS first_copy,
  neighbour_cosines.cosine AS nearest_cosine, answer_sample.text_key AS answer_key,
  CASE WHEN list_contains([
    'add', 'analyze', 'answer', 'arrange', 'assess', 'brainstorm', 'build', 'calculate', 'categorize', 'change', 'check',
    'choose', 'classify', 'combine', 'come', 'compare', 'compile', 'complete', 'compose', 'compute', 'conduct', 'construct', 'contrast',
    'convert', 'correct', 'count', 'create', 'define', 'delete', 'derive', 'describe', 'design', 'detect', 'determine', 'develop',
    'devise', 'discuss', 'draft', 'draw', 'edit', 'elaborate', 'estimate', 'evaluate', 'examine', 'expand', 'explain', 'explore', 'extract',
    'figure', 'fill', 'find', 'fix', 'form', 'format', 'formulate', 'generate', 'get', 'give', 'group', 'guess', 'help', 'identify', 'illustrate',
    'imagine', 'implement', 'improve', 'infer', 'insert', 'interpret', 'invent', 'judge', 'label', 'list', 'make', 'match', 'modify',
    'multiply', 'name', 'order', 'organize', 'outline', 'paraphrase', 'parse', 'plan', 'predict', 'prepare', 'present', 'propose', 'prove', 'provide',
    'put', 'rank', 'rate', 'read', 'rearrange', 'recommend', 'reduce', 'remove', 'rephrase', 'replace', 'report', 'research', 'restate',
    'reverse', 'review', 'rewrite', 'search', 'select', 'show', 'simplify', 'solve', 'sort', 'split', 'state', 'suggest', 'summarise', 'summarize',
    'take', 'tell', 'think', 'transform', 'translate', 'turn', 'update', 'use', 'verify', 'write'
  ], opened.word) THEN opened.word END AS verb
FROM prompt_clusters AS placed
JOIN opened ON opened.row = placed.row
LEFT JOIN neighbour_cosines ON neighbour_cosines.item = placed.row
LEFT JOIN answer_sample ON answer_sample.row = placed.row;

-- figures
SELECT 'records in the largest cluster' AS figure, unnest(wilson(max(records)::BIGINT, sum(records)::BIGINT)), sum(records)::BIGINT AS n,
  'share' AS unit
FROM (
  SELECT count(*) AS records
  FROM rows
  WHERE cluster IS NOT NULL
  GROUP BY cluster
);

SELECT 'clusters' AS figure, count(DISTINCT cluster) AS value, count(*) AS n, 'clusters' AS unit
FROM rows;

WITH sizes AS (
  SELECT count(*) AS records, sum(count(*)) OVER () AS n
  FROM rows
  WHERE cluster IS NOT NULL
  GROUP BY cluster
),
shares AS (
  SELECT list(records / n ORDER BY records) AS shares, any_value(n) AS n, count(*) AS clusters
  FROM sizes
),
moments AS (
  SELECT -list_sum(list_transform(shares, lambda share: share * ln(share))) AS h,
    list_sum(list_transform(shares, lambda share: share * ln(share) * ln(share))) AS squares, n, clusters
  FROM shares
),
entropy AS (
  SELECT h, sqrt(greatest(0, squares - h * h) / n) AS deviation, n, clusters
  FROM moments
)
SELECT 'effective number of clusters' AS figure, exp(h) AS value, greatest(1, exp(h - 1.959963984540054 * deviation)) AS low,
  least(clusters, exp(h + 1.959963984540054 * deviation)) AS high, n::BIGINT AS n, 'clusters' AS unit
FROM entropy;

SELECT 'records in thin clusters' AS figure, unnest(wilson(coalesce(sum(records) FILTER (records < $thin), 0)::BIGINT, sum(records)::BIGINT)),
  sum(records)::BIGINT AS n, 'share' AS unit
FROM (
  SELECT count(*) AS records
  FROM rows
  WHERE cluster IS NOT NULL
  GROUP BY cluster
);

SELECT 'prompts that share nothing with another' AS figure, unnest(wilson(count(*) FILTER (cluster IS NULL), count(*))), count(*) AS n,
  'share' AS unit
FROM rows
WHERE first_copy;

SELECT 'Vendi score of sampled prompts' AS figure, vendi_score(list(vector ORDER BY neighbour_sample.item)) AS value,
  count(*) AS n, 'prompts' AS unit
FROM rows
JOIN neighbour_sample ON neighbour_sample.item = rows.row
WHERE in_vendi AND len(vector) > 0;

SELECT 'cosine to the nearest other prompt, mean of sampled' AS figure,
  unnest(mean_interval(count(nearest_cosine), sum(nearest_cosine::DECIMAL(18, 9)), sum((nearest_cosine * nearest_cosine)::DECIMAL(18, 9)))),
  count(nearest_cosine) AS n, 'cosine' AS unit
FROM rows;

SELECT 'sampled prompts that stand alone' AS figure, unnest(wilson(count(*) FILTER (nearest_cosine < $alone), count(nearest_cosine))),
  count(nearest_cosine) AS n, 'share' AS unit
FROM rows;

WITH counted AS (
  SELECT run, count(DISTINCT shingle) AS different
  FROM (
    SELECT unnest([1, 2]) AS run, unnest([shingles(text, 1), shingles(text, 2)]) AS hashes
    FROM (
      SELECT turns_text(records.turns, 'answer') AS text
      FROM rows
      JOIN records ON records.row = rows.row
      WHERE answer_key IS NOT NULL
    )
    WHERE word_count(text) > 1
  ), unnest(hashes) AS t(shingle)
  GROUP BY run
),
totals AS (
  SELECT sum(greatest(n, 0)) AS ones, sum(greatest(n - 1, 0)) AS twos, count(*) AS answers
  FROM (
    SELECT word_count(turns_text(records.turns, 'answer')) AS n
    FROM rows
    JOIN records ON records.row = rows.row
    WHERE answer_key IS NOT NULL
  )
  WHERE n > 1
)
SELECT 'distinct-' || run || ' of sampled answers' AS figure, different / CASE run WHEN 1 THEN ones ELSE twos END AS value, answers AS n,
  'ratio' AS unit
FROM counted
CROSS JOIN totals
ORDER BY run;

SELECT 'compression ratio of sampled answers' AS figure, octet_length(encode(text)) / compressed_size(text) AS value, answers AS n, 'ratio' AS unit
FROM (
  SELECT coalesce(string_agg(turns_text(records.turns, 'answer'), chr(10) ORDER BY answer_key), '') AS text, count(*) AS answers
  FROM rows
  JOIN records ON records.row = rows.row
  WHERE answer_key IS NOT NULL
);

SELECT 'prompts that open with their most frequent verb' AS figure, unnest(wilson(max(records), any_value(n))), any_value(n) AS n, 'share' AS unit,
  CASE WHEN max(records) = 0 THEN 'no prompt opens with a verb of instructions' END AS reason
FROM (
  SELECT verb, count(verb) AS records, sum(count(*)) OVER ()::BIGINT AS n
  FROM rows
  GROUP BY verb
);

SELECT 'opening verbs' AS figure, 'records' AS unit, list(verb ORDER BY records DESC, verb) AS labels,
  list(records ORDER BY records DESC, verb) AS counts
FROM (
  SELECT verb, count(*) AS records
  FROM rows
  WHERE verb IS NOT NULL
  GROUP BY verb
  ORDER BY records DESC, verb
  LIMIT 15
);

SELECT 'records per cluster' AS figure, 'records' AS unit, list(label ORDER BY records DESC, cluster) AS labels,
  list(records ORDER BY records DESC, cluster) AS counts
FROM (
  SELECT rows.cluster, rows.cluster || ': ' || cluster_facts.label AS label, count(*) AS records
  FROM rows
  JOIN cluster_facts ON cluster_facts.cluster = rows.cluster
  GROUP BY rows.cluster, cluster_facts.label
  ORDER BY records DESC, rows.cluster
  LIMIT 25
);

-- findings
WITH sized AS (
  SELECT *, sum(records) OVER () AS all_records, records / sum(records) OVER () AS share, count(*) OVER () AS clusters
  FROM cluster_facts
),
judged AS (
  SELECT *, CASE WHEN records < $thin THEN 'thin_cluster' ELSE 'dominating_cluster' END AS code
  FROM sized
  WHERE all_records >= 10 * $thin AND (records < $thin OR (share >= $dominating AND (share * clusters >= 1.5 OR clusters = 1)))
),
examples AS (
  SELECT cluster, list({'record': record, 'prompt': left(text, 300)} ORDER BY place) AS examples
  FROM (
    SELECT cluster, place, records.record, turns_text(records.turns, prompt_settings.field) AS text
    FROM (
      SELECT cluster, unnest(nearest) AS item, generate_subscripts(nearest, 1) AS place
      FROM judged
    ) AS listed
    JOIN records ON records.row = listed.item
    CROSS JOIN prompt_settings
  )
  GROUP BY cluster
)
SELECT nearest[1] AS row, code, '' AS locus,
  CASE code
    WHEN 'thin_cluster' THEN 'only ' || records || CASE records WHEN 1 THEN ' record' ELSE ' records' END || ' about: ' || label
    ELSE format('{:.0f} % of the records are about: ', 100 * share) || label
  END AS message,
  {'cluster': judged.cluster, 'label': label, 'records': records, 'prompts': prompts, 'share': round(share, 6),
    'cohesion': round(cohesion, 4), 'examples': examples.examples} AS evidence,
  CASE code WHEN 'thin_cluster' THEN 0.5 - 0.4 * records / $thin ELSE least(0.9, 0.4 + share) END AS score
FROM judged
JOIN examples ON examples.cluster = judged.cluster;
