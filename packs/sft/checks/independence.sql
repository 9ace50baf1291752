-- check:    sft.independence
-- title:    Is the evaluation set independent of the training set
-- level:    warning
-- needs:    leaks, eval_records.turns
-- param:    source_fields VARCHAR = source,origin,document,doc,url,dataset,file        fields beside the conversation that say where a record is from; the first that is there counts
-- param:    author_fields VARCHAR = author,user,user_id,annotator,annotator_id,writer,customer   the same for who wrote it
-- param:    time_fields VARCHAR = created_at,timestamp,created,date,time,updated_at          the same for when
-- param:    allowed DOUBLE = 0.01           share of evaluation items that may be leaked, or nearly the same as another, in an independent set
-- param:    same_wording DOUBLE = 0.5       least Jaccard similarity of runs of 3 words of two evaluation items that are nearly the same
-- why:      Items written by the authors of the training data, cut from the same documents or taken from the same weeks share more
--           with it than the world will; near-copies within the evaluation set make its interval too narrow.
-- definition: Fields are members of `extra`, by the first of the names that any record of either side has. A source or author is
--           shared when both sides have it; its items are counted. The window of time of the training set is its 1st to
--           99th percentile; items within it are counted, and those that are older than the newest training record. Items nearly
--           the same: candidates of leak_search, verified by Jaccard similarity. The verdict: not independent, when the lower limit (95 %) of the
--           share of items leaked, or nearly the same as another, is above `allowed`, or when half of the items or more share a source other than one
--           they all have, or an author; cannot be told, when that is not so but no side says source, author or time, or the upper limit of the share leaked
--           is above 5 times `allowed`; else independent. 1 is independent, 0 is not, no value cannot be told.
-- source:   Kapoor and Narayanan 2023, Leakage and the reproducibility crisis in machine-learning-based science, Patterns 4(9)
-- code:     shared_source    the record is from a source that evaluation items are from
-- code:     shared_author    the record is by an author of evaluation items
-- code:     leaked_item      the record gives an evaluation item away; see sft.leakage
-- code:     eval_twin        the record is nearest to an evaluation item that has a near-copy in its own set

-- rows
CREATE OR REPLACE TEMP MACRO first_member(extra, names) AS
  list_extract(list_filter(list_transform(string_split(names, ','), lambda name: json_extract_string(extra, '$."' || trim(name) || '"')),
    lambda value: value IS NOT NULL), 1);

CREATE OR REPLACE TEMP TABLE origin_train AS
SELECT row, first_member(extra, $source_fields) AS source, first_member(extra, $author_fields) AS author,
  first_member(extra, $time_fields) AS time_text
FROM records
WHERE turns IS NOT NULL;

CREATE OR REPLACE TEMP TABLE origin_eval AS
SELECT row AS item, first_member(extra, $source_fields) AS source, first_member(extra, $author_fields) AS author,
  first_member(extra, $time_fields) AS time_text
FROM eval_records
WHERE turns IS NOT NULL;

-- Seconds since 1970: of a date or time as text, or a number of seconds or milliseconds.
CREATE OR REPLACE TEMP MACRO seconds_of(said) AS
  CASE WHEN regexp_full_match(said, '\d{9,10}(\.\d*)?') THEN said::DOUBLE WHEN regexp_full_match(said, '\d{12,13}') THEN said::DOUBLE / 1000
    ELSE epoch(try_cast(regexp_replace(said, 'Z$', '') AS TIMESTAMP)) END;

CREATE OR REPLACE TEMP TABLE origin_window AS
SELECT quantile_cont(seconds_of(time_text), 0.01) AS first_second, quantile_cont(seconds_of(time_text), 0.99) AS last_second,
  max(seconds_of(time_text)) AS newest, count(seconds_of(time_text)) AS dated
FROM origin_train;

CREATE OR REPLACE TEMP TABLE eval_twins AS
SELECT item, arg_max(other, (jaccard, -other)) AS other, max(jaccard) AS jaccard
FROM (
  SELECT near.item, other.item AS other, word_jaccard(near.text, other.text, 3) AS jaccard
  FROM (
    SELECT item, text, unnest(leak_search(text, rephrased, item)) AS f
    FROM leak_items
    JOIN leak_indexes ON leak_indexes.same = least(leak_items.item, 0)
  ) AS near
  JOIN leak_items AS other ON other.item = near.f.item
)
WHERE jaccard >= $same_wording
GROUP BY item;

