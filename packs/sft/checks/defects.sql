-- check:    sft.defects
-- title:    Answers and prompts that are no example of anything
-- key:      record
-- level:    warning
-- needs:    records.turns
-- param:    names VARCHAR = ''           names that the trained model may give itself, parted by commas: "Aria, Acme Labs"
-- param:    meant_share DOUBLE = 0.2     thinking blocks in at least this share of the records are taken as meant
-- why:      One placeholder teaches that silence is an answer, one loop teaches to loop, a picture that is not there teaches to invent, and
--           "I am ChatGPT" teaches exactly that.
-- definition: Rules made for precision, each on the turn that it is about; quoted text, code and what the request asks for
--           itself (a template, a dialogue, a translation) are left aside. Empty answers are reported by sft.structure,
--           answers that are cut off by sft.lengths, damaged text by sft.encoding, repeated records by sft.duplicates, refusals
--           by sft.refusals. A record counts once however many defects it has. Beside a code: its precision, and of how many,
--           read one by one wherever it lists something in 14,874 records of GSM8K, Toolformer, self-instruct and the
--           demonstrations of LLaMA-Factory, 1,035 with planted defects, 1,350 completions of XSTest and 2,312 dialogues of
--           HH-RLHF (packs/sft/README.md). The interval of the share is Wilson's at 95 %.
-- source:   the defects listed by AlpacaDataCleaned; GitHub Flavored Markdown, section 4.10 (tables); ISO 15924 (scripts)
-- code:     placeholder_output      "<noinput>", "N/A", "TODO", "[insert …]" in place of an answer; precision 1.0 (12)
-- code:     placeholder_input       the prompt ends in a marker for an input that is not there; 1.0 (27)
-- code:     template_residue        control tokens, role headings, unfilled variables; 1.0 (89)
-- code:     merged_instruction      a second instruction and its answer inside an answer; 1.0 (12)
-- code:     repetition_loop         the same words at least four times in a row; 1.0 (14)
-- code:     swapped_prompt_answer   the answer reads as a request, the request does not; 1.0 (10)
-- code:     unavailable_reference   a picture, recording, file, page or text that the prompt speaks of and does not bring; 1.0 (23)
-- code:     other_model             the answer speaks as another model than the one to be trained; 1.0 (11)
-- code:     answer_copies_prompt    the answer is the prompt, or begins with all of it; 1.0 (2)
-- code:     wrong_language          another language or script than the prompt's, and nobody asked for it; 1.0 (11)
-- code:     invalid_json            JSON was asked for and what looks like it does not parse; none listed
-- code:     thinking_left           thinking tags, halved or in a set that has few; none listed
-- code:     broken_table            a Markdown table that does not render; none listed

-- rows
CREATE OR REPLACE TEMP TABLE said AS
SELECT row, turns_defects(turns, $names) AS found, tools IS NOT NULL AS has_tools,
  coalesce(regexp_matches(extra, '"(image|video|audio|file|document)s?"\s*:\s*[\["{]'), false) AS has_media,
  turns_text(turns, 'asked') AS asked, turns[-1].content AS answer, turns[-1].at AS answer_at
FROM records
WHERE turns IS NOT NULL AND turns[-1].role = 'assistant';

