-- check:    sft.consistency
-- title:    Records that ask the same and are answered in another way
-- level:    warning
-- needs:    near_pairs, prompt_vectors
-- param:    same_prompt DOUBLE = 0.8      least tf-idf cosine of near-duplicate prompts that ask the same
-- param:    task_least BIGINT = 5          records that share an instruction to make a task
-- param:    majority DOUBLE = 0.9          share of the answers that agree before the others stand out (for form: of a task)
-- param:    length DOUBLE = 3.0            how many times as long or as short as the group's median stands out
-- param:    spread DOUBLE = 5.0            and how many robust standard deviations of the logarithm it must be away
-- param:    difference DOUBLE = 0.6        mean 1 - Jaccard of the answers' words from which answers to one prompt differ
-- param:    group_limit BIGINT = 50        answers of one prompt compared all with all; of a larger group, neighbours
-- why:      A model tuned on mixed habits gives mixed habits back: now JSON, now a sentence, now a page. What users of it see as
--           unreliable was mostly in the examples. This is a list to review, not a verdict: some tasks have several good forms.
-- definition: Groups are records with the same prompt (equal; or near-duplicates, see sft.near_duplicates, with a tf-idf cosine
--           of at least same_prompt, in which what many prompts share counts little; and equal system and instruction text) and records of the same task: at least task_least with an equal system or instruction text or,
--           where there is none, an equal first line, of three words or more, above more text. Records equal in prompt and
--           answer count once. The answer is the last assistant turn. Compared are its form (see answer_form), its words, and its register: use of
--           headings and emphasis, an opening courtesy ("Sure!", "Hello"), contractions or emoji, speaking as "I" (English); and its
--           language (see the function language), for prose and lists of ten words or more, where its probability is at least 0.8;
--           and whether it refuses, in full or in part (see the function refusal).
--           A record stands out when its group is of one mind and it is not: in form or language against more than half of at least three answers to the prompt, or a
--           share `majority` of the task's; in register against a share `majority` of either; in refusing against half of the answers to the
--           prompt or a share `majority` of the task's; in length when it is more than `length` times
--           above or below the median, and more than `spread` * 1.4826 * median absolute deviation of the logarithm. The figures count
--           records that are as most of their group are; their intervals treat groups as clusters (linearised variance of a
--           ratio), for records of a group are not independent. Answers to one prompt are compared by the Jaccard similarity
--           of their sets of words.
-- source:   Cochran 1977, Sampling Techniques, section 6.4 (intervals); Iglewicz and Hoaglin 1993 (robust deviations); Assay
-- code:     other_form         its answer has another form than those of its group
-- code:     other_length       its answer is far longer or shorter than those of its group
-- code:     other_register     its answer is worded in another register than those of its group
-- code:     other_language     its answer is in another language than those of its group
-- code:     other_refusal      it refuses where its group answers, or answers where its group refuses
-- code:     mixed_form         answers to one prompt come in different forms, and none prevails
-- code:     different_answers  answers to one prompt have little in common

-- rows
CREATE OR REPLACE TEMP TABLE answer_facts AS
WITH parted AS (
  SELECT row, turns[-1].content AS answer,
    text_normal(concat_ws(chr(10),
      array_to_string(list_transform(list_filter(turns, lambda t: t.role IN ('system', 'developer')), lambda t: t.content), chr(10)),
      array_to_string(list_transform(list_filter(turns, lambda t: t.instruction > 0 AND t.instruction < length(t.content)),
        lambda t: left(t.content, t.instruction)), chr(10)))) AS framing,
    ltrim(list_filter(turns, lambda t: t.role = 'user')[-1].content, chr(10) || chr(9) || chr(13) || ' ') AS asked
  FROM records
  WHERE turns[-1].role = 'assistant' AND text_normal(turns[-1].content) <> ''
)
SELECT row, text_key(answer) AS answer_key,
  CASE
    WHEN framing <> '' THEN text_key(framing)
    WHEN contains(asked, chr(10)) AND word_count(split_part(asked, chr(10), 1)) >= 3 THEN text_key(split_part(asked, chr(10), 1))
  END AS task_key,
  CASE WHEN framing <> '' THEN text_key(framing) ELSE '' END AS framing_key,
  word_count(answer) AS words, answer_form(answer).form AS form,
  answer_form(answer).headings + answer_form(answer).emphases > 0 AS marked,
  regexp_matches(lower(left(answer, 60)),
    '^[^a-z]*(hi|hello|hey|dear|sure|certainly|of course|absolutely|great question|good question|thanks|thank you|i''d be happy)\b') AS courteous,
  regexp_matches(lower(answer), '\b(don|can|won|isn|aren|doesn|didn|wasn|couldn|shouldn|wouldn|haven|hasn)[''’]t\b|\b(i|you|we|they|it|that|he|she|there|here|what|let)[''’](m|s|re|ve|ll|d)\b|[\x{1F300}-\x{1FAFF}]|!!') AS informal,
  regexp_matches(answer, '\bI(''|’|\b)|\b[Mm]y\b') AS as_i
