"""Files on a disk: synced writes, locks, and the file system that a directory lies on."""
