-- check:    sft.duplicates
-- title:    Records that say exactly the same
-- key:      text_key
-- level:    warning
-- needs:    texts.text_key
-- why:      Copies weigh an example twice without anybody having decided so, and a copy on either side of a
--           train and eval split is a leak.
-- definition: Two records are exact duplicates when all their turns' texts are equal in NFC with runs of white
--           space as one space, trimmed; letters, case and punctuation count. Roles and other fields do not. Every
--           record of a group is listed; the group's first record in the order of the inputs stands for it. The
--           share counts the records that could go. Repeated prompts and answers are figures only: the same
--           prompt twice may be meant.
-- source:   UAX 15 (NFC)
-- code:     exact_duplicate   another record has the same text

-- rows
WITH groups AS (
  SELECT field, text_key, min(row) AS first_row, count(*) AS copies
  FROM texts
  WHERE field <> 'content'
  GROUP BY field, text_key
)
SELECT texts.row, texts.field, groups.first_row, groups.copies
FROM texts
JOIN groups ON groups.field = texts.field AND groups.text_key = texts.text_key;

-- figures
SELECT CASE field
    WHEN 'whole' THEN 'records that repeat an earlier one'
    WHEN 'prompt' THEN 'prompts that repeat an earlier one'
    ELSE 'answers that repeat an earlier one'
  END AS figure,
  unnest(wilson(count(*) FILTER (row <> first_row), count(*))), count(*) AS n, 'share' AS unit
FROM rows
GROUP BY field
ORDER BY field = 'whole' DESC, field;

SELECT 'copies of the most repeated record' AS figure, max(copies) AS value, count(*) AS n, 'records' AS unit
FROM rows
WHERE field = 'whole';

-- findings
WITH repeated AS (
  SELECT row, first_row, copies
  FROM rows
  WHERE field = 'whole' AND copies > 1
),
members AS (
  SELECT first_row, list(record ORDER BY row)[:20] AS records
  FROM (
    SELECT repeated.first_row, repeated.row, records.record,
      row_number() OVER (PARTITION BY repeated.first_row ORDER BY repeated.row) AS place
    FROM repeated
    JOIN records ON records.row = repeated.row
  )
  WHERE place <= 20
  GROUP BY first_row
)
SELECT repeated.row, 'exact_duplicate' AS code, '' AS locus,
  CASE
    WHEN repeated.row = repeated.first_row THEN (copies - 1) || CASE WHEN copies = 2 THEN ' record repeats' ELSE ' records repeat' END
      || ' this one exactly: ' || array_to_string(members.records[2:6], ', ') || CASE WHEN copies > 6 THEN ', …' ELSE '' END
    ELSE 'repeats ' || members.records[1] || ' exactly'
  END AS message,
  {'representative': members.records[1], 'copies': copies, 'records': members.records,
    'text': left(turns_text(records.turns, 'whole'), 300)} AS evidence,
  CASE WHEN repeated.row = repeated.first_row THEN 0.4 ELSE 0.9 END AS score
FROM repeated
JOIN members ON members.first_row = repeated.first_row
JOIN records ON records.row = repeated.row;
