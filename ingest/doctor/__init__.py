"""Checks everything that a run or a build needs. It changes nothing, and names a remedy."""
