-- check:    dataset.governance
-- title:    Who owns the data, under which terms, and until when
-- key:      version
-- level:    warning
-- needs:    governance.version
-- param:    required VARCHAR = 'license, owner, consent, contact'   what must be said, with commas between
-- param:    warn_days INTEGER = 30   days before the expiry from which it is a finding
-- param:    today VARCHAR = ''       the day to judge by, as in 2027-06-30; empty: today in UTC
-- why:      A model trained on data that nobody may use, or may no longer use, has to be withdrawn; who to ask must be known
--           when the question comes.
-- definition: A field is missing when it is empty or white space. A version expires at the end of its day `expires`, in UTC.
-- source:   arXiv:1803.09010 (Datasheets for Datasets: what is asked of collection, distribution and maintenance)
-- code:     missing_field   a required field says nothing
-- code:     expired         the day until which the data may be used has passed
-- code:     expires_soon    that day is near

-- rows
SELECT version, field, value, expires,
  CASE WHEN $today = '' THEN CAST(now() AT TIME ZONE 'UTC' AS DATE) ELSE CAST($today AS DATE) END AS today
FROM (
  SELECT version, expires, unnest([
    {'field': 'license', 'value': license},
    {'field': 'owner', 'value': "owner"},
    {'field': 'consent', 'value': consent},
    {'field': 'contact', 'value': contact}
  ], recursive := true)
  FROM governance
) AS fields;

-- figures
SELECT 'required fields that are filled' AS figure, unnest(wilson(count(*) FILTER (WHERE trim(value) <> ''), count(*))),
  count(*) AS n, 'share' AS unit
FROM rows
WHERE list_contains(list_transform(string_split($required, ','), part -> trim(part)), field);
SELECT 'days until the first expiry' AS figure, min(date_diff('day', today, expires)) AS value, count(expires) AS n,
  'days' AS unit, CASE WHEN count(expires) = 0 THEN 'no version says when it expires' END AS reason
FROM (SELECT DISTINCT version, expires, today FROM rows) AS versions;

-- findings
SELECT version AS record, 'missing_field' AS code, '/' || field AS locus, 'says nothing about its ' || field AS message,
  0.5 AS score
FROM rows
WHERE trim(value) = '' AND list_contains(list_transform(string_split($required, ','), part -> trim(part)), field);
SELECT DISTINCT version AS record, 'expired' AS code, '/expires' AS locus, 'expired on ' || expires AS message, 1.0 AS score
FROM rows
WHERE expires < today;
SELECT DISTINCT version AS record, 'expires_soon' AS code, '/expires' AS locus,
  'expires on ' || expires || ', in ' || date_diff('day', today, expires) || ' days' AS message, 0.3 AS score
FROM rows
WHERE expires >= today AND date_diff('day', today, expires) <= $warn_days;
