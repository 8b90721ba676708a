"""Packs migrated legacy files into an archive and removes them."""
