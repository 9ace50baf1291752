-- table:    leak_best
-- title:    The training record that comes nearest to each evaluation item
-- needs:    leaks
-- definition: Of the pairs in `leaks`: the exact one, else the one that covers the item, else the highest score. `code` is the rule that
--           calls the item leaked, or NULL; `records` how many records leak it; long_anywhere and short_anywhere the share
--           of its runs of words that stand in any record at all.

-- rows
SELECT leak_items.item, leak_items.record, leak_items.source, leak_items.text, best.row, best.code,
  coalesce(best.exact, false) AS exact, coalesce(best.long_share, 0) AS long_share, coalesce(best.short_share, 0) AS short_share,
  coalesce(best.score, 0) AS score, coalesce(best.records, 0) AS records, coalesce(leak_covered.long_share, 0) AS long_anywhere,
  coalesce(leak_covered.short_share, 0) AS short_anywhere
FROM leak_items
LEFT JOIN leak_covered ON leak_covered.item = leak_items.item
LEFT JOIN (
  SELECT item, row, code, exact, long_share, short_share, score, count(code) OVER (PARTITION BY item) AS records,
    row_number() OVER (PARTITION BY item ORDER BY exact DESC, covered DESC, score DESC, long_share DESC, row) AS place
  FROM leaks
) AS best ON best.item = leak_items.item AND best.place = 1;
