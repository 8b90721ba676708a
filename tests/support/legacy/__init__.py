"""Old application files in all variants, with planted errors and known truth: for tests only."""
