-- check:    sft.encoding
-- title:    Text that is damaged or holds what nobody can see
-- key:      record
-- level:    warning
-- needs:    records.row
-- why:      A model learns the damage: mojibake and stray controls come back in its answers, invisible characters
--           split tokens, and two normal forms of one word are two words to a tokenizer.
-- definition: A record counts once however many faults it has. Mojibake is text that decodes to well-formed UTF-8 when
--           its characters are written back as Windows-1252 or Latin-1 bytes. Controls are C0 (without tab, line
--           feed and carriage return), DEL and C1. Invisible are zero-width and bidirectional controls where they do
--           nothing, tag characters, soft hyphens. Mixed normalisation is text that is neither NFC nor NFD. Correct
--           use is not reported: joiners in emoji and Indic or Arabic script, marks beside right-to-left text.
-- source:   Unicode 15.0, chapters 3 and 23; UAX 15
-- code:     invalid_utf8            bytes that are not UTF-8; read as U+FFFD
-- code:     lone_surrogate          an escape such as \ud800 without its other half; read as U+FFFD
-- code:     nul_bytes               the line holds NUL bytes
-- code:     replacement_character   U+FFFD: something was lost before this file was written
-- code:     mojibake                UTF-8 that was read as Windows-1252 or Latin-1
-- code:     control_character       a control character
-- code:     invisible_character     an invisible character that does nothing here
-- code:     private_use             a private-use character
-- code:     noncharacter            a code point that is no character
-- code:     mixed_normalisation     composed and decomposed forms side by side

-- rows
WITH reading AS (
  SELECT row, list_transform(
      list_filter(faults, f -> f.code IN ('invalid_utf8', 'lone_surrogate', 'nul_bytes')),
      f -> {'code': f.code, 'locus': coalesce(nullif(f.locus, ''), 'byte ' || f."offset", ''), 'message': f.message,
        'detail': '', 'before': '', 'span': '', 'after': ''}
    ) AS faults
  FROM records
)
SELECT records.row, list_concat(coalesce(reading.faults, []), coalesce(turns_encoding_faults(turns), [])) AS faults
FROM records
JOIN reading ON reading.row = records.row;

-- figures
SELECT 'damaged records' AS figure, unnest(wilson(count(*) FILTER (len(faults) > 0), count(*))), count(*) AS n,
  'share' AS unit
FROM rows;

SELECT 'kinds of damage' AS figure, 'records' AS unit, list(code ORDER BY records DESC, code) AS labels,
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
SELECT row, f.code AS code, f.locus AS locus, f.message AS message,
  {'before': f.before, 'span': f.span, 'after': f.after, 'detail': f.detail} AS evidence,
  CASE f.code
    WHEN 'invalid_utf8' THEN 1.0
    WHEN 'mojibake' THEN 0.9
    WHEN 'replacement_character' THEN 0.8
    WHEN 'lone_surrogate' THEN 0.8
    WHEN 'mixed_normalisation' THEN 0.3
    WHEN 'private_use' THEN 0.3
    ELSE 0.6
  END AS score
FROM (
  SELECT row, unnest(faults) AS f
  FROM rows
);
