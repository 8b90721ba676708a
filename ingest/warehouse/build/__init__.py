"""Builds that show one moment: dbt works on a side file, which takes the published one's place."""
