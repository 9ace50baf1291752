-- What the versions that are loaded say of themselves. Made beside the tables of their task.

CREATE OR REPLACE TABLE governance (
  version VARCHAR,   -- as given: chat@v3
  license VARCHAR,   -- '' where nothing is said, as for the others
  "owner" VARCHAR,
  consent VARCHAR,   -- on what ground the data may be used
  contact VARCHAR,
  expires DATE       -- NULL: never, as far as is known
);

-- The runner asks every task for records; here there are none unless a task brings its own.
CREATE TABLE IF NOT EXISTS records (row BIGINT, record VARCHAR, file VARCHAR, number BIGINT, line BIGINT);
