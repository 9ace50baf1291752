-- table:    prompt_clusters
-- title:    Prompts grouped by what they are about
-- needs:    prompt_vectors
-- param:    clusters INTEGER = 0       how many; 0: sqrt(n / 2) of the n sampled prompts, from 2 to 200
-- param:    seed BIGINT = 1            of the first centres
-- param:    merge DOUBLE = 0.6         cosine of two centres from which their clusters are one
-- param:    terms INTEGER = 5          words in a label
-- definition: Spherical k-means over the vectors of prompt_vectors, seeded by k-means++; every other prompt then belongs to
--           its nearest centre. k-means cuts what is large into pieces, so centres with a cosine of at least `merge` are
--           joined (connected components) and their members are one cluster. Clusters are numbered from 1, in the order
--           of their largest piece. A label is made of the words that
--           tell a cluster from the rest: of those that are in at least a tenth of its sampled prompts, and at least twice as
--           often as in the others, those with the highest share in it * ln(share in it / share in the others). Beside it stands cluster_facts: one row a cluster with its size in
--           records and prompts, its label, its mean similarity to the centre and its three prompts nearest to that.
-- source:   Dhillon and Modha 2001, Concept decompositions for large sparse text data using clustering; Arthur and
--           Vassilvitskii 2007, k-means++; Mardia, Kent and Bibby 1979, Multivariate analysis, p. 365 (how many)

-- rows
CREATE OR REPLACE TEMP TABLE prompt_centers AS
SELECT kmeans_centers(list(vector ORDER BY item), $clusters, $seed) AS centers
FROM prompt_vectors
WHERE vector IS NOT NULL;

CREATE OR REPLACE TEMP TABLE merged_centers AS
WITH listed AS (
  SELECT unnest(range(len(centers) // size)) AS place, size, centers
  FROM prompt_centers
  CROSS JOIN (SELECT any_value(len(vector)) AS size FROM prompt_vectors WHERE vector IS NOT NULL)
),
parted AS (
  SELECT place + 1 AS center, centers[place * size + 1:(place + 1) * size] AS vector
  FROM listed
),
joined AS (
  SELECT unnest(components(list({'a': x.center, 'b': y.center}))) AS c
  FROM parted AS x
  JOIN parted AS y ON y.center >= x.center AND (y.center = x.center OR vector_cosine(x.vector, y.vector) >= $merge)
)
SELECT c.item AS center, dense_rank() OVER (ORDER BY c.component) AS cluster
FROM joined;

-- Every record, copies too: a join with the distinct prompts here would copy the factors (see prompt_vectors).
CREATE OR REPLACE TEMP TABLE prompt_placed AS
SELECT row, nearest_center(prompt_vector(turns, extra, prompt_settings, prompt_idf.shared_idf), centers) AS nearest
FROM records
CROSS JOIN prompt_settings
CROSS JOIN prompt_idf
CROSS JOIN prompt_centers;

CREATE OR REPLACE TEMP TABLE prompt_assigned AS
SELECT prompt_items.item, copies, merged_centers.cluster, nearest.similarity AS similarity
FROM prompt_items
JOIN prompt_placed ON prompt_placed.row = prompt_items.item
LEFT JOIN merged_centers ON merged_centers.center = nearest.cluster;

-- Words of the sampled prompts, each once a prompt.
CREATE OR REPLACE TEMP TABLE cluster_terms AS
WITH sampled AS (
  SELECT a.cluster, list_distinct(words(left(turns_text(records.turns, prompt_settings.field), 4000))) AS terms
  FROM prompt_vectors
  JOIN prompt_assigned AS a ON a.item = prompt_vectors.item AND a.cluster IS NOT NULL
  JOIN records ON records.row = prompt_vectors.item
  CROSS JOIN prompt_settings
),
sizes AS (
  SELECT cluster, count(*) AS prompts
  FROM sampled
  GROUP BY cluster
),
counted AS (
  SELECT cluster, term, count(*) AS inside
  FROM (
    SELECT cluster, unnest(terms) AS term
    FROM sampled
  )
  GROUP BY cluster, term
),
shares AS (
  SELECT counted.cluster, term, inside / sizes.prompts AS here,
    (sum(inside) OVER (PARTITION BY term) - inside + 0.5) / ((SELECT sum(prompts) FROM sizes) - sizes.prompts + 1) AS elsewhere
  FROM counted
  JOIN sizes ON sizes.cluster = counted.cluster
)
SELECT cluster, term, here, elsewhere, row_number() OVER (PARTITION BY cluster ORDER BY here * ln(here / elsewhere) DESC, term) AS place
FROM shares
WHERE here >= 0.1 AND here >= 2 * elsewhere AND (length(term) > 1 OR unicode(term) > 127);

CREATE OR REPLACE TEMP TABLE cluster_facts AS
WITH facts AS (
  SELECT cluster, sum(copies)::BIGINT AS records, count(*) AS prompts, avg(similarity::DECIMAL(18, 9)) AS cohesion,
    list(item ORDER BY similarity DESC, item)[:3] AS nearest
  FROM prompt_assigned
  WHERE cluster IS NOT NULL
  GROUP BY cluster
),
labels AS (
  SELECT cluster, string_agg(term, ', ' ORDER BY place) AS label
  FROM cluster_terms
  WHERE place <= $terms
  GROUP BY cluster
)
SELECT facts.cluster, records, prompts, cohesion, nearest, coalesce(label, 'no word that tells it from the rest') AS label
FROM facts
LEFT JOIN labels ON labels.cluster = facts.cluster;

SELECT prompt_rows.row, a.item, a.cluster, a.similarity
FROM prompt_rows
JOIN prompt_assigned AS a ON a.item = prompt_rows.item;
