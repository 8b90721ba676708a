"""Looks at everything a run or a build needs, changes nothing, and says what mends the rest."""
