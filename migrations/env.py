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
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()
        if lite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"broken foreign keys: {broken[:5]}")


run()
