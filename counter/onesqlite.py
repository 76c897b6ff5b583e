"""One SQLite library per process, free of the WAL-reset bug (fixed in 3.51.3).

Two libraries on one file drop each other's POSIX locks, so every `import sqlite3` after this one gets the same.
"""

import sys
import warnings

try:
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = pysqlite3, pysqlite3.dbapi2
except ImportError:
    pass

import sqlite3

IS_SOUND = sqlite3.sqlite_version_info >= (3, 51, 3)
JOURNAL = "WAL" if IS_SOUND else "DELETE"
if not IS_SOUND:
    warnings.warn(
        f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug: using a rollback journal", stacklevel=1
    )
