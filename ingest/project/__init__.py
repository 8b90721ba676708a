"""The dbt project: which files it has, where it is, and how a folder gets a copy of it."""
