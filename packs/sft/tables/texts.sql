-- table:    texts
-- title:    The texts of each record that are compared, by field
-- needs:    records.turns
-- definition: prompt: everything before the last answer, without system and instruction text. answer: what the assistant
--           says. whole: all turns. content: all turns without system and instruction text (the same as whole where no
--           record has any, and then left out). `text_key` is 128 bits of the text in NFC with white space runs as
--           one space, trimmed: equal keys are exact duplicates.

-- rows
WITH keyed AS (
  SELECT row, turns_keys(turns) AS keys
  FROM records
  WHERE turns IS NOT NULL
),
framing AS (
  SELECT bool_or(keys.content IS DISTINCT FROM keys.whole) AS there
  FROM keyed
),
fielded AS (
  SELECT row, 'prompt' AS field, keys.prompt AS text_key FROM keyed
  UNION ALL
  SELECT row, 'answer' AS field, keys.answer AS text_key FROM keyed
  UNION ALL
  SELECT row, 'whole' AS field, keys.whole AS text_key FROM keyed
  UNION ALL
  SELECT row, 'content' AS field, keys.content AS text_key FROM keyed, framing WHERE framing.there
)
SELECT row, field, text_key
FROM fielded
WHERE text_key IS NOT NULL;
