"""Files of the old application: read, migrated, exported and archived."""
