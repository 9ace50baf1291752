-- check:    sft.trainer
-- title:    What the trainer drops, cuts, masks or misreads
-- key:      record
-- level:    error
-- needs:    records.turns, $trainer
-- param:    trainer VARCHAR = ''       what will train on the data: trl, llamafactory, axolotl, torchtune, openai, together
-- param:    max_tokens BIGINT = 0      the longest sequence it takes; 0: lengths are not judged
-- param:    tokenizer VARCHAR = ''     a tokenizer.json, a .tiktoken file, or a name as cl100k_base; empty: nothing is counted
-- param:    chat_template VARCHAR = ''   the model's: tokenizer_config.json or a .jinja file; empty: ChatML is assumed
-- param:    assistant_only_loss BOOLEAN = false   TRL's setting: train on what {% generation %} marks
-- param:    train_on_prompt BOOLEAN = false   train_on_prompt, train_on_inputs or train_on_input is on
-- param:    packing BOOLEAN = false    several records share a sequence
-- param:    batch INTEGER = 8          records a batch, for the padding
-- why:      Trainers say little of what they leave out: a dropped row is a line in a log, a masked answer and a field that is
--           not read are not even that, and the loss looks as it should.
-- definition: Each rule is the trainer's own, cited in the finding's evidence; docs/trainers.md lists them. One that all records
--           of a file break (at least five) is one finding for the file. Tokens are those of the rendered chat template, or
--           without one of the contents with five more a turn as in ChatML (for OpenAI: 3 a message, the role, 3 at the end,
--           as its cookbook counts). Trained on are the answers, each with its end mark; for TRL also the prompts of
--           `messages` unless assistant_only_loss is set, for torchtune those of Alpaca. A record's fate is the worst of
--           rejected (one such record may end the whole job), dropped, no target, target cut, cut; else it is trained whole.
--           Tokens an epoch leave out what is rejected or dropped. Padding: the expected share of padding in batches of
--           `batch` records drawn at random, each padded to its longest. Packing: tokens over the room of sequences packed best
--           fit decreasing. Intervals: Wilson's at 95 %.
-- source:   see the evidence of each finding; huggingface.co/docs/trl/sft_trainer; huggingface.co/docs/transformers/chat_templating
-- code:     rejected           the trainer or service fails on this record, and with it usually the whole job
-- code:     dropped            the record is left out of training
-- code:     no_target          the record stays but no token of it is trained on
-- code:     target_truncated   part of the answers is cut off
-- code:     truncated          part of the prompt is cut off
-- code:     misread            something else is trained on than what stands there
-- code:     ignored            a field that says something is not read
-- code:     end_only           of an answer only the end mark is left to learn
-- code:     template_refused   the chat template fails on the record
-- code:     template_loses     something the record says is not in its rendering
-- code:     mask_empty         assistant_only_loss with a template that marks nothing: nothing is trained on

