-- check:    my.apologies
-- title:    Answers that begin with an apology
-- key:      record
-- level:    warning
-- needs:    records.turns
-- param:    most_words INTEGER = 400   longer answers are let pass
-- why:      A model learns to apologise before it answers.
-- definition: The last assistant turn begins with "sorry" or "I'm sorry", whatever its case. The share is of the records that
--           have an answer, with Wilson's interval at 95 %.
-- source:   our style guide, section 3
-- code:     apology   the answer begins with an apology

-- rows
SELECT row, turns[-1].at AS locus, turns[-1].content AS answer,
  regexp_matches(lower(turns[-1].content), '^(i''m |i am )?sorry\b') AND word_count(turns[-1].content) <= $most_words AS sorry
FROM records
WHERE turns[-1].role = 'assistant';

-- figures
SELECT 'answers that apologise' AS figure, unnest(wilson(count(*) FILTER (sorry), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

-- findings
SELECT row, 'apology' AS code, locus, 'begins with an apology' AS message, {'text': left(answer, 200)} AS evidence, 0.5 AS score
FROM rows
WHERE sorry;
