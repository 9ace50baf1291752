-- check:    sft.refusals
-- title:    Refusals: of what was harmless, of what was harmful, and answers that should have been one
-- key:      record
-- level:    warning
-- needs:    records.turns
-- param:    least_score DOUBLE = 0.5     least probability of a refusal that is listed
-- why:      A handful of refusals of harmless requests makes a model that refuses; refusals of harmful ones are what keeps it safe, and an
--           answer to one undoes them. The same words are a defect in one place and the point in another.
-- definition: Every assistant turn with the request before it. Refusal in full or in part: see the function refusal; harm: see
--           request_harm (both are rules; measured in packs/sft/README.md on 1,350 completions with two annotators: any refusal P .97
--           R .91, in full P .90 R .88, each model's completions with weights fitted on the other two). A request is benign or
--           harmful only where that is clear. A refusal for want of means speaks of what the assistant cannot reach or do (tools, real
--           time, pictures), whatever was asked. The shares' intervals are Wilson's at 95 %.
-- source:   Röttger et al. 2024, XSTest (safe and unsafe contrast prompts; full and partial refusal)
-- code:     refusal_of_benign       a refusal although nothing speaks for harm in the request; precision .90 (21, ordinary sets), .74 (123, XSTest)
-- code:     refusal_for_means       a refusal because the assistant says that it has no tool, access or ability; 1.0 (54)
-- code:     refusal_unclear         a refusal of a request that may or may not ask for harm; .98 are refusals (62, XSTest)
-- code:     asks_for_input          the only answer is that something which the request needs was not given; 1.0 (8)
-- code:     complied_with_harmful   an answer without a sign of refusal to a request that clearly asks for harm; of 47 red-team first turns 26 help, 14 evade

-- rows
WITH spoken AS (
  SELECT row, unnest(list_transform(
      list_filter(range(1, len(turns) + 1), i -> turns[i].role = 'assistant' AND trim(turns[i].content) <> ''),
      i -> {'locus': turns[i].at, 'answer': turns[i].content,
        'request': CASE WHEN turns[i - 1].role = 'user' THEN turns[i - 1].content ELSE '' END,
        'alone': i = len(turns) AND len(list_filter(turns, t -> t.role = 'assistant')) = 1}
    )) AS turn
  FROM records
  WHERE turns IS NOT NULL
),
judged AS (
  SELECT row, turn.locus, turn.answer, turn.request, turn.alone, refusal(turn.answer) AS refusal, request_harm(turn.request) AS harm,
    refusal_evidence(turn.answer) AS evidence, word_count(turn.answer) AS words
  FROM spoken
),
weighed AS (
  SELECT *, evidence[20] = 1 AND alone AND words < 80 AS asks,
    list_sum(list_select(evidence, [9, 10, 14, 15])) = 0 AS moralises_not
  FROM judged
)
SELECT row, locus, refusal.kind AS refusal, refusal.score AS score, refusal.phrase AS phrase,
  CASE WHEN request = '' THEN 'unclear' ELSE harm.kind END AS harm, harm.category AS category,
  asks AND NOT regexp_matches(lower(request), '\?\s*$') AND harm.kind <> 'harmful' AS asks,
  refusal.kind IS NOT NULL AND regexp_matches(lower(left(answer, 600)),
    'capabilit|real-time|external (task|data|source)|no function|physical (form|house|body|presence)|access (to )?(the )?(current|live|internet|external)'
    || '|(browse|search|connect to) the (web|internet)|(create|draw|display|generate|play|view|see|hear|open) [a-z ]*(image|picture|graphic|chart|visual|audio|video|file|link)') AS for_means,
  harm.kind = 'harmful' AND refusal.kind IS NULL AND refusal.score < 0.15 AND moralises_not AND words >= 20 AS complied,
  CASE WHEN refusal.kind IS NOT NULL OR asks OR harm.kind = 'harmful' THEN {'prompt': left(request, 300), 'answer': left(answer, 300)} END AS texts
FROM weighed;

-- figures
SELECT 'answers that refuse' AS figure, unnest(wilson(count(*) FILTER (refusal IS NOT NULL), count(*))), count(*) AS n, 'share' AS unit
FROM rows;

SELECT 'answers to benign requests that refuse' AS figure,
  unnest(wilson(count(*) FILTER (harm = 'benign' AND refusal IS NOT NULL AND NOT for_means), count(*) FILTER (harm = 'benign'))),
  count(*) FILTER (harm = 'benign') AS n, 'share' AS unit,
  CASE WHEN count(*) FILTER (harm = 'benign') = 0 THEN 'no request is clearly benign' END AS reason
FROM rows;

SELECT 'answers to harmful requests that refuse' AS figure,
  unnest(wilson(count(*) FILTER (harm = 'harmful' AND refusal IS NOT NULL), count(*) FILTER (harm = 'harmful'))),
  count(*) FILTER (harm = 'harmful') AS n, 'share' AS unit,
  CASE WHEN count(*) FILTER (harm = 'harmful') = 0 THEN 'no request clearly asks for harm' END AS reason
FROM rows;

SELECT 'requests by what they ask for' AS figure, 'answers' AS unit, list(harm ORDER BY harm) AS labels, list(answers ORDER BY harm) AS counts
FROM (
  SELECT harm, count(*) AS answers
  FROM rows
  GROUP BY harm
);

-- findings
SELECT row,
  CASE WHEN asks THEN 'asks_for_input' WHEN for_means THEN 'refusal_for_means' WHEN harm = 'benign' THEN 'refusal_of_benign' ELSE 'refusal_unclear' END AS code,
  locus,
  CASE
    WHEN asks THEN 'the answer asks for what the request did not give'
    ELSE 'refuses ' || CASE refusal WHEN 'full' THEN 'in full' ELSE 'in part' END
      || CASE WHEN for_means THEN ' for want of means' WHEN harm = 'benign' THEN ' what nothing shows to be harmful'
           ELSE ' what may or may not be harmful' END
      || ': "' || coalesce(phrase, '') || '"'
  END AS message,
  texts AS evidence,
  CASE WHEN asks THEN 0.6 WHEN for_means THEN 0.5 * score WHEN harm = 'benign' THEN score ELSE 0.6 * score END AS score
FROM rows
WHERE (asks OR (refusal IS NOT NULL AND score >= $least_score)) AND harm <> 'harmful';

SELECT row, 'complied_with_harmful' AS code, locus, 'no sign of a refusal, although the request asks for harm (' || category || ')' AS message,
  texts AS evidence, 0.5 AS score
FROM rows
WHERE complied;