-- rows
WITH settings AS (
  SELECT concat_ws(',', CASE WHEN $assistant_only_loss THEN 'assistant_only_loss' END,
    CASE WHEN $train_on_prompt THEN 'train_on_prompt' END, CASE WHEN $packing THEN 'packing' END) AS settings,
    CASE $trainer
      WHEN 'trl' THEN 'huggingface/trl, trl/trainer/sft_trainer.py @ 00313f2, DataCollatorForLanguageModeling: keep_start'
      WHEN 'llamafactory' THEN 'hiyouga/LLaMA-Factory, src/llamafactory/data/processor/processor_utils.py @ 1679930, infer_seqlen'
      WHEN 'axolotl' THEN 'axolotl-ai-cloud/axolotl, src/axolotl/utils/data/utils.py, excess_length_strategy: drop'
      WHEN 'torchtune' THEN 'pytorch/torchtune, torchtune/data/_utils.py @ 03cb781, truncate'
      WHEN 'openai' THEN 'OpenAI, fine-tuning guide, token limits'
      ELSE 'not documented; taken to be cut at the end'
    END AS cutting
),
viewed AS (
  SELECT row, file, trainer_faults(records, $trainer, settings) AS faults,
    trainer_view(records, $trainer, settings, $chat_template) AS seen, cutting
  FROM records
  CROSS JOIN settings
),
counted AS (
  SELECT row, file, faults, seen.generations AS generations, seen.error AS refusal, seen.lost AS lost, seen.shape AS shape, cutting,
    len(list_filter(seen.segments, s -> s.target)) AS targets,
    CASE
      WHEN $tokenizer <> '' THEN trainer_cut($trainer, list_transform(seen.segments, s -> s.tokens + count_tokens(s.text, $tokenizer)),
        list_transform(seen.segments, s -> s.target), $max_tokens)
    END AS cut
  FROM viewed
),
judged AS (
  SELECT row, file, shape, generations, cut, faults, targets,
    CASE
      WHEN refusal IS NOT NULL THEN [{'code': 'template_refused', 'rule': 'template', 'locus': '',
        'message': 'the chat template fails on this record: ' || refusal, 'source': 'the chat template'}]
      ELSE list_concat(
        list_transform(lost, l -> {'code': 'template_loses', 'rule': 'template_' || l.field, 'locus': l.locus,
          'message': CASE l.field
            WHEN 'prompt' THEN 'the rendered prompt is not how the whole rendering begins, so the split into prompt and completion is off'
            ELSE 'the chat template does not render ' || CASE l.field
              WHEN 'content' THEN 'the content of this turn'
              WHEN 'reasoning' THEN 'the reasoning of this turn'
              WHEN 'tool_calls' THEN 'the tool calls of this turn'
              ELSE 'the tools on offer'
            END
          END,
          'source': 'the chat template'}),
        CASE
          WHEN $trainer = 'trl' AND $assistant_only_loss AND generations = 0 THEN [{'code': 'mask_empty', 'rule': 'generation', 'locus': '',
            'message': 'the chat template reaches no {% generation %} block, so the mask of the assistant is all zero',
            'source': 'huggingface.co/docs/transformers, apply_chat_template: return_assistant_tokens_mask'}]
          ELSE []
        END)
    END AS rendering,
    CASE
      WHEN cut.dropped THEN [{'code': 'dropped', 'rule': 'too_long', 'locus': '',
        'message': cut.tokens || ' tokens, more than ' || $max_tokens || ': the record is left out', 'source': cutting}]
      WHEN cut.target > 0 AND cut.kept_target = 0 THEN [{'code': 'no_target', 'rule': 'too_long', 'locus': '',
        'message': cut.tokens || ' tokens, cut at ' || $max_tokens || ': nothing of the answer is left', 'source': cutting}]
      WHEN cut.kept_target < cut.target THEN [{'code': 'target_truncated', 'rule': 'too_long', 'locus': '',
        'message': cut.tokens || ' tokens, cut at ' || $max_tokens || ': ' || (cut.target - cut.kept_target) || ' of ' || cut.target
          || ' that are trained on are lost', 'source': cutting}]
      WHEN cut.kept < cut.tokens THEN [{'code': 'truncated', 'rule': 'too_long', 'locus': '',
        'message': cut.tokens || ' tokens, cut at ' || $max_tokens || ': ' || (cut.tokens - cut.kept) || ' of the prompt are lost',
        'source': cutting}]
      ELSE []
    END AS length
  FROM counted
),
mixed AS (
  SELECT judged.*,
    CASE
      WHEN $trainer IN ('trl', 'together') AND shape <> first_value(shape IGNORE NULLS) OVER (ORDER BY row)
        AND NOT list_contains(list_transform(faults, f -> f.rule), 'shape') THEN [{'code': 'rejected', 'rule': 'mixed', 'locus': '',
          'message': 'these are ' || shape || ', the first record is of another kind: one file has one kind of record',
          'source': CASE $trainer WHEN 'trl' THEN 'huggingface/trl, trl/trainer/sft_trainer.py @ 00313f2, SFTTrainer._prepare_dataset: the first example decides'
            ELSE 'togethercomputer/together-python, src/together/lib/utils/files.py, check_file' END}]
      ELSE []
    END AS mixing
  FROM judged
),
gathered AS (
  SELECT row, file, shape, generations, cut, targets,
    list_concat(list_concat(coalesce(faults, []), coalesce(rendering, [])), list_concat(coalesce(length, []), mixing)) AS problems
  FROM mixed
)
SELECT *,
  CASE
    WHEN list_has_any(list_transform(problems, p -> p.code), ['rejected', 'template_refused']) THEN 'rejected'
    WHEN list_contains(list_transform(problems, p -> p.code), 'dropped') THEN 'dropped'
    WHEN list_has_any(list_transform(problems, p -> p.code), ['no_target', 'mask_empty']) OR targets = 0 THEN 'no target'
    WHEN list_contains(list_transform(problems, p -> p.code), 'target_truncated') THEN 'target cut'
    WHEN list_contains(list_transform(problems, p -> p.code), 'truncated') THEN 'cut'
    ELSE 'whole'
  END AS fate