FROM parted;

CREATE OR REPLACE TEMP TABLE paired_prompts AS
SELECT wanted.item, records.turns, records.extra
FROM (
  SELECT a AS item FROM near_pairs WHERE field = 'prompt'
  UNION
  SELECT b AS item FROM near_pairs WHERE field = 'prompt'
) AS wanted
JOIN records ON records.row = wanted.item;

CREATE OR REPLACE TEMP TABLE paired_vectors AS
SELECT item, prompt_features(turns, extra, prompt_settings, prompt_idf.idf) AS vector
FROM paired_prompts
CROSS JOIN prompt_settings
CROSS JOIN prompt_idf;

CREATE OR REPLACE TEMP TABLE same_prompts AS
WITH alike AS (
  SELECT near_pairs.a, near_pairs.b
  FROM near_pairs
  JOIN paired_vectors AS x ON x.item = near_pairs.a
  JOIN paired_vectors AS y ON y.item = near_pairs.b
  WHERE near_pairs.field = 'prompt' AND vector_cosine(x.vector, y.vector) >= $same_prompt
)
SELECT c.item, c.component
FROM (
  SELECT unnest(components(list({'a': a, 'b': b}))) AS c
  FROM alike
);

CREATE OR REPLACE TEMP TABLE answer_groups AS
WITH prompted AS (
  SELECT answer_facts.row, 'prompt' AS kind,
    min(answer_facts.row) OVER (PARTITION BY coalesce(same_prompts.component, near_items.item), framing_key) AS place, answer_key
  FROM answer_facts
  JOIN texts ON texts.row = answer_facts.row AND texts.field = 'prompt'
  JOIN near_items ON near_items.field = 'prompt' AND near_items.text_key = texts.text_key
  LEFT JOIN same_prompts ON same_prompts.item = near_items.item
),
tasked AS (
  SELECT answer_facts.row, 'task' AS kind, min(answer_facts.row) OVER (PARTITION BY task_key) AS place,
    answer_key || coalesce(texts.text_key, '') AS answer_key
  FROM answer_facts
  LEFT JOIN texts ON texts.row = answer_facts.row AND texts.field = 'prompt'
  WHERE task_key IS NOT NULL
),
once AS (
  SELECT kind, place, min(row) AS row
  FROM (FROM prompted UNION ALL FROM tasked)
  GROUP BY kind, place, answer_key
)
SELECT kind, place, row, count(*) OVER (PARTITION BY kind, place) AS size
FROM once
QUALIFY size >= CASE kind WHEN 'prompt' THEN 2 ELSE $task_least END;

CREATE OR REPLACE TEMP TABLE answer_languages AS
WITH told AS (
  SELECT grouped.row, language(turns[-1].content) AS told
  FROM (SELECT DISTINCT row FROM answer_groups) AS grouped
  JOIN answer_facts ON answer_facts.row = grouped.row AND answer_facts.words >= 10 AND answer_facts.form IN ('prose', 'list')
  JOIN records ON records.row = grouped.row
)
SELECT row, told.language AS language
FROM told
WHERE told.confidence >= 0.8;

CREATE OR REPLACE TEMP TABLE answer_refusals AS
SELECT grouped.row, refusal(turns[-1].content).kind IS NOT NULL AS refuses
FROM (SELECT DISTINCT row FROM answer_groups) AS grouped
JOIN records ON records.row = grouped.row;

CREATE OR REPLACE TEMP TABLE group_refusals AS
SELECT kind, place, avg(refuses::INTEGER) AS refusing
FROM answer_groups AS m
JOIN answer_refusals ON answer_refusals.row = m.row
GROUP BY kind, place;

CREATE OR REPLACE TEMP TABLE group_languages AS
SELECT kind, place, arg_max(language, (answers, language)) AS language, max(answers) AS answers, sum(answers) AS told
FROM (
  SELECT kind, place, language, count(*) AS answers
  FROM answer_groups AS m
  JOIN answer_languages ON answer_languages.row = m.row
  GROUP BY kind, place, language
)
GROUP BY kind, place;

