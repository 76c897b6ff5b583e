import counter  # noqa: F401  first: one SQLite library per process
