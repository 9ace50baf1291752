-- check:    sft.near_duplicates
-- title:    Records that say nearly the same
-- level:    warning
-- needs:    near_clusters, texts.text_key
-- why:      Near-copies weigh one example many times, hide how little a set holds, and leak between splits where an exact
--           comparison sees nothing.
-- definition: Every pair was proposed by MinHash and verified: its exact Jaccard similarity over word 5-grams is at least
--           the threshold (parameters of the table near_pairs: threshold, ngram, miss, bucket_limit). Four texts of a
--           record are compared apart: the whole of it; its content, without system and instruction text, so that
--           boilerplate makes no likeness; its prompt; its answer. Clusters are the components of the verified pairs
--           and come with their lowest similarity, because chains can join what is unlike. Findings are clusters of
--           content (of the whole, where no record has system or instruction text); clusters of the other texts are
--           figures. Exact copies are one text here; see sft.duplicates.
-- source:   Broder 1997, On the resemblance and containment of documents; Leskovec et al., Mining of Massive Datasets, ch. 3
-- code:     near_duplicate   another record has nearly the same text

-- rows
WITH chosen AS (
  SELECT CASE WHEN bool_or(field = 'content') THEN 'content' ELSE 'whole' END AS field
  FROM texts
)
SELECT texts.row, texts.field, texts.field = chosen.field AS listed, c.component, c.size, c.records, c.representative,
  c.lowest, c.over_all_pairs, c.to_representative, c.item, coalesce(c.item = texts.row, true) AS first_copy
FROM texts
CROSS JOIN chosen
LEFT JOIN near_items ON near_items.field = texts.field AND near_items.text_key = texts.text_key
LEFT JOIN near_clusters AS c ON c.field = texts.field AND c.item = near_items.item;

-- figures
SELECT CASE field
    WHEN 'content' THEN 'records nearly the same as a better one (content)'
    WHEN 'whole' THEN 'records nearly the same as a better one (whole)'
    WHEN 'prompt' THEN 'prompts nearly the same as another'
    ELSE 'answers nearly the same as another'
  END AS figure,
  unnest(wilson(count(*) FILTER (component IS NOT NULL AND item <> representative), count(*))), count(*) AS n, 'share' AS unit
FROM rows
GROUP BY field
ORDER BY field = 'content' DESC, field = 'whole' DESC, field;

SELECT 'clusters' AS figure, count(DISTINCT component) AS value, count(*) AS n, 'clusters' AS unit
FROM rows
WHERE listed;

SELECT 'texts in the largest cluster' AS figure, coalesce(max(size), 0) AS value, count(*) AS n, 'texts' AS unit
FROM rows
WHERE listed;

SELECT 'texts per cluster' AS figure, 'clusters' AS unit,
  list(label ORDER BY least) AS labels, list(clusters ORDER BY least) AS counts
FROM (
  SELECT least, CASE least WHEN 2 THEN '2' WHEN 3 THEN '3' WHEN 4 THEN '4-9' WHEN 10 THEN '10-99' ELSE '100 and more' END AS label,
    count(*) AS clusters
  FROM (
    SELECT DISTINCT component,
      CASE WHEN size <= 3 THEN size WHEN size < 10 THEN 4 WHEN size < 100 THEN 10 ELSE 100 END AS least
    FROM rows
    WHERE listed AND component IS NOT NULL
  )
  GROUP BY least
);

-- findings
WITH members AS (
  SELECT row, item, component, size, records, representative, lowest, over_all_pairs, to_representative
  FROM rows
  WHERE listed AND component IS NOT NULL AND first_copy
),
named AS (
  SELECT m.component, list(records.record ORDER BY m.row)[:20] AS records
  FROM (
    SELECT *, row_number() OVER (PARTITION BY component ORDER BY row) AS place
    FROM members
  ) AS m
  JOIN records ON records.row = m.row
  WHERE m.place <= 20
  GROUP BY m.component
)
SELECT members.row, 'near_duplicate' AS code, '' AS locus,
  CASE
    WHEN members.item = members.representative THEN 'stands for ' || size || ' texts that are nearly the same'
    ELSE 'nearly the same as ' || best.record || ' (Jaccard ' || format('{:.3f}', to_representative) || ')'
  END || CASE WHEN size > 2 THEN ', a cluster of ' || size || ' with lowest similarity ' || format('{:.3f}', lowest) ELSE '' END AS message,
  {
    'representative': best.record,
    'similarity': round(to_representative, 6),
    'size': size,
    'lowest': round(lowest, 6),
    'lowest_over': CASE WHEN over_all_pairs THEN 'all pairs' ELSE 'verified pairs' END,
    'records': named.records,
    'a': left(turns_text(mine.turns, 'whole'), 600),
    'b': CASE WHEN members.item = members.representative THEN NULL ELSE left(turns_text(best.turns, 'whole'), 600) END
  } AS evidence,
  CASE WHEN members.item = members.representative THEN 0.2 ELSE 0.3 + 0.6 * to_representative END AS score
FROM members
JOIN named ON named.component = members.component
JOIN records AS mine ON mine.row = members.row
JOIN records AS best ON best.row = members.representative;
