"""One run of several that share a raw directory."""
