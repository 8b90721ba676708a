"""A small deterministic fake Halo Infinite API: invented people, real shapes, real HTTP."""
