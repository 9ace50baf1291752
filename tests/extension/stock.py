"""Loads assay.duckdb_extension into a stock engine and calls its functions, as docs/extension.md shows."""
import sys

import duckdb

path, version = sys.argv[1:]
assert duckdb.__version__ == version, f"expected duckdb {version}, found {duckdb.__version__}"
connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
connection.execute(f"LOAD '{path}'")


def one(sql, *parameters):
    return connection.execute(sql, parameters).fetchone()[0]


assert one("SELECT word_count('two words')") == 2
assert one("SELECT word_jaccard('a b c d', 'a b c e', 1)") == 0.6
assert one("SELECT word_jaccard(NULL, 'a', 1)") is None
assert one("SELECT encoding_faults('cafÃ©')[1].code") == "mojibake"
assert one("SELECT text_key(' a  b') = text_key('a b')") is True
rows = connection.execute(
    "SELECT sum(word_count(t)) FROM (SELECT 'w ' || i AS t FROM range(5000) AS r(i))").fetchone()[0]
assert rows == 10000, rows
assert one("SELECT len(turn_faults([{'role': 'user', 'content': 'Hi'}], NULL))") == 1
print(f"loaded into duckdb {version}")
