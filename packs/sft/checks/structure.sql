-- check:    sft.structure
-- title:    Records that are not well-formed conversations
-- key:      record
-- level:    error
-- needs:    records.row
-- why:      Trainers drop, mask or misread such records without a word: an unknown role becomes no role, a
--           conversation without an answer trains on nothing, a call without its result teaches a tool to be ignored.
-- definition: A record counts once however many faults it has. Faults of reading (invalid JSON, wrong types) come
--           from the reader with a byte offset; faults of order come from the roles of the turns. A conversation is
--           well-formed when it has at least one user and one assistant turn, system and developer turns only before
--           the first other turn, no two user turns nor two assistant turns in a row, no assistant turn before
--           the first user turn, an assistant turn last, text or tool calls in every turn, and a result for each
--           tool call before the next assistant answer. The interval is Wilson's at 95 %.
-- source:   platform.openai.com/docs/api-reference/chat; huggingface.co/docs/trl/dataset_formats
-- code:     invalid_json            the record is not JSON
-- code:     truncated_json          the record ends in the middle of its JSON
-- code:     not_an_object           the record is JSON but no object
-- code:     duplicate_key           an object has the same key twice; trainers silently take the last
-- code:     not_a_number            NaN or Infinity, which JSON does not have
-- code:     duplicate_id            another record of the inputs has the same id
-- code:     no_turns                the record holds no conversation
-- code:     no_user_turn            nobody asks anything
-- code:     no_assistant_turn       nothing to learn from: no assistant turn
-- code:     empty_turn              a turn without text, tool call or other content
-- code:     missing_content         a message has neither content nor tool calls
-- code:     missing_role            a message has no role
-- code:     unknown_role            a role that no chat template knows
-- code:     content_type            content is neither text nor a list of typed parts
-- code:     system_not_first        a system turn after the conversation began
-- code:     repeated_user           two user turns in a row
-- code:     repeated_assistant      two assistant turns in a row
-- code:     assistant_first         the assistant speaks before any user
-- code:     ends_without_answer     the last turn is not the assistant's
-- code:     call_without_result     a tool call that is never answered although the conversation goes on
-- code:     result_without_call     a tool result that answers no call
-- code:     tool_call_without_name  a tool call names no function
-- code:     arguments_not_json      the arguments of a tool call are not JSON
-- code:     undeclared_tool         a call to a tool that the record's tool list does not declare

-- rows
WITH reading AS (
  SELECT row, list_transform(
      list_filter(faults, f -> f.code NOT IN ('invalid_utf8', 'lone_surrogate', 'byte_order_mark', 'nul_bytes')),
      f -> {'code': f.code, 'locus': coalesce(nullif(f.locus, ''), 'byte ' || f."offset", ''), 'message': f.message}
    ) AS faults
  FROM records
),
repeated_ids AS (
  SELECT record
  FROM records
  WHERE id IS NOT NULL
  GROUP BY record
  HAVING count(*) > 1
)
SELECT records.row,
  list_concat(
    list_concat(coalesce(reading.faults, []), coalesce(turn_faults(turns, tools), [])),
    CASE
      WHEN repeated_ids.record IS NULL THEN []
      ELSE [{'code': 'duplicate_id', 'locus': '/id', 'message': 'another record has the id ' || records.record}]
    END
  ) AS faults
FROM records
JOIN reading ON reading.row = records.row
LEFT JOIN repeated_ids ON repeated_ids.record = records.record;

-- figures
SELECT 'malformed records' AS figure, unnest(wilson(count(*) FILTER (len(faults) > 0), count(*))), count(*) AS n,
  'share' AS unit
FROM rows;

SELECT 'kinds of fault' AS figure, 'records' AS unit, list(code ORDER BY records DESC, code) AS labels,
  list(records ORDER BY records DESC, code) AS counts
FROM (
  SELECT code, count(*) AS records
  FROM (
    SELECT row, unnest(list_distinct(list_transform(faults, f -> f.code))) AS code
    FROM rows
  )
  GROUP BY code
);

-- findings
SELECT faulty.row, f.code AS code, f.locus AS locus, f.message AS message,
  CASE
    WHEN records.turns IS NOT NULL THEN
      {'roles': list_transform(records.turns[:20], t -> t.role), 'text': left(turns_text(records.turns, 'whole'), 300)}
  END AS evidence,
  CASE
    WHEN f.code IN ('invalid_json', 'truncated_json', 'not_an_object', 'no_assistant_turn', 'no_turns') THEN 1.0
    ELSE 0.7
  END AS score
FROM (
  SELECT row, unnest(faults) AS f
  FROM rows
) AS faulty
JOIN records ON records.row = faulty.row;
