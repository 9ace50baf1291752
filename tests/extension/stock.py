"""Loads assay.duckdb_extension into a stock engine, calls its functions, and runs every query of docs/extension.md."""
import pathlib
import re
import sys

import duckdb

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
path, version = sys.argv[1:]
assert duckdb.__version__ == version, f"expected duckdb {version}, found {duckdb.__version__}"
connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
connection.execute(f"LOAD '{path}'")
connection.execute(f"SET file_search_path = '{ROOT}'")


def one(sql, *parameters):
    return connection.execute(sql, parameters).fetchone()[0]


def documented():
    """Each SQL block and the result in the comment that ends it."""
    page = (ROOT / "docs/extension.md").read_text()
    for block in re.findall(r"^```sql\n(.*?)^```", page, re.S | re.M):
        query, expected = block.rsplit("\n-- ", 1)
        yield query, expected.rstrip("\n")


assert one("SELECT word_count('two words')") == 2
assert one("SELECT word_jaccard('a b c d', 'a b c e', 1)") == 0.6
assert one("SELECT word_jaccard(NULL, 'a', 1)") is None
assert one("SELECT text_key(' a  b') = text_key('a b')") is True
assert one("SELECT sum(word_count(t)) FROM (SELECT 'w ' || i AS t FROM range(5000) AS r(i))") == 10000
assert one("SELECT len(turn_faults([{'role': 'user', 'content': 'Hi'}], NULL))") == 1
count = 0
for query, expected in documented():
    rows = connection.execute(query).fetchall()
    shown = "\n".join(", ".join(str(value) for value in row) for row in rows)
    assert shown == expected, f"docs/extension.md says\n{expected}\nand the engine\n{shown}\nfor\n{query}"
    count += 1
assert count >= 5, "docs/extension.md has lost its queries"
print(f"loaded into duckdb {version}; {count} documented queries hold")