FROM gathered;

-- figures
SELECT figure, unnest(wilson(hits, n)), n, 'share' AS unit
FROM (
  SELECT 'records trained whole' AS figure, 1 AS place, count(*) FILTER (fate = 'whole') AS hits, count(*) AS n FROM rows
  UNION ALL
  SELECT 'records cut' AS figure, 2 AS place, count(*) FILTER (fate IN ('cut', 'target cut')) AS hits, count(*) AS n FROM rows
  UNION ALL
  SELECT 'records whose answer is cut' AS figure, 3 AS place, count(*) FILTER (fate = 'target cut') AS hits, count(*) AS n FROM rows
  UNION ALL
  SELECT 'records without target' AS figure, 4 AS place, count(*) FILTER (fate = 'no target') AS hits, count(*) AS n FROM rows
  UNION ALL
  SELECT 'records dropped' AS figure, 5 AS place, count(*) FILTER (fate = 'dropped') AS hits, count(*) AS n FROM rows
  UNION ALL
  SELECT 'records rejected' AS figure, 6 AS place, count(*) FILTER (fate = 'rejected') AS hits, count(*) AS n FROM rows
)
ORDER BY place;

SELECT 'tokens an epoch' AS figure, sum(cut.kept) FILTER (fate NOT IN ('rejected', 'dropped')) AS value, count(cut) AS n,
  'tokens' AS unit,
  CASE
    WHEN $tokenizer = '' THEN 'no tokenizer was given (--tokenizer)'
    WHEN count(cut) FILTER (fate NOT IN ('rejected', 'dropped')) = 0 THEN 'no record is trained on'
  END AS reason
FROM rows;

SELECT 'tokens trained on an epoch' AS figure, sum(cut.kept_target) FILTER (fate NOT IN ('rejected', 'dropped')) AS value,
  count(cut) AS n, 'tokens' AS unit,
  CASE
    WHEN $tokenizer = '' THEN 'no tokenizer was given (--tokenizer)'
    WHEN count(cut) FILTER (fate NOT IN ('rejected', 'dropped')) = 0 THEN 'no record is trained on'
  END AS reason
FROM rows;

SELECT 'share of tokens trained on' AS figure,
  sum(cut.kept_target) FILTER (fate NOT IN ('rejected', 'dropped')) / nullif(sum(cut.kept) FILTER (fate NOT IN ('rejected', 'dropped')), 0) AS value,
  count(cut) AS n, 'share' AS unit,
  CASE
    WHEN $tokenizer = '' THEN 'no tokenizer was given (--tokenizer)'
    WHEN count(cut) FILTER (fate NOT IN ('rejected', 'dropped')) = 0 THEN 'no record is trained on'
  END AS reason
FROM rows;

SELECT 'tokens cut off or dropped' AS figure, sum(CASE WHEN cut.dropped THEN cut.tokens ELSE cut.tokens - cut.kept END) AS value,
  count(cut) AS n, 'tokens' AS unit,
  CASE
    WHEN $tokenizer = '' THEN 'no tokenizer was given (--tokenizer)'
    WHEN $max_tokens <= 0 THEN 'no longest sequence was given (--max-tokens), so nothing is cut'
  END AS reason
FROM rows;

SELECT 'tokens of the longest record' AS figure, max(cut.tokens) AS value, count(cut) AS n, 'tokens' AS unit,
  CASE WHEN $tokenizer = '' THEN 'no tokenizer was given (--tokenizer)' END AS reason
FROM rows;

SELECT 'padding in random batches' AS figure,
  CASE
    WHEN $packing THEN NULL
    ELSE 1 - avg(kept) / nullif(sum(kept * (pow(place / total, $batch) - pow((place - 1) / total, $batch))), 0)
  END AS value,
  count(kept) AS n, 'share' AS unit,
  CASE
    WHEN $packing THEN 'records are packed'
    WHEN $tokenizer = '' THEN 'no tokenizer was given (--tokenizer)'
  END AS reason
