-- check:    sft.pii
-- title:    Personal data and secrets in the conversations
-- key:      record
-- level:    warning
-- needs:    records.turns
-- param:    locales VARCHAR = ''     countries whose numbers are looked for, as in 'PL, de_DE'; empty: all of them
-- param:    kinds VARCHAR = ''       codes to look for, with commas between; empty: all of them
-- param:    least_score DOUBLE = 0.5   the lowest score that is reported; 0.4 adds names after titles and ages, 0.3 adds URLs
-- why:      A model repeats what it was trained on, word for word: an address or a key that is in a training set is
--           published with the model. Numbers of every country stand in text of every language.
-- definition: One finding per turn (or field beside the turns) and kind; values are shown with their middle masked.
--           Numbers with check digits must hold them: cards (Luhn, ranges of issuers), IBANs (mod 97, length of the
--           country), 83 national, tax, health and bank numbers of 59 countries, Bitcoin and Ethereum addresses. Other kinds go by
--           shape and by words near them. The score says how decisive shape, check digits and words are together;
--           a number that one of a hundred random ones passes needs a word. Names are found after "my name is" and
--           after titles only, addresses by house number and street word, flat or ZIP code; organisations, towns,
--           nationalities and bare dates are not looked for. Precision and recall by kind on 1,500 sentences with 2,863
--           labelled spans (presidio-research), which were also looked at while the rules were made: e-mail, card, IBAN, IP
--           address, SSN, driver licence, phone 1.0 and 1.0; URL 1.0 and 1.0; age 1.0 and .96; dates of birth 1.0 among the
--           dates found; names .99 and .14; addresses 1.0 and .54 by overlap (.04 exact). Intervals of shares: Wilson's.
-- source:   ISO/IEC 7812-1, ISO 13616, ISO 7064, ITU-T E.164, EIP-55, BIP 173; the numbers' issuers
-- code:     email            an e-mail address
-- code:     phone            a telephone number
-- code:     credit_card      a payment card's number whose check digit holds
-- code:     iban             an account number (IBAN)
-- code:     bank_account     a bank's routing number
-- code:     national_id      a number that a country gives to a person
-- code:     tax_id           a tax number
-- code:     health_id        a number of a health service
-- code:     passport         a passport number
-- code:     driver_licence   a driver licence number
-- code:     ip_address       the address of a machine (IPv4 or IPv6)
-- code:     mac_address      the address of a network card
-- code:     url              a URL (scores below what is reported unless asked for)
-- code:     credentials      user and password in a URL
-- code:     secret           a key or token of a service, or a private key
-- code:     crypto_address   an address of Bitcoin or Ethereum
-- code:     birth_date       a date of birth
-- code:     person           a person's name
-- code:     address          a postal address
-- code:     age              an age (scores below what is reported unless asked for)

-- rows
WITH spoken AS (
  SELECT row, unnest(turns) AS t
  FROM records
),
texts AS (
  SELECT row, t."at" AS locus, t.content AS text FROM spoken
  UNION ALL
  SELECT row, t."at" || '/reasoning' AS locus, t.reasoning AS text FROM spoken
  UNION ALL
  SELECT row, t."at" || '/tool_calls' AS locus, array_to_string(list_transform(t.tool_calls, c -> c.arguments), chr(10)) AS text
  FROM spoken
  UNION ALL
  SELECT row, t."at" AS locus, t.extra AS text FROM spoken
  UNION ALL
  SELECT row, '/tools' AS locus, tools AS text FROM records
  UNION ALL
  SELECT row, '' AS locus, extra AS text FROM records
),
found AS (
  SELECT row, locus, unnest(pii_spans(text, $locales)) AS span
  FROM texts
  WHERE text <> ''
),
grouped AS (
  SELECT row, locus, span.kind AS kind, count(*) AS times, max(span.score) AS score, bool_or(span.verified) AS verified,
    arg_min(span.shown, span.start) AS shown, arg_min(span.name, span.start) AS name, arg_min(span.locale, span.start) AS locale,
    min(span.start) AS start
  FROM found
  WHERE span.score >= $least_score
    AND ($kinds = '' OR list_contains(list_transform(string_split($kinds, ','), k -> trim(k)), span.kind))
  GROUP BY row, locus, span.kind
),
listed AS (
  SELECT row, list({'locus': locus, 'kind': kind, 'times': times, 'score': score, 'verified': verified, 'shown': shown,
    'name': name, 'country': locale, 'start': start} ORDER BY locus, start, kind) AS findings
  FROM grouped
  GROUP BY row
)
SELECT records.row, coalesce(listed.findings, []) AS findings
FROM records
LEFT JOIN listed ON listed.row = records.row
WHERE records.turns IS NOT NULL;

-- figures
SELECT 'records with personal data' AS figure, unnest(wilson(count(*) FILTER (len(findings) > 0), count(*))), count(*) AS n,
  'share' AS unit
FROM rows;

SELECT 'records with ' || replace(kind, '_', ' ') AS figure, unnest(wilson(count(DISTINCT row), any_value(n))), any_value(n) AS n,
  'share' AS unit
FROM (SELECT row, unnest(findings).kind AS kind FROM rows) AS kinds
CROSS JOIN (SELECT count(*) AS n FROM rows) AS whole
GROUP BY kind
ORDER BY count(DISTINCT row) DESC, kind;

SELECT 'values by kind' AS figure, 'values' AS unit, list(kind ORDER BY times DESC, kind) AS labels,
  list(times ORDER BY times DESC, kind) AS counts
FROM (
  SELECT f.kind AS kind, sum(f.times)::BIGINT AS times
  FROM (SELECT unnest(findings) AS f FROM rows)
  GROUP BY kind
);

-- findings
SELECT row, f.kind AS code, f.locus AS locus,
  replace(f.kind, '_', ' ') || ': ' || left(f.shown, 60) || CASE WHEN f.times > 1 THEN ' and ' || (f.times - 1) || ' more' ELSE '' END
    || CASE WHEN f.verified THEN ' (check digits hold)' ELSE '' END AS message,
  {'shown': left(f.shown, 60), 'recognised_as': f.name, 'country': f.country, 'first_character': f.start, 'times': f.times,
    'check_digits_hold': f.verified} AS evidence,
  f.score AS score
FROM (
  SELECT row, unnest(findings) AS f
  FROM rows
);
