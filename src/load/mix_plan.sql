-- What a mix takes of each source: from mix_sources, mix_cells (a source, or a slice of a balanced one) and mix_rows to
-- mix_copies and mix_plan. Parameters: temperature, total, whole (records are counted), seed.

-- Weights and shares of the mix.
CREATE OR REPLACE TEMP TABLE mix_weights AS
WITH sizes AS (
  SELECT source_number, sum(size) AS size
  FROM mix_cells
  GROUP BY source_number
),
weighed AS (
  SELECT mix_sources.*, size, coalesce(weight, pow(size, 1 / $temperature)) AS own
  FROM mix_sources
  JOIN sizes USING (source_number)
)
SELECT *, part_share * own / sum(own) OVER (PARTITION BY part) AS share
FROM weighed;

-- The total: as given, else as much as the scarcest cell allows.
CREATE OR REPLACE TEMP TABLE mix_total AS
WITH shared AS (
  SELECT most_epochs * c.size AS most,
    share * pow(c.size, slice_power) / sum(pow(c.size, slice_power)) OVER (PARTITION BY source_number) AS share
  FROM mix_cells AS c
  JOIN mix_weights USING (source_number)
)
SELECT coalesce($total, CASE WHEN $whole THEN floor(min(most / share) + 1e-9) ELSE min(most / share) END) AS total
FROM shared
WHERE share > 0;

-- Parts, then sources within a part, then slices within a source.
CREATE OR REPLACE TEMP TABLE mix_parts AS
WITH parts AS (
  SELECT DISTINCT part, part_share FROM mix_sources
),
shared AS (
  SELECT list(part ORDER BY part) AS parts,
    mix_allocate(list(part_share ORDER BY part), list('inf'::DOUBLE ORDER BY part), (SELECT total FROM mix_total), $whole)
      AS targets
  FROM parts
)
SELECT unnest(parts) AS part, unnest(targets) AS target
FROM shared;

CREATE OR REPLACE TEMP TABLE mix_source_targets AS
WITH shared AS (
  SELECT list(source_number ORDER BY source_number) AS numbers,
    mix_allocate(list(own ORDER BY source_number), list(most_epochs * size ORDER BY source_number), any_value(target), $whole)
      AS targets
  FROM mix_weights
  JOIN mix_parts USING (part)
  GROUP BY part
)
SELECT unnest(numbers) AS source_number, unnest(targets) AS target
FROM shared;

CREATE OR REPLACE TEMP TABLE mix_targets AS
WITH shared AS (
  SELECT source_number, list(slice ORDER BY slice) AS slices,
    mix_allocate(list(pow(size, slice_power) ORDER BY slice), list(most_epochs * size ORDER BY slice), any_value(target), $whole)
      AS targets
  FROM mix_cells
  JOIN mix_sources USING (source_number)
  JOIN mix_source_targets USING (source_number)
  GROUP BY source_number
)
SELECT source_number, unnest(slices) AS slice, unnest(targets) AS target
FROM shared;

-- Whole epochs of every record, then records by a hash of seed and name until the target is met as near as may be.
CREATE OR REPLACE TEMP TABLE mix_copies AS
WITH ranked AS (
  SELECT row, source_number, slice, r.size, c.size AS whole, target,
    sum(r.size) OVER (
      PARTITION BY source_number, slice
      ORDER BY sha256(concat($seed, chr(31), record)), row
      ROWS UNBOUNDED PRECEDING
    ) - r.size AS before
  FROM mix_rows AS r
  JOIN mix_cells AS c USING (source_number, slice)
  JOIN mix_targets USING (source_number, slice)
  WHERE c.size > 0
),
counted AS (
  SELECT *, floor(target / whole + 1e-9) AS epochs FROM ranked
)
SELECT row, source_number, slice, size,
  CAST(epochs + (before + size / 2 <= target - epochs * whole + 1e-9)::INTEGER AS BIGINT) AS copies
FROM counted;

CREATE OR REPLACE TEMP TABLE mix_plan AS
WITH taken AS (
  SELECT source_number, slice, sum(copies)::BIGINT AS taken, sum(copies * size)::DOUBLE AS taken_size
  FROM mix_copies
  GROUP BY source_number, slice
)
SELECT source_number, name, role, slice, there, size, target, taken, taken_size,
  taken_size / nullif(sum(taken_size) OVER (), 0) AS share, taken_size / size AS epochs
FROM mix_cells
JOIN mix_sources USING (source_number)
JOIN mix_targets USING (source_number, slice)
JOIN taken USING (source_number, slice);