FROM (
  SELECT cut.kept AS kept, row_number() OVER (ORDER BY cut.kept) AS place, count(*) OVER () AS total
  FROM rows
  WHERE cut IS NOT NULL AND fate NOT IN ('rejected', 'dropped')
);

SELECT 'packing efficiency' AS figure, sum(kept) / nullif(packed_sequences(list(kept ORDER BY kept), $max_tokens) * $max_tokens, 0) AS value,
  count(kept) AS n, 'share' AS unit,
  CASE
    WHEN $tokenizer = '' THEN 'no tokenizer was given (--tokenizer)'
    WHEN $max_tokens <= 0 THEN 'no longest sequence was given (--max-tokens)'
  END AS reason
FROM (
  SELECT cut.kept AS kept
  FROM rows
  WHERE cut IS NOT NULL AND fate NOT IN ('rejected', 'dropped')
);

SELECT 'generation blocks a record' AS figure, avg(generations) AS value, count(generations) AS n, 'blocks' AS unit,
  CASE WHEN $chat_template = '' THEN 'no chat template was given (--chat-template)' END AS reason
FROM rows;

SELECT 'what happens to records' AS figure, 'records' AS unit, list(fate ORDER BY records DESC, fate) AS labels,
  list(records ORDER BY records DESC, fate) AS counts
FROM (
  SELECT fate, count(*) AS records
  FROM rows
  GROUP BY fate
);

SELECT 'tokens per record' AS figure, 'records' AS unit, list(label ORDER BY step) AS labels, list(records ORDER BY step) AS counts
FROM (
  SELECT step, pow(2, step)::BIGINT || '-' || (pow(2, step + 1)::BIGINT - 1) AS label, count(*) AS records
  FROM (
    SELECT floor(log2(greatest(cut.tokens, 1)))::BIGINT AS step
    FROM rows
    WHERE cut IS NOT NULL
  )
  GROUP BY step
)
HAVING count(*) > 0;

-- findings
WITH problems AS (
  SELECT row, file, unnest(problems) AS p
  FROM rows
),
files AS (
  SELECT file, count(*) AS records
  FROM rows
  GROUP BY file
),
rules AS (
  SELECT problems.file, p.rule AS rule, p.code AS code, count(DISTINCT row) = any_value(records) AND any_value(records) >= 5 AS everywhere,
    any_value(records) AS records, arg_min(p.message, row) AS message, arg_min(p.locus, row) AS locus, any_value(p.source) AS source
  FROM problems
  JOIN files ON files.file = problems.file
  GROUP BY ALL
),
scored AS (
  SELECT unnest(['rejected', 'template_refused', 'mask_empty', 'dropped', 'no_target', 'target_truncated', 'misread', 'template_loses',
      'truncated', 'end_only', 'ignored']) AS code,
    unnest([0.95, 0.95, 0.95, 0.9, 0.85, 0.8, 0.75, 0.6, 0.5, 0.4, 0.3]) AS score
)
SELECT NULL::BIGINT AS row, rules.file AS record, rules.code AS code, rules.locus AS locus,
  'all ' || rules.records || ' records: ' || rules.message AS message,
  {'trainer': $trainer, 'rule': rules.rule, 'source': rules.source, 'records': rules.records} AS evidence, scored.score + 0.05 AS score
FROM rules
JOIN scored ON scored.code = rules.code
WHERE everywhere
UNION ALL
SELECT problems.row, NULL AS record, p.code AS code, p.locus AS locus, p.message AS message,
  {'trainer': $trainer, 'rule': p.rule, 'source': p.source, 'records': 1} AS evidence, scored.score AS score
FROM problems
JOIN rules ON rules.file = problems.file AND rules.rule = p.rule AND rules.code = p.code
JOIN scored ON scored.code = p.code
WHERE NOT everywhere;

SELECT NULL::BIGINT AS row, 'the data set' AS record, 'rejected' AS code, '' AS locus,
  'there are ' || count(*) || ' examples; at least 10 are asked for' AS message,
  {'trainer': $trainer, 'rule': 'few_examples', 'source': 'developers.openai.com/docs/guides/supervised-fine-tuning', 'records': count(*)} AS evidence,
  1.0 AS score
FROM rows
HAVING $trainer = 'openai' AND count(*) < 10;
