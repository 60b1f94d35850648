"""Where a laptop keeps it: encrypted database, outbox, files, search index, keys."""
