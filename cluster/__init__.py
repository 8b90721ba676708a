"""The same warehouse on a Spark cluster of this machine, compared with DuckDB table by table."""