CREATE OR REPLACE TEMP TABLE languages AS
WITH written AS (
  SELECT row, answer, text_script(asked) AS asked_script, text_script(answer) AS answer_script, language(left(asked, 300)) AS asked_in,
    language(left(answer, 300)) AS answer_in
  FROM said
  WHERE NOT regexp_matches(lower(asked), '(translat|transliterat|language|english|spanish|french|german|italian|portuguese|russian'
    || '|chinese|mandarin|cantonese|japanese|korean|arabic|hindi|bengali|urdu|turkish|vietnamese|thai\b|indonesian|malay|swahili|dutch|polish'
    || '|ukrainian|greek|hebrew|persian|farsi|latin|swedish|danish|norwegian|finnish|czech|romanian|hungarian|tamil|telugu|kanji|hiragana'
    || '|alphabet|emoji|перев|翻译|翻譯|译成|訳|英語|英语|번역|영어|traduc|traduz|traduis|tradurre|übersetz|ترجم|अनुवाद|çevir|dịch|terjemah)')
),
told AS (
  SELECT row,
    asked_script.letters >= 8 AND asked_script.share >= 0.95 AND answer_script.letters >= 20 AND answer_script.share >= 0.6
      AND asked_script.script <> answer_script.script AND answer_script.script <> 'Zzzz'
      AND list_sort([asked_script.script, answer_script.script]) <> ['Hani', 'Jpan']
      AND (answer_script.script <> 'Latn' OR (answer_script.share >= 0.98 AND answer_script.letters >= 60
        AND NOT regexp_matches(answer, '[`{}=<>\\]|://'))) AS by_script,
    asked_in.language <> answer_in.language AND asked_in.confidence >= 0.8 AND answer_in.confidence >= 0.9
      AND asked_script.letters >= 30 AND answer_script.letters >= 40
      AND regexp_matches(answer, '\pL{2}[.!?][\s"]|\pL{2}[.!?]$') AND NOT regexp_matches(answer, '[`{}=<>\\]|://') AS by_language,
    'the answer is in ' || answer_script.script || ' script, the prompt in ' || asked_script.script AS script_message,
    'the answer is in the language ' || answer_in.language || ', the prompt in ' || asked_in.language AS language_message
  FROM written
)
SELECT row, CASE WHEN by_language THEN language_message ELSE script_message END AS message, CASE WHEN by_script THEN 0.95 ELSE 0.8 END AS score
FROM told
WHERE by_script OR by_language;

CREATE OR REPLACE TEMP TABLE promised AS
SELECT row, body
FROM (
  SELECT row, answer,
    CASE
      WHEN regexp_matches(answer, '^\s*[{\[]') THEN answer
      ELSE nullif(regexp_extract(answer, '(?s)```json\s*\n(.*?)```', 1), '')
    END AS body
  FROM said
  WHERE regexp_matches(asked, '(?i)\bjson\b')
)
WHERE regexp_matches(body, '^\s*[{\[]') AND NOT json_valid(body) AND truncation_sign(answer) IS NULL
  AND NOT regexp_matches(body, '\.\.\.|…|//|#') AND NOT regexp_matches(body, '\}\s*\n\s*\{');

WITH thinking AS (
  SELECT count(*) FILTER (list_contains(list_transform(found, d -> d.kind), 'thinking')) >= $meant_share * count(*) AS meant
  FROM said
),
kept AS (
  SELECT said.row,
    list_filter(found, d -> d.code NOT IN ('ai_disclaimer', 'knowledge_cutoff')
      AND NOT (d.kind = 'thinking' AND thinking.meant)
      AND NOT (d.kind IN ('attachment', 'picture') AND has_media)
      AND NOT (d.kind = 'web_page' AND has_tools)) AS found,
    answer_at, left(answer, 160) AS opening
  FROM said
  CROSS JOIN thinking
)
SELECT kept.row,
  list_concat(
    list_transform(found, d -> {'code': d.code, 'locus': d.locus, 'message': d.message, 'span': d.span, 'score': d.score}),
    list_concat(
      CASE
        WHEN languages.row IS NULL THEN []
        ELSE [{'code': 'wrong_language', 'locus': answer_at,
          'message': languages.message, 'span': opening, 'score': languages.score}]
      END,
      CASE
        WHEN promised.row IS NULL THEN []
        ELSE [{'code': 'invalid_json', 'locus': answer_at, 'message': 'JSON was asked for, and this does not parse',
          'span': left(body, 160), 'score': 0.8}]
      END
    )
  ) AS defects
FROM kept
LEFT JOIN languages ON languages.row = kept.row
LEFT JOIN promised ON promised.row = kept.row;

-- figures
SELECT 'records with a defect' AS figure, unnest(wilson(count(*) FILTER (len(defects) > 0), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

SELECT 'kinds of defect' AS figure, 'records' AS unit, list(code ORDER BY records DESC, code) AS labels,
  list(records ORDER BY records DESC, code) AS counts
FROM (
  SELECT code, count(*) AS records
  FROM (
    SELECT row, unnest(list_distinct(list_transform(defects, d -> d.code))) AS code
    FROM rows
  )
  GROUP BY code
);

-- findings
SELECT row, d.code AS code, d.locus AS locus, d.message AS message, {'span': d.span} AS evidence, d.score AS score
FROM (
  SELECT row, unnest(defects) AS d
  FROM rows
);
