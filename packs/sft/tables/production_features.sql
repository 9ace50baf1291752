-- table:    production_features
-- title:    Each feature of the training data beside the same of production: shares, distances, sizes
-- needs:    production_prompts
-- param:    fields VARCHAR = source, channel, app, category, task, domain, topic, locale, country, tenant, product   names of fields beside the conversation that are compared where both sides hold them
-- param:    times VARCHAR = timestamp, time, created_at, created, ts, date   names of fields with a time; its hour (UTC) is compared where both sides hold one
-- param:    words INTEGER = 20           values of a feature that are told apart; rarer ones are one: (other)
-- param:    records BIGINT = 50000      records of each side whose form and language are told
-- definition: Numbers: prompt words and answer words (maximal runs of letters, marks and numbers), turns of the user. Words: the
--           form of the prompt (by its first match: code, structured data, a list, a question, a command, a fragment of at
--           most 3 words, a document of more than 300, else a statement), its language (by fastText, where it is sure of
--           one), whether a system prompt stands before it, the tool called first, the topic (table production_prompts, by its
--           sample), and fields. Every record counts once: it is traffic that is compared; form and language are of
--           samples by hash. Questions and commands are known by English words, questions also by their mark. What is
--           missing on one side is no value; a feature that a side lacks altogether is not compared.

-- rows
CREATE OR REPLACE TEMP MACRO prompt_form(prompt) AS
CASE
  WHEN prompt IS NULL OR trim(prompt) = '' THEN NULL
  WHEN regexp_matches(prompt, '```|(?m)^\s*(def |class |import |from \w+ import|#include|public |function |SELECT .* FROM )|;\s*$')
    THEN 'code'
  WHEN regexp_matches(prompt, '(?s)^\s*([{\[].*[}\]]|<\w+[ >/].*>)\s*$') THEN 'structured data'
  WHEN len(regexp_extract_all(prompt, '(?m)^\s*([-*•]|\d+[.)])\s')) >= 3 THEN 'list'
  WHEN word_count(prompt) > 300 THEN 'document'
  WHEN regexp_matches(prompt, '[?？؟]')
    OR regexp_matches(lower(prompt), '^\s*(who|what|when|where|why|how|which|whose|whom|is|are|am|was|were|do|does|did|can|could|should|would|will|has|have|may)\b')
    THEN 'question'
  WHEN regexp_matches(lower(prompt), '^\s*(please\s+)?(add|analy[sz]e|answer|arrange|assign|brainstorm|build|calculate|categori[sz]e|change|check|choose|classify|combine|come up|compare|complete|compose|compute|construct|convert|correct|count|create|debug|define|delete|describe|design|determine|develop|discuss|draft|edit|estimate|evaluate|explain|extract|fill|find|fix|format|formulate|generate|give|group|help|identify|imagine|implement|improve|insert|interpret|invent|list|look|make|match|name|order|organi[sz]e|outline|output|paraphrase|plan|predict|prepare|produce|propose|provide|rank|read|recommend|remove|rename|reorder|replace|rephrase|research|respond|return|rewrite|run|select|sell|send|set|show|simplify|sketch|solve|sort|spell|split|state|suggest|summari[sz]e|take|tell|think|transform|translate|turn|update|use|verify|write)\b')
    THEN 'command'
  WHEN word_count(prompt) <= 3 THEN 'fragment'
  ELSE 'statement'
END;

CREATE OR REPLACE TEMP MACRO as_time(value) AS
coalesce(
  TRY_CAST(value AS TIMESTAMPTZ) AT TIME ZONE 'UTC',
  CASE
    WHEN TRY_CAST(value AS DOUBLE) BETWEEN 1e8 AND 1e10 THEN make_timestamp((TRY_CAST(value AS DOUBLE) * 1e6)::BIGINT)
    WHEN TRY_CAST(value AS DOUBLE) BETWEEN 1e11 AND 1e13 THEN make_timestamp((TRY_CAST(value AS DOUBLE) * 1e3)::BIGINT)
  END
);

CREATE OR REPLACE TEMP TABLE compared_sample AS
SELECT r.side, said(r.turns) AS prompt
FROM (
  SELECT side, row
  FROM compared_records
  QUALIFY row_number() OVER (PARTITION BY side ORDER BY hash(row), row) <= $records
) AS sampled
JOIN compared_records AS r ON r.side = sampled.side AND r.row = sampled.row;

CREATE OR REPLACE TEMP TABLE compared_numbers AS
WITH counted AS (
  SELECT side, word_count(said(turns)) AS prompt_words,
    CASE WHEN len([t FOR t IN turns IF t."role" = 'assistant']) > 0 THEN word_count(turns_text(turns, 'answer')) END AS answer_words,
    nullif(len([t FOR t IN turns IF t."role" = 'user']), 0) AS user_turns
  FROM compared_records
)
SELECT side, 'prompt words' AS feature, prompt_words::DOUBLE AS number FROM counted WHERE prompt_words IS NOT NULL
UNION ALL
SELECT side, 'answer words' AS feature, answer_words::DOUBLE AS number FROM counted WHERE answer_words IS NOT NULL
UNION ALL
SELECT side, 'turns of the user' AS feature, user_turns::DOUBLE AS number FROM counted WHERE user_turns IS NOT NULL;

