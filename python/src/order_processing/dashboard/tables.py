"""The dashboard's storage: a projection of the orders' states, which can be rebuilt."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from order_processing.database.metadata import metadata

order_dashboard = Table(
    "order_dashboard",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False, server_default="", comment="empty: not known"),
    Column("status", Text, nullable=False, comment="plain name of the status"),
    Column("reason", Text, nullable=False, server_default="", comment="plain name; may be empty"),
    Column("waiting_for", Text, nullable=False, server_default="", comment="empty: for nothing"),
    Column("items", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("total_cents", BigInteger, comment="hundredths of the currency; null: not known"),
    Column("currency", Text, nullable=False, server_default="", comment="ISO 4217"),
    Column("payment_rrn", Text),
    Column("payment_verdict", Text, comment="plain name of the payment's verdict"),
    Column("authorized_at", DateTime(timezone=True)),
    Column("captured_at", DateTime(timezone=True)),
    Column("submitted_at", DateTime(timezone=True)),
    Column("forwarded_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("sequence", BigInteger, nullable=False, comment="counts the changes of the state"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

Index(
    None,
    order_dashboard.c.customer_id,
    order_dashboard.c.submitted_at.desc(),
)
Index(None, order_dashboard.c.status, order_dashboard.c.changed_at)