CREATE OR REPLACE TEMP TABLE group_habits AS
WITH forms AS (
  SELECT kind, place, form, count(*) AS answers, min(m.row) AS example
  FROM answer_groups AS m
  JOIN answer_facts ON answer_facts.row = m.row
  GROUP BY kind, place, form
),
usual_forms AS (
  SELECT kind, place, arg_max(form, (answers, form)) AS form, max(answers) AS answers,
    arg_max(example, (answers, form)) AS example,
    map_from_entries(list((form, answers) ORDER BY answers DESC, form)) AS forms
  FROM forms
  GROUP BY kind, place
),
usual AS (
  SELECT kind, place, median(ln(words + 1)) AS middle, mad(ln(words + 1)) AS deviation, avg(marked::INTEGER) AS marked, avg(courteous::INTEGER) AS courteous,
    avg(informal::INTEGER) AS informal, avg(as_i::INTEGER) AS as_i
  FROM answer_groups AS m
  JOIN answer_facts ON answer_facts.row = m.row
  GROUP BY kind, place
)
SELECT usual.*, usual_forms.form, usual_forms.answers, usual_forms.example, usual_forms.forms
FROM usual
JOIN usual_forms ON usual_forms.kind = usual.kind AND usual_forms.place = usual.place;

-- Shares and similarities: what lies outside 0 to 1 is no news.
CREATE OR REPLACE TEMP MACRO clipped(i) AS {'value': i.value, 'low': greatest(0, i.low), 'high': least(1, i.high)};

CREATE OR REPLACE TEMP TABLE group_answers AS
WITH listed AS (
  SELECT place, unnest(bucket_pairs(list(row ORDER BY row), $group_limit)) AS pair
  FROM answer_groups
  WHERE kind = 'prompt'
  GROUP BY place
),
compared AS (
  SELECT place, pair, coalesce(word_jaccard(x.turns[-1].content, y.turns[-1].content, 1), 0) AS likeness
  FROM listed
  JOIN records AS x ON x.row = pair.a
  JOIN records AS y ON y.row = pair.b
)
SELECT place, count(*) AS pairs, sum(likeness::DECIMAL(18, 9)) AS likeness, arg_min(pair, (likeness, pair.a, pair.b)) AS farthest
FROM compared
GROUP BY place;

SELECT answer_facts.row, m.kind, m.place, m.size, facts.form, facts.words, habits.form AS usual_form, exp(habits.middle) - 1 AS usual_words,
  habits.example, habits.forms, habits.answers > m.size / 2 AS prevails,
  facts.form = habits.form AS same_form,
  abs(ln(facts.words + 1) - habits.middle) <= greatest(ln($length), $spread * 1.4826 * habits.deviation) AS same_length,
  list_filter([
    CASE WHEN facts.marked <> (habits.marked > 0.5) THEN {'trait': 'headings or emphasis', 'here': facts.marked, 'share': greatest(habits.marked, 1 - habits.marked)} END,
    CASE WHEN facts.courteous <> (habits.courteous > 0.5) THEN {'trait': 'an opening courtesy', 'here': facts.courteous, 'share': greatest(habits.courteous, 1 - habits.courteous)} END,
    CASE WHEN facts.informal <> (habits.informal > 0.5) THEN {'trait': 'contractions or emoji', 'here': facts.informal, 'share': greatest(habits.informal, 1 - habits.informal)} END,
    CASE WHEN facts.as_i <> (habits.as_i > 0.5) THEN {'trait': 'speaking as "I"', 'here': facts.as_i, 'share': greatest(habits.as_i, 1 - habits.as_i)} END
  ], lambda other: other IS NOT NULL) AS others,
  habits.answers / m.size AS form_share, answer_languages.language, group_languages.language AS usual_language,
  group_languages.answers / group_languages.told AS language_share, group_languages.told AS told,
  coalesce(answer_languages.language = group_languages.language, true) AS same_language,
  answer_refusals.refuses, group_refusals.refusing, answer_refusals.refuses = (group_refusals.refusing > 0.5) AS same_refusal
