-- check:    sft.lengths
-- title:    Lengths that stand out, and answers that look cut off
-- key:      record
-- level:    note
-- needs:    records.turns
-- param:    spread DOUBLE = 5.0     how many robust standard deviations of the logarithm make an outlier
-- why:      Answers cut at a token limit teach a model to stop in the middle; a few giants fill the batches and are cut by
--           the trainer; one-word answers among essays are another task.
-- definition: Words are maximal runs of letters, marks, numbers and underscores after NFKC and case folding; in scripts
--           without spaces each character. Prompt and answer as in sft.near_duplicates. An outlier's logarithm of
--           words + 1 is more than `spread` times 1.4826 times the median absolute deviation (at least 0.2) from the
--           median. Signs of a cut: see truncation_sign. Intervals: of a mean, normal at 95 %; of a share, Wilson's.
-- source:   Iglewicz and Hoaglin 1993, How to detect and handle outliers (modified z-score)
-- code:     cut_off         the last answer looks cut off
-- code:     long_answer     far longer than the others
-- code:     short_answer    far shorter than the others
-- code:     long_prompt     far longer than the others

-- rows
WITH measured AS (
  SELECT row, len(turns) AS turns, word_count(turns_text(turns, 'asked')) AS prompt_words,
    word_count(turns_text(turns, 'answer')) AS answer_words,
    CASE WHEN turns[-1].role = 'assistant' THEN truncation_sign(turns[-1].content) END AS cut,
    turns[-1].at AS last_at, right(turns[-1].content, 160) AS tail
  FROM records
  WHERE turns IS NOT NULL
),
spread AS (
  SELECT median(ln(answer_words + 1)) AS answer_middle, greatest(mad(ln(answer_words + 1)) * 1.4826, 0.2) AS answer_spread,
    median(ln(prompt_words + 1)) AS prompt_middle, greatest(mad(ln(prompt_words + 1)) * 1.4826, 0.2) AS prompt_spread
  FROM measured
)
SELECT measured.*, (ln(answer_words + 1) - answer_middle) / answer_spread AS answer_z,
  (ln(prompt_words + 1) - prompt_middle) / prompt_spread AS prompt_z
FROM measured
CROSS JOIN spread;

-- figures
SELECT 'words per answer, mean' AS figure, unnest(mean_interval(count(answer_words), sum(answer_words), sum(answer_words * answer_words))),
  count(answer_words) AS n, 'words' AS unit
FROM rows;

SELECT 'words per answer, median' AS figure, median(answer_words) AS value, count(answer_words) AS n, 'words' AS unit FROM rows;

SELECT 'words per prompt, median' AS figure, median(prompt_words) AS value, count(prompt_words) AS n, 'words' AS unit FROM rows;

SELECT 'words per record, 99th percentile' AS figure, quantile_disc(prompt_words + answer_words, 0.99) AS value, count(*) AS n,
  'words' AS unit
FROM rows;

SELECT 'turns per record, mean' AS figure, unnest(mean_interval(count(*), sum(turns), sum(turns * turns))), count(*) AS n,
  'turns' AS unit
FROM rows;

SELECT 'answers that look cut off' AS figure, unnest(wilson(count(cut), count(answer_words))), count(answer_words) AS n,
  'share' AS unit
FROM rows;

SELECT 'words per ' || what AS figure, 'records' AS unit, list(label ORDER BY step) AS labels,
  list(records ORDER BY step) AS counts
FROM (
  SELECT what, step, CASE step WHEN 0 THEN '0' WHEN 1 THEN '1' ELSE pow(2, step - 1)::BIGINT || '-' || (pow(2, step)::BIGINT - 1) END AS label,
    count(*) AS records
  FROM (
    SELECT what, CASE words WHEN 0 THEN 0 ELSE floor(log2(words))::BIGINT + 1 END AS step
    FROM (
      SELECT 'prompt' AS what, prompt_words AS words FROM rows
      UNION ALL
      SELECT 'answer' AS what, answer_words AS words FROM rows
    )
    WHERE words IS NOT NULL
  )
  GROUP BY what, step
)
GROUP BY what
ORDER BY what DESC;

-- findings
SELECT row, 'cut_off' AS code, last_at AS locus, 'the last answer looks cut off (' || replace(cut, '_', ' ') || ')' AS message,
  {'sign': cut, 'text': tail} AS evidence, 0.8 AS score
FROM rows
WHERE cut IS NOT NULL;

SELECT row, CASE WHEN answer_z > 0 THEN 'long_answer' ELSE 'short_answer' END AS code, last_at AS locus,
  answer_words || ' words: far ' || CASE WHEN answer_z > 0 THEN 'longer' ELSE 'shorter' END || ' than the others' AS message,
  {'words': answer_words, 'robust_z': round(answer_z, 2)} AS evidence, least(0.7, abs(answer_z) / 20) AS score
FROM rows
WHERE abs(answer_z) > $spread AND answer_words > 0;

SELECT row, 'long_prompt' AS code, '' AS locus, prompt_words || ' words: far longer than the others' AS message,
  {'words': prompt_words, 'robust_z': round(prompt_z, 2)} AS evidence, least(0.6, prompt_z / 20) AS score
FROM rows
WHERE prompt_z > $spread;