CREATE OR REPLACE TEMP TABLE origin_items AS
SELECT leak_items.item, leak_items.record, leaked.item IS NOT NULL AS leaked, eval_twins.item IS NOT NULL AS twin,
  by_source.source IS NOT NULL AS same_source, by_author.author IS NOT NULL AS same_author,
  origin_eval.source IS NOT NULL AS has_source, origin_eval.author IS NOT NULL AS has_author, seconds_of(origin_eval.time_text) AS second
FROM leak_items
JOIN origin_eval ON origin_eval.item = leak_items.item
LEFT JOIN (SELECT DISTINCT item FROM leaks WHERE code IS NOT NULL) AS leaked ON leaked.item = leak_items.item
LEFT JOIN eval_twins ON eval_twins.item = leak_items.item
LEFT JOIN (SELECT DISTINCT source FROM origin_train) AS by_source ON by_source.source = origin_eval.source
LEFT JOIN (SELECT DISTINCT author FROM origin_train) AS by_author ON by_author.author = origin_eval.author;

CREATE OR REPLACE TEMP TABLE origin_counts AS
SELECT count(*) AS items, count(*) FILTER (leaked) AS leaked, count(*) FILTER (twin) AS twins, count(*) FILTER (has_source) AS sourced,
  count(*) FILTER (same_source) AS same_source, count(*) FILTER (has_author) AS authored, count(*) FILTER (same_author) AS same_author,
  count(second) AS dated, count(*) FILTER (second BETWEEN first_second AND last_second) AS within,
  count(*) FILTER (second <= newest) AS not_newer
FROM origin_items
CROSS JOIN origin_window;

SELECT origin_train.row, origin_train.source, origin_train.author, shared_source.items AS source_items, shared_author.items AS author_items,
  given.item AS leaked_item, given.score AS leak_score, near_twin.item AS twin_item, near_twin.other AS twin_other
FROM origin_train
LEFT JOIN (SELECT source, count(*) AS items FROM origin_eval WHERE source IS NOT NULL GROUP BY source) AS shared_source
  ON shared_source.source = origin_train.source
LEFT JOIN (SELECT author, count(*) AS items FROM origin_eval WHERE author IS NOT NULL GROUP BY author) AS shared_author
  ON shared_author.author = origin_train.author
LEFT JOIN (
  SELECT row, arg_max(item, (exact, covered, score, -item)) AS item, max(score) AS score
  FROM leaks
  WHERE code IS NOT NULL
  GROUP BY row
) AS given ON given.row = origin_train.row
LEFT JOIN (
  SELECT row, eval_twins.item, other
  FROM (SELECT item, arg_max(row, (score, -row)) AS row FROM leaks GROUP BY item) AS nearest
  JOIN eval_twins ON eval_twins.item = nearest.item
  QUALIFY row_number() OVER (PARTITION BY row ORDER BY eval_twins.item) = 1
) AS near_twin ON near_twin.row = origin_train.row;

-- figures
WITH judged AS (
  SELECT *, wilson(leaked, items) AS leak_share, wilson(twins, items) AS twin_share,
    (SELECT count(DISTINCT source) FROM origin_eval) AS eval_sources
  FROM origin_counts
),
reasoned AS (
  SELECT items,
    list_filter([
      CASE WHEN leak_share.low > $allowed THEN leaked || ' of ' || items || ' items are leaked' END,
      CASE WHEN twin_share.low > $allowed THEN twins || ' items are nearly the same as another' END,
      CASE WHEN eval_sources > 1 AND same_source >= 0.5 * items THEN same_source || ' items share a source with the training set' END,
      CASE WHEN same_author >= 0.5 * items AND same_author > 0 THEN same_author || ' items share an author with the training set' END
    ], lambda reason: reason IS NOT NULL) AS against,
    list_filter([
      CASE WHEN sourced = 0 AND authored = 0 AND dated = 0 THEN 'nothing says where the items are from, who wrote them, or when' END,
      CASE WHEN leak_share.high > 5 * $allowed THEN 'too few items to say that less than ' || round(500 * $allowed, 1) || ' % are leaked' END,
      CASE WHEN items = 0 THEN 'there are no items' END
    ], lambda reason: reason IS NOT NULL) AS unknown
  FROM judged
)
SELECT 'the evaluation set is independent (1 yes, 0 no)' AS figure,
  CASE WHEN len(against) > 0 THEN 0 WHEN len(unknown) > 0 THEN NULL ELSE 1 END AS value, items AS n, 'verdict' AS unit,
  CASE WHEN len(against) > 0 THEN 'not independent: ' || array_to_string(against, '; ')
    WHEN len(unknown) > 0 THEN 'cannot be told: ' || array_to_string(unknown, '; ') ELSE 'independent' END AS reason
