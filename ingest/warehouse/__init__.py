"""The warehouse file that dbt writes: where it lies, how it is opened, what is taken out of it."""
