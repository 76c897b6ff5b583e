"""Alembic's way to the database: the app's own engine; child rows survive a batch change on SQLite."""

from alembic import context
from flask import current_app

config = context.config
migrate = current_app.extensions["migrate"]


def metadata():
    return migrate.db.metadatas[None]


def run() -> None:
    with migrate.db.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        if lite:
            raw.execute("PRAGMA foreign_keys=OFF")  # outside a transaction, or batch mode would cascade
        arguments = {"transactional_ddl": True, "transaction_per_migration": True, **migrate.configure_args}
        context.configure(connection=connection, target_metadata=metadata(), **arguments)
        stands_at = context.get_context().get_current_heads()
        with context.begin_transaction():
            context.run_migrations()
        is_changed = context.get_context().get_current_heads() != stands_at
        if connection.in_transaction():
            connection.commit()
        if lite:
            # it reads every row, so not at each start
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if is_changed else []
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"broken foreign keys: {broken[:5]}")


run()
