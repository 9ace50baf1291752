"""Row hashes against their definition (docs/row_hash.md), written here a second time: a table with every type, whose
values are made both as SQL and as the bytes that they must become; whole, filtered, sliced, and with rows that are
NULL, around the edges of the engine's batches, on one thread and on two."""
import hashlib
import os
import struct
import subprocess
import sys

ASSAY = os.environ["ASSAY"]
NULL = ("NULL", b"\x00")


def number(value):
    return struct.pack(">q", value)


def wide(value):
    return value.to_bytes(16, "big", signed=True)


def sized(data):
    return number(len(data)) + data


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def integer(value, literal=None):
    literal = literal or str(value)
    if -(2**63) <= value < 2**63:
        return literal, b"\x03" + number(value)
    if value < 2**127:
        return literal, b"\x04" + wide(value)
    return literal, b"\x13" + value.to_bytes(16, "big")


def double(value, literal=None):
    bits = bytes.fromhex("7ff8000000000000") if value != value else struct.pack(">d", value + 0.0)
    return literal or f"'{value!r}'", b"\x05" + bits


def decimal(literal, scale, unscaled):
    return literal, b"\x06" + bytes([scale]) + wide(unscaled)


def text(value):
    return quoted(value), b"\x07" + sized(value.encode())


def blob(value):
    return "unhex('" + value.hex() + "')", b"\x08" + sized(value)


def counted(tag, literal, value):
    return quoted(literal), tag + number(value)


def interval(literal, months, days, microseconds):
    return quoted(literal), b"\x0d" + number(months) + number(days) + number(microseconds)


def uuid(value):
    return quoted(value), b"\x0e" + bytes.fromhex(value.replace("-", ""))


def sequence(*values):
    return "[" + ", ".join(v[0] for v in values) + "]", b"\x0f" + number(len(values)) + b"".join(v[1] for v in values)


def structure(**fields):
    literal = "{" + ", ".join(f"'{name}': {value[0]}" for name, value in fields.items()) + "}"
    body = b"".join(sized(name.encode()) + value[1] for name, value in fields.items())
    return literal, b"\x10" + number(len(fields)) + body


def mapping(*pairs):
    literal = "MAP {" + ", ".join(f"{key[0]}: {value[0]}" for key, value in pairs) + "}"
    return literal, b"\x11" + number(len(pairs)) + b"".join(key[1] + value[1] for key, value in pairs)


INFINITE = 2**63 - 1
MICRO = 1_000_000
NOON = 1584187200  # 2020-03-14 12:00:00, 1584144000 at midnight

