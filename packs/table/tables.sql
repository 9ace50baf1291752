-- The tables of the task `table`. `data` has the columns of the files, as the engine's readers tell them; records says
-- where each of its rows stands, which is what the runner asks of every task.
CREATE OR REPLACE VIEW records AS
SELECT rowid AS row, 'row ' || (rowid + 1) AS record, NULL::VARCHAR AS file, rowid + 1 AS number, NULL::BIGINT AS line
FROM data;
