"""Alembic's environment: migrates over the connection that `database/schema.py` hands over."""

from alembic import context

from order_processing.dashboard import tables
from order_processing.database.metadata import metadata
from order_processing.orders import ledger_table

# Importing a table's module puts the table into the metadata.
TABLES = (ledger_table.order_ledger, tables.order_dashboard)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_server_default=True,
)

with context.begin_transaction():
    context.run_migrations()
