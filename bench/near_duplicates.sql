-- Near-duplicates of one column of texts, the work of table near_pairs on plain texts. The runner puts the file's name for
-- TEXTS and numbers for BANDS, ROWS, NGRAM and THRESHOLD.
CREATE TABLE texts AS
SELECT row_number() OVER () - 1 AS row, text
FROM read_json('TEXTS', format = 'newline_delimited', columns = {text: 'VARCHAR'});

SET preserve_insertion_order = false;

CREATE TABLE candidates AS
SELECT c.a, c.b
FROM (
  SELECT unnest(lsh_pairs(list({'item': row, 'bands': text_minhash(text, NGRAM, BANDS, ROWS)}), 200::BIGINT)) AS c
  FROM texts
);

CREATE TABLE pairs AS
SELECT a, b, word_jaccard(x.text, y.text, NGRAM) AS jaccard
FROM candidates
JOIN texts AS x ON x.row = a
JOIN texts AS y ON y.row = b
WHERE word_jaccard(x.text, y.text, NGRAM) >= THRESHOLD;

SELECT count(*) AS pairs, (SELECT count(*) FROM candidates) AS candidates,
  (SELECT list_distinct(list(a) || list(b)) FROM pairs) AS rows
FROM pairs;