# name, type, values. The names are in an order that is neither the declared one nor that of their letters' case.
COLUMNS = [
    ("zz_boolean", "BOOLEAN", [("true", b"\x02"), ("false", b"\x01"), NULL]),
    ("i8", "TINYINT", [integer(-128), integer(127), integer(0), NULL]),
    ("i16", "SMALLINT", [integer(-32768), integer(5), integer(32767)]),
    ("i32", "INTEGER", [integer(-(2**31)), integer(5), integer(2**31 - 1), NULL]),
    ("i64", "BIGINT", [integer(-(2**63), "(-9223372036854775807 - 1)"), integer(5), integer(2**63 - 1)]),
    ("i128", "HUGEINT", [integer(5), integer(-1), integer(2**63 - 1), integer(2**63), integer(-(2**63) - 1), integer(2**127 - 1),
                         integer(-(2**127), "(-170141183460469231731687303715884105727 - 1)"), NULL]),
    ("u8", "UTINYINT", [integer(255), integer(5)]),
    ("u16", "USMALLINT", [integer(65535), integer(5), NULL]),
    ("u32", "UINTEGER", [integer(2**32 - 1), integer(5)]),
    ("u64", "UBIGINT", [integer(2**64 - 1), integer(2**63), integer(2**63 - 1), integer(5)]),
    ("u128", "UHUGEINT", [integer(2**128 - 1, f"'{2**128 - 1}'"), integer(2**127, f"'{2**127}'"), integer(2**127 - 1),
                          integer(2**64), integer(5), NULL]),
    ("f32", "FLOAT", [double(1.5), double(-0.0), double(float("nan")), double(float("-inf")), double(struct.unpack("f", struct.pack("f", 0.1))[0]), NULL]),
    ("f64", "DOUBLE", [double(0.1), double(-0.0), double(0.0), double(float("nan")), double(float("inf")), double(5e-324), double(-1e308)]),
    ("d4", "DECIMAL(4,2)", [decimal("1.10", 2, 110), decimal("-99.99", 2, -9999), NULL]),
    ("d9", "DECIMAL(9,1)", [decimal("1.1", 1, 11), decimal("-0.1", 1, -1)]),
    ("d18", "DECIMAL(18,0)", [decimal("5", 0, 5), decimal("-999999999999999999", 0, -(10**18) + 1)]),
    ("d38", "DECIMAL(38,10)", [decimal("1234567890123456789012345678.0123456789", 10, 12345678901234567890123456780123456789),
                               decimal("-0.0000000001", 10, -1), NULL]),
    ("Text", "VARCHAR", [text(""), text("a"), text("twelve bytes"), text("thirteen bytes"), text("it's naïve 漢字 \U0001F600"), text("x" * 700),
                         text("A\u030a"), text("\u00c5"), NULL]),
    ("json", "JSON", [text('{"b": 1, "a": 2}'), NULL]),
    ("blob", "BLOB", [blob(b""), blob(b"\x00"), blob(b"\x00\xff" * 20), NULL]),
    ("ts", "TIMESTAMP", [counted(b"\x09", "2020-03-14 12:00:00.000001", NOON * MICRO + 1), counted(b"\x09", "1969-12-31 23:59:59.999999", -1),
                         counted(b"\x09", "infinity", INFINITE), counted(b"\x09", "-infinity", -INFINITE), NULL]),
    ("ts_s", "TIMESTAMP_S", [counted(b"\x09", "2020-03-14 12:00:00", NOON * MICRO), counted(b"\x09", "infinity", INFINITE),
                             counted(b"\x09", "1969-12-31 23:59:59", -MICRO), counted(b"\x09", "-infinity", -INFINITE)]),
    ("ts_ms", "TIMESTAMP_MS", [counted(b"\x09", "2020-03-14 12:00:00.001", NOON * MICRO + 1000), counted(b"\x09", "infinity", INFINITE), NULL]),
    ("ts_ns", "TIMESTAMP_NS", [counted(b"\x09", "2020-03-14 12:00:00.000001000", NOON * MICRO + 1), counted(b"\x12", "2020-03-14 12:00:00.000001001", NOON * 10**9 + 1001),
                               counted(b"\x12", "1969-12-31 23:59:59.999999999", -1), counted(b"\x09", "infinity", INFINITE)]),
    ("ts_tz", "TIMESTAMPTZ", [counted(b"\x0a", "2020-03-14 12:00:00+00", NOON * MICRO), counted(b"\x0a", "infinity", INFINITE), NULL]),
    ("date", "DATE", [counted(b"\x0b", "2020-03-14", 18335), counted(b"\x0b", "1969-12-31", -1), counted(b"\x0b", "infinity", INFINITE),
                      counted(b"\x0b", "-infinity", -INFINITE), NULL]),
    ("time", "TIME", [counted(b"\x0c", "00:00:00", 0), counted(b"\x0c", "23:59:59.999999", 86400 * MICRO - 1), counted(b"\x0c", "24:00:00", 86400 * MICRO)]),
    ("interval", "INTERVAL", [interval("1 month", 1, 0, 0), interval("30 days", 0, 30, 0), interval("-14 months -3 days -1 microsecond", -14, -3, -1), NULL]),
    ("uuid", "UUID", [uuid("00112233-4455-6677-8899-aabbccddeeff"), uuid("ffffffff-ffff-ffff-ffff-ffffffffffff"), uuid("00000000-0000-0000-0000-000000000000"), NULL]),
    ("enum", "ENUM('red', 'a colour of many letters', '')", [text("red"), text("a colour of many letters"), text(""), NULL]),
    ("list", "INTEGER[]", [sequence(), sequence(integer(1), NULL, integer(3)), sequence(NULL), NULL]),
    ("lists", "VARCHAR[][]", [sequence(sequence(text("a"), text("a longer text than twelve")), NULL, sequence()), sequence(), NULL]),
    ("array", "INTEGER[3]", [sequence(integer(1), NULL, integer(3)), sequence(integer(7), integer(8), integer(9)), NULL]),
    ("arrays", "DOUBLE[2][]", [sequence(sequence(double(1.0), double(2.0)), NULL), sequence(sequence(NULL, double(-0.0))), NULL]),
    ("struct", "STRUCT(b INTEGER, a VARCHAR)", [structure(b=integer(1), a=text("x")), structure(b=NULL, a=NULL), NULL]),
    ("deep", "STRUCT(l STRUCT(t TIMESTAMP, m MAP(VARCHAR, DATE))[], n STRUCT(e ENUM('on', 'off'), u UUID))", [
        structure(l=sequence(structure(t=counted(b"\x09", "1970-01-01 00:00:01", MICRO), m=mapping((text("k"), counted(b"\x0b", "1970-01-02", 1)), (text("j"), NULL))), NULL),
                  n=structure(e=text("off"), u=uuid("00112233-4455-6677-8899-aabbccddeeff"))),
        structure(l=NULL, n=NULL), structure(l=sequence(), n=structure(e=NULL, u=NULL)), NULL]),
    ("map", "MAP(INTEGER, VARCHAR)", [mapping((integer(2), text("b")), (integer(1), NULL)), mapping(), NULL]),
    ("all_null", "BIGINT", [NULL]),
    ("é", "VARCHAR", [text("name beyond ASCII"), NULL]),
]


