-- The catalog's tables, version 1. One text for SQLite and PostgreSQL: TEXT, BIGINT and DOUBLE PRECISION only. Times are
-- RFC 3339 in UTC with microseconds, digests are lower-case hexadecimal.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE datasets (
  name TEXT PRIMARY KEY,
  task TEXT NOT NULL,
  created TEXT NOT NULL
);

-- id is the SHA-256 of the version's manifest, which is the object of that name.
CREATE TABLE versions (
  id TEXT PRIMARY KEY,
  dataset TEXT NOT NULL REFERENCES datasets (name),
  number BIGINT NOT NULL,     -- v1, v2, … within the dataset
  content TEXT NOT NULL,      -- digest of what it holds, whatever its history: equal content, equal digest
  created TEXT NOT NULL,
  message TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  bytes BIGINT NOT NULL,      -- of all its objects
  UNIQUE (dataset, number)
);

-- 'head' is the newest version and moves by compare-and-set; every other name is a tag.
CREATE TABLE refs (
  dataset TEXT NOT NULL REFERENCES datasets (name),
  name TEXT NOT NULL,
  version TEXT NOT NULL REFERENCES versions (id),
  created TEXT NOT NULL,
  PRIMARY KEY (dataset, name)
);

-- What a version was made from: other versions. Files it was made from stand in its manifest.
CREATE TABLE parents (
  version TEXT NOT NULL REFERENCES versions (id),
  parent TEXT NOT NULL REFERENCES versions (id),
  kind TEXT NOT NULL,         -- previous (of the same dataset), source (its rows were read)
  PRIMARY KEY (version, parent, kind)
);

-- The object that holds a chunk of rows, by the chunk's root: the same rows are stored once.
CREATE TABLE chunks (
  root TEXT NOT NULL,
  layout TEXT NOT NULL,       -- digest of column names and types
  object TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (root, layout)
);

CREATE TABLE runs (
  id TEXT PRIMARY KEY,        -- SHA-256 of the stored report and of when it ran
  version TEXT NOT NULL REFERENCES versions (id),
  task TEXT NOT NULL,
  started TEXT NOT NULL,
  seconds DOUBLE PRECISION NOT NULL,
  failed BIGINT NOT NULL,     -- 1: its own --fail-on said so
  findings BIGINT NOT NULL,
  object TEXT NOT NULL,       -- the whole run as JSON (docs/json.md), zstd
  parameters TEXT NOT NULL,   -- canonical JSON: what --set, --only, --by said
  checks TEXT NOT NULL,       -- canonical JSON: SHA-256 of every check file, by check
  command TEXT NOT NULL
);

CREATE TABLE figures (
  run TEXT NOT NULL REFERENCES runs (id),
  check_name TEXT NOT NULL,
  figure TEXT NOT NULL,
  slice TEXT NOT NULL,        -- '' for all data
  value DOUBLE PRECISION,     -- NULL: undefined
  low DOUBLE PRECISION,
  high DOUBLE PRECISION,
  n BIGINT,
  unit TEXT NOT NULL,
  PRIMARY KEY (run, check_name, figure, slice)
);

CREATE TABLE verdicts (
  id TEXT PRIMARY KEY,        -- SHA-256 of the verdict's canonical JSON
  version TEXT NOT NULL REFERENCES versions (id),
  run TEXT NOT NULL REFERENCES runs (id),
  baseline TEXT,              -- run that it was compared with; NULL: none
  gate TEXT NOT NULL,         -- name of the gate
  gate_sha256 TEXT NOT NULL,  -- of the gate file, which is kept as an object
  outcome TEXT NOT NULL,      -- pass, fail, inconclusive
  created TEXT NOT NULL,
  object TEXT NOT NULL        -- the verdict as canonical JSON
);

-- The audit log: leaf n of an RFC 6962 tree is the bytes of body n. Never updated, never deleted.
CREATE TABLE events (
  sequence BIGINT PRIMARY KEY, -- from 0
  time TEXT NOT NULL,
  who TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL           -- canonical JSON, with the time, who and kind again
);

-- One row: writers lock it first. frontier: roots of the tree's full subtrees, left to right, joined by spaces.
CREATE TABLE log_head (
  one BIGINT PRIMARY KEY,
  size BIGINT NOT NULL,
  frontier TEXT NOT NULL
);
INSERT INTO log_head VALUES (1, 0, '');

-- A checkpoint is a note signed with Ed25519 over the log's size and root.
CREATE TABLE checkpoints (
  size BIGINT PRIMARY KEY,
  root TEXT NOT NULL,
  note TEXT NOT NULL
);

CREATE TABLE keys (
  name TEXT PRIMARY KEY,      -- short identifier: first 16 hex digits of the key's SHA-256
  public TEXT NOT NULL,       -- base64 of the 32 bytes
  added TEXT NOT NULL
);
