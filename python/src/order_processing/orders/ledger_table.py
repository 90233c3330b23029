"""The table of closed orders."""

from sqlalchemy import Column, DateTime, Table, Text

from order_processing.database.metadata import metadata

order_ledger = Table(
    "order_ledger",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("status", Text, nullable=False, comment="plain name of the ending"),
    Column("reason", Text, nullable=False, server_default="", comment="plain name; may be empty"),
    Column("rrn", Text, comment="the payment the order was forwarded with"),
    Column("message_id", Text, comment="the message to Fulfilment"),
    Column("closed_at", DateTime(timezone=True), nullable=False),
)