CREATE OR REPLACE TEMP TABLE compared_words AS
WITH fields AS (
  SELECT unnest([trim(name) FOR name IN string_split($fields, ',')]) AS name
),
times AS (
  SELECT ['$."' || replace(trim(name), '"', '') || '"' FOR name IN string_split($times, ',')] AS paths
)
SELECT side, 'form of the prompt' AS feature, prompt_form(prompt) AS word
FROM compared_sample
UNION ALL
SELECT side, 'language' AS feature, language(prompt).language AS word
FROM compared_sample
WHERE prompt IS NOT NULL
UNION ALL
SELECT side, 'system prompt' AS feature,
  CASE WHEN len([t FOR t IN turns IF t."role" IN ('system', 'developer')]) > 0 THEN 'there' ELSE 'none' END AS word
FROM compared_records
UNION ALL
SELECT side, 'tool called first' AS feature, coalesce(flatten([[c.name FOR c IN t.tool_calls] FOR t IN turns IF len(t.tool_calls) > 0])[1], '(none)') AS word
FROM compared_records
WHERE len([t FOR t IN turns IF t."role" = 'assistant']) > 0
UNION ALL
SELECT p.side, 'topic' AS feature, p.topic::VARCHAR AS word
FROM production_prompts AS p
CROSS JOIN range(p.copies) AS copy
WHERE p.topic IS NOT NULL
UNION ALL
SELECT side, fields.name AS feature, json_extract_string(extra, '$."' || replace(fields.name, '"', '') || '"') AS word
FROM compared_records
CROSS JOIN fields
WHERE extra IS NOT NULL AND contains(extra, '"' || fields.name || '"')
UNION ALL
SELECT side, 'hour (UTC)' AS feature, format('{:02d}', hour(as_time(moment))) AS word
FROM (
  SELECT side, list_filter([json_extract_string(extra, path) FOR path IN times.paths], lambda value: value IS NOT NULL)[1] AS moment
  FROM compared_records
  CROSS JOIN times
  WHERE extra IS NOT NULL
)
WHERE as_time(moment) IS NOT NULL;

-- Rarer words are one.
CREATE OR REPLACE TEMP TABLE compared_counts AS
WITH counts AS (
  SELECT feature, word, count(*) FILTER (side = 'training') AS n, count(*) FILTER (side = 'production') AS m
  FROM compared_words
  WHERE word IS NOT NULL
  GROUP BY feature, word
),
totals AS (
  SELECT feature, sum(n) AS n, sum(m) AS m
  FROM counts
  GROUP BY feature
),
named AS (
  SELECT counts.feature, CASE
      WHEN counts.feature = 'topic'
        OR row_number() OVER (PARTITION BY counts.feature ORDER BY greatest(counts.n / totals.n, counts.m / totals.m) DESC NULLS LAST, word) < $words
        THEN word
      ELSE '(other)'
    END AS word, counts.n, counts.m
  FROM counts
  JOIN totals ON totals.feature = counts.feature
)
SELECT feature, word, sum(n)::BIGINT AS n, sum(m)::BIGINT AS m
FROM named
GROUP BY feature, word;

CREATE OR REPLACE TEMP TABLE compared_numeric AS
WITH lists AS (
  SELECT feature, coalesce(list(number) FILTER (side = 'training'), []) AS training,
    coalesce(list(number) FILTER (side = 'production'), []) AS production
  FROM compared_numbers
  GROUP BY feature
),
edged AS (
  SELECT *, decile_edges(training) AS edges
  FROM lists
)
SELECT feature, len(training) AS n, len(production) AS m, edges, bin_counts(training, edges) AS training_counts,
  bin_counts(production, edges) AS production_counts, ks_test(training, production) AS ks,
  wasserstein(training, production) AS wasserstein, list_median(training) AS training_median,
  list_median(production) AS production_median
FROM edged;

WITH compared AS (
  SELECT feature, n, m, edges, NULL::VARCHAR[] AS words, training_counts, production_counts, ks, wasserstein,
    training_median, production_median
  FROM compared_numeric
  UNION ALL BY NAME
  SELECT feature, sum(n)::BIGINT AS n, sum(m)::BIGINT AS m, list(word ORDER BY word) AS words,
    list(n ORDER BY word) AS training_counts, list(m ORDER BY word) AS production_counts
  FROM compared_counts
  GROUP BY feature
)
SELECT *, len(training_counts) AS bins, psi(training_counts, production_counts, 1e-4) AS psi,
  jensen_shannon(training_counts, production_counts, 2) AS js, chi2_contingency(training_counts, production_counts) AS chi2
FROM compared
WHERE words IS NULL OR (n > 0 AND m > 0);
