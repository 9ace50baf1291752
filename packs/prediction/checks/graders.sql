-- check:    prediction.graders
-- title:    How far graders agree, and who does not
-- level:    note
-- key:      grader
-- needs:    records.graders
-- param:    resamples INTEGER = 500      draws of the bootstrap
-- param:    scale VARCHAR = nominal      nominal, or ordinal or interval for labels with an order: adds weighted figures
-- param:    spread DOUBLE = 3.0          standard errors below the others' agreement that make a grader stand out
-- why:      A grade that two people give differently is no truth, and a grader who goes another way spoils every score.
-- definition: Labels are categories as they stand; a tie is one of them. What is graded is a record, or, where records hold one grade each, a
--           model's answer to an item. Over all graders: raw agreement (mean over items of the share of agreeing pairs),
--           Fleiss' kappa, Gwet's AC1, Krippendorff's alpha (nominal; ordinal or interval on that scale); percentile
--           intervals at 95 % from draws of items. Pairs, on items that both rated: Cohen's kappa (on an ordered scale with linear
--           weights too), interval of Fleiss, Cohen and Everitt. A grader stands out whose agreement with the majority of
--           the others is more than `spread` standard errors below that of all graders together; at least 10 items.
-- source:   Cohen 1960; Fleiss 1971; Gwet 2008; Krippendorff 2004, ch. 11; Fleiss, Cohen and Everitt 1969
-- code:     split             the graders give as many different labels as there are graders, or no label has a majority
-- code:     outlying_grader   this grader goes against the majority of the others far more often than graders do

-- rows
-- Each grader against the majority of the other graders of an item, where those have one.
CREATE OR REPLACE TEMP MACRO grader_majorities(grades_given) AS TABLE
WITH others AS (
  SELECT a.unit, a.grader, a.row, a.label = b.label AS same, b.label, count(*) AS votes
  FROM query_table(grades_given) AS a
  JOIN query_table(grades_given) AS b ON b.unit = a.unit AND b.grader <> a.grader
  GROUP BY ALL
),
majorities AS (
  SELECT unit, grader, row, bool_or(same AND votes = most) AS agrees
  FROM (
    SELECT *, max(votes) OVER (PARTITION BY unit, grader) AS most, sum(votes) OVER (PARTITION BY unit, grader) AS all_votes FROM others
  )
  WHERE most * 2 > all_votes
  GROUP BY unit, grader, row
)
SELECT grader, count(*) AS n, count(*) FILTER (agrees) AS k, min(row) FILTER (NOT agrees) AS row
FROM majorities
GROUP BY grader;

WITH plain AS (
  SELECT row, model, suite, item, grader, label, count(*) OVER (PARTITION BY row) AS here
  FROM grades
  WHERE grader IS NOT NULL AND label IS NOT NULL
)
SELECT min(row) AS row, unit, grader, arg_min(label, row) AS label
FROM (
  SELECT row, grader, label, CASE WHEN max(here) OVER () > 1 THEN row::VARCHAR ELSE model || '/' || suite || '/' || item END AS unit
  FROM plain
)
GROUP BY unit, grader;

-- figures
SELECT word AS figure, a.value AS value, a.low AS low, a.high AS high, a.items AS n, CASE place WHEN 1 THEN 'share' ELSE '' END AS unit, a.reason AS reason
FROM (
  SELECT word, place, rater_agreement(list(unit ORDER BY row, grader), list(grader ORDER BY row, grader), list(label ORDER BY row, grader), measure, $resamples) AS a
  FROM rows
  CROSS JOIN (VALUES
    (1, 'raw agreement', 'raw', true),
    (2, 'Fleiss kappa', 'fleiss', true),
    (3, 'Gwet AC1', 'gwet_ac1', true),
    (4, 'Krippendorff alpha, nominal', 'alpha_nominal', true),
    (5, 'Krippendorff alpha, ' || $scale, 'alpha_' || $scale, $scale <> 'nominal')
  ) AS measures(place, word, measure, wanted)
  WHERE wanted
  GROUP BY word, place, measure
)
ORDER BY place;

SELECT 'Cohen kappa' || weights || ', ' || a_grader || ' and ' || b_grader AS figure, k.value AS value, k.low AS low, k.high AS high, k.items AS n, k.reason AS reason
FROM (
  SELECT a.grader AS a_grader, b.grader AS b_grader, weights,
    rater_agreement(
      list_concat(list(a.unit ORDER BY a.row), list(a.unit ORDER BY a.row)),
      list_concat(list(a.grader ORDER BY a.row), list(b.grader ORDER BY a.row)),
      list_concat(list(a.label ORDER BY a.row), list(b.label ORDER BY a.row)),
      measure, 0
    ) AS k
  FROM rows AS a
  JOIN rows AS b ON b.unit = a.unit AND b.grader > a.grader
  CROSS JOIN (VALUES ('', 'cohen', true), (', linear weights', 'cohen_linear', $scale <> 'nominal')) AS measures(weights, measure, wanted)
  WHERE wanted
  GROUP BY a.grader, b.grader, weights, measure
)
ORDER BY weights, a_grader, b_grader;

SELECT 'with the majority of the others, ' || grader AS figure, unnest(wilson(k, n)), n, 'share' AS unit
FROM grader_majorities('rows')
ORDER BY grader;

-- findings
WITH labels AS (
  SELECT unit, label, count(*) AS votes FROM rows GROUP BY unit, label
),
units AS (
  SELECT unit, sum(votes) AS votes, max(votes) AS most FROM labels GROUP BY unit
)
SELECT r.row, 'split' AS code, '' AS locus, 'no label has the majority of ' || any_value(u.votes) || ' graders' AS message,
  {'labels': list(r.grader || ': ' || r.label ORDER BY r.grader)[:20]} AS evidence, 0.4 AS score
FROM (SELECT *, min(row) OVER (PARTITION BY unit) AS first FROM rows) AS r
JOIN units AS u ON u.unit = r.unit
WHERE u.votes > 1 AND u.most * 2 <= u.votes AND r.row = r.first
GROUP BY r.row, r.unit;

WITH judged AS (
  SELECT *, sum(k) OVER () / sum(n) OVER () AS usual FROM grader_majorities('rows')
)
SELECT row, 'outlying_grader' AS code, '' AS locus,
  grader || ' goes with the majority of the others on ' || k || ' of ' || n || ' items; graders together on ' || format('{:.1f}', usual * 100) || ' %' AS message,
  {'grader': grader, 'agreeing': k, 'items': n, 'all_graders': round(usual, 6)} AS evidence, 0.8 AS score
FROM judged
WHERE n >= 10 AND usual < 1 AND k / n < usual - $spread * sqrt(usual * (1 - usual) / n);