FROM answer_facts
LEFT JOIN answer_groups AS m ON m.row = answer_facts.row
LEFT JOIN answer_facts AS facts ON facts.row = m.row
LEFT JOIN group_habits AS habits ON habits.kind = m.kind AND habits.place = m.place
LEFT JOIN answer_languages ON answer_languages.row = m.row
LEFT JOIN group_languages ON group_languages.kind = m.kind AND group_languages.place = m.place
LEFT JOIN answer_refusals ON answer_refusals.row = m.row
LEFT JOIN group_refusals ON group_refusals.kind = m.kind AND group_refusals.place = m.place;

-- figures
WITH counted AS (
  SELECT place, kind, count(*) AS x, count(*) FILTER (same_form AND same_length AND same_language AND same_refusal AND len(others) = 0) AS y
  FROM rows
  WHERE kind IS NOT NULL
  GROUP BY kind, place
)
SELECT 'records that answer as most of their group do' AS figure,
  unnest(clipped(ratio_interval(count(*), sum(x), sum(y), sum(x * x), sum(y * y), sum(x * y)))), coalesce(sum(x), 0)::BIGINT AS n, 'share' AS unit,
  CASE WHEN count(*) = 0 THEN 'no two records share a prompt, no task is shared' END AS reason
FROM counted;

WITH counted AS (
  SELECT kind, place, aspect, count(*) AS x, count(*) FILTER (same) AS y
  FROM (
    SELECT kind, place, unnest(['form', 'language', 'length', 'refusal', 'register']) AS aspect,
      unnest([same_form, same_language, same_length, same_refusal, len(others) = 0]) AS same
    FROM rows
    WHERE kind IS NOT NULL
  )
  GROUP BY kind, place, aspect
)
SELECT 'same ' || kind || ', ' || CASE aspect WHEN 'register' THEN 'register of most' WHEN 'form' THEN 'form of most' WHEN 'language' THEN 'language of most' WHEN 'refusal' THEN 'refused or answered like most' ELSE 'usual length' END AS figure,
  unnest(clipped(ratio_interval(count(*), sum(x), sum(y), sum(x * x), sum(y * y), sum(x * y)))), sum(x)::BIGINT AS n, 'share' AS unit
FROM counted
GROUP BY kind, aspect
ORDER BY kind, aspect;

WITH compared AS (
  SELECT pairs AS x, likeness AS y
  FROM group_answers
  WHERE place IN (SELECT place FROM rows WHERE kind = 'prompt')
)
SELECT 'same prompt, similarity of answers' AS figure,
  unnest(clipped(ratio_interval(count(*), sum(x), sum(y), sum(x * x), sum(y * y), sum(x * y)))), coalesce(sum(x), 0)::BIGINT AS n, 'Jaccard' AS unit,
  CASE WHEN count(*) = 0 THEN 'no two records share a prompt' END AS reason
FROM compared;

SELECT 'records of a shared ' || kinds.kind AS figure, unnest(wilson(count(DISTINCT rows.row) FILTER (rows.kind = kinds.kind), count(DISTINCT rows.row))),
  count(DISTINCT rows.row) AS n, 'share' AS unit
FROM rows
CROSS JOIN (SELECT unnest(['prompt', 'task']) AS kind) AS kinds
GROUP BY kinds.kind
ORDER BY kinds.kind;

-- findings
WITH standing_out AS (
  SELECT row, kind, size, form, words, usual_form, usual_words, example, form_share, prevails,
    kind = 'prompt' AND size >= 3 AND prevails OR kind = 'task' AND form_share >= $majority AS settled, same_form, same_length,
    NOT same_language AND told >= 3 AND language_share >= CASE kind WHEN 'prompt' THEN 0.51 ELSE $majority END AS "foreign", language, usual_language, language_share,
    list_filter(others, lambda other: other.share >= $majority) AS others
  FROM rows
  WHERE size >= 3
),
coded AS (
  SELECT *, 'other_form' AS code, form || ', where ' || format('{:.0f} %', 100 * form_share) || ' of ' || size || ' answers to the same ' || kind
    || ' are ' || usual_form AS message, 0.4 + 0.5 * form_share AS score
  FROM standing_out
  WHERE settled AND NOT same_form
  UNION ALL
  SELECT *, 'other_length', words || ' words, where answers to the same ' || kind || ' have ' || round(usual_words)::BIGINT || ' in the middle',
    least(0.8, 0.3 + abs(ln((words + 1) / (usual_words + 1))) / 10)
  FROM standing_out
  WHERE NOT same_length
  UNION ALL
  SELECT *, 'other_language', 'in the language ' || language || ', where ' || format('{:.0f} %', 100 * language_share) || ' of the answers to the same '
    || kind || ' are in ' || usual_language, 0.45 + 0.4 * language_share
  FROM standing_out
  WHERE "foreign"
  UNION ALL
  SELECT *, 'other_register', list_aggregate(list_transform(others, lambda other: CASE WHEN other.here THEN '' ELSE 'no ' END || other.trait), 'string_agg', ', ')
    || ', other than ' || format('{:.0f} %', 100 * list_max(list_transform(others, lambda other: other.share))) || ' of ' || size || ' answers to the same ' || kind,
    0.2 + 0.2 * list_max(list_transform(others, lambda other: other.share))
  FROM standing_out
  WHERE same_form AND len(others) > 0
)
SELECT coded.row, coded.code, mine.turns[-1].at AS locus, message,
  {'same': kind, 'records': size, 'mine': left(mine.turns[-1].content, 500), 'other': theirs.record, 'theirs': left(theirs.turns[-1].content, 500)} AS evidence,
  score
