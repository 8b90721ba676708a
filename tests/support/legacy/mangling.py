"""Old files whose cells hold what no application should have written, but a file can hold."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb

SHARE = 0.03
"""Of the rows of each table, for each kind of odd cell."""
ODD = {
    "VARCHAR": ["null", "''", "' '", "'x'", "upper({column})", "{column} || ' '", "'-1'", "'{{'"],
    "INTEGER": ["null", "-1", "0", "2147483647"],
    "SMALLINT": ["null", "-1", "0", "32767"],
    "TINYINT": ["null", "-1", "0", "127"],
    "BIGINT": ["null", "-1", "0", "9223372036854775807"],
    "DOUBLE": ["null", "-1", "0", "'nan'", "'infinity'"],
    "FLOAT": ["null", "-1", "0", "'nan'", "'-infinity'"],
    "BOOLEAN": ["null", "not {column}"],
    "TIMESTAMP": ["null", "'0001-01-01'", "'9999-12-31'", "{column} + interval 10 year"],
}


def mangle(file: Path, seed: int) -> None:
    """Change cells of every table, keys included, and write some rows twice."""
    chance = random.Random(seed)
    with duckdb.connect(str(file)) as connection:
        for (table,) in connection.sql(
            "select table_name from duckdb_tables() where not internal order by 1"
        ).fetchall():
            _mangle_table(connection, table, chance)


def _mangle_table(connection: duckdb.DuckDBPyConnection, table: str, chance: random.Random) -> None:
    # A copy has no constraints, so that a key may be null or stand there twice.
    connection.execute(f'create table mangled as from "{table}"')
    connection.execute(f'drop table "{table}" cascade')
    connection.execute(f'alter table mangled rename to "{table}"')
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ?", [table]
    ).fetchall()
    for column, data_type in columns:
        for odd in ODD.get(data_type, ["null"]):
            if chance.random() < 0.5:
                value = odd.replace("{column}", f'"{column}"').replace("{{", "{")
                salt = chance.randrange(1 << 30)
                connection.execute(
                    f'update "{table}" set "{column}" = {value}'
                    f" where hash(rowid, {salt}) % 1000 < {int(SHARE * 1000)}"
                )
    connection.execute(
        f'insert into "{table}" from "{table}" where hash(rowid, {chance.randrange(1 << 30)})'
        " % 50 = 0"
    )
