-- table:    near_clusters
-- title:    Groups of texts of one field that near-duplicate pairs connect
-- needs:    near_pairs
-- param:    all_pairs_limit INTEGER = 50   texts of a group up to which its lowest similarity is over all its pairs
-- param:    ngram INTEGER = 5              words in an n-gram, as in near_pairs
-- definition: Components of the graph of verified pairs. `representative` is the text with the most characters, ties by
--           its key: it does not depend on the order of the input. `lowest` is the lowest Jaccard similarity over
--           all pairs of the group, or, in groups larger than all_pairs_limit, over the verified pairs.

-- rows
CREATE OR REPLACE TEMP TABLE near_members AS
SELECT field, c.component, c.item
FROM (
  SELECT field, unnest(components(list({'a': a, 'b': b}))) AS c
  FROM near_pairs
  GROUP BY field
);

CREATE OR REPLACE TEMP TABLE near_member_texts AS
SELECT m.field, m.component, m.item, near_items.text_key, near_items.copies, near_texts.text
FROM near_members AS m
JOIN near_items ON near_items.field = m.field AND near_items.item = m.item
JOIN near_texts ON near_texts.field = m.field AND near_texts.item = m.item;

WITH groups AS (
  SELECT field, component, count(*) AS size, sum(copies) AS records,
    arg_max(item, (length(text), text_key)) AS representative
  FROM near_member_texts
  GROUP BY field, component
),
all_lowest AS (
  SELECT x.field, x.component, min(word_jaccard(x.text, y.text, $ngram)) AS lowest
  FROM near_member_texts AS x
  JOIN near_member_texts AS y ON y.field = x.field AND y.component = x.component AND y.item > x.item
  JOIN groups ON groups.field = x.field AND groups.component = x.component AND groups.size <= $all_pairs_limit
  GROUP BY x.field, x.component
),
pair_lowest AS (
  SELECT near_pairs.field, m.component, min(jaccard) AS lowest, max(jaccard) AS highest
  FROM near_pairs
  JOIN near_members AS m ON m.field = near_pairs.field AND m.item = near_pairs.a
  GROUP BY near_pairs.field, m.component
)
SELECT m.field, m.component, m.item, m.copies, groups.size, groups.records, groups.representative,
  coalesce(all_lowest.lowest, pair_lowest.lowest) AS lowest, pair_lowest.highest,
  all_lowest.lowest IS NOT NULL AS over_all_pairs,
  word_jaccard(m.text, representatives.text, $ngram) AS to_representative
FROM near_member_texts AS m
JOIN groups ON groups.field = m.field AND groups.component = m.component
JOIN near_member_texts AS representatives
  ON representatives.field = m.field AND representatives.item = groups.representative
JOIN pair_lowest ON pair_lowest.field = m.field AND pair_lowest.component = m.component
LEFT JOIN all_lowest ON all_lowest.field = m.field AND all_lowest.component = m.component;