FROM reasoned;

SELECT 'eval items leaked' AS figure, unnest(wilson(leaked, items)), items AS n, 'share' AS unit
FROM origin_counts;

SELECT 'eval items nearly the same as another' AS figure, unnest(wilson(twins, items)), items AS n, 'share' AS unit
FROM origin_counts;

SELECT 'eval items that share a source with training' AS figure, unnest(wilson(same_source, sourced)), sourced AS n, 'share' AS unit,
  CASE WHEN sourced = 0 THEN 'no item says its source' END AS reason
FROM origin_counts;

SELECT 'eval items that share an author with training' AS figure, unnest(wilson(same_author, authored)), authored AS n, 'share' AS unit,
  CASE WHEN authored = 0 THEN 'no item says its author' END AS reason
FROM origin_counts;

SELECT 'eval items from the time of training' AS figure, unnest(wilson(CASE WHEN origin_window.dated > 0 THEN within END, origin_counts.dated)),
  origin_counts.dated AS n, 'share' AS unit,
  CASE WHEN origin_counts.dated = 0 THEN 'no item says its time' WHEN origin_window.dated = 0 THEN 'no record says its time' END AS reason
FROM origin_counts
CROSS JOIN origin_window;

SELECT 'eval items no newer than the newest training record' AS figure,
  unnest(wilson(CASE WHEN origin_window.dated > 0 THEN not_newer END, origin_counts.dated)), origin_counts.dated AS n, 'share' AS unit,
  CASE WHEN origin_counts.dated = 0 THEN 'no item says its time' WHEN origin_window.dated = 0 THEN 'no record says its time' END AS reason
FROM origin_counts
CROSS JOIN origin_window;

SELECT 'records of a source or author of eval items' AS figure,
  unnest(wilson(count(*) FILTER (source_items IS NOT NULL OR author_items IS NOT NULL), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

-- findings
SELECT row, 'leaked_item' AS code, '' AS locus, 'gives away the evaluation item ' || leak_items.record AS message,
  {'item': leak_items.record, 'source': leak_items.source, 'score': round(leak_score, 6), 'evaluation': left(leak_items.text, 400)} AS evidence,
  0.9 AS score
FROM rows
JOIN leak_items ON leak_items.item = rows.leaked_item;

SELECT row, 'shared_author' AS code, '' AS locus, 'its author ' || author || ' wrote ' || author_items || ' evaluation item' || CASE author_items WHEN 1 THEN '' ELSE 's' END AS message,
  {'author': author, 'items': author_items} AS evidence, 0.5 AS score
FROM rows
WHERE author_items IS NOT NULL;

SELECT row, 'shared_source' AS code, '' AS locus, 'its source ' || source || ' has ' || source_items || ' evaluation item' || CASE source_items WHEN 1 THEN '' ELSE 's' END AS message,
  {'source': source, 'items': source_items} AS evidence, 0.4 AS score
FROM rows
WHERE source_items IS NOT NULL;

SELECT row, 'eval_twin' AS code, '' AS locus, 'is nearest to the evaluation item ' || mine.record || ', which is nearly the same as ' || other.record AS message,
  {'item': mine.record, 'other': other.record, 'a': left(mine.text, 400), 'b': left(other.text, 400)} AS evidence, 0.3 AS score
FROM rows
JOIN leak_items AS mine ON mine.item = rows.twin_item
JOIN leak_items AS other ON other.item = rows.twin_other;