FROM coded
JOIN records AS mine ON mine.row = coded.row
JOIN records AS theirs ON theirs.row = coded.example;

SELECT rows.row, 'other_refusal' AS code, mine.turns[-1].at AS locus,
  CASE WHEN rows.refuses THEN 'refuses, where ' || format('{:.0f} %', 100 * (1 - refusing)) || ' of ' || size || ' answers to the same ' || rows.kind || ' do not'
    ELSE 'answers, where ' || format('{:.0f} %', 100 * refusing) || ' of ' || size || ' answers to the same ' || rows.kind || ' refuse' END AS message,
  {'same': rows.kind, 'records': size, 'prompt': left(turns_text(mine.turns, 'asked'), 400), 'mine': left(mine.turns[-1].content, 500), 'other': theirs.record,
    'theirs': left(theirs.turns[-1].content, 500)} AS evidence,
  0.5 + 0.4 * greatest(refusing, 1 - refusing) AS score
FROM rows
JOIN (
  SELECT kind, place, refuses, min(row) AS row
  FROM rows
  WHERE kind IS NOT NULL
  GROUP BY kind, place, refuses
) AS sides ON sides.kind = rows.kind AND sides.place = rows.place AND sides.refuses <> rows.refuses
JOIN records AS mine ON mine.row = rows.row
JOIN records AS theirs ON theirs.row = sides.row
WHERE NOT same_refusal AND greatest(refusing, 1 - refusing) >= CASE rows.kind WHEN 'prompt' THEN 0.5 ELSE $majority END;

WITH mixed AS (
  SELECT place, any_value(size) AS size, any_value(forms) AS forms, list(form ORDER BY row) AS all_forms, list(row ORDER BY row) AS all_rows
  FROM rows
  WHERE kind = 'prompt' AND NOT prevails
  GROUP BY place
),
sides AS (
  SELECT place, size, forms, all_rows[1] AS a, list_filter(list_zip(all_rows, all_forms), lambda one: one[2] <> all_forms[1])[1][1] AS b
  FROM mixed
)
SELECT a AS row, 'mixed_form' AS code, x.turns[-1].at AS locus,
  size || ' answers to one prompt: ' || list_aggregate(list_transform(map_entries(forms), lambda one: one.value || ' ' || one.key), 'string_agg', ', ') AS message,
  {'same': 'prompt', 'records': size, 'prompt': left(turns_text(x.turns, 'asked'), 400), 'mine': left(x.turns[-1].content, 500), 'other': y.record,
    'theirs': left(y.turns[-1].content, 500)} AS evidence,
  0.75 AS score
FROM sides
JOIN records AS x ON x.row = sides.a
JOIN records AS y ON y.row = sides.b;

SELECT x.row, 'different_answers' AS code, x.turns[-1].at AS locus,
  sized.size || ' answers to one prompt, ' || format('{:.2f}', likeness / pairs) || ' alike on average; least: with ' || y.record AS message,
  {'same': 'prompt', 'records': sized.size, 'similarity': round(likeness / pairs, 4), 'prompt': left(turns_text(x.turns, 'asked'), 400), 'mine': left(x.turns[-1].content, 500),
    'other': y.record, 'theirs': left(y.turns[-1].content, 500)} AS evidence,
  0.3 + 0.4 * (1 - likeness / pairs) AS score
FROM group_answers
JOIN (SELECT DISTINCT place, size FROM rows WHERE kind = 'prompt') AS sized ON sized.place = group_answers.place
JOIN records AS x ON x.row = farthest.a
JOIN records AS y ON y.row = farthest.b
WHERE likeness / pairs <= 1 - $difference;