LISTS = [name for name, _, _ in COLUMNS].index("lists")


def pick(column, row):
    values = COLUMNS[column][2]
    return values[(row * (2 * column + 1) + row // 7) % len(values)][1]


def row_bytes(row, names=None):
    """Of the columns with these names; None: of all."""
    fields = {name: pick(i, row) for i, (name, _, _) in enumerate(COLUMNS) if names is None or name in names}
    kept = sorted((name.encode(), value) for name, value in fields.items() if value != b"\x00")
    return b"\x20" + b"".join(sized(name) + value for name, value in kept)


def table(count):
    columns = []
    for i, (name, kind, values) in enumerate(COLUMNS):
        pool = ", ".join(f"CAST({literal} AS {kind})" for literal, _ in values)
        columns.append(f'[{pool}][1 + (i * {2 * i + 1} + i // 7) % {len(values)}] AS "{name}"')
    return f"CREATE TABLE t AS SELECT {', '.join(columns)}, i AS \"row number\" FROM range({count}) AS r(i);\n"


def run(sql, threads):
    done = subprocess.run([ASSAY, "sql", "--csv", "--threads", str(threads)], input=sql, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"exit {done.returncode}: {done.stderr}")
    return [line.split(",") for line in done.stdout.splitlines()[1:]]


def expect(what, got, wanted):
    for number_of_row, (a, b) in enumerate(zip(got, wanted)):
        if a != b:
            sys.exit(f"{what}: row {number_of_row}\n got {a}\nwant {b}")
    if len(got) != len(wanted):
        sys.exit(f"{what}: {len(got)} rows, not {len(wanted)}")


def hashed(data):
    return hashlib.sha256(b"\x00" + data).hexdigest().upper()


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:left]) + root(leaves[left:])).digest()


def whole_table(count, threads):
    """Row by row, with the table's own row number left out of the hash."""
    names = ", ".join(f'"{name}" := "{name}"' for name, _, _ in COLUMNS)
    packed = f"struct_pack({names})"
    rows = run(table(count) + f'SELECT hex(row_bytes({packed})), hex(row_hash({packed})) FROM t ORDER BY "row number"', threads)
    wanted = [row_bytes(i) for i in range(count)]
    expect("every type", rows, [[w.hex().upper(), hashed(w)] for w in wanted])
    tree = run(table(count) + f'SELECT hex(merkle_root(coalesce(list(row_hash({packed}) ORDER BY "row number"), []))) FROM t', threads)
    expect("root", tree, [[root([bytes.fromhex(hashed(w)) for w in wanted]).hex().upper()]])
    some = run(table(count) + f"""SELECT hex(row_bytes(s)) FROM (SELECT [NULL, {packed}][1 + least("row number" % 5, 1)] AS s, "row number" AS n FROM t)
        WHERE n % 3 != 1 ORDER BY n""", threads)
    expect("filtered, with NULL rows", some, [["" if i % 5 == 0 else wanted[i].hex().upper()] for i in range(count) if i % 3 != 1])


def derived_lists(threads):
    """Lists, arrays and maps that are parts of longer ones, and a table's name as its row."""
    names = ["list", "lists", "deep", "map", "array", "i64"]
    slices = """SELECT list_slice(list_concat([99], "list"), 2, 1 + len("list")) AS "list", list_reverse(list_reverse("lists")) AS "lists",
        list_extract(list_slice([NULL, "deep", "deep"], 2, 3), 2) AS "deep", [map, NULL][1] AS "map", [NULL, "array"][2] AS "array", i64
        FROM (SELECT * FROM t ORDER BY "row number") """
    rows = run(table(2049) + f"SELECT hex(row_bytes(s)) FROM ({slices}) AS s", threads)
    wanted = [[row_bytes(i, names).hex().upper()] for i in range(2049)]
    expect("parts of lists", sorted(rows), sorted(wanted))
    elements = run(table(2049) + """SELECT hex(row_bytes(s)) FROM (SELECT unnest("lists") AS e FROM t) AS s ORDER BY 1""", threads)
    inner = b"\x0f" + number(2) + text("a")[1] + text("a longer text than twelve")[1]
    count = sum(pick(LISTS, i)[:9] == b"\x0f" + number(3) for i in range(2049))
    bodies = [b"\x20" + sized(b"e") + inner, b"\x20" + sized(b"e") + b"\x0f" + number(0), b"\x20"]
    expect("unnested", elements, sorted([b.hex().upper()] for b in bodies for _ in range(count)))


def main():
    for count in (0, 1, 2047, 2048, 2049):
        for threads in (1, 2):
            whole_table(count, threads)
    for threads in (1, 2):
        derived_lists(threads)
    types = ", ".join(kind.split("(")[0] for _, kind, _ in COLUMNS)
    print(f"{len(COLUMNS)} columns ({types}): every row has the bytes of the definition")


main()
